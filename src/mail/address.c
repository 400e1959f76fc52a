/*
 * address.c - see address.h.
 */
#include "mail/address.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "mail/clean.h"
#include "mail/encoded-word.h"

/* What has been read of the mailbox that is being read. */
typedef struct Reader {
	const char *at, *end;
	GString *phrase;  /* words outside <> and (), quotes taken off */
	GString *angle;   /* inside <> */
	GString *comment; /* the last one */
	gboolean has_angle;
} Reader;

/* Reads past a quoted string at `at`; its text, and its quotes if asked for, go to `out`. */
static void
read_quoted(Reader *r, GString *out, gboolean keep_quotes)
{
	if (keep_quotes)
		g_string_append_c(out, '"');
	for (r->at++; r->at < r->end && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at + 1 < r->end) {
			if (keep_quotes)
				g_string_append_c(out, '\\');
			r->at++;
		}
		g_string_append_c(out, *r->at);
	}
	if (keep_quotes)
		g_string_append_c(out, '"');
}

/* A quoted local part keeps its quotes; a name loses them. Which of the two it is shows only
 * behind it. */
static void
read_phrase_quote(Reader *r)
{
	gsize start = r->phrase->len;
	const char *from = r->at;

	read_quoted(r, r->phrase, FALSE);
	if (r->at + 1 < r->end && r->at[1] == '@') {
		g_string_truncate(r->phrase, start);
		g_string_append_len(r->phrase, from, r->at + 1 - from);
	}
}

static void
read_comment(Reader *r)
{
	guint depth = 1;

	g_string_truncate(r->comment, 0);
	for (r->at++; r->at < r->end; r->at++) {
		if (*r->at == '\\' && r->at + 1 < r->end)
			r->at++;
		else if (*r->at == '(')
			depth++;
		else if (*r->at == ')' && --depth == 0)
			return;
		g_string_append_c(r->comment, *r->at);
	}
}

static void
read_angle(Reader *r)
{
	GString *out = r->has_angle ? r->phrase : r->angle;

	r->has_angle = TRUE;
	for (r->at++; r->at < r->end && *r->at != '>'; r->at++) {
		if (*r->at == '"')
			read_quoted(r, out, TRUE);
		else
			g_string_append_c(out, *r->at);
		if (r->at >= r->end)
			return;
	}
}

/* 'a (b) @ c.d' had blanks around it: an addr-spec outside <> has none of its own. */
static char *
bare_address(const char *phrase)
{
	g_autoptr(GString) s = g_string_new(NULL);
	gboolean quoted = FALSE;

	for (const char *p = phrase; *p; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (quoted || !g_ascii_isspace(*p))
			g_string_append_c(s, *p);
	}
	return jn_address_normalise(s->str, s->len);
}

static void
flush(Reader *r, GPtrArray *mailboxes)
{
	const char *addr = r->has_angle ? r->angle->str : NULL;
	const char *route = addr && *addr == '@' ? strchr(addr, ':') : NULL;
	g_autofree char *spec = NULL;
	const GString *name = r->comment;

	if (addr) {
		spec = jn_address_normalise(route ? route + 1 : addr,
					    strlen(route ? route + 1 : addr));
		if (r->phrase->len)
			name = r->phrase;
	} else if (strchr(r->phrase->str, '@')) {
		spec = bare_address(r->phrase->str);
	}
	if (spec && mailboxes->len < JN_ADDRESSES) {
		JnMailbox *mailbox = g_new0(JnMailbox, 1);

		mailbox->addr = g_steal_pointer(&spec);
		mailbox->name = jn_encoded_words_decode(name->str, name->len);
		if (!*mailbox->name)
			g_clear_pointer(&mailbox->name, g_free);
		g_ptr_array_add(mailboxes, mailbox);
	}
	g_string_truncate(r->phrase, 0);
	g_string_truncate(r->angle, 0);
	g_string_truncate(r->comment, 0);
	r->has_angle = FALSE;
}

void
jn_addresses_parse(const char *value, gsize len, GPtrArray *mailboxes)
{
	g_autoptr(GString) phrase = g_string_new(NULL);
	g_autoptr(GString) angle = g_string_new(NULL);
	g_autoptr(GString) comment = g_string_new(NULL);
	Reader r = {.at = value,
		    .end = value + len,
		    .phrase = phrase,
		    .angle = angle,
		    .comment = comment};

	for (; r.at < r.end && mailboxes->len < JN_ADDRESSES; r.at++) {
		switch (*r.at) {
		case '"':
			read_phrase_quote(&r);
			break;
		case '(':
			read_comment(&r);
			break;
		case '<':
			read_angle(&r);
			break;
		case ':': /* what stood before was a group's name */
			g_string_truncate(phrase, 0);
			break;
		case ',':
		case ';':
			flush(&r, mailboxes);
			break;
		default:
			g_string_append_c(phrase, *r.at);
		}
	}
	flush(&r, mailboxes);
}

char *
jn_address_normalise(const char *addr, gsize len)
{
	g_autofree char *clean = NULL;
	g_autofree char *domain = NULL;
	const char *start;
	char *at, *end;

	if (len > 2 * JN_ADDRESS_BYTES)
		return NULL;
	clean = jn_clean_line(addr, len);
	start = *clean == '<' ? clean + 1 : clean;
	end = clean + strlen(clean);
	if (end > start && end[-1] == '>')
		*--end = '\0';
	at = strrchr(start, '@');
	if (!at || at == start || !at[1] || strlen(start) > JN_ADDRESS_BYTES)
		return NULL;
	*at = '\0';
	if (strpbrk(start, *start == '"' ? "<>" : " ,;:\"()<>\\@"))
		return NULL;
	if (strpbrk(at + 1, at[1] == '[' ? " ,;\"()<>\\" : " ,;:\"()<>\\"))
		return NULL;
	domain = jn_fold(at + 1, -1);
	return g_strconcat(start, "@", domain, NULL);
}

gboolean
jn_address_is_safe(const char *addr)
{
	const char *at = addr ? strrchr(addr, '@') : NULL;
	gsize local, domain;

	if (!at || !g_utf8_validate(addr, -1, NULL))
		return FALSE;
	local = (gsize)(at - addr);
	domain = strlen(at + 1);
	if (local == 0 || local > JN_LOCAL_PART_BYTES || domain == 0 || domain > JN_DOMAIN_BYTES)
		return FALSE;
	for (const char *p = addr; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c <= ' ' || (c >= 127 && c < 0xA1) || g_unichar_isspace(c))
			return FALSE;
		if (c < 127 && strchr("<>,;\"\\()", (int)c))
			return FALSE;
	}
	return strchr(addr, '@') == at;
}

gboolean
jn_address_equal(const char *a, const char *b)
{
	g_autofree char *fold_a = NULL;
	g_autofree char *fold_b = NULL;

	if (!a || !b)
		return FALSE;
	if (g_ascii_strcasecmp(a, b) == 0)
		return TRUE;
	fold_a = g_utf8_casefold(a, -1);
	fold_b = g_utf8_casefold(b, -1);
	return g_str_equal(fold_a, fold_b);
}
