#!/usr/bin/python3
"""Signatures and DMARC, checked by OpenDKIM and OpenDMARC in front of Postfix with the settings that INSTALL
gives: what they wrote proves who sent a mail, and what others wrote in their name does not."""
import os, re, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import debs, dkim, root, tap
import host as hosts
from host import PACKAGES, STRANGER, Host, read, run, write
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES, *dkim.PACKAGES, 'opendmarc')

# example.com has no SPF record; example.org has one that names another client than those used here.
DAN, EVE, ORG = 'dan@example.com', 'eve@far.example', 'fay@example.org'
KEYS = '/etc/keys'
MX = 'mx.goals.example'


def settings_of(name):
    """The lines that INSTALL gives for /etc/NAME.conf in its section on who signed."""
    section = read(os.path.join(debs.TOP, 'INSTALL')).split('7. Who signed, and DMARC')[1].split('\n8. ')[0]
    block = section.split('/etc/%s.conf:\n\n' % name)[1].split('\n\n')[0]
    return re.sub(r'^ +', '', block, flags=re.M) + '\n'


def make_key(domain):
    """Makes a key for a domain; returns the dnsmasq line that publishes it."""
    path = os.path.join(KEYS, domain)
    os.makedirs(KEYS, exist_ok=True)
    run('openssl', 'genrsa', '-traditional', '-out', path, '2048')
    public = ''.join(re.findall(r'^[A-Za-z0-9+/=]+$', run('openssl', 'rsa', '-in', path, '-pubout'), re.M))
    record = 'v=DKIM1; k=rsa; p=' + public
    return 'txt-record=s1._domainkey.%s,%s' % (domain, ','.join('"%s"' % record[at:at + 200] for at in range(0, len(record), 200)))


def sign(raw, domain):
    done = subprocess.run(['opendkim-testmsg', '-C', '-d', domain, '-s', 's1', '-k', os.path.join(KEYS, domain)],
                          input=raw.replace('\n', '\r\n').encode(), capture_output=True, timeout=30)
    if done.returncode != 0:
        raise RuntimeError('opendkim-testmsg: %r' % done)
    return done.stdout


def start_dmarc():
    write('/etc/opendmarc.conf', settings_of('opendmarc') + 'Socket inet:8893@127.0.0.1\nUserID opendkim\nPidFile /tmp/opendmarc.pid\n'
                                 'PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat\nBackground false\n')
    # Its socket and its DNS library want nothing else.
    subprocess.Popen(['opendmarc', '-c', '/etc/opendmarc.conf', '-f'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                     stderr=open('/var/log/opendmarc.log', 'w'))
    if not tap.soon(lambda: hosts.listens(8893)):
        raise RuntimeError('opendmarc does not listen: ' + read('/var/log/opendmarc.log'))


class Mail:
    count = 0

    def __init__(self, sender, to, subject, header=''):
        Mail.count += 1
        self.sender, self.subject = sender, subject
        self.raw = ('%sFrom: %s\nTo: %s\nSubject: %s\nMessage-ID: <auth.%d@%s>\nDate: Sat, 28 Nov 2026 10:00:00 +0000\n\nSo it is.\n'
                    % (header, sender, to, subject, Mail.count, sender.partition('@')[2]))


class Site:
    def __init__(self, host, goal):
        self.host, self.goal = host, goal

    def outcome(self, subject):
        """What became of the mail: 'post', 'held', or '' while it is on its way."""
        if any(post['subject'] == subject for post in self.host.posts(self.goal.partition('@')[0])):
            return 'post'
        return 'held' if any(held['subject'] == subject for held in self.host.json('held', 'list', '--json')) else ''

    def expect(self, wanted, mail, raw, why, client=STRANGER, envelope=None, to=None):
        self.host.send(raw, sender=envelope or mail.sender, to=to or self.goal, client=client)
        tap.soon(lambda: self.outcome(mail.subject))
        tap.same(self.outcome(mail.subject), wanted, why)


def signatures(site):
    goal = site.goal
    mail = Mail(DAN, goal, 'Signed')
    site.expect('post', mail, sign(mail.raw, 'example.com'), 'a signature of From\'s domain proves the mail')
    mail = Mail(DAN, goal, 'Signed by another')
    site.expect('held', mail, sign(mail.raw, 'far.example'), 'a signature of another domain does not')
    mail = Mail(DAN, goal, 'Signed and changed')
    site.expect('held', mail, sign(mail.raw, 'example.com').replace(b'So it is', b'So it is not'), 'a broken signature does not')
    mail = Mail('dan@mail.example.com', goal, 'Signed for the parent')
    site.expect('post', mail, sign(mail.raw, 'example.com'), 'a signature of the organisation proves a mail of its subdomain')
    mail = Mail(DAN, EVE, 'Signed, to Eve')
    site.expect('held', mail, sign(mail.raw, 'example.com'), 'a signed mail to somebody else, sent here by them, does not count')
    mail = Mail(ORG, goal, 'Forwarded')
    site.expect('post', mail, sign(mail.raw, 'example.org'), 'forwarded mail fails SPF and is proven by its signature')
    mail = Mail(ORG, goal, 'Forged')
    site.expect('held', mail, mail.raw.encode(), 'the same without it is forged')


def forgeries(site):
    goal = site.goal
    for what, header in (
            ('DKIM', 'Authentication-Results: %s; dkim=pass header.d=example.com\n' % MX),
            ('DMARC', 'Authentication-Results: %s; dmarc=pass header.from=example.com\n' % MX),
            ('SPF', 'Authentication-Results: %s; spf=pass smtp.mailfrom=dan@example.com\n' % MX),
            ('all at once', 'Authentication-Results: %s; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com; '
                            'dmarc=pass header.from=example.com\n' % MX),
            ('quoted', 'Authentication-Results: "%s" (x) 1;\n\tdkim=pass header.d=example.com\n' % MX),
            ('in capitals', 'AUTHENTICATION-RESULTS: %s; dkim=pass header.d=example.com\n' % MX.upper()),
            ('below Received', 'Received: from a by b; Sat, 28 Nov 2026 10:00:00 +0000\nAuthentication-Results: %s; dkim=pass '
                               'header.d=example.com\n' % MX)):
        mail = Mail(DAN, goal, 'Forged: ' + what, header)
        site.expect('held', mail, mail.raw.encode(), 'a forged result does not count: ' + what)
        mail = Mail(DAN, goal, 'Forged and signed by another: ' + what, header)
        site.expect('held', mail, sign(mail.raw, 'far.example'), 'nor beside a signature: ' + what)


def off(site):
    site.host.settings('intake', authserv_id='')
    mail = Mail(DAN, site.goal, 'Signed, and nobody asks')
    site.expect('held', mail, sign(mail.raw, 'example.com'), 'without authserv_id nothing of it counts')


def main():
    domains = ('example.com', 'example.org', 'far.example')
    dns = [make_key(domain) for domain in domains] + ['txt-record=_dmarc.example.com,"v=DMARC1; p=none"']
    host = Host(Postfix(milter=True), [DAN, ORG, 'ana@example.org'], dns=dns + [dkim.make_key()])
    dkim.start(settings_of('opendkim'))
    start_dmarc()
    host.start(serve=False)
    run('postconf', 'smtpd_milters = inet:127.0.0.1:8891, inet:127.0.0.1:8893')
    run('postfix', 'reload')
    host.settings('intake', authserv_id=MX)
    host.start_serve()
    goal = host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', 'ana@example.org').strip()
    site = Site(host, goal)
    signatures(site)
    forgeries(site)
    off(site)
    host.stop()


tap.run(main)
