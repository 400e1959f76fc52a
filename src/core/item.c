#include "core/item.h"

#include <string.h>

#include "base/limits.h"

static void
address_free(gpointer data)
{
	jn_address_clear(data);
	g_free(data);
}

void
jn_items_clear(JnItems *items)
{
	g_clear_pointer(&items->all, g_ptr_array_unref);
}

static gboolean
is_local(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr(".+-_=%", c) != NULL);
}

/* The address that ends where the domain `at` begins; NULL if it is no item's. A link's target has
 * the separator as %2B. */
static JnAddress *
address_before(const char *line, const char *at, const char *domain, char separator)
{
	const char *start = at;
	g_autofree char *escaped = NULL;
	g_autofree char *addr = NULL;
	JnAddress *address = g_new0(JnAddress, 1);

	while (start > line && is_local(start[-1]) && at - start < 3 * JN_LOCAL_PART_BYTES)
		start--;
	escaped = g_strdup_printf("%.*s@%s", (int)(at - start), start, domain);
	addr = g_uri_unescape_string(escaped, NULL);
	if (addr != NULL && jn_address_parse(addr, domain, separator, address) &&
	    address->sub == JN_SUB_REPLY && address->place == JN_PLACE_GOAL)
		return address;
	address_free(address);
	return NULL;
}

static const JnAddress *
add(JnItems *items, JnAddress *address)
{
	for (guint i = 0; i < items->all->len; i++) {
		const JnAddress *one = items->all->pdata[i];

		if (one->post == address->post && g_str_equal(one->name, address->name)) {
			address_free(address);
			return one;
		}
	}
	if (items->all->len >= JN_ITEMS) {
		address_free(address);
		return NULL;
	}
	g_ptr_array_add(items->all, address);
	return address;
}

/* The last item of the line; NULL: it has none. */
static const JnAddress *
last_of_line(JnItems *items, const char *line, const char *domain, char separator)
{
	const JnAddress *last = NULL;
	gsize len = strlen(domain);

	for (const char *at = strchr(line, '@'); at != NULL; at = strchr(at + 1, '@')) {
		JnAddress *address;
		const JnAddress *known;

		if (g_ascii_strncasecmp(at + 1, domain, len) != 0 || is_local(at[1 + len]))
			continue;
		address = address_before(line, at, domain, separator);
		known = address ? add(items, address) : NULL;
		last = known ? known : last;
	}
	return last;
}

/* The lines that the person wrote: what stands below a quote can be a signature. */
static GHashTable *
new_lines(const char *new_text)
{
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) lines = g_strsplit_set(new_text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		g_hash_table_add(set, g_strstrip(g_strdup(*line)));
	return set;
}

void
jn_items_find(const char *text,
	      const char *new_text,
	      const char *domain,
	      char separator,
	      JnItems *ret_items)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);
	g_autoptr(GHashTable) written = new_lines(new_text);
	const JnAddress *above = NULL; /* quoted last */
	const JnAddress *answered = NULL;
	gboolean is_torn = FALSE; /* new text stands below several */

	*ret_items = (JnItems){.all = g_ptr_array_new_with_free_func(address_free)};
	for (char **line = lines; *line != NULL; line++) {
		const char *start = g_strstrip(*line);
		const JnAddress *here;

		if (*start == '>') {
			here = last_of_line(ret_items, start, domain, separator);
			above = here ? here : above;
		} else if (*start == '\0') {
			continue;
		} else if (above != NULL && g_hash_table_contains(written, start)) {
			is_torn |= answered != NULL && answered != above;
			answered = above;
		} else {
			/* Where a client quotes without marks, what it quotes stands there too. */
			(void)last_of_line(ret_items, start, domain, separator);
		}
	}
	if (answered != NULL && !is_torn)
		ret_items->meant = answered;
	else if (answered == NULL && ret_items->all->len == 1)
		ret_items->meant = ret_items->all->pdata[0];
}
