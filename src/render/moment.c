#include "render/moment.h"

/* Lists within lists: a digest has goals, conversations and posts. */
#define DEPTH 4

typedef struct Formatter {
	const JnTemplate *moment;
	int offset;
	gboolean is_own;
} Formatter;

static char *
zone_text(int offset)
{
	int minutes = ABS(offset) / 60;
	char sign = offset < 0 ? '-' : '+';

	if (minutes == 0)
		return g_strdup("UTC");
	if (minutes % 60 == 0)
		return g_strdup_printf("UTC%c%d", sign, minutes / 60);
	return g_strdup_printf("UTC%c%d:%02d", sign, minutes / 60, minutes % 60);
}

static GVariant *
format_one(const Formatter *formatter, guint64 when, GError **error)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc((gint64)when + formatter->offset);
	g_auto(GVariantDict) parts = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *zone = formatter->is_own ? g_strdup("") : zone_text(formatter->offset);
	g_autoptr(GVariant) all = NULL;
	char hour[3], minute[3];
	char *text;

	/* Past the year 9999: no moment of ours. */
	if (time == NULL)
		return g_variant_new_string("?");
	g_snprintf(hour, sizeof hour, "%02d", g_date_time_get_hour(time));
	g_snprintf(minute, sizeof minute, "%02d", g_date_time_get_minute(time));
	g_variant_dict_insert(&parts, "day", "i", g_date_time_get_day_of_month(time));
	g_variant_dict_insert(&parts, "month", "i", g_date_time_get_month(time));
	g_variant_dict_insert(&parts, "year", "i", g_date_time_get_year(time));
	g_variant_dict_insert(&parts, "hour", "s", hour);
	g_variant_dict_insert(&parts, "minute", "s", minute);
	g_variant_dict_insert(&parts, "zone", "s", zone);
	all = g_variant_ref_sink(g_variant_dict_end(&parts));
	text = jn_template_subject(formatter->moment, all, error);
	return text ? g_variant_new_take_string(text) : NULL;
}

static GVariant *format_dict(const Formatter *formatter, GVariant *dict, int depth, GError **error);

static GVariant *
format_list(const Formatter *formatter, GVariant *list, int depth, GError **error)
{
	gsize count = g_variant_n_children(list);
	GVariantBuilder out;

	g_variant_builder_init(&out, G_VARIANT_TYPE("aa{sv}"));
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) dict = g_variant_get_child_value(list, i);
		GVariant *formatted = format_dict(formatter, dict, depth, error);

		if (formatted == NULL) {
			g_variant_builder_clear(&out);
			return NULL;
		}
		g_variant_builder_add_value(&out, formatted);
	}
	return g_variant_builder_end(&out);
}

/* Floating, as what it is put into takes it. */
static GVariant *
format_value(const Formatter *formatter, GVariant *value, int depth, GError **error)
{
	if (g_variant_is_of_type(value, G_VARIANT_TYPE_UINT64))
		return format_one(formatter, g_variant_get_uint64(value), error);
	if (depth < DEPTH && g_variant_is_of_type(value, G_VARIANT_TYPE("aa{sv}")))
		return format_list(formatter, value, depth + 1, error);
	return value;
}

static GVariant *
format_dict(const Formatter *formatter, GVariant *dict, int depth, GError **error)
{
	gsize count = g_variant_n_children(dict);
	GVariantBuilder out;

	g_variant_builder_init(&out, G_VARIANT_TYPE_VARDICT);
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) entry = g_variant_get_child_value(dict, i);
		g_autoptr(GVariant) value = NULL;
		GVariant *formatted;
		const char *key;

		g_variant_get(entry, "{&sv}", &key, &value);
		formatted = format_value(formatter, value, depth, error);
		if (formatted == NULL) {
			g_variant_builder_clear(&out);
			return NULL;
		}
		g_variant_builder_add(&out, "{sv}", key, formatted);
	}
	return g_variant_builder_end(&out);
}

GVariant *
jn_moments_format(
	GVariant *variables, const JnTemplate *moment, int offset, gboolean is_own, GError **error)
{
	const Formatter formatter = {moment, offset, is_own};
	GVariant *formatted = format_dict(&formatter, variables, 0, error);

	return formatted ? g_variant_ref_sink(formatted) : NULL;
}
