#include "render/header.h"

#include "base/shown.h"

#include <string.h>

#define LINE_LENGTH 78
#define WORD_LENGTH 75
/* A word of ASCII longer than this is cut into encoded words, so that no line passes 998. */
#define LONG_WORD 900
/* "=?UTF-8?B?" and "?=" */
#define WORD_FRAME 12

/* A line under work. */
typedef struct Fold {
	GString *out;
	gsize column;
} Fold;

static void
fold_begin(Fold *fold, GString *out, const char *name)
{
	fold->out = out;
	g_string_append_printf(out, "%s:", name);
	fold->column = strlen(name) + 1;
}

/* Appends `token` after `blanks`, on a new line if it does not fit and the line has more than the
 * field's name: a line of blanks alone confuses old software. */
static void
fold_add(Fold *fold, const char *blanks, const char *token, gboolean first)
{
	gsize width = strlen(blanks) + strlen(token);

	if (!first && fold->column + width > LINE_LENGTH && *blanks != '\0') {
		g_string_append_c(fold->out, '\n');
		fold->column = 0;
	}
	g_string_append(fold->out, blanks);
	g_string_append(fold->out, token);
	fold->column += width;
}

/* One line of valid UTF-8: controls and the separators that some software takes for line ends
 * become a blank. Other hidden characters (base/shown.h) go away where `is_name`: they could make a
 * name pass for another, or the text around it read otherwise. */
static char *
clean(const char *value, gboolean is_name)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	GString *out = g_string_new(NULL);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
			g_string_append_c(out, ' ');
		else if (!is_name || !jn_shown_hides(c))
			g_string_append_unichar(out, c);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

static gboolean
is_ascii(const char *text, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if ((guchar)text[i] > 126)
			return FALSE;
	return TRUE;
}

/* Whether a blank-free word has to be an encoded one. One that looks encoded would be decoded. */
static gboolean
needs_encoding(const char *word, gsize len)
{
	return !is_ascii(word, len) || len > LONG_WORD || g_strstr_len(word, (gssize)len, "=?");
}

/* RFC 2047 section 5 (3): what may stand unencoded in a phrase, the strictest place. */
static gboolean
q_literal(guchar c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("!*+-/", c) != NULL);
}

static gsize
q_width(const char *text, gsize len)
{
	gsize width = 0;

	for (gsize i = 0; i < len; i++)
		width += q_literal((guchar)text[i]) || text[i] == ' ' ? 1 : 3;
	return width;
}

/* How many bytes of `text` fit `octets` of code: whole characters. */
static gsize
fit_q(const char *text, gsize len, gsize octets)
{
	gsize fit = 0, width = 0;

	while (fit < len) {
		gsize next = (gsize)(g_utf8_next_char(text + fit) - text);

		width += q_width(text + fit, next - fit);
		if (width > octets)
			break;
		fit = next;
	}
	return fit;
}

/* The same for base64; 0 unless the code is the last or ends without padding: GMime 3.2.13 and
 * others lose the word that follows a padded one. */
static gsize
fit_base64(const char *text, gsize len, gsize octets)
{
	gsize most = octets / 4 * 3, fit = 0;

	if (len <= most)
		return len;
	for (gsize next = 0; next <= most; next = (gsize)(g_utf8_next_char(text + next) - text))
		if (next % 3 == 0)
			fit = next;
	return fit > most / 2 ? fit : 0;
}

static char *
encode_word(const char *text, gsize len, gboolean base64)
{
	GString *word;

	if (base64) {
		g_autofree char *data = g_base64_encode((const guchar *)text, len);

		return g_strdup_printf("=?UTF-8?B?%s?=", data);
	}
	word = g_string_new("=?UTF-8?Q?");
	for (gsize i = 0; i < len; i++) {
		if (text[i] == ' ')
			g_string_append_c(word, '_');
		else if (q_literal((guchar)text[i]))
			g_string_append_c(word, text[i]);
		else
			g_string_append_printf(word, "=%02X", (guchar)text[i]);
	}
	g_string_append(word, "?=");
	return g_string_free(word, FALSE);
}

/* Writes `text`, blanks included, as encoded words; readers drop the blanks between those. */
static void
fold_add_encoded(Fold *fold, const char *blanks, const char *text, gsize len, gboolean first)
{
	gboolean prefer_base64 = q_width(text, len) > (len + 2) / 3 * 4;

	while (len > 0) {
		/* The first word stays on the line of the field's name and takes what room is
		 * there. */
		gsize room =
			first ? LINE_LENGTH - MIN(fold->column + 1, LINE_LENGTH / 2) : WORD_LENGTH;
		gsize octets = MIN(room, WORD_LENGTH) - WORD_FRAME;
		gsize base64 = prefer_base64 ? fit_base64(text, len, octets) : 0;
		gsize part = base64 > 0 ? base64 : fit_q(text, len, octets);
		g_autofree char *word = encode_word(text, part, base64 > 0);

		fold_add(fold, blanks, word, first);
		blanks = " ";
		first = FALSE;
		text += part;
		len -= part;
	}
}

/* Where the run of words that have to be encoded ends, which begins with the word at `text`: the
 * blanks between two of them would be lost, so they are encoded too. */
static gsize
encoded_run(const char *text)
{
	gsize end = strcspn(text, " ");

	for (;;) {
		gsize word = end + strspn(text + end, " "), len = strcspn(text + word, " ");

		if (len == 0 || !needs_encoding(text + word, len))
			return end;
		end = word + len;
	}
}

/* Free text: words as they are, or runs of encoded words. `blanks` stands before the first. */
static void
fold_add_text(Fold *fold, const char *text)
{
	gboolean first = TRUE;
	g_autofree char *blanks = g_strdup(" ");

	while (*text != '\0') {
		gsize len = strcspn(text, " ");

		if (needs_encoding(text, len)) {
			len = encoded_run(text);
			fold_add_encoded(fold, blanks, text, len, first);
		} else {
			g_autofree char *word = g_strndup(text, len);

			fold_add(fold, blanks, word, first);
		}
		first = FALSE;
		text += len;
		len = strspn(text, " ");
		g_free(blanks);
		blanks = g_strndup(text, len);
		text += len;
	}
}

void
jn_header_add_text(GString *out, const char *name, const char *value)
{
	g_autofree char *text = clean(value, FALSE);
	Fold fold;

	fold_begin(&fold, out, name);
	if (*text == '\0')
		g_string_append_c(out, ' ');
	fold_add_text(&fold, text);
	g_string_append_c(out, '\n');
}

/* RFC 5322 section 3.2.4: a quoted string; '"' and '\' are escaped. */
static char *
quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

/* Whether all words of `text` can stand in a quoted string. */
static gboolean
fits_quotes(const char *text)
{
	while (*text != '\0') {
		gsize len = strcspn(text, " ");

		if (needs_encoding(text, len))
			return FALSE;
		text += len;
		text += strspn(text, " ");
	}
	return TRUE;
}

static void
fold_add_display(Fold *fold, const char *display)
{
	g_autofree char *quoted = NULL;

	if (!fits_quotes(display)) {
		fold_add_encoded(fold, " ", display, strlen(display), TRUE);
		return;
	}
	quoted = quote(display);
	/* Folding within the quotes is allowed: the line end is not part of the text. */
	fold_add_text(fold, quoted);
}

/* What must not stand in an addr-spec or a Message-ID, whoever let it through. */
static char *
strip_unsafe(const char *value)
{
	GString *out = g_string_new(NULL);

	for (; *value != '\0'; value++)
		if ((guchar)*value > ' ' && *value != 127 && *value != '<' && *value != '>')
			g_string_append_c(out, *value);
	return g_string_free(out, FALSE);
}

void
jn_header_add_mailbox(GString *out, const char *name, const char *display, const char *addr)
{
	g_autofree char *text = clean(display != NULL ? display : "", TRUE);
	g_autofree char *safe = strip_unsafe(addr);
	g_autofree char *bracketed = g_strdup_printf("<%s>", safe);
	Fold fold;

	fold_begin(&fold, out, name);
	if (*text == '\0') {
		fold_add(&fold, " ", safe, TRUE);
	} else {
		fold_add_display(&fold, text);
		fold_add(&fold, " ", bracketed, FALSE);
	}
	g_string_append_c(out, '\n');
}

void
jn_header_add_ids(GString *out, const char *name, const GPtrArray *ids)
{
	gboolean first = TRUE;

	for (guint i = 0; ids != NULL && i < ids->len; i++) {
		g_autofree char *id = strip_unsafe(ids->pdata[i]);

		if (*id == '\0')
			continue;
		if (first)
			g_string_append_printf(out, "%s:", name);
		/* An id is never cut. The first one stands behind the name unless the line would
		 * pass the 998 of RFC 5322 section 2.1.1. */
		if (!first || strlen(name) + strlen(id) + 4 > 998)
			g_string_append_c(out, '\n');
		g_string_append_printf(out, " <%s>", id);
		first = FALSE;
	}
	if (!first)
		g_string_append_c(out, '\n');
}

void
jn_header_add_raw(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, "%s: ", name);
	for (; *value != '\0'; value++)
		g_string_append_c(out, g_ascii_iscntrl(*value) ? ' ' : *value);
	g_string_append_c(out, '\n');
}

void
jn_header_add_date(GString *out, gint64 when, int offset)
{
	/* strftime's names follow the locale; RFC 5322's do not. */
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const gint64 last = G_GINT64_CONSTANT(253402300799) - 86400; /* a day before year 10000 */
	int minutes = CLAMP(offset / 60, -1439, 1439);
	g_autoptr(GDateTime) date = NULL;

	date = g_date_time_new_from_unix_utc(CLAMP(when, 0, last) + minutes * 60);
	g_string_append_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d %c%02d%02d\n",
			       days[g_date_time_get_day_of_week(date) - 1],
			       g_date_time_get_day_of_month(date),
			       months[g_date_time_get_month(date) - 1], g_date_time_get_year(date),
			       g_date_time_get_hour(date), g_date_time_get_minute(date),
			       g_date_time_get_second(date), minutes < 0 ? '-' : '+',
			       ABS(minutes) / 60, ABS(minutes) % 60);
}
