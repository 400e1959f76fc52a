#!/usr/bin/python3
"""Mail read as a person would, through the whole program: threads that only Outlook's index tells of, answers between the lines in
a digest, text that is packed up."""
import base64, os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose, owners
import tap

ANA, BO, CY = 'ana@home.example', 'bo@forge.example', 'cy@club.example'
HEAD = bytes.fromhex('01d96d0d06a759366d8776a44c81e660b0d67d0bdeaf')
SEEDS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'fuzz', 'regressions')


def index(*steps):
    return base64.b64encode(HEAD + b''.join(bytes(4) + bytes([step]) for step in steps)).decode()


class Site(Instance):
    def post(self, mail, person, goal='learn-to-weld'):
        """The post that the mail became, and who got it."""
        answer = self.receive(mail, person, '%s@%s' % (goal, DOMAIN), login=person)
        tap.same(answer.status, 0, 'taken')
        return self.posts(goal)[-1], owners(self.sent())


def main():
    site = Site()
    goal = site.goal('Learn to weld', ANA, BO) + '@' + DOMAIN
    site.call('follow', 'learn-to-weld', CY, '--mode', 'daily')
    site.tick()

    question, _ = site.post(compose('Ana <%s>' % ANA, goal, 'Thin tubes', 'It burns through.\n', Thread_Index=index()), ANA)
    answer, _ = site.post(compose('Bo <%s>' % BO, goal, 'Thin tubes', 'Turn it down.\n', Thread_Index=index(1)), BO)
    tap.same((answer['kind'], answer['parent']), ('answer', question['id']), 'neither Re: nor References: the index leads to the question')
    back, _ = site.post(compose('Ana <%s>' % ANA, goal, 'Thin tubes', 'To what?\n', Thread_Index=index(1, 2)), ANA)
    tap.same((back['kind'], back['parent']), ('followup', answer['id']), 'the nearest ancestor is the parent')
    again, _ = site.post(compose('Cy <%s>' % CY, goal, 'Thin tubes', 'To 40 A.\n', Thread_Index=index(7, 8, 9)), CY)
    tap.same(again['parent'], question['id'], 'the answers between are not known: below the mail that began it')
    other, _ = site.post(compose('Ana <%s>' % ANA, goal, 'Where to buy gas', 'Any shop?\n', Thread_Index=index(4)), ANA)
    tap.same((other['kind'], other['parent']), ('question', None), 'another subject is a question of its own')
    site.goal('Learn Danish', ANA, BO)
    other, _ = site.post(compose('Bo <%s>' % BO, 'learn-danish@' + DOMAIN, 'Thin tubes', 'Hm.\n', Thread_Index=index(1, 3)), BO, 'learn-danish')
    tap.same(other['parent'], None, 'the index of another goal\'s mail leads nowhere')

    inline = 'Bo wrote:\n> To 40 A or less?\n\nLess.\n\n> And the rod?\n\nThinner.\n\nBest regards\nBo\n'
    post, _ = site.post(compose('Bo <%s>' % BO, goal, 'Re: Thin tubes', inline), BO)
    tap.same(post['gist'], '“To 40 A or less?” Less. “And the rod?” Thinner.', 'its gist holds the questions with their answers')

    with open(os.path.join(SEEDS, 'mail-cms', 'streamed.ber'), 'rb') as file:
        packed = base64.encodebytes(file.read()).decode()
    mail = compose('Bo <%s>' % BO, goal, 'Re: Thin tubes', packed, MIME_Version='1.0', Content_Transfer_Encoding='base64',
                   Content_Type='application/pkcs7-mime; smime-type=signed-data')
    post, got = site.post(mail, BO)
    tap.same((post['gist'], got), ('It burns.', [ANA]), 'S/MIME in one piece is read, and sent on')

    site.time += 25 * 3600
    site.tick()
    digests = [mail for mail in site.sent() if mail.owner == CY]
    words = ' '.join(mail.message.get_body(('plain',)).get_content() for mail in digests)
    tap.ok('“And the rod?” Thinner.' in ' '.join(words.replace('>', ' ').split()), 'and so does the digest', words)
    tap.same(site.faults, [], 'no call of the program did what none may')


tap.run(main)
