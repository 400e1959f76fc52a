"""A mail host in the private root: one MTA, journster behind it, a DNS server, people with Maildirs.

Used from a test that has called root.enter(). The MTA is a class of postfix.py, exim.py or
opensmtpd.py with:

    PACKAGES                    what root.enter needs for it
    TELLS_CLIENT                whether it tells a program the client address of a mail (for SPF)
    ASKS_POLICY                 whether it asks `serve` whether to take a mail
    configure(host)             writes its settings, using the hooks of mta-hooks as they are
    without_daemon(host)        changes the settings to those for a site that runs no daemon
    start() stop() flush()      flush: try the queue again now
    queue()                     how many mails it keeps
    deferred()                  how many of these wait after a delivery that failed for now
    log()                       what it logged, for a failure's explanation
"""
import glob, grp, json, os, pwd, shutil, smtplib, socket, subprocess, time

import mails
import tap

DOMAIN = 'goals.example'
STATE = '/var/lib/journster'
STORE = STATE + '/store.db'
CONFIG = '/etc/journster/journster.conf'
MAIL = '/var/mail/people'               # MAIL/DOMAIN/LOCALPART/ is a person's Maildir
HOOKS = '/usr/local/share/journster/mta-hooks'
MX, MX6 = '192.0.2.1', '2001:db8::1'
# Domains in which people read and write, each with the client address its mail comes from by
# its SPF record. example.com has none: nothing vouches for its mail but a token.
DOMAINS = {'example.org': '192.0.2.10', 'example.net': '192.0.2.20', 'example.com': None}
STRANGER = '192.0.2.66'                 # vouched for by nobody

PACKAGES = ['dnsmasq-base']


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, mode)


def read(path):
    try:
        with open(path, errors='replace') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def hook(name):
    return read(os.path.join(HOOKS, name))


def add_user(name, home='/nonexistent', groups=()):
    """A system user of the private root, with a group of its name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        uid = 1 + max([900] + [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid < 60000])
        with open('/etc/passwd', 'a') as file:
            file.write('%s:x:%d:%d::%s:/bin/sh\n' % (name, uid, uid, home))
        with open('/etc/group', 'a') as file:
            file.write('%s:x:%d:\n' % (name, uid))
    for group in groups:
        add_group(group)
    return pwd.getpwnam(name)


def add_group(name):
    try:
        grp.getgrnam(name)
    except KeyError:
        gid = 1 + max([900] + [entry.gr_gid for entry in grp.getgrall() if entry.gr_gid < 60000])
        with open('/etc/group', 'a') as file:
            file.write('%s:x:%d:\n' % (name, gid))


def run(*command, **options):
    """Runs a command that must succeed; returns its output."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **options)
    if done.returncode != 0:
        raise RuntimeError('%s: exit %d: %s' % (' '.join(command), done.returncode, done.stdout))
    return done.stdout


def listens(port, address='127.0.0.1'):
    try:
        socket.create_connection((address, port), 1).close()
        return True
    except OSError:
        return False


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind((MX6, 0))
            return True
    except OSError:
        return False


class Host:
    def __init__(self, mta, people, dns=()):
        """people: the addresses that have a Maildir here. dns: further dnsmasq lines."""
        self.mta = mta
        self.people = list(people)
        self.dns = list(dns)
        self.serving = None
        tap.explain_with(self.explain)

    # The host's life

    def start(self, serve=True):
        write('/etc/mailname', 'mx.goals.example\n')
        write('/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n%s mx.goals.example mx\n' % MX)
        add_user('journster', STATE)
        add_user('vmail', MAIL)
        for person in self.people:
            self._make_maildir(person)
        self._start_dns()
        self._make_instance()
        self.mta.configure(self)
        self.mta.start()
        if not tap.soon(lambda: listens(25, MX)):
            raise RuntimeError('the MTA does not listen')
        if serve:
            self.start_serve()

    def stop(self):
        if self.serving:
            self.stop_serve()
        self.mta.stop()
        # A sanitizer's report in any call of the program fails the test that made it.
        reports = ''.join(read(path) for path in glob.glob('/tmp/san/*'))
        tap.ok(not reports, 'no sanitizer complained', reports)

    def _make_maildir(self, person):
        vmail = pwd.getpwnam('vmail')
        path = self.maildir_path(person)
        for sub in ('new', 'cur', 'tmp'):
            os.makedirs(os.path.join(path, sub), exist_ok=True)
        for directory, _, _ in os.walk(MAIL):
            os.chown(directory, vmail.pw_uid, vmail.pw_gid)

    def _start_dns(self):
        lines = ['port=53', 'listen-address=127.0.0.1', 'bind-interfaces', 'no-resolv', 'no-hosts', 'user=root',
                 'local=/#/',           # what is not written here does not exist; nothing is asked elsewhere
                 'mx-host=%s,mx.goals.example,10' % DOMAIN, 'host-record=mx.goals.example,%s' % MX,
                 'host-record=%s,%s' % (DOMAIN, MX),
                 'txt-record=%s,"v=spf1 ip4:%s -all"' % (DOMAIN, MX)]
        for domain, client in DOMAINS.items():
            lines += ['mx-host=%s,mx.goals.example,10' % domain, 'host-record=%s,%s' % (domain, client or STRANGER)]
            if client:
                lines += ['host-record=mail.%s,%s' % (domain, client),
                          'txt-record=%s,"v=spf1 ip4:%s ip6:2001:db8::%s -all"' % (domain, client, client.split('.')[3])]
        write('/etc/dnsmasq.flow', '\n'.join(lines + self.dns) + '\n')
        if os.path.islink('/etc/resolv.conf'):
            os.unlink('/etc/resolv.conf')
        write('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions timeout:2 attempts:1\n')
        write('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n')
        with open('/var/log/dns.log', 'w') as log:
            subprocess.Popen(['dnsmasq', '-C', '/etc/dnsmasq.flow', '--keep-in-foreground', '--log-facility=-'],
                             stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not tap.soon(lambda: listens(53)):
            raise RuntimeError('the DNS server does not listen: ' + read('/var/log/dns.log'))

    def _make_instance(self):
        user = pwd.getpwnam('journster')
        os.makedirs(STATE, exist_ok=True)
        os.chown(STATE, user.pw_uid, user.pw_gid)
        self.journster('init', '--domain', DOMAIN, '--state', STATE, '--delivery', 'smtp://127.0.0.1:25')
        # What the hook of Postfix says.
        self.settings('mta', policy_listen='127.0.0.1:10629')
        os.makedirs(os.path.dirname(CONFIG), exist_ok=True)
        os.symlink(STATE + '/journster.conf', CONFIG)
        # The MTA's look-up passes through these two directories, and sees nothing else of them.
        os.makedirs(STATE + '/run', exist_ok=True)
        os.chown(STATE + '/run', user.pw_uid, user.pw_gid)
        os.chmod(STATE, 0o711)
        os.chmod(STATE + '/run', 0o711)

    def settings(self, group, **keys):
        """Sets keys of journster.conf; before start_serve, or followed by a restart."""
        path = os.path.join(STATE, 'journster.conf')
        lines = read(path).splitlines()
        for key, value in keys.items():
            lines = [line for line in lines if not line.startswith(key + '=')]
            if '[%s]' % group not in lines:
                lines.append('[%s]' % group)
            lines.insert(lines.index('[%s]' % group) + 1, '%s=%s' % (key, value))
        with open(path, 'w') as file:
            file.write('\n'.join(lines) + '\n')

    # The program

    def call(self, *arguments, input=None, environment=None):
        """journster ARGUMENTS as its own user; returns the finished process."""
        return subprocess.run(['/usr/local/bin/journster'] + list(arguments), user='journster', group='journster',
                              extra_groups=[], cwd='/', input=input, timeout=60, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=dict(os.environ, **(environment or {})))

    def journster(self, *arguments, input=None):
        """The same where it must succeed; returns what it printed."""
        done = self.call(*arguments, input=input)
        if done.returncode != 0:
            raise RuntimeError('journster %s: exit %d: %s%s' % (
                ' '.join(arguments), done.returncode, done.stdout.decode(), done.stderr.decode()))
        return done.stdout.decode()

    def json(self, *arguments):
        """The objects that a command with --json printed, in a list or one a line."""
        rows, text, decoder = [], self.journster(*arguments).strip(), json.JSONDecoder()
        while text:
            value, end = decoder.raw_decode(text)
            rows += value if isinstance(value, list) else [value]
            text = text[end:].strip()
        return rows

    def posts(self, goal):
        return self.json('post', 'list', '--json', goal)

    def start_serve(self):
        log = open('/var/log/journster.log', 'a')
        self.serving = subprocess.Popen(['/usr/local/bin/journster', 'serve'], user='journster', group='journster',
                                        extra_groups=[], cwd='/', stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not tap.soon(self._answers):
            raise RuntimeError('journster serve does not answer look-ups: ' + read('/var/log/journster.log'))

    def _answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(STATE + '/run/lookup')
                return True
        except OSError:
            return False

    def stop_serve(self):
        self.serving.terminate()
        self.serving.wait(20)
        self.serving = None

    def freeze_store(self):
        """Makes the store unusable for every new call of the program, until thaw_store(). A serve that
        runs has it open, and goes on answering look-ups."""
        for path in glob.glob(STORE + '*'):
            os.chmod(path, 0)

    def thaw_store(self):
        for path in glob.glob(STORE + '*'):
            os.chmod(path, 0o600)

    # Mail

    def maildir_path(self, person):
        local, _, domain = person.partition('@')
        return os.path.join(MAIL, domain, local) + '/'

    def mailbox(self, person):
        return mails.maildir(self.maildir_path(person))

    def find(self, person, **wanted):
        """The first mail of a person whose subject or text holds what is wanted, or None."""
        for mail in self.mailbox(person):
            if all(part in {'subject': mail.subject, 'text': mail.text(), 'sender': mail.header('From')}[name]
                   for name, part in wanted.items()):
                return mail
        return None

    def await_mail(self, person, name=None, **wanted):
        """A test point: such a mail arrives. Returns it."""
        def why():
            return '%s has: %r' % (person, self.mailbox(person))
        return tap.arrives(lambda: self.find(person, **wanted),
                           name or '%s gets: %s' % (person, ', '.join(wanted.values())), why=why)

    def smtp(self, client, port=25, helo='client.example'):
        return smtplib.SMTP(MX6 if ':' in client else MX, port, local_hostname=helo, timeout=30, source_address=(client, 0))

    def send(self, raw, sender=None, to=None, client=None, helo='client.example'):
        """Sends a mail from outside as its author's host would. '' is the null sender; `to` one address
        or a list, To's by default."""
        message = mails.email.message_from_bytes(raw)
        author = mails.email.utils.parseaddr(message['From'])[1]
        if client is None:
            client = DOMAINS.get(author.rpartition('@')[2]) or STRANGER
        with self.smtp(client, helo=helo) as session:
            session.sendmail(author if sender is None else sender, to or mails.recipient(raw), raw,
                             mail_options=['BODY=8BITMIME'] if any(byte > 127 for byte in raw) else [])

    def submit(self, raw, login, to=None):
        """Sends a mail as a person with an account here, by submission with login."""
        # From a network that the domain's SPF record does not name: the login alone vouches.
        with self.smtp(STRANGER, 587) as session:
            session.login(login, 'secret')
            session.sendmail(login, [to or mails.recipient(raw)], raw)

    def rcpt(self, address, client=STRANGER, sender='someone@example.org'):
        """The MTA's reply to RCPT TO:<address>: (code, text)."""
        with self.smtp(client) as session:
            session.ehlo()
            session.mail(sender)
            code, text = session.rcpt(address)
            return code, text.decode(errors='replace')

    def explain(self):
        return '\n'.join(['--- the MTA:'] + self.mta.log().splitlines()[-60:] +
                         ['--- journster serve:'] + read('/var/log/journster.log').splitlines()[-30:])
