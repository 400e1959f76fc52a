#!/usr/bin/python3
"""A backup made while the program works is the instance at one instant, whole; what cannot be made or put back
whole is not there at all, and nothing is written over.

    Ana     the protege
    Bo      follows
    s0...   write
"""
import os, signal, sqlite3, stat, subprocess, sys, threading, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, PROGRAM, Instance, compose
import tap
from sink import Sink

ANA, BO = 'ana@home.example', 'bo@forge.example'
NOT_THERE, NOT_ALLOWED, LATER, WRONG_USE = 69, 77, 75, 64
SENDERS, MAILS = 8, 10
NOBODY = 65534


def restore(site, backup, state):
    """(status, words) of `journster restore`; needs no settings."""
    done = subprocess.run([PROGRAM, '--config', '/nonexistent', 'restore', backup, '--state', state], capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def rows(state, sql):
    database = sqlite3.connect(os.path.join(state, 'store.db'))
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def whole(state, name):
    tap.same((rows(state, 'PRAGMA integrity_check'), rows(state, 'PRAGMA foreign_key_check')), ([('ok',)], []),
            '%s: the store is sound' % name)
    named = dict(rows(state, 'SELECT file, size FROM mail WHERE file IS NOT NULL'))
    there = {file: os.path.getsize(os.path.join(state, 'spool', 'mail', file)) for file in os.listdir(os.path.join(state, 'spool', 'mail'))}
    tap.same(there, named, '%s: the files of the spool are those that it names' % name)


def letter(sender, address, number, size):
    return compose(sender, address, 'Mail %s %d' % (sender.split('@')[0], number),
            'Some words, the %dth.\n' % number + ('filling %d of thirty octets....\n' % number) * (size // 31) + 'the end of %d\n' % number)


def writing(site, address, person, told):
    for number in range(MAILS):
        mail = letter(person, address, number, 100000 if number % 3 == 0 else 0)
        words = site.words(person, address, login=person)
        while subprocess.run(site.command(*words), input=mail, capture_output=True, check=False).returncode != 0:
            pass
        told.append('Mail %s %d' % (person.split('@')[0], number))


def busy():
    """Backups in a loop, eight people writing, the daemon sending: each is whole, and has all that was acknowledged
    before it began."""
    server = Sink()
    site = Instance(delivery=server.address)
    name = site.goal('Busy', ANA, BO)
    address = name + '@' + DOMAIN
    site.receive(compose('Ana <%s>' % ANA, address, 'A question', 'What now?\n'), ANA, address, login=ANA)
    site.time = int(time.time()) - 600
    serve = site.start('serve')
    told = []
    people = ['s%d@club.example' % number for number in range(SENDERS)]
    writers = [threading.Thread(target=writing, args=(site, address, person, told)) for person in people]
    for writer in writers:
        writer.start()
    backups = []
    while any(writer.is_alive() for writer in writers) or not backups:
        path = os.path.join(site.directory, 'backup%d' % len(backups))
        before = set(told)
        answer = site.call('backup', path)
        tap.ok(answer.status == 0, 'backup %d is made' % len(backups), repr(answer)) or tap.diag(repr(answer))
        backups.append((path, before))
    for writer in writers:
        writer.join()
    tap.arrives(lambda: len(server.taken) >= 2 * SENDERS * MAILS, 'the daemon sends all', seconds=180)
    serve.send_signal(signal.SIGTERM)
    tap.same(serve.wait(30), 0, 'and ends')
    live = [row[0] for row in site.rows('SELECT subject FROM post ORDER BY id')]
    tap.same(sorted(live)[1:], sorted(told), 'the %d mails are posts, once' % len(told))
    tap.same(len(os.listdir(site.directory)) - len([e for e in os.listdir(site.directory) if not e.startswith('backup')]), len(backups),
            'nothing else is left beside them')
    chosen = backups[:2] + backups[len(backups) // 2:][:1] + backups[-2:]
    for number, (path, before) in enumerate(chosen):
        state = os.path.join(site.directory, 'restored%d' % number)
        status, words = restore(site, path, state)
        tap.same(status, 0, 'restored: %s' % os.path.basename(path)) or tap.diag(words)
        whole(state, os.path.basename(path))
        subjects = [row[0] for row in rows(state, 'SELECT subject FROM post ORDER BY id')]
        tap.same(subjects, live[:len(subjects)], '%s: the posts up to one instant, %d' % (os.path.basename(path), len(subjects)))
        tap.ok(before <= set(subjects), '%s: among them the %d that were acknowledged before' % (os.path.basename(path), len(before)))
        tap.same(rows(state, 'SELECT count(*) FROM post WHERE id NOT IN (SELECT post_id FROM outbox WHERE post_id IS NOT NULL)'), [(0,)],
                '%s: each is sent or will be' % os.path.basename(path))
    tap.diag('backups under load %d, mails %d, mails lost 0 of those acknowledged before' % (len(backups), len(told)))
    # The last one goes on: whoever has not had a mail gets it, with the key of before.
    server.forget()
    config = os.path.join(state, 'journster.conf')
    tap.contains(open(config).read(), '\nstate=%s\n' % state, 'its settings name its own state')
    done = subprocess.run([PROGRAM, '--config', config, 'config', 'check', '--store'], capture_output=True, check=False)
    tap.ok(done.returncode == 0, 'config check --store finds nothing', repr(done))
    tap.ok(os.path.exists(os.path.join(state, 'recipients')), 'the list for the mail server is there')
    tap.same(open(os.path.join(state, 'key')).read(), open(os.path.join(site.state, 'key')).read(), 'its key is the key of before')
    tap.same(site.faults, [], 'no call did what none may')
    site.close()


def modes(directory):
    """(path, mode) of what others could read or write."""
    found = []
    for above, directories, files in os.walk(directory):
        for path in [above] + [os.path.join(above, file) for file in files]:
            mode = stat.S_IMODE(os.lstat(path).st_mode)
            if mode & 0o077:
                found.append((path, oct(mode)))
    return found


def quiet():
    """What stands in the way, and what is damaged."""
    site = Instance()
    name = site.goal('Quiet', ANA, BO)
    address = name + '@' + DOMAIN
    for number, size in enumerate((0, 100000, 200000)):
        site.receive(letter(BO, address, number, size), BO, address, login=BO)
    path = os.path.join(site.directory, 'backup')
    os.umask(0)                     # the program's own modes, not ours
    answer = site.call('backup', path)
    tap.ok(answer.status == 0 and '3 mails, 2 of them in files' in answer.text, 'a backup says what is in it', repr(answer))
    tap.contains(answer.text, 'not in it: templates, %s/words' % site.directory, 'and what is not')
    tap.same(modes(path), [], 'nobody else may read any of it')
    os.umask(0o077)
    answer = site.call('backup', path)
    tap.ok(answer.status == NOT_ALLOWED and 'is there already' in answer.text, 'it is not written over', repr(answer))
    os.mkdir(path + '.empty')
    tap.same(site.call('backup', path + '.empty').status, NOT_ALLOWED, 'not even an empty directory is')
    answer = site.call('backup', os.path.join(site.directory, 'nowhere', 'backup'))
    tap.ok(answer.status == LATER and 'nowhere' in answer.text, 'where there is no directory it says so', repr(answer))
    tap.same((site.call('backup').status, site.call('restore', path).status), (WRONG_USE, WRONG_USE), 'both say what they need')
    # A damaged instance gives no backup, and says what is wrong.
    spool = os.path.join(site.state, 'spool', 'mail')
    victim = os.path.join(spool, sorted(os.listdir(spool))[0])
    kept = open(victim, 'rb').read()
    for what, damage in (('shorter', kept[:-1]), ('gone', None)):
        os.unlink(victim)
        if damage is not None:
            with open(victim, 'wb') as file:
                file.write(damage)
        answer = site.call('backup', path + '2')
        tap.ok(answer.status == LATER and os.path.basename(victim) in answer.text, 'a file of the spool is %s: no backup' % what, repr(answer))
        answer = site.call('config', 'check', '--store')
        tap.ok(answer.status == 78 and os.path.basename(victim) in answer.text, 'and config check --store names it', repr(answer))
        tap.same(site.call('config', 'check').status, 0, 'which config check alone does not look for')
        if damage is None:
            break
    with open(victim, 'wb') as file:
        file.write(kept)
    tap.same(sorted(entry for entry in os.listdir(site.directory) if entry.startswith('backup')), ['backup', 'backup.empty'],
            'nothing of it is left')
    refusals(site, path)
    # What was restored is posted to and sent from.
    state = os.path.join(site.directory, 'again')
    os.mkdir(state)
    os.mkdir(os.path.join(state, 'restore.abcdef.new'))
    status, words = restore(site, path, state)
    tap.same(status, 0, 'into an empty directory, or one in which a restore did not end') or tap.diag(words)
    whole(state, 'restored')
    site.config, site.state, site.store = os.path.join(state, 'journster.conf'), state, os.path.join(state, 'store.db')
    answer = site.receive(letter(BO, address, 9, 0), BO, address, login=BO)
    tap.same(answer.status, 0, 'the restored instance takes mail')
    got = sorted(mail.subject for mail in site.sent() if mail.owner == ANA)
    tap.same(got, ['Mail bo 0', 'Mail bo 1', 'Mail bo 2', 'Mail bo 9'], 'and sends what waited at the time, and what came since')
    site.close()


def refusals(site, path):
    """What is no whole backup is not restored, and leaves an empty directory."""
    def refused(what, *words, copy=None):
        state = os.path.join(site.directory, 'refused')
        status, said = restore(site, copy or path + '.bad', state)
        tap.ok(status != 0 and all(word in said for word in words), '%s: not restored' % what, '%d %s' % (status, said))
        tap.same(os.listdir(state), [], '%s: and nothing is left' % what)
        os.rmdir(state)
    def bad():
        subprocess.run(['rm', '-rf', path + '.bad'], check=True)
        subprocess.run(['cp', '-a', path, path + '.bad'], check=True)
        return path + '.bad'
    for name in ('store.db', 'key', 'journster.conf'):
        os.unlink(os.path.join(bad(), name))
        refused('no ' + name, name)
        with open(os.path.join(bad(), name), 'w') as file:
            file.write('rubbish')
        refused('a broken ' + name)
    first = sorted(os.listdir(os.path.join(path, 'spool', 'mail')))[0]
    os.unlink(os.path.join(bad(), 'spool', 'mail', first))
    refused('a file of the spool is missing', first)
    with open(os.path.join(bad(), 'spool', 'mail', first), 'ab') as file:
        file.write(b'x')
    refused('a file of the spool is longer', first)
    os.unlink(os.path.join(bad(), 'spool', 'mail', first))
    os.symlink('/etc/passwd', os.path.join(path + '.bad', 'spool', 'mail', first))
    refused('a link in place of a file', first)
    database = sqlite3.connect(os.path.join(bad(), 'store.db'))
    version = database.execute('PRAGMA user_version').fetchone()[0]
    database.execute('PRAGMA user_version = %d' % (version + 1))
    database.commit()
    database.close()
    refused('a newer schema', 'schema %d' % (version + 1), 'install the newer')
    with open(os.path.join(bad(), 'store.db'), 'r+b') as file:
        file.seek(8192)
        file.write(b'\x55' * 4096)
    refused('a store with a page of rubbish')
    refused('nothing there', copy=os.path.join(site.directory, 'nowhere'))
    status, words = restore(site, path, site.state)
    tap.ok(status == NOT_ALLOWED and 'nothing is written over' in words, 'an instance is not written over', words)


def as_root():
    if os.geteuid() != 0:
        tap.ok(True, 'as root # SKIP not root')
        return
    site = Instance()
    name = site.goal('Root', ANA, BO)
    address = name + '@' + DOMAIN
    site.receive(letter(BO, address, 1, 100000), BO, address, login=BO)
    subprocess.run(['chown', '-R', '%d:%d' % (NOBODY, NOBODY), site.state], check=True)
    answer = site.call('backup', os.path.join(site.directory, 'backup'))
    tap.ok(answer.status == LATER and 'Permission denied' in answer.text, 'it is the owner who writes, and cannot write everywhere', repr(answer))
    place = os.path.join(site.directory, 'backups')
    state = os.path.join(site.directory, 'restored')
    for directory in (place, state):
        os.mkdir(directory, 0o700)
        os.chown(directory, NOBODY, NOBODY)
    answer = site.call('backup', os.path.join(place, 'one'))
    tap.same(answer.status, 0, 'in a directory of the owner root makes a backup') or tap.diag(repr(answer))
    status, words = restore(site, os.path.join(place, 'one'), state)
    tap.same(status, 0, 'and restores it') or tap.diag(words)
    others = [path for top in (place, state) for above, _, files in os.walk(top) for path in [above] + [os.path.join(above, file) for file in files]
              if os.lstat(path).st_uid != NOBODY]
    tap.same(others, [], 'all of it belongs to the owner')
    tap.same(stat.S_IMODE(os.stat(state).st_mode), 0o711, 'the mail server may pass through')
    whole(state, 'restored by root')
    site.close()


def main():
    for part in [globals()[name] for name in sys.argv[1:]] or [busy, quiet, as_root]:
        part()


if __name__ == '__main__':
    tap.run(main)
