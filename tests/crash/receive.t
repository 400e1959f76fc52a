#!/usr/bin/python3
"""`receive` dies, or cannot write: what was acknowledged is there once, all else is there whole or not at all, and
comes again. An MTA is told 75 for whatever may pass.

    Ana     the protege
    Bo      follows
"""
import concurrent.futures, os, random, re, signal, sqlite3, subprocess, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners
import scenarios, tap
from sink import Sink

ANA, BO, DI = 'ana@home.example', 'bo@forge.example', 'di@school.example'
LATER = 75


def letter(address, number, size=0):
    return compose('Di <%s>' % DI, address, 'Mail %d' % number,
            'This is number %d.\n' % number + 'filling of sixty octets, again and again, line upon line..\n' * (size // 60) + 'the end\n')


def start(site, mail, address):
    """receive as a process group, reading the mail from a file."""
    path = os.path.join(site.directory, 'mail.%d' % random.getrandbits(60))
    with open(path, 'wb') as file:
        file.write(mail)
    with open(path, 'rb') as file:
        child = site.start(*site.words(DI, address, DI), stdin=file, start_new_session=True)
    os.unlink(path)
    return child


def sound(site, name):
    tap.same(site.rows('PRAGMA integrity_check'), [('ok',)], '%s: the store is sound' % name)
    tap.same(site.rows('PRAGMA foreign_key_check'), [], '%s: and nothing in it points nowhere' % name)
    files = [row[0] for row in site.rows('SELECT file FROM mail WHERE file IS NOT NULL')]
    sizes = {file: os.path.getsize(os.path.join(site.state, 'spool', 'mail', file)) for file in files}
    tap.same(sizes, dict(site.rows('SELECT file, size FROM mail WHERE file IS NOT NULL')),
            '%s: each file that it names is there, whole' % name)


def posts(site):
    return [row[0] for row in site.rows('SELECT subject FROM post ORDER BY id')]


def killed():
    """Sixty mails, small and large, up to four at a time; most calls are killed somewhere."""
    site = Instance()
    name = site.goal('Killed', ANA, BO)
    address = name + '@' + DOMAIN
    mails = {number: letter(address, number, random.choice([0, 0, 30000, 100000, 1000000])) for number in range(60)}
    todo, told, deaths = list(mails), [], 0
    random.shuffle(todo)
    begin = time.monotonic()
    while todo:
        batch = [todo.pop() for _ in range(min(4, len(todo)))]
        children = {number: start(site, mails[number], address) for number in batch}
        if time.monotonic() - begin < 8:
            time.sleep(random.random() ** 2 * 0.12)
            for number, child in children.items():
                if random.random() < 0.7:
                    try:
                        os.killpg(child.pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
        for number, child in children.items():
            if child.wait() == 0:
                told.append(number)
            else:
                deaths += 1
                todo.insert(random.randrange(len(todo) + 1), number)
    # How many depends on the machine; none would mean that nothing was tried.
    tap.ok(deaths > 0, 'calls were killed: %d' % deaths)
    there = posts(site)
    tap.same(sorted(there), sorted('Mail %d' % number for number in mails), 'each mail is there, once')
    tap.same(site.rows('SELECT count(*), count(DISTINCT message_id) FROM post'), [(60, 60)], 'no id twice')
    sound(site, 'after kill -9')
    mails_of = {ANA: [], BO: []}
    for mail in site.sent():
        mails_of[mail.owner].append(mail)
    for person, got in mails_of.items():
        tap.same(sorted(mail.subject for mail in got), sorted(there), '%s has each, once' % person)
        tap.ok(all(b'the end' in mail.raw for mail in got), '%s has them whole' % person)
    # What the killed calls left lying is swept, and nothing else.
    site.tick(later=8000)
    kept = len(site.rows('SELECT 1 FROM mail WHERE file IS NOT NULL'))
    tap.same(len([file for file in os.listdir(os.path.join(site.state, 'spool', 'mail'))]), kept, 'orphans are swept')
    sound(site, 'after sweeping')
    tap.same(site.faults, [], 'no call did what none may')
    site.close()


def crowd():
    """Eight calls at a time with serve running: nothing is lost or numbered twice."""
    site = Instance()
    name = site.goal('Crowd', ANA, BO)
    address = name + '@' + DOMAIN
    site.receive(compose('Ana <%s>' % ANA, address, 'A question', 'What now?\n'), ANA, address, login=ANA)
    site.time = int(time.time()) - 600          # serve goes by the machine's clock
    serve = site.start('serve')
    children = []
    for number in range(64):
        children.append(start(site, letter(address, number, 70000 if number % 8 == 0 else 0), address))
        if len(children) % 8 == 0:
            for child in children[-8:]:
                child.wait()
    tap.same([child.returncode for child in children if child.returncode != 0], [], 'all 64 are taken')
    numbers = [row[0] for row in site.rows("SELECT number FROM post WHERE kind = 'answer' ORDER BY id")]
    tap.same(numbers, list(range(1, 65)), 'the answers are numbered one after the other')
    got = []
    def arrived():
        got.extend(mail for mail in site.new() if mail.subject.startswith('Mail '))
        return len(got) >= 128
    tap.arrives(arrived, 'serve sends them all')
    tap.same((len(got), len({(mail.owner, mail.subject) for mail in got})), (128, 128), 'to each once')
    serve.send_signal(signal.SIGTERM)
    tap.same(serve.wait(20), 0, 'serve ends')
    # The same mail eight times at once, and the same cookie from eight replies.
    mail = letter(address, 100)
    children = [start(site, mail, address) for _ in range(8)]
    tap.same(([child.wait() for child in children], posts(site).count('Mail 100')), ([0] * 8, 1),
            'the same mail eight times at once is one')
    site.sent()
    site.receive(compose('Di <%s>' % DI, 'new@' + DOMAIN, 'Learn to dance', 'Please.\n'), DI, 'new@' + DOMAIN, login=DI)
    cookie = [mail for mail in site.sent() if mail.owner == DI][0].reply_to
    children = [start(site, compose('Di <%s>' % DI, cookie, 'Re: Confirm', 'Yes, %d\n' % number), cookie) for number in range(8)]
    tap.same(([child.wait() for child in children], site.rows("SELECT count(*) FROM goal WHERE title = 'Learn to dance'")),
            ([0] * 8, [(1,)]), 'eight replies to one cookie make one goal')
    sound(site, 'after the crowd')
    site.close()


def fifty():
    """Fifty people at a time, with serve running: answers, thanks and questions of the protege, follows and their
    confirmations, a close and an opening, by pipes and by LMTP. Each is there once, whatever came first."""
    server = Sink()
    site = Instance(delivery=server.address)
    people = ['p%02d@club.example' % number for number in range(50)]
    names = [site.goal('Goal %d' % number, ANA, BO) for number in range(2)]
    addresses = [name + '@' + DOMAIN for name in names]
    site.time = int(time.time()) - 3600         # serve goes by the machine's clock
    for address in addresses:
        site.receive(compose('Ana <%s>' % ANA, address, 'A question', 'What now?\n'), ANA, address, login=ANA)
    site.receive(compose('Bo <%s>' % BO, addresses[1], 'Re: A question', 'An answer of old.\n'), BO, addresses[1], login=BO)
    serve = site.start('serve')
    tap.soon(lambda: os.path.exists(os.path.join(site.state, 'run', 'lmtp')))
    todo = []
    for number, person in enumerate(people):
        todo.append((compose('P <%s>' % person, addresses[0], 'Re: A question', 'Answer %d, in some words.\n' % number), person, addresses[0], person))
        todo.append((compose('P <%s>' % person, names[0] + '+subscribe@' + DOMAIN, 'Follow', ''), person, names[0] + '+subscribe@' + DOMAIN, person))
    for number in range(10):
        todo.append((compose('Ana <%s>' % ANA, addresses[0], 'Re: A question', 'Thank you, Bo, that helped me a lot. (%d)\n' % number),
                     ANA, addresses[0], ANA))
    todo.append((compose('Ana <%s>' % ANA, names[1] + '+close@' + DOMAIN, 'Close', '1\n'), ANA, names[1] + '+close@' + DOMAIN, ANA))
    told = batch(site, todo)
    tap.same(told, [0] * len(todo), '%d mails, 50 at a time: all are taken' % len(todo))
    tap.arrives(lambda: len(cookies(server)) == 50 and idle(site), 'serve sends all, and each is asked to confirm', seconds=120)
    # The confirmations, each twice at the same time.
    again = [(compose('P <%s>' % person, cookie, 'Re: Confirm', 'yes\n'), person, cookie, person) for person, cookie in cookies(server).items()]
    told = batch(site, [mail for mail in again for _ in range(2)])
    tap.same(told, [0] * 100, '50 confirmations, each twice: all are taken')
    numbers = [row[0] for row in site.rows("SELECT number FROM post p JOIN goal g ON g.id = p.goal_id WHERE g.name = ? AND kind = 'answer' ORDER BY p.id",
            names[0])]
    tap.same(numbers, list(range(1, 51)), 'the 50 answers are numbered one after the other')
    tap.same(site.rows('SELECT count(*) FROM follow f JOIN goal g ON g.id = f.goal_id WHERE g.name = ?', names[0]), [(51,)], '50 more follow')
    tap.same(site.rows('SELECT count(*) FROM post WHERE author_id = (SELECT person_id FROM address WHERE addr = ?)', ANA), [(12,)],
            'each mail of the protege is there once')
    tap.same(site.rows('SELECT closed > 0 FROM goal WHERE name = ?', names[1]), [(1,)], 'the other goal is closed')
    tap.arrives(lambda: idle(site), 'serve sends all', seconds=120)
    double = {key: count for key, count in server.copies().items() if count > 1}
    tap.same(double, {}, 'nobody has a mail twice: %d copies' % len(server.taken))
    serve.send_signal(signal.SIGTERM)
    tap.same(serve.wait(60), 0, 'serve ends')
    sound(site, 'after fifty')
    tap.same(site.rows('SELECT count(*) FROM outbox_failed'), [(0,)], 'nothing failed')
    tap.diag('mails %d, senders at a time 50, mails lost 0, copies twice %d' % (len(todo) + 100, len(double)))
    site.close()


def idle(site):
    return site.rows('SELECT count(*) FROM outbox WHERE done = 0') == [(0,)]


def cookies(server):
    """The address that each was told to confirm at."""
    found = {}
    for recipient, _, _, mail in list(server.taken):
        cookie = re.search(rb'[a-z0-9-]+\+c\.[a-z0-9]+@' + DOMAIN.encode(), mail)
        if cookie and recipient.startswith('p'):
            found[recipient] = cookie.group().decode()
    return found


def batch(site, mails):
    """Hands mails in, 50 at a time, every third by LMTP; the status of each (of LMTP 0 is 250). What is to come later
    comes again, as from an MTA: fifty writers on a busy machine may wait too long for each other."""
    def one(numbered):
        number, (mail, sender, recipient, login) = numbered
        if number % 3 == 0:
            line = scenarios.Lmtp(os.path.join(site.state, 'run', 'lmtp'))
            line.hand_in(mail, sender, recipient, login)
            line.taken()
            line.close()
            return 0
        for _ in range(10):
            done = subprocess.run(site.command('receive', '--sender', sender, '--recipient', recipient, '--sasl-user', login), input=mail,
                                  capture_output=True, check=False, timeout=300)
            if done.returncode != LATER:
                break
        return done.returncode
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        return list(pool.map(one, enumerate(mails)))


def locked():
    """Another process holds the database."""
    site = Instance()
    name = site.goal('Locked', ANA, BO)
    address = name + '@' + DOMAIN
    other = sqlite3.connect(site.store, isolation_level=None)
    other.execute('BEGIN EXCLUSIVE')
    mail = letter(address, 1, 70000)
    begin = time.monotonic()
    another = start(site, mail, address)
    answer = site.receive(mail, DI, address, login=DI)
    tap.ok(answer.status == LATER and 'locked' in answer.text, 'the store is locked: later', repr(answer))
    tap.same(another.wait(), LATER, 'and so for the next')
    tap.ok(time.monotonic() - begin > 1, 'they waited a while')
    other.execute('ROLLBACK')
    tap.same((posts(site), os.listdir(os.path.join(site.state, 'spool', 'mail'))), ([], []), 'nothing of it is there')
    answer = site.receive(mail, DI, address, login=DI)
    tap.same((answer.status, owners(site.sent())), (0, [ANA, BO]), 'it comes again, and is taken')
    # For a moment only: nobody notices.
    other.execute('BEGIN IMMEDIATE')
    child = start(site, letter(address, 2), address)
    time.sleep(1)
    other.execute('COMMIT')
    tap.same(child.wait(20), 0, 'a lock of a second is waited for')
    other.close()
    site.close()


def unreadable():
    """Stores, settings and keys that are not as they should be: mail waits, and nothing is touched."""
    site = Instance()
    name = site.goal('Unreadable', ANA, BO)
    address = name + '@' + DOMAIN
    def later(what, *words):
        before = open(site.store, 'rb').read()
        answer = site.receive(letter(address, 1), DI, address, login=DI)
        tap.ok(answer.status == LATER and answer.text and all(word in answer.text for word in words), '%s: later, and says why' % what,
                repr(answer))
        tap.ok(open(site.store, 'rb').read() == before, '%s: the store is not touched' % what)
    database = sqlite3.connect(site.store, isolation_level=None)
    version = database.execute('PRAGMA user_version').fetchone()[0]
    database.execute('PRAGMA user_version = %d' % (version + 1))
    database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    later('a newer schema', 'schema %d' % (version + 1), 'install the newer')
    for words in (('deliver',), ('tick',), ('serve',), ('goal', 'list')):
        answer = site.call(*words)
        tap.ok(answer.status != 0 and 'schema' in answer.text, 'a newer schema: %s refuses' % words[0], repr(answer))
    database = sqlite3.connect(site.store, isolation_level=None)
    database.execute('PRAGMA user_version = %d' % version)
    database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    for path, what in ((site.store, 'store'), (os.path.join(site.state, 'key'), 'key'), (site.config, 'settings')):
        kept = open(path, 'rb').read()
        for rubbish in (b'', b'rubbish ' * 1000):
            with open(path, 'wb') as file:
                file.write(rubbish)
            later('%s of %d octets' % (what, len(rubbish)))
        os.rename(path, path + '.away')
        if path == site.store:
            answer = site.receive(letter(address, 1), DI, address, login=DI)
            tap.ok(answer.status == LATER and not os.path.exists(path), 'no store: later, and none is made', repr(answer))
        else:
            later('no %s' % what)
        os.rename(path + '.away', path)
        with open(path, 'wb') as file:
            file.write(kept)
    site.set('site', unknown='x')
    later('an unknown key in the settings', 'unknown')
    tap.same(posts(site), [], 'nothing was taken')
    site.close()


def children_of(pid):
    try:
        with open('/proc/%d/task/%d/children' % (pid, pid)) as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def deadly():
    """A mail that kills whoever reads it: twice it comes again, the third time it is kept unread."""
    site = Instance()
    name = site.goal('Deadly', ANA, BO)
    address = name + '@' + DOMAIN
    mail = letter(address, 1)
    def die(number, mail=mail):
        other = sqlite3.connect(site.store, isolation_level=None, timeout=20)
        other.execute('BEGIN EXCLUSIVE')            # the reader stops here, and so it can be hit
        child = start(site, mail, address)
        reader = tap.soon(lambda: children_of(child.pid))
        time.sleep(0.3)
        os.kill(reader[0], number)
        other.execute('ROLLBACK')
        other.close()
        return child.wait(30)
    tap.same([die(signal.SIGKILL) for _ in range(4)], [LATER] * 4, 'killed by the machine: always later')
    tap.same([die(signal.SIGSEGV), die(signal.SIGSEGV)], [LATER, LATER], 'died of the mail: later')
    other_mail = letter(address, 2)
    tap.same(die(signal.SIGSEGV, other_mail), LATER, 'the deaths of another mail are its own')
    tap.same((posts(site), site.held()), ([], []), 'nothing of it is there')
    tap.same(die(signal.SIGSEGV), 0, 'the third time: taken')
    held = site.held()
    tap.ok(len(held) == 1 and 'quarantine' in held[0]['reason'] and posts(site) == [], 'it is held, unread', repr(held))
    tap.same(owners(site.sent()), [], 'nobody gets it')
    answer = site.call('held', 'release', str(held[0]['id']))
    tap.same((answer.status, owners(site.sent())), (0, [ANA, BO]), 'with the program mended, the operator lets it through')
    answer = site.receive(other_mail, DI, address, login=DI)
    tap.same((answer.status, owners(site.sent())), (0, [ANA, BO]), 'the other mail comes again and is taken')
    site.close()


def main():
    random.seed(os.environ.get('SEED', os.urandom(4).hex()))
    for part in [globals()[name] for name in sys.argv[1:]] or [killed, crowd, fifty, locked, unreadable, deadly]:
        part()


if __name__ == '__main__':
    tap.run(main)
