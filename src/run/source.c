#include "run/source.h"

#include <string.h>

GInetAddress *
jn_client_parse(const char *text)
{
	static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
	const char *plain = g_ascii_strncasecmp(text, "IPv6:", 5) == 0 ? text + 5 : text;
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(plain);
	const guint8 *bytes = address ? g_inet_address_to_bytes(address) : NULL;

	if (bytes == NULL || g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4 ||
	    memcmp(bytes, mapped, sizeof mapped) != 0)
		return g_steal_pointer(&address);
	return g_inet_address_new_from_bytes(bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
}

/* 10/8, 172.16/12, 192.168/16 and fc00::/7: GInetAddress calls only IPv4's and fec0::/10
 * site-local. */
static gboolean
is_private(GInetAddress *address)
{
	const guint8 *bytes = g_inet_address_to_bytes(address);

	if (g_inet_address_get_is_loopback(address) || g_inet_address_get_is_link_local(address) ||
	    g_inet_address_get_is_site_local(address) || g_inet_address_get_is_any(address))
		return TRUE;
	if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6)
		return (bytes[0] & 0xfe) == 0xfc;
	return bytes[0] == 100 && (bytes[1] & 0xc0) == 64; /* RFC 6598 */
}

GInetAddress *
jn_client_outside(const JnConfig *config, const char *address)
{
	g_autoptr(GInetAddress) client = NULL;

	if (address == NULL || address[0] == '\0')
		return NULL;
	client = jn_client_parse(address);
	if (client == NULL || is_private(client))
		return NULL;
	for (char **network = config->relay_networks; network != NULL && *network != NULL;
	     network++) {
		g_autoptr(GInetAddressMask) mask =
			g_inet_address_mask_new_from_string(*network, NULL);

		if (mask != NULL && g_inet_address_mask_matches(mask, client))
			return NULL;
	}
	return g_steal_pointer(&client);
}

char *
jn_client_network(GInetAddress *client)
{
	gboolean is_v4 = g_inet_address_get_family(client) == G_SOCKET_FAMILY_IPV4;
	gsize kept = is_v4 ? 3 : 7;
	guint8 bytes[16] = {0};
	g_autoptr(GInetAddress) begin = NULL;
	g_autofree char *text = NULL;

	memcpy(bytes, g_inet_address_to_bytes(client), kept);
	begin = g_inet_address_new_from_bytes(bytes, g_inet_address_get_family(client));
	text = g_inet_address_to_string(begin);
	return g_strdup_printf("net %s/%d", text, (int)kept * 8);
}

GPtrArray *
jn_sources_list(const JnConfig *config, const JnDelivery *delivery, JnSpf spf)
{
	GPtrArray *sources = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GInetAddress) client = jn_client_outside(config, delivery->client_address);
	const char *at = delivery->sender ? strrchr(delivery->sender, '@') : NULL;

	if (delivery->sasl_user != NULL && delivery->sasl_user[0] != '\0') {
		g_ptr_array_add(sources, g_strconcat("login ", delivery->sasl_user, NULL));
		return sources;
	}
	if (spf == JN_SPF_PASS && at != NULL && at[1] != '\0') {
		g_autofree char *domain = g_ascii_strdown(at + 1, -1);

		g_ptr_array_add(sources, g_strconcat("domain ", domain, NULL));
	}
	if (client != NULL)
		g_ptr_array_add(sources, jn_client_network(client));
	if (sources->len == 0)
		g_ptr_array_add(sources, g_strdup(JN_SOURCE_UNKNOWN));
	return sources;
}
