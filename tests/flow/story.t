#!/usr/bin/python3
"""A mentorship by mail from its first mail on, through Postfix; asserted on what lies in whose mailbox.

    Ana     the protege                         example.org, which has SPF
    Ben     follows, answers                    example.net, which has SPF
    Cat     follows, has an autoresponder       example.com, which has none
    Dan     follows, answers, leaves            example.org
    Eva     a stranger who answers              example.net
    Fay     never asked for anything            example.com
    Gus     follows, and his mailbox is gone    late.example, whose host takes mail and bounces it then
"""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, STRANGER, Host
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES)

ANA, BEN, CAT, DAN = 'ana@example.org', 'ben@example.net', 'cat@example.com', 'dan@example.org'
EVA, FAY, GUS, OPERATOR = 'eva@example.net', 'fay@example.com', 'gus@late.example', 'operator@example.org'
PEOPLE = [ANA, BEN, CAT, DAN, EVA, FAY, OPERATOR]
NAMES = {ANA: 'Ana', BEN: 'Ben', CAT: 'Cat', DAN: 'Dan', EVA: 'Eva', FAY: 'Fay'}
NAME = 'learn-to-weld'
GOAL = NAME + '@' + hosts.DOMAIN


def named(person):
    return '%s <%s>' % (NAMES[person], person)


def everywhere(host, text):
    """Who has a mail with this text, how often."""
    counts = {person: sum(text in mail.text() or text in mail.subject for mail in host.mailbox(person)) for person in PEOPLE}
    return {person: count for person, count in counts.items() if count}


def reaches(host, text, *receivers, name):
    """Test points: these people have the mail with this text, once, and nobody else has it."""
    for person in receivers:
        tap.arrives(lambda: host.find(person, text=text), '%s: %s has it' % (name, NAMES[person]),
                    why=lambda: repr(everywhere(host, text)))
    tap.never(lambda: everywhere(host, text) != {person: 1 for person in receivers} and everywhere(host, text),
              '%s: nobody else has it, and nobody twice' % name)
    return host.find(receivers[0], text=text)


def begin(host):
    """A goal by mail: the site asks back, and a reply makes it."""
    host.send(mails.compose(named(ANA), 'new@' + hosts.DOMAIN, 'Learn to weld',
                            'I have a small MIG welder and thin steel.\n\nExpectations: an answer a week\n'
                            'Skills: MIG, sheet metal\n'))
    question = host.await_mail(ANA, subject='Please confirm your goal', text='I have a small MIG welder')
    code, text = host.rcpt(GOAL)
    tap.ok(code == 550, 'before she confirms there is no such goal', '%d %s' % (code, text))
    tap.ok(question.header('Auto-Submitted').startswith('auto-'), 'the site\'s own mail says that it is automatic',
           question.raw.decode())
    host.send(mails.reply(question, named(ANA), ''))
    ready = host.await_mail(ANA, subject='your goal has an address', text=GOAL)
    shown = host.json('goal', 'show', '--json', NAME)[0]
    tap.same(shown['title'], 'Learn to weld', 'the goal has its title')
    tap.contains(str(shown), 'I have a small MIG welder', 'and its background')
    tap.ok(ready.header('Message-ID'), 'the mail has an id', ready.raw.decode())
    host.send(mails.reply(question, named(ANA), ''))
    host.await_mail(ANA, subject='could not be used', name='the same confirmation again is answered so')
    tap.same(len(host.json('goal', 'list', '--json')), 1, 'and makes no second goal')


def subscribe(host):
    """Double opt-in: who replies follows; who does not gets nothing more."""
    for person in (BEN, CAT, DAN):
        host.send(mails.compose(named(person), NAME + '+subscribe@' + hosts.DOMAIN, '', ''))
        question = host.await_mail(person, subject='Please confirm that you want to follow')
        host.send(mails.reply(question, named(person), ''))
        host.await_mail(person, subject='You follow Learn to weld now')
    # Somebody enters Fay, who does not react; and Ben's neighbour, whose domain says it is not him.
    host.send(mails.compose(named(FAY), NAME + '+subscribe@' + hosts.DOMAIN, 'me too', ''), client=STRANGER)
    host.await_mail(FAY, subject='Please confirm that you want to follow', name='Fay, entered by a stranger, is asked once')
    host.send(mails.compose(named(EVA), NAME + '+subscribe@' + hosts.DOMAIN, '', ''), client=STRANGER)
    tap.never(lambda: host.mailbox(EVA), 'where SPF says that it was forged, not even that')
    host.journster('follow', NAME, GUS)


def ask(host):
    raw = mails.compose(named(ANA), GOAL, 'Which rod for thin steel?', 'It burns through. Any idea?\n',
                        X_Originating_IP='[198.51.100.7]', Cc='helper@elsewhere.example')
    host.send(raw)
    reaches(host, 'It burns through.', BEN, CAT, DAN, name='the question')
    host.await_mail(ANA, subject='Your question is on its way', name='the author has a receipt, no copy')
    copies = [host.find(person, text='It burns through.') for person in (BEN, CAT, DAN)]
    copy = copies[0]
    tap.same(copy.header('From'), 'Ana via Learn to weld <%s>' % GOAL, 'From names the author and the goal')
    tap.same(copy.address('To'), GOAL, 'To is the goal')
    tap.same(copy.headers('Cc'), [], 'no Cc')
    tap.same(copy.header('Message-ID'), '<%s>' % mails.message_id(raw).strip('<>'), 'the Message-ID is kept')
    tap.same(copy.subject, 'Which rod for thin steel?', 'the subject too, without a tag')
    tap.same(len({mail.address('Reply-To') for mail in copies}), 3, 'each copy has a Reply-To of its own')
    tap.ok(all(re.fullmatch(NAME + r'\+r\.[a-z2-7]+\.[a-z2-7]+\.[a-z2-7]+@' + hosts.DOMAIN, mail.address('Reply-To'))
               for mail in copies), 'which names post and person', [mail.header('Reply-To') for mail in copies])
    tap.contains(copy.header('List-Id'), NAME + '.' + hosts.DOMAIN, 'List-Id')
    tap.contains(copy.header('List-Post'), 'mailto:' + GOAL, 'List-Post')
    tap.ok(re.search(r'mailto:%s\+u\.' % NAME, copy.header('List-Unsubscribe')), 'a personal List-Unsubscribe',
           copy.header('List-Unsubscribe'))
    tap.ok(not copy.header('Auto-Submitted'), 'a person\'s mail is not called automatic', copy.raw.decode())
    for trace in (ANA, '198.51.100.7', '192.0.2.10', 'client.example', 'helper@elsewhere.example'):
        tap.lacks(copy.raw.decode(), trace, 'the copy does not show %s' % trace)
    tap.contains(copy.text(), 'reply goes to', 'the footer says where a reply goes')
    tap.ok(re.search(r'^Return-Path: <(%s|bounces)\+b\.' % NAME, copy.raw.decode(), re.M), 'a personal return path',
           copy.raw.decode())
    return raw


def answer(host, question):
    copies = {person: host.find(person, text='It burns through.') for person in (BEN, DAN)}
    host.send(mails.reply(copies[BEN], named(BEN), 'A thinner rod, 0.6 mm.'))
    first = reaches(host, 'A thinner rod', ANA, CAT, DAN, name='Ben\'s answer')
    tap.same(first.header('In-Reply-To'), '<%s>' % mails.message_id(question).strip('<>'), 'it threads in the protege\'s mailbox')
    tap.same(first.header('From'), 'Ben via Learn to weld <%s>' % GOAL, 'and comes from Ben via the goal')
    # Dan pressed reply-all in a client that adds To to Cc: one mail, two of our addresses.
    raw = mails.reply(copies[DAN], named(DAN), 'Turn the current down.', Cc=GOAL)
    host.send(raw)
    host.send(raw, to=GOAL)
    reaches(host, 'Turn the current down', ANA, BEN, CAT, name='Dan\'s answer to all')
    # Eva read of the goal elsewhere.
    host.send(mails.compose(named(EVA), GOAL, 'Re: Which rod for thin steel?', 'Put copper behind it.\n'))
    reaches(host, 'Put copper behind it', ANA, BEN, CAT, DAN, name='a stranger\'s answer')
    tap.same([post['kind'] for post in host.posts(NAME)], ['question', 'answer', 'answer', 'answer'], 'three answers to one question')
    return first


def ask_on(host, first):
    host.send(mails.reply(first, named(ANA), 'Thank you. But which current do you use with it?'))
    copy = reaches(host, 'which current do you use', BEN, CAT, DAN, name='the follow-up')
    tap.same(copy.header('In-Reply-To'), first.header('Message-ID'), 'it threads under the answer, whose author gets it')
    post = host.posts(NAME)[-1]
    tap.same(post['kind'], 'followup', 'it is a follow-up')
    # A stranger who answered gets what is said to them and no more: Eva follows nothing.
    tap.ok(not everywhere(host, 'which current do you use').get(EVA), 'Eva, who does not follow, is left alone')


def automatic(host):
    """Autoresponders, in the two shapes they come in: to the return path, and to Reply-To."""
    copy = host.find(CAT, text='It burns through.')
    return_path = re.search(r'^Return-Path: <(.*)>', copy.raw.decode(), re.M).group(1)
    before = {person: len(host.mailbox(person)) for person in PEOPLE}
    posts = len(host.posts(NAME))
    host.send(mails.compose(named(CAT), return_path, 'Out of office', 'I am away until Monday.\n',
                            Auto_Submitted='auto-replied', In_Reply_To=copy.header('Message-ID')), sender='')
    host.send(mails.reply(copy, named(CAT), 'I am away until Tuesday.', Subject='Automatic reply: Which rod for thin steel?',
                          X_Autoreply='yes', Precedence='bulk'))
    host.send(mails.reply(copy, named(CAT), 'I am away until Wednesday.', Auto_Submitted='auto-replied'), sender='')
    tap.arrives(lambda: host.mta.queue() == 0, 'three automatic replies are taken')
    tap.never(lambda: {person: len(host.mailbox(person)) for person in PEOPLE} != before, 'nobody gets them, or anything for them')
    tap.same(len(host.posts(NAME)), posts, 'they are no posts')
    tap.ok(any('Automatic reply' in str(held) for held in host.json('held', 'list', '--json')), 'what might be a person\'s is held',
           lambda: host.json('held', 'list', '--json'))


def forged(host):
    """In the protege's name from elsewhere; and in the name of one whose domain says nothing."""
    before = len(host.mailbox(ANA))
    host.send(mails.compose(named(ANA), GOAL, 'Buy my pills', 'Very cheap pills.\n'), client=STRANGER)
    host.send(mails.compose(named(ANA), NAME + '+unsubscribe@' + hosts.DOMAIN, 'unsubscribe', ''), client=STRANGER)
    tap.arrives(lambda: host.mta.queue() == 0, 'the forged mail is taken')
    tap.never(lambda: everywhere(host, 'cheap pills'), 'a forged post reaches nobody')
    tap.same(len(host.mailbox(ANA)), before, 'and the one in whose name it came is not bothered')
    host.send(mails.compose(named(CAT), GOAL, 'Try this', 'Very shiny pills.\n'), client=STRANGER)
    asked = host.await_mail(CAT, subject='Was this mail yours', name='where a domain has no SPF, its owner is asked')
    tap.lacks(asked.raw.decode(), 'shiny pills', 'without the mail\'s words')
    tap.never(lambda: everywhere(host, 'shiny pills'), 'and until she answers it reaches nobody')


def bounced(host):
    """Gus' host took the question and bounced it; the probe bounces too, and then he is left alone."""
    tap.arrives(lambda: probes(host) == 1, 'one probe goes to the mailbox that bounced', why=lambda: log_of(host, GUS))
    tap.arrives(lambda: host.json('person', 'show', '--json', GUS)[0]['reach'] == 'suspended', 'whose bounce suspends him',
                why=lambda: log_of(host, GUS))


def log_of(host, person):
    return '\n'.join(line for line in host.mta.log().splitlines() if 'to=<%s>' % person in line)


def probes(host):
    """Mails with a probe's return path that went to Gus."""
    ids = set(re.findall(r'(\w+): from=<\S+\+p\.', host.mta.log()))
    return sum(line.split(': ')[1] in ids for line in log_of(host, GUS).splitlines())


def leave(host):
    copy = host.find(DAN, text='It burns through.')
    address = re.search(r'mailto:([^?>]+)', copy.header('List-Unsubscribe')).group(1)
    # Mail providers send this themselves, from an address that need not be the person's.
    host.send(mails.compose('unsubscriber@provider.example', address, 'unsubscribe', ''), client=STRANGER)
    host.await_mail(DAN, subject='You have left Learn to weld')


def ask_again(host):
    gone = log_of(host, GUS)
    raw = mails.compose(named(ANA), GOAL, 'Which gas?', 'Argon, or a mixture?\n')
    host.send(raw)
    host.send(raw)
    reaches(host, 'Argon, or a mixture?', BEN, CAT, name='the second question, sent twice,')
    tap.same(log_of(host, GUS), gone, 'Gus gets no more mail')
    tap.ok(not everywhere(host, 'Argon')
           .get(DAN), 'Dan, who left, gets no more mail')


def at_the_end(host):
    tap.same([mail.subject for mail in host.mailbox(FAY)], ['Please confirm that you want to follow Learn to weld'],
             'Fay has one mail and no more')
    own = [mail for person in PEOPLE for mail in host.mailbox(person)]
    tap.ok(all(mail.address('From').endswith('@' + hosts.DOMAIN) for mail in own), 'every mail came from the goals\' domain',
           [mail for mail in own if not mail.address('From').endswith('@' + hosts.DOMAIN)])
    tap.ok(not [mail for mail in own if 'ndelivered' in mail.subject], 'nobody got a bounce')
    tap.same(len({(mail.address('Delivered-To'), mail.header('Message-ID')) for mail in own}), len(own), 'nobody got a mail twice')
    tap.same(host.mta.queue(), 0, 'nothing waits')
    tap.same(host.json('outbox', '--json'), [], 'the outbox is empty')


def main():
    host = Host(Postfix(), PEOPLE)
    host.start()
    begin(host)
    subscribe(host)
    question = ask(host)
    first = answer(host, question)
    ask_on(host, first)
    automatic(host)
    forged(host)
    bounced(host)
    leave(host)
    ask_again(host)
    at_the_end(host)
    host.stop()


tap.run(main)
