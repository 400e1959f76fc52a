/* fuzz-core-thread.c - any bytes as a mail that may reply to one of three posts. */
#include "core/thread.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	JnPost post = {.id = 1,
		       .message_id = (char *)"a@b",
		       .subject_base = (char *)"Thin tubes",
		       .gist = (char *)"It burns through when I weld."};
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autofree char *quoted = g_utf8_make_valid((const char *)data, (gssize)size);
	JnThreadHints hints = {.named = named,
			       .token = &post,
			       .same_subject = &post,
			       .same_index = &post,
			       .quoted = quoted};
	const JnPost *parent = message ? jn_thread_parent(message, &hints) : NULL;

	g_assert(!parent || parent == &post);
	return 0;
}
