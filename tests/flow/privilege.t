#!/usr/bin/python3
"""Least privilege, with real users: what is made is for its owner whoever calls and with whatever umask; root becomes
the owner, others are sent away; config check finds each way in, and what it says to type closes it.
"""
import os, pwd, shutil, stat, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib'))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
import host as hosts
import mails, root, tap
from instance import compose

root.enter()

STATE, CONFIG, GOAL = '/var/lib/journster', '/var/lib/journster/journster.conf', 'learn-welding@goals.example'
ANA = 'ana@home.example'
OWNER, OTHER = 'journster', 'mallory'
BOXES = '/var/mail/boxes'
# Everything an instance at work has, with the mode that it must have. What is not here fails the test.
MODES = {'': 0o711, 'journster.conf': 0o640, 'key': 0o600, 'store.db': 0o600, 'store.db-wal': 0o600, 'store.db-shm': 0o600,
         'recipients': 0o644, 'spool': 0o700, 'spool/mail': 0o700, 'spool/crashed': 0o700, 'run': 0o711, 'run/lookup': 0o666,
         'run/policy': 0o666, 'run/lmtp': 0o666, 'run/reading': 0o600,
         'run/wake': 0o600, 'run/serve': 0o600, 'run/sending': 0o600, 'run/recipients.told': 0o600, 'recipients.db': 0o644}


def call(*words, user=OWNER, umask=0o022, mail=None, config=CONFIG, login=True):
    """journster WORDS as that user."""
    options = {} if user == 'root' else {'user': user, 'group': user, 'extra_groups': []}
    return subprocess.run(['/usr/local/bin/journster', '--config', config, *words], input=mail, umask=umask, cwd='/', timeout=120,
                          stdin=None if mail is not None else subprocess.DEVNULL, capture_output=True, check=False, **options)


def receive(mail, **options):
    return call('receive', '--sender', ANA, '--recipient', GOAL, '--sasl-user', ANA, mail=mail, **options)


def text(done):
    return (done.stdout + done.stderr).decode(errors='replace')


def question(subject, size=0):
    return compose('Ana <%s>' % ANA, GOAL, subject, 'Which rod?\n' + ('a long line of text\n' * (size // 20)))


def make(user='root', umask=0o022):
    """A new instance in a directory of the program's user, as INSTALL says."""
    for directory in (STATE, BOXES):
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        shutil.chown(directory, OWNER, OWNER)
    os.chmod(STATE, 0o711)
    done = call('init', '--domain', 'goals.example', '--state', STATE, '--delivery', 'maildir:' + BOXES, user=user, umask=umask)
    hosts.run('sed', '-i', r's,^\[site\]$,[site]\noperator=op@home.example,', CONFIG)
    return tap.ok(done.returncode == 0, 'init as %s with umask %03o' % (user, umask), text(done))


def tree():
    """{name: (mode, owner)} of the state directory."""
    found = {}
    for directory, subs, files in os.walk(STATE):
        for path in [directory] + [os.path.join(directory, name) for name in files]:
            status = os.lstat(path)
            found[os.path.relpath(path, STATE).replace('.', '', path == STATE)] = (stat.S_IMODE(status.st_mode),
                                                                                  pwd.getpwuid(status.st_uid).pw_name)
    return found


def expected(name):
    return 0o600 if name.startswith('spool/mail/') else MODES.get(name)


def modes():
    """The same modes, whatever the caller's umask is and whether root or the owner calls."""
    for user, umask in (('root', 0), (OWNER, 0o777), ('root', 0o077)):
        if not make(user, umask):
            continue
        hosts.run('sed', '-i', r's,^\[mta\]$,[mta]\nlmtp_users=root\nrecipients_command=/usr/local/bin/as-postmap,', CONFIG)
        done = call('goal', 'add', '--title', 'Learn welding', '--protege', ANA, user=user, umask=umask)
        tap.same(done.returncode, 0, 'goal add') or tap.diag(text(done))
        call('follow', 'learn-welding', 'bo@forge.example', user=user, umask=umask)
        serving = subprocess.Popen(['/usr/local/bin/journster', '--config', CONFIG, 'serve'], umask=umask, cwd='/', stderr=subprocess.DEVNULL,
                                   **({} if user == 'root' else {'user': user, 'group': user, 'extra_groups': []}))
        tap.soon(lambda: os.path.exists(STATE + '/run/lookup') and os.stat(STATE + '/run/lookup').st_mode & 0o777 == 0o666)
        for subject, size in (('A small one', 0), ('A large one', 200000)):
            done = receive(question(subject, size), user=user, umask=umask)
            tap.same(done.returncode, 0, '%s is taken' % subject) or tap.diag(text(done))
        tap.arrives(lambda: len(os.listdir(BOXES + '/bo@forge.example/new')) == 2 if os.path.isdir(BOXES + '/bo@forge.example') else False,
                    'both arrive')
        found = tree()
        wrong = {name: '%04o %s' % seen for name, seen in found.items() if seen != (expected(name), OWNER)}
        tap.same(wrong, {}, 'as %s with umask %03o: owner and mode of all that was made' % (user, umask))
        tap.same(sorted(set(MODES) - set(found)), [], 'and nothing is missing')
        tap.ok(any(name.startswith('spool/mail/') for name in found), 'a file of the spool is among it')
        open_ones = hosts.run('find', BOXES, '-mindepth', '1', '-perm', '/077')
        tap.same(open_ones, '', 'nobody else reads the Maildirs')
        done = call('config', 'check', user=user)
        tap.ok(done.returncode == 0 and 'hint' not in text(done), 'config check has nothing to say', text(done))
        serving.terminate()
        tap.same(serving.wait(60), 0, 'serve ends')


def callers():
    """Who calls `receive`."""
    make()
    call('goal', 'add', '--title', 'Learn welding', '--protege', ANA)
    before = tree()
    done = receive(question('As another user'), user=OTHER)
    tap.same(done.returncode, 75, 'another user: the mail waits')
    done = receive(question('As another user'), user=OTHER)
    tap.contains(text(done), 'Permission denied', 'who may not read the settings is told so')
    os.chmod(CONFIG, 0o644)
    done = receive(question('As another user'), user=OTHER)
    tap.same(done.returncode, 75, 'another user who can read the settings: the mail waits')
    tap.contains(text(done), 'this runs as user mallory, and %s belongs to journster; run it as journster' % STATE, 'and is told whom to be')
    for words in (('goal', 'list'), ('serve',), ('deliver',), ('tick',), ('config', 'check'), ('held', 'list')):
        done = call(*words, user=OTHER)
        tap.ok(done.returncode != 0 and 'run it as journster' in text(done), '%s of another user is refused' % ' '.join(words), text(done))
    os.chmod(CONFIG, 0o640)
    tap.same(tree(), before, 'nothing changed')
    done = receive(question('As root'), user='root')
    tap.same(done.returncode, 0, 'root: it is taken') or tap.diag(text(done))
    tap.same({owner for _, owner in tree().values()}, {OWNER}, 'and all belongs to the owner still')
    # A mail that kills the program is counted by a file: that too is the owner's. A death is made by a limit.
    done = subprocess.run(['prlimit', '--cpu=0', '/usr/local/bin/journster', '--config', CONFIG, 'receive', '--recipient', GOAL],
                          input=question('x'), capture_output=True, check=False)
    tap.same({owner for _, owner in tree().values()}, {OWNER}, 'whatever happens')
    # Settings of one user that name another's directory: root must not be led there.
    shutil.copy(CONFIG, '/home/theirs.conf')
    os.makedirs('/srv/root-state', exist_ok=True)
    for state, owner in ((STATE, OWNER), ('/srv/root-state', 'root')):
        shutil.chown('/home/theirs.conf', OTHER)
        hosts.run('sed', '-i', 's,^state=.*,state=%s,' % state, '/home/theirs.conf')
        for words in (('config', 'check'), ('serve',), ('goal', 'list')):
            done = call(*words, user='root', config='/home/theirs.conf')
            tap.ok(done.returncode != 0 and 'journster.conf belongs to mallory' in text(done),
                   '%s as root with settings of mallory for a state of %s' % (' '.join(words), owner), text(done))
    shutil.chown('/home/theirs.conf', 'root')
    hosts.run('sed', '-i', 's,^state=.*,state=%s,' % STATE, '/home/theirs.conf')
    tap.same(call('goal', 'list', user='root', config='/home/theirs.conf').returncode, 0, 'settings of root name whom they like')


def open_key():
    """A key that others can read is not used, and no mail is lost for it."""
    for mode, owner in ((0o640, OWNER), (0o604, OWNER), (0o660, OWNER), (0o400, OTHER)):
        os.chmod(STATE + '/key', mode)
        shutil.chown(STATE + '/key', owner)
        done = receive(question('With an open key %o %s' % (mode, owner)), user='root' if owner == OWNER else OWNER)
        tap.same(done.returncode, 75, 'a key of %s with mode %04o: mail waits' % (owner, mode)) or tap.diag(text(done))
        tap.ok('key' in text(done), 'and it is said why', text(done))
        done = call('config', 'check', user='root')
        tap.ok(done.returncode == 78 and 'key' in text(done), 'config check says it too', text(done))
    os.chmod(STATE + '/key', 0o400)
    shutil.chown(STATE + '/key', OWNER)
    tap.same(receive(question('With a closed key')).returncode, 0, 'a key that its owner can only read is well')
    os.chmod(STATE + '/key', 0o600)


def ways_in():
    """Each is found, and closed by typing what is said."""
    make()
    call('goal', 'add', '--title', 'Learn welding', '--protege', ANA)
    receive(question('A large one', 200000))
    spooled = STATE + '/spool/mail/' + os.listdir(STATE + '/spool/mail')[0]
    hosts.write('/etc/secret', 'x\n', 0o600)
    shutil.chown('/etc/secret', OWNER)
    shutil.copytree('/usr/local/share/journster/templates', '/srv/words', dirs_exist_ok=True)
    hosts.run('chown', '-R', 'root:root', '/srv/words')
    hosts.run('chmod', '-R', 'go-w', '/srv/words')
    os.makedirs('/etc/journster', exist_ok=True)
    if not os.path.islink('/etc/journster/journster.conf'):
        os.symlink(CONFIG, '/etc/journster/journster.conf')
    hosts.run('sed', '-i', r's,^\[mta\]$,[mta]\nlmtp_users=root\nrecipients_command=/usr/local/bin/as-postmap,; s,^\[site\]$,[site]\ntemplates=/srv/words,', CONFIG)
    hosts.run('sed', '-i', r's,^transport=.*,transport=smtp://127.0.0.1:9\nusername=me\npassword_file=/etc/secret\nca_file=/etc/ca.pem,', CONFIG)
    hosts.write('/etc/ca.pem', 'x\n')
    clean = call('config', 'check', user='root', config='/etc/journster/journster.conf')
    tap.ok(clean.returncode == 0, 'nothing is wrong to begin with', text(clean))
    table = [('chmod 711 %s; chmod o+w %s' % (STATE, STATE), 'others can write in %s (mode 0713)' % STATE),
             ('chmod 700 ' + STATE, 'must pass through it'),
             ('chmod 755 %s/spool' % STATE, 'spool has mode 0755'),
             ('chmod 701 %s/spool/mail' % STATE, 'spool/mail has mode 0701'),
             ('chmod 750 %s/spool/crashed' % STATE, 'spool/crashed has mode 0750'),
             ('chmod 600 %s/spool/crashed' % STATE, 'keeps out its owner'),
             ('chmod 640 ' + spooled, 'has mode 0640'),
             ('chmod 733 %s/run' % STATE, 'run has mode 0733'),
             ('chmod 700 %s/run' % STATE, 'keeps out the mail server'),
             ('chmod 644 %s/key' % STATE, 'key has mode 0644'),
             ('chmod 640 %s/store.db' % STATE, 'store.db has mode 0640'),
             ('chmod 400 %s/store.db' % STATE, 'keeps out its owner'),
             ('chmod 644 ' + CONFIG, 'journster.conf has mode 0644'),
             ('chmod 660 ' + CONFIG, 'journster.conf has mode 0660'),
             ('chmod 666 %s/recipients' % STATE, 'recipients has mode 0666'),
             ('chmod 600 %s/recipients' % STATE, 'keeps out the mail server'),
             ('touch %s/x; chown journster %s/x; chmod 666 %s/x' % (STATE, STATE, STATE), 'x has mode 0666'),
             ('chown root %s/store.db' % STATE, 'does not belong to the owner'),
             ('chown mallory ' + spooled, 'does not belong to the owner'),
             ('chown mallory %s/spool' % STATE, 'does not belong to the owner'),
             ('ln -s /etc/passwd %s/spool/mail/aaa' % STATE, 'is a symbolic link, and no mail'),
             ('chmod 777 /srv', 'others can write in /srv'),
             ('chown root:mallory /srv; chmod 775 /srv', 'others can write in /srv'),
             ('chmod 777 /var/lib', 'others can write in /var/lib (mode 0777), and so replace ' + STATE),
             ('chmod 666 /srv/words/en/help.md', 'others can write /srv/words/en/help.md'),
             ('chmod 777 /srv/words/da', 'others can write /srv/words/da'),
             ('chmod 666 /srv/words/layout.html', 'and so what people are sent'),
             ('chmod 777 /srv/words', 'others can write'),
             ('chmod 640 /etc/secret', 'password_file: /etc/secret can be read by others'),
             ('chmod 602 /etc/secret', 'password_file: others can write'),
             ('chmod 666 /etc/ca.pem', 'ca_file: others can write'),
             ('chmod 777 /etc/journster', 'others can write in /etc/journster'),
             ('chmod 777 /usr/local/bin/as-postmap', 'recipients_command: others can write'),
             ('chmod 777 %s' % PROGRAM, 'the program: others can write'),
             ('chmod 4755 %s' % PROGRAM, 'must not be anybody\'s but who calls it')]
    for breaks, says in table:
        hosts.run('sh', '-c', breaks)
        done = call('config', 'check', user='root', config='/etc/journster/journster.conf')
        problems = [line for line in text(done).splitlines() if line.startswith('problem: ')]
        tap.ok(done.returncode == 78 and any(says in line for line in problems), 'after %s' % breaks, text(done))
        for line in problems:
            hosts.run('sh', '-c', line.rpartition('; ')[2])
        done = call('config', 'check', user='root', config='/etc/journster/journster.conf')
        tap.ok(done.returncode == 0, 'and what it says to type helps: %s' % [line.rpartition('; ')[2] for line in problems], text(done))
    # A hint, with what to type: it may be meant so.
    for breaks, says in (('chgrp journster /var/lib; chmod 750 /var/lib', 'does not get through'), ('chown mallory /srv', 'belongs to mallory, who can replace'),
                         ('chown mallory /etc/ca.pem', 'belongs to mallory, who can change it')):
        hosts.run('sh', '-c', breaks)
        done = call('config', 'check', user='root', config='/etc/journster/journster.conf')
        tap.ok(done.returncode == 0 and any(line.startswith('hint: ') and says in line for line in text(done).splitlines()),
               'a hint after %s' % breaks, text(done))
        hosts.run('sh', '-c', 'chmod 755 /var/lib; chgrp root /var/lib; chown root /srv /etc/ca.pem')
    hosts.run('chown', '-R', 'root', STATE)
    done = call('config', 'check', user='root')
    tap.contains(text(done), 'the daemon runs as root; better: a user of its own, chown -R journster', 'a state of root\'s is a hint')
    hosts.run('chown', '-R', OWNER, STATE)
    os.rename(STATE + '/store.db', STATE + '/store.kept')
    os.mkdir(STATE + '/store.db')
    done = call('config', 'check', user='root')
    tap.contains(text(done), 'store.db is a directory and has to be a file', 'a directory in place of a file')
    os.rmdir(STATE + '/store.db')
    os.rename(STATE + '/store.kept', STATE + '/store.db')


PROGRAM = '/usr/local/bin/journster'


def main():
    global PROGRAM
    for user in (OWNER, OTHER):
        hosts.add_user(user)
    if os.path.exists(PROGRAM + '.san'):
        PROGRAM += '.san'
    # Like postmap, it makes its file with what the umask allows.
    hosts.write('/usr/local/bin/as-postmap', '#!/bin/sh\nexec cp --no-preserve=mode %s/recipients %s/recipients.db\n' % (STATE, STATE), 0o755)
    modes()
    callers()
    open_key()
    ways_in()
    reports = ''.join(hosts.read(os.path.join('/tmp/san', name)) for name in os.listdir('/tmp/san'))
    tap.ok(not reports, 'no sanitizer complained', reports)


tap.run(main)
