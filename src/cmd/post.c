/*
 * post list GOAL | show ID
 */
#include "store/post.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "core/conversation.h"
#include "store/goal.h"
#include "store/person.h"

#define LIST_PAGE 1000

enum { SUB_LIST, SUB_SHOW };

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", "of which goal? journster goal list shows them"},
	[SUB_SHOW] = {"show", "which post? journster post list GOAL shows their ids"},
	{NULL, NULL},
};

/* Ids of persons -> their address, so that a list asks for each once. */
static gboolean
address_of(JnSite *site, GHashTable *known, gint64 id, const char **ret_addr, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	gpointer key = GSIZE_TO_POINTER((gsize)id);
	gpointer found;

	if (!g_hash_table_lookup_extended(known, key, NULL, &found)) {
		if (!jn_person_load(site->db, id, &person, error))
			return FALSE;
		found = person ? g_steal_pointer(&person->addr) : NULL;
		g_hash_table_insert(known, key, found);
	}
	*ret_addr = found;
	return TRUE;
}

static gboolean
put_post(JnSite *site,
	 const JnGoal *goal,
	 GHashTable *known,
	 JsonBuilder *builder,
	 const JnPost *post,
	 GError **error)
{
	const char *addr;

	/* Of the anonymous what others know. */
	if (goal != NULL && goal->alias != NULL && goal->protege == post->author)
		addr = goal->alias;
	else if (!address_of(site, known, post->author, &addr, error))
		return FALSE;
	cmd_put_int(builder, "id", post->id);
	cmd_put_text(builder, "kind", jn_kind_word(post->kind));
	cmd_put_id(builder, "number", post->number);
	cmd_put_id(builder, "parent", post->parent);
	cmd_put_text(builder, "audience", jn_audience_word(post->audience));
	cmd_put_text(builder, "author_name", post->author_name);
	cmd_put_text(builder, "author_address", addr);
	cmd_put_time(builder, "created", post->created);
	cmd_put_text(builder, "message_id", post->message_id);
	cmd_put_text(builder, "subject", post->subject);
	cmd_put_text(builder, "says", post->says);
	cmd_put_text(builder, "gist", post->gist);
	cmd_put_bool(builder, "removed", post->removed);
	return TRUE;
}

static gboolean
load_posts(JnSite *site, gint64 goal, GPtrArray *posts, GError **error)
{
	guint got;

	do {
		const JnPost *last = posts->len > 0 ? posts->pdata[posts->len - 1] : NULL;
		g_autoptr(GPtrArray) page = NULL;

		if (!jn_post_list(site->db, goal, JN_READER_OPERATOR, last ? last->id : 0,
				  LIST_PAGE, &page, error))
			return FALSE;
		got = page->len;
		g_ptr_array_extend_and_steal(posts, g_steal_pointer(&page));
	} while (got == LIST_PAGE);
	return TRUE;
}

static gint
by_letter(gconstpointer a, gconstpointer b)
{
	return ((const JnBranch *)a)->letter - ((const JnBranch *)b)->letter;
}

/* The posts in the order of their conversations. JnBranch; the letter is an index of `posts`. */
static GArray *
places_of(const GPtrArray *posts)
{
	g_autofree JnThreaded *letters = g_new0(JnThreaded, posts->len + 1);
	g_autofree const char **references = g_new0(const char *, 2 * (gsize)posts->len + 1);
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);

	/* By our ids: a Message-ID may be there twice. */
	for (guint i = 0; i < posts->len; i++) {
		const JnPost *post = posts->pdata[i];
		char *name = g_strdup_printf("%" G_GINT64_FORMAT, post->id);

		g_hash_table_insert(names, (gpointer)&post->id, name);
		references[2 * i] = g_hash_table_lookup(names, &post->parent);
		letters[i] = (JnThreaded){.message_id = name,
					  .references = references + 2 * (gsize)i,
					  .date = post->id};
	}
	return jn_conversations_make(letters, posts->len);
}

/* Oldest first as JSON; for people as conversations. */
static gboolean
put_posts(JnSite *site,
	  const char *word,
	  GHashTable *known,
	  gboolean json,
	  JsonBuilder *builder,
	  GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func((GDestroyNotify)jn_post_free);
	g_autoptr(GArray) places = NULL;

	if (!cmd_find_goal(site, word, &goal, error) || !load_posts(site, goal->id, posts, error))
		return FALSE;
	places = places_of(posts);
	if (json)
		g_array_sort(places, by_letter);
	json_builder_begin_array(builder);
	for (guint i = 0; i < places->len; i++) {
		const JnBranch *place = &g_array_index(places, JnBranch, i);

		json_builder_begin_object(builder);
		if (!put_post(site, goal, known, builder, posts->pdata[place->letter], error))
			return FALSE;
		cmd_put_int(builder, "depth", place->depth);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

/* Where the mail it came in lies, and how it came; nothing of one that was removed. */
static gboolean
put_mail(JnSite *site, const JnGoal *goal, const JnPost *post, JsonBuilder *builder, GError **error)
{
	gboolean is_anonymous =
		goal != NULL && goal->alias != NULL && goal->protege == post->author;
	g_autoptr(JnMail) mail = NULL;
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	gint64 id;

	if (!jn_post_mail(site->db, post->id, &id, error) ||
	    !jn_mail_load(site->db, id, &mail, error))
		return FALSE;
	name = mail != NULL && mail->file != NULL ? g_build_filename("spool/mail", mail->file, NULL)
						  : NULL;
	path = name ? jn_site_path(site->config, name) : NULL;
	cmd_put_text(builder, "envelope_sender",
		     mail && !is_anonymous ? mail->envelope_sender : NULL);
	cmd_put_text(builder, "recipient", mail ? mail->recipient : NULL);
	cmd_put_id(builder, "size", mail ? mail->size : 0);
	cmd_put_text(builder, "file", path);
	return TRUE;
}

static gboolean
put_one(JnSite *site, const char *word, GHashTable *known, JsonBuilder *builder, GError **error)
{
	g_autoptr(JnPost) post = NULL;
	g_autoptr(JnGoal) goal = NULL;
	g_autofree char *text = NULL;
	gint64 id;

	if (!cmd_find_id(word, &id, error) ||
	    !jn_post_load(site->db, id, JN_READER_OPERATOR, &post, error))
		return FALSE;
	if (post == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "there is no post %s; journster post list GOAL shows those of a goal",
			    word);
		return FALSE;
	}
	if (!jn_goal_load(site->db, post->goal, &goal, error) ||
	    !jn_post_text(site->db, id, &text, error))
		return FALSE;
	json_builder_begin_object(builder);
	cmd_put_text(builder, "goal", goal ? goal->name : NULL);
	if (!put_post(site, goal, known, builder, post, error) ||
	    !put_mail(site, goal, post, builder, error))
		return FALSE;
	cmd_put_text(builder, "text", text);
	json_builder_end_object(builder);
	return TRUE;
}

int
cmd_post(const CmdContext *context, int argc, char **argv)
{
	static const char *const columns[] = {
		"depth",   "id",      "kind", "number", "author_address:author",
		"created", "subject", NULL};
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GHashTable) known = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!(sub == SUB_LIST ? put_posts(site, argv[2], known, json, builder, &error)
			      : put_one(site, argv[2], known, builder, &error)))
		return cmd_fail(context, g_steal_pointer(&error));
	return cmd_print(g_steal_pointer(&builder), json, columns);
}
