"""A name server that says what a real one refuses to: nothing at all, nonsense, an answer that is cut off.

zone is {name: [record, ...]}, of which a record is {'TXT': text or [string, ...]}, {'A': address}, {'AAAA': address},
{'MX': [preference, name]}, {'PTR': name}, {'CNAME': name}, or one of the words

    TIMEOUT     no answer, to questions of kinds that the name has no record of
    SERVFAIL    that answer, likewise

A name that is not there does not exist. Answers too large for a datagram are given by TCP. `raw` is {name: bytes or
function(question) -> bytes}: these octets are the answer, behind the id of the question; b'' is none.
Each answer comes `delay` seconds late. `asked` is what was asked: (name, kind).
"""
import ipaddress, socketserver, struct, threading, time

KINDS = {'A': 1, 'CNAME': 5, 'PTR': 12, 'MX': 15, 'TXT': 16, 'AAAA': 28, 'SPF': 99}
DATAGRAM = 512


def encode_name(name):
    labels = [] if name in ('', '.') else name.rstrip('.').split('.')
    return b''.join(bytes([len(label)]) + label for label in (label.encode('latin-1') for label in labels)) + b'\0'


def encode(kind, value):
    if kind == 'A':
        return ipaddress.IPv4Address(value).packed
    if kind == 'AAAA':
        return ipaddress.IPv6Address(value).packed
    if kind == 'MX':
        return struct.pack('!H', value[0]) + encode_name(value[1])
    if kind in ('PTR', 'CNAME'):
        return encode_name(value)
    strings = value if isinstance(value, list) else [value]
    parts = []
    for text in strings:
        data = text.encode('latin-1')
        # One string holds 255 octets.
        parts += [data[at:at + 255] for at in range(0, len(data), 255)] or [b'']
    return b''.join(bytes([len(part)]) + part for part in parts)


def question_of(data):
    """Its name, kind and the octets it takes up."""
    labels, at = [], 12
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode('latin-1'))
        at += 1 + data[at]
    return '.'.join(labels), struct.unpack('!H', data[at + 1:at + 3])[0], data[12:at + 5]


class NameServer:
    def __init__(self, address='127.0.0.1', port=53):
        self.zone, self.raw, self.asked, self.delay = {}, {}, [], 0
        server = self

        class Datagram(socketserver.BaseRequestHandler):
            def handle(self):
                answer = server.answer(self.request[0])
                if answer and len(answer) > DATAGRAM and not answer.startswith(b'RAW'):
                    answer = answer[:2] + struct.pack('!H', struct.unpack('!H', answer[2:4])[0] | 0x200) + answer[4:DATAGRAM]
                if answer:
                    self.request[1].sendto(answer.removeprefix(b'RAW'), self.client_address)

        class Stream(socketserver.StreamRequestHandler):
            def handle(self):
                size = self.rfile.read(2)
                answer = server.answer(self.rfile.read(struct.unpack('!H', size)[0])) if len(size) == 2 else None
                if answer:
                    answer = answer.removeprefix(b'RAW')[:65535]
                    self.wfile.write(struct.pack('!H', len(answer)) + answer)

        for kind, handler in ((socketserver.ThreadingUDPServer, Datagram), (socketserver.ThreadingTCPServer, Stream)):
            kind.allow_reuse_address = True
            kind.daemon_threads = True
            kind.max_packet_size = 4096
            threading.Thread(target=kind((address, port), handler).serve_forever, daemon=True).start()

    def set(self, zone, raw=None):
        self.zone = {name.lower().rstrip('.'): records for name, records in zone.items()}
        self.raw = {name.lower(): octets for name, octets in (raw or {}).items()}
        self.asked = []

    def find(self, name, kind):
        """(records of that kind, how the name stands: '' or NXDOMAIN, TIMEOUT, SERVFAIL)"""
        records = self.zone.get(name.lower())
        if records is None:
            # What has names below it exists, though it has no records.
            below = any(other.endswith('.' + name.lower()) for other in self.zone)
            return [], '' if below else 'NXDOMAIN'
        found = [record[kind] for record in records if isinstance(record, dict) and kind in record]
        words = [record for record in records if isinstance(record, str)]
        return found, words[0] if words and not found else ''

    def answer(self, data):
        """None: none."""
        name, number, question = question_of(data)
        kind = {number: kind for kind, number in KINDS.items()}.get(number, str(number))
        self.asked.append((name, kind))
        time.sleep(self.delay)
        if name.lower() in self.raw:
            octets = self.raw[name.lower()]
            octets = octets(question) if callable(octets) else octets
            return b'RAW' + data[:2] + octets if octets else None
        answers, owner = [], name
        for _ in range(9):
            found, state = self.find(owner, kind)
            alias = [] if found or kind == 'CNAME' else self.find(owner, 'CNAME')[0]
            if not alias:
                break
            answers.append((owner, 'CNAME', alias[0]))
            owner = alias[0]
        if state == 'TIMEOUT':
            return None
        answers += [(owner, kind, value) for value in found]
        code = {'NXDOMAIN': 3, 'SERVFAIL': 2}.get(state, 0)
        out = data[:2] + struct.pack('!HHHHH', 0x8580 | code, 1, len(answers), 0, 0) + question
        for owner, kind, value in answers:
            content = encode(kind, value)
            out += encode_name(owner) + struct.pack('!HHIH', KINDS[kind], 1, 60, len(content)) + content
        return out
