#!/usr/bin/python3
"""An anonymous goal from its first mail to its last, and after each step every byte that others were sent is searched for
what could tell who its protege is: her name, her addresses and their domains, her mail program, her zone, her mail's
way here, her Message-IDs.

    Ana Lind     the protege                 of two goals, in one of them by her name
    Bo, Cy       follow, answer; Bo is told who she is, and chosen
    Di           follows by the week
    Eva          a stranger who answers
"""
import base64, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, Mail, compose, owners, reply
import tap

ANA, ANA2 = 'ana.lind@home.example', 'lind@work.example'
BO, CY, DI, EVA = 'bo@forge.example', 'cy@club.example', 'di@school.example', 'eva@far.example'
NAMES = {ANA: 'Ana Lind', ANA2: 'Lind', BO: 'Bo Smed', CY: 'Cy Hansen', DI: 'Di Strand', EVA: 'Eva Vang'}
DAY = 86400
# What each mail of hers has that must not leave.
TRACES = ('Ana', 'Lind', 'home.example', 'work.example', 'Thunderhen', '+0845', '203.0.113.7', 'spy-pixel', 'Autocrypt')
HEADER = {'User_Agent': 'Thunderhen 7.3', 'X_Mailer': 'Thunderhen', 'Received': 'from garage (garage.home.example [203.0.113.7]) by mx',
          'X_Originating_IP': '[203.0.113.7]', 'Autocrypt': 'addr=ana.lind@home.example; keydata=x', 'Organization': 'Lind Steel',
          'Thread_Topic': 'Lind', 'Content_Language': 'en-Ana', 'Sender': ANA, 'Disposition_Notification_To': ANA}
SIGNATURE = '\n\nBest regards\nAna\n\n-- \nAna Lind, Lind Steel\n'

site = None
told = set()          # who was told her name
others = []           # all that others than she were sent
serial = 0


def everything(mail):
    """All that can be read in a mail, encodings undone."""
    parts = [mail.raw.decode('utf-8', 'replace')]
    parts += [str(mail.message[name]) for name in mail.message.keys()]
    for part in mail.message.walk():
        if not part.is_multipart():
            parts.append((part.get_payload(decode=True) or b'').decode('utf-8', 'replace'))
            parts.append(part.get_filename() or '')
    return '\n'.join(parts)


def traces_in(mail):
    text = everything(mail)
    if mail.owner.startswith('postmaster@'):    # what came from an address that is nobody's yet waits, and is listed
        text = text.replace(ANA2, '')
    if 'your mail also went to somebody else' in mail.subject:      # it repeats what its reader wrote
        text = text.replace(ANA2, '').replace(ANA, '')
    # Her name, and nothing else, is for who was told.
    known = ('Ana', 'Lind') if mail.owner in told else ()
    found = [trace for trace in TRACES if trace not in known and re.search(r'(?<![a-z])' + re.escape(trace), text)]
    return found


def search(mails):
    for mail in mails:
        if mail.owner in (ANA, ANA2):
            continue
        others.append(mail)
        found = traces_in(mail)
        if found:
            tap.ok(False, 'nothing tells who she is', '%r: %s\n%s' % (mail, found, everything(mail)))
    return mails


def sent(later=60):
    return search(site.sent(later))


def one(mails, person, name=None):
    mine = [mail for mail in mails if mail.owner == person]
    tap.same(len(mine), 1, name or '%s has one mail' % person.split('@')[0]) or tap.diag(repr(mails))
    return mine[0]


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def put(mail, sender, to, login=None):
    answer = site.receive(mail, sender, to, login=login)
    tap.same(answer.status, 0, 'taken: %s' % to.split('@')[0][:20]) or tap.diag(repr(answer))
    return sent()


def write(to, subject, body, sender=ANA, **fields):
    """A mail of hers (or of another), proven, with all that her client puts into it."""
    global serial
    serial += 1
    if sender in (ANA, ANA2):
        fields = dict(HEADER, Date='Mon, 23 Nov 2026 17:%02d:00 +0845' % (serial % 60),
                      Message_ID='<%d.ana@garage.home.example>' % serial, **fields)
    return put(compose('%s <%s>' % (NAMES[sender], sender), to, subject, body, **fields), sender, to, login=sender)


def answer(mail, body, sender=None, **fields):
    """A plain reply, with a quote of what it replies to."""
    sender = sender or mail.owner
    if sender == ANA:
        fields = dict(HEADER, Date='Mon, 23 Nov 2026 18:00:00 +0845', Message_ID='<r%d.ana@garage.home.example>' % len(everything(mail)), **fields)
        body += SIGNATURE
    quoted = ''.join('> %s\n' % line for line in text(mail).splitlines())
    made, to = reply(mail, '%s <%s>' % (NAMES[sender], sender), '%s\n\nOn Monday, somebody wrote:\n%s' % (body, quoted), **fields)
    return put(made, sender, to, login=sender)


def yes(mail):
    """The reply that confirms, of nothing but that."""
    made, to = reply(mail, '%s <%s>' % (NAMES[mail.owner], mail.owner), '')
    return put(made, mail.owner, to)


def at(name, word=None):
    return '%s%s@%s' % (name, '+' + word if word else '', DOMAIN)


def show(name):
    return site.json('goal', 'show', '--json', name)


def create():
    """By mail, anonymous from the first; what tells of her in its words is said before anybody reads it."""
    asked = one(write(at('new', 'anon'), 'Learn welding', 'I am Ana and have a garage, call 070-123 45 67.\n\nExpectations: honest words' + SIGNATURE), ANA)
    for part in ('You will be anonymous', 'in the background: Ana', 'in the background: 070-123 45 67'):
        tap.contains(' '.join(text(asked).split()), part, 'before it is made she is told: ' + part)
    tap.lacks(text(asked).split('This is what they will read')[1].split('You will be anonymous')[0], 'Best regards', 'and her leave is no part of it')
    asked = one(write(at('new'), 'Learn welding', '#anon\n\nI have a garage.' + SIGNATURE), ANA, 'the command does it too')
    tap.lacks(text(asked), 'may say who you are', 'with nothing in it that tells')
    ready = one(yes(asked), ANA)
    alias = show('learn-welding')['protege_name']
    tap.ok(re.fullmatch('[A-Z][a-z]+ [A-Z][a-z]+', alias), 'she has an alias of two words', alias)
    tap.contains(text(ready), alias, 'and is told')
    tap.same((show('learn-welding')['anonymous'], show('learn-welding')['protege']), (True, alias), 'the operator sees that, and not who it is')
    for person, mode in ((BO, 'each'), (CY, 'each'), (DI, 'weekly')):
        site.call('follow', 'learn-welding', person, '--mode', mode)
    site.call('follow', 'open', EVA)
    sent()
    return alias, ready


def first_post(alias, ready):
    """Held and shown; sent by a reply."""
    mails = answer(ready, 'Which gas for thin tubes?\n\nI have argon.', subject='Gas')
    preview = one(mails, ANA, 'her first mail is shown to her')
    tap.same(owners(mails), [ANA], 'and to nobody else')
    words = ' '.join(text(preview).split())
    for part in ("from '%s'" % alias, 'Gas', 'Which gas for thin tubes?', 'I have argon.', 'your first mail'):
        tap.contains(words, part, 'the preview has ' + part)
    for part in ('Best regards', 'Lind', 'may say who', 'wrote:'):
        tap.lacks(words.split('Hello Ana Lind')[1], part, 'and not ' + part)
    tap.same(site.posts('learn-welding'), [], 'there is no post yet')
    mails = yes(preview)
    tap.same(owners(mails), sorted([ANA, BO, CY, EVA]), 'a reply sends it')
    tap.contains(one(mails, ANA).subject, 'Your question is on its way', 'which she is told')
    copy = one(mails, BO)
    tap.same(copy.header('From'), '%s via Learn welding <%s>' % (alias, at('learn-welding')), 'it comes from her alias')
    tap.same(text(copy).split('\n~')[0].strip(), 'Which gas for thin tubes?\n\nI have argon.', 'and is her new text')
    tap.same(copy.message.get_content_type(), 'text/plain', 'as plain text')
    tap.ok(copy.header('Date').endswith('+0000') and copy.message_id.endswith('@%s>' % DOMAIN), 'its Date is in UTC and its Message-ID ours',
           copy.header('Date') + copy.message_id)
    allowed = {'Return-Path', 'From', 'To', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'List-Id', 'List-Post', 'List-Help', 'List-Subscribe',
               'List-Owner', 'List-Unsubscribe', 'Precedence', 'X-Journster-Loop', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding',
               'Delivered-To', 'In-Reply-To', 'References'}
    tap.same(set(copy.message.keys()) - allowed, set(), 'nothing else stands in its header')
    tap.same(site.posts('learn-welding')[0]['author_address'], alias, "the operator's list has the alias")
    return copy


def same_mail_twice():
    mail = compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'Rods', 'Which rods?\n', **dict(HEADER, Message_ID='<twice@garage.home.example>'))
    mails = put(mail, ANA, at('learn-welding'), login=ANA)
    tap.same(owners(mails), sorted([ANA, BO, CY, EVA]), 'what has nothing in it goes out at once')
    tap.same(owners(put(mail, ANA, at('learn-welding'), login=ANA)), [], 'and the same mail again is the same mail, by its own Message-ID')
    mails = write(at('learn-welding'), 'Re: Rods', 'Thin ones, I mean.\n', In_Reply_To='<twice@garage.home.example>', References='<twice@garage.home.example>')
    copy = one(mails, BO)
    tap.ok(copy.header('In-Reply-To').endswith('.post@%s>' % DOMAIN), 'her word on her own mail threads, by the Message-ID that others have',
           copy.header('In-Reply-To'))


def answers(alias, copy):
    mails = answer(copy, 'Pure argon.')
    tap.same(owners(mails), sorted([ANA, CY]), "Bo's answer goes to her and to Cy")
    tap.ok(one(mails, CY).header('References').endswith(copy.message_id), 'and threads')
    to_ana = one(mails, ANA)
    mails = put(reply(copy, 'Eva Vang <%s>' % EVA, 'Or a mixture.')[0], EVA, copy.reply_to.split('+')[0] + '@' + DOMAIN, login=EVA)
    tap.same(owners(mails), sorted([ANA, BO, CY]), 'a stranger answers')
    tap.contains(site.posts('learn-welding')[-1]['kind'], 'answer', 'which is an answer')
    mails = answer(to_ana, 'Thank you, Bo! It holds now.')
    tap.same(owners(mails), sorted([BO, CY, EVA]) if EVA in owners(mails) else sorted([BO, CY]), 'she thanks')
    thanks = [mail for mail in sent(3600) + site_tick() if 'thanks you' in mail.subject]
    tap.same([(mail.owner, mail.subject) for mail in thanks], [(BO, '%s thanks you: Learn welding' % alias)], 'the thanks come from her alias')
    tap.lacks(text(thanks[0]), 'Best regards', 'in her words, without her leave')
    return to_ana


def site_tick(later=60):
    site.tick(later)
    return sent()


def warnings(to_ana):
    """Later mails go at once, but for those that may tell of her."""
    cases = (('Anas garage', 'Here it is.', 'your name, in the subject: Anas'),
             ('Place', 'Come to see it, +46 70 123 45 67', 'a phone number, in the text: +46 70 123 45 67'),
             ('Place', 'Write to lind@work.example, please', 'a mail address, in the text: lind@work.example'),
             ('Place', 'See https://photos.example/ana-lind', 'a link, in the text: https://photos.example/ana-lind'))
    for subject, body, said in cases:
        mails = write(at('learn-welding'), subject, body + '\n')
        tap.same(owners(mails), [ANA], 'held: ' + said)
        tap.contains(' '.join(text(mails[0]).split()), said, 'and why')
    mails = put(compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'All', 'Hello you two.\n', Cc=CY, **HEADER), ANA, at('learn-welding'), login=ANA)
    tap.contains(text(one(mails, ANA)), CY, 'held: her client sent it to another itself')
    tap.same(owners(mails), [ANA], 'and nobody gets it from us')
    site.goal('Another goal', DI)
    sent()
    mails = put(compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'Both', 'Hello both.\n', Cc=at('another-goal', 'thanks'), **HEADER), ANA, at('learn-welding'), login=ANA)
    words = ' '.join(text(one(mails, ANA, 'held: it went to another goal, too')).split())
    tap.ok('another goal here.' in words and words.count(at('another-goal')) == 1 and 'to others as well' not in words, 'which is named', words)
    for cc in (at('learn-welding', 'thanks'), at('no-such-goal'), at('me')):
        mails = put(compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'One', 'Hello to one, %s.\n' % cc.split('@')[0], Cc=cc, **HEADER), ANA, at('learn-welding'), login=ANA)
        tap.ok(BO in owners(mails), 'not held: ' + cc.split('@')[0], repr(mails))
    png = base64.encodebytes(b'\x89PNG not really').decode()
    parts = [('text/plain; charset=utf-8', None, 'See the weld.' + SIGNATURE), ('text/html', None, '<p>See the weld.<img src="http://x/spy-pixel"></p>'),
             ('image/png', 'weld.png', png), ('text/vcard', 'ana.vcf', 'FN:Ana Lind\n'), ('text/plain', 'notes.txt', 'written by hand\n')]
    body = '--m\nContent-Type: multipart/alternative; boundary=a\n\n'
    for kind, name, content in parts[:2]:
        body += '--a\nContent-Type: %s\n\n%s\n' % (kind, content)
    body += '--a--\n'
    for kind, name, content in parts[2:]:
        body += '--m\nContent-Type: %s; name="%s"\nContent-Disposition: attachment; filename="%s"\n%s\n%s\n' % (
            kind, name, name, 'Content-Transfer-Encoding: base64\n' if kind == 'image/png' else '', content)
    mails = write(at('learn-welding'), 'Weld', body + '--m--\n', MIME_Version='1.0', Content_Type='multipart/mixed; boundary=m')
    preview = one(mails, ANA, 'files are shown first')
    words = ' '.join(text(preview).split())
    tap.ok('- weld.png - notes.txt' in words and 'These stay here, because they say who sent them: - ana.vcf' in words,
           'those that go, and those that do not', words)
    mails = yes(preview)
    copy = one(mails, CY)
    files = [(part.get_filename(), part.get_content_type()) for part in copy.message.iter_attachments()]
    tap.same(files, [('weld.png', 'image/png'), ('notes.txt', 'text/plain')], 'the files go with it')
    tap.same(list(copy.message.iter_attachments())[0].get_payload(decode=True), b'\x89PNG not really', 'byte for byte')
    tap.contains(text(copy), 'See the weld.\n', 'with her text')
    html = write(at('learn-welding'), 'Html', '<html><body><p>Only <b>HTML</b> here?</p></body></html>\n', MIME_Version='1.0', Content_Type='text/html')
    tap.contains(text(one(html, BO)), 'Only HTML here?', 'of HTML alone its text goes out')
    tap.lacks(one(html, BO).raw.decode(), '<b>', 'and no HTML')
    signed = ('--s\nContent-Type: text/plain\n\nSigned by me.\n--s\nContent-Type: application/pgp-signature\n\nx\n--s--\n')
    mails = write(at('learn-welding'), 'Signed', signed, MIME_Version='1.0',
                  Content_Type='multipart/signed; boundary=s; micalg=pgp-sha256; protocol="application/pgp-signature"')
    tap.same(owners(mails), [ANA], 'signed mail is refused')
    tap.contains(' '.join(text(mails[0]).split()), 'a signature says who you are', 'with the reason')


def choose(alias):
    """Whoever's answer will be tried hears it from her alias."""
    mails = write(at('learn-welding'), 'x', '#choose 1\n')
    tap.contains(one(mails, BO).subject, '%s will try your answer' % alias, 'the letter to who is chosen has the alias')


def forged(alias):
    """What others send in her name changes nothing and tells nothing."""
    for word in ('anon', 'reveal', 'close'):
        mails = put(compose('Ana Lind <%s>' % ANA, at('learn-welding', word), '', ''), BO, at('learn-welding', word))
        tap.same([owner for owner in owners(mails) if owner != ANA], [], '+%s in her name, unproven: nobody hears of it' % word)
    mails = write(at('learn-welding'), 'Steel', 'A word on steel.', sender=BO)
    tap.ok(CY in owners(mails), 'a close in her name silences nothing: whose close does would be seen', owners(mails))
    mails = write(at('learn-welding', 'reveal'), '', '', sender=BO)
    tap.contains(one(mails, BO).subject, 'was sent to nobody', 'another cannot reveal her')
    tap.same(show('learn-welding')['protege_name'], alias, 'she is who she was')
    site.time += DAY


def other_address(to_ana):
    """Her token, from an address that is not known to be hers: it would go out under its own name."""
    made, to = reply(to_ana, 'Lind <%s>' % ANA2, 'From work.')
    mails = put(made, ANA2, to, login=ANA2)
    tap.same(owners(mails), [ANA], 'a mail from another address of hers goes to nobody; she is asked')


def digests(alias):
    weekly = [mail for mail in site_tick(8 * DAY) if mail.owner == DI and 'New this week' in mail.subject]
    tap.contains(text(one(weekly, DI)), '%s asked' % alias, 'the digest has the alias')
    mails = write(at('learn-welding', 'background'), '', '', sender=CY)
    tap.contains(text(one(mails, CY)), alias, 'and so has the background')
    mails = write(at('me', 'export'), '', '', sender=BO)
    tap.contains(everything(one(mails, BO)), 'Pure argon.', "and Bo's file of what is held on him has nothing of her")
    mine = everything(one(write(at('me', 'export'), '', ''), ANA))
    tap.contains(mine, 'Others know you as: ' + alias, 'hers has the alias')
    write(at('open'), '', '', sender=CY)


def other_goal(alias):
    """Another goal of hers, by her name, tells nothing of this one; a third has another alias."""
    asked = one(write(at('new', 'anon'), 'Learn Danish', 'Slowly.'), ANA)
    yes(asked)
    second = show('learn-danish')['protege_name']
    tap.ok(second != alias and not set(second.split()) & {'Ana', 'Lind'}, 'in another goal she has another alias', (alias, second))


def reveal_one(alias):
    mails = write(at('learn-welding'), 'Re: x', '#reveal nobody here\n')
    tap.contains(one(mails, ANA).subject, 'whom do you want to tell', 'words that name nobody reveal nothing')
    confirm = one(answer_words(one(mails, ANA), 'Bo\n'), ANA, 'a reply that names does')
    words = ' '.join(text(confirm).split())
    tap.ok("who '%s' is: - Bo Smed" % alias in words and "see 'Ana Lind' where others see '%s'" % alias in words, 'she is asked, and told what Bo will learn', words)
    tap.same(show('learn-welding')['protege_name'], alias, 'until then nobody knows')
    told.add(BO)
    mails = yes(confirm)
    tap.same(owners(mails), sorted([ANA, BO]), 'Bo is told, and nobody else')
    tap.contains(text(one(mails, BO)), 'Ana Lind', 'who she is')
    mails = write(at('learn-welding'), 'Wire', 'Which wire?\n')
    tap.same([one(mails, person).header('From').split(' via')[0] for person in (BO, CY)], ['Ana Lind', alias], 'he sees her name, the others her alias')
    tap.same(show('learn-welding')['protege_name'], alias, 'and so does the operator')
    return one(mails, BO)


def answer_words(mail, body):
    made, to = reply(mail, '%s <%s>' % (NAMES[mail.owner], mail.owner), body)
    return put(made, mail.owner, to, login=mail.owner)


def close(alias, copy):
    """Closed with Bo, who knows her: nothing is shown first. Then with Cy, who does not."""
    to_ana = one(answer(copy, '0.8 millimetres.'), ANA)
    mails = answer(to_ana, '#close')
    ask = one(mails, BO)
    tap.contains(' '.join(text(ask).split()), 'Ana Lind would now like to go on in private', 'who is asked is asked by the name he knows')
    for person in (CY, DI):
        one(mails, person, 'the notice to the others names nobody')
    mails = yes(ask)
    mails = write(at('learn-welding'), 'Private', 'I am Ana, and my number is 070-123 45 67.\n')
    private = one(mails, BO, 'among those who know her nothing is held')
    tap.ok(private.header('From').strip('"').startswith('Ana Lind via'), 'and she has her name', private.header('From'))
    mails = answer(private, 'Good to know.', Cc=ANA2)
    one(mails, ANA)
    mails = answer(first_copy_of(CY), 'A late thought.', sender=CY)
    yes(one(mails, ANA))
    mails = write(at('learn-welding', 'close'), '', 'Cy\n\nJust us two now: 070-123 45 67.\n')
    cy = one(mails, CY)
    tap.contains(' '.join(text(cy).split()), '%s would now like to go on in private' % alias, 'Cy is asked in the name of her alias')
    preview = [mail for mail in mails if mail.owner == ANA and 'shall others read this' in mail.subject]
    tap.contains(text(one(preview, ANA)), 'Just us two now', 'what she writes him is shown first, for he does not know her')
    tap.same(site.rows("SELECT count(*) FROM post WHERE text LIKE 'Just us%'"), [(0,)], 'and waits')
    tap.same(owners(yes(preview[0])), [], 'she lets it go; it waits for him')
    tap.contains(text([mail for mail in yes(cy) if mail.owner == CY and mail.subject != cy.subject and 'Just us' in text(mail)][0]), 'Just us two now',
                 'and reaches him when he accepts')
    mails = write(at('learn-welding'), 'Closed', 'Between us: copper?\n')
    closed = one(mails, CY)
    tap.contains(text(closed), 'CLOSED: only you and %s see this' % alias, 'he knows her by her alias')
    warned = one(put(reply(closed, 'Cy Hansen <%s>' % CY, 'Yes.', Cc='%s, x@y.example' % ANA)[0], CY, closed.reply_to, login=CY), CY)
    tap.contains(text(warned), ANA, 'an address of hers that he guessed is warned of like any other: that says nothing')


def first_copy_of(person):
    return [mail for mail in others if mail.owner == person and mail.subject == 'Gas'][0]


def achieve(alias):
    mails = write(at('learn-welding', 'open'), '', '')
    yes(one(mails, ANA))
    mails = write(at('learn-welding', 'achieved'), 'Done', 'The bench carries two.' + SIGNATURE)
    tap.ok({BO, CY} <= set(owners(mails)), 'the goal is reached: who follows and who helped', mails)
    mails = site_tick(DAY) + site_tick(8 * DAY)
    story = [mail for mail in mails if mail.owner == CY and 'Which gas for thin tubes?' in ' '.join(text(mail).split())]
    tap.ok(story and alias in text(story[0]), 'the story of the goal is that of the alias', story)
    digest = [mail for mail in mails if 'What came of your answers' in mail.subject]
    by_owner = {mail.owner: text(mail) for mail in digest}
    tap.contains(by_owner.get(EVA, ''), alias + ' has reached the goal', 'the digest of thanks has the alias')
    tap.contains(by_owner.get(BO, ''), 'Ana Lind has reached the goal', '... and for Bo the name')
    return mails


def reveal_all(alias):
    confirm = one(write(at('learn-welding', 'reveal'), '', ''), ANA)
    tap.contains(' '.join(text(confirm).split()), 'everybody sees that', 'to all: she is asked')
    tap.same(show('learn-welding')['protege_name'], alias, 'until then nothing changes')
    done = one(yes(confirm), ANA)
    tap.contains(text(done), "others see you as 'Ana Lind'", 'then she is herself')
    tap.same((show('learn-welding')['protege_name'], show('learn-welding')['anonymous']), ('Ana Lind', False), 'for all')


def by_name_now():
    """From here on her mails go out as she writes them; what was written before does not come up again as it was."""
    site.receive(compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'Me', 'It was I.\n', **dict(HEADER, Message_ID='<me@garage.home.example>')), ANA,
                 at('learn-welding'), login=ANA)
    mails = site.sent()
    copy = one(mails, CY)
    tap.ok(copy.header('From').startswith('Ana Lind via') and copy.message_id == '<me@garage.home.example>', 'her name, and her own Message-ID',
           copy.header('From'))
    ids = [post['message_id'] for post in site.posts('learn-welding') if post['subject'] in ('Gas', 'Rods')]
    tap.ok(ids and all(one_id.endswith('@' + DOMAIN) for one_id in ids), 'earlier ones keep theirs', ids)


def again(alias):
    """Anonymous once more: another alias, and mails that wait to be sent go out under it."""
    told.clear()
    site.receive(compose('Ana Lind <%s>' % ANA, at('learn-welding'), 'Waiting', 'Still here.' + SIGNATURE, **dict(HEADER, Message_ID='<w@garage.home.example>')),
                 ANA, at('learn-welding'), login=ANA)
    mails = write(at('learn-welding'), 'x', '#anon\n')
    letter = [mail for mail in mails if mail.owner == ANA and 'you appear as' in mail.subject]
    new = show('learn-welding')['protege_name']
    tap.ok(new not in (alias, 'Ana Lind'), 'another alias', (alias, new))
    words = ' '.join(text(one(letter, ANA)).split())
    tap.ok(new in words and 'mails of yours went out here before' in words, 'she is told which, and what cannot be called back', words)
    copy = one(mails, CY, 'what waited goes out under it')
    tap.ok(copy.subject == 'Waiting' and copy.header('From').startswith(new + ' via'), 'and built anew', everything(copy))
    tap.lacks(text(copy), 'Best regards', 'without her leave')
    mails = answer(copy, 'Good.', References='<me@garage.home.example> ' + copy.message_id)
    one(mails, BO, 'and an answer that refers to what she sent by her name does not pass that on')
    mails = write(at('learn-welding', 'anon'), '', '')
    tap.contains(text(one(mails, ANA)), 'anonymous in \'Learn welding\' already', 'said twice, nothing changes')
    tap.same(show('learn-welding')['protege_name'], new, 'and she keeps it')
    return new


def ended(alias):
    forget = one(write(at('me', 'forget'), '', ''), ANA)
    yes(forget)
    sent()
    for table in ('goal', 'goal_told', 'post', 'outbox', 'person', 'cookie', 'held', 'address', 'mail', 'gratitude'):
        rows = site.rows('SELECT * FROM %s' % table)
        for row in rows:
            words = ' '.join((value if isinstance(value, str) else value.decode(errors='replace')) for value in row if isinstance(value, (str, bytes)))
            if table == 'mail' and 'From: Ana' not in words:
                continue              # what others wrote is theirs
            for trace in ('Ana Lind', ANA, alias, 'garage.home.example'):
                if trace in words:
                    tap.ok(False, 'forgotten: nothing of her is left', '%s: %s: %s' % (table, trace, words[:300]))
    tap.ok(True, 'forgotten')
    site.call('goal', 'delete', 'learn-danish', '--yes')
    tap.same(site.rows('SELECT count(*) FROM goal WHERE alias IS NOT NULL'), [(0,)], 'and no goal keeps an alias')


def main():
    global site
    site = Instance()
    alias, ready = create()
    copy = first_post(alias, ready)
    same_mail_twice()
    to_ana = answers(alias, copy)
    warnings(to_ana)
    choose(alias)
    forged(alias)
    other_address(to_ana)
    digests(alias)
    other_goal(alias)
    wire = reveal_one(alias)
    close(alias, wire)
    achieve(alias)
    reveal_all(alias)
    by_name_now()
    new = again(alias)
    ended(new)
    tap.ok(len(others) > 40, 'what others were sent was searched: %d mails' % len(others))
    tap.same(site.faults, [], 'no fault')
    site.close()


tap.run(main)
