#!/usr/bin/python3
"""The operator's command line: what is listed is what is there, its JSON has the members that journster(1)
names, tables show no control characters, statuses are those of the manual. No MTA.
"""
import json, os, re, shutil, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, TOP, Instance, compose, reply
import tap

ANA, BO, EVE = 'ana@home.example', 'bo@forge.example', 'eve@far.example'
site = Instance()


def manual(command):
    """The members that journster(1) names of a command's JSON, in its section Lists."""
    with open(os.path.join(TOP, 'doc', 'journster.1')) as file:
        lists = file.read().split('.Ss Lists\n')[1].split('.Sh ')[0]
    item = lists.split('.It Cm %s\n' % command)[1].split('.It Cm ')[0]
    return set(re.findall(r'[a-z_]+', ' '.join(re.findall(r'^\.Va (.*)$', item, re.M))))


def members(*things):
    """All names in these objects, and in the lists of objects within them."""
    found = set()
    for thing in things:
        found |= set(thing)
        for value in thing.values():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                found |= members(*value)
    return found


def status(expected, *words):
    answer = site.call(*words)
    tap.same(answer.status, expected, 'status of ' + ' '.join(words))
    return answer


def text_of(mail):
    return mail.message.get_body(('plain',)).get_content()


def story():
    name = site.goal('Learn welding', ANA, BO)
    question = compose('Ana \x1b[31mred <%s>' % ANA, name, 'Thin\x07 tubes \u202e', 'Which rod?\n')
    site.receive(question, ANA, '%s@%s' % (name, DOMAIN), login=ANA)
    site.receive(compose(EVE, name, 'Forged', 'x\n'), EVE, '%s@%s' % (name, DOMAIN))
    site.receive(compose('machine@x.example', name, 'Away', 'x\n', Auto_Submitted='auto-replied'), '', '%s@%s' % (name, DOMAIN))
    return name


def lists(name):
    goals, one = site.json('goal', 'list', '--json'), site.json('goal', 'show', '--json', name)
    tap.same([goal['address'] for goal in goals], ['learn-welding@' + DOMAIN], 'goal list')
    tap.same([(f['address'], f['mode']) for f in one['followers']], [(BO, 'each')], 'goal show: followers')
    tap.same((one['follower_count'], one['question_count'], one['answer_count']), (1, 1, 0), 'goal show: numbers')
    # Nobody was thanked, nothing chosen or tried: thanks.t and journey.t look at these.
    of_others = {'said', 'post', 'answer', 'told', 'words', 'number', 'subject'}
    tap.same(members(*goals, one), manual('goal') - of_others, 'goal: members are those of the manual')
    people, bo = site.json('person', 'list', '--json'), site.json('person', 'show', '--json', BO.upper())
    tap.same([person['address'] for person in people], [ANA, BO, EVE, 'machine@x.example'], 'person list')
    tap.same([(f['goal'], f['mode']) for f in bo['follows']], [(name, 'each')], 'person show: follows')
    of_bounces = {'kind', 'told', 'when', 'reason'}         # nothing came back: bounces.t looks at these
    tap.same(members(*people, bo), manual('person') - of_bounces, 'person: members are those of the manual')
    posts, post = site.json('post', 'list', '--json', name), site.json('post', 'show', '--json', '1')
    tap.same([(p['kind'], p['author_address']) for p in posts], [('question', ANA)], 'post list')
    tap.same((post['text'], post['goal'], post['envelope_sender']), ('Which rod?', name, ANA), 'post show')
    tap.same(members(*posts, post), manual('post'), 'post: members are those of the manual')
    outbox = site.json('outbox', '--json')
    tap.same([row['what'] for row in outbox], ['post', 'receipt', 'post-confirm'], 'outbox')
    tap.same(members(*outbox), manual('outbox') - {'address', 'first', 'given_up'}, 'outbox: members are those of the manual')
    tap.same([row['from'] for row in site.held()], [EVE], 'held list')
    every = site.json('held', 'list', '--all', '--json')
    tap.same([row['state'] for row in every], ['waiting', 'noted'], 'held list --all')
    shown = site.json('held', 'show', '--json', '1')
    tap.same(members(*every, shown), manual('held'), 'held: members are those of the manual')
    tap.ok('Subject: Forged' in shown['header'] and shown['text'] == 'x', 'held show: header and text', repr(shown))


def tables(name):
    for words in (('goal', 'list'), ('goal', 'show', name), ('person', 'list'), ('person', 'show', ANA), ('post', 'list', name),
                  ('post', 'show', '1'), ('outbox',), ('held', 'list'), ('held', 'show', '1')):
        answer = status(0, *words)
        tap.ok(len(answer.text) > 20, ' '.join(words) + ' says something')
        tap.ok(not re.search('[\x00-\x08\x0b-\x1f\x7f\u202e]', answer.text), ' '.join(words) + ' shows no control characters',
               repr(answer.text))


def heads(name):
    """Headings are short where the JSON name is long, and what is missing is '-'."""
    head, row = status(0, 'goal', 'list').text.splitlines()
    tap.same(head.split()[-3:], ['FOLLOWERS', 'QUESTIONS', 'ANSWERS'], 'goal list: the headings')
    tap.same(row.split()[-3:], ['1', '1', '0'], 'goal list: the numbers')
    tap.ok(re.search(r'(?m)^background: +-$', status(0, 'goal', 'show', name).text), "goal show: what is missing is '-'")
    text = status(0, 'held', 'list', '--all').text
    tap.ok(EVE in text and name + '@' + DOMAIN in text, 'held list: from and to', text)


def long_held(name):
    """A long mail is shown in full, a token of ours is not in the table, and control characters are in neither."""
    asked = site.goal('Tokens', ANA, BO)
    site.receive(compose(ANA, asked, 'Q', 'Why?\n'), ANA, '%s@%s' % (asked, DOMAIN), login=ANA)
    copy = next(mail for mail in site.sent() if mail.owner == BO and mail.subject == 'Q')
    site.receive(compose(EVE, copy.reply_to, 'Forwarded to me', 'x\n'), EVE, copy.reply_to)
    tap.ok('+r.' in site.held()[-1]['to'], 'held list --json: the whole address', repr(site.held()))
    table = status(0, 'held', 'list').text
    tap.ok('+r.' not in table and asked + '@' + DOMAIN in table, 'held list: the address without its token', table)
    body = ''.join('line %d \x1b[2J\u202e\n' % number for number in range(5000))
    site.receive(compose(None, name, '\x1b]0;x\x07', body, From=None), EVE, '%s@%s' % (name, DOMAIN))
    chosen = str(site.held()[-1]['id'])
    site.tick()                         # the week begins
    site.tick(7 * 24 * 3600)
    lists = [mail for mail in site.sent() if 'waits for you' in mail.subject]
    tap.same([mail.reply_to == mail.owner for mail in lists], [True], 'what the operator replies to the weekly list comes to the operator')
    text = status(0, 'held', 'show', chosen).text
    tap.ok('line 0 ' in text and 'line 4999 ' in text, 'held show: a long mail in full')
    tap.ok(not re.search('[\x00-\x08\x0b-\x1f\x7f\u202e]', text), 'held show: no control characters')
    answer = status(77, 'held', 'release', chosen)
    tap.contains(answer.text, 'held again', 'a release that would only be held again says so')
    for row in site.held():
        status(0, 'held', 'drop', str(row['id']))
    tap.contains(status(0, 'goal', 'delete', asked).text, 'Deletes %s for good' % asked, 'goal delete says what it would do')
    tap.contains(status(0, 'goal', 'show', asked).text, asked, 'and does not do it')
    status(0, 'goal', 'delete', '--yes', asked)
    tap.ok(asked not in status(0, 'goal', 'list').text, 'it is gone with --yes')


def added():
    """goal add: what is refused, and a name of one's own; follow --remove of who does not follow."""
    for title in ('', '   ', '\t'):
        status(64, 'goal', 'add', '--title', title, '--protege', ANA)
    status(64, 'goal', 'add', '--title', 'x' * 201, '--protege', ANA)
    tap.contains(status(64, 'goal', 'add', '--title', 'Welding').text, '--protege', 'goal add says what is missing')
    for name in ('a', 'two--dashes', '-x', 'a b', 'a+b', 'a@b', 'x' * 29, 'h\u00e9', ''):
        status(64, 'goal', 'add', '--title', 'Welding', '--protege', ANA, '--name', name)
    for name in ('new', 'OPEN', 'postmaster', 'learn-welding', 'tokens'):
        status(77, 'goal', 'add', '--title', 'Welding', '--protege', ANA, '--name', name)
    people = len(site.json('person', 'list', '--json'))
    tap.same(status(0, 'goal', 'add', '--title', ' Forging ', '--protege', ANA, '--name', 'Fire-2').text, 'fire-2@' + DOMAIN, 'goal add --name')
    tap.same(site.json('goal', 'show', '--json', 'fire-2')['title'], 'Forging', 'goal add: blanks around a title do not count')
    for goal, who in (('fire-2', 'nobody@x.example'), ('fire-2', BO), ('open', BO)):
        answer = status(69, 'follow', '--remove', goal, who)
        tap.contains(answer.text, '%s does not follow %s' % (who, goal), 'follow --remove says so')
    tap.same(len(site.json('person', 'list', '--json')), people, 'and nobody is recorded for it')
    status(0, 'follow', 'fire-2', BO)
    status(0, 'follow', '--remove', 'fire-2', BO.upper())
    tap.same(site.json('goal', 'show', '--json', 'fire-2')['followers'], [], 'follow --remove')


def helps():
    """--help at any depth, but for receive: there it may be what a stranger said in HELO."""
    for words in (('goal', '--help'), ('goal', 'list', '--help'), ('goal', 'add', '--title', '-h'), ('held', 'release', '1', '-h'),
                  ('config', 'check', '--help'), ('inspect', '--json', '-h'), ('receive', '--help')):
        tap.ok(status(0, *words).text.startswith('Usage: journster ' + words[0]), ' '.join(words) + ' helps')
    tap.same(len([line for line in status(0, 'goal', '--help').text.splitlines() if 'journster goal' in line]), 8, 'usage: a line each way')
    before = len(site.held())
    mail = compose(EVE, 'learn-welding', 'With -h', 'x\n')
    answer = site.receive(mail, EVE, 'learn-welding@' + DOMAIN, more=['--helo', '-h'])
    tap.same((answer.status, len(site.held())), (0, before + 1), 'a HELO of -h costs no mail')
    status(64, 'post', 'list', '--', '--help', 'x')
    for words, says in ((('goal', 'show'), 'goal show: which goal?'), (('held', 'release'), 'held release: which mail?'),
                        (('person', 'show'), 'person show: who?'), (('post', 'list'), 'post list: of which goal?')):
        tap.contains(status(64, *words).text, says, ' '.join(words) + ' asks for the word')


def held():
    status(69, 'held', 'release', '9')
    status(69, 'held', 'drop', '9')
    status(64, 'held', 'release', 'x')
    status(64, 'held', 'release', '-1')
    status(64, 'held', 'lose', '1')
    status(0, 'held', 'drop', '1')
    tap.same(site.held(), [], 'what was dropped is off the list')
    answer = status(0, 'held', 'release', '1')
    tap.contains(answer.text, 'released held mail 1', 'a dropped mail can be released')
    tap.same(len(site.posts('learn-welding')), 2, 'and is posted')
    status(69, 'held', 'release', '1')
    site.deliver()
    tap.same(site.json('outbox', '--json'), [], 'all was sent')
    tap.same(len(site.json('outbox', '--all', '--json')), 4, 'and is remembered')


def words():
    for wrong in (('goal',), ('goal', 'lists'), ('goal', 'show'), ('person', 'show'), ('post', 'show', 'x'), ('post', 'list'), ('outbox', 'x'),
                  ('config',), ('config', 'chick'), ('inspect',), ('inspect', '--role', 'mentor', '-'), ('goal', 'list', '--jsn'), ('nonsense',)):
        status(64, *wrong)
    for absent in (('goal', 'show', 'nothing'), ('goal', 'show', 'open'), ('post', 'list', 'nothing'), ('post', 'show', '99'),
                   ('person', 'show', 'nobody@x.example')):
        answer = status(69, *absent)
        tap.ok(answer.text and not answer.text[0].isdigit(), ' '.join(absent) + ' says why')


def config():
    tap.contains(status(0, 'config', 'check').text, 'good: ' + DOMAIN, 'config check finds nothing')
    key = os.path.join(site.state, 'key')
    os.chmod(key, 0o644)
    tap.contains(status(78, 'config', 'check').text, 'problem: %s has mode 0644' % key, 'config check finds an open key')
    os.chmod(key, 0o600)
    templates = os.path.join(site.directory, 'templates')
    os.makedirs(os.path.join(templates, 'en'))
    for name in ['layout.html'] + ['en/' + name for name in os.listdir(os.path.join(TOP, 'templates', 'en'))]:
        with open(os.path.join(TOP, 'templates', name)) as old, open(os.path.join(templates, name), 'w') as new:
            new.write(old.read() + ('\n{{nmae}}\n' if name == 'en/help.md' else '{{#open}}' if name == 'en/probe.md' else ''))
    os.remove(os.path.join(templates, 'en', 'receipt.md'))
    site.set('site', templates=templates)
    text = status(78, 'config', 'check').text
    tap.contains(text, 'en/help.md names {{nmae}}', 'config check finds a variable that is not there')
    tap.contains(text, 'en/probe', 'config check finds a template that does not parse')
    tap.contains(text, 'en/receipt.md', 'config check finds a missing template')
    tap.contains(text, '3 problems', 'config check finds nothing else')
    site.set('site', templates=os.path.join(TOP, 'templates'))
    for users, says in (('nobody-here; nor-here', True), ('nobody-here;root', False), ('', False)):
        site.set('mta', lmtp_users=users)
        tap.same('there is no user nobody-here, nor-here here' in status(0, 'config', 'check').text, says, 'of lmtp_users=%s %s is there' % (users, 'none' if says else 'somebody, or nobody need be'))
    spool = os.path.join(site.state, 'spool', 'mail')
    if os.geteuid() != 0:
        os.chmod(spool, 0o500)
        tap.contains(status(78, 'config', 'check').text, 'large mails could not be taken', 'config check tries where large mails wait')
        os.chmod(spool, 0o700)
    site.set('delivery', transport='smtp://127.0.0.1:9')
    tap.contains(status(0, 'config', 'check').text, 'hint: [delivery] transport', 'an MTA that does not answer is a hint')
    site.set('delivery', transport='maildir:' + site.boxes)
    for mode in (0o700, 0o710):
        for directory in (site.state, os.path.join(site.state, 'run')):
            os.chmod(directory, mode)
            tap.contains(status(78, 'config', 'check').text, 'chmod 711 ' + directory, 'config check finds what keeps the MTA out')
            os.chmod(directory, 0o711)
    for group, name, value, says in (
            ('site', 'operator', 'postmaster', "problem: [site] operator: 'postmaster' is no mail address"),
            ('mta', 'lookup_listen', '2525', "problem: [mta] lookup_listen: '2525' is not HOST:PORT"),
            ('mta', 'lookup_listen', '127.0.0.1:x', 'problem: [mta] lookup_listen'),
            ('mta', 'policy_listen', '10629', "problem: [mta] policy_listen: '10629' is not HOST:PORT"),
            ('mta', 'lmtp_listen', 'x', "problem: [mta] lmtp_listen: 'x' is not HOST:PORT"),
            ('mta', 'recipients_command', 'postmapp x', "problem: [mta] recipients_command: there is no program 'postmapp'"),
            ('intake', 'authserv_id', 'mx.example;my name', "problem: [intake] authserv_id: 'my name' is no name"),
            ('mta', 'recipients_command', '"', 'problem: [mta] recipients_command'),
            ('delivery', 'username', 'me', 'username needs an smtp:// transport')):
        site.set(group, **{name: value})
        tap.contains(status(78, 'config', 'check').text, says, 'config check: %s=%s' % (name, value))
        site.set(group, **{name: ''})
    site.set('mta', lookup_listen='[::1]:2525', recipients_command='true x')
    site.set('site', operator='op@' + DOMAIN.upper())
    text = status(0, 'config', 'check').text
    tap.contains(text, 'hint: [site] operator is op@', 'an operator within the domain is a hint')
    site.set('site', operator='op@home.example')
    tap.ok('operator' not in status(0, 'config', 'check').text, 'an operator outside of it is well')
    tap.ok('authserv_id' not in status(0, 'config', 'check').text, 'nothing is said of Authentication-Results that are not believed')
    site.set('intake', authserv_id='mx.' + DOMAIN)
    tap.contains(status(0, 'config', 'check').text, 'hint: [intake] authserv_id: Authentication-Results of mx.' + DOMAIN,
                 'whose word is believed is a hint')
    site.set('intake', authserv_id='')
    partial()
    other_language()
    danish()
    french_and_spanish()
    stores()
    with open(site.config, 'a') as file:
        file.write('[sight]\n')
    tap.contains(status(78, 'config', 'check').text, '[sight] is no group', 'config check names an unknown group')
    site.set('mta', nonsense='1')
    tap.contains(status(78, 'config', 'check').text, '[mta] nonsense', 'config check names an unknown key')


def partial():
    """A language of which most is missing is told in one line."""
    templates = os.path.join(site.directory, 'templates')
    shutil.rmtree(templates)
    shutil.copytree(os.path.join(TOP, 'templates'), templates)
    os.makedirs(os.path.join(templates, 'xx'))
    shutil.copy(os.path.join(TOP, 'templates', 'en', 'help.md'), os.path.join(templates, 'xx'))
    site.set('site', templates=templates)
    lacking = len([name for name in os.listdir(os.path.join(templates, 'en')) if name.endswith('.md')]) - 1
    text = status(0, 'config', 'check').text
    tap.contains(text, 'hint: xx lacks %d templates, and such mail goes out in en: xx/' % lacking, 'config check: a partial language')
    tap.contains(text, ' and %d more; copy what is missing from en' % (lacking - 5), 'what to do is said')
    tap.same(text.count('xx/'), 5, 'in one line')
    site.set('site', language='xx')
    tap.contains(status(78, 'config', 'check').text, 'problem: xx lacks %d templates, and such mail goes out in en: xx/' % lacking,
                 'in the language of the site that is a problem')
    site.set('site', language='en')
    site.set('site', templates=os.path.join(TOP, 'templates'))


def other_language():
    """A language beside English is held against what its mails have, and against English."""
    templates = os.path.join(site.directory, 'templates')
    shutil.rmtree(templates)
    shutil.copytree(os.path.join(TOP, 'templates'), templates)
    site.set('site', templates=templates, language='da')
    text = status(0, 'config', 'check').text
    written = [name for name in os.listdir(templates) if os.path.exists(os.path.join(templates, name, 'copy.md'))]
    tap.contains(text, 'templates in %d languages' % len(written), 'config check: what has only cues is no language of templates')
    tap.ok('da/' not in text, 'and names all that English does', text)
    os.remove(os.path.join(templates, 'da', 'receipt.md'))
    for name, old, new in (('share-confirm', '{{subject}}', '{{subjekt}}'), ('probe', '{{/reason}}', ''), ('ended', '{{operator}}', 'os'),
                           ('background', '{{#posts}}', '{{posts}}{{#posts}}')):
        path = os.path.join(templates, 'da', name + '.md')
        with open(path, encoding='utf-8') as file:
            words = file.read()
        with open(path, 'w', encoding='utf-8') as file:
            file.write(words.replace(old, new))
    text = status(78, 'config', 'check').text
    tap.contains(text, 'problem: da lacks 1 template, and such mail goes out in en: da/receipt.md; copy what is missing from en',
                 'config check: a template that Danish lacks')
    tap.contains(text, 'problem: da/share-confirm.md names {{subjekt}}', 'a variable misspelt')
    tap.contains(text, 'hint: da/share-confirm.md does not name {{subject}}, which en/share-confirm.md does', 'and the one it should have been')
    tap.contains(text, 'problem: template da/probe, line', 'a template that does not parse')
    tap.contains(text, 'mend da/probe.md', 'and what to do')
    tap.contains(text, 'problem: da/background.md names {{posts}}', 'a list that is named as a text')
    tap.contains(text, 'hint: da/ended.md does not name {{operator}}, which en/ended.md does; put it in', 'a variable that is not told may be meant so')
    tap.contains(text, '4 problems in', 'and nothing else')
    site.set('site', templates=os.path.join(TOP, 'templates'), language='en')


def danish():
    """A site whose mails are in another language: a goal from the first mail to the first answer."""
    other = Instance(site_language='da')
    new = 'new@' + DOMAIN
    other.receive(compose(ANA, new, '=?utf-8?q?L=C3=A6re_at_svejse?=', 'Jeg har aldrig svejset.\n'), ANA, new, login=ANA)
    asked = other.sent()[0]
    tap.same((asked.subject, asked.header('Content-Language')), ('Bekræft dit mål: Lære at svejse', 'da'), 'a Danish site asks in Danish')
    mail, address = reply(asked, ANA)
    other.receive(mail, ANA, address)
    tap.same([mail.subject for mail in other.sent()], ['Lære at svejse: dit mål har fået en adresse'], 'and says where the goal is')
    os.remove(os.path.join(other.directory, 'words', 'da', 'help.md'))
    helped = 'laere-at-svejse+help@' + DOMAIN
    other.receive(compose(ANA, helped, 'x'), ANA, helped, login=ANA)
    tap.same([(mail.subject, mail.header('Content-Language')) for mail in other.sent()], [('How to write to Lære at svejse', 'en')],
             'a mail that Danish lacks comes in English rather than not at all')
    name = other.json('goal', 'list', '--json')[0]['name']
    goal = name + '@' + DOMAIN
    other.call('follow', name, BO)
    other.sent()
    other.receive(compose(ANA, goal, 'Gas', 'Hvilken gas?\n'), ANA, goal, login=ANA)
    got = {mail.owner: mail for mail in other.sent()}
    tap.contains(text_of(got[ANA]), 'går nu til én person', 'the receipt counts in Danish')
    tap.contains(text_of(got[BO]), '~ ÅBENT: dit svar går til én person.', 'so does the footer, below a text that had no such letters')
    quoted = ''.join('> %s\n' % line for line in text_of(got[BO]).splitlines())
    mail, address = reply(got[BO], BO, 'Ren argon.\n\n' + quoted, Content_Type='text/plain; charset=utf-8')
    other.receive(mail, BO, address)
    answer = text_of(other.sent()[0])
    tap.same(answer.count('ÅBENT'), 1, 'and is taken out where a client quotes it')
    tap.same(other.faults, [], 'nothing else was wrong')
    other.close()


def french_and_spanish():
    """The same, with blanks, quotation marks and plurals of their own."""
    for language, title, asked, ready, counts, footer in (
            ('fr', 'Apprendre à souder', 'Confirme ton objectif : Apprendre à souder', 'Apprendre à souder : ton objectif a une adresse',
             '«\xa0Gaz\xa0» part maintenant vers une personne', '~ OUVERT\xa0: ta réponse va à une personne.'),
            ('es', 'Aprender a soldar', 'Confirma tu meta: Aprender a soldar', 'Aprender a soldar: tu meta ya tiene dirección',
             '«Gaz» sale ahora hacia una persona', '~ ABIERTA: tu respuesta llega a una persona.')):
        other = Instance(site_language=language)
        new = 'new@' + DOMAIN
        other.receive(compose(ANA, new, title, 'Rien, nada.\n'), ANA, new, login=ANA)
        mail = other.sent()[0]
        tap.same((mail.subject, mail.header('Content-Language')), (asked, language), language + ': asks')
        answer, address = reply(mail, ANA)
        other.receive(answer, ANA, address)
        tap.same([mail.subject for mail in other.sent()], [ready], 'says where the goal is')
        goal = other.json('goal', 'list', '--json')[0]['name']
        other.call('follow', goal, BO)
        other.sent()
        other.receive(compose(ANA, goal + '@' + DOMAIN, 'Gaz', 'Lequel?\n'), ANA, goal + '@' + DOMAIN, login=ANA)
        got = {mail.owner: mail for mail in other.sent()}
        tap.contains(text_of(got[ANA]).replace('\n', ' '), counts, 'the receipt counts')
        tap.contains(text_of(got[BO]), footer, 'so does the footer')
        quoted = ''.join('> %s\n' % line for line in text_of(got[BO]).splitlines())
        answer, address = reply(got[BO], BO, 'Argon.\n\n' + quoted, Content_Type='text/plain; charset=utf-8')
        other.receive(answer, BO, address)
        tap.same(text_of(other.sent()[0]).count(footer[:5]), 1, 'which is taken out where a client quotes it')
        tap.same(other.faults, [], 'nothing else was wrong')
        other.close()


def stores():
    """A missing key and a store that is none: what to do is said, and once."""
    for name, content in (('key', None), ('store.db', None), ('store.db', b'garbage' * 100)):
        path = os.path.join(site.state, name)
        os.rename(path, path + '.kept')
        if content is not None:
            with open(path, 'wb') as file:
                file.write(content)
            os.chmod(path, 0o600)
        text = status(78, 'config', 'check').text
        tap.contains(text, 'put it back from the backup', 'config check: %s %s' % (name, 'gone' if content is None else 'broken'))
        tap.contains(text, '1 problem in', 'and nothing else')
        tap.contains(site.call('goal', 'list').text, 'config check says what to do', 'other commands name config check')
        os.rename(path + '.kept', path)


def inspect():
    good = os.path.join(site.directory, 'good.eml')
    with open(good, 'wb') as file:
        file.write(compose(ANA, 'x@y', 'Re: Tubes', 'What rod do I need for https://a.example/?q=1 and the like? Thanks!\n\n> old\n', In_Reply_To='<p@x>', Message_ID='<m@x>'))
    answer = site.call('inspect', '--json', '--role', 'protege', '--parent', 'answer', good, '/dev/null', good)
    lines = [json.loads(line) for line in answer.output.decode().splitlines()]
    fields = ['file', 'message_id', 'from', 'subject', 'automatic', 'bounce', 'new_text', 'quoted_text', 'signature', 'signoff', 'exchange', 'references', 'role',
              'parent', 'kinds', 'grateful', 'question', 'experience', 'commands']
    tap.same(answer.status, 65, 'a file that cannot be read shows in the status')
    tap.same(len(lines), 3, 'and costs the others nothing')
    tap.same(list(lines[0]), fields, 'inspect: the members, in order')
    tap.same(set(lines[1]), {'file', 'error'}, 'inspect: what cannot be read')
    empty, headless, large = (os.path.join(site.directory, name) for name in ('empty.eml', 'headless.eml', 'large.eml'))
    for path, content in ((empty, b'\n'), (headless, b'\nHello.\n'), (large, b'')):
        with open(path, 'wb') as file:
            file.write(content)
    os.truncate(large, 40 * 1024 * 1024)
    for path, says in ((empty, 'empty'), ('/dev/null', 'empty'), (headless, 'no header'), (large, 'too large')):
        tap.contains(json.loads(site.call('inspect', '--json', path).output)['error'], says, 'inspect: why a mail cannot be read')
    tap.same((lines[0]['from'], lines[0]['message_id'], lines[0]['references']), (ANA, 'm@x', ['p@x']), 'inspect: the header')
    tap.same((lines[0]['role'], lines[0]['parent'], lines[0]['kinds'][0]), ('protege', 'answer', 'followup'), 'inspect: role and parent decide')
    tap.same((lines[0]['question'], lines[0]['commands'], lines[0]['automatic'], lines[0]['bounce']), (True, [], None, None),
             'inspect: a question, of a person')
    url = os.path.join(site.directory, 'url.eml')
    with open(url, 'wb') as file:
        file.write(compose(ANA, 'x@y', 'See', 'See https://a.example/?q=1 for more.\n'))
    got = json.loads(site.call('inspect', '--json', url).output)
    tap.same((got['question'], got['role'], got['parent'], got['kinds']), (False, 'other', 'none', ['answer']), 'inspect: defaults; a URL asks nothing')
    got = json.loads(site.call('inspect', '--json', '-', input=compose(ANA, 'x@y', 'x', '#Help\n#digest\n')).output)
    tap.same(got['commands'], ['help', 'digest'], 'inspect: commands')
    got = json.loads(site.call('inspect', '--json', '-', input=compose(ANA, 'x@y', 'x', 'x\n', Return_Path='<>')).output)
    tap.ok(got['automatic'] and got['file'] == '-', 'inspect: standard input; a null sender is a machine', repr(got))


def main():
    name = story()
    lists(name)
    tables(name)
    heads(name)
    held()
    long_held(name)
    added()
    helps()
    words()
    inspect()
    config()
    tap.same(site.faults, [], 'no fault on the way')


tap.run(main)
