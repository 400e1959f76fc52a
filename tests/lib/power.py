"""The power is cut after each call that matters; then the program is started on what the disk has, the MTA brings
again what was not acknowledged, and all comes to what it would have come to.

    run = Run(scenario)                 plays it once, with tests/crash/shim.c writing down each call
    run.cut(Drop)                       ... every crash point with what was synced alone
    run.sample(20, seed)                ... some points, with some of the rest

A scenario is a class with

    base(site, world)       makes the instance before: all of it is on the disk
    steps(site, world)      a list of steps; each is done, its end told to the world (an acknowledgement), and done again
                            after the power cut if it had not ended by then
    window                  how many copies may go out twice
    check(world, state)     more to look at, returning a list of complaints
"""
import copy, os, random, re, shutil, sqlite3, subprocess, tempfile

import disk
from instance import TOP, Instance
from sink import Sink

SHIM = os.path.join(TOP, 'build', 'tests', 'shim.so')
PLAIN = os.path.join(TOP, 'build', 'journster')
# A disk in memory where there is one: what is synced there costs nothing.
PLACE = '/dev/shm' if os.access('/dev/shm', os.W_OK) and shutil.disk_usage('/dev/shm').free > 1 << 29 else None


# What can happen to which calls; as in shim.c.
FAILURES = {
    'ENOSPC': {disk.OPEN, disk.WRITE, disk.TRUNCATE, disk.SYNC, disk.RENAME, disk.MKDIR},
    'EIO': {disk.OPEN, disk.WRITE, disk.TRUNCATE, disk.SYNC, disk.RENAME, disk.UNLINK, disk.MKDIR, disk.READ, disk.CLOSE},
    'EMFILE': {disk.OPEN, disk.SOCKET},
    'EINTR': {disk.OPEN, disk.WRITE, disk.READ, disk.SEND, disk.RECEIVE},
    'ECONNRESET': {disk.SEND, disk.RECEIVE},
    'short': {disk.WRITE, disk.READ, disk.SEND, disk.RECEIVE},
}
FAILURES.update({what + '+': FAILURES[what] for what in ('ENOSPC', 'EIO', 'EMFILE')})


class Step:
    """One call of the program that the world waits for."""

    def __init__(self, name, time, words, mail=None, good=(0,)):
        self.name, self.time, self.words, self.mail, self.good = name, time, words, mail, good


class World:
    """An instance below `root` whose settings name no absolute path, so that its disk can lie anywhere."""

    def __init__(self, root, program, server=None):
        self.root, self.program, self.server = root, program, server
        self.state = os.path.join(root, 'state')
        self.config = os.path.join(self.state, 'journster.conf')

    def command(self, words):
        """ROOT/ at the beginning of a word stands for where the disk is."""
        return [self.program, '--config', self.config, *(self.root + word[4:] if word.startswith('ROOT/') else word for word in words)]

    def call(self, words, mail=None, environment=None, timeout=60):
        return subprocess.run(self.command(words), input=mail if mail is not None else b'',
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, env=environment, timeout=timeout)

    def do(self, step, environment=None, on_end=None):
        """Does a step; on_end(status) is called as soon as it has ended, whatever it leaves running."""
        now = ['--now', stamp(step.time)] if step.words[0] in ('receive', 'deliver', 'tick', 'key') else []
        if on_end is None:
            return self.call([*step.words, *now], step.mail, environment)
        with tempfile.TemporaryFile() as mail:
            mail.write(step.mail or b'')
            mail.seek(0)
            child = subprocess.Popen(self.command([*step.words, *now]), stdin=mail, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                     env=environment)
            on_end(child.wait())
            output, _ = child.communicate()             # to the end of what holds it open
        return subprocess.CompletedProcess(child.args, child.returncode, output)

    def rows(self, sql):
        database = sqlite3.connect(os.path.join(self.state, 'store.db'), timeout=20)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def boxes(self):
        """[(owner, subject, what is told apart by)] of what lies in the Maildirs."""
        site = copy.copy(_blank)
        site.boxes, site.seen = os.path.join(self.root, 'boxes'), set()
        return [(mail.owner, mail.subject) for mail in site.new()]


class _Blank(Instance):
    def __init__(self):         # only its readers are used
        pass

    def close(self):
        pass


_blank = _Blank()


def stamp(when):
    import time
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(when))


class Run:
    def __init__(self, scenario, program=None):
        self.scenario, self.program = scenario, program or PLAIN
        self.place = tempfile.mkdtemp(prefix='journster-power-', dir=PLACE)
        self.server = Sink() if scenario.window else None
        self.counter, self.points, self.disks, self.failures = 0, 0, 0, 0
        self._make()
        self._record()

    def close(self):
        shutil.rmtree(self.place, ignore_errors=True)
        if self.server:
            self.server.stop()

    # The run that is written down

    def _make(self):
        """The instance before. Made by the sound program: what is tested begins with it."""
        root = os.path.join(self.place, 'base')
        os.makedirs(root)
        site = Instance(directory=root, delivery=self.server.address if self.server else None)
        shutil.rmtree(os.path.join(root, 'words'))
        site.set('site', state='.', templates=os.path.join(TOP, 'templates'))
        site.set('delivery', window=max(self.scenario.window, 1))
        if not self.server:
            site.set('delivery', transport='maildir:../boxes')
        self.scenario.base(site)
        if self.server:
            self.server.forget()
        self.steps = self.scenario.steps(site)
        self.base = disk.read(root)

    def _record(self):
        root = os.path.join(self.place, 'run')
        disk.write(self.base, root)
        self.trace = disk.Trace(os.path.join(self.place, 'log'))
        world = World(root, self.program)
        environment = self.trace.environment(root, SHIM)
        start = disk.Disk(root)
        if self.server:
            self.server.on_taken = lambda recipient, message_id, _, mail: self.trace.mark('taken', recipient, subject_of(mail))
        self.scenario.play(world, self.steps, environment, lambda number: self.trace.mark('ended', number))
        if self.server:
            self.server.on_taken = None
        self.events = self.trace.events()
        for event in self.events:
            start.apply(event)
        there, known = disk.read(root), start.image(disk.KEEP)
        # A mark in memory that is shared with the file (run/mark.h); nothing rests on it after a power cut.
        there.pop('state/run/reading', None)
        known.pop('state/run/reading', None)
        differ = sorted(path for path in set(there) | set(known) if there.get(path, 0) != known.get(path, 0))
        if differ:
            raise RuntimeError('the shim has not seen all that was written: %r' % differ)
        self.expected = self._outcome(there, {number for number in range(len(self.steps))}, self._taken(self.events))

    def _taken(self, events):
        return [tuple(event.data.decode().split('\n')[1:]) for event in events if event.kind == disk.MARK and event.data.startswith(b'taken')]

    # Calls that fail

    def calls(self, what, kind=None, path=None):
        """The numbers of the calls of the run that can fail that way; of one kind, of those that open a path."""
        return [event.call for event in self.events if event.kind in FAILURES[what] and kind in (None, event.kind) and
                path in (None, event.path)]

    def fail(self, at, what, choice):
        """Plays it with a call failing ('EIO'), or all from that one on ('EIO+'); then it is done again on a disk that
        works: that of the end, or after a power cut somewhere behind the failure. Returns complaints, or None where the
        call was another this time."""
        self.counter += 1
        self.lost = self.twice = 0
        root = os.path.join(self.place, 'failing%d' % self.counter)
        disk.write(self.base, root)
        trace = disk.Trace(root + '.log')
        start, world, ended = disk.Disk(root), World(root, self.program), set()
        environment = trace.environment(root, SHIM, SHIM_FAIL='%d%s:%s' % (at, '+' if what.endswith('+') else '', what.rstrip('+')))
        if self.server:
            self.server.forget()
            self.server.on_taken = lambda recipient, message_id, _, mail: trace.mark('taken', recipient, subject_of(mail))
        complaints = self.scenario.attempt(world, self.steps, environment, lambda number: trace.mark('ended', number))
        if self.server:
            self.server.on_taken = None
        events, failures = trace.events(), trace.failures()
        trace.close()
        image = disk.read(root)
        shutil.rmtree(root)
        if not failures:
            return None
        self.failures += failures
        if choice.random() < 0.5:
            behind = [number for number, event in enumerate(events) if event.call >= at]
            last = choice.choice(behind)
            events = events[:last + 1]
            for event in events:
                start.apply(event)
            image = start.image(choice.choice([disk.DROP, disk.KEEP, choice]))
        for event in events:
            if event.kind == disk.MARK and event.data.startswith(b'ended'):
                ended.add(int(event.data.split(b'\n')[1]))
        return complaints + self._judge(image, ended, self._taken(events))

    # A power cut

    def _outcome(self, image, ended, taken):
        """The program on this disk, to the end. (complaints, posts, copies)"""
        self.counter += 1
        root = os.path.join(self.place, 'cut%d' % self.counter)
        disk.write(image, root)
        world = World(root, self.program)
        complaints = self.scenario.look(world)
        if self.server:
            self.server.forget()
        try:
            for number, step in enumerate(self.steps):
                if number in ended:
                    continue
                done = world.do(step)
                if done.returncode not in step.good:
                    complaints.append('%s again: status %d: %s' % (step.name, done.returncode, done.stdout.decode(errors='replace').strip()))
            last = self.steps[-1].time
            for later in self.scenario.afterwards:
                done = world.call(['deliver', '--now', stamp(last + later)])
                if done.returncode != 0:
                    complaints.append('deliver: status %d: %s' % (done.returncode, done.stdout.decode(errors='replace').strip()))
            complaints += sound(world)
            copies = [(recipient, subject) for recipient, subject in world.boxes()] if not self.server else taken + [
                (recipient, subject_of(mail)) for recipient, _, _, mail in self.server.taken]
            return complaints + self.scenario.check(world), sorted(world.rows(self.scenario.posts)), sorted(copies)
        except (sqlite3.Error, OSError, subprocess.SubprocessError) as error:
            return complaints + ['%s: %s' % (type(error).__name__, error)], [], []
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def _judge(self, image, ended, taken):
        """What is wrong with it, as a list; counts what went out twice."""
        complaints, posts, copies = self._outcome(image, ended, taken)
        _, all_posts, all_copies = self.expected
        if posts != all_posts:
            complaints.append('posts: %r, not %r' % (posts, all_posts))
        lost, twice = list(all_copies), []
        for copy_ in copies:
            if copy_ in lost:
                lost.remove(copy_)
            else:
                twice.append(copy_)
        self.lost += len(lost)
        self.twice += len(twice)
        if lost:
            complaints.append('lost: %r' % lost)
        if len(twice) > self.scenario.window:
            complaints.append('twice: %r' % twice)
        return complaints

    def cut(self, points, choice_of):
        """A power cut after each event whose number is in `points` (None: all); choice_of(number) says what is left.
        Returns [(number, event, complaints)], of those with any."""
        self.lost, self.twice, found, known = 0, 0, [], {}
        current, ended, taken, key = disk.Disk(self._again()), set(), [], None
        for number, event in enumerate(self.events):
            changed = current.apply(event)
            if event.kind == disk.MARK:
                words = event.data.decode().split('\n')
                if words[0] == 'ended':
                    ended.add(int(words[1]))
                else:
                    taken.append(tuple(words[1:]))
            if points is not None and number not in points:
                continue
            if not matters(event):
                continue
            self.points += 1
            choice = choice_of(number)
            if choice != disk.DROP:
                key = None
            elif not changed and event.kind != disk.MARK and key is not None:
                continue            # the same disk, and the same world, as after the event before
            image = current.image(choice)
            key = (disk.digest(image), frozenset(ended), len(taken))
            if key in known:
                continue
            known[key] = number
            self.disks += 1
            complaints = self._judge(image, set(ended), list(taken))
            if complaints:
                found.append((number, event, complaints))
        return found

    def _again(self):
        root = os.path.join(self.place, 'again%d' % self.counter)
        self.counter += 1
        disk.write(self.base, root)
        return root

    def every(self, most=None):
        """Each crash point, with what was synced alone; or, of a long run, so many of them."""
        points = [number for number, event in enumerate(self.events) if matters(event)]
        if most is not None and most < len(points):
            points = random.Random(most).sample(points, most)
        return self.cut(set(points), lambda number: disk.DROP)

    def sample(self, count, seed):
        """Some crash points, with all or some of what was not synced."""
        choice = random.Random(seed)
        all_points = [number for number, event in enumerate(self.events) if matters(event)]
        points = set(choice.sample(all_points, min(count, len(all_points))))
        return self.cut(points, lambda number: disk.KEEP if choice.random() < 0.25 else choice)


def subject_of(mail):
    return re.search(rb'(?m)^Subject: (.*?)\r?$', mail).group(1).decode(errors='replace')


class Near:
    """A choice for fail(): the program is killed, or the power goes and has cost nothing, `calls` lines of the log
    behind the failure."""

    def __init__(self, calls):
        self.calls = calls

    def random(self):
        return 0

    def choice(self, things):
        return things[min(self.calls, len(things) - 1)] if isinstance(things[0], int) else disk.KEEP


def matters(event):
    """Whether the disk or the world is another after it."""
    return event.kind not in (disk.READ, disk.CLOSE, disk.SOCKET, disk.SEND) and (event.kind != disk.OPEN or event.extra)


def sound(world):
    """What is wrong with a store and its spool."""
    complaints = []
    if world.rows('PRAGMA integrity_check') != [('ok',)] or world.rows('PRAGMA foreign_key_check'):
        complaints.append('the store is damaged')
    spool = os.path.join(world.state, 'spool', 'mail')
    for file, size in world.rows('SELECT file, size FROM mail WHERE file IS NOT NULL'):
        path = os.path.join(spool, file)
        if not os.path.exists(path) or os.path.getsize(path) != size:
            complaints.append('the file %s of a mail is %s' % (file, 'shorter' if os.path.exists(path) else 'gone'))
    if world.rows('SELECT count(*) FROM outbox WHERE done = 0') != [(0,)]:
        complaints.append('something waits in the outbox: %r' % world.rows('SELECT id, due, error FROM outbox WHERE done = 0'))
    return complaints


class Scenario:
    window = 0
    refusals = (75,)            # status of a step that did not succeed and can
    afterwards = (60, 7200)
    posts = 'SELECT subject, kind, audience FROM post'

    def base(self, site):
        pass

    def look(self, world):
        """Before anything is started on the disk: as SQLite reads it, in a copy."""
        copies = world.root + '.copy'
        os.makedirs(copies)
        try:
            for name in ('store.db', 'store.db-wal'):
                if os.path.exists(os.path.join(world.state, name)):
                    shutil.copy(os.path.join(world.state, name), copies)
            database = sqlite3.connect(os.path.join(copies, 'store.db'))
            answer = database.execute('PRAGMA integrity_check').fetchall()
            database.close()
            return [] if answer == [('ok',)] else ['before anything: %r' % answer]
        except sqlite3.Error as error:
            return ['before anything: %s' % error]
        finally:
            shutil.rmtree(copies)

    def check(self, world):
        return []

    def attempt(self, world, steps, environment, ended):
        """Does as many steps as succeed while calls fail, each told to ended(number). Returns complaints."""
        complaints = []
        for number, step in enumerate(steps):
            done = world.do(step, environment, lambda status, number=number, step=step: status in step.good and ended(number))
            if done.returncode not in step.good + self.refusals:
                complaints.append('%s: status %d: %s' % (step.name, done.returncode, done.stdout.decode(errors='replace').strip()))
            if done.returncode not in step.good:
                break               # what comes next may rest on it
        return complaints

    def play(self, world, steps, environment, ended):
        """Does the steps once; ended(number) as soon as the world knows that one has ended."""
        for number, step in enumerate(steps):
            done = world.do(step, environment, lambda status, number=number: ended(number))
            if done.returncode not in step.good:
                raise RuntimeError('%s: status %d: %s' % (step.name, done.returncode, done.stdout.decode(errors='replace')))
