#!/usr/bin/python3
"""mutt and s-nail open the copy in their Maildir and press reply, and reply to all.

Nobody tells them an address: what they make of From, Reply-To, To and List-Post decides where the
mail goes, and it must be the goal, once, whatever they make of it.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import anymta, clients, mails, root, tap
import host as hosts
from anymta import ANA, BEN, CAT
from host import PACKAGES, Host
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES, *Postfix.SUBMISSION_PACKAGES, *clients.Mutt.PACKAGES, *clients.SNail.PACKAGES)

PEOPLE = [ANA, BEN, CAT]


def press_reply(host, client, subject, text, everyone, receivers):
    """One reply: who gets it, once each and nobody else; and where it stands in the goal."""
    key = '%s %s' % (type(client).__name__, 'reply to all' if everyone else 'reply')
    screen = client.reply(subject, text, everyone=everyone)
    got = []
    for person in receivers:
        got.append(tap.arrives(lambda: host.find(person, text=text), '%s: %s has it' % (key, person), why=lambda: screen))
    def wrong():
        counts = {person: sum(text in mail.text() for mail in host.mailbox(person)) for person in PEOPLE}
        return counts if counts != {person: int(person in receivers) for person in PEOPLE} else None
    tap.never(wrong, '%s: nobody else has it, and nobody twice' % key)
    return got[0]


def stands_under(host, mail, parent, kind, name):
    """The post in the goal's list: of this kind, under this parent, and threaded in the mailbox too."""
    posts = {post['message_id'].strip('<>'): post for post in host.posts('learn-to-weld')}
    post, above = posts.get(mail.header('Message-ID').strip('<>')), posts.get(parent.header('Message-ID').strip('<>'))
    tap.ok(post and above and (post['kind'], post['parent']) == (kind, above['id']), '%s: in the goal it is: %s' % (name, kind),
           lambda: 'post %r\nparent %r\nof %r' % (post, above, posts))
    tap.same(mail.header('In-Reply-To'), parent.header('Message-ID'), '%s: in the mailbox it threads' % name)


def main():
    host = Host(Postfix(submission=True), anymta.PEOPLE)
    host.start()
    goal = host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', ANA).strip()
    for person in (BEN, CAT):
        host.journster('follow', 'learn-to-weld', person)
    ana, ben, cat = clients.Mutt(host, ANA, 'Ana'), clients.Mutt(host, BEN, 'Ben'), clients.SNail(host, CAT, 'Cat')

    host.submit(mails.compose('Ana <%s>' % ANA, goal, 'Which rod?', 'It burns through. Any idea?\n'), ANA)
    question = host.await_mail(BEN, subject='Which rod?')
    host.await_mail(CAT, subject='Which rod?')

    answer = press_reply(host, ben, 'Which rod', 'Take a thinner one.', False, [ANA, CAT])
    stands_under(host, answer, question, 'answer', 'mutt reply')
    answer = press_reply(host, ben, 'Which rod', 'And clean the steel.', True, [ANA, CAT])
    stands_under(host, answer, question, 'answer', 'mutt reply to all')
    answer = press_reply(host, cat, 'Which rod', 'Turn the current down.', False, [ANA, BEN])
    tap.lacks(answer.text(), 'cat@example.com', 's-nail: Cat\'s address is not shown')
    answer = press_reply(host, cat, 'Which rod', 'Or use gas.', True, [ANA, BEN])

    # The protege opens an answer in her mailbox and asks on.
    follow_up = press_reply(host, ana, 'Which rod', 'Which gas do you mean?', True, [BEN, CAT])
    tap.ok(follow_up.header('In-Reply-To'), 'mutt: the protege\'s question back is threaded', lambda: follow_up.raw.decode())
    kinds = [post['kind'] for post in host.posts('learn-to-weld')]
    tap.same(kinds, ['question', 'answer', 'answer', 'answer', 'answer', 'followup'], 'the goal holds all six, each once')

    senders = {mail.address('From') for person in PEOPLE for mail in host.mailbox(person)}
    tap.ok(all(sender.endswith('@' + hosts.DOMAIN) for sender in senders), 'nobody got a mail past the goal', senders)
    host.stop()


tap.run(main)
