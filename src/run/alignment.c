#include "run/alignment.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

#include "base/limits.h"

struct JnSuffixes {
	psl_ctx_t *list;
};

JnSuffixes *
jn_suffixes_new(void)
{
	JnSuffixes *suffixes = g_new0(JnSuffixes, 1);

	/* NULL where there is no list at all; then only equal domains are aligned. */
	suffixes->list = psl_latest(NULL);
	return suffixes;
}

void
jn_suffixes_free(JnSuffixes *suffixes)
{
	if (suffixes == NULL)
		return;
	psl_free(suffixes->list);
	g_free(suffixes);
}

/* Letters, digits, '-' and '_' (some hosts have one), no empty label, no label above 63. */
static gboolean
is_domain(const char *name)
{
	gsize label = 0;

	for (const char *p = name; *p != '\0'; p++) {
		if (*p == '.' && label == 0)
			return FALSE;
		label = *p == '.' ? 0 : label + 1;
		if (label > 63 || !(g_ascii_isalnum(*p) || *p == '-' || *p == '_' || *p == '.'))
			return FALSE;
	}
	return label > 0 && strlen(name) <= JN_DOMAIN_BYTES;
}

/* In A-labels and lower case, without a dot at the end; NULL for what is no domain. Caller frees. */
static char *
canonical(const char *domain)
{
	g_autofree char *name = NULL;
	char *ascii = NULL;
	gsize len = domain ? strlen(domain) : 0;

	if (len == 0 || len > JN_DOMAIN_BYTES)
		return NULL;
	name = g_strndup(domain, domain[len - 1] == '.' ? len - 1 : len);
	if (!g_str_is_ascii(name)) {
		char *converted = NULL;

		if (!g_utf8_validate(name, -1, NULL) ||
		    idn2_to_ascii_8z(name, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) !=
			    IDN2_OK)
			return NULL;
		g_free(name);
		name = g_strdup(converted);
		idn2_free(converted);
	}
	ascii = g_ascii_strdown(name, -1);
	if (!is_domain(ascii))
		g_clear_pointer(&ascii, g_free);
	return ascii;
}

gboolean
jn_domains_equal(const char *a, const char *b)
{
	g_autofree char *one = canonical(a);
	g_autofree char *other = canonical(b);

	return one != NULL && other != NULL && g_str_equal(one, other);
}

gboolean
jn_domains_aligned(const JnSuffixes *suffixes, const char *a, const char *b)
{
	g_autofree char *one = canonical(a);
	g_autofree char *other = canonical(b);
	const char *organisation, *its;

	if (one == NULL || other == NULL)
		return FALSE;
	if (g_str_equal(one, other))
		return TRUE;
	/* NULL: a public suffix. */
	organisation = suffixes->list ? psl_registrable_domain(suffixes->list, one) : NULL;
	its = suffixes->list ? psl_registrable_domain(suffixes->list, other) : NULL;
	return organisation != NULL && its != NULL && g_str_equal(organisation, its);
}
