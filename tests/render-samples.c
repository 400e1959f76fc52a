/*
 * render-samples - prints every template with sample variables, to be looked at after an edit.
 *
 * Usage: render-samples TEMPLATES LANG OUT    writes OUT/NAME.txt and OUT/NAME.html
 *
 * One set of variables serves all: what a template does not name, it does not see. Each template
 * named in `variants` is written once more with some variables changed.
 */
#include "render/catalogue.h"
#include "render/moment.h"

#include <stdio.h>

/* A text in GVariant's own notation (g_variant_parse). */
static const char sample[] =
	"{'site': <'Wayfinders'>, 'operator': <'postmaster@example.org'>, 'name': <'Ana'>,"
	" 'goal_title': <'Learn to weld a bicycle frame'>,"
	" 'goal_address': <'learn-to-weld@example.org'>,"
	" 'title': <'Learn to weld a bicycle frame'>,"
	" 'background': <'I am a carpenter and know my way around tools, but have never welded. A "
	"friend lends me his TIG machine.\n\nBy summer I want to build a touring frame of my "
	"own.'>,"
	" 'expectations': <'A word of warning before I burn my fingers.'>,"
	" 'skills': <'TIG welding, brazing'>, 'expires': <uint64 1795678380>,"
	" 'received': <uint64 1795419180>, 'since': <uint64 1793614320>,"
	" 'reason': <'552 5.2.2 <ana@example.com>: the mailbox is full'>,"
	" 'other_address': <'ana@work.example.net'>, 'mode': <'each'>, 'all': <false>,"
	" 'was_following': <true>, 'recipients': <int64 14>, 'subject': <'Which gas for thin "
	"tubes?'>,"
	" 'card': <'I am a carpenter and have never welded. By summer I want to build a touring "
	"frame.\nAsking questions; 3 questions and 7 answers so far.'>,"
	" 'phase': <'stuck'>, 'questions': <int64 3>, 'answers': <int64 7>, 'followers': <int64 "
	"14>,"
	" 'moderation': <'first'>, 'yourself': <true>, 'file': <'setup.exe'>, 'most': <int64 5120>,"
	" 'approve_link': <'mailto:learn-to-weld%2Bc.x@example.org?subject=approve&body=approve'>,"
	" 'drop_link': <'mailto:learn-to-weld%2Bc.x@example.org?subject=drop&body=drop'>,"
	" 'block_link': <'mailto:learn-to-weld%2Bc.x@example.org?subject=block&body=block'>,"
	" 'moderate_link': <'mailto:learn-to-weld%2Bmoderate@example.org'>,"
	" 'period': <'weekly'>, 'count': <int64 2>, 'more': <int64 5>,"
	" 'new_link': <'mailto:new@example.org'>,"
	" 'follow_link': <'mailto:learn-to-weld%2Bsubscribe@example.org'>,"
	" 'post_link': <'mailto:learn-to-weld@example.org'>,"
	" 'help_link': <'mailto:learn-to-weld%2Bhelp@example.org'>,"
	" 'questions_link': <'mailto:learn-to-weld%2Bquestions@example.org'>,"
	" 'digest_link': <'mailto:learn-to-weld%2Bdigest@example.org'>,"
	" 'background_link': <'mailto:learn-to-weld%2Bbackground@example.org'>,"
	" 'unsubscribe_link': <'mailto:learn-to-weld%2Bunsubscribe@example.org'>,"
	" 'forward_link': <'mailto:?subject=Learn%20to%20weld&body=mailto%3Alearn-to-weld'>,"
	" 'posts': <[{'kind': <'question'>, 'who': <'Ana'>, 'when': <uint64 1793700000>, 'gist': "
	"<'Which gas do I need for tubes of 0.9 mm? The shop has pure argon and two mixtures…'>,"
	"  'number': <int64 0>, 'tried': <false>, 'private': <false>, 'first': <true>, 'removed': "
	"<false>, 'thanks': <@aa{sv} []>}, {'kind': <'answer'>, 'who': "
	"<'Jürgen Müller'>, 'when': <uint64 "
	"1793786400>,"
	"  'gist': <'Pure argon, nothing else. And flood the inside of the tube too.'>, 'number': "
	"<int64 1>, 'tried': <false>, 'private': <true>, 'first': <false>, 'removed': <false>, "
	"'thanks': <[{'words': <'Thank you, Jürgen.'>}]>}]>,"
	" 'rest': <int64 5>, 'own': <[{'number': <int64 2>, 'gist': <'Practise on scrap first.'>, "
	"'when': <uint64 1793786400>}]>, 'phase_since': <uint64 1793700000>,"
	" 'old_background': <'I want to weld.'>, 'old_expectations': <''>, 'old_skills': "
	"<'brazing'>,"
	" 'one': <true>, 'asks': <true>, 'why': <'late'>,"
	" 'goal': <'It was too big for one summer.'>, 'other': <'Friendly, but often late.\nI "
	"waited for weeks.'>, 'self': <'I did not say so.'>, 'ability': <''>,"
	" 'then': <[{'title': <'Learn to braze'>, 'when': <uint64 1763700000>, 'goal': <'Not the "
	"right one.'>, 'other': <''>, 'self': <'I gave up early.'>, 'ability': <''>, 'rest': "
	"<''>}]>, 'reflections': <@aa{sv} []>,"
	" 'yes': <'#yes'>, 'goals': <[{'asks': <@aa{sv} []>, 'tried': <@aa{sv} []>, 'stop_link': "
	"<'mailto:learn-to-weld%2Bstop@example.org'>, 'stream': <false>, 'title': "
	"<'Learn to weld a bicycle frame'>, 'address': "
	"<'learn-to-weld@example.org'>,"
	"  'background': <'A carpenter who never welded wants to build a touring frame.'>,"
	"  'phase': <'trying'>, 'questions': <int64 3>, 'answers': <int64 7>, 'more': <int64 0>,"
	"  'follow_link': <'mailto:learn-to-weld%2Bsubscribe@example.org'>,"
	"  'unsubscribe_link': <'mailto:learn-to-weld%2Bunsubscribe@example.org'>,"
	"  'protege': <'Ana'>, 'achieved': <false>, 'outcome': <''>,"
	"  'answered': <[{'answer': <'Pure argon, nothing else. And flood the inside of the tube "
	"too.'>, 'reply_link': <'mailto:learn-to-weld%2Br.82@example.org'>, 'thanks': <[{'words': "
	"<'Thank you, Jürgen.\nThe first seam holds!'>}]>, 'experience': <[{'words': <'I tried "
	"pure "
	"argon on three offcuts. Two held, the third cracked when it cooled too fast.'>}]>}]>,"
	"  'conversations': <[{'subject': <'Which gas for thin tubes?'>, 'kind': <'question'>, "
	"'who': <'Ana'>, 'when': <uint64 1793700000>, 'gist': <'Which gas do I need for tubes of "
	"0.9 mm?'>, 'new': <true>, 'answers': <int64 1>, 'reply_link': "
	"<'mailto:learn-to-weld%2Br.81.5k.abcdefghijklmnopq@example.org?subject=Re'>, 'items': "
	"<[{'kind': <'answer'>, 'who': <'Jürgen Müller'>, 'when': <uint64 1793786400>, 'number': "
	"<int64 1>, 'tried': <false>, 'thanks': <false>, 'gist': <'Pure argon, nothing else. And "
	"flood the inside of the tube too.'>, 'reply_link': "
	"<'mailto:learn-to-weld%2Br.82.5k.abcdefghijklmnopq@example.org?subject=Re'>}, {'kind': "
	"<'followup'>, 'who': <'Ana'>, 'when': <uint64 1793872800>, 'number': <int64 0>, 'tried': "
	"<true>, 'thanks': <true>, 'gist': <'Thank you, Jürgen. The first seam holds!'>, "
	"'reply_link': <'mailto:learn-to-weld%2Br.83.5k.abcdefghijklmnopq@example.org?subject=Re'>"
	"}]>}, {'subject': <'A helmet'>, 'kind': <'question'>, 'who': <'Ana'>, 'when': <uint64 "
	"1793600000>, 'gist': <'Which helmet?'>, 'new': <false>, 'answers': <int64 3>, "
	"'reply_link': "
	"<'mailto:learn-to-weld%2Br.7.5k.abcdefghijklmnopq@example.org?subject=Re'>, 'items': "
	"<[{'kind': <'answer'>, 'who': <''>, 'when': <uint64 1793872800>, 'number': <int64 9>, "
	"'tried': <false>, 'thanks': <false>, 'gist': <'One that darkens by itself, shade 9 to 13. "
	"Not the cheapest: the sensors fail first.'>, 'reply_link': "
	"<'mailto:learn-to-weld%2Br.84.5k.abcdefghijklmnopq@example.org?subject=Re'>}]>}]>},"
	" {'asks': <@aa{sv} []>, 'tried': <@aa{sv} []>, 'stop_link': "
	"<'mailto:tokyo%2Bstop@example.org'>, "
	"'stream': <true>, 'title': <'東京で日本語の先生になる'>, 'address': "
	"<'tokyo@example.org'>,"
	"  'background': "
	"<'大学を出たばかりです。東京の日本語学校で教えたいのですが、何から始めればよいで"
	"しょうか。資格は必要ですか。'>, 'phase': <'questioning'>, 'questions': <int64 1>,"
	"  'answers': <int64 0>, 'more': <int64 2>,"
	"  'follow_link': <'mailto:tokyo%2Bsubscribe@example.org'>,"
	"  'unsubscribe_link': <'mailto:tokyo%2Bunsubscribe@example.org'>,"
	"  'protege': <''>, 'achieved': <true>, 'outcome': <'来月から働きます。'>,"
	"  'answered': <[{'answer': <'資格は必ずしも必要ではありません。'>, 'reply_link': "
	"<'mailto:tokyo%2Br.9@example.org'>, 'thanks': <@aa{sv} []>, 'experience': <@aa{sv} []>}]>,"
	"  'conversations': <[{'subject': <'資格について'>, 'kind': <'question'>, 'who': <''>, "
	"'when': <uint64 1793786400>, 'gist': <'資格は必要ですか。'>, 'new': <true>, 'answers': "
	"<int64 "
	"0>, 'reply_link': <'mailto:tokyo%2Br.9.5k.abcdefghijklmnopq@example.org?subject=Re'>, "
	"'items': <@aa{sv} []>}]>}]>,"
	" 'yours': <true>, 'yes': <'#yes'>, 'word': <'#luk'>, 'left': <int64 12>, 'rest_link': "
	"<'mailto:me%2Bdigest@example.org'>, "
	"'noted': <'stuck'>, 'helpers': <int64 "
	"3>, 'before': <int64 2>, 'gist': <'Which gas do I need for tubes of 0.9 mm?'>, 'outcome': "
	"<'The frame holds. I rode it to work this morning.'>, 'days': <'7, 14, 21, 28'>, 'rest': "
	"<int64 28>, 'tried': <int64 3>, 'changed': <true>, 'goal_count': <int64 2>, 'stop_link': "
	"<'mailto:learn-to-weld%2Bstop@example.org'>, 'choices': <[{'number': <int64 2>, 'who': "
	"<'Jürgen Müller'>, 'gist': <'Pure argon, nothing else.'>}, {'number': <int64 0>, 'who': "
	"<''>, 'gist': <'Practise on offcuts first.'>}]>, 'unanswered': <[{'goal': <'Build a "
	"boat'>, 'when': <uint64 1793600000>, 'gist': <'Which wood for the keel?'>, 'link': "
	"<'mailto:build-a-boat%2Br.9.5k.abcdefghijklmnopq@example.org'>}]>, 'questions_list': "
	"<[{'subject': <'Which gas for thin tubes?'>, 'gist': <'Which gas do I need for tubes of "
	"0.9 mm?'>, 'when': <uint64 1793700000>, 'items': <[{'own': <false>, 'who': <'Jürgen "
	"Müller'>, 'gist': <'Pure argon, nothing else.'>}, {'own': <true>, 'who': <'Ana'>, 'gist': "
	"<'Two held, the third cracked.'>}]>}]>,"
	" 'me_link': <'mailto:me@example.org'>, 'yes': <'#yes'>, 'link': <'mailto:me@example.org'>,"
	" 'daily_link': <'mailto:learn-to-weld%2Bdaily@example.org'>,"
	" 'achieved_link': <'mailto:learn-to-weld%2Bachieved@example.org'>,"
	" 'choose_link': <'mailto:learn-to-weld%2Bchoose@example.org'>,"
	" 'day': <23>, 'month': <11>, 'year': <2026>, 'hour': <'07'>, 'minute': <'33'>, 'zone': "
	"<'UTC'>,"
	" 'close_link': <'mailto:learn-to-weld%2Bclose@example.org'>,"
	" 'reopen_link': <'mailto:learn-to-weld%2Bopen@example.org'>,"
	" 'leave_link': <'mailto:learn-to-weld%2Bleave@example.org'>,"
	" 'protege': <'Ana'>, 'who': <'Jürgen Müller'>, 'how': <'left'>, 'others': <int64 2>,"
	" 'mentors': <[{'who': <'Jürgen Müller'>, 'number': <int64 1>}, {'who': <''>, 'number': "
	"<int64 4>}]>,"
	" 'answers_list': <[{'who': <'Jürgen Müller'>, 'number': <int64 1>, 'first': <true>}, "
	"{'who': <''>, "
	"'number': <int64 4>, 'first': <false>}]>,"
	" 'unknown': <'the friendly one'>, 'copies': <int64 14>, 'closed': <false>, 'waiting': "
	"<int64 0>, 'author': <'Bo Smed'>, 'text': <'Pure argon, nothing else.\n\nAnd flood the "
	"inside of the tube too.'>, 'people': <'dora@example.net\neve@example.com'>, "
	"'other_goals': <'play-go@goals.example'>,"
	" 'audience': <'open'>, 'receivers': <int64 14>, 'kind': <'answer'>, 'number': <int64 1>,"
	" 'members': <[{'who': <'Ana'>, 'sep': <'comma'>}, {'who': <'Jürgen Müller'>, 'sep': "
	"<'comma'>}, {'who': <''>, 'sep': <'and'>}]>,"
	" 'items': <[{'first': <true>, 'who': <'Ana'>, 'gist': <'Thank you, Jürgen. The first seam "
	"holds!'>, "
	"'link': "
	"<'mailto:learn-to-weld%2Br.82@example.org'>, 'id': <int64 31>, 'from': "
	"<'bo@example.net'>, 'to': "
	"<'learn-to-weld@example.org'>,"
	"  'reason': <'Precedence: bulk'>, 'when': <uint64 1795172520>, 'expires': "
	"<uint64 1797764520>, 'subject': <'Re: Which gas for thin tubes?'>},"
	" {'first': <false>, 'who': <''>, 'gist': <'資格は必要ですか。'>, 'link': "
	"<'mailto:tokyo%2Br.9@example.org'>, 'id': <int64 32>, 'from': <'cy@example.com'>, 'to': "
	"<'new@example.org'>, 'reason': "
	"<'nothing proves who sent it'>, 'when': <uint64 1795250400>, 'expires': "
	"<uint64 1797842400>, 'subject': <''>}]>,"
	" 'export_link': <'mailto:me%2Bexport@example.org'>, 'forget_link': "
	"<'mailto:me%2Bforget@example.org'>, 'off_link': <'mailto:me%2Bu.c.abc@example.org'>, "
	"'none_link': <'mailto:build-a-boat%2Bnone@example.org'>, 'now': <uint64 1795629720>, "
	"'address': <'ana@example.com'>, 'addresses': <[{'address': <'ana@work.example.net'>}]>, "
	"'language': <'English'>, 'languages': <'Dansk, English'>, 'thanks': <'weekly'>, 'reach': "
	"<'ok'>, "
	"'state': <'open'>, 'when': <uint64 1793700000>, 'changes': "
	"<[{'what': <'skills'>, 'value': <'brazing, sewing'>, 'goal': <''>, 'cut': <true>}, "
	"{'what': <'goal'>, 'value': <'daily'>, 'goal': <'Build a boat'>, 'cut': <false>}]>, "
	"'follows': <[{'goal': <'build-a-boat'>, 'title': <'Build a boat'>, 'all': <false>, "
	"'mode': <'daily'>}, {'goal': <'open'>, 'title': <''>, 'all': <true>, 'mode': "
	"<'weekly'>}]>, 'theirs': "
	"<[{'subject': <'Which rods?'>, 'reason': <'nothing proves that From sent it; From "
	"was asked'>, 'when': <uint64 1795500000>, 'expires': <uint64 1798092000>}]>, "
	"'given': <[{'what': <'thanks'>, 'title': <'Build a boat'>, 'text': <'Thank you, the "
	"keel holds.'>, 'when': <uint64 1793872800>}]>, 'got': <@aa{sv} []>, 'mentorships': "
	"<@aa{sv} []>, 'cookies': <[{'what': <'link'>, 'title': <''>, 'when': <uint64 "
	"1795850000>}]>, 'letters': <[{'what': <'me'>, 'title': <''>, 'when': <uint64 "
	"1795600000>}]>, 'held': <int64 1>, 'post_count': <int64 7>, 'mentorship_count': "
	"<int64 1>, 'introductions': <'weekly'>, 'fits': <'TIG welding'>, "
	"'reply_link': "
	"<'mailto:learn-to-weld%2Br.81.5k.abcdefghijklmnopq@example.org?subject=Re'>, "
	"'join_link': <'mailto:learn-to-weld%2Bc.abcdefghijklmnop@example.org'>, 'most': <int64 "
	"2>, 'end_link': <'mailto:me%2Bi.5k.abcdefghijklmnopq@example.org'>, "
	"'question': <'Which gas do I need for tubes of 0.9 mm?'>, 'asked': <uint64 1793700000>, "
	"'cut': <false>, 'suggested': <'brazing, bicycles'>, "
	"'suggested_link': "
	"<'mailto:learn-to-weld%2Bskills@example.org?body=brazing'>, 'skills_link': "
	"<'mailto:learn-to-weld%2Bskills@example.org'>, 'fit': <'She explains with her hands, and "
	"I learn with mine.'>, 'fit_link': <'mailto:learn-to-weld%2Bfit@example.org'>, "
	"'introduced': <int64 3>, 'asked_again': <int64 1>, "
	"'alias': <'Quiet Heron'>, 'shown': <'Ana'>, 'earlier': <int64 3>, "
	"'anonymous': <true>, 'yes': <'#yes'>, 'told': <int64 1>, 'traces': <[{'first': <true>, "
	"'place': "
	"<'background'>, 'what': <'name'>, 'found': <'Ana'>}, {'first': <false>, 'place': "
	"<'text'>, 'what': <'phone'>, 'found': <'+45 12 34 56 78'>}]>, 'files': <[{'first': "
	"<true>, 'file': <'seam.jpg'>}]>, 'left_out': <[{'first': <true>, 'file': "
	"<'ana.vcf'>}]>, 'first': <true>, 'share': <false>, 'encrypted': <false>, 'again': "
	"<false>, 'anon_link': <'mailto:learn-to-weld%2Banon@example.org'>, 'reveal_link': "
	"<'mailto:learn-to-weld%2Breveal@example.org'>}";

static const struct {
	const char *name, *suffix, *changes;
} variants[] = {
	{"receipt", "none", "{'recipients': <int64 0>, 'followers': <int64 0>}"},
	{"receipt", "digest", "{'recipients': <int64 0>}"},
	{"receipt", "one", "{'recipients': <int64 1>}"},
	{"receipt", "closed", "{'closed': <true>, 'recipients': <int64 2>, 'waiting': <int64 1>}"},
	{"receipt", "closed-one", "{'closed': <true>, 'recipients': <int64 1>}"},
	{"receipt", "closed-more",
	 "{'closed': <true>, 'recipients': <int64 1>, 'waiting': <int64 3>}"},
	{"receipt", "closed-waits",
	 "{'closed': <true>, 'recipients': <int64 0>, 'waiting': <int64 2>}"},
	{"receipt", "closed-none", "{'closed': <true>, 'recipients': <int64 0>}"},
	{"introduce", "asks",
	 "{'question': <'Which gas do I need for tubes of 0.9 mm?\n\nThe shop has pure argon and "
	 "two "
	 "mixtures.'>}"},
	{"once-more", "asks",
	 "{'question': <'Which gas do I need for tubes of 0.9 mm?'>, 'asked': <uint64 "
	 "1793700000>}"},
	{"introduce", "bare",
	 "{'protege': <''>, 'background': <''>, 'expectations': <''>, 'question': <''>, 'most': "
	 "<int64 1>}"},
	{"once-more", "follows",
	 "{'join_link': <''>, 'protege': <''>, 'question': <'Which gas?'>, 'asked': <uint64 "
	 "1793700000>}"},
	{"skills", "asked", "{'changed': <false>, 'skills': <''>, 'suggested': <''>}"},
	{"skills", "cut", "{'cut': <true>, 'suggested': <''>}"},
	{"background-changed", "emptied",
	 "{'expectations': <''>, 'old_expectations': <'A plan.'>, "
	 "'skills': <''>, 'traces': <@aa{sv} []>}"},
	{"fit", "asked", "{'changed': <false>, 'fit': <''>}"},
	{"fit", "gone", "{'fit': <''>}"},
	{"goal-ready", "bare", "{'suggested': <''>}"},
	{"background", "others", "{'yours': <false>}"},
	{"follow-confirm", "questions", "{'mode': <'questions'>}"},
	{"follow-confirm", "weekly", "{'mode': <'weekly'>}"},
	{"follow-confirm", "all", "{'all': <true>, 'mode': <'daily'>, 'name': <''>}"},
	{"follow-confirm", "all-each", "{'all': <true>}"},
	{"follow-done", "daily", "{'mode': <'daily'>, 'phase': <'achieved'>}"},
	{"follow-done", "questions", "{'mode': <'questions'>, 'phase': <'trying'>}"},
	{"follow-done", "all", "{'all': <true>, 'mode': <'weekly'>, 'card': <''>}"},
	{"follow-done", "all-each", "{'all': <true>}"},
	{"follow-done", "bare",
	 "{'name': <''>, 'card': <''>, 'unsubscribe_link': <''>, 'phase': <'questioning'>,"
	 " 'questions': <int64 1>, 'answers': <int64 1>}"},
	{"unfollow-done", "not", "{'was_following': <false>}"},
	{"open-list", "none", "{'count': <int64 0>, 'more': <int64 0>, 'goals': <@aa{sv} []>}"},
	{"background", "new", "{'posts': <@aa{sv} []>, 'expectations': <''>, 'phase': <''>}"},
	{"follow-done", "first", "{'posts': <@aa{sv} []>, 'own': <@aa{sv} []>, 'rest': <int64 0>}"},
	{"reflect-ask", "all", "{'one': <false>, 'who': <''>}"},
	{"reflect-ask", "unnamed", "{'who': <''>}"},
	{"reflect-kept", "alone", "{'asks': <false>, 'rest': <'Simply too much.'>}"},
	{"reflect-shared", "unnamed", "{'who': <''>, 'rest': <''>}"},
	{"reflect-not-kept", "who", "{'why': <'who'>}"},
	{"reflect-not-kept", "where", "{'why': <'where'>}"},
	{"reflect-not-kept", "empty", "{'why': <'empty'>}"},
	{"digest", "daily", "{'period': <'daily'>}"},
	{"digest", "all", "{'left': <int64 0>}"},
	{"thanks-digest", "closed", "{'closed': <true>}"},
	{"achieved", "one", "{'helpers': <int64 1>}"},
	{"answers", "none", "{'count': <int64 0>}"},
	{"answers", "choose",
	 "{'unknown': <''>, 'items': <[{'number': <int64 1>, 'who': <'Jürgen Müller'>, 'gist': "
	 "<'Pure argon, nothing else. And flood the inside of the tube too.'>, 'when': <uint64 "
	 "1793786400>, 'before': <int64 1>, 'thanked': <true>, 'tried': <false>, 'chosen': "
	 "<false>, 'private': <false>}, {'number': <int64 0>, 'who': <''>, 'gist': <'Practise on "
	 "offcuts.'>, 'when': <uint64 1793872800>, 'before': <int64 0>, 'thanked': <false>, "
	 "'tried': <false>, 'chosen': <true>, 'private': <true>}]>}"},
	{"choose-done", "one", "{'count': <int64 1>, 'unknown': <''>}"},
	{"nudge", "answer",
	 "{'count': <int64 1>, 'goal_count': <int64 1>, 'goals': <[{'title': <'Learn to weld a "
	 "bicycle frame'>, 'phase': <'questioning'>, 'stop_link': "
	 "<'mailto:learn-to-weld%2Bstop@example.org'>, 'asks': <[{'who': <'Jürgen Müller'>, "
	 "'when': "
	 "<uint64 1793786400>, 'gist': <'Pure argon, nothing else.'>, 'link': <'mailto:x'>}]>, "
	 "'tried': <@aa{sv} []>}]>}"},
	{"nudge", "tried",
	 "{'count': <int64 1>, 'goal_count': <int64 1>, 'goals': <[{'title': <'Learn to weld a "
	 "bicycle frame'>, 'phase': <'trying'>, 'stop_link': "
	 "<'mailto:learn-to-weld%2Bstop@example.org'>, 'asks': <@aa{sv} []>, 'tried': <[{'who': "
	 "<'Jürgen Müller'>, 'own': <false>, 'when': <uint64 1793786400>, 'gist': <'Pure argon, "
	 "nothing else.'>, 'link': <'mailto:x'>}]>}]>}"},
	{"nudge", "several",
	 "{'count': <int64 3>, 'goals': <[{'title': <'Learn to weld a bicycle frame'>, 'phase': "
	 "<'trying'>, 'stop_link': <'mailto:learn-to-weld%2Bstop@example.org'>, 'asks': <[{'who': "
	 "<'Jürgen Müller'>, 'when': <uint64 1793786400>, 'gist': <'Pure argon, nothing else.'>, "
	 "'link': <'mailto:learn-to-weld%2Br.82@example.org'>}, {'who': <''>, 'when': <uint64 "
	 "1793786400>, 'gist': <'Flood the tube.'>, 'link': "
	 "<'mailto:learn-to-weld%2Br.83@example.org'>}]>, 'tried': <[{'who': <'Ana'>, 'own': "
	 "<true>, 'when': <uint64 1793786400>, 'gist': <'I will try argon.'>, 'link': "
	 "<'mailto:learn-to-weld%2Br.84@example.org'>}]>}, {'title': <'Build a boat'>, 'phase': "
	 "<'achieved'>, 'stop_link': <'mailto:build-a-boat%2Bstop@example.org'>, 'asks': <@aa{sv} "
	 "[]>, 'tried': <[{'who': <'Ana'>, 'own': <true>, 'when': <uint64 1793786400>, 'gist': "
	 "<'It floats.'>, 'link': <'mailto:build-a-boat%2Br.85@example.org'>}]>}]>}"},
	{"reflect-ask", "resting", "{'one': <false>, 'resting': <true>, 'yours': <true>}"},
	{"nudges", "never", "{'days': <''>, 'rest': <int64 0>}"},
	{"nudges", "unclear", "{'changed': <false>}"},
	{"digest-which", "none", "{'items': <@aa{sv} []>}"},
	{"held-list", "none",
	 "{'count': <int64 0>, 'more': <int64 0>, 'items': <@aa{sv} []>,"
	 " 'lost': <@aa{sv} []>, 'lost_count': <int64 0>}"},
	{"post-confirm", "new", "{'goal_address': <''>}"},
	{"probe", "bare", "{'expires': <''>, 'reason': <''>}"},
	{"close-ask", "alone", "{'others': <int64 0>, 'protege': <''>}"},
	{"close-ask", "one", "{'others': <int64 1>}"},
	{"close-reminder", "unnamed", "{'protege': <''>}"},
	{"close-accepted", "unnamed", "{'who': <''>}"},
	{"close-done", "one", "{'copies': <int64 1>, 'unknown': <''>}"},
	{"close-who", "none",
	 "{'answers_list': <@aa{sv} []>, 'copies': <int64 0>, 'unknown': <''>}"},
	{"close-none", "expired", "{'how': <'expired'>, 'who': <''>}"},
	{"close-none", "declined", "{'how': <'declined'>}"},
	{"close-none", "ended", "{'how': <'ended'>}"},
	{"left", "expired", "{'how': <'expired'>, 'who': <''>}"},
	{"left", "declined", "{'how': <'declined'>}"},
	{"left-done", "declined", "{'how': <'declined'>}"},
	{"dismissed", "unnamed", "{'protege': <''>}"},
	{"opened-members", "unnamed", "{'protege': <''>}"},
	{"open-confirm", "one", "{'followers': <int64 1>}"},
	{"anon-done", "again", "{'again': <true>, 'earlier': <int64 1>, 'traces': <@aa{sv} []>}"},
	{"anon-preview", "plain",
	 "{'traces': <@aa{sv} []>, 'files': <@aa{sv} []>, 'left_out': <@aa{sv} []>, 'people': "
	 "<''>, 'other_goals': <''>}"},
	{"anon-preview", "share", "{'share': <true>, 'people': <''>, 'other_goals': <''>}"},
	{"anon-refused", "encrypted", "{'encrypted': <true>}"},
	{"reveal-confirm", "all", "{'all': <true>, 'mentors': <@aa{sv} []>, 'unknown': <''>}"},
	{"reveal-confirm", "unnamed", "{'all': <true>, 'shown': <''>}"},
	{"reveal-who", "none", "{'answers_list': <@aa{sv} []>}"},
	{"reveal-done", "all", "{'all': <true>}"},
	{"goal-ready", "named", "{'alias': <''>}"},
	{"goal-confirm", "named", "{'anonymous': <false>, 'traces': <@aa{sv} []>}"},
	{"moderate", "unnamed", "{'author': <''>, 'subject': <''>, 'always': <true>}"},
	{"moderated", "dropped", "{'how': <'dropped'>}"},
	{"moderated", "blocked", "{'how': <'blocked'>}"},
	{"moderated", "late", "{'how': <'late'>, 'subject': <''>}"},
	{"moderation", "open", "{'moderation': <'open'>, 'changed': <true>}"},
	{"moderation", "always", "{'moderation': <'always'>, 'yourself': <false>}"},
	{"files-refused", "type", "{'why': <'type'>}"},
	{"files-refused", "size", "{'why': <'size'>}"},
	{"files-refused", "parts", "{'why': <'parts'>, 'file': <''>}"},
	{"held-answer", "unnamed", "{'author': <''>, 'subject': <''>}"},
	{"reply-where", "closed", "{'closed': <true>}"},
	{"copy", "one",
	 "{'receivers': <int64 1>, 'author': <''>, 'kind': <'question'>, 'phase': "
	 "<'questioning'>, 'questions': <int64 1>, 'answers': <int64 0>}"},
	{"copy", "members", "{'audience': <'members'>}"},
	{"copy", "two",
	 "{'audience': <'members'>, 'phase': <'trying'>, 'members': <[{'who': <'Ana'>, 'sep': "
	 "<'and'>}]>}"},
	{"copy", "private", "{'audience': <'private'>, 'members': <@aa{sv} []>}"},
};

static GVariant *
variables_with(const char *changes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) base =
		g_variant_parse(G_VARIANT_TYPE_VARDICT, sample, NULL, NULL, &error);
	g_autoptr(GVariant) other = g_variant_parse(G_VARIANT_TYPE_VARDICT, changes, NULL, NULL,
						    error == NULL ? &error : NULL);
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(base);
	GVariantIter iter;
	GVariant *value;
	char *key;

	if (base == NULL || other == NULL)
		g_error("the sample: %s", error->message);
	g_variant_iter_init(&iter, other);
	while (g_variant_iter_next(&iter, "{sv}", &key, &value)) {
		g_variant_dict_insert_value(&dict, key, value);
		g_variant_unref(value);
		g_free(key);
	}
	return g_variant_ref_sink(g_variant_dict_end(&dict));
}

static gboolean
save(const char *dir, const char *name, const char *suffix, const char *end, const char *text)
{
	g_autofree char *file = g_strconcat(dir, "/", name, *suffix ? "-" : "", suffix, end, NULL);

	return g_file_set_contents(file, text, -1, NULL);
}

static gboolean
render(char **argv, const char *name, const char *suffix, const char *changes)
{
	g_autofree char *layout_file = g_build_filename(argv[1], "layout.html", NULL);
	g_autofree char *base = g_strconcat(name, ".md", NULL);
	g_autofree char *file = g_build_filename(argv[1], argv[2], base, NULL);
	g_autofree char *moment_file = g_build_filename(argv[1], argv[2], "moment.md", NULL);
	g_autofree char *layout = NULL, *source = NULL, *text = NULL, *moment_source = NULL;
	g_autoptr(JnTemplate) moment = NULL;
	g_autoptr(GVariant) texts = NULL;
	g_autoptr(GVariant) variables = variables_with(changes);
	g_autoptr(JnTemplate) template = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(JnLetter) letter = {NULL, NULL, NULL};
	gsize len;

	if (!g_file_get_contents(layout_file, &layout, NULL, &error) ||
	    !g_file_get_contents(file, &source, &len, &error) ||
	    !(template = jn_template_parse(name, source, len, &error)) ||
	    !g_file_get_contents(moment_file, &moment_source, &len, &error) ||
	    !(moment = jn_template_parse("moment", moment_source, len, &error)) ||
	    !(texts = jn_moments_format(variables, moment, 3600, TRUE, &error)) ||
	    !jn_template_expand(template, layout, argv[2], texts, &letter, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return FALSE;
	}
	text = g_strdup_printf("Subject: %s\n\n%s", letter.subject, letter.text);
	return save(argv[3], name, suffix, ".txt", text) &&
	       save(argv[3], name, suffix, ".html", letter.html);
}

int
main(int argc, char **argv)
{
	gboolean ok = TRUE;

	if (argc != 4) {
		fprintf(stderr, "usage: render-samples TEMPLATES LANG OUT\n");
		return 64;
	}
	for (const JnCatalogueEntry *entry = jn_catalogue; entry->name != NULL; entry++)
		ok = render(argv, entry->name, "", "{}") && ok;
	for (gsize i = 0; i < G_N_ELEMENTS(variants); i++)
		ok = render(argv, variants[i].name, variants[i].suffix, variants[i].changes) && ok;
	return ok ? 0 : 1;
}
