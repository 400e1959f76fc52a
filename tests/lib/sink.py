"""An SMTP server on loopback that keeps what it is given and fails as a test tells it.

    server = Sink()                     listens at once; server.address is smtp://HOST:PORT
    server.rules['ann@x.example'] = '550 5.1.1 no such user'      answers RCPT
    server.everything['RCPT'] = '451 4.3.0 later'                 answers a command of everybody (HELO EHLO MAIL RCPT DATA END)
    server.drop_at = 'RCPT'             closes the connection instead of answering; END is the dot, BODY a line before
    server.half_at = 'RCPT'             the same in the middle of the answer
    server.slow['END'] = 0.2            seconds before the answer
    server.offers = ['8BITMIME']        what it says to EHLO; with PIPELINING it answers command after command all the same
    server.strict = True                a MAIL within a transaction, and DATA without a recipient, are refused
    server.mails_each = 3               then a connection is told 421 at MAIL
    server.most_rcpts = 4               more of one mail are told 452
    server.at_most = 2                  connections at a time; others are told 421
    server.context                      of ssl: TLS from the first octet
    server.begun                        contents whose first line was read
    server.on_taken = f                 called with what is added to it, before the answer
    server.wires                        what each connection sent, every byte of it
    server.taken                        [(recipient, Message-ID, return path, mail)]: those it answered 250 for, or dropped after the dot
"""
import re, socket, threading, time


class Sink:
    def __init__(self, context=None):
        self.strict, self.mails_each, self.at_most, self.open_now, self.most_open, self.begun = False, 10 ** 9, 10 ** 9, 0, 0, 0
        self.most_rcpts = 10 ** 9
        self.context = context
        self.rules, self.everything, self.slow = {}, {}, {}
        self.drop_at, self.half_at, self.drops_left = None, None, 10 ** 9
        self.taken, self.tries, self.connections, self.wires = [], [], 0, []
        self.on_taken = None
        self.offers = ['SIZE 100000000', '8BITMIME', 'SMTPUTF8']
        self.changed = threading.Condition()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.address = 'smtp://127.0.0.1:%d' % self.port
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def stop(self):
        """Refuses connections from now on; start() takes them again."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def start(self):
        self.listener = socket.create_server(('127.0.0.1', self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def copies(self):
        """How often each recipient has each mail."""
        with self.changed:
            counts = {}
            for recipient, message_id, _, _ in self.taken:
                counts[recipient, message_id] = counts.get((recipient, message_id), 0) + 1
            return counts

    def recipients(self):
        with self.changed:
            return sorted(recipient for recipient, _, _, _ in self.taken)

    def counts(self, subject):
        """How often each person has that mail."""
        found = {}
        for recipient, _, _, mail in list(self.taken):
            if b'\nSubject: ' + subject.encode() + b'\r' in mail:
                found[recipient] = found.get(recipient, 0) + 1
        return found

    def forget(self):
        with self.changed:
            self.taken, self.tries, self.wires = [], [], []

    def _kept(self, reader):
        """The lines of `reader`, kept as they come."""
        wire = bytearray()
        with self.changed:
            self.wires.append(wire)
        for line in reader:
            wire += line
            yield line

    def _serve(self, connection):
        with self.changed:
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                if self.open_now > self.at_most:
                    connection.sendall(b'421 4.7.0 too many connections\r\n')
                else:
                    self._talk(connection, self._kept(connection.makefile('rb')))
        except (OSError, ValueError):
            pass
        finally:
            with self.changed:
                self.open_now -= 1

    def _answer(self, connection, word, fallback):
        """Says what is told for this command, or the usual. False: it was no good answer, or none at all."""
        time.sleep(self.slow.get(word, 0))
        if self.drop_at == word and self.drops_left > 0:
            self.drops_left -= 1
            raise OSError('dropped')
        answer = self.everything.get(word, fallback)
        if self.half_at == word and self.drops_left > 0:
            self.drops_left -= 1
            connection.sendall(answer.encode()[:2])
            raise OSError('dropped')
        connection.sendall(answer.encode() + b'\r\n')
        if answer.startswith('421'):
            raise OSError('closed')
        return answer[:1] in ('2', '3')

    def _data(self, reader):
        lines = []
        for line in reader:
            self.begun += not lines and line != b'.\r\n'
            time.sleep(self.slow.get('BODY', 0))
            if self.drop_at == 'BODY' and self.drops_left > 0:
                self.drops_left -= 1
                raise OSError('dropped')
            if line == b'.\r\n':
                return b''.join(lines)
            lines.append(line[1:] if line.startswith(b'.') else line)
        raise OSError('the mail ends in the middle')

    def _keep(self, recipients, path, mail):
        head = mail.split(b'\r\n\r\n')[0].decode(errors='replace')
        found = re.search(r'(?mi)^Message-ID:\s*(\S+)', head)
        with self.changed:
            for recipient in recipients:
                self.taken.append((recipient, found.group(1) if found else '', path, mail))
                if self.on_taken:
                    self.on_taken(*self.taken[-1])
            self.changed.notify_all()

    def _talk(self, connection, reader):
        path, recipients, mails = None, [], 0
        if not self._answer(connection, 'HELO', '220 sink.example ESMTP'):
            return
        for line in reader:
            words = line.decode(errors='replace').strip()
            verb = words.split(' ')[0].upper()
            if verb == 'EHLO':
                self._answer(connection, 'EHLO', ''.join('250-%s\r\n' % word for word in ['sink.example'] + self.offers) + '250 HELP')
            elif verb == 'MAIL' and mails >= self.mails_each:
                connection.sendall(b'421 4.7.0 enough for one connection\r\n')
                raise OSError('closed')
            elif verb == 'MAIL' and self.strict and path is not None:
                connection.sendall(b'503 5.5.1 nested MAIL\r\n')
            elif verb == 'MAIL':
                recipients = []
                path = re.search(r'<(.*?)>', words).group(1)
                if not self._answer(connection, 'MAIL', '250 2.1.0 Ok'):
                    path = None
            elif verb in ('RCPT', 'DATA') and self.strict and (path is None or (verb == 'DATA' and not recipients)):
                connection.sendall(b'503 5.5.1 not now\r\n')
            elif verb == 'RCPT' and len(recipients) >= self.most_rcpts:
                connection.sendall(b'452 4.5.3 Error: too many recipients\r\n')
            elif verb == 'RCPT':
                recipient = re.search(r'<(.*?)>', words).group(1)
                with self.changed:
                    self.tries.append(recipient)
                if self._answer(connection, 'RCPT', self.rules.get(recipient, '250 2.1.5 Ok')):
                    recipients.append(recipient)
            elif verb == 'DATA':
                if not self._answer(connection, 'DATA', '354 go on'):
                    continue
                mail = self._data(reader)
                # Kept before the answer: a connection that breaks here leaves the client in doubt.
                if self.everything.get('END', '250')[:1] == '2':
                    self._keep(recipients, path, mail)
                self._answer(connection, 'END', '250 2.0.0 Ok: queued')
                path, recipients, mails = None, [], mails + 1
            elif verb == 'RSET':
                path, recipients = None, []
                connection.sendall(b'250 2.0.0 Ok\r\n')
            elif verb == 'QUIT':
                connection.sendall(b'221 2.0.0 Bye\r\n')
                return
            else:
                connection.sendall(b'502 5.5.1 what?\r\n')
