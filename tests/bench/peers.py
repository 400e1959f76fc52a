"""The other programs that the rows are compared with: Debian's packages, fetched and unpacked, never installed
(tests/flow/lib/debs.py). Where one cannot be had, Unmeasured says why.
"""
import atexit, os, pwd, sqlite3, subprocess, time, uuid

import debs
from lib import LIMIT, Unmeasured, cpu, directory, end, free_port, listens, measure, peak, peak_begin, say, until

LIST = 'bench@lists.example.net'
POSTER = 'poster@example.com'
_versions = {}


def unpacked(package):
    try:
        return debs.unpacked(package)
    except (debs.Missing, OSError, subprocess.SubprocessError) as reason:
        raise Unmeasured('%s cannot be had: %s' % (package, str(reason).split('\n')[0][:80]))


def version(package):
    """As `apt-get download` names it; for the head of the table."""
    if package not in _versions:
        done = subprocess.run(['apt-cache', 'policy', package], capture_output=True, text=True, check=False)
        _versions[package] = ([line.split()[1] for line in done.stdout.splitlines() if 'Candidate:' in line] + ['unknown'])[0]
    return _versions[package]


# ---- mlmmj ----

class Mlmmj:
    """A list of mlmmj. `at_once`: recipients of one mail; 1: its own VERP, a mail for each."""

    def __init__(self, port, names, at_once=1, digest=False):
        self.bin = os.path.join(unpacked('mlmmj'), 'usr/bin')
        self.list = os.path.join(directory('mlmmj'), 'bench')
        for name in ('incoming queue queue/discarded archive text subconf unsubconf bounce control moderation subscribers.d digesters.d '
                     'requeue nomailsubs.d').split():
            os.makedirs(os.path.join(self.list, name))
        control = {'listaddress': LIST, 'owner': 'owner@example.com', 'relayhost': '127.0.0.1', 'smtpport': port, 'smtphelo': 'localhost'}
        if at_once > 1:
            control.update(verp='', maxverprecips=at_once)
        for name, value in control.items():
            self.write('control/' + name, '%s\n' % value if value != '' else '')
        self.write('index', '')
        by_letter = {}
        for name in names:
            by_letter.setdefault(name[0], []).append(name)
        for letter, some in by_letter.items():
            self.write('%s/%s' % ('digesters.d' if digest else 'subscribers.d', letter), '\n'.join(some) + '\n')

    def write(self, name, text):
        with open(os.path.join(self.list, name), 'w') as file:
            file.write(text)

    def post(self, texts, at_once=1):
        """Hands these mails in as an MTA does, each to a process."""
        where = directory('posts')
        for number, text in enumerate(texts, 1):
            with open('%s/%d' % (where, number), 'w') as file:
                file.write('Return-Path: <%s>\nX-Original-To: %s\nDelivered-To: %s\n%s' % (POSTER, LIST, LIST, text))
        return measure([self.bin + '/mlmmj-receive', '-L', self.list], len(texts), at_once, where + '/%d')

    def digest(self, texts):
        """Sends them all as one digest."""
        for number, text in enumerate(texts, 1):
            self.write('archive/%d' % number, text)
        self.write('index', '%d\n' % len(texts))
        self.write('lastdigest', '')
        self.write('control/digestmaxmails', '%d\n' % len(texts))
        return measure([self.bin + '/mlmmj-maintd', '-F', '-L', self.list])


# ---- Mailman 3 ----

class Mailman:
    """Mailman's core with one list: all its runners, until stop(). `at_once` as above."""

    def __init__(self, port, names, at_once=500):
        root = unpacked('mailman3')
        self._compile(root)
        self.home, self.lmtp, web = directory('mailman'), free_port(), free_port()
        self.config = self.home + '/mailman.cfg'
        self.programs = root + '/usr/lib/mailman3/bin'
        # A directory of our own in front: it must not find settings of this machine.
        self.environment = dict(os.environ, HOME=self.home, PYTHONPATH=root + '/usr/lib/python3/dist-packages', PYTHONDONTWRITEBYTECODE='1',
                                PATH=root + '/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin', MAILMAN_CONFIG_FILE=self.config)
        with open(self.config, 'w') as file:
            file.write('[mailman]\nsite_owner: owner@example.com\nlayout: bench\n[paths.bench]\nvar_dir: %s/var\nbin_dir: %s\n'
                       '[webservice]\nhostname: 127.0.0.1\nport: %d\n[mta]\nincoming: mailman.mta.null.NullMTA\nsmtp_host: 127.0.0.1\n'
                       'smtp_port: %d\nlmtp_host: 127.0.0.1\nlmtp_port: %d\nmax_recipients: %d\nverp_delivery_interval: %d\n'
                       % (self.home, self.programs, web, port, self.lmtp, max(at_once, 2), at_once == 1))
        os.mkdir(self.home + '/var')
        self.user = {}
        if os.geteuid() == 0:       # it does not run as root
            nobody = pwd.getpwnam('nobody')
            self.user = {'user': nobody.pw_uid, 'group': nobody.pw_gid, 'extra_groups': []}
            for path in (self.home, self.home + '/var', self.config):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self._run('create', LIST)
        self._subscribe(names)
        self.master = subprocess.Popen(['/usr/bin/python3', self.programs + '/master', '-C', self.config], env=self.environment, cwd=self.home,
                                       stdout=open(self.home + '/said', 'wb'), stderr=subprocess.STDOUT, **self.user)
        atexit.register(end, self.master)
        until(lambda: listens(self.lmtp) and listens(web), 240, 'Mailman')
        time.sleep(2)

    @staticmethod
    def _compile(root):
        """As its installation does: else each of its fourteen processes would, for seconds, at each start."""
        done = root + '.compiled'
        if not os.path.exists(done):
            say('compiling Mailman, once')
            subprocess.run(['/usr/bin/python3', '-m', 'compileall', '-q', root + '/usr/lib/python3/dist-packages'], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=False)
            open(done, 'w').close()

    def _run(self, *words):
        done = subprocess.run(['/usr/bin/python3', self.programs + '/mailman', '-C', self.config] + list(words), env=self.environment, cwd=self.home,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False, **self.user)
        if done.returncode != 0:
            raise Unmeasured('mailman3 does not run unpacked: ' + done.stdout.strip().split('\n')[-1][:120])

    def _subscribe(self, names):
        """The rows that its command addmembers makes, which takes hours."""
        db = sqlite3.connect(self.home + '/var/data/mailman.db')
        now, the_list = '2026-01-01 00:00:00.000000', LIST.replace('@', '.')
        preferences, users, addresses, members = [], [], [], []
        for i, name in enumerate(names, 1):
            preferences += [(3 * i - 2, None, None), (3 * i - 1, None, None), (3 * i, 1, 1)]
            users.append((i, '', uuid.uuid4().hex, now, 0, 3 * i - 1))
            addresses.append((i, name, '', now, now, i, 3 * i - 2))
            members.append((i, uuid.uuid4().hex, 1, the_list, i, 3 * i, 0, '0001-01-01 00:00:00.000000', 0))
        db.executemany('INSERT INTO preferences (id, delivery_mode, delivery_status) VALUES (?, ?, ?)', preferences)
        db.executemany('INSERT INTO user (id, display_name, _user_id, _created_on, is_server_owner, preferences_id) VALUES (?, ?, ?, ?, ?, ?)',
                       users)
        db.executemany('INSERT INTO address (id, email, display_name, verified_on, registered_on, user_id, preferences_id)'
                       ' VALUES (?, ?, ?, ?, ?, ?, ?)', addresses)
        db.executemany('INSERT INTO member (id, _member_id, role, list_id, address_id, preferences_id, bounce_score, last_warning_sent,'
                       ' total_warnings_sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', members)
        db.commit()
        db.close()

    def begin(self):
        peak_begin(self.master.pid)
        self.cpu_before = cpu(self.master.pid)

    def used(self):
        return {'cpu': cpu(self.master.pid) - self.cpu_before, 'mb': peak(self.master.pid)}

    def stop(self):
        end(self.master)


# ---- Postfix ----

class Postfix:
    """An MTA that takes mail on a port and throws it away (discard). It takes root, as Postfix does."""

    MAIN = '''compatibility_level = 3.6
queue_directory = %(home)s/spool
data_directory = %(home)s/data
command_directory = %(root)s/usr/sbin
daemon_directory = %(root)s/usr/lib/postfix/sbin
meta_directory = %(root)s/etc/postfix
shlib_directory = %(root)s/usr/lib/postfix
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG LANG=C LD_LIBRARY_PATH
mail_owner = nobody
setgid_group = users
default_privs = daemon
myhostname = mx.example.net
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = %(home)s/log
maillog_file_prefixes = /
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
relay_domains = example.com
relay_recipient_maps =
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_recipient_limit = 20000
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
smtpd_authorized_xclient_hosts =
disable_dns_lookups = yes
smtp_host_lookup = native
transport_maps =
default_transport = discard:
relay_transport = discard:
in_flow_delay = 0
'''
    MASTER = '''127.0.0.1:%(port)d inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
'''

    def __init__(self):
        if os.geteuid() != 0:
            raise Unmeasured('Postfix takes root')
        root = unpacked('postfix')
        self.home, self.port = directory('postfix'), free_port()
        self.source = root + '/usr/sbin/smtp-source'
        self.environment = dict(os.environ, LD_LIBRARY_PATH=root + '/usr/lib/postfix', MAIL_CONFIG=self.home + '/etc')
        for name in ('etc', 'spool', 'data'):
            os.mkdir('%s/%s' % (self.home, name))
        for name in 'active bounce corrupt defer deferred flush hold incoming private saved trace'.split():
            os.makedirs('%s/spool/%s' % (self.home, name))
            os.chown('%s/spool/%s' % (self.home, name), pwd.getpwnam('nobody').pw_uid, 0)
        for name in 'maildrop public pid'.split():
            os.makedirs('%s/spool/%s' % (self.home, name))
            os.chown('%s/spool/%s' % (self.home, name), pwd.getpwnam('nobody').pw_uid if name != 'pid' else 0, pwd.getpwnam('nobody').pw_gid)
        os.chown(self.home + '/data', pwd.getpwnam('nobody').pw_uid, 0)
        names = {'home': self.home, 'root': root, 'port': self.port}
        for name, text in (('main.cf', self.MAIN), ('master.cf', self.MASTER)):
            with open('%s/etc/%s' % (self.home, name), 'w') as file:
                file.write(text % names)
        self.master = subprocess.Popen([root + '/usr/lib/postfix/sbin/master', '-c', self.home + '/etc', '-d'], env=self.environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.home + '/said', 'wb'))
        atexit.register(end, self.master)
        try:
            until(lambda: listens(self.port), 20, 'Postfix')
        except Unmeasured:
            raise Unmeasured('Postfix does not start unpacked')

    def discarded(self):
        """Recipients whose mail it took and was done with."""
        try:
            with open(self.home + '/log', 'rb') as file:
                return file.read().count(b'status=sent')
        except OSError:
            return 0

    def fed_by_source(self, mails, recipients, sessions, size):
        """By its own smtp-source; seconds until all was taken."""
        began = time.monotonic()
        subprocess.run([self.source, '-d', '-s', str(sessions), '-m', str(mails), '-r', str(recipients), '-l', str(size), '-M', 'localhost',
                        '-f', POSTER, '-t', 'u@example.com', '127.0.0.1:%d' % self.port], env=self.environment, check=True, timeout=LIMIT)
        return time.monotonic() - began

    def stop(self):
        end(self.master)


def known():
    """The versions of those that were asked for."""
    return dict(_versions)
