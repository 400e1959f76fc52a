#include "render/variables.h"

#include "base/limits.h"
#include "core/address.h"
#include "core/plan-parts.h"

#define LIST_BACKGROUND_BYTES 200

static void
add(GVariantDict *variables, const char *name, const char *value)
{
	if (!g_variant_dict_contains(variables, name))
		g_variant_dict_insert(variables, name, "s", value ? value : "");
}

/* RFC 6068 section 2: what has a meaning in the URI is escaped, '@' need not be. */
static char *
mailto(const char *address)
{
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);

	return g_strconcat("mailto:", path, NULL);
}

static void
add_link(GVariantDict *variables,
	 const char *variable,
	 const JnWords *words,
	 const char *name,
	 JnSub sub)
{
	g_autofree char *address = jn_address_format(name, sub, words->domain, words->separator);
	g_autofree char *link = mailto(address);

	add(variables, variable, link);
}

/* A mail to friends, with the address that follows in it. */
static void
add_forward(GVariantDict *variables, const JnWords *words, const JnGoal *goal)
{
	g_autofree char *address =
		jn_address_format(goal->name, JN_SUB_SUBSCRIBE, words->domain, words->separator);
	g_autofree char *body = g_strdup_printf("%s\r\n\r\n%s\r\n", goal->title, address);
	g_autofree char *subject_escaped = g_uri_escape_string(goal->title, NULL, FALSE);
	g_autofree char *body_escaped = g_uri_escape_string(body, NULL, FALSE);
	g_autofree char *forward =
		g_strdup_printf("mailto:?subject=%s&body=%s", subject_escaped, body_escaped);

	add(variables, "forward_link", forward);
}

static void
add_goal(GVariantDict *variables, const JnWords *words, const JnGoal *goal, gint64 person)
{
	static const struct {
		const char *variable;
		JnSub sub;
	} links[] = {
		{"follow_link", JN_SUB_SUBSCRIBE},  {"questions_link", JN_SUB_QUESTIONS},
		{"digest_link", JN_SUB_DIGEST},     {"achieved_link", JN_SUB_ACHIEVED},
		{"help_link", JN_SUB_HELP},         {"background_link", JN_SUB_BACKGROUND},
		{"post_link", JN_SUB_NONE},         {"close_link", JN_SUB_CLOSE},
		{"reopen_link", JN_SUB_OPEN},       {"leave_link", JN_SUB_LEAVE},
		{"daily_link", JN_SUB_DAILY},       {"none_link", JN_SUB_MUTE},
		{"stop_link", JN_SUB_STOP},         {"choose_link", JN_SUB_CHOOSE},
		{"skills_link", JN_SUB_SKILLS},     {"fit_link", JN_SUB_FIT},
		{"moderate_link", JN_SUB_MODERATE}, {"anon_link", JN_SUB_ANON},
		{"reveal_link", JN_SUB_REVEAL},
	};
	g_autofree char *address =
		jn_address_format(goal->name, JN_SUB_NONE, words->domain, words->separator);
	JnClaim claim = {'u', goal->id, 0, person};

	add(variables, "goal_title", goal->title);
	add(variables, "goal_address", address);
	for (gsize i = 0; i < G_N_ELEMENTS(links); i++)
		add_link(variables, links[i].variable, words, goal->name, links[i].sub);
	add_forward(variables, words, goal);
	if (person != 0) {
		g_autofree char *leave =
			jn_capability_address(words->keys, &claim, words->now + JN_UNSUBSCRIBE_LIFE,
					      goal->name, words->domain, words->separator);
		g_autofree char *link = mailto(leave);

		add(variables, "unsubscribe_link", link);
	} else {
		add_link(variables, "unsubscribe_link", words, goal->name, JN_SUB_UNSUBSCRIBE);
	}
}

void
jn_variables_add(GVariantDict *variables,
		 const JnWords *words,
		 const JnGoal *goal,
		 const char *person_name,
		 gint64 person)
{
	add(variables, "site", words->site_name);
	add(variables, "operator", words->operator_address);
	add(variables, "name", person_name);
	if (goal != NULL)
		add_goal(variables, words, goal, person);
	add(variables, "goal_title", "");
	add(variables, "goal_address", "");
	add_link(variables, "new_link", words, "new", JN_SUB_NONE);
	add_link(variables, "open_link", words, "open", JN_SUB_NONE);
	add_link(variables, "me_link", words, "me", JN_SUB_NONE);
}

void
jn_variables_add_case(GVariantDict *variables,
		      const JnGoal *goal,
		      gint64 reader,
		      gsize background_bytes)
{
	gint64 since;
	JnPhase phase = jn_goal_phase_shown(goal, reader, &since);
	g_autofree char *background =
		jn_gist(jn_goal_background_shown(goal, reader), background_bytes);

	add(variables, "background", background);
	add(variables, "expectations", jn_goal_expectations_shown(goal, reader));
	add(variables, "skills", jn_goal_skills_shown(goal, reader));
	add(variables, "phase", jn_phase_word(phase));
	if (since != 0)
		g_variant_dict_insert(variables, "phase_since", "t", (guint64)since);
	g_variant_dict_insert(variables, "questions", "x", goal->questions);
	g_variant_dict_insert(variables, "answers", "x", goal->answers);
	g_variant_dict_insert(variables, "followers", "x", goal->followers);
}

GVariant *
jn_variables_goal(const JnWords *words, const JnGoal *goal)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *address =
		jn_address_format(goal->name, JN_SUB_NONE, words->domain, words->separator);

	add(&variables, "title", goal->title);
	add(&variables, "address", address);
	add_link(&variables, "follow_link", words, goal->name, JN_SUB_SUBSCRIBE);
	jn_variables_add_case(&variables, goal, 0, LIST_BACKGROUND_BYTES);
	return g_variant_dict_end(&variables);
}
