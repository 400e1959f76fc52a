#!/usr/bin/python3
"""Sending to an SMTP server that refuses, hangs or breaks, and senders that die: everybody has each mail; a
second copy is only what was under way when a sender died; one recipient's trouble is no other's.
"""
import os, random, signal, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners
import tap
from sink import Sink

ANA = 'ana@home.example'
DAY = 86400
LATER = 75


def people(count):
    return ['p%02d@club.example' % number for number in range(count)]


# What the server offers besides the usual.
OFFERS = []


def make(count, **settings):
    """A goal of Ana's with followers, mailing to a server that works so far."""
    server = Sink()
    server.offers += OFFERS
    site = Instance(delivery=server.address, **settings)
    followers = people(count)
    name = site.goal('Fan-out', ANA, *followers)
    return site, server, name, followers


def say(site, name, subject):
    """A mail of Ana's; who is to have something of it: the followers, and Ana a receipt."""
    answer = site.receive(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, 'Text of %s.\n' % subject), ANA, name + '@' + DOMAIN,
            login=ANA)
    tap.same(answer.status, 0, '%s is taken' % subject) or tap.diag(repr(answer))


def kill_sender(site, after):
    """deliver, killed. True if it was still at work."""
    site.time += 3600
    child = site.start('deliver', '--now', site.now())
    time.sleep(after)
    child.kill()
    return child.wait() == -signal.SIGKILL


def killed():
    window, connections = 5, 3
    site, server, name, followers = make(40, delivery_window=window, delivery_connections=connections)
    server.slow['END'] = 0.02
    say(site, name, 'Killed')
    say(site, name, 'Killed too')
    # Killed ten times, however far it came: less often than a death costs copies.
    kills = sum(kill_sender(site, 0.08 + random.random() * 0.25) for _ in range(10))
    server.slow.clear()
    site.deliver(later=7200)
    site.deliver(later=7200)
    for subject in ('Killed', 'Killed too'):
        got = server.counts(subject)
        tap.same(sorted(got), followers, '%s: after %d deaths each follower has it' % (subject, kills))
        ids = {message_id for recipient, message_id, _, mail in server.taken if b'\nSubject: %s\r' % subject.encode() in mail}
        tap.same(len(ids), 1, '%s: under one Message-ID' % subject)
    double = sum(count - 1 for count in server.copies().values())
    most = kills * window * connections
    tap.ok(double <= most, 'at most %d copies twice: %d' % (most, double))
    tap.same(site.rows('SELECT count(*) FROM outbox WHERE done = 0'), [(0,)], 'nothing waits')
    site.close()


def silent():
    """The server is slow to speak, and each time the sender is killed before it has sent a thing."""
    site, server, name, followers = make(3)
    say(site, name, 'Silent')
    server.slow['HELO'] = 5
    tap.ok(all([kill_sender(site, 0.15) for _ in range(6)]), 'six senders die waiting')
    server.slow.clear()
    server.forget()
    site.deliver(later=7200)
    site.deliver(later=7200)
    tap.same(server.counts('Silent'), {person: 1 for person in followers}, 'and then each has the mail, once')
    site.close()


def two_senders():
    """An operator calls deliver while another is at work."""
    site, server, name, followers = make(20)
    server.slow['END'] = 0.05
    say(site, name, 'Two senders')
    children = []
    for _ in range(5):
        site.time += 3600
        children.append(site.start('deliver', '--now', site.now()))
        time.sleep(0.15)
    tap.same([child.wait(30) for child in children], [0] * 5, 'five at a time end well')
    tap.same(server.counts('Two senders'), {person: 1 for person in followers}, 'and nobody has it twice')
    tap.same(site.rows('SELECT sum(crashes) FROM outbox'), [(0,)], 'none is taken for dead')
    site.close()


def deadly():
    """A post that kills whoever renders it: what the killed one leaves behind is counted."""
    site, server, name, followers = make(3)
    say(site, name, 'Deadly')
    say(site, name, 'Harmless')
    row = site.rows("SELECT o.id FROM outbox o JOIN post p ON p.id = o.post_id WHERE p.subject = 'Deadly'")[0][0]
    for death in range(3):
        with open(os.path.join(site.state, 'run', 'sending'), 'w') as file:
            file.write('%d\n' % row)
        tap.same(server.counts('Deadly'), {}, 'death %d: not sent yet' % (death + 1))
        site.deliver(later=5)
    site.deliver(later=7200)
    tap.same((server.counts('Deadly'), server.counts('Harmless')), ({}, {person: 1 for person in followers}),
            'after three it is given up, the other went its way')
    answer = site.call('outbox', '--all')
    tap.ok('died while it was reading' in answer.text, 'and the operator can see it', repr(answer))
    say(site, name, 'The next')
    with open(os.path.join(site.state, 'run', 'sending'), 'w') as file:
        file.write('rubbish')
    site.deliver()
    tap.same(server.counts('The next'), {person: 1 for person in followers}, 'rubbish there harms nothing')
    site.close()


def refused():
    site, server, name, followers = make(6)
    gone, full, never, policy, other = followers[:5]
    server.rules.update({gone: '550 5.1.1 no such user', full: '452 4.2.2 mailbox full', never: '450 4.7.1 greylisted',
                         policy: '554 5.7.1 <client[95.1.1.7]>: rejected, see http://x.example/5.1.1?ip=195.1.1.2'})
    say(site, name, 'Refused')
    answer = site.deliver()
    tap.same(answer.status, LATER, 'deliver says that something waits')
    tap.same(sorted(server.counts('Refused')), followers[4:], 'those who are not refused have it')
    tap.ok(ANA in server.recipients(), 'and Ana her receipt')
    def reach(person):
        return site.rows('SELECT reach FROM address WHERE addr = ?', person)[0][0]
    tap.same([reach(person) for person in (gone, full, never, policy, other)], ['suspended', 'ok', 'ok', 'ok', 'ok'],
             'an address that is not there, neither for the mail nor for the probe, is suspended; nobody else')
    tap.same(server.tries.count(gone), 2, 'the probe was tried')
    tries = server.tries.count(gone)
    del server.rules[full]
    site.deliver(later=3600)
    tap.same(server.counts('Refused').get(full), 1, 'a mailbox that was full has it later')
    for _ in range(20):
        site.deliver(later=8 * 3600)
    tap.same(site.rows('SELECT count(*) FROM outbox_failed WHERE given_up = 0'), [(0,)], 'after days nothing is tried any more')
    tap.ok(5 < server.tries.count(never) < 60, 'one who was always told later was tried for days: %d times' % server.tries.count(never))
    before = len(server.tries)
    del server.rules[never]
    site.deliver(later=DAY)
    tap.same((len(server.tries), reach(never)), (before, 'ok'), 'then given up, and not counted against them')
    tap.same({person: count for person, count in server.counts('Refused').items() if count != 1}, {}, 'nobody has it twice')
    answer = site.call('outbox', '--all', '--json')
    tap.ok(answer.status == 0 and never.encode() in answer.output, 'the operator can see who was given up', repr(answer))
    say(site, name, 'The next')
    site.deliver()
    tap.same(sorted(server.counts('The next')), sorted(set(followers) - {gone, policy}),
            'the next mail goes to all but the suspended and the refused')
    tap.same(server.tries.count(gone), tries, 'the suspended one is not tried')
    # A suspended person who writes learns how it starts again, and can.
    del server.rules[gone]
    server.forget()
    site.receive(compose('Gone <%s>' % gone, name + '@' + DOMAIN, 'Re: The next', 'I am back.\n'), gone, name + '@' + DOMAIN, login=gone)
    site.deliver()
    mine = [mail.decode() for recipient, _, _, mail in server.taken if recipient == gone]
    tap.ok(len(mine) == 1 and '+c.' in mine[0], 'a suspended person who writes is told how mail starts again', repr(mine))
    site.close()


def odd_servers():
    """Servers that say less, or more, than others."""
    german = 'j\u00f6rg@m\u00fcller.example'
    site, server, name, followers = make(3)
    site.call('follow', name, german)
    server.offers = []
    say(site, name, 'Plain')
    site.deliver()
    tap.same(sorted(server.counts('Plain')), followers, 'no SMTPUTF8: an address that needs it fails, the others have it')
    tap.ok(site.rows("SELECT error FROM outbox_failed WHERE given_up = 1 AND error LIKE '%SMTPUTF8%'"), 'and the reason is kept')
    server.offers = ['SMTPUTF8', '8BITMIME']
    say(site, name, 'Offered')
    site.deliver()
    tap.same(sorted(server.counts('Offered')), sorted(followers + [german]), 'where it is offered, that address has it too')
    server.rules[followers[0]] = '550-5.1.1 The account does not exist.\r\n550-5.1.1 Please check\r\n550 5.1.1 http://x.example/\x1b[31m \x07'
    server.rules[followers[1]] = '550 ' + 'x' * 200000
    server.rules[followers[2]] = '450'
    say(site, name, 'Long')
    site.deliver()
    tap.same(sorted(server.counts('Long')), [german], 'answers of many lines, of 200,000 octets and of none: only those are refused')
    reach = dict(site.rows('SELECT addr, reach FROM address'))
    tap.same([reach[person] for person in followers], ['suspended', 'ok', 'ok'], 'and read for what they say')
    answer = site.call('outbox', '--all')
    tap.ok(answer.status == 0 and b'\x1b' not in answer.output and b'\x07' not in answer.output, 'the list of them harms no terminal',
            repr(answer)[:2000])
    site.close()


def everything():
    """The server answers everything with a refusal, for a while."""
    site, server, name, followers = make(4)
    for number, (word, answer) in enumerate((('HELO', '554 5.3.2 no service'), ('HELO', '421 4.3.2 shutting down'),
            ('HELO', '450 4.3.2 not now'),
            ('MAIL', '550 5.7.1 sender rejected'), ('MAIL', '451 4.3.0 disk full'),
                                             ('RCPT', '451 4.3.0 lookup failed'), ('RCPT', '421 4.7.0 too many'),
                                             ('DATA', '451 4.3.0 later'), ('DATA', '554 5.5.1 none valid'),
                                             ('END', '451 4.3.0 queue full'), ('END', '552 5.3.4 too large'),
                                             ('END', '421 4.3.0 closing'))):
        what = 'All %d' % number
        server.everything = {word: answer}
        server.forget()
        say(site, name, what)
        status = site.deliver().status
        permanent = answer[0] == '5' and word in ('DATA', 'END')
        tap.same((status, server.taken), (0 if permanent else LATER, []), '%s %s: nobody has it' % (word, answer[:9]))
        server.everything = {}
        site.deliver(later=7200)
        site.deliver(later=7200)
        if not permanent:
            tap.same(server.counts(what), {person: 1 for person in followers},
                    '%s %s: all have it when that is over' % (word, answer[:9]))
    tap.same(site.rows("SELECT count(*) FROM address WHERE reach != 'ok'"), [(0,)], 'nobody is blamed for what the server does')
    server.stop()
    say(site, name, 'Down')
    tap.same(site.deliver().status, LATER, 'no server there: later')
    for _ in range(15):
        site.deliver(later=DAY)
    server.start()
    site.deliver(later=7200)
    tap.same(server.counts('Down'), {person: 1 for person in followers}, 'after two weeks it is back: all have it')
    site.close()


def dropped():
    """The connection breaks at each step."""
    site, server, name, followers = make(5, delivery_window=3)
    for step in ('HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'BODY', 'END'):
        for sent_before in (0, 2):
            what = '%s %d' % (step, sent_before)
            server.forget()
            say(site, name, what)
            if sent_before:
                server.drop_at, server.drops_left = None, 0
                server.rules['p02@club.example'] = '421 4.3.2 gone'
            else:
                server.drop_at, server.drops_left = step, 1
            site.deliver()
            server.rules.clear()
            if sent_before:
                tap.same(sorted(server.counts(what)), followers[:2], '%s: two have it' % what)
                server.drop_at, server.drops_left = step, 1
                site.deliver(later=3600)
            site.deliver(later=7200)
            site.deliver(later=7200)
            got = server.counts(what)
            tap.same(sorted(got), followers, 'dropped at %s: all have it' % what)
            tap.ok(sum(got.values()) <= 5 + (step == 'END'), 'dropped at %s: only who was being sent to may have it twice' % what,
                    repr(got))
    for step in ('HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'END'):
        what = 'Half ' + step
        server.forget()
        server.drop_at, server.half_at, server.drops_left = None, step, 1
        say(site, name, what)
        site.deliver()
        site.deliver(later=7200)
        site.deliver(later=7200)
        got = server.counts(what)
        tap.same(sorted(got), followers, 'broken in the middle of the answer to %s: all have it' % step)
        tap.ok(sum(got.values()) <= 5 + (step == 'END'), 'and twice only who was being sent to', repr(got))
    server.half_at = None
    # One person at whose name it breaks each time.
    server.forget()
    server.rules[followers[1]] = '421 4.3.2 gone again'
    say(site, name, 'Poison')
    for _ in range(12):
        site.deliver(later=3600)
    tap.same(server.counts('Poison'), {person: 1 for person in followers if person != followers[1]},
            'one at whom it always breaks keeps it from nobody else')
    server.rules.clear()
    for _ in range(3):
        site.deliver(later=8 * 3600)
    tap.same(server.counts('Poison').get(followers[1]), 1, 'and has it when that is over')
    site.close()


def hangs():
    """The server says nothing more, at each step: it is given up after [delivery] timeout, here a second."""
    site, server, name, followers = make(4, delivery_window=3, delivery_timeout=1)
    lost = twice = 0
    for step in ('HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'END'):
        what = 'Hanging at ' + step
        server.forget()
        say(site, name, what)
        server.slow[step] = 4
        begin = time.monotonic()
        answer = site.deliver()
        took = time.monotonic() - begin
        tap.ok(answer.status == LATER and 0.9 < took < 30, '%s: given up for now, after %.1f seconds' % (what, took), repr(answer))
        server.slow.clear()
        site.deliver(later=7200)
        site.deliver(later=7200)
        got = server.counts(what)
        tap.same(sorted(got), followers, '%s: all have it when that is over' % what)
        tap.ok(sum(got.values()) <= 4 + (step == 'END'), '%s: twice only who was being sent to' % what, repr(got))
        lost, twice = lost + 4 - len(got), twice + sum(got.values()) - len(got)
    tap.diag('hung at 6 steps: mails lost %d, twice %d' % (lost, twice))
    tap.same(site.rows("SELECT count(*) FROM address WHERE reach != 'ok'"), [(0,)], 'nobody is blamed for it')
    site.close()


def main():
    random.seed(os.environ.get('SEED', os.urandom(4).hex()))
    for part in [globals()[name] for name in sys.argv[1:]] or [killed, silent, two_senders, deadly, refused, odd_servers, everything,
            dropped, hangs]:
        part()
    OFFERS.append('PIPELINING')
    tap.diag('with PIPELINING')
    for part in [globals()[name] for name in sys.argv[1:]] or [killed, refused, everything, dropped, hangs]:
        part()


if __name__ == '__main__':
    tap.run(main)
