#!/usr/bin/python3
"""What an MTA asks at RCPT time in Postfix's policy protocol, on the unix socket and on TCP, also from those who ask
badly; and whom a block keeps out when his mail comes all the same."""
import os, re, signal, socket, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, MAL, MAL2 = 'ana@home.example', 'bo@forge.example', 'mal@evil.example', 'mal@other.example'
DAY = 86400


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def request(recipient, sender=BO, client='192.0.2.7', **more):
    fields = dict({'request': 'smtpd_access_policy', 'protocol_state': 'RCPT', 'helo_name': 'x', 'sender': sender,
                   'recipient': recipient, 'client_address': client, 'client_name': 'unknown', 'instance': '1.2.3'}, **more)
    return ''.join('%s=%s\n' % item for item in fields.items() if item[1] is not None).encode() + b'\n'


def connect(where):
    end = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
    end.settimeout(10)
    for _ in range(1000):
        try:
            end.connect(where)
            return end
        except BlockingIOError:         # the queue of those who knock is full
            time.sleep(0.01)
    raise TimeoutError(where)


def read(end, replies=1):
    data = b''
    while data.count(b'\n\n') < replies:
        more = end.recv(65536)
        if not more:
            break
        data += more
    return data.decode()


def ask(where, *words, **fields):
    with connect(where) as end:
        end.sendall(request(*words, **fields))
        return read(end)


def action(where, *words, **fields):
    match = re.fullmatch(r'action=(DUNNO|\d{3} \d\.\d\.\d)(?: [ -~]+)?\n\n', ask(where, *words, **fields))
    return match and match.group(1)


def rows(where, name, token):
    for recipient, wanted in {
            'weld@' + DOMAIN: 'DUNNO', 'WELD+thanks@Goals.Example': 'DUNNO', 'weld+nonsense@' + DOMAIN: 'DUNNO', 'new@' + DOMAIN: 'DUNNO',
            'nobody@' + DOMAIN: '550 5.1.1', 'nobody+subscribe@' + DOMAIN: '550 5.1.1', '@' + DOMAIN: '550 5.1.1', 'x' * 300 + '@' + DOMAIN: '550 5.1.1',
            'a b@' + DOMAIN: '550 5.1.1', 'weld@other.example': 'DUNNO', 'weld': 'DUNNO', '': 'DUNNO', token: 'DUNNO', token.upper(): 'DUNNO',
            token.replace('weld+', 'danish+'): '550 5.1.1', re.sub('.@', 'a@' if token.split('@')[0][-1] != 'a' else 'b@', token): '550 5.1.1',
            token.rsplit('.', 1)[0] + '@' + DOMAIN: 'DUNNO', 'weld+c.abcdefghabcdefgh@' + DOMAIN: 'DUNNO', 'postmaster@' + DOMAIN: 'DUNNO'}.items():
        got = action(where, recipient)
        tap.same(got, wanted, '%s: %s: %s' % (name, recipient[:40] or '(nothing)', wanted))
    tap.same(action(where, 'nobody@' + DOMAIN, protocol_state='DATA'), 'DUNNO', '%s: of what is no RCPT nothing is said' % name)
    tap.same(action(where, 'nobody@' + DOMAIN, sender=''), '550 5.1.1', '%s: a bounce to nobody is refused as well' % name)
    tap.same(action(where, re.sub('.@', '7@', token), sender=''), 'DUNNO', '%s: one to whatever token is not' % name)
    tap.same(action(where, 'weld@' + DOMAIN, sender=None, client=None), 'DUNNO', '%s: nor a request without a sender' % name)


def badly(where, name):
    with connect(where) as end:
        end.sendall(request('weld@' + DOMAIN, sender='') * 50)
        tap.same(read(end, 50), 'action=DUNNO\n\n' * 50, '%s: fifty requests at once' % name)
    with connect(where) as end:
        for byte in request('nobody@' + DOMAIN):
            end.sendall(bytes([byte]))
        tap.contains(read(end), '550 5.1.1', '%s: byte by byte' % name)
    for what, bad in (('an empty line', b'\n'), ('a line that does not end', b'sender=' + b'x' * 20000), ('a thousand lines', b'a=b\n' * 1000),
                      ('twenty thousand octets', (b'a=' + b'x' * 200 + b'\n') * 100)):
        with connect(where) as end:
            end.sendall(bad)
            try:
                answer = end.recv(100)
            except ConnectionResetError:
                answer = b''
            tap.same(answer, b'', '%s: %s: the connection is closed' % (name, what))
    for what, odd in (('a NUL', b'sender=a\0b\nrecipient=weld@goals.example\nprotocol_state=RCPT\n\n'), ('no name', b'=\n=x\n\n')):
        with connect(where) as end:
            end.sendall(odd)
            tap.same(read(end), 'action=DUNNO\n\n', '%s: %s is answered' % (name, what))
    idle = [connect(where) for _ in range(250)]
    tap.same(action(where, 'weld@' + DOMAIN, sender=''), 'DUNNO', '%s: 250 idle connections keep nobody out' % name)
    for end in idle:
        end.close()


def rates(where):
    to = 'weld@' + DOMAIN
    tap.same([action(where, to, sender='r@x.example', client=None) for _ in range(6)], ['DUNNO'] * 5 + ['450 4.7.1'], 'the sixth of a sender is to come again')
    tap.same(action(where, to, sender='R@X.example', client=None), '450 4.7.1', 'in whatever case')
    tap.same(action(where, 'weld+unsubscribe@' + DOMAIN, sender='r@x.example'), 'DUNNO', 'but who leaves may')
    many = [action(where, to, sender='t@x.example', client='198.51.100.%d' % (200 + i)) for i in range(6)]
    tap.same(many, ['DUNNO'] * 5 + ['450 4.7.1'], 'from one network, too')
    tap.same(action(where, to, sender='t@x.example', client='192.0.2.9'), 'DUNNO', 'which uses up nothing of its own')
    many = [action(where, to, sender='s%d@x.example' % i, client='198.51.100.9') for i in range(10)]
    tap.same(many, ['DUNNO'] * 8 + ['450 4.7.1'] * 2, 'the ninth of a client is, too')
    tap.same(action(where, to, sender='s@x.example', client='198.51.100.10'), 'DUNNO', 'and its neighbour not')
    many = [action(where, to, sender='v%d@x.example' % i, client='2001:db8:1:2::%x' % (i + 1)) for i in range(9)]
    tap.same(many[-1], '450 4.7.1', 'a /64 is one client')
    for client in ('127.0.0.1', '::1', '192.168.1.4', '10.0.0.9', 'fd00::9', '203.0.113.8', 'unknown', 'IPv6:::1', 'IPv6:fd00::9', '::ffff:192.168.1.4',
                   '100.64.1.1', '0.0.0.0', '::ffff:203.0.113.9'):
        many = [action(where, to, sender='w%s%d@x.example' % (client, i), client=client) for i in range(9)]
        tap.same(many[-1], 'DUNNO', 'not so what all mail comes through: ' + client)


def show_blocks(site):
    return [(row['who'], row['goal'], row['by'], row['reason']) for row in site.json('block', 'list', '--json')]


def commands(site):
    for words in (('add', 'x'), ('add', '@'), ('add', 'a@b@c d'), ('add', '@' + DOMAIN), ('add', 'ana@' + DOMAIN), ('add', '--goal', 'nobody', MAL), ('add',),
                  ('remove', MAL), ('remove',), ('add', MAL, 'b'), ('nonsense',), ()):
        answer = site.call('block', *words)
        tap.ok(answer.status != 0 and answer.text, 'refused: block %s' % ' '.join(words), repr(answer))
    site.call('block', 'add', '--reason', 'Sells\x1b pills', MAL.upper())
    site.call('block', 'add', '--goal', 'weld', '@Loud.Example')
    tap.same(show_blocks(site), [(MAL, None, 'operator', 'Sells\x1b pills'), ('@loud.example', 'weld', 'operator', '')], 'the list')
    tap.same([row['who'] for row in site.json('block', 'list', '--goal', 'weld', '--json')], ['@loud.example'], 'of a goal')
    tap.lacks(site.call('block', 'list').text, '\x1b', 'no control character reaches a terminal')
    tap.ok(site.call('block', 'remove', '@loud.example').status != 0, 'the goal\'s is not the site\'s')
    site.call('block', 'add', '--reason', 'still', MAL)
    tap.same(len(show_blocks(site)), 2, 'once more is once')


def blocked_at_rcpt(where, token):
    to = 'weld@' + DOMAIN
    for sender, recipient, wanted in (
            (MAL, to, '550 5.7.1'), (MAL.title(), to, '550 5.7.1'), (MAL, 'new@' + DOMAIN, '550 5.7.1'), (MAL, 'danish@' + DOMAIN, '550 5.7.1'),
            (MAL, token, 'DUNNO'), (MAL, 'weld+subscribe@' + DOMAIN, 'DUNNO'), (MAL, 'abuse@' + DOMAIN, 'DUNNO'), (MAL, 'nobody@' + DOMAIN, '550 5.1.1'),
            ('x@loud.example', to, 'DUNNO'), ('x@loud.example', 'danish@' + DOMAIN, 'DUNNO'), ('x@low.loud.example', to, 'DUNNO'),
            ('x@notloud.example', to, 'DUNNO')):
        tap.same(action(where, recipient, sender=sender, client=None), wanted, 'blocked: %s to %s: %s' % (sender, recipient[:20], wanted))


def blocked_at_intake(site):
    """It came although RCPT refuses it: by another envelope sender, or an MTA that does not ask."""
    goal = 'weld@' + DOMAIN

    def take(sender, envelope, to, body='unwanted words', login=None, subject='Hello'):
        answer = site.receive(compose(sender, to, subject, body + '\n'), envelope, to, login=login or sender)
        tap.same(answer.status, 0, 'taken: %s for %s' % (sender, to.split('@')[0]))
        return site.sent()

    def noted():
        return [(row['from'], row['reason']) for row in site.json('held', 'list', '--all', '--json') if row['state'] == 'noted']

    tap.same(owners(take(MAL, MAL, goal)), [], 'From is blocked: nobody hears of it, its sender neither')
    tap.same(noted()[-1], (MAL, 'its sender is blocked by the site'), 'and it is noted')
    tap.same(owners(take(BO, MAL, goal)), [], 'so with the envelope sender')
    tap.same(owners(take(MAL, BO, 'new@' + DOMAIN, subject='My goal')), [], 'so at new@')
    tap.same(owners(take(MAL, MAL, 'me@' + DOMAIN, body='Name: x')), [], 'so at me@')
    tap.same(owners(take(MAL, BO, 'weld+subscribe@' + DOMAIN, body='')), [], 'so with following')
    tap.same(owners(take('x@loud.example', 'x@loud.example', goal)), [], 'a domain, by a goal')
    tap.same(noted()[-1], ('x@loud.example', 'its sender is blocked by the goal'), 'which is said')
    tap.same(owners(take('x@loud.example', 'x@loud.example', 'danish@' + DOMAIN)), [ANA], 'but not by the other')
    for to in ('weld+unsubscribe@' + DOMAIN, 'me+forget@' + DOMAIN):
        tap.ok(owners(take(MAL, MAL, to, body='')) == [MAL], 'the way out is open: ' + to, repr(site.held()))
    unproven = site.receive(compose(MAL, goal, 'No proof', 'x\n'), 'z@far.example', goal)
    tap.same((unproven.status, owners(site.sent())), (0, []), 'who is blocked is not asked whether a mail is theirs')
    tap.same(owners(take(MAL, 'postmaster-x@y.example', 'postmaster@' + DOMAIN)), ['postmaster@' + DOMAIN], 'the operator can be reached')
    mail = [row['id'] for row in site.json('held', 'list', '--all', '--json') if row['from'] == MAL][0]
    site.call('held', 'release', str(mail))
    tap.same(owners(site.sent()), [ANA, BO], 'what the operator releases goes on its way all the same')


def other_addresses(site):
    """A block of one address of a person holds for their others."""
    take = lambda sender: (site.receive(compose(sender, 'danish@' + DOMAIN, 'Hi', 'x\n'), sender, 'danish@' + DOMAIN, login=sender), owners(site.sent()))[1]
    tap.same(take(MAL2), [ANA], 'somebody else')
    page = site.receive(compose(MAL2, 'me@' + DOMAIN, 'Me', 'Address: z@third.example\n'), MAL2, 'me@' + DOMAIN, login=MAL2)
    asked = [mail for mail in site.sent() if 'link' in mail.message_id]
    while asked:
        made, to = reply(asked[0], asked[0].owner, 'Yes\n')
        site.receive(made, asked[0].owner, to)
        asked = [mail for mail in site.sent() if 'link-confirm' in mail.message_id]
    site.call('block', 'add', MAL2)
    tap.same((page.status, take('z@third.example')), (0, []), 'who has a second address, of which the first is blocked')
    return take


def forgotten(site, where, take):
    """Being forgotten is no way around a block, which then tells no more who it is of."""
    site.call('person', 'forget', '--yes', MAL2)
    site.sent()
    dump = ''.join(repr(site.rows('SELECT * FROM ' + table)) for table in ('blocked', 'person', 'address', 'held', 'mail', 'outbox'))
    tap.lacks(dump, MAL2, 'nothing names them any more')
    tap.ok(any(row[0].startswith('sha256:') for row in show_blocks(site)), 'the block is a hash')
    tap.same(action(where, 'weld@' + DOMAIN, sender=MAL2, client=None), '550 5.7.1', 'which still holds at RCPT')
    tap.same(take(MAL2), [], 'and at intake')
    tap.same(site.call('block', 'remove', MAL2).status, 0, 'it is lifted by the address')
    tap.same(action(where, 'weld@' + DOMAIN, sender=MAL2, client=None), 'DUNNO', 'and then it is gone')
    site.call('goal', 'delete', '--yes', 'weld')
    tap.same([row for row in show_blocks(site) if row[1] == 'weld' or row[0] == '@loud.example'], [], 'with a goal its blocks are deleted')
    site.call('block', 'add', '--goal', 'danish', '@low.example')
    site.call('person', 'forget', '--yes', ANA)
    tap.lacks(repr(show_blocks(site)), 'low.example', 'with its protege, too')


def unable(site, where):
    import sqlite3
    store = sqlite3.connect(site.store, isolation_level=None)
    store.execute('BEGIN EXCLUSIVE')
    tap.same(action(where, 'weld@' + DOMAIN, sender='q@x.example'), 'DUNNO', 'while somebody writes it is answered')
    tap.same(action(where, 'nobody@' + DOMAIN, sender='q@x.example'), '550 5.1.1', 'as well as ever')
    store.execute('ROLLBACK')
    for table in ('blocked', 'goal'):
        store.execute('ALTER TABLE %s RENAME TO away' % table)
        tap.same(action(where, 'weld@' + DOMAIN, sender='q@x.example'), '451 4.3.0', 'without the table %s: later' % table)
        store.execute('ALTER TABLE away RENAME TO ' + table)
    tap.same(action(where, 'weld@' + DOMAIN, sender='q@x.example'), 'DUNNO', 'and then again')
    store.close()


def main():
    port = free_port()
    site = Instance(mta_policy_listen='127.0.0.1:%d' % port, intake_sender_rate=5, intake_client_rate=8, intake_relay_networks='203.0.113.0/24')
    site.goal('Weld', ANA, BO)
    site.goal('Danish', ANA)
    site.receive(compose(ANA, 'weld@' + DOMAIN, 'Which rod?', 'Which?\n'), ANA, 'weld@' + DOMAIN, login=ANA)
    token = [mail for mail in site.sent() if mail.owner == BO][0].reply_to
    import subprocess
    serve = site.start('serve', stderr=subprocess.PIPE)
    unix = os.path.join(site.state, 'run', 'policy')
    tap.soon(lambda: os.path.exists(unix))
    time.sleep(0.2)
    for name, where in (('unix', unix), ('TCP', ('127.0.0.1', port))):
        rows(where, name, token)
        badly(where, name)
        serve.send_signal(signal.SIGTERM)       # what came is forgotten with it
        tap.same(serve.wait(30), 0, 'serve ends with status 0')
        said = serve.stderr.read().decode()
        tap.ok('ERROR' not in said and 'CRITICAL' not in said and 'Sanitizer' not in said, 'and complained of nothing', said)
        serve = site.start('serve', stderr=subprocess.PIPE)
        tap.soon(lambda: os.path.exists(unix))
        time.sleep(0.5)
    rates(unix)
    unable(site, unix)
    commands(site)
    blocked_at_rcpt(unix, token)
    serve.send_signal(signal.SIGTERM)           # the rest goes by the test's clock
    serve.wait(30)
    blocked_at_intake(site)
    take = other_addresses(site)
    serve = site.start('serve')
    tap.soon(lambda: os.path.exists(unix))
    time.sleep(0.5)
    forgotten(site, unix, take)
    tap.same(site.faults, [], 'no sanitizer complained, no reply was wrong')


tap.run(main)
