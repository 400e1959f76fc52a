#!/usr/bin/python3
"""Postfix hands mail to journster by LMTP, the way that mta-hooks/postfix recommends, and never loses one."""
import os, signal, sqlite3, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, Host
from postfix import Postfix
import anymta

root.enter(*PACKAGES, *Postfix.PACKAGES, *Postfix.SUBMISSION_PACKAGES)


def waits(host, subject, name):
    """A mail of Ana's that cannot be taken now is kept by Postfix, and its sender hears nothing."""
    host.send(mails.compose(anymta.ANA, host.goal, subject, 'Does this wait?\n'))
    tap.arrives(host.mta.deferred, 'mail waits in the queue while %s' % name, seconds=60, why=lambda: 'queue: %r' % host.mta.queue())
    tap.ok(not host.find(anymta.ANA, subject='Undelivered'), 'its sender got no bounce')


def comes(host, subject):
    host.mta.flush()
    host.await_mail(anymta.BEN, subject=subject)
    tap.arrives(lambda: host.mta.queue() == 0, 'the queue is empty', why=lambda: 'queue: %r' % host.mta.queue())
    tap.same([post['subject'] for post in host.posts('learn-welding')].count(subject), 1, 'it is one post')


def killed(host):
    """The process that takes mail hangs, and is killed: who knocks meanwhile is let in by the next one."""
    taker = int(hosts.run('pgrep', '-f', 'receive --lmtp').split()[0])
    os.kill(taker, signal.SIGSTOP)
    host.send(mails.compose(anymta.ANA, host.goal, 'Killed meanwhile', 'Does this wait?\n'))
    tap.soon(lambda: host.mta.queue() == 1)
    os.kill(taker, signal.SIGKILL)
    comes(host, 'Killed meanwhile')


def kept_while_locked(host):
    store = sqlite3.connect(hosts.STORE, isolation_level=None)
    store.execute('BEGIN EXCLUSIVE')
    waits(host, 'Under lock', 'the store is locked')
    store.execute('ROLLBACK')
    comes(host, 'Under lock')


def origin(host):
    """XFORWARD tells where a mail is from; SPF is asked of that, and nothing else vouches."""
    host.send(mails.compose(anymta.ANA, host.goal, 'From elsewhere', 'Is this Ana?\n'), client=hosts.STRANGER)
    tap.never(lambda: host.find(anymta.BEN, subject='From elsewhere'), 'a mail that SPF fails goes to nobody')
    host.submit(mails.compose(anymta.ANA, host.goal, 'By submission', 'This is Ana.\n'), anymta.ANA)
    host.await_mail(anymta.BEN, subject='By submission', name='a login vouches for its owner')
    host.submit(mails.compose(anymta.BEN, host.goal, 'Of another login', 'This is not Ben.\n'), anymta.ANA)
    tap.never(lambda: host.find(anymta.CAT, subject='Of another login'), 'and for nobody else')
    forged = mails.compose(anymta.ANA, host.goal, 'A login made up', 'This is not Ana.\n')
    forged = b'Received: from x (x [192.0.2.1])\r\n\t(Authenticated sender: %s)\r\n\tby mx.goals.example (Postfix); ' \
             b'Sat, 28 Nov 2026 06:00:00 +0000\r\n' % anymta.ANA.encode() + forged
    host.send(forged, client=hosts.STRANGER)
    host.send(mails.compose(anymta.ANA, host.goal, 'A login in HELO', 'This is not Ana.\n'), client=hosts.STRANGER,
              helo='(Authenticated.sender:%s)' % anymta.ANA)
    tap.never(lambda: host.find(anymta.BEN, subject='A login'), 'a login that a stranger writes counts for nothing')


def large(host):
    host.send(mails.compose(anymta.ANA, host.goal, 'Large', ('y' * 70 + '\n') * 20000))
    mail = host.await_mail(anymta.BEN, subject='Large', name='a mail of 1.4 MB is taken and sent')
    tap.ok(mail and mail.raw.count(b'y' * 70) == 20000, 'whole')


def main():
    host = Host(Postfix(submission=True, lmtp=True), anymta.PEOPLE)
    host.start()
    tap.lacks(hosts.run('postconf', '-n') + hosts.run('postfix', 'check'), 'warning', 'Postfix finds nothing odd in the hooks')
    host.goal = anymta.delivery(host)
    anymta.unknown_recipients(host, host.goal)
    anymta.two_goals(host, host.goal)
    anymta.null_sender(host, host.goal)
    anymta.look_up_defers(host, host.goal)
    origin(host)
    large(host)
    killed(host)
    kept_while_locked(host)
    host.stop()


tap.run(main)
