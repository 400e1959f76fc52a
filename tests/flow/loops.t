#!/usr/bin/python3
"""Machines that answer machines: each exchange dies out, within a number of mails that is told and asserted.

A post carries mail between the instance and the machines until nobody has any more to say; then three days go by,
with the clock's work, in which nobody must begin again. `count` is the mails that machines and people were sent.
"""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, CY, DI = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example'
DAY = 86400
MOST = 400              # mails: what goes on longer does not end
SERIAL = [0]


class Post:
    """`machines`: address -> function(mail) that gives [(mail, envelope sender, recipient, login)]."""

    def __init__(self, site, machines):
        self.site, self.machines, self.sent, self.got = site, machines, 0, []

    def carry(self, mails):
        while mails and self.sent < MOST:
            self.sent += len(mails)
            self.got += mails
            answers = [answer for mail in mails for answer in self.machines.get(mail.owner, lambda _: [])(mail)]
            for mail, sender, recipient, login in answers:
                # Programs are quick: of the minute that receive() takes, a second.
                self.site.time -= 59
                self.site.receive(mail, sender, recipient, login=login)
            mails = self.site.sent(later=1)
        return self

    def settle(self, name, most):
        """The days after; then the test points."""
        first = self.sent
        for _ in range(3):
            self.site.time += DAY
            self.site.tick()
            self.carry(self.site.sent())
        counts = {owner: owners(self.got).count(owner) for owner in sorted(set(owners(self.got)))}
        tap.ok(first <= most, '%s: ends after %d mails (at most %d)' % (name, first, most), repr(counts))
        tap.same([mail.subject for mail in self.got[first:] if mail.owner in self.machines], [],
                '%s: and does not begin again in three days' % name)
        return counts


def serial():
    SERIAL[0] += 1
    return SERIAL[0]


def responder(text, who, subject=None, login=False, threads=True, **fields):
    """Answers everything. `subject`: %d is another number each time. `login`: SPF or a login would prove it."""
    def answer(mail):
        head = dict(fields)
        if not threads:
            head.update(In_Reply_To=None, References=None)
        made, to = reply(mail, who, (text % serial() if '%d' in text else text) + '\n',
                subject=None if subject is None else subject % serial() if '%d' in subject else subject, **head)
        return [(made, head.pop('sender', who), to, who if login else None)]
    return answer


def question(site, name, subject='Which welder first?'):
    site.receive(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, 'I have 230 V only. Which one?\n'), ANA, name + '@' + DOMAIN, login=ANA)
    return site.sent()


# A responder that answers everything


def one_responder():
    """Bo follows, and his program answers each mail: with a header, without, with another subject, with other words."""
    kinds = [
        ('with Auto-Submitted', responder('Gone fishing.', BO, Auto_Submitted='auto-replied'), 2),
        ('with Precedence: bulk', responder('Gone fishing.', BO, Precedence='bulk'), 2),
        ('with X-Autoreply', responder('Gone fishing.', BO, X_Autoreply='yes'), 2),
        ('with a null sender', lambda mail: [(reply(mail, BO, 'Gone fishing.\n')[0], '', mail.reply_to, None)], 2),
        ('without a header', responder('Thank you for your email. I am out of the office until 4 May.', BO), 2),
        ('without a header, to the return path', lambda mail: [(reply(mail, BO, 'I am out of the office until 4 May. For urgent matters call Cy.\n')[0],
                BO, mail.return_path, None)], 2),
        ('in words we do not know', responder('Gone fishing, and I like it a great deal.', BO), 3),
        ('in such words, with another subject each time', responder('Gone fishing, and I like it a great deal.', BO, subject='Hook %d', threads=False), 3),
        ('in other words each time', responder('Fish number %d is on the hook and looks at me.', BO, subject='Hook %d', threads=False), 3),
    ]
    for what, machine, most in kinds:
        site = Instance(intake_posts_per_hour='10')
        name = site.goal('Responder', ANA, BO)
        Post(site, {BO: machine}).carry(question(site, name)).settle('a responder %s' % what, most)
        tap.same(site.faults, [], '%s: no call of the program did what none may' % what)
        site.close()


def two_responders():
    """Both follow, and the posts of the one reach the other."""
    kinds = [
        ('the same words', 'Gone fishing, and I like it a great deal.', None, True, 11),
        ('another subject each time', 'Gone fishing, and I like it a great deal.', 'Hook %d', False, 11),
        ('a few words, and another subject', 'Gone fishing.', 'Hook %d', False, 130),
        ('other words each time', 'Fish number %d is on the hook and looks at me.', 'Hook %d', False, 130),
    ]
    for what, text, subject, threads, most in kinds:
        for proof in ((False,) if 'few' in what else (True,)):
            site = Instance(intake_posts_per_hour='10')
            name = site.goal('Responders', ANA, BO, CY)
            machines = {who: responder(text, who, subject=subject, login=proof, threads=threads) for who in (BO, CY)}
            counts = Post(site, machines).carry(question(site, name)).settle('two responders, %s%s' % (what, ', proven' if proof else ''), most)
            tap.ok(counts[BO] < 40 and counts[CY] < 40, '%s: neither got more than a lively day brings' % what, repr(counts))
            reasons = {row['reason'] for row in site.held()}
            tap.ok(any('same words' in reason or 'in an hour' in reason for reason in reasons), '%s: the operator sees why' % what, repr(reasons))
            site.close()


def proteges_responder():
    """The protege's own program answers, and a follower's."""
    site = Instance(intake_posts_per_hour='10')
    name = site.goal('Both', ANA, BO)
    machines = {ANA: responder('Back from the sea in June, with a tan, perhaps.', ANA, subject='Sea %d', threads=False),
                BO: responder('Gone fishing, and I like it a great deal.', BO, subject='Hook %d', threads=False)}
    Post(site, machines).carry(question(site, name)).settle('the protege\'s responder and a follower\'s', 20)
    site.close()


def letters():
    """Programs that answer our letters: the page of settings, the help, the question for a yes, digests."""
    for what, to, most in (('settings', 'me@' + DOMAIN, 32), ('help', 'letters+help@' + DOMAIN, 36), ('the list of goals', 'open@' + DOMAIN, 32),
            ('a new goal', 'new@' + DOMAIN, 40), ('nothing at all', 'letters@' + DOMAIN, 32)):
        for proof in (True, False):
            for threads in (not proof,):
                site = Instance(intake_posts_per_hour='10')
                site.goal('Letters', ANA, BO)
                body = '' if what == 'nothing at all' else 'Gone fishing, and I like it a great deal.'
                subject = '' if what == 'nothing at all' else 'Hook %d'
                machine = responder(body, DI, subject=subject, login=proof, threads=threads)
                # A few words to a question for a yes are one; the page of settings has an address that vouches.
                # It answers to the address of the letter, and once more to where it all began.
                both = lambda mail: machine(mail) + [(compose(DI, to, subject and subject % serial(), body + '\n'), DI, to, DI if proof else None)]
                site.receive(compose(DI, to, subject and 'Hook', body + '\n'), DI, to, login=DI if proof else None)
                Post(site, {DI: both}).carry(site.sent()).settle('a responder to letters (%s, %s%s)' % (what, 'proven' if proof else 'unproven',
                        '' if threads else ', no references'), most if proof or what == 'settings' else 8)
                site.close()


# Reports


def report(recipient, inner=b''):
    return ('From: MAILER-DAEMON@x.example\nTo: x\nSubject: Undelivered\nMIME-Version: 1.0\nMessage-ID: <d%d@x.example>\n'
            'Content-Type: multipart/report; report-type=delivery-status; boundary=b%d\n\n' % (serial(), SERIAL[0]) +
            '--b%d\n\nfailed\n--b%d\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; %s\n'
            'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b%d\nContent-Type: message/rfc822\n\n' %
            (SERIAL[0], SERIAL[0], recipient, SERIAL[0])).encode() + inner + ('\n--b%d--\n' % SERIAL[0]).encode()


def bounces():
    """Everything to Bo bounces, and each bounce is bounced about."""
    site = Instance(intake_posts_per_hour='10')
    name = site.goal('Bounces', ANA, BO)
    def bounce(mail, sender=''):
        return [(report(BO, mail.raw), sender, mail.return_path, None)]
    def twice(mail):
        first = report(BO, mail.raw)
        return [(first, '', mail.return_path, None), (report(mail.return_path, first), '', mail.return_path, None),
                (report('postmaster@x.example', report(mail.return_path, first)), '', mail.return_path, None)]
    post = Post(site, {BO: twice}).carry(question(site, name))
    counts = post.settle('all to one bounces, and the bounces do', 3)
    tap.same(counts[BO], 2, 'he was sent the question and one probe')
    tap.same(site.json('person', 'show', '--json', BO)['reach'], 'suspended', 'then mail to him rests')
    site.close()
    # A server that bounces with a sender, to whom one could bounce in turn; and to From, as none should.
    for what, where in (('with a sender of its own', lambda mail: mail.return_path), ('to Reply-To', lambda mail: mail.reply_to),
            ('to From', lambda mail: name + '@' + DOMAIN), ('to the operator', lambda mail: 'postmaster@' + DOMAIN)):
        site = Instance(intake_posts_per_hour='10')
        name = site.goal('Bounces', ANA, BO)
        machine = lambda mail: [(report(BO, mail.raw), 'mailer-daemon@x.example', where(mail), None)]
        operator = lambda mail: [(report(mail.owner, mail.raw), '', mail.return_path, None)]
        Post(site, {BO: machine, 'postmaster@' + DOMAIN: operator}).carry(question(site, name)).settle('a bounce %s' % what, 6)
        site.close()


# Lists and forwarding


REMOVED = re.compile(rb'(?im)^(list-[a-z-]+|precedence|x-journster-loop|auto-submitted|sender|return-path|message-id|in-reply-to|references):.*\n([ \t].*\n)*')


def strip(raw):
    """What the worst of gateways leaves of a header."""
    head, _, body = raw.partition(b'\n\n')
    return REMOVED.sub(b'', head + b'\n') + (b'Message-ID: <g%d@gateway.example>\n' % serial()) + b'\n' + body


def rewritten(raw, sender):
    return re.sub(rb'(?im)^(from|reply-to):.*\n([ \t].*\n)*', b'', raw, count=0).replace(b'\n\n', b'\nFrom: %s\nReply-To: %s\n\n' % (sender, sender), 1)


def lists():
    """A mailing list follows the goal, and the goal's address is a member of the list."""
    wall = 'wall@lists.example'
    def tagged(mail):
        return re.sub(rb'(?m)^Subject: ', b'Subject: [wall] ', mail.raw, count=1)
    kinds = [
        ('that adds its own fields', lambda mail, to: b'List-Id: <wall.lists.example>\nList-Post: <mailto:wall@lists.example>\n' + tagged(mail), 3),
        ('that keeps ours and adds none', lambda mail, to: tagged(mail), 3),
        # From is the goal's own address then.
        ('that strips all fields', lambda mail, to: strip(tagged(mail)), 3),
        ('that strips all and writes in its own name', lambda mail, to: rewritten(strip(tagged(mail)), wall.encode()), 10),
    ]
    for what, make, most in kinds:
        for proof in (wall if 'own name' in what else None,):
            site = Instance(intake_posts_per_hour='10')
            name = site.goal('Walled', ANA, wall, BO)
            address = name + '@' + DOMAIN
            # It passes what it gets to its members, the goal among them; and answers go where Reply-To says.
            def expand(mail, make=make, address=address, proof=proof):
                raw = make(mail, address)
                return [(raw, 'wall-bounces@lists.example', to, proof) for to in dict.fromkeys((mail.reply_to, address))]
            Post(site, {wall: expand}).carry(question(site, name)).settle('a list %s%s' % (what, ', proven' if proof else ''), most)
            site.close()


def forwarding():
    """A follower's address leads back to the goal, or to the address that the letter asks to reply to."""
    kinds = [('as it is', lambda mail: mail.raw), ('with Resent fields', lambda mail: b'Resent-From: %s\nResent-To: x\n' % CY.encode() + mail.raw),
             ('without fields', lambda mail: strip(mail.raw)), ('under its own name', lambda mail: rewritten(strip(mail.raw), CY.encode()))]
    for what, make in kinds:
        for where in ('goal', 'reply'):
            for proof in (CY if where == 'reply' else None,):
                site = Instance(intake_posts_per_hour='10')
                name = site.goal('Forwarded', ANA, CY, BO)
                def forward(mail, make=make, name=name, where=where, proof=proof):
                    return [(make(mail), CY, name + '@' + DOMAIN if where == 'goal' else mail.reply_to, proof)]
                Post(site, {CY: forward}).carry(question(site, name)).settle('forwarded back %s, to the %s%s' % (what, where,
                        ', proven' if proof else ''), 10)
                site.close()


# Two instances


class Other(Instance):
    """The same program for another domain."""

    DOMAIN = 'aims.example'

    def _init(self, delivery):
        super()._init(delivery)
        self.set('site', domain=self.DOMAIN)


def two_instances():
    """Each goal follows the other; all the mail between the two is carried."""
    for what, make in (('as they are', lambda raw: raw), ('by a gateway that strips all fields', strip)):
        one, two = Instance(intake_posts_per_hour='10'), Other(intake_posts_per_hour='30')
        sites = {DOMAIN: one, Other.DOMAIN: two}
        here = one.goal('Here', ANA, BO) + '@' + DOMAIN
        there = two.goal('There', DI, CY) + '@' + Other.DOMAIN
        for site, name, follower in ((one, here, there), (two, there, here)):
            tap.ok(site.call('follow', name.split('@')[0], follower).status == 0, '%s follows %s' % (follower, name))
            site.deliver()
            site.new()
        # And each asks the other's stream by mail, in the other's name.
        two.receive(compose(here, 'open@' + Other.DOMAIN, 'All', ''), here, 'open+subscribe@' + Other.DOMAIN)
        one.receive(compose(there, 'open@' + DOMAIN, 'All', ''), there, 'open+subscribe@' + DOMAIN)
        between, people = 0, 0
        def carry(mails):
            nonlocal between, people
            while mails and between < MOST:
                again = []
                for mail in mails:
                    to = sites.get(mail.owner.split('@')[1])
                    if to is None:
                        people += 1
                        continue
                    between += 1
                    to.time -= 59
                    to.receive(make(mail.raw), mail.return_path, mail.owner)
                    again += to.sent(later=1)
                mails = again
        carry(question(one, here.split('@')[0]) + two.sent())
        first = between
        for _ in range(3):
            for site in (one, two):
                site.time += DAY
                site.tick()
            carry(one.sent() + two.sent())
        tap.ok(first <= 12, 'two instances, %s: end after %d mails between them, %d to people (at most 12)' % (what, first, people))
        tap.same(between - first, 0, 'two instances, %s: and do not begin again' % what)
        tap.same([row for site in (one, two) for row in site.rows("SELECT name FROM goal WHERE name NOT IN ('open', 'here', 'there')")], [],
                'nobody made a goal of the other\'s mail')
        tap.same(one.faults + two.faults, [], 'no call of the program did what none may')
        one.close()
        two.close()


def main():
    parts = [one_responder, two_responders, proteges_responder, letters, bounces, lists, forwarding, two_instances]
    for part in parts:
        if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
            part()


if __name__ == '__main__':
    tap.run(main)
