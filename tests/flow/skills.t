#!/usr/bin/python3
"""Skills: who is introduced to a goal and who is not, how often, and how they join; questions that are sent once more;
what a goal takes, and what its protege notes of how well people fit. No MTA.

    Ana             the protege
    Bo, Di, Cy      can help with TIG welding, with welding, with knitting
    Eve             can help with welding, and follows all goals with each
    Fay             can help with welding, and wants to hear of none
    Gil             wrote his skill in Danish
"""
import datetime, os, re, sys, urllib.parse
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, PIA = 'ana@home.example', 'pia@pot.example'
BO, DI, CY, EVE, FAY, GIL = 'bo@forge.example', 'di@school.example', 'cy@wool.example', 'eve@far.example', 'fay@none.example', 'gil@dansk.example'
NAMES = {ANA: 'Ana Lund', PIA: 'Pia Pott', BO: 'Bo Smed', DI: 'Di Berg', CY: 'Cy Garn', EVE: 'Eve Strand', FAY: 'Fay Falk', GIL: 'Gil Grau'}
DAY = 86400

site = Instance(digest_hour='7')
everything = []


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def text_of(mail):
    return mail.message.get_body(('plain',)).get_content()


def words(mail):
    return ' '.join(text_of(mail).split())


def links(mail):
    """The mailto: links of the HTML: address and body, by what they are called."""
    html = mail.message.get_body(('html',)).get_content()
    found = {}
    for link, called in re.findall(r'href="(mailto:[^"]*)"[^>]*>([^<]*)<', html):
        parts = urllib.parse.urlsplit(link.replace('&amp;', '&'))
        found[called.strip()] = (urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query).get('body', [''])[0],
                                 urllib.parse.parse_qs(parts.query).get('subject', [''])[0])
    return found


def sent(later=60):
    mails = site.sent(later)
    everything.extend(mails)
    return mails


def ticked(later=60):
    answer = site.tick(later)
    tap.ok(answer.status == 0, 'the clock is well', repr(answer))
    return sent()


def morning():
    """The hour at which digests are made, of the next day."""
    now = datetime.datetime.fromtimestamp(site.time, datetime.timezone.utc)
    then = now.replace(hour=7, minute=0, second=0)
    while then <= now:
        then += datetime.timedelta(days=1)
    ticked(int((then - now).total_seconds()) - 120)
    return ticked(180)


def days(count):
    mails = []
    for _ in range(count):
        mails += morning()
    return mails


def one(mails, person, containing=''):
    found = [mail for mail in mails if mail.owner == person and containing in words(mail)]
    tap.ok(len(found) == 1, '%s got one mail %s' % (person.split('@')[0], repr(containing) if containing else ''),
           lambda: '%d of them; all: %r' % (len(found), mails))
    return found[0] if found else None


def post(person, address, subject, text, login=True, **fields):
    taken = site.receive(compose(named(person), address, subject, text, **fields), person, address, login=person if login else None)
    tap.ok(taken.status == 0, 'a mail of %s is taken' % person.split('@')[0], repr(taken))
    return sent()


def click(mail, called, person=None):
    """A link of a mail, sent as it opens."""
    where, body, subject = links(mail)[called]
    person = person or mail.owner
    return post(person, where, subject, body)


def answer(mail, text):
    raw, where = reply(mail, named(mail.owner), text)
    taken = site.receive(raw, mail.owner, where, login=mail.owner)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % mail.owner.split('@')[0], repr(taken))
    return sent()


def make(person, title, text):
    """A goal, by mail; its name and the letter that says it is ready."""
    ready = answer(one(post(person, 'new@' + DOMAIN, title, text), person), '')
    everything.extend(ready)
    ready = one(ready, person, 'Your goal is ready')
    return ready.reply_to.split('@')[0], ready


def show(name):
    return site.json('goal', 'show', '--json', name)


def introduced(mails):
    return sorted(mail.owner for mail in mails if 'perhaps you can help' in mail.subject or 'måske kan du hjælpe' in mail.subject)


def once_more(mails):
    return sorted(mail.owner for mail in mails if 'a good answer is still wanted' in mail.subject)


def begin():
    for person, skills in ((BO, 'TIG welding, brazing'), (DI, 'welding'), (CY, 'knitting'), (EVE, 'welds'), (FAY, 'welding')):
        page = post(person, 'me@' + DOMAIN, 'x', 'Skills: %s\n' % skills)
        tap.contains(words(one(page, person)), 'Introductions: weekly', 'who names skills sees that goals are introduced')
    post(GIL, 'me@' + DOMAIN, 'x', 'Sprog: dansk\nEvner: svejser\n')
    post(FAY, 'me@' + DOMAIN, 'x', 'Introductions: none\n')
    tap.same(site.json('person', 'show', '--json', FAY)['introductions'], 'none', 'Fay wants none')
    site.call('follow', 'open', EVE)
    site.call('follow', 'open', PIA, '--mode', 'weekly')
    ticked()
    tap.same(site.rows('SELECT count(*) FROM person_skill')[0][0], 7, 'the clock has read the skills')


def the_first_goal():
    """Introduced in the morning to whoever fits, once."""
    name, ready = make(ANA, 'Learn to weld', 'I want to mend my furniture.\n\nExpectations: honest words\n')
    tap.contains(words(ready), 'Perhaps your goal takes some of it:', 'skills that people named are suggested')
    where, body, _ = links(ready)['Name these skills']
    tap.same((where, 'welding' in body, 'knitting' in body), (name + '+skills@' + DOMAIN, True, False), 'by a mail that need only be sent')
    tap.same(show(name)['skills'], '', 'and none is added unasked')
    for person in (BO, DI, EVE):
        tap.lacks(ready.raw.decode(), NAMES[person], 'nor is said who they are')
    tap.same(introduced(ticked()), [], 'not before the hour')
    post(ANA, name + '@' + DOMAIN, 'Which gas?', 'Which gas do I need?\n\nThe shop has two, puffin.\n')
    mails = morning()
    tap.same(introduced(mails), [DI], 'who can help with welding; Bo\'s TIG is not spoken of, Eve has it, Fay wants none')
    mail = one(mails, DI, 'Learn to weld')
    for part in ('you can help with welding', 'Ana Lund', 'I want to mend my furniture', 'honest words', 'Which gas do I need?', 'puffin', '2 such mails a week'):
        tap.contains(words(mail), part, 'it holds %r' % part)
    tap.lacks(mail.raw.decode(), ANA, 'and not her address')
    tap.same(introduced(days(9)), [], 'it comes once')
    tap.same((show(name)['introduced_count'], show(name)['asked_again_count']), (1, 1), 'which goal show tells')
    return name, mail


def joining(name, mail):
    mails = answer(mail, 'I know her father.\n')
    tap.same(owners(mails), [ANA], 'a reply to the letter is for the protege alone')
    mails = click(mail, 'Answer this question')
    tap.same(owners(mails), [DI], 'an answer without a word is none')
    where, _, subject = links(mail)['Answer this question']
    mails = post(DI, where, subject, 'Pure argon.\n')
    tap.same((owners(mails), site.posts(name)[-1]['kind']), ([ANA], 'answer'), 'the button answers the question')
    where, _, _ = links(mail)['Follow this goal']
    site.receive(compose(named(DI), where, '', '', Auto_Submitted='auto-replied'), DI, where)
    tap.same(sent(), [], 'a machine follows nothing')
    mails = post(DI, where, '', '', login=False)
    tap.contains(words(one(mails, DI)), "You follow 'Learn to weld' now", 'one mail, and she follows, whatever proves it')
    tap.same([row['address'] for row in show(name)['followers']], [DI], 'she does')
    tap.contains(one(post(DI, where, '', ''), DI).subject, 'could not be used', 'the link is good once')


def skills_of_a_goal(name):
    mail = one(post(ANA, name + '+skills@' + DOMAIN, '', ''), ANA)
    tap.contains(words(mail), 'Your goal names no skills', 'an empty mail asks')
    tap.same(mail.reply_to, name + '+skills@' + DOMAIN, 'and a reply says them')
    mail = one(answer(mail, 'welding, TIG\n'), ANA)
    tap.same(show(name)['skills'], 'welding, TIG', 'which replaces the list')
    tap.contains(words(mail), 'Your goal takes: welding, TIG', 'and shows it')
    mails = post(ANA, name + '@' + DOMAIN, 'x', '#skills brazing\n\nNot for all, wombat.\n')
    tap.same((show(name)['skills'], owners(mails)), ('brazing', [ANA, ANA]), 'a command does it; what stands below goes to nobody')
    tap.contains(words(one(mails, ANA, 'Your goal takes')), 'Perhaps', 'what the goal speaks of and does not name is suggested')
    mails = post(BO, name + '+skills@' + DOMAIN, 'x', 'knitting\n')
    tap.same((show(name)['skills'], owners(mails)), ('brazing', [BO]), 'nobody else can')
    asked = one(post(ANA, name + '+skills@' + DOMAIN, 'x', 'knitting\n', login=False), ANA)
    tap.same(show(name)['skills'], 'brazing', 'unproven: she is asked')
    tap.lacks(asked.raw.decode(), 'knitting', 'with not a word of it')
    site.receive(compose(named(ANA), name + '+skills@' + DOMAIN, 'x', 'knitting\n', Auto_Submitted='auto-generated'), ANA, name + '+skills@' + DOMAIN, login=ANA)
    tap.same(show(name)['skills'], 'brazing', 'a machine names none')
    mails = days(8)
    tap.same(introduced(mails), [BO], 'a goal that got skills is introduced to who has them')
    tap.contains(words(one(mails, BO, 'Learn to weld')), 'you can help with brazing', 'and says which')
    return one(mails, BO, 'Learn to weld')


def stopping(mail):
    """The way out, from any address; and the way back."""
    where, _, _ = links(mail)['no more introductions']
    tap.same(mail.unsubscribe(), where, 'the button of the mail client is the same way out')
    last = where.split('@')[0][-1]
    forged = where.replace(last + '@', ('a' if last != 'a' else 'b') + '@')
    tap.same((owners(post(PIA, forged, '', '')), site.json('person', 'show', '--json', BO)['introductions']), ([], 'weekly'), 'a forged one does nothing')
    page = one(post(PIA, where, '', ''), BO)
    tap.contains(words(page), 'We do not introduce you to goals any more.', 'a click stops them, and he is told')
    name, _ = make(PIA, 'A welding school', 'Who will teach?\n')
    tap.same(introduced(days(2)), [DI], 'he hears of no goal any more')
    tap.contains(words(one(answer(page, 'Introductions: weekly\n'), BO)), 'We tell you of new goals', 'until he wants it')
    return name


def limits():
    """Two a week, one a day, the oldest first; what closes meanwhile is not told, what ends before it is sent is void."""
    names = []
    for i in range(5):
        names.append(make(PIA, 'Knit a sock %d' % i, 'Wool.\n')[0])
    tap.same([introduced(morning()) for _ in range(3)], [[CY], [CY], []], 'one a day, two a week')
    got = [mail.subject.split(':')[0] for mail in everything if mail.owner == CY and 'perhaps' in mail.subject]
    tap.same(got, ['Knit a sock 0', 'Knit a sock 1'], 'the oldest first')
    site.call('goal', 'end', '--yes', names[2])
    tap.same([introduced(morning()) for _ in range(5)], [[], [], [], [], [CY]], 'and more when the week is over')
    got = [mail.subject.split(':')[0] for mail in everything if mail.owner == CY and 'perhaps' in mail.subject]
    tap.same(got[-1], 'Knit a sock 3', 'but not of what has ended')
    now = datetime.datetime.fromtimestamp(site.time, datetime.timezone.utc)
    site.tick(int((now.replace(hour=7, minute=1, second=0) + datetime.timedelta(days=1) - now).total_seconds()))
    tap.same(site.rows("SELECT count(*) FROM outbox WHERE template = 'introduce' AND done = 0")[0][0], 1, 'one more waits to be sent')
    site.call('goal', 'end', '--yes', names[4])
    tap.same(introduced(sent()), [], 'what ends before it is sent is not told')
    tap.same(site.rows('SELECT count(*) FROM introduced WHERE told = 0 AND has_left = 0')[0][0], 0, 'nothing waits any more')


def leaving():
    """Who left a goal is not introduced to it again, nor who follows, asks or has answered."""
    name, _ = make(ANA, 'Weld a gate', 'Iron.\n')
    site.call('follow', name, DI)
    site.call('follow', '--remove', name, DI)
    post(BO, 'me@' + DOMAIN, 'x', 'Skills: TIG welding, gates\n')
    tap.same(introduced(days(2)), [BO], 'who left is not; who fits by another word is')
    post(ANA, name + '+skills@' + DOMAIN, 'x', 'welding, gates\n')
    tap.same(introduced(days(9)), [], 'nor anybody twice')


def danish():
    name, _ = make(PIA, 'Svejse en port', 'Jeg vil svejse.\n')
    mails = days(2)
    tap.same(introduced(mails), [GIL], 'the stems are those of the language of who helps')
    mail = one(mails, GIL, 'Svejse en port')
    tap.contains(words(mail), 'at du kan hjælpe med svejser', 'and so is the letter')
    tap.ok('ingen flere introduktioner' in links(mail), 'with its way out')
    tap.contains(words(one(post(GIL, 'me@' + DOMAIN, 'x', 'Introduktioner: aldrig\n'), GIL)), 'introducerer dig ikke længere', 'and its words')
    site.call('goal', 'end', '--yes', name)


def question_once_more():
    """A question that nobody answered; the word stuck appears nowhere."""
    days(8)
    name, _ = make(ANA, 'Repair my bicycle', 'The frame broke.\n')
    post(ANA, name + '@' + DOMAIN, 'A crack', 'Can one weld aluminium tubes, osprey?\n')
    tap.same(once_more(days(3)), [], 'not in the first days')
    mails = days(3)
    tap.same(once_more(mails), [DI, EVE], 'then to those whose skills fit its words, though the goal\'s do not; whatever they follow')
    mail = one(mails, DI, 'osprey')
    tap.contains(words(mail), 'a good answer is still wanted', 'it says so')
    tap.contains(one(click(mail, 'Follow this goal'), DI).subject, 'You follow', 'who got it can join by one mail')
    tap.same(once_more(days(14)), [], 'and comes once')
    tap.same(show(name)['asked_again_count'], 2, 'goal show tells of it')
    case = one(post(ANA, name + '+background@' + DOMAIN, '', ''), ANA)
    tap.contains(words(case), 'A question of yours that waited for an answer went once more to 2 people', 'and so does her case')
    tap.lacks(words(one(post(DI, name + '+background@' + DOMAIN, '', ''), DI)), 'went once more', 'hers alone')
    return name


def stuck(name):
    post(ANA, name + '@' + DOMAIN, 'A torch', 'Which torch for welding, heron?\n')
    tap.same(show(name)['phase'], 'questioning', 'she asks')
    answered = post(DI, name + '@' + DOMAIN, 'Re: A torch', 'A small one.\n')
    tap.same(owners(answered), [ANA], 'and is answered')
    tap.same(once_more(days(8)), [], 'an answered question is not sent again')
    answer(answered[0], '#stuck\nIt does not work, gannet.\n')
    tap.same(show(name)['phase'], 'stuck', 'but now she is stuck')
    mails = days(3)
    tap.same(once_more(mails), [EVE], 'her question goes to who fits and has not answered')
    mail = one(mails, EVE, 'heron')
    for word in ('stuck', 'gannet'):
        tap.lacks(mail.raw.decode().lower(), word, 'the word %r is not in it' % word)
    post(ANA, name + '@' + DOMAIN, 'A third', 'What is flux for, when welding?\n')
    site.call('goal', 'end', '--yes', name)
    tap.same(once_more(days(9)), [], 'an ended goal asks nobody')


def fit():
    name = site.goal('Learn fencing', ANA, BO)
    address = name + '@' + DOMAIN
    mails = post(ANA, address, 'Which foil?', 'Which foil shall I take?\n')
    copy = one(mails, BO)
    answer(copy, 'A light one.\n')
    done = one(post(ANA, address, 'x', '#close 1\n'), ANA, 'is closed')
    answer([mail for mail in everything if mail.owner == BO and 'private' in mail.subject.lower()][-1], 'Gladly.\n')
    where, _, _ = links(done)['Write it down for yourself']
    tap.same(where, name + '+fit@' + DOMAIN, 'closing asks how well they fit, in one line')
    mail = one(post(ANA, where, '', 'We laugh a lot, kestrel.\n'), ANA)
    tap.contains(words(mail), 'We laugh a lot, kestrel.', 'what she writes is kept')
    before = site.posts(name)
    mails = post(ANA, address, 'Re: Which foil?', 'Dear Bo,\n\n#fit He is late, merlin.\n')
    tap.same((owners(mails), site.posts(name)), ([ANA, ANA], before), 'a command below a greeting reaches nobody either')
    case = one(post(ANA, name + '+background@' + DOMAIN, '', ''), ANA)
    tap.contains(words(case), 'He is late, merlin.', 'her case holds it')
    tap.lacks(words(one(post(BO, name + '+background@' + DOMAIN, '', ''), BO)), 'merlin', 'his does not')
    export = one(post(ANA, 'me+export@' + DOMAIN, '', ''), ANA)
    tap.contains(list(export.message.iter_attachments())[0].get_content(), 'He is late, merlin.', 'and her file')
    shown = show(name)
    tap.ok(shown['fit_said'] is True and 'merlin' not in repr(shown) and 'merlin' not in site.call('goal', 'show', name).text, 'the operator learns that she said something', repr(shown))
    outside = [mail for mail in everything if mail.owner != ANA and (b'merlin' in mail.raw or b'kestrel' in mail.raw)]
    tap.same(outside, [], 'nobody else has a word of it')
    one(post(ANA, where, '', 'none\n'), ANA)
    tap.same(show(name)['fit_said'], False, 'she can take it away')
    post(ANA, where, '', 'Once more, merlin.\n')
    site.call('goal', 'delete', '--yes', name)
    tap.same([row for row in site.rows('SELECT fit FROM goal') if row[0]], [], 'deleted with its goal')


def off():
    site.set('introduce', per_week='0')
    make(PIA, 'Welding for all', 'Yes.\n')
    tap.same(introduced(days(2)), [], 'a site can turn it off')
    site.set('introduce', per_week='1')
    tap.same(introduced(days(2)), [], 'and on again: nothing is made up for')
    make(PIA, 'Welding for two', 'Yes.\n')
    make(PIA, 'Welding for one', 'Yes.\n')
    tap.same(introduced(days(6)), [DI], 'one a week')


def forgotten():
    site.call('person', 'forget', '--yes', BO)
    tap.same(site.rows("SELECT count(*) FROM skill WHERE shown LIKE '%gates%' OR shown LIKE '%TIG%'")[0][0], 0, 'of who is forgotten no skill is left')
    tap.same(site.rows('SELECT count(*) FROM skill k WHERE NOT EXISTS (SELECT 1 FROM person_skill WHERE skill_id = k.id)')[0][0], 0, 'nor one that nobody has')
    tap.same(site.rows('SELECT count(*) FROM introduced i WHERE NOT EXISTS (SELECT 1 FROM address WHERE person_id = i.person_id)')[0][0], 0, 'nor what he was told')
    days(1)
    tap.same([row[0] for row in site.rows('SELECT count(*) FROM seeking')], [0], 'no search goes on')


def main():
    begin()
    name, mail = the_first_goal()
    joining(name, mail)
    stopping(skills_of_a_goal(name))
    limits()
    leaving()
    danish()
    stuck(question_once_more())
    fit()
    off()
    forgotten()
    tap.same([mail for mail in everything if b'stuck' in mail.raw.lower() and mail.owner != ANA and 'still wanted' in mail.subject], [], 'nobody was told that she was stuck')
    tap.same(site.faults, [], 'each call was well')


tap.run(main)
