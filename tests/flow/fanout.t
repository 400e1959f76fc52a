#!/usr/bin/python3
"""Many copies at a time: several connections, pipelined commands, and servers that do not play along.

Whatever a server does, each follower ends with the copy, once; a second copy has only who was under way when
a connection broke after the dot; and what one recipient, one reply or one connection does is no other's harm.
"""
import os, ssl, subprocess, sys, tempfile, threading, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
import tap
from sink import Sink

# libetpan forgets a certificate when it hands out the chain: a few KB a connection.
os.environ['LSAN_OPTIONS'] = 'print_suppressions=0:suppressions=' + os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lsan.supp')

ANA = 'ana@home.example'
LATER = 75
CONNECTIONS = 4


def make(count, context=None, **settings):
    server = Sink(context)
    server.offers.append('PIPELINING')
    server.strict = True
    site = Instance(delivery=server.address, **dict({'delivery_connections': CONNECTIONS}, **settings))
    followers = ['p%03d@club.example' % number for number in range(count)]
    name = site.goal('Fan-out', ANA)
    for person in followers:
        if site.call('follow', name, person).status != 0:
            raise RuntimeError('follow')
    site.deliver()
    server.forget()
    server.connections = server.most_open = server.begun = 0
    return site, server, name, followers


def say(site, name, subject, text='What now?\n'):
    answer = site.receive(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, text), ANA, name + '@' + DOMAIN, login=ANA)
    tap.same(answer.status, 0, '%s is taken' % subject) or tap.diag(repr(answer))


def once(people):
    return {person: 1 for person in people}


def several():
    """Copies go over several connections, in one write each; a small row needs but one."""
    site, server, name, followers = make(100)
    server.slow['END'] = 0.01
    say(site, name, 'Several', 'Dots:\n.\n..\n.x\nand \xe9\n')
    tap.same(site.deliver().status, 0, 'sent')
    tap.same(server.counts('Several'), once(followers), 'each has it once')
    tap.same(server.most_open, CONNECTIONS, 'over %d connections at a time' % CONNECTIONS)
    bodies = {mail.partition(b'\r\n\r\n')[2].partition(b'and ')[0] for recipient, _, _, mail in server.taken if recipient in followers}
    tap.same(len(bodies), 1, 'the same text for all')
    tap.ok(b'Dots:\r\n.\r\n..\r\n.x\r\n' in bodies.pop(), 'dots as they were written')
    rides = sum(b'\r\n.\r\nMAIL FROM' in bytes(wire) for wire in server.wires)
    tap.ok(rides >= CONNECTIONS, 'the next envelope follows a content')
    paths = {path for recipient, _, path, _ in server.taken if recipient in followers}
    replies = {mail.partition(b'Reply-To: ')[2].partition(b'\r\n')[0] for recipient, _, _, mail in server.taken if recipient in followers}
    tap.same((len(paths), len(replies)), (100, 100), 'each with its own return path and Reply-To')
    site.close()
    site, server, name, followers = make(5)
    say(site, name, 'Few')
    site.deliver()
    tap.same((server.counts('Few'), server.most_open), (once(followers), 1), 'few copies need one connection')
    site.set('delivery', connections='1')
    site.close()


def limited():
    """Servers with limits on connections, and on mails of a connection."""
    site, server, name, followers = make(60)
    server.at_most = 2
    server.slow['END'] = 0.005
    say(site, name, 'Two at most')
    tap.same(site.deliver().status, 0, 'more connections are refused: that is no failure')
    tap.same(server.counts('Two at most'), once(followers), 'each has it once')
    server.at_most = 10 ** 9
    server.mails_each = 7
    say(site, name, 'Seven each')
    tap.same(site.deliver().status, 0, 'seven mails a connection: it takes another one at once')
    tap.same(server.counts('Seven each'), once(followers), 'each has it once')
    server.mails_each = 1
    say(site, name, 'One each')
    tap.same((site.deliver().status, server.counts('One each')), (0, once(followers)), 'one mail a connection: each has it once')
    site.close()


def refused():
    """Some are refused, at RCPT; by servers that answer DATA then with a refusal, and with 354."""
    site, server, name, followers = make(60)
    for strict in (True, False):
        what = 'Refused %s' % strict
        server.strict = strict
        server.forget()
        gone, later = followers[10:13], followers[20:23] + followers[40:42]
        server.rules = dict({person: '554 5.7.1 no' for person in gone}, **{person: '450 4.2.1 later' for person in later})
        say(site, name, what)
        tap.same(site.deliver().status, LATER, '%s: some wait' % what)
        tap.same(server.counts(what), once(set(followers) - set(gone) - set(later)), '%s: all others have it' % what)
        tap.same(site.rows('SELECT count(*), sum(given_up) FROM outbox_failed JOIN post ON post.id = (SELECT post_id FROM outbox'
                           ' WHERE outbox.id = outbox_id) WHERE subject = ?', what), [(8, 3)], '%s: a row for each who failed' % what)
        server.rules = {}
        site.deliver(later=3600)
        tap.same(server.counts(what), once(set(followers) - set(gone)), '%s: those who were to come later have it' % what)
        tap.ok(all(mail for _, _, _, mail in server.taken), '%s: nobody got an empty mail' % what)
    site.close()


def broken_somewhere():
    """One connection breaks at one recipient: the others go on, and that one is tried again by itself."""
    site, server, name, followers = make(60)
    for step, twice in (('RCPT', 0), ('DATA', 0), ('BODY', 0), ('END', 1)):
        what = 'Broken at ' + step
        server.forget()
        server.slow['END'] = 0.005
        taken = []
        # Not the first: several connections are at work then.
        def break_later(*mail):
            taken.append(mail)
            if len(taken) == 25:
                server.drop_at, server.drops_left = step, 1
        server.on_taken = break_later
        say(site, name, what)
        site.deliver()
        server.on_taken = server.drop_at = None
        first = server.counts(what)
        tap.ok(len(first) >= 25, '%s: those before have it' % what, len(first))
        site.deliver(later=3600)
        site.deliver(later=3600)
        got = server.counts(what)
        tap.same(sorted(got), followers, '%s: all have it' % what)
        tap.ok(sum(got.values()) <= 60 + twice, '%s: twice only who was being sent to' % what, {p: n for p, n in got.items() if n > 1})
        tap.same(site.rows('SELECT count(*) FROM outbox_failed'), [(0,)], '%s: nothing waits' % what)
    tap.same(site.rows("SELECT count(*) FROM address WHERE reach != 'ok'"), [(0,)], 'nobody is blamed')
    site.close()


def garbage():
    """What is no reply, one too many, or one too early closes the connection; nothing answers the wrong command."""
    site, server, name, followers = make(20)
    long = '250-' + 'x' * 70
    for word in ('MAIL', 'RCPT', 'DATA', 'END'):
        good = '354 go' if word == 'DATA' else '250 ok'
        for label, answer in (('text', 'hello'), ('nothing', ''), ('a short code', '25'), ('a code of text', '2x0 ok'),
                              ('two codes in one reply', '250-ok\r\n251 ok'), ('one too many', good + '\r\n550 5.1.1 no such user'),
                              ('a code that means nothing here', '250 go' if word == 'DATA' else '354 ok'),
                              ('100', '150 wait'), ('a reply without end', '\r\n'.join([long] * 20000))):
            # Then what follows RCPT is a refusal of DATA, whole and in step.
            if (word, label) == ('RCPT', 'one too many'):
                continue
            what = 'A %s %s' % (word, label)
            server.forget()
            server.everything = {word: answer}
            say(site, name, what)
            site.deliver()
            server.everything = {}
            before = server.counts(what)
            site.deliver(later=3600)
            site.deliver(later=3600)
            got = server.counts(what)
            tap.same(sorted(got), followers, '%s: all have it when that is over' % what)
            double = sum(got.values()) - len(got)
            tap.ok(double <= (CONNECTIONS if word == 'END' else 0), '%s: twice only who was being sent to' % what, (double, before))
    tap.same(site.rows("SELECT count(*) FROM address WHERE reach != 'ok'"), [(0,)], 'nobody is blamed')
    site.close()


def no_copy_after_close():
    """A goal is closed while copies go out: those on the wire are the last."""
    site, server, name, followers = make(100)
    server.slow['END'] = 0.02
    begun, lock = [], threading.Lock()
    def close(*mail):
        with lock:
            if begun or len(server.taken) < 12:
                return
            begun.append(None)
            answer = site.call('goal', 'close', '--yes', name, 'p000@club.example')
            # What was read so far was on the wire before; each connection may hold one more in its buffer.
            begun[:] = [server.begun, answer]
    # p000 answers first, to be chosen.
    say(site, name, 'A question')
    site.deliver()
    mine = [mail for recipient, _, _, mail in server.taken if recipient == followers[0]][0].decode()
    reply_to = mine.partition('Reply-To: ')[2].partition('\r\n')[0].strip('<>')
    message_id = mine.partition('Message-ID: ')[2].partition('\r\n')[0]
    site.receive(compose(followers[0], reply_to, 'Re: A question', 'Try this.\n', In_Reply_To=message_id), followers[0], reply_to, login=followers[0])
    site.deliver()
    server.forget()
    server.begun = 0
    say(site, name, 'Before the close')
    server.on_taken = close
    site.deliver()
    server.on_taken = None
    tap.ok(begun and begun[1].status == 0, 'closed meanwhile', begun)
    got = server.counts('Before the close')
    tap.ok(len(got) <= begun[0] + CONNECTIONS, 'closed when %d had begun: %d got it' % (begun[0], len(got)))
    tap.ok(len(got) < 100, 'and not all')
    server.slow.clear()
    site.deliver(later=3600)
    site.deliver(later=3600)
    late = set(server.counts('Before the close')) - set(got)
    tap.ok(late <= {followers[0]}, 'nobody but whom the protege chose gets it afterwards', late)
    tap.same({n for n in server.counts('Before the close').values()}, {1}, 'nobody twice')
    site.close()


def told_to_stop():
    """SIGTERM while several connections are at work: what is out is written down."""
    site, server, name, followers = make(100)
    server.slow['END'] = 0.03
    site.time = int(time.time()) - 120      # serve goes by the machine's clock
    say(site, name, 'Stop')
    child = site.start('serve')
    while len(server.taken) < 20:
        time.sleep(0.01)
    child.terminate()
    child.wait(20)
    out = len(server.counts('Stop'))
    server.slow.clear()
    tap.ok(20 <= out < 100, 'stopped when %d were out' % out)
    site.deliver()
    tap.same(server.counts('Stop'), once(followers), 'then all have it, once')
    site.close()


def tls():
    """TLS and PIPELINING over several connections."""
    with tempfile.TemporaryDirectory() as directory:
        key, pem = os.path.join(directory, 'key.pem'), os.path.join(directory, 'cert.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', pem, '-days', '2', '-subj',
                        '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
        site, server, name, followers = make(70, context, delivery_tls='tls', delivery_ca_file=pem)
        site.set('delivery', transport=server.address.replace('127.0.0.1', 'localhost'))
        server.slow['END'] = 0.005
        text = 'A long one.\n' + ('x' * 70 + '\n') * 3000
        say(site, name, 'Secret', text)
        server.rules = {followers[3]: '450 4.2.1 later'}
        tap.same(site.deliver().status, LATER, 'sent, one is to come later')
        server.rules = {}
        site.deliver(later=3600)
        tap.same(server.counts('Secret'), once(followers), 'each has it once')
        tap.ok(all(b'\r\n'.join([b'x' * 70] * 3000) in mail for recipient, _, _, mail in server.taken if recipient in followers), 'and whole')
        tap.same(server.most_open, CONNECTIONS, 'over %d connections' % CONNECTIONS)
        site.close()


def main():
    for part in [globals()[name] for name in sys.argv[1:]] or [several, limited, refused, broken_somewhere, garbage, no_copy_after_close,
            told_to_stop, tls]:
        part()


if __name__ == '__main__':
    tap.run(main)
