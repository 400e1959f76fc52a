#!/usr/bin/python3
"""SPF against name servers in a private network: what the RFC asks, what hostile domains publish, and servers that fail.

run/spf.h is asked by tests/spf-check.c. Zones are served by dnsmasq where it serves them, and by tests/lib/nameserver.py
where no real server would. Sections are those of RFC 7208. No section of its suite is copied here: `make corpora` runs that.
"""
import os, random, socket, struct, subprocess, sys, time
FLOW = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(FLOW, 'lib'), os.path.join(FLOW, '..', 'lib')]
import root, tap

root.enter('dnsmasq-base')
os.environ['JOURNSTER'] = '/usr/local/bin/journster'
import spf
from instance import Instance, compose

CLIENT, CLIENT6, OTHER = '192.0.2.10', '2001:db8::10', '192.0.2.66'
ASKED_AT_MOST = 60 + 1          # src/run/spf.h


def spf1(terms, **more):
    """A zone with a record of a.example; b_example=... for other names."""
    return {'a.example': [{'TXT': 'v=spf1 ' + terms}], **{name.replace('_example', '.example'): records for name, records in more.items()}}


MANY = {'h%d.example' % at: [{'A': OTHER}] for at in range(20)}
SENDER = 'ana@a.example'

# (what, zone, verdict) or (what, zone, verdict, client, sender, helo)
CASES = (
    # evaluation
    ('a network', spf1('ip4:192.0.2.0/28 -all'), 'pass'),
    ('another', spf1('ip4:192.0.2.32/28 -all'), 'fail'),
    ('the first match counts (4.6.2)', spf1('-ip4:192.0.2.10 ip4:192.0.2.0/24'), 'fail'),
    ('softfail accuses nobody', spf1('~all'), 'none'),
    ('neutral neither', spf1('?all'), 'none'),
    ('the end of a record without all (4.7)', spf1('ip4:192.0.2.66'), 'none'),
    ('no record', {'a.example': [{'A': CLIENT}]}, 'none'),
    ('no such domain', {'b.example': [{'A': CLIENT}]}, 'none'),
    ('IPv6', spf1('ip6:2001:db8::/32 -all'), 'pass', CLIENT6),
    ('IPv6 as SMTP writes it', spf1('ip6:2001:db8::/32 -all'), 'pass', 'IPv6:' + CLIENT6),
    ('IPv4 in IPv6', spf1('ip4:192.0.2.10 -all'), 'pass', '::ffff:192.0.2.10'),
    ('... as SMTP writes it', spf1('ip4:192.0.2.10 -all'), 'pass', 'IPv6:::FFFF:192.0.2.10'),
    ('... in hexadecimal', spf1('ip4:192.0.2.10 -all'), 'pass', '::ffff:c000:20a'),
    ('IPv6 and a record of IPv4 alone', spf1('ip4:192.0.2.10 -all'), 'fail', CLIENT6),
    ('a', {'a.example': [{'TXT': 'v=spf1 a -all'}, {'A': CLIENT}]}, 'pass'),
    ('a with a prefix', {'a.example': [{'TXT': 'v=spf1 a/24 -all'}, {'A': '192.0.2.200'}]}, 'pass'),
    ('AAAA', {'a.example': [{'TXT': 'v=spf1 a//64 -all'}, {'AAAA': '2001:db8::1'}]}, 'pass', CLIENT6),
    ('mx', {'a.example': [{'TXT': 'v=spf1 mx -all'}, {'MX': [10, 'mx1.a.example']}, {'MX': [20, 'mx2.a.example']}],
            'mx1.a.example': [{'A': OTHER}], 'mx2.a.example': [{'A': CLIENT}]}, 'pass'),
    ('ptr', {'a.example': [{'TXT': 'v=spf1 ptr -all'}], 'mail.a.example': [{'A': CLIENT}],
             '10.2.0.192.in-addr.arpa': [{'PTR': 'mail.a.example'}]}, 'pass'),
    ('ptr that nothing confirms (5.5)', {'a.example': [{'TXT': 'v=spf1 ptr -all'}], 'mail.a.example': [{'A': OTHER}],
                                         '10.2.0.192.in-addr.arpa': [{'PTR': 'mail.a.example'}]}, 'fail'),
    ('exists with macros', spf1('exists:%{ir}.%{v}.%{l}._spf.%{d2} -all',
                                **{'10.2.0.192.in-addr.ana._spf.a.example': [{'A': '127.0.0.2'}]}), 'pass'),
    ('labels of a name that has no more', spf1('exists:%{d2}.%{l3}.x.example -all', **{'a.example.ana.x.example': [{'A': '127.0.0.2'}]}), 'pass'),
    ('IPv6 in a macro', spf1('exists:%{ir}.%{v}.x.example -all', **{'0.1.0.0.' + '0.' * 20 + '8.b.d.0.1.0.0.2.ip6.x.example': [{'A': '127.0.0.2'}]}), 'pass', CLIENT6),
    ('a sender who writes a term', spf1('exists:%{l}.x.example -all'), 'fail', CLIENT, '"a +all"@a.example'),
    ('%{d} of an include is its own', spf1('include:b.example -all', b_example=[{'TXT': 'v=spf1 exists:%{d}.%{o}.x.example'}],
                                           **{'b.example.a.example.x.example': [{'A': '127.0.0.2'}]}), 'pass'),
    ('include', spf1('include:b.example -all', b_example=[{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]), 'pass'),
    ('include that fails matches nothing (5.2)', spf1('include:b.example ip4:192.0.2.10', b_example=[{'TXT': 'v=spf1 -all'}]), 'pass'),
    ('include of no record is an error', spf1('include:b.example ip4:192.0.2.10', b_example=[{'A': OTHER}]), 'none'),
    ('redirect', spf1('redirect=b.example', b_example=[{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]), 'pass'),
    ('redirect before a mechanism is behind it (6.1)', spf1('redirect=b.example ip4:192.0.2.10', b_example=[{'TXT': 'v=spf1 -all'}]), 'pass'),
    ('redirect to no record is an error', spf1('ip4:192.0.2.66 redirect=b.example', b_example=[{'A': OTHER}]), 'none'),
    ('one record of several strings (3.3)', {'a.example': [{'TXT': ['v=spf1 ip4:192', '.0.2.10', ' -all']}]}, 'pass'),
    ('a record beside others', {'a.example': [{'TXT': 'x=y'}, {'TXT': 'v=spf1 ip4:192.0.2.10 -all'}, {'TXT': 'v=spf2.0/pra -all'}]}, 'pass'),
    ('two records are an error (4.5)', {'a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}, {'TXT': 'v=spf1 ip4:192.0.2.10'}]}, 'none'),
    ('two records of which one is broken', {'a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}, {'TXT': 'v=spf1 foo'}]}, 'none'),
    ('two records in an include', spf1('include:b.example ip4:192.0.2.10', b_example=[{'TXT': 'v=spf1 -all'}, {'TXT': 'v=spf1 -all'}]), 'none'),
    ('a record by another name', {'a.example': [{'CNAME': 'b.example'}], 'b.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]}, 'pass'),
    ('type SPF alone (3.1)', {'a.example': [{'SPF': 'v=spf1 ip4:192.0.2.10 -all'}]}, 'none'),
    ('a long record by TCP', spf1(' '.join('ip4:198.51.100.%d' % at for at in range(60)) + ' ip4:192.0.2.10 -all'), 'pass'),
    # who is asked
    ('the null sender: HELO', {'mx.a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]}, 'pass', CLIENT, '', 'mx.a.example'),
    ('... in brackets', {'mx.a.example': [{'TXT': 'v=spf1 -all'}]}, 'fail', CLIENT, '<>', 'mx.a.example'),
    ('... and a HELO of one word', {'mx': [{'TXT': 'v=spf1 -all'}]}, 'none', CLIENT, '', 'mx'),
    ('... and an address literal', spf1('-all'), 'none', CLIENT, '', '[192.0.2.10]'),
    ('... and no HELO', spf1('-all'), 'none', CLIENT, '', ''),
    ('a sender in brackets', spf1('ip4:192.0.2.10 -all'), 'pass', CLIENT, '<ana@a.example>'),
    ('a sender with a quoted local part', spf1('ip4:192.0.2.10 -all'), 'pass', CLIENT, '"a@b"@a.example'),
    ('no local part is postmaster (4.3)', spf1('exists:%{l}.x.example -all', **{'postmaster.x.example': [{'A': CLIENT}]}), 'pass', CLIENT, '@a.example'),
    ('a sender without a domain', spf1('-all'), 'none', CLIENT, 'ana'),
    ('a domain of one word', {'example': [{'TXT': 'v=spf1 -all'}]}, 'none', CLIENT, 'ana@example'),
    ('an empty label', spf1('-all'), 'none', CLIENT, 'ana@a..example'),
    ('a label of 64', {'x' * 64 + '.example': [{'TXT': 'v=spf1 -all'}]}, 'none', CLIENT, 'ana@' + 'x' * 64 + '.example'),
    ('a client that is no address', spf1('-all'), 'none', 'mail.a.example'),
    ('HELO in a macro', spf1('exists:%{h}.x.example -all', **{'mx.b.example.x.example': [{'A': CLIENT}]}), 'pass', CLIENT, SENDER, 'mx.b.example'),
    # errors say nothing, even where the library goes on
    *(('permerror: ' + terms, spf1(terms), 'none') for terms in (
        'ip4:192.0.2.10 foo', 'foo:bar -all', 'a:x -all', 'redirect:b.example -all', 'ip4:192.0.2.10/032 -all', 'ip4:192.0.2.10 ip4: -all',
        'exp=b.example exp=b.example -all', 'exp= -all', 'mx: -all', '-all \x01', '-all \xfc', 'x=% -all', 'all:x.example', 'exists:%{c}.b.example -all')),
    ('permerror: a NUL', spf1('ip4:192.0.2.10 a:b.example\0 -all'), 'none'),
    ('an error that evaluation does not come to, in another record', spf1('ip4:192.0.2.10 include:b.example', b_example=[{'TXT': 'v=spf1 foo'}]), 'pass'),
    ('what is not known is left out', spf1('moo.cow-far_out=man:dog/cat ip4:192.0.2.10 -all'), 'pass'),
    ('an explanation changes nothing', spf1('-all exp=e.example', e_example=[{'TXT': 'no %{i}'}]), 'fail'),
    # DNS that fails is no failure of the sender's
    ('SERVFAIL', {'a.example': ['SERVFAIL']}, 'none'),
    ('SERVFAIL of a host', spf1('a:b.example -all', b_example=['SERVFAIL']), 'none'),
    ('SERVFAIL of an include', spf1('include:b.example -all', b_example=['SERVFAIL']), 'none'),
    ('no answer', {'a.example': ['TIMEOUT']}, 'none'),
    ('no answer for a host', spf1('mx -all', **{'a.example': [{'TXT': 'v=spf1 mx -all'}, 'TIMEOUT']}), 'none'),
    ('no answer of a redirect', spf1('redirect=b.example', b_example=['TIMEOUT']), 'none'),
    # limits (4.6.4)
    ('ten terms that ask', {**spf1(' '.join('a:h%d.example' % at for at in range(10)) + ' -all'), **MANY}, 'fail'),
    ('eleven', {**spf1(' '.join('a:h%d.example' % at for at in range(11)) + ' -all'), **MANY}, 'none'),
    ('... and a match behind them', {**spf1(' '.join('a:h%d.example' % at for at in range(11)) + ' ip4:192.0.2.10 -all'), **MANY}, 'none'),
    ('a match before them', {**spf1('ip4:192.0.2.10 ' + ' '.join('a:h%d.example' % at for at in range(11))), **MANY}, 'pass'),
    ('twelve, some of them in an include', {**spf1('a:h0.example include:b.example a:h1.example ip4:192.0.2.10 -all',
                                                 b_example=[{'TXT': 'v=spf1 ' + ' '.join('a:h%d.example' % at for at in range(2, 11))}]), **MANY}, 'none'),
    ('two in vain', spf1('a:b.example a:c.example ip4:192.0.2.10 -all'), 'pass'),
    ('three in vain', spf1('a:b.example a:c.example a:d.example ip4:192.0.2.10 -all'), 'none'),
    ('three in vain, and no more', spf1('a:b.example a:c.example a:d.example -all'), 'none'),
    ('hosts of an MX without an address are not in vain',
     {'a.example': [{'TXT': 'v=spf1 mx ip6:2001:db8::10 -all'}] + [{'MX': [at, 'h%d.example' % at]} for at in range(5)], **MANY}, 'pass', CLIENT6),
    ('eleven hosts of an MX', {'a.example': [{'TXT': 'v=spf1 mx ip4:192.0.2.10 -all'}] + [{'MX': [at, 'h%d.example' % at]} for at in range(11)], **MANY}, 'none'),
)


def cases(asker):
    for what, zone, wanted, *more in CASES:
        client, sender, helo = (more + [CLIENT, SENDER, 'mail.b.example'][len(more):])[:3]
        asker.server.set(zone)
        tap.same(asker.ask(client, helo, sender).verdict, wanted, what)


def unkind(question):
    """Answers that no name server gives: octets behind the id."""
    head = struct.pack('!HHHHH', 0x8580, 1, 1, 0, 0) + question
    record = lambda data, size=None: b'\xc0\x0c' + struct.pack('!HHIH', 16, 1, 60, len(data) if size is None else size) + data
    text = lambda content: bytes([len(content)]) + content
    good = text(b'v=spf1 ip4:192.0.2.10 -all')
    return {
        'a string longer than its record': head + record(b'\xff' + b'v=spf1 +all'),
        'a record longer than the answer': head + record(good, 5000),
        'an empty record': head + record(b''),
        'an empty string': head + record(b'\0'),
        'more records announced than there are': struct.pack('!HHHHH', 0x8580, 1, 500, 0, 0) + question + record(good),
        'a name that points at itself': head + b'\xc0' + bytes([12 + len(question)]) + struct.pack('!HHIH', 16, 1, 60, len(good)) + good,
        'a name that points behind the end': head + b'\xff\xff' + struct.pack('!HHIH', 16, 1, 60, len(good)) + good,
        'a header and no more': struct.pack('!HHHHH', 0x8580, 1, 1, 0, 0),
        'half a header': b'\x85\x80\x00',
        'another question': struct.pack('!HHHHH', 0x8580, 1, 1, 0, 0) + b'\1x\0\0\x10\0\1' + record(good),
        'a record of another kind': head + b'\xc0\x0c' + struct.pack('!HHIH', 1, 1, 60, 4) + b'\xc0\0\2\x42',
        'NOTIMP': struct.pack('!HHHHH', 0x8584, 1, 0, 0, 0) + question,
        'octets': bytes(random.Random(7).randrange(256) for _ in range(400)),
    }


def hostile(asker):
    """None crashes, none passes, none costs more than its bound."""
    long = 'x' * 60
    loop = {'l%d.example' % at: [{'TXT': 'v=spf1 include:l%d.example -all' % ((at + 1) % 40)}] for at in range(40)}
    zones = {
        'an explanation': spf1('-all exp=e.example', e_example=[{'TXT': '%{c} %{t} %{r}' * 50}]),
        'an explanation of 4000 octets': spf1('-all exp=e.example', e_example=[{'TXT': '%{p}' * 1000}]),
        'a long explanation': spf1('-all exp=' + '.'.join([long] * 12) + '.example'),
        'a mechanism of 1000 octets': spf1('a:' + '.'.join([long] * 16) + '.example -all'),
        'one of 60000': spf1('a:' + 'x.' * 30000 + 'example -all'),
        'a record of 60000': spf1('ip4:192.0.2.10 ' * 4000 + '-all'),
        'macros': spf1('exists:' + '%{l}%{s}%{o}%{d}%{h}%{p}' * 30 + '.example -all'),
        'macros of many digits': spf1('exists:%{l99999999999r}.example -all'),
        'macros that end early': spf1('exists:%{l'),
        'macros of delimiters': spf1('exists:%{l' + '.-+,/_=' * 40 + '}.example -all'),
        'macros at the end of a long term': spf1('exists:' + 'x.' * 130 + '%{i}%{i} -all'),
        'an include of itself': spf1('include:a.example -all'),
        'a redirect to itself': spf1('redirect=a.example'),
        'a ring of forty': {**spf1('include:l0.example -all'), **loop},
        'hundreds of includes': {**spf1(' '.join('include:i%d.a.example' % at for at in range(80)) + ' -all'),
                                 **{'i%d.a.example' % at: [{'TXT': 'v=spf1 ' + ' '.join('include:i%d.a.example' % (at + to) for to in range(1, 40)) + ' -all'}]
                                    for at in range(200)}},
        'ten MX of a hundred hosts': {**spf1(' '.join('mx:m%d.example' % at for at in range(10)) + ' -all'),
                                      **{'m%d.example' % at: [{'MX': [n, 'h%d.m%d.example' % (n, at)]} for n in range(100)] for at in range(10)}},
        'ten MX of ten hosts': {**spf1(' '.join('mx:m%d.example' % at for at in range(10)) + ' -all'),
                                **{'m%d.example' % at: [{'MX': [n, 'h%d.m%d.example' % (n, at)]} for n in range(10)] for at in range(10)},
                                **{'h%d.m%d.example' % (n, at): [{'A': OTHER}] for n in range(10) for at in range(10)}},
        'a thousand PTR': {**spf1('ptr -all'), '10.2.0.192.in-addr.arpa': [{'PTR': 'p%d.a.example' % at} for at in range(1000)]},
        '%{p} and a thousand PTR': {**spf1('exists:%{p}.a.example -all'), '10.2.0.192.in-addr.arpa': [{'PTR': 'p%d.a.example' % at} for at in range(1000)]},
        'a thousand TXT': {'a.example': [{'TXT': 'v=spf2 %d' % at} for at in range(1000)]},
        'three hundred SPF records': {'a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'} for _ in range(300)]},
        'a record of a thousand strings': {'a.example': [{'TXT': list('v=spf1 ip4:192.0.2.10 ' + 'x' * 1000)}]},
        'a ring of CNAME': {'a.example': [{'CNAME': 'b.example'}], 'b.example': [{'CNAME': 'a.example'}]},
        'hosts that never answer': {**spf1(' '.join('a:t%d.example' % at for at in range(10)) + ' -all'), **{'t%d.example' % at: ['TIMEOUT'] for at in range(10)}},
        'names with all octets': {**spf1('ptr -all'), '10.2.0.192.in-addr.arpa': [{'PTR': ''.join(map(chr, range(1, 46))) + '.a.example'}, {'PTR': '\xff\0\xff.a.example'}]},
    }
    for what, zone in zones.items():
        asker.server.set(zone)
        for client in (CLIENT, CLIENT6):
            answer = asker.ask(client, 'mail.b.example', SENDER)
            tap.ok(answer.verdict in ('none', 'fail'), '%s: %s' % (what, 'IPv6' if ':' in client else 'IPv4'), answer.verdict)
            tap.ok(len(asker.server.asked) <= ASKED_AT_MOST, '... asks DNS a bounded number of times', len(asker.server.asked))
            asker.server.asked = []
    # Each answer comes in time; all of them would take a minute.
    asker.server.set(zones['ten MX of ten hosts'])
    asker.server.delay = 0.6
    tap.same(asker.ask(CLIENT, 'mail.b.example', SENDER).verdict, 'none', 'a slow name server')
    tap.ok(len(asker.server.asked) < 40, '... is asked for some seconds only', len(asker.server.asked))
    asker.server.delay = 0
    for sender in ('%{l}%n%s' + 'x' * 200 + '@a.example', 'a' * 300 + '@a.example', '"' + '\\"' * 100 + '"@a.example', 'ana@' + 'x.' * 120 + 'a.example', '\xff@a.example'):
        asker.server.set(spf1('exists:%{L}.%{S}.%{O}.x.example exists:%{l1r-}.x.example -all'))
        tap.ok(asker.ask(CLIENT, 'x' * 250, sender).verdict in ('none', 'fail'), 'a sender of %d octets: %.12r' % (len(sender), sender))
    for what in unkind(b''):
        asker.server.set({}, {'a.example': lambda question, what=what: unkind(question)[what]})
        tap.same(asker.ask(CLIENT, 'mail.b.example', SENDER).verdict, 'none', 'a malformed answer: ' + what)
        asker.server.set(spf1('mx a:b.example ptr -all'), {name: lambda question, what=what: unkind(question)[what] for name in ('b.example', '10.2.0.192.in-addr.arpa')})
        answer = asker.ask(CLIENT, 'mail.b.example', SENDER)
        tap.ok(answer.verdict in ('none', 'fail'), '... to other questions', answer.verdict)


def real(asker):
    """The same from a real name server, where it takes them."""
    strings = lambda text: ','.join('"%s"' % text[at:at + 250] for at in range(0, len(text), 250))
    records = {
        'good.example': ('v=spf1 ip4:192.0.2.10 -all', 'pass'), 'bad.example': ('v=spf1 -all', 'fail'),
        'exp.example': ('v=spf1 -all exp=' + 'x' * 60 + '.%{p}%{p}%{p}%{p}.example', 'fail'),
        'long.example': ('v=spf1 a:' + '.'.join(['x' * 60] * 14) + '.example -all', 'none'),
        'macro.example': ('v=spf1 exists:' + '%{d}%{o}%{l}' * 20 + '.example -all', 'none'),
        'loop.example': ('v=spf1 include:loop.example -all', 'none'), 'void.example': ('v=spf1 a:v1.example a:v2.example a:v3.example -all', 'none'),
        'many.example': ('v=spf1 ' + ' '.join('include:n%d.example' % at for at in range(40)) + ' -all', 'none'),
        'large.example': ('v=spf1 ' + 'ip4:198.51.100.1 ' * 50 + 'ip4:192.0.2.10 -all', 'pass'),
    }
    records.update(('n%d.example' % at, ('v=spf1 ip4:198.51.100.1 ?all', None)) for at in range(60))
    with open('/etc/dnsmasq.spf', 'w') as file:
        file.write('port=53\nlisten-address=127.0.0.2\nbind-interfaces\nno-resolv\nno-hosts\nuser=root\nlocal=/#/\n')
        file.writelines('txt-record=%s,%s\n' % (name, strings(text)) for name, (text, _) in records.items())
    server = subprocess.Popen(['dnsmasq', '-C', '/etc/dnsmasq.spf', '--keep-in-foreground', '--log-facility=-'], stdout=subprocess.DEVNULL,
                              stderr=open('/var/log/dns.log', 'w'))
    with open('/etc/resolv.conf', 'w') as file:
        file.write('nameserver 127.0.0.2\n')
    tap.soon(lambda: asker.ask(CLIENT, 'mail.b.example', 'ana@good.example').verdict == 'pass')
    for name, (_, wanted) in records.items():
        if wanted:
            tap.same(asker.ask(CLIENT, 'mail.b.example', 'ana@' + name).verdict, wanted, 'dnsmasq: ' + name)
    server.terminate()
    with open('/etc/resolv.conf', 'w') as file:
        file.write('nameserver 127.0.0.1\n')


def whole(asker):
    """The program: a pass posts, a failure of DNS asks, a fail is held and From gets nothing."""
    site = Instance()
    goal = site.goal('Learn to weld', 'ana@home.example')
    to = goal + '@goals.example'
    asker.server.set({'a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}], 'sub.a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}],
                      'down.example': ['SERVFAIL'], 'evil.example': [{'TXT': 'v=spf1 exp=' + 'x.' * 400 + 'example include:evil.example -all'}],
                      'co.uk': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]})
    # From, envelope sender, client, what becomes of it, whether From is asked
    for author, envelope, client, kind, asked in (
            ('bo@a.example', 'bo@a.example', CLIENT, 'post', False), ('bo@a.example', 'post@sub.a.example', CLIENT, 'post', False),
            ('bo@sub.a.example', 'bo@a.example', CLIENT, 'post', False), ('cy@a.example', 'cy@a.example', OTHER, 'held', False),
            ('di@b.example', 'di@a.example', CLIENT, 'held', True), ('ed@down.example', 'ed@down.example', CLIENT, 'held', True),
            ('fi@evil.example', 'fi@evil.example', CLIENT, 'held', True), ('gi@far.co.uk', 'gi@co.uk', CLIENT, 'held', True),
            ('hi@a.example', 'hi@a.example', '127.0.0.1', 'held', True), ('jo@a.example', 'jo@a.example', '10.1.2.3', 'held', True)):
        what = '%s by %s from %s' % (author, envelope, client)
        before = len(site.posts(goal))
        answer = site.receive(compose(author, to, what, 'It is so.'), envelope, to, more=['--client-address', client, '--helo', 'mail.a.example'])
        tap.same(answer.status, 0, what + ': taken')
        site.deliver()
        tap.same('post' if len(site.posts(goal)) > before else 'held', kind, what + ': ' + kind)
        tap.same(any(mail.owner == author and 'yours' in mail.subject for mail in site.new()), asked, '... and From is %sasked' % ('' if asked else 'not '))
    site.close()


def asked(site, to, author, envelope, client, login=None):
    """Whether a mail that nothing proves made us write to its author."""
    more = ['--client-address', client, '--helo', 'mail.a.example'] + (['--sasl-user', login] if login else [])
    tap.same(site.receive(compose(author, to, 'Hello', 'It is so.\n'), envelope, to, more=more).status, 0, '%s by %s from %s: taken' % (author, envelope, client))
    return [mail.owner for mail in site.sent()] == [author]


def sources(asker):
    """Whose domain sends a mail in somebody else's name is counted by that domain, from whatever network it comes."""
    site = Instance(intake_cookies_per_hour='5')
    to = site.goal('Learn to weld', 'ana@home.example') + '@goals.example'
    sends = [{'TXT': 'v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip4:203.0.113.0/24 -all'}]
    asker.server.set({'mal.example': sends, 'other.example': sends})
    site.time -= 3000
    got = [asked(site, to, 'v%d@far.example' % at, 'mal@mal.example', '192.0.2.%d' % at) for at in range(1, 4)]
    got += [asked(site, to, 'v%d@far.example' % at, 'mal@mal.example', '198.51.100.%d' % at) for at in range(4, 6)]
    tap.same(got, [True] * 5, 'five in an hour, from two networks')
    tap.ok(not asked(site, to, 'v6@far.example', 'mal@mal.example', '203.0.113.6'), 'the sixth of the domain is not asked, from a third network')
    tap.ok(asked(site, to, 'v7@far.example', 'mal@other.example', '203.0.113.7'), 'another domain from there is')
    tap.ok(asked(site, to, 'v8@far.example', 'x@nowhere.example', '203.0.113.8'), 'and one that says nothing of itself')
    # SPF of another domain proves no author, and of one that fails nobody's share is used up.
    tap.same(len(site.posts(to.split('@')[0])), 0, 'none of them is a post')
    site.close()


def logins(asker):
    """Of who logged in DNS is not asked: their client is their own machine."""
    site = Instance()
    to = site.goal('Learn to weld', 'ana@home.example') + '@goals.example'
    asker.server.set({'a.example': [{'TXT': 'v=spf1 -all'}]})
    tap.ok(asked(site, to, 'bo@a.example', 'bo@a.example', CLIENT, login='cy@b.example'), 'a login of somebody else: From is asked')
    tap.same(asker.server.asked, [], 'and no name server')
    tap.ok(not asked(site, to, 'bo@a.example', 'bo@a.example', CLIENT), 'without a login it is forged')
    tap.ok(asker.server.asked, 'as a name server said')
    site.close()


def hand_in(site, to, sender, client):
    """A mail by LMTP, whole; the connection, on which its reply comes."""
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(60)
    end.connect(os.path.join(site.state, 'run', 'lmtp'))
    replies = end.makefile('rb')
    text = compose(sender, to, 'Hello', 'It is so.\n').replace(b'\n', b'\r\n')
    end.sendall(b'LHLO x\r\nXFORWARD ADDR=%s HELO=mail.a.example\r\nMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n'
                % (client.encode(), sender.encode(), to.encode()) + text + b'.\r\n')
    while not replies.readline().startswith(b'354'):
        pass
    return replies


def slow(asker):
    """Name servers that do not answer hold up the mail of their own domains."""
    site = Instance()
    to = site.goal('Learn to weld', 'ana@home.example') + '@goals.example'
    asker.server.set({'a.example': [{'TXT': 'v=spf1 ip4:192.0.2.10 -all'}]}, raw={'slow.example': b''})
    serve = site.start('serve')
    tap.soon(lambda: os.path.exists(os.path.join(site.state, 'run', 'lmtp')))
    time.sleep(0.5)
    waiting = [hand_in(site, to, 'x%d@slow.example' % at, '198.51.100.%d' % at) for at in range(1, 41)]
    tap.soon(lambda: len([name for name, _ in asker.server.asked if name == 'slow.example']) >= 4)
    began = time.monotonic()
    reply = hand_in(site, to, 'bo@a.example', CLIENT).readline()
    took = time.monotonic() - began
    tap.ok(reply.startswith(b'250') and took < 5, 'forty mails wait for DNS, and one of another network does not: %.1f s' % took, repr(reply))
    waiting[0].readline()
    tap.same(len({name for name, _ in asker.server.asked}), 2, 'both domains were asked of')
    serve.kill()
    site.close()


def main():
    asker = spf.Asker()
    for part in [globals()[name] for name in sys.argv[1:]] or (cases, hostile, real, whole, sources, logins, slow):
        part(asker)


tap.run(main)
