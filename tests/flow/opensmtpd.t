#!/usr/bin/python3
"""OpenSMTPD hands mail to journster by the hooks of mta-hooks/opensmtpd, and never loses one."""
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
import root, tap
from host import PACKAGES, Host
from opensmtpd import OpenSMTPD
import anymta

root.enter(*PACKAGES, *OpenSMTPD.PACKAGES)


def main():
    host = Host(OpenSMTPD(), anymta.PEOPLE)
    host.start()
    goal = anymta.delivery(host)
    anymta.unknown_recipients(host, goal)
    anymta.null_sender(host, goal)
    anymta.kept_while_failing(host, goal)
    anymta.accepts_without_serve(host, goal)
    host.stop()


tap.run(main)
