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
		const char *source = s->sources->pdata[i];
		gint64 count;

		if (!jn_source_count(db, source, s->now - JN_HOUR, &count, error))
			return FALSE;
		if (g_str_equal(source, JN_SOURCE_UNKNOWN))
			count /= JN_SOURCE_UNKNOWN_SHARES;
		s->source_cookies = MAX(s->source_cookies, count);
	}
	return TRUE;
}
