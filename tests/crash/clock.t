#!/usr/bin/python3
"""The clock jumps, forth and back, by minutes and by years: no mail is lost or sent twice, and what is due at times
goes on once the clock is right.

    Ana     the protege
    Bo      follows, each mail as it comes
    Di      follows by the day
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
import tap

ANA, BO, DI = 'ana@home.example', 'bo@forge.example', 'di@school.example'
HOUR, DAY = 3600, 86400
YEAR = 365 * DAY
JUMPS = [-10 * 60, -2 * DAY, 2 * DAY, -3 * YEAR, 20 * YEAR]
STEP = 3 * HOUR


def days(site, count, got):
    """The clock goes on."""
    for _ in range(count * DAY // STEP):
        site.tick(later=STEP)
        site.deliver(later=60)
    got += site.new()


def say(site, address, subject):
    answer = site.receive(compose('Ana <%s>' % ANA, address, subject, 'Some words on it.\n'), ANA, address, login=ANA)
    if answer.status != 0:
        tap.ok(False, '%s is taken' % subject, repr(answer))


def jump(seconds):
    """Mails before the jump, while the clock is wrong, and after it is right again."""
    what = '%s%g days' % ('+' if seconds > 0 else '', round(seconds / DAY, 3))
    site = Instance()
    name = site.goal('Clock', ANA, BO)
    site.call('follow', name, DI, '--mode', 'daily')
    address, got = name + '@' + DOMAIN, []
    days(site, 1, got)
    subjects = ['Before', 'Meanwhile', 'After']
    say(site, address, 'Before')
    right = site.time
    site.time += seconds
    site.tick()
    say(site, address, 'Meanwhile')
    site.deliver()
    site.tick(later=HOUR)
    site.deliver()
    site.time = right + 2 * HOUR
    say(site, address, 'After')
    days(site, 2, got)
    for subject in subjects:
        tap.same([mail.owner for mail in got if mail.owner == BO and mail.subject == subject], [BO], '%s: %s arrives once' % (what, subject))
    digests = [mail for mail in got if mail.owner == DI]
    for subject in subjects:
        told = sum(mail.raw.count(b'Re: ' + subject.encode()) > 0 or subject.encode() in mail.raw for mail in digests)
        tap.same(told, 1, '%s: %s stands in one digest' % (what, subject))
    tap.same(site.rows('SELECT count(*) FROM outbox WHERE done = 0'), [(0,)], '%s: nothing waits' % what)
    say(site, address, 'Much later')
    days(site, 2, got)
    tap.same([mail.owner for mail in got if mail.owner != ANA and b'Much later' in mail.raw], [BO, DI], '%s: and all goes on' % what)
    tap.same(site.faults, [], '%s: no call did what none may' % what)
    site.close()


def main():
    for seconds in [int(word) for word in sys.argv[1:]] or JUMPS:
        jump(seconds)


if __name__ == '__main__':
    tap.run(main)
