/*
 * model.h - the nouns of a mentorship, as the store loads them and the rules read them.
 *
 * Ids are those of the store, from 1; 0 is none. Times are seconds UTC. Strings are UTF-8, one line
 * unless said otherwise. Each enum has one word a value, the same in SQL, JSON, templates and the
 * command line: jn_X_word() and jn_X_from_word() (FALSE for a word that is none).
 */
#pragma once

#include <glib.h>

typedef enum JnGoalState {
	JN_GOAL_OPEN,
	JN_GOAL_CLOSED,
	JN_GOAL_ENDED,
	JN_GOAL_DELETED, /* the address stays taken */
	JN_GOAL_STREAM,  /* open@: what follows all open goals */
} JnGoalState;

typedef enum JnPhase {
	JN_PHASE_QUESTIONING,
	JN_PHASE_STUCK,
	JN_PHASE_TRYING,
	JN_PHASE_ACHIEVED,
} JnPhase;

/* How a follower gets a goal's posts. */
typedef enum JnMode {
	JN_MODE_NONE,      /* follows, gets nothing */
	JN_MODE_EACH,      /* every post at once */
	JN_MODE_QUESTIONS, /* questions at once, the rest weekly */
	JN_MODE_DAILY,
	JN_MODE_WEEKLY,
	JN_MODE_ABSENT, /* does not follow (never stored) */
} JnMode;

/* Where a chosen mentor stands. */
typedef enum JnMentorState {
	JN_MENTOR_ASKED,    /* has not answered yet: what is written meanwhile waits for them */
	JN_MENTOR_ACCEPTED, /* a member */
	JN_MENTOR_DECLINED, /* said no, or nothing in time */
	JN_MENTOR_LEFT,     /* was asked or a member, and is no longer */
} JnMentorState;

/* What a post is. */
typedef enum JnKind {
	JN_KIND_QUESTION,
	JN_KIND_ANSWER,
	JN_KIND_FOLLOWUP,
	JN_KIND_COMMENT,
	JN_KIND_UPDATE,
	JN_KIND_THANKS,
	JN_KIND_EXPERIENCE,
} JnKind;

/* Who may see a post. */
typedef enum JnAudience {
	JN_AUDIENCE_OPEN,    /* followers, and who reads the goal later */
	JN_AUDIENCE_MEMBERS, /* protege and chosen mentors */
	JN_AUDIENCE_PROTEGE, /* the protege and, in reply, whoever wrote privately */
} JnAudience;

/* What a post of the protege says of somebody's answer. */
typedef enum JnGratitude {
	JN_GRATITUDE_THANKS,
	JN_GRATITUDE_EXPERIENCE, /* what came of trying it */
	JN_GRATITUDE_OUTCOME,    /* the goal is reached */
} JnGratitude;

/* Whether mail to an address arrives. */
typedef enum JnReach {
	JN_REACH_OK,
	JN_REACH_PROBING,   /* a hard bounce came: a probe is out */
	JN_REACH_SUSPENDED, /* the probe bounced too */
} JnReach;

/* What a cookie does when it comes back. */
typedef enum JnAction {
	JN_ACTION_GOAL,   /* makes the goal of its payload */
	JN_ACTION_FOLLOW, /* follows `goal` with the mode of its payload */
	JN_ACTION_UNFOLLOW,
	JN_ACTION_RELEASE,  /* the held mail was theirs */
	JN_ACTION_RESUME,   /* mail to them starts again */
	JN_ACTION_LINK,     /* the address in its payload is theirs too; releases the held mail */
	JN_ACTION_ACCEPT,   /* a chosen mentor accepts */
	JN_ACTION_LEAVE,    /* leaves the closed mentorship */
	JN_ACTION_OPEN,     /* opens the goal again */
	JN_ACTION_ADMIT,    /* the protege lets an outsider's held mail in */
	JN_ACTION_SHARE,    /* the protege's held mail goes to the followers of a closed goal */
	JN_ACTION_PREVIEW,  /* the anonymous protege's held mail goes out as it was shown */
	JN_ACTION_REVEAL,   /* who the protege is, is told to those of its payload, or to all */
	JN_ACTION_ACHIEVED, /* the goal is reached, as the post in its payload said */
	JN_ACTION_PRIMARY,  /* mail goes to the address in its payload from now on */
	JN_ACTION_FORGET,   /* the person is erased */
	JN_ACTION_MODERATE, /* the held mail is let through or dropped, or its sender blocked */
	JN_ACTION_SHOW, /* the other side may read the reflection in its payload, if they agree */
} JnAction;

/* Whose mail to a goal somebody looks at before others get it. */
typedef enum JnModeration {
	JN_MODERATION_SITE,   /* as the site has it */
	JN_MODERATION_OPEN,   /* nobody's */
	JN_MODERATION_FIRST,  /* of who has not written to it before */
	JN_MODERATION_ALWAYS, /* everybody's but the protege's and that of members */
} JnModeration;

/* Whether a sender's mail is unwanted. */
typedef enum JnBlocked {
	JN_BLOCKED_NOT,
	JN_BLOCKED_GOAL, /* by the goal it is for */
	JN_BLOCKED_SITE,
} JnBlocked;

typedef struct JnGoal {
	gint64 id;
	char *name; /* local part of its address */
	char *title;
	char *background; /* several lines */
	char *expectations;
	char *skills;
	char *language; /* for who reads of it and has none of their own; NULL: not known */
	JnGoalState state;
	JnPhase phase;
	gint64 phase_since;
	/* As it was when the goal closed, for others than those in it; NULL: as it is. The phase also
	 * of a goal that is open again, until it is said anew. */
	char *open_background, *open_expectations, *open_skills;
	gboolean has_open_phase;
	JnPhase open_phase;
	gint64 open_phase_since;
	gint64 inside; /* a mentor whom the goal is shown to (jn_goal_load_numbers()); 0: none */
	gint64 protege;
	char *protege_name; /* as others know them: their alias where they are anonymous */
	char *alias;        /* of an anonymous protege; NULL: they are not */
	gint64 alias_post;  /* the last post there was when they took it, or the last they had */
	gint64 created;
	gint64 closed;  /* since when; 0: it is not. Stays when a closed goal ends */
	gint64 dormant; /* since when the protege has left everything unsaid; 0: it goes on */
	JnModeration moderation;
	char *nudges;   /* days of core/journey.h; "": never; NULL: the site's */
	gint64 quiet;   /* until when nothing is broadcast: a close waits for its proof; 0: no */
	gint64 quieted; /* when that last began; 0: never */
	gint64 followers, questions, answers; /* numbers now, of what the reader may see */
} JnGoal;

/* A mentor chosen when a goal was closed. The two posts are the last ones there were at the time:
 * a mentor sees closed posts that stand under nothing closed before they were asked, and gets
 * those that came before they accepted by rows of their own. */
typedef struct JnMentor {
	gint64 goal, person;
	char *name; /* or NULL */
	char *addr;
	JnMentorState state;
	gint64 since;   /* of the state */
	gint64 expires; /* of the question whether they accept */
	gint64 asked_post, accepted_post;
	gboolean told; /* the name of an anonymous protege */
} JnMentor;

/* Somebody who answered, and with what. */
typedef struct JnAnswerer {
	gint64 person;
	gint64 post, root; /* the answer, and the first post of its conversation */
	char *name;        /* or NULL */
	char *addr;
	gint64 number;     /* of the answer; 0: it has none */
	gboolean has_left; /* wants nothing more of the goal */
	gint64 chosen;     /* when the protege chose to try it; 0: not */
	gboolean tried;    /* and said how that went */
} JnAnswerer;

typedef struct JnPerson {
	gint64 id;
	char *name;          /* shown to others; NULL if none is known */
	char *addr;          /* where their mail goes; lower case */
	char *language;      /* that they chose; NULL: none */
	char *mail_language; /* that their mail said last; NULL: none, or they chose one */
	gboolean has_zone;
	int zone; /* seconds east of UTC, if has_zone; else the site's */
	char *skills;
	gboolean no_thanks;        /* wants no digests of thanks */
	gboolean no_introductions; /* wants to hear of no goals that their skills fit */
	JnReach reach;             /* of `addr` */
	gint64 reach_since;
	char *reach_reason;
	gint64 score, scored; /* of `addr`, and when it was that (core/reach.h) */
	gint64 probed;        /* when the last probe went to it; 0: never */
} JnPerson;

typedef struct JnPost {
	gint64 id, goal, author, parent;
	gint64 root; /* the first post of the conversation, or itself */
	JnKind kind;
	char *says; /* what else it says, of jn_cues_words(); "" if nothing */
	JnAudience audience;
	gint64 number;    /* of an answer within its goal; else 0 */
	char *message_id; /* without <>; never NULL: made up by us where the mail had none */
	char *subject, *subject_base;
	char *gist;         /* begin of the new text */
	char *thread_index; /* as mail/thread-index.h has it, or NULL; saved, never loaded */
	char *author_name;  /* or NULL; of the anonymous their alias, but for who was told */
	gint64 closed_root; /* the oldest closed post that it stands under, or itself; 0: open */
	gboolean shared;    /* open by the protege's word, though the goal is closed */
	JnKind parent_kind; /* meaningful if parent != 0 */
	gint64 parent_author;
	gint64 created;
	gint64 chosen;     /* an answer: when the protege chose to try it; 0: not */
	gboolean removed;  /* by its author: it has no words and no mail any more */
	char *original_id; /* of an anonymous one, whose copies are built anew and whose `message_id`
			      is made by us: that of its mail, never to be shown; else NULL */
} JnPost;

typedef struct JnCookie {
	gint64 id;
	JnAction action;
	gint64 person, goal, held;
	GVariant *payload;     /* a{sv}; or NULL */
	gint64 expires, spent; /* spent: 0 while it is good */
} JnCookie;

/* Of the four questions on a mentorship that broke off, and of what answers none of them. */
typedef enum JnReflectionPart {
	JN_REFLECTION_GOAL,    /* was it the right one, clear enough? */
	JN_REFLECTION_OTHER,   /* how did the other respond? */
	JN_REFLECTION_SELF,    /* and oneself? */
	JN_REFLECTION_ABILITY, /* was it in one's power? */
	JN_REFLECTION_REST,
	JN_REFLECTION_PARTS,
} JnReflectionPart;

/* What one side of a mentorship that broke off was asked, and wrote. Nobody else reads it, unless
 * both sides agree. */
typedef struct JnReflection {
	gint64 id, goal;
	gint64 person,
		other; /* whose words, and about whom; other 0: the protege, of all mentors */
	gint64 asked, answered, agreed, shared; /* when; 0: not */
	char *words[JN_REFLECTION_PARTS];       /* NULL: nothing */
	char *goal_title;
} JnReflection;

/* A held mail that waits to be looked at, for the reminder. */
typedef struct JnModerated {
	gint64 held;
	char *author; /* name of who wrote it; "" if none */
	char *subject, *gist;
	gint64 created, expires;
} JnModerated;

/* What a person follows. */
typedef struct JnFollow {
	gint64 goal;
	char *name, *title; /* of the goal; the stream has no title */
	JnGoalState state;
	JnMode mode;
} JnFollow;

/* Whether it tells how trying went; in SQL JN_SAYS_EXPERIENCE (store/says.h). */
gboolean jn_post_says_experience(const JnPost *post);

/* The phase as `reader` is shown it, and since when. That somebody is stuck is theirs to know, and to
 * tell; what was said in private, of those it was said to. `ret_since` 0: they are not told; may be
 * NULL. */
JnPhase jn_goal_phase_shown(const JnGoal *goal, gint64 reader, gint64 *ret_since);

/* The words of the case as `reader` is shown them. */
const char *jn_goal_background_shown(const JnGoal *goal, gint64 reader);
const char *jn_goal_expectations_shown(const JnGoal *goal, gint64 reader);
const char *jn_goal_skills_shown(const JnGoal *goal, gint64 reader);

void jn_goal_free(JnGoal *goal);
void jn_person_free(JnPerson *person);
void jn_post_free(JnPost *post);
void jn_cookie_free(JnCookie *cookie);
void jn_mentor_free(JnMentor *mentor);
void jn_answerer_free(JnAnswerer *answerer);
void jn_follow_free(JnFollow *follow);
void jn_moderated_free(JnModerated *moderated);
void jn_reflection_free(JnReflection *reflection);

/* goal, other, self, ability, rest. */
const char *jn_reflection_part_word(JnReflectionPart part);

/* The language a person reads: chosen, else of their mail; NULL: not known. Borrowed; the person may
 * be NULL. */
const char *jn_person_language(const JnPerson *person);

const char *jn_goal_state_word(JnGoalState state);
gboolean jn_goal_state_from_word(const char *word, JnGoalState *ret_state);
const char *jn_phase_word(JnPhase phase);
gboolean jn_phase_from_word(const char *word, JnPhase *ret_phase);
const char *jn_moderation_word(JnModeration moderation);
gboolean jn_moderation_from_word(const char *word, JnModeration *ret_moderation);
const char *jn_mode_word(JnMode mode);
gboolean jn_mode_from_word(const char *word, JnMode *ret_mode);
const char *jn_mentor_state_word(JnMentorState state);
gboolean jn_mentor_state_from_word(const char *word, JnMentorState *ret_state);
const char *jn_kind_word(JnKind kind);
gboolean jn_kind_from_word(const char *word, JnKind *ret_kind);
const char *jn_audience_word(JnAudience audience);
gboolean jn_audience_from_word(const char *word, JnAudience *ret_audience);
const char *jn_gratitude_word(JnGratitude gratitude);
gboolean jn_gratitude_from_word(const char *word, JnGratitude *ret_gratitude);
const char *jn_reach_word(JnReach reach);
gboolean jn_reach_from_word(const char *word, JnReach *ret_reach);
const char *jn_action_word(JnAction action);
gboolean jn_action_from_word(const char *word, JnAction *ret_action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnGoal, jn_goal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnPerson, jn_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnPost, jn_post_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnCookie, jn_cookie_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnMentor, jn_mentor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnFollow, jn_follow_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnReflection, jn_reflection_free)
