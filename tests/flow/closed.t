#!/usr/bin/python3
"""A mentorship that is closed and opened again: who gets what, and above all who does not. Every byte delivered
to somebody outside is searched for the words, names and addresses of those inside. No MTA.

    Ana     the protege
    Bo, Di  follow and answer; the goal is closed with Bo, later with both
    Cy      follows, each mail;  Fay follows daily;  Gil follows questions;  Hal follows all open goals
    Eve     a stranger
"""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, DI = 'ana@home.example', 'bo@forge.example', 'di@school.example'
CY, FAY, GIL, HAL = 'cy@club.example', 'fay@daily.example', 'gil@quest.example', 'hal@hall.example'
EVE, ZOE = 'eve@far.example', 'zoe@third.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', DI: 'Di Berg', CY: 'Cy Hansen', FAY: 'Fay Falk', GIL: 'Gil Grau', HAL: 'Hal Holm', EVE: 'Eve Strand'}
FOLLOWERS = (CY, FAY, GIL, HAL)
DAY = 86400

site = Instance()
everything = []             # all mails that anybody got
secrets = []                # (word, who may have it)


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def secret(word, *insiders):
    """A word that only these may ever read."""
    secrets.append((word, set(insiders)))
    return word


def readable(mail):
    """All that can be read in a mail: its bytes, its decoded header, its decoded parts."""
    texts = [mail.raw.decode('utf-8', 'replace'), ' '.join('%s: %s' % pair for pair in mail.message.items())]
    for part in mail.message.walk():
        if not part.is_multipart():
            texts.append((part.get_payload(decode=True) or b'').decode('utf-8', 'replace'))
    return '\n'.join(texts)


def words(mail):
    """The same with all white space as one blank: letters are folded."""
    return ' '.join(readable(mail).split())


def sent(later=60):
    mails = site.sent(later)
    everything.extend(mails)
    return mails


def to(mails, person, containing=''):
    return [mail for mail in mails if mail.owner == person and containing in words(mail)]


def one(mails, person, containing=''):
    found = to(mails, person, containing)
    tap.ok(len(found) == 1, '%s got one mail %s' % (person.split('@')[0], repr(containing) if containing else ''),
           lambda: '%d of them; all: %r' % (len(found), mails))
    return found[0] if found else None


def post(person, address, subject, text, login=True, **fields):
    answer = site.receive(compose(named(person), address, subject, text + '\n', **fields), person, address, login=person if login else None)
    tap.ok(answer.status == 0, 'a mail of %s is taken' % person.split('@')[0], repr(answer))
    return sent()


def answer_to(mail, person, text, login=True, quote=True, **fields):
    body = text + '\n'
    if quote:
        body += '\nOn some day, somebody wrote:\n' + ''.join('> %s\n' % line for line in
                                                              mail.message.get_body(('plain',)).get_content().splitlines())
    raw, where = reply(mail, named(person), body, **fields)
    taken = site.receive(raw, person, where, login=person if login else None)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % person.split('@')[0], repr(taken))
    return sent()


def state(name):
    shown = site.json('goal', 'show', '--json', name)
    return shown['state'], {mentor['address']: mentor['state'] for mentor in shown['mentors']}


def begin():
    name = site.goal('Learn welding', ANA, BO, DI, CY)
    site.call('follow', name, FAY, '--mode', 'daily')
    site.call('follow', name, GIL, '--mode', 'questions')
    site.call('follow', 'open', HAL)
    address = name + '@' + DOMAIN
    asked = post(ANA, address, 'Which welder?', 'Which welder shall I buy first?')
    tap.same(owners(asked), sorted([ANA, BO, DI, CY, GIL, HAL]), 'an open question goes to those who follow')
    answered = answer_to(one(asked, BO), BO, 'A small inverter.')
    tap.same(owners(answered), sorted([ANA, DI, CY]), 'an open answer goes to those who follow')
    from_bo = one(answered, ANA)
    tap.contains(words(from_bo), 'answer 1', 'it has a number')
    from_di = one(answer_to(one(asked, DI), DI, 'Take a course.'), ANA)
    return name, address, asked, from_bo, from_di


def forged(name, address, asked):
    """Nothing proves it: what would be broadcast waits, and goes out when it turns out that it was not her."""
    mails = post(ANA, address, 'Close', '#close 1', login=False)
    tap.same(owners(mails), [ANA], 'an unproven close: she alone is asked')
    tap.same(state(name), ('open', {}), 'and nothing is closed')
    tap.same(owners(answer_to(one(asked, BO), BO, 'While it waits.')), [], 'an answer waits')
    tap.same(owners(sent(2 * DAY)), [], 'it still waits two days later')
    mails = sent(2 * DAY)
    tap.same(owners(mails), sorted([ANA, DI, CY]), 'when the time to confirm is over it goes out')


def denied_close():
    """Her no ends the silence, and nobody can begin it again within the week."""
    name = site.goal('Grow beans', ANA, BO, CY)
    address = name + '@' + DOMAIN
    asked = post(ANA, address, 'Beans?', 'How do beans grow?')
    ask = one(post(ANA, address, 'Close', '#close', login=False), ANA)
    tap.same(owners(answer_to(one(asked, BO), BO, 'Upwards.')), [], 'an answer waits')
    mails = answer_to(ask, ANA, 'No, that was not me.', login=False)
    tap.same(owners(mails), sorted([ANA, ANA, CY]), 'a no: it goes out, and she is asked again for want of a clear word') or tap.diag(mails)
    sent(2 * DAY)
    ask = one(post(ANA, address, 'Close', '#close', login=False), ANA)
    tap.lacks(words(ask), 'nothing more goes out', 'within the week the next one silences nothing, and says so')
    tap.ok(CY in owners(answer_to(one(asked, BO), BO, 'On poles.')), 'an answer goes out')
    sent(8 * DAY)
    one(post(ANA, address, 'Close', '#close', login=False), ANA)
    tap.same(owners(answer_to(one(asked, BO), BO, 'In rows.')), [], 'after a week an answer waits again')
    mails = post(ANA, address, 'Open', '#open')
    tap.ok(CY in owners(mails) and [mail for mail in mails if mail.owner == ANA and 'stays open' in mail.subject], '#open of hers, proven, lets it out', mails)


def confirmed_close():
    """The same from her: confirmed, it closes, and what waited goes to nobody outside."""
    name = site.goal('Grow leeks', ANA, BO, CY)
    address = name + '@' + DOMAIN
    asked = post(ANA, address, 'Leeks?', 'How do leeks grow?')
    answer_to(one(asked, BO), BO, 'Slowly.')
    ask = one(post(ANA, address, 'Close', '#close 1', login=False), ANA)
    tap.contains(words(ask), 'nothing more goes out', 'the mail says that all waits')
    secret('trench', ANA, BO)
    tap.same(owners(answer_to(one(asked, BO), BO, 'In a trench.')), [], 'an answer waits')
    mails = answer_to(ask, ANA, '', login=False)
    tap.same(state(name), ('closed', {BO: 'asked'}), 'confirmed: it is closed')
    tap.ok(to(mails, CY) and all('trench' not in words(mail) for mail in to(mails, CY)), 'the follower gets the notice, and not what waited')
    tap.same([mail.subject for mail in to(mails, ANA, 'trench')], ['Re: Leeks?'], 'what waited goes to her')


def close(name, address, from_bo, mails_before):
    """By #close in a reply to Bo's answer, with a word to him below."""
    secret('chinook', ANA, BO)
    mails = answer_to(from_bo, ANA, '#close\n\nBo, between us: my eyes are weak. chinook', quote=False)
    tap.same(state(name), ('closed', {BO: 'asked'}), 'closed at once, and Bo is asked')
    tap.same(owners(mails), sorted([ANA, BO, DI, CY, FAY, GIL]), 'she, he and the followers are told')
    done = one(mails, ANA)
    tap.contains(words(done), 'Bo Smed', 'she is told who was asked')
    copies = sum(row[0] for row in site.rows("SELECT sum(sent) FROM outbox o JOIN goal g ON g.id = o.goal_id JOIN post p ON p.id = o.post_id"
                                             " WHERE g.name = ? AND p.audience = 'open' AND o.done > ?", name, site.time - DAY))
    tap.contains(words(done), '%d copies' % copies, 'she is told how many copies were out')
    ask = one(mails, BO)
    tap.ok('+c.' in ask.reply_to, 'Bo is asked by a cookie')
    for person in (DI, CY, FAY, GIL):
        notice = words(one(mails, person))
        for word in ('Bo', 'Ana', 'close', 'Close', 'CLOSED', 'private', ANA):
            tap.ok(word not in notice.replace('Learn welding', ''), 'the notice to %s does not say %s' % (person.split('@')[0], word), notice)
    tap.ok(one(mails, CY).unsubscribe(), 'they may leave')
    tap.same(owners(post(ANA, address, 'A second thing', secret('quetzal', ANA, BO))), [ANA], 'what she asks now waits; a receipt')
    return ask


def accept(name, address, ask):
    secret('pelican', ANA, BO)
    machine = compose(named(BO), ask.reply_to, 'Away', 'I am away.\n', Auto_Submitted='auto-replied')
    site.receive(machine, BO, ask.reply_to)
    tap.same((owners(sent()), state(name)[1]), ([], {BO: 'asked'}), 'an autoresponder accepts nothing')
    mails = answer_to(ask, BO, 'Gladly. pelican', login=False)
    tap.same(state(name)[1], {BO: 'accepted'}, 'Bo accepts by a reply')
    tap.same(owners(to(mails, BO, 'chinook') + to(mails, BO, 'quetzal')), [BO, BO], 'what waited comes to him, each once')
    word = one(mails, BO, 'chinook')
    tap.lacks(words(word), '#close', 'the command does not come with it')
    tap.contains(words(word), 'CLOSED: only you and Ana Lund see this', 'the line below says who sees it')
    tap.ok(word.header('From').startswith('Ana Lund via Learn welding (private)') or '"Ana Lund via Learn welding (private)"' in word.header('From'),
           'From says that it is private', word.header('From'))
    tap.same(owners(to(mails, ANA)), [ANA, ANA], 'she is told, and his word reaches her')
    answer_to(ask, BO, 'Once more.', login=False)
    tap.same(state(name)[1], {BO: 'accepted'}, 'the cookie is good once')
    return word


def private(name, address, word, asked):
    secret('narwhal', ANA, BO)
    mails = answer_to(word, BO, 'Use a better helmet. narwhal')
    tap.same(owners(mails), [ANA], 'his reply goes to her alone')
    from_bo = one(mails, ANA)
    tap.contains(words(from_bo), 'only you and Bo Smed see this', 'her copy names him')
    tap.same(from_bo.header('In-Reply-To'), word.message_id, 'it is threaded')
    tap.same(owners(answer_to(one(asked, BO), BO, 'To the old question: ' + secret('ocelot', ANA, BO))), [ANA],
             'a member who answers an old open question: members')
    mails = answer_to(from_bo, ANA, 'Thanks! ' + secret('wombat', ANA, BO) + '\n\nAnd the gloves?', Cc='Zoe <%s>' % ZOE)
    tap.same(owners(mails), [ANA, BO], 'a closed mail that names a third person: delivered, and its author warned')
    tap.contains(words(one(mails, ANA)), ZOE, 'the warning says whom it named')
    tap.same(to(mails, ZOE), [], 'the third person gets nothing from us')
    return from_bo, one(mails, BO)


def outsiders(name, address, asked, from_bo):
    """They see nothing that an open goal would not show."""
    other = site.goal('An open goal', ANA, CY)
    for sub in ('help', 'background', 'subscribe', 'leave', 'unsubscribe', 'close', 'open', 'share'):
        texts = []
        for goal, title in ((name, 'Learn welding'), (other, 'An open goal')):
            mails = post(EVE, '%s+%s@%s' % (goal, sub, DOMAIN), 'x', '')
            texts.append([(mail.owner, mail.subject.replace(title, 'T'), len(mail.message.get_payload())) for mail in mails])
            for mail in to(mails, EVE):
                text = words(mail)
                for word in ('losed', 'rivate', 'chosen'):
                    tap.ok(word not in text, '+%s of %s does not say %s' % (sub, goal, word), text)
        tap.same(texts[0], texts[1], '+%s to a stranger: as of an open goal' % sub)
    tap.ok([row for row in site.json('outbox', '--json', '--all') if row['what'] == 'pause' and row['to'] == 'followers'], 'outbox says to whom a pause goes')
    background = one(post(EVE, name + '+background@' + DOMAIN, 'x', ''), EVE)
    tap.contains(words(background), 'Questions: 1, answers: 3', 'numbers of open posts alone')
    tap.lacks(words(one(post(HAL, 'open@' + DOMAIN, 'x', ''), HAL)), 'Learn welding', 'the list of open goals leaves it out')
    inside = words(one(post(BO, name + '+background@' + DOMAIN, 'x', ''), BO))
    tap.ok('narwhal' in inside and 'quetzal' in inside, 'a member reads all in the background', inside)

    for person, has, lacks in ((BO, '+leave@', '+open@'), (ANA, '+open@', '+leave@')):
        page = words(one(post(person, name + '+help@' + DOMAIN, 'x', ''), person))
        for part in ('it is closed', 'Write to those who are in it', has):
            tap.contains(page, part, 'the help of who is in it says %s' % part)
        for part in ('all who follow', '+subscribe@', '#close', lacks):
            tap.lacks(page, part, 'and not %s' % part)

    held = post(EVE, address, 'Re: Which welder?', 'Late: buy used. axolotl')
    tap.same(owners(held), [ANA], 'a late answer: she alone sees it')
    ask = one(held, ANA, 'axolotl')
    mails = answer_to(one(asked, CY), CY, 'Late too: rent one.')
    tap.same(owners(mails), [ANA], 'an old follower\'s reply: she alone sees it')
    raw, where = reply(from_bo, named(EVE), 'A reply to what was forwarded to me.\n')
    site.receive(raw, EVE, name + '@' + DOMAIN, login=EVE)
    tap.same(owners(sent()), [ANA], 'a reply to a closed mail forwarded to them: she alone sees it')
    mails = answer_to(ask, ANA, '', login=False)
    tap.same(owners(mails), [ANA, BO], 'she lets the first in: it goes to those inside')
    tap.same(to(mails, EVE), [], 'its author is told nothing')
    site.time += 8 * DAY
    site.tick()
    mails = sent()
    tap.same([mail for mail in mails if name in readable(mail) and mail.owner not in (ANA, BO)], [], 'no digest tells of a closed goal')


def several(name, address, from_bo):
    """Closed with others: Di is asked too, a name nobody has is not; declining and leaving."""
    mails = post(ANA, name + '+close@' + DOMAIN, 'x', '1, Di and Ghost')
    tap.same(state(name)[1], {BO: 'accepted', DI: 'asked'}, 'one more is asked; who is in stays in')
    tap.contains(words(one(mails, ANA)), 'ghost', 'she is told who was not understood')
    tap.same(to(mails, CY), [], 'the followers are told once')
    ask = one(mails, DI)
    tap.lacks(words(ask), 'Bo', 'who is asked is not told who else is in')
    word = secret('gannet', ANA, BO, DI)
    mails = post(ANA, address, 'For both', word)
    tap.same(owners(to(mails, BO, word) + to(mails, DI)), [BO], 'it goes to the one, and waits for the other')
    tap.contains(words(one(mails, BO, word)), 'only you, Ana Lund and Di Berg see this', 'the line names all who may read it')
    site.tick(8 * DAY)
    remind = one(sent(), DI)
    tap.ok('+c.' in remind.reply_to, 'a week later Di is reminded')
    site.tick(DAY)
    tap.same(to(sent(), DI), [], 'once')
    mails = answer_to(remind, DI, '', login=False)
    tap.same((len(to(mails, DI, word)), to(mails, DI, 'narwhal'), to(mails, DI, 'wombat')), (1, [], []),
             'she accepts the reminder: what was written since she was asked, and nothing before')
    mails = answer_to(from_bo, ANA, secret('finch', ANA, BO))
    tap.same(owners(mails), [BO], 'a reply to what was closed before she was asked does not reach her')
    mails = post(DI, name + '+leave@' + DOMAIN, '', 'Sorry, no time. ' + secret('kestrel', ANA, DI))
    tap.same((state(name)[1][DI], len(to(mails, ANA, 'kestrel'))), ('left', 1), 'she leaves, and her word reaches the protege')
    tap.same(owners(post(ANA, address, 'After', secret('jackdaw', ANA, BO))), [ANA, BO], 'what is written then does not reach her')
    tap.same(owners(answer_to(one(everything, DI, word), DI, 'Still here?')), [ANA], 'who has left is outside')


def nobody(address, name):
    """All go: the protege is asked; a mail that closes again and names nobody changes nothing."""
    mails = post(ANA, name + '+leave@' + DOMAIN, '', '')
    mails = [mail for mail in mails if 'four questions' not in mail.subject]    # reflect.t looks at these
    tap.same((state(name)[0], state(name)[1][BO]), ('closed', 'left'), 'she ends it: nobody is in')
    tap.ok(one(mails, BO) and 'number of an answer' in words(one(mails, ANA)), 'he is told, she is asked what to do')
    mails = answer_to(one(mails, ANA), ANA, '7', quote=True)
    tap.same(state(name)[1][BO], 'left', 'a number that no answer has: nobody')
    mails = answer_to(one(mails, ANA), ANA, '1')
    tap.same(state(name)[1][BO], 'asked', 'a reply with the number asks him again')
    site.tick(15 * DAY)
    mails = [mail for mail in sent() if 'What became' not in mail.subject]     # journey.t looks at nudges
    tap.same(state(name)[1][BO], 'declined', 'no answer in 14 days is a no')
    tap.contains(words(one(mails, ANA)), 'has not answered in 14 days', 'she is asked what to do')
    mails = answer_to(one(mails, ANA), ANA, 'Bo')
    answer_to(one(mails, BO), BO, '', login=False)
    tap.same(state(name)[1][BO], 'accepted', 'and he may be asked again')


def reopen(name, address, asked):
    fresh = post(ANA, address, 'Before opening', secret('marmot', ANA, BO))
    mails = post(ANA, address, 'Open', '#open\n\nHello again!')
    tap.same((set(owners(mails)), state(name)[0]), ({ANA}, 'closed'), '#open from her, proven: asked all the same')
    ask = one(mails, ANA, 'shall it be open')
    tap.contains(words(ask), 'What was said while it was closed stays closed', 'it says what opening reveals')
    mails = answer_to(ask, ANA, '', login=False)
    tap.same((owners(mails), state(name)[0]), ([ANA, BO], 'open'), 'confirmed: it is open')
    mails = post(ANA, address, 'Open question', 'Who knows about gas?')
    tap.same(owners(mails), sorted([ANA, BO, CY, DI, GIL, HAL]), 'an open question goes to those who follow')
    tap.contains(words(one(mails, CY)), '2 questions, 3 answers', 'the numbers leave out what was closed')
    answered = answer_to(one(mails, CY), CY, 'Argon.')
    tap.contains(words(one(answered, ANA)), 'answer 4', 'numbers of answers have no gap')
    closed = one(fresh, BO, 'marmot')
    mails = answer_to(closed, BO, secret('tapir', ANA, BO))
    tap.same(owners(mails), [ANA], 'a reply below a closed mail stays closed')
    from_bo = one(mails, ANA)
    mails = answer_to(from_bo, ANA, secret('ibex', ANA, BO))
    tap.same(owners(mails), [BO], 'and so does hers')
    passed_on(address, fresh)
    return from_bo


def passed_on(address, fresh):
    """To a mail that was closed and passed on, from a client that keeps nothing of it but subject and quote."""
    quoted = ''.join('> %s\n' % line for line in one(fresh, BO, 'marmot').message.get_body(('plain',)).get_content().splitlines())
    mails = post(EVE, address, 'Re: Before opening', 'I was shown this.\n\n' + quoted)
    tap.same(owners(mails), [ANA], 'a stranger\'s reply to a closed mail, known by its subject alone: she alone sees it')


def case_of(address, person):
    return words(one(post(person, address.replace('@', '+background@'), 'x', ''), person))


def changed():
    """What is changed in a closed goal, and where it stands, is for those in it."""
    name = site.goal('Grow beets', ANA, BO, CY)
    address = name + '@' + DOMAIN
    answered = answer_to(one(post(ANA, address, 'Beets?', 'How do beets grow?'), BO), BO, 'Slowly.')
    post(ANA, address.replace('@', '+trying@'), 'x', '')
    answer_to(one(answer_to(one(answered, ANA), ANA, '#close'), BO), BO, '')
    page = one(post(ANA, address.replace('@', '+background@'), 'x', ''), ANA)
    told = one(answer_to(page, ANA, 'Because of an okapi.\n\nExpectations: a quagga\nSkills: zebras'), ANA)
    tap.contains(words(told), 'others see it as it was', 'she is told who will see it')
    post(ANA, address.replace('@', '+achieved@'), 'Done', 'It is reached.')
    for when in ('closed', 'open again'):
        tap.contains(case_of(address, BO), 'the goal is reached', when + ': he who was in it sees that it is reached')
        tap.contains(case_of(address, EVE), 'trying out what was suggested, since', when + ': a stranger sees where it stood in the open')
        seen = [word for word in ('okapi', 'quagga', 'zebras') if word in case_of(address, EVE)]
        tap.same(seen, [] if when == 'closed' else ['okapi', 'quagga', 'zebras'], when + ': a stranger sees what it is about as the letter said')
        tap.contains(case_of(address, BO), 'okapi', when + ': he sees what was changed')
        if when == 'closed':
            answer_to(one(post(ANA, address, 'Open', '#open'), ANA), ANA, '')
    post(ANA, address.replace('@', '+stuck@'), 'x', '')
    tap.contains(case_of(address, EVE), 'asking questions.', 'said anew in the open, stuck: asking questions')
    site.call('goal', 'delete', name, '--yes')
    tap.same(site.rows("SELECT count(*) FROM goal WHERE open_background IS NOT NULL AND state = 'deleted'"), [(0,)], 'deleted, nothing of it is left')


def guesses():
    """What becomes of a stranger's mail says nothing of which posts were closed, once the goal is open again."""
    name = site.goal('Grow peas', ANA, BO, CY)
    address = name + '@' + DOMAIN
    answered = answer_to(one(post(ANA, address, 'Peas?', 'How do peas grow?'), BO), BO, 'Slowly.')
    answer_to(one(answer_to(one(answered, ANA), ANA, '#close'), BO), BO, '')
    private = post(ANA, address, 'My divorce', 'Between us, there will be one.')
    tap.same(owners(private), [ANA, BO], 'a closed post')
    answer_to(one(post(ANA, address, 'Open', '#open'), ANA), ANA, '')
    number = site.rows('SELECT max(id) FROM post')[0][0]
    number = 'abcdefghijklmnopqrstuvwxyz234567'[number // 32] * (number > 31) + 'abcdefghijklmnopqrstuvwxyz234567'[number % 32]
    got = {}
    for guess, at in (('Re: My debts', address), ('Re: My divorce', address), ('Another', '%s+q.%s@%s' % (name, number, DOMAIN))):
        got[guess] = owners(post(GIL, at, guess, 'Some words on %s.' % guess))
    tap.same(got, {guess: sorted([ANA, BO, CY]) for guess in got}, 'a subject or a number that is guessed: as any other mail')
    quoted = '> Between us, there will be one.\n\nOh.'
    tap.same(owners(post(GIL, address, 'Re: My divorce', quoted)), [ANA], 'but what quotes a post that was passed on is for her to let in')
    tap.same(owners(post(BO, address, 'Re: My divorce', 'Good luck.')), [ANA], 'and who was in it still writes there')


def share(name, from_bo):
    mails = answer_to(from_bo, ANA, '#share\n\nFor all: the helmet matters. heron')
    tap.same(owners(mails), [ANA], '#share asks her first')
    ask = one(mails, ANA)
    tap.ok('heron' in words(ask), 'and shows what all would read')
    mails = answer_to(ask, ANA, '', login=False)
    tap.same(owners(mails), sorted([BO, CY, DI]), 'confirmed: it goes to all who follow')
    copy = one(mails, CY)
    tap.same((copy.header('In-Reply-To'), copy.header('References')), ('', ''), 'without the closed mails in its header')
    tap.ok('tapir' not in words(copy) and 'heron' in words(copy), 'its own words, and not what it quoted')
    tap.same(copy.subject, 'For all: the helmet matters.', 'nor the subject of what is closed: one of its own words')
    tap.same(owners(answer_to(copy, CY, 'True.')), sorted([ANA, BO, DI]), 'a reply to it is open')
    ask = one(answer_to(from_bo, ANA, '#share\n\n> Use tapir leather.\n\nGloves, too: egret.', quote=False), ANA)
    answer_to(ask, ANA, '', login=False)
    told = words(one(post(CY, name + '+background@' + DOMAIN, 'x', ''), CY))
    tap.ok('egret' in told and 'tapir' not in told, 'nor does what is told of it later say what it answers between the lines', told)


def operator():
    name = site.goal('Keep bees', ANA, BO, CY)
    address = name + '@' + DOMAIN
    answer_to(one(post(ANA, address, 'Bees?', 'How?'), BO), BO, 'Calmly.')
    told = site.call('goal', 'close', name, BO)
    tap.ok(told.status == 0 and 'Bo Smed' in told.text and state(name) == ('open', {}), 'goal close tells first and does nothing', repr(told))
    tap.ok(site.call('goal', 'close', '--yes', name, CY).status != 0, 'who did not answer cannot be named')
    tap.ok(site.call('goal', 'close', '--yes', name).status != 0, 'somebody must be named')
    tap.same((site.call('goal', 'close', '--yes', name, '1').status, state(name)), (0, ('closed', {BO: 'asked'})), 'with --yes it closes')
    mails = sent()
    tap.same(owners(mails), [ANA, BO, CY], 'all are told as by her own word')
    answer_to(one(mails, BO), BO, '', login=False)
    post(ANA, address, 'Hush', secret('puffin', ANA, BO))
    told = site.call('goal', 'open', name)
    tap.ok('stay closed' in told.text and state(name)[0] == 'closed', 'goal open tells first what it reveals', repr(told))
    tap.same((site.call('goal', 'open', '--yes', name).status, state(name)[0]), (0, 'open'), 'with --yes it opens')
    tap.same(owners(sent()), [ANA, BO], 'she and the members are told')
    told = site.call('goal', 'end', name)
    tap.ok(told.status == 0 and state(name)[0] == 'open', 'goal end tells first', repr(told))
    tap.same((site.call('goal', 'end', '--yes', name).status, state(name)[0]), (0, 'ended'), 'with --yes it ends')
    tap.same(owners(mail for mail in sent() if 'four questions' not in mail.subject), [ANA, BO], 'she and the members are told')
    tap.same(owners(post(CY, address, 'Hello', 'Anybody?')), [], 'what others write then is held')


def search():
    for word, insiders in secrets:
        leaks = [mail for mail in everything if mail.owner not in insiders and re.search(r'\b%s\b' % word, readable(mail))]
        tap.same(leaks, [], 'nobody but %s has read %r' % (', '.join(sorted(person.split('@')[0] for person in insiders)), word))
        tap.ok([mail for mail in everything if mail.owner in insiders and word in readable(mail)], 'and they have: %r' % word)
    closed_ids = [row[0] for row in site.rows("SELECT message_id FROM post WHERE audience != 'open'")]
    leaks = [(mail, one_id) for mail in everything if mail.owner in FOLLOWERS + (EVE,) for one_id in closed_ids if one_id in readable(mail)]
    tap.same(leaks, [], 'no Message-ID of a closed mail is in a mail to anybody outside')
    for person in FOLLOWERS + (EVE, DI):
        others = [addr for addr in NAMES if addr != person]
        leaks = [(mail, addr) for mail in everything if mail.owner == person for addr in others if addr in readable(mail)]
        tap.same(leaks, [], 'no address of another is in a mail to %s' % person.split('@')[0])
    tap.same(site.faults, [], 'the program kept its rules')


def main():
    operator()      # first: the operator's commands go by the machine's clock, which the rest leaves behind
    name, address, asked, from_bo, _from_di = begin()
    forged(name, address, asked)
    ask = close(name, address, from_bo, asked)
    word = accept(name, address, ask)
    from_bo, _gloves = private(name, address, word, asked)
    outsiders(name, address, asked, from_bo)
    several(name, address, from_bo)
    nobody(address, name)
    share(name, reopen(name, address, asked))
    confirmed_close()
    denied_close()
    guesses()
    changed()
    search()


tap.run(main)
