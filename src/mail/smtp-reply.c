#include "mail/smtp-reply.h"

#include <string.h>

/* Of a line that comes in pieces: its code and sign, all of its text that is kept, and a CR. */
#define LINE_BYTES (4 + JN_REPLY_TEXT_BYTES + 1)

void
jn_reply_reader_init(JnReplyReader *self)
{
	*self = (JnReplyReader){0};
	self->text = g_string_new(NULL);
	self->line = g_string_new(NULL);
}

void
jn_reply_reader_clear(JnReplyReader *self)
{
	g_string_free(self->text, TRUE);
	g_string_free(self->line, TRUE);
	*self = (JnReplyReader){0};
}

static void
append_bounded(GString *out, const char *text, gsize len, gsize most)
{
	if (out->len < most)
		g_string_append_len(out, text, (gssize)MIN(len, most - out->len));
}

/* One line without its end. */
static JnReplyState
read_line(JnReplyReader *self, const char *line, gsize len)
{
	int code;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (len < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) ||
	    !g_ascii_isdigit(line[2]) || (len > 3 && line[3] != ' ' && line[3] != '-'))
		return JN_REPLY_GARBAGE;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	if (self->code != 0 && self->code != code)
		return JN_REPLY_GARBAGE;
	self->code = code;
	if (len > 4) {
		if (self->text->len > 0)
			append_bounded(self->text, " ", 1, JN_REPLY_TEXT_BYTES);
		append_bounded(self->text, line + 4, len - 4, JN_REPLY_TEXT_BYTES);
	}
	return len > 3 && line[3] == '-' ? JN_REPLY_MORE : JN_REPLY_WHOLE;
}

JnReplyState
jn_reply_feed(JnReplyReader *self, const char *data, gsize len, gsize *ret_used)
{
	JnReplyState state = JN_REPLY_MORE;
	gsize used = 0;

	if (self->is_whole) {
		self->is_whole = FALSE;
		self->code = 0;
		self->size = 0;
		g_string_truncate(self->text, 0);
	}
	while (used < len && state == JN_REPLY_MORE) {
		const char *begin = data + used;
		const char *end = memchr(begin, '\n', len - used);
		gsize part = end != NULL ? (gsize)(end - begin) : len - used;

		used += part + (end != NULL ? 1 : 0);
		self->size += part + (end != NULL ? 1 : 0);
		if (self->size > JN_REPLY_BYTES) {
			state = JN_REPLY_GARBAGE;
		} else if (end != NULL && self->line->len == 0) {
			state = read_line(self, begin, part);
		} else {
			append_bounded(self->line, begin, part, LINE_BYTES);
			if (end == NULL)
				break;
			state = read_line(self, self->line->str, self->line->len);
			g_string_truncate(self->line, 0);
		}
	}
	*ret_used = used;
	self->is_whole = state == JN_REPLY_WHOLE;
	return state;
}

char *
jn_reply_words(const JnReplyReader *self)
{
	char *words = g_utf8_make_valid(self->text->str, (gssize)self->text->len);

	for (char *c = words; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	return g_strstrip(words);
}
