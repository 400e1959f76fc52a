#!/usr/bin/python3
"""Exim hands mail to journster by the hooks of mta-hooks/exim, and never loses one."""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import root, tap
from host import PACKAGES, Host
from exim import Exim
import anymta

root.enter(*PACKAGES, *Exim.PACKAGES)


def debian_settings(host, goal):
    """The hooks in Debian's split settings, where the comment says that they belong."""
    known, unknown, operator = host.mta.debian_rcpt(goal, 'no-such-goal@goals.example', 'postmaster@goals.example')
    tap.ok(known.startswith('250'), 'in Debian\'s settings a goal is accepted', known)
    tap.ok(unknown.startswith('550'), 'what is none is refused', unknown)
    tap.ok(operator.startswith('250'), 'and postmaster has mail', operator)
    host.stop_serve()
    tap.ok(host.mta.debian_rcpt(goal)[0].startswith('451'), 'without the daemon it is to come again')
    host.start_serve()


def main():
    host = Host(Exim(), anymta.PEOPLE)
    host.start()
    goal = anymta.delivery(host)
    anymta.unknown_recipients(host, goal)
    anymta.policy(host, goal)
    anymta.two_goals(host, goal)
    anymta.null_sender(host, goal)
    anymta.kept_while_failing(host, goal)
    anymta.look_up_defers(host, goal)
    debian_settings(host, goal)
    anymta.accepts_without_serve(host, goal)
    host.stop()


tap.run(main)
