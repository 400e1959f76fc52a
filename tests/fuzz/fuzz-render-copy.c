/* fuzz-render-copy.c - any bytes as a mail that is passed on: its copy is a mail again. */
#include "mail/newtext.h"
#include "render/copy.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	const JnCopySpec spec = {.from_name = "Ana via Welding",
				 .goal_address = "weld@goals.example",
				 .list_id = "weld.goals.example",
				 .list_name = "Welding",
				 .operator_address = "op@goals.example",
				 .help_address = "weld+help@goals.example",
				 .subscribe_address = "weld+subscribe@goals.example",
				 .subject = "Thin tubes",
				 .message_id = "m@x.example",
				 .references = references,
				 .site_domain = "goals.example",
				 .footer = "OPEN: your reply goes to 14 people.",
				 .boundary = "abcdefghijklmnopqrst",
				 .now = 1795420800};
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(JnRendered) rendered = NULL;

	if (message == NULL)
		return 0;
	rendered = jn_copy_render(message, &spec, NULL);
	g_assert_nonnull(rendered);
	return 0;
}
