"""Debian packages for the private roots: fetched, unpacked, never installed.

`apt-get download` puts them into build/debs, `dpkg -x` unpacks them there into one directory per
set of packages. Both are kept, so that only the first run needs the network.
"""
import fcntl, glob, os, shutil, subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
CACHE = os.path.join(TOP, 'build', 'debs')


class Missing(Exception):
    """A package could not be had; the text says which and why."""


def _apt(*command, **options):
    return subprocess.run(('apt-get', '-qq') + command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=300, **options)


def _closure(package):
    """The package and those of its dependencies that this machine lacks: the others are seen
    through the root's lower layer."""
    plan = _apt('-s', '--no-install-recommends', 'install', package)
    if plan.returncode != 0:
        raise Missing('apt-get knows no way to %s: %s' % (package, plan.stderr.strip()))
    names = [line.split()[1] for line in plan.stdout.splitlines() if line.startswith('Inst ')]
    return sorted(set(names) | {package})


def _fetch(package, directory):
    names = _closure(package)
    got = _apt('download', *names, cwd=directory)
    if got.returncode != 0:
        raise Missing('apt-get download %s: %s' % (' '.join(names), got.stderr.strip()))


def _merge_usr(directory):
    """Packages still ship files in /lib and /bin, which are symbolic links on the machine: a real
    directory of that name in the upper layer would hide all of /usr/lib."""
    for name in ('bin', 'sbin', 'lib', 'lib64'):
        old = os.path.join(directory, name)
        if os.path.isdir(old) and not os.path.islink(old):
            shutil.copytree(old, os.path.join(directory, 'usr', name), symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(old)


def unpacked(package):
    """The directory with this package and what it needs unpacked."""
    os.makedirs(CACHE, exist_ok=True)
    final = os.path.join(CACHE, package)
    with open(os.path.join(CACHE, 'lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)        # tests run side by side
        if os.path.isdir(final):
            return final
        part = final + '.part'
        shutil.rmtree(part, ignore_errors=True)
        os.makedirs(os.path.join(part, 'root'))
        try:
            _fetch(package, part)
        except Missing:
            if _apt('update').returncode != 0:
                raise
            _fetch(package, part)
        for deb in glob.glob(os.path.join(part, '*.deb')):
            subprocess.run(['dpkg', '-x', deb, os.path.join(part, 'root')], check=True)
            os.unlink(deb)
        _merge_usr(os.path.join(part, 'root'))
        os.rename(os.path.join(part, 'root'), final)
        shutil.rmtree(part)
    return final
