#!/usr/bin/python3
"""The power is cut after each write, fsync, rename, and word of the mail server: what was acknowledged is there once,
and each recipient gets each mail once, save the window that journster.conf sets.

SOAK=N: N times as many points with a part of what was not synced.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import power, scenarios, tap

SOAK = int(os.environ.get('SOAK', '1'))
SAMPLES = 12 * SOAK
ALL = ['Small', 'Large', 'Bounce', 'Confirmation', 'Close', 'Maildir', 'Smtp', 'Tick', 'Key', 'Backup', 'Served']
# Where each disk costs much, a part of them is enough, but in a soak.
MOST = {'Tick': 90}


def tell(found):
    for number, event, complaints in found[:5]:
        tap.diag('after event %d, %r:\n  %s' % (number, event, '\n  '.join(complaints)))


def play(name):
    run = power.Run(getattr(scenarios, name)())
    found = run.every(None if SOAK > 1 else MOST.get(name))
    tap.ok(run.points >= 4 * len(run.steps) and run.disks >= len(run.steps), '%s: there is something to cut' % name.lower(),
            '%d points, %d disks, %d steps' % (run.points, run.disks, len(run.steps)))
    tap.ok(not found, '%s: power cut at %d points, %d different disks with what was synced: lost %d, twice %d' % (name.lower(), run.points,
            run.disks, run.lost, run.twice), lambda: tell(found))
    run.points = run.disks = 0
    seed = os.environ.get('SEED', '7')
    found = run.sample(SAMPLES, seed + name)
    tap.ok(run.points >= min(SAMPLES, 12), '%s: %d samples' % (name.lower(), run.points))
    tap.ok(not found, '%s: at %d points with a part of the rest, seed %s: lost %d, twice %d' % (name.lower(), run.points, seed, run.lost,
            run.twice), lambda: tell(found))
    run.close()


def main():
    for name in sys.argv[1:] or ALL:
        play(name)


if __name__ == '__main__':
    tap.run(main)
