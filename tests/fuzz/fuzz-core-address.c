/* fuzz-core-address.c - any bytes as an address of ours, and as commands. */
#include "core/address.h"
#include "core/command.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *whole = g_strconcat(valid, "@goals.example", NULL);
	g_auto(JnAddress) address = {0};
	g_auto(JnAddress) other = {0};
	g_autoptr(GArray) commands = jn_commands_parse(valid, NULL);

	(void)jn_address_parse(valid, "goals.example", '+', &address);
	(void)jn_address_parse(whole, "goals.example", '-', &other);
	return 0;
}
