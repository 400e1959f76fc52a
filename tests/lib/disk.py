"""What is on a disk after a power cut, made of what tests/crash/shim.c wrote down.

    trace = Trace(path)                     the log of the shim, which the test may write into as well
    trace.mark('ack', 3)                    a line of the test's own: what the world saw by then
    events = trace.events()
    disk = Disk(root)                       a directory as it is, all of it on the disk
    for event in events: disk.apply(event)
    write(disk.image(), to)                 the disk of now after a power cut

A power cut leaves what was synced: of a file what was written to it before its fsync, of a directory the names
that it had at its own. The rest may be there, in part or not at all; image() takes a choice: DROP (nothing that was
not synced), KEEP (all of it: the program was killed, the machine went on), or a random.Random: some of it,
writes and names in the order in which they were made or not, writes torn into sectors.
"""
import fcntl, hashlib, mmap, os, stat, struct, threading

RECORD = struct.Struct('<IIiiQQqqII')
OPEN, WRITE, TRUNCATE, SYNC, RENAME, LINK, UNLINK, MKDIR, RMDIR, READ, CLOSE, SOCKET, SEND, RECEIVE = range(1, 15)
MARK = 100
NAMES = {OPEN: 'open', WRITE: 'write', TRUNCATE: 'truncate', SYNC: 'fsync', RENAME: 'rename', LINK: 'link', UNLINK: 'unlink',
         MKDIR: 'mkdir', RMDIR: 'rmdir', READ: 'read', CLOSE: 'close', SOCKET: 'socket', SEND: 'send', RECEIVE: 'receive', MARK: 'mark'}
DROP, KEEP = 'drop', 'keep'
SECTOR = 512


class Event:
    def __init__(self, fields, path, data):
        _, self.kind, self.pid, self.error, self.call, self.inode, self.offset, self.extra, _, _ = fields
        self.path, self.data = path, data

    def __repr__(self):
        return '%s %s%s' % (NAMES[self.kind], self.path or self.inode or '', ' (%s)' % os.strerror(self.error) if self.error else '')


class Trace:
    """One log; processes of the program append to it, and so does the test."""

    def __init__(self, path):
        self.path = path
        with open(path, 'wb') as file:
            file.write(bytes(16))
        self.file = open(path, 'r+b', buffering=0)
        self.counters = mmap.mmap(self.file.fileno(), 16)
        self.marking = threading.Lock()

    def close(self):
        self.counters.close()
        self.file.close()

    def calls(self):
        return struct.unpack_from('<Q', self.counters)[0]

    def failures(self):
        return struct.unpack_from('<Q', self.counters, 8)[0]

    def environment(self, root, shim, **options):
        return dict(os.environ, LD_PRELOAD=shim, SHIM_LOG=self.path, SHIM_ROOT=root, **options)

    def mark(self, *words):
        text = '\n'.join(str(word) for word in words).encode()
        with self.marking:          # of our threads; the lock of the file is that of processes
            fcntl.lockf(self.file, fcntl.LOCK_EX, 1)
            self.file.seek(0, os.SEEK_END)
            self.file.write(RECORD.pack(RECORD.size + len(text), MARK, os.getpid(), 0, self.calls(), 0, 0, 0, 0, len(text)) + text)
            fcntl.lockf(self.file, fcntl.LOCK_UN, 1)

    def events(self):
        with open(self.path, 'rb') as file:
            log = file.read()
        found, at = [], 16
        while at < len(log):
            fields = RECORD.unpack_from(log, at)
            begin = at + RECORD.size
            middle = begin + fields[8]
            found.append(Event(fields, log[begin:middle].decode(), log[middle:middle + fields[9]]))
            at += fields[0]
        return found


class File:
    def __init__(self, content=b''):
        self.durable, self.now, self.pending = bytes(content), bytearray(content), []

    def change(self, change):
        self.pending.append(change)
        _apply(self.now, change)

    def sync(self):
        self.durable, self.pending = bytes(self.now), []

    def image(self, choice):
        if choice == KEEP:
            return bytes(self.now)
        if choice == DROP or not self.pending:
            return self.durable
        content = bytearray(self.durable)
        how = choice.random()
        if how < 0.2:
            return self.durable
        if how < 0.4:
            return bytes(self.now)
        if how < 0.7:           # up to one write, which is torn
            last = choice.randrange(len(self.pending))
            for change in self.pending[:last]:
                _apply(content, change)
            for change in _sectors(self.pending[last], choice, 0.5):
                _apply(content, change)
            return bytes(content)
        for change in self.pending:
            for piece in _sectors(change, choice, choice.random()):
                _apply(content, piece)
        return bytes(content)


def _apply(content, change):
    kind, at, data = change
    if kind == 'size':
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at:at + len(data)] = data


def _sectors(change, choice, share):
    """Of a write those sectors that reached the disk."""
    kind, at, data = change
    if kind == 'size':
        return [change] if choice.random() < share else []
    pieces, begin = [], at
    while begin < at + len(data):
        end = min(at + len(data), (begin // SECTOR + 1) * SECTOR)
        if choice.random() < share:
            pieces.append(('data', begin, data[begin - at:end - at]))
        begin = end
    return pieces


class Directory:
    def __init__(self):
        self.durable, self.now, self.pending = {}, {}, []

    def change(self, *names):
        """Names and what they name from now on (None: nothing), as one step."""
        self.pending.append(names)
        _rename(self.now, names)

    def sync(self):
        self.durable, self.pending = dict(self.now), []

    def names(self, choice):
        if choice == KEEP:
            return self.now
        if choice == DROP or not self.pending:
            return self.durable
        names = dict(self.durable)
        share = choice.random()
        last = choice.randrange(len(self.pending) + 1) if share < 0.6 else None
        for number, step in enumerate(self.pending):
            if number < last if last is not None else choice.random() < share:
                _rename(names, step)
        return names


def _rename(names, step):
    for name, node in step:
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Disk:
    def __init__(self, root):
        self.root, self.bound = _load(root), {}

    def _find(self, path):
        """(the directory that names it, its last name, what it names or None)"""
        directory, _, name = path.rpartition('/')
        node = self.root
        for part in directory.split('/') if directory else []:
            node = node.now[part]
        return node, name, (node.now.get(name) if name else node)

    def apply(self, event):
        """Does what a call did. Returns whether something may be on the disk by now that was not."""
        if event.error or event.kind in (MARK, READ, CLOSE, SOCKET, SEND, RECEIVE):
            return False
        getattr(self, '_' + NAMES[event.kind])(event)
        return event.kind == SYNC

    def _open(self, event):
        if not event.inode:                 # it lies elsewhere
            return
        directory, name, node = self._find(event.path)
        if event.extra or node is None:
            node = File()
            directory.change((name, node))
        elif event.offset and node.now:
            node.change(('size', 0, b''))
        self.bound[event.inode] = node

    def _write(self, event):
        self.bound[event.inode].change(('data', event.offset, event.data))

    def _truncate(self, event):
        self.bound[event.inode].change(('size', event.extra, b''))

    def _fsync(self, event):
        self.bound[event.inode].sync()

    def _rename(self, event):
        old, old_name, node = self._find(event.path)
        new, new_name, _ = self._find(event.data.decode())
        if old is new:
            new.change((old_name, None), (new_name, node))
        else:
            new.change((new_name, node))
            old.change((old_name, None))

    def _link(self, event):
        _, _, node = self._find(event.path)
        new, new_name, _ = self._find(event.data.decode())
        new.change((new_name, node))

    def _unlink(self, event):
        directory, name, _ = self._find(event.path)
        directory.change((name, None))

    _rmdir = _unlink

    def _mkdir(self, event):
        directory, name, _ = self._find(event.path)
        directory.change((name, Directory()))

    def image(self, choice=DROP):
        """{path: content, or None for a directory}"""
        found = {}
        def walk(directory, above):
            for name, node in sorted(directory.names(choice).items()):
                if isinstance(node, Directory):
                    found[above + name] = None
                    walk(node, above + name + '/')
                else:
                    found[above + name] = node.image(choice)
        walk(self.root, '')
        return found


def _load(path):
    directory = Directory()
    for entry in sorted(os.listdir(path)):
        below = os.path.join(path, entry)
        mode = os.lstat(below).st_mode
        if stat.S_ISDIR(mode):
            directory.durable[entry] = _load(below)
        elif stat.S_ISREG(mode) and not entry.endswith('-shm'):
            with open(below, 'rb') as file:
                directory.durable[entry] = File(file.read())
    directory.now = dict(directory.durable)
    return directory


def read(root):
    """A directory as an image."""
    found = {}
    for above, directories, files in os.walk(root):
        for name in directories:
            found[os.path.relpath(os.path.join(above, name), root)] = None
        for name in files:
            path = os.path.join(above, name)
            if stat.S_ISREG(os.lstat(path).st_mode) and not name.endswith('-shm'):
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, root)] = file.read()
    return found


def write(image, root):
    """Makes a directory of an image; modes are those that journster gives."""
    os.makedirs(root)
    for path, content in sorted(image.items()):
        where = os.path.join(root, path)
        if content is None:
            os.makedirs(where, mode=0o700, exist_ok=True)
        else:
            with open(where, 'wb') as file:
                file.write(content)
            os.chmod(where, 0o644 if os.path.basename(path) == 'recipients' else 0o600)


def digest(image):
    found = hashlib.blake2b(digest_size=16)
    for path, content in sorted(image.items()):
        found.update(b'%d %d ' % (len(path), -1 if content is None else len(content)) + path.encode() + (content or b''))
    return found.digest()
