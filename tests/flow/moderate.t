#!/usr/bin/python3
"""Mail that somebody looks at before others get it: the letter with its words, approved, dropped, blocked by a reply; forged,
automatic and late replies; two moderators; a goal that is closed or deleted meanwhile; the reminder.

    Ana   the protege            Bo    follows, answered before moderation began
    Op    the operator           Di    follows, never wrote
    Eve, Fay, Mal, Gus: strangers
"""
import os, re, sys, urllib.parse
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, DI, OP = 'ana@home.example', 'bo@forge.example', 'di@school.example', 'op@site.example'
EVE, FAY, MAL, GUS = 'eve@far.example', 'fay@far.example', 'mal@evil.example', 'gus@other.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', DI: 'Di Strand', OP: 'Olga Post', EVE: 'Eve Vang', FAY: 'Fay Moor', MAL: 'Mal Ware', GUS: 'Gus Holm'}
GOAL = 'weld@' + DOMAIN
DAY = 86400
everything = []
site = None


def sub(word, name='weld'):
    return '%s+%s@%s' % (name, word, DOMAIN)


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def flat(mail):
    return ' '.join(text(mail).split())


def take(raw, sender, to, login=None, status=0):
    answer = site.receive(raw, sender, to, login=login)
    tap.same(answer.status, status, 'status %d: to %s' % (status, to.split('.')[0])) or tap.diag(repr(answer))
    mails = site.sent()
    everything.extend(mails)
    return mails


def write(person, body, to=GOAL, subject='A thought', **fields):
    """A proven mail of theirs."""
    return take(compose('%s <%s>' % (NAMES[person], person), to, subject, body + '\n', **fields), person, to, login=person)


def answer(mail, body='', sender=None, **fields):
    """A plain reply, proven by nothing but its address."""
    sender = sender or mail.owner
    raw, to = reply(mail, '%s <%s>' % (NAMES[sender], sender), body + '\n' if body else '', **fields)
    return take(raw, sender, to)


def letters(mails, template):
    return [mail for mail in mails if mail.message_id.startswith('<%s.' % template)]


def one(mails, template, owner, name):
    found = letters(mails, template)
    tap.same(owners(found), [owner], name) or tap.diag(repr(mails))
    return found[0]


def link(mail, label):
    """Where a link of the letter leads: its address, which the text shows, and its subject."""
    address = re.search(r'- %s: (\S+@\S+)' % re.escape(label), text(mail)).group(1)
    found = re.search(r'<a href="(mailto:[^"]+)"[^>]*>%s' % re.escape(label), mail.message.get_body(('html',)).get_content())
    url = urllib.parse.urlparse(found.group(1).replace('&amp;', '&'))
    tap.same(urllib.parse.unquote(url.path), address, 'text and HTML have the same address')
    return address, urllib.parse.parse_qs(url.query)['subject'][0]


def click(mail, label):
    """A click on it, and 'send'; in text it is only an address."""
    to, subject = link(mail, label)
    return take(compose('%s <%s>' % (NAMES[mail.owner], mail.owner), to, subject, '\n-- \n' + NAMES[mail.owner] + '\n'), mail.owner, to)


def held(state='waiting'):
    return [row for row in site.json('held', 'list', '--all', '--json') if row['state'] == state]


def moderate(how, name='weld'):
    tap.same(site.call('goal', 'moderate', name, how).status, 0, 'goal moderate %s %s' % (name, how))


def begin():
    site.goal('Weld', ANA, BO, DI)
    question = [mail for mail in write(ANA, 'Which rod?', subject='Rod') if mail.owner == BO][0]
    tap.same(owners(take(*[reply(question, 'Bo Smed <%s>' % BO, 'A thin one.\n')[0], BO, question.reply_to])), [ANA, DI], 'Bo answers')
    tap.same(owners(write(GUS, 'Try copper.')), [ANA, BO, DI], 'the door is open: a stranger is heard at once')


def command():
    shown = one(write(ANA, '', to=sub('moderate'), subject=''), 'moderation', ANA, 'she asks how it is')
    tap.contains(flat(shown), 'goes on its way at once', 'open')
    changed = one(answer(shown, 'First.'), 'post-confirm', ANA, 'a reply that nothing proves: she is asked')
    tap.contains(flat(one(answer(changed), 'moderation', ANA, 'and says yes')), "has not written to 'Weld' before waits until you have looked", 'first mails')
    tap.same(site.json('goal', 'show', '--json', 'weld')['moderation'], 'first', 'the goal has it')
    for person, login in ((BO, BO), (EVE, EVE)):
        one(take(compose(person, sub('moderate'), 'x', 'open\n'), person, sub('moderate'), login=login), 'not-yours', person, 'it is not for %s to say' % NAMES[person])
    tap.contains(flat(one(write(ANA, '#moderate sometimes'), 'moderation', ANA, 'a word that is none')), 'nothing has changed', 'changes nothing')
    one(write(ANA, '#moderate immer'), 'moderation', ANA, 'the word of another language')
    tap.same(site.json('goal', 'show', '--json', 'weld')['moderation'], 'always', 'is understood')
    for words in (('weld', 'nonsense'), ('weld',), ('nobody', 'open'), ('weld', 'first', 'x')):
        tap.ok(site.call('goal', 'moderate', *words).status != 0, 'refused: goal moderate ' + ' '.join(words))
    moderate('first')


def approved():
    mails = write(EVE, 'Narwhal: use copper <b>below</b>.', subject='Re: Rod')
    asked = one(mails, 'moderate', ANA, 'a stranger: Ana alone hears of it')
    tap.same(owners(mails), [ANA], 'and nobody else')
    for part in ('Eve Vang: Re: Rod', '> Narwhal: use copper <b>below</b>.', 'has not written there before'):
        tap.contains(flat(asked), part, 'the letter has: ' + part)
    tap.lacks(asked.raw.decode(), EVE, 'and not her address')
    tap.lacks(asked.message.get_body(('html',)).get_content(), '<b>below', 'nor her markup')
    waits = held()[-1]
    tap.same((waits['from'], waits['reason']), (EVE, 'the first mail of its author to the goal is looked at first'), 'it is held')
    # What is no approval.
    cookie = asked.reply_to
    for what, raw, sender, to, login in (
            ('approve, to the goal', compose(ANA, GOAL, 'Re: ' + asked.subject, 'approve\n', In_Reply_To=asked.message_id, References=asked.message_id), ANA, GOAL, None),
            ('another cookie', compose(ANA, sub('c.aaaaaaaaaaaaaaaa'), 'approve', 'approve\n'), ANA, sub('c.aaaaaaaaaaaaaaaa'), ANA),
            ('half a cookie', compose(ANA, cookie.replace('@', 'x@'), 'approve', 'approve\n'), ANA, cookie.replace('@', 'x@'), ANA),
            ('a vacation', compose(ANA, cookie, 'Re: x', '', Auto_Submitted='auto-replied'), ANA, cookie, ANA),
            ('a null sender', compose(ANA, cookie, 'Re: x', 'approve\n'), '', cookie, None),
            ('a list', compose(ANA, cookie, 'Re: x', 'approve\n', Precedence='list', List_Id='<x.y>'), ANA, cookie, ANA)):
        mails = take(raw, sender, to, login=login)
        tap.ok(not any('Narwhal' in mail.raw.decode() for mail in mails) and len([row for row in held() if row['id'] == waits['id']]) == 1, 'no approval: ' + what, repr(mails))
    # A machine that gives no sign of being one.
    unsure = one(answer(asked, 'I am away until Monday and will write back then.'), 'moderate-unsure', ANA, 'words that are none of the three: asked again')
    tap.contains(flat(unsure), '> I am away until Monday', 'which quotes them')
    tap.same(len([row for row in held() if row['id'] == waits['id']]), 1, 'and the mail still waits')
    one(answer(asked, 'approve'), 'confirm-late', ANA, 'the first letter is used up')
    copies = answer(unsure, 'Approve!\n\nThank you,\nAna')
    tap.same(owners(copies), [ANA, BO, DI], 'approved: it goes to all')
    tap.ok(all('Narwhal' in text(mail) and mail.header('From').startswith('Eve Vang via') for mail in copies), 'as the post it would have been, of its author', repr(copies))
    post = site.posts('weld')[-1]
    tap.same((post['kind'], held('released')[-1]['id']), ('answer', waits['id']), 'an answer to the question')
    one(answer(unsure, 'approve'), 'confirm-late', ANA, 'again, it is late')
    one(click(unsure, 'Throw it away'), 'moderated', ANA, 'a link is late as well')
    tap.same(len(site.posts('weld')), 4, 'and the post is there once')
    tap.same(owners(write(EVE, 'And flux.')), [ANA, BO, DI], 'what she writes later goes on its way')
    tap.same(owners(take(compose('Eve Vang <%s>' % EVE, GOAL, 'A thought', 'Cold tips.\n'), EVE, GOAL, login=EVE)), [ANA, BO, DI], 'at once')


def empty_and_links():
    asked = one(write(FAY, 'Pelican.'), 'moderate', ANA, 'another stranger')
    tap.same(owners(answer(asked)), [ANA, BO, DI], 'an empty reply lets it through')
    asked = one(write(DI, 'Hello from a follower.'), 'moderate', ANA, 'who follows and never wrote is new, too')
    tap.same(owners(click(asked, 'Let it through')), [ANA, BO], 'the link lets it through')
    tap.same(owners(write(BO, 'Me again.')), [ANA, DI], 'who wrote before it began is known')
    raw = (b'From: Zoe <zoe@far.example>\nTo: %s\nSubject: Photo\nMessage-ID: <z1@far.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
           b'--b\n\nLook.\n--b\nContent-Type: image/png; name="weld.png"\nContent-Disposition: attachment; filename="weld.png"\n\nxx\n--b--\n' % GOAL.encode())
    asked = one(take(raw, 'zoe@far.example', GOAL, login='zoe@far.example'), 'moderate', ANA, 'one with a picture')
    tap.contains(text(asked), '- weld.png', 'the letter names it')
    tap.lacks(asked.raw.decode(), 'Content-Type: image', 'and does not carry it')
    one(answer(asked, 'drop'), 'moderated', ANA, 'dropped')


def dropped():
    first = one(take(compose('Hal <hal@far.example>', GOAL, 'Hi', 'Gryphon one.\n'), 'hal@far.example', GOAL, login='hal@far.example'),
                'moderate', ANA, 'Hal')
    done = one(answer(first, 'drop\n\nSent from my phone'), 'moderated', ANA, 'dropped, which she is told')
    tap.contains(flat(done), "The mail 'Hi' to 'Weld' was thrown away", 'it says so')
    tap.same(held('dropped')[-1]['from'], 'hal@far.example', 'it is on no list any more')
    one(answer(first, 'approve'), 'confirm-late', ANA, 'and stays dropped')
    one(take(compose('Hal <hal@far.example>', GOAL, 'Hi', 'Gryphon two.\n'), 'hal@far.example', GOAL, login='hal@far.example'), 'moderate', ANA, 'his next is looked at as well')


def blocked():
    first = one(write(MAL, 'Basilisk one.'), 'moderate', ANA, 'Mal')
    second = one(write(MAL, 'Basilisk two.'), 'moderate', ANA, 'Mal once more')
    done = one(click(first, 'Block its author'), 'moderated', ANA, 'blocked')
    tap.contains(flat(done), 'reaches nobody from now on', 'it says so')
    tap.same([(row['who'], row['goal'], row['by']) for row in site.json('block', 'list', '--json')], [(MAL, 'weld', 'protege')], 'the block is the goal\'s')
    tap.same([row['from'] for row in held() if row['from'] == MAL], [], 'what else he had waiting went with it')
    late = one(answer(second, 'approve'), 'moderated', ANA, 'a word on that comes late')
    tap.contains(flat(late), 'Your word changed nothing', 'which it says')
    tap.same(write(MAL, 'Basilisk three.'), [], 'what he writes now nobody hears of')
    tap.same(held('noted')[-1]['reason'], 'its sender is blocked by the goal', 'it is noted')
    untold(MAL, 'a block')
    tap.same(owners(write(MAL, '', to=sub('unsubscribe'), subject='')), [MAL], 'but he can leave')


def untold(person, what):
    """Of what was done with their mail a person's own page and file say nothing."""
    for word in ('me', 'me+export'):
        for mail in write(person, '', to='%s@%s' % (word, DOMAIN), subject=''):
            said = ' '.join(part.get_content() for part in mail.message.walk() if part.get_content_type() == 'text/plain')
            tap.ok(NAMES[person] in said and not re.search('blocked|looked at|A thought', said), '%s: nothing of it at %s@' % (what, word), said)


def always():
    moderate('always')
    asked = [one(write(person, 'Phoenix.'), 'moderate', ANA, 'always: of everybody, %s' % NAMES[person]) for person in (BO, EVE)]
    tap.contains(flat(asked[0]), 'waits until you have looked at it. This', 'the letter does not say that they are new')
    tap.same(owners(write(ANA, 'My own.', to=sub('thanks'))), [BO, DI], 'but the protege')
    moderate('first')


def languages():
    write(ANA, 'Language: de', to='me@' + DOMAIN)
    asked = one(take(compose('Ivo <ivo@far.example>', GOAL, 'Hallo', 'Wyvern.\n'), 'ivo@far.example', GOAL, login='ivo@far.example'), 'moderate', ANA, 'in her language')
    tap.contains(asked.subject, 'darf das weitergehen', 'the letter is')
    tap.same(link(asked, 'Verwerfen')[1], 'verwerfen', 'and so are the words of its links')
    one(answer(asked, 'Verwerfen'), 'moderated', ANA, 'which are understood')
    write(ANA, 'Sprache: en', to='me@' + DOMAIN)


def two_moderators():
    site.set('intake', moderators='both')
    site.set('site', operator=OP)
    mails = write(GUS, 'x', to=GOAL)
    tap.same(letters(mails, 'moderate'), [], 'Gus is known')
    for first, second, word, late in ((OP, ANA, 'drop', 'approve'), (ANA, OP, 'approve', 'block'), (OP, ANA, 'block', 'approve')):
        who = 'j%d@far.example' % len(everything)
        mails = letters(take(compose('Jo <%s>' % who, GOAL, 'Jo', 'Kraken %s.\n' % who), who, GOAL, login=who), 'moderate')
        tap.same(owners(mails), [ANA, OP], 'both are asked')
        letter = {mail.owner: mail for mail in mails}
        got = answer(letter[first], word)
        tap.same(owners([mail for mail in got if 'Kraken' in text(mail)]), [ANA, BO, DI] if word == 'approve' else [], '%s says %s' % (NAMES[first], word))
        got = answer(letter[second], late)
        tap.contains(flat(one(got, 'moderated', second, '%s says %s, too late' % (NAMES[second], late))), 'somebody else decided', 'and is told so')
        tap.same(owners(got), [second], 'which changes nothing')
    tap.same([row['who'] for row in site.json('block', 'list', '--json') if row['by'] == 'operator'], [who], 'only the block that came first is there')
    tap.same(owners(write(OP, 'A word of mine.')), [ANA, BO, DI], 'what a moderator writes needs no look')
    site.set('intake', moderators='operator')
    mails = take(compose('Kim <kim@far.example>', GOAL, 'Kim', 'Hydra.\n'), 'kim@far.example', GOAL, login='kim@far.example')
    asked = one(mails, 'moderate', OP, 'the operator alone')
    tap.same(owners(mails), [OP], 'the protege does not see it')
    tap.lacks(asked.raw.decode() + ''.join(asked.header(name) for name in asked.message.keys()), ANA, 'no address of hers is in it')
    tap.same([row['from'] for row in held()][-1], 'kim@far.example', 'and it is on the operator\'s list')
    NAMES['kim@far.example'] = 'Kim'
    untold('kim@far.example', 'a look of the operator')
    tap.same(owners(answer(asked, 'approve')), [ANA, BO, DI], 'approved')
    site.set('intake', moderators='protege')


def outsiders():
    """Closed meanwhile: what is let through is held for the protege, as any outsider's."""
    asked = one(take(compose('Lou <lou@far.example>', GOAL, 'Lou', 'Manticore.\n'), 'lou@far.example', GOAL, login='lou@far.example'), 'moderate', ANA, 'Lou')
    mails = write(ANA, '#close Bo')
    accept = letters(mails, 'close-ask')[0]
    answer(accept, '')
    mails = answer(asked, 'approve')
    tap.contains(text(one(mails, 'held-answer', ANA, 'closed meanwhile: she is asked whether it comes in')), 'Manticore', 'with its words')
    tap.same(owners(mails), [ANA], 'and nobody else has it')
    tap.same(owners(write(BO, 'Between us.')), [ANA], 'a member needs no look')
    tap.same(letters(write(FAY, 'Outside.'), 'moderate'), [], 'an outsider is asked of once, not twice')
    answer(letters(write(ANA, '', to=sub('open'), subject=''), 'open-confirm')[0], '')


def private():
    """A reply to a letter of ours goes to the protege alone; it is looked at all the same."""
    welcome = letters(take(compose('Moe <moe@far.example>', sub('subscribe'), '', ''), 'moe@far.example', sub('subscribe'), login='moe@far.example'), 'follow-confirm')
    NAMES['moe@far.example'] = 'Moe'
    done = letters(answer(welcome[0], ''), 'follow-done')[0]
    raw, to = reply(done, 'Moe <moe@far.example>', 'Roc, to her alone.\n')
    asked = one(take(raw, 'moe@far.example', to, login='moe@far.example'), 'moderate', ANA, 'a private word of a stranger')
    tap.same(owners(answer(asked, 'approve')), [ANA], 'approved it is hers alone')


def reminded():
    moderate('first')
    site.tick(later=4 * DAY)
    tap.same(owners(letters(site.sent(), 'moderate-list')), [ANA], 'what waited till now: one list')
    earlier = len([row for row in held() if 'looked at first' in row['reason']])
    site.time += DAY
    before = len(everything)
    for i in range(23):
        who = 'flood%d@far.example' % i
        take(compose('Flood <%s>' % who, GOAL, 'Flood %d' % i, 'Leviathan %d.\n' % i), who, GOAL, login=who)
    asked = [mail for mail in letters(everything[before:], 'moderate')]
    tap.same(len(asked), 20, 'a flood of 23 brings twenty letters a day')
    waiting = 23
    site.tick(later=2 * DAY)
    tap.same(letters(site.sent(), 'moderate-list'), [], 'after two days nothing yet')
    site.tick(later=2 * DAY)
    lists = letters(site.sent(), 'moderate-list')
    tap.same(owners(lists), [ANA], 'after three one list')
    tap.same(text(lists[0]).count('Let it through'), 20, 'of twenty')
    tap.contains(lists[0].raw.decode(), 'moderate-list', 'a letter of ours')
    site.tick(later=60)
    lists += letters(site.sent(), 'moderate-list')
    tap.same(sum(text(mail).count('Let it through') for mail in lists), waiting, 'then the rest; each of them once')
    for later in (DAY, 7 * DAY):
        site.tick(later=later)
        tap.same(letters(site.sent(), 'moderate-list'), [], 'and no more of it')
    newest = lists[-1]
    got = click(newest, 'Let it through')
    tap.ok({BO, DI} < set(owners(got)) and all('Leviathan' in text(mail) for mail in got), 'a link of the list lets one through', repr(got))
    raw, to = reply(lists[0], ANA, 'approve\n')
    one(take(raw, ANA, to, login=ANA), 'reply-where', ANA, 'a reply to the list decides nothing')
    tap.same(len([row for row in held() if 'looked at first' in row['reason']]), earlier + waiting - 1, 'no more than the one')
    site.tick(later=31 * DAY)
    site.sent()
    tap.same([row for row in held() if 'looked at first' in row['reason']], [], 'what nobody decides on goes when it expires')
    one(click(lists[0], 'Let it through'), 'confirm-late', ANA, 'and cannot be let through any more')


def forgotten():
    asked = one(take(compose('Nil <nil@far.example>', GOAL, 'Chimera', 'Chimera sings.\n'), 'nil@far.example', GOAL, login='nil@far.example'), 'moderate', ANA, 'Nil')
    site.call('person', 'forget', '--yes', 'nil@far.example')
    site.sent()
    dump = ''.join(repr(site.rows('SELECT * FROM ' + table)) for table in ('held', 'cookie', 'outbox', 'mail', 'person', 'address', 'blocked', 'seen'))
    tap.ok('himera' not in dump and 'nil@far' not in dump, 'who is forgotten leaves no trace in what waited', dump[-2000:])
    one(answer(asked, 'approve'), 'confirm-late', ANA, 'and it cannot be let through')


def deleted():
    asked = one(take(compose('Oz <oz@far.example>', GOAL, 'Oz', 'Cerberus.\n'), 'oz@far.example', GOAL, login='oz@far.example'), 'moderate', ANA, 'Oz')
    site.call('goal', 'delete', '--yes', 'weld')
    raw, to = reply(asked, ANA, 'approve\n')
    take(raw, ANA, to, status=69)
    tap.same(site.rows("SELECT count(*) FROM held WHERE goal_id IS NOT NULL"), [(0,)], 'a goal that is deleted takes what waits with it')


def anonymous():
    site.set('intake', moderators='both', moderate='first')
    tap.same(site.json('goal', 'show', '--json', site.goal('Sing', DI, BO))['moderation'], 'site', 'a new goal is as the site has it')
    write(DI, '', to=sub('anon', 'sing'), subject='')
    mails = take(compose('Pia <pia@far.example>', 'sing@' + DOMAIN, 'Pia', 'Sphinx.\n'), 'pia@far.example', 'sing@' + DOMAIN, login='pia@far.example')
    tap.same(owners(letters(mails, 'moderate')), [DI, OP], 'the site\'s default holds')
    for mail in mails:
        if mail.owner == OP:
            tap.ok(not any(word in mail.raw.decode() + text(mail) for word in (DI, 'Strand')), 'the operator does not learn who the anonymous protege is')


def search():
    """What was dropped, blocked or never decided is in nobody's mailbox but the moderators'; no address of a stranger is anywhere."""
    for word in ('Gryphon', 'Basilisk', 'Wyvern', 'Manticore', 'Cerberus', 'Chimera'):
        tap.same(sorted({mail.owner for mail in everything if word in mail.raw.decode(errors='replace') or word in text(mail)} - {ANA, OP}), [], '%s is with the moderators alone' % word)
    for mail in everything:
        body = mail.raw.decode(errors='replace')
        for person in (EVE, FAY, MAL, GUS, ANA, BO, DI):
            if person != mail.owner and person in body:
                tap.ok(False, 'no address of another in a mail', '%r has %s' % (mail, person))
    tap.same(site.faults, [], 'no sanitizer complained')


def main():
    global site
    site = Instance(intake_cookies_per_day=100)
    begin()
    command()
    approved()
    empty_and_links()
    dropped()
    blocked()
    always()
    languages()
    two_moderators()
    outsiders()
    private()
    reminded()
    forgotten()
    deleted()
    anonymous()
    search()


tap.run(main)
