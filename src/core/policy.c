#include "core/policy.h"

#include <string.h>

void
jn_policy_request_clear(JnPolicyRequest *request)
{
	g_clear_pointer(&request->sender, g_free);
	g_clear_pointer(&request->recipient, g_free);
	g_clear_pointer(&request->client, g_free);
}

/* The last of two wins, as in Postfix's own reader of attributes. */
static void
take(char **field, const char *value, gsize len)
{
	g_free(*field);
	*field = g_utf8_make_valid(value, (gssize)len);
}

static void
take_line(JnPolicyRequest *request, const char *line, gsize len)
{
	const char *equals = memchr(line, '=', len);
	gsize name = equals ? (gsize)(equals - line) : 0;
	const char *value = line + name + 1;
	gsize size = equals ? len - name - 1 : 0;
	const struct {
		const char *name;
		char **field;
	} fields[] = {
		{"sender", &request->sender},
		{"recipient", &request->recipient},
		{"client_address", &request->client},
	};

	if (equals == NULL)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strlen(fields[i].name) == name && memcmp(line, fields[i].name, name) == 0)
			take(fields[i].field, value, size);
	if (name == strlen("protocol_state") && memcmp(line, "protocol_state", name) == 0)
		request->is_rcpt = size == 4 && memcmp(value, "RCPT", 4) == 0;
}

gssize
jn_policy_parse(const char *data, gsize len, JnPolicyRequest *ret_request)
{
	g_auto(JnPolicyRequest) request = {0};
	gsize at = 0;

	for (int lines = 0; lines < JN_POLICY_LINES; lines++) {
		const char *line = len > at ? data + at : NULL;
		const char *end = line ? memchr(line, '\n', len - at) : NULL;
		gsize size;

		if (end == NULL)
			return len > JN_POLICY_BYTES ? -1 : 0;
		size = (gsize)(end - line);
		at += size + 1;
		if (at > JN_POLICY_BYTES)
			return -1;
		if (size > 0 && line[size - 1] == '\r')
			size--;
		if (size == 0) {
			if (lines == 0)
				return -1;
			*ret_request = request;
			request = (JnPolicyRequest){0};
			return (gssize)at;
		}
		take_line(&request, line, size);
	}
	return -1;
}

/* What stands in the settings may be of any letters; a reply of SMTP is ASCII. */
static char *
ascii(const char *text)
{
	char *copy = g_strdup(text);

	for (char *p = copy; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 127)
			*p = '?';
	return copy;
}

char *
jn_policy_reply(JnRefusal refusal,
		const JnAddress *address,
		const char *domain,
		const char *operator_address)
{
	g_autofree char *of = ascii(domain);
	g_autofree char *who = ascii(operator_address);
	gboolean is_goal = address != NULL &&
			   (address->place == JN_PLACE_GOAL || address->place == JN_PLACE_STREAM);
	g_autofree char *instead =
		is_goal ? g_strdup_printf("%s@%s", address->name, of) : g_strdup(who);

	switch (refusal) {
	case JN_REFUSAL_NONE:
		return g_strdup("action=DUNNO\n\n");
	case JN_REFUSAL_UNKNOWN:
		return g_strdup_printf(
			"action=550 5.1.1 No goal has this address. A mail to open@%s "
			"brings the list of all goals.\n\n",
			of);
	case JN_REFUSAL_TOKEN:
		return g_strdup_printf(
			"action=550 5.1.1 This address was changed or cut on its way, "
			"or is not valid any more. Please write to %s.\n\n",
			instead);
	case JN_REFUSAL_BLOCKED:
		return g_strdup_printf(
			"action=550 5.7.1 Mail from this sender is not taken here. If "
			"that is a mistake, please write to %s.\n\n",
			who);
	case JN_REFUSAL_CLIENT_RATE:
		return g_strdup(
			"action=450 4.7.1 More mail came from your mail server in this hour "
			"than is taken here. Please try again later.\n\n");
	case JN_REFUSAL_SENDER_RATE:
		return g_strdup(
			"action=450 4.7.1 More mail came from this sender in this hour than "
			"is taken here. Please try again later.\n\n");
	case JN_REFUSAL_LATER:
		return g_strdup("action=451 4.3.0 The address cannot be looked up now. Please try "
				"again later.\n\n");
	}
	g_return_val_if_reached(NULL);
}

/* The kind of the token in an address (core/capability.h); 0: it holds none that can be wrong. */
static char
kind_of(JnSub sub)
{
	static const struct {
		JnSub sub;
		char kind;
	} kinds[] = {
		{JN_SUB_REPLY, 'r'},
		{JN_SUB_UNSUBSCRIBE_PERSON, 'u'},
		{JN_SUB_NO_INTRODUCTIONS, 'i'},
		{JN_SUB_REFLECT, 'f'},
		{JN_SUB_BOUNCE, 'b'},
		{JN_SUB_PROBE, 'p'},
		{JN_SUB_BOUNCE_SHARED, 's'},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].sub == sub)
			return kinds[i].kind;
	return 0;
}

JnVerdict
jn_policy_token(const JnKeys *keys, const JnAddress *address, gint64 goal, gint64 now)
{
	char kind = kind_of(address->sub);
	/* Return paths, and what leads to me@, are of no goal. */
	gboolean is_of_none = kind == 'b' || kind == 'p' || kind == 's' || kind == 'i' ||
			      address->place == JN_PLACE_ME;
	JnClaim claim = {kind, is_of_none ? 0 : goal, address->post, address->person};

	if (kind == 0 || address->secret == NULL)
		return JN_VERDICT_VALID;
	return jn_capability_check(keys, &claim, address->secret, now);
}

gboolean
jn_policy_always_takes(const JnAddress *address, JnVerdict token)
{
	static const JnSub subs[] = {JN_SUB_SUBSCRIBE, JN_SUB_QUESTIONS, JN_SUB_DAILY,
				     JN_SUB_DIGEST,    JN_SUB_MUTE,      JN_SUB_UNSUBSCRIBE,
				     JN_SUB_LEAVE,     JN_SUB_STOP,      JN_SUB_CONFIRM};

	if (address->place == JN_PLACE_OPERATOR)
		return TRUE;
	if (kind_of(address->sub) != 0)
		return token == JN_VERDICT_VALID;
	for (gsize i = 0; i < G_N_ELEMENTS(subs); i++)
		if (subs[i] == address->sub)
			return TRUE;
	return FALSE;
}
