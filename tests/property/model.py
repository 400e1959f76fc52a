"""Who may see what: the rules of a mentorship, told once more and without a look at the program. The random
conversations of property.t are held against them; whoever wants to know the rules can read them here.

A post is OPEN (everybody), MEMBERS (the protege and the mentors she chose) or PRIVATE (the protege and whoever wrote
to her alone). Posts have the numbers that the store gave them: of two the later has the greater.
"""

OPEN, MEMBERS, PRIVATE = 'open', 'members', 'protege'
CLOSENESS = (OPEN, MEMBERS, PRIVATE)
HOUR, DAY = 3600, 86400
# How long a letter that asks can be answered.
COOKIE_LIFE, ACCEPT_LIFE, TOKEN_LIFE = 3 * DAY, 14 * DAY, 90 * DAY


def closer(one, other):
    return max(one, other, key=CLOSENESS.index)


class Person:
    def __init__(self, name, addresses):
        self.name, self.addresses = name, list(addresses)
        self.linked = self.addresses[:1]        # those that are known to be theirs
        self.forgotten = False

    def __repr__(self):
        return self.addresses[0].split('@')[0]


class Mentor:
    """Somebody whom the protege named when she closed the goal."""

    def __init__(self, after, expires):
        self.state = 'asked'            # accepted, declined, left
        self.after = after              # the last post there was when they were asked
        self.expires = expires


class Post:
    def __init__(self, number, goal, author, parent, audience, shared=False, anonymous=False):
        self.number, self.goal, self.author, self.parent = number, goal, author, parent
        self.audience, self.shared, self.anonymous = audience, shared, anonymous
        self.root = None                # the oldest closed post that it stands under, or itself
        if audience == MEMBERS:
            self.root = parent.root if parent and parent.root else number
        self.kind = ''
        self.removed = False            # its author was forgotten, and its words with them

    def ancestors(self):
        post = self
        while post:
            yield post
            post = post.parent


class Goal:
    def __init__(self, name, protege, alias=None):
        self.name, self.protege, self.alias = name, protege, alias
        self.state = 'open'             # closed, ended, deleted
        self.closed = False             # stays when a closed goal ends
        self.mentors, self.follows, self.told = {}, {}, set()

    def __repr__(self):
        return self.name

    # Who is in it

    def chosen(self, *states):
        return {person for person, mentor in self.mentors.items() if mentor.state in (states or ('asked', 'accepted'))}

    def is_in(self, person):
        return person is self.protege or person in self.chosen('accepted')

    # What the protege says, or those she chose

    def close(self, named, last_post, now):
        """With these, who have answered. Who was in it and is not named is out."""
        if self.state not in ('open', 'closed') or (self.closed and not named):
            return
        self.state, self.closed = 'closed', True
        for person in self.chosen() - set(named):
            self.mentors[person].state = 'left'
        for person in named:
            mentor = self.mentors.get(person)
            if mentor and mentor.state == 'asked':
                mentor.expires = now + ACCEPT_LIFE
            elif not mentor or mentor.state != 'accepted':
                self.mentors[person] = Mentor(last_post, now + ACCEPT_LIFE)

    def open(self):
        """What was closed stays so, and those who were in it see it still. Who has not answered need not any more."""
        if self.state == 'closed':
            self.state, self.closed = 'open', False
            for person in self.chosen('asked'):
                self.mentors[person].state = 'left'

    def accept(self, person):
        if self.state == 'closed' and person in self.chosen('asked'):
            self.mentors[person].state = 'accepted'

    def leave(self, person):
        """A mentor says no, or goes; of the protege it ends the closed mentorship for all who are in it."""
        if person is self.protege and self.state == 'closed':
            for one in self.chosen():
                self.mentors[one].state = 'left'
        elif person in self.chosen():
            self.mentors[person].state = 'declined' if self.mentors[person].state == 'asked' else 'left'
        else:
            self.unfollow(person)

    def unfollow(self, person):
        """No more mail of it: of the closed goal neither."""
        self.follows.pop(person, None)
        if person in self.chosen():
            self.mentors[person].state = 'left'

    def expire(self, now):
        for mentor in self.mentors.values():
            if mentor.state == 'asked' and mentor.expires <= now:
                mentor.state = 'declined'

    def forget(self, person):
        self.follows.pop(person, None)
        if person in self.chosen():
            self.mentors[person].state = 'left'
        if person is self.protege:
            self.alias = None
            if self.state in ('open', 'closed'):
                self.state = 'ended'

    # Who may see a post

    def audience(self, parent, shared):
        """The goal's at that moment, cut with the parent's; but for what the protege shares."""
        if shared:
            return OPEN
        return closer(MEMBERS if self.closed else OPEN, parent.audience if parent else OPEN)

    def may_post(self, person, parent):
        """Others than those in it only where all is open; else the protege decides."""
        if person is self.protege:
            return True
        return (not self.closed or self.is_in(person)) and (not parent or may_see(person, parent))


def may_see(person, post):
    """Whoever wrote it, and the protege, always."""
    goal = post.goal
    if person in (post.author, goal.protege) or post.audience == OPEN:
        return True
    if post.audience == PRIVATE:            # her reply to what was written to her alone
        return post.author is goal.protege and post.parent is not None and post.parent.author is person
    mentor = goal.mentors.get(person)       # all that is closed above it came after they were asked
    return mentor is not None and mentor.state == 'accepted' and mentor.after < post.root


def may_be_sent(person, post, asked=False):
    """Whether they may get a mail with its words. Of a goal that is closed others hear nothing, what was open of it
    included, but for what is shared, and what they ask for."""
    goal = post.goal
    if post.removed or goal.state == 'deleted' or not may_see(person, post):
        return False
    if asked or not goal.closed or post.shared or post.audience == PRIVATE or person in (post.author, goal.protege):
        return True
    return person in goal.chosen()


def may_be_thanked(person, post, posts):
    """Thanks, and what came of it, that the protege said to all before she closed the goal: whoever answered hears of it
    once more."""
    return (post.audience == OPEN and not post.removed and post.author is post.goal.protege and post.goal.state != 'deleted' and
            any(one.author is person and one.kind == 'answer' and one.goal is post.goal for one in posts))


def must_be_sent(person, post):
    """Whether a copy must come to them, if nothing keeps the goal quiet: to those in it; of what is open to those who
    follow it with each mail; of what is between two to the other. Of mere thanks only their addressee gets one."""
    goal = post.goal
    if person is post.author or not may_be_sent(person, post) or goal.state not in ('open', 'closed'):
        return False
    if post.audience == PRIVATE:
        return True
    if post.kind == 'thanks':
        return False
    if post.audience == OPEN:
        return person is goal.protege or goal.follows.get(person) == 'each'
    return post.audience == MEMBERS and goal.is_in(person)


def knows_name(person, other, goals, posts):
    """Names are seen with goals and posts; but the anonymous protege's by those only whom she told."""
    if person is other:
        return True
    if any(goal.protege is other and not other.forgotten and (goal.alias is None or person in goal.told) for goal in goals):
        return True
    for post in posts:
        goal = post.goal
        hidden = goal.protege is other and goal.alias is not None and person not in goal.told
        if post.author is other and not hidden and not post.removed and may_see(person, post):
            return True
    return False


def proves(sender, address, login, token, now):
    """What makes a mail that of its sender, whose address From is: a login of that address, or the token of a mail that
    was sent to them and is not too old. `token`: (whose, when it was given out) or None. An address that is not known
    to be theirs has no part in what they may do."""
    if sender is None or address not in sender.linked:
        return False
    return login == address or (token is not None and token[0] is sender and now < token[1] + TOKEN_LIFE)
