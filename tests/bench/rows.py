"""The rows of the table. Each is a function of no arguments that yields Blocks; it cleans up after itself."""
import os, subprocess, time

import fill, lib, peers
from lib import DOMAIN, FOLLOWER, PATIENCE, PROTEGE, SMALL, Lost, Site, Sink, Unmeasured, attached, mail_file, plain, raw, repeat, say

MAIL = 5120
ROWS = {}


def row(function):
    ROWS[function.__name__.replace('_', '-')] = function
    return function


class Block(dict):
    """One row of the table: figures in the order ours, peers, limits."""

    def __init__(self, title):
        super().__init__(title=title, figures=[], notes=[])

    def add(self, kind, who, measure, note=''):
        """measure() gives wall, cpu, mb, rate; what cannot be measured says why instead."""
        say('%s: %s' % (self['title'], who))
        try:
            figure = measure()
            few = '%d runs' % figure['runs'] if figure.get('runs', lib.RUNS) < lib.RUNS else ''
            self['figures'].append(dict(figure, kind=kind, who=who, note=note or few))
        except Unmeasured as reason:
            if kind == 'ours':
                raise
            self['figures'].append({'kind': kind, 'who': who, 'note': str(reason)})
        return self['figures'][-1]

    def leave_out(self, who, why):
        self['figures'].append({'kind': 'peer', 'who': who, 'note': why})


def sizes(*full):
    return full[:1] if SMALL else full


class Patience:
    """Leaves a peer out where ten times as much would take too long."""
    MOST = 400

    def __init__(self):
        self.last = None

    def add(self, block, who, measure):
        if self.last is not None and self.last * 10 > self.MOST:
            block.leave_out(who, 'left out: a tenth took %d s' % self.last)
            self.last *= 10
            return
        self.last = block.add('peer', who, measure).get('wall') or self.last


# ---- a question to many ----

def question(site, sink, names, number, make, size, posts=1):
    """Hands in `posts` mails and waits until all have them."""
    address = '%s@%s' % (site.name, DOMAIN)
    path = mail_file(make('Question {SERIAL}', address, size))
    site.idle()
    sink.take()
    site.begin()
    begun = time.monotonic_ns()
    site.hand_in(posts, path, address, '-s', str(min(posts, 4)))
    last, mails, size = sink.collect(names, posts)
    return dict(site.used(), wall=(last - begun) / 1e9, rate=len(names) * posts / ((last - begun) / 1e9), mails=mails)


def ours(count, make=plain, size=MAIL, posts=1, **delivery):
    """A goal with so many followers. Unmeasured where the settings do not know `delivery`."""
    sink = Sink()
    site = Site(sink.port)
    try:
        if not site.knows('delivery', **delivery):
            raise Unmeasured('this version has no setting %s' % ', '.join(sorted(delivery)))
        site.name = site.goal_of('Weld')
        names = fill.followers(site, site.name, count)
        site.serve()
        before = rows_of(site)
        found = repeat(lambda number: question(site, sink, names, number, make, size, posts))
        found['rows'] = (rows_of(site) - before) / found['runs']
        return found
    finally:
        site.stop()
        sink.stop()
        site.close()


def rows_of(site):
    """Rows of all tables."""
    tables = [name for name, in site.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sum(site.rows('SELECT count(*) FROM ' + name)[0][0] for name in tables)


def mlmmj(count, at_once, make=plain, size=MAIL, posts=1):
    """The same of mlmmj."""
    sink = Sink()
    try:
        names = [FOLLOWER % i for i in range(count)]
        # Spread over letters, as on a real list: its files of subscribers are by the first.
        names = [chr(97 + i % 26) + name[1:] for i, name in enumerate(names)]
        the_list = peers.Mlmmj(sink.port, names, at_once)

        def once(number):
            sink.take()
            texts = [make('Question %d.%d' % (number, k), peers.LIST, size, serial='%08d' % (number * posts + k)) for k in range(posts)]
            used = the_list.post(texts, 1 if posts == 1 else 4)
            last, mails, _ = sink.collect(names, posts)
            return {'wall': (last - used['begun']) / 1e9, 'cpu': used['cpu'], 'mb': used['mb'], 'mails': mails,
                    'rate': count * posts / ((last - used['begun']) / 1e9)}
        peers.version('mlmmj')
        return repeat(once, PATIENCE)
    finally:
        sink.stop()


def mailman(count, at_once, posts=1):
    """The same of Mailman 3; it takes mail by LMTP."""
    if SMALL:
        raise Unmeasured('left out: its start alone takes half a minute')
    sink = Sink()
    running = None
    try:
        names = [FOLLOWER % i for i in range(count)]
        running = peers.Mailman(sink.port, names, at_once)
        peers.version('mailman3')

        def once(number):
            sink.take()
            path = mail_file(plain('Question {SERIAL}', peers.LIST, MAIL, sender=names[0]))
            running.begin()
            begun = time.monotonic_ns()
            lib.client(['-L', '-p', str(running.lmtp)], posts, path, names[0], peers.LIST, '-n', str(number * posts), '-o', 'step')
            last, mails, _ = sink.collect(names, posts)
            return dict(running.used(), wall=(last - begun) / 1e9, rate=count * posts / ((last - begun) / 1e9), mails=mails)
        return repeat(once, PATIENCE)
    finally:
        if running is not None:
            running.stop()
        sink.stop()


def limit(mails, recipients, size, how, sessions):
    """The raw client against a sink of its own."""
    sink = Sink()
    try:
        return repeat(lambda number: raw(sink.port, mails, recipients, size, how, sessions))
    finally:
        sink.stop()


@row
def personal():
    """one 5 KB question to 1,000, 10,000, 100,000 followers, a copy of their own for each"""
    patience = Patience()
    mailmans = Patience()
    for count in sizes(1000, 10000, 100000):
        block = Block('question of 5 KB to {:,} followers, personal copies'.format(count))
        mine = block.add('ours', 'journster', lambda: ours_personal(count))
        block['notes'].append('journster: %d rows more in the store after each' % mine['rows'])
        patience.add(block, 'mlmmj, own VERP', lambda: mlmmj(count, 1))
        mailmans.add(block, 'Mailman 3, VERP', lambda: mailman(count, 1))
        for how, what in (('step', 'lock-step'), ('pipe', 'pipelined')):
            block.add('limit', 'raw client, %s, 4 connections' % what, lambda: limit(count, 1, MAIL, how, 4))
        yield block


def ours_personal(count, make=plain, size=MAIL, posts=1):
    """Where shared copies are known, they are switched off by a number that is not reached."""
    try:
        return ours(count, make, size, posts, shared_from=10000000)
    except Unmeasured:
        return ours(count, make, size, posts)


@row
def shared():
    """the same, shared copies: one mail to many recipients"""
    patience, mailmans = Patience(), Patience()
    for count in sizes(1000, 10000, 100000):
        block = Block('question of 5 KB to {:,} followers, shared copies'.format(count))
        try:
            mine = block.add('ours', 'journster, 1,000 recipients a mail', lambda: ours(count, shared_from=1, recipients_per_mail=1000))
            block['notes'].append('journster: %d rows more in the store after each' % mine['rows'])
        except Unmeasured as reason:
            block['figures'].append({'kind': 'ours', 'who': 'journster', 'note': 'left out: %s' % reason})
        for at_once in (100, 1000):
            block.add('peer', 'mlmmj, %d recipients a mail' % at_once, lambda: mlmmj(count, at_once))
        mailmans.add(block, 'Mailman 3, 500 recipients a mail', lambda: mailman(count, 500))
        mails = max(count // 1000, 1) * 10
        block.add('limit', 'raw client, pipelined, 1,000 recipients a mail', lambda: limit(mails, 1000, MAIL, 'ahead', 1))
        yield block


# ---- many questions to few ----

@row
def burst():
    """200 questions to 50 followers each, through a process each and through LMTP"""
    posts, count = (40, 50) if SMALL else (200, 50)
    block = Block('%d questions of 5 KB to %d followers each, by LMTP' % (posts, count))
    block.add('ours', 'journster, LMTP', lambda: ours_personal(count, posts=posts))
    add_burst_peers(block, posts, count)
    yield block
    piped = Block('%d questions of 5 KB to %d followers each, by a process each' % (posts, count))
    piped.add('ours', 'journster receive, 4 at once', lambda: ours_piped(count, posts))
    piped['figures'] += block['figures'][1:]
    yield piped


def add_burst_peers(block, posts, count):
    block.add('peer', 'mlmmj, own VERP', lambda: mlmmj(count, 1, posts=posts))
    block.add('peer', 'mlmmj, 100 recipients a mail', lambda: mlmmj(count, 100, posts=posts))
    block.add('peer', 'Mailman 3, 500 recipients a mail', lambda: mailman(count, 500, posts=posts))
    block.add('limit', 'raw client, pipelined, 4 connections', lambda: limit(posts * count, 1, MAIL, 'pipe', 4))


def ours_piped(count, posts):
    sink = Sink()
    site = Site(sink.port)
    try:
        site.name = site.goal_of('Weld')
        names = fill.followers(site, site.name, count)
        site.serve()
        address = '%s@%s' % (site.name, DOMAIN)

        def once(number):
            site.idle()
            sink.take()
            where = lib.directory('posts')
            for k in range(1, posts + 1):
                with open('%s/%d' % (where, k), 'w') as file:
                    file.write(plain('Question %d' % k, address, MAIL, serial='%08d' % (number * posts + k)))
            site.begin()
            used = lib.measure(site.command('receive', '--sender', PROTEGE, '--recipient', address, '--sasl-user', PROTEGE), posts, 4,
                               where + '/%d')
            last, _, _ = sink.collect(names, posts)
            more = site.used()
            wall = (last - used['begun']) / 1e9
            return {'wall': wall, 'cpu': used['cpu'] + more['cpu'], 'mb': max(used['mb'], more['mb']), 'rate': count * posts / wall}
        return repeat(once)
    finally:
        site.stop()
        sink.stop()
        site.close()


# ---- intake ----

def answering(site, followers):
    """A goal with a question, and people who answer it; what they write comes by LMTP. They read daily, and where the
    mail server should be nobody listens: what is measured is the taking."""
    site.name = site.goal_of('Weld')
    fill.followers(site, site.name, followers, 'daily')
    site.serve()
    address = '%s@%s' % (site.name, DOMAIN)
    asked = plain('Which torch?', address, 600).replace('{SERIAL}', '99999999')
    site.message_id = asked.split('Message-ID: ')[1].split('\n')[0]
    site.hand_in(1, mail_file(asked), address)
    site.idle_or_later()
    return address


class Taking(Site):
    def __init__(self):
        super().__init__(lib.free_port())

    def idle_or_later(self):
        """What is to be sent was tried once, in vain."""
        lib.until(lambda: self.rows('SELECT count(*) FROM outbox WHERE done = 0 AND due <= ?', int(time.time()))[0][0] == 0, 60,
                  'the outbox to give up for now')

    def answers_of(self, mails, senders, address, sessions):
        """By so many connections at once; that each is there is seen by the store."""
        text = plain('Re: Which torch?', address, MAIL, sender='f{SENDER}@example.com',
                     more='In-Reply-To: %s\nReferences: %s\n' % (self.message_id, self.message_id))
        before = self.rows("SELECT count(*) FROM post WHERE kind = 'answer'")[0][0]
        self.begin()
        sent = self.hand_in(mails, mail_file(text), address, '-s', str(sessions), '-k', str(senders), '-o', 'pipe', sender='f{SENDER}@example.com')
        taken = self.rows("SELECT count(*) FROM post WHERE kind = 'answer'")[0][0] - before
        if taken != mails:
            raise Lost('%d answers were handed in and %d are in the store: %s' % (mails, taken, self.rows(
                'SELECT reason, count(*) FROM held GROUP BY reason')))
        return dict(self.used(), wall=sent['wall'], rate=mails / sent['wall'], median=sent['median'], p95=sent['p95'], longest=sent['longest'])


def disk(what, threads=1):
    def once(number):
        where = lib.directory('disk')
        done = subprocess.run([lib.tool('disk'), what, where, '1' if SMALL else '3', str(threads)], stdout=subprocess.PIPE, check=True, timeout=60)
        return {'wall': 0.0, 'rate': float(done.stdout)}
    found = repeat(once)
    del found['wall']
    return found


@row
def intake():
    """mails a second that are taken by LMTP, each answered for after it is on the disk; 1 and 16 senders"""
    mails = 500 if SMALL else 10000
    for sessions in (1, 16):
        site = Taking()
        try:
            address = answering(site, 1000)
            block = Block('answers of 5 KB by LMTP, %d sender%s' % (sessions, 's at once' if sessions > 1 else ''))
            mine = block.add('ours', 'journster', lambda: repeat(lambda number: site.answers_of(mails, 1000, address, sessions)))
            block['notes'].append('a mail took %.2f ms (median), %.2f ms (95 of 100), %.0f ms (the longest)' %
                                  (mine['median'], mine['p95'], mine['longest']))
        finally:
            site.stop()
            site.close()
        block.add('limit', 'SQLite, a row of 5 KB a commit (WAL, FULL)', lambda: disk('commits'))
        block.add('limit', 'append of 5 KB + fdatasync, %d at once' % sessions, lambda: disk('append', sessions))
        yield block


# ---- large mails ----

@row
def large():
    """mails of 1 MB and 20 MB with a file, to 100 followers"""
    count = 10 if SMALL else 100
    for size in (1 << 20, 20 << 20):
        block = Block('mail of %d MB with a file to %d followers' % (size >> 20, count))
        block.add('ours', 'journster', lambda: ours_personal(count, attached, size))
        block.add('peer', 'mlmmj, own VERP', lambda: mlmmj(count, 1, attached, size))
        block.add('peer', 'mlmmj, 100 recipients a mail', lambda: mlmmj(count, 100, attached, size))
        block.add('limit', 'raw client, pipelined, 4 connections', lambda: limit(count, 1, size, 'pipe', 4))
        yield block


# ---- digests ----

@row
def digest():
    """the daily digest of 200 posts to 10,000 followers"""
    count, posts = (500, 50) if SMALL else (10000, 200)
    block = Block('daily digest of {:,} posts to {:,} followers'.format(posts, count))
    mine = block.add('ours', 'journster', lambda: ours_digest(count, posts))
    block['notes'].append('journster: %.0f KB a digest; of more than 50 posts the rest is told by a number and a way to get it' %
                          (mine['bytes'] / 1024))
    theirs = block.add('peer', 'mlmmj-maintd', lambda: mlmmj_digest(count, posts))
    if theirs.get('bytes'):
        block['notes'].append('mlmmj: %.0f KB a digest, all of the mails' % (theirs['bytes'] / 1024))
    block.add('limit', 'raw client, pipelined, 4 connections, as large', lambda: limit(count, 1, max(int(mine['bytes']), 1000), 'pipe', 4))
    yield block


def ours_digest(count, posts):
    sink = Sink()
    site = Site(sink.port)
    try:
        site.name = site.goal_of('Weld')
        names = fill.followers(site, site.name, count, 'daily')
        goal = site.rows('SELECT id FROM goal WHERE name = ?', site.name)[0][0]
        fill.posts(site, [goal] * posts, [PROTEGE], MAIL)

        def once(number):
            with fill.store(site) as db:
                db.execute('UPDATE follow SET digested = 0')
                db.execute('DELETE FROM outbox')
            sink.take()
            made = lib.measure(site.command('digest', 'send', '--all'))
            sent = lib.measure(site.command('deliver'))
            last, mails, size = sink.collect(names)
            wall = (last - made['begun']) / 1e9
            return {'wall': wall, 'cpu': made['cpu'] + sent['cpu'], 'mb': max(made['mb'], sent['mb']), 'rate': count / wall, 'bytes': size / mails}
        return repeat(once)
    finally:
        sink.stop()
        site.close()


def mlmmj_digest(count, posts):
    sink = Sink()
    try:
        names = [chr(97 + i % 26) + (FOLLOWER % i)[1:] for i in range(count)]
        the_list = peers.Mlmmj(sink.port, names, digest=True)
        peers.version('mlmmj')

        def once(number):
            sink.take()
            used = the_list.digest([plain('Post %d' % k, peers.LIST, MAIL, serial='%08d' % k) for k in range(posts)])
            last, mails, size = sink.collect(names)
            wall = (last - used['begun']) / 1e9
            return {'wall': wall, 'cpu': used['cpu'], 'mb': used['mb'], 'rate': count / wall, 'bytes': size / mails}
        return repeat(once, PATIENCE)
    finally:
        sink.stop()


# ---- growth ----

def growth_block(title, steps, grow, unit):
    """The same intake in a store that grows from step to step; grow(site, more) makes it so."""
    block = Block(title)
    mails = 100 if SMALL else 500
    site = Taking()
    try:
        address = answering(site, 1000)
        first = None
        at = 0
        for step in steps:
            if step > at:
                say('%s: filling up to %d %s' % (title, step, unit))
                site.stop()
                grow(site, step - at)
                at = step
                site.serve()
            figure = block.add('ours' if first is None else 'step', 'journster, {:,} {}'.format(step, unit),
                               lambda: repeat(lambda number: site.answers_of(mails, 1000, address, 1)))
            first = first or figure
            figure['note'] = 'a mail %.2f ms (median), %.2f times the first; store %d MB' % (
                figure['median'], figure['median'] / first['median'], os.path.getsize(site.store) >> 20)
            figure.pop('wall')
        first['kind'] = 'step'
    finally:
        site.stop()
        site.close()
    return block


def tens(full):
    """0, and the steps of ten up to `full`."""
    last = full // 100 if SMALL else full
    return [0] + [step for step in (100, 1000, 10000, 100000, 1000000) if last // 100 <= step <= last]


@row
def growth_posts():
    """taking and threading a mail with up to 1,000,000 posts in the store, of 1,000 goals and of one"""
    def in_many(site, more):
        have = [row[0] for row in site.rows("SELECT id FROM goal WHERE name LIKE 'goal-%'")] or fill.goals(site, 1000)
        fill.posts(site, [have[i // 10 % len(have)] for i in range(more)], AUTHORS)

    def in_one(site, more):
        goal = site.rows('SELECT id FROM goal WHERE name = ?', site.name)[0][0]
        fill.posts(site, [goal] * more, AUTHORS)
    yield growth_block('growth: posts of 1,000 goals in the store', tens(1000000), in_many, 'posts')
    yield growth_block('growth: posts of the goal that is written to', tens(100000), in_one, 'posts')


AUTHORS = [FOLLOWER % i for i in range(900)]


@row
def growth_goals():
    """the same with up to 100,000 goals; what the clock costs then, and a new goal"""
    block = growth_block('growth: goals', tens(100000), fill.goals, 'goals')
    yield block
    clock = Block('growth: a minute of the clock, and a new goal')
    site = Site(lib.free_port())
    try:
        site.goal_of('Weld')
        at = 0
        for step in tens(100000):
            if step > at:
                fill.goals(site, step - at)
                at = step
            clock.add('step', 'journster tick, {:,} goals'.format(step), lambda: repeat(lambda number: lib.measure(site.command('tick'))))
            clock.add('step', 'journster goal add', lambda: repeat(lambda number: lib.measure(site.command(
                'goal', 'add', '--title', 'Another', '--protege', PROTEGE))))
    finally:
        site.close()
    yield clock


# ---- a real mail server ----

@row
def postfix():
    """into a real Postfix that throws mail away, against its own smtp-source with as many recipients a mail"""
    count = 1000 if SMALL else 10000
    for recipients, what, delivery in ((1, 'personal copies', {}), (100, '100 recipients a mail', {'shared_from': 1, 'recipients_per_mail': 100})):
        block = Block('question of 5 KB to {:,} through Postfix, {}'.format(count, what))
        server = None
        try:
            server = peers.Postfix()
            peers.version('postfix')
            block.add('ours', 'journster', lambda: through(server, count, delivery))
            block.add('limit', 'smtp-source, 4 connections', lambda: repeat(lambda number: source(server, count, recipients)))
        except Unmeasured as reason:
            block['figures'].append({'kind': 'ours', 'who': 'journster', 'note': 'left out: %s' % reason})
        finally:
            if server is not None:
                server.stop()
        yield block


def source(server, count, recipients):
    before = server.discarded()
    wall = server.fed_by_source(count // recipients, recipients, 4, MAIL)
    lib.until(lambda: server.discarded() - before >= count, 300, 'Postfix to be done')
    return {'wall': wall, 'rate': count / wall}


def through(server, count, delivery):
    site = Site(server.port)
    try:
        if not site.knows('delivery', **delivery):
            raise Unmeasured('this version has no setting %s' % ', '.join(sorted(delivery)))
        site.name = site.goal_of('Weld')
        fill.followers(site, site.name, count)
        site.serve()
        address = '%s@%s' % (site.name, DOMAIN)
        path = mail_file(plain('Question {SERIAL}', address, MAIL))

        def once(number):
            site.idle()
            before = server.discarded()
            site.begin()
            begun = time.monotonic()
            site.hand_in(1, path, address)
            # Until the last copy is noted as taken: what is not sent yet is not done.
            lib.until(lambda: site.rows("SELECT count(*) FROM outbox WHERE recipients = 'post' AND done = 0")[0][0] == 0, lib.LIMIT,
                      'Postfix to take all')
            wall = time.monotonic() - begun
            used = site.used()
            lib.until(lambda: server.discarded() - before >= count, 300, 'Postfix to be done')
            return dict(used, wall=wall, rate=count / wall)
        return repeat(once)
    finally:
        site.stop()
        site.close()
