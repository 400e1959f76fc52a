#!/usr/bin/python3
"""What the site's own filter calls spam waits for the operator; files that the site refuses are not passed on, and who sent
them is told what to do."""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, EVE = 'ana@home.example', 'bo@forge.example', 'eve@far.example'
GOAL = 'weld@' + DOMAIN
site = None
count = 0


def take(raw, sender, to=GOAL, login=None):
    answer = site.receive(raw, sender, to, login=sender if login is None else login)
    tap.same(answer.status, 0, 'taken: to %s' % to.split('.')[0]) or tap.diag(repr(answer))
    return site.sent()


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def notices(mails, template):
    return [mail for mail in mails if mail.message_id.startswith('<%s.' % template)]


# ---- spam

def marked(sender, *lines, body='Cheap narwhal.\n', to=GOAL, below=()):
    """As our MTA hands it over: its Received on top, with what its filter wrote, and below what came with the mail."""
    global count
    count += 1
    head = ['Received: from mail.far.example by mx.goals.example; Mon, 23 Nov 2026 08:00:00 +0000', *lines,
            'Received: from laptop by mail.far.example; Mon, 23 Nov 2026 07:59:00 +0000', *below,
            'From: Eve <%s>' % sender, 'To: ' + to, 'Subject: Offer %d' % count, 'Message-ID: <s%d@far.example>' % count]
    return ('\n'.join(head) + '\n\n' + body).encode()


def spam():
    tap.same(owners(take(marked(BO, 'X-Spam: Yes'), BO)), [ANA, EVE], 'no setting: the field says nothing')
    site.set('intake', spam_header='X-Spam-Flag: YES; x-spam: yes;X-Spam-Status: Yes')
    for lines, wanted in ((['X-Spam: Yes'], True), (['X-SPAM: YES'], True), (['X-Spam-Flag: yes'], True), (['X-Spam-Status: Yes, score=9.1', '\trequired=5'], True),
                          (['X-Spam: No'], False), (['X-Spam: Yesterday'], False), (['X-Spam-Status: No, score=Yes'], False), (['X-Spam-Level: *****'], False),
                          (['X-Spam-Score: Yes'], False), (['X-Spam:'], False), ([], False), (['X-Spam: No', 'X-Spam: Yes'], True)):
        mails = take(marked(BO, *lines), BO)
        tap.same(owners(mails), [] if wanted else [ANA, EVE], '%s: %s' % ('held' if wanted else 'goes on', lines or 'nothing'))
    held = site.held()
    tap.same((held[0]['from'], held[0]['reason']), (BO, 'the site\'s filter takes it for spam: x-spam: yes'), 'it waits for the operator, with what the filter said')
    tap.same(owners(take(marked(BO, below=['X-Spam: Yes', 'X-Spam-Flag: YES']), BO)), [ANA, EVE], 'what its sender wrote, or another server, says nothing')
    before = len(site.held())
    unproven = take(marked('zed@far.example', 'X-Spam: Yes'), 'zed@far.example', login='')
    tap.same((owners(unproven), len(site.held()) - before), ([], 1), 'nobody is asked whether spam is theirs')
    for to, body, what in (('weld+unsubscribe@' + DOMAIN, '', 'leaving'), ('weld+subscribe@' + DOMAIN, '', None), ('new@' + DOMAIN, 'x', None), ('me@' + DOMAIN, 'Name: X', None)):
        mails = take(marked(EVE, 'X-Spam: Yes', body=body, to=to), EVE, to)
        tap.same(owners(mails), [EVE] if what else [], '%s %s' % (to.split('@')[0], 'works' if what else 'is held'))
    asked = notices(take(compose(EVE, 'weld+subscribe@' + DOMAIN, '', ''), EVE, 'weld+subscribe@' + DOMAIN), 'follow-confirm')[0]
    tap.same(owners(take(marked(EVE, 'X-Spam: Yes', body='', to=asked.reply_to), EVE, asked.reply_to)), [EVE], 'a reply to a question of ours counts')
    mails = take(marked(ANA, 'X-Spam: Yes', body='#close Bo\n\nBetween us.\n'), ANA)
    tap.same(site.json('goal', 'show', '--json', 'weld')['state'], 'closed', 'towards privacy it counts')
    asked = notices(take(compose(ANA, 'weld+open@' + DOMAIN, '', ''), ANA, 'weld+open@' + DOMAIN), 'open-confirm')[0]
    take(reply(asked, ANA)[0], ANA, asked.reply_to)
    site.call('held', 'release', str(held[0]['id']))
    tap.same(owners(site.sent()), [ANA, EVE], 'what the operator releases goes on its way')
    for bad in ('X-Spam', ': yes', 'X Spam: yes', 'X-Spam: '):
        site.set('intake', spam_header=bad)
        tap.ok(site.call('config', 'check').status == 78, 'no such setting: %s' % bad)
    site.set('intake', spam_header='')


# ---- files

def part(name=None, kind='application/octet-stream', data=b'data', disposition='attachment', parameter=None):
    head = 'Content-Type: %s%s\n' % (kind, '; name="%s"' % parameter if parameter else '')
    if disposition:
        head += 'Content-Disposition: %s%s\n' % (disposition, '; filename="%s"' % name if name else '')
    return head.encode() + b'\n' + data + b'\n'


def with_parts(*parts, sender=BO, body=b'See the pelican.', subject='File'):
    global count
    count += 1
    head = 'From: Bo <%s>\nTo: %s\nSubject: %s %d\nMessage-ID: <f%d@forge.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n' % (
        sender, GOAL, subject, count, count)
    return head.encode() + b''.join(b'--b\n' + one for one in (b'Content-Type: text/plain\n\n' + body + b'\n', *parts)) + b'--b--\n'


def files():
    tap.same(owners(take(with_parts(part('setup.exe')), BO)), [ANA, EVE], 'no setting: any file is passed on')
    site.set('intake', refused_files='exe; .bat;application/x-msdownload; video/*', max_file_bytes='2048')
    rows = ((part('setup.exe'), 'setup.exe'), (part('SETUP.EXE'), 'SETUP.EXE'), (part('a.txt.exe'), 'a.txt.exe'), (part('trick.exe. .'), 'trick.exe'), (part('run.bat'), 'run.bat'),
            (part('x.txt', parameter='x.exe'), 'x.txt'), (part(None, parameter='y.exe'), 'y.exe'), (part('z.exe', disposition='inline'), 'z.exe'),
            (part('film', kind='video/mp4'), 'film'), (part(None, kind='application/x-msdownload'), 'application/x-msdownload'),
            (part('t.exe', kind='text/plain'), 't.exe'), (b'Content-Type: application/x; name*=utf-8\'\'%C3%A9.exe\n\nx\n', '\u00e9.exe'),
            (b'Content-Type: multipart/mixed; boundary=c\n\n--c\n' + part('deep.exe') + b'--c--\n', 'deep.exe'), (part('big.png', kind='image/png', data=b'x' * 3000), 'big.png'))
    for made, name in rows:
        mails = take(with_parts(made), BO)
        told = notices(mails, 'files-refused')
        tap.same(owners(mails), [BO], 'refused, and its sender told: %r' % name)
        if told:
            tap.contains(text(told[0]), name, 'of which file')
            tap.contains(' '.join(text(told[0]).split()), '2 KB, which is the most' if 'big' in name else 'Files of this kind', 'and why')
            tap.lacks(told[0].raw.decode(), 'pelican', 'its words are not in the letter')
    tap.same([row['state'] for row in site.json('held', 'list', '--all', '--json') if 'told' in row['reason']], ['noted'] * len(rows), 'they are noted')
    for made in (part('exe'), part('a.exe.txt'), part('photo.png', kind='image/png', data=b'x' * 2000), part('x.zip', kind='application/zip'), part(None, kind='audio/ogg')):
        tap.same(owners(take(with_parts(made), BO)), [ANA, EVE], 'passed on: %r' % made[:60])
    tap.same(owners(take(with_parts(body=b'long words ' * 400), BO)), [ANA, EVE], 'a long text is no file')
    base64 = b'Content-Type: image/png\nContent-Disposition: attachment; filename="b.png"\nContent-Transfer-Encoding: base64\n\n' + b'eHh4eHh4eHh4\n' * 200
    tap.same(owners(take(with_parts(base64), BO)), [ANA, EVE], 'its size is that of what it holds')
    tap.same(owners(take(with_parts(*[part('p%d.png' % i) for i in range(1100)]), BO)), [BO], 'more parts than are looked at: refused like one')
    tap.same(owners(take(with_parts(*[part('p%d.png' % i) for i in range(60)], part('last.exe')), BO)), [BO], 'the sixty-first is looked at')
    tap.same(owners(take(with_parts(part('u.exe'), sender='una@far.example'), 'una@far.example', login='')), ['una@far.example'], 'who is not proven is asked first')
    mails = site.sent()
    mail = take(with_parts(part('setup.exe'), subject='Let through'), BO)
    held = [row['id'] for row in site.json('held', 'list', '--all', '--json') if row['subject'].startswith('Let through')][0]
    site.call('held', 'release', str(held))
    tap.same((owners(mails), owners(mail), owners(site.sent())), ([], [BO], [ANA, EVE]), 'the operator can let one through')
    welcome = notices(take(compose('Pip <pip@far.example>', 'weld+subscribe@' + DOMAIN, '', ''), 'pip@far.example', 'weld+subscribe@' + DOMAIN), 'follow-confirm')[0]
    take(reply(welcome, 'pip@far.example')[0], 'pip@far.example', welcome.reply_to)
    mails = take(with_parts(part('c.exe'), body=b'#close Bo\n\nPrivate pelican.', sender=ANA), ANA)
    tap.same((owners(notices(mails, 'files-refused')), [mail for mail in mails if 'pelican' in mail.raw.decode()]), ([ANA], []), 'a private word with such a file: she is told, and it goes to nobody')
    tap.same(site.json('goal', 'show', '--json', 'weld')['state'], 'closed', 'and the goal is closed all the same')


def main():
    global site
    site = Instance(intake_cookies_per_day=100)
    site.goal('Weld', ANA, BO, EVE)
    take(compose('Ana <%s>' % ANA, GOAL, 'Rod', 'Which rod?\n'), ANA)
    take(compose('Bo <%s>' % BO, GOAL, 'Re: Rod', 'Thin.\n'), BO)
    spam()
    site.call('follow', 'weld', EVE)
    files()
    tap.same(site.faults, [], 'no sanitizer complained')


tap.run(main)
