#!/usr/bin/python3
"""The way to a goal: answers to choose from, nudges, rest, the story. No MTA; the clock is the test's.

    Ana   the protege of two goals;     Bo, Di: follow each and answer;     Eve: a stranger who answers
    Kim   follows weekly
"""
import datetime, os, re, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, DI, EVE, KIM = 'ana@home.example', 'bo@forge.example', 'di@school.example', 'eve@far.example', 'kim@week.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', DI: 'Di Berg', EVE: 'Eve Strand', KIM: 'Kim Krog'}
DAY, HOUR = 86400, 3600

site = Instance()
# Tomorrow at five: what is due in the morning is so whatever the hour of the test.
site.time = (int(time.time()) // 86400 + 1) * 86400 + 5 * 3600


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def text_of(mail):
    return mail.message.get_body(('plain',)).get_content()


def words(mail):
    return ' '.join(text_of(mail).split())


def one(mails, person, containing=''):
    found = [mail for mail in mails if mail.owner == person and containing in mail.subject + ' ' + words(mail)]
    tap.ok(len(found) == 1, '%s got one mail%s' % (person.split('@')[0], ' ' + repr(containing) if containing else ''),
           lambda: '%d of them; all: %r' % (len(found), mails))
    return found[0] if found else None


def nobody(mails, what):
    tap.ok(not mails, what, repr(mails))


def morning(days):
    """To the minute after seven, so many mornings on; what the clock owes by then."""
    now = datetime.datetime.fromtimestamp(site.time, datetime.timezone.utc)
    then = now.replace(hour=7, minute=1, second=0) + datetime.timedelta(days=days)
    answer = site.tick(int((then - now).total_seconds()))
    tap.ok(answer.status == 0, 'the clock is well', repr(answer))
    return site.sent()


def post(person, address, subject, text, **fields):
    taken = site.receive(compose(named(person), address, subject, text + '\n', **fields), person, address, login=person)
    tap.ok(taken.status == 0, 'a mail of %s is taken' % person.split('@')[0], repr(taken))
    return site.sent()


def answer_to(mail, person, text, quote=True, **fields):
    quoted = '\n\nOn some day, somebody wrote:\n' + ''.join('> %s\n' % line for line in text_of(mail).splitlines())
    raw, where = reply(mail, named(person), text + (quoted if quote else '\n'), **fields)
    taken = site.receive(raw, person, where, login=person)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % person.split('@')[0], repr(taken))
    return site.sent()


def shown(name):
    return site.json('goal', 'show', '--json', name)


def ask(name, subject, text):
    """Ana asks; the copies."""
    return [mail for mail in post(ANA, '%s@%s' % (name, DOMAIN), subject, text) if mail.owner != ANA]


def choosing(name):
    copies = ask(name, 'Which gas?', 'Which gas do I need for thin tubes?')
    for who, said in ((BO, 'Pure argon, nothing else.'), (DI, 'Practise on offcuts first.'), (EVE, 'Let a shop do it.')):
        mail = copies[0] if who == EVE else one(copies, who)
        came = answer_to(mail, who, said)
    answer_to(one(came, ANA), ANA, 'Which shop?')       # so his answer waits for nothing
    nobody(morning(1) + morning(1), 'on the first two days there is nothing to say')
    listed = one(morning(1), ANA, 'Answers so far: Which gas?')
    said = words(listed)
    for part in ('Which gas do I need for thin tubes?', '1: Bo Smed', 'Pure argon', '2: Di Berg', 'Practise', '3: Eve Strand', 'Let a shop'):
        tap.contains(said, part, 'the list holds %r' % part)
    tap.lacks(said, 'Has answered you', 'nobody has answered before')
    tap.same(listed.reply_to, '%s+choose@%s' % (name, DOMAIN), 'a reply chooses')
    nobody(morning(1), 'it comes once')
    again = answer_to(listed, ANA, 'the friendly ones')
    tap.contains(words(one(again, ANA)), 'the friendly ones', 'what names no answer is asked back')
    tap.same(owners(again), [ANA], 'and nobody else hears of it')
    chosen = answer_to(listed, ANA, '1, 2')
    tap.same(owners(chosen), [ANA, BO, DI], 'those chosen learn it, and she; Eve hears nothing')
    tap.contains(words(one(chosen, BO, 'Ana Lund will try your answer')), 'Pure argon', 'Bo sees which')
    tap.lacks(words(one(chosen, DI)), 'Pure argon', 'Di sees nothing of his')
    done = one(chosen, ANA, 'You chose 2 answers')
    goal = shown(name)
    tap.same((goal['phase'], [change['phase'] for change in goal['phases']], [one['number'] for one in goal['chosen']]), ('trying', ['trying'], [1, 2]), 'goal show tells')
    tap.same(owners(answer_to(listed, ANA, '1')), [ANA], 'again: Bo is not told twice')
    return done


def nudged(name):
    """Of two chosen answers: asked which, told of one, stopped."""
    nobody([mail for day in range(3) for mail in morning(1) if mail.owner == ANA], 'three days pass in peace')
    mails = morning(1)
    nudge = one(mails, ANA, 'What became of it?')
    tap.same(owners(mails), [ANA], 'she is nudged, and nobody else hears of it')
    tap.contains(words(nudge), 'Pure argon', 'of what she chose')
    tap.ok(nudge.reply_to.startswith('me+r.'), 'a reply to several goes where it is asked which', nudge.reply_to)
    asked = answer_to(nudge, ANA, 'It works well.', quote=False)
    which = one(asked, ANA)
    tap.same(owners(asked), [ANA], 'a reply that does not say which is passed on to nobody')
    tap.contains(words(which), 'Pure argon', 'she is asked which')
    quoting = 'It works well, zebra.\n\nOn some day, somebody wrote:\n' + ''.join(
        '> %s\n' % line for line in text_of(nudge).split('offcuts')[0].splitlines()[:-2])
    told = answer_to(nudge, ANA, quoting, quote=False)
    copy = one(told, BO, 'zebra')
    tap.contains(copy.subject, 'Which gas?', 'it stands below the answer')
    for mail in told:
        tap.ok(b'+stop' not in mail.raw and b'What became of it' not in mail.raw, 'what she quoted of the letter goes to nobody', mail.raw.decode()[:3000])
    tap.same(site.posts(name)[-1]['says'].split().count('experience'), 1, 'and is an experience')
    nobody([mail for mail in morning(1) if mail.owner == ANA], 'no nudge the next day')
    one(morning(6), ANA, 'How did it go?')
    nobody([mail for day in range(6) for mail in morning(1) if mail.owner == ANA], 'a week passes in peace')
    stopped = post(ANA, '%s+stop@%s' % (name, DOMAIN), '', '')
    tap.contains(words(one(stopped, ANA)), 'remind you of nothing any more', '+stop says so')
    nobody([mail for day in range(15) for mail in morning(1) if mail.owner == ANA], 'no more nudges')
    tap.same(shown(name)['nudges'], 'none', 'goal show tells')


def rested():
    name = site.goal('Build a boat', ANA, BO, DI)
    copy = one(ask(name, 'Which wood?', 'Which wood for the keel?'), BO)
    answer_to(copy, BO, 'Oak.')
    nobody(morning(1), 'it came after seven: a day more')
    for week in range(3):
        nobody([mail for day in range(6) for mail in morning(1) if mail.owner == ANA], 'peace')
        nudge = one(morning(1), ANA, "What became of Bo Smed's answer?")
        tap.contains(words(nudge), 'Oak.', 'nudge %d holds it' % week)
    nobody([mail for day in range(6) for mail in morning(1)], 'the fourth week')
    last = words(one(morning(1), ANA, 'four questions'))
    tap.contains(last, 'remind you of nothing more', 'at rest: she is asked what went wrong, and told')
    tap.ok(shown(name)['dormant'], 'goal show tells')
    nobody([mail for day in range(40) for mail in morning(1)], 'then nothing comes any more')
    back = answer_to(nudge, ANA, 'I took oak. It floats.')
    one(back, BO, 'It floats')
    for mail in back:
        tap.ok(b'+stop' not in mail.raw and b'Was it any use' not in mail.raw, 'what she quoted of the letter is in no copy', mail.raw.decode()[:3000])
    tap.same(shown(name)['dormant'], None, 'a reply, even so late, wakes it')
    copy = one(ask(name, 'Which paint?', 'Which paint?'), DI)
    answer_to(copy, DI, 'Any.')
    tap.contains(words(one(post(ANA, '%s+nudges@%s' % (name, DOMAIN), '', '2, 5\n'), ANA)), '2, 5', 'days of her own')
    nobody([mail for day in range(2) for mail in morning(1) if mail.owner == ANA], 'two days')
    one(morning(1), ANA, "What became of Di Berg's answer?")
    forged = site.receive(compose(named(ANA), '%s+stop@%s' % (name, DOMAIN), 'x', '#stop\n'), EVE, '%s+stop@%s' % (name, DOMAIN))
    tap.same((forged.status, shown(name)['nudges']), (0, '2, 5'), 'a forged #stop changes nothing')
    site.sent()
    one(morning(3), ANA, 'at rest')


def story(name):
    site.call('follow', name, KIM, '--mode', 'weekly')
    site.sent()
    mails = post(ANA, '%s+achieved@%s' % (name, DOMAIN), 'Done', 'I welded my frame, quagga.')
    tap.ok(KIM not in owners(mails), 'at once a reader by week hears nothing')
    mails = morning(1) + morning(1)
    for who in (BO, DI, KIM):
        told = words(one(mails, who, 'Reached: Learn welding'))
        tap.contains(told, 'quagga', 'her words')
        tap.contains(told, 'Bo Smed answered: Pure argon', 'what was tried')
        tap.lacks(told, 'Let a shop', 'not what was not')
        tap.contains(told, 'zebra', 'and how that went')
    nobody([mail for mail in mails if mail.owner == ANA and 'Reached' in mail.subject], 'she knows')


def bare():
    """A word and nothing else is noted, and no copy is made of it."""
    name = site.goal('Bake bread', ANA, BO)
    copy = one(ask(name, 'Which flour?', 'Which flour?'), BO)
    answer_to(copy, BO, 'Rye.')
    mails = post(ANA, '%s@%s' % (name, DOMAIN), 'x', '#stuck')
    tap.same(owners(mails), [ANA], '#stuck alone goes to nobody')
    tap.contains(words(one(mails, ANA, 'noted')), 'are stuck', 'she is told that it was noted')
    tap.same((shown(name)['phase'], len(site.posts(name))), ('stuck', 2), 'it is')
    return name


def several(*names):
    """'#stop' in a reply to a nudge of several goals is for all of them."""
    other = site.goal('Keep hens', ANA, BO)
    copy = one(ask(other, 'Which coop?', 'Which coop?'), BO)
    answer_to(copy, BO, 'A dry one.')
    nudge = one([mail for day in range(9) for mail in morning(1) if mail.owner == ANA], ANA, 'What became of it?')
    tap.ok('Rye.' in words(nudge) and 'A dry one.' in words(nudge), 'a nudge of two goals', words(nudge))
    stopped = answer_to(nudge, ANA, '#stop')
    tap.same(owners(stopped), [ANA, ANA], 'a letter for each')
    for name in (*names, other):
        tap.same(shown(name)['nudges'], 'none', 'goal %s: no more' % name)


def head():
    name = site.goal('Learn Danish', DI, KIM)
    site.call('follow', name, KIM, '--mode', 'weekly')
    post(DI, '%s@%s' % (name, DOMAIN), 'Sounds', 'How do you say rødgrød?')
    mails = [mail for day in range(9) for mail in morning(1) if mail.owner == KIM]
    tap.same(len([mail for mail in mails if 'rødgrød' in words(mail)]), 1, 'a question is in one digest')
    post(DI, '%s@%s' % (name, DOMAIN), 'News', '#trying\nI practise meanwhile.')
    digest = one([mail for day in range(9) for mail in morning(1)], KIM, 'practise meanwhile')
    tap.ok(words(digest).index('A good answer is still wanted') < words(digest).index('practise meanwhile'), 'at the head of the next it still waits', words(digest))
    post(DI, '%s+stuck@%s' % (name, DOMAIN), 'Alas', 'I am stuck with the sounds.')
    digest = one([mail for day in range(9) for mail in morning(1)], KIM, 'Alas')
    tap.lacks(words(digest).replace('I am stuck with the sounds.', ''), 'tuck', 'that she is stuck the digest does not say')


def main():
    name = site.goal('Learn welding', ANA, BO, DI)
    choosing(name)
    nudged(name)
    rested()
    story(name)
    head()
    several(bare())
    tap.ok(not site.faults, 'what holds for every call', '\n'.join(site.faults))


tap.run(main)
