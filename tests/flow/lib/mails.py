"""Mails as tests write them and as they find them in Maildirs."""
import email, email.policy, email.utils, os, re


class Mail:
    """One mail of a Maildir: its bytes, and what a reader sees of them."""

    def __init__(self, path):
        self.path = path
        with open(path, 'rb') as file:
            self.raw = file.read()
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)

    def header(self, name):
        """The decoded field, unfolded; '' where it is absent."""
        return ' '.join(str(self.message.get(name) or '').split())

    def headers(self, name):
        return [' '.join(str(value).split()) for value in self.message.get_all(name, [])]

    subject = property(lambda self: self.header('Subject'))

    def address(self, name):
        """The address in a field that holds one."""
        return email.utils.parseaddr(self.header(name))[1]

    def text(self):
        """All text/plain parts that are not attachments, decoded, one after the other."""
        return '\n'.join(part.get_content() for part in self.message.walk()
                         if part.get_content_type() == 'text/plain' and not part.is_attachment())

    def html(self):
        return '\n'.join(part.get_content() for part in self.message.walk()
                         if part.get_content_type() == 'text/html' and not part.is_attachment())

    def __repr__(self):
        return '<%s: %s>' % (self.header('From'), self.subject)


def maildir(path):
    """The mails of a Maildir, oldest first."""
    found = []
    for sub in ('new', 'cur'):
        directory = os.path.join(path, sub)
        if os.path.isdir(directory):
            found += [os.path.join(directory, name) for name in os.listdir(directory)]
    # A name begins with the second and, after a letter, the microsecond of delivery.
    def when(name):
        micro = re.search(r'M(\d+)', os.path.basename(name))
        return (int(os.path.basename(name).split('.')[0]), int(micro.group(1)) if micro else 0)
    mails = []
    for name in sorted(found, key=when):
        try:
            mails.append(Mail(name))
        except FileNotFoundError:       # a mail client has just moved it
            pass
    return mails


_serial = 0


def compose(sender, recipient, subject, text, **headers):
    """A plain mail as bytes with CRLF. Keywords are further fields, In_Reply_To for In-Reply-To."""
    global _serial
    _serial += 1
    domain = email.utils.parseaddr(sender)[1].rpartition('@')[2] or 'localhost'
    fields = {'From': sender, 'To': recipient, 'Subject': subject, 'Date': email.utils.formatdate(),
              'Message-ID': '<flow.%d.%d@%s>' % (os.getpid(), _serial, domain), 'MIME-Version': '1.0',
              'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit'}
    fields.update((name.replace('_', '-'), value) for name, value in headers.items())
    lines = ['%s: %s' % field for field in fields.items() if field[1] is not None]
    return '\r\n'.join(lines + ['', text.replace('\n', '\r\n')]).encode()


def reply(mail, sender, text, **headers):
    """What a mail client writes when a person presses reply: to Reply-To, threaded, quoting."""
    quoted = '\n'.join('> ' + line for line in mail.text().splitlines())
    subject = mail.subject if mail.subject.lower().startswith('re:') else 'Re: ' + mail.subject
    references = (mail.header('References') + ' ' + mail.header('Message-ID')).strip()
    body = '%s\n\nOn %s, %s wrote:\n%s\n' % (text, mail.header('Date'), mail.header('From'), quoted)
    return compose(sender, mail.address('Reply-To') or mail.address('From'), subject, body,
                   **dict({'In_Reply_To': mail.header('Message-ID'), 'References': references}, **headers))


def recipient(raw):
    """The address in To."""
    return email.utils.parseaddr(email.message_from_bytes(raw)['To'])[1]


def sender(raw):
    """The address in From."""
    return email.utils.parseaddr(email.message_from_bytes(raw)['From'])[1]


def fixture(name, **values):
    """The mail of tests/flow/mails/NAME.eml as it goes over the wire, @KEY@ replaced by a value."""
    directory = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'mails')
    with open(os.path.join(directory, name + '.eml'), 'rb') as file:
        raw = file.read()
    for key, value in dict({'DATE': email.utils.formatdate()}, **values).items():
        raw = raw.replace(b'@' + key.encode() + b'@', value.encode())
    left = re.search(rb'@[A-Z_]{2,}@', raw)
    if left:
        raise ValueError('%s: nothing was given for %s' % (name, left.group(0)))
    return raw.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')


def message_id(raw):
    return email.message_from_bytes(raw)['Message-ID']
