#!/usr/bin/python3
"""One mail for many: of a large open goal all who are sent the same get it together.

Who shares and who does not; that nothing in such a mail is anybody's own; what a refusal of one, or of all, comes to;
what reports of it count for; replies to it and the way out; and that closing and a crash hold for it as for others.
"""
import os, re, signal, sqlite3, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import instance, mutant, tap
from instance import DOMAIN, SECRET, Instance, Mail, compose, reply
from sink import Sink

# libetpan forgets a certificate when it hands out the chain: a few KB a connection.
os.environ['LSAN_OPTIONS'] = 'print_suppressions=0:suppressions=' + os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lsan.supp')

ANA, MAL = 'ana@home.example', 'mal@evil.example'
LATER = 75
DANISH = b'dit svar g=C3=A5r til'
# Its return path with XVERP would not fit into 64 octets.
LONG = 'maximilian.mustermann@students.university.example'
PERCENT = 'ann%x@club.example'


def make(count, *others, offers=(), **settings):
    server = Sink()
    server.offers += ['PIPELINING', *offers]
    server.strict = True
    site = Instance(delivery=server.address, **dict({'delivery_shared_from': 10, 'delivery_recipients_per_mail': 10, 'delivery_window': 10}, **settings))
    followers = ['p%03d@club.example' % number for number in range(count)] + list(others)
    name = site.goal('Shared', ANA, *followers)
    server.forget()
    return site, server, name, followers


def say(site, name, subject, text='What now?\n'):
    answer = site.receive(compose('Ana <%s>' % ANA, name + '@' + DOMAIN, subject, text), ANA, name + '@' + DOMAIN, login=ANA)
    tap.same(answer.status, 0, '%s is taken' % subject) or tap.diag(repr(answer))


class Copies:
    """What the server was given of a post."""

    def __init__(self, server, subject):
        self.all = [(who, path, raw) for who, _, path, raw in list(server.taken) if b'\nSubject: ' + subject.encode() + b'\r' in raw]
        self.shared = [one for one in self.all if one[1].startswith('bounces+s.')]
        self.personal = [one for one in self.all if one[1].startswith('bounces+b.')]
        self.counts = {}
        for who, _, _ in self.all:
            self.counts[who] = self.counts.get(who, 0) + 1

    def of(self, person):
        """Their copy as a Mail, and its return path."""
        raw, path = [(raw, path) for who, path, raw in self.all if who == person][-1]
        mail = Mail(person, raw.replace(b'\r\n', b'\n'))
        mail.path = path
        return mail


def once(people):
    return {person: 1 for person in people}


def contents(copies):
    """{a mail: to how many}"""
    found = {}
    for _, _, raw in copies:
        found[raw] = found.get(raw, 0) + 1
    return found


def secrets(copies, followers):
    """What in shared copies is anybody's own."""
    found = set()
    for raw in contents(copies):
        found |= {match.decode() for match in SECRET.findall(raw)}
        found |= {person for person in followers if person.encode() in raw}
    return sorted(found)


def set_language(site, people, language):
    with sqlite3.connect(site.store) as store:
        for person in people:
            store.execute('UPDATE person SET mail_language = ? WHERE id = (SELECT person_id FROM address WHERE addr = ?)', (language, person))


def who_shares():
    """Those who are sent the same; nothing in it is anybody's own."""
    site, server, name, followers = make(26, LONG, PERCENT)
    danes = followers[3:9:2]
    set_language(site, danes, 'da')
    say(site, name, 'First')
    tap.same(site.deliver().status, 0, 'sent')
    copies = Copies(server, 'First')
    tap.same(copies.counts, once(followers), 'each has it once')
    tap.same(sorted(who for who, _, _ in copies.personal), sorted([LONG, PERCENT]), 'whose address no return path holds gets a copy of their own')
    tap.same(secrets(copies.shared, followers), [], 'nothing in a shared copy is anybody\'s own')
    tap.same(len({path for _, path, _ in copies.shared}), 1, 'one return path for all')
    tap.ok(not any(b'XVERP' in bytes(wire) for wire in server.wires), 'XVERP is not said where it is not offered')
    mail = copies.of(followers[0])
    tap.same((re.sub(r'q\.[a-z2-7]+@', 'q.X@', mail.reply_to), mail.unsubscribe(), mail.header('To')),
             ('%s+q.X@%s' % (name, DOMAIN), '%s+unsubscribe@%s' % (name, DOMAIN), '%s@%s' % (name, DOMAIN)),
             'Reply-To names the post, the way out the goal, To the goal')
    tap.same(mail.header('List-Unsubscribe-Post'), '', 'and there is no one-click: it would have to know who')
    in_danish = [who for who, _, raw in copies.shared if DANISH in raw]
    tap.same(sorted(in_danish), sorted(danes), 'Danes share a mail in Danish')
    rcpts = [bytes(part).count(b'\r\nRCPT TO') for wire in server.wires for part in bytes(wire).split(b'MAIL FROM')]
    tap.ok(max(rcpts) == 10, 'ten recipients a mail at most', rcpts)
    # Who has answered gets their own answers with the next question.
    mine = copies.of(followers[0])
    raw, to = reply(mine, followers[0], 'Try the blue one.\n')
    site.receive(raw, followers[0], to, login=followers[0])
    site.deliver()
    answered = Copies(server, 'Re: First')
    tap.same((answered.counts, answered.personal), (once(followers[1:26] + [LONG, PERCENT, ANA]), answered.personal), 'an answer is shared, too')
    tap.same(sorted(who for who, _, _ in answered.personal), sorted([LONG, PERCENT]), 'by all but those two')
    say(site, name, 'Second')
    site.deliver()
    copies = Copies(server, 'Second')
    tap.same((copies.counts, sorted(who for who, _, _ in copies.personal)), (once(followers), sorted([LONG, PERCENT, followers[0]])),
             'who has answered gets a copy of their own')
    tap.ok(b'Try the blue one' in copies.of(followers[0]).raw and not any(b'You answered' in raw for _, _, raw in copies.shared),
           'with their answer, which stands in no shared one as theirs')
    tap.same(secrets(copies.shared, followers), [], 'and still nothing in these is anybody\'s own')
    site.close()
    server.stop()


def when():
    """From how many on; and never of a closed goal."""
    for label, settings, shared in (('never', {'delivery_shared_from': 0}, 0), ('from 13 on', {'delivery_shared_from': 13}, 0),
                                    ('from 12 on', {'delivery_shared_from': 12}, 12)):
        site, server, name, followers = make(12, **settings)
        say(site, name, 'Count')
        site.deliver()
        copies = Copies(server, 'Count')
        tap.same((copies.counts, len(copies.shared)), (once(followers), shared), '%s: 12 get it' % label)
        site.close()
        server.stop()
    site, server, name, followers = make(12)
    say(site, name, 'Open')
    site.deliver()
    raw, to = reply(Copies(server, 'Open').of(followers[0]), followers[0], 'Try this.\n')
    site.receive(raw, followers[0], to, login=followers[0])
    site.deliver()
    tap.same(site.call('goal', 'close', '--yes', name, followers[0]).status, 0, 'closed')
    site.deliver()
    asked = [Mail(who, raw.replace(b'\r\n', b'\n')) for who, _, _, raw in server.taken if who == followers[0] and b'+c.' in raw][-1]
    raw, to = reply(asked, followers[0], 'Yes.\n')
    tap.same(site.receive(raw, followers[0], to, login=followers[0]).status, 0, 'and the mentor accepts')
    say(site, name, 'A word to all', '#share\n\nThank you all.\n')
    site.deliver(later=3600)
    asked = [Mail(who, raw.replace(b'\r\n', b'\n')) for who, _, _, raw in server.taken if who == ANA and b'+c.' in raw][-1]
    raw, to = reply(asked, ANA, 'Yes.\n')
    tap.same(site.receive(raw, ANA, to, login=ANA).status, 0, 'she shares a word with all')
    site.deliver()
    copies = Copies(server, 'A word to all')
    tap.ok(copies.all and not copies.shared, 'what is shared with all of a closed goal goes to each apart', len(copies.all))
    site.close()
    server.stop()


def settings():
    """What `config check` says of the settings."""
    site = Instance()
    check = lambda: site.call('config', 'check')
    tap.lacks(check().text, 'recipients_per_mail', 'nothing of what is usual')
    site.set('delivery', recipients_per_mail='500')
    tap.ok(check().status == 0 and 'at most 500 for each connection get a shared copy twice' in check().text, 'a hint where the window is not kept', check())
    for key, value in (('recipients_per_mail', '0'), ('recipients_per_mail', '1001'), ('shared_from', '-1')):
        site.set('delivery', recipients_per_mail='100', shared_from='1000')
        site.set('delivery', **{key: value})
        tap.ok(check().status == 78 and key in check().text, '%s=%s is refused' % (key, value), check())
    site.close()


def verp():
    """XVERP, where it is offered, for shared copies alone."""
    site, server, name, followers = make(12, LONG, offers=['XVERP'])
    say(site, name, 'Verp')
    site.deliver()
    tap.same(Copies(server, 'Verp').counts, once(followers), 'each has it once')
    said = [line for wire in server.wires for line in bytes(wire).decode().split('\r\n') if line.startswith('MAIL FROM')]
    tap.same([line for line in said if ('XVERP=+=' in line) != line.startswith('MAIL FROM:<bounces+s.')], [], 'asked for shared copies, and for these alone')
    tap.ok(sum('XVERP=+=' in line for line in said) >= 2, 'for each of these', said)
    site.close()
    server.stop()


def refused():
    """Some at RCPT; all at the end; too many."""
    site, server, name, followers = make(25)
    gone, later = followers[3:5], followers[7:9] + followers[20:21]
    server.rules = dict({person: '550 5.1.1 no such user' for person in gone}, **{person: '450 4.2.1 later' for person in later})
    say(site, name, 'Some')
    tap.same(site.deliver().status, LATER, 'some wait')
    tap.same(Copies(server, 'Some').counts, once(set(followers) - set(gone) - set(later)), 'all others have it')
    tap.same(site.rows('SELECT count(*), sum(given_up) FROM outbox_failed'), [(7, 4)],
             'a row for each who failed, and the probes of two; for nobody else')
    server.rules = {}
    site.deliver(later=3600)
    copies = Copies(server, 'Some')
    tap.same(copies.counts, once(set(followers) - set(gone)), 'those who were to come later have it')
    tap.same(sorted(who for who, _, _ in copies.personal), sorted(later), 'as copies of their own')
    tap.same(site.rows("SELECT a.addr, a.reach FROM address a WHERE a.reach != 'ok' ORDER BY 1"), [(person, 'suspended') for person in gone],
             'who is not there is probed, and mail to them rests when the probe is refused, too')
    followers = [person for person in followers if person not in gone]
    for code, what, status in (('451 4.3.0 disk full', 'for now', LATER), ('552 5.2.2 over quota', 'for good', 0)):
        server.forget()
        server.everything = {'END': code}
        say(site, name, 'All ' + what)
        site.deliver()
        server.everything = {}
        tap.same(Copies(server, 'All ' + what).all, [], '%s: nobody has it' % what)
        tap.same(site.rows('SELECT count(*) FROM outbox_failed f JOIN outbox o ON o.id = f.outbox_id JOIN post p ON p.id = o.post_id WHERE p.subject = ?',
                           'All ' + what), [(23,)], '%s: a row for each' % what)
        site.deliver(later=3600)
        tap.same(Copies(server, 'All ' + what).counts, once(followers) if status else {}, '%s: %s' % (what, 'then all do' if status else 'nor later'))
    tap.same(site.rows('SELECT count(*) FROM address WHERE score > 0 AND addr NOT IN (?, ?, ?)', ANA, *gone), [(0,)],
             'what was said of all at once counts against nobody')
    server.forget()
    server.most_rcpts = 4
    say(site, name, 'Few at a time')
    tap.same(site.deliver().status, 0, 'a server that takes four a mail: no failure')
    copies = Copies(server, 'Few at a time')
    tap.same((copies.counts, max(contents(copies.shared).values())), (once(followers), 23), 'each has it once')
    tap.same(site.rows('SELECT count(*) FROM outbox_failed f JOIN outbox o ON o.id = f.outbox_id JOIN post p ON p.id = o.post_id WHERE p.subject = ?',
                       'Few at a time'), [(0,)], 'and none waited')
    site.close()
    server.stop()


def report(*people, status='5.1.1', diagnostic='550 5.1.1 User unknown', serial=[0]):
    """RFC 3464, of several recipients."""
    serial[0] += 1
    groups = ''.join('\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: %s\nDiagnostic-Code: smtp; %s\n' % (person, status, diagnostic) for person in people)
    return ('From: MAILER-DAEMON@mx.club.example\nTo: x\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n'
            'Message-ID: <s%d@mx.club.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n'
            '--b\nContent-Type: text/plain\n\nThis is the mail system.\n\n--b\nContent-Type: message/delivery-status\n\n'
            'Reporting-MTA: dns; mx.club.example\n%s\n--b--\n' % (serial[0], groups)).encode()


def reach(site, person):
    return site.json('person', 'show', '--json', person)['reach']


def reports():
    """What comes back of a shared copy asks the person, and no more."""
    site, server, name, followers = make(20)
    site.call('follow', site.goal('Another', ANA), 'stranger@club.example')
    say(site, name, 'Out')
    site.deliver()
    path = Copies(server, 'Out').of(followers[0]).path
    base, _, domain = path.partition('@')
    def back(address, *people, **more):
        server.forget()
        site.receive(report(*people, **more), '', address)
        site.deliver()
        return sorted(who for who, _, path, _ in server.taken if path.startswith('bounces+p.'))
    tap.same(back(path, followers[1], followers[2]), followers[1:3], 'the two whom a report names are probed')
    tap.same([reach(site, person) for person in followers[:3]], ['ok', 'probing', 'probing'], 'and nobody else')
    tap.same(back(path, followers[1]), [], 'another report of one of them comes to nothing')
    tap.same(reach(site, followers[1]), 'probing', 'nor does it make their mail rest')
    tap.same(back('%s+%s@%s' % (base, followers[3].replace('@', '='), domain), 'somebody@else.example'), [followers[3]],
             'with XVERP whom the return path names is probed, whatever the report calls them')
    tap.same(back('%s+%s@%s' % (base, 'stranger=club.example', domain), 'stranger@club.example'), [], 'not who did not get that post')
    tap.same((back(path, 'stranger@club.example', 'nobody@club.example'), reach(site, 'stranger@club.example')), ([], 'ok'), 'nor by name')
    forged = base[:-1] + ('a' if base[-1] != 'a' else 'b')
    tap.same((back('%s@%s' % (forged, domain), followers[4]), reach(site, followers[4])), ([], 'ok'), 'a return path that is none of ours: nothing')
    tap.same(back(path, followers[5], status='5.7.1', diagnostic='554 5.7.1 spam'), [], 'a policy is no person\'s fault')
    probes = [(who, path) for who, _, path, _ in server.taken]
    tap.same(back(path, followers[6]), [followers[6]], 'another is probed')
    probe = [path for who, _, path, _ in server.taken if who == followers[6]][0]
    site.receive(report(followers[6]), '', probe)
    tap.same(reach(site, followers[6]), 'suspended', 'and when the probe comes back mail rests')
    say(site, name, 'Next')
    site.deliver()
    tap.same(Copies(server, 'Next').counts, once(set(followers) - {followers[6]}), 'the others still get mail')
    tap.same([held for held in site.held() if 'return path' in held.get('reason', '')], [], 'no report is kept: it names people')
    # A person's mail to the return path of another is kept, and goes with whom it names.
    site.receive(compose('Cy <cy@far.example>', path, 'Hello', 'Who are you?\n'), 'cy@far.example', '%s+%s@%s' % (base, followers[8].replace('@', '='), domain))
    tap.same(len(site.rows("SELECT id FROM mail WHERE recipient LIKE '%p008=club%'")), 1, 'a person\'s mail is kept')
    tap.same(site.call('person', 'forget', '--yes', followers[8]).status, 0, 'who is forgotten')
    tap.same(site.rows("SELECT id FROM mail WHERE recipient LIKE '%p008=club%'"), [], 'is in no return path any more')
    site.close()
    server.stop()


def replies():
    """To a shared copy: it threads, and vouches for nobody."""
    site, server, name, followers = make(14)
    say(site, name, 'Which one?')
    say(site, name, 'Something else')
    site.deliver()
    mail = Copies(server, 'Which one?').of(followers[0])
    for who, login in ((followers[1], followers[1]), (MAL, None)):
        # No References: the address alone tells which post it is of, with the subject.
        raw = compose(who, mail.reply_to, 'Re: Which one?', 'The blue one, says %s.\n' % who)
        site.receive(raw, who, mail.reply_to, login=login)
    posts = [post for post in site.posts(name) if post['subject'] == 'Re: Which one?']
    first = [post for post in site.posts(name) if post['subject'] == 'Which one?'][0]
    tap.same([(post['kind'], post['parent']) for post in posts], [('answer', first['id'])], 'a follower who is proven answers; a stranger with the same address does not')
    tap.same(len(site.held()), 1, 'what nothing vouches for is held')
    server.forget()
    site.receive(compose(followers[2], mail.unsubscribe(), 'unsubscribe', ''), followers[2], mail.unsubscribe(), login=followers[2])
    site.receive(compose(followers[3], mail.unsubscribe(), 'unsubscribe', ''), MAL, mail.unsubscribe())
    say(site, name, 'After')
    site.deliver()
    got = Copies(server, 'After').counts
    tap.ok(followers[2] not in got, 'who unsubscribes by the shared way out gets nothing more')
    tap.same(got.get(followers[3]), 1, 'a stranger cannot do it for them')
    site.close()
    server.stop()


def closed():
    """A goal is closed while shared copies go out: no content begins after that."""
    site, server, name, followers = make(80)
    say(site, name, 'A question')
    site.deliver()
    raw, to = reply(Copies(server, 'A question').of(followers[0]), followers[0], 'Try this.\n')
    site.receive(raw, followers[0], to, login=followers[0])
    site.deliver()
    server.forget()
    server.begun = 0
    server.slow['END'] = 0.05
    begun = []
    def close(*mail):
        if not begun and len(server.taken) > 15:
            begun.append(None)
            answer = site.call('goal', 'close', '--yes', name, followers[0])
            begun[:] = [server.begun, answer.status]
    server.on_taken = close
    say(site, name, 'Before the close')
    site.deliver()
    server.on_taken = None
    got = Copies(server, 'Before the close')
    tap.same(begun[1:], [0], 'closed meanwhile')
    tap.ok(len(got.counts) <= 10 * (begun[0] + 4), 'when %d mails of ten had begun: %d got it' % (begun[0], len(got.counts)))
    tap.ok(15 < len(got.counts) < 80, 'so not all have it', len(got.counts))
    server.slow.clear()
    site.deliver(later=3600)
    site.deliver(later=3600)
    late = set(Copies(server, 'Before the close').counts) - set(got.counts)
    tap.ok(late <= {followers[0]}, 'nobody but whom the protege chose gets it afterwards', late)
    tap.same(site.rows('SELECT count(*) FROM outbox_failed'), [(0,)], 'and nobody waits for it')
    site.close()
    server.stop()


def killed():
    """kill -9: nobody without it, and twice at most what a commit covers."""
    site, server, name, followers = make(90, delivery_connections=2)
    worst = 0
    for number in range(4):
        what = 'Kill %d' % number
        server.slow['END'] = 0.02
        say(site, name, what)
        site.time += 60
        child = site.start('deliver', '--now', site.now())
        while len(Copies(server, what).all) < 20 + 15 * number and child.poll() is None:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        out = len(Copies(server, what).all)
        server.slow.clear()
        tap.ok(out < 90, '%s: when %d were out' % (what, out))
        site.deliver()
        counts = Copies(server, what).counts
        tap.same(sorted(counts), followers, '%s: then all have it' % what)
        twice = sum(counts.values()) - len(counts)
        tap.ok(twice <= 10 * 2 and max(counts.values()) <= 2, '%s: twice at most ten for each of two connections' % what, twice)
        worst = max(worst, twice)
    tap.diag('twice at the most: %d' % worst)
    tap.same(site.rows('SELECT count(*) FROM outbox_failed'), [(0,)], 'no rows are left')
    site.close()
    server.stop()


def broken():
    """A connection that breaks takes its mail's recipients with it, and they get it later."""
    for step, twice in (('RCPT', 0), ('DATA', 0), ('BODY', 0), ('END', 10)):
        site, server, name, followers = make(60)
        set_language(site, followers[::3], 'da')
        taken = []
        def break_later(*mail):
            taken.append(mail)
            if len(taken) == 21:
                server.drop_at, server.drops_left = step, 1
        server.slow['END'] = 0.01
        server.on_taken = break_later
        say(site, name, 'Broken')
        site.deliver()
        server.on_taken = server.drop_at = None
        for _ in range(3):
            site.deliver(later=3600)
        counts = Copies(server, 'Broken').counts
        tap.same(sorted(counts), followers, 'broken at %s: all have it' % step)
        tap.ok(sum(counts.values()) <= 60 + twice, 'broken at %s: twice only those of the mail' % step, sum(counts.values()))
        tap.same(site.rows("SELECT (SELECT count(*) FROM outbox_failed), (SELECT count(*) FROM address WHERE reach != 'ok')"), [(0, 0)], 'nothing waits, nobody is blamed')
        site.close()
        server.stop()


def mailboxes():
    """Into Maildirs."""
    site = Instance(delivery_shared_from=2)
    name = site.goal('Boxes', ANA, 'bo@x.example', 'cy@x.example', 'di@x.example')
    say(site, name, 'In boxes')
    mails = [mail for mail in site.sent() if mail.subject == 'In boxes']
    tap.same(sorted(mail.owner for mail in mails), ['bo@x.example', 'cy@x.example', 'di@x.example'], 'each has it')
    tap.ok(all('+s.' in mail.return_path and '+q.' in mail.reply_to for mail in mails), 'as a shared copy')
    site.close()


def faulty():
    """The look at what stands in a shared copy can fail."""
    program, instance.PROGRAM = instance.PROGRAM, mutant.build('shared-with-token')
    site, server, name, followers = make(12)
    say(site, name, 'Faulty')
    site.deliver()
    found = secrets(Copies(server, 'Faulty').shared, followers)
    tap.ok(found, 'a shared copy with somebody\'s token is seen', found)
    site.close()
    server.stop()
    instance.PROGRAM = program


def anonymous():
    """Those whom she told who she is share a mail with each other, and with nobody else."""
    site, server, name, followers = make(25)
    to = name + '+anon@' + DOMAIN
    site.receive(compose('Ana Lund <%s>' % ANA, to, 'x', ''), ANA, to, login=ANA)
    site.deliver()
    told = followers[2:20:3]
    with sqlite3.connect(site.store) as store:
        for person in told:
            store.execute("INSERT INTO goal_told (goal_id, person_id) SELECT g.id, a.person_id FROM goal g, address a WHERE g.name = ? AND a.addr = ?",
                          (name, person))
        alias = store.execute('SELECT alias FROM goal WHERE name = ?', (name,)).fetchone()[0]
    say(site, name, 'Who asks')
    site.deliver()
    # The first is shown to her before it goes out.
    shown = Mail(ANA, [raw for who, _, _, raw in server.taken if who == ANA][-1].replace(b'\r\n', b'\n'))
    raw, to = reply(shown, ANA, '')
    site.receive(raw, ANA, to, login=ANA)
    site.deliver()
    copies = Copies(server, 'Who asks')
    tap.same((copies.counts, len(copies.personal)), (once(followers), 0), 'each has it once, shared')
    by_name = [who for who, _, raw in copies.shared if b'Ana via ' in raw]
    by_alias = [who for who, _, raw in copies.shared if alias.encode() in raw]
    tap.same(sorted(by_name), sorted(told), 'whom she told reads her name')
    tap.same(sorted(by_alias), sorted(set(followers) - set(told)), 'and all others her alias')
    site.close()


def main():
    for part in [globals()[name] for name in sys.argv[1:]] or [who_shares, anonymous, when, settings, verp, refused, reports, replies, closed, killed, broken, mailboxes, faulty]:
        part()


if __name__ == '__main__':
    tap.run(main)
