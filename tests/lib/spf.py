"""Asks run/spf.h questions against a zone: tests/spf-check.c below, nameserver.py behind it. In a private root."""
import os, subprocess, sys

import nameserver

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(os.environ.get('JN_SPF_CHECK') or os.path.join(TOP, 'build', 'san', 'tests', 'spf-check'))


class Answer:
    def __init__(self, line, status):
        parts = (line.rstrip('\n').split('\t') + ['', '', ''])[:3]
        # A program that died answers with how.
        self.verdict = parts[0] or 'died: %s' % status
        self.domain, self.ms = parts[1], int(parts[2] or 0)


class Asker:
    def __init__(self):
        with open('/etc/resolv.conf', 'w') as file:
            file.write('nameserver 127.0.0.1\n')
        self.server = nameserver.NameServer()
        self.program = None

    def ask(self, client, helo, sender):
        if self.program is None or self.program.poll() is not None:
            self.program = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL,
                                            env=dict(os.environ, RES_OPTIONS='timeout:1 attempts:1'))
        self.program.stdin.write(('%s\t%s\t%s\n' % (client, helo, sender)).encode())
        self.program.stdin.flush()
        line = self.program.stdout.readline().decode()
        return Answer(line, None if line else self.program.wait())
