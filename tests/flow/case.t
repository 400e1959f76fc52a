#!/usr/bin/python3
"""The case: what a mentor must know stands below each question and in the letter that welcomes them, and nothing that they
may not see; the protege changes what the goal is about by a reply. At the end all that was delivered is searched.
"""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, CY, DI, MAL = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example', 'mal@evil.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', CY: 'Cy Hansen', DI: 'Di Strand', MAL: 'Mal'}
GOAL = 'learn-welding@' + DOMAIN
CASE = 'learn-welding+background@' + DOMAIN
RULE = '\n~~~\n'
MARK = '&#8288;&#8288;'      # what each line begins with in HTML

site = None
everything = []


def text(mail):
    return mail.message.get_body(('plain', 'html')).get_content()


def readable(mail):
    parts = [str(mail.message[name]) for name in mail.message.keys()]
    parts += [part.get_content() for part in mail.message.walk() if part.get_content_maintype() == 'text']
    return '\n'.join(parts) + mail.raw.decode(errors='replace')


def card(mail):
    """The lines below a copy, without their marks."""
    body = text(mail).split(RULE)[-1]
    return [line[2:] for line in body.splitlines() if line.startswith('~ ')]


def post(mail, sender, to, login=None):
    answer = site.receive(mail, sender, to, login=login)
    tap.same(answer.status, 0, 'taken: %s' % to.split('.')[0]) or tap.diag(repr(answer))
    mails = site.sent()
    everything.extend(mails)
    return mails


def write(person, to, subject='', body='', **fields):
    return post(compose('%s <%s>' % (NAMES[person], person), to, subject, body, **fields), person, to, login=person)


def answer(mail, body='', person=None, **fields):
    person = person or mail.owner
    made, to = reply(mail, '%s <%s>' % (NAMES[person], person), body, **fields)
    return post(made, person, to)


def one(mails, person, part=''):
    mine = [mail for mail in mails if mail.owner == person and part in mail.subject]
    tap.same(len(mine), 1, '%s has one mail%s' % (person.split('@')[0], ': ' + part if part else '')) or tap.diag(repr(mails))
    return mine[0]


def follow(person):
    return one(answer(one(write(person, 'learn-welding+subscribe@' + DOMAIN), person)), person)


def quoted(mail, words):
    return words + '\n\nOn Saturday, Ana wrote:\n' + ''.join('> %s\n' % line for line in text(mail).splitlines())


def begin():
    asked = write(ANA, 'new@' + DOMAIN, 'Learn welding', 'I have a small garage and want to mend my garden furniture.\n\n'
                  'Expectations: honest words, and what I can do at home with little money and a lot of time, which I have.\n\nSkills: steel\n')
    answer(one(asked, ANA))
    welcome = follow(BO)
    tap.lacks(text(welcome), 'newest first', 'who follows what is new has no case to read')
    follow(CY)


def questions():
    first = one(write(ANA, GOAL, 'Rods', 'Which electrodes do I take?\n'), BO)
    lines = card(first)
    tap.same(lines[-2:], ['Asking questions; 1 question, 0 answers so far.', 'Help, and how to leave: learn-welding+help@' + DOMAIN],
             'below the first question nothing was asked before')
    tap.ok(any(line.startswith('Hoped for: honest words') and line.endswith('…') for line in lines), 'what is hoped for stands there, in one line', repr(lines))
    answered = answer(first, 'Rutile, 2 mm.\n')
    tap.lacks('\n'.join(card(one(answered, ANA))), 'Hoped for', 'below an answer it does not')
    answer(one([mail for mail in everything if mail.owner == CY and mail.subject == 'Rods'], CY), 'I would braze it.\n')
    stuck = '\n'.join(card(one(write(ANA, 'learn-welding+stuck@' + DOMAIN, 'Hm', 'Which current, then?\n'), BO)))
    tap.same(site.json('goal', 'show', '--json', 'learn-welding')['phase'], 'stuck', 'she is stuck')
    tap.ok('tuck' not in stuck and 'Asking questions; 2 questions' in stuck, 'which is not announced', stuck)
    answer(one(answered, ANA), 'I tried the rutile ones: they hold.\n')
    second = write(ANA, GOAL, 'Mask', 'Which mask?\n')
    for person, own, others in ((BO, 'You, answer 1: Rutile, 2 mm.', 'Answer 2, Cy Hansen: I would braze it.'),
                                (CY, 'You, answer 2: I would braze it.', 'Answer 1, Bo Smed: Rutile, 2 mm.')):
        lines = card(one(second, person))
        tap.ok(own in lines and others in lines, 'each sees what they answered themselves, and what others did', repr(lines))
        tap.ok('Tried: I tried the rutile ones: they hold.' in lines and 'Asked: Which current, then?' in lines, 'what was tried and asked', repr(lines))
        tap.ok(lines.index('Tried: I tried the rutile ones: they hold.') < lines.index('Asked: Which current, then?'), 'the newest first')
        tap.lacks('\n'.join(lines).replace(own, ''), own.split(': ')[1], 'nor is one answer told twice')
    return one(second, BO)


def bounded(mail):
    for i in range(12):
        last = one(write(ANA, GOAL, 'More %d' % i, 'What of the %s thing, and whatever else there may be to say about it at some length, number %d?\n'
                         % ('very ' * 9, i)), BO)
    lines = card(last)
    tap.ok(len(lines) <= 13, 'it never is a wall', '\n'.join(lines))
    tap.ok(all(len(line) <= 70 for line in lines), 'no line is longer than a screen', '\n'.join(lines))
    tap.ok(any(re.match(r'\d+ more: learn-welding\+background@', line) for line in lines), 'the rest is counted, with where to read it', '\n'.join(lines))
    tap.same(len([line for line in lines if line.startswith('Asked: ')]), 3, 'a few are told, with the reader\'s own')


def stripped(mail):
    """Replies that quote it pass none of it on: the text of the copies is what was written."""
    for what, body in (('marked', quoted(mail, 'Shade eleven.')),
                       ('without marks', 'Shade twelve.\n\n-----Original Message-----\nFrom: Ana Lund\nSent: Saturday\nTo: Bo\nSubject: Mask\n\n' + text(mail)),
                       ('folded', 'Shade ten.\n\nOn Saturday, Ana wrote:\n' + ''.join('> %s\n' % line if len(line) < 60 else '> %s\n> %s\n' % (line[:line.rindex(' ', 0, 66)], line[line.rindex(' ', 0, 66) + 1:])
                                                                                 for line in text(mail).splitlines()))):
        copy = one(answer(mail, body), CY)
        passed = text(copy).split(RULE)[0]
        tap.ok('Shade' in passed and 'Hoped for' not in passed and 'You, answer' not in passed and 'Tried:' not in passed,
               'a reply that quotes it passes none of it on: %s' % what, text(copy))
        tap.lacks('\n'.join(card(copy)), 'You, answer', 'nor is it told to others')
    written = compose('Ana Lund <%s>' % ANA, GOAL, 'Gas', '<html><body><p>Is gas better?</p></body></html>', MIME_Version='1.0',
                      Content_Type='text/html; charset=utf-8')
    copy = one(post(written, ANA, GOAL, login=ANA), BO)
    html = copy.message.get_body(('html',)).get_content()
    tap.ok(html.count(MARK) >= 10 and MARK + 'You, answer 5: Shade ten.' in html, 'in HTML each line bears the mark that is not seen', html)
    back = '<html><body><p>No.</p><div>On Saturday, Ana wrote:</div><blockquote>%s</blockquote></body></html>' % html.split('<body>')[1].split('</body>')[0]
    made, to = reply(copy, 'Bo Smed <%s>' % BO, back, MIME_Version='1.0', Content_Type='text/html; charset=utf-8')
    passed = one(post(made, BO, to), CY).message.get_body(('html',)).get_content()
    tap.ok('Is gas better?' in passed and 'You, answer' not in passed and 'Tried:' not in passed, 'and a reply in HTML passes none of it on', passed)


def late_comer():
    welcome = follow(DI)
    said = ' '.join(text(welcome).split())
    for part in ('Hoped for: honest words', 'the newest first:', 'To read it all, write here'):
        tap.contains(said, part, 'who joins late gets the case: %r' % part)
    tap.ok(len(text(welcome).splitlines()) < 80, 'bounded', text(welcome))


def background():
    write(ANA, 'learn-welding+stuck@' + DOMAIN, 'Hm', 'I do not get on.\n')
    page = one(write(CY, CASE, 'x', 'I am the new background.\n'), CY)
    tap.lacks(text(page), 'reply to this mail with the new text', 'who reads the case is not asked to change it')
    tap.ok(not page.header('Reply-To'), 'and has no address that would')
    for part in ('Answer 1, Bo Smed', '> Rutile, 2 mm.', 'How it went', 'Skills it takes: steel'):
        tap.contains(text(page), part, 'it tells %r' % part)
    tap.lacks(text(page), 'stuck', 'and not that she is stuck')
    hers = one(write(ANA, CASE, 'x', 'I am the new background.\n'), ANA)
    tap.contains(text(hers), 'want to mend my garden furniture', 'a mail of hers to the address is answered with it, and changes nothing')
    tap.contains(text(hers), 'reply to this mail with the new text', 'and she is told how')
    tap.contains(text(hers), 'stuck since', 'to her it says that she is stuck, and since when')
    changed = answer(hers, quoted(hers, 'I rent a workshop now,\nand build a gate.\n\nSkills: steel, brass\n\nKind regards,\nAna'))
    told = one(changed, ANA)
    said = text(told)
    for part in ('> I rent a workshop now,', '> I have a small garage', '> steel, brass', 'Before, it was:'):
        tap.contains(said, part, 'what it is and what it was: %r' % part)
    tap.ok('egards' not in said and 'Hoped for' not in said, 'without her leave, and without what stays', said)
    tap.same(owners(changed), [ANA], 'nothing is broadcast')
    shown = site.json('goal', 'show', '--json', 'learn-welding')
    tap.same((shown['background'], shown['skills'], shown['expectations'][:12]),
             ('I rent a workshop now,\nand build a gate.', 'steel, brass', 'honest words'), 'it is changed')
    tap.contains(' '.join(card(one(write(ANA, GOAL, 'Hinges', 'Which hinges?\n'), BO))), 'Learn welding: I rent a workshop now, and build a gate.',
                 'those who follow see it with the next question')
    before = site.rows("SELECT background, expectations, skills FROM goal WHERE name = 'learn-welding'")
    tap.contains(text(one(answer(hers, ''), ANA)), 'I rent a workshop now', 'an empty reply gets the page')
    only = ''.join('> %s\n' % line for line in text(hers).splitlines())
    tap.contains(text(one(answer(hers, 'On Saturday Goals wrote:\n' + only), ANA)), 'reply to this mail', 'one that only quotes, too')
    tap.same(owners(answer(hers, 'Robot.\n', Auto_Submitted='auto-replied')), [], 'automatic mail gets nothing')
    made, to = reply(hers, 'Mal <%s>' % MAL, 'Mallory.\n')
    tap.same(owners(post(made, MAL, to)), [ANA], "her address from another's mailbox: she is asked")
    forged = compose('Ana Lund <%s>' % ANA, CASE, 'Re: x', 'Mallory.\n', In_Reply_To=hers.message_id)
    tap.lacks(readable(one(post(forged, MAL, CASE), ANA)), 'Mallory', 'one that nothing proves')
    tap.same(site.rows("SELECT background, expectations, skills FROM goal WHERE name = 'learn-welding'"), before, 'and nothing of these changes anything')
    answer(told, 'I have a small garage and want to mend my garden furniture.\n')
    tap.same(site.json('goal', 'show', '--json', 'learn-welding')['background'], 'I have a small garage and want to mend my garden furniture.',
             'she takes it back by replying again')
    long = one(answer(told, 'x' * 100000 + '\n'), ANA)
    tap.ok(len(site.json('goal', 'show', '--json', 'learn-welding')['background']) <= 32768 and len(long.raw) < 200000, 'as long as at the beginning, and no longer')
    gone = text(one(answer(told, 'Skills: none\n'), ANA))
    tap.ok('No skills are named any more' in gone and '> steel, brass' in gone, 'a part that is taken away is told, with what it was', gone)
    tap.same(site.json('goal', 'show', '--json', 'learn-welding')['skills'], '', 'and is gone')
    answer(told, 'A gate, as I said.\n')


def closed():
    site.time += 86400          # Ana has had the answers that a person gets in a day
    mine = [mail for mail in everything if mail.owner == ANA and 'Rutile, 2 mm.' in text(mail) and mail.header('From').startswith('Bo Smed')][0]
    asked = answer(mine, '#close 1\n\nBetween us, narwhal.\n')
    mails = answer(one(asked, BO, 'go on in private'), 'Gladly.\n')
    his = [mail for mail in mails if mail.owner == BO]
    tap.ok(len(his) == 2 and 'you are in' in his[0].subject and 'narwhal' in text(his[1]), 'who accepts gets the case, and then what waited', repr(his))
    said = ' '.join(text(his[0]).split())
    for part in ('Where it stands', 'A gate, as I said.', 'You, answer 1: Rutile, 2 mm.', 'Asked: Which hinges?'):
        tap.contains(said, part, 'the letter tells it: %r' % part)
    private = one(write(ANA, GOAL, 'Alone', 'Which walrus?\n'), BO)
    answer(private, 'The gryphon.\n')
    lines = card(one(write(ANA, GOAL, 'Alone 2', 'And the other walrus?\n'), BO))
    tap.ok('Asked: Which walrus?' in lines and 'You: The gryphon.' in lines, 'below a closed question stands what was said in private', repr(lines))
    tap.contains(text(one(write(BO, CASE), BO)), 'In the private talk: Bo Smed', 'who is in it is told who is')
    for person in (CY, DI):
        page = text(one(write(person, CASE), person))
        tap.ok(not re.search('walrus|gryphon|narwhal|private talk', page), 'who is not sees nothing of it', page)
    opened = answer(one(write(ANA, 'learn-welding+open@' + DOMAIN), ANA))
    one(opened, ANA, 'open')
    after = write(ANA, GOAL, 'Paint', 'Which paint?\n')
    for person in (BO, CY, DI):
        lines = '\n'.join(card(one(after, person)))
        tap.ok(not re.search('walrus|gryphon|narwhal', lines), 'nor is it told below an open question, not even to who said it', lines)
    tap.contains('\n'.join(card(one(after, BO))), 'You, answer', 'who has answered in the open reads that')


def search():
    for person in (CY, DI, MAL):
        leaks = [mail for mail in everything if mail.owner == person and re.search('walrus|gryphon|narwhal', readable(mail))]
        tap.same(leaks, [], 'nothing private reached %s' % person.split('@')[0])
    tap.ok([mail for mail in everything if mail.owner == BO and 'gryphon' in readable(mail)], 'and the search finds what is there')
    tap.same(site.faults, [], 'no call of the program did what none may')


def main():
    global site
    site = Instance()
    begin()
    mail = questions()
    bounded(mail)
    stripped(mail)
    late_comer()
    background()
    closed()
    search()


tap.run(main)
