#include "mail/spf-record.h"

#include <stdlib.h>
#include <string.h>

#define VERSION "v=spf1"

/* A name in DNS (RFC 1035 section 2.3.4), written with dots. */
#define NAME_BYTES 253

typedef struct Terms {
	const JnSpfMacros *macros;
	GString *mechanisms;
	GString *redirect; /* NULL: none yet */
	gboolean explained;
} Terms;

/* ---- words ---- */

/* "%{" letter digits "r" delimiters "}", "%%", "%_" or "%-"; the octets it takes up, 0 if it is none. c, r
 * and t stand only in the text of explanations. */
static gsize
macro_len(const char *text)
{
	const char *p = text + 2;
	gsize digits;

	if (text[1] == '%' || text[1] == '_' || text[1] == '-')
		return 2;
	if (text[1] != '{' || *p == '\0' || strchr("slodiphv", g_ascii_tolower(*p)) == NULL)
		return 0;
	p++;
	digits = strspn(p, "0123456789");
	/* A number of labels: no more than a name has, and at least one. */
	if (digits > 3 || (digits > 0 && strspn(p, "0") == digits))
		return 0;
	p += digits;
	if (g_ascii_tolower(*p) == 'r')
		p++;
	p += strspn(p, ".-+,/_=");
	return *p == '}' ? (gsize)(p + 1 - text) : 0;
}

/* A macro-string; *ret_last: where its last macro ends, or NULL. */
static gboolean
is_macro_string(const char *text, const char **ret_last)
{
	guint macros = 0;

	*ret_last = NULL;
	while (*text != '\0') {
		gsize len = *text == '%' ? macro_len(text) : 1;

		if (len == 0 || *text < '!' || *text > '~' ||
		    (macros += *text == '%') > JN_SPF_MACROS)
			return FALSE;
		if (*text == '%')
			*ret_last = text + len;
		text += len;
	}
	return TRUE;
}

/* Letters, digits and inner hyphens, and not of digits alone. */
static gboolean
is_toplabel(const char *label, gsize len)
{
	gboolean numeric = TRUE;

	if (len == 0 || len > 63 || label[0] == '-' || label[len - 1] == '-')
		return FALSE;
	for (gsize i = 0; i < len; i++) {
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return FALSE;
		numeric = numeric && g_ascii_isdigit(label[i]);
	}
	return !numeric;
}

static gboolean
is_domain_spec(const char *text)
{
	gsize len = strlen(text);
	const char *last, *dot;

	if (!is_macro_string(text, &last) || len == 0)
		return FALSE;
	if (last != NULL && *last == '\0')
		return TRUE;
	if (text[len - 1] == '.')
		len--;
	dot = g_strrstr_len(text, (gssize)len, ".");
	return dot != NULL && (last == NULL || dot >= last) &&
	       is_toplabel(dot + 1, (gsize)(text + len - dot - 1));
}

/* A prefix length without leading zeros, at most `most`. */
static gboolean
is_cidr(const char *text, int most)
{
	gsize len = strlen(text);

	return len > 0 && len <= 3 && strspn(text, "0123456789") == len &&
	       (text[0] != '0' || len == 1) && atoi(text) <= most;
}

/* Cuts [ "/" n ] [ "//" n ] off the end of `text`. FALSE for what begins so and is none. */
static gboolean
cut_dual_cidr(char *text)
{
	char *slash = strrchr(text, '/');

	if (slash == NULL || strspn(slash + 1, "0123456789") != strlen(slash + 1))
		return TRUE; /* it is of the name */
	if (slash > text && slash[-1] == '/') {
		if (!is_cidr(slash + 1, 128))
			return FALSE;
		slash[-1] = '\0';
		slash = strrchr(text, '/');
		if (slash == NULL || strspn(slash + 1, "0123456789") != strlen(slash + 1))
			return TRUE;
	}
	if (!is_cidr(slash + 1, 32))
		return FALSE;
	*slash = '\0';
	return TRUE;
}

/* ---- macros ---- */

/* Of a value the last `keep` parts (0: all) between any of `delimiters`, perhaps turned round. */
static char *
transform(const char *value, guint keep, gboolean reverse, const char *delimiters)
{
	g_auto(GStrv) parts = g_strsplit_set(value, delimiters, -1);
	guint n = g_strv_length(parts);

	for (guint i = 0; reverse && i < n / 2; i++) {
		char *swapped = parts[i];

		parts[i] = parts[n - 1 - i];
		parts[n - 1 - i] = swapped;
	}
	return g_strjoinv(".", parts + (keep > 0 && keep < n ? n - keep : 0));
}

/* Caller frees; NULL: we say nothing of it. */
static char *
value_of(const JnSpfMacros *macros, char letter)
{
	const char *at = strrchr(macros->sender, '@');

	switch (letter) {
	case 's':
		return g_strdup(macros->sender);
	case 'l':
		return g_strndup(macros->sender, (gsize)(at - macros->sender));
	case 'o':
		return g_strdup(at + 1);
	case 'd':
		return g_strdup(macros->domain);
	case 'i':
		return g_strdup(macros->address);
	case 'v':
		return g_strdup(macros->version);
	case 'h':
		return g_strdup(macros->helo);
	default:
		return NULL;
	}
}

/* Appends what "%{...}" stands for; an upper case letter asks for it as in a URL. */
static gboolean
expand_macro(GString *out, const char *macro, gsize len, const JnSpfMacros *macros)
{
	const char *p = macro + 3;
	guint keep = (guint)strtoul(p, NULL, 10);
	g_autofree char *value = value_of(macros, g_ascii_tolower(macro[2]));
	g_autofree char *delimiters = NULL;
	g_autofree char *expanded = NULL;
	gboolean reverse;

	p += strspn(p, "0123456789");
	reverse = g_ascii_tolower(*p) == 'r';
	p += reverse;
	delimiters = g_strndup(p, (gsize)(macro + len - 1 - p));
	if (value == NULL)
		return FALSE;
	expanded = transform(value, keep, reverse, delimiters[0] != '\0' ? delimiters : ".");
	if (g_ascii_isupper(macro[2])) {
		char *escaped = g_uri_escape_string(expanded, NULL, FALSE);

		g_free(expanded);
		expanded = escaped;
	}
	for (p = expanded; *p != '\0'; p++)
		if (*p < ' ' || *p > '~' || *p == '/')
			return FALSE;
	g_string_append(out, expanded);
	return TRUE;
}

/* What is too long for a name loses labels at its begin (7.3). */
static void
cut_name(GString *name)
{
	const char *dot = name->str;

	while (name->len - (gsize)(dot - name->str) > NAME_BYTES && strchr(dot, '.') != NULL)
		dot = strchr(dot, '.') + 1;
	g_string_erase(name, 0, dot - name->str);
}

/* A good domain-spec without macros, as a record has it. NULL: we say nothing of it. */
static char *
expand(const char *text, const JnSpfMacros *macros)
{
	g_autoptr(GString) name = g_string_new(NULL);
	GString *written;

	while (*text != '\0') {
		gsize len = *text == '%' ? macro_len(text) : 1;

		if (len == 1)
			g_string_append_c(name, *text);
		else if (text[1] != '{')
			g_string_append(name, text[1] == '%' ? "%" : text[1] == '_' ? " " : "%20");
		else if (!expand_macro(name, text, len, macros))
			return NULL;
		text += len;
	}
	cut_name(name);
	if (!name->len || name->len > NAME_BYTES)
		return NULL;
	written = g_string_new_len(name->str, (gssize)name->len);
	g_string_replace(written, "%", "%%", 0);
	g_string_replace(written, " ", "%_", 0);
	return g_string_free(written, FALSE);
}

/* ---- mechanisms; `rest` is what follows their name ---- */

static gboolean
check_all(char *rest)
{
	return *rest == '\0';
}

static gboolean
check_domain(char *rest)
{
	return *rest == ':' && is_domain_spec(rest + 1);
}

static gboolean
check_maybe_domain(char *rest)
{
	return *rest == '\0' || check_domain(rest);
}

static gboolean
check_hosts(char *rest)
{
	return cut_dual_cidr(rest) && check_maybe_domain(rest);
}

static gboolean
check_network(char *rest, gboolean colons, int most)
{
	char *slash = strchr(rest, '/');

	if (*rest != ':' || (slash != NULL && !is_cidr(slash + 1, most)))
		return FALSE;
	if (slash != NULL)
		*slash = '\0';
	return (strchr(rest + 1, ':') != NULL) == colons && strchr(rest, '%') == NULL &&
	       g_hostname_is_ip_address(rest + 1);
}

static gboolean
check_ip4(char *rest)
{
	return check_network(rest, FALSE, 32);
}

static gboolean
check_ip6(char *rest)
{
	return check_network(rest, TRUE, 128);
}

static const struct {
	const char *name;
	gboolean (*check)(char *rest);
} mechanisms[] = {
	{"all", check_all}, {"include", check_domain}, {"exists", check_domain},
	{"a", check_hosts}, {"mx", check_hosts},       {"ptr", check_maybe_domain},
	{"ip4", check_ip4}, {"ip6", check_ip6},
};

/* Appends a term whose domain-spec, if it has one, begins behind the first `sign`; what may follow it is a
 * prefix length of `tail` octets. */
static gboolean
append_term(Terms *terms, const char *term, char sign, gsize tail, GString *to)
{
	const char *spec = strchr(term, sign);
	gsize len = strlen(term);
	g_autofree char *domain = NULL;
	g_autofree char *expanded = NULL;

	if (spec == NULL || strchr(term, '%') == NULL) {
		g_string_append_printf(to, " %s", term);
		return TRUE;
	}
	spec++;
	domain = g_strndup(spec, len - tail - (gsize)(spec - term));
	expanded = expand(domain, terms->macros);
	if (expanded == NULL)
		return FALSE;
	g_string_append_printf(to, " %.*s%s%s", (int)(spec - term), term, expanded,
			       term + len - tail);
	return TRUE;
}

static gboolean
add_mechanism(Terms *terms, const char *term)
{
	const char *name = term + (strchr("+-?~", *term) != NULL && *term != '\0');
	gsize len = strcspn(name, ":/");

	for (gsize i = 0; i < G_N_ELEMENTS(mechanisms); i++) {
		g_autofree char *rest = NULL;

		if (strlen(mechanisms[i].name) != len ||
		    g_ascii_strncasecmp(name, mechanisms[i].name, len) != 0)
			continue;
		rest = g_strdup(name + len);
		if (!mechanisms[i].check(rest))
			return FALSE;
		/* The check has cut the prefix length off. */
		return append_term(terms, term, ':', strlen(name + len) - strlen(rest),
				   terms->mechanisms);
	}
	return FALSE;
}

/* ---- modifiers ---- */

/* Where the '=' of a modifier stands; NULL: the term is none. */
static const char *
modifier_sign(const char *term)
{
	const char *p = term;

	if (!g_ascii_isalpha(*p))
		return NULL;
	while (g_ascii_isalnum(*p) || *p == '-' || *p == '_' || *p == '.')
		p++;
	return *p == '=' ? p : NULL;
}

static gboolean
add_modifier(Terms *terms, const char *term, const char *sign)
{
	gsize len = (gsize)(sign - term);
	const char *last;

	if (len == strlen("redirect") && g_ascii_strncasecmp(term, "redirect", len) == 0) {
		if (terms->redirect != NULL || !is_domain_spec(sign + 1))
			return FALSE;
		terms->redirect = g_string_new(NULL);
		return append_term(terms, term, '=', 0, terms->redirect);
	}
	if (len == strlen("exp") && g_ascii_strncasecmp(term, "exp", len) == 0) {
		if (terms->explained || !is_domain_spec(sign + 1))
			return FALSE;
		terms->explained = TRUE;
		return TRUE;
	}
	return is_macro_string(sign + 1, &last);
}

static gboolean
add_term(Terms *terms, const char *term)
{
	const char *sign = modifier_sign(term);

	if (strlen(term) > JN_SPF_TERM_BYTES)
		return FALSE;
	return sign != NULL ? add_modifier(terms, term, sign) : add_mechanism(terms, term);
}

JnSpfRecord
jn_spf_record_read(const char *text, const JnSpfMacros *macros, char **ret_clean)
{
	gsize begin = strlen(VERSION);
	g_autoptr(GString) clean = NULL;
	g_auto(GStrv) words = NULL;
	Terms terms = {.macros = macros};
	gboolean good = TRUE;

	if (g_ascii_strncasecmp(text, VERSION, begin) != 0 ||
	    (text[begin] != ' ' && text[begin] != '\0'))
		return JN_SPF_RECORD_OTHER;
	if (strlen(text) > JN_SPF_RECORD_BYTES)
		return JN_SPF_RECORD_BROKEN;
	clean = g_string_new(VERSION);
	terms.mechanisms = clean;
	words = g_strsplit(text + begin, " ", -1);
	for (char **word = words; good && *word != NULL; word++)
		good = **word == '\0' || add_term(&terms, *word);
	if (terms.redirect != NULL) {
		g_string_append_len(clean, terms.redirect->str, (gssize)terms.redirect->len);
		g_string_free(terms.redirect, TRUE);
	}
	if (!good)
		return JN_SPF_RECORD_BROKEN;
	*ret_clean = g_string_free(g_steal_pointer(&clean), FALSE);
	return JN_SPF_RECORD_GOOD;
}
