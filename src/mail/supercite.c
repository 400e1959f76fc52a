/*
 * supercite.c - see supercite.h.
 */
#include "mail/supercite.h"

#include <string.h>

#include "mail/attribution.h"

/* A prefix has no more bytes: a first name, initials. */
#define PREFIX_BYTES 24

/* Prefixes that are looked at: a mail quotes a few people. */
#define PREFIXES 20

static const char *const prompts[] = {"SQL", "PS", "CMD", "DOS", "IRB", "GDB", NULL};

/* Bytes before the first '>' of a line that begins with a word and it; 0 for others. */
static gsize
prefix_length(const char *raw)
{
	const char *p = raw + strspn(raw, " ");
	const char *start = p;

	while (*p && (g_unichar_isalpha(g_utf8_get_char(p)) || (*p == '.' && p > start)))
		p = g_utf8_next_char(p);
	if (*p != '>' || p == start || p - start > PREFIX_BYTES)
		return 0;
	p += strspn(p, ">");
	return *p == ' ' || *p == '\0' ? (gsize)(strchr(raw, '>') - raw) : 0;
}

/* 'Ana', 'AL', but not 'mysql', 'SQL'. */
static gboolean
reads_as_name(const char *prefix)
{
	guint capitals = 0, letters = 0;

	for (const char *p = prefix; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		letters += g_unichar_isalpha(c) != 0;
		capitals += g_unichar_isupper(c) != 0;
	}
	if (!g_unichar_isupper(g_utf8_get_char(prefix)) || letters < 2)
		return FALSE;
	if (capitals == letters)
		return letters <= 3 && !g_strv_contains(prompts, prefix);
	return capitals == 1;
}

/* Whether the lines before `at` introduce a quote. */
static gboolean
is_introduced(const JnLines *lines, gsize at)
{
	while (at > 0 && lines->line[at - 1].blank)
		at--;
	return at > 0 && jn_attribution_judge(lines->line[at - 1].text) != JN_ATTRIBUTION_NONE;
}

static guint
count_lines(const JnLines *lines, gsize from, const char *prefix, gsize len)
{
	guint n = 0;

	for (gsize i = from; i < lines->n; i++)
		n += prefix_length(lines->line[i].raw) == len &&
		     memcmp(lines->line[i].raw, prefix, len) == 0;
	return n;
}

static void
quote_line(JnLine *line, gsize len)
{
	char *p = line->raw + len;

	while (*p == '>') {
		line->depth++;
		p++;
	}
	line->text = *p == ' ' ? p + 1 : p;
	line->kind = JN_LINE_QUOTED;
	line->label = JN_LABEL_NONE;
	line->blank = line->text[strspn(line->text, " \t")] == '\0';
}

void
jn_supercite_mark(JnLines *lines)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; i < lines->n; i++) {
		JnLine *line = &lines->line[i];
		gsize len = line->depth == 0 && !line->code ? prefix_length(line->raw) : 0;
		g_autofree char *prefix = NULL;
		gpointer quotes;

		if (len == 0)
			continue;
		prefix = g_strndup(line->raw, len);
		if (!g_hash_table_lookup_extended(known, prefix, NULL, &quotes)) {
			if (g_hash_table_size(known) == PREFIXES)
				return;
			quotes = GINT_TO_POINTER(is_introduced(lines, i) ||
						 (reads_as_name(prefix + strspn(prefix, " ")) &&
						  count_lines(lines, i, prefix, len) > 1));
			g_hash_table_insert(known, g_strdup(prefix), quotes);
		}
		if (GPOINTER_TO_INT(quotes))
			quote_line(line, len);
	}
}
