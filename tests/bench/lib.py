"""What the rows of tests/bench/run stand on: the sink, the raw client, an instance that serves, and what a tree
of processes has used. All on loopback, in one directory below $BENCH_DIR (/var/tmp: a disk, where /tmp may
be memory), which goes at the end; processes are ended by their pid.
"""
import atexit, collections, json, mmap, os, shutil, signal, socket, statistics, struct, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault('JOURNSTER', os.path.join(TOP, 'build', 'journster'))
sys.path[:0] = [os.path.join(TOP, 'tests', 'lib'), os.path.join(TOP, 'tests', 'flow', 'lib')]

import instance
from instance import DOMAIN

SMALL = os.environ.get('BENCH_SCALE') == 'small'
RUNS = int(os.environ.get('BENCH_RUNS', '2' if SMALL else '5'))
# A peer's runs take no longer than this together, but for the first.
PATIENCE = 60
# Mailman does nothing for longer than others: its runners sleep.
SILENCE = 120
# What a run may take at all.
LIMIT = 1800
PROTEGE = 'ana@home.example'
FOLLOWER = 'f%08d@example.com'

_directory = None


class Lost(Exception):
    """Not every recipient was counted once."""


class Unmeasured(Exception):
    """A figure cannot be had here; the text says why."""


def say(text):
    """What is being done, for whoever waits."""
    sys.stderr.write('bench: %s\n' % text)
    sys.stderr.flush()


def directory(name):
    """A new directory."""
    global _directory
    if _directory is None:
        _directory = tempfile.mkdtemp(prefix='journster-bench-', dir=os.environ.get('BENCH_DIR', '/var/tmp'))
        os.chmod(_directory, 0o755)
        atexit.register(shutil.rmtree, _directory, ignore_errors=True)
    path = tempfile.mkdtemp(prefix=name + '-', dir=_directory)
    os.chmod(path, 0o755)
    return path


def tool(name):
    return os.path.join(TOP, 'build', 'bench', name)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def listens(port):
    try:
        socket.create_connection(('127.0.0.1', port), 1).close()
        return True
    except OSError:
        return False


def until(probe, seconds, what):
    """Waits for probe() to be true; says what for once it takes long."""
    began = said = time.monotonic()
    while not probe():
        now = time.monotonic()
        if now - began > seconds:
            raise Unmeasured('%s: not within %d s' % (what, seconds))
        if now - said > 10:
            said = now
            say('waiting for %s, since %d s' % (what, now - began))
        time.sleep(0.002)


def end(process):
    """Ends a process that we started, and waits for it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# ---- what processes have used ----

def tree(pid):
    """The process and all below it."""
    children = collections.defaultdict(list)
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/stat' % entry) as file:
                    children[int(file.read().rsplit(')', 1)[1].split()[1])].append(int(entry))
            except OSError:
                pass
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += children[found[-1]]
    return found


def cpu(pid):
    """CPU seconds of a tree, with what its ended children have used."""
    ticks = 0
    for one in tree(pid):
        try:
            with open('/proc/%d/stat' % one) as file:
                ticks += sum(int(word) for word in file.read().rsplit(')', 1)[1].split()[11:15])
        except OSError:
            pass
    return ticks / os.sysconf('SC_CLK_TCK')


def peak_begin(pid):
    for one in tree(pid):
        try:
            with open('/proc/%d/clear_refs' % one, 'w') as file:
                file.write('5')
        except OSError:
            pass


def peak(pid):
    """Since peak_begin: the most memory that one process of the tree had resident, in MB."""
    most = 0
    for one in tree(pid):
        try:
            with open('/proc/%d/status' % one) as file:
                most = max([most] + [int(line.split()[1]) for line in file if line.startswith('VmHWM:')])
        except OSError:
            pass
    return most / 1024


def measure(command, times=1, at_once=1, pattern='/dev/null'):
    """Runs a command under measure.c: begun (monotonic ns), wall, cpu, mb, failed."""
    out = os.path.join(directory('measure'), 'out')
    with open(out + '.said', 'wb') as said:
        child = subprocess.Popen([tool('measure'), out, str(times), str(at_once), pattern] + command, stdout=said, stderr=said)
        try:
            child.wait(LIMIT)
        finally:
            end(child)
    with open(out) as file:
        used = json.load(file)
    if used['failed']:
        with open(out + '.said', errors='replace') as file:
            raise Unmeasured('%s: %s' % (command[0], file.read().strip()[-300:]))
    return {'begun': used['begun'], 'wall': used['wall'], 'cpu': used['cpu'], 'mb': used['largest'] / 1024}


# ---- the sink ----

class Sink:
    """sink.c. `quick` as there."""
    NAMES = 'ready sessions mails recipients bytes first last dumps wrong'.split()

    def __init__(self, quick=True):
        self.port = free_port()
        self.path = os.path.join(directory('sink'), 'stats')
        self.process = subprocess.Popen([tool('sink'), str(self.port), self.path] + (['-q'] if quick else []))
        atexit.register(end, self.process)
        until(lambda: os.path.exists(self.path) and os.path.getsize(self.path) == 72, 10, 'the sink')
        with open(self.path, 'r+b') as file:
            self.map = mmap.mmap(file.fileno(), 72)
        until(lambda: self.stats()['ready'], 10, 'the sink')

    def stats(self):
        return dict(zip(self.NAMES, struct.unpack('<9Q', self.map[:72])))

    def take(self):
        """What it counted (mails, bytes, when the last came), and the addresses; the count begins again."""
        dumps = self.stats()['dumps']
        self.process.send_signal(signal.SIGUSR1)
        until(lambda: self.stats()['dumps'] != dumps, 30, 'the list of the sink')
        with open(self.path + '.log') as file:
            lines = file.read().split('\n')[:-1]
        return [int(word) for word in lines[0].split()], lines[1:]

    def collect(self, wanted, copies=1, what='copies'):
        """Waits until each of the addresses `wanted` has had its copies, and counts: when the last came (monotonic
        ns), how many mails and bytes. Too many, or none for SILENCE seconds, is an error."""
        counts, missing, last, mails, size = collections.Counter(), len(wanted) * copies, 0, 0, 0
        names = frozenset(wanted)
        while missing > 0:
            self._wait(missing, what)
            (more, more_bytes, latest), got = self.take()
            counts.update(name for name in got if name in names)
            last, mails, size = max(last, latest), mails + more, size + more_bytes
            missing = len(names) * copies - sum(min(n, copies) for n in counts.values())
        twice = sum(n > copies for n in counts.values())
        if twice:
            raise Lost('%d of %d had more than %d %s' % (twice, len(names), copies, what))
        return last, mails, size

    def _wait(self, missing, what):
        seen, since = -1, time.monotonic()

        def enough():
            nonlocal seen, since
            count = self.stats()['recipients']
            if count != seen:
                seen, since = count, time.monotonic()
            if time.monotonic() - since > SILENCE:
                raise Lost('of %d %s only %d came, and then none for %d s' % (missing, what, count, SILENCE))
            return count >= missing
        until(enough, LIMIT, '%d %s' % (missing, what))

    def stop(self):
        end(self.process)


def raw(port, mails, recipients, size, how, sessions=1):
    """The raw client: what the sink takes at most."""
    sent = client(['-p', str(port)], mails, mail_file(plain('raw', 'raw@example.net', size)), 'bounces@example.net', 'b{SERIAL}@example.com',
                  '-r', str(recipients), '-o', how, '-s', str(sessions))
    return {'wall': sent['wall'], 'cpu': sent['cpu'], 'rate': sent['recipients'] / sent['wall']}


def client(where, mails, path, sender, recipient, *more):
    done = subprocess.run([tool('client')] + where + ['-m', str(mails), '-b', path, '-f', sender, '-t', recipient] + list(more),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT, check=False)
    if done.returncode != 0:
        raise Unmeasured('client: ' + done.stderr.strip())
    return json.loads(done.stdout)


# ---- mails ----

def plain(subject, to, size, sender=PROTEGE, more='', serial='{SERIAL}'):
    """A mail of that many bytes; {SERIAL} is filled by client.c."""
    head = ('From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s.%s@mail.example>\n%sMIME-Version: 1.0\n'
            'Content-Type: text/plain; charset=us-ascii\n\nThis is number %s.\n\n'
            % (sender, to, subject, time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime()), serial, os.urandom(4).hex(), more, serial))
    line = 'What would you do first, and which of the tools is worth its price?\n'
    left = size - len(head)
    return head + line * (left // len(line)) + 'x' * max(0, left % len(line) - 1) + '\n'


def attached(subject, to, size, serial='{SERIAL}'):
    """A mail of about that many bytes, nearly all of them a file."""
    import base64
    file = base64.encodebytes(os.urandom(size * 3 // 4 * 76 // 77)).decode()
    text = plain(subject, to, 1500, serial=serial)
    head, body = text.split('\n\n', 1)
    head = head.replace('Content-Type: text/plain; charset=us-ascii', 'Content-Type: multipart/mixed; boundary="=_b"')
    return ('%s\n\n--=_b\nContent-Type: text/plain; charset=us-ascii\n\n%s\n--=_b\nContent-Type: image/jpeg; name="bench.jpg"\n'
            'Content-Disposition: attachment; filename="bench.jpg"\nContent-Transfer-Encoding: base64\n\n%s\n--=_b--\n'
            % (head, body, file))


def mail_file(text, serial=None):
    """The mail in a file; with `serial`, filled in."""
    path = os.path.join(directory('mail'), 'mail')
    with open(path, 'w') as file:
        file.write(text if serial is None else text.replace('{SERIAL}', '%08d' % serial))
    return path


# ---- an instance ----

class Site(instance.Instance):
    """An instance whose serve runs and goes by the machine's clock."""

    def __init__(self, port, **settings):
        super().__init__(delivery='smtp://127.0.0.1:%d' % port, directory=directory('site'), **settings)
        self.lmtp = os.path.join(self.state, 'run', 'lmtp')
        self.log = os.path.join(self.directory, 'serve.log')
        self.serving = None
        self.serial = 0

    def knows(self, group, **keys):
        """Sets what the configuration knows; False where it does not."""
        with open(self.config) as file:
            before = file.read()
        self.set(group, **keys)
        if self.call('config', 'check').status == 78:
            with open(self.config, 'w') as file:
                file.write(before)
            return False
        return True

    def goal_of(self, title):
        answer = self.call('goal', 'add', '--title', title, '--protege', PROTEGE)
        if answer.status != 0:
            raise Unmeasured(repr(answer))
        return answer.text.split('@')[0]

    def serve(self):
        log = open(self.log, 'ab')
        self.serving = self.start('serve', stderr=log, stdout=log)
        until(self.answers, 30, 'journster serve')
        time.sleep(0.3)         # what it does at its start is not the work that is measured

    def answers(self):
        if self.serving.poll() is not None:
            with open(self.log, errors='replace') as file:
                raise Unmeasured('journster serve: ' + file.read()[-500:])
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(5)
                probe.connect(self.lmtp)
                return probe.recv(3) == b'220'
        except OSError:
            return False

    def stop(self):
        if self.serving is not None:
            end(self.serving)
            self.serving = None

    def begin(self):
        """From here on used() counts."""
        peak_begin(self.serving.pid)
        self.cpu_before = cpu(self.serving.pid)

    def used(self):
        time.sleep(0.05)
        return {'cpu': cpu(self.serving.pid) - self.cpu_before, 'mb': peak(self.serving.pid)}

    def hand_in(self, mails, path, recipient, *more, sender=PROTEGE):
        """By LMTP; every mail has a number of its own. Of a login, which vouches for the sender."""
        sent = client(['-L', '-u', self.lmtp], mails, path, sender, recipient, '-a', '-n', str(self.serial), *more)
        self.serial += mails
        return sent

    def idle(self):
        """Nothing is left to be sent."""
        until(lambda: self.rows('SELECT count(*) FROM outbox WHERE done = 0')[0][0] == 0, LIMIT, 'an empty outbox')


# ---- several runs ----

def repeat(run, patience=None):
    """The median of each figure of RUNS runs; with `patience`, of as many as it takes to lose it (seconds)."""
    found, spent = [], 0
    while len(found) < RUNS and (patience is None or spent <= patience):
        found.append(run(len(found)))
        spent += found[-1]['wall']
    result = {key: statistics.median(one[key] for one in found) for key in found[0] if found[0][key] is not None}
    result['runs'] = len(found)
    return result
