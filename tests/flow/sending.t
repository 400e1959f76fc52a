#!/usr/bin/python3
"""Copies on their way out: many of them, an MTA that is away or refuses, a daemon that is killed.

Whatever happens, each follower ends with the copy, once; only a kill may double the few that one
commit of the ledger covers ([delivery] window a connection), and these have the same Message-ID.
"""
import os, signal, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, STATE, Host, run
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES)

ANA, BEN, NOBODY = 'ana@example.org', 'ben@example.net', 'nobody@example.net'
CROWD = ['crowd%03d@example.org' % number for number in range(80)]
WINDOW, CONNECTIONS = 10, 4
GOAL = 'learn-to-weld@' + hosts.DOMAIN


def counts(host, subject):
    """How many mails of this subject each has; only the headers are read, for there are many mails."""
    line = b'\nSubject: %s\n' % subject.encode()
    found = {}
    for person in CROWD + [BEN]:
        directory = host.maildir_path(person) + 'new/'
        found[person] = 0
        for name in os.listdir(directory):
            with open(directory + name, 'rb') as file:
                found[person] += line in file.read(8192)
    return found


def once_each(host, subject, name, doubled=0):
    wanted = dict.fromkeys(CROWD + [BEN], 1)
    tap.soon(lambda: all(counts(host, subject).values()))
    tap.soon(lambda: host.mta.queue() == 0 and host.json('outbox', '--json') == [])
    got = counts(host, subject)
    tap.same([person for person in got if not got[person]], [], '%s: everybody has it' % name)
    twice = [person for person in got if got[person] > 1]
    tap.ok(len(twice) <= doubled, '%s: nobody twice' % name if not doubled else
           '%s: at most %d have it twice' % (name, doubled), twice)
    return twice


def ask(subject, text='Any idea?\n'):
    return mails.compose('Ana <%s>' % ANA, GOAL, subject, text)


def crowd(host):
    """The daemon and some operators with `journster deliver` send at the same time."""
    host.send(ask('To the crowd', 'x' * 70 + '\n' * 2000))
    hands = [subprocess.Popen(['/usr/local/bin/journster', 'deliver'], user='journster', group='journster', extra_groups=[],
                              cwd='/', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(6)]
    once_each(host, 'To the crowd', 'several that send at once')
    for hand in hands:
        hand.wait(30)


def begun(host, subject):
    """Posts a mail that takes a while to send, and returns as soon as the first copies are out."""
    host.send(ask(subject, (subject[0] * 70 + '\n') * 2000))
    tap.soon(lambda: sum(counts(host, subject).values()) >= 3)


def terminated(host):
    """SIGTERM in the middle of sending: what is out is written down, so that nobody has it twice."""
    begun(host, 'Told to stop')
    host.stop_serve()
    tap.diag('stopped when %d of %d copies were out' % (sum(counts(host, 'Told to stop').values()), len(CROWD) + 1))
    host.start_serve()
    once_each(host, 'Told to stop', 'terminated')


def mta_restarted(host):
    """The MTA goes away in the middle: the copy on each connection whose fate the daemon cannot know may come twice."""
    begun(host, 'Without a word')
    host.mta.stop()
    host.mta.start()
    tap.soon(lambda: hosts.listens(25))
    later(host, 3600)
    once_each(host, 'Without a word', 'MTA restarted', doubled=CONNECTIONS)


def killed(host):
    """kill -9 in the middle of sending; started again, it goes on where it was."""
    begun(host, 'Cut short')
    # The worker is the daemon's child; it gets no time to end by itself.
    worker = int(run('pgrep', '-P', str(host.serving.pid), '-f', 'deliver').split()[0])
    os.kill(worker, signal.SIGKILL)
    host.serving.kill()
    host.serving.wait()
    time.sleep(0.5)
    got = sum(counts(host, 'Cut short').values())
    tap.diag('killed when %d of %d copies were out' % (got, len(CROWD) + 1))
    host.start_serve()
    twice = once_each(host, 'Cut short', 'killed', doubled=WINDOW * CONNECTIONS)
    ids = {mail.header('Message-ID') for person in twice for mail in host.mailbox(person) if mail.subject == 'Cut short'}
    tap.ok(len(ids) <= 1, 'killed: what came twice has one Message-ID', ids)


def mta_away(host):
    """The mail is taken while the MTA is stopped (by another way in), and leaves when it is back."""
    host.mta.stop()
    done = host.call('receive', '--sender', ANA, '--recipient', GOAL, '--sasl-user', ANA, input=ask('While it was away'))
    tap.same(done.returncode, 0, 'receive takes a mail though nothing can be sent')
    tap.arrives(lambda: any(row['attempts'] for row in host.json('outbox', '--json')), 'the daemon tries and fails',
                why=lambda: host.json('outbox', '--json'))
    host.mta.start()
    tap.soon(lambda: hosts.listens(25))
    later(host, 3600)
    once_each(host, 'While it was away', 'MTA away')


def later(host, seconds):
    """Sends what is due in so many seconds, because a test does not wait for a back-off."""
    when = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + seconds))
    return host.call('deliver', '--now', when)


def refused(host):
    """One address is refused for good, one for now: the others have theirs at once."""
    host.journster('follow', 'learn-to-weld', NOBODY)
    run('postconf', 'smtpd_recipient_restrictions = check_recipient_access inline:{ {%s = 450 4.2.1 mailbox busy} }' % BEN)
    run('postfix', 'reload')
    host.send(ask('Some refuse'))
    tap.arrives(lambda: all(counts(host, 'Some refuse')[person] for person in CROWD), 'the others have theirs at once')
    def failures():
        return {row['address']: row for row in host.json('outbox', '--all', '--json') if 'address' in row} or \
            {inner['address']: inner for row in host.json('outbox', '--all', '--json') for inner in row.get('failed') or []}
    tap.arrives(lambda: failures().get(BEN, {}).get('given_up') is False, 'who was refused for now waits',
                why=lambda: host.json('outbox', '--all', '--json'))
    tap.arrives(lambda: failures().get(NOBODY, {}).get('given_up') is True, 'who was refused for good is given up',
                why=lambda: host.json('outbox', '--all', '--json'))
    tap.contains(str(failures().get(NOBODY)), '550', 'with what the MTA said')
    run('postconf', '-X', 'smtpd_recipient_restrictions')
    run('postfix', 'reload')
    later(host, 4 * 3600)
    once_each(host, 'Some refuse', 'refused')


def main():
    host = Host(Postfix(), CROWD + [ANA, BEN])
    host.start(serve=False)
    host.settings('delivery', window=WINDOW, connections=CONNECTIONS)
    host.start_serve()
    host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', ANA)
    for person in CROWD + [BEN]:
        host.journster('follow', 'learn-to-weld', person)
    crowd(host)
    terminated(host)
    killed(host)
    mta_restarted(host)
    mta_away(host)
    refused(host)
    host.stop()


tap.run(main)
