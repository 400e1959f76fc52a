#!/usr/bin/python3
"""What power.t and errors.t look for can be found: programs with one fault each (tests/faults) lose mail or send it
twice, and that is seen.
"""
import os, random, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import disk, mutant, power, scenarios, tap

# By what power.t plays each is caught.
POWER = [('synchronous-off', 'Small'), ('spool-file-not-synced', 'Large'), ('spool-name-not-synced', 'Large'),
         ('maildir-name-not-synced', 'Maildir'), ('recorded-before-sent', 'Smtp'), ('acknowledged-before-commit', 'Small'),
         ('backup-not-synced', 'Backup'), ('synchronous-off', 'Served')]


# By making calls fail: (fault, scenario, what happens, to which calls, what comes behind it).
ERRORS = [('commit-failure-ignored', 'Small', 'EIO', {'kind': disk.SYNC}, [power.Near(1000)]),
          ('doubtful-file-removed', 'Large', 'EIO', {'kind': disk.SYNC}, [power.Near(calls) for calls in range(1, 5)]),
          ('log-name-not-synced', 'Small', 'EMFILE', {'path': 'state'}, [random.Random(seed) for seed in range(60)])]


def seen_by_errors(fault, scenario, what, which, behind):
    """The first complaint, or None."""
    run = power.Run(getattr(scenarios, scenario)(), mutant.build(fault))
    try:
        for at in reversed(run.calls(what, **which)):
            for choice in behind:
                complaints = run.fail(at, what, choice)
                if complaints:
                    return 'call %d: %s' % (at, complaints[0][:100])
        return None
    finally:
        run.close()


def main():
    caught = 0
    for fault, scenario in POWER:
        if sys.argv[1:] and fault not in sys.argv[1:]:
            continue
        run = power.Run(getattr(scenarios, scenario)(), mutant.build(fault))
        found = run.every()
        caught += bool(found)
        tap.ok(found, '%s: caught by %s at %d of %d points: %s' % (fault, scenario.lower(), len(found), run.points,
                found[0][2][0][:100] if found else ''))
        run.close()
    for row in ERRORS:
        if sys.argv[1:] and row[0] not in sys.argv[1:]:
            continue
        seen = seen_by_errors(*row)
        caught += bool(seen)
        tap.ok(seen, '%s: caught by %s with %s: %s' % (*row[:3], seen))
    tap.diag('seeded faults of crashes caught: %d' % caught)


if __name__ == '__main__':
    tap.run(main)
