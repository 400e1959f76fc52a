#!/usr/bin/python3
"""Closed and anonymous, proven: random conversations with the real program, and after each step every byte that left is
held against a small model of who may see what (model.py: the rules themselves; conversation.py: the watch; steps.py: what
people do). Faults are put into the program to see that this can fail.

    property.t                          what `make check` runs: bounded, the same each time
    property.t --seed 7 --steps 2000    one long conversation; a seed gives the same steps each time
    property.t --soak MINUTES           every fault, and then new conversations until the time is over
    property.t --fault NAME             is that one found?  (tests/faults)

What breaks a rule is shown with the mail, in as few steps as can be found in SHRINK_SECONDS (60).
"""
import argparse, os, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import play
import mutant, tap

TOP = mutant.TOP
PLAIN = os.path.join(TOP, 'build', 'journster')
SANITIZED = os.path.join(TOP, 'build', 'san', 'journster')
SHRINK = int(os.environ.get('SHRINK_SECONDS', '60'))
# Those that tests/property is for; tests/crash has others.
FAULTS = ('recipients-from-header', 'queue-not-stopped', 'references-not-cut', 'alias-again', 'acted-on-twice', 'all-is-shared', 'anonymous-zone',
          'asked-are-in', 'closed-are-counted', 'digest-of-closed-goal', 'digest-shows-closed', 'late-answers-let-in',
          'left-are-in', 'machines-answered', 'open-below-shared', 'quotes-of-letters', 'shared-with-quotes', 'thanks-show-closed', 'token-expired',
          'token-forged', 'token-of-anybody')
IN_CHECK = FAULTS[:4]
# A fault is to be found within so many steps.
TRIES, STEPS = 8, 400


def conversation(seed, steps, program):
    """A test point: no rule is broken. Returns what came of it."""
    moves = play.history(seed, steps)
    result = play.play(seed, moves, program)
    what = 'seed %s, %s: %d steps, %d posts, %d mails read' % (seed, 'with sanitizers' if program == SANITIZED else 'plain', result.done,
                                                               result.posts, result.mails)
    tap.ok(result.broken is None, what, lambda: play.report(seed, moves[:result.done + 1], result.broken, program, SHRINK))
    return result


def found(name):
    """A test point: a program with this fault breaks a rule."""
    program, steps, broken = mutant.build(name), 0, None
    for seed in range(1, TRIES + 1):
        result = play.play(seed, play.history(seed, STEPS), program)
        steps += result.done + 1
        broken = result.broken
        if broken:
            break
    tap.ok(broken is not None, '%s: %s' % (name, 'found in step %d: %s' % (steps, broken.kind) if broken else 'not found in %d steps' % steps))


def soak(minutes):
    seed, steps, mails = int(time.time()), 0, 0
    for name in FAULTS:
        found(name)
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        seed += 1
        result = conversation(seed, 600, SANITIZED if seed % 4 == 0 else PLAIN)
        steps, mails = steps + result.done, mails + result.mails
        if result.broken:
            break
    tap.ok(steps > 0, '%d steps played, %d mails read, %d seeded faults tried' % (steps, mails, len(FAULTS)))


def check():
    for seed in range(1, 5):
        conversation(seed, 250, PLAIN)
    conversation(5, 60, SANITIZED)
    for name in IN_CHECK:
        found(name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed')
    parser.add_argument('--steps', type=int, default=400)
    parser.add_argument('--program', default=PLAIN)
    parser.add_argument('--fault', action='append', default=[])
    parser.add_argument('--soak', type=float, metavar='MINUTES')
    args = parser.parse_args()
    for name in args.fault:
        found(name)
    if args.seed:
        conversation(args.seed, args.steps, args.program)
    elif args.soak:
        soak(args.soak)
    elif not args.fault:
        check()


tap.run(main)
