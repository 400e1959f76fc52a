"""TAP for flow tests: what prove reads, and waiting that ends.

Every wait polls for something a test can see and is bounded; a wait that ends without it fails the
test with what the caller says would help (mostly the MTA's log). A test never sleeps to 'be sure',
save in never(), which has nothing to poll for.
"""
import sys, time, traceback

WAIT = 20           # seconds for what takes a loaded two-core machine about one
QUIET = 1.5         # seconds in which a wrong copy would have arrived

_count = 0
_failed = 0
_quiet = False      # what is well is not printed
_on_failure = []    # functions that return text worth reading once something failed


def explain_with(function):
    """Adds function() to what is printed below the first failure."""
    _on_failure.append(function)


def quiet():
    """Prints only what is wrong: for a test that tells a story to a reader."""
    global _quiet
    _quiet = True


def diag(text):
    """Explains; on stderr, because prove shows what stands there, and in one piece, because tests run
    side by side."""
    sys.stderr.write(''.join('# %s\n' % line for line in str(text).splitlines()))
    sys.stderr.flush()


def ok(condition, name, why=None):
    """One test point. `why`, text or a function giving it, is printed when it fails."""
    global _count, _failed
    _count += 1
    if not (_quiet and condition):
        print('%s %d - %s' % ('ok' if condition else 'not ok', _count, name), flush=True)
    if not condition:
        _failed += 1
        if why is not None:
            diag(why() if callable(why) else why)
        if _failed == 1:
            for function in _on_failure:
                diag(function())
    return bool(condition)


def same(got, expected, name):
    return ok(got == expected, name, 'got:      %r\nexpected: %r' % (got, expected))


def contains(text, part, name):
    return ok(part in text, name, 'not found: %r\nin:\n%s' % (part, text))


def lacks(text, part, name):
    return ok(part not in text, name, 'found: %r\nin:\n%s' % (part, text))


def soon(probe, seconds=WAIT):
    """The first true value of probe(), or its last value when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = probe()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.05)


def arrives(probe, name, seconds=WAIT, why=None):
    """A test point: probe() becomes true in time. Returns its value."""
    value = soon(probe, seconds)
    ok(value, name, why or (lambda: 'not within %d seconds' % seconds))
    return value


def never(probe, name, seconds=QUIET):
    """A test point: probe() stays false for a while."""
    value = soon(probe, seconds)
    return ok(not value, name, lambda: 'but: %r' % (value,))


def skip_all(reason):
    print('1..0 # SKIP ' + reason)
    sys.exit(0)


def run(main):
    """Runs a test file's main() and closes the TAP stream; the exit status says whether all was well."""
    global _failed
    try:
        main()
    except BaseException:
        _failed += 1
        ok(False, 'the test ran to its end', traceback.format_exc())
    if not _quiet:
        print('1..%d' % _count, flush=True)
    sys.exit(1 if _failed else 0)
