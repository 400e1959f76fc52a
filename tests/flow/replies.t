#!/usr/bin/python3
"""Replies to our own mails, as clients make them: with the whole letter quoted below and its subject. What our letter said to one
person goes to nobody else; what they wrote reaches whom it should.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, SECRET, Instance, compose, owners, reply
import tap

ANA, BO, CY, FAY = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'fay@far.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', CY: 'Cy Hansen', FAY: 'Fay Strand'}


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def pressed(mail, person, words, subject=None):
    """The reply button: an attribution, the whole mail quoted, its subject."""
    body = words + '\n\nOn Mon, 23 Nov 2026 at 08:00, %s wrote:\n\n' % mail.header('From')
    body += ''.join('> %s\n' % line for line in text(mail).splitlines())
    return reply(mail, '%s <%s>' % (NAMES[person], person), body, subject)


class Site(Instance):
    def __init__(self):
        super().__init__()
        self.all = []

    def box(self, person):
        return [mail for mail in self.all if mail.owner == person]

    def post(self, mail, person, to, login=None):
        answer = self.receive(mail, person, to, login=login)
        tap.same(answer.status, 0, 'taken: %s' % to.split('.')[0])
        mails = self.sent()
        self.all += mails
        return mails

    def ask(self, mail, person):
        """Follows what `mail` asks by replying."""
        again, to = pressed(mail, person, 'Yes.')
        return self.post(again, person, to)


def one(mails, person):
    mine = [mail for mail in mails if mail.owner == person]
    tap.same(len(mine), 1, '%s has one mail' % person)
    return mine[0]


def main():
    site = Site()
    mails = site.post(compose('Ana Lund <%s>' % ANA, 'new@' + DOMAIN, 'Learn welding', 'I have a garage.\n'), ANA, 'new@' + DOMAIN)
    ready = one(site.ask(one(mails, ANA), ANA), ANA)
    goal = ready.header('From').split('<')[1].rstrip('>')
    follow = goal.replace('@', '+subscribe@')
    welcome = {}
    for person in (BO, CY):
        mails = site.post(compose('%s <%s>' % (NAMES[person], person), follow, '', ''), person, follow)
        welcome[person] = one(site.ask(one(mails, person), person), person)
    mails = site.post(compose('%s <%s>' % (NAMES[FAY], FAY), 'open+subscribe@' + DOMAIN, '', ''), FAY, 'open+subscribe@' + DOMAIN)
    site.ask(one(mails, FAY), FAY)

    # The question, by pressing reply to the mail with the address.
    mail, to = pressed(ready, ANA, 'Which welder should I buy first? I have 230 V only.')
    mails = site.post(mail, ANA, to, login=ANA)
    # A stranger to whom somebody forwarded it writes afresh: there is one question, and that is what is answered.
    di = 'di@school.example'
    written = site.post(compose('Di Vest <%s>' % di, goal, 'Offer', 'Buy an inverter.\n'), di, goal, login=di)
    question = one(mails, BO).message_id
    tap.same(one(written, ANA).header('In-Reply-To'), question, 'an answer under a subject of its own stands below the question')
    listed = one(site.post(compose('Ana Lund <%s>' % ANA, goal.replace('@', '+choose@'), '', ''), ANA, goal.replace('@', '+choose@'), login=ANA), ANA)
    tap.ok('Buy an inverter.' in text(listed) and 'Which welder' in text(listed), 'and in the list to choose from', text(listed))
    tap.same(owners(mails), [ANA, BO, CY, FAY], 'the question goes to all, the receipt to Ana')
    copy = one(mails, BO)
    tap.same(copy.subject, 'Which welder should I buy first?', 'its subject is its own, not our letter\'s')
    tap.ok('Which welder should I buy first' in text(copy) and 'Your goal is ready' not in text(copy) and '>' not in text(copy),
           'it carries her words and not our letter', text(copy))
    tap.ok(not SECRET.search(copy.raw.split(b'\n\n', 1)[1]), 'no address that vouches for somebody stands in its text', text(copy))

    # A private word to Ana, and back.
    mail, to = pressed(welcome[BO], BO, 'Hi Ana, shall we meet on Friday?')
    mails = site.post(mail, BO, to, login=BO)
    tap.same(owners(mails), [ANA], 'a reply to the welcome goes to Ana alone')
    private = one(mails, ANA)
    tap.ok('PRIVATE: only you and Bo Smed see this' in text(private), 'which its footer says, by the right name', text(private))
    tap.ok(not SECRET.search(private.raw.split(b'\n\n', 1)[1]), 'Bo\'s own addresses stay behind', text(private))
    mail, to = pressed(private, ANA, 'Yes, on Friday please.')
    mails = site.post(mail, ANA, to)
    tap.same(owners(mails), [BO], 'her reply goes to Bo alone')
    tap.ok('PRIVATE: only you and Ana Lund see this' in text(one(mails, BO)), 'and says so')
    mail, to = pressed(one(mails, BO), BO, 'Agreed.')
    tap.same(owners(site.post(mail, BO, to)), [ANA], 'and on it goes between the two')
    tap.ok(not any(b'Friday' in mail.raw for person in (CY, FAY) for mail in site.box(person)), 'nobody else ever had the word Friday')

    # Who follows all goals leaves one.
    leave = [mail for mail in site.box(FAY) if 'welder' in mail.subject][0].unsubscribe()
    mails = site.post(compose('x', leave, '', ''), FAY, leave)
    tap.same(owners(mails), [FAY], 'Fay leaves this goal')
    tap.ok('You get no more mail' in text(mails[0]) or 'no more' in text(mails[0]), 'and is told so', text(mails[0]))
    mails = site.post(compose('Ana Lund <%s>' % ANA, goal, 'Gloves', 'Which gloves?\n'), ANA, goal, login=ANA)
    tap.same(owners(mails), [ANA, BO, CY], 'and gets no question of it any more')
    site.goal('Learn Danish', BO)
    mails = site.post(compose('Bo <%s>' % BO, 'learn-danish@' + DOMAIN, 'Vowels', 'How many?\n'), BO, 'learn-danish@' + DOMAIN, login=BO)
    tap.ok(FAY in owners(mails), 'but those of other goals', owners(mails))

    # A probe that is answered.
    gone = ('Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n' % CY)
    report = ('From: MAILER-DAEMON@club.example\nTo: %s\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; '
              'report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNo such user.\n\n--b\n'
              'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.club.example\n\n%s\n--b--\n')
    path = [mail for mail in site.box(CY) if mail.subject == 'Gloves'][0].return_path
    probe = one(site.post((report % (path, gone)).encode(), '', path), CY)
    site.post((report % (probe.return_path, gone)).encode(), '', probe.return_path)
    tap.same(site.json('person', 'show', '--json', CY)['reach'], 'suspended', 'Cy is suspended')
    mails = site.ask(probe, CY)
    tap.same(owners(mails), [CY], 'he replies to the probe, and is answered')
    tap.same(site.json('person', 'show', '--json', CY)['reach'], 'ok', 'and mail to him starts again')
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
