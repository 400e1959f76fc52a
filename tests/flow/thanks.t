#!/usr/bin/python3
"""Thanks, experience and digests: what people say of answers reaches those who gave them, what is new reaches those
who read by digest, at their hour, and a reply to a digest reaches one person. No MTA.

    Ana             the protege;                 Pia: the protege of another goal
    Bo              follows each, answers;       Di: follows each, answers
    Eve             a stranger who answers and follows nothing
    Fay, Gil, Kim   follow daily, by questions, weekly
"""
import datetime, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, PIA, BO, DI, EVE = 'ana@home.example', 'pia@pot.example', 'bo@forge.example', 'di@school.example', 'eve@far.example'
FAY, GIL, KIM = 'fay@daily.example', 'gil@quest.example', 'kim@week.example'
NAMES = {ANA: 'Ana Lund', PIA: 'Pia Pott', BO: 'Bo Smed', DI: 'Di Berg', EVE: 'Eve Strand', FAY: 'Fay Falk', GIL: 'Gil Grau', KIM: 'Kim Krog'}
DAY = 86400

site = Instance()
everything = []


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def text_of(mail):
    return mail.message.get_body(('plain',)).get_content()


def words(mail):
    return ' '.join(text_of(mail).split())


def sent(later=60):
    mails = site.sent(later)
    everything.extend(mails)
    return mails


def ticked(later=60):
    """What the clock owes by then."""
    answer = site.tick(later)
    tap.ok(answer.status == 0, 'the clock is well', repr(answer))
    return sent()


def to(mails, person, containing=''):
    return [mail for mail in mails if mail.owner == person and containing in words(mail)]


def one(mails, person, containing=''):
    found = to(mails, person, containing)
    tap.ok(len(found) == 1, '%s got one mail %s' % (person.split('@')[0], repr(containing) if containing else ''),
           lambda: '%d of them; all: %r' % (len(found), mails))
    return found[0] if found else None


def until(hour, weekday=None):
    """Seconds from now to that hour UTC, of that day of the week (0 Monday)."""
    now = datetime.datetime.fromtimestamp(site.time, datetime.timezone.utc)
    then = now.replace(hour=hour, minute=0, second=0)
    while then <= now or (weekday is not None and then.weekday() != weekday):
        then += datetime.timedelta(days=1)
    return int((then - now).total_seconds())


def post(person, address, subject, text, **fields):
    taken = site.receive(compose(named(person), address, subject, text + '\n', **fields), person, address, login=person)
    tap.ok(taken.status == 0, 'a mail of %s is taken' % person.split('@')[0], repr(taken))
    return sent()


def answer_to(mail, person, text, body=None, login=True, **fields):
    quoted = '\n\nOn some day, somebody wrote:\n' + ''.join('> %s\n' % line for line in text_of(mail).splitlines())
    raw, where = reply(mail, named(person), text + quoted if body is None else body, **fields)
    taken = site.receive(raw, person, where, login=person if login else None)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % person.split('@')[0], repr(taken))
    return sent()


def thanks(name):
    return [(row['said'], row['answer'], row['words']) for row in site.json('goal', 'show', '--json', name)['thanks']]


def members(name):
    tap.same(set(site.json('goal', 'show', '--json', name)['thanks'][0]), {'said', 'post', 'answer', 'told', 'words'}, 'what goal show says of thanks')


def begin():
    name = site.goal('Learn welding', ANA, BO, DI)
    for person, mode in ((FAY, 'daily'), (GIL, 'questions'), (KIM, 'weekly')):
        site.call('follow', name, person, '--mode', mode)
    ticked(until(12, 0))    # a Monday, and the hour of digests is over: a plain week begins
    address = name + '@' + DOMAIN
    asked = post(ANA, address, 'Which welder?', 'Which welder shall I buy first?')
    tap.same(owners(asked), sorted([ANA, BO, DI, GIL]), 'a question: each and questions, at once')
    tap.contains(words(one(asked, BO)), 'your reply goes to 5 people', 'who reads by digest is counted, too')
    from_bo = one(answer_to(one(asked, BO), BO, 'A small inverter for sticks.'), ANA)
    from_di = one(answer_to(one(asked, DI), DI, 'Take a course first.'), ANA)
    from_eve = one(post(EVE, address, 'Re: Which welder?', 'Buy a used transformer.'), ANA)
    return name, address, asked, from_bo, from_di, from_eve


def first_thanks(name, from_bo):
    """Thanks and a question in one mail; the very first thanks come as a mail of their own."""
    mails = answer_to(from_bo, ANA, 'Thank you, this is what I needed! Which sticks do I begin with?')
    tap.same(owners(mails), sorted([BO, DI]), 'her reply goes to its author at once, and to those who follow')
    members(name)
    tap.same([row[0::2] for row in thanks(name)], [('thanks', 'Thank you, this is what I needed!')], 'her very sentence is kept')
    mail = one(ticked(), BO)
    tap.same(mail.subject, 'Ana Lund thanks you: Learn welding', 'a mail of its own')
    for part in ('A small inverter for sticks.', 'Thank you, this is what I needed!', 'first thank-you'):
        tap.contains(words(mail), part, 'it holds %r' % part)
    tap.lacks(words(mail), 'Which sticks', 'and not what else she wrote')
    tap.same(owners(ticked()), [], 'it comes once')
    address = re.search(r'Write to Ana Lund: (me\+r\.\S+)', text_of(mail)).group(1)
    mails = post(BO, address, '', 'Glad it helped. jackdaw')
    tap.same(owners(mails), [ANA], 'its button writes to her alone')
    tap.contains(words(mails[0]), 'PRIVATE: only you and Bo Smed see this', 'and says so')
    site.receive(compose(named(DI), address, '', 'With the button of another. heron\n'), DI, address)
    tap.same([held.owner for held in sent() if 'heron' in words(held)], [], 'and is of no use to another')
    return mail


def experience(name, address, from_di, asked):
    """An experience goes to all who answered, the stranger too, and to those who follow."""
    mails = answer_to(from_di, ANA, 'I tried it: the course was full, but they let me watch.')
    tap.same(owners(mails), sorted([BO, DI, EVE]), 'it goes to those who answered and to those who follow')
    tap.contains(words(one(mails, BO)), 'your reply goes to 5 people', 'who follows is not counted among those who get their reply')
    tap.contains(words(one(mails, EVE)), 'your reply goes to 6 people', 'who does not follow: they all get it')
    answers = {row['author_address']: row['id'] for row in site.posts(name) if row['number']}
    tap.same([(said, answer) for said, answer, _ in thanks(name)],
             [('thanks', answers[BO]), ('experience', answers[DI])], 'it is linked to the answer it came of')
    mine = [row for row in site.posts(name) if 'experience' in row['says'].split()]
    tap.same(len(mine), 1, 'the post says that it tells how it went')
    tap.same(site.json('goal', 'show', '--json', name)['phase'], 'trying', 'the goal is being tried out')
    copy = one(mails, EVE)
    site.receive(compose(named(EVE), copy.unsubscribe(), '', ''), EVE, copy.unsubscribe())
    tap.same(owners(sent()), [EVE], 'the stranger leaves by the address in her copy')
    mails = post(ANA, name + '+experience@' + DOMAIN, 'How it goes', 'The first seam holds.')
    tap.ok(not to(mails, EVE) and to(mails, BO), 'and hears no more of how it went, while others do', mails)


def digests(name):
    """Daily by day, the rest by week; each at the hour of the reader."""
    mails = ticked(until(7))
    daily = one(mails, FAY)
    tap.ok(daily.subject.startswith('New today: Learn welding'), 'a digest says which goal', daily.subject)
    body = words(daily)
    for part in ('Which welder?', 'Ana Lund asked', 'Answer 1, Bo Smed', 'Answer 3, Eve Strand', 'Take a course first.', 'How it went'):
        tap.contains(body, part, 'it tells %r' % part)
    tap.ok(text_of(daily).index('Which welder shall') < text_of(daily).index('A small inverter'), 'question before answers')
    tap.ok(re.search(r'mailto:learn-welding%2Br\.', daily.raw.decode().replace('=\n', '')), 'with links to reply to each')
    tap.ok('me+u.' in daily.unsubscribe(), 'one way out of all digests', daily.header('List-Unsubscribe'))
    tap.same([part.get_content_type() for part in daily.message.walk()], ['multipart/alternative', 'text/plain', 'text/html'], 'text and HTML')
    tap.same(owners(ticked(DAY)), [],
             'nothing new, no daily mail')
    weekly = {}
    for _ in range(8):
        for mail in ticked(DAY):
            weekly.setdefault(mail.owner, []).append(mail)
    everyone = [mail for mail in everything if mail.subject.startswith('New')]
    tap.same(sorted({mail.owner for mail in everyone}), sorted([FAY, GIL, KIM]), 'digests go to those who want them, and to nobody else')
    tap.same(len([mail for mail in everyone if mail.owner == KIM]), 1, 'one a week')
    from_gil = [mail for mail in everyone if mail.owner == GIL][0]
    tap.lacks(words(from_gil), 'Ana Lund asked', 'who got the question at once gets only what came of it')
    tap.contains(words(from_gil), 'Asked by Ana Lund', 'and the question is named')
    thanked = [mail for mail in everything if mail.subject.startswith('What came of your answers')]
    tap.same(owners(thanked), [BO, DI], 'with the week those who helped learn what came of it, but not who left')
    di = one(thanked, DI)
    for part in ('You answered: Take a course first.', 'Ana Lund tells how it went', 'they let me watch'):
        tap.contains(words(di), part, 'it holds %r' % part)
    tap.lacks(words(di), 'what I needed', 'and not the thanks to another')
    return daily, di


def replies(name, daily, di):
    """A reply to a digest reaches the protege concerned, and nobody else."""
    text = text_of(daily)
    token = re.search(r'(learn-welding\+r\.\S+@goals\.example)>?\s+> Take a course', text)
    tap.ok(token, 'the item of Di has its address', text)
    inline = 'Hello,\n\nOn some day, somebody wrote:\n> **Answer 2, Di Berg** - Reply\n> <%s>\n>\n> > Take a course first.\n\nThe club has one in May.\n' % token.group(1)
    mails = answer_to(daily, FAY, '', body=inline)
    got = one(mails, ANA)
    tap.same(owners(mails), [ANA], 'an inline reply to a digest: to the protege alone')
    tap.contains(words(got), 'The club has one in May.', 'her words')
    tap.contains(words(got), 'PRIVATE: only you and Fay Falk see this', 'the line says so')
    tap.same(got.subject, 'Re: Which welder?', 'under the subject of what it answers')
    for leak in ('me+r.', 'me+u.', 'New today', 'small inverter'):
        tap.lacks(got.raw.decode(), leak, 'nothing of the digest goes with it: %s' % leak)
    row = site.posts(name)[-1]
    tap.same((row['audience'], row['kind']), ('protege', 'comment'), 'it is a remark below that answer, for the protege')
    mails = answer_to(got, ANA, 'Where do I find it?')
    tap.same(owners(mails), [FAY], 'her reply goes back to the reader alone')
    mails = answer_to(daily, FAY, 'Great progress!')
    tap.same(owners(mails), [ANA], 'of one goal only, a reply on top of it all is for its protege')
    mails = answer_to(di, DI, 'Glad to hear it.')
    tap.same(owners(mails), [ANA], 'a reply to a mail of thanks goes to who thanked')
    mails = answer_to(daily, FAY, 'From elsewhere', login=False, **{'From': named(FAY)})
    tap.same(owners(mails), [ANA], 'the address of the digest vouches for its reader')
    stranger = compose(named(KIM), daily.reply_to, 'Re: x', 'I am not Fay.\n', In_Reply_To=daily.message_id)
    site.receive(stranger, KIM, daily.reply_to)
    tap.same([mail.owner for mail in sent() if 'not Fay' in words(mail)], [], 'and for nobody else')


def which(name):
    """Two goals in one digest: unclear is asked, and nothing passed on."""
    other = site.goal('Throw pots', PIA, FAY)
    site.call('follow', other, FAY, '--mode', 'daily')
    post(PIA, other + '@' + DOMAIN, 'Which clay?', 'Which clay for a start?')
    post(ANA, name + '@' + DOMAIN, 'Gloves?', 'Which gloves?')
    digest = one(ticked(until(7)), FAY)
    tap.ok(digest.subject.endswith(': 2 goals'), 'one digest over both goals', digest.subject)
    mails = answer_to(digest, FAY, 'The red ones. quokka')
    asked = one(mails, FAY)
    tap.same((owners(mails), asked.subject), ([FAY], 'Which one did you mean?'), 'unclear: asked, and nobody gets it')
    tap.contains(words(asked), 'quokka', 'with her words')
    html = asked.message.get_body(('html',)).get_content()
    links = re.findall(r'href="(mailto:[^"]*)"', html)
    mine = [link for link in links if 'throw-pots' in link]
    tap.ok(len(links) == 2 and len(mine) == 1 and 'quokka' in mine[0], 'a link an item, her words in it', links)
    address = mine[0].split(':')[1].split('?')[0].replace('%2B', '+')
    site.receive(compose(named(FAY), address, 'Re: Which clay?', 'The red ones. quokka\n'), FAY, address)
    mails = sent()
    tap.ok(to(mails, PIA, 'quokka'), 'pressing it sends it where it belongs', mails)
    bare = compose(named(FAY), digest.reply_to, 'Re: ' + digest.subject, 'No quote at all.\n', In_Reply_To=digest.message_id)
    site.receive(bare, FAY, digest.reply_to)
    tap.same([mail.subject for mail in sent()], ['Which one did you mean?'], 'without a quote the items are known all the same')
    machine = compose(named(FAY), digest.reply_to, 'Away', 'I am away.\n', Auto_Submitted='auto-replied', In_Reply_To=digest.message_id)
    site.receive(machine, FAY, digest.reply_to)
    tap.same(owners(sent()), [], 'an autoresponder is not asked')
    return other


def bounded(name):
    """A digest has an end; the rest comes when asked for."""
    for i in range(60):
        site.receive(compose(named(ANA), name + '@' + DOMAIN, 'Number %d' % i, 'Question number %d?\n' % i), ANA, name + '@' + DOMAIN, login=ANA)
    site.deliver()
    everything.extend(site.new())
    first = one(ticked(until(7)), FAY)
    got = re.findall(r'Question number (\d+)\?', text_of(first))
    tap.same(got, [str(i) for i in range(50)], 'fifty, the oldest first')
    tap.contains(words(first), '10 more mails did not fit', 'it says how many are left')
    address = 'me+digest@' + DOMAIN
    site.receive(compose(named(FAY), address, '', ''), FAY, address, login=FAY)
    tap.same(owners(sent()), [], 'the rest is made by the clock')
    rest = one(ticked(), FAY)
    tap.same(re.findall(r'Question number (\d+)\?', text_of(rest)), [str(i) for i in range(50, 60)], 'and is the rest')
    tap.same(owners(ticked()), [], 'once')
    site.receive(compose(named(FAY), address, '', ''), FAY, address, login=FAY)
    tap.same([mail.subject for mail in ticked()], ['Nothing is new'], 'who asks for more gets an answer')


def zones(name):
    """The hour is the reader's: known from the Date of a mail that is theirs."""
    raw = compose(named(FAY), name + '+daily@' + DOMAIN, '', '', Date='Mon, 23 Nov 2026 08:00:00 +0900')
    site.receive(raw, FAY, name + '+daily@' + DOMAIN, login=FAY)
    forged = compose(named(FAY), name + '+daily@' + DOMAIN, '', '', Date='Mon, 23 Nov 2026 08:00:00 -0500')
    site.receive(forged, FAY, name + '+daily@' + DOMAIN)
    sent()
    ticked(until(12))
    post(ANA, name + '@' + DOMAIN, 'Time?', 'What time is it?')
    tap.same(to(ticked(until(21)), FAY), [], 'before seven in Tokyo: nothing')
    mail = one(ticked(until(22)), FAY)
    tap.contains(mail.subject, 'Learn welding', 'at seven in Tokyo: the digest')
    tap.lacks(words(mail), 'UTC', 'with times of theirs')


def stream():
    """Who follows all open goals by the day gets the new ones, and their questions, but not twice what they follow themselves."""
    site.call('follow', 'open', KIM, '--mode', 'daily')
    mine = site.goal('Bake bread', PIA, KIM)
    other = site.goal('Sail a boat', PIA)
    private = site.goal('Heal a knee', PIA, BO)
    sent()
    for name, text in ((mine, 'Which flour? echidna'), (other, 'Which knot? lemur')):
        post(PIA, name + '@' + DOMAIN, text.split('?')[0] + '?', text)
    asked = post(PIA, private + '@' + DOMAIN, 'Knee?', 'What hurts? okapi')
    answer_to(one(asked, BO), BO, 'The cartilage.')
    post(PIA, private + '@' + DOMAIN, 'Close', '#close 1')
    digest = [mail for mail in ticked(until(7)) if mail.owner == KIM and 'New' in mail.subject]
    tap.same(len(digest), 1, 'one mail')
    body = words(digest[0])
    tap.contains(body, 'Sail a boat', 'a new goal is told')
    tap.contains(body, 'Which knot? lemur', 'with its question')
    tap.contains(body, 'sail-a-boat+subscribe@', 'and how to follow it')
    for word in ('Bake bread', 'echidna', 'Heal a knee', 'okapi'):
        tap.lacks(body, word, 'not what they follow at once, nor what is closed: %s' % word)
    tap.same([mail for mail in ticked(DAY) if mail.owner == KIM and 'lemur' in words(mail)], [], 'once')
    site.call('follow', '--remove', 'open', KIM)


def closed(name, from_bo):
    """What is said in private is in no digest, and its thanks are told apart."""
    address = name + '@' + DOMAIN
    ask = one(answer_to(from_bo, ANA, '#close'), BO, 'go on in private')
    answer_to(ask, BO, 'Gladly.')
    asked = one(post(ANA, address, 'Between us', 'My eyes are weak. What now? wombat'), BO)
    back = one(answer_to(asked, BO, 'A darker glass. numbat'), ANA)
    answer_to(back, ANA, 'Thank you so much for the dingo glass, Bo!')
    everyone = [mail for _ in range(8) for mail in ticked(DAY)]
    told = [mail for mail in everyone if 'dingo' in words(mail)]
    tap.same(owners(told), [BO], 'thanks in private reach whom they are for')
    tap.contains(words(told[0]), 'private talk', 'and say that they are private')
    tap.lacks(words(told[0]), 'sticks', 'in a mail of their own')
    for word in ('wombat', 'numbat', 'dingo'):
        tap.same(sorted({mail.owner for mail in everything if word in words(mail)} - {ANA, BO}), [], 'nobody else has read %s' % word)
    # A digest that waits in the queue while its goal closes tells nothing of it.
    return address


def closed_while_queued():
    name = site.goal('Keep bees', ANA, BO)
    site.call('follow', name, KIM, '--mode', 'daily')
    asked = post(ANA, name + '@' + DOMAIN, 'Bees?', 'Where do bees sleep? kookaburra')
    answer_to(one(asked, BO), BO, 'In the hive.')
    site.tick(until(7))
    tap.ok([row for row in site.json('outbox', '--json') if row['what'] == 'digest' and row['person'] == site.rows('SELECT person_id FROM address WHERE addr = ?', KIM)[0][0]], 'her digest waits to be sent')
    raw = compose(named(ANA), name + '+close@' + DOMAIN, 'Close', '1\n')
    site.receive(raw, ANA, name + '+close@' + DOMAIN, login=ANA)
    tap.same(to(sent(), KIM, 'kookaburra'), [], 'it tells nothing of a goal that closed meanwhile')


def achieved():
    """Reached: by her own word, and everybody who answered learns it."""
    name = site.goal('Run far', ANA, BO, DI)
    address = name + '@' + DOMAIN
    asked = post(ANA, address, 'How far?', 'How far do I run?')
    answer_to(one(asked, BO), BO, 'A mile.')
    answer_to(one(asked, DI), DI, 'Two miles.')
    other = post(BO, name + '+achieved@' + DOMAIN, 'There', 'Done.')
    tap.same(site.json('goal', 'show', '--json', name)['phase'], 'questioning', 'nobody else can say so')
    mails = post(ANA, address, 'Re: How far?', 'I did it! I ran ten miles yesterday.', In_Reply_To=one(asked, BO).message_id)
    ask = one(mails, ANA)
    tap.contains(ask.subject, 'is it reached?', 'words that sound like it: she is asked')
    tap.same(site.json('goal', 'show', '--json', name)['phase'], 'questioning', 'until then it is not')
    mails = answer_to(ask, ANA, '', login=False)
    tap.contains(words(one(mails, ANA)), '2 people who answered you learn of it within a day', 'she says yes, and learns who hears of it')
    tap.same(site.json('goal', 'show', '--json', name)['phase'], 'achieved', 'it is reached')
    mails = ticked(until(7))
    for person in (BO, DI):
        mail = one(mails, person, 'has reached the goal')
        tap.contains(words(mail), 'I ran ten miles yesterday', 'with her words')
    post(ANA, address, 'Farther', 'How do I run farther?')
    tap.same(site.json('goal', 'show', '--json', name)['phase'], 'questioning', 'a new question takes it up again')


def mishaps(name):
    """What would go to all although it was not meant for them."""
    mails = post(ANA, name + '@' + DOMAIN, 'Rods?', 'Which rods?')
    receipt = one(mails, ANA)
    mails = answer_to(receipt, ANA, 'And where do I get them? bittern', References='%s %s' % (receipt.header('References'), receipt.message_id))
    tap.same([(mail.owner, mail.subject) for mail in mails], [(ANA, 'Your mail was sent to nobody yet')], 'a reply to a receipt goes to nobody')
    mails = post(ANA, name + '@' + DOMAIN, 'Bo', '#luk\n\nBo, between us. bittern')
    tap.same([(mail.owner, mail.subject) for mail in mails], [(ANA, 'Your mail to Learn welding was sent to nobody yet')],
             'nor does what stands below a command that is none')
    tap.same(owners(post(ANA, name + '@' + DOMAIN, 'Tag', '#1 is broken\n\nThe first one.')), sorted([ANA, BO, DI, GIL]), 'a number is no command')


def commands(name):
    """The operator looks, and sends."""
    post(ANA, name + '@' + DOMAIN, 'Preview', 'Is it seen?')
    before = site.rows('SELECT count(*) FROM outbox')
    shown = site.call('digest', 'preview', '--now', site.now(), FAY)
    tap.contains(shown.text, 'Is it seen?', 'preview shows what is new')
    tap.contains(site.call('digest', 'preview', '--html', FAY).text, '<!DOCTYPE html>', 'as HTML too')
    tap.same(site.rows('SELECT count(*) FROM outbox'), before, 'and changes nothing')
    tap.contains(site.call('digest', 'send', '--now', site.now(), FAY).text, '1 made', 'send makes it')
    tap.ok(to(sent(), FAY, 'Is it seen?'), 'and it goes out')
    tap.contains(site.call('digest', 'preview', FAY).text, 'nothing is new', 'after that nothing is new')
    tap.same(site.call('digest', 'preview').status, 64, 'whose? is asked')
    tap.same(site.call('digest', 'send', 'nobody@x.example').status, 69, 'an unknown address is told')


def main():
    name, address, asked, from_bo, from_di, from_eve = begin()
    first_thanks(name, from_bo)
    experience(name, address, from_di, asked)
    daily, di = digests(name)
    replies(name, daily, di)
    which(name)
    bounded(name)
    zones(name)
    commands(name)
    mishaps(name)
    closed_while_queued()
    stream()
    achieved()
    closed(name, from_bo)
    for mail in everything:
        if mail.owner not in NAMES:         # the operator's own
            continue
        others = [addr for addr in NAMES if addr != mail.owner and addr in mail.raw.decode()]
        if others:
            tap.same(others, [], 'no address of another is in a mail to %s: %s' % (mail.owner, mail.subject))
    tap.same(site.faults, [], 'the program kept its rules')


tap.run(main)
