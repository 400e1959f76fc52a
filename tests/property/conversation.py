"""A conversation with the real program, and the watch over it: each mail that leaves is read whole, and held against
model.py; after each step so is all that the program keeps of who is in what.

What is read of the store says what the program did (a post was made, a goal is closed). Whether it may have done so
is never read there.
"""
import email, email.utils, glob, hashlib, os, random, re, sqlite3, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import instance
import model, words
from instance import DOMAIN
from model import DAY, HOUR, MEMBERS, OPEN, PRIVATE

TOKEN = re.compile(r'\+[ruci]\.[a-z0-9.]+@' + re.escape(DOMAIN), re.I)
COOKIE = re.compile(r'\+c\.([a-z0-9]+)@', re.I)
IDS = re.compile(r'<([^<>\s]+)>')
COUNTS = re.compile(r'(\d+) questions?, (\d+) answers? so far')
# Of an anonymous copy only these: all but the first four are the program's own.
PLAIN_HEADER = {'Subject', 'Date', 'In-Reply-To', 'References', 'Return-Path', 'Delivered-To', 'From', 'To', 'Reply-To', 'Message-ID',
                'List-Id', 'List-Post', 'List-Help', 'List-Subscribe', 'List-Owner', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'Precedence',
                'X-Journster-Loop', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'}


def tokens_in(text):
    """Addresses that only whoever got the mail may know."""
    found = set()
    for match in TOKEN.finditer(text):
        begin = match.start()
        while begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] == '-'):
            begin -= 1
        found.add(text[begin:match.end()].lower())
    return found


class Broken(Exception):
    """A rule was broken. `kind` names the rule: two conversations that break the same one end alike."""

    def __init__(self, kind, why, mail=None):
        super().__init__('%s: %s' % (kind, why))
        self.kind, self.why, self.mail = kind, why, mail


class Got:
    """A mail in somebody's mailbox."""

    def __init__(self, raw, owner, address, when):
        self.raw, self.owner, self.address, self.when = raw, owner, address, when
        self.head = email.message_from_bytes(raw.split(b'\n\n', 1)[0] + b'\n\n')
        self.is_letter = 'auto-generated' in str(self.head.get('Auto-Submitted', '')) or 'auto-replied' in str(self.head.get('Auto-Submitted', ''))
        self.id = str(self.head.get('Message-ID', '')).strip('<> \n')
        self.reply_to = email.utils.parseaddr(str(self.head.get('Reply-To') or self.head.get('From')))[1]
        self.return_path = str(self.head.get('Return-Path', '')).strip('<> ')
        self.template = self.id.split('.')[0] if self.is_letter else None
        self.post = self.goal = self.cookie = None
        self.answered = False
        self.is_ours = True             # it came from the program; not passed on, nor a copy of the writer's own

    @property
    def subject(self):
        return str(email.header.make_header(email.header.decode_header(' '.join(str(self.head.get('Subject', '')).split()))))

    def __repr__(self):
        return '%s (%s)' % (self.template or 'copy of post %s' % (self.post.number if self.post else '?'), self.owner or self.address)


class Cookie:
    """What a letter asks: the reply does it, once."""

    def __init__(self, action, person, goal, draft, end):
        self.action, self.person, self.goal, self.draft, self.end = action, person, goal, draft, end
        self.used = False


class Conversation:
    def __init__(self, seed, program=None):
        if program:
            instance.PROGRAM = program
        self.rng = random.Random(seed)
        self.marks = words.Marks(self.rng)
        if os.access('/dev/shm', os.W_OK):      # what the disk does is for others to test
            tempfile.tempdir = '/dev/shm'
        self.site = instance.Instance(intake_cookies_per_day='6')
        self.store = None
        self.people, self.goals, self.posts, self.drafts = [], {}, {}, []
        self.boxes = {}                 # person -> [Got]
        self.owners = {}                # address -> Person, of those who are known to the program
        self.by_mark = {}               # mark -> [Post] whose mail has it
        self.by_id = {}                 # Message-ID -> [Post]: one mail to two goals is two
        self.copies = set()             # (person, post)
        self.tokens = {}                # token -> (its address, when it came)
        self.cookies, self.held = {}, {}
        self.shown = {}                 # mark -> set of persons who may read it for another reason
        self.headed = {}                # mark -> in whose name there is a mail with that subject
        self.asked_for = set()          # who asked for a page since the last delivery
        self.aliases = {}               # alias -> goal
        self.last = {'post': 0, 'held': 0, 'cookie': 0, 'goal': 1}
        self.fresh = []                 # posts since the last delivery
        self.probes = set()             # persons whose probe bounced
        self.mails_seen = 0
        self.story = []                 # what was handed over, and what the program said
        self.ids = {}                   # number of a person in the store -> Person
        # The hour is the same whenever the test runs: digests go by it.
        self.begin = (int(time.time()) // (7 * DAY) + 1) * 7 * DAY + 4 * DAY + 9 * HOUR
        self.site.time = self.begin

    def close(self):
        if self.store:
            self.store.close()
        self.site.close()

    @property
    def now(self):
        return self.site.time

    # What the program did

    def rows(self, sql, *values):
        if self.store is None:
            self.store = sqlite3.connect('file:%s?mode=ro' % self.site.store, uri=True, timeout=20)
        return self.store.execute(sql, values).fetchall()

    def person_of(self, number):
        """The person of a row in the store, by an address of theirs."""
        if number not in self.ids:
            for address, in self.rows('SELECT addr FROM address WHERE person_id = ?', number):
                for person in self.people:
                    if address in person.addresses and not person.forgotten:
                        self.ids[number] = person
        return self.ids.get(number)

    def goal_of(self, number):
        name = self.rows('SELECT name FROM goal WHERE id = ?', number)
        return (self.stream if name[0][0] == 'open' else self.goals.get(name[0][0])) if name else None

    def give(self, draft, recipient, envelope, login=None, silent=False):
        """One mail to the program. `silent`: nobody may get a mail because of it."""
        outbox = self.rows('SELECT coalesce(max(id), 0) FROM outbox')[0][0]
        answer = self.site.receive(draft.raw, envelope, recipient, login=login)
        self.story.append('%s as %s to %s%s: %s' % (draft, draft.sender, recipient, login and ', logged in' or '', answer.text))
        if self.site.faults:
            raise Broken('fault', self.site.faults[0])
        if silent and self.rows('SELECT coalesce(max(id), 0) FROM outbox')[0][0] != outbox:
            what = self.rows('SELECT template, post_id FROM outbox WHERE id > ?', outbox)
            raise Broken('answer-to-a-machine', '%s was answered: %s' % (draft, what))
        return answer

    def follow_up(self, draft=None):
        """Takes note of what came of a call, and compares."""
        self._read_held()
        self._read_cookies(draft)
        self._read_goals()
        self._read_posts()
        self._compare()

    def _draft_of(self, text):
        for draft in reversed(self.drafts):
            if draft.id_mark in text:
                return draft
        return None

    def _read_held(self):
        for number, raw, person in self.rows('SELECT h.id, m.raw, h.person_id FROM held h JOIN mail m ON m.id = h.mail_id WHERE h.id > ? ORDER BY h.id',
                                             self.last['held']):
            self.last['held'] = number
            text = (raw or b'').decode('utf-8', 'replace')
            self.held[number] = self._draft_of(text.split('\n\n')[0])
            # Of a mail that others wrote to her goal the protege is asked: she reads it.
            draft, reader = self.held[number], self.person_of(person)
            if draft and draft.goal and reader is draft.goal.protege and draft.vouched and draft.sender is not reader:
                for mark in draft.own:
                    self.shown.setdefault(mark, set()).add(reader)

    def _read_cookies(self, draft):
        for row in self.rows('SELECT id, hash, action, person_id, goal_id, held_id FROM cookie WHERE id > ? ORDER BY id', self.last['cookie']):
            self.last['cookie'] = row[0]
            origin = self.held.get(row[5]) or draft
            person, goal = self.person_of(row[3]), self.goal_of(row[4])
            mentor = goal.mentors.get(person) if row[2] == 'accept' and goal else None
            self.cookies[row[1]] = Cookie(row[2], person, goal, origin, mentor.expires if mentor else self.now + model.COOKIE_LIFE)

    def _read_goals(self):
        for number, name, person, alias in self.rows('SELECT id, name, protege_id, alias FROM goal WHERE id > ?', self.last['goal']):
            self.last['goal'] = number
            if name not in self.goals:
                raise Broken('goal-of-nobody', 'a goal %s was made, and nobody confirmed one' % name)
            self.note_alias(self.goals[name], alias)

    def note_alias(self, goal, alias):
        if alias and alias != goal.alias:
            if alias in self.aliases:
                raise Broken('alias-again', "'%s' was %s, and is %s now" % (alias, self.aliases[alias], goal))
            self.aliases[alias] = goal.name
        goal.alias = alias

    def _read_posts(self):
        for row in self.rows('SELECT id, goal_id, author_id, parent_id, audience, shared, message_id, original_id, kind, text, subject'
                             ' FROM post WHERE id > ? ORDER BY id', self.last['post']):
            self.last['post'] = row[0]
            self._judge_post(*row)

    def _judge_post(self, number, goal, author, parent, audience, shared, message_id, original_id, kind, text, subject):
        """Whether the program may have made this post of that mail, and for whom it is."""
        goal, parent = self.goal_of(goal), self.posts.get(parent)
        draft = self._draft_of((original_id or '') + message_id) or next((d for d in reversed(self.drafts) if d.marks & words.marks_in(text)), None)
        if draft is None:
            raise Broken('post-of-no-mail', 'post %d: %r' % (number, text[:80]))
        if not draft.vouched:
            raise Broken('unproven-post', '%s became post %d, and nothing proved it' % (draft, number))
        if self.person_of(author) is not draft.sender:
            raise Broken('wrong-author', 'post %d of %s is said to be of %s' % (number, draft.sender, self.person_of(author)))
        if any(post.goal is goal for post in draft.posts):
            raise Broken('twice', '%s became a second post of %s' % (draft, goal))
        least = PRIVATE if draft.private else goal.audience(draft.parent, draft.shared)
        if parent and not draft.shared:
            least = model.closer(least, parent.audience)
        if model.CLOSENESS.index(audience) < model.CLOSENESS.index(least):
            raise Broken('too-open', '%s became post %d for %s; it is for %s' % (draft, number, audience, least))
        if shared and not draft.shared:
            raise Broken('not-shared', 'post %d is shared, and the protege did not say so' % number)
        if audience != PRIVATE and not draft.admitted and not goal.may_post(draft.sender, draft.parent):
            raise Broken('let-in', '%s is not in %s, and nobody let post %d in' % (draft.sender, goal, number))
        above = draft.parent if draft.parent and draft.parent.audience != OPEN else parent
        anonymous = original_id is not None
        if goal.alias and draft.sender is goal.protege and not anonymous:
            raise Broken('not-anonymous', 'post %d goes out as it was written' % number)
        post = model.Post(number, goal, draft.sender, above or draft.parent, audience, bool(shared), anonymous)
        post.kind, post.address = kind, draft.address
        self.posts[number] = post
        self.by_id.setdefault(message_id, []).append(post)
        draft.posts.append(post)
        self.fresh.append(post)
        self._note_marks(post, draft)

    def _note_marks(self, post, draft):
        """Which marks go out with it: its own; and those it quotes of what it stands under, but where only its own words
        are passed on."""
        own = {mark for mark in draft.own if mark[2] != words.TRACE}
        if post.anonymous:
            own = {mark for mark in own if mark[2] in (words.WORD, words.SUBJECT, words.FILE)}
        carried = set(own)
        if not draft.private:
            above = [*post.ancestors(), *(draft.parent.ancestors() if draft.parent else ())]
            for mark in draft.quoted:
                origins = self.by_mark.get(mark, [])
                # Of what is shared nothing comes along, but the subject of what is open.
                if post.shared and not (mark[2] == words.SUBJECT and all(one.audience == OPEN for one in origins if one in above)):
                    continue
                if mark[2] == words.NAME or any(one in origins for one in above):
                    carried.add(mark)
        post.marks = carried
        for mark in carried:
            self.by_mark.setdefault(mark, []).append(post)

    def _compare(self):
        """What the program holds of who is in what, against what was said to it."""
        kept = {}
        for name, state, alias in self.rows("SELECT name, state, alias FROM goal WHERE state != 'stream'"):
            goal = self.goals.get(name)
            kept[name] = state
            if goal and (alias is None) != (goal.alias is None):
                raise Broken('alias', '%s: the alias is %r, and it should be %r' % (name, alias, goal.alias))
        self._same('goal-state', kept, {name: goal.state for name, goal in self.goals.items()})
        kept, said = set(), set()
        for name, person, state in self.rows('SELECT g.name, m.person_id, m.state FROM goal_mentor m JOIN goal g ON g.id = m.goal_id'):
            kept.add((name, str(self.person_of(person)), state))
        for goal in self.goals.values():
            said |= {(goal.name, str(person), mentor.state) for person, mentor in goal.mentors.items()}
        self._same('mentors', kept, said)
        kept, said = set(), set()
        for name, person, mode in self.rows("SELECT g.name, f.person_id, f.mode FROM follow f JOIN goal g ON g.id = f.goal_id"
                                            " WHERE f.mode != 'none' AND g.state != 'deleted'"):
            kept.add((name, str(self.person_of(person)), mode))
        for goal in list(self.goals.values()) + [self.stream]:
            if goal.state != 'deleted':
                said |= {(goal.name, str(person), mode) for person, mode in goal.follows.items() if mode != 'none'}
        self._same('follows', kept, said)
        kept = {}
        for address, person in self.rows('SELECT addr, person_id FROM address'):
            kept.setdefault(person, set()).add(address)
        for addresses in kept.values():
            if len(addresses) > 1 and not any(addresses <= set(person.linked) for person in self.people):
                raise Broken('linked', 'one person has %s' % ', '.join(sorted(addresses)))

    def _same(self, kind, kept, said):
        if kept != said:
            if isinstance(kept, dict):
                kept, said = set(kept.items()), set(said.items())
            raise Broken(kind, 'the program has %s; said was %s' % (sorted(kept - said), sorted(said - kept)))

    # What leaves

    def deliver(self):
        """Sends what is due; returns the mails. Each is read, and put into the mailbox of whoever got it."""
        answer = self.site.deliver()
        if answer.status not in (0,) or self.site.faults:
            raise Broken('fault', repr(self.site.faults or answer))
        self._learn_ids()
        arrived = [Got(raw, self.owner_of(address), address, self.now) for address, raw in self._collect()]
        for got in arrived:
            self._watch(got)
            self.mails_seen += 1
            if got.owner:
                self.boxes.setdefault(got.owner, []).append(got)
        self._must_have_come()
        self.fresh, self.asked_for = [], set()
        return arrived

    def _collect(self):
        """The mails that came into the Maildirs, in the order of their coming; each is read once."""
        found = []
        for path in sorted(glob.glob(os.path.join(self.site.boxes, '*', 'new', '*'))):
            with open(path, 'rb') as file:
                found.append((path.split(os.sep)[-3], file.read()))
            os.unlink(path)
        return found

    def owner_of(self, address):
        for person in self.people:
            if address in person.addresses:
                return person
        return None

    def _learn_ids(self):
        """An alias gives the mails before it other Message-IDs."""
        for number, message_id in self.rows('SELECT id, message_id FROM post'):
            post = self.posts.get(number)
            if post and post not in self.by_id.get(message_id, ()):
                self.by_id.setdefault(message_id, []).append(post)

    def quiet(self, goal):
        return self.rows('SELECT quiet FROM goal WHERE name = ?', goal.name)[0][0] != 0

    def _must_have_come(self):
        away = {self.person_of(row[0]) for row in self.rows("SELECT person_id FROM address WHERE reach != 'ok'")}
        for post in self.fresh:
            if post.goal.state == 'deleted' or post.removed or self.quiet(post.goal):
                continue
            for person in self.people:
                if person in away or person.forgotten or (person, post) in self.copies:
                    continue
                if model.must_be_sent(person, post):
                    raise Broken('missing', '%s did not get post %d of %s (%s)' % (person, post.number, post.goal, post.audience))

    def _watch(self, got):
        if got.address.startswith('postmaster@'):       # the operator may see what waits
            return
        text = words.readable(got.raw)
        got.goal = self.goals.get(email.utils.parseaddr(str(got.head.get('From')))[1].split('@')[0].split('+')[0])
        got.post = next((post for post in self.by_id.get(got.id, ()) if post.goal is got.goal), None)
        if got.post and not got.is_letter:
            self._watch_copy(got, text)
        elif not got.is_letter:
            raise Broken('strange', 'a mail that is neither a copy nor a letter', got)
        self._watch_marks(got, text)
        self._watch_tokens(got, text)
        self._watch_ids(got)
        found = COOKIE.search(got.reply_to)
        if found:
            got.cookie = self.cookies.get(hashlib.sha256(found.group(1).lower().encode()).hexdigest())

    def _watch_marks(self, got, text):
        for mark in words.marks_in(text):
            if not self._may_read(got, mark):
                kind, person, draft = self.marks.of.get(mark, ('?', None, None))
                raise Broken('leak-' + {'w': 'words', 's': 'subject', 'n': 'name', 'a': 'address', 'g': 'signature', 'f': 'file', 'x': 'header',
                                        'i': 'id', '?': 'mark'}[kind],
                             '%s reads %s of %s%s in %r' % (got.owner or got.address, mark, person, draft and ' (%s)' % draft or '', got), got)

    def _may_read(self, got, mark):
        reader, record = got.owner, self.marks.of.get(mark)
        if record is None or reader is None:
            return record is None or self._is_own_address(got, mark)
        kind, person, draft = record
        if person is reader or reader in self.shown.get(mark, ()):
            return True
        if kind in (words.TRACE, words.ADDRESS):
            return False
        # With what is shared comes the case, as far as it is open. Who replied to a digest is told once more what was in it.
        asked = reader in self.asked_for or got.template == 'digest-which' or (got.post is not None and got.post.shared)
        # What is held in their name is shown to them with all that is.
        if got.template in ('me', 'export') and reader in self.headed.get(mark, ()):
            return True
        carriers = self.by_mark.get(mark, ())
        if any(model.may_be_sent(reader, post, asked) for post in carriers):
            return True
        if kind == words.ID and any(model.may_see(reader, post) for post in carriers):     # of what was removed the thread stays
            return True
        if got.template in ('thanks-digest', 'thanks-first') and any(model.may_be_thanked(reader, post, self.posts.values()) for post in carriers):
            return True
        return kind == words.NAME and model.knows_name(reader, person, self.goals.values(), self.posts.values())

    def _is_own_address(self, got, mark):
        return mark in got.address

    def _watch_copy(self, got, text):
        post, reader = got.post, got.owner
        if reader is None or not model.may_be_sent(reader, post):
            raise Broken('leak-copy', '%s got %r of %s' % (reader or got.address, got, post.goal), got)
        if reader is post.author:
            raise Broken('own-copy', '%s got their own post' % reader, got)
        if (reader, post) in self.copies:
            raise Broken('twice', '%s got post %d twice' % (reader, post.number), got)
        self.copies.add((reader, post))
        if not got.head.get('List-Id'):
            raise Broken('strange', 'a copy without List-Id', got)
        if post.anonymous:
            strange = set(got.head.keys()) - PLAIN_HEADER
            if strange or not str(got.head.get('Date')).strip().endswith('+0000'):
                raise Broken('leak-anonymous', 'the header tells: %s %s' % (got.head.get('Date'), sorted(strange)), got)
        found = COUNTS.search(' '.join(text.split()))
        if found:
            self._watch_counts(got, int(found.group(1)), int(found.group(2)))

    def _watch_counts(self, got, questions, answers):
        """Numbers tell of closed posts, too."""
        for count, kind in ((questions, 'question'), (answers, 'answer')):
            seen = sum(post.kind == kind and post.goal is got.post.goal and
                       (post.audience == OPEN or (got.post.audience != OPEN and model.may_see(got.owner, post))) for post in self.posts.values())
            if count > seen:
                raise Broken('count', '%d %ss are counted for %s, who may see %d' % (count, kind, got.owner, seen), got)

    def _watch_tokens(self, got, text):
        for token in tokens_in(text):
            owner = self.tokens.setdefault(token, (got.owner or got.address, self.now))[0]
            if owner is not got.owner and owner != got.address:
                raise Broken('token', '%s got %s, which is of %s' % (got.owner or got.address, token, owner), got)

    def _watch_ids(self, got):
        for name in ('In-Reply-To', 'References', 'Message-ID'):
            for one in IDS.findall(str(got.head.get(name, ''))):
                posts = self.by_id.get(one)
                if posts and not (got.owner and any(model.may_see(got.owner, post) for post in posts)):
                    raise Broken('reference', '%s names post %d, which %s may not see' % (name, posts[0].number, got.owner or got.address), got)
