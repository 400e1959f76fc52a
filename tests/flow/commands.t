#!/usr/bin/python3
"""The operator's command line: what is listed is what is there, its JSON has the members that journster(1)
names, tables show no control characters, statuses are those of the manual. No MTA.
"""
import json, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, TOP, Instance, compose
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
    tap.same(members(*goals, one), manual('goal'), 'goal: members are those of the manual')
    people, bo = site.json('person', 'list', '--json'), site.json('person', 'show', '--json', BO.upper())
    tap.same([person['address'] for person in people], [ANA, BO, EVE, 'machine@x.example'], 'person list')
    tap.same([(f['goal'], f['mode']) for f in bo['follows']], [(name, 'each')], 'person show: follows')
    tap.same(members(*people, bo), manual('person'), 'person: members are those of the manual')
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
    tap.same(members(*every), manual('held'), 'held: members are those of the manual')


def tables(name):
    for words in (('goal', 'list'), ('goal', 'show', name), ('person', 'list'), ('person', 'show', ANA), ('post', 'list', name),
                  ('post', 'show', '1'), ('outbox',), ('held', 'list')):
        answer = status(0, *words)
        tap.ok(len(answer.text) > 20, ' '.join(words) + ' says something')
        tap.ok(not re.search('[\x00-\x08\x0b-\x1f\x7f\u202e]', answer.text), ' '.join(words) + ' shows no control characters',
               repr(answer.text))


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
    site.set('delivery', transport='smtp://127.0.0.1:9')
    tap.contains(status(0, 'config', 'check').text, 'hint: [delivery] transport', 'an MTA that does not answer is a hint')
    site.set('mta', nonsense='1')
    tap.contains(status(78, 'config', 'check').text, '[mta] nonsense', 'config check names an unknown key')


def inspect():
    good = os.path.join(site.directory, 'good.eml')
    with open(good, 'wb') as file:
        file.write(compose(ANA, 'x@y', 'Re: Tubes', 'What rod do I need for https://a.example/?q=1 and the like? Thanks!\n\n> old\n', In_Reply_To='<p@x>', Message_ID='<m@x>'))
    answer = site.call('inspect', '--json', '--role', 'protege', '--parent', 'answer', good, '/dev/null', good)
    lines = [json.loads(line) for line in answer.output.decode().splitlines()]
    fields = ['file', 'message_id', 'from', 'subject', 'automatic', 'bounce', 'new_text', 'quoted_text', 'signature', 'references', 'role',
              'parent', 'kinds', 'grateful', 'question', 'experience', 'commands']
    tap.same(answer.status, 65, 'a file that cannot be read shows in the status')
    tap.same(len(lines), 3, 'and costs the others nothing')
    tap.same(list(lines[0]), fields, 'inspect: the members, in order')
    tap.same(set(lines[1]), {'file', 'error'}, 'inspect: what cannot be read')
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
    held()
    words()
    inspect()
    config()
    tap.same(site.faults, [], 'no fault on the way')


tap.run(main)
