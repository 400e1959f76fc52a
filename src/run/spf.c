#include "run/spf.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_cache.h>
#include <spf2/spf_dns_resolv.h>
#include <spf2/spf_dns_rr.h>

#include "base/limits.h"
#include "mail/spf-record.h"

/* "IPv6:" is how SMTP writes an address literal (RFC 5321 4.1.3); ::ffff:a.b.c.d is IPv4, however it
 * is written. */
static GInetAddress *
address_parse(const char *text)
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

/* ---- the guard between the library and DNS ---- */

/* The limits of RFC 7208, 4.6.4. */
#define TERMS 10
#define VOIDS 2

typedef struct Guard {
	gint64 deadline; /* monotonic */
	guint lookups, terms, voids;
	gboolean began;  /* the sender's own record was asked for */
	gboolean broken; /* permerror, or a limit: nothing is said, whatever the library finds */
	struct __res_state resolver; /* for TXT records */
	JnSpfMacros macros;
	GHashTable *listed; /* names that MX and PTR answered: their addresses are of that term */
} Guard;

/* The strings of a TXT record, which are one text (3.3). FALSE: a NUL is in it, or it is cut off. */
static gboolean
record_text(const guint8 *data, gsize len, GString *text)
{
	for (gsize at = 0; at < len; at += 1 + data[at]) {
		if (at + 1 + data[at] > len || memchr(data + at + 1, '\0', data[at]) != NULL)
			return FALSE;
		g_string_append_len(text, (const char *)data + at + 1, data[at]);
	}
	return TRUE;
}

/* Of all TXT records the one that is SPF and good; several are an error (4.5). */
static void
answer_fill(Guard *guard, ns_msg *message, SPF_dns_rr_t *answer)
{
	guint found = 0;
	ns_rr record;

	for (int i = 0; i < ns_msg_count(*message, ns_s_an); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *clean = NULL;
		gboolean whole;
		JnSpfRecord kind;

		if (ns_parserr(message, ns_s_an, i, &record) != 0) {
			answer->herrno = TRY_AGAIN;
			return;
		}
		if (ns_rr_type(record) != ns_t_txt)
			continue;
		whole = record_text(ns_rr_rdata(record), ns_rr_rdlen(record), text);
		kind = jn_spf_record_read(text->str, &guard->macros, &clean);
		if (kind == JN_SPF_RECORD_OTHER)
			continue;
		if (++found > 1 || kind == JN_SPF_RECORD_BROKEN || !whole ||
		    SPF_dns_rr_buf_realloc(answer, 0, strlen(clean) + 1) != SPF_E_SUCCESS) {
			guard->broken = TRUE;
			return;
		}
		memcpy(answer->rr[0]->txt, clean, strlen(clean) + 1);
		answer->num_rr = 1;
	}
	answer->herrno = found > 0 ? NETDB_SUCCESS : NO_DATA;
}

/* The library's own reader of TXT records takes what a hostile name server makes up; so they are
 * asked for here. */
static SPF_dns_rr_t *
txt_lookup(Guard *guard, SPF_dns_server_t *server, const char *domain)
{
	g_autofree guint8 *octets = g_malloc(NS_MAXMSG);
	int len = res_nquery(&guard->resolver, domain, ns_c_in, ns_t_txt, octets, NS_MAXMSG);
	SPF_dns_rr_t *answer = SPF_dns_rr_new_init(
		server, domain, ns_t_txt, 0, len < 0 ? guard->resolver.res_h_errno : TRY_AGAIN);
	ns_msg message;

	guard->macros.domain = domain;
	if (answer != NULL && len >= 0 && ns_initparse(octets, len, &message) == 0)
		answer_fill(guard, &message, answer);
	return answer;
}

static void
answer_list(Guard *guard, const SPF_dns_rr_t *answer)
{
	for (int i = 0; i < answer->num_rr; i++)
		g_hash_table_add(guard->listed,
				 g_ascii_strdown(answer->rr_type == ns_t_mx ? answer->rr[i]->mx
									    : answer->rr[i]->ptr,
						 -1));
}

/* Whether the question is a term's own, and not of a host that a term named. */
static gboolean
is_term(const Guard *guard, const char *domain, ns_type type)
{
	g_autofree char *name = g_ascii_strdown(domain, -1);

	return guard->began && ((type != ns_t_a && type != ns_t_aaaa) ||
				!g_hash_table_contains(guard->listed, name));
}

static SPF_dns_rr_t *
guard_lookup(SPF_dns_server_t *server, const char *domain, ns_type type, int should_cache)
{
	Guard *guard = server->hook;
	gboolean term = is_term(guard, domain, type);
	SPF_dns_rr_t *answer;

	guard->terms += term;
	if (++guard->lookups > JN_SPF_LOOKUPS || guard->terms > TERMS || guard->voids > VOIDS ||
	    g_get_monotonic_time() > guard->deadline)
		guard->broken = TRUE;
	guard->began = TRUE;
	if (guard->broken)
		return SPF_dns_rr_new_init(server, domain, type, 0, TRY_AGAIN);
	answer = type == ns_t_txt ? txt_lookup(guard, server, domain)
				  : SPF_dns_lookup(server->layer_below, domain, type, should_cache);
	if (answer == NULL)
		return NULL;
	if (term && (answer->herrno == HOST_NOT_FOUND || answer->herrno == NO_DATA) &&
	    ++guard->voids > VOIDS)
		guard->broken = TRUE;
	if (type == ns_t_mx || type == ns_t_ptr)
		answer_list(guard, answer);
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
guard_new(Guard *guard, SPF_dns_server_t *below)
{
	/* The library frees it with free(). */
	SPF_dns_server_t *server = calloc(1, sizeof *server);

	if (server == NULL)
		return NULL;
	server->destroy = guard_free;
	server->lookup = guard_lookup;
	server->layer_below = below;
	server->name = "guard";
	server->hook = guard;
	return server;
}

/* ---- the question ---- */

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
	if (error == SPF_E_SUCCESS && helo[0] != '\0')
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

static JnSpf
ask_guarded(Guard *guard, GInetAddress *client, const char *helo, const char *sender)
{
	SPF_dns_server_t *resolver = SPF_dns_resolv_new(NULL, NULL, 0);
	SPF_server_t *server;
	JnSpf verdict;

	if (resolver == NULL)
		return JN_SPF_NONE;
	server = SPF_server_new_dns(guard_new(guard, resolver), 0);
	if (server == NULL)
		return JN_SPF_NONE;
	verdict = query(server, client, helo, sender);
	SPF_server_free(server);
	return guard->broken ? JN_SPF_NONE : verdict;
}

/* The address as macros have it (7.3): IPv6 by its half octets. Caller frees. */
static char *
macro_address(GInetAddress *client)
{
	const guint8 *bytes = g_inet_address_to_bytes(client);
	GString *out;

	if (g_inet_address_get_family(client) == G_SOCKET_FAMILY_IPV4)
		return g_inet_address_to_string(client);
	out = g_string_new(NULL);
	for (gsize i = 0; i < g_inet_address_get_native_size(client); i++)
		g_string_append_printf(out, "%s%x.%x", i > 0 ? "." : "", bytes[i] >> 4,
				       bytes[i] & 15);
	return g_string_free(out, FALSE);
}

static JnSpf
ask(GInetAddress *client, const char *helo, const char *sender)
{
	Guard guard = {.deadline = g_get_monotonic_time() + JN_SPF_SECONDS * G_USEC_PER_SEC};
	g_autofree char *written = macro_address(client);
	JnSpf verdict;

	guard.macros = (JnSpfMacros){
		.sender = sender,
		.address = written,
		.version = g_inet_address_get_family(client) == G_SOCKET_FAMILY_IPV4 ? "in-addr"
										     : "ip6",
		.helo = helo};
	/* A name server that is dead costs a mail some seconds, not the resolver's half minute; an
	 * operator who set the variable knows better. */
	g_setenv("RES_OPTIONS", "timeout:3 attempts:2", FALSE);
	if (res_ninit(&guard.resolver) != 0)
		return JN_SPF_NONE;
	guard.listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	verdict = ask_guarded(&guard, client, helo, sender);
	g_hash_table_unref(guard.listed);
	res_nclose(&guard.resolver);
	return verdict;
}

/* ---- the identity ---- */

/* A name that DNS can hold, of two labels at least (4.3): no address literal, no single word. */
static gboolean
is_name(const char *domain)
{
	gsize label = 0, dots = 0;

	if (strlen(domain) > JN_DOMAIN_BYTES)
		return FALSE;
	for (const char *p = domain; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~' || strchr("[]<>@:\"\\", *p) != NULL ||
		    (*p == '.' && label == 0))
			return FALSE;
		label = *p == '.' ? 0 : label + 1;
		dots += *p == '.' && p[1] != '\0';
		if (label > 63)
			return FALSE;
	}
	return dots > 0;
}

/* What a HELO can be in a macro: printable and of some length; else nothing. */
static const char *
helo_of(const char *helo)
{
	if (helo == NULL || strlen(helo) > JN_DOMAIN_BYTES)
		return "";
	for (const char *p = helo; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return "";
	return helo;
}

/* local@domain of the identity; NULL: there is none. Caller frees. */
static char *
identity_of(const char *sender, const char *helo)
{
	gsize len = sender ? strlen(sender) : 0;
	g_autofree char *bare = NULL;
	const char *at;

	if (sender == NULL || len > JN_ADDRESS_BYTES)
		return NULL;
	bare = len >= 2 && sender[0] == '<' && sender[len - 1] == '>'
		       ? g_strndup(sender + 1, len - 2)
		       : g_strdup(sender);
	if (bare[0] == '\0')
		return is_name(helo) ? g_strconcat("postmaster@", helo, NULL) : NULL;
	for (const char *p = bare; *p != '\0'; p++)
		if ((guchar)*p < ' ' || *p == 127)
			return NULL;
	at = strrchr(bare, '@');
	if (at == NULL || !is_name(at + 1))
		return NULL;
	return at == bare ? g_strconcat("postmaster", bare, NULL) : g_steal_pointer(&bare);
}

JnSpf
jn_spf_check(const char *address, const char *helo, const char *sender, char **ret_domain)
{
	g_autofree char *identity = identity_of(sender, helo_of(helo));
	g_autoptr(GInetAddress) client = address ? address_parse(address) : NULL;

	*ret_domain = NULL;
	if (identity == NULL || client == NULL)
		return JN_SPF_NONE;
	*ret_domain = g_ascii_strdown(strrchr(identity, '@') + 1, -1);
	return ask(client, helo_of(helo), identity);
}
