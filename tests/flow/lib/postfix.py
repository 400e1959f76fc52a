"""Postfix in the private root: Debian's own settings, the hooks, and people's mailboxes."""
import os, re, shutil

import host as hosts
from host import run, write


class Postfix:
    PACKAGES = ['postfix']
    SUBMISSION_PACKAGES = ['sasl2-bin']
    TELLS_CLIENT = True
    ASKS_POLICY = True
    LOG = '/var/log/postfix.log'

    def __init__(self, submission=False, milter=None, lmtp=False):
        self.submission = submission
        self.lmtp = lmtp
        self.milter = milter

    def configure(self, host):
        vmail = hosts.add_user('vmail')
        hosts.add_user('postfix', '/var/spool/postfix')
        hosts.add_group('postdrop')
        shutil.copy('/usr/share/postfix/dynamicmaps.cf', '/etc/postfix/dynamicmaps.cf')
        write('/etc/postfix/people', ''.join('%s %s\n' % (person, host.maildir_path(person)[len(hosts.MAIL) + 1:])
                                             for person in host.people))
        main = hosts.read('/usr/share/postfix/main.cf.debian') + '''
compatibility_level = 3.6
maillog_file = %s
myhostname = mx.goals.example
mydestination = mx.goals.example
inet_interfaces = 127.0.0.1, %s
inet_protocols = all
mynetworks = 127.0.0.0/8
alias_maps = texthash:/etc/aliases.flow
virtual_mailbox_domains = %s
virtual_mailbox_base = %s
virtual_mailbox_maps = texthash:/etc/postfix/people
virtual_uid_maps = static:%d
virtual_gid_maps = static:%d
virtual_minimum_uid = 100
recipient_delimiter = +
# Tests flush the queue; nothing may be tried again meanwhile.
minimal_backoff_time = 300s
queue_run_delay = 300s
# Everything comes from few clients here.
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
''' % (self.LOG, hosts.MX + (', ' + hosts.MX6 if hosts.has_ipv6() else ''), ', '.join(hosts.DOMAINS), hosts.MAIL, vmail.pw_uid, vmail.pw_gid)
        write('/etc/aliases.flow', 'root operator@example.org\n')
        main += hosts.hook('postfix/main.cf')
        if not self.lmtp:
            # What the hook's comment says for the simple way.
            simple = re.search(r'^#     (transport_maps = .*)$', main, re.M).group(1)
            main = re.sub(r'^transport_maps = inline.*$', lambda _: simple, main, flags=re.M)
        # late.example is a domain whose host takes mail first and bounces it then.
        main = main.replace('transport_maps = inline:{ ', 'transport_maps = inline:{ {late.example = late:} ')
        if self.milter:
            main = main.replace('# smtpd_milters', 'smtpd_milters').replace('# milter_default', 'milter_default')
        write('/etc/postfix/main.cf', main)
        if self.lmtp:
            host.settings('intake', login_in_received='true')
        master = hosts.read('/usr/share/postfix/master.cf.dist') + hosts.hook('postfix/master.cf') + '''
late unix - n n - - pipe
  user=nobody argv=/usr/local/bin/no-such-user
'''
        write('/usr/local/bin/no-such-user', '#!/bin/sh\necho "user unknown"\nexit 67\n', 0o755)
        if self.submission:
            self._submission(host)
            master += '''
submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_security_options=noanonymous
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
'''
        write('/etc/postfix/master.cf', master)
        for directory in ('/var/spool/postfix', '/var/lib/postfix'):
            os.makedirs(directory, exist_ok=True)
        run('chown', '-R', 'postfix', '/var/lib/postfix')
        run('chgrp', 'postdrop', '/usr/sbin/postdrop', '/usr/sbin/postqueue')
        run('chmod', 'g+s', '/usr/sbin/postdrop', '/usr/sbin/postqueue')
        # In the chroot smtpd needs the resolver's settings; Debian's init script copies them so.
        for name in ('resolv.conf', 'hosts', 'services', 'nsswitch.conf'):
            os.makedirs('/var/spool/postfix/etc', exist_ok=True)
            shutil.copy('/etc/' + name, '/var/spool/postfix/etc/' + name)

    def _submission(self, host):
        write('/etc/postfix/sasl/smtpd.conf',
              'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: /etc/sasldb2\n')
        for person in host.people:
            local, _, domain = person.partition('@')
            run('saslpasswd2', '-p', '-c', '-f', '/etc/sasldb2', '-u', domain, local, input='secret')
        os.chmod('/etc/sasldb2', 0o644)

    def without_daemon(self, host):
        """The hook's settings for a site that runs no daemon: what its comment says."""
        lines = re.findall(r'^#     (recipient_delimiter = .*|relay_recipient_maps = .*)$', hosts.hook('postfix/main.cf'), re.M)
        command = re.search(r'recipients_command = (.*)$', hosts.hook('postfix/main.cf'), re.M).group(1)
        run('postconf', *lines)
        host.settings('mta', recipients_command=command)
        run('postfix', 'reload')

    def start(self):
        run('postfix', 'start')

    def stop(self):
        run('postfix', 'stop')

    def flush(self):
        run('postqueue', '-f')

    def queue(self):
        return len(run('postqueue', '-j').splitlines())

    def deferred(self):
        """How many mails wait after a delivery that failed for now."""
        return sum('"queue_name": "deferred"' in line for line in run('postqueue', '-j').splitlines())

    def log(self):
        return hosts.read(self.LOG)
