"""An instance of journster in a temporary directory, driven as an MTA and an operator drive it.

Mail goes into Maildirs, or to an SMTP server (sink.py) if its address is given. Time is the test's: every
call gets --now, a minute after the one before. `answer` is what a person reads in the program's output; the
rules that hold for every call of `receive` are checked here, and kept in `faults`.
"""
import atexit, email, email.policy, email.utils, glob, json, os, re, shutil, sqlite3, subprocess, sys, tempfile, time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests', 'flow', 'lib'))

import tap

PROGRAM = os.environ.get('JOURNSTER', os.path.join(TOP, 'build', 'journster'))
DOMAIN = 'goals.example'
# What an MTA may be told: taken, refused for good (sysexits), try again.
STATUSES = {0, 65, 69, 77, 75}
# Addresses of this site that only the person who got a mail may know.
SECRET = re.compile(rb'\+(?:r|u|c)\.[a-z0-9.]+@', re.I)


class Mail:
    """A mail that somebody has: its bytes, and what they see of it."""

    def __init__(self, owner, raw):
        self.owner, self.raw = owner, raw
        try:
            self.message = email.message_from_bytes(raw, policy=email.policy.default)
        except RecursionError:              # parts too deep for this reader: its header then
            self.message = email.message_from_bytes(raw.split(b'\n\n')[0] + b'\n\n', policy=email.policy.default)

    def header(self, name):
        return ' '.join(str(self.message.get(name) or '').split())

    subject = property(lambda self: self.header('Subject'))
    reply_to = property(lambda self: email.utils.parseaddr(self.header('Reply-To') or self.header('From'))[1])
    return_path = property(lambda self: self.header('Return-Path').strip('<>'))
    message_id = property(lambda self: self.header('Message-ID'))

    def unsubscribe(self):
        return re.search(r'<mailto:([^>?]+)', self.header('List-Unsubscribe')).group(1)

    def __repr__(self):
        return '<to %s: %s>' % (self.owner, self.subject)


class Answer:
    """What one call came to."""

    def __init__(self, done, what):
        self.status, self.what = done.returncode, what
        self.output = done.stdout + done.stderr
        self.text = self.output.decode(errors='replace').strip()

    def __repr__(self):
        return '%s: status %d: %s' % (self.what, self.status, self.text)


_serial = 0


def compose(sender, to, subject, body='', **fields):
    """A plain mail. Further fields as keywords, In_Reply_To for In-Reply-To; None leaves one out."""
    global _serial
    _serial += 1
    head = {'From': sender, 'To': to, 'Subject': subject, 'Date': 'Mon, 23 Nov 2026 08:%02d:%02d +0000' % (_serial // 60 % 60,
            _serial % 60),
            'Message-ID': '<m%d.%d@client.example>' % (os.getpid(), _serial)}
    head.update((name.replace('_', '-'), value) for name, value in fields.items())
    text = ''.join('%s: %s\n' % (name, value) for name, value in head.items() if value is not None) + '\n' + body
    return text.encode('utf-8', 'surrogateescape')


def reply(mail, sender, body='', subject=None, **fields):
    """What a reply button makes: (mail, where it goes)."""
    theirs = mail.subject if mail.subject.lower().startswith('re:') else 'Re: ' + mail.subject
    threading = {'In_Reply_To': mail.message_id, 'References': mail.message_id}
    return compose(sender, mail.reply_to, theirs if subject is None else subject, body, **dict(threading, **fields)), mail.reply_to


_calls = 0


def environment():
    """To look for leaks costs a third of a short call: each fifth does."""
    global _calls
    _calls += 1
    asan = [os.environ.get('ASAN_OPTIONS'), 'detect_leaks=%d' % (_calls % 5 == 0)]
    return dict(os.environ, ASAN_OPTIONS=':'.join(one for one in asan if one))


class Instance:
    def __init__(self, delivery=None, owner=None, directory=None, **settings):
        """`settings`: GROUP_KEY=value. `directory`: where to make it; else one of its own, removed by close()."""
        self.made = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix='journster-test-')
        os.makedirs(self.directory, exist_ok=True)
        os.chmod(self.directory, 0o755)
        self.state = os.path.join(self.directory, 'state')
        self.boxes = os.path.join(self.directory, 'boxes')
        self.config = os.path.join(self.state, 'journster.conf')
        self.store = os.path.join(self.state, 'store.db')
        self.time = int(time.time()) - 7200
        self.seen, self.faults, self.children = set(), [], []
        atexit.register(self.close)
        self._init(delivery or 'maildir:' + self.boxes)
        # A copy: a test may run the program as a user who cannot read the tree.
        templates = os.path.join(self.directory, 'words')
        shutil.copytree(os.path.join(TOP, 'templates'), templates, dirs_exist_ok=True)
        subprocess.run(['chmod', '-R', 'a+rX', templates], check=True)
        self.set('site', templates=templates)
        self.set('intake', posts_per_hour='0')      # tests write faster than people do; loops.t sets it
        for name, value in settings.items():
            group, _, key = name.partition('_')
            self.set(group, **{key: value})

    def _init(self, delivery):
        done = subprocess.run([PROGRAM, 'init', '--domain', DOMAIN, '--state', self.state, '--delivery', delivery],
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError('init: %s' % done.stderr.decode())

    def close(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()
        if self.made:
            shutil.rmtree(self.directory, ignore_errors=True)

    def set(self, group, **keys):
        """Sets keys of journster.conf."""
        with open(self.config) as file:
            lines = file.read().splitlines()
        for key, value in keys.items():
            lines = [line for line in lines if not re.match(r'%s\s*=' % key, line)]
            lines.insert(lines.index('[%s]' % group) + 1, '%s=%s' % (key, value))
        with open(self.config, 'w') as file:
            file.write('\n'.join(lines) + '\n')

    # The program

    def command(self, *words):
        return [PROGRAM, '--config', self.config, *words]

    def call(self, *words, prefix=(), **options):
        """journster WORDS; `prefix`: a command that runs it (prlimit)."""
        options = dict({'timeout': 120, 'stdin': subprocess.DEVNULL} if 'input' not in options else {'timeout': 120}, **options)
        if 'env' not in options:
            options['env'] = environment()
        done = subprocess.run([*prefix, *self.command(*words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, **options)
        answer = Answer(done, ' '.join(word if isinstance(word, str) else repr(word) for word in words)[:200])
        if words[0] in ('goal', 'follow', 'held'):      # these go by the machine's clock
            self.time = max(self.time, int(time.time()))
        if b'Sanitizer' in answer.output or b'runtime error' in answer.output:
            self.faults.append('a sanitizer complained: %r' % answer)
        return answer

    def now(self):
        return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(self.time))

    def words(self, sender, recipient, login=None, now=None):
        words = ['receive', '--sender', sender, '--recipient', recipient, '--now', now or self.now()]
        return words + (['--sasl-user', login] if login else [])

    def receive(self, mail, sender, recipient, login=None, more=(), **options):
        """One mail from the MTA. What must hold for all mail is checked."""
        self.time += 60
        answer = self.call(*self.words(sender, recipient, login), *more, input=mail, **options)
        self._judge(answer)
        return answer

    def _judge(self, answer):
        if answer.status not in STATUSES:
            self.faults.append('no status for an MTA: %r' % answer)
        for line in answer.output.splitlines():
            if line[:1].isdigit() or not line.strip():
                self.faults.append('a line begins with a digit or is empty: %r' % answer)
        if answer.status not in (0,) and not answer.output:
            self.faults.append('no reason is given: %r' % answer)
        if re.search(rb'[\x00-\x08\x0b-\x1f\x7f]', answer.output):
            self.faults.append('a control character is printed: %r' % answer)

    def deliver(self, later=60, **options):
        self.time += later
        return self.call('deliver', '--now', self.now(), **options)

    def tick(self, later=60):
        self.time += later
        return self.call('tick', '--now', self.now())

    def start(self, *words, **options):
        """A process that goes on; killed at the end if it is still there."""
        options = dict({'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}, **options)
        child = subprocess.Popen(self.command(*words), **options)
        self.children.append(child)
        return child

    def json(self, *words):
        answer = self.call(*words)
        if answer.status != 0:
            raise RuntimeError(repr(answer))
        return json.loads(answer.output)

    def rows(self, sql, *values):
        """Reads the store, where no command shows what a test must know."""
        database = sqlite3.connect('file:%s?mode=ro' % self.store, uri=True, timeout=20)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    # What is there

    def goal(self, title, protege, *followers):
        """A goal without the mails that make one; its name."""
        answer = self.call('goal', 'add', '--title', title, '--protege', protege)
        if answer.status != 0:
            raise RuntimeError(repr(answer))
        name = answer.text.split('@')[0]
        for follower in followers:
            if self.call('follow', name, follower).status != 0:
                raise RuntimeError('follow')
        self.deliver()
        self.new()
        return name

    def new(self):
        """The mails that came into the Maildirs since the last look."""
        found = []
        for path in sorted(glob.glob(os.path.join(self.boxes, '*', 'new', '*'))):
            if path not in self.seen:
                self.seen.add(path)
                with open(path, 'rb') as file:
                    found.append(Mail(path.split(os.sep)[-3], file.read()))
        return found

    def sent(self, later=60):
        """Delivers what is due, and returns what came."""
        self.deliver(later)
        return self.new()

    def held(self):
        return self.json('held', 'list', '--json')

    def posts(self, goal):
        return self.json('post', 'list', '--json', goal)


def owners(mails):
    return sorted(mail.owner for mail in mails)
