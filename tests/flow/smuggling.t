#!/usr/bin/python3
"""SMTP smuggling and tricks with line ends, both ways: what one server takes for the end of a mail and the next does not.

Taken in: whatever the line ends are, one call is one mail. Given out: every line that leaves ends in CRLF, no line but
the last is a dot, however a server reads line ends, and none is longer than 998 octets where it may be encoded; signed
mail that is passed as it is carries nobody else's. In SMTP as a sink sees it, byte by byte.
"""
import base64, os, re, socket, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
from sink import Sink
import tap

ANA, BO, DI = 'ana@home.example', 'bo@forge.example', 'di@school.example'
ENDS = (b'\r', b'\n', b'\r\n', b'\n\r', b'\r\r\n', b'\r\0\n', b'\0\r\n', b'\x0b', b'\x0c', b'\x85', b'\xe2\x80\xa8')
EVIL = b'MAIL FROM:<admin@goals.example>@RCPT TO:<eve@far.example>@DATA@Subject: smuggled@@Ha.'

site = server = name = address = None


def tricks():
    """Bodies that end a mail for one server or another."""
    for first in ENDS:
        for second in ENDS:
            yield '%r . %r' % (first, second), b'one' + first + b'.' + second + EVIL.replace(b'@', second) + second + b'.' + second + b'two\n'
    yield 'a dot at the very end', b'one\n.'
    yield 'a dot and CR at the very end', b'one\n.\r'
    yield 'a dot in the first line', b'.\none\n'
    yield 'dots', b'.\n..\n...\n. \n.\t\n.x\n'
    yield 'CR at the end', b'one\r'
    yield 'CR CR LF', b'one\r\r\n.\r\r\ntwo\n'


LONG = {
    'a line of 100 KB': b'x' * 100000 + b'\nend\n', 'a line of 100 KB of 8 bits': 'ü'.encode() * 50000 + b'\nend\n',
    'a line of 998': b'x' * 998 + b'\nend\n', 'a line of 999': b'x' * 999 + b'\nend\n',
    'a line of 1 MB without an end': b'word ' * 200000,
    # Where a line is cut at 998, what follows must not begin with the dot that ends the mail.
    'dots where a line is cut': (b'x' * 998 + b'.') * 3 + b'\n' + b'y' * 997 + b'.\n' + b'z' * 996 + b'.\n',
    'a dot that is all there is behind a cut': b'x' * 998 + b'.\n' + EVIL.replace(b'@', b'\n') + b'\n.\nend\n',
    'NUL bytes': b'a\0b\n\0.\0\n.\0\n\0.\nend\n',
}


def shapes(body):
    """That body in mails of several kinds."""
    plain = compose('Di <%s>' % DI, address, 'Shape plain', MIME_Version='1.0', Content_Type='text/plain; charset=utf-8',
                    Content_Transfer_Encoding='8bit')
    yield 'plain', plain + body
    yield 'without MIME', compose('Di <%s>' % DI, address, 'Shape bare') + body
    yield 'HTML', compose('Di <%s>' % DI, address, 'Shape html', MIME_Version='1.0', Content_Type='text/html') + b'<p>' + body
    encoded = base64.encodebytes(body)
    yield 'base64', compose('Di <%s>' % DI, address, 'Shape base64', MIME_Version='1.0', Content_Type='text/plain',
                            Content_Transfer_Encoding='base64') + encoded
    quoted = b''.join(b'=%02X' % byte if byte != 46 else b'.' for byte in body[:3000]) + b'\n'
    yield 'quoted-printable', compose('Di <%s>' % DI, address, 'Shape qp', MIME_Version='1.0', Content_Type='text/plain',
                                      Content_Transfer_Encoding='quoted-printable') + b'=\n'.join(quoted[i:i + 60] for i in range(0, len(quoted), 60))
    part = b'--b\nContent-Type: text/plain\n\nA text.\n--b\n%s\n\n' + body + b'\n--b--\n'
    mixed = compose('Di <%s>' % DI, address, 'Shape mixed', MIME_Version='1.0', Content_Type='multipart/mixed; boundary=b')
    yield 'an attachment', mixed + part.replace(b'%s', b'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=x')
    yield 'a mail attached', mixed + part.replace(b'%s', b'Content-Type: message/rfc822').replace(body, b'From: x@y.example\nSubject: inner\n\n' + body)
    yield 'the preamble', mixed + body + b'\n' + part.replace(body, b'x').replace(b'%s', b'Content-Type: text/plain')
    signed = compose('Di <%s>' % DI, address, 'Shape signed', MIME_Version='1.0',
                     Content_Type='multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=b')
    yield 'signed', signed + b'--b\nContent-Type: text/plain\n\n' + body + b'\n--b\nContent-Type: application/pgp-signature\n\nsig\n--b--\n'
    yield 'encrypted', signed.replace(b'multipart/signed', b'multipart/encrypted').replace(b'pgp-signature', b'pgp-encrypted') + \
        b'--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n' + body + b'\n--b--\n'


def transactions(wire):
    """What was sent between DATA and its end, as a server that knows CRLF alone reads it."""
    return re.findall(rb'(?s)DATA\r\n(.*?\r\n)\.\r\n', bytes(wire))


# What may not be encoded anew, and so keeps its long lines: the MTA cuts or refuses them.
PASSED = ('signed', 'encrypted', 'a mail attached', 'the preamble', 'the operator')


def strict(what, shape, expected):
    """What left is one mail a recipient, in lines that nobody can read otherwise."""
    with server.changed:
        wires, recipients = [bytes(wire) for wire in server.wires], sorted(recipient for recipient, _, _, _ in server.taken)
    told = 'from %s, %s' % (shape, what)
    sent = [data for wire in wires for data in transactions(wire)]
    faults = []
    if recipients != sorted(expected):
        faults.append('recipients: %r' % recipients)
    for wire in wires:
        if re.search(rb'(?<!\r)\n|\r(?!\n)', wire):
            faults.append('a line end that is no CRLF: %r' % re.search(rb'(?s).{,30}((?<!\r)\n|\r(?!\n)).{,30}', wire).group(0))
        commands = re.sub(rb'(?s)DATA\r\n.*?\r\n\.\r\n', b'DATA\r\n', wire).split(b'\r\n')
        odd = [line for line in commands if line and not re.fullmatch(
            rb'EHLO \S+|MAIL FROM:<bounces[^<>\s]*@goals\.example>[ A-Z0-9=]*|RCPT TO:<[^<>\s]+>|DATA|RSET|QUIT', line)]
        if odd:
            faults.append('commands: %r' % odd[:3])
    for data in sent:
        lines = data.split(b'\r\n')
        # A dot at the begin of a line is doubled, whatever one takes for the end of the line before.
        if any(line.startswith(b'.') and not line.startswith(b'..') for line in lines):
            faults.append('a dot that is not doubled')
        if re.search(rb'[\r\n]\.[\r\n]', b'\n' + data):
            faults.append('a line that is a dot')
        head, _, body = data.partition(b'\r\n\r\n')
        if shape != 'the operator' and max(len(line) for line in head.split(b'\r\n')) > 998:
            faults.append('a header line of %d' % max(len(line) for line in head.split(b'\r\n')))
        if shape not in PASSED and max(len(line) for line in lines) > 999:        # with a doubled dot
            faults.append('a line of %d' % max(len(line) for line in lines))
        if b'\0' in data:
            faults.append('a NUL')
        if re.search(rb'(?mi)^(Subject: smuggled|Bcc:)', head):
            faults.append('a header that is not ours')
    return tap.same(faults, [], told) or tap.diag(repr(sent)[:2000])


def give(mail, what, shape, recipient=None, expected=(ANA, BO)):
    server.forget()
    site.time += 86400          # nobody may say the same again and again in one day
    answer = site.receive(mail, DI, recipient or address, login=DI)
    if answer.status != 0:
        return tap.ok(answer.status in (65, 69) and answer.text, 'from %s, %s: refused, and told why' % (shape, what), repr(answer))
    site.deliver()
    return strict(what, shape, expected)


def out():
    """Given out: all the tricks in a plain text; a choice of them in all shapes."""
    for what, body in tricks():
        give(compose('Di <%s>' % DI, address, 'Tricks') + body, what, 'a text')
    chosen = {what: body for what, body in tricks() if what in (r"b'\n' . b'\n'", r"b'\r' . b'\r'", r"b'\r\n' . b'\r'",
                                                                  r"b'\r\x00\n' . b'\x00\r\n'", 'a dot at the very end', 'dots')}
    tap.same(len(chosen), 6, 'the tricks that are chosen are there')
    for what, body in list(chosen.items()) + list(LONG.items()):
        for shape, mail in shapes(body):
            give(mail, what, shape)


def operator():
    """What goes to the operator as it came is one mail, too."""
    for what, body in [(r'LF . LF', b'one\n.\n' + EVIL.replace(b'@', b'\n') + b'\n.\nend\n'), ('CR . CR', b'one\r.\r' + EVIL.replace(b'@', b'\r') + b'\r.\r')] + \
            list(LONG.items()):
        mail = compose('Di <%s>' % DI, 'postmaster@' + DOMAIN, 'To the operator', X_Long='y' * 3000, X_Odd='a\rBcc: eve@far.example\r') + body
        give(mail, what, 'the operator', 'postmaster@' + DOMAIN, ['op@home.example'])


def taken_in():
    """One call is one mail, and header and body part where they must."""
    cases = {
        'bare LF': b'\n', 'CRLF': b'\r\n', 'bare CR': b'\r'}
    for what, end in cases.items():
        subject = 'Taken ' + what
        mail = compose('Di <%s>' % DI, address, subject, 'one\n.\ntwo\n\nSubject: no header\n\nthree\n').replace(b'\n', end)
        before = len(site.posts(name))
        answer = site.receive(mail, DI, address, login=DI)
        if what == 'bare CR':
            tap.ok(answer.status in (0, 65), 'a mail of bare CR: taken or refused', repr(answer))
            continue
        post = [row for row in site.posts(name)][before:]
        tap.same([row['subject'] for row in post], [subject], '%s: one mail, with its subject' % what)
        text = site.json('post', 'show', '--json', str(post[0]['id']))['text']
        tap.same(text.rstrip('\n'), 'one\n.\ntwo\n\nSubject: no header\n\nthree', '%s: and its text, whole' % what)
    site.deliver()
    for what, head, status in (
            ('a bare CR in a header', b'X-A: b\rFrom: Ana <%s>\rSubject: forged\r' % ANA.encode(), (0, 65)),
            ('CR CR LF between header and body', None, (0, 65)),
            ('a NUL in a header', b'X-A: b\0From: Ana <%s>' % ANA.encode(), (0, 65)),
            ('8 bits in a header', b'X-A: \xff\xfe\xe9', (0,)), ('a header of 100 KB', b'X-A: ' + b'y' * 100000, (0, 65)),
            ('a blank line of blanks in the header', b'X-A: b\n \t \n c', (0,)), ('a header that is a dot', b'X-A: b\n.\nX-B: c', (0, 65))):
        mail = compose('Di <%s>' % DI, address, 'Header: ' + what, 'Text of it.\n')
        if head is None:
            mail = mail.replace(b'\n\n', b'\n\r\r\n', 1)
        else:
            mail = mail.replace(b'Subject:', head + b'\nSubject:', 1)
        server.forget()
        answer = site.receive(mail, DI, address, login=DI)
        tap.ok(answer.status in status, '%s: taken, or refused' % what, repr(answer))
        site.deliver()
        with server.changed:
            mails = [copy for _, _, _, copy in server.taken]
        if answer.status == 0:
            tap.ok(all(b'via Learn' in copy.split(b'\r\n\r\n')[0] and b'Di via' in copy for copy in mails), '%s: it is Di\'s, not Ana\'s' % what, repr(mails))
            strict(what, 'an odd header', [ANA, BO] if mails else [])
    answer = site.receive(b'From: Di <%s>\nSubject: Only a header' % DI.encode(), DI, address, login=DI)
    tap.same(answer.status, 0, 'a header without a body is a mail')
    site.deliver()


def by_lmtp():
    """The daemon's own LMTP: CR LF . CR LF ends a mail, and nothing else does."""
    serving = site.start('serve')
    path = site.state + '/run/lmtp'
    tap.soon(lambda: os.path.exists(path))
    chosen = [(first, second) for first in ENDS for second in ENDS if (first, second) != (b'\r\n', b'\r\n')][::3]
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        for _ in range(100):
            try:
                client.connect(path)
                break
            except OSError:
                time.sleep(0.1)
        stream = client.makefile('rwb')

        def say(words):
            stream.write(words + b'\r\n')
            stream.flush()
            while True:
                line = stream.readline()
                if line[3:4] != b'-':
                    return line
        stream.readline()
        say(b'LHLO mx.goals.example')
        for i, (first, second) in enumerate(chosen):
            told = '%r . %r' % (first, second)
            answers = [say(words) for words in (b'MAIL FROM:<%s>' % DI.encode(), b'RCPT TO:<%s>' % address.encode(), b'DATA')]
            body = b'one' + first + b'.' + second + EVIL.replace(b'@', second) + second + b'.' + second + b'two'
            subject = 'By LMTP %d' % i
            raw = compose('Di <%s>' % DI, address, subject).replace(b'\n', b'\r\n') + body
            answer = say(re.sub(rb'(?m)(?<=\r\n)\.', b'..', raw) + b'\r\n.')
            tap.ok(answers[2][:3] == b'354' and answer[:1] in b'25', '%s: one answer' % told, repr((answers, answer)))
            # Were anything of it read as a command, its answer would stand here.
            tap.same(say(b'NOOP')[:3], b'250', '%s: and the next command is the next' % told)
            kept = [row for row in site.held() if row['subject'] == subject]
            tap.ok(len(kept) == 1 or answer[:1] == b'5', '%s: it is one mail' % told, repr(kept))
        tap.same(say(b'QUIT')[:3], b'221', 'and that is all')
    tap.same([row['subject'] for row in site.held() if row['subject'] == 'smuggled'] + site.rows('SELECT addr FROM address WHERE addr LIKE ?', '%eve@%'), [],
             'no mail was smuggled')
    serving.terminate()
    tap.same(serving.wait(90), 0, 'serve ends')


def main():
    global site, server, name, address
    server = Sink()
    site = Instance(delivery=server.address, site_operator='op@home.example', intake_posts_per_hour=100000)
    name = site.goal('Learn welding', ANA, BO)
    address = name + '@' + DOMAIN
    for part in (taken_in, out, operator, by_lmtp):
        if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
            part()
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
