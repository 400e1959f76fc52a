#include "run/lookup.h"

#include <string.h>

#include "run/recipients.h"

#define REQUEST_BYTES 1000

gssize
jn_netstring_parse(const char *data, gsize len, gsize most, const char **ret_start, gsize *ret_len)
{
	gsize at = 0;
	gsize size = 0;

	while (at < len && g_ascii_isdigit(data[at])) {
		size = size * 10 + (gsize)(data[at] - '0');
		if (size > most || ++at > 9)
			return -1;
	}
	if (at == len)
		return 0;
	if (at == 0 || data[at] != ':')
		return -1;
	at++;
	if (len - at < size + 1)
		return 0;
	if (data[at + size] != ',')
		return -1;
	*ret_start = data + at;
	*ret_len = size;
	return (gssize)(at + size + 1);
}

char *
jn_lookup_answer(JnSite *site, const char *request)
{
	const char *key = strchr(request, ' ');
	g_autoptr(GError) error = NULL;
	JnKnown known;

	if (key == NULL || key[1] == '\0')
		return g_strdup("PERM a request is MAP KEY");
	if (!jn_recipients_ask(site, key + 1, &known, &error)) {
		g_warning("look-up of %s: %s", key + 1, error->message);
		return g_strdup("TEMP the store cannot be read now");
	}
	return known == JN_KNOWN_YES ? g_strdup_printf("OK %s", key + 1) : g_strdup("NOTFOUND ");
}

static gssize
answer(gpointer data, const char *input, gsize len, char **ret_reply)
{
	JnSite *site = data;
	const char *start;
	gsize size;
	gssize used = jn_netstring_parse(input, len, REQUEST_BYTES, &start, &size);
	g_autofree char *request = NULL;
	g_autofree char *reply = NULL;

	if (used <= 0)
		return used;
	request = g_strndup(start, size);
	jn_db_set_patience(site->db, FALSE);
	reply = jn_lookup_answer(site, request);
	jn_db_set_patience(site->db, TRUE);
	*ret_reply = g_strdup_printf("%zu:%s,", strlen(reply), reply);
	return used;
}

JnListener *
jn_lookup_listen(JnSite *site, int unix_fd, int tcp_fd)
{
	return jn_listener_new(answer, site, unix_fd, tcp_fd);
}
