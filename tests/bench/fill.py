"""Fills a store as mail would have in years, by SQL; what was put there is checked against the schema."""
import contextlib, sqlite3, time

from lib import FOLLOWER, Unmeasured

WORDS = 'What would you do first, and which of the tools is worth its price? '


@contextlib.contextmanager
def store(site):
    """The store, in one transaction; at the end it must be whole."""
    db = sqlite3.connect(site.store, isolation_level=None)
    db.execute('PRAGMA foreign_keys = OFF')     # all rows are looked at below
    db.execute('BEGIN IMMEDIATE')
    yield db
    db.execute('COMMIT')
    broken = db.execute('PRAGMA foreign_key_check').fetchmany(3) or [row for row in db.execute('PRAGMA quick_check') if row != ('ok',)]
    db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    if broken:
        raise Unmeasured('the store that was filled is not whole: %r' % broken)


def goal_id(db, name):
    return db.execute('SELECT id FROM goal WHERE name = ?', (name,)).fetchone()[0]


def followers(site, goal, count, mode='each'):
    """People who follow a goal; their addresses. Each has written once: their zone is known."""
    now, names = int(time.time()), [FOLLOWER % i for i in range(count)]
    with store(site) as db:
        first = db.execute('SELECT max(id) FROM person').fetchone()[0] + 1
        db.executemany('INSERT INTO person (id, zone, created) VALUES (?, 0, ?)', ((first + i, now) for i in range(count)))
        db.executemany('INSERT INTO address (addr, person_id, is_primary, created) VALUES (?, ?, 1, ?)',
                       ((name, first + i, now) for i, name in enumerate(names)))
        db.execute('INSERT INTO follow (goal_id, person_id, mode, since, digested) SELECT ?, id, ?, ?, 0 FROM person WHERE id >= ?',
                   (goal_id(db, goal), mode, now, first))
    return names


def goals(site, count):
    """Open goals, each with a protege of its own."""
    now = int(time.time())
    with store(site) as db:
        first = db.execute('SELECT max(id) FROM person').fetchone()[0] + 1
        begin = db.execute('SELECT max(id) FROM goal').fetchone()[0] + 1
        db.executemany('INSERT INTO person (id, zone, created) VALUES (?, 0, ?)', ((first + i, now) for i in range(count)))
        db.executemany('INSERT INTO address (addr, person_id, is_primary, created) VALUES (?, ?, 1, ?)',
                       (('g%08d@example.org' % (first + i), first + i, now) for i in range(count)))
        db.executemany("INSERT INTO goal (id, name, title, background, expectations, skills, state, phase, phase_since, protege_id, created,"
                       " look) VALUES (?, ?, ?, 'It is long.', '', '', 'open', 'questioning', ?, ?, ?, ?)",
                       ((begin + i, 'goal-%d' % (begin + i), 'Goal %d' % (begin + i), now, first + i, now, now + 86400 * 3)
                        for i in range(count)))
    return list(range(begin, begin + count))


def _rows(first_mail, first_post, wanted, authors, size, begun):
    """Conversations of ten: a question, eight answers to it, and a comment on the last of them."""
    text = (WORDS * (size // len(WORDS) + 1))[:max(size - 200, 100)]
    for i, (goal, number) in enumerate(wanted):
        place, post = i % 10, first_post + i
        root, author = post - place, authors[i % len(authors)]
        name, at = 'old.%d@mail.example' % post, begun + i // 50
        subject = 'About tool %d' % (root % 5000)
        raw = ('From: a@example.com\nSubject: %s\nMessage-ID: <%s>\n\n%s %d.\n' % (subject, name, text, post)).encode()
        yield ((first_mail + i, raw, len(raw), at),
               (post, goal, author, None if place == 0 else root if place < 9 else post - 1, root, first_mail + i,
                'question' if place == 0 else 'answer' if place < 9 else 'comment', number if 0 < place < 9 else 0, name, subject,
                subject.lower(), text[:120], text + ' %d.' % post, at),
               ('goal-%d' % goal, name, at))


def posts(site, wanted, authors, size=600):
    """A post for each goal id of `wanted`, in that order, ten a conversation; mails of `size` bytes."""
    with store(site) as db:
        first_mail = (db.execute('SELECT max(id) FROM mail').fetchone()[0] or 0) + 1
        first_post = (db.execute('SELECT max(id) FROM post').fetchone()[0] or 0) + 1
        numbers = dict(db.execute('SELECT goal_id, max(number) FROM post GROUP BY goal_id'))
        numbered = []
        for i, goal in enumerate(wanted):
            if 0 < i % 10 < 9:
                numbers[goal] = numbers.get(goal, 0) + 1
            numbered.append((goal, numbers.get(goal, 0)))
        people = [row[0] for row in db.execute('SELECT person_id FROM address WHERE addr IN (%s)' % ','.join('?' * len(authors)), authors)]
        begun = int(time.time()) - len(wanted) // 50 - 86400
        batch = []
        for row in _rows(first_mail, first_post, numbered, people, size, begun):
            batch.append(row)
            if len(batch) == 5000:
                _save(db, batch)
                batch = []
        _save(db, batch)


def _save(db, batch):
    db.executemany("INSERT INTO mail (id, raw, size, envelope_sender, recipient, received) VALUES (?, ?, ?, 'a@example.com', '', ?)",
                   (mail for mail, _, _ in batch))
    db.executemany("INSERT INTO post (id, goal_id, author_id, parent_id, root_id, mail_id, kind, says, audience, number, message_id, subject,"
                   " subject_base, gist, text, created) VALUES (?, ?, ?, ?, ?, ?, ?, '', 'open', ?, ?, ?, ?, ?, ?, ?)",
                   (post for _, post, _ in batch))
    db.executemany("INSERT INTO seen (place, message_id, hash, held_id, created) VALUES (?, ?, 'h', 0, ?)", (seen for _, _, seen in batch))
