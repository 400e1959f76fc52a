#!/usr/bin/python3
"""Calls fail: no room, a broken disk, no more descriptors, interrupted, half done. The MTA is told 75 or the mail is
there, once; what is sent is sent once, save the window; with the fault over all comes to what it would have come to.

SOAK=N: N times as many.
"""
import os, random, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import disk, power, scenarios, tap

SOAK = int(os.environ.get('SOAK', '1'))
SEED = os.environ.get('SEED', '7')
# How many calls of each are made to fail, by what it costs to play it.
ALL = {'Small': 2, 'Large': 2, 'Close': 1, 'Maildir': 1, 'Smtp': 2, 'Tick': 1, 'Backup': 1, 'Served': 1}


def play(name, count):
    run = power.Run(getattr(scenarios, name)())
    choice, chosen, tried, found, lost, twice = random.Random(SEED + name), 0, 0, [], 0, 0
    for what in power.FAILURES:
        calls = run.calls(what)
        for at in choice.sample(calls, min(count * SOAK, len(calls))):
            chosen += 1
            seed = choice.random()
            complaints = run.fail(at, what, random.Random(seed))
            tried += complaints is not None
            lost, twice = lost + run.lost, twice + run.twice
            if complaints:
                found.append('call %d %s, %r:\n  %s' % (at, what, seed, '\n  '.join(complaints)))
    # Some calls are others the next time: of processes that run side by side.
    tap.ok(chosen >= len(power.FAILURES) / 2 and tried * 2 >= chosen, '%s: %d calls of %d that were to fail did' % (name.lower(), tried, chosen))
    tap.ok(not found, '%s: in %d runs %d calls failed, seed %s: lost %d, twice %d' % (name.lower(), tried, run.failures, SEED, lost, twice),
            lambda: '\n'.join(found[:8]))
    run.close()


def doubt():
    """Each fsync fails, and soon after the program is killed, all that it wrote being on the disk: what could not be
    committed may be there."""
    run = power.Run(scenarios.Large())
    choice, tried, found = random.Random(SEED), 0, []
    for at in run.calls('EIO', kind=disk.SYNC):
        for calls in choice.sample(range(1, 6), min(SOAK, 5)):
            complaints = run.fail(at, 'EIO', power.Near(calls))
            tried += complaints is not None
            if complaints:
                found.append('call %d, killed %d later:\n  %s' % (at, calls, '\n  '.join(complaints)))
    tap.ok(tried >= 3, 'large: there are calls of fsync', tried)
    tap.ok(not found, 'large: an fsync fails, and then it dies: %d times' % tried, lambda: '\n'.join(found[:8]))
    run.close()


def main():
    if sys.argv[1:] in ([], ['doubt']):
        doubt()
    if sys.argv[1:] == ['doubt']:
        return
    for name in sys.argv[1:] or ALL:
        play(name, ALL[name])


if __name__ == '__main__':
    tap.run(main)
