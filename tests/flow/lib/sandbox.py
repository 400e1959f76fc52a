"""What systemd would do to a service, done without systemd: a unit's restrictions, then a program.

    sandbox.py UNIT PROGRAM WORD...             all of it; as root, in a private root
    sandbox.py --calls UNIT PROGRAM WORD...     only the filters of system calls; as whoever calls

The unit file is read, and each of its settings is either imitated here (IMITATED), or needs systemd itself and says
so (NOT_HERE); test files see to it that there is no third kind. Differences on purpose: a system call that the filter
does not allow kills with SIGSYS instead of failing, so that none goes unseen.
"""
import ctypes, errno, functools, json, os, pwd, re, resource, struct, subprocess, sys, tempfile

# setting: how it is imitated
IMITATED = {'User', 'Group', 'UMask', 'ProtectSystem', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'ProtectProc', 'ProcSubset',
            'ProtectKernelTunables', 'ProtectControlGroups', 'ProtectKernelLogs', 'ProtectKernelModules', 'ProtectClock',
            'StateDirectory', 'ReadWritePaths', 'NoNewPrivileges', 'CapabilityBoundingSet', 'AmbientCapabilities', 'RestrictSUIDSGID',
            'RestrictNamespaces', 'RestrictRealtime', 'LockPersonality', 'MemoryDenyWriteExecute', 'RestrictAddressFamilies',
            'SystemCallArchitectures', 'SystemCallFilter', 'SystemCallErrorNumber', 'LimitNOFILE', 'LimitCORE', 'PrivateMounts'}
# Who the process is to others, cgroups and the manager's own doings.
NOT_HERE = {'Type', 'ExecStart', 'Restart', 'RestartSec', 'TimeoutStopSec', 'TimeoutStartSec', 'SuccessExitStatus', 'StateDirectoryMode',
            'ProtectHostname', 'RemoveIPC', 'KeyringMode', 'DevicePolicy', 'MemoryMax', 'OOMPolicy', 'TasksMax'}

libc = ctypes.CDLL(None, use_errno=True)


def read(unit):
    """{section: [(setting, value)]}"""
    sections, section = {}, None
    with open(unit) as file:
        for line in file:
            line = line.strip()
            if line.startswith('['):
                section = sections.setdefault(line.strip('[]'), [])
            elif line and line[0] not in '#;':
                name, _, value = line.partition('=')
                section.append((name, value.strip()))
    return sections


def service(unit):
    return read(unit)['Service']


def values(unit, setting):
    return [value for name, value in service(unit) if name == setting]


def is_on(unit, setting):
    return values(unit, setting)[-1:] == ['yes']


# System calls


@functools.lru_cache(None)
def groups():
    """{'@name': [members]}, as systemd has them."""
    said = subprocess.run(['systemd-analyze', '--no-pager', 'syscall-filter'], capture_output=True, text=True, check=True).stdout
    found, name = {}, None
    for line in said.splitlines():
        word = line.strip()
        if line.startswith('@'):
            name = word
            found[name] = []
        elif line.startswith('    ') and word and not word.startswith('#') and name:
            found[name].append(word)
    return found


def expand(word):
    if not word.startswith('@'):
        return {word}
    return set().union(*(expand(member) for member in groups()[word])) if groups()[word] else set()


def allowed(unit):
    """Names of the system calls that SystemCallFilter= lets pass: a first line without ~ is a list of what may be, and
    later ones add or take away (systemd.exec)."""
    lines = values(unit, 'SystemCallFilter')
    if not lines or lines[0].startswith('~'):
        raise ValueError('%s: the first SystemCallFilter is no list of what may be' % unit)
    calls = expand('@default')
    for line in lines:
        named = set().union(*(expand(word) for word in line.lstrip('~').split()))
        calls = calls - named if line.startswith('~') else calls | named
    return calls


@functools.lru_cache(None)
def numbers():
    """{name: number} of this machine's system calls."""
    said = subprocess.run(['gcc', '-E', '-dM', '-'], input='#include <asm/unistd.h>\n', capture_output=True, text=True, check=True).stdout
    return {name: int(number) for name, number in re.findall(r'#define __NR_(\w+) (\d+)', said)}


# The filter (seccomp(2)); AUDIT_ARCH of linux/audit.h.

ARCHITECTURES = {'x86_64': 0xC000003E, 'aarch64': 0xC00000B7}
LOAD, JUMP_EQUAL, JUMP_SET, AND, RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
CLONE_NEW = 0x7E020080      # all kinds of namespaces
MODE_BITS = 0o6000


def _error(number):
    return 0x00050000 | number


class Filter:
    def __init__(self):
        self.code = []
        self._add(LOAD, 4)
        self._add(JUMP_EQUAL, ARCHITECTURES[os.uname().machine], 1, 0)
        self._add(RETURN, KILL)
        self._add(LOAD, 0)

    def _add(self, code, value, yes=0, no=0):
        self.code.append(struct.pack('HBBI', code, yes, no, value & 0xFFFFFFFF))

    def call(self, name, *instructions):
        """For this call: the instructions, of which a verdict is one; then the number is loaded again."""
        if name not in numbers():
            return
        self._add(JUMP_EQUAL, numbers()[name], 0, len(instructions) + 1)
        for instruction in instructions:
            self._add(*instruction)
        self._add(LOAD, 0)

    def refuse_bits(self, name, argument, bits, every=False):
        """EPERM where the argument has one of the bits (or all of them)."""
        load = (LOAD, 16 + 8 * argument)
        if every:
            self.call(name, load, (AND, bits), (JUMP_EQUAL, bits, 0, 1), (RETURN, _error(errno.EPERM)))
        else:
            self.call(name, load, (JUMP_SET, bits, 0, 1), (RETURN, _error(errno.EPERM)))

    def only(self, names):
        for name in sorted(names):
            if name in numbers():
                self._add(JUMP_EQUAL, numbers()[name], 0, 1)
                self._add(RETURN, ALLOW)
        self._add(RETURN, KILL)

    def bytes(self):
        return b''.join(self.code)


def make(unit):
    """The unit's restrictions of system calls as one filter."""
    made = Filter()
    if is_on(unit, 'MemoryDenyWriteExecute'):
        made.refuse_bits('mmap', 2, 6, every=True)
        made.refuse_bits('mprotect', 2, 4)
        made.refuse_bits('pkey_mprotect', 2, 4)
        made.refuse_bits('shmat', 2, 0o100000)
    if is_on(unit, 'RestrictSUIDSGID'):
        for name, argument in (('chmod', 1), ('fchmod', 1), ('fchmodat', 2), ('mkdir', 1), ('mkdirat', 2), ('mknod', 1), ('mknodat', 2),
                               ('creat', 1), ('open', 2), ('openat', 3)):
            if name in ('open', 'openat'):      # the mode counts only where a file is made
                load = 16 + 8 * (argument - 1)
                made.call(name, (LOAD, load), (JUMP_SET, os.O_CREAT, 0, 3), (LOAD, 16 + 8 * argument), (JUMP_SET, MODE_BITS, 0, 1),
                          (RETURN, _error(errno.EPERM)))
            else:
                made.refuse_bits(name, argument, MODE_BITS)
    if is_on(unit, 'RestrictNamespaces'):
        made.refuse_bits('clone', 0, CLONE_NEW)
        made.call('unshare', (RETURN, _error(errno.EPERM)))
        made.call('setns', (RETURN, _error(errno.EPERM)))
        made.call('clone3', (RETURN, _error(errno.ENOSYS)))     # as systemd: its flags cannot be seen
    if is_on(unit, 'RestrictRealtime'):
        made.refuse_bits('sched_setscheduler', 1, 3)
    if is_on(unit, 'LockPersonality'):
        made.call('personality', (RETURN, _error(errno.EPERM)))
    families = ' '.join(values(unit, 'RestrictAddressFamilies')).split()
    if families:
        import socket
        tests = [(JUMP_EQUAL, getattr(socket, family), len(families) - i, 0) for i, family in enumerate(families)]
        made.call('socket', (LOAD, 16), *tests, (RETURN, _error(errno.EAFNOSUPPORT)))
    made.only(allowed(unit))
    return made.bytes()


def load(code):
    """Puts the filter on this process."""
    class Program(ctypes.Structure):
        _fields_ = [('len', ctypes.c_ushort), ('filter', ctypes.c_char_p)]
    program = Program(len(code) // 8, code)
    _must(libc.prctl(38, 1, 0, 0, 0), 'PR_SET_NO_NEW_PRIVS')
    _must(libc.prctl(22, 2, ctypes.byref(program), 0, 0), 'PR_SET_SECCOMP')


def _must(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


# Files and rights


def _sh(*command):
    subprocess.run(command, check=True)


def mounts(unit):
    """In a mount namespace of its own."""
    writable = ['/var/lib/' + name for name in values(unit, 'StateDirectory')] + ' '.join(values(unit, 'ReadWritePaths')).split()
    for path in writable:
        _sh('mount', '--bind', path, path)
    if is_on(unit, 'PrivateTmp'):
        for path in ('/tmp', '/var/tmp'):
            _sh('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmp', path)
            writable.append(path)
    if is_on(unit, 'ProtectHome'):
        for path in ('/home', '/root'):
            _sh('mount', '-t', 'tmpfs', '-o', 'mode=000', 'none', path)
    if is_on(unit, 'PrivateDevices'):
        keep = ('null', 'zero', 'full', 'random', 'urandom', 'tty')
        aside = tempfile.mkdtemp(dir='/run')
        _sh('mount', '-t', 'tmpfs', '-o', 'mode=755', 'dev', aside)
        for name in keep:
            open(os.path.join(aside, name), 'w').close()
            _sh('mount', '--bind', '/dev/' + name, os.path.join(aside, name))
        _sh('mount', '--rbind', aside, '/dev')
    if values(unit, 'ProtectProc') == ['invisible']:
        subset = ',subset=pid' if values(unit, 'ProcSubset') == ['pid'] else ''
        _sh('mount', '-t', 'proc', '-o', 'hidepid=invisible' + subset, 'proc', '/proc')
    if values(unit, 'ProtectSystem') == ['strict']:
        with open('/proc/self/mounts') as file:
            points = [line.split()[1].encode().decode('unicode_escape') for line in file]
        for point in dict.fromkeys(points):
            if point not in writable and not point.startswith(('/dev', '/proc')):
                subprocess.run(['mount', '-o', 'remount,bind,ro', point], stderr=subprocess.DEVNULL, check=point == '/')


def rights(unit):
    user = pwd.getpwnam(values(unit, 'User')[0])
    os.umask(int(values(unit, 'UMask')[0], 8))
    for name, limit in (('LimitNOFILE', resource.RLIMIT_NOFILE), ('LimitCORE', resource.RLIMIT_CORE)):
        for value in values(unit, name):
            resource.setrlimit(limit, (int(value), int(value)))
    if values(unit, 'CapabilityBoundingSet') == ['']:
        for capability in range(64):
            libc.prctl(24, capability, 0, 0, 0)     # PR_CAPBSET_DROP; past the last it fails
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def cached(unit):
    """make(), kept beside the program: a test calls the program hundreds of times."""
    path = os.environ.get('SANDBOX_CACHE')
    if path and os.path.exists(path):
        with open(path, 'rb') as file:
            return file.read()
    code = make(unit)
    if path:
        with open(path, 'wb') as file:
            file.write(code)
    return code


def main(words):
    calls_only = words[:1] == ['--calls']
    unit, *command = words[1:] if calls_only else words
    code = cached(unit)
    if not calls_only:
        mounts(unit)
        rights(unit)
    load(code)
    os.execvp(command[0], command)


if __name__ == '__main__':
    main(sys.argv[1:])
