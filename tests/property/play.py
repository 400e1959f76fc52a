"""Plays histories, and makes those that break a rule shorter."""
import random, time, traceback

import steps
from conversation import Broken


class Step:
    def __init__(self, name, seed, delivers):
        self.name, self.seed, self.delivers = name, seed, delivers

    def __repr__(self):
        return '%s(%d)%s' % (self.name, self.seed, '' if self.delivers else ', and nothing is sent yet')


class Played:
    """What came of a history: how many steps went well, and what broke."""

    def __init__(self, done, broken, mails, posts, story):
        self.done, self.broken, self.mails, self.posts, self.story = done, broken, mails, posts, story


def history(seed, count):
    rng = random.Random('steps of %s' % seed)
    names, weights = list(steps.WEIGHTS), list(steps.WEIGHTS.values())
    return [Step(rng.choices(names, weights)[0], rng.getrandbits(32), rng.random() < 0.75) for _ in range(count)]


def play(seed, moves, program=None, until=None):
    """Plays it to its end, or until the time is over."""
    done, broken = 0, None
    global LAST
    game = LAST = steps.Play.__new__(steps.Play)
    try:
        game.__init__(seed, program)
        for step in moves:
            if until and time.monotonic() > until:
                break
            getattr(game, 'step_' + step.name)(random.Random(step.seed))
            if step.delivers:
                game.deliver()
            done += 1
    except Broken as problem:
        broken = problem
    finally:
        mails, posts, story = getattr(game, 'mails_seen', 0), len(getattr(game, 'posts', ())), getattr(game, 'story', [])
        game.close()
    return Played(done, broken, mails, posts, story)


def shrink(seed, moves, broken, program=None, seconds=120):
    """The history with as many steps left out as can be in that time, so that the same rule breaks."""
    end = time.monotonic() + seconds
    size = max(len(moves) // 2, 1)
    while time.monotonic() < end:
        at = 0
        while at < len(moves) and time.monotonic() < end:
            fewer = moves[:at] + moves[at + size:]
            try:
                result = play(seed, fewer, program, end)
            except Exception:
                result = None
            if result and result.broken and result.broken.kind == broken.kind:
                moves, broken = fewer[:result.done + 1], result.broken
            else:
                at += size
        if size == 1:
            break
        size = max(size // 2, 1)
    return moves, broken


def report(seed, moves, broken, program=None, seconds=120):
    """What broke, in as few steps as could be found, with the mail."""
    at = len(moves)
    moves, broken = shrink(seed, moves, broken, program, seconds)
    lines = ['seed %s, step %d: %s' % (seed, at, broken), 'The same in %d steps:' % len(moves)]
    lines += ['    %r' % step for step in moves]
    if broken.mail:
        lines += ['The mail:'] + ['    ' + line for line in broken.mail.raw.decode('utf-8', 'replace').splitlines()]
    return '\n'.join(lines)
