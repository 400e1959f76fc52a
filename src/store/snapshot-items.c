#include "store/snapshot-parts.h"

#include "core/item.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "store/digest.h"
#include "store/goal.h"
#include "store/person.h"
#include "store/post.h"

static gboolean
add_item(JnDb *db,
	 JnSnapshot *snap,
	 const JnPost *like,
	 const char *goal,
	 gint64 reader,
	 GError **error)
{
	JnItem *item;
	JnPost *post;

	if (!jn_post_load(db, like->id, reader, &post, error))
		return FALSE;
	item = g_new0(JnItem, 1);
	item->goal = g_strdup(goal);
	item->post = post;
	g_ptr_array_add(snap->items, item);
	return TRUE;
}

/* The post of an item that is quoted, if it was sent to this very person. */
static gboolean
item_load(
	JnDb *db, const JnSituation *s, const JnAddress *address, JnPost **ret_post, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JnPost) post = NULL;
	JnClaim claim = {'r', 0, address->post, address->person};

	*ret_post = NULL;
	if (!jn_goal_load_by_name(db, address->name, &goal, error) ||
	    !jn_post_load(db, address->post, s->sender->id, &post, error))
		return FALSE;
	if (goal == NULL || goal->state == JN_GOAL_DELETED || post == NULL ||
	    post->goal != goal->id || address->person != s->sender->id)
		return TRUE;
	claim.goal = goal->id;
	if (jn_capability_check(s->keys, &claim, address->secret, s->now) != JN_VERDICT_FORGED)
		*ret_post = g_steal_pointer(&post);
	return TRUE;
}

/* Items that the mail quotes; *ret_meant is the post of the one meant, or 0. *ret_doubt: it quotes
 * one that is not theirs or is gone, and so may answer that. */
static gboolean
load_quoted(JnDb *db,
	    JnSnapshot *snap,
	    const JnSituation *s,
	    gint64 *ret_meant,
	    gboolean *ret_doubt,
	    GError **error)
{
	g_autofree char *text = jn_message_text(s->message);
	g_auto(JnItems) items = {0};

	jn_items_find(text, s->new_text->text, s->domain, s->separator, &items);
	for (guint i = 0; i < items.all->len; i++) {
		const JnAddress *address = items.all->pdata[i];
		g_autoptr(JnPost) post = NULL;

		if (!item_load(db, s, address, &post, error) ||
		    (post != NULL &&
		     !add_item(db, snap, post, address->name, s->sender->id, error)))
			return FALSE;
		*ret_doubt |= post == NULL;
		if (post != NULL && address == items.meant)
			*ret_meant = post->id;
	}
	return TRUE;
}

/* Where nothing is quoted: what the digest told of. *ret_doubt: a goal of it is gone. */
static gboolean
load_told(JnDb *db, JnSnapshot *snap, const JnSituation *s, gboolean *ret_doubt, GError **error)
{
	g_autoptr(GPtrArray) posts = NULL;
	gint64 row, person;

	if (snap->items->len > 0 || !jn_notice_row(s->keys, s->message, s->domain, &row, &person) ||
	    person != s->sender->id)
		return TRUE;
	if (!jn_digest_told(db, row, person, JN_ITEMS, &posts, error))
		return FALSE;
	for (guint i = 0; i < posts->len; i++) {
		g_autoptr(JnGoal) goal = NULL;
		const JnPost *post = posts->pdata[i];

		gboolean is_gone;

		if (!jn_goal_load(db, post->goal, &goal, error))
			return FALSE;
		is_gone = goal == NULL || goal->state == JN_GOAL_DELETED;
		*ret_doubt |= is_gone;
		if (!is_gone && !add_item(db, snap, post, goal->name, person, error))
			return FALSE;
	}
	return TRUE;
}

/* The address names it: a button of a mail of thanks. */
static gboolean
load_addressed(JnDb *db, JnSnapshot *snap, const JnSituation *s, gint64 *ret_meant, GError **error)
{
	JnClaim claim = {'r', 0, s->address.post, s->address.person};
	g_autoptr(JnPost) post = NULL;
	g_autoptr(JnGoal) goal = NULL;

	if (s->address.sub != JN_SUB_REPLY || s->address.post == 0 ||
	    s->address.person != s->sender->id ||
	    jn_capability_check(s->keys, &claim, s->address.secret, s->now) == JN_VERDICT_FORGED)
		return TRUE;
	if (!jn_post_load(db, s->address.post, s->sender->id, &post, error) ||
	    (post != NULL && !jn_goal_load(db, post->goal, &goal, error)))
		return FALSE;
	if (goal == NULL || goal->state == JN_GOAL_DELETED)
		return TRUE;
	*ret_meant = post->id;
	return add_item(db, snap, post, goal->name, s->sender->id, error);
}

/* What a reply to a digest may mean, and the goal concerned if that is clear. */
gboolean
jn_snapshot_load_items(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 meant = 0;
	gint64 goal = 0;
	gboolean in_doubt = FALSE;

	if (s->address.place != JN_PLACE_ME || s->sender == NULL)
		return TRUE;
	snap->items = g_ptr_array_new_with_free_func((GDestroyNotify)jn_item_free);
	s->items = snap->items;
	if (!load_addressed(db, snap, s, &meant, error) ||
	    (meant == 0 && (!load_quoted(db, snap, s, &meant, &in_doubt, error) ||
			    !load_told(db, snap, s, &in_doubt, error))))
		return FALSE;
	/* What is left of several is not what they meant: they are asked. */
	if (meant == 0 && in_doubt)
		return TRUE;
	for (guint i = 0; i < snap->items->len; i++) {
		const JnItem *item = snap->items->pdata[i];

		if (item->post->id == meant || snap->items->len == 1)
			s->item = item->post;
		goal = goal == 0 || goal == item->post->goal ? item->post->goal : -1;
	}
	if (s->item != NULL)
		goal = s->item->goal;
	if (goal <= 0)
		return TRUE;
	if (!jn_goal_load(db, goal, &snap->goal, error))
		return FALSE;
	s->goal = snap->goal;
	return TRUE;
}
