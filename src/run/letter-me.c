#include "run/letter-me.h"
#include "run/letter-reflect.h"

#include <string.h>

#include "base/limits.h"
#include "core/labels.h"
#include "store/anon.h"
#include "store/export.h"
#include "store/forget.h"
#include "store/goal.h"
#include "store/held.h"
#include "store/person.h"

#define ME "me"
/* A page must stay readable. */
#define HELD_MAX 50
#define POSTS_PAGE 200

gboolean
jn_letter_me_is(const char *template_name)
{
	static const char *const templates[] = {"me",           "export",       "forget-confirm",
						"forgotten",    "digests-off",  "main-confirm",
						"main-done",    "digest-which", "digest-none",
						"link-confirm", "linked"};

	for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
		if (g_strcmp0(template_name, templates[i]) == 0)
			return TRUE;
	return FALSE;
}

static void
add_link(GVariantDict *variables, const char *name, const char *address)
{
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *link = g_strconcat("mailto:", path, NULL);

	g_variant_dict_insert(variables, name, "s", link);
}

static void
add_links(JnWork *work, gint64 person, GVariantDict *variables)
{
	const JnConfig *config = work->site->config;
	JnClaim off = {'u', 0, 0, person};
	g_autofree char *export =
		jn_address_format(ME, JN_SUB_EXPORT, config->domain, config->separator);
	g_autofree char *forget =
		jn_address_format(ME, JN_SUB_FORGET, config->domain, config->separator);
	g_autofree char *stop =
		jn_capability_address(&work->site->keys, &off, work->now + JN_UNSUBSCRIBE_LIFE, ME,
				      config->domain, config->separator);

	add_link(variables, "export_link", export);
	add_link(variables, "forget_link", forget);
	add_link(variables, "off_link", stop);
}

/* All but the first, which is the primary one. */
static void
add_addresses(GVariantDict *variables, const GPtrArray *addresses)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 1; i < addresses->len; i++) {
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "address", "s", addresses->pdata[i]);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "addresses", g_variant_builder_end(&list));
}

static gboolean
add_profile(JnWork *work, const JnPerson *person, GVariantDict *variables, GError **error)
{
	JnSite *site = work->site;
	g_autoptr(GPtrArray) addresses = NULL;
	g_autoptr(GString) languages = g_string_new(NULL);
	const GPtrArray *labels = jn_site_labels(site);

	if (!jn_person_addresses(site->db, person->id, &addresses, error))
		return FALSE;
	for (guint i = 0; i < labels->len; i++)
		g_string_append_printf(languages, "%s%s", i > 0 ? ", " : "",
				       jn_labels_name(labels->pdata[i]));
	g_variant_dict_insert(variables, "address", "s", person->addr);
	add_addresses(variables, addresses);
	g_variant_dict_insert(
		variables, "language", "s",
		jn_labels_name_of(labels, jn_site_language(site, jn_person_language(person))));
	g_variant_dict_insert(variables, "languages", "s", languages->str);
	g_variant_dict_insert(variables, "skills", "s", person->skills ? person->skills : "");
	g_variant_dict_insert(variables, "thanks", "s", person->no_thanks ? "none" : "weekly");
	g_variant_dict_insert(variables, "introductions", "s",
			      person->no_introductions ? "none" : "weekly");
	g_variant_dict_insert(variables, "reach", "s", jn_reach_word(person->reach));
	g_variant_dict_insert(variables, "now", "t", (guint64)work->row->created);
	return TRUE;
}

static gboolean
add_own_goals(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	const JnConfig *config = work->site->config;
	g_autoptr(GPtrArray) goals = NULL;
	GVariantBuilder list;

	if (!jn_goal_list_of(work->site->db, person, &goals, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < goals->len; i++) {
		const JnGoal *goal = goals->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
		g_autofree char *address = jn_address_format(goal->name, JN_SUB_NONE,
							     config->domain, config->separator);
		g_autofree char *fit = NULL;
		gint64 told = 0;

		if (!jn_goal_fit(work->site->db, goal->id, &fit, error)) {
			g_variant_builder_clear(&list);
			return FALSE;
		}
		g_variant_dict_insert(&item, "fit", "s", fit ? fit : "");
		g_variant_dict_insert(&item, "title", "s", goal->title);
		g_variant_dict_insert(&item, "address", "s", address);
		g_variant_dict_insert(&item, "state", "s", jn_goal_state_word(goal->state));
		g_variant_dict_insert(&item, "phase", "s", jn_phase_word(goal->phase));
		g_variant_dict_insert(&item, "when", "t", (guint64)goal->created);
		g_variant_dict_insert(&item, "background", "s", goal->background);
		g_variant_dict_insert(&item, "expectations", "s", goal->expectations);
		g_variant_dict_insert(&item, "skills", "s", goal->skills);
		if (!jn_goal_told_count(work->site->db, goal->id, &told, error)) {
			g_variant_builder_clear(&list);
			return FALSE;
		}
		g_variant_dict_insert(&item, "alias", "s", goal->alias ? goal->alias : "");
		g_variant_dict_insert(&item, "told", "x", told);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "goals", g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
add_follows(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	JnWords words = jn_work_words(work);
	g_autoptr(GPtrArray) follows = NULL;
	GVariantBuilder list;

	if (!jn_follows_load(work->site->db, person, &follows, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < follows->len; i++) {
		const JnFollow *follow = follows->pdata[i];
		JnGoal goal = {.id = follow->goal, .name = follow->name, .title = follow->title};
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "goal", "s", follow->name);
		g_variant_dict_insert(&item, "title", "s", follow->title);
		g_variant_dict_insert(&item, "all", "b", follow->state == JN_GOAL_STREAM);
		g_variant_dict_insert(&item, "mode", "s", jn_mode_word(follow->mode));
		jn_variables_add(&item, &words, &goal, NULL, person);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "follows", g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
add_held(JnWork *work,
	 gint64 person,
	 gboolean theirs,
	 const char *name,
	 GVariantDict *variables,
	 GError **error)
{
	g_autoptr(GPtrArray) held = NULL;
	GVariantBuilder list;

	if (!jn_held_list_of(work->site->db, person, theirs, HELD_MAX, &held, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < held->len; i++) {
		const JnHeld *one = held->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "subject", "s", one->subject);
		g_variant_dict_insert(&item, "reason", "s", one->reason);
		g_variant_dict_insert(&item, "when", "t", (guint64)one->created);
		g_variant_dict_insert(&item, "expires", "t", (guint64)one->expires);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, name, g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
add_holdings(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	JnHoldings holdings;

	if (!jn_holdings_load(work->site->db, person, &holdings, error))
		return FALSE;
	g_variant_dict_insert(variables, "post_count", "x", holdings.posts);
	g_variant_dict_insert(variables, "mentorship_count", "x", holdings.mentorships);
	g_variant_dict_insert(variables, "held", "x", holdings.held);
	return add_own_goals(work, person, variables, error);
}

static gboolean
add_page(JnWork *work, const JnPerson *person, GVariantDict *variables, GError **error)
{
	return add_profile(work, person, variables, error) &&
	       add_own_goals(work, person->id, variables, error) &&
	       add_follows(work, person->id, variables, error) &&
	       add_held(work, person->id, TRUE, "theirs", variables, error) &&
	       add_held(work, person->id, FALSE, "waiting", variables, error);
}

gboolean
jn_letter_me_add(JnWork *work, const JnRecipient *to, GVariantDict *variables, GError **error)
{
	const char *name = work->row->template_name;
	g_autoptr(JnPerson) person = NULL;

	if (!jn_person_load(work->site->db, to->person, &person, error))
		return FALSE;
	add_links(work, to->person, variables);
	if (person == NULL)
		return TRUE;
	if (g_str_equal(name, "me"))
		return add_page(work, person, variables, error);
	return !g_str_equal(name, "forget-confirm") ||
	       add_holdings(work, person->id, variables, error);
}

/* ---- the file ---- */

/* At most JN_NOTES of them; *ret_cut: there are more. */
static void
add_notes(GVariantDict *variables, const char *name, const GPtrArray *notes, gboolean *ret_cut)
{
	GVariantBuilder list;

	*ret_cut |= notes->len > JN_NOTES;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < notes->len && i < JN_NOTES; i++) {
		const JnNote *note = notes->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "what", "s", note->what);
		g_variant_dict_insert(&item, "title", "s", note->title);
		g_variant_dict_insert(&item, "text", "s", note->text);
		g_variant_dict_insert(&item, "when", "t", (guint64)note->when);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, name, g_variant_builder_end(&list));
}

static gboolean
add_all_notes(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	JnDb *db = work->site->db;
	g_autoptr(GPtrArray) given = NULL;
	g_autoptr(GPtrArray) received = NULL;
	g_autoptr(GPtrArray) mentorships = NULL;
	g_autoptr(GPtrArray) cookies = NULL;
	g_autoptr(GPtrArray) letters = NULL;
	gboolean is_cut = FALSE;

	if (!jn_note_list_thanks(db, person, TRUE, &given, error) ||
	    !jn_note_list_thanks(db, person, FALSE, &received, error) ||
	    !jn_note_list_mentorships(db, person, &mentorships, error) ||
	    !jn_note_list_cookies(db, person, work->now, &cookies, error) ||
	    !jn_note_list_letters(db, person, &letters, error) ||
	    !jn_letter_reflect_add_all(work, person, variables, error))
		return FALSE;
	add_notes(variables, "given", given, &is_cut);
	add_notes(variables, "got", received, &is_cut);
	add_notes(variables, "mentorships", mentorships, &is_cut);
	add_notes(variables, "cookies", cookies, &is_cut);
	add_notes(variables, "letters", letters, &is_cut);
	g_variant_dict_insert(variables, "cut", "b", is_cut);
	return TRUE;
}

/* *ret_size: of its text. */
static gboolean
add_post(JnWork *work, const JnPost *post, GVariantBuilder *list, gsize *ret_size, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autofree char *text = NULL;
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	if (!jn_goal_load(work->site->db, post->goal, &goal, error) ||
	    !jn_post_text(work->site->db, post->id, &text, error))
		return FALSE;
	*ret_size = text ? strlen(text) : 0;
	g_variant_dict_insert(&item, "title", "s", goal ? goal->title : "");
	g_variant_dict_insert(&item, "kind", "s", jn_kind_word(post->kind));
	g_variant_dict_insert(&item, "audience", "s", jn_audience_word(post->audience));
	g_variant_dict_insert(&item, "subject", "s", post->subject);
	g_variant_dict_insert(&item, "text", "s", text ? text : "");
	g_variant_dict_insert(&item, "when", "t", (guint64)post->created);
	g_variant_builder_add_value(list, g_variant_dict_end(&item));
	return TRUE;
}

/* All there are, or as many as the file may hold; `more`: how many are left out. */
static gboolean
add_posts(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	g_auto(GVariantBuilder) list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
	gsize left = JN_EXPORT_BYTES;
	gint64 after = 0, more = 0;
	guint got;

	do {
		g_autoptr(GPtrArray) page = NULL;

		if (!jn_post_list_of(work->site->db, person, after, POSTS_PAGE, &page, error))
			return FALSE;
		got = page->len;
		for (guint i = 0; i < page->len; i++) {
			const JnPost *post = page->pdata[i];
			gsize size;

			after = post->id;
			if (left == 0) {
				more++;
				continue;
			}
			if (!add_post(work, post, &list, &size, error))
				return FALSE;
			left -= MIN(left, size + 1);
		}
	} while (got == POSTS_PAGE);
	g_variant_dict_insert_value(variables, "posts", g_variant_builder_end(&list));
	g_variant_dict_insert(variables, "more", "x", more);
	return TRUE;
}

gboolean
jn_letter_me_file(JnWork *work, const JnRecipient *to, char **ret_text, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_auto(JnLetter) letter = {0};
	JnWords words = jn_work_words(work);

	*ret_text = NULL;
	if (g_strcmp0(work->row->template_name, "export") != 0)
		return TRUE;
	if (!jn_person_load(work->site->db, to->person, &person, error))
		return FALSE;
	if (person == NULL)
		return TRUE;
	if (!add_page(work, person, &variables, error) ||
	    !add_all_notes(work, person->id, &variables, error) ||
	    !add_posts(work, person->id, &variables, error))
		return FALSE;
	jn_variables_add(&variables, &words, NULL, to->name, to->person);
	if (!jn_work_expand(work, "export-file", to, &variables, &letter, error))
		return FALSE;
	*ret_text = g_strdup_printf("%s\n\n%s", letter.subject, letter.text);
	return TRUE;
}
