#!/usr/bin/python3
"""A mentorship from its first thanks to its end, through Postfix: thanked, tried, closed with one, private, opened
again, reached. Asserted on what lies in whose mailbox, and above all on what does not: at the end every byte that was
delivered is searched for what was private.

    Ana         the protege                              example.org
    Ben         follows, answers; is chosen              example.net
    Dan         follows, answers                         example.org
    Cat         follows by the week                      example.com, which has no SPF
    Eva         a stranger who answered                  example.net
    Fay         a stranger, to whom a private mail is forwarded   example.org
"""
import os, re, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, Host
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES)

ANA, BEN, CAT, DAN = 'ana@example.org', 'ben@example.net', 'cat@example.com', 'dan@example.org'
EVA, FAY, OPERATOR = 'eva@example.net', 'fay@example.org', 'operator@example.org'
NAMES = {ANA: 'Ana', BEN: 'Ben', CAT: 'Cat', DAN: 'Dan', EVA: 'Eva', FAY: 'Fay'}
PEOPLE = [*NAMES, OPERATOR]
NAME = 'learn-to-weld'
GOAL = NAME + '@' + hosts.DOMAIN
DAY = 86400
SECRETS = ('narwhal', 'pelican', 'gryphon')


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def readable(mail):
    """All that can be read in a mail: its bytes, its header and its parts decoded."""
    parts = [mail.raw.decode('utf-8', 'replace'), mail.subject, mail.text(), mail.html() or '']
    return '\n'.join(parts)


def holders(host, text):
    return sorted(person for person in PEOPLE if any(text in ' '.join(readable(mail).split()) for mail in host.mailbox(person)))


def reaches(host, text, *receivers, name):
    """These people get a mail with the text, and nobody else."""
    tap.arrives(lambda: holders(host, text) == sorted(receivers), '%s: %s' % (name, ', '.join(NAMES[person] for person in receivers)),
                why=lambda: '%r is with %r' % (text, holders(host, text)))
    tap.never(lambda: host.mta.queue() == 0 and holders(host, text) != sorted(receivers), '%s: and nobody else' % name, seconds=0.7)
    return host.find(receivers[0], text=text)


def clock(host, later):
    """What the clock owes by then, sent."""
    now = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + later))
    host.journster('tick', '--now', now)
    host.journster('deliver', '--now', now)


def begin(host):
    host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', ANA)
    for person in (BEN, DAN):
        host.journster('follow', NAME, person)
    host.journster('follow', NAME, CAT, '--mode', 'weekly')
    tap.arrives(lambda: host.rcpt(GOAL)[0] == 250, 'the MTA knows the goal')
    clock(host, 0)
    host.send(mails.compose(named(ANA), GOAL, 'Which rod?', 'It burns through. Any idea?\n'))
    reaches(host, 'It burns through.', BEN, DAN, name='the question')
    host.send(mails.reply(host.find(BEN, text='It burns through.'), named(BEN), 'A thinner rod.'))
    reaches(host, 'A thinner rod.', ANA, DAN, name='Ben\'s answer')
    host.send(mails.reply(host.find(DAN, text='It burns through.'), named(DAN), 'Less current.'))
    reaches(host, 'Less current.', ANA, BEN, name='Dan\'s answer')
    host.send(mails.compose(named(EVA), GOAL, 'Re: Which rod?', 'Copper behind it.\n'))
    reaches(host, 'Copper behind it.', ANA, BEN, DAN, name='a stranger\'s answer')


def thank(host):
    host.send(mails.reply(host.find(ANA, text='A thinner rod.'), named(ANA), 'Thank you, Ben! Which maker?'))
    reaches(host, 'Which maker?', BEN, DAN, name='thanks and a question in one mail')
    clock(host, 1)
    first = host.await_mail(BEN, subject='Ana thanks you: Learn to weld', name='the first thanks come as a mail of their own')
    tap.contains(first.text(), 'Thank you, Ben!', 'in her words')
    host.send(mails.reply(host.find(ANA, text='Less current.'), named(ANA), 'I tried it: 40 amperes hold.'))
    reaches(host, '40 amperes hold', BEN, DAN, EVA, name='what came of it goes to all who answered')


def close(host):
    host.send(mails.reply(host.find(ANA, text='A thinner rod.'), named(ANA), '#close\n\nBetween us: my eyes are weak, narwhal.'))
    ask = host.await_mail(BEN, subject='will you go on in private')
    host.await_mail(ANA, subject='is closed now')
    for person in (DAN, CAT):
        notice = host.await_mail(person, subject='no mail for the time being')
        for word in ('Ben', 'Ana', 'rivate', 'close'):
            tap.lacks(notice.raw.decode(), word, 'the notice to %s does not say %s' % (NAMES[person], word))
    tap.never(lambda: holders(host, 'narwhal'), 'her word waits until he accepts', seconds=1)
    host.send(mails.reply(ask, named(BEN), 'Gladly, pelican.'))
    reaches(host, 'narwhal', BEN, name='he accepts, and gets it')
    reaches(host, 'pelican', ANA, name='his word reaches her')
    host.send(mails.compose(named(ANA), GOAL, 'Glass', 'Which glass, gryphon?\n'))
    private = reaches(host, 'gryphon', BEN, name='what she asks only he sees')
    tap.contains(private.text(), 'CLOSED: only you and Ana see this', 'the line below says so')
    host.send(mails.reply(private, named(BEN), 'Shade eleven.'))
    reaches(host, 'Shade eleven.', ANA, name='and his answer only she')
    return private


def outsiders(host, private):
    host.send(mails.reply(host.find(DAN, text='It burns through.'), named(DAN), 'A late thought.'))
    reaches(host, 'A late thought.', ANA, name='a late answer to an old open question is held for her')
    host.send(mails.compose(named(EVA), GOAL, 'Re: Which rod?', 'One more thing.\n'))
    reaches(host, 'One more thing.', ANA, name='so is a stranger\'s')
    forwarded = mails.reply(private, named(FAY), 'Somebody gave me this.')
    host.send(forwarded)
    reaches(host, 'Somebody gave me this.', ANA, name='who replies to a private mail that was passed on is heard by her alone')
    shown = host.json('goal', 'show', '--json', NAME)[0]
    tap.same(shown['state'], 'closed', 'the goal is closed still')


def open_again(host):
    host.send(mails.compose(named(ANA), NAME + '+open@' + hosts.DOMAIN, '', ''))
    ask = host.await_mail(ANA, subject='shall it be open again')
    host.send(mails.reply(ask, named(ANA), ''))
    host.await_mail(BEN, subject='Learn to weld is open again')
    host.send(mails.compose(named(ANA), GOAL, 'Gas', 'Which gas?\n'))
    reaches(host, 'Which gas?', BEN, DAN, name='a question is for all again')
    host.send(mails.reply(private_of(host), named(BEN), 'And shade ten indoors.'))
    reaches(host, 'And shade ten indoors.', ANA, name='a reply to a private mail stays private')


def private_of(host):
    return host.find(BEN, text='gryphon')


def reach(host):
    host.send(mails.compose(named(ANA), NAME + '+achieved@' + hosts.DOMAIN, 'Done', 'The bench carries the two of us.\n'))
    reaches(host, 'carries the two of us', BEN, DAN, EVA, name='the goal is reached: who follows and who helped')
    clock(host, 8 * DAY)
    for person in (BEN, DAN, EVA):
        mail = host.await_mail(person, subject='What came of your answers', name='%s learns what came of it' % NAMES[person])
        tap.contains(' '.join(mail.text().split()), 'Ana has reached the goal', 'in a digest of thanks')
    dan = host.find(DAN, subject='What came of your answers')
    tap.contains(dan.text(), '40 amperes hold', 'with the experience made with his answer')
    tap.lacks(dan.text(), 'Thank you, Ben', 'and not the thanks to another')
    weekly = host.await_mail(CAT, subject='New this week: Learn to weld', name='who follows by the week gets it')
    for part in ('It burns through.', 'A thinner rod.', 'Which gas?', '40 amperes hold'):
        tap.contains(weekly.text(), part, 'the week tells %r' % part)
    token = re.search(r'<?(%s\+r\.\S+?@%s)>?\s+> A thinner rod' % (NAME, re.escape(hosts.DOMAIN)), weekly.text())
    if tap.ok(token, 'each item has an address for a reply', weekly.text()):
        host.send(mails.compose(named(CAT), token.group(1), 'Re: Which rod?', 'My own word on that.\n'))
        reaches(host, 'My own word on that.', ANA, BEN, DAN, name='a reply to an item is a reply to that post')
    host.send(mails.reply(dan, named(DAN), 'So glad!'))
    reaches(host, 'So glad!', ANA, name='a reply to a digest goes to the protege alone')


def search(host):
    closed_ids = [post['message_id'] for post in host.posts(NAME) if post['audience'] == 'members']
    tap.ok(len(closed_ids) >= 4, 'there are private mails', closed_ids)
    for person in PEOPLE:
        texts = [readable(mail) for mail in host.mailbox(person)]
        if person not in (ANA, BEN):
            for word in SECRETS + ('Shade eleven', 'shade ten', *closed_ids):
                tap.ok(not any(word in text for text in texts), '%s has nothing of %s' % (person.split('@')[0], word))
        if person != OPERATOR:
            others = [other for other in NAMES if other != person and any(other in text for text in texts)]
            tap.same(others, [], 'no address of another is in the mailbox of %s' % NAMES[person])
    tap.same(host.mta.queue(), 0, 'nothing waits')
    tap.same(host.json('outbox', '--json'), [], 'the outbox is empty')


def main():
    host = Host(Postfix(), PEOPLE)
    host.start()
    begin(host)
    thank(host)
    private = close(host)
    outsiders(host, private)
    open_again(host)
    reach(host)
    search(host)
    host.stop()


tap.run(main)
