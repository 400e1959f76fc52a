#include "run/letter-introduce.h"

#include "base/limits.h"
#include "core/address.h"
#include "core/plan-parts.h"
#include "run/introduce.h"
#include "store/goal.h"
#include "store/introduce.h"
#include "store/person.h"

/* Enough to see whether one can help. */
#define BACKGROUND_BYTES 300
#define QUESTION_BYTES 600

gboolean
jn_letter_introduce_is(const char *template_name)
{
	return g_strcmp0(template_name, "introduce") == 0 ||
	       g_strcmp0(template_name, "once-more") == 0;
}

/* Of 'once-more' the one that the row names; else the newest. NULL where it cannot be read. */
static gboolean
load_question(JnWork *work, JnPost **ret_question, GError **error)
{
	gint64 id = 0;

	*ret_question = NULL;
	if (work->row->variables != NULL)
		(void)g_variant_lookup(work->row->variables, "question", "x", &id);
	if (id == 0 && !jn_question_newest(work->site->db, work->goal->id, &id, error))
		return FALSE;
	if (id != 0 && !jn_post_load(work->site->db, id, work->row->person, ret_question, error))
		return FALSE;
	if (*ret_question != NULL &&
	    ((*ret_question)->removed || (*ret_question)->audience != JN_AUDIENCE_OPEN))
		g_clear_pointer(ret_question, jn_post_free);
	return TRUE;
}

gboolean
jn_letter_introduce_check(JnWork *work, GError **error)
{
	g_autoptr(JnPost) question = NULL;
	g_autoptr(JnPerson) person = NULL;

	if (!load_question(work, &question, error) ||
	    !jn_person_load(work->site->db, work->row->person, &person, error))
		return FALSE;
	work->is_void = work->goal->state != JN_GOAL_OPEN ||
			work->goal->phase == JN_PHASE_ACHIEVED || person == NULL ||
			person->no_introductions ||
			(question == NULL && g_str_equal(work->row->template_name, "once-more"));
	return TRUE;
}

char *
jn_letter_introduce_stop(const JnWork *work, gint64 person)
{
	const JnConfig *config = work->site->config;
	JnClaim claim = {'i', 0, 0, person};

	return jn_capability_address(&work->site->keys, &claim, work->now + JN_UNSUBSCRIBE_LIFE,
				     "me", config->domain, config->separator);
}

static void
add_mailto(GVariantDict *variables, const char *name, const char *address, const char *body)
{
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *escaped = body ? g_uri_escape_string(body, NULL, FALSE) : NULL;
	g_autofree char *link = g_strconcat("mailto:", path, body ? "?body=" : NULL, escaped, NULL);

	g_variant_dict_insert(variables, name, "s", link);
}

static gboolean
add_introduction(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	const JnGoal *goal = work->goal;
	g_autoptr(JnPost) question = NULL;
	g_autofree char *background = jn_gist(jn_goal_background_shown(goal, 0), BACKGROUND_BYTES);
	g_autofree char *stop = jn_letter_introduce_stop(work, person);
	g_autofree char *text = NULL;

	if (!load_question(work, &question, error) ||
	    (question != NULL && !jn_work_post_text(work, question, &text, error)))
		return FALSE;
	g_variant_dict_insert(variables, "background", "s", background);
	g_variant_dict_insert(variables, "most", "x", (gint64)work->site->config->introductions);
	add_mailto(variables, "end_link", stop, NULL);
	g_variant_dict_insert(variables, "question", "s", "");
	if (question != NULL) {
		g_autofree char *link = jn_work_reply_link(work, goal, question);

		/* Its subject where the mail had no text. */
		jn_plan_add_cut(variables, "question",
				text != NULL && text[0] != '\0' ? text : question->subject,
				QUESTION_BYTES);
		g_variant_dict_insert(variables, "asked", "t", (guint64)question->created);
		g_variant_dict_insert(variables, "reply_link", "s", link);
	}
	return TRUE;
}

/* What people of the site can help with and the goal speaks of; a mail that need only be sent names
 * it, besides what is named already. */
static gboolean
add_suggestions(JnWork *work, GVariantDict *variables, GError **error)
{
	const JnConfig *config = work->site->config;
	const JnGoal *goal = work->goal;
	g_autofree char *address =
		jn_address_format(goal->name, JN_SUB_SKILLS, config->domain, config->separator);
	g_autofree char *suggested = NULL;
	g_autofree char *all = NULL;

	if (!jn_introduce_suggest(work->site, goal, &suggested, error))
		return FALSE;
	all = g_strconcat(goal->skills, goal->skills[0] != '\0' ? ", " : "", suggested, NULL);
	g_variant_dict_insert(variables, "suggested", "s", suggested);
	add_mailto(variables, "suggested_link", address, all);
	return TRUE;
}

static gboolean
add_own(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autofree char *fit = NULL;
	gint64 introduced, asked;

	if (!jn_goal_fit(work->site->db, work->goal->id, &fit, error) ||
	    !jn_introduced_numbers(work->site->db, work->goal->id, &introduced, &asked, error))
		return FALSE;
	g_variant_dict_insert(variables, "fit", "s", fit ? fit : "");
	g_variant_dict_insert(variables, "introduced", "x", introduced);
	g_variant_dict_insert(variables, "asked_again", "x", asked);
	return TRUE;
}

gboolean
jn_letter_introduce_add(JnWork *work,
			const JnRecipient *to,
			GVariantDict *variables,
			GError **error)
{
	const char *name = work->row->template_name;

	if (jn_letter_introduce_is(name))
		return add_introduction(work, to->person, variables, error);
	/* The rest is the protege's alone. */
	if (work->goal->protege != to->person)
		return TRUE;
	if (g_str_equal(name, "skills") ||
	    (g_str_equal(name, "goal-ready") && work->goal->skills[0] == '\0'))
		return add_suggestions(work, variables, error);
	return (!g_str_equal(name, "background") && !g_str_equal(name, "fit")) ||
	       add_own(work, variables, error);
}
