#!/usr/bin/python3
"""Who reads what in which language: what they chose at me@, else what their own mail said last, else the goal's, else the
site's. Forged and automatic mail teach nothing. The lines below a copy are in its reader's language, and go from replies.
"""
import os, re, shutil, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, TOP, Instance, compose, owners, reply
import tap

ANA, BO, CY, EVE, MAL = 'ana@home.example', 'bo@forge.example', 'cy@club.example', 'eve@far.example', 'mal@evil.example'
ME, NEW = 'me@' + DOMAIN, 'new@' + DOMAIN
DAY = 86400

# Of each language what its mails say: the question whether one wants to follow, and that one does; the line below a copy for one
# who follows, where three get their reply; an answer's number in it; when it is January; and the fields of a goal, as its
# letters name them.
TONGUES = {
    'da': ('Bekræft, at du vil følge', 'Du følger nu', 'ÅBENT: dit svar går til', 'Dette er svar', 'januar',
           ('Forventninger', 'Færdigheder', 'Sprog')),
    'de': ('Bitte bestätige, dass du', 'Du folgst jetzt', 'OFFEN: deine Antwort geht an', 'Das ist Antwort', 'Januar',
           ('Erwartungen', 'Kenntnisse', 'Sprache')),
    'sv': ('Bekräfta att du vill följa', 'Du följer nu', 'ÖPPET: ditt svar går till', 'Det här är svar', 'januari',
           ('Förväntningar', 'Kunskaper', 'Språk')),
    'fr': ('Confirme que tu veux suivre', 'Tu suis maintenant', 'OUVERT\xa0: ta réponse va à', 'Voici la réponse', 'janvier',
           ('Attentes', 'Compétences', 'Langue')),
    'es': ('Confirma que quieres seguir', 'Ya sigues', 'ABIERTA: tu respuesta llega a', 'Esta es la respuesta', 'enero',
           ('Expectativas', 'Conocimientos', 'Idioma')),
}
# What they call themselves.
NAMES = {'da': 'Dansk', 'de': 'Deutsch', 'sv': 'Svenska', 'fr': 'Français', 'es': 'Español'}
# How clients of these people say it.
SAID = {'da': 'da-DK', 'de': 'de-AT', 'sv': 'sv-SE', 'fr': 'fr-CA', 'es': 'es-419'}

site = None
everything = []


def text(mail):
    return mail.message.get_body(('plain',)).get_content()


def post(mail, sender, to, login=None):
    answer = site.receive(mail, sender, to, login=login)
    tap.same(answer.status, 0, 'taken: %s' % to.split('.')[0]) or tap.diag(repr(answer))
    mails = site.sent()
    everything.extend(mails)
    return mails


def utf8(fields):
    return dict({'MIME_Version': '1.0', 'Content_Type': 'text/plain; charset=utf-8', 'Content_Transfer_Encoding': '8bit'}, **fields)


def write(person, to, subject='', body='', **fields):
    """A proven mail of theirs."""
    return post(compose(person, to, subject, body, **utf8(fields)), person, to, login=person)


def answer(mail, body='', **fields):
    made, to = reply(mail, mail.owner, body, **utf8(fields))
    return post(made, mail.owner, to)


def one(mails, person, name=None):
    mine = [mail for mail in mails if mail.owner == person]
    tap.same(len(mine), 1, name or '%s has one mail' % person.split('@')[0]) or tap.diag(repr(mails))
    return mine[0]


def tongue(mail):
    return mail.header('Content-Language')


def known(person):
    shown = site.json('person', 'show', '--json', person)
    return shown['language'], shown['mail_language']


def somebody(code):
    return 'somebody@%s.example' % code


def strangers():
    """One of each language comes to an English site's goal, by an English goal's address, and is written to in theirs."""
    for code, (asks, follows, _, _, month, _) in TONGUES.items():
        person = somebody(code)
        asked = one(write(person, 'learn-welding+subscribe@' + DOMAIN, Content_Language=SAID[code]), person)
        tap.ok(tongue(asked) == code and asked.subject.startswith(asks), '%s: asked in the language of their mail' % code, asked.subject)
        tap.lacks(text(asked), 'Hello', 'and in no other')
        months = 'January February March April May June July August September October November December'.split()
        english = [word for word in months if re.search(r'\b\d+ %s 20' % word, text(asked))]
        tap.same(english, [], 'with the date in it')
        done = one(answer(asked), person)
        tap.ok(tongue(done) == code and done.subject.startswith(follows), 'and so they follow', done.subject)
        tap.same(known(person), (None, code), 'it is known as what their mail said, not as what they chose')


def copies():
    """Each reads the lines below in their own language, and nobody reads another's."""
    question = write(ANA, 'learn-welding@' + DOMAIN, 'Gas', 'Which gas?\n', Content_Language='en-GB')
    tap.same(owners(question), sorted([ANA, BO] + [somebody(code) for code in TONGUES]), 'a question goes to all who follow')
    tap.contains(text(one(question, BO)), 'OPEN: your reply goes to', 'who reads English has the line below in English')
    tap.same(tongue(one(question, ANA)), 'en', 'so has the protege her receipt')
    for code, (_, _, line, _, _, _) in TONGUES.items():
        copy = one(question, somebody(code))
        tap.contains(text(copy), line, '%s: the line below is in theirs' % code)
        tap.lacks(text(copy), 'OPEN: your reply', 'and not in English')
    for code, (_, _, line, number, _, _) in TONGUES.items():
        copy = one(question, somebody(code))
        quoted = ''.join('> %s\n' % row for row in text(copy).splitlines())
        answers = answer(copy, 'Argon (%s).\n\n%s' % (code, quoted))
        tap.same(len(answers), len(TONGUES) + 1, 'a reply of theirs goes to the others')
        for mail in answers:
            tap.ok('Argon (%s).' % code in text(mail) and 'Which gas?' in text(mail), 'with what they wrote and quoted')
        english = text(one(answers, BO))
        tap.ok(line not in english and 'This is answer' in english, 'and without the line that they quoted', english)
        others = [mail for mail in answers if mail.owner not in (ANA, BO)]
        for mail in others:
            other = mail.owner.split('@')[1].split('.')[0]
            tap.ok(TONGUES[other][3] in text(mail) and line not in text(mail), '%s to %s: likewise' % (code, other), text(mail))


def chosen():
    """What a person chose stays, whatever their mail says; and what they have can be chosen, too."""
    code = list(TONGUES)[0]
    person = somebody(code)
    mails = write(person, ME, 'x', 'Language: English\n', Content_Language=code)
    tap.same((known(person), tongue(one(mails, person))), (('en', None), 'en'), 'what they chose counts, and what their mail said is forgotten')
    mails = write(person, ME, 'x', '', Content_Language=code)
    tap.same((known(person), tongue(one(mails, person))), (('en', None), 'en'), 'and no mail changes it')
    write(CY, ME, '', '', Accept_Language='fi, %s;q=0.8, en;q=0.2' % code)
    tap.same(known(CY), (None, code), 'what a client accepts counts, too')
    write(CY, ME, '', '', Content_Language='fi')
    tap.same(known(CY), (None, code), 'a mail in a language that we cannot write changes nothing')
    write(CY, ME, '', '', Content_Language='it, nb')
    tap.same(known(CY), (None, code), 'nor one in which we only understand thanks')
    write(CY, ME, '', '', Content_Language='"\xa7$%', Accept_Language='*;q=9, ;;;, en-;q=1')
    tap.same(known(CY), (None, code), 'nor one whose field is broken')
    write(CY, ME, '', '')
    tap.same(known(CY), (None, code), 'nor one that says nothing')
    write(CY, ME, '', '', Content_Language='en')
    tap.same(known(CY), (None, 'en'), 'another one does')
    page = text(one(write(CY, ME), CY))
    tap.contains(page, '- Language: English', 'it is shown')
    said = text(one(write(CY, ME, '', 'Language: en\n'), CY))
    tap.same((known(CY), 'We write to you in this language now' in said), (('en', None), False), 'and can be chosen as it is')
    write(CY, ME, '', '', Content_Language=code)
    tap.same(known(CY), ('en', None), 'to stay')


def pages():
    """One's settings, sent back as they came, are understood in each language, and change nothing."""
    for code in TONGUES:
        person = 'page@%s.example' % code
        site.call('follow', 'learn-welding', person, '--mode', 'weekly')
        page = text(one(write(person, ME, '', 'Name: P\nSkills: a, b\nLanguage: %s\n' % code), person))
        before = site.json('person', 'show', '--json', person)
        tap.same((before['language'], before['skills']), (code, 'a, b'), '%s: one chooses it' % code)
        again = text(one(write(person, ME, '', page), person))
        tap.ok('\n> ' not in again and site.json('person', 'show', '--json', person) == before, 'the page sent back changes nothing', again)
        rows = {}
        for mode in ('each', 'questions', 'daily', 'none', 'weekly'):
            said = text(one(write(person, ME, '', 'learn-welding: %s\n' % mode), person))
            rows[mode] = re.search(r'(?m)^- (learn-welding\xa0?: \S+ \(.*\))', said).group(1)
        for mode, row in rows.items():
            write(person, ME, '', row + '\n')
            tap.same([follow['mode'] for follow in site.json('person', 'show', '--json', person)['follows']], [mode], 'the word of %s: %s' % (mode, row))


def untaught():
    """Mail that nothing proves, or that no person wrote."""
    code = list(TONGUES)[0]
    mails = post(compose(EVE, 'learn-welding@' + DOMAIN, 'Gas', 'None.\n', Content_Language=code), MAL, 'learn-welding@' + DOMAIN)
    asked = one(mails, EVE, 'an unproven mail: From is asked')
    tap.same((tongue(asked), known(EVE)), ('en', (None, None)), 'in the language of the site: it taught nothing')
    post(compose(EVE, 'learn-welding@' + DOMAIN, 'Away', 'x\n', Content_Language=code, Auto_Submitted='auto-replied'), EVE,
         'learn-welding@' + DOMAIN, login=EVE)
    post(compose(EVE, ME, 'Away', 'x\n', Content_Language=code, Precedence='bulk'), EVE, ME, login=EVE)
    tap.same(known(EVE), (None, None), 'nor did automatic mail, proven')
    held = [row['id'] for row in site.held() if 'automatic' in row['reason']]
    tap.ok(held, 'which is held')
    site.call('held', 'release', str(held[0]))
    site.sent()
    tap.same(known(EVE), (None, None), 'nor when the operator lets it go on')
    mails = post(compose(BO, 'learn-welding@' + DOMAIN, 'Gas', 'None.\n', Content_Language=code), MAL, 'learn-welding@' + DOMAIN)
    tap.same((tongue(one(mails, BO)), known(BO)), ('en', (None, None)), 'nor a mail in the name of one who follows')
    answer(asked)
    tap.same(known(EVE), (None, code), 'what she says was hers teaches')


def goals():
    """A goal's language is for those who have none."""
    for code, (asks, _, _, _, _, fields) in TONGUES.items():
        person, reader, title = 'protege@%s.example' % code, 'reader@%s.example' % code, 'Goal ' + code
        body = 'MIG, 0.8 mm.\n\n%s: A\n\n%s: B\n\n%s: %s\n' % (*fields, code)
        asked = one(post(compose(person, NEW, title, body, **utf8({})), MAL, NEW), person, '%s: who begins a goal is asked' % code)
        tap.same((tongue(asked), known(person)), (code, (None, None)), 'in the language of the goal, while nothing proves whose it is')
        for field, value in zip(fields, ('A', 'B', NAMES[code])):
            tap.contains(text(asked).replace('\xa0:', ':'), '%s: %s' % (field, value), 'the letter names the field %s' % field)
        ready = one(answer(asked), person)
        tap.same(tongue(ready), code, 'told where it is, likewise')
        shown = site.json('goal', 'show', '--json', 'goal-' + code)
        tap.same([shown[key] for key in ('language', 'background', 'expectations', 'skills')], [code, 'MIG, 0.8 mm.', 'A', 'B'],
                 'its fields were understood')
        mails = write(reader, 'goal-%s+subscribe@%s' % (code, DOMAIN))
        tap.same((tongue(one(mails, reader)), one(mails, reader).subject.startswith(asks)), (code, True),
                 'a stranger of no known language is asked in that of the goal')
        mails = write('en.' + reader, 'goal-%s+subscribe@%s' % (code, DOMAIN), Content_Language='en')
        tap.same(tongue(one(mails, 'en.' + reader)), 'en', 'one whose mail says another, in that')
        how = one(write('new.' + reader, NEW, Content_Language=code), 'new.' + reader)
        tap.ok(tongue(how) == code and all('%s:' % field in text(how).replace('\xa0:', ':') for field in fields), 'how to begin a goal says the fields', text(how))
    for said, body, fields, code in ((('text'), 'Ich habe eine kleine Werkstatt und will meine Möbel selbst reparieren. Wie fange ich am besten an?\n',
                                      {}, 'de'),
                                     ('a text of no language we write', 'Ik heb een kleine garage en wil mijn meubels zelf maken. Hoe begin ik daar '
                                      'het beste mee?\n', {}, None),
                                     ('header', 'MIG?\n', {'Content_Language': 'da'}, 'da'),
                                     ('nothing', 'MIG?\n', {}, None)):
        if code not in (None, 'da') and code not in TONGUES:
            continue
        person = said.replace(' ', '-') + '@goal.example'
        answer(one(write(person, NEW, 'By ' + said, body, **fields), person))
        name = [goal['name'] for goal in site.json('goal', 'list', '--json') if goal['protege'] == person][0]
        tap.same(site.json('goal', 'show', '--json', name)['language'], code, 'the language of a goal, by %s' % said)


def checked():
    """config check looks at each language."""
    templates = os.path.join(site.directory, 'broken')
    shutil.copytree(os.path.join(TOP, 'templates'), templates)
    site.set('site', templates=templates)
    about = re.compile(r' (?:%s)(?:/| lacks )' % '|'.join(['en', *TONGUES]))
    said = [line for line in site.call('config', 'check').text.splitlines() if about.search(line)]
    tap.same(said, [], 'config check finds no fault in any, and none that says less than English')
    for code in TONGUES:
        path = os.path.join(templates, code)
        with open(os.path.join(path, 'share-confirm.md'), encoding='utf-8') as file:
            words = file.read()
        with open(os.path.join(path, 'share-confirm.md'), 'w', encoding='utf-8') as file:
            file.write(words.replace('{{subject}}', '{{subjekt}}'))
        os.remove(os.path.join(path, 'receipt.md'))
        said = site.call('config', 'check')
        tap.same(said.status, 78, 'a variable that is not there is a problem')
        tap.contains(said.text, 'problem: %s/share-confirm.md names {{subjekt}}' % code, 'which is named')
        tap.contains(said.text, 'hint: %s/share-confirm.md does not name {{subject}}' % code, 'and the one that is not told')
        tap.contains(said.text, 'hint: %s lacks 1 template, and such mail goes out in en: %s/receipt.md' % (code, code),
                     'and what it lacks')
    site.set('site', templates=os.path.join(site.directory, 'words'))


def forgotten():
    code = list(TONGUES)[-1]
    person = 'gone@%s.example' % code
    asked = one(write(person, 'me+forget@' + DOMAIN, Content_Language=code), person)
    tap.same((tongue(asked), known(person)), (code, (None, code)), 'who wants to be forgotten is asked in their language')
    number = site.rows('SELECT person_id FROM address WHERE addr = ?', person)[0][0]
    last = one(answer(asked, Content_Language=code), person)
    tap.same(tongue(last), code, 'and the last letter is in it')
    tap.same(site.rows('SELECT language, mail_language FROM person WHERE id = ?', number), [(None, None)], 'and then it is forgotten')


def main():
    global site
    site = Instance()
    site.goal('Learn welding', ANA, BO)
    strangers()
    copies()
    chosen()
    pages()
    untaught()
    goals()
    forgotten()
    checked()
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
