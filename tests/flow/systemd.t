#!/usr/bin/python3
"""The units of mta-hooks/systemd: systemd finds nothing wrong with them and little exposed, and the program does all of
its work under what they allow, behind a real Postfix. systemd itself does not run here: tests/flow/lib/sandbox.py does
to the program what it would do.
"""
import glob, os, pwd, re, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import debs
# A sanitizer makes system calls of its own; this is about the program's.
os.environ['JOURNSTER'] = os.path.join(debs.TOP, 'build', 'journster')
import host as hosts
import mails, root, sandbox, tap
from host import PACKAGES, Host
from postfix import Postfix
import anymta

root.enter('systemd', *PACKAGES, *Postfix.PACKAGES)

UNITS = hosts.HOOKS + '/systemd'
DAEMON, MINUTE = UNITS + '/journster.service', UNITS + '/journster-minute.service'
EXPOSURE = 1.5          # of 10; systemd calls what is below 2 'OK'
HERE = os.path.dirname(os.path.abspath(__file__))
SANDBOX = os.path.join(HERE, 'lib', 'sandbox.py')


def known_to_systemd():
    hosts.add_user('journster', hosts.STATE)
    for unit in sorted(glob.glob(UNITS + '/*')):
        done = subprocess.run(['systemd-analyze', 'verify', '--man=no', unit], capture_output=True, text=True, check=False)
        # What it says of this machine's other units is not ours.
        ours = [line for line in done.stderr.splitlines() if 'journster' in line]
        tap.ok(done.returncode == 0 and not ours, 'systemd-analyze verify %s' % os.path.basename(unit), done.stderr)
        if unit.endswith('.service'):
            done = subprocess.run(['systemd-analyze', '--no-pager', 'security', '--offline=true', '--threshold=%d' % (EXPOSURE * 10), unit],
                                  capture_output=True, text=True, check=False)
            level = re.search(r'exposure level for .*: ([\d.]+)', done.stdout)
            tap.ok(done.returncode == 0 and level and float(level.group(1)) <= EXPOSURE,
                   '%s: exposed by %s' % (os.path.basename(unit), level and level.group(1)), done.stdout + done.stderr)
    # Were the figure always low, it would say nothing.
    hosts.write('/tmp/bare.service', '[Service]\nExecStart=/usr/local/bin/journster serve\n')
    done = subprocess.run(['systemd-analyze', '--no-pager', 'security', '--offline=true', '--threshold=%d' % (EXPOSURE * 10), '/tmp/bare.service'],
                          capture_output=True, text=True, check=False)
    tap.ok(done.returncode != 0, 'a unit without restrictions would be found')


def units():
    """What the units say, against each other and against this test."""
    for unit in (DAEMON, MINUTE):
        unknown = sorted({name for name, _ in sandbox.service(unit)} - sandbox.IMITATED - sandbox.NOT_HERE)
        tap.same(unknown, [], '%s: each line is imitated here, or known to need systemd' % os.path.basename(unit))
        off = [name for name, value in sandbox.service(unit) if value in ('no', 'false', 'off')]
        tap.same(off, [], '%s: nothing is switched off' % os.path.basename(unit))
    def common(unit):
        return [line for line in sandbox.service(unit) if line[0] not in ('Type', 'ExecStart', 'Restart', 'RestartSec', 'TimeoutStopSec',
                                                                           'TimeoutStartSec', 'SuccessExitStatus')]
    tap.same(common(MINUTE), common(DAEMON), 'the two services are restricted alike')
    allowed = sandbox.allowed(DAEMON)
    for name in ('ptrace', 'mount', 'setuid', 'setgroups', 'chown', 'keyctl', 'bpf', 'unshare', 'setns', 'io_uring_setup', 'reboot', 'kexec_load',
                 'init_module', 'perf_event_open', 'process_vm_writev', 'userfaultfd'):
        tap.ok(name not in allowed, 'no %s' % name)


def confined(*command, unit=DAEMON, calls_only=False, **options):
    """A command under a unit's restrictions."""
    return subprocess.run(['unshare', '-m', 'python3', SANDBOX, *(['--calls'] if calls_only else []), unit, *command],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120, **options)


def walls():
    """The sandbox holds: else what follows would prove nothing."""
    hosts.write('/home/private', 'x')
    hosts.write('/tmp/foreign', 'x')
    os.makedirs(hosts.STATE, exist_ok=True)
    hosts.run('chown', 'journster', hosts.STATE)
    tries = [('write elsewhere', 'open("/etc/x", "w")'), ('write into its own program', 'open("/usr/local/bin/journster", "ab")'),
             ('read homes', 'open("/home/private")'), ('see files of others in /tmp', 'open("/tmp/foreign")'),
             ('see devices', 'open("/dev/kmsg")'), ('see other processes', 'open("/proc/1/status")'), ('see the kernel', 'open("/proc/version")'),
             ('have a packet socket', 'socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'),
             ('have a socket to its host', 'socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)'),
             ('make a program for others', 'os.chmod("/var/lib/journster", 0o4755)'), ('make code out of data', 'mmap.mmap(-1, 4096, prot=7)'),
             ('have namespaces', 'assert ctypes.CDLL(None).unshare(0x10000000) == 0'), ('open 5000 files', 'x = [open("/dev/null") for _ in range(5000)]'),
             # These kill.
             ('become root', 'os.setuid(0)'), ('trace', 'ctypes.CDLL(None).ptrace(0, 0, 0, 0)')]
    code = '''
import ctypes, mmap, os, socket, sys
for what, code in %r:
    child = os.fork()
    if child == 0:
        try:
            exec(code)
        except BaseException as refused:
            os._exit(1 if isinstance(refused, (OSError, AssertionError)) else 0)
        os._exit(0)
    print(what, '=', os.waitpid(child, 0)[1])
'''
    said = confined('/usr/bin/python3', '-c', code % tries).stdout.decode()
    for what, _ in tries:
        tap.ok(re.search(r'^%s = [1-9]' % re.escape(what), said, re.M), 'it cannot ' + what, said)
    def python(code):
        return confined('/usr/bin/python3', '-c', code)
    done = python('import os; open("/var/lib/journster/x", "w").write("x"); open("/tmp/y", "w"); print(os.getuid(), open("/proc/self/status").read())')
    said = done.stdout.decode()
    tap.ok(done.returncode == 0 and said.startswith('%d ' % pwd.getpwnam('journster').pw_uid), 'it can write its state, as its own user', said)
    tap.ok(re.search(r'CapBnd:\s*0+$', said, re.M) and re.search(r'CapEff:\s*0+$', said, re.M) and re.search(r'NoNewPrivs:\s*1', said),
           'it has no rights, and can get none', said)
    os.remove('/var/lib/journster/x')


class ConfinedHost(Host):
    """Its daemon runs under the unit."""

    def start_serve(self):
        log = open('/var/log/journster.log', 'a')
        self.serving = subprocess.Popen(['unshare', '-m', 'python3', SANDBOX, DAEMON, *dict(sandbox.service(DAEMON))['ExecStart'].split()],
                                        cwd='/', stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not tap.soon(self._answers):
            raise RuntimeError('journster serve does not answer look-ups: ' + hosts.read('/var/log/journster.log'))


def behind_postfix():
    """The daemon confined: look-ups, mail by LMTP, small, large and from where SPF tells, sending, the clock, the list of
    recipients with a command that Postfix reads."""
    hosts.run('rm', '-rf', hosts.STATE)
    host = ConfinedHost(Postfix(lmtp=True), anymta.PEOPLE)
    host.start(serve=False)
    host.settings('mta', recipients_command='/usr/sbin/postmap %s/recipients' % hosts.STATE)
    host.start_serve()
    status = hosts.read('/proc/%d/status' % host.serving.pid)
    tap.ok(re.search(r'Seccomp:\s*2', status) and re.search(r'NoNewPrivs:\s*1', status), 'serve is confined', status)
    tap.ok(os.path.exists(hosts.STATE + '/recipients.db'), 'serve has run postmap', hosts.read('/var/log/journster.log'))
    goal = anymta.delivery(host)
    anymta.unknown_recipients(host, goal)
    host.send(mails.compose(anymta.ANA, goal, 'Large, by LMTP', ('y' * 70 + '\n') * 20000))
    mail = host.await_mail(anymta.BEN, subject='Large, by LMTP', name='a mail of 1.4 MB is taken by LMTP, by an SPF look-up, and sent')
    tap.ok(mail and mail.raw.count(b'y' * 70) == 20000, 'whole')
    host.send(mails.compose(anymta.ANA, goal, 'From elsewhere', 'Is this Ana?\n'), client=hosts.STRANGER)
    tap.never(lambda: host.find(anymta.BEN, subject='From elsewhere'), 'one that SPF fails goes to nobody')
    # A mail taken, and what is due sent, by the program confined alike: as `receive` of a daemon that takes mail itself,
    # and as the timer does it.
    host.stop_serve()
    log = hosts.read('/var/log/journster.log')
    tap.ok('serving' in log and 'stopped' in log and 'signal' not in log and 'died' not in log, 'and ended well', log)
    big = 'A line of a large mail, for the spool.\n' * 5000
    for subject, body in (('Taken confined', 'What now?\n'), ('Taken confined, large', big)):
        raw = mails.compose('Ana <%s>' % anymta.ANA, goal, subject, body)
        done = confined('/usr/local/bin/journster', 'receive', '--sender', anymta.ANA, '--recipient', goal, '--client-address',
                        hosts.DOMAINS['example.org'], '--helo', 'mail.example.org', input=raw)
        tap.ok(done.returncode == 0 and b'held' not in done.stdout, '%s: taken, by an SPF look-up' % subject, done.stdout.decode())
    for line in [value for name, value in sandbox.service(MINUTE) if name == 'ExecStart']:
        done = confined(*line.lstrip('-').split(), unit=MINUTE)
        tap.same(done.returncode, 0, '%s: %s' % (line, done.stdout.decode().strip()))
    host.await_mail(anymta.BEN, subject='Taken confined, large')
    host.stop()


def other_tests():
    """Whole tests with each call of the program under the filter: TLS and login, refusals, look-ups, people's replies."""
    wrapper, cache = '/usr/local/bin/journster-confined', '/run/filter'
    hosts.write(wrapper, '#!/bin/sh\nSANDBOX_CACHE=%s exec python3 %s --calls %s %s "$@"\n' % (cache, SANDBOX, DAEMON, os.environ.get('PROGRAM', '/usr/local/bin/journster')), 0o755)
    with open(cache, 'wb') as file:
        file.write(sandbox.make(DAEMON))
    os.chmod(cache, 0o644)
    environment = {key: value for key, value in os.environ.items() if key != root.INSIDE}
    for name in ('submission', 'lookup', 'replies'):
        done = subprocess.run([os.path.join(HERE, name + '.t')], env=dict(environment, JOURNSTER=wrapper), user='journster', group='journster',
                              extra_groups=[], cwd='/tmp', stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        said = done.stdout.decode(errors='replace')
        bad = [line for line in said.splitlines() if not line.startswith('ok ')]
        tap.ok(done.returncode == 0 and said.count('\nok ') > 10, '%s.t passes confined' % name, '\n'.join(bad[-30:]))


def main():
    known_to_systemd()
    units()
    walls()
    behind_postfix()
    other_tests()


tap.run(main)
