"""What people do: each step is a mail, or some time that passes. A step draws what it needs from a generator of its
own, so that a history can be played again with steps left out; where there is nothing to draw, nothing is done.
"""
import email.utils, time

import model, words
from conversation import Broken, Conversation, Got
from instance import DOMAIN
from model import DAY, HOUR, MEMBERS, OPEN, PRIVATE

STYLES = ('above', 'above', 'below', 'inline', 'none')
ENCODINGS = ('8bit', 'quoted-printable', 'base64')
CAST = ('ana', 'nina', 'ben', 'cy', 'di', 'eli', 'fay', 'gus', 'eve', 'mal', 'zoe')


class Play(Conversation):
    """The people and their goals, and all that can happen."""

    def __init__(self, seed, program=None):
        super().__init__(seed, program)
        self.stream = model.Goal('open', None)
        self.stream.number = 1
        for name in CAST:
            mark = self.marks.new(words.NAME, None)
            person = model.Person(mark.capitalize(), ['%s.%s@%s.example' % (name, self.marks.new(words.ADDRESS, None), name),
                                                      '%s.%s@second.example' % (name, self.marks.new(words.ADDRESS, None))])
            person.signature = self.marks.new(words.SIGNATURE, None)
            for one in words.marks_in(person.name + ' '.join(person.addresses) + person.signature):
                self.marks.of[one] = (one[2], person, None)
            person.zone = self.rng.choice((-28800, -16200, 0, 3600, 20700, 31500))
            person.key = name
            setattr(self, name, person)
            self.people.append(person)
        self.mal_writes = 0
        self.begin_goals()

    def begin_goals(self):
        """Ana has a goal with all kinds of followers; Nina, who would rather not be known, begins hers by mail."""
        self.new_goal(self.ana, False)
        self.new_goal(self.nina, True)
        self.tell_skills(self.eve)
        self.tell_skills(self.zoe)
        ana, nina = list(self.goals.values())
        for person, mode in ((self.ben, 'each'), (self.cy, 'each'), (self.di, 'daily'), (self.eli, 'questions'), (self.fay, 'weekly')):
            self.site.call('follow', ana.name, person.addresses[0], '--mode', mode)
            ana.follows[person] = mode
        for person, mode in ((self.ben, 'each'), (self.di, 'each'), (self.fay, 'daily')):
            self.site.call('follow', nina.name, person.addresses[0], '--mode', mode)
            nina.follows[person] = mode
        self.site.call('follow', 'open', self.gus.addresses[0])
        self.stream.follows[self.gus] = 'each'
        self.site.time = max(self.site.time, self.begin) + HOUR
        self.follow_up()
        self.deliver()

    # Writing

    def draft(self, r, writer, goal, address, text, subject=None, claims=None, sender_address=None, got=None, style='none', threads=True, cc=(),
              head=(), plain=False, attachment=False, body=None):
        """A mail of `writer`; `claims`: in whose name it is forged. `got`: what it replies to. `body`: instead of `text`
        with two marks."""
        sender = claims or writer
        draft = words.Draft(len(self.drafts) + 1, writer, sender, sender_address or sender.addresses[0])
        draft.goal, draft.to, draft.when = goal, address, self.now
        own = [self.marks.new(words.WORD, writer, draft) for _ in range(2)]
        draft.marks = set(own)
        draft.id_mark = self.marks.new(words.ID, writer, draft)
        trace = self.marks.new(words.TRACE, writer, draft)
        name = sender.name
        if subject is None:
            subject = 'Re: ' + got.subject if got and not got.subject.lower().startswith('re:') else got.subject if got else \
                'About the %s' % self.marks.new(words.SUBJECT, writer, draft)
        lines = [('Received', 'from %s.example ([203.0.113.7]) by mx' % trace), ('X-Originating-IP', '[%s]' % trace),
                 ('User-Agent', 'Bird/%s' % trace), ('Organization', trace), ('From', '%s <%s>' % (name, draft.address)), ('To', address)]
        if cc:
            lines.append(('Cc', ', '.join(cc)))
        lines += [('Subject', subject), ('Date', email.utils.format_datetime(self._local(sender))), ('Message-ID', '<%s@client.example>' % draft.id_mark)]
        if got and threads:
            lines += [('In-Reply-To', '<%s>' % got.id), ('References', ' '.join(str(got.head.get('References', '')).split() + ['<%s>' % got.id]))]
        new = text.format(*own) if body is None else body.format(*own)
        signature = '' if plain or r.random() < 0.5 else writer.signature
        signoff = '' if plain or r.random() < 0.5 else 'Best regards\n%s' % writer.name
        quoted = words.plain_text(got.raw) if got and style != 'none' else ''
        attribution = 'On Monday, %s wrote:\n' % (email.utils.parseaddr(str(got.head.get('From')))[0] or 'somebody') if got else ''
        file = ('%s.csv' % self.marks.new(words.FILE, writer, draft), 'a,b\n') if attachment else None
        whole = words.body_of(new, attribution, quoted, style, signature, signoff, r.choice((2, 2, 5, 12, 30)))
        draft.raw = words.compose(lines + list(head), whole, r.choice(ENCODINGS), not plain and r.random() < 0.3, file)
        draft.own = words.marks_in('%s %s %s %s %s %s' % (new, subject, signature, signoff, file, draft.id_mark)) | words.marks_in(name)
        draft.quoted = (words.marks_in(quoted + attribution) | words.marks_in(subject)) - {mark for mark in draft.own if self.marks.of[mark][2] is draft}
        draft.own -= draft.quoted
        # Their own address they may pass on as they like.
        draft.own |= {mark for mark in draft.quoted if mark[2] == words.ADDRESS and self.marks.of[mark][1] is writer}
        draft.own |= {mark for mark in words.marks_in(name + signoff + signature)}
        # Whom it names its writer knows, and the subject.
        for mark in words.marks_in(' '.join(cc) + subject):
            self.shown.setdefault(mark, set()).add(writer)
        for mark in words.marks_in(subject):
            self.headed.setdefault(mark, set()).add(sender)
        if got and got.post:
            draft.parent = got.post
        self.drafts.append(draft)
        return draft

    def _local(self, person):
        import datetime
        return datetime.datetime.fromtimestamp(self.now, datetime.timezone(datetime.timedelta(seconds=person.zone)))

    def send(self, draft, login=False, to=None, silent=False, again=False, envelope=None):
        """Hands it over, and takes note of what it may do."""
        to = to or draft.to
        token = self.tokens.get(to.lower()) if '+r.' in to else None
        login = draft.address if login else None
        proven = not draft.automatic and model.proves(draft.sender, draft.address, login, token, self.now + 60)
        self.shows(draft, {draft.sender, token[0] if token else None})
        answer = self.give(draft, to, draft.writer.addresses[0] if envelope is None else envelope, login, silent)
        if proven and answer.status == 0 and not again:
            self.vouch(draft)
        self.follow_up(draft)
        return answer

    def shows(self, draft, people):
        """Those who are asked whether it was theirs, or whether its address is: the letter threads with it."""
        for mark in words.marks_in(draft.address) | {draft.id_mark}:
            self.shown.setdefault(mark, set()).update(people)

    def vouch(self, draft):
        draft.vouched = True
        if draft.effect and draft.goal.state != 'deleted':
            draft.effect()
            draft.effect = None

    # Choosing

    def some_goal(self, r, *states):
        goals = [goal for goal in self.goals.values() if goal.state in (states or ('open', 'closed'))]
        return r.choice(goals) if goals else None

    def there(self):
        return [person for person in self.people if not person.forgotten and person is not self.zoe]

    def copies_of(self, person, goal=None, last=8):
        found = [got for got in self.boxes.get(person, ()) if not got.is_letter and got.post and not got.post.removed and
                 got.post.goal.state in ('open', 'closed') and (goal is None or got.post.goal is goal)]
        return found[-last:]

    def letters_of(self, person):
        return [got for got in self.boxes.get(person, ()) if got.is_letter][-12:]

    def some_copy(self, r, person, goal=None):
        found = self.copies_of(person, goal, 400 if r.random() < 0.25 else 6)
        return r.choice(found) if found else None

    def answers_in(self, goal):
        """By those who can be named: not who once wrote from an address that is not known to be theirs, and so is two people
        of one name."""
        twofold = {post.author for post in self.posts.values() if post.address not in post.author.linked}
        return [post for post in self.posts.values() if post.goal is goal and post.kind == 'answer' and not post.removed and
                post.author is not goal.protege and post.author not in twofold]

    def at(self, goal, sub=''):
        return '%s%s@%s' % (goal.name, sub and '+' + sub, DOMAIN)

    def last_post(self):
        return max(self.posts, default=0)

    def named(self, r, but, among=None):
        """Addresses for To or Cc."""
        people = [person for person in among or self.people if person is not but]
        return [r.choice(people).addresses[0] for _ in range(r.choice((1, 1, 2)))]

    def hand_over(self, draft, cc):
        """The writer's own server brings the others their copy; we have no part in it."""
        for person in self.people:
            if set(person.addresses) & set(cc):
                got = Got(draft.raw, person, person.addresses[0], self.now)
                got.post, got.is_ours = (draft.posts or [None])[0], False
                got.reply_to = draft.to
                self.boxes.setdefault(person, []).append(got)

    # Steps: what is said

    def step_ask(self, r):
        goal = self.some_goal(r)
        if not goal:
            return
        writer = goal.protege if r.random() < 0.75 else r.choice(self.there())
        cc = self.named(r, writer) if r.random() < 0.15 else []
        draft = self.draft(r, writer, goal, self.at(goal), r.choice(words.QUESTIONS), cc=cc, attachment=r.random() < 0.1)
        self.send(draft, login=r.random() < 0.9)
        self.hand_over(draft, cc)

    def step_reply(self, r, texts=None):
        """To any mail they have, as their client does it."""
        writer = r.choice(self.there())
        got = self.some_copy(r, writer)
        if not got:
            return
        goal, how = got.post.goal, r.random()
        to, threads, style = got.reply_to, r.random() < 0.8, r.choice(STYLES)
        texts = texts or (words.ANSWERS if writer is not goal.protege else words.REMARKS + words.QUESTIONS)
        # Without a token it must thread, or it is a new post with what it quotes.
        if how < 0.2:
            to, threads = self.at(goal), True
        second = writer.addresses[1] if how > 0.9 else None
        cc = self.named(r, writer) if r.random() < 0.2 else []
        if r.random() < 0.1 and texts is words.ANSWERS and got.post.audience == OPEN:
            texts = words.QUESTIONS
        draft = self.draft(r, writer, goal, to, r.choice(texts), got=got, style=style, threads=threads, cc=cc, sender_address=second,
                           attachment=r.random() < 0.07)
        self.send(draft, login=r.random() < 0.5 and not (second and second not in writer.linked))
        self.hand_over(draft, cc)

    def step_thank(self, r):
        """The protege thanks, or tells how it went, in a reply to an answer."""
        goal = self.some_goal(r)
        found = [got for got in self.copies_of(goal.protege, goal, 20) if got.post.kind == 'answer'] if goal else []
        if not found:
            return
        got = r.choice(found)
        text = r.choice(words.THANKS + words.TRIED)
        draft = self.draft(r, goal.protege, goal, got.reply_to, text, got=got, style=r.choice(STYLES), plain=r.random() < 0.3)
        self.send(draft, login=r.random() < 0.5)

    def step_try(self, r):
        """The protege says that she tries an answer, is stuck, or has arrived."""
        goal = self.some_goal(r)
        found = [got for got in self.copies_of(goal.protege, goal, 20) if got.post.kind == 'answer'] if goal else []
        if not found:
            return
        got = r.choice(found)
        command = r.choice(('choose', 'choose', 'trying', 'stuck', 'experience', 'achieved'))
        body = '' if command == 'choose' else '\n\n' + r.choice(words.TRIED)
        draft = self.draft(r, goal.protege, goal, got.reply_to, '', got=got, body='#%s%s' % (command, body), plain=True)
        self.send(draft, login=True)

    def step_two_goals(self, r):
        """One mail to two goals: the same bytes come twice."""
        goals = [goal for goal in self.goals.values() if goal.state in ('open', 'closed')]
        if len(goals) < 2:
            return
        one, other = r.sample(goals, 2)
        writer = r.choice([person for person in self.there() if person not in (self.nina, self.mal)])
        draft = self.draft(r, writer, one, self.at(one), r.choice(words.REMARKS), cc=[self.at(other)])
        self.send(draft, login=True)
        draft.goal = other
        self.send(draft, login=True, to=self.at(other))

    # Steps: who is in it

    def step_close(self, r):
        goal = self.some_goal(r)
        if not goal:
            return
        answers = self.answers_in(goal)
        if not answers:
            return
        login, rest = r.random() < 0.9, r.random() < 0.5
        if r.random() < 0.4:            # she, or somebody, has written in the same minute
            writer = r.choice((goal.protege, r.choice(answers).author))
            if writer is goal.protege or goal.may_post(writer, None):
                self.send(self.draft(r, writer, goal, self.at(goal), r.choice(words.QUESTIONS + words.ANSWERS)), login=True)
        got = next((got for got in reversed(self.copies_of(goal.protege, goal, 30)) if got.post.kind == 'answer' and got.post in answers), None)
        if r.random() < 0.5 and got:
            chosen, body = [got.post.author], '#close' + ('\n\nBetween us: my {0} is weak, and so is the {1}.' if rest else '')
            draft = self.draft(r, goal.protege, goal, self.at(goal), '', got=got, body=body, plain=not rest)
        else:
            chosen = list(dict.fromkeys(r.choice(answers[-8:]).author for _ in range(r.choice((1, 2)))))
            body = '#close %s' % ' and '.join(person.name for person in chosen) + ('\n\nBetween us: my {0} is weak, and so is the {1}.' if rest else '')
            draft = self.draft(r, goal.protege, goal, self.at(goal), '', body=body, plain=not rest)
        draft.effect = lambda: goal.close(chosen, self.last_post(), self.now)
        self.send(draft, login=login)
        for person in chosen:
            self.answer_at_once(r, person, 'close-ask', 0.4)

    def step_leave(self, r):
        goal = self.some_goal(r, 'closed')
        if not goal:
            return
        people = sorted(goal.chosen() - {person for person in self.people if person.forgotten}, key=lambda person: person.key)
        writer = r.choice(people) if people and r.random() < 0.8 else goal.protege
        draft = self.draft(r, writer, goal, self.at(goal, 'leave'), '', body='', subject='x', plain=True)
        draft.effect, draft.private = (lambda: goal.leave(writer)), writer is not goal.protege
        self.send(draft, login=r.random() < 0.8)

    def step_open(self, r):
        goal = self.some_goal(r, 'closed')
        if goal:
            self.send(self.draft(r, goal.protege, goal, self.at(goal, 'open'), '', body='', subject='x', plain=True), login=r.random() < 0.8)
            self.answer_at_once(r, goal.protege, 'open-confirm', 0.7)

    def answer_at_once(self, r, person, template, chance):
        """Often the letter that asks is answered the same hour."""
        if r.random() < chance:
            for got in self.deliver():
                if got.owner is person and got.template == template and got.cookie:
                    got.answered = True
                    self.say_yes(r, person, got)

    def step_share(self, r):
        """Of a closed goal one mail is for all; what it quotes is not."""
        goal = self.some_goal(r, 'closed') or self.some_goal(r)
        if not goal:
            return
        got = self.some_copy(r, goal.protege, goal) if r.random() < 0.3 else None
        private = [one for one in self.copies_of(goal.protege, goal, 40) if one.post.audience != OPEN]
        if private and r.random() < 0.7:
            got = r.choice(private)
        sub, command = r.choice((('share', ''), ('', '#share\n\n')))
        draft = self.draft(r, goal.protege, goal, self.at(goal, sub), '', body=command + r.choice(words.QUESTIONS + words.REMARKS), got=got,
                           style=r.choice(STYLES) if got else 'none', plain=r.random() < 0.5)
        self.send(draft, login=True)
        self.answer_at_once(r, goal.protege, 'anon-preview' if goal.alias else 'share-confirm', 0.7)

    def step_anon(self, r):
        goal = self.some_goal(r)
        if not goal:
            return
        draft = self.draft(r, goal.protege, goal, self.at(goal, 'anon'), '', body='', subject='x', plain=True)
        draft.effect = lambda: self.hide(goal)
        self.send(draft, login=r.random() < 0.8)

    def hide(self, goal):
        if goal.alias is None and goal.state != 'ended':
            goal.told = set()
            self.note_alias(goal, self.rows('SELECT alias FROM goal WHERE name = ?', goal.name)[0][0])

    def step_reveal(self, r):
        goals = [goal for goal in self.goals.values() if goal.alias and goal.state in ('open', 'closed')]
        if not goals:
            return
        goal = r.choice(goals)
        answers = self.answers_in(goal)
        names = [r.choice(answers).author] if answers and r.random() < 0.7 else []
        draft = self.draft(r, goal.protege, goal, self.at(goal, 'reveal'), '', body=names[0].name if names else '', subject='x', plain=True)
        draft.reveals = names
        self.send(draft, login=True)
        self.answer_at_once(r, goal.protege, 'reveal-confirm', 0.6)

    # Steps: who follows

    def step_follow(self, r):
        goal = self.some_goal(r)
        if not goal:
            return
        if r.random() < 0.1:
            goal = self.stream
        writer = r.choice([person for person in self.there() if person is not goal.protege])
        sub, mode = r.choice((('subscribe', 'each'), ('questions', 'questions'), ('digest', 'weekly'), ('daily', 'daily')))
        draft = self.draft(r, writer, goal, self.at(goal, sub), '', body='', subject='x', plain=True)
        draft.mode = mode
        # Who said yes once and left may come back at once: where the program kept that they want nothing.
        if self.rows('SELECT 1 FROM follow f JOIN goal g ON g.id = f.goal_id JOIN address a ON a.person_id = f.person_id WHERE g.name = ? AND a.addr = ?',
                     goal.name, writer.addresses[0]):
            draft.effect = lambda: goal.follows.update({writer: mode})
        self.asked_for.add(writer)
        self.send(draft, login=r.random() < 0.7)

    def step_unfollow(self, r):
        """By a mail, or by the link of a copy, which mail providers send from anywhere."""
        writer = r.choice(self.there())
        got = self.some_copy(r, writer)
        if not got:
            return
        goal = got.post.goal
        link = words.re.search(r'mailto:([^>?]+\+u\.[^>?]+)', ' '.join(str(got.head.get('List-Unsubscribe', '')).split()))
        if link and r.random() < 0.5 and got.is_ours:
            owner = self.tokens[link.group(1).lower()][0]
            if owner.forgotten:
                return
            draft = self.draft(r, writer, goal, link.group(1), '', body='', subject='unsubscribe', plain=True)
            self.give(draft, link.group(1), 'leave@provider.example')
            goal.unfollow(owner)            # however old
            self.follow_up(draft)
            return
        draft = self.draft(r, writer, goal, self.at(goal, 'unsubscribe'), '', body='', subject='x', plain=True)
        draft.effect = lambda: goal.unfollow(writer)
        self.send(draft, login=r.random() < 0.7)

    def step_settings(self, r):
        writer = r.choice([person for person in self.there() if person is not self.mal])
        goals = [goal for goal in self.goals.values() if writer in goal.follows and goal.state in ('open', 'closed')]
        if not goals:
            return
        goal, mode = r.choice(goals), r.choice(('each', 'questions', 'daily', 'weekly'))
        draft = self.draft(r, writer, goal, 'me@' + DOMAIN, '', body='%s: %s' % (goal.name, mode), subject='Settings', plain=True)
        draft.effect = lambda: goal.follows.update({writer: mode}) if writer in goal.follows else None
        self.send(draft, login=True)

    def tell_skills(self, person):
        r = self.rng
        self.send(self.draft(r, person, None, 'me@' + DOMAIN, '', body='Skills: welding, gardening', subject='Skills', plain=True), login=True)
        self.deliver()

    def step_page(self, r):
        """What there is to know of a goal, or of oneself; asked for, and sent to whoever asks."""
        goal, writer = self.some_goal(r, 'open', 'closed', 'ended'), r.choice(self.there())
        if not goal:
            return
        to = r.choice((self.at(goal, 'background'), self.at(goal, 'background'), self.at(goal, 'help'), 'me@' + DOMAIN, 'me+export@' + DOMAIN,
                       'me+digest@' + DOMAIN, 'open@' + DOMAIN))
        draft = self.draft(r, writer, None, to, '', body='', subject='x', plain=True)
        if 'digest' not in to:
            self.asked_for.add(writer)
        self.send(draft, login=r.random() < 0.8)

    # Steps: letters

    def step_letter(self, r, person=None):
        """Somebody answers a letter of ours that asks: says yes, sometimes with a word, sometimes no; sometimes late."""
        people = [person] if person else [one for one in self.there() if any(got.cookie and not got.answered for got in self.letters_of(one))]
        if not people:
            return
        writer = r.choice(people)
        got = r.choice([got for got in self.letters_of(writer) if got.cookie and not got.answered])
        if r.random() < 0.97:
            got.answered = True
        self.say_yes(r, writer, got)

    def say_yes(self, r, writer, got):
        cookie = got.cookie
        origin = cookie.draft
        # They know what they wrote, and which addresses are theirs.
        if cookie.action in ('release', 'follow', 'unfollow', 'goal', 'link', 'leave', 'reveal', 'open', 'forget') and \
                (origin is None or origin.writer is not writer):
            return
        if cookie.action in ('forget', 'primary', 'show', 'resume'):
            return
        good = not cookie.used and self.now + 60 < cookie.end and not (cookie.goal and cookie.goal.state == 'deleted')
        says_no = cookie.action == 'accept' and r.random() < 0.15
        has_word = cookie.action == 'accept' and r.random() < 0.4
        body = '#leave' if says_no else 'Yes, gladly.\n\nThe {0} is with me, and the {1}.' if has_word else r.choice(('', 'yes', 'Yes.'))
        draft = self.draft(r, writer, cookie.goal, got.reply_to, '', body=body, got=got, threads=True, style=r.choice(('none', 'above')), plain=True,
                           sender_address=got.address)
        draft.parent, draft.private, draft.quoted = None, True, set()
        draft.vouched = good
        self.give(draft, got.reply_to, got.address)
        if good:
            cookie.used = True
            self.carry_out(cookie, got, says_no)
        self.follow_up(origin or draft)

    def carry_out(self, cookie, got, says_no):
        goal, person, origin = cookie.goal, cookie.person, cookie.draft
        if cookie.action == 'accept':
            if goal.state == 'closed' and person in goal.chosen('asked'):
                (goal.leave if says_no else goal.accept)(person)
        elif cookie.action == 'goal':
            for number, name, alias in self.rows('SELECT id, name, alias FROM goal WHERE id > ?', self.last['goal']):
                self.goals[name] = model.Goal(name, person)
        elif cookie.action == 'follow':         # and what it is about comes with the yes
            goal.follows[person] = origin.mode
            self.asked_for.add(person)
        elif cookie.action == 'unfollow':
            goal.unfollow(person)
        elif cookie.action == 'leave':
            if person in goal.chosen():
                goal.leave(person)
        elif cookie.action == 'open':
            goal.open()
        elif cookie.action == 'release':
            self.vouch(origin)
        elif cookie.action == 'link' and got.address not in person.linked:
            person.linked.append(got.address)
            self.vouch(origin)
        elif cookie.action == 'admit':
            origin.admitted = True
        elif cookie.action == 'share':
            origin.shared = True
        elif cookie.action == 'reveal' and goal.alias:
            if origin.reveals:
                goal.told |= set(origin.reveals)
            else:
                goal.alias, goal.told = None, set()
        if cookie.action in ('preview', 'share'):
            origin.previewed = True

    def step_answer_letter(self, r):
        """A reply to a letter that asks nothing, or to a digest: to the protege alone."""
        writer = r.choice(self.there())
        found = [got for got in self.letters_of(writer) if not got.cookie and got.template not in ('forgotten', 'me', 'export')]
        if not found:
            return
        got = r.choice(found)
        goal = got.goal if got.goal and got.goal.state in ('open', 'closed') else None
        draft = self.draft(r, writer, goal, got.reply_to, r.choice(words.REMARKS), got=got, style=r.choice(('above', 'none', 'inline')))
        draft.private = goal is None or goal.protege is not writer
        draft.quoted = {mark for mark in draft.quoted if mark[2] == words.SUBJECT}
        if '+' in got.reply_to and '+r.' not in got.reply_to:
            return
        if writer is (goal and goal.protege) and got.template not in ('receipt', 'pause', 'goal-ready', 'nudge'):
            return
        self.send(draft, login=r.random() < 0.7)

    # Steps: time, machines, bad faith

    def step_time(self, r):
        """Some time passes, and the clock does what it owes."""
        self.pass_time(r.choice((HOUR, 5 * HOUR, DAY, DAY, 2 * DAY, 4 * DAY, 8 * DAY, 40 * DAY)))

    def pass_time(self, seconds):
        answer = self.site.tick(seconds)
        if answer.status != 0 or self.site.faults:
            raise Broken('fault', repr(self.site.faults or answer))
        for goal in self.goals.values():
            if goal.state == 'closed':
                goal.expire(self.now)
        self.follow_up()
        self.deliver()

    def step_bounce(self, r):
        """A report that a copy did not arrive, to its return path or to one made up."""
        person = r.choice(self.there())
        boxes = [got for got in self.boxes.get(person, ()) if got.is_ours and words.re.search(r'\+[bp]\.', got.return_path)]
        if not boxes:
            return
        got = r.choice(boxes[-10:])
        to, forged = got.return_path, r.random() < 0.4
        if forged:
            to = self.mangle(r, to)
        report = ('From: Mailer <MAILER-DAEMON@mx.example>\nTo: %s\nSubject: Undelivered\nMessage-ID: <b%d@mx.example>\nMIME-Version: 1.0\n'
                  'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n--r\nContent-Type: text/plain\n\nIt failed.\n\n--r\n'
                  'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; %s\nAction: failed\n'
                  'Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n--r--\n' % (to, len(self.drafts) + self.now, got.address)).encode()
        before = self.rows('SELECT coalesce(max(id), 0) FROM outbox')[0][0]
        self.site.receive(report, '', to)
        for template, number in self.rows('SELECT template, person_id FROM outbox WHERE id > ?', before):
            if forged or template != 'probe' or self.person_of(number) is not got.owner:
                raise Broken('answer-to-a-machine', 'a %s bounce brought %s to %s' % ('forged' if forged else 'true', template, self.person_of(number)))
        if '+p.' in to and not forged:
            self.probes.add(got.owner)
        for number, in self.rows("SELECT person_id FROM address WHERE reach = 'suspended'"):
            if self.person_of(number) not in self.probes:
                raise Broken('suspended', '%s is suspended, and no probe bounced' % self.person_of(number))
        self.follow_up()

    def step_machine(self, r):
        """A vacation responder answers whatever comes, letters that ask as well."""
        writer = r.choice(self.there())
        found = self.boxes.get(writer, ())[-15:]
        if not found:
            return
        got = r.choice(found)
        head = r.choice(([('Auto-Submitted', 'auto-replied')], [('Precedence', 'bulk'), ('X-Autoreply', 'yes')]))
        draft = self.draft(r, writer, got.post.goal if got.post else got.goal, got.reply_to, 'I am away with {0} and {1}.', got=got, style='above',
                           head=head)
        draft.automatic = True
        self.send(draft, silent=True, login=r.random() < 0.3, envelope='' if r.random() < 0.3 else None)

    def mangle(self, r, address):
        """One letter of the secret in an address is another."""
        local, domain = address.split('@')
        where = len(local) - r.choice((1, 2, 5, 9))
        other = r.choice([letter for letter in 'abcdefghijklmnopqrstuvwxyz234567' if letter != local[where]])
        return local[:where] + other + local[where + 1:] + '@' + domain

    def step_forge(self, r):
        """Mal writes in somebody's name, with nothing, with a token of another, with one that is old or made up."""
        goal = self.some_goal(r)
        victim = r.choice([person for person in self.there() if person is not self.mal] + ([goal.protege] * 4 if goal else []))
        if not goal or victim.forgotten:
            return
        to, got, kind = self.at(goal), None, r.choice(('nothing', 'nothing', 'other', 'old', 'mangled', 'own'))
        claims = victim
        if kind != 'nothing':
            holder = victim if kind in ('old', 'mangled', 'own') else r.choice([one for one in self.there() if one not in (victim, self.mal)])
            found = [one for one in self.copies_of(holder, goal, 400) if '+r.' in one.reply_to and self.tokens[one.reply_to.lower()][0] is holder]
            if kind == 'old':
                found = [one for one in found if self.now > one.when + 91 * DAY]
            if not found:
                return
            got = r.choice(found)
            goal, to = got.post.goal, got.reply_to
            to = self.mangle(r, to) if kind == 'mangled' else to
            claims = None if kind == 'own' else victim
        command = r.choice(('', '', '', '#close', '#open', '#anon', '#leave', '#unsubscribe', '#share\n\nTell {0}.', '#reveal', '#forget'))
        body = command if command else r.choice(words.ANSWERS + words.QUESTIONS)
        draft = self.draft(r, self.mal, goal, to, '', body=body, got=got, claims=claims, style='none', plain=True)
        asked = {claims or self.mal} | ({holder} if got else set())
        self._expect_only(draft, asked)

    def _expect_only(self, draft, asked):
        """Nothing changes, and only who seems to have written it is asked."""
        self.deliver()
        answer = self.give(draft, draft.to, self.mal.addresses[1])
        self.shows(draft, asked)
        self.follow_up(draft)
        for got in self.deliver():
            if got.owner not in asked or not got.is_letter:
                if got.template not in ('held-list',):
                    raise Broken('backscatter', '%s got %r because of %s' % (got.owner or got.address, got, draft), got)
            if got.address == self.mal.addresses[1]:
                raise Broken('backscatter', 'the sender of the envelope got %r' % got, got)

    def step_replay(self, r):
        """The same bytes come once more, to the same address. (For 60 days it is known that they came.)"""
        found = [draft for draft in self.drafts[-40:] if self.now < draft.when + 55 * DAY and draft.posts and not draft.shared and draft.goal and draft.goal.state in ('open', 'closed')
                 and len(draft.posts) == 1 and not draft.sender.forgotten and draft.posts[0].goal is draft.goal]
        if found:
            draft = r.choice(found)
            self.send(draft, login=r.random() < 0.5, again=True, silent=True)

    def step_pass_on(self, r):
        """Somebody shows a mail to somebody else, who answers it."""
        giver = r.choice(self.there())
        got = self.some_copy(r, giver)
        taker = r.choice([person for person in self.there() if person is not giver])
        if not got:
            return
        copy = Got(got.raw, taker, taker.addresses[0], self.now)
        copy.post, copy.is_ours, copy.reply_to = got.post, False, got.reply_to
        self.boxes.setdefault(taker, []).append(copy)
        goal = got.post.goal
        to = got.reply_to if r.random() < 0.5 else self.at(goal)
        draft = self.draft(r, taker, goal, to, r.choice(words.ANSWERS), got=copy, style=r.choice(STYLES))
        self.send(draft, login=r.random() < 0.8)

    def step_operator(self, r):
        """The operator lets a held mail go on."""
        held = [row[0] for row in self.rows("SELECT id FROM held WHERE state = 'waiting'")]
        held = [one for one in held if self.held.get(one) and self.held[one].writer is not self.mal and not self.held[one].sender.forgotten and
                self.held[one].goal and self.held[one].address in self.held[one].sender.linked and not self.held[one].vouched]
        if not held:
            return
        number = r.choice(held[-5:])
        draft = self.held[number]
        self.site.time += 60
        answer = self.site.call('held', 'release', '--now', self.site.now(), str(number))
        if answer.status not in (0, 77) or self.site.faults:
            raise Broken('fault', repr(answer))
        self.vouch(draft)
        self.follow_up(draft)

    def step_new_goal(self, r):
        if len(self.goals) < 6:
            self.new_goal(r.choice([self.ana, self.nina, self.cy]), r.random() < 0.4, r)

    def new_goal(self, person, anonymous, r=None):
        r = r or self.rng
        anonymous = anonymous or person is self.nina
        title = r.choice(('Learn welding', 'Grow leeks', 'Speak Danish', 'Mend boats'))
        draft = self.draft(r, person, None, ('new+anon@' if anonymous else 'new@') + DOMAIN, '', subject=title, plain=True,
                           body='I have a garden.\n\nExpectations: honest words\n\nSkills: welding, gardening')
        self.send(draft, login=True)
        self.answer_at_once(r, person, 'goal-confirm', 1)
        self.deliver()

    def step_forget(self, r):
        """Somebody wants to be forgotten, and is."""
        gone = sum(person.forgotten for person in self.people)
        people = [person for person in (self.eli, self.cy, self.ben, self.eve, self.di, self.fay) if not person.forgotten]
        if gone >= 2:
            return
        person = r.choice(people)
        self.send(self.draft(r, person, None, 'me+forget@' + DOMAIN, '', body='', subject='x', plain=True), login=True)
        for got in self.deliver():
            if got.owner is person and got.template == 'forget-confirm':
                draft = self.draft(r, person, None, got.reply_to, '', body='yes', got=got, plain=True)
                self.give(draft, got.reply_to, person.addresses[0])
                self.erase(person)
                self.follow_up(draft)
        self.deliver()

    def erase(self, person):
        person.forgotten = True
        for goal in list(self.goals.values()) + [self.stream]:
            goal.forget(person)
        for post in self.posts.values():
            post.removed |= post.author is person

    def step_delete(self, r):
        """The operator deletes a goal, once in a long while."""
        goals = [goal for goal in self.goals.values() if goal.state != 'deleted']
        if len(goals) < 3:
            return
        goal = r.choice(goals[2:])
        self.site.call('goal', 'delete', goal.name, '--yes')
        goal.state = 'deleted'
        goal.follows, goal.mentors = {}, {}
        goal.alias = None
        self.follow_up()
        draft = self.draft(r, self.gus, goal, self.at(goal), r.choice(words.ANSWERS))
        if self.give(draft, self.at(goal), self.gus.addresses[0], self.gus.addresses[0]).status == 0:
            raise Broken('deleted', 'mail to a goal that was deleted is taken')
        self.follow_up(draft)


# How often each is done.
WEIGHTS = {'ask': 9, 'reply': 26, 'thank': 6, 'try': 3, 'two_goals': 1, 'close': 6, 'leave': 2, 'open': 3, 'share': 6, 'anon': 1.5, 'reveal': 2,
           'follow': 3, 'unfollow': 2, 'settings': 2, 'page': 3, 'letter': 16, 'answer_letter': 4, 'time': 8, 'bounce': 3, 'machine': 3,
           'forge': 7, 'replay': 3, 'pass_on': 4, 'operator': 2, 'new_goal': 0.6, 'forget': 0.4, 'delete': 0.2}
