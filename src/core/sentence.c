#include "core/sentence.h"

#include <string.h>

#include "base/limits.h"

/* A line is broken on purpose if it and the next word are shorter than this: clients wrap at 65 to
 * 80 columns. */
#define WRAP_COLUMNS 60

static gboolean
is_one_of(gunichar c, const char *set)
{
	return c != 0 && g_utf8_strchr(set, -1, c) != NULL;
}

static gboolean
is_apostrophe(gunichar c)
{
	return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x00B4;
}

static gboolean
is_question_mark(gunichar c)
{
	/* Latin, full-width, Arabic, Greek, Armenian, and the interrobang kind. */
	return is_one_of(c, "?\357\274\237\330\237\315\276\325\236\342\201\207\342\201\211");
}

/* Ends a sentence where a blank follows. */
static gboolean
is_stop(gunichar c)
{
	return is_question_mark(c) || is_one_of(c, ".!\342\200\246\342\200\274");
}

/* Ends a sentence wherever it stands: the full-width marks. */
static gboolean
is_wide_stop(gunichar c)
{
	return is_one_of(c, "\343\200\202\357\274\201\357\274\237");
}

static gboolean
is_quote(gunichar c)
{
	return is_one_of(c, "\"\342\200\234\342\200\236\302\253\302\273\343\200\214");
}

gboolean
jn_character_is_word(gunichar c)
{
	GUnicodeScript script;

	/* Emoji: pictographs, hearts, hands. */
	if ((c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF))
		return !(c >= 0x1F3FB && c <= 0x1F3FF); /* colours of skin */
	if (c < 0x3005 || !g_unichar_isalnum(c))
		return FALSE;
	script = g_unichar_get_script(c);
	return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
	       script == G_UNICODE_SCRIPT_KATAKANA || c == 0x30FC;
}

static gboolean
is_letter(gunichar c)
{
	return (g_unichar_isalnum(c) || g_unichar_ismark(c)) && !jn_character_is_word(c);
}

/* Appends `c` unless it would be the third of its kind in a row; `run` counts those before. */
static void
fold_append(GString *out, gunichar c, gunichar *last, guint *run)
{
	*run = c == *last ? *run + 1 : 1;
	*last = c;
	if (*run == 3)
		g_string_truncate(out, (gsize)(g_utf8_prev_char(out->str + out->len) - out->str));
	if (*run < 3)
		g_string_append_unichar(out, c);
}

/* jn_word_fold() of ASCII, which is normal as it is; NULL: it is none. */
static char *
fold_ascii(const char *word, gsize len)
{
	g_autofree char *out = g_malloc(len + 1);
	gsize n = 0;
	guint run = 0;
	char last = '\0';

	for (gsize i = 0; i < len; i++) {
		char c = g_ascii_tolower(word[i]);

		if ((guchar)c >= 0x80 || c == '\0')
			return NULL;
		if (is_apostrophe((guchar)c))
			continue;
		run = c == last ? run + 1 : 1;
		last = c;
		if (run == 3)
			n--;
		if (run < 3)
			out[n++] = c;
	}
	out[n] = '\0';
	return g_steal_pointer(&out);
}

static char *
fold_any(const char *word, gsize len)
{
	g_autofree char *plain = g_utf8_normalize(word, (gssize)len, G_NORMALIZE_ALL);
	GString *out = g_string_sized_new(len);
	gunichar last = 0;
	guint run = 0;

	for (const char *p = plain ? plain : ""; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_unichar_tolower(g_utf8_get_char(p));

		if (g_unichar_ismark(c) || is_apostrophe(c))
			continue;
		/* Turkish dotless i, German sharp s. */
		if (c == 0x131)
			c = 'i';
		if (c == 0xDF) {
			fold_append(out, 's', &last, &run);
			c = 's';
		}
		fold_append(out, c, &last, &run);
	}
	return g_string_free(out, FALSE);
}

char *
jn_word_fold(const char *word, gsize len)
{
	char *folded = fold_ascii(word, len);

	return folded ? folded : fold_any(word, len);
}

static void
word_clear(gpointer data)
{
	g_free(((JnWord *)data)->folded);
}

/* ---- reading ---- */

typedef struct Reader {
	JnSentences *to;
	const char *end;   /* of the text */
	const char *begin; /* of the sentence at hand; NULL before its first character */
	guint first;       /* its first word */
	gboolean asks, clause, in_quote;
	gboolean own_line; /* it began a line */
	gboolean at_line;  /* nothing but blanks since the last line end */
} Reader;

/* The sentence at hand ends before `end`; without a word it joins the one before. */
static void
sentence_end(Reader *r, const char *end)
{
	guint n = r->to->words->len - r->first;
	GArray *all = r->to->sentences;
	const char *next = end;
	JnSentence sentence = {.start = r->begin, .first = r->first, .n = n};

	if (r->begin == NULL)
		return;
	while (end > r->begin && g_ascii_isspace(end[-1]))
		end--;
	while (next < r->end && (*next == ' ' || *next == '\t'))
		next++;
	sentence.len = (gsize)(end - r->begin);
	sentence.asks = r->asks;
	sentence.own_line = r->own_line;
	sentence.ends_line = next == r->end || *next == '\n';
	if (n > 0) {
		g_array_append_val(all, sentence);
	} else if (all->len > 0 && !r->own_line) {
		JnSentence *last = &g_array_index(all, JnSentence, all->len - 1);

		last->len = (gsize)(end - last->start);
		last->asks = last->asks || r->asks;
		last->ends_line = sentence.ends_line;
	}
	r->begin = NULL;
	r->first = r->to->words->len;
	r->asks = FALSE;
	r->clause = TRUE;
}

/* Columns of the line that ends at `line_end`, and of the first word behind it. */
static gboolean
broken_on_purpose(const char *text, const char *line_end, const char *end)
{
	const char *begin = line_end;
	const char *next = line_end + 1;
	const char *stop;

	while (begin > text && begin[-1] != '\n')
		begin--;
	while (next < end && (*next == ' ' || *next == '\t'))
		next++;
	/* A blank line, and the items of a list. */
	if (next >= end || *next == '\n' || *next == '-' || *next == '*' || *next == '>')
		return TRUE;
	stop = next;
	while (stop < end && !g_ascii_isspace(*stop))
		stop++;
	return g_utf8_strlen(begin, line_end - begin) + 1 + g_utf8_strlen(next, stop - next) <
	       WRAP_COLUMNS;
}

static void
word_add(Reader *r, const char *start, const char *stop, gboolean opaque)
{
	JnWord word = {.start = start, .len = (gsize)(stop - start)};

	word.folded = opaque ? g_strdup("") : jn_word_fold(start, word.len);
	word.clause = r->clause || r->to->words->len == r->first;
	word.capital = g_unichar_isupper(g_utf8_get_char(start));
	word.in_quote = r->in_quote;
	g_array_append_val(r->to->words, word);
	r->clause = FALSE;
}

/* Where a URL or address that begins at `p` ends, or NULL. Closing punctuation is not part of it.
 */
static const char *
opaque_end(const char *p, const char *end)
{
	const char *stop = p;
	gboolean found;

	while (stop < end && !g_ascii_isspace(*stop) && stop - p < 2000)
		stop++;
	found = g_strstr_len(p, stop - p, "://") != NULL || memchr(p, '@', (gsize)(stop - p)) ||
		g_str_has_prefix(p, "www.");
	if (!found)
		return NULL;
	while (stop > p && strchr(".,;:!?)>]\"'", stop[-1]) != NULL)
		stop--;
	return stop > p ? stop : NULL;
}

static const char *
read_word(Reader *r, const char *p)
{
	const char *stop = NULL;
	const char *q = p;

	/* Looked at once a word: only where a blank or bracket stands before it. */
	if (p == r->begin || g_ascii_isspace(p[-1]) || strchr("(<[\"", p[-1]) != NULL)
		stop = opaque_end(p, r->end);
	if (stop != NULL) {
		word_add(r, p, stop, TRUE);
		return stop;
	}
	if (jn_character_is_word(g_utf8_get_char(p))) {
		q = g_utf8_next_char(p);
		word_add(r, p, q, FALSE);
		return q;
	}
	while (q < r->end) {
		const char *next = g_utf8_next_char(q);
		gunichar c = g_utf8_get_char(q);

		if (!is_letter(c) &&
		    !(is_apostrophe(c) && next < r->end && is_letter(g_utf8_get_char(next))))
			break;
		q = next;
	}
	word_add(r, p, q, FALSE);
	return q;
}

/* Whether a word of one letter before a dot is an initial or part of 'e.g.', and not a unit ('40
 * A.') or the like. */
static gboolean
is_initial(const Reader *r, guint i, const char *next)
{
	const JnWord *word = &g_array_index(r->to->words, JnWord, i);
	const JnWord *before = i > r->first ? word - 1 : NULL;

	if (word->len != 1 || !g_ascii_isalpha(word->start[0]))
		return FALSE;
	if (!word->capital)
		return g_unichar_islower(g_utf8_get_char(next));
	return before == NULL || before->capital;
}

/* Whether the dot at `p` only shortens a word, or belongs to a number. */
static gboolean
dot_is_inner(const Reader *r, const char *p)
{
	guint n = r->to->words->len;
	const JnWord *last = n > r->first ? &g_array_index(r->to->words, JnWord, n - 1) : NULL;

	if (last == NULL || last->start + last->len != p || r->end - p < 3 || p[1] != ' ')
		return FALSE;
	if (g_ascii_isdigit(p[2]))
		return !g_ascii_isdigit(p[-1]);
	return is_initial(r, n - 1, p + 2);
}

/* At a mark that may end the sentence; returns what follows it. */
static const char *
read_stop(Reader *r, const char *p)
{
	gboolean ends = FALSE;
	gboolean inner = *p == '.' && dot_is_inner(r, p);

	while (p < r->end) {
		gunichar c = g_utf8_get_char(p);

		if (is_wide_stop(c))
			ends = TRUE;
		else if (!is_stop(c) && !is_one_of(c, ")\"'\342\200\235\302\273"))
			break;
		r->asks = r->asks || is_question_mark(c);
		p = g_utf8_next_char(p);
	}
	r->clause = TRUE;
	if (ends || (!inner && (p >= r->end || g_ascii_isspace(*p))))
		sentence_end(r, p);
	else
		r->asks = FALSE;
	return p;
}

static const char *
read_other(Reader *r, const char *p)
{
	gunichar c = g_utf8_get_char(p);

	r->in_quote = is_quote(c);
	/* A hyphen is none but where it stands alone, as a dash. */
	if (is_one_of(c,
		      ",;:()[]\342\200\223\342\200\224\343\200\201\357\274\214\302\277\302\241") ||
	    r->in_quote || (c == '-' && (p == r->begin || g_ascii_isspace(p[-1]))))
		r->clause = TRUE;
	return g_utf8_next_char(p);
}

void
jn_sentences_init(JnSentences *sentences, const char *text)
{
	gsize size = strnlen(text, JN_CUE_BYTES);
	Reader r = {.to = sentences, .at_line = TRUE, .clause = TRUE};

	sentences->words = g_array_new(FALSE, FALSE, sizeof(JnWord));
	g_array_set_clear_func(sentences->words, word_clear);
	sentences->sentences = g_array_new(FALSE, FALSE, sizeof(JnSentence));
	/* Cut at a character. */
	while (size > 0 && ((guchar)text[size] & 0xC0) == 0x80)
		size--;
	r.end = text + size;
	for (const char *p = text; p < r.end;) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' && broken_on_purpose(text, p, r.end))
			sentence_end(&r, p);
		if (g_unichar_isspace(c)) {
			r.at_line = r.at_line || c == '\n';
			r.in_quote = FALSE;
			p = g_utf8_next_char(p);
			continue;
		}
		if (r.begin == NULL) {
			r.begin = p;
			r.own_line = r.at_line;
		}
		r.at_line = FALSE;
		if (is_letter(c) || jn_character_is_word(c))
			p = read_word(&r, p);
		else if (is_stop(c) || is_wide_stop(c))
			p = read_stop(&r, p);
		else {
			p = read_other(&r, p);
			continue;
		}
		r.in_quote = FALSE;
	}
	sentence_end(&r, r.end);
}

void
jn_sentences_clear(JnSentences *sentences)
{
	g_clear_pointer(&sentences->words, g_array_unref);
	g_clear_pointer(&sentences->sentences, g_array_unref);
}

char *
jn_sentence_text(const JnSentence *sentence)
{
	GString *out = g_string_sized_new(sentence->len);
	const char *end = sentence->start + sentence->len;
	gboolean blank = FALSE;

	for (const char *p = sentence->start; p < end; p = g_utf8_next_char(p)) {
		if (g_unichar_isspace(g_utf8_get_char(p))) {
			blank = TRUE;
			continue;
		}
		if (blank)
			g_string_append_c(out, ' ');
		blank = FALSE;
		g_string_append_len(out, p, g_utf8_next_char(p) - p);
	}
	return g_string_free(out, FALSE);
}
