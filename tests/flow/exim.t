#!/usr/bin/python3
"""Exim hands mail to journster by the hooks of mta-hooks/exim, and never loses one."""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import root, tap
from host import PACKAGES, Host
from exim import Exim
import anymta

root.enter(*PACKAGES, *Exim.PACKAGES)


def main():
    host = Host(Exim(), anymta.PEOPLE)
    host.start()
    goal = anymta.delivery(host)
    anymta.unknown_recipients(host, goal)
    anymta.two_goals(host, goal)
    anymta.null_sender(host, goal)
    anymta.kept_while_failing(host, goal)
    anymta.look_up_defers(host, goal)
    anymta.accepts_without_serve(host, goal)
    host.stop()


tap.run(main)
