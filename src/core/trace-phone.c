#include "core/trace-phone.h"

#include <string.h>

#include "base/fold.h"

#define DIGITS_LEAST 6 /* of one that is said to be one */
#define DIGITS_MIN 7
#define DIGITS_MAX 15
#define GROUPS_MAX 12
/* Words before and behind are short; what is long is none, and is not read again for each number. */
#define WORD_BYTES 16

/*
 * A run is what can be a number:
 *
 *      run   = [ "+" ] group *( 1*2sep group )       sep = " " / "." / "-" / "/" / "(" / ")"
 *      group = 1*DIGIT
 */
typedef struct Run {
	const char *line, *start, *end;
	gboolean plus;
	guint n;
	struct {
		const char *at;
		guint len;
		char sep; /* the last one before it; 0 before the first */
	} groups[GROUPS_MAX];
} Run;

static gboolean
is_sep(char c)
{
	return c != '\0' && strchr(" .-/()", c) != NULL;
}

/* Reads a run that begins at `at`; FALSE if none does. */
static gboolean
run_read(const char *line, const char *at, Run *run)
{
	const char *p = at;

	*run = (Run){.line = line, .start = at};
	run->plus = *p == '+';
	p += run->plus ? 1 : 0;
	p += *p == '(' ? 1 : 0;
	if (!g_ascii_isdigit(*p))
		return FALSE;
	while (run->n < GROUPS_MAX) {
		gsize seps = 0;

		run->groups[run->n].at = p;
		run->groups[run->n].sep = run->n > 0 ? p[-1] : '\0';
		while (g_ascii_isdigit(*p))
			p++;
		run->groups[run->n].len = (guint)(p - run->groups[run->n].at);
		run->n++;
		run->end = p;
		while (seps < 2 && is_sep(p[seps]))
			seps++;
		if (seps == 0 || !g_ascii_isdigit(p[seps]))
			break;
		p += seps;
	}
	while (g_ascii_isdigit(*run->end))
		run->end++;
	return TRUE;
}

static guint
digits_from(const Run *run, guint first)
{
	guint digits = 0;

	for (guint i = first; i < run->n; i++)
		digits += run->groups[i].len;
	return digits;
}

static int
number_of(const Run *run, guint group)
{
	return atoi(run->groups[group].at);
}

/* Groups of these lengths, digits such as "334", and no others, all parted by one of `seps`. */
static gboolean
has_shape(const Run *run, const char *lengths, const char *seps)
{
	if (run->n != strlen(lengths))
		return FALSE;
	for (guint i = 0; i < run->n; i++)
		if (run->groups[i].len != (guint)(lengths[i] - '0') ||
		    (i > 0 && strchr(seps, run->groups[i].sep) == NULL))
			return FALSE;
	return TRUE;
}

static gboolean
is_year(int number)
{
	return number >= 1900 && number < 2100;
}

static gboolean
is_day(int day, int month)
{
	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* 2026-11-23, 23.11.2026, 23/11/26, 20261123, 23112026, with or without an hour behind. */
static gboolean
begins_as_date(const Run *run)
{
	char piece[9] = "";

	if (run->n == 1 && run->groups[0].len == 8) {
		int number;

		memcpy(piece, run->groups[0].at, 8);
		number = atoi(piece);
		return (is_year(number / 10000) && is_day(number % 100, number / 100 % 100)) ||
		       (is_year(number % 10000) && is_day(number / 1000000, number / 10000 % 100));
	}
	if (run->n < 3 || run->groups[1].sep == ' ' || run->groups[1].sep != run->groups[2].sep)
		return FALSE;
	if (run->groups[0].len == 4 && is_year(number_of(run, 0)))
		return is_day(number_of(run, 2), number_of(run, 1));
	return run->groups[0].len <= 2 && run->groups[1].len <= 2 &&
	       (run->groups[2].len == 4 ? is_year(number_of(run, 2))
					: run->groups[2].len == 2 && run->n < 5) &&
	       (is_day(number_of(run, 0), number_of(run, 1)) ||
		is_day(number_of(run, 1), number_of(run, 0)));
}

/* The word before the run, in lower case, without the marks about it. Caller frees. */
static char *
word_before(const Run *run, guint back)
{
	const char *end = run->start;
	const char *start = end;

	for (guint i = 0; i <= back; i++) {
		end = start;
		while (end > run->line && strchr(" \t:;,()", end[-1]) != NULL)
			end--;
		start = end;
		while (start > run->line && end - start <= WORD_BYTES &&
		       strchr(" \t:;,()", start[-1]) == NULL)
			start--;
	}
	return end - start > WORD_BYTES ? g_strdup("") : jn_fold(start, end - start);
}

static gboolean
is_one_of(const char *word, const char *const *list)
{
	return g_strv_contains(list, word);
}

/* 'phone 123456': what says outright that a number is one. */
static gboolean
is_announced(const Run *run)
{
	static const char *const cues[] = {
		"phone",    "tel",       "tel.",     "tlf",    "tlf.",      "telephone", "telefon",
		"telefoon", "téléphone", "teléfono", "mobil",  "mobile",    "mob",       "mob.",
		"cell",     "call",      "ring",     "sms",    "text",      "whatsapp",  "signal",
		"handy",    "fon",       "tél",      "tél.",   "móvil",     "portable",  "telefono",
		"telegram", "telefonnr", "nummer",   "numéro", "cellulare", NULL};

	for (guint back = 0; back < 3; back++) {
		g_autofree char *word = word_before(run, back);

		if (is_one_of(word, cues))
			return TRUE;
	}
	return FALSE;
}

/* '#20123456', 'ISBN 0306406157', '$ 20 000 000': numbers of other things. */
static gboolean
is_labelled(const Run *run)
{
	static const char *const labels[] = {
		"isbn", "issn",  "ean",     "no",  "no.", "nr",  "nr.",     "art.",    "id",
		"sku",  "model", "version", "eur", "usd", "dkk", "sek",     "nok",     "gbp",
		"kr",   "kr.",   "€",       "$",   "£",   "#",   "isbn-10", "isbn-13", NULL};
	g_autofree char *word = word_before(run, 0);

	return is_one_of(word, labels) || g_str_has_suffix(word, "#") ||
	       g_str_has_suffix(word, "€") || g_str_has_suffix(word, "$") ||
	       g_str_has_suffix(word, "£");
}

/* '200 300 400 kr': what stands behind says what is counted. */
static gboolean
is_amount(const Run *run)
{
	static const char *const units[] = {
		"kr",   "kr.",   "kroner", "kronor", "dkk",    "sek",     "nok",    "eur",
		"euro", "euros", "usd",    "gbp",    "dollar", "dollars", "pounds", "chf",
		"pln",  "€",     "$",      "£",      "%",      "mm",      "cm",     "m",
		"km",   "kg",    "g",      "people", "times",  "watt",    "rpm",    NULL};
	const char *next = run->end + (*run->end == ' ');
	gsize len = 0;
	g_autofree char *word = NULL;

	while (len <= WORD_BYTES && next[len] != '\0' && strchr(" \t,;:!?)", next[len]) == NULL)
		len++;
	word = len > WORD_BYTES ? g_strdup("") : jn_fold(next, (gssize)len);
	/* '12345678,50' */
	return is_one_of(word, units) || (*run->end == ',' && g_ascii_isdigit(run->end[1]));
}

/* Forms that a number has by itself, without a 0 or + before it. */
static gboolean
is_grouped(const Run *run)
{
	gboolean low = run->groups[0].at[0] < '2';

	if (has_shape(run, "1334", " .-)"))
		return TRUE;
	if (low)
		return FALSE;
	if (has_shape(run, "44", " "))
		return !is_year(number_of(run, 0)) || !is_year(number_of(run, 1));
	if (run->n == 1)
		return run->groups[0].len >= 8 && run->groups[0].len <= 11;
	return has_shape(run, "334", " .-)/") || has_shape(run, "333", " -") ||
	       has_shape(run, "2222", " ") || has_shape(run, "323", " ");
}

/* '030 123456', '0171/2345678', '0045 ...': with the digit that leads out of a town or a land. */
static gboolean
is_dialled(const Run *run, guint first)
{
	const char *at = run->groups[first].at;
	guint digits = digits_from(run, first);
	gboolean abroad = run->groups[first].len > 1 && at[1] == '0';

	if (*at != '0' || (first > 0 && run->groups[first].sep != ' '))
		return FALSE;
	/* '0.123', '0-306-40615-7'; but '(0)30 123'. */
	if (run->groups[first].len == 1 && at[1] != ')')
		return FALSE;
	/* '08.30-09.45' */
	if (run->n - first == 4 && digits == 8 && run->groups[first].len == 2)
		return FALSE;
	return digits >= (abroad ? 9u : 8u) && digits <= (abroad ? DIGITS_MAX : 12u);
}

/* Of a word that a number hangs on: not of a script that puts no blanks between. */
static gboolean
is_letter(const char *at)
{
	gunichar c = g_utf8_get_char(at);

	return (g_unichar_isalnum(c) && !g_unichar_iswide(c)) || c == '_';
}

/* A number that goes on behind a point or a comma, or hangs on a word. */
static gboolean
is_part(const Run *run)
{
	const char *before = run->start > run->line ? g_utf8_prev_char(run->start) : "";

	return is_letter(before) || *before == '-' ||
	       ((*before == '.' || *before == ',') && before > run->line &&
		g_ascii_isdigit(before[-1])) ||
	       is_letter(run->end);
}

static gboolean
is_phone(const Run *run)
{
	guint digits = digits_from(run, 0);

	if (digits < DIGITS_LEAST || is_part(run) || begins_as_date(run))
		return FALSE;
	if (run->plus)
		return digits >= DIGITS_MIN && digits <= DIGITS_MAX;
	if (is_labelled(run))
		return FALSE;
	for (guint first = 0; first < run->n; first++)
		if (is_dialled(run, first))
			return TRUE;
	if (digits <= DIGITS_MAX && is_announced(run))
		return TRUE;
	return is_grouped(run) && !is_amount(run);
}

/* Blanks and dashes of all kinds as the plain ones. */
static char *
plain(const char *line)
{
	GString *out = g_string_new(NULL);

	for (const char *p = line; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION)
			g_string_append_c(out, '-');
		else if (g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR)
			g_string_append_c(out, ' ');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

void
jn_phones_find(const char *line, GPtrArray *found)
{
	g_autofree char *text = plain(line);
	const char *p = text;

	while (*p != '\0') {
		Run run;

		if ((*p != '+' && *p != '(' && !g_ascii_isdigit(*p)) || !run_read(text, p, &run)) {
			p++;
			continue;
		}
		if (is_phone(&run))
			g_ptr_array_add(found, g_strndup(run.start, (gsize)(run.end - run.start)));
		p = run.end;
	}
}
