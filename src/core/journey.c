#include "core/journey.h"

#include "base/days.h"
#include "base/limits.h"

#define WEEK (7 * JN_DAY)

void
jn_journey_init(JnJourney *journey)
{
	*journey = (JnJourney){
		.unlisted = g_array_new(FALSE, FALSE, sizeof(JnUnlisted)),
		.answers = g_array_new(FALSE, FALSE, sizeof(JnWaiting)),
		.tried = g_array_new(FALSE, FALSE, sizeof(JnWaiting)),
	};
}

void
jn_journey_clear(JnJourney *journey)
{
	g_clear_pointer(&journey->unlisted, g_array_unref);
	g_clear_pointer(&journey->answers, g_array_unref);
	g_clear_pointer(&journey->tried, g_array_unref);
}

void
jn_owed_clear(JnOwed *owed)
{
	g_clear_pointer(&owed->lists, g_array_unref);
	g_clear_pointer(&owed->answers, g_array_unref);
	g_clear_pointer(&owed->tried, g_array_unref);
}

gboolean
jn_times_parse(const char *words, JnTimes *ret_times)
{
	int days[JN_NUDGES + 1];
	guint n;

	if (!jn_days_parse(words, G_N_ELEMENTS(days), days, &n))
		return FALSE;
	ret_times->n = n - 1;
	ret_times->rest = days[n - 1] * JN_DAY;
	for (guint i = 0; i + 1 < n; i++)
		ret_times->nudges[i] = days[i] * JN_DAY;
	return TRUE;
}

char *
jn_times_format(const JnTimes *times)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < times->n; i++)
		g_string_append_printf(out, "%" G_GINT64_FORMAT ", ", times->nudges[i] / JN_DAY);
	if (times->rest != 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, times->rest / JN_DAY);
	return g_string_free(out, FALSE);
}

gint64
jn_journey_hour(gint64 when, int offset, int hour)
{
	gint64 local = when + offset - (gint64)hour * 3600;
	gint64 past = ((local % JN_DAY) + JN_DAY) % JN_DAY;

	return past == 0 ? when : when + JN_DAY - past;
}

static void
look_at(JnOwed *owed, gint64 when)
{
	if (owed->look == 0 || when < owed->look)
		owed->look = when;
}

/* Whether what is due at `when` is due now, by her day; else it is looked at then. */
static gboolean
is_due(const JnJourney *journey, gint64 when, gint64 now, JnOwed *owed)
{
	gint64 at = jn_journey_hour(when, journey->zone, journey->hour);

	if (at <= now)
		return TRUE;
	look_at(owed, at);
	return FALSE;
}

static void
owe_lists(const JnJourney *journey, const JnTimes *times, gint64 now, JnOwed *owed)
{
	for (guint i = 0; i < journey->unlisted->len; i++) {
		const JnUnlisted *one = &g_array_index(journey->unlisted, JnUnlisted, i);

		if (is_due(journey, MAX(one->created + times->list, one->second), now, owed))
			g_array_append_val(owed->lists, one->post);
	}
}

/* When she is nudged next of an answer; 0: no more. */
static gint64
answer_due(const JnWaiting *one, const JnTimes *times)
{
	return one->nudged < (gint64)times->n ? one->since + times->nudges[one->nudged] : 0;
}

static gint64
tried_due(const JnWaiting *one, const JnTimes *times)
{
	return one->nudged < JN_NUDGES && times->rest != 0
		       ? one->since + times->tried + one->nudged * WEEK
		       : 0;
}

static void
owe_nudge(const JnJourney *journey,
	  const GArray *waiting,
	  gint64 (*due_of)(const JnWaiting *one, const JnTimes *times),
	  const JnTimes *times,
	  gint64 now,
	  GArray *posts,
	  JnOwed *owed)
{
	/* Made a minute past the hour, the last one must not put the next off by a day. */
	gint64 free_from = journey->last_nudge != 0 ? journey->last_nudge + WEEK - JN_DAY / 2 : 0;

	for (guint i = 0; i < waiting->len; i++) {
		const JnWaiting *one = &g_array_index(waiting, JnWaiting, i);
		gint64 due = due_of(one, times);

		if (due != 0 && is_due(journey, MAX(due, free_from), now, owed))
			g_array_append_val(posts, one->post);
	}
}

/* She has said nothing since the oldest of what waits, or since, for as long as that. */
static void
owe_rest(const JnJourney *journey, const JnTimes *times, gint64 now, JnOwed *owed)
{
	const GArray *lists[] = {journey->answers, journey->tried};
	gint64 oldest = 0;

	for (gsize at = 0; at < G_N_ELEMENTS(lists); at++)
		for (guint i = 0; i < lists[at]->len; i++) {
			const JnWaiting *one = &g_array_index(lists[at], JnWaiting, i);

			oldest = oldest == 0 ? one->since : MIN(oldest, one->since);
		}
	if (oldest == 0 || times->rest == 0 || journey->is_achieved)
		return;
	owed->rest = is_due(journey, MAX(oldest, journey->last_word) + times->rest, now, owed);
}

void
jn_journey_owe(const JnJourney *journey, const JnTimes *times, gint64 now, JnOwed *ret_owed)
{
	*ret_owed = (JnOwed){
		.lists = g_array_new(FALSE, FALSE, sizeof(gint64)),
		.answers = g_array_new(FALSE, FALSE, sizeof(gint64)),
		.tried = g_array_new(FALSE, FALSE, sizeof(gint64)),
	};
	owe_lists(journey, times, now, ret_owed);
	owe_rest(journey, times, now, ret_owed);
	if (ret_owed->rest)
		return;
	owe_nudge(journey, journey->answers, answer_due, times, now, ret_owed->answers, ret_owed);
	owe_nudge(journey, journey->tried, tried_due, times, now, ret_owed->tried, ret_owed);
}
