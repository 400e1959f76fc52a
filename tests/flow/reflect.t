#!/usr/bin/python3
"""What went wrong: a mentorship that breaks off is asked about, each side apart; what they write stays with them until
both agree. At the end every byte that was delivered, and all that the operator is shown, is searched for their words.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, CY, DI, EVE, MAL = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example', 'eve@far.example', 'mal@evil.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', CY: 'Cy Hansen', DI: 'Di Strand', EVE: 'Eve Vang', MAL: 'Mal'}
DAY = 86400
# Whose words each of these are, and who else gets to read them in the end.
SECRETS = {'narwhal': {ANA}, 'pelican': {BO}, 'gryphon': {ANA, BO}, 'walrus': {ANA, BO}, 'ocelot': {CY}, 'wombat': {ANA},
           'aardvark': {DI}, 'lemming': set(), 'marmot': set(), 'ferret': {DI}, 'stoat': {ANA}, 'heron': {ANA, CY}, 'osprey': {ANA, CY}}

site = None
everything = []


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def readable(mail):
    parts = [str(mail.message[name]) for name in mail.message.keys()]
    parts += [part.get_content() for part in mail.message.walk() if part.get_content_maintype() == 'text']
    return '\n'.join(parts) + mail.raw.decode(errors='replace')


def post(mail, sender, to, login=None):
    answer = site.receive(mail, sender, to, login=login)
    tap.same(answer.status, 0, 'taken: %s' % to.split('.')[0]) or tap.diag(repr(answer))
    for word in SECRETS:
        tap.ok(word not in answer.text, 'the log does not quote') if word in answer.text else None
    return sent()


def sent():
    mails = site.sent()
    everything.extend(mails)
    return mails


def write(person, to, subject='', body='', **fields):
    return post(compose('%s <%s>' % (NAMES[person], person), to, subject, body, **fields), person, to, login=person)


def answer(mail, body='', person=None, **fields):
    """A plain reply, proven by nothing but what the address holds."""
    person = person or mail.owner
    made, to = reply(mail, '%s <%s>' % (NAMES[person], person), body, **fields)
    return post(made, person, to)


def quoted(mail):
    return ''.join('> %s\n' % line if line else '>\n' for line in text(mail).splitlines())


def of(mails, person, part=''):
    return [mail for mail in mails if mail.owner == person and part in mail.subject]


def one(mails, person, part=''):
    mine = of(mails, person, part)
    tap.same(len(mine), 1, '%s has one mail%s' % (person.split('@')[0], ': ' + part if part else '')) or tap.diag(repr(mails))
    return mine[0]


def counts(name):
    shown = site.json('goal', 'show', '--json', name)
    return tuple(shown['reflections_' + what] for what in ('asked', 'answered', 'shared'))


def close_with(name, *mentors):
    """A goal of Ana's that is closed with these, who have accepted."""
    goal = site.goal(name, ANA, *mentors)
    to = goal + '@' + DOMAIN
    question = write(ANA, to, 'First', 'How do I begin?\n')
    answers = [one(answer(one(question, mentor), 'With care, says %s.\n' % NAMES[mentor]), ANA) for mentor in mentors]
    asked = answer(answers[0], '#close %s\n' % ', '.join(str(i + 1) for i in range(len(mentors))))
    for mentor in mentors:
        answer(one(asked, mentor, 'go on in private'))
    return goal


def mentor_leaves():
    goal = close_with('Learn welding', BO)
    asked = write(BO, '%s+leave@%s' % (goal, DOMAIN))
    his, hers = one(asked, BO, 'four questions'), one(asked, ANA, 'four questions')
    tap.same(len(asked), 4, 'a mentor leaves: both are told, and both are asked, apart')
    tap.contains(text(his), 'Your work with Ana Lund on', 'he about her')
    tap.contains(text(hers), 'Your work with Bo Smed on', 'she about him')
    tap.ok(his.reply_to.startswith(goal + '+f.') and his.reply_to != hers.reply_to, 'each answers to an address of their own')
    tap.same(counts(goal), (2, 0, 0), 'the operator sees how many were asked')

    kept = one(answer(his, '1. It was clear.\n2. She was slow, pelican.\n4. No time.\n\nBest regards,\nBo\n'), BO, 'kept, for you alone')
    for part in ('The goal\n\n> It was clear.', 'The other side\n\n> She was slow, pelican.', 'What was in your power\n\n> No time.', 'Would you show it'):
        tap.contains(text(kept), part, 'kept, and said: %r' % part)
    tap.lacks(text(kept), 'regards', 'without his leave')
    tap.lacks(text(kept), 'your next goal', 'he has no goal to be reminded at')
    again = one(answer(his, '2. She took her time, gryphon.\n'), BO)
    tap.contains(text(again), 'gryphon', 'a second reply is kept')
    tap.lacks(text(again), 'pelican', 'in place of the first')
    tap.ok(not site.rows("SELECT 1 FROM reflection WHERE on_other LIKE '%pelican%'"), 'which is gone')
    late = answer(kept)
    tap.ok('could not be used' in one(late, BO).subject, 'what asked about the first words agrees to nothing')

    inline = quoted(hers).replace('> 2. How did Bo Smed respond to you?\n', '> 2. How did Bo Smed respond to you?\n\nHelpful, walrus.\n\n')
    tap.ok('walrus' in inline, 'she answers below a question')
    shown = one(answer(hers, 'On Saturday Journster wrote:\n' + inline), ANA)
    tap.contains(text(shown), 'The other side\n\n> Helpful, walrus.', 'which is read')
    tap.lacks(text(shown), '> 2.', 'without the question')
    tap.same((counts(goal), site.held(), [row['kind'] for row in site.posts(goal)]), ((2, 2, 0), [], ['question', 'answer']),
             'nothing of it is a post, or held')

    # Away from privacy: only by the cookie, and only both.
    tap.same(owners(answer(again, 'Yes', Auto_Submitted='auto-replied')), [], 'automatic mail agrees to nothing')
    doubt = one(answer(again, 'No, I would rather not.\n'), BO)
    tap.contains(text(doubt), '#yes', 'a no is no agreement')
    doubt = one(answer(doubt, 'There is something that comes to my mind: you could have called me at home, gryphon.\n'), BO)
    tap.contains(text(doubt), '#yes', 'nor is what only adds to it')
    tap.same(site.held(), [], 'and neither is kept for anybody to read')
    agreed = one(answer(doubt, '#yes\n'), BO, 'you agreed')
    tap.same(counts(goal), (2, 2, 0), 'he agreed, she has not: nobody sees anything')
    both = answer(shown, 'Yes, gladly.\n')
    theirs, ours = one(both, BO, 'what Ana Lund wrote'), one(both, ANA, 'what Bo Smed wrote')
    tap.same(len(both), 2, 'she agrees too: each has one mail')
    tap.ok('walrus' in text(theirs) and 'gryphon' in text(ours), "with the other's words")
    tap.ok('gryphon' not in text(theirs) and 'walrus' not in text(ours), 'and not their own')
    tap.same(counts(goal), (2, 2, 2), 'which is counted')
    after = one(answer(hers, '1. Too big, wombat.\n'), ANA)
    tap.lacks(text(after), 'Would you show it', 'what is written afterwards is kept, and no longer asked about')
    return goal, his, hers


def bad_faith(goal, his, hers):
    before = site.rows('SELECT * FROM reflection')
    mails = answer(hers, '1. Marmot, marmot.\n', Auto_Submitted='auto-replied')
    tap.same(mails, [], 'an automatic reply is not answered')
    made, to = reply(his, '%s <%s>' % (NAMES[MAL], MAL), '1. lemming\n')
    other = one(post(made, MAL, to, login=MAL), MAL)
    tap.contains(text(other), 'another address', "another's address: not kept, and told why")
    site.time += DAY
    forged = to[:-len(DOMAIN) - 2] + ('a' if to[-len(DOMAIN) - 2] != 'a' else 'b') + '@' + DOMAIN
    asked = post(compose('%s <%s>' % (NAMES[BO], BO), forged, 'Re: x', '1. lemming\n'), MAL, forged)
    tap.same([mail.subject for mail in asked], ['Was this mail yours?'], 'an address that was changed vouches for nobody: he is asked')
    tap.lacks(readable(asked[0]), 'lemming', 'which quotes nothing')
    tap.same(site.rows('SELECT * FROM reflection'), before, 'and nothing changes')
    tap.same([row['reason'] for row in site.held()], ['nothing proves that From sent it; From was asked'], 'it waits, as any such mail')
    # By the letter alone, where a client replies to From.
    plain = compose('%s <%s>' % (NAMES[BO], BO), goal + '@' + DOMAIN, 'Re: ' + his.subject, '3. I was short, pelican.\n', In_Reply_To=his.message_id,
                    References=his.message_id)
    tap.contains(text(one(post(plain, BO, goal + '@' + DOMAIN, login=BO), BO)), 'pelican', 'a reply that goes to the goal is known by the letter')
    for words in ('#close\n\nlemming\n', '#share\nlemming\n', '#thanks\nlemming\n', '#achieved\n\nlemming\n'):
        mails = answer(hers, words.replace('lemming', 'narwhal'))
        tap.same((owners(mails), 'kept' in mails[0].subject), ([ANA], True), 'nothing in it is a command that speaks to others: %r' % words.split('\n')[0])
    empty = one(answer(hers, '\n'), ANA)
    tap.contains(text(empty), 'There was nothing in it', 'an empty reply changes nothing')
    where = one(post(compose('%s <%s>' % (NAMES[ANA], ANA), goal + '@' + DOMAIN, 'Re: x', 'Yes, narwhal\n',
                             In_Reply_To=[m for m in everything if m.owner == ANA and 'kept, for you' in m.subject][-1].message_id), ANA,
                     goal + '@' + DOMAIN, login=ANA), ANA)
    tap.contains(text(where), 'reply button', 'an agreement that goes to the goal is no post either')
    answer(hers, 'It was the wrong goal for me, stoat.\n\nI do not like noise.\n')
    tap.same(site.rows('SELECT rest FROM reflection WHERE rest IS NOT NULL'), [('It was the wrong goal for me, stoat.\n\nI do not like noise.',)],
             'free text is kept as it is')


def late(hers):
    site.time += 91 * DAY
    mails = post(compose('%s <%s>' % (NAMES[ANA], ANA), hers.reply_to, 'Re: x', '1. narwhal\n'), ANA, hers.reply_to, login=ANA)
    tap.contains(text(one(mails, ANA)), '90 days', 'a reply that comes late changes nothing')
    tap.same(site.rows('SELECT count(*) FROM reflection WHERE on_goal LIKE ?', '%narwhal%'), [(0,)], 'and is not kept')


def next_goal():
    asked = write(ANA, 'new@' + DOMAIN, 'Learn to sew', 'A quiet thing.\n')
    ready = one(answer(one(asked, ANA)), ANA, 'has an address')
    tap.contains(text(ready), "when 'Learn welding' had come to a halt", 'with the next goal she is reminded')
    tap.contains(text(ready), '> It was the wrong goal for me, stoat.', 'in her own words')
    asked = write(DI, 'new@' + DOMAIN, 'Learn to knit', 'Too.\n')
    tap.lacks(text(one(answer(one(asked, DI)), DI, 'has an address')), 'last time', 'who was not asked is not')


def several_mentors():
    goal = close_with('Learn piano', CY, DI)
    mails = write(ANA, goal + '@' + DOMAIN, 'x', '#leave\n')
    tap.same([len(of(mails, person, 'four questions')) for person in (ANA, CY, DI)], [1, 1, 1], 'she ends it: she is asked once, and each of them')
    hers = one(mails, ANA, 'four questions')
    tap.contains(text(hers), 'How did those who answered respond', 'about no one in particular')
    mine = one(answer(hers, '3. Too shy, heron.\n'), ANA)
    answer(mine)
    cys = one(answer(one(mails, CY, 'four questions'), '1. Fine, osprey.\n'), CY)
    one(answer(one(mails, DI, 'four questions'), '1. Vague, ferret.\n'), DI)
    both = answer(cys)
    tap.same(sorted((mail.owner, 'wrote' in mail.subject) for mail in both), [(ANA, True), (CY, True)], 'with one who agrees too she shares')
    tap.same(counts(goal), (3, 3, 2), 'with the other, who did not, she does not')
    # Closed again with one of them: the pair was asked.
    mails = write(ANA, goal + '@' + DOMAIN, 'Re: First', '#close 1\n')
    answer(one(mails, CY, 'go on in private'))
    mails = write(CY, goal + '@' + DOMAIN, 'x', '#leave\n')
    tap.same((len(of(mails, CY, 'four questions')), len(of(mails, ANA, 'four questions'))), (0, 1), 'who was asked is not asked again')
    ended = site.call('goal', 'end', goal, '--yes')
    tap.same((ended.status, [mail for mail in sent() if 'four questions' in mail.subject]), (0, []), 'nor when it ends')
    return goal


def open_goal_ends():
    goal = site.goal('Learn Danish', CY, BO, DI, EVE)
    to = goal + '@' + DOMAIN
    for i in range(3):
        question = write(CY, to, 'Vowel %d' % i, 'Which is it?\n')
        answer(one(question, DI), 'This one.\n')
        if i == 0:
            answer(one(question, EVE), 'That one.\n')
    tap.same(site.call('goal', 'end', goal, '--yes').status, 0, 'an open goal ends')
    mails = sent()
    tap.same(sorted(mail.owner for mail in mails if 'four questions' in mail.subject), [CY, DI], 'its protege is asked, and who answered three times')
    kept = one(answer(one(mails, CY, 'four questions'), 'ocelot\n'), CY)
    tap.contains(text(kept), 'Would you show it', 'who could share')
    dis = one(mails, DI, 'four questions')
    answer(dis, 'aardvark\n')
    tap.same(site.call('goal', 'delete', goal, '--yes').status, 0, 'the goal is deleted')
    tap.same(site.rows("SELECT count(*) FROM reflection WHERE rest IN ('ocelot', 'aardvark')"), [(0,)], 'and with it what they wrote')
    made, to = reply(dis, DI, 'aardvark\n')
    tap.ok(site.receive(made, DI, to).status != 0, 'a reply is refused')


def rests():
    goal = site.goal('Learn to whistle', ANA, BO)
    question = write(ANA, goal + '@' + DOMAIN, 'Fingers', 'Which?\n')
    answer(one(question, BO), 'Two.\n')
    for day in range(40):
        site.tick(DAY)
    mails = sent()
    tap.same((len(of(mails, ANA, 'whistle: four questions')), of(mails, BO, 'four questions')), (1, []),
             'a goal whose protege says nothing for weeks: she is asked once')
    tap.same(len([mail for mail in of(mails, ANA, 'Learn to whistle') if 'remind you of nothing more' in ' '.join(text(mail).split())]), 1, 'as it comes to rest')


def reached():
    goal = close_with('Learn chess', BO)
    write(ANA, goal + '+achieved@' + DOMAIN, 'Done', 'I won a game.\n')
    mails = write(BO, '%s+leave@%s' % (goal, DOMAIN))
    tap.same([mail.subject for mail in mails if 'four questions' in mail.subject], [], 'what was reached did not go wrong')
    tap.same(counts(goal), (0, 0, 0), 'nobody is asked')
    goal = close_with('Learn go', BO)
    mails = write(BO, '%s+unsubscribe@%s' % (goal, DOMAIN))
    tap.same([mail.owner for mail in mails if 'four questions' in mail.subject], [ANA], 'who wants no more mail gets none, not even this')


def operator(goal):
    commands = [('goal', 'show', goal), ('goal', 'show', '--json', goal), ('goal', 'list', '--json'), ('post', 'list', '--json', goal),
                ('held', 'list', '--all', '--json'), ('outbox', 'list', '--json'), ('person', 'show', '--json', ANA), ('status',)]
    for words in commands:
        said = site.call(*words).text
        tap.ok(not [word for word in ('pelican', 'gryphon', 'walrus', 'wombat', 'stoat', 'heron', 'osprey', 'ferret') if word in said],
               'the operator does not read them: ' + ' '.join(words[:2]), said)
    held = [str(row[0]) for row in site.rows('SELECT id FROM held')]
    shown = ''.join(site.call('held', 'show', id).text for id in held)
    tap.same([word for word in SECRETS if word not in ('lemming', 'marmot') and word in shown], [],
             'nor in mail that was held, but what came unproven or from a machine')
    tap.same(site.rows("SELECT count(*) FROM outbox WHERE done > 0 AND (variables LIKE '%gryphon%' OR variables LIKE '%stoat%')"), [(0,)],
             'what was sent is not kept in the outbox')
    site.call('goal', 'end', goal, '--yes')


def own():
    sent()
    mail = one(write(ANA, 'me@' + DOMAIN, 'x', '#export\n'), ANA)
    file = list(mail.message.iter_attachments())[0].get_content()
    for part in ('It was the wrong goal for me, stoat.', 'Too shy, heron.'):
        tap.contains(file, part, 'her file has what she wrote: ' + part)
    for part in ('gryphon', 'osprey', 'ferret'):
        tap.lacks(file, part, 'and not what others did')
    asked = one(write(DI, 'me@' + DOMAIN, 'x', '#forget\n'), DI)
    answer(asked, '#yes\n')
    rows = site.rows('SELECT * FROM reflection')
    tap.ok(rows and 'ferret' not in repr(rows), 'who is forgotten leaves no word')
    tap.ok('heron' in repr(rows), "others' words stay")


def search():
    for word, readers in SECRETS.items():
        found = {mail.owner for mail in everything if word in readable(mail).lower()}
        # Their own letter says what is kept.
        tap.ok(found <= readers, '%s was read by nobody but %s' % (word, ', '.join(sorted(readers)) or 'nobody'), repr(found))
    tap.ok({mail.owner for mail in everything if 'gryphon' in readable(mail)} == {ANA, BO}, 'and the search finds what is there')
    tap.same(site.faults, [], 'no call of the program did what none may')


def main():
    global site
    site = Instance()
    goal, his, hers = mentor_leaves()
    bad_faith(goal, his, hers)
    next_goal()
    piano = several_mentors()
    open_goal_ends()
    reached()
    rests()
    operator(goal)
    own()
    late(hers)
    search()


tap.run(main)
