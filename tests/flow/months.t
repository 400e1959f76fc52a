#!/usr/bin/python3
"""Three goals, nine people, three months: what each of them gets, mail by mail. No MTA; the clock is the test's.

Run with --transcript (`make story`) it tells the story to a reader instead of to a test harness.

Nothing comes that is not written down here: after every mail and every morning the mails that came are compared,
owner and subject, with what should have come.
"""
import datetime, email.utils, json, os, re, sys, textwrap
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, reply
import tap

TELL = '--transcript' in sys.argv
PEOPLE = {
    'ana': ('Ana Lund', 'ana@home.example'),        # learns to weld
    'pia': ('Pia Pott', 'pia@pot.example'),         # wants to speak in public, and fears it
    'max': ('Max Krog', 'max@hive.example'),        # wants to keep bees
    'bo': ('Bo Smed', 'bo@forge.example'),          # welds
    'di': ('Di Berg', 'di@school.example'),         # teaches
    'eve': ('Eve Strand', 'eve@far.example'),       # a stranger
    'gus': ('Gus Vang', 'gus@field.example'),       # keeps bees
    'fay': ('Fay Falk', 'fay@week.example'),        # reads by the week
    'kim': ('Kim Blom', 'kim@open.example'),        # follows all goals by the week
}
OWNERS = {address: who for who, (name, address) in PEOPLE.items()}
WIDTH = 100
ALIAS = 'Lucky Plover'       # of Pia; this time perhaps another

site = Instance()
everything = []
begun = site.time = int(datetime.datetime(2026, 9, 7, 6, 0, tzinfo=datetime.timezone.utc).timestamp())   # a Monday


def moment():
    return datetime.datetime.fromtimestamp(site.time, datetime.timezone.utc)


def date():
    return email.utils.format_datetime(moment())


def shown(name):
    """What the operator sees; the command goes by the machine's clock."""
    now, found = site.time, site.json('goal', 'show', '--json', name)
    site.time = now
    return found


def tell(line='', indent=0):
    if TELL:
        print(textwrap.fill(line, WIDTH, initial_indent=' ' * indent, subsequent_indent=' ' * indent) if line else '')


def text_of(mail):
    return mail.message.get_body(('plain',)).get_content()


def words(mail):
    return ' '.join(text_of(mail).split())


def own_lines(mail):
    """What a reader reads of it: of a copy the writer's own words, of a letter all but greeting and small print."""
    text = text_of(mail)
    drop = r'On some day|[>~]' if '\n~' in text else r'Hello\b|[-=~]+$'
    return [line for line in text.split('-' * 40)[0].split('\n') if line.strip() and not re.match(drop, line)]


def listed(mails):
    return sorted('%s: %s' % (OWNERS.get(mail.owner, mail.owner), named(mail.subject)) for mail in mails)


def named(subject):
    """An alias is made of random words."""
    for mail in everything:
        if OWNERS.get(mail.owner) == 'pia' and 'Others know you as' in words(mail):
            return subject.replace(re.search(r'Others know you as (.+?) there', words(mail)).group(1), ALIAS)
    return subject


def note(kind, got):
    """For whoever writes a story: what came, by the line that asked."""
    if os.environ.get('AUTHOR'):
        frame = sys._getframe(2)
        with open(os.environ['AUTHOR'], 'a') as file:
            file.write(json.dumps({'line': frame.f_lineno, 'kind': kind, 'got': got}) + '\n')


def came(expected):
    """Delivers what is due; `expected`: 'who: subject' for each mail that comes, in any order."""
    mails = site.sent()
    everything.extend(mails)
    tap.same(listed(mails), sorted(expected), '%s: what comes' % moment().strftime('%d %B'))
    for mail in mails:
        tell('-> %s gets "%s"' % (PEOPLE[OWNERS[mail.owner]][0], mail.subject), 4)
        for line in own_lines(mail)[:5]:
            tell(line, 10)
    return mails


def said(who, subject, text):
    tell()
    tell('%s  %s writes%s:' % (moment().strftime('%a %d %b'), PEOPLE[who][0], ' "%s"' % subject if subject else ''))
    for line in text.split('\n'):
        tell(line, 2)


def write(who, where, subject, text, *expected, **fields):
    """A new mail to NAME or NAME+word of this site."""
    name, address = PEOPLE[who]
    where = '%s@%s' % (where, DOMAIN)
    said(who, subject or where, text)
    mail = compose('%s <%s>' % (name, address), where, subject, text + '\n', **dict({'Date': date()}, **fields))
    taken = site.receive(mail, address, where, login=address)
    tap.ok(taken.status == 0, 'a mail of %s is taken' % name, repr(taken))
    mails = came(expected)
    note('write', listed(mails))
    return mails


def answer(who, mail, text, *expected, **fields):
    """What the reply button makes of the mail that somebody got."""
    name, address = PEOPLE[who]
    quoted = '\n\nOn some day, somebody wrote:\n' + ''.join('> %s\n' % line for line in text_of(mail).splitlines())
    raw, where = reply(mail, '%s <%s>' % (name, address), text + quoted, **dict({'Date': date()}, **fields))
    said(who, 'Re: ' + re.sub('^Re: ', '', mail.subject), text)
    taken = site.receive(raw, address, where, login=address)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % name, repr(taken))
    mails = came(expected)
    note('answer', listed(mails))
    return mails


def last(who, subject):
    """The newest mail that somebody got, by the begin of its subject."""
    return next(mail for mail in reversed(everything) if OWNERS.get(mail.owner) == who and mail.subject.startswith(subject))


def chapter(title):
    tell()
    tell(title)
    tell('=' * len(title))


def mornings(days, *expected):
    """So many mornings, at a minute past seven; `expected`: 'DAY who: subject', DAY as in '24 Sep'."""
    left, got = list(expected), []
    for _ in range(days):
        then = moment().replace(hour=7, minute=1, second=0)
        then += datetime.timedelta(days=1 if then <= moment() else 0)
        tap.ok(site.tick(int(then.timestamp()) - site.time).status == 0, 'the clock is well')
        today = then.strftime('%-d %b ')
        due = [line[len(today):] for line in left if line.startswith(today)]
        left = [line for line in left if not line.startswith(today)]
        if due:
            tell()
            tell(then.strftime('%a %d %b, in the morning'))
        got += [today + line for line in listed(came(due))]
    note('mornings', got)
    tap.same(left, [], 'and nothing is missing')


def beginnings():
    """What the helpers can do, and who reads what."""
    write('kim', 'open+digest', '', '',
          'kim: Please confirm that you want to follow all open goals')
    answer('kim', last('kim', 'Please confirm'), '', 'kim: You follow all open goals now')
    write('bo', 'me', 'Me', 'Skills: welding, brazing', 'bo: Your settings on goals.example')
    write('gus', 'me', 'Me', 'Skills: beekeeping', 'gus: Your settings on goals.example')
    write('di', 'me', 'Me', 'Skills: public speaking', 'di: Your settings on goals.example')


def september():
    chapter('September: Ana wants to learn welding')
    write('ana', 'new', 'Learn welding', 'I am a carpenter and have never welded.\nExpectations: a word of warning\nSkills: welding',
          'ana: Please confirm your goal: Learn welding')
    answer('ana', last('ana', 'Please confirm'), 'Yes!',
           'ana: Learn welding: your goal has an address')
    write('fay', 'learn-welding+digest', '', '',
          'fay: Please confirm that you want to follow Learn welding')
    answer('fay', last('fay', 'Please confirm'), '', 'fay: You follow Learn welding now')
    mornings(2, '8 Sep bo: Learn welding: perhaps you can help')
    write('ana', 'learn-welding', 'Which gas?', 'Which gas do I need for thin tubes?',
          'ana: Your question waits for the next digest')
    follow = re.search(r'Follow this goal: (\S+)@', words(last('bo', 'Learn welding: perhaps'))).group(1)
    write('bo', follow, '', '', 'bo: You follow Learn welding now')
    write('eve', 'learn-welding+subscribe', '', '', 'eve: Please confirm that you want to follow Learn welding')
    answer('eve', last('eve', 'Please confirm'), '', 'eve: You follow Learn welding now')
    write('ana', 'learn-welding', 'Which mask?', 'And which mask, for a beginner?',
          'ana: Your question is on its way',
          'bo: Which mask?',
          'eve: Which mask?')
    answer('bo', last('bo', 'Which mask?'), 'One that darkens by itself.', 'ana: Re: Which mask?', 'eve: Re: Which mask?')
    answer('eve', last('eve', 'Which mask?'), 'I borrowed one from the fire brigade.', 'ana: Re: Which mask?', 'bo: Re: Which mask?')
    mornings(4, '12 Sep ana: Answers so far: Which mask?')
    answer('ana', last('ana', 'Answers so far'), '1',
           'ana: You chose an answer: Learn welding',
           'bo: Ana Lund will try your answer: Learn welding')
    mornings(3,
             '13 Sep bo: Learn welding: a good answer is still wanted',
             '14 Sep fay: New this week: Learn welding',
             '14 Sep kim: New this week: Learn welding')
    chapter('Max wants to keep bees')
    write('max', 'new', 'Keep bees', 'A meadow, two hives, no idea.\nSkills: beekeeping', 'max: Please confirm your goal: Keep bees')
    answer('max', last('max', 'Please confirm'), 'Yes', 'max: Keep bees: your goal has an address')
    write('max', 'keep-bees', 'When to buy?', 'Is autumn a good time to buy a swarm?', 'max: Nobody follows your goal yet')
    mornings(1, '16 Sep ana: What became of it?', '16 Sep gus: Keep bees: perhaps you can help')
    answer('ana', last('ana', 'What became of it?'), 'I bought one. It is a joy, thank you, Bo!', 'ana: Which one did you mean?')  # of which answer?
    mornings(6, '21 Sep kim: New this week: Keep bees')


def link(who, subject, label):
    """The local part behind a link of a letter."""
    return re.search(r'%s:? <?(\S+?)@%s' % (re.escape(label), re.escape(DOMAIN)), words(last(who, subject))).group(1)


def ana_tells():
    chapter('Ana tells how it went')
    write('ana', link('ana', 'Which one did you mean?', 'Bo Smed: One that darkens by itself.'), 'Re: Which mask?', 'I bought one. It is a joy, thank you, Bo!',
          'bo: Re: Which mask?',
          'eve: Re: Which mask?')
    mornings(3, "23 Sep ana: What became of Eve Strand's answer?", '23 Sep bo: Ana Lund thanks you: Learn welding')
    answer('ana', last('ana', 'What became of Eve Strand'), 'The fire brigade has none to lend, alas.',
           'bo: Re: Which mask?',
           'eve: Re: Which mask?')
    write('ana', 'learn-welding', 'Which gas, again', 'I still wonder: which gas for thin tubes?',
          'ana: Your question is on its way',
          'bo: Which gas, again',
          'eve: Which gas, again')
    answer('bo', last('bo', 'Which gas, again'), 'Pure argon, nothing else.', 'ana: Re: Which gas, again', 'eve: Re: Which gas, again')
    mornings(1)


def october():
    chapter('October: Pia is afraid to speak')
    write('pia', 'new+anon', 'Speak in public', 'I blush and stammer.\nSkills: public speaking',
          'pia: Please confirm your goal: Speak in public')
    answer('pia', last('pia', 'Please confirm'), 'Yes', 'pia: Speak in public: your goal has an address')
    mornings(2,
             '27 Sep di: Speak in public: perhaps you can help',
             '28 Sep eve: What came of your answers: Learn welding',
             '28 Sep fay: New this week: Learn welding',
             '28 Sep kim: New this week: 2 goals')
    write('di', link('di', 'Speak in public', 'Follow this goal'), '', '', 'di: You follow Speak in public now')
    write('pia', 'speak-in-public', 'How to begin?', 'How do I begin a speech without stammering? Pia',
          'pia: Speak in public: shall others read this?')
    answer('pia', last('pia', 'Speak in public: shall others'), '', 'di: How to begin?', 'pia: Your question is on its way')
    answer('di', last('di', 'How to begin?'), 'Learn the first sentence by heart.', 'pia: Re: How to begin?')
    answer('pia', last('pia', 'Re: How to begin?'), 'Thank you, Di! I tried it at a birthday, and it worked.', 'di: Re: How to begin?')
    answer('ana', last('ana', 'Re: Which gas, again'), 'I tried argon, and the tubes hold. Thank you!',
           'bo: Re: Which gas, again',
           'eve: Re: Which gas, again')
    mornings(3, '29 Sep di: Lucky Plover thanks you: Speak in public')
    chapter('Pia goes on with Di alone')
    answer('pia', last('pia', 'Re: How to begin?'), '#close',
           'di: Speak in public: will you go on in private?',
           'pia: Speak in public is closed now')
    answer('di', last('di', 'Speak in public: will you'), 'Gladly.',
           'di: Speak in public: you are in the private talk',
           'pia: Gladly.',
           'pia: Speak in public: Di Berg has accepted')
    write('pia', 'speak-in-public', 'A secret', 'At school they laughed at me. What do I do if they laugh?',
          'di: A secret',
          'pia: Your question is on its way')
    answer('di', last('di', 'A secret'), 'Laugh with them.', 'pia: Re: A secret')
    write('pia', 'speak-in-public+reveal', '', 'Di', 'pia: Speak in public: shall they know who you are?')
    answer('pia', last('pia', 'Speak in public: shall they'), '',
           'di: Speak in public: Lucky Plover tells you who they are',
           'pia: Speak in public: they know who you are')
    answer('pia', last('pia', 'Re: A secret'), 'I will try to, on Sunday.', 'di: Re: A secret')
    mornings(4,
             '5 Oct bo: What came of your answers: Learn welding',
             '5 Oct fay: New this week: Learn welding',
             '5 Oct pia: How did it go?')
    chapter('Ana arrives')
    write('ana', 'learn-welding+achieved', 'It holds', 'My frame is welded, and I ride it to work.',
          'ana: Learn welding: reached',
          'bo: It holds',
          'eve: It holds')
    mornings(7,
             '6 Oct bo: What came of your answers: Learn welding',
             '6 Oct eve: What came of your answers: Learn welding',
             '7 Oct bo: Reached: Learn welding',
             '7 Oct eve: Reached: Learn welding',
             '7 Oct fay: Reached: Learn welding',
             '12 Oct fay: New this week: Learn welding',
             '12 Oct pia: How did it go?')


def parting():
    chapter('Pia and Di part')
    answer('pia', last('pia', 'How did it go?'), 'They laughed, and I fled.', 'di: Re: A secret')
    write('di', 'speak-in-public+leave', '', '',
          'di: Speak in public: four questions, for you alone',
          'di: Speak in public: you have left',
          'pia: Speak in public: four questions, for you alone',
          'pia: Speak in public: nobody is in it now')
    mornings(1)
    answer('di', last('di', 'Speak in public: four questions'), '1. A brave goal.\n2. She wrote seldom.\n3. I was too quick.\n4. I had little time.',
           'di: Speak in public: kept, for you alone')
    answer('pia', last('pia', 'Speak in public: four questions'), '1. Yes, I still want it.\n2. Di was kind, but far ahead of me.\n3. I hid.\n4. I need smaller steps.',
           'pia: Speak in public: kept, for you alone')
    answer('di', last('di', 'Speak in public: kept'), '',
           'di: Speak in public: you agreed to show it')
    answer('pia', last('pia', 'Speak in public: kept'), '',
           'di: Speak in public: what Pia Pott wrote',
           'pia: Speak in public: what Di Berg wrote')
    write('pia', 'speak-in-public+open', '', '',
          'pia: Speak in public: shall it be open again?')
    answer('pia', last('pia', 'Speak in public'), '', 'pia: Speak in public is open again')
    mornings(3)


def november():
    chapter('November: Max says nothing')
    write('gus', link('gus', 'Keep bees', 'Answer this question'), 'Re: When to buy?', 'Wait for May, and ask the club.',
          'max: Re: When to buy?')
    mornings(30,
             '19 Oct kim: New this week: Speak in public',
             "24 Oct max: What became of Gus Vang's answer?",
             "31 Oct max: What became of Gus Vang's answer?",
             "7 Nov max: What became of Gus Vang's answer?",
             '14 Nov max: Keep bees: four questions, for you alone')
    answer('max', last('max', 'Keep bees: four questions'), '1. Too large a goal.\n3. I was ashamed that I had not tried.',
           'max: Keep bees: kept, for you alone')
    chapter('December: Max begins again')
    write('max', 'new', 'Keep one hive', 'One hive, in May.\nSkills: beekeeping',
          'max: Please confirm your goal: Keep one hive')
    answer('max', last('max', 'Please confirm'), 'Yes',
           'max: Keep one hive: your goal has an address')
    tap.contains(words(last('max', 'Keep one hive')), 'I was ashamed', 'his words of then are there')
    mornings(22,
             '16 Nov gus: Keep one hive: perhaps you can help',
             '16 Nov kim: New this week: Keep one hive')


def secrets():
    """What was private, and who Pia is, reached nobody it was not for."""
    for mail in everything:
        who = OWNERS.get(mail.owner)
        text = words(mail)
        tap.ok(who == 'pia' or not any(word in text for word in ('pia@', 'pot.example')), "Pia's address", repr(mail))
        tap.ok(who in ('pia', 'di') or 'Pott' not in text, "Pia's name", repr(mail))
        tap.ok(who in ('pia', 'di') or 'laugh' not in text, 'what was said in private', repr(mail))
        tap.ok(who in ('pia', 'di') or not any(word in text for word in ('I hid', 'too quick')), 'what they wrote of each other', repr(mail))
        tap.ok(who == 'max' or 'ashamed' not in text, 'what Max wrote for himself', repr(mail))


def main():
    if TELL:
        tap.quiet()
    beginnings()
    september()
    ana_tells()
    october()
    parting()
    november()
    secrets()
    tap.ok(not site.faults, 'what holds for every call', '\n'.join(site.faults))


tap.run(main)
