#include "run/spf.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>

#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_cache.h>
#include <spf2/spf_dns_resolv.h>

/* A record longer than this is hidden: real ones fit 450 octets (RFC 7208 3.4); the library's
 * buffers overflow on single mechanisms of some hundred. */
#define RECORD_BYTES 2000
#define TERM_BYTES 300

/* "IPv6:" is how SMTP writes an address literal (RFC 5321 4.1.3); ::ffff:a.b.c.d is IPv4. */
static GInetAddress *
address_parse(const char *text)
{
	const char *plain = g_ascii_strncasecmp(text, "IPv6:", 5) == 0 ? text + 5 : text;

	if (g_ascii_strncasecmp(plain, "::ffff:", 7) == 0 && strchr(plain, '.') != NULL)
		plain += 7;
	return g_inet_address_new_from_string(plain);
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

gboolean
jn_spf_applies(const JnConfig *config, const char *address)
{
	g_autoptr(GInetAddress) client = NULL;

	if (!config->spf || address == NULL || address[0] == '\0')
		return FALSE;
	client = address_parse(address);
	if (client == NULL || is_private(client))
		return FALSE;
	for (char **network = config->relay_networks; network != NULL && *network != NULL;
	     network++) {
		g_autoptr(GInetAddressMask) mask =
			g_inet_address_mask_new_from_string(g_strstrip(*network), NULL);

		if (mask != NULL && g_inet_address_mask_matches(mask, client))
			return FALSE;
	}
	return TRUE;
}

/* Whether the library may see this TXT record. An explanation is blanked out: what it would say is
 * not needed, and fetching it is what crashes. */
static gboolean
record_make_harmless(char *record)
{
	char *term = record;

	if (g_ascii_strncasecmp(record, "v=spf1", 6) != 0 || strlen(record) > RECORD_BYTES)
		return FALSE;
	while (*term != '\0') {
		gsize len = strcspn(term, " ");

		if (g_ascii_strncasecmp(term, "exp=", 4) == 0)
			memset(term, ' ', len);
		else if (len > TERM_BYTES)
			return FALSE;
		term += len;
		term += strspn(term, " ");
	}
	return TRUE;
}

/* Takes harmful TXT records out of an answer. */
static void
answer_filter(SPF_dns_rr_t *answer)
{
	int kept = 0;

	for (int i = 0; i < answer->num_rr; i++) {
		if (!record_make_harmless(answer->rr[i]->txt))
			continue;
		if (kept != i) {
			SPF_dns_rr_data_t *moved = answer->rr[i];
			size_t size = answer->rr_buf_len[i];

			answer->rr[i] = answer->rr[kept];
			answer->rr_buf_len[i] = answer->rr_buf_len[kept];
			answer->rr[kept] = moved;
			answer->rr_buf_len[kept] = size;
		}
		kept++;
	}
	if (kept == 0 && answer->num_rr > 0)
		answer->herrno = NO_DATA;
	answer->num_rr = kept;
}

static SPF_dns_rr_t *
guard_lookup(SPF_dns_server_t *server, const char *domain, ns_type type, int should_cache)
{
	SPF_dns_rr_t *answer = SPF_dns_lookup(server->layer_below, domain, type, should_cache);

	if (answer != NULL && type == ns_t_txt)
		answer_filter(answer);
	return answer;
}

static void
guard_free(SPF_dns_server_t *server)
{
	if (server->layer_below != NULL)
		SPF_dns_free(server->layer_below);
	free(server);
}

static SPF_dns_server_t *
guard_new(SPF_dns_server_t *below)
{
	/* The library frees it with free(). */
	SPF_dns_server_t *server = calloc(1, sizeof *server);

	if (server == NULL)
		return NULL;
	server->destroy = guard_free;
	server->lookup = guard_lookup;
	server->layer_below = below;
	server->name = "guard";
	return server;
}

static JnSpf
verdict_of(SPF_result_t result)
{
	if (result == SPF_RESULT_PASS)
		return JN_SPF_PASS;
	return result == SPF_RESULT_FAIL ? JN_SPF_FAIL : JN_SPF_NONE;
}

static JnSpf
query(SPF_server_t *server, GInetAddress *client, const char *helo, const char *sender)
{
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	g_autofree char *text = g_inet_address_to_string(client);
	SPF_errcode_t error;
	JnSpf verdict = JN_SPF_NONE;

	if (g_inet_address_get_family(client) == G_SOCKET_FAMILY_IPV4)
		error = SPF_request_set_ipv4_str(request, text);
	else
		error = SPF_request_set_ipv6_str(request, text);
	if (error == SPF_E_SUCCESS && helo != NULL && helo[0] != '\0')
		(void)SPF_request_set_helo_dom(request, helo);
	if (error == SPF_E_SUCCESS)
		(void)SPF_request_set_env_from(request, sender);
	if (error == SPF_E_SUCCESS) {
		(void)SPF_request_query_mailfrom(request, &response);
		if (response != NULL)
			verdict = verdict_of(SPF_response_result(response));
	}
	if (response != NULL)
		SPF_response_free(response);
	SPF_request_free(request);
	return verdict;
}

JnSpf
jn_spf_check(const JnConfig *config,
	     const char *address,
	     const char *helo,
	     const char *sender,
	     char **ret_domain)
{
	g_autoptr(GInetAddress) client = NULL;
	const char *at = sender ? strrchr(sender, '@') : NULL;
	SPF_dns_server_t *resolver;
	SPF_server_t *server;
	JnSpf verdict;

	*ret_domain = NULL;
	/* A null sender is automatic mail: nothing asks where it came from. */
	if (at == NULL || at[1] == '\0' || strlen(sender) > 320 || !jn_spf_applies(config, address))
		return JN_SPF_NONE;
	client = address_parse(address);
	/* A name server that is dead costs a mail some seconds, not the resolver's half minute; an
	 * operator who set the variable knows better. */
	g_setenv("RES_OPTIONS", "timeout:3 attempts:2", FALSE);
	resolver = SPF_dns_resolv_new(NULL, NULL, 0);
	if (resolver == NULL)
		return JN_SPF_NONE;
	server = SPF_server_new_dns(guard_new(resolver), 0);
	if (server == NULL)
		return JN_SPF_NONE;
	verdict = query(server, client, helo, sender);
	SPF_server_free(server);
	*ret_domain = g_ascii_strdown(at + 1, -1);
	return verdict;
}
