#!/usr/bin/python3
"""What a person writes reaches the others unharmed, through Postfix both ways, and signed by OpenDKIM.

Also here: replies shaped as Gmail, Outlook and Apple Mail write them thread and are read right.
"""
import os, re, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import anymta, dkim, mails, root, tap
import host as hosts
from anymta import ANA, BEN, CAT
from host import PACKAGES, Host
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES, *dkim.PACKAGES)

FILE_NAME = ('Schweißnaht an der Übergangsstelle zwischen dünnem und dickem Blech '
             '– Ansicht von links, 3. Versuch (größer).png')
FOOTER = '~~~'                      # the line before our own, in text
HTML_FOOTER = '&#8288;&#8288;'      # what each of our lines begins with, in HTML


class Fidelity:
    def __init__(self, host, goal):
        self.host, self.goal, self.count = host, goal, 0

    def pass_on(self, name, subject):
        """Ana posts a fixture; returns what she sent and Ben's copy."""
        self.count += 1
        raw = mails.fixture(name, FROM='Ana <%s>' % ANA, TO=self.goal, ID='fid.%d@example.org' % self.count)
        return raw, self.post(raw, subject)

    def post(self, raw, subject):
        self.host.send(raw)
        copy = self.host.await_mail(BEN, subject=subject, name='%s: Ben has it' % subject)
        if copy:
            tap.same(dkim.verify(copy.raw), '', '%s: the DKIM signature of the copy verifies' % subject)
            tap.same(dkim.signing_domains(copy), [copy.address('From').rpartition('@')[2]],
                     '%s: and is of the domain in From, so that DMARC aligns' % subject)
            tap.same(copy.header('Message-ID'), '<%s>' % mails.message_id(raw).strip('<>'),
                     '%s: the Message-ID is the author\'s' % subject)
        return copy


def unix(raw):
    return raw.replace(b'\r\n', b'\n')


def html(fidelity):
    _, copy = fidelity.pass_on('html', 'Photo of the seam')
    tap.contains(copy.text(), 'The seam looks like “bubbles”. What is wrong?', 'html: the text reads as written')
    page = copy.html()
    tap.contains(page, '<table border="1"><tr><td>Amps</td><td>90</td></tr></table>', 'html: the markup is as written')
    tap.contains(page, '<style>p { color: #123456 }</style>', 'html: the style too')
    tap.ok(HTML_FOOTER in page and page.index(HTML_FOOTER) < page.lower().index('</body>'),
           'html: the footer stands inside the body', page)
    tap.contains(copy.text(), FOOTER, 'html: and in the text')
    tap.same(copy.message.get_content_type(), 'multipart/alternative', 'html: still two alternatives, nothing around')


def attachment(fidelity):
    raw, copy = fidelity.pass_on('attachment', 'Ein Bild der Schweißnaht')
    pictures = [part for part in copy.message.walk() if part.get_content_type() == 'image/png']
    tap.same([part.get_filename() for part in pictures], [FILE_NAME], 'attachment: its long UTF-8 name arrives')
    sent = mails.email.message_from_bytes(raw).get_payload()[1].get_payload(decode=True)
    tap.ok([part.get_payload(decode=True) for part in pictures] == [sent], 'attachment: its bytes arrive')
    tap.contains(copy.text(), 'Is that gap too wide?', 'attachment: the text too')
    tap.contains(copy.text(), FOOTER, 'attachment: with the footer below it')
    tap.ok(copy.message.get_content_type() == 'multipart/mixed' and len(list(copy.message.iter_parts())) == 2,
           'attachment: there is no further part', copy.message.as_string)


def signed(fidelity):
    raw, copy = fidelity.pass_on('pgp-mime', 'A signed question')
    inside = unix(raw)[unix(raw).index(b'--sig-1  x\n'):]
    inside = inside[:inside.index(b'--sig-1  x--') + len(b'--sig-1  x--')]
    tap.ok(inside in copy.raw, 'pgp/mime: the signed part and its signature arrive byte for byte',
           lambda: copy.raw.decode(errors='replace'))
    tap.contains(copy.raw.decode(), 'multipart/signed; micalg=pgp-sha512', 'pgp/mime: declared as it was')
    footers = [part for part in copy.message.iter_parts() if part.get_content_type() == 'text/plain']
    tap.ok(copy.message.get_content_type() == 'multipart/mixed' and len(footers) == 1 and FOOTER in footers[0].get_content(),
           'pgp/mime: the footer is a part outside', lambda: copy.raw.decode(errors='replace'))


def signed_and_verified(fidelity):
    """S/MIME, because openssl can say of what arrived whether the signature is good."""
    os.makedirs('/tmp/smime')
    os.chdir('/tmp/smime')
    hosts.run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Ana/emailAddress=' + ANA,
              '-keyout', 'key.pem', '-out', 'cert.pem')
    hosts.write('/tmp/smime/body', 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
                'Which shade for 90 A?  \r\nGrüße\r\n')
    body = hosts.run('openssl', 'smime', '-sign', '-in', 'body', '-signer', 'cert.pem', '-inkey', 'key.pem', '-crlfeol')
    head = 'From: Ana <%s>\r\nTo: %s\r\nSubject: Which shade?\r\nDate: %s\r\nMessage-ID: <smime@example.org>\r\n' % (
        ANA, fidelity.goal, mails.email.utils.formatdate())
    copy = fidelity.post((head + body.replace('\r\n', '\n').replace('\n', '\r\n')).encode(), 'Which shade?')
    parts = [part for part in copy.message.walk() if part.get_content_type() == 'multipart/signed']
    if not tap.ok(len(parts) == 1, 's/mime: there is one signed part', lambda: copy.raw.decode(errors='replace')):
        return
    boundary = parts[0].get_boundary()
    start = copy.raw.index(b'--' + boundary.encode())
    end = copy.raw.index(b'--' + boundary.encode() + b'--') + len(boundary) + 4
    with open('arrived', 'wb') as file:
        file.write(('MIME-Version: 1.0\nContent-Type: %s\n\n' % ' '.join(parts[0]['Content-Type'].split())).encode() +
                   copy.raw[start:end] + b'\n')
    done = subprocess.run(['openssl', 'smime', '-verify', '-in', 'arrived', '-CAfile', 'cert.pem', '-purpose', 'any'],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tap.ok(done.returncode == 0, 's/mime: openssl verifies what arrived', done.stdout.decode(errors='replace'))
    os.chdir('/')


def flowed(fidelity):
    raw, copy = fidelity.pass_on('flowed', 'Flowed text')
    body = unix(raw).split(b'\n\n', 1)[1]
    tap.ok(body in unix(copy.message.get_payload(decode=True)), 'flowed: the lines arrive with their blanks', lambda: copy.raw.decode())
    tap.same((copy.message.get_param('format'), copy.message.get_param('delsp')), ('flowed', 'no'), 'flowed: and are declared')
    footer = copy.text()[copy.text().index(FOOTER):].rstrip('\n')
    # A blank at a line's end would join it to the next line.
    tap.ok(not re.search(r' $', footer, re.M), 'flowed: no line of the footer flows into the next', footer)


def charsets(fidelity):
    _, copy = fidelity.pass_on('iso-2022-jp', '溶接の質問')
    tap.contains(copy.text(), '溶接の棒はどれがいいですか。\n薄い鉄板です。よろしくお願いします。', 'iso-2022-jp: the text arrives')
    tap.contains(copy.text(), FOOTER, 'iso-2022-jp: and so does the footer')
    _, copy = fidelity.pass_on('8bit', '8 bit')
    tap.contains(copy.text(), 'Größe, naïve, Ελληνικά, 日本語, emoji 🔥 – geht das durch?\n'
                 '. a line that begins with a dot\n..and one with two\n', '8bit: every character and dot arrives')
    _, copy = fidelity.pass_on('latin1', 'Ältere Maschine')
    tap.contains(copy.text(), 'Die Maschine ist älter. Wofür ist der größere Knopf?', 'iso-8859-1: the text arrives')


def private_traces(fidelity):
    """No copy shows where its author sits."""
    for copy in fidelity.host.mailbox(BEN):
        for trace in (ANA.encode(), b'192.0.2.10', b'client.example'):
            if not tap.ok(trace not in copy.raw, '%s: %s is not shown' % (copy.subject, trace.decode()),
                          lambda: copy.raw.decode(errors='replace')):
                return


def client_shapes(fidelity):
    """Ben replies to one question as each of the three clients would; each is an answer to it."""
    host, goal = fidelity.host, fidelity.goal
    question = mails.compose('Ana <%s>' % ANA, goal, 'Which rod for thin steel?', 'It burns through. Any idea?\n')
    host.send(question)
    copy = host.await_mail(BEN, subject='Which rod for thin steel?')
    parent = mails.message_id(question).strip('<>')
    for client, text in (('gmail', 'Gmail says: grind it clean first.'), ('apple', 'Apple says: turn the current down to 60.'),
                         ('outlook', 'Outlook says: kühle zwischendurch mit Luft.')):
        host.send(mails.fixture('reply-' + client, FROM='Ben <%s>' % BEN, REPLY_TO=copy.address('Reply-To'), GOAL=goal,
                                SUBJECT=copy.subject, PARENT=parent, ID='%s@example.net' % client))
        answer = host.await_mail(ANA, text=text, name='%s: the answer arrives' % client)
        if not answer:
            continue
        tap.same(answer.header('In-Reply-To'), '<%s>' % parent, '%s: it threads under the question' % client)
        tap.lacks(answer.raw.decode(), '198.51.100.7', '%s: nothing shows where Ben sits' % client)
        path = '/tmp/reply.eml'
        with open(path, 'wb') as file:
            file.write(mails.fixture('reply-' + client, FROM='Ben <%s>' % BEN, REPLY_TO=copy.address('Reply-To'), GOAL=goal,
                                     SUBJECT=copy.subject, PARENT=parent, ID='x@example.net'))
        os.chmod(path, 0o644)
        read = host.json('inspect', '--json', '--role', 'other', '--parent', 'question', path)[0]
        tap.same(read['new_text'].strip(), text, '%s: what is new is told from what is quoted' % client)
    posts = host.posts(goal.partition('@')[0])
    mine = [post for post in posts if 'hich rod' in post['subject']]
    tap.same([post['kind'] for post in mine], ['question', 'answer', 'answer', 'answer'], 'all three are answers')
    tap.same({post['parent'] for post in mine[1:]}, {mine[0]['id']}, 'to that question')


def forged_signature(fidelity):
    """The proof that the checks above can fail: a changed copy does not verify."""
    copy = fidelity.host.find(BEN, subject='Flowed text')
    tap.ok(dkim.verify(copy.raw.replace(b'Is that right?', b'Is that wrong?')) != '', 'a changed copy does not verify')


def main():
    host = Host(Postfix(milter=True), anymta.PEOPLE, dns=[dkim.make_key()])
    dkim.start()
    host.start()
    goal = host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', ANA).strip()
    host.journster('follow', goal.partition('@')[0], BEN)
    fidelity = Fidelity(host, goal)
    for test in (html, attachment, signed, signed_and_verified, flowed, charsets, forged_signature, private_traces,
                 client_shapes):
        test(fidelity)
    host.stop()


tap.run(main)
