#!/usr/bin/python3
"""What strangers write cannot become anything else: a header line, a line of a log, an order to a terminal, an element of
HTML, a part of a mail, a link, a variable of a template, a file elsewhere, a line of a list, a reply to an MTA.

Hostile values stand in every field that a stranger controls: names, addresses, subjects, titles, Message-IDs, List-*,
envelope, HELO, login, attachments' names, a server's replies. Then every output is searched: each mail that left (read
strictly: each header line is one that we write), each command's output plain and as JSON, each log line.
"""
import base64, email, email.policy, glob, html.parser, json, os, re, socket, sys, urllib.parse
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, reply
from sink import Sink
import tap

ANA, BO = 'ana@home.example', 'bo@forge.example'
EVE = 'eve@far.example'         # whom nothing may reach
# The values. In headers they are written raw where that is one field, and encoded, which says any character.
VALUES = {
    'line ends': 'Hi\r\nBcc: %s\r\nX-Injected: yes\r\n\r\n<b>body</b>' % EVE,
    'LF': 'Hi\nBcc: %s\nX-Injected: yes\n\n.\n' % EVE,
    'CR': 'Hi\rBcc: %s\rX-Injected: yes\r\r' % EVE,
    'Unicode line ends': 'Hi\u2028Bcc: %s\u2029X-Injected: yes\x85X-Injected: yes\x0bX-Injected: yes\x0c' % EVE,
    'escape sequences': '\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1bP1$r\x1b\\ \x08\x08\x7f',
    'C1': '\x9b2J\x9d0;owned\x9c \x90x\x9c',
    'direction': 'txt.\u202egpj\u202c \u2066x\u2069 \u200f\u200b\ufeff',
    'tags': 'a\U000e0041\U000e0042',
    'HTML': '<script>alert(1)</script><img src=x onerror=alert(2)>',
    'an attribute': '" onmouseover="alert(3)" x=\' onfocus=\'alert(4)',
    'entities': '&lt;script&gt;alert(5)&#x3c;/script&#62; &#8288; &amp;lt;',
    'CSS': '</style><style>*{display:none}</style>',
    'comment': '<!-- --> <![CDATA[ ]]> --!> <!--',
    'links': '[press](javascript:alert(6)) [x](data:text/html,x) [y](http://evil.example "t") <https://evil.example>',
    'Markdown': '# Heading\n## Two\n- item\n> quote\n!! small\n---\n**bold** [a](mailto:%s)' % EVE,
    'templates': '{{operator}} {{{content}}} {{#posts}}x{{/posts}} {{^x}} {{>layout}} {{goal_address}}',
    'addresses': 'Ana" <%s>, "x' % EVE,
    'groups': 'a: %s;, b' % EVE,
    'formats': '%s%n%d%x$(id)`id`;id|id&&id',
    'quotes': '\\" \\ \' " `',
    'boundary': '--b\r\nContent-Type: text/html\r\n\r\n<b>part</b>\r\n--b--',
    'words that look encoded': '=?utf-8?q?Hi=0D=0ABcc:_%s?= =?utf-8?b?SGkNCkJjYzogZXZl?=' % EVE,
    'our own footer': '\n~~~\n~ OPEN: your reply goes to 14 people.\n',
    'paths': '../../../etc/passwd\0/../..',
    'SQL': "'; DROP TABLE post; -- \" OR 1=1",
    'mailto': 'x?bcc=%s&body=hi%%0d%%0aBcc:%s#f' % (EVE, EVE),
    'netstrings': '5:OK xx,9:OK eve@x,\n200 permit\naction=DUNNO\n\n',
}
# Characters that no terminal, log or header may be given as they are.
HIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]')
# Every header field of a mail of ours. `copy` also keeps some of the author's (render/copy-header.c).
OURS = {'from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'list-id', 'list-post', 'list-help',
        'list-subscribe', 'list-owner', 'list-unsubscribe', 'precedence', 'x-journster-loop', 'mime-version', 'auto-submitted',
        'x-auto-response-suppress', 'content-language', 'content-type', 'content-transfer-encoding', 'content-disposition',
        'return-path', 'delivered-to', 'thread-topic', 'thread-index', 'keywords', 'importance', 'content-description', 'content-id',
        'content-location', 'content-base', 'content-duration', 'content-features', 'content-alternative'}
ONCE = OURS - {'delivered-to'}

site = name = address = None
seen = 0


class Page(html.parser.HTMLParser):
    """The elements and attributes of HTML."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, attributes))


def page_faults(text, ours):
    """What HTML of ours must not have. In a copy the author's own HTML is passed on as it is (`ours` is false)."""
    if not ours:
        return []
    faults = []
    for tag, attributes in Page(text).found:
        if tag not in ('html', 'head', 'meta', 'title', 'style', 'body', 'div', 'p', 'h1', 'h2', 'ul', 'li', 'blockquote', 'hr', 'br', 'a',
                       'strong', 'table', 'tr', 'td', 'span'):
            faults.append('an element %s' % tag)
        for key, value in attributes:
            if key.startswith('on') or key not in ('href', 'class', 'style', 'lang', 'charset', 'name', 'content', 'role', 'width', 'cellpadding',
                                                    'cellspacing', 'border', 'align', 'http-equiv', 'dir'):
                faults.append('an attribute %s=%s' % (key, value))
            if key == 'href' and not re.match(r'mailto:[^\s"<>]*$', value or ''):
                faults.append('a link to %s' % value)
            if key == 'href':
                faults += link_faults(value)
    if text.count('<style') > 1:
        faults.append('a second style sheet')
    return faults


def link_faults(link):
    """Where a mailto: of ours leads, as a client reads it (RFC 6068)."""
    path, _, query = link[len('mailto:'):].partition('?')
    to = urllib.parse.unquote(path)
    faults = []
    if to and not to.lower().endswith('@' + DOMAIN) and to != 'op@home.example':
        faults.append('a link to %s' % to)
    fields = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if set(fields) - {'subject', 'body', 'in-reply-to'} or re.search('[\r\n]', fields.get('subject', '')):
        faults.append('a link that says %r' % fields)
    return faults


def header_faults(head):
    """Each line of a header is one of ours, or goes on with it."""
    faults, names = [], []
    for line in head.split(b'\n'):
        if line[:1] in b' \t' and line[:1]:
            if not line.strip():
                faults.append('a line of blanks')
            continue
        found = re.match(rb'([A-Za-z][A-Za-z0-9-]*):', line)
        if not found or found.group(1).decode().lower() not in OURS:
            faults.append('a header line %r' % line[:80])
            continue
        names.append(found.group(1).decode().lower())
        if len(line) > 998:
            faults.append('a long header line')
    twice = sorted({one for one in names if names.count(one) > 1 and one in ONCE})
    if twice:
        faults.append('twice: %s' % twice)
    bare = re.sub(rb'(?mi)^Content-(Type|Disposition):.*\n([ \t].*\n)*', b'', head + b'\n')
    if re.search(rb'[\x00-\x08\x0b-\x1f\x7f-\xff]', bare) or re.search(rb'[\x00-\x08\x0b-\x1f\x7f]', head):
        faults.append('bytes in the header: %r' % re.search(rb'.{0,20}[\x00-\x08\x0b-\x1f\x7f-\xff]', bare + head).group(0))
    return faults


def shown_faults(message):
    """What clients show of a header is one line, and From and Reply-To are ours alone."""
    faults = []
    for field in ('From', 'Subject', 'List-Id', 'To', 'Reply-To'):
        text = str(message.get(field) or '')            # decoded, once
        if re.search('[\r\n\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]', text):
            faults.append('%s reads %r' % (field, text))
        if field in ('From', 'List-Id') and HIDDEN.search(text):
            faults.append('%s turns: %r' % (field, text))
    for field in ('From', 'Reply-To'):
        addresses = message[field].addresses if message[field] is not None else ()
        if message[field] is not None and [one.domain.lower() for one in addresses] not in ([DOMAIN], ['home.example'] if field == 'Reply-To' else [DOMAIN]):
            faults.append('%s is %s' % (field, message[field]))
    return faults


def mail_faults(mail):
    raw = mail.raw.replace(b'\r\n', b'\n')
    head, _, body = raw.partition(b'\n\n')
    message = email.message_from_bytes(mail.raw, policy=email.policy.default)
    faults = header_faults(head) + shown_faults(message)
    faults += ['Eve in %r' % line for line in head.lower().split(b'\n') if EVE.encode() in line and mail.owner != EVE and
               re.match(rb'(from|to|cc|bcc|reply-to|return-path|delivered-to|list-[a-z]+|errors-to):[^"]*<?%s' % EVE.encode(), line)]
    # Whoever writes `From: a: eve@far.example;` says that it is Eve, who is asked, and shown nothing of it.
    if mail.owner == EVE and ('yours' not in mail.subject or re.search(rb'(?i)see it|hello a:', mail.raw)):
        faults.append('a mail to Eve')
    own = message.get('Auto-Submitted') is not None
    kinds = [part.get_content_type() for part in message.walk()]
    if own and kinds not in (['multipart/alternative', 'text/plain', 'text/html'],
                             ['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/plain']):
        faults.append('parts: %s' % kinds)
    for part in message.walk():
        if part.defects:
            faults.append('a defect: %r' % part.defects)
        if part.get_content_type() == 'text/html':
            faults += page_faults(part.get_content(), own)
        elif own and part.get_content_type() == 'text/plain':
            text = part.get_content()
            if re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f]', text):
                faults.append('a control character in the text')
            if 'op@home.example op@' in text or '{{{' in text and 'content}}}' not in text:
                faults.append('a template in people\'s words was filled in')
    return faults


def judge(mails, what):
    """A test point for what left because of one value."""
    global seen
    seen += len(mails)
    faults = {mail.owner + ': ' + mail.subject[:40]: mail_faults(mail) for mail in mails}
    tap.same({key: value for key, value in faults.items() if value}, {}, '%s: %d mails are as they must be' % (what, len(mails)))


def encoded(value):
    """As an encoded word, which may say anything."""
    return '=?utf-8?b?%s?=' % base64.b64encode(value.encode('utf-8', 'surrogateescape')).decode()


def forms(value):
    """A value as it can stand in a header: encoded; and raw, on one line."""
    yield 'encoded', encoded(value)
    yield 'raw', re.sub('[\n\0]', ' ', value)


def people(value):
    """Posts of a stranger with the value in all fields of a mail, and in the words around it."""
    for how, word in forms(value):
        writer = 'w%d@school.example' % len(site.rows('SELECT id FROM person'))
        fields = {'Sender': word, 'Reply_To': '%s <%s>' % (word, EVE), 'Organization': word, 'Comments': word, 'Keywords': word, 'Thread_Topic': word,
                  'Importance': word, 'List_Id': None, 'In_Reply_To': '<%s@x>' % word.replace(' ', ''), 'References': '<a@b> <%s>' % word,
                  'Message_ID': '<%s.%d@x.example>' % (re.sub(r'[^\w!#$%&\'*+/=?^`{|}~.-]', '', word)[:60], len(site.seen)), 'Content_Language': word, 'Content_Description': word,
                  'Content_ID': '<%s>' % word, 'Content_Location': word, 'Date': None, 'X_Mailer': word, 'Autocrypt': word, 'MIME_Version': '1.0'}
        mail = compose('%s <%s>' % (word, writer), address, word, 'See it: %s\n' % value.replace('\0', ''), **fields)
        mail = mail.replace(b'MIME-Version:', ('Content-Type: text/plain; charset=utf-8; name="%s"\nMIME-Version:' % word.replace('"', '')).encode(
            'utf-8', 'surrogateescape'), 1)
        take(mail, writer, address, value)
        attached = compose('%s <%s>' % (word, writer), address, 'File ' + word, '', MIME_Version='1.0', Content_Type='multipart/mixed; boundary="b"')
        attached += ('--b\nContent-Type: text/html; charset=utf-8\n\n<p>Hello %s\n--b\nContent-Type: text/x-c; name="%s"\n'
                     'Content-Disposition: attachment; filename="%s"\n\nint x;\n--b--\n' % (value.replace('\0', ''), word, word)).encode('utf-8', 'surrogateescape')
        take(attached, writer, address, value)


def take(mail, sender, recipient, value, login=True):
    """With the value in the envelope's other words. Whatever comes of it, it is no fault."""
    line = re.sub('\0', '', value)
    answer = site.receive(mail, sender, recipient, login=sender if login else line, more=('--helo', line, '--client-address', line))
    log_faults(answer, mail)
    return answer


def log_faults(answer, mail=b''):
    """A call says one line a fact, each begins with our name, and shows nothing hidden."""
    text = answer.output.decode(errors='replace')
    bad = [line for line in text.splitlines() if not re.match(r'journster [a-z]+: |sent \d|expired: ', line) or HIDDEN.search(line)]
    if bad or text.count('\n') != len(text.splitlines()):
        tap.ok(False, 'what a call logs is ours: %s' % answer.what[:60], repr(bad))


def goals(value, number):
    """A goal whose title, background and skills are the value, made by mail by somebody of that name; then a reader."""
    word = encoded(value + ' %d' % number)
    asker = 'g%d@school.example' % number
    line = re.sub('[\n\r\0]', ' ', value)
    take(compose('%s <%s>' % (word, asker), 'new@' + DOMAIN, word, '%s\n\nExpectations: %s\n\nSkills: %s\n' % (value.replace('\0', ''), line, line)),
         asker, 'new@' + DOMAIN, value)
    mails = site.sent()
    asked = [mail for mail in mails if mail.owner == asker]
    if asked:
        mail, to = reply(asked[0], '%s <%s>' % (word, asker), 'yes\n')
        take(mail, asker, to, value)
        mails += site.sent()
    # Its own settings: name, skills; and a stranger who follows.
    take(compose('%s <%s>' % (word, asker), 'me@' + DOMAIN, 'Me', 'Name: %s\nSkills: %s\n' % (line, line)), asker, 'me@' + DOMAIN, value)
    take(compose('%s <%s>' % (word, BO), 'open@' + DOMAIN, 'What is there', word), BO, 'open@' + DOMAIN, value)
    made = [row['name'] for row in site.json('goal', 'list', '--json') if row['protege'] == asker]
    for goal in made:
        site.call('follow', goal, BO)
        for sub in ('+background', '+help', '', '+thanks'):
            where = '%s%s@%s' % (goal, sub, DOMAIN)
            take(compose('%s <%s>' % (word, asker), where, word, line + '?\n'), asker, where, value)
    judge(mails + site.sent(), 'a goal of %s' % VALUE_NAME)


VALUE_NAME = ''


def envelopes():
    """Recipients and senders that are no addresses, and what the MTA's logs and our lists get of them."""
    for what, value in VALUES.items():
        line = value.replace('\0', '')
        for recipient in (line + '@' + DOMAIN, name + '+' + line + '@' + DOMAIN, line, name + '+c.' + line + '@' + DOMAIN):
            answer = site.receive(compose(BO, address, 'E', 'Text of %s\n' % what), line + '@x.example', recipient, login=line)
            log_faults(answer)
        judge(site.sent(), 'envelopes of %s' % what)
    with open(site.state + '/recipients') as file:
        lines = file.read().splitlines()
    bad = [line for line in lines if not re.fullmatch(r'[a-z0-9-]+@goals\.example \S+', line)]
    tap.same(bad, [], 'each line of the list of recipients is an address and a user')


def commands():
    """What commands print: plain, nothing hidden as it is, no line that a value has begun; as JSON, all of it as it was."""
    posts = [row['id'] for goal in site.json('goal', 'list', '--json') for row in site.posts(goal['name'])]
    held = [row['id'] for row in site.json('held', 'list', '--all', '--json')]
    people = [row['address'] for row in site.json('person', 'list', '--json')]
    names = [row['name'] for row in site.json('goal', 'list', '--json')]
    step = max(1, len(posts) // 25)
    calls = [('goal', 'list'), ('person', 'list'), ('outbox',), ('outbox', '--all'), ('held', 'list'), ('held', 'list', '--all'), ('config', 'check')]
    calls += [('goal', 'show', one) for one in names[::3]] + [('post', 'list', one) for one in names[::3]] + [('post', 'show', str(one)) for one in posts[::step]]
    calls += [('held', 'show', str(one)) for one in held[::max(1, len(held) // 25)]] + [('person', 'show', one) for one in people[::max(1, len(people) // 10)]]
    calls += [('digest', 'preview', BO), ('digest', 'preview', '--html', BO), ('goal', 'end', names[-1]), ('person', 'forget', people[-1]), ('goal', 'delete', names[-1])]
    bad = {}
    for words in calls:
        answer = site.call(*words)
        text = answer.output.decode(errors='replace')
        found = HIDDEN.search(text.replace('\n', ''))
        if found or answer.status not in (0, 65, 69, 78) or re.search(r'(?m)^(Bcc|X-Injected):', text):
            bad[' '.join(words)] = (answer.status, text[max(0, found.start() - 60):found.end() + 20] if found else text[:400])
        if words[0] in ('goal', 'person', 'post', 'held', 'outbox') and words[1:2] not in (['end'], ('end',), ('forget',), ('delete',)):
            raw = site.call(*words[:2 if len(words) > 1 and words[1][:1] != '-' else 1], '--json', *words[2 if len(words) > 1 and words[1][:1] != '-' else 1:]).output
            json.loads(raw)
            if HIDDEN.search(raw.decode().replace('\n', '')):
                bad['--json ' + ' '.join(words)] = 'hidden characters as they are'
    tap.same(bad, {}, '%d commands show nothing hidden as it is' % len(calls))
    subjects = {row['subject'] for goal in names for row in site.posts(goal)}
    # As people read them: a control character is no part of a subject, the direction of writing neither.
    for part in ('<script>alert(1)</script>', '{{operator}}', '\\" \\ \' "', "'; DROP TABLE post", '%s%n%d%x$(id)`id`'):
        tap.ok(any(part in subject for subject in subjects), 'JSON has a subject as it was written: %s' % part, repr(sorted(subjects))[:500])
    texts = ''.join(site.json('post', 'show', '--json', str(one))['text'] or '' for one in posts)
    for part in ('\u202egpj', '<!-- -->', '{{{content}}}', '\U000e0041'):
        tap.ok(part in texts, 'JSON has a text as it was written: %r' % part)
    tap.ok(re.search(r'\\u202e', site.call('post', 'show', next(str(one) for one in posts if '\u202egpj' in (site.json('post', 'show', '--json', str(one))['text'] or ''))).output.decode()),
           'and plain output shows it by its number')


def inspected():
    """inspect reads mails of anybody."""
    for what, value in VALUES.items():
        path = os.path.join(site.directory, 'one.eml')
        with open(path, 'wb') as file:
            file.write(compose('%s <%s>' % (encoded(value), BO), address, encoded(value), value, Message_ID='<%s@x>' % re.sub(r'\s', '', value)))
        answer = site.call('inspect', path)
        found = HIDDEN.search(answer.output.decode(errors='replace').replace('\n', ''))
        tap.ok(not found, 'inspect shows %s' % what, repr(answer.output))
        answer = site.call('inspect', '--json', path)
        tap.ok(not HIDDEN.search(answer.output.decode().replace('\n', '')) and json.loads(answer.output), 'and as JSON', repr(answer.output))


def server_says():
    """The words of a mail server and of DNS are a stranger's, too."""
    server = Sink()
    other = Instance(delivery=server.address)
    try:
        goal = other.goal('Learn welding', ANA, BO)
        for what, value in VALUES.items():
            line = re.sub('[\r\n\0]', ' ', value)
            server.rules[BO] = '450 4.0.0 ' + line
            other.receive(compose(ANA, goal + '@' + DOMAIN, 'S ' + what, 'T\n'), ANA, goal + '@' + DOMAIN, login=ANA)
            other.time += 86400
            for answer in (other.deliver(), other.call('outbox'), other.call('outbox', '--all')):
                text = answer.output.decode(errors='replace')
                tap.ok(not HIDDEN.search(text.replace('\n', '')), 'a server that says %s: %s' % (what, answer.what), repr(text))
            other.json('outbox', '--json')
        for step in ('HELO', 'EHLO', 'MAIL', 'DATA'):
            server.everything = {step: '421 4.0.0 \x1b[2J\x9b\u202e'}
            other.time += 86400
            answer = other.deliver()
            tap.ok(not HIDDEN.search(answer.output.decode(errors='replace').replace('\n', '')) and answer.output, '%s answered with an escape sequence' % step, repr(answer))
            answer = other.call('config', 'check')
            tap.ok(not HIDDEN.search(answer.output.decode(errors='replace').replace('\n', '')), 'config check of such a server', repr(answer))
    finally:
        other.close()


def settings():
    """Values of the settings, for words of config check and headers of our mails."""
    for what in ('C1', 'direction', 'escape sequences', 'HTML', 'addresses', 'templates'):
        other = Instance()
        value = re.sub('[\n\r]', ' ', VALUES[what])
        other.set('site', name=value.replace('\\', ''))
        answer = other.call('config', 'check')
        tap.ok(not HIDDEN.search(answer.output.decode(errors='replace').replace('\n', '')), 'config check with a site called %s' % what, repr(answer))
        if answer.status == 0:
            other.receive(compose(BO, 'open@' + DOMAIN, 'What', 'x'), BO, 'open@' + DOMAIN, login=BO)
            judge(other.sent(), 'a site called %s' % what)
        other.close()


def look_ups():
    """What is asked comes back in one netstring, with no second reply in it."""
    serving = site.start('serve')
    path = site.state + '/run/lookup'
    tap.soon(lambda: os.path.exists(path))
    for what, value in VALUES.items():
        for key in (value + '@' + DOMAIN, name + '+' + value + '@' + DOMAIN):
            request = b'goals ' + key.encode()
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(10)
                for _ in range(100):
                    try:
                        asking.connect(path)
                        break
                    except OSError:
                        pass
                asking.sendall(b'%d:%s,' % (len(request), request))
                asking.shutdown(socket.SHUT_WR)
                got = b''
                while True:
                    more = asking.recv(65536)
                    if not more:
                        break
                    got += more
            length, _, rest = got.partition(b':')
            whole = length.isdigit() and len(rest) == int(length) + 1 and rest.endswith(b',')
            tap.ok(whole and rest[:3] in (b'OK ', b'NOT', b'PER'), 'a look-up of %s' % what, repr(got))
            tap.ok(not rest.startswith(b'OK ') or not re.search(rb'[\x00-\x1f\x7f]', rest), 'and no control character is known', repr(got))
    serving.terminate()
    serving.wait(90)


def boxes():
    """Where mail was put: one directory a person, and nothing beside them."""
    found = glob.glob(site.boxes + '/*')
    tap.ok(all(os.path.isdir(path) and '@' in os.path.basename(path) for path in found), 'Maildirs of addresses alone', repr(found)[:500])
    files = [path for path in glob.glob(site.boxes + '/*/*/*')]
    tap.ok(files and all(re.fullmatch(r'[A-Za-z0-9._,=+-]+\.journster', os.path.basename(path)) for path in files), 'with plain names of files', repr(files)[:500])


def digests():
    """What is gathered: digests, introductions, reminders, the operator's list."""
    site.call('follow', name, 'day@club.example', '--mode', 'daily')
    site.call('follow', name, 'week@club.example', '--mode', 'weekly')
    for _ in range(8):
        site.time += 86400
        site.tick()
        mails = site.sent()
        judge(mails, 'the mails of a day')


def main():
    global site, name, address, VALUE_NAME
    site = Instance(site_operator='op@home.example', intake_posts_per_hour=100000, intake_cookies_per_hour=100000)
    name = site.goal('Learn welding', ANA, BO)
    address = name + '@' + DOMAIN
    chosen = sys.argv[1:]
    for number, (what, value) in enumerate(VALUES.items()):
        VALUE_NAME = what
        people(value)
        judge(site.sent(), what)
        goals(value, number)
    tap.ok(seen > 10 * len(VALUES), '%d mails were looked at' % seen)
    for part in (envelopes, digests, commands, inspected, look_ups, boxes, server_says, settings):
        if not chosen or part.__name__ in chosen:
            part()
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
