#!/usr/bin/python3
"""Mail comes by LMTP: what the server says, what it takes, and what of it is there afterwards.

    Ana     the protege
    Bo      follows
"""
import glob, os, pwd, resource, signal, socket, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import instance, mutant
from instance import DOMAIN, Instance, compose
import tap

ANA, BO = 'ana@home.example', 'bo@forge.example'


class Client:
    """One connection, spoken to by hand."""

    def __init__(self, where, as_user=None):
        self.socket = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
        self.socket.settimeout(30)
        self.socket.connect(where)
        self.file = self.socket.makefile('rb')

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def reply(self):
        """One reply, of however many lines; '' at the end of the connection."""
        lines = []
        while True:
            try:
                line = self.file.readline().decode()
            except ConnectionResetError:
                line = ''
            lines.append(line.rstrip('\r\n'))
            if line[3:4] != '-':
                return '\n'.join(lines)

    def say(self, line):
        self.send(line + '\r\n')
        return self.reply()

    def close(self):
        self.file.close()
        self.socket.close()


class Served(Instance):
    """An instance whose serve runs, and goes by the machine's clock."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.name = self.goal('Weld', ANA, BO)
        self.address = '%s@%s' % (self.name, DOMAIN)
        self.socket = os.path.join(self.state, 'run', 'lmtp')
        self.log = os.path.join(self.directory, 'serve.log')
        self.serve()

    def serve(self):
        self.serving = self.start('serve', stderr=open(self.log, 'ab'))
        tap.soon(lambda: self.answers()) or tap.diag(self.read_log())

    def answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as end:
                end.settimeout(5)
                end.connect(self.socket)
                return end.recv(3) == b'220'
        except OSError:
            return False

    def read_log(self):
        with open(self.log, errors='replace') as file:
            return file.read()

    def client(self):
        client = Client(self.socket)
        client.reply()
        client.say('LHLO client.example')
        return client

    def taker(self):
        """The process that takes the mail."""
        found = subprocess.run(['pgrep', '-P', str(self.serving.pid), '-f', 'receive --lmtp'], capture_output=True, check=False)
        return int(found.stdout.split()[0]) if found.stdout.split() else None

    def stop(self):
        self.serving.terminate()
        return self.serving.wait(30)

    def is_idle(self):
        """The process that takes mail does not run in circles."""
        def ticks():
            with open('/proc/%d/stat' % self.taker()) as file:
                fields = file.read().rsplit(') ', 1)[1].split()
            return int(fields[11]) + int(fields[12])
        before = ticks()
        time.sleep(1.5)
        return ticks() - before < 0.5 * os.sysconf('SC_CLK_TCK')

    def subjects(self):
        return [row[0] for row in self.rows('SELECT subject FROM post ORDER BY id')]


def wire(mail):
    """A mail as it goes over the wire, with its end."""
    return b''.join((b'.' if line.startswith(b'.') else b'') + line + b'\r\n' for line in mail.splitlines()) + b'.\r\n'


def letter(site, subject, body='What now?\n', **fields):
    return compose('Ana <%s>' % ANA, site.address, subject, body, **fields)


def hand_in(client, site, mail, recipients=None, sender=ANA, login=ANA):
    """The replies to the end of the mail, one a recipient."""
    recipients = recipients or [site.address]
    client.send('MAIL FROM:<%s>%s\r\n' % (sender, ' AUTH=' + login.replace('+', '+2B') if login else '') +
                ''.join('RCPT TO:<%s>\r\n' % recipient for recipient in recipients) + 'DATA\r\n')
    taken = [client.reply() for _ in range(2 + len(recipients))]
    if not taken[-1].startswith('354'):
        return taken
    client.send(wire(mail))
    return [client.reply() for reply in taken[1:-1] if reply.startswith('250')]


def dialogue(site):
    client = Client(site.socket)
    tap.ok(client.reply().startswith('220 ' + DOMAIN), 'it greets')
    tap.same(client.say('MAIL FROM:<a@b.example>')[:9], '503 5.5.1', 'a mail before LHLO: 503')
    for line, wanted in (('EHLO x', '500 5.5.1'), ('HELO x', '500 5.5.1'), ('LHLO', '501 5.5.4'), ('NONSENSE', '500 5.5.2')):
        tap.same(client.say(line)[:9], wanted, '%s: %s' % (line, wanted))
    offers = client.say('LHLO client.example')
    for offer in ('PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'SIZE 37748736', 'XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE'):
        tap.contains(offers, '250-' + offer if not offer.startswith('SIZE') else '250 ' + offer, 'offered: ' + offer)
    nobody = 'nobody@' + DOMAIN
    rows = [
        ('RCPT TO:<%s>' % site.address, '503 5.5.1'), ('DATA', '503 5.5.1'),
        ('MAIL FROM:<a@b.example> SIZE=99999999', '552 5.3.4'),
        ('MAIL FROM:<a@b.example> SIZE=1 BODY=8BITMIME SMTPUTF8', '250 2.1.0'), ('MAIL FROM:<a@b.example>', '503 5.5.1'),
        ('XFORWARD ADDR=192.0.2.1', '503 5.5.1'), ('RCPT TO:<%s>' % nobody, '550 5.1.1'), ('DATA', '503 5.5.1'),
        ('RCPT TO:<x@elsewhere.example>', '550 5.1.1'), ('RCPT TO:<%s>' % site.address.upper(), '250 2.1.5'),
        ('RSET', '250 2.0.0'), ('DATA', '503 5.5.1'), ('NOOP', '250 2.0.0'), ('VRFY ana', '252 2.1.5'),
        ('XFORWARD NAME=x ADDR=192.0.2.1 HELO=[UNAVAILABLE]', '250 2.0.0'), ('QUIT', '221 2.0.0')]
    for line, wanted in rows:
        tap.same(client.say(line)[:9], wanted, '%s: %s' % (line, wanted))
    tap.same(client.reply(), '', 'after QUIT it hangs up')
    for bad, what in ((b'NOOP\n', 'a bare LF'), (b'X' * 5000, 'a line of 5,000 octets'), (b'NOOP \0\r\n', 'a NUL')):
        client = site.client()
        client.send(bad)
        tap.same(client.reply()[:9], '500 5.5.2', '%s: 500' % what)
        client.close()
    client = site.client()
    client.send('bad\r\n' * 25)
    replies = [client.reply() for _ in range(21)]
    tap.same((replies[19][:9], replies[20][:9], client.reply()), ('500 5.5.2', '421 4.7.0', ''), 'after twenty wrong commands it hangs up')


def pipelines(site):
    """More commands in one piece than the replies to them have room for."""
    client = site.client()
    client.send('NOOP\r\n' * 5000)
    client.socket.settimeout(10)
    replies = []
    try:
        while len(replies) < 5000:
            replies.append(client.reply()[:3])
    except TimeoutError:
        pass
    tap.same((len(replies), set(replies)), (5000, {'250'}), 'five thousand commands at once: each is answered')
    # What the client still writes is read before the connection is closed: else its reply may be lost.
    client = site.client()
    client.send('bad\r\n' * 20 + 'NOOP ' + 'x' * 1000 + '\r\n')
    client.send('more\r\n' * 20000)
    end = b''
    try:
        while data := client.socket.recv(65536):
            end += data
    except ConnectionResetError:
        end += b'(reset)'
    tap.ok(end.endswith(b'421 4.7.0 too many wrong commands\r\n'), 'who sends more than is read hears why it ends', repr(end[-80:]))


def mails(site):
    client = site.client()
    tap.same([reply[:9] for reply in hand_in(client, site, letter(site, 'One'))], ['250 2.0.0'], 'a mail is taken')
    me = 'me@' + DOMAIN
    replies = hand_in(client, site, letter(site, 'Two'), [site.address, 'nobody@' + DOMAIN, me])
    tap.same([reply[:3] for reply in replies], ['250', '250'], 'a reply for each recipient that was accepted')
    tap.same(site.subjects(), ['One', 'Two'], 'they are there when the reply comes')
    tap.arrives(lambda: any(mail.owner == BO and mail.subject == 'Two' for mail in site.new()), 'and are sent at once')
    # All in one piece, with a second mail behind the first.
    text = ''
    for number in range(3):
        text += 'MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (ANA, ANA, site.address)
        text += wire(letter(site, 'Pipelined %d' % number)).decode()
    client.send(text + 'QUIT\r\n')
    tap.same([client.reply()[:3] for _ in range(13)], ['250', '250', '354', '250'] * 3 + ['221'], 'three mails in one piece')
    tap.same(site.subjects()[2:], ['Pipelined %d' % number for number in range(3)], 'all three are there')
    client = site.client()
    mail = letter(site, 'Octet by octet')
    for octet in ('MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (ANA, ANA, site.address)).encode() + wire(mail):
        client.send(bytes([octet]))
    tap.same([client.reply()[:3] for _ in range(4)], ['250', '250', '354', '250'], 'octet by octet')
    # Smuggling: none of these ends the mail.
    inner = 'MAIL FROM:<mal@evil.example>\r\nRCPT TO:<%s>\r\nDATA\r\nSubject: Smuggled\r\n\r\nx\r\n' % site.address
    for number, end in enumerate((b'\n.\n', b'\n.\r\n', b'\r\n.\n', b'\r.\r', b'\r\n.\r', b'\r\n\0.\r\n', b'\r.\r\n')):
        client.send('MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (ANA, ANA, site.address))
        client.send(letter(site, 'Carrier %d' % number, 'x').replace(b'\n', b'\r\n') + end + inner.encode() + b'.\r\n')
        tap.same([client.reply()[:3] for _ in range(4)], ['250', '250', '354', '250'], 'one mail, whatever is in it: %r' % end)
        tap.same(client.say('NOOP')[:3], '250', 'and nothing came of what it holds: %r' % end)
    tap.ok('Smuggled' not in site.subjects() and len([name for name in site.subjects() if name.startswith('Carrier')]) == 7,
            'seven mails, none smuggled', repr(site.subjects()))
    tap.same([reply[:9] for reply in hand_in(client, site, b'')], ['554 5.6.0'], 'a mail of nothing is refused for good')
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'After it'))], ['250'], 'and the next is taken')


def large(site):
    client = site.client()
    body = ('y' * 70 + '\n') * 30000
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'Large', body))], ['250'], 'a mail of 2 MB is taken')
    row = site.rows("SELECT size, file FROM mail JOIN post ON post.mail_id = mail.id WHERE subject = 'Large'")[0]
    tap.ok(row[0] > 2100000 and os.path.getsize(os.path.join(site.state, 'spool', 'mail', row[1])) == row[0], 'whole, in the spool')
    replies = hand_in(client, site, letter(site, 'Too large', 'z' * 70000 + '\n' + ('z' * 998 + '\n') * 38000), [site.address, 'me@' + DOMAIN])
    tap.same([reply[:9] for reply in replies], ['552 5.3.4'] * 2, 'one above the limit is refused, for each')
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'Small'))], ['250'], 'and the next is taken')
    tap.same(len(glob.glob(os.path.join(site.state, 'spool', 'mail', '*'))), 1, 'nothing else is left in the spool')


def many(site):
    """Sixteen senders at a time: what is acknowledged is there once."""
    clients = [site.client() for _ in range(16)]
    before = len(site.subjects())
    for turn in range(8):
        for number, client in enumerate(clients):
            client.send('MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (ANA, ANA, site.address))
        for number, client in enumerate(clients):
            client.send(wire(letter(site, 'Many %d %d' % (turn, number))))
        for client in clients:
            replies = [client.reply()[:3] for _ in range(4)]
            if replies != ['250', '250', '354', '250']:
                tap.ok(False, 'taken', repr(replies))
    tap.same(len(site.subjects()) - before, 128, '128 mails of 16 senders are there, each once')
    idle = [site.client() for _ in range(180)]
    more = [Client(site.socket) for _ in range(12)]
    replies = [client.reply()[:9] for client in more]
    tap.ok(replies[-1] == '421 4.3.2', 'above 200 connections one is told to come again', repr(replies))
    for client in idle + clients + more:
        client.close()
    tap.ok(tap.soon(site.answers), 'and when they are gone it takes mail')


def stopped(site):
    """What is not acknowledged comes again, and is one mail then."""
    client = site.client()
    mail = letter(site, 'Half')
    client.send('MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (ANA, ANA, site.address))
    client.send(wire(mail)[:-20])
    idle = site.client()
    site.serving.send_signal(signal.SIGTERM)
    tap.same(idle.reply()[:9], '421 4.3.2', 'who waits is told that the service stops')
    client.send(wire(mail)[-20:])
    tap.same([client.reply()[:3] for _ in range(4)], ['250', '250', '354', '250'], 'a mail that was coming in is taken to its end')
    tap.same(client.reply()[:3], '421', 'and then its client is told, too')
    tap.same(site.serving.wait(30), 0, 'serve ends')
    site.serve()
    client = site.client()
    tap.same([reply[:3] for reply in hand_in(client, site, mail)], ['250'], 'the same mail again is acknowledged')
    tap.same(site.subjects().count('Half'), 1, 'and is one')
    os.kill(site.taker(), signal.SIGKILL)
    tap.same(client.reply(), '', 'the process is killed')
    tap.ok(tap.soon(site.answers), 'it is started again')
    client = site.client()
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'After the kill'))], ['250'], 'and takes mail')
    tap.ok(site.serving.poll() is None, 'serve lives on')


def strangers(site):
    """Only the MTA's users may say in whose name a mail comes."""
    if os.geteuid() != 0:
        tap.ok(True, 'another user is refused # SKIP needs root')
        return
    code = '''
import os, socket, sys
os.setgroups([]); os.setgid(65534); os.setuid(%d)
end = socket.socket(socket.AF_UNIX); end.connect(sys.argv[1]); print(end.recv(100).decode())
'''
    def ask(user):
        return subprocess.run([sys.executable, '-c', code % user, site.socket], capture_output=True, check=False).stdout.decode()
    os.chmod(site.state, 0o711)
    tap.same([ask(65534)[:9] for _ in range(3)], ['421 4.7.0'] * 3, 'another user is refused')
    tap.same(site.read_log().count('lmtp_users'), 1, 'and the log says what to do, once')
    site.stop()
    site.set('mta', lmtp_users=pwd.getpwuid(65534).pw_name)
    site.serve()
    tap.same(ask(65534)[:3], '220', 'unless the settings name them')


def settings_change(site):
    """A process that is started again goes by the sockets that serve has, whatever the settings say by now."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    for what, before, after in (('added', '', '127.0.0.1:%d' % port), ('taken out', '127.0.0.1:%d' % port, '')):
        site.stop()
        site.set('mta', lmtp_listen=before)
        site.serve()
        site.set('mta', lmtp_listen=after)
        os.kill(site.taker(), signal.SIGKILL)
        tap.ok(tap.soon(site.answers) and site.is_idle(), 'lmtp_listen was %s: the process that comes next takes mail, and rests' % what, site.read_log)
    client = Client(('127.0.0.1', port))
    tap.same(client.reply()[:3], '220', 'on TCP as well, where serve listens')
    client.close()


def no_descriptors(site):
    """Nobody can be let in: they wait, and the process does not run in circles."""
    taker = site.taker()
    soft, hard = resource.prlimit(taker, resource.RLIMIT_NOFILE)
    resource.prlimit(taker, resource.RLIMIT_NOFILE, (len(os.listdir('/proc/%d/fd' % taker)), hard))
    client = Client(site.socket)
    tap.ok(site.is_idle() and site.is_idle(), 'without a descriptor left it rests')
    tap.same(site.read_log().count('taking a connection'), 1, 'and the log says so, once')
    resource.prlimit(taker, resource.RLIMIT_NOFILE, (soft, hard))
    tap.same(client.reply()[:3], '220', 'who waited is let in once there is one')
    client.close()


def not_whole(site):
    """A mail that cannot be handed on whole is handed on to nobody."""
    site.set('intake', spf='true')
    site.stop()
    site.serve()
    client, taker = site.client(), site.taker()
    mail = letter(site, 'In parts', ('y' * 70 + '\n') * 800)
    resource.prlimit(taker, resource.RLIMIT_FSIZE, (20000, resource.RLIM_INFINITY))
    client.say('XFORWARD ADDR=198.51.100.7 HELO=x.invalid')
    replies = hand_in(client, site, mail, [site.address, 'me@' + DOMAIN], login=None, sender='x@far.invalid')
    resource.prlimit(taker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    tap.same([reply[:28] for reply in replies], ['451 4.3.0 handing a mail on: '[:28]] * 2, 'of a mail that there is no room for each recipient is told to come again')
    tap.same(site.rows("SELECT count(*) FROM held WHERE subject = 'In parts'"), [(0,)], 'and nothing of it is there')


def slow_command(site):
    """A command that is told of new goals does not keep a client waiting."""
    script, slow, ran = [os.path.join(site.directory, name) for name in ('tell', 'slow', 'ran')]
    with open(script, 'w') as file:
        file.write('#!/bin/sh\ntest -e %s && sleep 6\necho ran >> %s\n' % (slow, ran))
    os.chmod(script, 0o755)
    site.stop()
    site.set('mta', recipients_command=script)
    site.serve()
    open(slow, 'w').close()
    client = site.client()
    hand_in(client, site, compose('Cy <cy@far.example>', 'new@' + DOMAIN, 'Swim', 'Far.\n'), ['new@' + DOMAIN], 'cy@far.example', 'cy@far.example')
    asks = []
    tap.arrives(lambda: asks.extend(mail for mail in site.new() if mail.owner == 'cy@far.example') or asks, 'who begins a goal is asked')
    before = open(ran).read().count('ran')
    began = time.monotonic()
    answer, to = instance.reply(asks[0], 'Cy <cy@far.example>', 'yes\n')
    replies = hand_in(client, site, answer, [to], 'cy@far.example', 'cy@far.example')
    replies.append(client.say('NOOP'))
    took = time.monotonic() - began
    tap.ok([reply[:3] for reply in replies] == ['250', '250'] and took < 4, 'a goal comes, and nobody waits for the command: %.1f s' % took, repr(replies))
    tap.contains(open(os.path.join(site.state, 'recipients')).read(), 'swim@', 'the list has the goal')
    tap.arrives(lambda: open(ran).read().count('ran') > before, 'and the command was run')
    os.unlink(slow)


def deadly(site):
    """A mail that kills whoever reads it costs the mails beside it a moment, and ends in quarantine."""
    instance.PROGRAM = mutant.build('dies-of-a-word')
    site = Served()
    client = site.client()
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'Good'))], ['250'], 'a good mail is taken')
    bad = letter(site, 'Bad', X_Deadly='yes')
    replies = []
    for _ in range(5):
        client = site.client()
        replies += [reply[:3] for reply in hand_in(client, site, bad)]
        tap.ok(tap.soon(site.answers), 'it is there, or there again')
    tap.same(replies, ['', '451', '250', '250', '250'], 'first the connection breaks, then the mail is read apart, then it is in quarantine')
    tap.ok([row for row in site.held() if row['reason'].startswith('quarantine')], 'where the operator finds it', repr(site.held()))
    client = site.client()
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'Good again'))], ['250'], 'good mail is taken all the while')
    site.close()
    # Whoever made it can make each a little different.
    site = Served()
    replies, takers = [], set()
    for number in range(4):
        client = site.client()
        takers.add(site.taker())
        replies += [reply[:3] for reply in hand_in(client, site, letter(site, 'Bad %d' % number, X_Deadly='yes'))]
        tap.soon(site.answers)
    tap.same((replies, len(takers)), (['', '451', '451', '451'], 2), 'deadly mails that differ kill the process once: for a while all are read apart')
    client = site.client()
    tap.same([reply[:3] for reply in hand_in(client, site, letter(site, 'Good among them'))], ['250'], 'and good mail is taken')
    site.close()


def main():
    site = Served()
    for part in [globals()[name] for name in sys.argv[1:]] or [dialogue, pipelines, mails, large, many, stopped, strangers, settings_change,
            no_descriptors, not_whole, slow_command, deadly]:
        part(site)
    tap.lacks(site.read_log(), 'Sanitizer', 'no sanitizer complained')
    tap.same(site.faults, [], 'no call did what none may')


tap.run(main)
