#include "core/model.h"

static gboolean
is_inside(const JnGoal *goal, gint64 reader)
{
	return reader == goal->protege || (goal->inside != 0 && reader == goal->inside);
}

JnPhase
jn_goal_phase_shown(const JnGoal *goal, gint64 reader, gint64 *ret_since)
{
	gboolean is_open = goal->has_open_phase && !is_inside(goal, reader);
	JnPhase phase = is_open ? goal->open_phase : goal->phase;
	gint64 since = is_open ? goal->open_phase_since : goal->phase_since;

	/* Whoever is told 'asking questions' with a date, and once without, knows of being stuck. */
	if (reader != goal->protege && (phase == JN_PHASE_STUCK || phase == JN_PHASE_QUESTIONING)) {
		phase = JN_PHASE_QUESTIONING;
		since = 0;
	}
	if (ret_since != NULL)
		*ret_since = since;
	return phase;
}

const char *
jn_goal_background_shown(const JnGoal *goal, gint64 reader)
{
	return goal->open_background != NULL && !is_inside(goal, reader) ? goal->open_background
									 : goal->background;
}

const char *
jn_goal_expectations_shown(const JnGoal *goal, gint64 reader)
{
	return goal->open_expectations != NULL && !is_inside(goal, reader) ? goal->open_expectations
									   : goal->expectations;
}

const char *
jn_goal_skills_shown(const JnGoal *goal, gint64 reader)
{
	return goal->open_skills != NULL && !is_inside(goal, reader) ? goal->open_skills
								     : goal->skills;
}

void
jn_goal_free(JnGoal *goal)
{
	if (goal == NULL)
		return;
	g_free(goal->name);
	g_free(goal->title);
	g_free(goal->background);
	g_free(goal->expectations);
	g_free(goal->skills);
	g_free(goal->open_background);
	g_free(goal->open_expectations);
	g_free(goal->open_skills);
	g_free(goal->language);
	g_free(goal->nudges);
	g_free(goal->protege_name);
	g_free(goal->alias);
	g_free(goal);
}

void
jn_person_free(JnPerson *person)
{
	if (person == NULL)
		return;
	g_free(person->name);
	g_free(person->addr);
	g_free(person->language);
	g_free(person->mail_language);
	g_free(person->skills);
	g_free(person->reach_reason);
	g_free(person);
}

void
jn_post_free(JnPost *post)
{
	if (post == NULL)
		return;
	g_free(post->says);
	g_free(post->message_id);
	g_free(post->subject);
	g_free(post->subject_base);
	g_free(post->gist);
	g_free(post->thread_index);
	g_free(post->author_name);
	g_free(post->original_id);
	g_free(post);
}

void
jn_cookie_free(JnCookie *cookie)
{
	if (cookie == NULL)
		return;
	g_clear_pointer(&cookie->payload, g_variant_unref);
	g_free(cookie);
}

void
jn_mentor_free(JnMentor *mentor)
{
	if (mentor == NULL)
		return;
	g_free(mentor->name);
	g_free(mentor->addr);
	g_free(mentor);
}

void
jn_answerer_free(JnAnswerer *answerer)
{
	if (answerer == NULL)
		return;
	g_free(answerer->name);
	g_free(answerer->addr);
	g_free(answerer);
}

void
jn_follow_free(JnFollow *follow)
{
	if (follow == NULL)
		return;
	g_free(follow->name);
	g_free(follow->title);
	g_free(follow);
}

void
jn_moderated_free(JnModerated *moderated)
{
	if (moderated == NULL)
		return;
	g_free(moderated->author);
	g_free(moderated->subject);
	g_free(moderated->gist);
	g_free(moderated);
}

void
jn_reflection_free(JnReflection *reflection)
{
	if (reflection == NULL)
		return;
	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		g_free(reflection->words[part]);
	g_free(reflection->goal_title);
	g_free(reflection);
}

const char *
jn_reflection_part_word(JnReflectionPart part)
{
	static const char *const words[] = {"goal", "other", "self", "ability", "rest"};

	return words[part];
}

gboolean
jn_post_says_experience(const JnPost *post)
{
	g_auto(GStrv) words = g_strsplit(post->says ? post->says : "", " ", -1);

	return post->kind == JN_KIND_EXPERIENCE ||
	       g_strv_contains((const char *const *)words, "experience");
}

const char *
jn_person_language(const JnPerson *person)
{
	if (person == NULL)
		return NULL;
	return person->language ? person->language : person->mail_language;
}

/* Index of `word`, or -1. */
static int
word_find(const char *const *words, gsize n, const char *word)
{
	for (gsize i = 0; word != NULL && i < n; i++)
		if (g_str_equal(words[i], word))
			return (int)i;
	return -1;
}

/* The two directions between an enum and its words, which stand in the enum's order. */
#define DEFINE_WORDS(Type, name, ...)                                                              \
	static const char *const name##_words[] = {__VA_ARGS__};                                   \
	const char *jn_##name##_word(Type value)                                                   \
	{                                                                                          \
		g_return_val_if_fail((gsize)value < G_N_ELEMENTS(name##_words), NULL);             \
		return name##_words[value];                                                        \
	}                                                                                          \
	gboolean jn_##name##_from_word(const char *word, Type *ret_value)                          \
	{                                                                                          \
		int i = word_find(name##_words, G_N_ELEMENTS(name##_words), word);                 \
		if (i < 0)                                                                         \
			return FALSE;                                                              \
		*ret_value = (Type)i;                                                              \
		return TRUE;                                                                       \
	}

DEFINE_WORDS(JnGoalState, goal_state, "open", "closed", "ended", "deleted", "stream")
DEFINE_WORDS(JnPhase, phase, "questioning", "stuck", "trying", "achieved")
DEFINE_WORDS(JnModeration, moderation, "site", "open", "first", "always")
DEFINE_WORDS(JnMode, mode, "none", "each", "questions", "daily", "weekly")
DEFINE_WORDS(
	JnKind, kind, "question", "answer", "followup", "comment", "update", "thanks", "experience")
DEFINE_WORDS(JnMentorState, mentor_state, "asked", "accepted", "declined", "left")
DEFINE_WORDS(JnAudience, audience, "open", "members", "protege")
DEFINE_WORDS(JnGratitude, gratitude, "thanks", "experience", "outcome")
DEFINE_WORDS(JnReach, reach, "ok", "probing", "suspended")
DEFINE_WORDS(JnAction,
	     action,
	     "goal",
	     "follow",
	     "unfollow",
	     "release",
	     "resume",
	     "link",
	     "accept",
	     "leave",
	     "open",
	     "admit",
	     "share",
	     "preview",
	     "reveal",
	     "achieved",
	     "primary",
	     "forget",
	     "moderate",
	     "show")
