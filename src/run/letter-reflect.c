#include "run/letter-reflect.h"

#include "base/limits.h"
#include "core/capability.h"
#include "core/plan-parts.h"
#include "store/anon.h"
#include "store/person.h"
#include "store/reflection.h"

/* Of each answer, in the letter with the next goal's address. */
#define THEN_BYTES 600

static gboolean
is_template(const JnWork *work, const char *name)
{
	return g_strcmp0(work->row->template_name, name) == 0;
}

/* The reflection that the row names; 0 none. */
static gint64
named(const JnWork *work)
{
	gint64 id = 0;

	if (work->row->variables != NULL)
		(void)g_variant_lookup(work->row->variables, "reflection", "x", &id);
	return id;
}

static void
add_words(GVariantDict *variables, const JnReflection *reflection, gsize bytes)
{
	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		jn_plan_add_cut(variables, jn_reflection_part_word(part),
				reflection->words[part] ? reflection->words[part] : "", bytes);
}

gboolean
jn_letter_reflect_is_void(JnWork *work, gboolean *ret_void, GError **error)
{
	g_autoptr(JnReflection) reflection = NULL;

	*ret_void = FALSE;
	if (!is_template(work, "reflect-shared"))
		return TRUE;
	if (!jn_reflection_load(work->site->db, named(work), &reflection, error))
		return FALSE;
	*ret_void = reflection == NULL || reflection->agreed == 0 || reflection->shared == 0;
	return TRUE;
}

/* A side of the pair, as the reader knows them. */
static gboolean
add_who(JnWork *work, gint64 person, gint64 reader, GVariantDict *variables, GError **error)
{
	g_autoptr(JnPerson) mentor = NULL;
	g_autofree char *protege = NULL;
	const char *who;

	if (person == work->goal->protege
		    ? !jn_goal_protege_name(work->site->db, work->goal->id, reader, &protege, error)
		    : !jn_person_load(work->site->db, person, &mentor, error))
		return FALSE;
	who = mentor ? mentor->name : protege;
	g_variant_dict_insert(variables, "who", "s", who ? who : "");
	return TRUE;
}

/* The other's, for who agreed. */
static gboolean
add_shared(JnWork *work, gint64 reader, GVariantDict *variables, GError **error)
{
	g_autoptr(JnReflection) reflection = NULL;

	if (!jn_reflection_load(work->site->db, named(work), &reflection, error))
		return FALSE;
	if (reflection == NULL)
		return TRUE;
	add_words(variables, reflection, JN_REFLECTION_BYTES);
	return add_who(work, reflection->person, reader, variables, error);
}

static GVariant *
item_of(const JnReflection *reflection, gsize bytes)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&item, "title", "s",
			      reflection->goal_title ? reflection->goal_title : "");
	g_variant_dict_insert(&item, "when", "t", (guint64)reflection->answered);
	add_words(&item, reflection, bytes);
	return g_variant_dict_end(&item);
}

/* What they said of the last one, for a better start. */
static gboolean
add_then(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	g_autoptr(JnReflection) reflection = NULL;
	GVariantBuilder list;

	if (!jn_reflection_load_before(work->site->db, work->goal->id, person, &reflection, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	if (reflection != NULL)
		g_variant_builder_add_value(&list, item_of(reflection, THEN_BYTES));
	g_variant_dict_insert_value(variables, "then", g_variant_builder_end(&list));
	return TRUE;
}

gboolean
jn_letter_reflect_add(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	if (is_template(work, "reflect-shared"))
		return add_shared(work, person, variables, error);
	if (is_template(work, "reflect-ask"))
		g_variant_dict_insert(variables, "resting", "b",
				      person == work->goal->protege && work->goal->dormant != 0);
	/* A mentor is asked about the protege. */
	if (is_template(work, "reflect-ask") && person != work->goal->protege)
		return add_who(work, work->goal->protege, person, variables, error);
	return !is_template(work, "goal-ready") || add_then(work, person, variables, error);
}

gboolean
jn_letter_reflect_add_all(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) reflections = NULL;
	GVariantBuilder list;

	if (!jn_reflection_list_of(work->site->db, person, &reflections, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < reflections->len; i++)
		g_variant_builder_add_value(&list,
					    item_of(reflections->pdata[i], JN_REFLECTION_BYTES));
	g_variant_dict_insert_value(variables, "reflections", g_variant_builder_end(&list));
	return TRUE;
}

char *
jn_letter_reflect_reply_to(const JnWork *work, gint64 person)
{
	const JnConfig *config = work->site->config;
	JnClaim claim = {'f', work->row->goal, named(work), person};

	if (!is_template(work, "reflect-ask") || work->goal == NULL)
		return NULL;
	return jn_capability_address(&work->site->keys, &claim, work->now + JN_CAPABILITY_LIFE,
				     work->goal->name, config->domain, config->separator);
}
