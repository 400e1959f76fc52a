#!/usr/bin/python3
"""Mail that claims what is not so: forged senders, cookies and tokens that are used twice, late, in pieces or by
others, machines that write, words that ask for what is not theirs to ask. Nothing changes, nobody else hears of it.
"""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import outcome
from instance import DOMAIN, compose, owners, reply
from outcome import ANA, BO, CY, DAY, DI, MAL, REFUSED, TAKEN, ask, at, confirmation, goal, has, holds, post, silent
import tap


# Who it says it is from


def forged():
    name, address = goal('Forged', BO, CY)
    asked = ask(name)
    waiting = []
    for i in range(5):
        forgery = compose('Ana <%s>' % ANA, address, 'Send money', 'Transfer 500 to me, number %d.\n' % i)
        waiting += holds(forgery, MAL, address, 'nothing proves', 'forgery %d' % (i + 1), gets=[ANA] if i < 3 else [])
    for mail in waiting:
        tap.ok(b'500' not in mail.raw and b'Send money' not in mail.raw and MAL.encode() not in mail.raw,
                'what asks her quotes nothing of it', mail.raw.decode())
        tap.ok(mail.header('Auto-Submitted').startswith('auto-') and '+c.' in mail.reply_to,
                'and is marked as automatic, with a cookie to reply to', mail.raw.decode())
    tap.same(len({mail.reply_to for mail in waiting}), 3, 'each has a cookie of its own')
    holds(compose('Ana <%s>' % ANA, 'new@' + DOMAIN, 'Another goal', 'Text.\n'), MAL, 'new@' + DOMAIN, 'often enough today',
            'a forged goal on the same day')
    holds(compose('Ana <%s>' % ANA, address, 'Help', ''), MAL, at(name, 'help'), 'often enough today',
            'a forged cry for help on the same day')
    holds(compose('Ana <%s>' % ANA, address, 'Follow', ''), MAL, at('open', 'subscribe'), 'often enough today',
            'a forged subscription on the same day')
    outcome.site.time += DAY + 60
    holds(compose('Ana <%s>' % ANA, address, 'Send more', 'Now 600.\n'), MAL, address, 'nothing proves', 'a forgery on the next day',
            gets=[ANA])
    # A stranger's From, and one of the site itself.
    holds(compose('Eve <eve@far.example>', address, 'Hello', 'From Eve?\n'), MAL, address, 'nothing proves', 'a stranger',
            gets=['eve@far.example'])
    for own in (address, at(name, 'subscribe'), 'new@' + DOMAIN, 'bounces@' + DOMAIN, 'postmaster@' + DOMAIN, 'open@' + DOMAIN,
            asked[BO].reply_to):
        answer = outcome.site.receive(compose('Us <%s>' % own, address, 'From ourselves', 'To ourselves.\n'), own, address)
        mails = outcome.site.sent()
        tap.ok(answer.status == TAKEN and set(owners(mails)) <= {own.lower()}, 'From: %s: nobody is told' % own.split('.')[0],
                repr((answer, mails)))
    check_no_post(name, 1)


def check_no_post(name, count):
    tap.same(len(outcome.site.posts(name)), count, 'the goal has the posts it should')


def cookies():
    name, address = goal('Cookies', BO)
    other, _ = goal('Cookies elsewhere')
    def confirm(body='Yes, mine.\n'):
        mail, = holds(compose('Di <%s>' % DI, address, 'Waits', body), MAL, address, 'nothing proves', 'a mail without proof', gets=[DI])
        return mail
    first = confirm()
    cookie = first.reply_to
    mails = post(*confirmation(first))
    tap.same(owners(mails), [ANA, BO], 'the cookie comes back: the mail goes on its way')
    answer_late(cookie, 'used twice')
    second = confirm('Two.\n')
    outcome.site.time += 3 * DAY + 120
    answer_late(second.reply_to, 'expired')
    third = confirm('Three.\n')
    cut, whole = third.reply_to.split('@')[0], third.reply_to
    for piece in (cut[:-1], cut[:-8], cut + 'a', cut.replace('+c.', '+c.a')):
        mails = post(compose('Di <%s>' % DI, whole, 'Re: Waits', 'Yes\n'), DI, piece + '@' + DOMAIN, login=DI)
        tap.ok(set(owners(mails)) <= {DI}, 'a cookie in pieces reaches nobody else', repr(mails))
    for where in (whole.replace(name, other), whole.replace(name, 'open'), whole.replace(name, 'new')):
        mails = post(compose('Di <%s>' % DI, where, 'Re: Waits', 'Yes\n'), DI, where, login=DI)
        tap.ok(set(owners(mails)) <= {DI}, 'a cookie at %s reaches nobody else' % where.split('+')[0], repr(mails))
    check_no_post(name, 1)
    for what, sender, fields in (('a null sender', '', {}), ('Auto-Submitted', DI, {'Auto_Submitted': 'auto-replied'}),
            ('Precedence', DI, {'Precedence': 'bulk'}),
                                 ('X-Autoreply', DI, {'X_Autoreply': 'yes'}), ('our loop header', DI, {'X_Journster_Loop': DOMAIN})):
        mail, to = reply(third, 'Di <%s>' % DI, 'I am away.\n', **fields)
        silent(mail, sender, to, 'a cookie in automatic mail (%s)' % what)
    silent(compose('Di <%s>' % DI, whole, 'Out of office: Waits', 'Away.\n'), DI, whole, 'a cookie in a vacation notice')
    mails = post(reply(third, 'Di <%s>' % DI)[0], DI, whole.upper().replace(DOMAIN.upper(), DOMAIN))
    tap.same(owners(mails), [ANA, BO], 'the cookie in upper case, in an empty reply, counts')
    check_no_post(name, 2)
    # The same reply, delivered twice by an MTA, is told nothing.
    outcome.site.time += DAY
    fourth = confirm('Four.\n')
    mail, to = reply(fourth, 'Di <%s>' % DI, 'yes\n')
    post(mail, DI, to)
    silent(mail, DI, to, 'the same confirmation again')
    outcome.site.time += DAY
    fifth = confirm('Five.\n')
    answer = outcome.site.call('held', 'drop', str(outcome.site.held()[-1]['id']))
    tap.ok(answer.status == 0, 'the operator drops a mail that waits', repr(answer))
    silent(*confirmation(fifth), 'a cookie of a mail that was dropped')


def answer_late(cookie, what):
    mails = post(compose('Di <%s>' % DI, cookie, 'Re: Was this yours?', 'Yes %s\n' % what), DI, cookie)
    tap.same(owners(mails), [DI], 'a cookie %s: its sender alone is told' % what)
    tap.ok(mails and 'could not be used' in mails[0].subject, 'a cookie %s: could not be used' % what, repr(mails))


def tokens():
    name, address = goal('Tokens', BO, CY)
    asked = ask(name)
    question = outcome.site.posts(name)[0]['id']
    token = asked[BO].reply_to
    shout = token.upper().replace(DOMAIN.upper(), DOMAIN)
    mails = post(reply(asked[BO], 'Bo <%s>' % BO, 'Buy a small one.\n')[0], MAL, shout)
    tap.same(owners(mails), [ANA, CY], 'a token in upper case vouches')
    # Threads without References, by the subject; not under another subject.
    mails = post(reply(asked[BO], BO, 'And rods.\n', In_Reply_To=None, References=None)[0], BO, token)
    tap.same((owners(mails), outcome.site.posts(name)[-1]['parent']), ([ANA, CY], question), 'a token threads where the subject agrees')
    mails = post(compose(BO, token, 'Something quite different', 'The club meets on Monday.\n'), BO, token)
    tap.same((owners(mails), outcome.site.posts(name)[-1]['parent'] or 0), ([ANA, CY], 0), 'an old token under a new subject: a new post')
    # Somebody else's, and ones that were never given out.
    local, secret = token.split('@')[0].rsplit('.', 1)
    turned = secret[:-1] + ('a' if secret[-1] != 'a' else 'b')
    _, message, who = local.split('+')[1].split('.')
    for what, forgery in (('a letter changed', '%s.%s' % (local, turned)),
            ('of another person', token.split('@')[0].replace('.%s.' % who, '.%s.' % asked[CY].reply_to.split('.')[2])),
                          ('of another post', '%s+r.zz.%s.%s' % (name, who, secret)),
                          ('with the day changed', '%s.7%s' % (local, secret[1:])), ('cut short', '%s.%s' % (local, secret[:8])),
                          ('of an unsubscribe address', '%s+r.%s.%s.%s' % (name, message, who,
                          asked[BO].unsubscribe().split('@')[0].rsplit('.', 1)[1])),
                          ('of a return path', '%s+r.%s.%s.%s' % (name, message, who,
                          asked[BO].return_path.split('@')[0].rsplit('.', 1)[1]))):
        outcome.site.time += DAY
        forgery += '@' + DOMAIN
        holds(reply(asked[BO], 'Bo <%s>' % BO, 'Forged with a token %s.\n' % what)[0], MAL, forgery, 'nothing proves',
                'a token %s' % what, gets=[BO])
    outcome.site.time += DAY
    holds(reply(asked[CY], 'Bo <%s>' % BO, 'Cy\'s token.\n')[0], MAL, asked[CY].reply_to, 'nothing proves', 'somebody else\'s token',
            gets=[BO])
    count = len(outcome.site.posts(name))
    # Bo unsubscribes Cy with Bo's token, or with one made up.
    for leave in (asked[BO].unsubscribe().replace('.%s.' % who, '.%s.' % asked[CY].reply_to.split('.')[2]),
            at(name, 'u.%s.%s' % (asked[CY].reply_to.split('.')[2], 'a' * 17))):
        post(compose('Mal <%s>' % MAL, leave, '', ''), MAL, leave)
    follows = outcome.site.rows('SELECT count(*) FROM follow f JOIN goal g ON g.id = f.goal_id WHERE g.name = ?', name)
    tap.same(follows, [(2,)], 'nobody is unsubscribed with a token that is not theirs')
    outcome.site.time += 91 * DAY
    held = holds(reply(asked[BO], 'Bo <%s>' % BO, 'Late, and true.\n')[0], BO, token, 'nothing proves', 'an expired token', gets=[BO])
    mails = post(*confirmation(held[0]))
    tap.same((owners(mails), outcome.site.posts(name)[-1]['parent']), ([ANA, CY], question),
            'an expired token threads, once the mail is proven')
    mails = post(compose('', asked[BO].unsubscribe(), '', '', Message_ID=None), BO, asked[BO].unsubscribe())
    tap.ok(BO in owners(mails) and outcome.site.rows('SELECT count(*) FROM follow f JOIN goal g ON g.id = f.goal_id WHERE g.name = ?'
            " AND f.mode != 'none'", name) == [(1,)],
           'an old way out still works, whatever From', repr(mails))
    check_no_post(name, count + 1)


def borrowed_ids():
    """Somebody writes under the Message-ID of another's post."""
    name, address = goal('Borrowed', BO, CY)
    asked = ask(name)
    question = outcome.site.posts(name)[0]['id']
    stolen = asked[BO].message_id
    for fields in ({}, {'In_Reply_To': '<receipt.b.b.b@%s>' % DOMAIN}):
        mail = compose('Mal <%s>' % MAL, address, 'Something else', 'Look at me, not at her.\n%s' % fields, Message_ID=stolen, **fields)
        tap.ok(post(mail, MAL, address, login=MAL), 'Mal writes under the Message-ID of Ana\'s question')
    mails = post(reply(asked[BO], 'Bo <%s>' % BO, 'Buy a small one.\n')[0], BO, asked[BO].reply_to)
    tap.same((owners(mails), outcome.site.posts(name)[-1]['parent'], outcome.site.posts(name)[-1]['kind']),
            ([ANA, CY], question, 'answer'),
             'an answer to the question is one, and goes to all')


def linking():
    name, address = goal('Linking', BO, CY)
    asked = ask(name)
    home = 'bo@home.example'
    held = holds(reply(asked[BO], 'Bo at home <%s>' % home, 'From home: buy one.\n')[0], home, asked[BO].reply_to,
            'another address than its token', 'Bo writes from home', gets=[BO])
    tap.ok(b'From home: buy' not in held[0].raw and home.encode() in held[0].raw, 'his known address is asked, and told which other',
            held[0].raw.decode())
    asked_too = post(*confirmation(held[0]))
    tap.same(owners(asked_too), [home], 'then the other address is asked as well')
    mails = post(*confirmation(asked_too[0]))
    tap.same(has(mails, 'From home: buy'), [ANA, CY], 'once both said yes, it is his post')
    mails = post(reply(asked[BO], 'Bo at home <%s>' % home, 'From home again.\n')[0], home, asked[BO].reply_to)
    tap.same(has(mails, 'From home again'), [ANA, CY], 'and from then on the address is his')
    # Mal has a token of his own, and writes in Ana's name with it: confirming is up to Mal himself.
    outcome.site.call('follow', name, MAL)
    mine = ask(name, 'Second question')[MAL]
    for victim in (ANA, CY, 'eve@far.example'):
        outcome.site.time += DAY
        outcome.site.receive(reply(mine, 'Her <%s>' % victim, 'Taken over.\n')[0], MAL, mine.reply_to)
        for mail in outcome.site.sent():
            if mail.owner == MAL:
                post(*confirmation(mail))
        outcome.site.sent()
        tap.same(outcome.site.rows('SELECT count(*) FROM address a JOIN address b ON b.person_id = a.person_id WHERE a.addr = ? AND b.addr = ?', MAL, victim), [(0,)],
                 'nobody makes %s\'s address his own with his own token' % victim.split('@')[0])
        tap.ok(not [row for row in outcome.site.posts(name) if 'Taken over' in str(row)], 'and nothing is posted in that name')
    tap.same(outcome.site.json('goal', 'show', '--json', name)['protege'], ANA, 'Ana still has her goal')


def twice():
    name, address = goal('Twice', BO)
    other, elsewhere = goal('Twice elsewhere', CY)
    mail = compose('Di <%s>' % DI, address, 'Once', 'Only once, please.\n')
    tap.same(owners(post(mail, DI, address, login=DI)), [ANA, BO], 'a mail')
    silent(mail, DI, address, 'the same mail again', login=DI)
    silent(mail.replace(b'\n', b'\r\n') + b'\r\n\r\n', DI, address, 'and by another way, with other line ends', login=DI)
    silent(mail, MAL, address, 'and without proof')
    silent(b'Received: from x by y; Mon, 23 Nov 2026 09:00:00 +0000\n' + mail, DI, address.upper(), 'and to the address in upper case',
            login=DI)
    tap.same(owners(post(mail, DI, elsewhere, login=DI)), [ANA, CY], 'to another goal it is another post')
    tap.same(owners(post(mail.replace(b'Only once', b'But this is new'), DI, address, login=DI)), [ANA, BO],
            'another text with the same Message-ID is another mail')
    asked = ask(name, 'Which rods?')
    mail, to = reply(asked[BO], 'Bo <%s>' % BO, 'Rutile ones.\n')
    holds(mail, BO, address, 'nothing proves', 'a reply to all: the copy without the token comes first', gets=[BO])
    tap.same(owners(post(mail, BO, to)), [ANA], 'the copy with the token lends it its proof')
    silent(mail, BO, address, 'and then once more without')
    silent(mail, BO, to, 'and with')
    waiting = [row for row in outcome.site.held() if row['subject'] == 'Re: Which rods?']
    tap.same(waiting, [], 'it is held no longer')
    tap.same(len([row for row in outcome.site.posts(name) if 'Rutile' in str(row)]), 1, 'and is one post')
    mail, to = reply(asked[BO], 'Bo <%s>' % BO, 'Dry them first.\n')
    held = holds(mail, BO, address, 'nothing proves', 'another', gets=[BO])
    tap.same(owners(post(mail, BO, to)), [ANA], 'proven by its token')
    tap.same([owner for owner in owners(post(*confirmation(held[0]))) if owner != BO], [], 'the late confirmation does not post it again')


# Replies to what we write ourselves


def replies_to_ours():
    name, address = goal('Ours', BO)
    def ours(mails, owner):
        return [mail for mail in mails if mail.owner == owner][0]
    asks = ours(post(compose('Cy <%s>' % CY, address, '', ''), CY, at(name, 'subscribe')), CY)
    welcome = ours(post(*confirmation(asks)), CY)
    receipt = ask(name)[ANA]
    probe = None
    asked = ask(name, 'One more')
    report = ('From: MAILER-DAEMON@x.example\nTo: x\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n'
              '--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n'
              'Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n' % CY).encode()
    probe = ours(post(report, '', asked[CY].return_path), CY)
    late = ours(post(*confirmation(asks)[:0] or (compose('Cy <%s>' % CY, asks.reply_to, 'Re: again', 'Again\n'), CY, asks.reply_to)), CY)
    helped = ours(post(compose('Cy <%s>' % CY, address, '', ''), CY, at(name, 'help'), login=CY), CY)
    background = ours(post(compose('Cy <%s>' % CY, address, '', ''), CY, at(name, 'background'), login=CY), CY)
    left = ours(post(compose('Cy <%s>' % CY, address, '', ''), CY, at(name, 'unsubscribe'), login=CY), CY)
    count = 0
    for what, mail in (('confirmation', asks), ('welcome', welcome), ('receipt', receipt), ('probe', probe), ('late confirmation', late),
            ('help', helped),
                       ('background', background), ('goodbye', left)):
        count += 1
        text = 'Thank you for the %s.' % what
        made, to = reply(mail, mail.owner, text + '\n')
        got = post(made, mail.owner, to, login=mail.owner)
        tap.ok(set(owners(got)) <= ({ANA, mail.owner} if mail.owner != ANA else {ANA}), 'a reply to the %s is not broadcast' % what,
                repr(got))
        tap.ok(set(has(got, text)) <= {ANA, mail.owner}, 'a reply to the %s: Ana alone may read it' % what, repr(has(got, text)))


# Machines


def automatic():
    name, address = goal('Machines', BO, CY)
    asked = ask(name)
    token = asked[BO].reply_to
    signs = [('our loop header', BO, {'X_Journster_Loop': DOMAIN}), ('a null sender', '', {}),
            ('Auto-Submitted', BO, {'Auto_Submitted': 'auto-generated'}),
             ('Auto-Submitted with more', BO, {'Auto_Submitted': 'AUTO-REPLIED; x=y'}),
             ('List-Id', BO, {'List_Id': '<welders.club.example>'}),
             ('Precedence: bulk', BO, {'Precedence': 'bulk'}), ('Precedence: list', BO, {'Precedence': 'List'}),
             ('Precedence: junk', BO, {'Precedence': 'junk'}),
             ('X-Autoreply', BO, {'X_Autoreply': 'yes'})]
    for what, sender, fields in signs:
        everywhere = (address, at(name, 'subscribe'), at(name, 'unsubscribe'), at(name, 'help'), asked[BO].unsubscribe(), 'new@' + DOMAIN,
                at('open', 'subscribe'), 'open@' + DOMAIN)
        for recipient in (token,) + (everywhere if what in ('a null sender', 'List-Id') else ()):
            mail = reply(asked[BO], 'Bo <%s>' % BO, '#unsubscribe\n\nI am a machine at %s.\n' % recipient, **fields)[0]
            silent(mail, sender, recipient, '%s, to %s' % (what, recipient.split('@')[0].split('.')[0]), login=BO)
    listed = [row['reason'] for row in outcome.site.held()]
    tap.ok(any('List-Id' in reason for reason in listed) and any('Precedence' in reason for reason in listed),
            'mail through a list waits for the operator', repr(listed))
    tap.ok(not any('Auto-Submitted' in reason or 'null' in reason for reason in listed), 'mail that is surely automatic waits for nobody',
            repr(listed))
    chosen = [row['id'] for row in outcome.site.held() if 'List-Id' in row['reason'] and row['to'].startswith(name + '+r')][0]
    answer = outcome.site.call('held', 'release', str(chosen))
    tap.ok(answer.status == 0, 'the operator lets a person\'s mail through a list through', repr(answer))
    tap.same(set(owners(outcome.site.sent())), {BO}, 'and it does what it says: Bo leaves')
    silent(reply(asked[BO], 'Bo <%s>' % BO, 'x\n', Auto_Submitted='no', Precedence='bulk')[0], BO, token,
            'Auto-Submitted: no does not excuse Precedence: bulk')
    mails = post(reply(asked[BO], 'Bo <%s>' % BO, 'A person.\n', Auto_Submitted='no', X_Auto_Response_Suppress='All')[0], BO, token)
    tap.ok(ANA in has(mails, 'A person.'), 'Auto-Submitted: no is a person\'s', repr(mails))


# What a word may do, and whose


def commands():
    name, address = goal('Commands', BO)
    def follows():
        return sorted(row[0] for row
                in outcome.site.rows('SELECT a.addr FROM follow f JOIN goal g ON g.id = f.goal_id JOIN address a ON a.person_id = f.person_id WHERE g.name = ?', name))
    for sub in ('subscribe', 'questions', 'digest'):
        for proof in (None, DI):
            outcome.site.time += DAY
            mails = post(compose('Di <%s>' % DI, address, 'Following', 'x\n'), DI, at(name, sub), login=proof)
            tap.same((owners(mails), follows()), ([DI], [BO]),
                    '+%s %s proof: Di is asked, and follows not yet' % (sub, 'with' if proof else 'without'))
    mails = post(compose('Bo <%s>' % BO, address, 'Rhythm', ''), MAL, at(name, 'digest'))
    tap.same((owners(mails), mode(name, BO)), ([BO], 'each'), 'another rhythm without proof: asked')
    mails = post(compose('Bo <%s>' % BO, address, 'Rhythm', ''), BO, at(name, 'digest'), login=BO)
    tap.same((owners(mails), mode(name, BO)), ([BO], 'weekly'), 'with proof: at once')
    for sub, proof in (('help', None), ('help', DI), ('background', None), ('background', DI)):
        outcome.site.time += DAY
        mails = post(compose('Di <%s>' % DI, address, 'Tell me', ''), DI, at(name, sub), login=proof)
        tap.same(owners(mails), [DI], '+%s %s proof: an answer to Di' % (sub, 'with' if proof else 'without'))
    holds(compose('Di <%s>' % DI, address, 'Off', ''), DI, at(name, 'unsubscribe'), 'nothing proves',
            '+unsubscribe without proof by one who does not follow')
    outcome.site.time += DAY
    mails = post(compose('Bo <%s>' % BO, address, 'Off', ''), MAL, at(name, 'unsubscribe'))
    tap.same((owners(mails), follows()), ([BO], [BO]), '+unsubscribe without proof: Bo is asked, and still follows')
    mails = post(compose('Bo <%s>' % BO, address, 'Off', ''), BO, at(name, 'unsubscribe'), login=BO)
    tap.same((owners(mails), follows()), ([BO], []), '+unsubscribe with proof: at once')
    for word in ('#subscribe', '\n\n  #SUBSCRIBE  \n', '#questions\n\nSome words.', '#digest\n> quoted'):
        outcome.site.time += DAY
        mails = post(compose('Di <%s>' % DI, address, 'A word', word + '\n'), DI, address, login=DI)
        tap.same((set(owners(mails)), follows()), ({DI}, []), '%r: Di is asked' % word)
    mails = post(compose('Di <%s>' % DI, address, 'A word', '#help\n'), DI, address, login=DI)
    tap.same(owners(mails), [DI], '#help: an answer to Di')
    outcome.site.call('follow', name, BO)
    mails = post(compose('Bo <%s>' % BO, address, 'A word', '#unsubscribe\n'), MAL, address)
    tap.same((BO in follows(), set(owners(mails)) <= {BO}), (True, True), '#unsubscribe without proof: still follows')
    mails = post(compose('Bo <%s>' % BO, address, 'A word', '#unsubscribe\n'), BO, address, login=BO)
    tap.same((follows(), owners(mails)), ([], [BO]), '#unsubscribe with proof: gone')
    for text in ('Try #subscribe in the first line.', '#subscribers are many', '# subscribe', '> #subscribe\nwhat is this?', '#1 #help',
            'Hello,\n#unsubscribe'):
        mails = post(compose('Di <%s>' % DI, address, 'No command', text + '\n'), DI, address, login=DI)
        tap.same(owners(mails), [ANA], '%r is no command' % text)


def mode(name, person):
    return outcome.site.rows('SELECT f.mode FROM follow f JOIN goal g ON g.id = f.goal_id JOIN address a ON a.person_id = f.person_id WHERE g.name = ? AND a.addr = ?', name, person)[0][0]


def stream():
    goal('Forged steel')
    for proof in (None, DI):
        mails = post(compose('Di <%s>' % DI, 'open@' + DOMAIN, 'What is there', 'Tell me.\n'), DI, 'open@' + DOMAIN, login=proof)
        tap.same(owners(mails), [DI], 'a mail to open@: an answer to its sender')
    tap.ok('Forged steel' in mails[0].raw.decode(), 'it lists the open goals', mails[0].raw.decode())
    asks, = post(compose('Di <%s>' % DI, 'open@' + DOMAIN, 'Follow', ''), DI, at('open', 'subscribe'), login=DI)
    tap.same(asks.owner, DI, 'following open@: she is asked')
    tap.same(owners(post(*confirmation(asks))), [DI], 'and confirms')
    name, address = goal('A new one', BO)
    tap.same(sorted(ask(name)), [ANA, BO, DI], 'a question reaches who follows open@ too')
    mails = post(compose('Bo <%s>' % BO, address, 'Re: Which welder first?', 'Any.\n'), BO, address, login=BO)
    tap.same(owners(mails), [ANA], 'an answer does not')
    mails = post(compose('Di <%s>' % DI, 'open@' + DOMAIN, 'Off', ''), DI, at('open', 'unsubscribe'), login=DI)
    tap.same(owners(mails), [DI], 'and leaves again')
    tap.same(sorted(ask(name, 'Next')), [ANA, BO], 'then questions reach her no longer')
    # The goal's posts are not for the stream's address, whatever is written there.
    for recipient in ('open@' + DOMAIN, at('open', 'r.b.b.' + 'a' * 17), at('open', 'q.b'), at('open', 'nonsense')):
        mails = post(compose('Bo <%s>' % BO, recipient, 'Re: Which welder first?', 'To all the world.\n'), BO, recipient, login=BO)
        tap.ok(set(owners(mails)) <= {BO} and not has(mails, 'To all the world'), '%s is no goal' % recipient.split('@')[0], repr(mails))


def operators():
    mails = post(compose('Mal <%s>' % MAL, 'postmaster@' + DOMAIN, 'Complaint', 'Text.\n'), MAL, 'postmaster@' + DOMAIN)
    tap.same(owners(mails), ['postmaster@' + DOMAIN], 'a mail to postmaster goes to the operator')
    silent(mails[0].raw, MAL, 'abuse@' + DOMAIN, 'and does not go round when the operator\'s address leads here')
    for recipient in ('bounces@' + DOMAIN, at('bounces', 'b.b.b.' + 'a' * 17), at('bounces', 'p.b.b.' + 'a' * 17),
            at('bounces', 'subscribe'), 'me@' + DOMAIN, 'noreply@' + DOMAIN, 'help@' + DOMAIN):
        answer = outcome.site.receive(compose('Mal <%s>' % MAL, recipient, 'Hello', 'Text.\n'), MAL, recipient)
        mails = outcome.site.sent()
        tap.ok(answer.status in (TAKEN, REFUSED) and set(owners(mails)) <= {MAL}, '%s: no third person' % recipient.split('.')[0],
                repr((answer, mails)))

def main():
    outcome.play([[forged, cookies, tokens, borrowed_ids, linking, twice],
                  [replies_to_ours, automatic, commands, stream, operators]], sys.argv[1:])


if __name__ == '__main__':
    tap.run(main)
