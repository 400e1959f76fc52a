/*
 * render-samples - prints every template with sample variables, to be looked at after an edit.
 *
 * Usage: render-samples TEMPLATES LANG OUT    writes OUT/NAME.txt and OUT/NAME.html
 *
 * One set of variables serves all: what a template does not name, it does not see. Each template
 * named in `variants` is written once more with some variables changed.
 */
#include "render/catalogue.h"
#include "render/template.h"

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
	" 'skills': <'TIG welding, brazing'>, 'expires': <'26 November 2026, 07:33 UTC'>,"
	" 'received': <'23 November 2026, 07:33 UTC'>, 'since': <'2 November 2026, 10:12 UTC'>,"
	" 'reason': <'552 5.2.2 <ana@example.com>: the mailbox is full'>,"
	" 'other_address': <'ana@work.example.net'>, 'mode': <'each'>, 'all': <false>,"
	" 'was_following': <true>, 'recipients': <int64 14>, 'subject': <'Which gas for thin "
	"tubes?'>,"
	" 'card': <'I am a carpenter and have never welded. By summer I want to build a touring "
	"frame.\nAsking questions; 3 questions and 7 answers so far.'>,"
	" 'phase': <'stuck'>, 'questions': <int64 3>, 'answers': <int64 7>, 'followers': <int64 "
	"14>,"
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
	" 'posts': <[{'kind': <'question'>, 'who': <'Ana'>, 'when': <'3 November'>, 'gist': "
	"<'Which gas do I need for tubes of 0.9 mm? The shop has pure argon and two mixtures…'>,"
	"  'number': <int64 0>}, {'kind': <'answer'>, 'who': <'Jürgen Müller'>, 'when': <'4 "
	"November'>,"
	"  'gist': <'Pure argon, nothing else. And flood the inside of the tube too.'>, 'number': "
	"<int64 1>}]>,"
	" 'goals': <[{'title': <'Learn to weld a bicycle frame'>, 'address': "
	"<'learn-to-weld@example.org'>,"
	"  'background': <'A carpenter who never welded wants to build a touring frame.'>,"
	"  'phase': <'trying'>, 'questions': <int64 3>, 'answers': <int64 7>, 'more': <int64 0>,"
	"  'follow_link': <'mailto:learn-to-weld%2Bsubscribe@example.org'>,"
	"  'unsubscribe_link': <'mailto:learn-to-weld%2Bunsubscribe@example.org'>,"
	"  'items': <[{'kind': <'question'>, 'who': <'Ana'>, 'when': <'3 November'>, 'subject': "
	"<'Which gas for thin tubes?'>, 'gist': <'Which gas do I need for tubes of 0.9 mm?'>,"
	"    'reply_link': <'mailto:learn-to-weld%2Br.81@example.org'>}, {'kind': <'thanks'>, "
	"'who': <'Ana'>, 'when': <'5 November'>, 'subject': <'Re: Which gas for thin tubes?'>, "
	"'gist': <'Thank you, Jürgen. The first seam holds!'>, 'reply_link': "
	"<'mailto:learn-to-weld%2Br.82@example.org'>}]>},"
	" {'title': <'東京で日本語の先生になる'>, 'address': <'tokyo@example.org'>,"
	"  'background': "
	"<'大学を出たばかりです。東京の日本語学校で教えたいのですが、何から始めればよいで"
	"しょうか。資格は必要ですか。'>, 'phase': <'questioning'>, 'questions': <int64 1>,"
	"  'answers': <int64 0>, 'more': <int64 2>,"
	"  'follow_link': <'mailto:tokyo%2Bsubscribe@example.org'>,"
	"  'unsubscribe_link': <'mailto:tokyo%2Bunsubscribe@example.org'>,"
	"  'items': <[{'kind': <'question'>, 'who': <''>, 'when': <'4 November'>, 'subject': "
	"<'資格について'>, 'gist': <'資格は必要ですか。'>, 'reply_link': "
	"<'mailto:tokyo%2Br.9@example.org'>}]>}]>,"
	" 'items': <[{'id': <int64 31>, 'from': <'bo@example.net'>, 'to': "
	"<'learn-to-weld@example.org'>,"
	"  'reason': <'Precedence: bulk'>, 'when': <'20 November 2026, 11:02 UTC'>, 'expires': "
	"<'20 December 2026, 11:02 UTC'>, 'subject': <'Re: Which gas for thin tubes?'>},"
	" {'id': <int64 32>, 'from': <'cy@example.com'>, 'to': <'new@example.org'>, 'reason': "
	"<'nothing proves who sent it'>, 'when': <'21 November 2026, 08:40 UTC'>, 'expires': "
	"<'21 December 2026, 08:40 UTC'>, 'subject': <''>}]>,"
	" 'me_link': <'mailto:me@example.org'>, 'export_link': "
	"<'mailto:me%2Bexport@example.org'>, 'forget_link': "
	"<'mailto:me%2Bforget@example.org'>, 'off_link': "
	"<'mailto:me%2Bu.c.abc@example.org'>, 'daily_link': "
	"<'mailto:build-a-boat%2Bdaily@example.org'>, 'reopen_link': "
	"<'mailto:learn-to-weld%2Bopen@example.org'>, 'leave_link': "
	"<'mailto:learn-to-weld%2Bleave@example.org'>, 'close_link': "
	"<'mailto:learn-to-weld%2Bclose@example.org'>, 'people': <'eve@example.net'>, "
	"'receivers': <int64 14>, 'now': <'25 November 2026, 19:02 UTC+1'>, 'address': "
	"<'ana@example.com'>, 'addresses': <[{'address': <'ana@work.example.net'>}]>, "
	"'language': <'en'>, 'languages': <'da, en'>, 'thanks': <'weekly'>, 'reach': <'ok'>, "
	"'state': <'open'>, 'audience': <'open'>, 'when': <'3 November'>, 'changes': "
	"<[{'what': <'skills'>, 'value': <'brazing, sewing'>, 'goal': <''>, 'cut': <true>}, "
	"{'what': <'goal'>, 'value': <'daily'>, 'goal': <'Build a boat'>, 'cut': <false>}]>, "
	"'unknown': <'Nmae: Ana\nDigest: sometimes'>, 'follows': <[{'goal': "
	"<'build-a-boat'>, 'title': <'Build a boat'>, 'all': <false>, 'mode': <'daily'>}, "
	"{'goal': <'open'>, 'title': <''>, 'all': <true>, 'mode': <'weekly'>}]>, 'theirs': "
	"<[{'subject': <'Which rods?'>, 'reason': <'nothing proves that From sent it; From "
	"was asked'>, 'when': <'24 November'>, 'expires': <'24 December'>}]>, 'waiting': "
	"<@aa{sv} []>, 'text': <'Pure argon, nothing else.\nAnd flood the inside.'>, "
	"'given': <[{'what': <'thanks'>, 'title': <'Build a boat'>, 'text': <'Thank you, the "
	"keel holds.'>, 'when': <'5 November'>}]>, 'got': <@aa{sv} []>, 'mentorships': "
	"<@aa{sv} []>, 'cookies': <[{'what': <'link'>, 'title': <''>, 'when': <'28 "
	"November'>}]>, 'letters': <[{'what': <'me'>, 'title': <''>, 'when': <'25 "
	"November'>}]>, 'held': <int64 1>, 'post_count': <int64 7>, 'day': <25>, 'month': <11>, "
	"'year': <2026>, "
	"'hour': <'19'>, 'minute': <'02'>, 'zone': <'UTC+1'>, 'mentorship_count': "
	"<int64 1>}";

static const struct {
	const char *name, *suffix, *changes;
} variants[] = {
	{"receipt", "none", "{'recipients': <int64 0>}"},
	{"follow-confirm", "all", "{'all': <true>, 'mode': <'daily'>, 'name': <''>}"},
	{"follow-done", "all", "{'all': <true>, 'mode': <'weekly'>, 'card': <''>}"},
	{"follow-done", "bare", "{'name': <''>, 'card': <''>, 'unsubscribe_link': <''>}"},
	{"unfollow-done", "not", "{'was_following': <false>}"},
	{"open-list", "none", "{'count': <int64 0>, 'more': <int64 0>, 'goals': <@aa{sv} []>}"},
	{"background", "new", "{'posts': <@aa{sv} []>, 'expectations': <''>, 'phase': <''>}"},
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
	g_autofree char *layout = NULL, *source = NULL, *text = NULL;
	g_autoptr(GVariant) variables = variables_with(changes);
	g_autoptr(JnTemplate) template = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(JnLetter) letter = {NULL, NULL, NULL};
	gsize len;

	if (!g_file_get_contents(layout_file, &layout, NULL, &error) ||
	    !g_file_get_contents(file, &source, &len, &error) ||
	    !(template = jn_template_parse(name, source, len, &error)) ||
	    !jn_template_expand(template, layout, argv[2], variables, &letter, &error)) {
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
