"""A private root for one test: its own files, ports, processes, users and host name.

enter() runs the calling script again, as root in an overlay over this machine's files, with the
asked packages unpacked into it:

    unshare   own mounts, network (loopback only), processes and host name; when the process that
              prove started ends, for whatever reason, the kernel ends all the others
    overlay   this machine's / below, a tmpfs above: what the test writes is gone with it
    chroot    so that an MTA finds its files where its package puts them

Nothing is installed, and neither the network nor the MTA of this machine is touched.
"""
import os, shutil, signal, subprocess, sys

import debs
import tap

INSIDE = 'JN_FLOW_ROOT'
MOUNT = os.path.join(debs.TOP, 'build', 'flow-root')    # empty; each test mounts its own there
LIMIT = 240         # seconds for one test file, so that a hang fails with what was printed so far
HOSTNAME = 'mx.goals.example'
# Documentation addresses (RFC 5737, RFC 3849): to every program they are hosts of the world, not
# loopback, so that relay rules and SPF see what they would see behind a real MX.
ADDRESSES = ('192.0.2.1/32', '192.0.2.10/32', '192.0.2.20/32', '192.0.2.66/32',
             '2001:db8::1/128', '2001:db8::10/128')


def enter(*packages):
    """Returns inside the private root; outside it, it does not return."""
    if os.environ.get(INSIDE):
        return
    if os.geteuid() != 0:
        tap.skip_all('a private root for the MTA takes root (mount, chroot)')
    if subprocess.run(['unshare', '-m', '-n', '--pid', '--fork', 'true'], stderr=subprocess.DEVNULL).returncode:
        tap.skip_all('this system does not allow private namespaces (unshare)')
    binary = program()
    if not os.path.exists(binary):
        tap.run(lambda: tap.ok(False, 'there is a program to test', 'no file ' + binary))
    try:
        layers = [debs.unpacked(package) for package in packages]
    except debs.Missing as reason:
        tap.run(lambda: tap.ok(False, 'the packages for the private root can be had', reason))
    os.makedirs(MOUNT, exist_ok=True)
    sys.stdout.flush()
    os.execvp('unshare', ['unshare', '-m', '-n', '-u', '-i', '--pid', '--fork', '--kill-child',
                          '/usr/bin/python3', os.path.abspath(__file__),
                          binary, ':'.join(layers), os.path.abspath(sys.argv[0])] + sys.argv[1:])


def program():
    """The journster under test: $JOURNSTER, or the one that make built."""
    return os.path.abspath(os.environ.get('JOURNSTER') or os.path.join(debs.TOP, 'build', 'journster'))


def _sh(*command):
    subprocess.run(command, check=True)


def _quietly(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _install(binary, root):
    """What `make install` puts into place. A sanitizer's report must not get lost in what an MTA
    makes of a filter's output, so such a build is called by a line of shell that sets a log."""
    target = os.path.join(root, 'usr/local/bin/journster')
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(binary, 'rb') as file:
        sanitized = b'__asan_init' in file.read()
    if sanitized:
        shutil.copy(binary, target + '.san')
        with open(target, 'w') as file:
            file.write('#!/bin/sh\nASAN_OPTIONS=log_path=/tmp/san/report exec %s "$@"\n' % (target + '.san')[len(root):])
        os.chmod(target, 0o755)
    else:
        shutil.copy(binary, target)
    share = os.path.join(root, 'usr/local/share/journster')
    os.makedirs(share, exist_ok=True)
    for name in ('templates', 'mta-hooks'):
        shutil.copytree(os.path.join(debs.TOP, name), os.path.join(share, name), dirs_exist_ok=True)


def _build(binary, layers):
    """Mounts the root and returns its path."""
    _sh('mount', '--make-rprivate', '/')
    _sh('mount', '-t', 'tmpfs', '-o', 'mode=755', 'flow', MOUNT)
    upper, work, root = (os.path.join(MOUNT, name) for name in ('upper', 'work', 'root'))
    for directory in (upper, work, root):
        os.mkdir(directory)
    os.chmod(upper, 0o755)
    for layer in layers:
        _sh('cp', '-a', layer + '/.', upper)
    _sh('mount', '-t', 'overlay', 'overlay', '-o', 'lowerdir=/,upperdir=%s,workdir=%s' % (upper, work), root)
    _install(binary, root)
    _sh('mount', '-t', 'proc', 'proc', root + '/proc')
    _sh('mount', '--rbind', '/dev', root + '/dev')
    for name in ('run', 'tmp'):
        _sh('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'flow', os.path.join(root, name))
    os.mkdir(root + '/tmp/san')
    os.chmod(root + '/tmp/san', 0o1777)
    tree = root + debs.TOP              # the overlay shows one file system only; the tree may lie on another
    os.makedirs(tree, exist_ok=True)
    _sh('mount', '--bind', '-o', 'ro', debs.TOP, tree)
    return root


def _network():
    _sh('hostname', HOSTNAME)
    _sh('ip', 'link', 'set', 'lo', 'up')
    for address in ADDRESSES:
        # A machine without IPv6 tests the rest.
        if not _quietly('ip', 'address', 'add', address, 'dev', 'lo') and ':' not in address:
            raise OSError('ip address add ' + address)


def _first_process(binary, layers, script, arguments):
    """The first process of the namespace: it makes the root, starts the test in it, and collects
    what daemons leave behind, because `postfix stop` and others wait for that."""
    root = _build(binary, [layer for layer in layers.split(':') if layer])
    os.chroot(root)
    os.chdir('/')
    _network()
    environment = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8',
                   'HOME': '/root', 'PYTHONDONTWRITEBYTECODE': '1', INSIDE: '1'}
    child = subprocess.Popen(['/usr/bin/python3', script] + arguments, env=environment)

    def too_long(*_):
        print('Bail out! %s took more than %d seconds' % (os.path.basename(script), LIMIT), flush=True)
        os._exit(1)
    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))
    signal.alarm(LIMIT)
    while True:
        pid, status = os.wait()
        if pid == child.pid:
            os._exit(os.waitstatus_to_exitcode(status) & 0xff)


if __name__ == '__main__':
    _first_process(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
