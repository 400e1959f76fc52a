"""Real mail clients, driven as a person drives them: open the mailbox, go to the mail, press reply.

Nothing here names a recipient. What a client writes into To and Cc, how it quotes and which headers it
sets is its own doing, and that is what the tests are about. Both send by submission with login.
"""
import os, pty, select, subprocess, time

import host as hosts
from host import write

ENVIRONMENT = {'PATH': '/usr/bin:/bin:/usr/sbin:/sbin', 'LC_ALL': 'C.UTF-8', 'TERM': 'vt100', 'LINES': '24', 'COLUMNS': '80'}


class Mutt:
    PACKAGES = ['mutt']

    def __init__(self, host, person, name):
        self.host, self.person = host, person
        self.home = '/home/mutt-' + person
        write(self.home + '/muttrc', '''
set from="%(person)s" realname="%(name)s" use_from
set smtp_url="smtp://%(login)s@%(mx)s:587/" smtp_pass="secret" smtp_authenticators="plain"
set ssl_starttls=no ssl_force_tls=no
set mbox_type=Maildir copy=no quit=yes move=no delete=no mark_old=no wait_key=no
set fast_reply reply_to=yes include=yes editor="%(home)s/edit" edit_headers=no sig_dashes=yes
set header_cache="" charset=utf-8 beep=no
set signature="printf '%(name)s, welder\\n'|"
''' % {'person': person, 'name': name, 'login': person.replace('@', '%40'), 'mx': hosts.MX, 'home': self.home})
        # The editor of a person who writes above what mutt quotes.
        write(self.home + '/edit', '#!/bin/sh\ncat %s/text "$1" >%s/new && cp %s/new "$1"\n' % ((self.home,) * 3), 0o755)

    def reply(self, subject, text, everyone=False):
        """Opens the newest mail whose subject holds the words, and presses reply (r) or group reply (g)."""
        write(self.home + '/text', text + '\n\n')
        keys = "<limit>~s '%s'<enter><last-entry><%s><send-message><quit>" % (
            subject, 'group-reply' if everyone else 'reply')
        return self._at_terminal(['mutt', '-n', '-F', self.home + '/muttrc', '-f', self.host.maildir_path(self.person),
                                  '-e', 'push "%s"' % keys])

    def _at_terminal(self, command, seconds=20):
        """mutt wants a terminal; what it shows there is kept for the explanation of a failure."""
        pid, screen = pty.fork()
        if pid == 0:
            os.chdir(self.home)
            os.execvpe(command[0], command, dict(ENVIRONMENT, HOME=self.home))
        shown, end = b'', time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([screen], [], [], 0.2)[0]:
                try:
                    part = os.read(screen, 65536)
                except OSError:             # the terminal is gone: mutt has ended
                    break
                if not part:
                    break
                shown += part
        else:
            os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(screen)
        return shown.decode(errors='replace')


class SNail:
    PACKAGES = ['s-nail']

    def __init__(self, host, person, name):
        self.host, self.person = host, person
        self.home = '/home/s-nail-' + person
        # What Debian's /etc/s-nail.rc sets, save that nobody is there to be asked.
        write(self.home + '/rc', '''
set v15-compat
set from="%(name)s <%(person)s>"
set mta=smtp://%(login)s:secret@%(mx)s:587 smtp-auth=plain
set reply-to-honour=yes followup-to-honour=yes recipients-in-cc fullnames
set quote indentprefix="> " keep hold dot
set sendcharsets=utf-8 ttycharset=utf-8
''' % {'person': person, 'name': name, 'login': person.replace('@', '%40'), 'mx': hosts.MX})

    def reply(self, subject, text, everyone=False):
        """Opens the oldest mail whose subject holds the words; 'Reply' answers its sender, 'reply' everyone."""
        subjects = [mail.subject for mail in self.host.mailbox(self.person)]
        number = 1 + next(index for index, found in enumerate(subjects) if subject in found)
        script = '%s %d\n%s\n~.\nexit\n' % ('reply' if everyone else 'Reply', number, text)
        done = subprocess.run(['s-nail', '-:/', '-#', '-X', 'source %s/rc' % self.home,
                               '-f', 'maildir://' + self.host.maildir_path(self.person)],
                              input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30,
                              cwd=self.home, env=dict(ENVIRONMENT, HOME=self.home))
        return done.stdout
