#include "cmd/goal-journey.h"

#include "cmd/print.h"
#include "run/journey.h"
#include "store/journey.h"
#include "store/post.h"

/* The newest of them: a goal of years has some dozens. */
#define PHASES_MAX 200

static gboolean
put_phases(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autoptr(GPtrArray) changes = NULL;

	if (!jn_journey_phases(site->db, goal->id, PHASES_MAX, &changes, error))
		return FALSE;
	json_builder_set_member_name(builder, "phases");
	json_builder_begin_array(builder);
	for (guint i = 0; i < changes->len; i++) {
		const JnPhaseChange *change = changes->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "phase", jn_phase_word(change->phase));
		cmd_put_time(builder, "since", change->created);
		cmd_put_id(builder, "post", change->post);
		cmd_put_text(builder, "subject", change->subject);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

static gboolean
put_chosen(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autoptr(GArray) ids = NULL;

	if (!jn_journey_chosen(site->db, goal->id, &ids, error))
		return FALSE;
	json_builder_set_member_name(builder, "chosen");
	json_builder_begin_array(builder);
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(JnPost) post = NULL;

		if (!jn_post_load(site->db, g_array_index(ids, gint64, i), JN_READER_OPERATOR,
				  &post, error))
			return FALSE;
		if (post == NULL)
			continue;
		json_builder_begin_object(builder);
		cmd_put_id(builder, "answer", post->id);
		cmd_put_id(builder, "number", post->number);
		cmd_put_text(builder, "name", post->author_name);
		cmd_put_time(builder, "chosen", post->chosen);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	return TRUE;
}

gboolean
cmd_goal_put_journey(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
{
	g_autofree char *days = NULL;
	JnTimes times;

	jn_journey_times(site, goal, &times);
	days = jn_times_format(&times);
	cmd_put_text(builder, "nudges", days[0] != '\0' ? days : "none");
	cmd_put_time(builder, "dormant", goal->dormant);
	return put_phases(site, builder, goal, error) && put_chosen(site, builder, goal, error);
}
