/*
 * Files that the site does not pass on: by the ending of their name, their type, or their size. The
 * mail is kept and noted, and its author told what to do.
 *
 * What is not looked into: archives, encrypted mail, and what stands encoded in the text. A mail of
 * more parts than are read, or deeper, could hide any file, and is refused like one.
 */
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "core/plan-parts.h"
#include "mail/body.h"
#include "mail/clean.h"
#include "mail/tree.h"

/* 'name.exe. ' is a program all the same: some systems drop dots and blanks at the end. Caller frees. */
static char *
ending_of(const char *name)
{
	g_autofree char *clean = jn_clean_line(name, strlen(name));
	g_autofree char *lower = jn_fold(clean, -1);
	gsize len = strlen(lower);
	const char *dot;

	while (len > 0 && (lower[len - 1] == '.' || g_ascii_isspace(lower[len - 1])))
		lower[--len] = '\0';
	dot = strrchr(lower, '.');
	return dot ? g_strdup(dot + 1) : NULL;
}

/* rule = ending / type "/" subtype; "*" for any subtype */
static gboolean
is_type(const JnPart *part, const char *rule)
{
	g_auto(GStrv) halves = g_strsplit(rule, "/", 2);

	return halves[0] != NULL && halves[1] != NULL && jn_part_is(part, halves[0], halves[1]);
}

static gboolean
has_ending(const char *name, const char *rule)
{
	g_autofree char *ending = name ? ending_of(name) : NULL;

	return ending != NULL && g_ascii_strcasecmp(ending, rule[0] == '.' ? rule + 1 : rule) == 0;
}

/* Both names that a part can have: a client may show either. */
static gboolean
is_refused(const JnPart *part, char *const *rules)
{
	const char *shown =
		g_mime_object_get_content_disposition_parameter(part->object, "filename");
	const char *other = g_mime_object_get_content_type_parameter(part->object, "name");

	for (char *const *rule = rules; rule != NULL && *rule != NULL; rule++)
		if (strchr(*rule, '/') != NULL
			    ? is_type(part, *rule)
			    : (has_ending(shown, *rule) || has_ending(other, *rule)))
			return TRUE;
	return FALSE;
}

static gboolean
is_large(const JnPart *part, gint64 most)
{
	g_autoptr(GString) content = NULL;

	if (most == 0 || GMIME_IS_MULTIPART(part->object))
		return FALSE;
	content = jn_part_content(part, (gsize)most + 1);
	return (gint64)content->len > most;
}

/* What the letter calls it. Caller frees. */
static char *
name_of(const JnPart *part)
{
	const char *name =
		g_mime_object_get_content_disposition_parameter(part->object, "filename");
	GMimeContentType *type = g_mime_object_get_content_type(part->object);

	if (name == NULL)
		name = g_mime_object_get_content_type_parameter(part->object, "name");
	if (name != NULL) {
		g_autofree char *clean = jn_clean_line(name, strlen(name));

		return jn_gist(clean, JN_NAME_BYTES);
	}
	return g_mime_content_type_get_mime_type(type);
}

/* `variables` is consumed. */
static void
refuse(JnPlan *plan, const JnSituation *s, const char *why, GVariantDict *variables)
{
	g_variant_dict_insert(variables, "why", "s", why);
	g_variant_dict_insert(variables, "subject", "s", s->message->subject);
	g_variant_dict_insert(variables, "most", "x", s->max_file_bytes / 1024);
	jn_plan_notice(plan, "files-refused", s->sender, s->goal, variables);
	jn_plan_hold(plan, s, s->sender->id, "%s; its sender was told",
		     g_str_equal(why, "type")   ? "it has a file of a kind that the site refuses"
		     : g_str_equal(why, "size") ? "it has a file that is too large"
						: "it has too many parts to be looked through")
		->u.hold.noted = TRUE;
}

gboolean
jn_plan_refuse_files(JnPlan *plan, const JnSituation *s)
{
	guint anomalies = 0;
	g_autoptr(GArray) parts = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gboolean has_rules = s->refused_files != NULL && s->refused_files[0] != NULL;

	if (s->evidence.released || (!has_rules && s->max_file_bytes == 0))
		return FALSE;
	parts = jn_tree_list(s->message->mime, &anomalies);
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		gboolean refused = is_refused(part, s->refused_files);
		g_autofree char *name = NULL;

		/* A long text is no file. */
		if (!refused && (jn_body_is_text(parts, i) || !is_large(part, s->max_file_bytes)))
			continue;
		name = name_of(part);
		g_variant_dict_insert(&variables, "file", "s", name);
		refuse(plan, s, refused ? "type" : "size", &variables);
		return TRUE;
	}
	if (!has_rules || (anomalies & (JN_ANOMALY_TOO_DEEP | JN_ANOMALY_TOO_MANY_PARTS)) == 0)
		return FALSE;
	g_variant_dict_insert(&variables, "file", "s", "");
	refuse(plan, s, "parts", &variables);
	return TRUE;
}
