#!/usr/bin/python3
"""Mail that is broken or merely odd: each has one clear outcome, refused with a reason, held or handled; never a
crash, a hang, a lost mail or a mail to a third person. No MTA: `journster receive` and Maildirs.
"""
import base64, hashlib, os, re, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import outcome
from instance import DOMAIN, Instance, compose, owners, reply
from outcome import ANA, BO, DI, LATER, MAL, MALFORMED, REFUSED, TAKEN, ask, at, goal, has, holds, post, refused
import tap
from sink import Sink


# Where it goes to


def addresses():
    name, address = goal('Addresses', BO)
    for recipient in ('nobody@' + DOMAIN, 'nobody+r.81.5k.x3f@' + DOMAIN, 'goal@elsewhere.example', name, '@' + DOMAIN, DOMAIN,
            'x' * 65 + '@' + DOMAIN,
                      at(name, 'a' * 100), '"%s"@%s' % (name, DOMAIN), name + '@' + DOMAIN + '.', '../../etc/passwd@' + DOMAIN,
                      name + ' @' + DOMAIN, name + '@' + DOMAIN + '\r\nBcc: x@y', 'x\n' + name + '@' + DOMAIN, 'l\u00e4rn@' + DOMAIN,
                      '+@' + DOMAIN, name + '%elsewhere.example@' + DOMAIN, '<' + address + '>', address + ',' + BO,
                      'a' * 100000 + '@' + DOMAIN):
        refused(compose(DI, address, 'Hello', 'Text.\n'), DI, recipient, REFUSED, 'to %r' % recipient[:50], login=DI)
    answer = outcome.site.receive(compose(DI, address, 'Hello', 'Text.\n'), DI, '', login=DI)
    tap.same(answer.status, LATER, 'no recipient at all: the operator\'s fault, so the mail waits')
    # A piece of a token, or an unknown word, still finds the goal.
    for sub in ('r.', 'r.a', 'r.a.b', 'r.a.b.c.d.e', 'r.9.9.9', 'c.', 'u.zzz', 'q.', 'q.zzzzzz', '', '+', 'R.A',
            'x.y.z'):
        subject = 'To a piece of an address %s' % sub
        if sub == 'c.':
            continue
        mails = post(compose('Di <%s>' % DI, address, subject, 'A word on %s.\n' % subject), DI, at(name, sub), login=DI)
        tap.same(has(mails, subject), [ANA, BO], '+%s: a post like another' % sub)
    for sub in ('subscribe+', 'nonsense'):
        mails = post(compose('Di <%s>' % DI, address, 'To a word', 'Some words.\n'), DI, at(name, sub), login=DI)
        tap.same(owners(mails), [DI], '+%s: a word that means nothing: its sender is helped' % sub)
    mails = post(compose(DI, address, 'In upper case', 'Loud.\n'), DI, address.upper(), login=DI)
    tap.same(has(mails, 'In upper case'), [ANA, BO], 'the address in upper case')


def call_of_the_mta():
    name, address = goal('The call', BO)
    mail = compose('Di <%s>' % DI, address, 'On a strange call', 'Text.\n')
    for option, value in (('--helo', '--help'), ('--helo', '-h'), ('--client-address', '--help'), ('--helo', 'caf\udce9.example'),
                          ('--helo', 'x' * 100000), ('--helo', ''), ('--client-address', 'nonsense\r\n'),
                          ('--client-address', '999.1.1.1'),
                          ('--helo', '--'), ('--helo', '--recipient')):
        answer = outcome.site.receive(mail, DI, address, login=DI, more=(option, value))
        tap.ok(answer.status == TAKEN and 'Usage' not in answer.text, '%s %r: taken, not misread' % (option, value[:20]), repr(answer))
    tap.same(has(outcome.site.sent(), 'On a strange call'), [ANA, BO], 'the mail arrived, once')
    for sender in ('--help', '-h', 'm\udce9l@evil.example', 'x@y\r\nRCPT TO:<eve@far.example>', 'x' * 100000 + '@y.example',
            '"a b"@y.example', '@', '<>', ' ', 'a@b@c'):
        text = 'Sent by %r' % sender[:20].encode('ascii', 'replace')
        answer = outcome.site.receive(compose('Di <%s>' % DI, address, 'S', text + '\n'), sender, address, login=DI)
        tap.ok(answer.status == TAKEN and 'Usage' not in answer.text, 'an envelope sender %r: taken' % sender[:20], repr(answer))
        tap.same(owners(outcome.site.sent()), [ANA, BO], 'an envelope sender %r: it arrives' % sender[:20])
    environment = dict(os.environ, SENDER=DI, RECIPIENT=address, SASL_USER=DI)
    answer = outcome.site.call('receive', '--now', outcome.site.now(), input=compose(DI, address, 'From the environment', 'Text.\n'),
            env=environment)
    tap.same((answer.status, owners(outcome.site.sent())), (TAKEN, [ANA, BO]), 'options from the environment')
    answer = outcome.site.call('receive', '--sender', DI, '--recipient', address, '--sasl-user', '',
            input=compose(DI, address, 'Empty option', 'Text.\n'), env=environment)
    tap.ok(answer.status == TAKEN and has(outcome.site.sent(), 'Empty option') == [],
            'an option that is given empty is not looked for there', repr(answer))
    for words in (['receive'], ['receive', '--recipient', address, '--now', 'soon'], ['receive', '--wrong'],
            ['receive', 'word', '--recipient', address]):
        answer = outcome.site.call(*words, input=mail)
        tap.ok(answer.status == LATER and answer.text, '%s: wrong settings make mail wait' % ' '.join(words)[:40], repr(answer))
    answer = outcome.site.call(*outcome.site.words(DI, address, DI), preexec_fn=lambda: os.close(0), stdin=None)
    tap.ok(answer.status == LATER and answer.text, 'no standard input: later', repr(answer))
    done = subprocess.run(outcome.site.command(*outcome.site.words(DI, address, DI)),
            input=compose(DI, address, 'No output', 'T' * 100000 + '\n'),
                          preexec_fn=lambda: (os.close(1), os.close(2)), check=False)
    mails = outcome.site.sent()
    tap.same((done.returncode, has(mails, 'T' * 50)), (TAKEN, [ANA, BO]), 'no standard output and error: taken, and whole')


# What there is of it


def nearly_nothing():
    name, address = goal('Nothing', BO)
    refused(b'', DI, address, MALFORMED, 'nothing at all', login=DI)
    refused(b'\n\n\n', DI, address, MALFORMED, 'three line ends', login=DI)
    refused(b'this is no mail at all', DI, address, MALFORMED, 'no header', login=DI)
    refused(b'\0' * 5000, DI, address, MALFORMED, 'NUL bytes alone', login=DI)
    head = compose('Di <%s>' % DI, address, 'A header alone').rstrip(b'\n')
    tap.same(has(post(head, DI, address, login=DI), 'A header alone'), [ANA, BO], 'a header without an end: its subject is the post')
    mails = holds(compose('Di <%s>' % DI, address, '', ''), DI, address, 'neither subject nor text', 'neither subject nor text',
            gets=[DI], login=DI)
    tap.same(has(mails, 'Di'), [DI], 'its sender is told')
    holds(compose('Di <%s>' % DI, address, None, ' \n\n\t\n'), DI, address, 'neither subject nor text', 'blanks alone', gets=[DI],
            login=DI)
    holds(compose('Di <%s>' % DI, 'new@' + DOMAIN, '', 'Background'), DI, 'new@' + DOMAIN, 'that names no goal',
            'a goal that names no goal', gets=[DI], login=DI)
    html = compose('Di <%s>' % DI, address, '', '<p></p>\n', Content_Type='text/html', MIME_Version='1.0')
    outcome.site.receive(html, DI, address, login=DI)
    tap.ok(set(owners(outcome.site.sent())) <= {DI, ANA, BO}, 'HTML of nothing')


def no_identity():
    name, address = goal('Identity', BO)
    mails = post(compose('Di <%s>' % DI, address, 'No id', 'Text.\n', Message_ID=None), DI, address, login=DI)
    tap.same(has(mails, 'No id'), [ANA, BO], 'no Message-ID: delivered')
    ids = {mail.message_id for mail in mails}
    tap.ok(len(ids) == 1 and re.fullmatch(r'<[^<>@\s]+@goals\.example>', ids.pop()), 'and all copies have one that was made', repr(mails))
    mails = post(compose('Di <%s>' % DI, address, 'Bad id', 'Text.\n', Message_ID='<a b c> (x', Date=None), DI, address, login=DI)
    tap.same(has(mails, 'Bad id'), [ANA, BO], 'a Message-ID that is none, and no Date')
    for login in (None, DI):
        proof = 'with a login' if login else 'without proof'
        holds(compose(None, address, 'No From', 'Text.\n'), DI, address, 'no From that can be answered', 'no From %s' % proof,
                login=login)
        two = compose('Di <%s>' % DI, address, 'Two Froms', 'Text.\n').replace(b'To:', b'From: Ana <ana@home.example>\nTo:', 1)
        holds(two, DI, address, 'no From that can be answered', 'two Froms %s' % proof, login=login)
        holds(two, DI, at(name, 'unsubscribe'), '', 'two Froms, to leave, %s' % proof, login=login)
        holds(two, DI, at(name, 'help'), '', 'two Froms, for help, %s' % proof, login=login)
        holds(two, DI, 'new@' + DOMAIN, '', 'two Froms, for a goal, %s' % proof, login=login)
    for value in ('', 'Di', '<>', '<@>', 'di@', '@school.example', 'undisclosed-recipients:;', '"di d"@school.example',
            'd' * 65 + '@school.example',
                  'd@' + 'x' * 256, 'd@' + 'x' * 100000, ',' * 5000, '(' * 5000, '<' * 5000, '"' * 5000,
                  '=?utf-8?q?di=40school.example?='):
        holds(compose(value, address, 'From nobody', 'Text.\n'), DI, address, 'no From', 'From: %r' % value[:30], login=DI)
    # The operator lets such a mail through: there is still nobody to be its author.
    waiting = [row['id'] for row in outcome.site.held() if 'Two Froms' in row['subject']][0]
    answer = outcome.site.call('held', 'release', str(waiting))
    tap.ok(answer.status in (0, 77) and answer.text, 'releasing a mail with two Froms says what came of it', repr(answer))
    tap.same(owners(outcome.site.sent()), [], 'goes to nobody')
    tap.same(len(outcome.site.posts(name)), 2, 'and is no post')


def long_addresses():
    name, address = goal('Long', BO)
    domain = '.'.join(['d' * 60] * 4) + '.example'
    edge = 'e' * 64 + '@' + domain[:255]
    mails = post(compose(edge, address, 'From the edge', 'Text.\n'), edge, address, login=edge)
    tap.same(has(mails, 'From the edge'), [ANA, BO], 'an address of 64 and %d octets writes' % len(domain))
    outcome.site.receive(compose(edge, address, 'Who am I', 'Text.\n'), MAL, at(name, 'help'))
    mails = ask(name, 'After a long address')
    tap.same(sorted(owner for owner in mails if '@' in owner and len(owner) < 60), [ANA, BO],
            'a letter to such an address stops nobody else\'s')


# How large it is


def large():
    name, address = goal('Large', BO)
    content = hashlib.sha512(b'welding').digest() * (50 * 1024 * 1024 // 64 * 73 // 100 + 1)
    encoded = base64.encodebytes(content)
    mail = (compose('Di <%s>' % DI, address, 'Fifty megabytes', '', MIME_Version='1.0', Content_Type='multipart/mixed; boundary="b"') +
            b'--b\nContent-Type: text/plain\n\nSee the video.\n--b\nContent-Type: video/mp4\nContent-Transfer-Encoding: base64\n'
            b'Content-Disposition: attachment; filename=weld.mp4\n\n' + encoded + b'--b--\n')
    refused(mail, DI, address, REFUSED, 'a mail of %d MB' % (len(mail) >> 20), login=DI)
    tap.same(os.listdir(os.path.join(outcome.site.state, 'spool', 'mail')), [], 'no file of it is left')
    outcome.site.set('intake', max_message_bytes=len(mail) - 1)
    refused(mail, DI, address, REFUSED, 'one byte too many', login=DI)
    outcome.site.set('intake', max_message_bytes=80 << 20)
    mails = post(mail, DI, address, login=DI)
    tap.same(owners(mails), [ANA, BO], 'with a larger limit it is delivered')
    tap.ok(mails and all(encoded in copy.raw for copy in mails), 'byte for byte')
    outcome.site.set('intake', max_message_bytes=37748736)
    tap.same(len(os.listdir(os.path.join(outcome.site.state, 'spool', 'mail'))), 1, 'one file keeps it')


def many():
    name, address = goal('Many', BO)
    refused(compose(DI, address, 'H', 'T\n').replace(b'To:', b''.join(b'X-%d: y\n' % i for i in range(100000)) + b'To:', 1), DI, address,
            MALFORMED, '100,000 headers', login=DI)
    refused(b'X: ' + b'y' * (1 << 20) + b'\n' + compose(DI, address, 'H', 'T\n'), DI, address, MALFORMED, 'a header of 1 MB', login=DI)
    refused(compose(DI, 'g:' * 10000 + address + ';' * 10000, 'H', 'T\n'), DI, address, MALFORMED, '10,000 groups in To', login=DI)
    inner = compose(DI, 'g:' * 10000 + address + ';' * 10000, 'Inner', 'T\n')
    refused(compose(DI, address, 'H', '', MIME_Version='1.0', Content_Type='message/rfc822') + inner, DI, address, MALFORMED,
            '10,000 groups in a mail within the mail', login=DI)
    nested = b''.join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(10000))
    forward = b'Content-Type: message/rfc822\n\n' * 10000
    wide = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b'--b\nContent-Type: text/plain\n\nx\n' * 10000 + b'--b--\n'
    for what, body in (('10,000 nested parts', nested), ('10,000 mails one in the other', forward), ('10,000 parts side by side', wide)):
        text = 'Odd: ' + what
        head = compose('Di <%s>' % DI, address, text, MIME_Version='1.0').rstrip(b'\n') + b'\n'
        answer = outcome.site.receive(head + body + b'\nthe end\n', DI, address, login=DI)
        mails = outcome.site.sent()
        if answer.status == TAKEN:
            tap.same(has(mails, text), [ANA, BO], '%s: delivered' % what)
            tap.ok(all(b'the end' in mail.raw or what == '10,000 parts side by side' for mail in mails), '%s: whole' % what)
        else:
            tap.same((answer.status, bool(answer.text), owners(mails)), (MALFORMED, True, []),
                    '%s: refused, and told why' % what) or tap.diag(repr(answer))
    line = 'long line ' * 100000
    mails = post(compose('Di <%s>' % DI, address, 'A megabyte a line', line + '\n'), DI, address, login=DI)
    tap.same(has(mails, 'A megabyte a line'), [ANA, BO], 'a line of 1 MB: delivered')
    tap.ok(all(mail.message.get_body().get_content().replace('\n', '').find(line.strip()[:500000]) >= 0 for mail in mails), 'and whole')
    outcome.site.receive(compose('Di <%s>' % DI, address, 'x' * 200000, 'T\n',
            References=' '.join('<%d@x.example>' % i for i in range(20000))), DI, address, login=DI)
    for mail in outcome.site.sent():
        tap.ok(max(len(line) for line in mail.raw.split(b'\n')) < 1000, 'a huge Subject and References: no line of the copy is too long')


def odd_bytes():
    name, address = goal('Bytes', BO)
    cases = {'NUL bytes': b'before\0\0after\n', 'bare CR': b'one\rtwo\r\rthree\n',
            'CR and LF mixed': b'one\r\ntwo\nthree\r\n\r\r\nfour\n',
             'control characters': bytes(range(1, 9)) + b'\x0b\x0c\x0e\x1b[31mred\x7f\n',
             'invalid UTF-8': b'caf\xe9 \xff\xfe \xc3\x28 \xed\xa0\x80\n',
             'no line end': b'no line end', 'a dot alone': b'one\n.\ntwo\n..\n', 'From lines': b'one\n\nFrom ana Mon\ntwo\n'}
    for what, body in cases.items():
        mails = post(compose('Di <%s>' % DI, address, 'Bytes: ' + what) + b'begin\n' + body + b'\nfinis\n', DI, address, login=DI)
        tap.same(has(mails, 'Bytes: ' + what), [ANA, BO], '%s: delivered' % what)
        tap.ok(all(b'begin' in mail.raw and b'finis' in mail.raw for mail in mails), '%s: whole' % what)
    for charset in ('x-no-such', 'utf-8\0', '', 'a' * 5000, 'utf-7', 'iso-2022-cn-ext', '"', 'us-ascii;charset=utf-8'):
        mail = compose('Di <%s>' % DI, address, 'Charset', MIME_Version='1.0',
                Content_Type='text/plain; charset=%s' % charset) + b'gr\xfc\xdfe \xff +AD4- words\n' + charset[:20].encode()
        mails = post(mail, DI, address, login=DI)
        tap.ok(owners(mails) == [ANA, BO] and all(b'words' in copy.raw or b'd29yZHM' in copy.raw or 'words'
                in str(copy.message.get_payload(decode=True)) for copy in mails),
               'charset %r: delivered' % charset[:20], repr(mails))
    for encoding in ('base64', 'quoted-printable', 'uuencode', 'x-none', 'BASE64', '8bit\0', 'binary'):
        mail = compose('Di <%s>' % DI, address, 'Encoding', MIME_Version='1.0', Content_Type='text/plain',
                Content_Transfer_Encoding=encoding) + b'====not=really!!\xff\nbegin 644 x\n' + encoding.encode()
        tap.same(owners(post(mail, DI, address, login=DI)), [ANA, BO], 'encoding %r that does not hold: delivered' % encoding)


def smuggling():
    """What an SMTP server would take for the end of a mail stands within one."""
    server = Sink()
    old, outcome.site = outcome.site, Instance(delivery=server.address)
    try:
        name = outcome.site.goal('Smuggling', ANA, BO)
        address = name + '@' + DOMAIN
        evil = b'MAIL FROM:<x@evil.example>%sRCPT TO:<eve@far.example>%sDATA%sSubject: smuggled%s%sHa.%s.%s'
        for end in (b'\r', b'\n', b'\r\n', b'\n\r', b'\r\r\n'):
            body = b'one' + end + b'.' + end + evil.replace(b'%s', end) + b'two' + end
            server.forget()
            outcome.site.time += 86400          # the same words three times in a day would be held
            outcome.site.receive(compose('Di <%s>' % DI, address, 'Dots') + body, DI, address, login=DI)
            outcome.site.deliver()
            tap.same(server.recipients(), [ANA, BO], 'a dot between %r does not end the mail' % end)
            outcome.site.receive(compose('Di <%s>' % DI, address, 'Dots') + body, DI, 'postmaster@' + DOMAIN)
            outcome.site.deliver()
            tap.same(server.recipients(), [ANA, BO, 'postmaster@' + DOMAIN], 'nor of one that is forwarded to the operator')
            tap.ok(all(b'two' in mail for _, _, _, mail in server.taken), 'a dot between %r: the mail is whole' % end)
            tap.ok(all(not re.search(rb'(?<!\r)\n|\r(?!\n)', mail) for _, _, _, mail in server.taken),
                    'a dot between %r: all lines end in CRLF' % end)
        tap.same(outcome.site.faults, [], 'no call of the program did what none may')
    finally:
        outcome.site.close()
        outcome.site = old


# What it would put into ours


def injections():
    name, address = goal('Injections', BO)
    evil = '\r\nBcc: eve@far.example\r\nX-Injected: yes\r\n\r\n<b>body</b>'
    words = ['=?utf-8?b?%s?=' % base64.b64encode(('Hi' + evil).encode()).decode(),
            '=?utf-8?q?Hi=0D=0ABcc:=20eve@far.example=0D=0AX-Injected:=20yes?=',
             '=?utf-8?q?Hi=0ABcc:_eve=0AX-Injected:_yes?=', 'Hi\rBcc: eve@far.example\rX-Injected: yes',
             'Hi\0\x0b\x0c\x1b]0;x\x07\x7f\x85\u2028\u2029\u202e',
             '=?utf-8?q?Hi=00=1B=7F=C2=85=E2=80=A8?=', 'Hi\n  Bcc: eve@far.example\n  X-Injected: yes', 'Hi" <eve@far.example>, "x',
             'Hi\\', '{{secret}} {{#posts}}', '"%s%n%x <script>alert(1)</script>"']
    for i, word in enumerate(words):
        writer = 'w%d@school.example' % i
        mail = compose('%s <%s>' % (word, writer), address, word, 'Text %d.\n' % i, References='<a@b>' + word, In_Reply_To=word,
                Reply_To=word, Sender=word,
                       Content_Language=word, Organization=word, MIME_Version='1.0',
                       Content_Type='text/plain; charset=utf-8; x="%s"' % word.replace('"', ''))
        mails = post(mail, writer, address, login=writer)
        clean(mails, 'a copy with %r' % word[:25])
        tap.ok({ANA, BO} <= set(owners(mails)) <= {ANA, BO, writer}, 'a copy with %r goes to the two' % word[:25], repr(mails))
    for i, word in enumerate(words):
        asker = 'g%d@school.example' % i
        mail = compose('%s <%s>' % (word, asker), 'new@' + DOMAIN, word + ' goal%d' % i,
                'Background: %s\nExpectations: %s\n\nSkills: %s\n' % (word, word, word))
        mails = post(mail, asker, 'new@' + DOMAIN, login=asker)
        clean(mails, 'a goal of %r' % word[:25])
        if not tap.same(owners(mails), [asker], 'a goal of %r: its sender alone is asked' % word[:25]):
            continue
        confirmation, to = reply(mails[0], '%s <%s>' % (word, asker), 'yes\n')
        clean(post(confirmation, asker, to), 'the goal %r' % word[:25])
    for words in (('goal', 'list'), ('post', 'list', name), ('held', 'list', '--all'), ('person', 'list')):
        answer = outcome.site.call(*words)
        tap.ok(answer.status == 0 and not re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2\x85|\xe2\x80\xae', answer.output),
                '%s prints no control character' % ' '.join(words), repr(answer.output))
        outcome.site.json(*words, '--json')


def clean(mails, what):
    for mail in mails:
        bad = [field for field in ('Bcc', 'X-Injected', 'Cc', 'Resent-To') if field in mail.message]
        # Content-* is taken over as it was written.
        head = re.sub(rb'(?mi)^Content-.*\n([ \t].*\n)*', b'', mail.raw.split(b'\n\n')[0] + b'\n')
        tap.ok(not bad and not re.search(rb'[\x00-\x08\x0b-\x1f\x7f-\xff]', head) and mail.owner != 'eve@far.example',
               '%s: the header is ours' % what, '%r\n%s' % (bad, head.decode(errors='replace')))
        tap.ok(mail.header('From').count('@') <= 2 and mail.message['From'].addresses[0].domain == DOMAIN
                and len(mail.message['From'].addresses) == 1,
               '%s: From is one address of ours' % what, mail.header('From'))


def bombs():
    name, address = goal('Bombs', BO)
    word = '=?utf-8?q?' + '=41' * 20 + '?= '
    for what, subject in (('encoded words', word * 5000), ('words within words', '=?utf-8?q?=3D=3Futf-8=3Fq=3F' * 2000),
            ('Re:', 'Re: ' * 20000 + 'x'),
                          ('brackets', '[' * 50000), ('tags', '[a] ' * 20000), ('combining marks', 'e' + '\u0301' * 20000),
                          ('right to left', '\u202e' * 20000 + 'x')):
        mails = post(compose('Di <%s>' % DI, address, subject, 'Text of %s\n' % what), DI, address, login=DI)
        tap.same(owners(mails), [ANA, BO], 'a subject of %s: delivered' % what)
        tap.ok(all(len(line) <= 998 for mail in mails for line in mail.raw.split(b'\n')), 'a subject of %s: no line is too long' % what)
    html = '<div>' * 50000 + 'deep' + '&' * 1000
    mails = post(compose('Di <%s>' % DI, address, 'Deep HTML', html + '\n', MIME_Version='1.0', Content_Type='text/html'), DI, address,
            login=DI)
    tap.same(owners(mails), [ANA, BO], 'HTML of 50,000 levels: delivered')
    quotes = '>' * 100000 + '\n' + '> ' * 50000 + 'x\n' + 'On Monday, X wrote:\n' * 5000
    tap.same(owners(post(compose('Di <%s>' % DI, address, 'Deep quotes', quotes), DI, address, login=DI)), [ANA, BO],
            '100,000 levels of quotes: delivered')

def main():
    outcome.play([[addresses, call_of_the_mta, nearly_nothing, no_identity, long_addresses],
                  [large, many, odd_bytes, smuggling, injections, bombs]], sys.argv[1:])


if __name__ == '__main__':
    tap.run(main)
