#!/usr/bin/python3
"""SMTP smuggling with a real Postfix between people and goals, both ways: a mail that ends in its middle for a server that
is lax about line ends is one mail for us, and one of ours is one for it, however it is set.
"""
import os, socket, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, Host
from postfix import Postfix
import anymta

root.enter(*PACKAGES, *Postfix.PACKAGES)

ENDS = (b'\n.\n', b'\n.\r\n', b'\r\n.\n', b'\r.\r', b'\r\n.\r', b'\r.\r\n', b'\n.\r', b'\r.\n')


def smuggled(end, line, to, sender, subject):
    """What stands behind the dot: a whole mail of somebody else's."""
    return end + line.join([b'MAIL FROM:<%s>' % sender.encode(), b'RCPT TO:<%s>' % to.encode(), b'DATA',
                            b'From: Ana <%s>' % sender.encode(), b'To: %s' % to.encode(), b'Subject: %s' % subject.encode(), b'', b'Send money.']) + b'\r\n'


def say(stream, words):
    stream.write(words + b'\r\n')
    stream.flush()
    while True:
        line = stream.readline()
        if not line or line[3:4] != b'-':
            return line


def inward(host, goal, setting):
    """A client behind another server, which passes bare line ends on, sends two mails in one to the goal."""
    hosts.run('postconf', 'smtpd_forbid_bare_newline = ' + setting, 'smtpd_forbid_bare_newline_exclusions =')
    hosts.run('postfix', 'reload')
    for i, end in enumerate(ENDS):
        subject = 'Smuggled %s %d' % (setting, i)
        with socket.create_connection((hosts.MX, 25), 30, source_address=(hosts.DOMAINS['example.org'], 0)) as connection:
            stream = connection.makefile('rwb')
            stream.readline()
            for words in (b'EHLO mail.example.org', b'MAIL FROM:<ana@example.org>', b'RCPT TO:<%s>' % goal.encode(), b'DATA'):
                answer = say(stream, words)
            raw = mails.compose('Ana <%s>' % anymta.ANA, goal, 'Outer %s %d' % (setting, i), 'What now?\n').rstrip(b'\r\n')
            stream.write(raw.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n') + smuggled(end, b'\r\n', goal, anymta.ANA, subject) + b'\r\n.\r\n')
            stream.flush()
            answer = stream.readline()
            connection.settimeout(1)
            try:
                say(stream, b'QUIT')
            except OSError:
                pass
    def subjects():
        return [post['subject'] for post in host.posts(goal.partition('@')[0])]
    tap.arrives(lambda: not host.mta.queue(), 'Postfix (%s) has handed over what it took' % setting, seconds=60)
    return subjects()


def outward(host, goal, setting):
    """A person's mail holds what would be a second one, from a goal to all the world."""
    hosts.run('postconf', 'smtpd_forbid_bare_newline = ' + setting, 'smtpd_forbid_bare_newline_exclusions =')
    hosts.run('postfix', 'reload')
    for i, end in enumerate(ENDS):
        for shape in ('text', 'signed'):
            subject = 'Out %s %d %s' % (setting, i, shape)
            body = b'What now?' + smuggled(end, end.replace(b'.', b'')[:2] or b'\n', anymta.CAT, 'operator@example.org', 'Stolen') + b'.\r\n' + end + b'end\n'
            raw = mails.compose('Ana <%s>' % anymta.ANA, goal, subject, '')
            if shape == 'signed':
                raw = raw.rstrip(b'\r\n').rpartition(b'\r\n\r\n')[0] or raw.rstrip(b'\r\n')
                head = [line for line in raw.split(b'\r\n') if not line.lower().startswith((b'content-', b'mime-'))]
                raw = b'\r\n'.join(head) + b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=pgp-sha256; ' \
                    b'protocol="application/pgp-signature"; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n' + body + \
                    b'\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n'
            else:
                raw += body
            # As another MTA might hand it in, with whatever line ends: by the pipe.
            done = host.call('receive', '--sender', anymta.ANA, '--recipient', goal, '--sasl-user', anymta.ANA, input=raw)
            tap.same(done.returncode, 0, '%s: taken' % subject) or tap.diag(done.stderr.decode())
    for person in (anymta.BEN, anymta.CAT):
        tap.arrives(lambda: sum(mail.subject.startswith('Out %s ' % setting) for mail in host.mailbox(person)) == 2 * len(ENDS),
                    '%s has each mail once (%s)' % (person, setting), seconds=60, why=lambda: [mail.subject for mail in host.mailbox(person)])
    tap.ok(not any(mail.subject == 'Stolen' for person in anymta.PEOPLE for mail in host.mailbox(person)), 'and nobody has another (%s)' % setting)


def main():
    host = Host(Postfix(), anymta.PEOPLE)
    host.start(serve=False)
    host.settings('intake', posts_per_hour=100000)
    host.start_serve()
    knows = hosts.run('postconf', '-d', 'smtpd_forbid_bare_newline').strip()
    tap.ok('=' in knows, 'this Postfix can be strict about line ends', knows)
    set_here = hosts.run('postconf', '-h', 'smtpd_forbid_bare_newline').strip()
    tap.same(set_here, 'normalize', 'and the hooks make it so')
    goal = anymta.delivery(host)
    lax = inward(host, goal, 'no')
    # This shows what the setting is for; were it otherwise, the next point would show nothing.
    tap.ok(any(subject.startswith('Smuggled no') for subject in lax), 'a Postfix that is not told to be strict makes two mails of one', repr(lax))
    strict = inward(host, goal, 'normalize')
    tap.same([subject for subject in strict if subject.startswith('Smuggled normalize')], [], 'one that is set as the hooks say makes none')
    for setting in ('no', 'normalize'):
        outward(host, goal, setting)
    host.stop()


tap.run(main)
