#!/usr/bin/python3
"""The daemon is told to stop, killed, started twice and started as root, in the middle of its work: everybody has
each mail; nobody has it twice, save what was under way when it was killed.
"""
import os, signal, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
import tap
from sink import Sink

ANA = 'ana@home.example'
WINDOW = 4
# serve looks by itself every 30 seconds: what is there sooner was not found that way.
AWAKE = 15
NOBODY = 65534


class Site:
    """An instance whose clock is the machine's, as serve's is."""

    def __init__(self, count, **settings):
        self.server = Sink()
        self.site = Instance(delivery=self.server.address, delivery_window=WINDOW, **settings)
        self.followers = ['p%02d@club.example' % number for number in range(count)]
        self.name = self.site.goal('Serving', ANA, *self.followers)
        self.serving = None

    def serve(self):
        self.log = open(os.path.join(self.site.directory, 'log'), 'ab')
        self.serving = self.site.start('serve', stdout=self.log, stderr=self.log)
        return self.serving

    def say(self, subject, size=0):
        self.site.time = int(time.time()) - 60
        answer = self.site.receive(compose('Ana <%s>' % ANA, self.name + '@' + DOMAIN, subject, 'Text.\n' * (size // 6 + 1)), ANA,
                self.name + '@' + DOMAIN, login=ANA)
        tap.same(answer.status, 0, '%s is taken' % subject) or tap.diag(repr(answer))

    def counts(self, subject):
        found = {}
        for recipient, _, _, mail in list(self.server.taken):
            if b'\nSubject: ' + subject.encode() + b'\r' in mail:
                found[recipient] = found.get(recipient, 0) + 1
        return found

    def begun(self, subject, count=3):
        """It is being sent, and not through."""
        return tap.soon(lambda: len(self.counts(subject)) >= count)

    def arrives(self, subject, seconds=40):
        tap.arrives(lambda: len(self.counts(subject)) == len(self.followers), '%s: everybody has it' % subject, seconds=seconds,
                    why=lambda: '%r\n%s' % (self.counts(subject), open(self.log.name).read()))

    def once(self, subject):
        self.arrives(subject)
        tap.same({person: count for person, count in self.counts(subject).items() if count > 1}, {}, '%s: nobody has it twice' % subject)

    def worker(self):
        with open('/proc/%d/task/%d/children' % (self.serving.pid, self.serving.pid)) as file:
            words = file.read().split()
        return int(words[0]) if words else 0

    def close(self):
        self.site.close()


def wakes():
    it = Site(3)
    it.serve()
    it.say('First')
    it.arrives('First')
    time.sleep(1)
    it.say('Second')
    it.arrives('Second', seconds=AWAKE)
    it.once('Second')
    other = it.site.call('serve')
    tap.ok(other.status != 0 and 'runs already' in other.text and str(it.serving.pid) in other.text, 'a second one does not start, and says why', repr(other))
    it.say('Third')
    it.arrives('Third', seconds=AWAKE)
    begin = time.monotonic()
    it.serving.send_signal(signal.SIGTERM)
    tap.same(it.serving.wait(30), 0, 'told to stop, it ends with status 0')
    tap.ok(time.monotonic() - begin < AWAKE, 'soon')
    it.say('While it was away')
    it.serve()
    it.once('While it was away')
    # SIGINT, and the worker alone told to stop: it is started again.
    os.kill(it.worker(), signal.SIGTERM)
    time.sleep(0.5)
    it.say('After the worker stopped')
    it.once('After the worker stopped')
    it.serving.send_signal(signal.SIGINT)
    tap.same(it.serving.wait(30), 0, 'SIGINT stops it too')
    it.close()


def stopped_at_work():
    it = Site(30)
    it.server.slow['END'] = 0.1
    it.serve()
    it.say('Stopped')
    tap.ok(it.begun('Stopped'), 'it is sending')
    it.serving.send_signal(signal.SIGTERM)
    tap.same(it.serving.wait(30), 0, 'told to stop in the middle, it ends with status 0')
    had = len(it.counts('Stopped'))
    tap.ok(had < 30, 'and not after all is sent: %d' % had)
    time.sleep(0.5)
    tap.same(len(it.counts('Stopped')), had, 'nobody sends on')
    it.server.slow.clear()
    it.serve()
    it.once('Stopped')
    it.close()


def killed():
    it = Site(30)
    it.server.slow['END'] = 0.05
    it.serve()
    deaths = 0
    for what in ('worker', 'serve', 'both'):
        subject = 'Killed ' + what
        it.say(subject)
        tap.ok(it.begun(subject), '%s: it is sending' % subject)
        worker = it.worker()
        if what != 'serve':
            os.kill(worker, signal.SIGKILL)
            deaths += 1
        if what != 'worker':
            it.serving.kill()
            it.serving.wait()
            it.serve()
        it.arrives(subject)
        double = sum(count - 1 for count in it.counts(subject).values())
        tap.ok(double <= (WINDOW if what != 'serve' else 0), '%s: at most what was under way went out twice: %d' % (subject, double))
    it.serving.send_signal(signal.SIGTERM)
    tap.same(it.serving.wait(30), 0, 'and it still stops when told to')
    it.close()


def two_of_them():
    it = Site(12)
    it.server.slow['END'] = 0.05
    it.serve()
    it.say('Warm')
    it.arrives('Warm')
    second = it.site.start('serve')
    time.sleep(0.5)
    it.say('Two daemons')
    third = it.site.start('deliver')
    it.once('Two daemons')
    third.wait(30)
    it.once('Two daemons')
    for daemon in (second, it.serving):
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGTERM)
            tap.same(daemon.wait(30), 0, 'a daemon stops')
    it.close()


def ids(pid):
    with open('/proc/%d/status' % pid) as file:
        return [line.split()[1:] for line in file if line.startswith(('Uid:', 'Gid:', 'Groups:'))]


def not_theirs(state):
    """What lies below the state directory and belongs to somebody else than its owner."""
    paths = [state]
    for directory, directories, files in os.walk(state):
        paths += [os.path.join(directory, name) for name in directories + files]
    return [path for path in paths if os.lstat(path).st_uid != NOBODY]


def as_root():
    if os.geteuid() != 0:
        tap.ok(True, 'started as root # SKIP not root')
        return
    it = Site(2)
    for directory, _, files in os.walk(it.site.state):
        for path in [directory] + [os.path.join(directory, file) for file in files]:
            os.chown(path, NOBODY, NOBODY)
    it.serve()
    it.say('As root')
    it.once('As root')
    for what, pid in (('serve', it.serving.pid), ('its worker', it.worker())):
        user, group, groups = ids(pid)
        tap.same((set(user), set(group), set(groups) - {str(NOBODY)}), ({str(NOBODY)}, {str(NOBODY)}, set()),
                '%s is the owner of the state, for good' % what)
    others = not_theirs(it.site.state)
    tap.same(others, [], 'nothing there belongs to root')
    it.serving.send_signal(signal.SIGTERM)
    tap.same(it.serving.wait(30), 0, 'it ends')
    it.say('Large, as root', 100000)
    it.site.deliver(later=120)
    it.once('Large, as root')
    others = not_theirs(it.site.state)
    tap.same(others, [], 'nor after receive and deliver of root\'s')
    it.close()


def main():
    for part in [globals()[name] for name in sys.argv[1:]] or [wakes, stopped_at_work, killed, two_of_them, as_root]:
        part()


if __name__ == '__main__':
    tap.run(main)
