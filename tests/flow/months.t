#!/usr/bin/python3
"""Three goals, nine people, three months: what each of them gets, mail by mail. No MTA; the clock is the test's.

Run with --transcript (`make story`) it tells the story to a reader instead of to a test harness.

Nothing comes that is not written down here: after every mail and every morning the mails that came are compared,
owner and subject, with what should have come.
"""
import datetime, email.utils, os, re, sys, textwrap
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
    """What a reader reads of it: greeting, quotes of earlier mails and the small print left out."""
    lines = [line for line in text_of(mail).split('-' * 40)[0].split('\n') if not line.startswith('>>')]
    return [line for line in lines if line.strip() and not re.match(r'Hello\b', line)]


def came(expected):
    """Delivers what is due; `expected`: 'who: subject' for each mail that comes, in any order."""
    mails = site.sent()
    everything.extend(mails)
    got = sorted('%s: %s' % (OWNERS.get(mail.owner, mail.owner), mail.subject) for mail in mails)
    tap.same(got, sorted(expected), '%s: what comes' % moment().strftime('%d %B'))
    if os.environ.get('AUTHOR') and got != sorted(expected):
        sys.stderr.write('@@ %s %r\n' % (moment().strftime('%-d %b'), got))
    for mail in mails:
        tell('-> %s gets "%s"' % (PEOPLE[OWNERS[mail.owner]][0], mail.subject), 4)
        for line in own_lines(mail)[:6]:
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
    return came(expected)


def answer(who, mail, text, *expected, **fields):
    """What the reply button makes of the mail that somebody got."""
    name, address = PEOPLE[who]
    quoted = '\n\nOn some day, somebody wrote:\n' + ''.join('> %s\n' % line for line in text_of(mail).splitlines())
    raw, where = reply(mail, '%s <%s>' % (name, address), text + quoted, **dict({'Date': date()}, **fields))
    said(who, 'Re: ' + re.sub('^Re: ', '', mail.subject), text)
    taken = site.receive(raw, address, where, login=address)
    tap.ok(taken.status == 0, 'a reply of %s is taken' % name, repr(taken))
    return came(expected)


def last(who, subject):
    """The newest mail that somebody got, by the begin of its subject."""
    return next(mail for mail in reversed(everything) if OWNERS.get(mail.owner) == who and mail.subject.startswith(subject))


def mornings(days, *expected):
    """So many mornings, at a minute past seven; `expected`: 'DAY who: subject', DAY as in '24 Sep'."""
    left = list(expected)
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
        came(due)
    tap.same(left, [], 'and nothing is missing')


def weld():
    write('kim', 'open+digest', '', '', 'kim: x')
    answer('kim', last('kim', ''), '', 'kim: x')
    write('ana', 'new', 'Learn welding', 'I am a carpenter and have never welded.\nExpectations: a word of warning\nSkills: welding',
          'ana: x')
    answer('ana', last('ana', ''), 'Yes!', 'ana: x')
    for who, mode in (('bo', 'subscribe'), ('di', 'subscribe'), ('fay', 'digest')):
        write(who, 'learn-welding+' + mode, '', '', who + ': x')
        answer(who, last(who, ''), '', who + ': x')
    mornings(1)
    write('ana', 'learn-welding', 'Which gas?', 'Which gas do I need for thin tubes?')
    answer('bo', last('bo', 'Which gas?'), 'Pure argon, nothing else.')
    answer('di', last('di', 'Which gas?'), 'Ask Bo. And practise on offcuts first.')
    mornings(4)


def main():
    if TELL:
        tap.quiet()
    weld()


tap.run(main)
