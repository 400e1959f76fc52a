"""What comes of a mail, as test points: refused, held, silent, or posted and to whom. For tests of mail that is
broken, hostile or merely odd.

    Ana     the protege of every goal
    Bo, Cy  follow
    Di      a stranger; proves who she is, where a test says so, by a login
    Mal     forges
"""
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, CY, DI, MAL = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example', 'mal@evil.example'
DAY = 86400
TAKEN, MALFORMED, REFUSED, LATER = 0, 65, 69, 75

site = None                                 # the instance that the test is in


def goal(title, *followers):
    """(its name, its address)"""
    name = site.goal(title, ANA, *followers)
    return name, name + '@' + DOMAIN


def at(name, sub):
    return '%s+%s@%s' % (name, sub, DOMAIN)


def post(mail, sender, recipient, login=None):
    """Hands a mail over; what everybody got of it."""
    answer = site.receive(mail, sender, recipient, login=login)
    tap.same(answer.status, TAKEN, 'taken: %s' % recipient[:60]) or tap.diag(repr(answer))
    return site.sent()


def ask(name, subject='Which welder first?', body='I have 230 V only. Which one should I buy?\n'):
    """Ana's question; what everybody got of it, by owner."""
    mails = post(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, body), ANA, name + '@' + DOMAIN, login=ANA)
    return {mail.owner: mail for mail in mails}


def refused(mail, sender, recipient, status, name, login=None):
    """It is refused for good with a reason; nothing is kept, and nobody gets anything."""
    before = site.rows('SELECT (SELECT count(*) FROM mail), (SELECT count(*) FROM outbox)')
    answer = site.receive(mail, sender, recipient, login=login)
    tap.same((answer.status, bool(answer.text)), (status, True), '%s: refused, and told why' % name) or tap.diag(repr(answer))
    tap.same(site.rows('SELECT (SELECT count(*) FROM mail), (SELECT count(*) FROM outbox)'), before, '%s: nothing is kept' % name)


def holds(mail, sender, recipient, reason, name, gets=(), login=None):
    """It is held with that reason; only `gets` get a mail. Returns these."""
    before = {row['id'] for row in site.held()}
    posts = site.rows('SELECT count(*) FROM post')
    answer = site.receive(mail, sender, recipient, login=login)
    tap.same(answer.status, TAKEN, '%s: taken' % name) or tap.diag(repr(answer))
    new = [row for row in site.held() if row['id'] not in before]
    tap.ok(len(new) == 1 and reason in new[0]['reason'], '%s: held, because %s' % (name, reason), repr(new) + repr(answer))
    mails = site.sent()
    tap.same(owners(mails), sorted(gets), '%s: who gets a mail' % name)
    tap.same(site.rows('SELECT count(*) FROM post'), posts, '%s: no post' % name)
    return mails


def silent(mail, sender, recipient, name, login=None):
    """It is taken, and then nothing happens that anybody could notice."""
    state = site.rows('SELECT (SELECT count(*) FROM post), (SELECT count(*) FROM follow), (SELECT count(*) FROM goal)')
    tap.same(owners(post(mail, sender, recipient, login)), [], '%s: nobody gets anything' % name)
    tap.same(site.rows('SELECT (SELECT count(*) FROM post), (SELECT count(*) FROM follow), (SELECT count(*) FROM goal)'), state,
             '%s: and nothing changes' % name)


def has(mails, text):
    return sorted(mail.owner for mail in mails if text.encode() in mail.raw)


def confirmation(mail, **fields):
    """The reply that a mail asks for: (mail, sender, recipient)."""
    made, to = reply(mail, mail.owner, 'yes\n', **fields)
    return made, mail.owner, to


def play(parts, chosen):
    """Runs the parts, each list of them in an instance of its own; `chosen`: names of some, on the command line."""
    global site
    if chosen:
        parts = [[part] for group in parts for part in group if part.__name__ in chosen]
    for group in parts:
        site = Instance()
        for part in group:
            part()
        tap.same(site.faults, [], 'no call of the program did what none may')
        site.close()
