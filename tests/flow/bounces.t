#!/usr/bin/python3
"""What comes back: reports as mail systems write them, refusals in the session with our MTA, and complaints. Who is
counted for what, who is asked, to whom mail rests, how they come back, and what the operator sees of it.
"""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
from sink import Sink
import tap

ANA, BO, CY, DI, MAL = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example', 'mal@evil.example'
OPERATOR = 'postmaster@' + DOMAIN
DAY = 86400
SERIAL = [0]

site = None


def serial():
    SERIAL[0] += 1
    return SERIAL[0]


def dsn(mail, words, status, diagnostic, action='failed', sender='MAILER-DAEMON@mx.forge.example', subject='Undelivered Mail Returned to Sender'):
    """RFC 3464, as Postfix and its kin write it."""
    return ('From: Mail Delivery System <%s>\nTo: x\nSubject: %s\nAuto-Submitted: auto-replied\nMessage-ID: <r%d@mx.forge.example>\n'
            'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b/%d"\n\n'
            '--b/%d\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.forge.example.\n\n%s\n\n'
            '--b/%d\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.forge.example\nArrival-Date: Mon, 23 Nov 2026 08:00:00 +0000\n\n'
            'Final-Recipient: rfc822; %s\nAction: %s\nStatus: %s\nRemote-MTA: dns; mail.forge.example\nDiagnostic-Code: smtp; %s\n\n'
            '--b/%d\nContent-Type: message/rfc822\n\n' % (sender, subject, serial(), SERIAL[0], SERIAL[0], words, SERIAL[0], mail.owner, action, status,
            diagnostic, SERIAL[0])).encode() + mail.raw + ('\n--b/%d--\n' % SERIAL[0]).encode()


GONE = ('<%s>: host mail.forge.example said: 550 5.1.1 User unknown (in reply to RCPT TO command)', '5.1.1', '550 5.1.1 User unknown')
FULL = ('<%s>: host mail.forge.example said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)', '5.2.2', '552 5.2.2 Mailbox full')
# What says nothing of the recipient.
INNOCENT = [
    ('DMARC, as Gmail says it', '5.7.26', '550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550 5.7.26 DMARC policy of home.example'),
    ('DMARC, as Yahoo says it', '5.7.9', '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.example/error-codes'),
    ('spam', '5.7.1', '550 5.7.1 Message rejected as spam by Content Filtering.'),
    ('spam, with the code of a full mailbox', '5.2.2', '552 5.2.2 Message identified as SPAM'),
    ('a black list', '5.7.1', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example'),
    ('a rate', '4.7.28', '421-4.7.28 unusual rate of unsolicited mail originating from your IP address'),
    ('a size', '5.3.4', '552 5.3.4 Message size exceeds fixed limit'),
    ('an attachment', '5.7.0', '552-5.7.0 This message was blocked because its content presents a security issue'),
    ('a user that a filter does not want to know', '5.1.1', '550 5.1.1 unknown (in reply to end of DATA command) rejected by policy'),
]


def person(addr):
    return site.json('person', 'show', '--json', addr)


def state(addr):
    row = person(addr)
    return row['reach'], row['score'], [item['kind'] for item in row['bounces']]


def ask(name, subject='Which welder first?'):
    site.receive(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, 'I have 230 V only. Which one?\n'), ANA, name + '@' + DOMAIN, login=ANA)
    return {mail.owner: mail for mail in site.sent()}


def back(mail, raw):
    """A report comes to the mail's return path; who gets something."""
    answer = site.receive(raw, '', mail.return_path)
    tap.ok(answer.status == 0, 'taken: %s' % answer.text[-80:]) if answer.status else None
    return site.sent()


def innocent():
    """One sender's mail is refused by everybody's server, again and again."""
    name = site.goal('Innocent', ANA, BO, CY, DI)
    for what, status, diagnostic in INNOCENT[:-1]:
        copies = ask(name, 'About %s' % what)
        got = []
        for who in (BO, CY, DI):
            got += back(copies[who], dsn(copies[who], '<%s>: %s' % (who, diagnostic), status, diagnostic))
        tap.same(owners(got), [], '%s: nobody is asked' % what)
    tap.same([state(who) for who in (BO, CY, DI)], [('ok', '0.0', ['policy'] * 8)] * 3, 'nobody is counted for it, and it is noted')
    for _ in range(3):
        copies = ask(name, 'Slow')
        back(copies[BO], dsn(copies[BO], 'THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.', '4.2.2', '452 4.2.2 Mailbox full',
                action='delayed', subject='Delayed Mail (still being retried)'))
    tap.same((state(BO)[:2], state(BO)[2][:4]), (('ok', '0.0'), ['delayed'] * 3 + ['policy']), 'three notices of a delay are not counted')
    tap.same(sorted(ask(name, 'Still')), [ANA, BO, CY, DI], 'all still get mail')
    row = [row for row in site.json('person', 'bounces', '--json') if row['address'] == CY][0]
    tap.ok(row['kind'] == 'policy' and 'security issue' in row['reason'] and row['when'], 'the operator sees what was said last', repr(row))


def gone():
    name = site.goal('Gone', ANA, BO, CY)
    copies = ask(name)
    probe, = back(copies[BO], dsn(copies[BO], GONE[0] % BO, *GONE[1:]))
    tap.ok(probe.owner == BO and '+p.' in probe.return_path, 'an address that is not there is asked by a probe')
    tap.same(state(BO), ('probing', '4.0', ['hard']), 'the operator sees it')
    # A stranger who saw the return path of a copy can do no more.
    for _ in range(3):
        back(copies[BO], dsn(copies[BO], GONE[0] % BO, *GONE[1:]))
    tap.same(state(BO)[:2], ('probing', '4.0'), 'reports on the copy do not add up meanwhile')
    site.time += 8 * DAY
    site.tick()
    tap.same(state(BO)[:2], ('ok', '0.0'), 'a probe that does not come back in a week: all is well')
    copies = ask(name, 'Next')
    tap.same(owners(back(copies[BO], dsn(copies[BO], GONE[0] % BO, *GONE[1:]))), [], 'one report more, soon after: no second probe')
    tap.same(state(BO)[0], 'ok', 'but it is counted')
    site.time += 22 * 3600
    copies = ask(name, 'And next')
    probe, = back(copies[BO], dsn(copies[BO], GONE[0] % BO, *GONE[1:]))
    tap.same(state(BO)[0], 'probing', 'the next day it is')
    tap.same(owners(back(probe, dsn(probe, 'DMARC', '5.7.26', '550 5.7.26 DMARC policy'))), [], 'the probe is refused for policy:')
    tap.same(state(BO)[0], 'probing', 'that does not make mail rest')
    tap.same(owners(back(probe, dsn(probe, GONE[0] % BO, *GONE[1:]))), [], 'the probe comes back:')
    tap.same(state(BO)[0], 'suspended', 'mail to him rests')
    tap.same(sorted(ask(name, 'Without him')), [ANA, CY], 'he gets nothing')
    # The operator's weekly letter.
    site.tick()
    site.sent()
    site.tick(6 * DAY + 4 * 3600)
    letters = [mail for mail in site.sent() if mail.owner == OPERATOR]
    tap.ok(len(letters) == 1 and BO in letters[0].message.get_body(('plain',)).get_content() and
            'User unknown' in letters[0].message.get_body(('plain',)).get_content(), 'the operator\'s letter of the week names him and why',
            repr([mail.raw.decode() for mail in letters]))
    # He writes: whatever it is, he learns how to come back.
    for what, to in (('help', name + '+help'), ('a post', name), ('his settings', 'me')):
        site.time += DAY
        got = post_as(BO, to, 'Hello', 'Am I still here?\n' if to != 'me' else '')
        offer = [mail for mail in got if mail.owner == BO and 'Shall it start again' in mail.subject]
        tap.same(len(offer), 1, '%s: he is asked whether mail shall start again' % what)
    tap.same(state(BO)[0], 'suspended', 'writing alone starts nothing: his address may be gone, and he write from it')
    made, to = reply(offer[0], BO, '')
    site.receive(made, BO, to)
    tap.same([mail.subject for mail in site.sent()], ['You get our mail again'], 'he replies, and is told')
    tap.same(state(BO)[:2], ('ok', '0.0'), 'and nothing is counted any more')
    tap.ok(BO in ask(name, 'With him'), 'he gets questions again')


def post_as(who, local, subject, text):
    to = local + '@' + DOMAIN
    site.receive(compose('<%s>' % who, to, subject, text), who, to, login=who)
    return site.sent()


def full():
    """A mailbox that is full, day after day."""
    name = site.goal('Full', ANA, BO)
    probes, rests = [], None
    for day in range(60):
        mail = ask(name, 'Day %d' % day)[BO]
        for found in back(mail, dsn(mail, FULL[0] % BO, *FULL[1:])):
            probes.append(day)
            back(found, dsn(found, FULL[0] % BO, *FULL[1:]))
        if state(BO)[0] == 'suspended':
            rests = day
            break
        site.time += DAY - 300
    tap.ok(probes[0] in (4, 5), 'asked on day %d' % probes[0])
    tap.ok(rests is not None and 20 <= rests <= 45 and len(probes) <= 7, 'at rest on day %r, after %d probes' % (rests, len(probes)))
    again = person(BO)
    tap.ok(again['reach_reason'] and 'full' in again['reach_reason'] and 16 <= float(again['score']) < 25, 'and why', repr(again))
    # Twice a day is once.
    mail = ask(name + '', 'x')
    name = site.goal('Twice', ANA, CY)
    for i in range(10):
        mail = ask(name, 'Twice %d' % i)[CY]
        back(mail, dsn(mail, FULL[0] % CY, *FULL[1:]))
    tap.same(state(CY)[:2], ('ok', '1.0'), 'ten mails to a full mailbox in an hour count once')


def session():
    """Refusals in the session with our MTA, a relay that asks the recipients' servers."""
    global site
    server = Sink()
    site = Instance(delivery=server.address)
    site.call('goal', 'add', '--title', 'Session', '--protege', ANA)
    for who in (BO, CY, DI):
        site.call('follow', 'session', who)
    site.deliver()
    def ask_by_smtp(subject):
        server.forget()
        site.receive(compose('Ana <%s>' % ANA, 'session@' + DOMAIN, subject, 'What now?\n'), ANA, 'session@' + DOMAIN, login=ANA)
        site.deliver()
        return server.recipients()
    for what, refusal in (('spam', '554 5.7.1 Message rejected as spam'), ('DMARC', '550 5.7.26 unauthenticated, DMARC policy'),
            ('no such user, said of the mail', '550 5.1.1 no such user here'), ('nothing', '550 rejected')):
        server.everything['END'] = refusal
        tap.same(ask_by_smtp('Refused: %s' % what), [], 'one mail is refused to everybody at its end: %s' % what)
    del server.everything['END']
    tap.same([state(who) for who in (BO, CY, DI)], [('ok', '0.0', ['policy'] * 4)] * 3, 'nobody is counted for it')
    server.rules = {BO: '550 5.7.1 mail from 5.1.1.1 is not wanted', CY: '550 5.1.1 no such user', DI: '552 5.2.2 mailbox full'}
    ask_by_smtp('Three refusals')
    tap.same([state(who)[:2] for who in (BO, CY, DI)], [('ok', '0.0'), ('suspended', '4.0'), ('ok', '1.0')],
            'at RCPT: policy; no such user, and the probe likewise; a full mailbox')
    tap.same(server.tries.count(CY), 2, 'that one was tried with the question and the probe')
    tap.ok(all(item['told'] == 'reply' for item in person(CY)['bounces']), 'the operator sees that our own MTA said so')
    server.rules = {}
    tap.same(ask_by_smtp('Later'), [ANA, BO, DI], 'the others get mail')
    tap.same(site.faults, [], 'no call of the program did what none may')
    site.close()


# Complaints


def arf(mail, kind='abuse', strip=None, rcpt=True):
    """RFC 5965, as providers send it; `strip`: what they take out of the mail."""
    raw = mail.raw if strip is None else re.sub(strip, b'', mail.raw)
    raw = raw.replace(mail.owner.encode(), b'redacted@' + mail.owner.split('@')[1].encode())
    return ('From: complaints@provider.example\nTo: abuse@%s\nSubject: FW: complaint\nMessage-ID: <a%d@provider.example>\nMIME-Version: 1.0\n'
            'Content-Type: multipart/report; report-type=feedback-report; boundary=f%d\n\n--f%d\nContent-Type: text/plain\n\n'
            'This is an abuse report for a message.\n\n--f%d\nContent-Type: message/feedback-report\n\nFeedback-Type: %s\nUser-Agent: FBL/1.0\nVersion: 1\n'
            '%s\n--f%d\nContent-Type: message/rfc822\n\n' % (DOMAIN, serial(), SERIAL[0], SERIAL[0], SERIAL[0], kind,
            'Original-Mail-From: <%s>\n' % mail.return_path if rcpt else '', SERIAL[0])).encode() + raw + ('\n--f%d--\n' % SERIAL[0]).encode()


UNSUBSCRIBE = rb'(?im:^list-unsubscribe[a-z-]*:.*\n([ \t].*\n)*)'
PATH = rb'(?im:^return-path:.*\n([ \t].*\n)*)'


def follows(name):
    return sorted(row[0] for row in site.rows("SELECT a.addr FROM follow f JOIN goal g ON g.id = f.goal_id JOIN address a"
            " ON a.person_id = f.person_id WHERE g.name = ? AND f.mode != 'none'", name))


def complains(raw, to, sender=''):
    site.receive(raw, sender, to)
    return site.sent()


def complaints():
    name = site.goal('Complaints', ANA, BO, CY, DI)
    copies = ask(name)
    got = complains(arf(copies[BO]), 'abuse@' + DOMAIN)
    tap.same((follows(name), owners(got)), ([CY, DI], [OPERATOR]), 'a complaint to abuse@: he leaves, gets no letter of it, and the operator has it')
    tap.same(state(BO), ('ok', '0.0', ['complaint']), 'it is noted, and counted against nobody')
    tap.same(sorted(ask(name, 'Next')), [ANA, CY, DI], 'he gets no more of the goal')
    got = complains(arf(copies[CY], strip=UNSUBSCRIBE), copies[CY].return_path)
    tap.same((follows(name), owners(got)), ([DI], []), 'one to the return path, the mail\'s own way out taken away')
    # The same report again, and what says that it is none.
    copies = ask(name, 'Third')
    for what, raw in (('not spam', arf(copies[DI], kind='not-spam')), ('DMARC\'s', arf(copies[DI], kind='auth-failure')),
            ('nothing of ours left in it', arf(copies[DI], strip=UNSUBSCRIBE + b'|' + PATH, rcpt=False))):
        got = complains(raw, 'abuse@' + DOMAIN)
        tap.same((follows(name), owners(got)), ([DI], [OPERATOR]), '%s: nobody leaves' % what)
    # Forged: what no token of theirs could do.
    site.call('follow', name, MAL)
    mine = ask(name, 'Fourth')[MAL]
    token = mine.unsubscribe()
    who = re.search(r'\+u\.(\w+)\.', copies[DI].unsubscribe()).group(1)
    theirs = re.sub(r'\+u\.\w+\.', '+u.%s.' % who, token)
    path = re.sub(r'\.(\w+)\.(\w+)@', r'.%s.\2@' % who, mine.return_path)
    for what, raw in (('another person\'s number with his token', arf(mine).replace(token.encode(), theirs.encode()).replace(mine.return_path.encode(), b'x@y')),
            ('with his return path', arf(mine, strip=UNSUBSCRIBE).replace(mine.return_path.encode(), path.encode())),
            ('a token cut short', arf(copies[DI], strip=PATH, rcpt=False).replace(copies[DI].unsubscribe().encode(), copies[DI].unsubscribe()[:-20].encode() + b'@' + DOMAIN.encode())),
            ('her address alone', arf(mine, strip=UNSUBSCRIBE + b'|' + PATH, rcpt=False).replace(b'Version: 1', b'Version: 1\nOriginal-Rcpt-To: ' + DI.encode()))):
        complains(raw, 'abuse@' + DOMAIN, sender=MAL)
        complains(raw.replace(b'<a', b'<aa'), copies[DI].return_path.replace('+b.', '+b.x'), sender=MAL)
        tap.ok(DI in follows(name), 'forged, %s: she still follows' % what)
    complains(arf(mine), 'abuse@' + DOMAIN, sender=MAL)
    tap.same(follows(name), [DI], 'his own he can use')
    # A person who attaches such a report is not one.
    attached = compose('Ana <%s>' % ANA, name + '@' + DOMAIN, 'What is this?', 'I got this.\n').replace(b'\n\n', b'\nMIME-Version: 1.0\n'
            b'Content-Type: multipart/mixed; boundary=m\n\n--m\n\nI got this.\n--m\nContent-Type: message/rfc822\n\n', 1) + arf(copies[DI]) + b'\n--m--\n'
    site.receive(attached, ANA, name + '@' + DOMAIN, login=ANA)
    tap.ok(DI in follows(name) and DI in owners(site.sent()), 'a question with a complaint attached is a question')
    # Of a letter of all that she follows.
    site.receive(compose('<%s>' % DI, 'me@' + DOMAIN, '', ''), DI, 'me@' + DOMAIN, login=DI)
    page = [mail for mail in site.sent() if mail.owner == DI][0]
    complains(arf(page, strip=UNSUBSCRIBE), 'abuse@' + DOMAIN)
    tap.ok(DI in follows(name) and state(DI)[2][0] == 'complaint', 'a complaint of a letter: noted, and she still follows')


def forgotten():
    name = site.goal('Forgotten', ANA, BO, CY)
    copies = ask(name)
    back(copies[BO], dsn(copies[BO], GONE[0] % BO, '5.1.1', '550 5.1.1 <%s>: no such user' % BO))
    # A server that names him where another's mail failed.
    back(copies[CY], dsn(copies[CY], FULL[0] % CY, '5.2.2', '552 5.2.2 mailbox full (alias of %s)' % BO))
    tap.ok(BO in str(site.rows('SELECT reason FROM setback')), 'what came back names him')
    answer = site.call('person', 'forget', '--yes', BO)
    tap.ok(answer.status == 0, 'he is forgotten', repr(answer))
    site.sent()
    tables = [row[0] for row in site.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    traces = [(table, row) for table in tables for row in site.rows('SELECT * FROM ' + table) if BO in str(row) or BO.encode() in str(row).encode()]
    tap.same(traces, [], 'and no table names him')
    tap.same(len(site.rows("SELECT 1 FROM setback")), 1, 'what is not of him stays')


def main():
    global site
    for group in ([innocent], [gone], [full], [complaints], [forgotten]):
        if sys.argv[1:] and not {part.__name__ for part in group} & set(sys.argv[1:]):
            continue
        site = Instance()
        for part in group:
            part()
        tap.same(site.faults, [], 'no call of the program did what none may')
        site.close()
    if not sys.argv[1:] or 'session' in sys.argv[1:]:
        session()


if __name__ == '__main__':
    tap.run(main)
