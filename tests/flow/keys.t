#!/usr/bin/python3
"""What vouches for people: keys that are replaced while mail is under way, cookies in addresses that clients write
in their own ways, machines that answer a question for a yes, and strangers who make us ask.
"""
import os, random, signal, sqlite3, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import outcome
from instance import DOMAIN, TOP, Instance, compose, owners, reply
from outcome import ANA, BO, CY, DAY, DI, LATER, MAL, ask, at, confirmation, goal, has, holds, post
import tap

DENIED = 77
KEYS = 12


def rotate(*more):
    return outcome.site.call('key', 'rotate', '--now', outcome.site.now(), *more)


def keys():
    return outcome.site.json('key', 'show', '--json')


def follows(name):
    return sorted(row[0] for row in outcome.site.rows("SELECT a.addr FROM follow f JOIN goal g ON g.id = f.goal_id JOIN address a"
            " ON a.person_id = f.person_id WHERE g.name = ? AND f.mode != 'none'", name))


# Keys


def rotation():
    name, address = goal('Keys', BO, CY)
    asked = ask(name)
    path = os.path.join(outcome.site.state, 'key')
    first = open(path).read().split()[0]
    tap.same([key['key'] for key in keys()], ['current'], 'a new instance has one key')
    tap.ok(rotate().status == 0, 'a new key is made')
    tap.same([key['key'] for key in keys()], ['current', 'before'], 'and the one before is kept')
    tap.ok(first not in outcome.site.call('key', 'show').text, 'what is shown is no key')
    tap.same((os.stat(path).st_mode & 0o777, sorted(os.listdir(outcome.site.state)).count('key')), (0o600, 1), 'only its owner reads the file')
    mails = post(reply(asked[BO], 'Bo <%s>' % BO, 'Under the old key.\n')[0], BO, asked[BO].reply_to)
    tap.same(has(mails, 'Under the old key'), [ANA, CY], 'a reply to mail of before needs no other proof')
    after = ask(name, 'After it')
    tap.ok(after[BO].reply_to.rsplit('.', 2)[0][-4:] != asked[BO].reply_to.rsplit('.', 2)[0][-4:], 'new mail bears another token')
    mails = post(reply(after[BO], 'Bo <%s>' % BO, 'Under the new key.\n')[0], BO, after[BO].reply_to)
    tap.same(has(mails, 'Under the new key'), [ANA, CY], 'which vouches, too')
    for i in range(KEYS - 2):
        if not tap.ok(rotate().status == 0, 'a key on the same day, %d' % (i + 3)):
            return
    mails = post(reply(asked[BO], 'Bo <%s>' % BO, 'Ten keys on.\n')[0], BO, asked[BO].reply_to)
    tap.same(has(mails, 'Ten keys on'), [ANA, CY], 'the first token lives through them all')
    answer = rotate()
    tap.ok(answer.status == DENIED and '--force' in answer.text and 'reply addresses' in answer.text,
            'a key that would kill living tokens is refused, and what it would cost is said', repr(answer))
    tap.same(len(keys()), KEYS, 'and is not made')
    outcome.site.time += 91 * DAY
    answer = rotate()
    tap.ok(answer.status == DENIED and 'unsubscribe' in answer.text, '91 days later it would cost ways out', repr(answer))
    tap.ok(rotate('--force').status == 0 and len(keys()) == KEYS, 'the operator insists: it is made')
    unsubscribe = asked[CY].unsubscribe()
    mails = post(compose('', unsubscribe, '', '', Message_ID=None), MAL, unsubscribe)
    tap.same(follows(name), [BO, CY], 'then the first key vouches for nothing any more')
    way_out = after[CY].unsubscribe()
    mails = post(compose('', way_out, '', '', Message_ID=None), MAL, way_out)
    tap.same(follows(name), [BO], 'and the second for ways out still')


def revoked():
    name, address = goal('Stolen', BO, CY)
    asked = ask(name)
    answer = outcome.site.call('key', 'rotate', '--revoke')
    tap.ok(answer.status == 0 and '--yes' in answer.text and len(keys()) == KEYS, '--revoke alone says what it would do', repr(answer))
    tap.ok(rotate('--revoke', '--yes').status == 0 and len(keys()) == 1, 'with --yes only the new key is left')
    holds(reply(asked[BO], 'Bo <%s>' % BO, 'With a key of before.\n')[0], BO, asked[BO].reply_to, 'nothing proves', 'a token of before',
            gets=[BO])
    post(compose('', asked[CY].unsubscribe(), '', '', Message_ID=None), MAL, asked[CY].unsubscribe())
    tap.same(follows(name), [BO, CY], 'a way out of before is none for a stranger')
    path = os.path.join(outcome.site.state, 'key')
    good = open(path).read()
    for what, text in (('empty', ''), ('cut', good[:40]), ('without a time', good[:64] + '\n'), ('no hex', 'x' + good[1:]),
            ('too many', good * (KEYS + 1)), ('with a line too many', good + 'nonsense\n')):
        with open(path, 'w') as file:
            file.write(text)
        answer = outcome.site.call('key', 'show')
        tap.ok(answer.status == LATER and 'backup' in answer.text, 'a key file that is %s is told, and nothing is made of it' % what, repr(answer))
        tap.ok(rotate().status == LATER and open(path).read() == text, 'and is not replaced')
    with open(path, 'w') as file:
        file.write(good)


def killed():
    """A program that dies in the middle leaves a good key."""
    name, address = goal('Killed', BO)
    asked = ask(name)
    path = os.path.join(outcome.site.state, 'key')
    outcome.site.set('site', language='en')
    # Somebody has the store open, so that opening it writes nothing.
    store = sqlite3.connect(outcome.site.store)
    store.execute('SELECT count(*) FROM goal').fetchall()
    before = open(path).read()
    for size in (0, 1, 64, len(before)):
        answer = outcome.site.call('key', 'rotate', prefix=['prlimit', '--core=0', '--fsize=%d' % size])
        tap.ok(answer.status != 0 and open(path).read() == before, 'died after %d bytes: the key is that of before' % size, repr(answer))
    store.close()
    deaths, random.seed = 0, 7
    for i in range(30):
        child = outcome.site.start('key', 'rotate', '--force')
        time.sleep(i * 0.004)
        child.kill()
        deaths += child.wait() == -signal.SIGKILL
        if outcome.site.call('key', 'show').status != 0:
            tap.ok(False, 'killed after %d ms: the key is good' % (i * 4), open(path).read())
            return
    tap.ok(True, 'killed %d times of 30 at any moment: the key is good' % deaths)
    # Several at once: each new key is there.
    tap.ok(rotate('--revoke', '--yes').status == 0, 'one key')
    children = [outcome.site.start('key', 'rotate') for _ in range(6)]
    tap.same([child.wait() for child in children], [0] * 6, 'six at once')
    tap.same(len(set(open(path).read().split()[::2])), 7, 'and none is lost')
    left = [file for file in os.listdir(outcome.site.state) if file.startswith('key') and file.endswith('.new')]
    tap.ok(len(left) <= deaths, 'what the dead left is not taken for a key', repr(left))


def taken_up():
    """serve takes a new key up by itself."""
    name, address = goal('Served', BO)
    serve = outcome.site.start('serve')
    def asks(subject):
        outcome.site.time = int(time.time()) - 3600     # serve goes by the machine's clock
        outcome.site.receive(compose('Ana <%s>' % ANA, address, subject, 'What now?\n'), ANA, address, login=ANA)
        found = []
        tap.arrives(lambda: found.extend(mail for mail in outcome.site.new() if mail.owner == BO) or found, '%s: Bo has it' % subject)
        return found[0]
    first = asks('Before')
    tap.ok(rotate('--revoke', '--yes').status == 0, 'a new key while serve runs')
    second = asks('After')
    serve.terminate()
    serve.wait()
    # Letters that serve had no time for come with these.
    mails = post(reply(first, 'Bo <%s>' % BO, 'Under the old one.\n')[0], BO, first.reply_to)
    tap.same((has(mails, 'Under the old one'), BO in owners(mails)), ([], True), 'the old token vouches no more: Bo is asked')
    mails = post(reply(second, 'Bo <%s>' % BO, 'Under the new one.\n')[0], BO, second.reply_to)
    tap.same(has(mails, 'Under the new one'), [ANA], 'mail sent since then bears a token that does')


# Addresses as clients write them


def addresses():
    name, address = goal('Written', BO)
    def shapes(whole):
        local, domain = whole.split('@')
        return [('in upper case', whole.upper()), ('as in a link', local.replace('+', '%2B') + '@' + domain),
                ('as in a link, dots too', local.replace('+', '%2b').replace('.', '%2E') + '@' + domain),
                ('in capitals by halves', ''.join(c.upper() if i % 2 else c for i, c in enumerate(local)) + '@' + domain)]
    for what, _ in shapes('a+b@c'):
        outcome.site.time += DAY
        asks, = post(compose('Di <%s>' % DI, address, '', ''), DI, at(name, 'subscribe'))
        to = dict(shapes(asks.reply_to))[what]
        post(compose('Di <%s>' % DI, to, 'Re: x', 'yes\n'), DI, to)
        tap.same(follows(name), [BO, DI], 'a cookie %s: %s' % (what, to.split('@')[0][:16]))
        copy = ask(name, 'How about %s' % what)[DI]
        for token, _ in shapes('a+b@c'):
            to = dict(shapes(copy.reply_to))[token]
            mails = post(reply(copy, 'Di <%s>' % DI, 'Said %s after %s.\n' % (token, what))[0], DI, to)
            tap.same(has(mails, 'Said'), [ANA, BO], 'a token %s' % token)
        to = dict(shapes(copy.unsubscribe()))[what]
        post(compose('', to, '', ''), MAL, to)
        tap.same(follows(name), [BO], 'a way out %s' % what)
    outcome.site.time += DAY
    asks, = post(compose('Di <%s>' % DI, address, '', ''), DI, at(name, 'subscribe'))
    cookie = asks.reply_to
    for what, to in (('cut after the letter', cookie.split('+')[0] + '+c@' + DOMAIN), ('cut after the dot', cookie.split('+')[0] + '+c.@' + DOMAIN),
            ('folded in the middle', cookie[:-len(DOMAIN) - 9] + '@' + DOMAIN)):
        mails = post(reply(asks, 'Di <%s>' % DI, 'yes, %s\n' % what)[0], DI, to, login=DI)
        tap.ok(follows(name) == [BO] and set(owners(mails)) <= {DI}, 'a cookie %s does nothing, and reaches nobody' % what, repr(mails))
    post(*confirmation(asks))
    tap.same(follows(name), [BO, DI], 'the whole one still does')


# Machines that answer a question for a yes


def sentences(file):
    with open(os.path.join(TOP, 'tests', 'automatic', file)) as text:
        for part in text.read()[len('=== '):].split('\n=== '):
            label, _, words = part.partition('\n')
            yield label, words.strip()


def answering():
    """Each text of a machine, without any header for it, in reply to a letter that asks for a yes."""
    name, address = goal('Answering')
    letters, held_all = 0, True
    machines = list(sentences('yes-machines.txt'))[::6]     # tests/unit/test-core-consent.c has them all
    for i, (label, words) in enumerate(machines):
        who = 'desk%d@office.example' % i
        mails = post_quietly(compose('<%s>' % who, address, '', ''), MAL, at(name, 'subscribe'))
        sent = len(mails)
        # It answers each letter that it gets, and changes its subject.
        rounds = 0
        while mails and rounds < 20:
            rounds += 1
            answers = [reply(mail, who, words + '\n', subject='Case %d-%d' % (i, rounds)) for mail in mails if mail.owner == who]
            mails = [got for made, to in answers for got in post_quietly(made, who, to)]
            sent += len(mails)
        letters = max(letters, sent)
        if who in follows(name) or sent > 3:
            held_all = False
            tap.ok(False, '%s: no yes' % label, repr((words, sent)))
    tap.ok(held_all, 'none of %d machines said yes to following; each got at most %d letters' % (len(machines), letters))
    tap.same(letters, 3, 'three is what a victim gets in a day')
    # The owner of such a program says yes to the first letter, after it has answered.
    outcome.site.time += DAY
    first, = post(compose('Di <%s>' % DI, address, '', ''), DI, at(name, 'subscribe'))
    second, = post(reply(first, DI, 'Thank you for your message. We will get back to you.\n')[0], DI, first.reply_to)
    tap.contains(second.message.get_body(('plain',)).get_content(), 'write only: #yes', 'she is told what to write')
    tap.same(follows(name), [], 'and does not follow')
    post(reply(first, DI, '')[0], DI, first.reply_to)
    tap.same(follows(name), [DI], 'her own reply to the first letter, empty, is a yes')
    mails = post(reply(second, DI, '#yes\n')[0], DI, second.reply_to)
    tap.ok('could not be used' in mails[0].subject, 'and the same cookie is not good twice', repr(mails))


def post_quietly(mail, sender, recipient):
    outcome.site.receive(mail, sender, recipient)
    return outcome.site.sent()


def people():
    """What people write instead of yes; each follows."""
    name, address = goal('People')
    texts = [(label, words) for label, words in sentences('yes-persons.txt') if '?' not in words][::6]
    for i, (label, words) in enumerate(texts):
        who = 'person%d@home.example' % i
        asks, = post_quietly(compose('<%s>' % who, address, '', ''), who, at(name, 'subscribe'))
        post_quietly(reply(asks, who, words + '\n')[0], who, asks.reply_to)
    tap.same(len(follows(name)), len(texts), 'each of %d people who said yes in their own way follows' % len(texts))


# Strangers who make us ask


def bomb(name, victims, **origin):
    """Subscribes each victim; who got a letter."""
    more = [word for key, value in origin.items() if key in ('client_address', 'sasl_user') for word in ('--' + key.replace('_', '-'), value)]
    got = []
    for victim in victims:
        # A minute a mail is more time than a flood takes.
        outcome.site.time -= 59
        outcome.site.receive(compose('<%s>' % victim, at(name, 'subscribe'), '', ''), origin.get('sender', MAL), at(name, 'subscribe'), more=more)
    outcome.site.time -= 60
    return owners(outcome.site.sent())


def flooding():
    name, address = goal('Flooded')
    def victims(what, count):
        return ['%s%d@far.example' % (what, i) for i in range(count)]
    tap.same(bomb(name, ['eve@far.example'] * 6, client_address='198.51.100.7'), ['eve@far.example'] * 3, 'one victim: three letters a day')
    plus = ['fay%s@far.example' % tag for tag in ('+1', '', '+2', '+3.x')]
    tap.same(bomb(name, plus, client_address='203.0.113.9'), sorted(plus[:3]), 'whatever follows a + in their address')
    outcome.site.time += 3601
    tap.same(len(bomb(name, victims('a', 15), client_address='198.51.100.7')), 10, 'fifteen victims from one address: ten letters')
    tap.same(bomb(name, victims('b', 3), client_address='198.51.100.99'), [], 'none from another address of that network')
    reasons = [row['reason'] for row in outcome.site.held()]
    tap.ok(sum('came from there' in reason for reason in reasons) == 8, 'the rest is held, and why', repr(reasons))
    tap.same(len(bomb(name, victims('c', 2), client_address='203.0.113.5')), 2, 'another network is not kept from it')
    tap.same(len(bomb(name, victims('d', 15), client_address='2001:db8:1:200::1')), 10, 'a network of IPv6')
    tap.same(len(bomb(name, victims('e', 2), client_address='IPv6:2001:db8:1:2ff::9')), 0, 'and what else a customer has of it')
    tap.same(len(bomb(name, victims('f', 2), client_address='2001:db8:1:300::1')), 2, 'but not the next customer')
    for what in ('127.0.0.1', '10.1.2.3', '192.0.2.10'):
        tap.same(len(bomb(name, victims('g' + what[:3], 12), client_address=what)), 12, '%s is nobody\'s: it has the share of ten' % what)
    tap.same(len(bomb(name, victims('h', 15), sasl_user='mal', client_address='203.0.113.77')), 10, 'who logged in is counted by that')
    tap.same(len(bomb(name, victims('i', 3), client_address='203.0.113.77')), 3, 'and not against the network')
    outcome.site.time += 3601
    tap.same(len(bomb(name, victims('j', 2), client_address='198.51.100.7')), 2, 'an hour later it may ask again')
    # Who proves to be who they are asks for themselves, as often as they like.
    outcome.site.time += 3601
    others = [goal('Own %d' % i)[0] for i in range(12)]
    for other in others:
        outcome.site.receive(compose('Di <%s>' % DI, at(other, 'subscribe'), '', ''), DI, at(other, 'subscribe'), login=DI,
                more=['--client-address', '203.0.113.5'])
    tap.same(owners(outcome.site.sent()), [DI] * 12, 'proven mail is not counted')
    tap.same(outcome.site.rows("SELECT count(*) FROM unasked_source WHERE hash LIKE '%203%' OR hash LIKE '%net%'"), [(0,)],
            'the store has no address of theirs')
    outcome.site.tick(3 * 3600)
    tap.same(outcome.site.rows('SELECT count(*) FROM unasked_source'), [(0,)], 'and in the end nothing at all')


def main():
    outcome.play([[rotation, revoked], [killed, taken_up], [addresses], [answering, people]], sys.argv[1:])
    if sys.argv[1:] in ([], ['flooding']):
        outcome.site = Instance(intake_cookies_per_hour='10', intake_relay_networks='192.0.2.0/24', intake_spf='false')
        flooding()
        tap.same(outcome.site.faults, [], 'no call of the program did what none may')
        outcome.site.close()


if __name__ == '__main__':
    tap.run(main)
