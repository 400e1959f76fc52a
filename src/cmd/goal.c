#include <string.h>
#include <sysexits.h>

#include "base/base32.h"
#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/goal-closing.h"
#include "cmd/goal-journey.h"
#include "cmd/print.h"
#include "core/address.h"
#include "mail/message.h"
#include "run/file.h"
#include "run/recipients.h"
#include "store/goal.h"
#include "store/gratitude.h"
#include "store/introduce.h"
#include "store/mentor.h"
#include "store/person.h"
#include "store/post.h"
#include "store/reflection.h"

#define LIST_PAGE 1000

typedef enum Sub {
	SUB_LIST,
	SUB_SHOW,
	SUB_ADD,
	SUB_CLOSE,
	SUB_OPEN,
	SUB_END,
	SUB_DELETE,
	SUB_MODERATE,
} Sub;

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", NULL},
	[SUB_SHOW] = {"show", "which goal? journster goal list shows them"},
	[SUB_ADD] = {"add", NULL},
	[SUB_CLOSE] = {"close", "which goal? journster goal list shows them"},
	[SUB_OPEN] = {"open", "which goal? journster goal list shows them"},
	[SUB_END] = {"end", "which goal? journster goal list shows them"},
	[SUB_DELETE] = {"delete", "which goal? journster goal list shows them"},
	[SUB_MODERATE] = {"moderate", "which goal? journster goal list shows them"},
	{NULL, NULL},
};

typedef struct Options {
	char *title, *protege, *name, *background;
	gboolean json, yes;
} Options;

static void
options_clear(Options *options)
{
	g_free(options->title);
	g_free(options->protege);
	g_free(options->name);
	g_free(options->background);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static char *
goal_address(const JnSite *site, const JnGoal *goal)
{
	return jn_address_format(goal->name, JN_SUB_NONE, site->config->domain,
				 site->config->separator);
}

/* The name that was asked for: it must be as a title gives one, and nobody's. */
static gboolean
goal_name_given(JnSite *site, const char *word, char **ret_name, GError **error)
{
	g_autofree char *lower = g_ascii_strdown(word, -1);
	g_autofree char *well_formed = jn_goal_name_from_title(lower);
	g_autoptr(JnGoal) other = NULL;

	if (g_strcmp0(lower, well_formed) != 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "'%s' cannot be a goal's name: letters, digits and single '-' can, 2 "
			    "to %d of them%s%s",
			    word, JN_GOAL_NAME_BYTES, well_formed ? ", such as " : "",
			    well_formed ? well_formed : "");
		return FALSE;
	}
	if (jn_goal_name_is_reserved(lower)) {
		g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
			    "the name '%s' is kept for the site's own mail; choose another", lower);
		return FALSE;
	}
	if (!jn_goal_load_by_name(site->db, lower, &other, error))
		return FALSE;
	if (other != NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
			    "the name '%s' is taken%s; choose another", lower,
			    other->state == JN_GOAL_DELETED ? " by a goal that was deleted" : "");
		return FALSE;
	}
	*ret_name = g_steal_pointer(&lower);
	return TRUE;
}

static gboolean
goal_name_made(JnSite *site, const char *title, char **ret_name, GError **error)
{
	g_autofree char *base = jn_goal_name_from_title(title);
	guint8 bytes[5];
	g_autofree char *random = NULL;

	jn_random_bytes(bytes, sizeof bytes);
	random = jn_base32_from_bytes(bytes, sizeof bytes);
	if (base != NULL && jn_goal_name_is_reserved(base))
		g_clear_pointer(&base, g_free);
	return jn_goal_free_name(site->db, base, random, ret_name, error);
}

static gboolean
background_read(const char *path, char **ret_text, GError **error)
{
	g_autoptr(GBytes) bytes = jn_file_read(path, JN_BACKGROUND_BYTES, error);
	g_autofree char *text = NULL;

	if (bytes == NULL)
		return FALSE;
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	*ret_text = g_utf8_make_valid(g_strstrip(text), -1);
	return TRUE;
}

static gboolean
goal_fill(JnSite *site, const Options *options, gint64 now, JnGoal *goal, GError **error)
{
	g_autoptr(JnPerson) person = NULL;

	if (options->background != NULL &&
	    !background_read(options->background, &goal->background, error))
		return FALSE;
	if (!(options->name ? goal_name_given(site, options->name, &goal->name, error)
			    : goal_name_made(site, options->title, &goal->name, error)) ||
	    !jn_person_ensure(site->db, options->protege, now, &person, error))
		return FALSE;
	goal->title = g_utf8_make_valid(options->title, -1);
	if (goal->background == NULL)
		goal->background = g_strdup("");
	goal->expectations = g_strdup("");
	goal->skills = g_strdup("");
	goal->protege = person->id;
	goal->created = now;
	return TRUE;
}

static gboolean
options_check(Options *options, GError **error)
{
	if (options->title == NULL || g_strstrip(options->title)[0] == '\0')
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "what is the goal? --title 'Learn welding'");
	else if (strlen(options->title) > JN_TITLE_BYTES)
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "--title has more than %d octets; --background takes the rest",
			    JN_TITLE_BYTES);
	else if (options->protege == NULL)
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE, "whose goal is it? --protege ADDRESS");
	else if (!jn_address_is_safe(options->protege))
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE, "--protege: '%s' is no mail address",
			    options->protege);
	else
		return TRUE;
	return FALSE;
}

static gboolean
goal_add(JnSite *site, Options *options, GError **error)
{
	g_autoptr(GError) cause = NULL;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(JnGoal) goal = g_new0(JnGoal, 1);
	g_autofree char *address = NULL;

	if (!options_check(options, error) || !jn_db_begin(site->db, error))
		return FALSE;
	if (!goal_fill(site, options, now, goal, error) ||
	    !jn_goal_save_new(site->db, goal, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	if (!jn_db_commit(site->db, error))
		return FALSE;
	address = goal_address(site, goal);
	g_print("%s\n", address);
	/* The goal is made: a repeated call would make another. */
	if (!jn_recipients_write(site, &cause))
		g_warning("%s", cause->message);
	return TRUE;
}

static gboolean
print(JsonBuilder *builder, gboolean json, CmdColumns columns, GError **error)
{
	if (cmd_print(builder, json, columns) == EX_OK)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "writing to standard output failed");
	return FALSE;
}

/* What a list and a single goal both say. */
static gboolean
goal_put(JnSite *site, JsonBuilder *builder, JnGoal *goal, GError **error)
{
	g_autofree char *address = goal_address(site, goal);
	g_autoptr(JnPerson) protege = NULL;

	if (!jn_goal_load_numbers(site->db, goal, JN_READER_OPERATOR, error) ||
	    !jn_person_load(site->db, goal->protege, &protege, error))
		return FALSE;
	cmd_put_text(builder, "name", goal->name);
	cmd_put_text(builder, "address", address);
	cmd_put_text(builder, "title", goal->title);
	cmd_put_text(builder, "state", jn_goal_state_word(goal->state));
	cmd_put_time(builder, "closed", goal->closed);
	cmd_put_text(builder, "phase", jn_phase_word(goal->phase));
	cmd_put_text(builder, "language", goal->language);
	/* Of the anonymous what others know: who looks on must not learn more. */
	cmd_put_text(builder, "protege",
		     goal->alias != NULL ? goal->alias
		     : protege           ? protege->addr
					 : NULL);
	cmd_put_text(builder, "protege_name", goal->protege_name);
	cmd_put_bool(builder, "anonymous", goal->alias != NULL);
	cmd_put_text(builder, "moderation", jn_moderation_word(goal->moderation));
	cmd_put_int(builder, "follower_count", goal->followers);
	cmd_put_int(builder, "question_count", goal->questions);
	cmd_put_int(builder, "answer_count", goal->answers);
	cmd_put_time(builder, "created", goal->created);
	return TRUE;
}

static gboolean
goals_put(JnSite *site, JsonBuilder *builder, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GPtrArray) goals = NULL;

		if (!jn_goal_list(site->db, NULL, after, LIST_PAGE, &goals, error))
			return FALSE;
		for (guint i = 0; i < goals->len; i++) {
			JnGoal *goal = goals->pdata[i];

			after = goal->id;
			json_builder_begin_object(builder);
			if (!goal_put(site, builder, goal, error))
				return FALSE;
			json_builder_end_object(builder);
		}
		if (goals->len < LIST_PAGE)
			return TRUE;
	}
}

static gboolean
goals_print(JnSite *site, const Options *options, GError **error)
{
	static const char *const columns[] = {
		"address",
		"title",
		"state",
		"phase",
		"protege",
		"follower_count:followers",
		"question_count:questions",
		"answer_count:answers",
		NULL,
	};
	g_autoptr(JsonBuilder) builder = json_builder_new();

	json_builder_begin_array(builder);
	if (!goals_put(site, builder, error))
		return FALSE;
	json_builder_end_array(builder);
	return print(g_steal_pointer(&builder), options->json, columns, error);
}

static gboolean
followers_put(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autoptr(GPtrArray) followers = NULL;

	if (!jn_follow_list(site->db, goal->id, 0, &followers, error))
		return FALSE;
	json_builder_set_member_name(builder, "followers");
	json_builder_begin_array(builder);
	for (guint i = 0; i < followers->len; i++) {
		const JnFollower *follower = followers->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "address", follower->person->addr);
		cmd_put_text(builder, "name", follower->person->name);
		cmd_put_text(builder, "mode", jn_mode_word(follower->mode));
		cmd_put_text(builder, "reach", jn_reach_word(follower->person->reach));
		cmd_put_time(builder, "since", follower->since);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

static gboolean
mentors_put(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autoptr(GPtrArray) mentors = NULL;

	if (!jn_mentor_list(site->db, goal->id, &mentors, error))
		return FALSE;
	json_builder_set_member_name(builder, "mentors");
	json_builder_begin_array(builder);
	for (guint i = 0; i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "address", mentor->addr);
		cmd_put_text(builder, "name", mentor->name);
		cmd_put_text(builder, "state", jn_mentor_state_word(mentor->state));
		cmd_put_time(builder, "since", mentor->since);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

/* What the protege said of people's answers, and whether they were told. */
static gboolean
thanks_put(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autoptr(GPtrArray) said = NULL;

	if (!jn_gratitude_list(site->db, goal->id, &said, error))
		return FALSE;
	json_builder_set_member_name(builder, "thanks");
	json_builder_begin_array(builder);
	for (guint i = 0; i < said->len; i++) {
		const JnSaid *one = said->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "said", jn_gratitude_word(one->kind));
		cmd_put_id(builder, "post", one->post);
		cmd_put_id(builder, "answer", one->answer);
		cmd_put_time(builder, "told", one->told);
		cmd_put_text(builder, "words", one->words);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

/* How many were brought to it by their skills; of what the protege alone is to read, only whether it
 * is there. */
static gboolean
skills_put(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	gint64 introduced, asked_again;
	g_autofree char *fit = NULL;

	if (!jn_introduced_numbers(site->db, goal->id, &introduced, &asked_again, error) ||
	    !jn_goal_fit(site->db, goal->id, &fit, error))
		return FALSE;
	cmd_put_text(builder, "skills", goal->skills);
	cmd_put_int(builder, "introduced_count", introduced);
	cmd_put_int(builder, "asked_again_count", asked_again);
	cmd_put_bool(builder, "fit_said", fit != NULL && fit[0] != '\0');
	return TRUE;
}

/* How many, and nothing else: the words are for those who wrote them. */
static gboolean
reflections_put(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	JnReflectionCounts counts;

	if (!jn_reflection_count(site->db, goal->id, &counts, error))
		return FALSE;
	cmd_put_int(builder, "reflections_asked", counts.asked);
	cmd_put_int(builder, "reflections_answered", counts.answered);
	cmd_put_int(builder, "reflections_shared", counts.shared);
	return TRUE;
}

static gboolean
goal_print(JnSite *site, const char *word, const Options *options, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JsonBuilder) builder = json_builder_new();

	if (!cmd_find_goal(site, word, &goal, error))
		return FALSE;
	json_builder_begin_object(builder);
	if (!goal_put(site, builder, goal, error))
		return FALSE;
	cmd_put_text(builder, "background", goal->background);
	cmd_put_text(builder, "expectations", goal->expectations);
	if (!skills_put(site, builder, goal, error) ||
	    !cmd_goal_put_journey(site, builder, goal, error) ||
	    !reflections_put(site, builder, goal, error) ||
	    !mentors_put(site, builder, goal, error) || !thanks_put(site, builder, goal, error) ||
	    !followers_put(site, builder, goal, error))
		return FALSE;
	json_builder_end_object(builder);
	return print(g_steal_pointer(&builder), options->json, NULL, error);
}

static gboolean
goal_moderate(JnSite *site, const char *word, const char *how, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	JnModeration moderation;

	if (how == NULL || !jn_moderation_from_word(how, &moderation)) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "whose mail is looked at first? open (nobody's), first, always, or "
			    "site: as journster.conf says");
		return FALSE;
	}
	return cmd_find_goal(site, word, &goal, error) &&
	       jn_goal_save_moderation(site->db, goal->id, moderation, error);
}

int
cmd_goal(const CmdContext *context, int argc, char **argv)
{
	g_auto(Options) options = {0};
	const GOptionEntry entries[] = {
		{"title", 0, 0, G_OPTION_ARG_STRING, &options.title, NULL, NULL},
		{"protege", 0, 0, G_OPTION_ARG_STRING, &options.protege, NULL, NULL},
		{"name", 0, 0, G_OPTION_ARG_STRING, &options.name, NULL, NULL},
		{"background", 0, 0, G_OPTION_ARG_FILENAME, &options.background, NULL, NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, NULL, NULL},
		{"yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	guint sub;
	gboolean good = FALSE;
	int words;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status))
		return status;
	/* Two take more words: mentors, and how it is to be. */
	words = (argc > 3 && g_str_equal(argv[1], "close")) ||
				(argc == 4 && g_str_equal(argv[1], "moderate"))
			? 3
			: argc;
	if (!cmd_sub(context, subs, words, argv, &sub, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	switch ((Sub)sub) {
	case SUB_LIST:
		good = goals_print(site, &options, &error);
		break;
	case SUB_SHOW:
		good = goal_print(site, argv[2], &options, &error);
		break;
	case SUB_ADD:
		good = goal_add(site, &options, &error);
		break;
	case SUB_CLOSE:
		good = cmd_goal_close(site, argv[2], argv + 3, options.yes, &error);
		break;
	case SUB_OPEN:
		good = cmd_goal_open(site, argv[2], options.yes, &error);
		break;
	case SUB_END:
		good = cmd_goal_end(site, argv[2], options.yes, &error);
		break;
	case SUB_DELETE:
		good = cmd_goal_delete(site, argv[2], options.yes, &error);
		break;
	case SUB_MODERATE:
		good = goal_moderate(site, argv[2], argv[3], &error);
		break;
	}
	return good ? EX_OK : cmd_fail(context, g_steal_pointer(&error));
}
