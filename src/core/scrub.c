#include "core/scrub.h"

#include <string.h>

#include "base/fold.h"

/* Lists within lists: a digest has goals, conversations and posts. */
#define DEPTH 4

/* Keys of who somebody is, and of what people wrote. Other texts are words of the program (mode,
 * kind, period), titles, or addresses. */
static const char *const names[] = {"who", "author", "protege", "people", NULL};
static const char *const texts[] = {"subject",    "gist",         "text",   "words",   "answer",
				    "background", "expectations", "skills", "outcome", NULL};

void
jn_scrub_init(JnScrub *scrub)
{
	scrub->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	scrub->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	scrub->addresses = g_ptr_array_new_with_free_func(g_free);
}

void
jn_scrub_clear(JnScrub *scrub)
{
	g_clear_pointer(&scrub->marks, g_hash_table_unref);
	g_clear_pointer(&scrub->words, g_hash_table_unref);
	g_clear_pointer(&scrub->addresses, g_ptr_array_unref);
}

static void
add(GHashTable *set, const char *text)
{
	if (text != NULL && text[0] != '\0')
		g_hash_table_add(set, g_strdup(text));
}

void
jn_scrub_add_mark(JnScrub *scrub, const char *text)
{
	add(scrub->marks, text);
}

void
jn_scrub_add_word(JnScrub *scrub, const char *text)
{
	add(scrub->words, text);
}

void
jn_scrub_add_address(JnScrub *scrub, const char *addr)
{
	if (addr != NULL && addr[0] != '\0')
		g_ptr_array_add(scrub->addresses, g_strdup(addr));
}

static gboolean
is_personal(const char *key)
{
	return g_strv_contains(names, key) || g_strv_contains(texts, key);
}

/* Whether an address could go on with it. */
static gboolean
is_part(const char *p)
{
	return g_ascii_isalnum(*p) || (guchar)*p >= 0x80 || (*p != '\0' && strchr("-_+", *p));
}

/* Not within another: bo@x is in 'to <bo@x>.', and not in jumbo@x, bo@x.example or j.bo@x. */
static gboolean
stands_alone(const char *text, const char *at, gsize len)
{
	const char *end = at + len;

	if (at > text && (is_part(at - 1) || at[-1] == '.'))
		return FALSE;
	return !is_part(end) && !(*end == '.' && is_part(end + 1));
}

gboolean
jn_scrub_names(const JnScrub *scrub, const char *text)
{
	g_autofree char *lower = jn_fold(text, -1);

	for (guint i = 0; i < scrub->addresses->len; i++) {
		const char *addr = scrub->addresses->pdata[i];

		for (const char *p = strstr(lower, addr); p != NULL; p = strstr(p + 1, addr))
			if (stands_alone(lower, p, strlen(addr)))
				return TRUE;
	}
	return FALSE;
}

/* Whether the text itself is of the person. */
static gboolean
matches(const JnScrub *scrub, const char *key, GVariant *value)
{
	const char *text;

	if (!g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
		return FALSE;
	text = g_variant_get_string(value, NULL);
	return (is_personal(key) && g_hash_table_contains(scrub->marks, text)) ||
	       jn_scrub_names(scrub, text);
}

/* Whether it is something else that they wrote. */
static gboolean
is_word(const JnScrub *scrub, const char *key, const char *text)
{
	return g_strv_contains(texts, key) && g_hash_table_contains(scrub->words, text);
}

static gboolean
tells_of_them(const JnScrub *scrub, GVariant *dict)
{
	GVariantIter iter;
	GVariant *value;
	const char *key;
	gboolean tells = FALSE;

	g_variant_iter_init(&iter, dict);
	while (!tells && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		tells = matches(scrub, key, value);
		g_variant_unref(value);
	}
	return tells;
}

static GVariant *scrub_dict(const JnScrub *scrub, GVariant *dict, int depth, gboolean *changed);

static GVariant *
scrub_list(const JnScrub *scrub, GVariant *list, int depth, gboolean *changed)
{
	gsize count = g_variant_n_children(list);
	GVariantBuilder out;

	g_variant_builder_init(&out, G_VARIANT_TYPE("aa{sv}"));
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) dict = g_variant_get_child_value(list, i);

		g_variant_builder_add_value(&out, scrub_dict(scrub, dict, depth, changed));
	}
	return g_variant_builder_end(&out);
}

/* Floating, as what it is put into takes it. */
static GVariant *
scrub_dict(const JnScrub *scrub, GVariant *dict, int depth, gboolean *changed)
{
	gboolean theirs = tells_of_them(scrub, dict);
	gsize count = g_variant_n_children(dict);
	GVariantBuilder out;

	g_variant_builder_init(&out, G_VARIANT_TYPE_VARDICT);
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) entry = g_variant_get_child_value(dict, i);
		g_autoptr(GVariant) value = NULL;
		gboolean is_text;
		const char *key;

		g_variant_get(entry, "{&sv}", &key, &value);
		is_text = g_variant_is_of_type(value, G_VARIANT_TYPE_STRING);
		if (is_text && ((theirs && is_personal(key)) || matches(scrub, key, value) ||
				is_word(scrub, key, g_variant_get_string(value, NULL)))) {
			*changed = TRUE;
			g_variant_builder_add(&out, "{sv}", key, g_variant_new_string(""));
		} else if (depth < DEPTH && g_variant_is_of_type(value, G_VARIANT_TYPE("aa{sv}"))) {
			g_variant_builder_add(&out, "{sv}", key,
					      scrub_list(scrub, value, depth + 1, changed));
		} else {
			g_variant_builder_add(&out, "{sv}", key, value);
		}
	}
	return g_variant_builder_end(&out);
}

GVariant *
jn_scrub_variables(const JnScrub *scrub, GVariant *variables)
{
	gboolean changed = FALSE;
	g_autoptr(GVariant) left = g_variant_ref_sink(scrub_dict(scrub, variables, 0, &changed));

	return changed ? g_steal_pointer(&left) : NULL;
}
