#!/usr/bin/python3
"""The disk is full, or nearly: receive answers 75 or has the mail whole; what cannot be recorded is not sent; once
there is room all goes on. Needs to mount a small file system; skipped where that may not be.
"""
import atexit, os, shutil, socket, sqlite3, subprocess, sys, tempfile
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners
import tap
from sink import Sink

ANA, DI = 'ana@home.example', 'di@school.example'
LATER = 75
SIZE = 4 << 20


class Disk:
    """A small file system, and a file that takes up what is free on it."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix='journster-disk-')
        done = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%d' % SIZE, 'journster-test', self.path], capture_output=True,
                check=False)
        if done.returncode != 0:
            os.rmdir(self.path)
            tap.skip_all('no file system may be mounted here: %s' % done.stderr.decode().strip())
        atexit.register(self.close)
        self.filler = os.path.join(self.path, 'filler')

    def close(self):
        subprocess.run(['umount', '-l', self.path], capture_output=True, check=False)
        os.rmdir(self.path)

    def fill(self, leaving=0):
        """Leaves that many octets free."""
        with open(self.filler, 'ab', buffering=0) as file:
            try:
                while True:
                    file.write(b'x' * 4096)
            except OSError:
                pass
            os.ftruncate(file.fileno(), max(os.fstat(file.fileno()).st_size - leaving, 0))

    def free(self):
        with open(self.filler, 'wb'):
            pass


def letter(address, number, size=0):
    return compose('Di <%s>' % DI, address, 'Mail %03d' % number,
            'Number %d.\n' % number + 'x' * 70 + '\n' + ('y' * 70 + '\n') * (size // 71) + 'the end\n')


def receiving(disk):
    site = Instance(directory=os.path.join(disk.path, 'a'), delivery='maildir:' + os.path.join(disk.path, 'boxes'))
    site.boxes = os.path.join(disk.path, 'boxes')
    name = site.goal('Full', ANA)
    address = name + '@' + DOMAIN
    spool = os.path.join(site.state, 'spool', 'mail')
    disk.fill()
    for size in (0, 100000):
        answer = site.receive(letter(address, 900, size), DI, address, login=DI)
        tap.ok(answer.status == LATER and answer.text, 'no room, a mail of %d octets: later' % size, repr(answer))
    tap.same(os.listdir(spool), [], 'nothing of it is left')
    told, number = [], 0
    for leaving in list(range(0, 120000, 8192)) + [160000, 240000]:
        for size in (0, 30000, 100000):
            number += 1
            disk.free()
            disk.fill(leaving)
            answer = site.receive(letter(address, number, size), DI, address, login=DI)
            if answer.status not in (0, LATER) or not answer.text:
                tap.ok(False, '%d octets free: 0 or 75' % leaving, repr(answer))
            if answer.status == 0:
                told.append('Mail %03d' % number)
    tap.ok(0 < len(told) < number, 'with some room some are taken: %d of %d' % (len(told), number))
    disk.free()
    tap.same([row[0] for row in site.rows('SELECT subject FROM post ORDER BY id')], told,
            'those that were acknowledged are there, no others')
    tap.same(site.rows('PRAGMA integrity_check'), [('ok',)], 'the store is sound')
    # What could not be committed may come to light all the same: its file stays for an hour.
    site.tick(2 * 3600)
    named = sorted(row[0] for row in site.rows('SELECT file FROM mail WHERE file IS NOT NULL'))
    tap.same(sorted(os.listdir(spool)), named, 'an hour later the spool holds what the store names, and no more')
    # The Maildirs lie on the same disk.
    disk.fill()
    tap.same(site.deliver().status, LATER, 'no room for what is to be delivered: later')
    disk.fill()
    site.deliver(later=7200)
    tap.ok(all(b'the end' in mail.raw for mail in site.new()), 'no mail lies there half')
    disk.free()
    for _ in range(4):
        site.deliver(later=7200)
    site.seen.clear()
    got = site.new()
    tap.same(sorted(mail.subject for mail in got if mail.owner == ANA), told, 'with room all arrive, once')
    tap.ok(all(b'the end' in mail.raw for mail in got), 'and whole')
    answer = site.receive(letter(address, 900), DI, address, login=DI)
    tap.same(answer.status, 0, 'and what was sent back to the MTA is taken now')
    tap.same(site.faults, [], 'no call did what none may')
    for directory, _, files in os.walk(disk.path):
        for file in files:
            if file != 'filler':
                os.unlink(os.path.join(directory, file))


def reading(site):
    connection = sqlite3.connect(site.store, isolation_level=None)
    connection.execute('BEGIN')
    connection.execute('SELECT count(*) FROM outbox').fetchone()
    return connection


def sending(disk):
    server = Sink()
    site = Instance(directory=os.path.join(disk.path, 'b'), delivery=server.address, delivery_window=3)
    followers = ['p%02d@club.example' % number for number in range(10)]
    name = site.goal('Full', ANA, *followers)
    address = name + '@' + DOMAIN
    server.rules[followers[4]] = '450 4.2.0 later'
    site.receive(letter(address, 1), DI, address, login=DI)
    # Somebody has the store open and reads: its log cannot begin anew, and must grow for the next record.
    reader = reading(site)
    disk.fill()
    for _ in range(3):
        answer = site.deliver(later=7200)
    double = {key: count for key, count in server.copies().items() if count > 1}
    tap.same(double, {}, 'no room to record: nobody has it twice, however often it is tried')
    tap.same((answer.status, server.taken), (LATER, []), 'and nobody at all: later')
    disk.free()
    site.deliver(later=7200)
    tap.same(server.recipients(), sorted([ANA] + followers[:4] + followers[5:]),
            'with room each has it, once; but one, who is told later')
    # Now a retry that cannot be recorded.
    server.rules.clear()
    reader.close()
    reader = reading(site)
    disk.fill()
    for _ in range(4):
        site.deliver(later=8 * 3600)
    tap.same(server.recipients().count(followers[4]), 0, 'a retry that cannot be recorded is not made')
    reader.close()
    disk.free()
    for _ in range(2):
        site.deliver(later=8 * 3600)
    tap.same(server.recipients(), sorted([ANA] + followers), 'and at last each has it, once')
    tap.same(site.rows('PRAGMA integrity_check'), [('ok',)], 'the store is sound')


def serving(disk):
    """serve starts on a full disk: what takes mail waits for room, and does not die."""
    site = Instance(directory=os.path.join(disk.path, 'c'))
    site.goal('Full', ANA)
    lmtp, log = os.path.join(site.state, 'run', 'lmtp'), tempfile.TemporaryFile()

    def greets():
        try:
            with socket.socket(socket.AF_UNIX) as end:
                end.settimeout(1)
                end.connect(lmtp)
                return end.recv(3) == b'220'
        except OSError:
            return False

    def said():
        log.seek(0)
        return log.read().decode()

    # Somebody has the store open: the files beside it are there.
    reader = reading(site)
    disk.fill()
    serve = site.start('serve', stderr=log)
    tap.arrives(lambda: 'making room for' in said(), 'no room for the file that tells what is read: it is said', why=said)
    tap.ok('died of signal' not in said() and 'Sanitizer' not in said(), 'and nothing dies', said)
    reader.close()
    disk.free()
    tap.arrives(greets, 'with room it takes mail', why=said)
    serve.terminate()
    tap.same(serve.wait(60), 0, 'and ends well')


def main():
    disk = Disk()
    for part in [globals()[name] for name in sys.argv[1:]] or [receiving, sending, serving]:
        part(disk)
        disk.free()
        for name in os.listdir(disk.path):
            path = os.path.join(disk.path, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


if __name__ == '__main__':
    tap.run(main)
