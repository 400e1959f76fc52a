#!/usr/bin/python3
"""Shared copies through a real Postfix, and what comes back of them: with XVERP and without."""
import os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import mails, root, tap
import host as hosts
from host import PACKAGES, Host, run
from postfix import Postfix

root.enter(*PACKAGES, *Postfix.PACKAGES)

ANA = 'ana@example.org'
CROWD = ['crowd%d@example.org' % number for number in range(4)] + ['odd+tag=x@example.net']
GOAL = 'learn-to-weld@' + hosts.DOMAIN


def asked(host, subject, gone):
    """Posts a question; the return paths that its copies came with, and the lines of the log about reports."""
    before = len(host.mta.log())
    for person in gone:
        host.journster('follow', 'learn-to-weld', person)
    host.send(mails.compose('Ana <%s>' % ANA, GOAL, subject, 'Any idea?\n'))
    paths = {}
    for person in CROWD:
        mail = host.await_mail(person, subject=subject, name='%s: %s has it' % (subject, person))
        paths[person] = mail.header('Return-Path').strip('<>') if mail else ''
        if mail:
            tap.ok(re.match(r'learn-to-weld\+q\.[a-z2-7]+@', mail.address('Reply-To')), 'as a shared copy', mail.address('Reply-To'))
    reach = lambda: [host.json('person', 'show', '--json', person)[0]['reach'] for person in gone]
    # The probes go to the same dead domain.
    tap.arrives(lambda: reach() == ['suspended'] * len(gone), '%s: whom its reports name was probed, and the probes came back' % subject, seconds=60,
                why=reach)
    log = host.mta.log()[before:]
    return paths, set(re.findall(r'to=<(bounces\+s\.[^>]*)>', log))


def main():
    host = Host(Postfix(), CROWD + [ANA])
    host.start(serve=False)
    host.settings('delivery', shared_from=2, recipients_per_mail=50)
    host.start_serve()
    host.journster('goal', 'add', '--title', 'Learn to weld', '--protege', ANA)
    for person in CROWD:
        host.journster('follow', 'learn-to-weld', person)
    gone = ['gone1@late.example', 'gone2@late.example']
    paths, reported = asked(host, 'With XVERP', gone)
    base = re.match(r'[^+]*\+[^+@]*', paths[CROWD[0]]).group(0)
    verp = lambda person: '%s+%s@%s' % (base, person.replace('@', '='), hosts.DOMAIN)
    tap.same(paths, {person: verp(person) for person in CROWD}, 'each copy has a return path that names its reader')
    tap.same(reported, {verp(person) for person in gone}, 'and so have the reports')
    run('postconf', 'smtpd_authorized_verp_clients=')
    run('postfix', 'reload')
    host.stop_serve()
    host.start_serve()
    paths, reported = asked(host, 'Without', ['gone3@late.example', 'gone4@late.example'])
    tap.same(len(set(paths.values())), 1, 'one return path for all copies')
    tap.same(reported, set(paths.values()), 'and the report, of both in one, goes there')
    tap.same([host.json('person', 'show', '--json', person)[0]['reach'] for person in CROWD], ['ok'] * len(CROWD), 'nobody else is blamed')
    tap.same([row for row in host.json('held', 'list', '--json') if 'return path' in row.get('reason', '')], [], 'and no report is kept')
    host.stop()


tap.run(main)
