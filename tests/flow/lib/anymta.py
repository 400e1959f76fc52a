"""What every MTA must do with journster behind it, whichever it is."""
import host as hosts
import mails
import tap

ANA, BEN, CAT = 'ana@example.org', 'ben@example.net', 'cat@example.com'
OPERATOR = 'operator@example.org'
PEOPLE = [ANA, BEN, CAT, OPERATOR]


def delivery(host):
    """A goal, two followers; a question comes in by SMTP and its copies go out. Returns the goal."""
    goal = host.journster('goal', 'add', '--title', 'Learn welding', '--protege', ANA).strip()
    tap.same(goal, 'learn-welding@' + hosts.DOMAIN, 'goal add prints the address')
    name = goal.partition('@')[0]
    for person in (BEN, CAT):
        host.journster('follow', name, person)
    tap.arrives(lambda: host.rcpt(goal)[0] == 250, 'the MTA knows the new goal', why=lambda: host.rcpt(goal))
    question = mails.compose('Ana <%s>' % ANA, goal, 'Which rod for thin steel?', 'It burns through. Any idea?\n')
    post(host, question)
    for person in (BEN, CAT):
        copy = host.await_mail(person, subject='Which rod for thin steel?', text='It burns through.')
        tap.ok(copy and copy.address('Reply-To').endswith('@' + hosts.DOMAIN), '%s can reply to the goal' % person,
               lambda: copy and copy.raw.decode())
    tap.same([post['subject'] for post in host.posts(name)], ['Which rod for thin steel?'], 'the post is in the goal once')
    # An answer to the copy's Reply-To, whose local part has dots, an extension and capital letters.
    copy = host.find(BEN, subject='Which rod')
    answer = mails.reply(copy, 'Ben <%s>' % BEN, 'Take a thinner one, 1.6 mm.')
    local, _, domain = mails.recipient(answer).partition('@')
    host.send(answer, to=local.upper() + '@' + domain)
    host.await_mail(ANA, text='Take a thinner one', name='an answer to the personal address, in capitals, reaches its protege')
    host.send(mails.compose('x@example.org', 'postmaster@' + hosts.DOMAIN, 'To the operator', 'hello\n'))
    host.await_mail(OPERATOR, subject='To the operator', name='postmaster is the operator')
    return goal


def post(host, raw):
    """A post of a person whose mail SPF vouches for, where the MTA tells the program what SPF needs.
    Where it does not, the program asks, and the person says that the mail was theirs."""
    author = mails.sender(raw)
    asked = len([mail for mail in host.mailbox(author) if 'Was this mail yours' in mail.subject])
    host.send(raw)
    if host.mta.TELLS_CLIENT:
        return
    def question():
        return [mail for mail in host.mailbox(author) if 'Was this mail yours' in mail.subject][asked:]
    if tap.arrives(question, 'the author is asked, since this MTA tells nothing of the client'):
        host.send(mails.reply(question()[0], author, 'Yes'))


def unknown_recipients(host, goal):
    local = goal.partition('@')[0]
    for address in ('no-such-goal@' + hosts.DOMAIN, 'no-such-goal+subscribe@' + hosts.DOMAIN):
        code, text = host.rcpt(address)
        tap.ok(500 <= code <= 559, '%s is refused at RCPT' % address, '%d %s' % (code, text))
    for address in (local, local.upper(), local + '+subscribe', local + '+r.81.5k', 'new', 'open', 'bounces+b.abc'):
        code, text = host.rcpt(address + '@' + hosts.DOMAIN)
        tap.ok(code == 250, '%s is accepted at RCPT' % address, '%d %s' % (code, text))
    code, text = host.rcpt('someone@elsewhere.example')
    tap.ok(code >= 400, 'the host is no open relay', '%d %s' % (code, text))


def policy(host, goal):
    """What needs no look into the mail is refused at RCPT, in the program's own words."""
    local = goal.partition('@')[0]
    copy = host.find(BEN, subject='Which rod')
    token = copy.address('Reply-To')
    code, text = host.rcpt(token)
    tap.ok(code == 250, 'a token of ours is accepted', '%d %s' % (code, text))
    changed = token.replace('@', 'a@') if not token.split('@')[0].endswith('a') else token.replace('a@', 'b@')
    code, text = host.rcpt(changed)
    tap.ok(code == 550 and '5.1.1' in text and 'changed or cut' in text and goal in text, 'one that was changed is refused, with what to do',
           '%d %s' % (code, text))
    code, text = host.rcpt(changed, sender='')
    tap.ok(code == 250, 'but not to the null sender', '%d %s' % (code, text))
    host.journster('block', 'add', '--reason', 'spam', '@spam.example')
    host.journster('block', 'add', '--goal', local, 'mal@example.net')
    # Whom a goal has blocked, nobody can ask: that waits for the whole mail.
    for sender, address, wanted in (
            ('a@spam.example', goal, 550), ('A@Spam.Example', 'new@' + hosts.DOMAIN, 550), ('mal@example.net', goal, 250),
            ('mal@example.net', 'new@' + hosts.DOMAIN, 250), ('x@sub.spam.example', goal, 250), ('a@spam.example', 'abuse@' + hosts.DOMAIN, 250),
            ('a@spam.example', local + '+unsubscribe@' + hosts.DOMAIN, 250), ('a@spam.example', token, 250)):
        code, text = host.rcpt(address, sender=sender)
        tap.ok(code == wanted and ('sender is not taken' in text if wanted == 550 else True), 'blocked: %s to %s: %d' % (sender, address.split('@')[0][:20], wanted), '%d %s' % (code, text))
    code, text = host.rcpt(BEN, sender='a@spam.example')
    tap.ok(code == 250, 'other domains of the host are none of its business', '%d %s' % (code, text))
    host.journster('block', 'remove', '@spam.example')
    code, text = host.rcpt(goal, sender='a@spam.example')
    tap.ok(code == 250, 'and no longer once the block is gone', '%d %s' % (code, text))
    codes = [host.rcpt(goal, sender='often@example.org')[0] for _ in range(61)]
    tap.ok(codes[:60] == [250] * 60 and codes[60] == 450, 'the sixty-first mail of an hour is to come again', codes)
    code, text = host.rcpt(goal, sender='often@example.org')
    tap.ok('this sender in this hour' in text, 'and it says why', text)
    code, text = host.rcpt(local + '+unsubscribe@' + hosts.DOMAIN, sender='often@example.org')
    tap.ok(code == 250, 'who leaves is not counted', '%d %s' % (code, text))


def null_sender(host, goal):
    """Mail from <> is never a post and is never answered, whatever its From says."""
    before = len(host.mailbox(ANA))
    host.send(mails.compose('Ana <%s>' % ANA, goal, 'From nobody', 'Is this a bounce?\n'), sender='')
    tap.arrives(lambda: any((held['subject'], held['state']) == ('From nobody', 'noted')
                            for held in host.json('held', 'list', '--all', '--json')),
                'the null sender reaches the program as such', why=lambda: host.json('held', 'list', '--all', '--json'))
    tap.never(lambda: host.find(BEN, subject='From nobody') or len(host.mailbox(ANA)) > before, 'and nobody hears of it')


def two_goals(host, goal):
    """One mail to two goals in one SMTP transaction is a post in each."""
    other = host.journster('goal', 'add', '--title', 'Solder copper', '--protege', BEN).strip()
    host.journster('follow', 'solder-copper', CAT)
    tap.arrives(lambda: host.rcpt(other)[0] == 250, 'the MTA knows a second goal')
    raw = mails.compose('Ana <%s>' % ANA, '%s, %s' % (goal, other), 'To both', 'Who knows both?\n')
    host.send(raw, to=[goal, other])
    tap.arrives(lambda: all('To both' in [post['subject'] for post in host.posts(name.partition('@')[0])]
                            for name in (goal, other)), 'one mail to two goals is a post in each')
    tap.arrives(lambda: sum(mail.subject == 'To both' for mail in host.mailbox(CAT)) == 2, 'and who follows both has both',
                why=lambda: host.mailbox(CAT))


def kept_while_failing(host, goal):
    """A mail accepted while the store is away waits in the MTA's queue and arrives afterwards."""
    host.freeze_store()
    # Through the address that vouches for Ana, since not every MTA tells where a mail came from.
    answer = host.find(ANA, text='Take a thinner one')
    host.send(mails.reply(answer, 'Ana <%s>' % ANA, 'Argon or a mixture?', Subject='Which gas?'))
    tap.arrives(lambda: host.mta.deferred(), 'the mail waits in the queue while receive fails with 75',
                why=lambda: 'queue: %r' % host.mta.queue())
    tap.ok(not host.find(ANA, subject='Undelivered') and not host.find(ANA, text='Which gas?'), 'its sender got no bounce')
    host.thaw_store()
    host.mta.flush()
    host.await_mail(BEN, subject='Which gas?', name='after a flush the copy arrives')
    tap.arrives(lambda: host.mta.queue() == 0, 'the queue is empty', why=lambda: 'queue: %r' % host.mta.queue())
    name = goal.partition('@')[0]
    tap.same([post['subject'] for post in host.posts(name)].count('Which gas?'), 1, 'the mail was taken once')


def look_up_defers(host, goal):
    host.stop_serve()
    code, text = host.rcpt(goal)
    tap.ok(400 <= code <= 499, 'while serve is away RCPT is deferred', '%d %s' % (code, text))
    host.start_serve()
    code, text = host.rcpt(goal)
    tap.ok(code == 250, 'and accepted when it is back', '%d %s' % (code, text))


def accepts_without_serve(host, goal):
    """Where the MTA looks into the file of recipients it needs no daemon to know them."""
    host.mta.without_daemon(host)
    host.stop_serve()
    added = host.journster('goal', 'add', '--title', 'Bake bread', '--protege', ANA).strip()
    tap.arrives(lambda: host.rcpt(added)[0] == 250, 'without the daemon a goal is known by the file of recipients', why=lambda: host.rcpt(added))
    # Without the daemon no token is looked at; what is forged proves nothing later.
    for address in (goal, goal.replace('@', '+subscribe@'), goal.replace('@', '+r.81.5k.abc@').upper()):
        code, text = host.rcpt(address)
        tap.ok(code == 250, 'and so is %s' % address, '%d %s' % (code, text))
    for address in ('no-such-goal@', 'no-such-goal+subscribe@'):
        code, text = host.rcpt(address + hosts.DOMAIN)
        tap.ok(500 <= code <= 559, 'what is no goal is refused: %s' % address, '%d %s' % (code, text))
    host.start_serve()
