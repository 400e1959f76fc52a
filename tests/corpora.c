/*
 * corpora.c - how well src/mail/ and src/core/cues.h read real mail, in figures.
 *
 *      corpora DIR
 *
 * DIR holds collections of mail that nobody here wrote; they are not part of the project:
 *      replies/NAME.txt + NAME.trimmed     the text of a reply, and what is new in it
 *      bounces/NAME.eml, expected.tsv      file, hard or soft, once for each recipient
 *      mime/NAME.eml                       must be read without failing
 *      gratitude/texts.tsv                 1 or 0, and a short text, read as a protege's mail to an
 *                                          answer: 1 where it thanks
 *
 * Prints a table and lists what was missed. Exit status 1 only if DIR cannot be read: these are
 * figures to look at, not a test.
 */
#include <stdio.h>
#include <string.h>

#include "core/cues.h"
#include "mail/automatic.h"
#include "mail/bounce.h"
#include "mail/message.h"
#include "mail/newtext.h"

typedef struct Figures {
	guint items, exact;
	guint found, right, expected; /* precision = right / found, recall = right / expected */
	GString *missed;
} Figures;

static char *
load(const char *dir, const char *sub, const char *name, gsize *ret_len)
{
	g_autofree char *path = g_build_filename(dir, sub, name, NULL);
	char *data = NULL;

	return g_file_get_contents(path, &data, ret_len, NULL) ? data : NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder that end in `suffix`, in order. */
static GPtrArray *
list(const char *dir, const char *sub, const char *suffix)
{
	g_autofree char *path = g_build_filename(dir, sub, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder)))
		if (g_str_has_suffix(name, suffix))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

/* `data` is borrowed; NULL gives NULL. */
static JnMessage *
parse_message(const char *name, const char *data, gsize len)
{
	g_autoptr(GBytes) given = data ? g_bytes_new(data, len) : NULL;
	g_autoptr(GBytes) raw = given ? jn_message_normalise(given) : NULL;
	g_autoptr(GError) error = NULL;
	JnMessage *message = raw ? jn_message_parse(raw, &error) : NULL;

	if (error)
		fprintf(stderr, "%s: %s\n", name, error->message);
	return message;
}

static JnMessage *
read_message(const char *dir, const char *sub, const char *name)
{
	gsize len;
	g_autofree char *data = load(dir, sub, name, &len);

	return parse_message(name, data, len);
}

/* Where the next mail of an mbox begins behind `p`, or `end`: an empty line, then a line 'From '
 * that ends with a year. */
static const char *
next_mail(const char *p, const char *end)
{
	while ((p = g_strstr_len(p, end - p, "\nFrom "))) {
		const char *eol = memchr(p + 1, '\n', (gsize)(end - p - 1));

		p++;
		if (eol && eol - p > 10 && g_ascii_isdigit(eol[-1]) && g_ascii_isdigit(eol[-4]))
			return p;
	}
	return end;
}

/* One space for any run of white space, for the collections differ from us in nothing else there.
 * The lines of a quote are left out: some collections keep those that an answer stands between. */
static char *
squeeze(const char *text, gsize len)
{
	GString *out = g_string_new(NULL);
	g_autofree char *copy = g_utf8_make_valid(text, (gssize)len);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);

	for (gsize i = 0; lines[i]; i++) {
		const char *line = lines[i] + strspn(lines[i], " \t");

		if (*line == '>')
			continue;
		for (; *line; line = g_utf8_next_char(line)) {
			gunichar c = g_utf8_get_char(line);

			if (!g_unichar_isspace(c))
				g_string_append_unichar(out, c);
			else if (out->len && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		}
		if (out->len && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_strchomp(g_string_free(out, FALSE));
}

/* Words that both texts hold, by how often. */
static guint
common_words(char **a, char **b)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	guint common = 0;

	for (; *a; a++)
		g_hash_table_insert(
			counts, *a,
			GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, *a)) + 1));
	for (; *b; b++) {
		guint left = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *b));

		common += left > 0;
		if (left)
			g_hash_table_insert(counts, *b, GUINT_TO_POINTER(left - 1));
	}
	return common;
}

static void
measure_replies(const char *dir, Figures *f)
{
	g_autoptr(GPtrArray) names = list(dir, "replies", ".txt");

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		gsize len, want_len;
		g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".txt"));
		g_autofree char *want_name = g_strconcat(stem, ".trimmed", NULL);
		g_autofree char *body = load(dir, "replies", name, &len);
		g_autofree char *want = load(dir, "replies", want_name, &want_len);
		g_autoptr(JnNewText) got = body ? jn_new_text_split(body, len) : NULL;
		g_autofree char *ours = got ? squeeze(got->text, strlen(got->text)) : NULL;
		g_autofree char *theirs = want ? squeeze(want, want_len) : NULL;
		g_auto(GStrv) our_words = ours ? g_strsplit(ours, " ", -1) : NULL;
		g_auto(GStrv) their_words = theirs ? g_strsplit(theirs, " ", -1) : NULL;

		if (!ours || !theirs)
			continue;
		f->items++;
		f->found += g_strv_length(our_words);
		f->expected += g_strv_length(their_words);
		f->right += common_words(our_words, their_words);
		if (g_str_equal(ours, theirs))
			f->exact++;
		else
			g_string_append_printf(f->missed,
					       "replies/%s\n   got  %.300s\n   want %.300s\n", name,
					       ours, theirs);
	}
}

/* What the table says of a file: its lines 'hard' or 'soft', in order, joined by blanks. */
static char *
verdicts(const GPtrArray *bounces)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; bounces && i < bounces->len; i++) {
		const JnBounce *bounce = g_ptr_array_index(bounces, i);

		g_string_append(out, out->len ? " " : "");
		g_string_append(out, bounce->severity == JN_SEVERITY_HARD ? "hard" : "soft");
	}
	return g_string_free(out, FALSE);
}

/* What is reported by all mails of a file: some are an mbox of two. */
static GPtrArray *
read_bounces(const char *name, const char *data, gsize len)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_bounce_free);
	const char *end = data ? data + len : NULL;

	for (const char *p = data, *next; p && p < end; p = next) {
		g_autoptr(JnMessage) message = NULL;
		GPtrArray *bounces;

		next = next_mail(p, end);
		message = parse_message(name, p, (gsize)(next - p));
		bounces = message ? jn_bounce_parse(message) : NULL;
		if (bounces)
			g_ptr_array_extend_and_steal(all, bounces);
	}
	return all;
}

static void
measure_bounce(const char *dir, const char *name, const char *want, Figures *f)
{
	gsize len = 0;
	g_autofree char *data = load(dir, "bounces", name, &len);
	g_autoptr(GPtrArray) bounces = read_bounces(name, data, len);
	g_autofree char *got = verdicts(bounces);
	g_auto(GStrv) got_each = g_strsplit(got, " ", -1);
	g_auto(GStrv) want_each = g_strsplit(want, " ", -1);

	f->items++;
	f->exact += g_str_equal(got, want);
	for (guint i = 0; want_each[i]; i++) {
		gboolean hard = i < g_strv_length(got_each) && g_str_equal(got_each[i], "hard");
		gboolean want_hard = g_str_equal(want_each[i], "hard");

		f->found += hard;
		f->expected += want_hard;
		f->right += hard && want_hard;
	}
	if (g_str_equal(got, want))
		return;
	g_string_append_printf(f->missed, "bounces/%s want %s\n", name, want);
	for (guint i = 0; bounces && i < bounces->len; i++) {
		const JnBounce *b = g_ptr_array_index(bounces, i);

		g_string_append_printf(f->missed, "   got %s <%s> %s %.200s\n",
				       jn_severity_name(b->severity),
				       b->recipient ? b->recipient : "", b->status ? b->status : "",
				       b->diagnostic ? b->diagnostic : "");
	}
}

/* Lines of one file stand together in expected.tsv. A vacation notice must be taken for none. */
static void
measure_bounces(const char *dir, Figures *f)
{
	gsize len;
	g_autofree char *table = load(dir, "bounces", "expected.tsv", &len);
	g_auto(GStrv) lines = g_strsplit(table ? table : "", "\n", -1);
	g_autofree char *name = g_strdup("");
	g_autoptr(GString) want = g_string_new(NULL);

	for (gsize i = 0; lines[i]; i++) {
		g_auto(GStrv) cell = g_strsplit(lines[i], "\t", -1);
		gboolean full = g_strv_length(cell) >= 2;

		if (!full || !g_str_equal(cell[0], name)) {
			if (*name)
				measure_bounce(dir, name, want->str, f);
			g_free(name);
			name = g_strdup(full ? cell[0] : "");
			g_string_truncate(want, 0);
		}
		if (!full || (g_strv_length(cell) >= 4 && g_str_has_prefix(cell[3], "vacation")))
			continue;
		g_string_append(want, want->len ? " " : "");
		g_string_append(want, cell[1]);
	}
}

static void
measure_mime(const char *dir, Figures *f)
{
	g_autoptr(GPtrArray) names = list(dir, "mime", ".eml");

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autoptr(JnMessage) message = read_message(dir, "mime", name);
		g_autoptr(JnNewText) text = message ? jn_new_text_read(message) : NULL;
		g_autoptr(GPtrArray) bounces = message ? jn_bounce_parse(message) : NULL;

		f->items++;
		f->expected++;
		f->found += text != NULL;
		f->right += text != NULL && !bounces;
		f->exact += text != NULL && !bounces;
		if (!text || bounces)
			g_string_append_printf(f->missed, "mime/%s %s\n", name,
					       text ? "taken for a bounce" : "not read");
	}
}

/* The lexicons of the tree: run in its root. */
static GPtrArray *
load_lexicons(void)
{
	GPtrArray *lexicons = g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);
	g_autoptr(GDir) folder = g_dir_open("templates", 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autoptr(GError) error = NULL;
		gsize len;
		g_autofree char *text = load("templates", name, "cues", &len);
		JnLexicon *lexicon = text ? jn_lexicon_parse(name, text, len, &error) : NULL;

		if (lexicon)
			g_ptr_array_add(lexicons, lexicon);
		else if (error)
			fprintf(stderr, "%s\n", error->message);
	}
	return lexicons;
}

static void
measure_gratitude(const char *dir, Figures *f)
{
	static const JnCueContext context = {JN_ROLE_PROTEGE, JN_PARENT_ANSWER, TRUE};
	gsize len;
	g_autofree char *table = load(dir, "gratitude", "texts.tsv", &len);
	g_auto(GStrv) lines = g_strsplit(table ? table : "", "\n", -1);
	g_autoptr(GPtrArray) lexicons = load_lexicons();

	for (gsize i = 0; lines[i]; i++) {
		g_auto(JnCues) cues = {0};
		gboolean want = lines[i][0] == '1';
		JnCueSource source = {.text = lines[i] + 2};
		gboolean got;

		if (lines[i][0] == '\0' || lines[i][1] != '\t' ||
		    !g_utf8_validate(lines[i], -1, NULL))
			continue;
		jn_cues_find(&source, lexicons, &context, &cues);
		got = cues.grateful->len > 0;
		f->items++;
		f->exact += got == want;
		f->found += got;
		f->expected += want;
		f->right += got && want;
		if (got != want)
			g_string_append_printf(f->missed, "gratitude: %s %s\n",
					       want ? "missed" : "wrong", source.text);
	}
}

static void
print_row(const char *name, const char *what, const Figures *f)
{
	printf("%-10s %6u %6u %6.1f%% %9.1f%% %6.1f%% %6.1f%%  %s\n", name, f->items, f->exact,
	       f->items ? 100.0 * f->exact / f->items : 0,
	       f->found ? 100.0 * f->right / f->found : 100,
	       f->expected ? 100.0 * f->right / f->expected : 100,
	       f->found + f->expected ? 200.0 * f->right / (f->found + f->expected) : 100, what);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name, *what;
		void (*measure)(const char *dir, Figures *f);
	} rows[] = {
		{"replies", "of the words", measure_replies},
		{"bounces", "of 'hard'", measure_bounces},
		{"mime", "of mails read", measure_mime},
		{"gratitude", "of grateful texts", measure_gratitude},
	};

	if (argc != 2 || !g_file_test(argv[1], G_FILE_TEST_IS_DIR)) {
		fprintf(stderr, "usage: corpora DIR\n");
		return 1;
	}
	printf("collection  items  exact         precision  recall     F1\n");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Figures f = {.missed = g_string_new(NULL)};

		rows[i].measure(argv[1], &f);
		print_row(rows[i].name, rows[i].what, &f);
		printf("%s", f.missed->str);
		g_string_free(f.missed, TRUE);
	}
	return 0;
}
