#include "store/pace.h"

#include "base/limits.h"
#include "store/held.h"
#include "store/outbox.h"
#include "store/post.h"

gboolean
jn_pace_load(JnDb *db, JnSituation *s, GError **error)
{
	if (!jn_outbox_count_letters(db, s->sender->id, s->now - JN_DAY, &s->sender_letters, error))
		return FALSE;
	return s->goal == NULL ||
	       (jn_post_count_recent(db, s->goal->id, s->sender->id, s->now - JN_HOUR, NULL,
				     s->posts_per_hour, &s->sender_posts, error) &&
		jn_post_count_recent(db, s->goal->id, s->sender->id, s->now - JN_DAY,
				     s->new_text->text, JN_POSTS_LOOKED_AT, &s->sender_same,
				     error));
}

gboolean
jn_pace_load_sources(JnDb *db, JnSituation *s, GError **error)
{
	for (guint i = 0; s->sources != NULL && i < s->sources->len; i++) {
		gint64 count;

		if (!jn_source_count(db, s->sources->pdata[i], s->now - JN_HOUR, &count, error))
			return FALSE;
		s->source_cookies = MAX(s->source_cookies, count);
	}
	return TRUE;
}
