#!/usr/bin/python3
"""What the program finds where it is started: descriptors that are closed, limits, an empty environment, links and
directories in place of its files. No mail is lost or refused for it, nothing is written or read elsewhere, and the
store stays whole.
"""
import glob, itertools, os, re, resource, shutil, socket, sqlite3, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
import tap

ANA, BO = 'ana@home.example', 'bo@forge.example'
GOAL = 'learn-welding@' + DOMAIN
SECRET = b'the secret of another file\n'
TAKEN, LATER = 0, 75

site = None
serial = 0


def question(size=0):
    global serial
    serial += 1
    return 'Question %d.' % serial, compose('Ana <%s>' % ANA, GOAL, 'Question %d' % serial,
                                            'Question %d.\n' % serial + 'a line of some text\n' * (size // 20))


def whole(what):
    """The store and the spool are as they must be, and no line of a log is in them."""
    database = sqlite3.connect('file:%s?mode=ro' % site.store, uri=True, timeout=20)
    try:
        tap.same(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)], '%s: the store is whole' % what)
    finally:
        database.close()
    logged = []
    for path in glob.glob(site.state + '/**', recursive=True):
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, 'rb') as file:
                if re.search(rb'journster (receive|deliver|serve|tick): ', file.read()):
                    logged.append(path)
    tap.same(logged, [], '%s: nothing is logged into a file of the state' % what)


def arrives(words, what, statuses=(TAKEN,), **options):
    """The mail is taken, or it waits and is taken when it comes again; Bo gets it once, whole."""
    text, mail = words
    first = site.receive(mail, ANA, GOAL, login=ANA, **options)
    tap.ok(first.status in statuses, '%s: taken, or later' % what, repr(first))
    if first.status != TAKEN:
        tap.same(site.receive(mail, ANA, GOAL, login=ANA).status, TAKEN, '%s: taken the second time' % what)
    got = [copy for copy in site.sent() if copy.owner == BO]
    body = mail.split(b'\n\n', 1)[1]
    tap.ok(len(got) == 1 and body.rstrip() in got[0].raw, '%s: it arrives, once and whole' % what, repr(got))
    return first


def quiet(fds):
    return {name: subprocess.DEVNULL for fd, name in ((1, 'stdout'), (2, 'stderr')) if fd not in fds}


def closed():
    """Any of the three descriptors may be closed. What the program opens then must not take its place."""
    for fds in [[1], [2], [1, 2]]:
        def close(fds=fds):
            for fd in fds:
                os.close(fd)
        for size in (0, 200000):
            text, mail = question(size)
            done = subprocess.run(site.command(*site.words(ANA, GOAL, ANA)), input=mail, check=False, preexec_fn=close, **quiet(fds))
            tap.same(done.returncode, TAKEN, 'receive without %s, %d bytes: taken' % (fds, len(mail)))
            done = subprocess.run(site.command('deliver', '--now', site.now()), stdin=subprocess.DEVNULL, check=False, preexec_fn=close, **quiet(fds))
            got = [copy for copy in site.new() if copy.owner == BO]
            tap.ok(len(got) == 1 and mail.split(b'\n\n', 1)[1].rstrip() in got[0].raw, 'and arrives whole', repr(got))
    for fds in ([0], [0, 1], [0, 2], [0, 1, 2]):
        def close(fds=fds):
            for fd in fds:
                os.close(fd)
        done = subprocess.run(site.command(*site.words(ANA, GOAL, ANA)), check=False, preexec_fn=close, **quiet(fds))
        tap.same(done.returncode, LATER, 'receive without %s: nothing was read, and it is no empty mail' % fds)
    for words in (('goal', 'list'), ('goal', 'list', '--json')):
        done = subprocess.run(site.command(*words), check=False, preexec_fn=lambda: os.close(1), stderr=subprocess.DEVNULL)
        tap.ok(done.returncode != 0, '%s without standard output fails' % ' '.join(words), done.returncode)
    whole('closed descriptors')
    serving = subprocess.Popen(site.command('serve'), preexec_fn=lambda: [os.close(fd) for fd in (0, 1, 2)])
    site.children.append(serving)
    tap.arrives(lambda: os.path.exists(site.state + '/run/lookup'), 'serve with all three closed begins')
    text, mail = question()
    site.call(*site.words(ANA, GOAL, ANA, time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())), input=mail)
    tap.arrives(lambda: [copy for copy in site.new() if copy.owner == BO], 'and sends')
    serving.terminate()
    tap.same(serving.wait(90), 0, 'and ends')
    whole('serve with closed descriptors')


def limits():
    """Too few descriptors, files that may not grow: a mail waits."""
    outcomes = set()
    # With three the system cannot even load the program's libraries.
    for most in (4, 5, 6, 8, 10, 20):
        for size in (0, 200000):
            first = arrives(question(size), 'at most %d descriptors, %d bytes' % (most, size), (TAKEN, LATER),
                            preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
            outcomes.add(first.status)
    tap.same(outcomes, {TAKEN, LATER}, 'some of these limits are too low, and some are not')
    whole('few descriptors')
    for most in (0, 1000, 100000, 10000000):
        for size in (0, 200000):
            arrives(question(size), 'files of at most %d bytes, a mail of %d' % (most, size), (TAKEN, LATER),
                    preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    whole('files that may not grow')
    for most in (0, 1000, 10000):
        text, mail = question()
        site.receive(mail, ANA, GOAL, login=ANA)
        answer = site.deliver(preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        tap.ok(answer.status in (TAKEN, LATER), 'deliver, files of at most %d bytes' % most, repr(answer))
        site.time += 7200
        site.deliver()
        got = [copy for copy in site.new() if copy.owner == BO and text.encode() in copy.raw]
        tap.same(len(got), 1, 'and then it is there, once')
    # Many who ask at once, with few descriptors to serve them: none that waits is a reason to end.
    serving = site.start('serve', preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)))
    tap.arrives(lambda: os.path.exists(site.state + '/run/lookup'), 'serve with 20 descriptors begins')
    time.sleep(0.3)
    sockets = []
    for _ in range(60):
        asking = socket.socket(socket.AF_UNIX)
        asking.settimeout(5)
        asking.connect(site.state + '/run/lookup')
        sockets.append(asking)
    time.sleep(0.5)
    tap.same(serving.poll(), None, 'it goes on with 60 who connect')
    for asking in sockets:
        asking.close()
    tap.arrives(lambda: asks(), 'and answers when they are gone')
    serving.terminate()
    tap.same(serving.wait(90), 0, 'and ends')


def asks():
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(2)
            asking.connect(site.state + '/run/lookup')
            request = 'goals %s' % GOAL
            asking.sendall(b'%d:%s,' % (len(request), request.encode()))
            return b'OK ' in asking.recv(1000)
    except OSError:
        return False


def environment():
    """No environment, a strange one, no name."""
    arrives(question(), 'an empty environment', env={key: value for key, value in os.environ.items() if key.startswith(('ASAN', 'LSAN', 'UBSAN'))})
    strange = dict(os.environ, LANG='xx_XX.nonsense', LC_ALL='tlh\udce9', TMPDIR='/nonexistent', HOME='', PATH='', TZ=':/etc/passwd',
                   G_MESSAGES_DEBUG='all', SENDER='x\udcff' * 30000, HELO='\x1b[2J\r\n250 ok' * 1000, CLIENT_ADDRESS='::ffff:\udce9', XDG_CONFIG_HOME='/proc')
    arrives(question(), 'a strange environment', env=strange)
    done = subprocess.run(site.command('goal', 'list'), env=dict(os.environ, JOURNSTER_CONFIG='\x1b[2J\n1'), capture_output=True, check=False)
    tap.same(done.returncode, 0, '--config is stronger than the environment')
    done = subprocess.run([site.command()[0], 'goal', 'list'], env=dict(os.environ, JOURNSTER_CONFIG='/\x1b[2J\n250 x\u202e'),
                          capture_output=True, check=False)
    tap.ok(b'\x1b' not in done.stderr and done.stderr.count(b'\n') == 1 and b'\\x1b[2J' in done.stderr, 'what it names is shown escaped',
           repr(done.stderr))
    for words in (['\x1b[2Jx'], ['--\x1b'], ['goal', '\x1b'], ['goal', 'list', 'y', '\x1bx'], ['goal', 'list', '--\x1b'], ['post', 'show', '\x1b'],
                  ['goal', 'show', '\x1b\u202e'], ['tick', '--now', '\x1b']):
        answer = site.call(*words)
        tap.ok(answer.status != 0 and b'\x1b' not in answer.output and '\u202e'.encode() not in answer.output and b'\\x1b' in answer.output,
               'an operator\'s slip is shown escaped: %r' % words, repr(answer.output))


def in_the_way():
    """Directories and files where others are expected. Mail waits or is taken; then it is there once."""
    for name, statuses in (('journster.conf', {LATER}), ('key', {LATER}), ('store.db', {LATER}), ('recipients', {TAKEN}), ('run/sending', {TAKEN}),
                           ('run/lookup', {TAKEN}), ('spool/mail', {LATER}), ('spool', {LATER}), ('run', {TAKEN}), ('spool/crashed', {TAKEN})):
        path = os.path.join(site.state, name)
        had = os.path.lexists(path)
        if had:
            os.rename(path, path + '.kept')
        is_directory = os.path.isdir(path + '.kept')
        if is_directory:
            open(path, 'w').close()
        else:
            os.mkdir(path)
        text, mail = question(200000)
        first = site.receive(mail, ANA, GOAL, login=ANA)
        tap.same({first.status}, statuses, '%s is a %s: %s' % (name, 'file' if is_directory else 'directory', statuses)) or tap.diag(repr(first))
        if name == 'recipients':
            tap.ok('recipients' in site.call('goal', 'add', '--title', 'Bake bread', '--protege', ANA).text, 'a list that cannot be written is told')
        if name == 'run/lookup':
            answer = site.call('serve')
            tap.ok(answer.status == LATER and 'run/lookup' in answer.text, 'serve says what is in its way', repr(answer))
        os.remove(path) if is_directory else os.rmdir(path)
        if had:
            os.rename(path + '.kept', path)
        if first.status != TAKEN:
            tap.same(site.receive(mail, ANA, GOAL, login=ANA).status, TAKEN, 'once that is mended it is taken')
        got = [copy for copy in site.sent() if copy.owner == BO and text.encode() in copy.raw]
        tap.same(len(got), 1, 'and arrives once')
    whole('things in the way')


def links():
    """Links in the state directory lead nowhere."""
    victim = os.path.join(site.directory, 'victim')
    with open(victim, 'wb') as file:
        file.write(SECRET)
    os.chmod(victim, 0o600)
    # The names that the next calls would take for their temporary files.
    last = os.fork()
    if last == 0:
        os._exit(0)
    os.waitpid(last, 0)
    names = ['%s/recipients.%d.new' % (site.state, number) for number in range(last, last + 3000)]
    for name in names:
        os.symlink(victim, name)
    answer = site.call('goal', 'add', '--title', 'Keep bees', '--protege', ANA)
    left = sum(os.path.islink(name) for name in names)
    tap.ok(answer.status == 0 and left < len(names), 'a link lay where the list of recipients was to be made', '%d' % left)
    with open(site.state + '/recipients') as file:
        tap.contains(file.read(), 'keep-bees@', 'the list is written')
    for name in names:
        if os.path.lexists(name):
            os.remove(name)
    os.remove(site.state + '/recipients')
    os.symlink(victim, site.state + '/recipients')
    site.call('goal', 'add', '--title', 'Keep hens', '--protege', ANA)
    tap.ok(not os.path.islink(site.state + '/recipients'), 'nor is a link followed in place of the list')
    # The file of a large mail, replaced by a link to another file: that is not sent to anybody.
    text, mail = question(200000)
    before = set(os.listdir(site.state + '/spool/mail'))
    site.receive(mail, ANA, GOAL, login=ANA)
    name, = set(os.listdir(site.state + '/spool/mail')) - before
    path = os.path.join(site.state, 'spool', 'mail', name)
    os.rename(path, path + '.kept')
    for target, what in ((victim, 'a link'), (None, 'a pipe'), ('dir', 'a directory')):
        os.symlink(target, path) if target == victim else os.mkfifo(path) if target is None else os.mkdir(path)
        site.time += 7200
        answer = site.deliver()
        got = site.new()
        tap.ok(answer.status == LATER and not any(SECRET.strip() in copy.raw or copy.owner == BO for copy in got),
               '%s in place of a large mail: nothing of it is sent' % what, repr((answer, got)))
        os.rmdir(path) if target == 'dir' else os.remove(path)
    os.rename(path + '.kept', path)
    site.time += 86400
    site.deliver()
    got = [copy for copy in site.new() if copy.owner == BO and text.encode() in copy.raw]
    tap.same(len(got), 1, 'and the mail, when it is back, is')
    os.rename(site.state + '/run/sending', site.state + '/run/sending.kept')
    os.symlink(victim, site.state + '/run/sending')
    site.receive(question()[1], ANA, GOAL, login=ANA)
    answer = site.deliver()
    tap.ok(answer.status == LATER and 'run/sending' in answer.text, 'a link in place of the lock is not followed', repr(answer))
    os.remove(site.state + '/run/sending')
    os.rename(site.state + '/run/sending.kept', site.state + '/run/sending')
    with open(victim, 'rb') as file:
        tap.same(file.read(), SECRET, 'the other file is what it was')
    site.sent()
    for path in ('journster.conf', 'key'):
        path = os.path.join(site.state, path)
        os.rename(path, path + '.kept')
        os.mkfifo(path, 0o600)
        started = time.monotonic()
        answer = site.receive(question()[1], ANA, GOAL, login=ANA)
        tap.ok(answer.status == LATER and time.monotonic() - started < 30, 'a pipe in place of %s: later, and no hanging' % os.path.basename(path), repr(answer))
        os.remove(path)
        os.rename(path + '.kept', path)


def main():
    global site
    chosen = sys.argv[1:]
    site = Instance(intake_posts_per_hour=100000)
    tap.same(site.goal('Learn welding', ANA, BO), 'learn-welding', 'there is a goal')
    for part in (closed, limits, environment, in_the_way, links):
        if not chosen or part.__name__ in chosen:
            part()
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
