#!/usr/bin/python3
"""Postfix hands mail to journster by the hooks of mta-hooks/postfix, and never loses one."""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import sqlite3
import mails, root, tap
import host as hosts
from host import PACKAGES, Host
from postfix import Postfix
import anymta

root.enter(*PACKAGES, *Postfix.PACKAGES)


def kept_while_locked(host, goal):
    """Another process that holds the store's write lock (a backup, a stuck job) delays mail, no more."""
    store = sqlite3.connect(hosts.STORE, isolation_level=None)
    store.execute('BEGIN EXCLUSIVE')
    host.send(mails.compose(anymta.ANA, goal, 'Under lock', 'Does this wait?\n'))
    tap.arrives(host.mta.deferred, 'mail waits in the queue while the store is locked', seconds=40)
    store.execute('ROLLBACK')
    host.mta.flush()
    host.await_mail(anymta.BEN, subject='Under lock')


def kept_while_misconfigured(host, goal):
    """An operator's slip in journster.conf delays mail, no more."""
    config = hosts.STATE + '/journster.conf'
    good = hosts.read(config)
    with open(config, 'w') as file:
        file.write(good + '\nno such line\n')
    host.send(mails.compose(anymta.ANA, goal, 'Settings broken', 'Does this wait?\n'))
    tap.arrives(host.mta.deferred, 'mail waits in the queue while the settings are broken')
    with open(config, 'w') as file:
        file.write(good)
    host.mta.flush()
    host.await_mail(anymta.BEN, subject='Settings broken')


def odd_words(host, goal):
    """HELO and the sender are a stranger's words; none of them is an option of the program."""
    for helo in ('-h', '--help', '--now=2020-01-01T00:00:00Z'):
        host.send(mails.compose(anymta.ANA, goal, 'HELO ' + helo, 'Does this come?\n'), helo=helo)
        host.await_mail(anymta.BEN, subject='HELO ' + helo, name='HELO %s: the mail is taken' % helo)
    for sender in ('"odd name"@example.org', '"a\\"b"@example.org'):
        host.send(mails.compose(anymta.ANA, goal, 'Sender ' + sender, 'Does this come?\n'), sender=sender)
        host.await_mail(anymta.BEN, subject='Sender ' + sender, name='sender %s: the mail is taken' % sender)
    # Settings of an operator's own may pass each value as a word of its own.
    raw = mails.compose(anymta.ANA, goal, 'A word of its own', 'Does this come?\n')
    done = host.call('receive', '--sender', anymta.ANA, '--recipient', goal, '--helo', '-h', '--sasl-user', anymta.ANA, input=raw)
    if tap.same(done.returncode, 0, 'receive --helo -h succeeds'):
        host.await_mail(anymta.BEN, subject='A word of its own', name='because it has taken the mail')


def local_submission(host, goal):
    """sendmail on the host itself: there is no client address, helo or login to pass."""
    hosts.run('sendmail', '-i', '-f', anymta.ANA, goal, input=mails.compose(
        anymta.ANA, goal, 'From a shell', 'Does it come?\n').decode().replace('\r\n', '\n'))
    tap.arrives(lambda: 'status=sent (delivered via journster-pipe' in host.mta.log().split('sender=')[-1]
                and host.mta.queue() == 0, 'mail of a local program is taken')


def policy_away(host, goal):
    """Without the daemon, and with the file of recipients: what the settings say, and never a bounce. After
    anymta.accepts_without_serve()."""
    host.stop_serve()
    setting = hosts.run('postconf', '-h', 'journster_policy').strip()
    for action, wanted in (('DUNNO', 250), ('DEFER', 450)):
        hosts.run('postconf', 'journster_policy=' + setting.replace('DUNNO', action))
        hosts.run('postfix', 'reload')
        tap.arrives(lambda: host.rcpt(goal)[0] == wanted, 'serve away, default_action=%s: %d' % (action, wanted), why=lambda: host.rcpt(goal))
    code, text = host.rcpt(anymta.BEN)
    tap.ok(code == 250, 'which says nothing of the host\'s other domains', '%d %s' % (code, text))
    hosts.run('postconf', 'journster_policy=' + setting)
    hosts.run('postfix', 'reload')
    host.start_serve()


def policy_while_locked(host, goal):
    """Who writes keeps nobody from reading; and a store that cannot be asked refuses nobody for good."""
    store = sqlite3.connect(hosts.STORE, isolation_level=None)
    store.execute('BEGIN EXCLUSIVE')
    code, text = host.rcpt(goal)
    tap.ok(code == 250, 'while the store is locked RCPT is answered', '%d %s' % (code, text))
    store.execute('ROLLBACK')
    store.execute('ALTER TABLE blocked RENAME TO away')
    code, text = host.rcpt(goal)
    tap.ok(code == 451 and 'try again' in text, 'a store that cannot be asked: the mail is to come again', '%d %s' % (code, text))
    store.execute('ALTER TABLE away RENAME TO blocked')
    store.close()
    code, text = host.rcpt(goal)
    tap.ok(code == 250, 'and then it comes', '%d %s' % (code, text))


def over_ipv6(host, goal):
    """Postfix writes such addresses with a prefix of its own; SPF must vouch for them all the same."""
    if not hosts.has_ipv6():
        tap.ok(True, 'SPF vouches for an IPv6 client # SKIP this machine has no IPv6')
        return
    host.send(mails.compose(anymta.ANA, goal, 'By IPv6', 'Does it come?\n'), client='2001:db8::10')
    host.await_mail(anymta.BEN, subject='By IPv6', name='SPF vouches for an IPv6 client')


def main():
    host = Host(Postfix(), anymta.PEOPLE)
    host.start()
    tap.lacks(hosts.run('postconf', '-n') + hosts.run('postfix', 'check'), 'warning', 'Postfix finds nothing odd in the hooks')
    goal = anymta.delivery(host)
    anymta.unknown_recipients(host, goal)
    anymta.policy(host, goal)
    anymta.two_goals(host, goal)
    anymta.null_sender(host, goal)
    anymta.kept_while_failing(host, goal)
    anymta.look_up_defers(host, goal)
    anymta.accepts_without_serve(host, goal)
    policy_away(host, goal)
    policy_while_locked(host, goal)
    over_ipv6(host, goal)
    odd_words(host, goal)
    kept_while_locked(host, goal)
    kept_while_misconfigured(host, goal)
    local_submission(host, goal)
    host.stop()


tap.run(main)
