#!/usr/bin/python3
"""One digest is put together for all who get the same of it: each has their own name and their own links.

    Ana         the protege
    f0 ... f9   follow daily; the odd ones have said their name; f0 has written himself
"""
import email.header, html, os, re, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'lib'))
from instance import DOMAIN, Instance, compose
import tap

ANA = 'ana@home.example'
NAMES = {1: 'Bo <b> & Co', 3: 'Søren Å', 5: 'x' * 90, 7: 'Eve *bold* _it_', 9: 'Kim'}
TOKEN = re.compile(r'\+([ru])\.([a-z0-9.]+)@')


def who(i):
    return 'f%d@forge.example' % i


def texts(mail):
    plain = mail.message.get_body(('plain',)).get_content()
    return plain, mail.message.get_body(('html',)).get_content()


def without_tokens(text):
    return TOKEN.sub('+TOKEN@', text)


def tokens(text):
    return TOKEN.findall(html.unescape(text).replace('%2B', '+'))


def previewed(site, person, *more):
    """What the digest would be, put together for this person alone: a process of its own."""
    return site.call('digest', 'preview', *more, '--now', site.now(), person)


def unfolded(text):
    return ' '.join(text.split())


def main():
    site = Instance()
    name = site.goal('Learn welding', ANA)
    address = '%s@%s' % (name, DOMAIN)
    for i in range(10):
        site.call('follow', name, who(i), '--mode', 'daily')
        if i in NAMES:          # by a mail of their own
            site.receive(compose('%s <%s>' % (email.header.Header(NAMES[i], 'utf-8').encode(), who(i)), 'me@' + DOMAIN, 'Settings', ''),
                         who(i), 'me@' + DOMAIN, login=who(i))
    site.receive(compose('Ana <%s>' % ANA, address, 'Which torch?', 'I have 200 euros. Which torch shall I buy for a small garage?\n'),
                 ANA, address, login=ANA)
    site.receive(compose(who(0), address, 'Re: Which torch?', 'Take a used one, they are built to last for years.\n'),
                 who(0), address, login=who(0))
    site.deliver()
    site.new()
    plains = {i: previewed(site, who(i)) for i in range(10)}
    htmls = {i: previewed(site, who(i), '--html') for i in range(10)}
    tap.same(site.call('digest', 'send', '--now', site.now(), '--all').status, 0, 'digests are made')
    mails = {mail.owner: mail for mail in site.sent(0)}
    wanted = [who(i) for i in range(10)] + [ANA]
    tap.same([person for person in wanted if person not in mails and person != ANA], [], 'each has one')
    seen = {}
    for i in range(10):
        plain, page = texts(mails[who(i)])
        shown = NAMES.get(i, '')
        head = re.match(r'Hello(.*?),\s*\n\s*\n', plain, re.S)
        tap.ok(head is not None and unfolded(head.group(1)) == unfolded(shown), 'f%d: the name in the text is theirs' % i, plain[:200])
        tap.ok(not shown or html.escape(shown, quote=False) in page.replace('&quot;', '"').replace('&#39;', "'"),
               'f%d: and in HTML, escaped' % i, page[page.find('Hello') - 50:][:300])
        for one, text in (('text', plain), ('HTML', page)):
            for kind, token in tokens(text):
                seen.setdefault((kind, token), set()).add(i)
        other = plains[i].text.split('\n', 2)[2]
        tap.same(unfolded(without_tokens(plain)), unfolded(without_tokens(other)), 'f%d: the text is that of the preview' % i)
        tap.same(sorted(set(tokens(plain))), sorted(set(tokens(other))), 'f%d: so are the links' % i)
        tap.same(sorted(set(tokens(page))), sorted(set(tokens(htmls[i].text))), 'f%d: and in HTML' % i)
    tap.same([key for key, people in seen.items() if len(people) != 1], [], 'no token is in two digests')
    tap.ok(len(seen) >= 20, 'there are tokens', str(len(seen)))
    tap.lacks(texts(mails[who(0)])[0], 'built to last', 'who wrote an answer is not told of it')
    tap.contains(texts(mails[who(1)])[0], 'built to last', 'the others are')
    # The link of the one whose letter was filled vouches for them and for nobody else.
    link = re.search(r'%s\+r\.[a-z0-9.]+@' % name, texts(mails[who(8)])[0]).group(0) + DOMAIN
    site.receive(compose(who(8), link, 'Re: Which torch?', 'I would borrow one for a month before I bought any of them.\n'), who(8), link)
    posts = site.rows("SELECT a.addr FROM post o JOIN address a ON a.person_id = o.author_id WHERE o.text LIKE 'I would borrow%'")
    tap.same(posts, [(who(8),)], 'a reply by their link is theirs')
    tap.same(site.faults, [], 'every call was well')
    site.close()


tap.run(main)
