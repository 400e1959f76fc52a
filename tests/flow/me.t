#!/usr/bin/python3
"""me@: one's own settings, addresses, the file of all that is held, being forgotten, and mail that asks for what is not its
sender's to ask. At the end every delivered byte is searched: nobody has read what was another's.
"""
import base64, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners, reply
import tap

ANA, BO, CY, DI = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'di@school.example'
BO2, EVE, MAL = 'bo.smed@work.example', 'eve@far.example', 'mal@evil.example'
NAMES = {ANA: 'Ana Lund', BO: 'Bo Smed', CY: 'Cy Hansen', DI: 'Di Strand', BO2: 'Bo Smed', EVE: 'Eve Vang', MAL: 'Mal'}
ME = 'me@' + DOMAIN
DAY = 86400
TABLES = ('person', 'address', 'goal', 'follow', 'goal_mentor', 'goal_told', 'mail', 'post', 'gratitude', 'reflection', 'held', 'seen', 'cookie', 'unasked', 'outbox',
          'outbox_failed', 'clock')

site = None
everything = []


def sub(word, name='me'):
    return '%s+%s@%s' % (name, word, DOMAIN)


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def readable(mail):
    """All that is in it, encodings undone."""
    parts = [str(mail.message[name]) for name in mail.message.keys()]
    parts += [part.get_content() for part in mail.message.walk() if part.get_content_maintype() == 'text']
    return '\n'.join(parts) + mail.raw.decode(errors='replace')


def post(mail, sender, to, login=None):
    answer = site.receive(mail, sender, to, login=login)
    tap.same(answer.status, 0, 'taken: %s' % to.split('.')[0]) or tap.diag(repr(answer))
    mails = site.sent()
    everything.extend(mails)
    return mails


def write(person, to, subject='', body='', **fields):
    """A proven mail of theirs."""
    return post(compose('%s <%s>' % (NAMES[person], person), to, subject, body, **fields), person, to, login=person)


def answer(mail, body='Yes.\n', person=None):
    """A plain reply, proven by nothing but what the address holds."""
    person = person or mail.owner
    made, to = reply(mail, '%s <%s>' % (NAMES[person], person), body)
    return post(made, person, to)


def one(mails, person, name=None):
    mine = [mail for mail in mails if mail.owner == person]
    tap.same(len(mine), 1, name or '%s has one mail' % person.split('@')[0]) or tap.diag(repr(mails))
    return mine[0]


def show(person):
    return site.json('person', 'show', '--json', person)


def settings(person, body):
    """The page that a mail of settings is answered with, which is all that comes of it."""
    mails = write(person, ME, 'Settings', body, MIME_Version='1.0', Content_Type='text/plain; charset=utf-8', Content_Transfer_Encoding='8bit')
    tap.same(owners(mails), [person], 'answered, and nobody else hears of it')
    return text(mails[0])


def page():
    for subject, body in (('', ''), ('help', ''), ('Hello', 'How do I change what I get?\n'), ('#help', '#help\n'), ('x', '#close\n')):
        mail = one(write(BO, ME, subject, body), BO, 'the page answers %r' % (subject + body))
        tap.contains(text(mail), '- Name: Bo Smed', 'it shows the name')
    tap.contains(text(mail), '- Main address: ' + BO, 'and the address')
    tap.contains(text(mail), '- learn-welding: each (Learn welding)', 'and what he follows')
    tap.contains(text(mail), "- learn-danish@%s, 'Learn Danish' (open, asking questions)" % DOMAIN, 'and his goal')
    tap.lacks(text(mail), 'We did not understand', 'and nothing else')
    tap.ok(mail.header('From').endswith('<%s>' % ME) and mail.header('Auto-Submitted') == 'auto-replied', 'it comes from me@')
    for word in ('help', 'questions', 'nonsense'):
        tap.contains(text(one(write(BO, sub(word)), BO)), '- Name: Bo Smed', 'me+%s shows it too' % word)
    tap.contains(text(one(answer(mail, 'Thanks!\n'), BO)), '- Name: Bo Smed', 'and a reply to it')
    tap.same(site.rows('SELECT count(*) FROM held'), [(0,)], 'no mail of these is kept')
    return mail


def unproven():
    mails = post(compose('Di Strand <%s>' % DI, ME, 'Me', 'Name: Digna\n'), MAL, ME)
    asked = one(mails, DI, 'a mail that nothing proves: its From is asked')
    tap.lacks(asked.raw.decode(), 'Digna', 'which quotes nothing')
    tap.same(show(DI)['name'], None, 'and changes nothing')
    mail = one(answer(asked), DI)
    tap.same(show(DI)['name'], 'Digna', 'until From says that it was theirs')
    tap.contains(text(mail), 'Others see you as Digna now.', 'which is answered')
    for _ in range(3):
        mails = post(compose('Di <%s>' % DI, ME, 'Me', 'Name: Mallory\n'), MAL, ME)
    tap.same((owners(mails), show(DI)['name']), ([], 'Digna'), 'who was asked often enough is left alone')
    for what, fields in (('Auto-Submitted', {'Auto_Submitted': 'auto-replied'}), ('a list', {'Precedence': 'bulk'}),
                         ('our own', {'X_Journster_Loop': DOMAIN})):
        tap.same(owners(write(DI, ME, 'x', 'Name: Robot\n', **fields)), [], 'automatic mail (%s) is not answered' % what)
    tap.same(show(DI)['name'], 'Digna', 'and changes nothing')
    for to in (ME, sub('export'), sub('forget')):
        tap.same(owners(post(compose(None, ME, 'x', 'y\n', From=None), MAL, to)), [], 'nor is one of nobody')
    page_of_bo = one(write(BO, ME), BO)
    site.time += DAY
    mails = post(reply(page_of_bo, 'Mal <%s>' % MAL, 'Name: Mallory\n')[0], MAL, page_of_bo.reply_to)
    tap.same((owners(mails), show(BO)['name']), ([BO], 'Bo Smed'), "with another's token: its person is asked, and nothing changes")
    tap.lacks(mails[0].raw.decode(), 'Mallory', 'which quotes nothing')
    forged = page_of_bo.reply_to.replace('+r.a.', '+r.b.')
    tap.same((owners(post(compose('Bo <%s>' % BO, forged, 'x', 'Name: Mallory\n'), MAL, forged)), show(BO)['name']), ([BO], 'Bo Smed'),
             'a token that was changed vouches for nobody')


def each_setting():
    said = settings(BO, 'Hi,\n\nname = Bo the Smith\n* Skills: welding, steel;welding ;  iron\nTHANKS: none\nNmae: x\nSee https://x.example\n\nBo\n')
    bo = show(BO)
    tap.same((bo['name'], bo['skills'], bo['thanks']), ('Bo the Smith', 'welding, steel, iron', 'none'), 'three lines change three settings')
    for part in ('Others see you as Bo the Smith now.', 'welding, steel, iron.', 'no mails of thanks', '> Nmae: x'):
        tap.contains(said, part, 'which is said: ' + part)
    tap.lacks(said, 'https', 'an address of the web is no setting')
    copied = settings(BO, said.split('\n\n', 1)[1].replace('- Thanks: none', '- Thanks: weekly'))
    tap.same((show(BO)['thanks'], 'We did not understand' in copied, copied.count('\n- You get a mail of thanks')), ('weekly', False, 1),
             'the whole page sent back with one line changed changes that')
    tap.lacks(copied, 'Others see you as', 'and nothing else')
    tap.contains(settings(BO, 'Skills:\n'), 'We no longer keep', 'skills can be taken away')
    for wrong in ('Name: \n', 'Name: %s\n' % BO, 'Thanks: daily\n', 'Digest: sometimes\n', 'Language: Klingon\n', 'Address: x\n', 'Address: me@%s\n' % DOMAIN,
                  'Remove address: %s\n' % BO, 'Remove address: %s\n' % ANA, 'Main address: %s\n' % ANA, 'learn-danish: daily\n', 'learn-welding: hourly\n'):
        before = show(BO)
        said = settings(BO, wrong)
        tap.ok('> ' + wrong.strip() in said and show(BO) == before, 'not understood, and said: ' + wrong.strip(), said)
    settings(BO, 'Name: Bo Smed\n')


def mode_of(person):
    return [row['mode'] for row in person['follows'] if row['goal'] == 'learn-welding'][0]


def language():
    said = settings(CY, 'Language: Dansk\n')
    tap.same(show(CY)['language'], 'da', 'a language by its own name')
    tap.contains(said, '- Navn: Cy Hansen', 'in which the answer is written')
    before = show(CY)
    copied = settings(CY, said)
    tap.ok('\n> ' not in copied and show(CY) == before, 'and the page sent back as it is changes nothing', copied)
    said = settings(CY, 'Navn: Cy Dansker\nlearn-welding: ugentlig\nTak: nej\nEvner: brød, smør\n')
    cy = show(CY)
    tap.same((cy['name'], cy['skills'], cy['thanks'], mode_of(cy)), ('Cy Dansker', 'brød, smør', 'none', 'weekly'),
             'the words of that language, and æøå')
    for name, code, line, text, expected in (
            ('Français', 'fr', '- Nom\xa0: ', 'Nom\u202f: Cy Français\nlearn-welding\xa0: quotidien\nRemerciements\xa0: chaque semaine\nJe peux aider en : pain\n',
             ('Cy Français', 'pain', 'weekly', 'daily')),
            ('español', 'es', '- Nombre: ', 'nombre: Cy Español\nlearn-welding: una vez por semana\nAgradecimientos: nunca\nPuedo ayudar con: pan\n',
             ('Cy Español', 'pan', 'none', 'weekly'))):
        said = settings(CY, 'Language: %s\n' % name)
        tap.same(show(CY)['language'], code, 'another: ' + code)
        tap.contains(said, line + 'Cy', 'in which the answer is written')
        tap.contains(said, ': %s\n' % name.capitalize(), 'it is called by its own name')
        before = show(CY)
        copied = settings(CY, said)
        tap.ok('\n> ' not in copied and show(CY) == before, 'and the page sent back as it is changes nothing', copied)
        settings(CY, text)
        cy = show(CY)
        tap.same((cy['name'], cy['skills'], cy['thanks'], mode_of(cy)), expected, 'its words')
    settings(CY, 'Name: Cy Hansen\nlearn-welding: each\nThanks: weekly\nSprog: EN\n')
    cy = show(CY)
    tap.same((cy['name'], cy['thanks'], mode_of(cy), cy['language']), ('Cy Hansen', 'weekly', 'each', 'en'), 'and those of English')


def rhythms():
    modes = lambda: {row['goal']: row['mode'] for row in show(ANA)['follows']}
    site.call('follow', 'learn-danish', ANA)
    site.call('follow', 'open', ANA, '--mode', 'weekly')
    tap.contains(settings(ANA, 'Digest: daily\n'), 'What you follow now comes in one mail a day.', 'a rhythm for all')
    tap.same(modes(), {'learn-danish': 'daily', 'open': 'daily'}, 'all follow it')
    tap.contains(settings(ANA, 'LEARN-DANISH: none\nopen: weekly\n'), "'Learn Danish' now comes no more, until you change it back.", 'one for one')
    tap.same(modes(), {'learn-danish': 'none', 'open': 'weekly'}, 'one for each')
    settings(ANA, 'Digest: questions\n')
    tap.same(modes(), {'learn-danish': 'none', 'open': 'questions'}, 'what she wants nothing of stays so')
    shown = one(write(ANA, ME), ANA)
    html = shown.message.get_body(('html',)).get_content()
    for word in ('subscribe', 'daily', 'digest'):
        tap.contains(html, 'mailto:learn-danish%%2B%s@%s' % (word, DOMAIN), 'the page links to ' + word)
    stop = re.search(r'me\+u\.[a-z0-9.]+@' + DOMAIN, text(shown)).group(0)
    forged = stop[:-len(DOMAIN) - 2] + ('a' if stop[-len(DOMAIN) - 2] != 'a' else 'b') + '@' + DOMAIN
    tap.same((owners(post(compose('x', forged, '', ''), '', forged)), modes()['open']), ([], 'questions'), 'a forged way out does nothing')
    mails = post(compose('Mailer <mailer@provider.example>', stop, 'unsubscribe', ''), 'mailer@provider.example', stop)
    tap.same((owners(mails), modes()), ([ANA], {'learn-danish': 'none', 'open': 'none'}), 'the way out works from any address, at once')
    tap.contains(mails[0].subject, 'no more digests', 'and she is told')
    tap.same(show(ANA)['thanks'], 'none', 'thanks stop too')
    settings(ANA, 'Digest: weekly\n')
    tap.same(modes(), {'learn-danish': 'weekly', 'open': 'weekly'}, 'who wants nothing of anything gets all of it back')
    mail = one(write(ANA, ME, 'unsubscribe'), ANA)
    tap.same((modes()['open'], 'no more digests' in mail.subject), ('none', True), 'unsubscribe in the subject does the same')
    settings(ANA, 'Thanks: weekly\n')


def links_in_file(person):
    """What their file says of addresses that they were asked about and can still confirm."""
    file = next(one(write(person, ME, '', '#export\n'), person).message.iter_attachments()).get_content()
    return [line for line in file.split('you can still confirm')[1].split('Letters we sent')[0].split('\n') if line.startswith('- link')]


def addresses():
    site.time += DAY
    before = links_in_file(BO)
    mails = write(BO, ME, 'x', 'Address: %s\nAddress: %s\n' % (BO2.upper(), ANA))
    asked = [mail for mail in mails if 'yours too' in mail.subject]
    tap.same((owners(mails), len(asked)), ([BO, BO, BO], 2), 'each address he names: his own mailbox is asked first')
    tap.same(len(links_in_file(BO)), len(before) + 2, 'his file has both questions')
    answered = [mail for mail in asked if BO2 in text(mail)]
    second = answer(answered[0])
    tap.same(owners(second), [BO2], 'then the other one')
    tap.same(show(BO)['addresses'], [BO], 'until then it is not his')
    tap.same(owners(answer([mail for mail in asked if ANA in text(mail)][0])), [], 'an address that somebody is known by is not asked')
    tap.same(links_in_file(BO), before, 'nor does his file say that one of the two was asked')
    linked = answer(second[0])
    tap.same((owners(linked), show(BO)['addresses']), ([BO], [BO, BO2]), 'both said so: it is his')
    mail = one(post(compose('Bo <%s>' % BO2, ME, 'x', 'Skills: tinning\n'), BO2, ME, login=BO2), BO, 'he can write from it; the answer goes to the first')
    tap.same(show(BO)['skills'], 'tinning', 'and it counts')
    asked = [mail for mail in write(BO, ME, 'x', 'Main address: %s\n' % BO2)]
    tap.same(owners(asked), sorted([BO, BO2]), 'another main address: that one is asked')
    done = answer(one(asked, BO2))
    tap.same((owners(done), show(BO)['address']), (sorted([BO, BO2]), BO2), 'it replies: both are told, and it is the main one')
    tap.same(owners(answer(one(asked, BO2), person=BO)), [BO2], 'the same again is too late')
    tap.contains(text(one(write(BO, ME, 'x', 'Main address: %s\n' % BO), BO2)), 'Main address: ' + BO2, 'he writes from either')
    site.time += DAY
    back = [mail for mail in write(BO, ME, 'x', 'Main address: %s\n' % BO) if mail.owner == BO]
    answer(back[0])
    settings(BO, 'Remove address: %s\n' % BO2)
    tap.same(show(BO)['addresses'], [BO], 'and back, and one less')
    mails = write(BO, ME, 'x', ''.join('Address: bo%d@work.example\n' % i for i in range(30)))
    tap.ok(owners(mails) == [BO] * 6, 'thirty addresses in one mail do not fill a mailbox', repr(mails))
    page = [mail for mail in mails if mail.message_id.startswith('<me.')]
    tap.contains(text(page[0]), 'We ask five addresses for one mail at most.', 'which is said')


def hostile():
    site.time += DAY
    before = show(CY)
    for what, body, name, skills in (
            ('a name of a megabyte', 'Name: ' + 'x' * 1000000 + '\n', 'x' * 97 + '…', before['skills']),
            ('10,000 skills', 'Skills: ' + ', '.join('s%d' % i for i in range(10000)) + '\n', 'x' * 97 + '…', ', '.join('s%d' % i for i in range(20))),
            ('a skill of a kilobyte', 'Skills: ' + 'y' * 1000 + '\n', 'x' * 97 + '…', 'y' * 57 + '…'),
            ('100,000 settings', 'Name: Cy\nName: Di\n' * 50000, 'Di', 'y' * 57 + '…'),
            ('100,000 folded lines', 'Skills: a\n' + ' b,\n' * 100000, 'Di', 'a b, b'),
            ('words that are none', 'q%d: r\n' * 10 % tuple(range(10)) * 300, 'Di', 'a b, b')):
        mails = write(CY, ME, 'x', body)
        cy = show(CY)
        tap.same((cy['name'], cy['skills']), (name, skills), what)
        tap.ok(owners(mails) == [CY] and len(mails[0].raw) < 60000, what + ': one short page answers', repr(mails))
    quoted = text(mails[0]).split('We did not understand')[1].split('This is what')[0].count('> ')
    tap.ok(quoted <= 10, 'what is not understood is not quoted without end', str(quoted))
    inject = 'Name: Eve\nBcc: %s\nName: Cy\x00\x1b[31m\u202e\u2028Bcc: x@x.example\r\n' % MAL
    made = compose('Cy <%s>' % CY, ME, 'x', None or '', MIME_Version='1.0', Content_Type='text/plain; charset=utf-8', Content_Transfer_Encoding='base64')
    mails = post(made + base64.encodebytes(inject.encode()), CY, ME, login=CY)
    name = show(CY)['name']
    tap.ok(name != 'Di' and not re.search('[\x00-\x1f\x7f\u2028\u202e]', name), 'a name holds no control characters', repr(name))
    mails = write(CY, 'learn-welding@' + DOMAIN, 'Gloves', 'Leather.\n')
    tap.ok(len(mails) > 1, 'under that name they write', repr(mails))
    for mail in mails:
        tap.ok(mail.header('Bcc') == '' and not re.search(rb'(?m)^Bcc:', mail.raw), 'and adds no field to a copy', mail.raw[:2000].decode())
    settings(CY, 'Name: Cy Hansen\nSkills: %s\n' % before['skills'])


def export():
    mail = one(write(BO, ME, 'All of it', '#export\n'), BO)
    attached = list(mail.message.iter_attachments())
    tap.same([(part.get_filename(), part.get_content_type(), part.get_content_charset()) for part in attached],
             [('journster-export.txt', 'text/plain', 'utf-8')], 'a file comes')
    file = attached[0].get_content()
    for part in ('Bo Smed', BO, 'Skills: tinning', 'Learn Danish', 'my background', 'Use a small one, zebra.', '> A second paragraph, 200 A.', 'learn-welding: each'):
        tap.contains(file, part, 'it holds %r' % part)
    for part in (ANA, CY, 'Which welder', 'Leather'):
        tap.lacks(file, part, 'and nothing of others: %r' % part)
    tap.ok(text(mail) and mail.message.get_body(('html',)), 'and a letter with it')
    asked = one(post(compose('Bo <%s>' % BO, sub('export'), '', ''), MAL, sub('export')), BO, 'unproven: he is asked')
    tap.ok(not list(asked.message.iter_attachments()), 'and gets no file unasked')
    tap.ok(list(one(answer(asked), BO).message.iter_attachments()), 'but when he says that it was his')
    tap.ok(list(one(write(BO, 'learn-welding@' + DOMAIN, 'x', '#export\n'), BO).message.iter_attachments()), '#export to a goal is the same')


def dump():
    return {table: site.rows('SELECT * FROM %s' % table) for table in TABLES}


def traces(*words):
    """Rows of any table in which one of the words stands, in whatever case."""
    found = []
    for table, rows in dump().items():
        for row in rows:
            for value in row:
                plain = value.decode(errors='replace') if isinstance(value, bytes) else str(value)
                found += [(table, word, plain[:100]) for word in words if word.lower() in plain.lower()]
    return found


def forget():
    """Bo has a goal with answers, has answered, is in a closed goal, and has mail that waits, when he asks to be forgotten."""
    site.time += DAY
    told = one(write(ANA, 'learn-welding@' + DOMAIN, 'Rods', 'Which rods?\n'), BO)
    theirs = answer(told, 'Rutile ones, walrus.\n')
    write(ANA, 'learn-danish@' + DOMAIN, 'Vowels', 'There are twenty.\n')
    copy = [mail for mail in theirs if mail.owner == ANA][0]
    write(ANA, 'learn-welding@' + DOMAIN, 'Re: Rods', '#close 1\n')
    ask = one(site_mails_for(BO, 'will you go on in private'), BO)
    answer(ask, 'Gladly, ocelot.\n')
    post(compose('Bo <%s>' % BO, 'learn-danish@' + DOMAIN, 'Waits', 'This is a narwhal.\n'), MAL, 'learn-danish@' + DOMAIN)
    post(compose('Bo <%s>' % BO, 'learn-danish@' + DOMAIN, 'A large one', 'Nothing much, aardvark.\n' * 5000), BO, 'learn-danish@' + DOMAIN, login=BO)
    spool = os.path.join(site.state, 'spool', 'mail')
    tap.same(len(os.listdir(spool)), 1, 'one of his mails lies in a file')
    others = [row for row in site.rows('SELECT o.*, m.raw FROM post o LEFT JOIN mail m ON m.id = o.mail_id ORDER BY o.id') if row[2] != person_id(BO)]
    old = person_id(BO)
    asked = one(write(BO, ME, 'x', '#forget\n'), BO)
    for part in ('cannot be taken back', "'Learn Danish' ends", "title 'Learn Danish'", 'closed goals', 'me+export'):
        tap.contains(text(asked), part, 'he is told what goes and what stays: ' + part)
    tap.ok(traces('Bo Smed'), 'nothing happens yet')
    tap.same(owners(post(*with_sender(asked, Auto_Submitted='auto-replied'))), [], 'nor by automatic mail')
    asked = one(answer(asked, 'No! That was not me.\n'), BO)
    tap.contains(text(asked), 'write only: #yes', 'a reply that says no forgets nobody; he is asked once more')
    tap.ok(traces('Bo Smed'), 'and all of him is there')
    # What waits to be sent tells of him.
    site.receive(compose('Ana Lund <%s>' % ANA, 'learn-danish@' + DOMAIN, 'One more', 'How many vowels?\n'), ANA, 'learn-danish@' + DOMAIN, login=ANA)
    site.receive(compose('Bo Smed <%s>' % BO, 'learn-danish@' + DOMAIN, 'Narwhals', 'Not sent yet, wombat.\n'), BO, 'learn-danish@' + DOMAIN, login=BO)
    made, to = reply(asked, 'Bo Smed <%s>' % BO, '#yes\n\nNot for print.\n')
    taken = site.receive(made, BO, to)
    tap.contains(taken.text, 'is forgotten', 'he replies, and is forgotten')
    left = [trace for trace in traces(BO, 'Bo Smed', 'tinning', 'zebra', 'walrus', 'ocelot', 'narwhal', 'wombat', 'aardvark', 'my background')
            if not (trace[0] == 'outbox' and trace[1] == BO)]
    tap.same(left, [], 'of him nothing is left in any table, but for the letter that says so')
    mails = site.sent()
    everything.extend(mails)
    tap.same(sorted({mail.owner for mail in mails if 'forgotten' in mail.subject}), [BO], 'which goes out')
    tap.ok([mail for mail in mails if mail.owner == ANA and 'One of those you named' in readable(mail)] and not any('wombat' in readable(mail) for mail in mails), 'Ana is told that somebody left; what had not gone out does not', repr(mails))
    tap.lacks(' '.join(readable(mail) for mail in mails if mail.owner == ANA), 'Bo Smed', 'and not who')
    tap.same(traces(BO, 'Bo Smed'), [], 'then nothing of him is left at all')
    with open(site.store, 'rb') as file:
        raw = file.read()
    tap.ok(b'walrus' not in raw and b'zebra' not in raw, "nor in the database's free pages")
    now = [row for row in site.rows('SELECT o.*, m.raw FROM post o LEFT JOIN mail m ON m.id = o.mail_id ORDER BY o.id') if row[2] != old and row[0] <= others[-1][0]]
    tap.same(now, others, "others' posts are whole, byte for byte")
    return old, copy, asked


def site_mails_for(person, part):
    return [mail for mail in everything if mail.owner == person and part in mail.subject]


def with_sender(mail, **fields):
    made, to = reply(mail, '%s <%s>' % (NAMES[mail.owner], mail.owner), 'Yes.\n', **fields)
    return made, mail.owner, to


def person_id(addr):
    return site.rows('SELECT person_id FROM address WHERE addr = ?', addr)[0][0]


def afterwards(old, copy, asked):
    tap.same(site.json('goal', 'show', '--json', 'learn-danish')['state'], 'ended', 'his goal has ended')
    tap.same(site.json('goal', 'show', '--json', 'learn-danish')['title'], 'Learn Danish', 'its title stays')
    shown = site.json('post', 'show', '--json', str(site.rows('SELECT min(id) FROM post WHERE author_id = ?', old)[0][0]))
    tap.same([shown[name] for name in ('removed', 'text', 'subject', 'author_address', 'envelope_sender', 'recipient', 'size', 'file')],
             [True, '', '', None, None, None, None, None], 'post show: removed')
    case = text(one(write(CY, sub('background', 'learn-welding')), CY))
    tap.contains(case, '(removed by its author)', 'who reads the case sees that something stood there')
    mails = answer(copy, 'So rutile it is.\n', ANA)
    tap.ok(BO not in owners(mails), 'a reply to what he wrote reaches the others, and not him', repr(mails))
    tap.same(site.rows('SELECT parent_id FROM post ORDER BY id DESC LIMIT 1')[0][0] is not None, True, 'and threads')
    for what, to in (('his settings', [m for m in everything if m.owner == BO and m.reply_to.startswith('me+r.')][-1].reply_to),
                     ('a copy', [m for m in everything if m.owner == BO and m.reply_to.startswith('learn-welding+r.')][-1].reply_to)):
        mails = post(compose('Bo <%s>' % BO, to, 'Re: x', 'Name: Ghost\n'), MAL, to)
        tap.same([mail.subject for mail in mails if mail.owner == BO], ['Was this mail yours?'], 'his token from %s vouches for nobody' % what)
        tap.same(owners(mails), [BO], 'and nobody else gets anything')
    new = person_id(BO)
    tap.ok(new > old, 'the address is a new person now')
    mail = one(write(BO, ME), BO)
    tap.ok('Nothing at the moment' in text(mail) and 'None at the moment' in text(mail), 'who has no goal and follows nothing', text(mail))
    stop = [m for m in everything if m.owner == BO and 'learn-welding' in (m.header('List-Unsubscribe') or '')][0].unsubscribe()
    tap.same(owners(post(compose('x', stop, '', ''), '', stop)), [], 'an old way out leads nowhere')
    for later in (DAY, 70 * DAY):
        tap.same(site.tick(later).status, 0, 'the clock goes on')
    tap.same(len(site.rows('SELECT 1 FROM person WHERE id = ?', old)), 1, 'the number stays, since posts hang on it')
    tap.same(os.listdir(os.path.join(site.state, 'spool', 'mail')), [], 'and the file is gone')


def operator():
    name = site.goal('Bake bread', EVE, CY)
    question = one(write(EVE, name + '@' + DOMAIN, 'Rye', 'How long does rye take, gannet?\n'), CY)
    answered = one(answer(question, 'A night.\n'), EVE)
    ask = one(answer(answered, '#close\n', EVE), CY)
    answer(ask, '')
    told = site.call('person', 'forget', EVE)
    tap.ok(told.status == 0 and 'bake-bread' in told.text and 'Nothing was changed' in told.text and show(EVE)['address'] == EVE,
           'person forget tells first what it does', told.text)
    tap.same(site.call('person', 'forget', '--yes', EVE).status, 0, 'with --yes it does it')
    mails = sent()
    tap.same((owners(mails), 'has ended' in one(mails, CY).subject), ([CY, EVE], True), 'she is told, and who was in the closed goal with her')
    tap.same(traces(EVE, 'Eve Vang', 'gannet'), [], 'nothing of her is left')
    tap.same([(row['removed'], row['gist']) for row in site.posts(name)], [(True, ''), (False, 'A night.')], 'what he wrote is')
    tap.same(site.json('goal', 'show', '--json', name)['state'], 'ended', 'her goal has ended')
    tap.same((site.call('person', 'forget', EVE).status, site.call('person', 'forget', '--yes').status), (69, 64), 'who is not there cannot be')


def sent():
    mails = site.sent()
    everything.extend(mails)
    return mails


def search():
    for person in NAMES:
        others = [addr for addr in NAMES if addr not in (person, BO2 if person == BO else BO if person == BO2 else person)]
        # He named her address himself; Mal came with a token of his, and Cy quoted Mal's.
        leaks = [(mail, addr) for mail in everything if mail.owner == person for addr in others
                 if addr in readable(mail).lower() and (person, addr) not in ((BO, ANA), (BO, MAL), (CY, MAL))]
        tap.same(leaks, [], 'no address of another is in a mail to %s' % person.split('@')[0])
    pages = [mail for mail in everything if mail.header('From').endswith('<%s>' % ME)]
    tap.ok(len(pages) > 30 and all(mail.header('To').lower().endswith('<%s>' % mail.owner) or mail.owner in mail.header('To').lower() for mail in pages),
           'each letter of me@ went to the one it was for')
    for mail in pages:
        for local in re.findall(rb'me\+[ru]\.(?:a\.)?([a-z2-7]+)\.', mail.raw):
            whose.setdefault(local, set()).add(mail.owner)
    tap.ok(whose and all(len(people - {BO2}) == 1 for people in whose.values()), 'and each token to one person', repr(whose))
    tap.same(site.faults, [], 'no call of the program did what none may')


whose = {}


def main():
    global site
    site = Instance()
    operator()
    site.goal('Learn welding', ANA, BO, CY)
    background = os.path.join(site.directory, 'background')
    with open(background, 'w') as file:
        file.write('This is my background.\n')
    site.call('goal', 'add', '--title', 'Learn Danish', '--protege', BO, '--background', background)
    write(ANA, 'learn-welding@' + DOMAIN, 'Welder', 'Which welder?\n')
    write(BO, 'learn-welding@' + DOMAIN, 'Re: Welder', 'Use a small one, zebra.\n\nA second paragraph, 200 A.\n')
    page()
    unproven()
    each_setting()
    language()
    rhythms()
    addresses()
    hostile()
    export()
    afterwards(*forget())
    search()


tap.run(main)
