"""Exim in the private root: short settings of its own, the hooks, and people's mailboxes."""
import os, re, subprocess

import host as hosts
import tap
from host import run, write


class Exim:
    PACKAGES = ['exim4-daemon-light']
    TELLS_CLIENT = True
    ASKS_POLICY = True
    LOG = '/var/log/exim4/mainlog'

    def __init__(self):
        self.daemon = None

    def configure(self, host):
        exim = hosts.add_user('Debian-exim', '/var/spool/exim4')
        for directory in ('/var/spool/exim4', '/var/log/exim4', '/run/exim4'):
            os.makedirs(directory, exist_ok=True)
            os.chown(directory, exim.pw_uid, exim.pw_gid)
        os.chmod('/usr/sbin/exim4', 0o4755)
        write('/etc/exim4/people', ''.join('%s: %s\n' % (person, host.maildir_path(person)) for person in host.people))
        write('/etc/exim4/exim4.conf', '''
.include %(hooks)s/exim/macros
primary_hostname = mx.goals.example
domainlist relay_to_domains = JOURNSTER_DOMAIN
domainlist people_domains = %(domains)s
local_interfaces = 127.0.0.1 : %(mx)s
daemon_smtp_ports = 25
acl_smtp_rcpt = acl_check_rcpt
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 100
log_file_path = /var/log/exim4/%%slog
# A bounce of a mail that was refused by a program tells its sender why.
begin acl
acl_check_rcpt:
  accept hosts = 127.0.0.1
  require message = relay not permitted
          domains = +relay_to_domains : +people_domains
.include %(hooks)s/exim/acl
  require verify = recipient
  accept
begin routers
.include %(hooks)s/exim/router
root:
  driver = redirect
  local_parts = root
  domains = mx.goals.example
  data = operator@example.org
people:
  driver = accept
  domains = +people_domains
  condition = ${lookup{$local_part@$domain}lsearch{/etc/exim4/people}{yes}{no}}
  transport = maildir
  no_more
begin transports
.include %(hooks)s/exim/transport
maildir:
  driver = appendfile
  user = vmail
  maildir_format
  directory = ${lookup{$local_part@$domain}lsearch{/etc/exim4/people}}
  create_directory = false
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
# Tests flush the queue; nothing may be tried again meanwhile.
* * F,1d,10m
''' % {'hooks': hosts.HOOKS, 'domains': ' : '.join(hosts.DOMAINS), 'mx': hosts.MX})

    def without_daemon(self, host):
        """The hook's settings for a site that runs no daemon: the macro that its comment shows."""
        line = re.search(r'^# (JOURNSTER_RECIPIENTS = .*)$', hosts.hook('exim/macros'), re.M).group(1)
        write('/etc/exim4/exim4.conf', line + '\n' + hosts.read('/etc/exim4/exim4.conf'))
        self.stop()
        self.start()
        if not tap.soon(lambda: hosts.listens(25, hosts.MX)):
            raise RuntimeError('Exim does not listen')

    def debian_rcpt(self, *addresses):
        """Debian's own settings in their split form, with the hooks in the files that the hook's comment
        names: what they reply to RCPT for each address, asked without a network (exim -bh)."""
        places = dict(re.findall(r'^#   (\w+) .*\bconf\.d/([\w/]+)\)', hosts.hook('exim/macros'), re.M))
        for part, place in places.items():
            write('/etc/exim4/conf.d/' + place, hosts.hook('exim/' + part))
        write('/etc/exim4/update-exim4.conf.conf', '''
dc_eximconfig_configtype='internet'
dc_other_hostnames='mx.goals.example'
dc_local_interfaces='127.0.0.1'
dc_relay_domains='goals.example'
dc_minimaldns='false'
dc_use_split_config='true'
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
CFILEMODE='644'
''')
        write('/etc/aliases', 'root: operator@example.org\n')
        os.makedirs('/var/lib/exim4', exist_ok=True)
        run('update-exim4.conf', '-o', '/var/lib/exim4/debian.conf')
        talk = ['EHLO client.example', 'MAIL FROM:<someone@example.org>'] + ['RCPT TO:<%s>' % to for to in addresses] + ['QUIT']
        done = subprocess.run(['exim4', '-C', '/var/lib/exim4/debian.conf', '-bh', hosts.STRANGER], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, input='\n'.join(talk) + '\n', text=True, timeout=60)
        replies = re.findall(r'^\d{3} .*$', done.stdout, re.M)
        # A greeting and the replies to EHLO and MAIL come before, the one to QUIT after.
        return replies[-1 - len(addresses):-1]

    def start(self):
        self.daemon = subprocess.Popen(['exim4', '-bdf', '-q30m'], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait(20)

    def flush(self):
        run('exim4', '-qff')

    def queue(self):
        return int(run('exim4', '-bpc'))

    def deferred(self):
        """How many mails wait after a delivery that failed for now."""
        return len(re.findall(r'^.*== .* defer ', self.log(), re.M)) and self.queue()

    def log(self):
        return hosts.read(self.LOG) + hosts.read('/var/log/exim4/paniclog')
