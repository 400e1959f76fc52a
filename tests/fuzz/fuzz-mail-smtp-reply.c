/* fuzz-mail-smtp-reply.c - any octets as replies; in pieces they mean the same as at once. */
#include "mail/smtp-reply.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
replies_read(const char *data, gsize size, gsize piece, GString *out)
{
	g_auto(JnReplyReader) reader = {0};
	JnReplyState state = JN_REPLY_MORE;
	gsize used = 0;

	jn_reply_reader_init(&reader);
	for (gsize at = 0; at < size && state != JN_REPLY_GARBAGE; at += used) {
		state = jn_reply_feed(&reader, data + at, MIN(piece, size - at), &used);
		if (state == JN_REPLY_WHOLE) {
			g_autofree char *words = jn_reply_words(&reader);

			g_assert_true(g_utf8_validate(words, -1, NULL));
			g_string_append_printf(out, "%d %s\n", reader.code, words);
		}
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(GString) pieces = g_string_new(NULL);

	replies_read((const char *)data, size, size, whole);
	replies_read((const char *)data, size, 3, pieces);
	g_assert_cmpstr(whole->str, ==, pieces->str);
	return 0;
}
