"""The program with one fault in it, to see that a test can fail.

    path = mutant.build('recipients-from-header')       tests/faults/recipients-from-header -> a journster program

A fault is a text file: remarks that say what is broken, then edits, each of text that must be there exactly once.

    # The ledger is written before the server has answered.
    file: src/run/deliver.c
    --- old
            send(copy);
    +++ new
            record(copy);
            send(copy);

The program is made of the objects of build/ with those of the changed files in place of theirs; the tree is not touched.
"""
import os, subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FAULTS = os.path.join(TOP, 'tests', 'faults')


def names():
    return sorted(os.listdir(FAULTS))


def read(name):
    """[(file, old, new)]"""
    edits, where = [], None
    with open(os.path.join(FAULTS, name), encoding='utf-8') as file:
        for line in file:
            if line.startswith('file: '):
                edits.append([line.split()[1], '', ''])
                where = None
            elif line == '--- old\n':
                if edits[-1][1]:                    # a second edit of the same file
                    edits.append([edits[-1][0], '', ''])
                where = 1
            elif line == '+++ new\n':
                where = 2
            elif where is not None:
                edits[-1][where] += line
            elif not line.startswith('#') and line.strip():
                raise ValueError('tests/faults/%s: not understood: %r' % (name, line))
    if not edits or not all(edit[1] for edit in edits):
        raise ValueError('tests/faults/%s: it changes nothing' % name)
    return edits


def build(name):
    """The path of the program. Fails where the text that a fault changes is not there any more: the fault is to be
    written anew then."""
    sources = {}
    for path, old, new in read(name):
        if path not in sources:
            with open(os.path.join(TOP, path), encoding='utf-8') as file:
                sources[path] = file.read()
        if sources[path].count(old) != 1:
            raise ValueError('tests/faults/%s: %s has %d times the text:\n%s' % (name, path, sources[path].count(old), old))
        sources[path] = sources[path].replace(old, new)
    top = os.path.join(TOP, 'build', 'faults', name)
    for path, text in sources.items():
        os.makedirs(os.path.dirname(os.path.join(top, path)), exist_ok=True)
        with open(os.path.join(top, path), 'w', encoding='utf-8') as file:
            file.write(text)
    done = subprocess.run(['make', '-s', '-C', TOP, 'SAN=', 'FAULT=' + name, 'FAULTY=' + ' '.join(sorted(sources)), 'fault'],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          env={key: value for key, value in os.environ.items() if not key.startswith(('MAKE', 'MFLAGS'))})
    if done.returncode != 0:
        raise RuntimeError('tests/faults/%s: %s' % (name, done.stdout.decode(errors='replace')))
    return os.path.join(top, 'journster')
