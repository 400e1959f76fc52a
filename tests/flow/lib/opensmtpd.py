"""OpenSMTPD in the private root: short settings of its own, the hooks, and people's mailboxes."""
import os, re, shlex, subprocess, threading, time

import host as hosts
from host import run, write


class OpenSMTPD:
    PACKAGES = ['opensmtpd']
    TELLS_CLIENT = False         # to a program it calls for a mail
    LOG = '/var/log/smtpd.log'
    ASKS_POLICY = False
    RECIPIENTS = hosts.STATE + '/recipients'

    def __init__(self):
        self.daemon = None

    def configure(self, host):
        for user in ('opensmtpd', 'opensmtpq'):
            hosts.add_user(user, '/var/lib/opensmtpd/empty')
        os.makedirs('/var/lib/opensmtpd/empty', exist_ok=True)
        run('chgrp', 'opensmtpq', '/usr/sbin/smtpctl')
        run('chmod', 'g+s', '/usr/sbin/smtpctl')
        write('/etc/people', ''.join('%s vmail\n' % person for person in host.people))
        write('/etc/smtpd.conf', '''
listen on 127.0.0.1 port 25 hostname mx.goals.example
listen on %(mx)s port 25 hostname mx.goals.example
table people file:/etc/people
action "people" maildir "%(mail)s/%%{dest.domain}/%%{dest.user}" user vmail virtual <people>
match from any for domain { %(domains)s } action "people"
%(hook)s
''' % {'mx': hosts.MX, 'mail': hosts.MAIL, 'domains': ', '.join('"%s"' % domain for domain in hosts.DOMAINS),
       'hook': hosts.hook('opensmtpd/smtpd.conf')}, 0o600)

    def without_daemon(self, host):
        """Nothing to change: it looks into the file anyway."""

    def start(self):
        with open(self.LOG, 'a') as log:
            self.daemon = subprocess.Popen(['smtpd', '-d'], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        threading.Thread(target=self._watch_recipients, daemon=True).start()

    def _watch_recipients(self):
        """The work of the hooks' systemd units, which a private root cannot run: the path unit's file
        watched, the service unit's command called."""
        path = re.search(r'^PathChanged=(.*)$', hosts.hook('opensmtpd/journster-recipients.path'), re.M).group(1)
        command = re.search(r'^ExecStart=(.*)$', hosts.hook('opensmtpd/journster-recipients.service'), re.M).group(1)
        seen = None
        while True:
            try:
                status = os.stat(path)
            except FileNotFoundError:
                status = None
            now = status and (status.st_ino, status.st_mtime_ns)
            if now and now != seen and subprocess.run(shlex.split(command), stdout=subprocess.DEVNULL,
                                             stderr=subprocess.DEVNULL).returncode == 0:
                seen = now
            time.sleep(0.1)

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait(20)

    def flush(self):
        run('smtpctl', 'schedule', 'all')

    def queue(self):
        return len(run('smtpctl', 'show', 'queue').splitlines())

    def deferred(self):
        """How many mails wait after a delivery that failed for now."""
        return len(re.findall(r'result=TempFail', self.log())) and self.queue()

    def log(self):
        return hosts.read(self.LOG)
