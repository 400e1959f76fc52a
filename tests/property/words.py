"""Mails of people as their clients make them, full of words by which each part is known wherever it comes up again:
and all that can be read in a mail.

A mark is a made-up word such as zqwkobadufi: its third letter says what it marks. Marks are drawn at random and never
twice, so who reads one has read that very mail.
"""
import base64, email, email.header, email.policy, html, quopri, random, re

WORD, SUBJECT, NAME, ADDRESS, SIGNATURE, FILE, TRACE, ID = 'wsnagfxi'
MARK = re.compile(r'zq[wsnagfxi][a-z]{8}', re.I)


class Marks:
    """Who wrote what: each mark with the writer and the mail it was made for."""

    def __init__(self, rng):
        self.rng, self.of = rng, {}

    def new(self, kind, person, draft=None):
        while True:
            mark = 'zq' + kind + ''.join(self.rng.choice('bdfgklmnprstv') + self.rng.choice('aeiou') for _ in range(4))
            if mark not in self.of:
                self.of[mark] = (kind, person, draft)
                return mark


def marks_in(text):
    return {mark.lower() for mark in MARK.findall(text)}


# What people say. {0} and {1} are marks.
QUESTIONS = ['Which {0} would you take for the {1}?', 'How do I begin with {0}? I have {1} only.', 'What is wrong with my {0}, when the {1} is new?']
ANSWERS = ['I would try the {0} first, then the {1}.', 'Take {0}. Mine lasts since I have the {1}.', 'Use a small {0} and a bit of {1} for it.']
THANKS = ['Thank you, the {0} was a great help. The {1} too.', 'Thanks a lot for the {0} and for {1}!', 'Thank you very much. That was what I needed, {0} {1}.']
TRIED = ['I tried the {0} and it worked very well with {1}.', 'I have tried it: the {0} works, the {1} does not.']
REMARKS = ['There was {0} at the fair, and {1}.', 'The {0} stands in the yard beside the {1}.', 'My {0} came yesterday. So did the {1}.']


class Draft:
    """A mail that somebody wrote, whoever it says it is from."""

    def __init__(self, number, writer, sender, address):
        self.number, self.writer = number, writer   # who really wrote it
        self.sender, self.address = sender, address # whose address From is, or None; and that address
        self.goal = self.parent = self.effect = self.raw = None
        self.marks, self.own, self.quoted = set(), set(), set()
        self.vouched = self.private = self.shared = self.admitted = self.previewed = self.automatic = False
        self.posts = []
        self.waits_for = set()          # whom it is shown to while it waits

    def __repr__(self):
        return 'mail %d of %s' % (self.number, self.writer)


def quote(text, style):
    lines = text.strip().splitlines()
    if style == 'none':
        return ''
    return '\n' + ''.join('> %s\n' % line for line in lines)


def body_of(text, attribution, quoted, style, signature, signoff, cut):
    """The new text with what it answers: above it, below it, or behind its first lines, as many as `cut`."""
    end = (signoff and '\n%s\n' % signoff) + (signature and '\n-- \n%s\n' % signature)
    if not quoted or style == 'none':
        return text + '\n' + end
    lines = ['> %s\n' % line for line in quoted.strip().splitlines()]
    if style == 'inline':
        return attribution + ''.join(lines[:cut]) + '\n' + text + '\n\n' + ''.join(lines[cut:]) + end
    if style == 'below':
        return attribution + ''.join(lines) + '\n' + text + '\n' + end
    return text + '\n' + end + '\n' + attribution + ''.join(lines)


def encode(text, encoding):
    data = text.encode()
    if encoding == 'base64':
        return base64.encodebytes(data).decode()
    if encoding == 'quoted-printable':
        return quopri.encodestring(data).decode()
    return text


def compose(head, text, encoding='8bit', as_html=False, attachment=None):
    """The bytes of a mail. `head`: [(name, value)]. `attachment`: (name, text)."""
    plain = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: %s\n\n%s' % (encoding, encode(text, encoding))
    body = plain
    if as_html:
        page = '<html><body><p>%s</p></body></html>\n' % html.escape(text).replace('\n', '<br>\n')
        body = ('Content-Type: multipart/alternative; boundary="alt"\n\n--alt\n%s\n--alt\nContent-Type: text/html; charset=utf-8\n'
                'Content-Transfer-Encoding: base64\n\n%s\n--alt--\n' % (plain, base64.encodebytes(page.encode()).decode()))
    if attachment:
        body = ('Content-Type: multipart/mixed; boundary="mix"\n\n--mix\n%s\n--mix\nContent-Type: text/csv; name="%s"\n'
                'Content-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: base64\n\n%s\n--mix--\n'
                % (body, attachment[0], attachment[0], base64.encodebytes(attachment[1].encode()).decode()))
    return (''.join('%s: %s\n' % pair for pair in head) + 'MIME-Version: 1.0\n' + body).encode()


def _undo(part):
    try:
        data = part.get_payload(decode=True) or b''
    except Exception:                   # not what it says it is: its bytes are read anyway
        data = str(part.get_payload()).encode()
    text = data.decode('utf-8', 'replace')
    return html.unescape(re.sub(r'<[^>]*>', '', text)) + '\n' + text


def readable(raw):
    """All that can be read in a mail by whoever tries: as it is, its header decoded, its parts decoded."""
    message = email.message_from_bytes(raw)
    texts = [raw.decode('utf-8', 'replace')]
    for part in message.walk():
        for name, value in part.items():
            try:
                texts.append('%s: %s' % (name, email.header.make_header(email.header.decode_header(str(value)))))
            except Exception:
                texts.append(str(value))
        texts.append(str(part.get_filename() or ''))
        if not part.is_multipart():
            texts.append(_undo(part))
    # Also what a line's end has cut.
    whole = '\n'.join(texts)
    return whole + '\n' + re.sub(r'=\r?\n|\r?\n[ \t]', '', whole)


def plain_text(raw):
    """What a client shows, and quotes."""
    message = email.message_from_bytes(raw)
    for part in message.walk():
        if part.get_content_type() == 'text/plain' and not part.get_filename():
            return (part.get_payload(decode=True) or b'').decode('utf-8', 'replace')
    return ''
