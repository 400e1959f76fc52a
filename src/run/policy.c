#include "run/policy.h"

#include <string.h>

#include "base/fold.h"
#include "core/rate.h"
#include "run/key.h"
#include "run/source.h"
#include "store/block.h"
#include "store/goal.h"

#define HOUR 3600

struct JnPolicy {
	JnSite *site;
	JnRates *clients, *senders;
	JnListener *listener;
};

/* By what a client is counted. Caller frees. */
static char *
client_key(GInetAddress *client)
{
	const guint8 *bytes = g_inet_address_to_bytes(client);

	if (g_inet_address_get_family(client) == G_SOCKET_FAMILY_IPV4)
		return g_strdup_printf("%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
	return g_strdup_printf("%02x%02x:%02x%02x:%02x%02x:%02x%02x", bytes[0], bytes[1], bytes[2],
			       bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

static JnRefusal
count(JnPolicy *self, const JnPolicyRequest *request)
{
	const JnConfig *config = self->site->config;
	/* A clock that nobody sets. */
	gint64 now = g_get_monotonic_time() / G_USEC_PER_SEC;
	g_autoptr(GInetAddress) outside = jn_client_outside(config, request->client);
	g_autofree char *client = outside ? client_key(outside) : NULL;
	g_autofree char *network = outside ? jn_client_network(outside) : NULL;
	g_autofree char *sender = request->sender ? jn_fold(request->sender, -1) : NULL;
	g_autofree char *pair = NULL;

	if (client != NULL && !jn_rates_take(self->clients, client, config->client_rate, now))
		return JN_REFUSAL_CLIENT_RATE;
	/* Anybody can name another's address: what they name it for uses up nothing of its owner's. */
	pair = sender ? g_strdup_printf("%s %s", network ? network : "", sender) : NULL;
	if (pair != NULL && !jn_rates_take(self->senders, pair, config->sender_rate, now))
		return JN_REFUSAL_SENDER_RATE;
	return JN_REFUSAL_NONE;
}

/* The goal that an address names; 0 where it is a place of the site. FALSE also where there is none:
 * then *error is not set. */
static gboolean
goal_find(JnSite *site, const JnAddress *address, gint64 *ret_goal, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;

	*ret_goal = 0;
	if (address->place != JN_PLACE_GOAL && address->place != JN_PLACE_STREAM)
		return TRUE;
	if (!jn_goal_load_by_name(site->db, address->name, &goal, error) || goal == NULL ||
	    goal->state == JN_GOAL_DELETED)
		return FALSE;
	*ret_goal = goal->id;
	return TRUE;
}

static gboolean
is_ours(const JnConfig *config, const char *recipient)
{
	const char *at = recipient ? strrchr(recipient, '@') : NULL;

	return at != NULL && g_ascii_strcasecmp(at + 1, config->domain) == 0;
}

static JnRefusal
weigh(JnPolicy *self, const JnPolicyRequest *request, const JnAddress *address, GError **error)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	JnBlocked blocked;
	JnVerdict token;
	gint64 goal;

	if (address->name == NULL || !goal_find(self->site, address, &goal, error))
		return JN_REFUSAL_UNKNOWN;
	if (request->sender == NULL || request->sender[0] == '\0')
		return JN_REFUSAL_NONE;
	if (address->secret != NULL)
		jn_keys_refresh(self->site);
	token = jn_policy_token(&self->site->keys, address, goal, now);
	if (token == JN_VERDICT_FORGED)
		return JN_REFUSAL_TOKEN;
	if (jn_policy_always_takes(address, token))
		return JN_REFUSAL_NONE;
	/* Not whom a goal has blocked: who asks for another's address would learn of it. */
	if (!jn_block_find(self->site->db, 0, NULL, request->sender, &blocked, error))
		return JN_REFUSAL_LATER;
	return blocked != JN_BLOCKED_NOT ? JN_REFUSAL_BLOCKED : count(self, request);
}

static gssize
answer(gpointer data, const char *input, gsize len, char **ret_reply)
{
	JnPolicy *self = data;
	const JnConfig *config = self->site->config;
	g_auto(JnPolicyRequest) request = {0};
	g_auto(JnAddress) address = {0};
	g_autoptr(GError) error = NULL;
	gssize used = jn_policy_parse(input, len, &request);
	JnRefusal refusal = JN_REFUSAL_NONE;

	if (used <= 0)
		return used;
	if (request.is_rcpt && is_ours(config, request.recipient)) {
		(void)jn_address_parse(request.recipient, config->domain, config->separator,
				       &address);
		jn_db_set_patience(self->site->db, FALSE);
		refusal = weigh(self, &request, &address, &error);
		jn_db_set_patience(self->site->db, TRUE);
	}
	if (error != NULL) {
		g_warning("policy of %s: %s", request.recipient, error->message);
		refusal = JN_REFUSAL_LATER;
	}
	*ret_reply = jn_policy_reply(refusal, address.name ? &address : NULL, config->domain,
				     config->operator_address);
	return used;
}

JnPolicy *
jn_policy_listen(JnSite *site, int unix_fd, int tcp_fd)
{
	JnPolicy *self = g_new0(JnPolicy, 1);

	self->site = site;
	self->clients = jn_rates_new(JN_RATE_KEYS, HOUR);
	self->senders = jn_rates_new(JN_RATE_KEYS, HOUR);
	self->listener = jn_listener_new(answer, self, unix_fd, tcp_fd);
	return self;
}

void
jn_policy_free(JnPolicy *self)
{
	if (self == NULL)
		return;
	jn_listener_free(self->listener);
	jn_rates_free(self->clients);
	jn_rates_free(self->senders);
	g_free(self);
}
