"""OpenDKIM beside Postfix: it signs what leaves for the goals' domain, and verifies what arrived."""
import os, re, subprocess

import host as hosts
from host import listens, run, write
import tap

PACKAGES = ['opendkim', 'opendkim-tools']
DIRECTORY = '/etc/opendkim'
SELECTOR = 'mail2026'


def make_key():
    """Makes the key; returns the dnsmasq line that publishes it."""
    os.makedirs(DIRECTORY, exist_ok=True)
    run('openssl', 'genrsa', '-traditional', '-out', DIRECTORY + '/key.pem', '2048')
    public = run('openssl', 'rsa', '-in', DIRECTORY + '/key.pem', '-pubout')
    base64 = ''.join(line for line in public.splitlines() if re.fullmatch(r'[A-Za-z0-9+/=]+', line))
    record = 'v=DKIM1; k=rsa; p=' + base64
    # A string of a TXT record holds at most 255 octets.
    strings = ','.join('"%s"' % record[start:start + 200] for start in range(0, len(record), 200))
    return 'txt-record=%s._domainkey.%s,%s' % (SELECTOR, hosts.DOMAIN, strings)


def start(more=''):
    """more: further lines of its settings."""
    user = hosts.add_user('opendkim')
    os.chown(DIRECTORY + '/key.pem', user.pw_uid, user.pw_gid)
    os.chmod(DIRECTORY + '/key.pem', 0o600)
    write('/etc/opendkim.conf', '''
Domain %s
Selector %s
KeyFile %s/key.pem
Canonicalization relaxed/simple
Mode sv
InternalHosts 127.0.0.1
OversignHeaders From
Socket inet:8891@127.0.0.1
UserID opendkim
Nameservers 127.0.0.1
PidFile /run/opendkim.pid
Syslog no
Background no
%s''' % (hosts.DOMAIN, SELECTOR, DIRECTORY, more))
    subprocess.Popen(['opendkim', '-x', '/etc/opendkim.conf', '-f'], stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=open('/var/log/opendkim.log', 'w'))
    if not tap.soon(lambda: listens(8891)):
        raise RuntimeError('opendkim does not listen: ' + hosts.read('/var/log/opendkim.log'))


def verify(raw):
    """'' when every signature of the mail is good, or what OpenDKIM says of it."""
    # What Postfix added on delivery stands above the signature and is not covered.
    done = subprocess.run(['opendkim-testmsg'], input=raw.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n'),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30)
    return '' if done.returncode == 0 else 'exit %d: %s' % (done.returncode, done.stdout.decode(errors='replace'))


def signing_domains(mail):
    """The d= of each DKIM-Signature of the mail."""
    return [re.search(r'\bd=([^;\s]+)', ''.join(value.split())).group(1) for value in mail.headers('DKIM-Signature')]
