#include "core/reflection.h"

#include <string.h>

#include "base/limits.h"

typedef struct Reader {
	GString *parts[JN_REFLECTION_PARTS];
	int at; /* the part that lines are added to */
} Reader;

/* The mark behind a number: its length; 0 none. */
static gsize
mark_length(const char *p)
{
	static const char *const marks[] = {".",           ")", ":", "/", "-", "\343\200\201",
					    "\357\274\216"};

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_prefix(p, marks[i]))
			return strlen(marks[i]);
	return 0;
}

/* The part that a number at `p` names, and what stands behind it; -1 for none. */
static int
number_at(const char *p, const char **ret_rest)
{
	int part;
	gsize mark;

	p += *p == '(';
	if (*p < '1' || *p > '4')
		return -1;
	part = *p - '1';
	p++;
	p += *p == ' ' && p[1] == '-'; /* '1 - yes' */
	mark = mark_length(p);
	if (mark == 0 || g_ascii_isdigit(p[mark]))
		return -1;
	*ret_rest = p + mark + strspn(p + mark, " \t");
	return part;
}

/* Within a line: the next number, behind a blank and with one behind it. */
static const char *
find_next(const char *line, int part, const char **ret_rest)
{
	for (const char *p = line; *p != '\0'; p++)
		if (*p == ' ' && number_at(p + 1, ret_rest) == part && (*ret_rest)[-1] == ' ')
			return p;
	return NULL;
}

/* No more than is kept. */
static void
add(Reader *reader, const char *text, gsize len)
{
	GString *part = reader->parts[reader->at];

	if (part->len > JN_REFLECTION_BYTES)
		return;
	g_string_append_len(part, text, (gssize)MIN(len, JN_REFLECTION_BYTES + 1));
	g_string_append_c(part, '\n');
}

static void
read_answer(Reader *reader, int part, const char *text)
{
	const char *rest;
	const char *next;

	for (; part < JN_REFLECTION_REST; part++) {
		reader->at = part;
		next = find_next(text, part + 1, &rest);
		if (next == NULL || part + 1 == JN_REFLECTION_REST)
			break;
		add(reader, text, (gsize)(next - text));
		text = rest;
	}
	add(reader, text, strlen(text));
}

/* What is quoted is our letter: its number tells which question is answered below it. */
static void
read_quote(Reader *reader, const char *line)
{
	const char *rest;
	int part = -1;

	for (const char *p = line + 1; *p != '\0'; p++)
		if (*p == ' ' && number_at(p + 1, &rest) >= 0)
			part = number_at(p + 1, &rest);
	reader->at = part >= 0 ? part : JN_REFLECTION_REST;
}

static void
read_line(Reader *reader, const char *line)
{
	const char *text = line + strspn(line, " \t");
	const char *rest;
	int part = number_at(text, &rest);

	if (*line == '>')
		read_quote(reader, line);
	else if (part >= 0)
		read_answer(reader, part, rest);
	else
		add(reader, line, strlen(line));
}

/* Takes the text; NULL for nothing. */
static char *
finish(GString *part)
{
	char *text = g_string_free(part, FALSE);

	g_strstrip(text);
	/* The letter that begins before the end is whole, or goes. */
	if (strlen(text) > JN_REFLECTION_BYTES)
		*g_utf8_find_prev_char(text, text + JN_REFLECTION_BYTES + 1) = '\0';
	if (*text == '\0')
		g_clear_pointer(&text, g_free);
	return text;
}

gboolean
jn_reflection_parse(const char *text, char *ret_words[JN_REFLECTION_PARTS])
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);
	Reader reader = {.at = JN_REFLECTION_REST};
	gboolean any = FALSE;

	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		reader.parts[part] = g_string_new(NULL);
	for (char **line = lines; *line != NULL; line++)
		read_line(&reader, *line);
	for (int part = 0; part < JN_REFLECTION_PARTS; part++) {
		ret_words[part] = finish(reader.parts[part]);
		any |= ret_words[part] != NULL;
	}
	return any;
}
