"""What the power is cut in, and calls fail in: see power.py."""
import os, signal, socket, subprocess, time

from instance import DOMAIN, compose, reply
from power import Scenario, Step

ANA, BO, CY, DI = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example'
LARGE = 'filling of sixty octets, again and again, line upon line..\n' * 1500
DAY = 86400


class Story(Scenario):
    """Ana's goal Story, which Bo and Cy follow, with her question and an answer of Bo's; all was sent."""

    def base(self, site):
        self.name = site.goal('Story', ANA, BO, CY)
        self.address = self.name + '@' + DOMAIN
        site.receive(compose('Ana <%s>' % ANA, self.address, 'Which welder?', 'I have 230 V. Which one?\n'), ANA, self.address, login=ANA)
        site.deliver()
        self.copies = {mail.owner: mail for mail in site.new()}
        site.receive(*self._reply(site, BO, 'Try a small MIG welder first.\n', 'Which welder?'), login=BO)
        site.deliver()
        self.copies.update((mail.owner, mail) for mail in site.new())
        site.time += 60
        self.more(site)

    def _reply(self, site, person, body, subject):
        return compose('%s <%s>' % (person.split('@')[0].title(), person), self.address, 'Re: ' + subject, body), person, self.address

    def more(self, site):
        pass

    def mail(self, site, name, mail, sender, recipient, login=None):
        site.time += 60
        words = ['receive', '--sender', sender, '--recipient', recipient] + (['--sasl-user', login] if login else [])
        return Step(name, site.time, words, mail)

    def sending(self, site, good=(0,)):
        site.time += 60
        return Step('deliver', site.time, ['deliver'], good=good)


class Small(Story):
    """A small mail is taken."""

    def steps(self, site):
        return [self.mail(site, 'a mail', *self._reply(site, CY, 'Or rent one for a day.\n', 'Which welder?'), login=CY)]


class Large(Story):
    """A mail that lies in a file of the spool; then another."""

    def steps(self, site):
        return [self.mail(site, 'a large mail', *self._reply(site, CY, 'Or rent one.\n' + LARGE, 'Which welder?'), login=CY),
                self.mail(site, 'another', *self._reply(site, BO, 'Or borrow one.\n' + LARGE, 'Which welder?'), login=BO)]


class Bounce(Story):
    """A copy comes back: its recipient is probed."""

    def steps(self, site):
        path = self.copies[CY].return_path
        report = ('From: MAILER-DAEMON@club.example\nTo: <%s>\nSubject: Undelivered Mail\nMessage-ID: <b1@club.example>\n'
                  'Auto-Submitted: auto-replied\nMIME-Version: 1.0\n'
                  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
                  '--b\n\nIt could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\n'
                  'Reporting-MTA: dns; mx.club.example\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n'
                  'Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n' % (path, CY))
        return [self.mail(site, 'a bounce', report.encode(), '', path), self.sending(site)]


class Confirmation(Story):
    """Di asks to follow, and confirms it."""

    def more(self, site):
        recipient = self.name + '+subscribe@' + DOMAIN
        site.receive(compose(DI, recipient, 'Follow', ''), DI, recipient)
        self.asked = [mail for mail in site.sent() if mail.owner == DI][0]

    def steps(self, site):
        mail, to = reply(self.asked, 'Di <%s>' % DI, 'yes\n')
        return [self.mail(site, 'a confirmation', mail, DI, to), self.sending(site),
                self.mail(site, 'a question', compose('Ana <%s>' % ANA, self.address, 'And which gas?', 'Which gas?\n'), ANA, self.address, login=ANA)]

    def check(self, world):
        follows = world.rows("SELECT count(*) FROM follow f JOIN address a ON a.person_id = f.person_id WHERE a.addr = '%s'" % DI)
        return [] if follows == [(1,)] else ['Di follows %r times' % follows]


class Close(Story):
    """Ana closes the goal with Bo, who accepts; a mail in private."""

    def steps(self, site):
        mail, to = reply(self.copies[ANA], 'Ana <%s>' % ANA, '#close\n\nLet us go on alone.\n')
        return [self.mail(site, 'a close', mail, ANA, to, login=ANA), self.sending(site),
                self.mail(site, 'a private mail', compose('Ana <%s>' % ANA, self.address, 'Between us', 'For you alone.\n'), ANA, self.address, login=ANA)]

    def check(self, world):
        states = world.rows("SELECT closed > 0 FROM goal WHERE name = '%s'" % self.name)
        return [] if states == [(1,)] else ['the goal is not closed: %r' % states]


class Maildir(Story):
    """Two posts are sent into Maildirs, some of them new."""

    def more(self, site):
        for person in (DI, 'eve@far.example', 'fay@far.example'):
            site.call('follow', self.name, person)
        site.receive(compose('Ana <%s>' % ANA, self.address, 'Which gas?', 'Which gas?\n' + LARGE), ANA, self.address, login=ANA)
        site.receive(*self._reply(site, BO, 'Argon and a little CO2.\n', 'Which gas?'), login=BO)

    def steps(self, site):
        return [self.sending(site)]


class Smtp(Maildir):
    """The same to an SMTP server."""
    window = 2

    def base(self, site):
        self.name = site.goal('Story', ANA, BO, CY)
        self.address = self.name + '@' + DOMAIN
        self.more(site)


class Tick(Story):
    """Digests of a day and of a week, the list of answers, and what else the clock owes."""
    posts = 'SELECT subject, kind FROM post'

    def more(self, site):
        site.call('follow', self.name, DI, '--mode', 'daily')
        site.call('follow', self.name, 'eve@far.example', '--mode', 'weekly')
        while time.gmtime(site.time).tm_wday != 5:
            site.time += DAY / 2
        site.time = int(site.time)
        site.receive(*self._reply(site, CY, 'Rent one for a day.\n', 'Which welder?'), login=CY)
        site.sent()
        site.tick()
        site.sent()

    def steps(self, site):
        steps = []
        for _ in range(4):                  # to Wednesday; the week's digest comes on Monday
            site.time += DAY
            steps.append(Step('tick', site.time, ['tick']))
            steps.append(Step('deliver', site.time + 60, ['deliver']))
        return steps


class Key(Story):
    """A new key; an address that the one before vouches for is used."""

    def steps(self, site):
        mail, to = reply(self.copies[CY], 'Cy <%s>' % CY, 'I would rather rent one.\n')
        site.time += 60
        return [Step('a new key', site.time, ['key', 'rotate', '--force']), self.mail(site, 'a reply', mail, CY, to), self.sending(site)]


class Backup(Story):
    """A backup, and a restore of it."""

    def more(self, site):
        site.receive(*self._reply(site, CY, 'Or rent one.\n' + LARGE, 'Which welder?'), login=CY)

    def steps(self, site):
        # 77: it is there already.
        return [Step('backup', site.time + 60, ['backup', 'ROOT/backup'], good=(0, 77)),
                Step('restore', site.time + 60, ['restore', '--state', 'ROOT/restored', 'ROOT/backup'], good=(0, 77))]

    def check(self, world):
        """The backup is whole, whether it was made before or after the power cut. Of a restore there are no settings, or
        it is whole; without settings it can be done again once what lies there was moved away."""
        complaints = []
        restored = os.path.join(world.root, 'restored')
        if not os.path.exists(os.path.join(restored, 'journster.conf')):
            os.rename(restored, restored + '.before')
            self.repeated += 1
            complaints += self._call(world, 'restore', '--state', restored, 'ROOT/backup')
        else:                               # by the name that its directory had before the power cut
            subprocess.run(['sed', '-i', 's,^state=.*,state=%s,' % restored, os.path.join(restored, 'journster.conf')], check=True)
            for path in (restored, os.path.join(restored, 'run')):          # a disk of ours knows no modes
                os.chmod(path, 0o711)
        complaints += self._call(world, 'restore', '--state', 'ROOT/verified', 'ROOT/backup')
        for state in (restored, os.path.join(world.root, 'verified')):
            done = subprocess.run([world.program, '--config', os.path.join(state, 'journster.conf'), 'config', 'check', '--store'],
                                  capture_output=True, check=False)
            if done.returncode != 0:
                complaints.append('%s: %s' % (state, done.stdout.decode(errors='replace')))
        return complaints

    repeated = 0

    @staticmethod
    def _call(world, *words):
        done = world.call(list(words))
        return [] if done.returncode == 0 else ['%s: %s' % (' '.join(words), done.stdout.decode(errors='replace'))]


class Served(Smtp):
    """The daemon takes mail by LMTP, two mails at a time, and sends it, until it is told to stop."""

    def more(self, site):
        site.receive(compose('Ana <%s>' % ANA, self.address, 'Which welder?', 'I have 230 V.\n'), ANA, self.address, login=ANA)
        site.deliver()
        site.time = int(time.time()) - 60           # it goes by the machine's clock

    def steps(self, site):
        return [self.mail(site, 'mail %d' % number, *self._reply(site, person, body, 'Which welder?'), login=person)
                for number, (person, body) in enumerate(((BO, 'A small one.\n'), (CY, 'Rent one.\n' + LARGE), (BO, 'Or a used one.\n'),
                                                         (CY, 'Ask at the club.\n')))]

    def attempt(self, world, steps, environment, ended):
        """A mail a connection; what is not acknowledged comes again by an MTA later."""
        child = subprocess.Popen(world.command(['serve']), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        for number, step in enumerate(steps):
            try:
                line = Lmtp(os.path.join(world.state, 'run', 'lmtp'), lambda: child.poll() is None and time.monotonic() < end)
                line.hand_in(step.mail, *step.words[2:7:2])
                line.taken()
                ended(number)
                line.close()
            except (OSError, RuntimeError):
                pass
        time.sleep(0.3)             # for it to send some
        child.send_signal(signal.SIGTERM)
        try:
            status = child.wait(90)
        except subprocess.TimeoutExpired:
            child.kill()
            return ['serve does not end']
        return [] if status in (0,) + self.refusals else ['serve: status %d' % status]

    def play(self, world, steps, environment, ended):
        child = subprocess.Popen(world.command(['serve']), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        try:
            lines = [Lmtp(os.path.join(world.state, 'run', 'lmtp')) for _ in range(2)]
            for number in range(0, len(steps), 2):
                for line, step in zip(lines, steps[number:]):
                    line.hand_in(step.mail, *step.words[2:7:2])
                for offset, line in enumerate(lines):
                    line.taken()
                    ended(number + offset)
            end = time.monotonic() + 60
            while world.rows('SELECT count(*) FROM outbox WHERE done = 0') != [(0,)] and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            child.send_signal(signal.SIGTERM)
            if child.wait(60) != 0:
                raise RuntimeError('serve: status %d' % child.returncode)


class Lmtp:
    """A connection to serve, as soon as that is there."""

    def __init__(self, path, waits=None):
        """`waits()`: whether to try again."""
        end = time.monotonic() + 60
        waits = waits or (lambda: time.monotonic() < end)
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(60)
            try:
                self.socket.connect(path)
                break
            except OSError:
                self.socket.close()
                if not waits():
                    raise
                time.sleep(0.05)
        self.file = self.socket.makefile('rb')
        self._reply('220')
        self.socket.sendall(b'LHLO client.example\r\n')
        self._reply('250')

    def _reply(self, wanted):
        line = self.file.readline().decode()
        while line[3:4] == '-':
            line = self.file.readline().decode()
        if line[:3] != wanted:
            raise RuntimeError('LMTP: %r, not %s' % (line, wanted))

    def hand_in(self, mail, sender, recipient, login):
        mail = b''.join((b'.' if line.startswith(b'.') else b'') + line + b'\r\n' for line in mail.splitlines())
        self.socket.sendall(('MAIL FROM:<%s> AUTH=%s\r\nRCPT TO:<%s>\r\nDATA\r\n' % (sender, login, recipient)).encode() + mail + b'.\r\n')

    def taken(self):
        for wanted in ('250', '250', '354', '250'):
            self._reply(wanted)

    def close(self):
        self.file.close()
        self.socket.close()
