#!/usr/bin/python3
"""What power.t and errors.t look for can be found: programs with one fault each (tests/faults) lose mail or send it
twice, and that is seen.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import mutant, power, scenarios, tap

# By what power.t plays each is caught.
POWER = [('synchronous-off', 'Small'), ('spool-file-not-synced', 'Large'), ('spool-name-not-synced', 'Large'),
         ('maildir-name-not-synced', 'Maildir'), ('recorded-before-sent', 'Smtp'), ('acknowledged-before-commit', 'Small'),
         ('backup-not-synced', 'Backup')]


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
    tap.diag('seeded faults of crashes caught: %d' % caught)


if __name__ == '__main__':
    tap.run(main)
