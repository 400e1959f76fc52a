/*
 * plan.h - one mail and what the store knows of its goal -> a list of operations.
 *
 * In:  JnSituation: everything a decision needs, loaded beforehand within the transaction that will
 * carry the plan out; so ids that will be given next are known, and random bytes are passed in.
 * Out: JnPlan: operations in order, and an outcome. Nothing has happened yet; run/ hands the plan
 * to the store, which carries it out in one transaction.
 *
 * The order of the questions asked is that of the design: automatic mail, trust, explicit
 * subaddress, #command, role and parent. Each address's rules stand in a file: plan-post.c,
 * plan-follow.c, plan-goal.c, plan-confirm.c, plan-bounce.c, plan-close.c, plan-member.c,
 * plan-progress.c (thanks, experience, phases), plan-choose.c (answers to try, nudges), plan-case.c
 * (what a goal is about), plan-reflect.c (what went wrong), plan-digest.c (replies to digests),
 * plan-letters.c (how many letters a mail may bring), plan-anon.c (the anonymous protege),
 * plan-moderate.c (mail that is looked at first), plan-files.c (files that are not passed on),
 * plan-me.c, plan-skills.c (what a goal takes, and how well people fit); plan.c sends a mail to its
 * file.
 *
 * Nothing here fails: what cannot be handled is held, with the reason, or refused for good.
 */
#pragma once

#include "base/limits.h"
#include "core/address.h"
#include "core/alias.h"
#include "core/capability.h"
#include "core/kind.h"
#include "core/model.h"
#include "core/thread.h"
#include "core/trust.h"
#include "mail/automatic.h"
#include "mail/bounce.h"
#include "mail/message.h"
#include "mail/newtext.h"

/* Ten for each cookie (three a mail that a moderator is reminded of, or one a mentor named); from the
 * end 10 for a Message-ID, 10 for the
 * name of a goal, 10 for the Message-IDs that an alias gives, and JN_ALIAS_BYTES for that. */
#define JN_RANDOM_TAIL (30 + JN_ALIAS_BYTES)
#define JN_RANDOM_BYTES (JN_RANDOM_TAIL + 10 * (3 * JN_MODERATIONS_LISTED + 2))

/* What came of an earlier delivery of the same mail to the same goal. */
typedef enum JnSeen {
	JN_SEEN_NEVER,
	JN_SEEN_POST, /* it was acted on: this one is the same mail again */
	JN_SEEN_HELD, /* it waits; better evidence now releases it */
} JnSeen;

/* A post that a digest told of, as the reply to it quotes it. */
typedef struct JnItem {
	char *goal; /* local part of its address */
	JnPost *post;
} JnItem;

/* Somebody to whom a shared copy went, as a report names them, and what it says of them. */
typedef struct JnUnreached {
	const JnPerson *person;
	const JnBounce *bounce;
} JnUnreached;

typedef struct JnSituation {
	/* the site */
	const char *domain;
	const char *site_name;
	char separator;
	const JnKeys *keys;
	int cookies_per_day;
	int cookies_per_hour; /* of one source; 0: any */
	int posts_per_hour;   /* of one person in a goal; 0: any */
	const char *operator_address;
	JnModeration moderation;                        /* the site's */
	gboolean moderator_protege, moderator_operator; /* who looks at such mail; one of them */
	char *const *refused_files; /* what is not passed on (plan-files.c); NULL: anything is */
	gint64 max_file_bytes;      /* 0: any size */
	gint64 now;
	const guint8 *random;      /* JN_RANDOM_BYTES */
	const GPtrArray *lexicons; /* JnLexicon; NULL: none */

	/* the mail */
	const JnMessage *message;
	const JnNewText *new_text;
	const JnAutomatic *automatic;
	const GPtrArray *bounces; /* JnBounce, or NULL: no delivery report */
	JnAddress address;        /* where it came to; borrowed strings */
	gboolean
		complaint; /* it reports one, and `address` is the way out of the mail complained of */
	gboolean to_operator; /* such a one came to the operator */
	JnEvidence evidence;
	const char *envelope_sender; /* "" for <>; NULL: not known, or no mail */
	const GPtrArray *sources; /* char *, who handed it over (run/source.h); NULL: not known */
	const char *spam;         /* what our own filter wrote (mail/verdict.h); NULL: nothing */

	/* what the store knows; borrowed, NULL or 0 where there is none */
	const JnGoal *goal;
	const JnPerson *sender; /* whose address From is; made if new; NULL without a usable From */
	gboolean from_ours;     /* From is an address that takes mail here */
	gboolean sender_in_stream,
		claimed_in_stream; /* follow open@, and so get questions of all goals */
	JnBlocked blocked;         /* From or the envelope sender */
	JnMode sender_mode;        /* JN_MODE_ABSENT if the sender does not follow `goal` */
	gint64 sender_cookies;     /* unasked mails to the sender in the last day */
	gint64 source_cookies; /* unasked mails by mail from one of the sources, in the last hour */
	gint64 sender_letters; /* letters that answered them in the last day */
	gint64 sender_posts;   /* of theirs in `goal`, in the last hour */
	gint64 sender_same;    /* ... with the mail's own text, in the last day */
	gboolean sender_helped, claimed_helped; /* answered in `goal`, and so hear how it went */
	const JnPerson *claimed;                /* the person a token names */
	JnMode claimed_mode;
	gint64 claimed_cookies;
	gboolean sender_posted;   /* wrote a post in `goal` */
	const GArray *unreached;  /* JnUnreached: of a report on shared copies; NULL: it is none */
	const JnPerson *operator; /* where they look at mail of `goal`, or a cookie is theirs */
	gint64 moderations;       /* letters of the last day that ask to look at mail of `goal` */
	gboolean held_waits;      /* the cookie's held mail still does */
	const char *held_sender, *held_subject; /* its From and subject */
	gboolean link_taken; /* the address to be linked is that of somebody who follows, has a goal
				or wrote: nobody gets it by confirming from another address */
	const JnPerson *linked; /* whose address a cookie would link */
	JnThreadHints hints;
	gboolean id_taken;      /* the goal has a post of the mail's Message-ID already */
	const char *notice;     /* template of our own mail that this one replies to */
	const GPtrArray *items; /* JnItem: what a reply to a digest may mean; NULL: it is none */
	const JnPost *item;     /* the one meant, of `goal`; or NULL */
	gint64 open_questions;
	const JnPost *open_question; /* where there is one, and all may see it */
	gint64 receivers_each;       /* who would get a post of any kind, the sender not counted */
	gint64 receivers_questions;  /* who would get a question */
	const JnCookie *cookie;      /* that the address names; spent and expired ones too */
	const GPtrArray *mentors;    /* JnMentor: all the goal ever chose; or NULL: none */
	const GPtrArray *answerers; /* JnAnswerer, a row an answer, the newest first; NULL where the
				       mail is not the protege's */
	const GPtrArray *outsiders; /* char *: whom To and Cc name besides us, the protege, the
				       members and the sender, and other goals; or NULL: nobody */
	const JnPerson *protege;    /* of the goal; NULL where not needed */
	gboolean has_posted;        /* the protege, since they took the goal's alias */
	const GPtrArray *labels;    /* JnLabels: the languages there are; NULL: none */
	const char *language;       /* the site's */
	/* of a mentorship that breaks off; NULL where there is nothing */
	const GArray *frequent; /* gint64: who answered often (limits.h); where the goal may end */
	const JnReflection *reflection; /* that the mail answers, or its cookie is of */
	const GPtrArray *counterparts;  /* JnReflection: of the other side */
	/* of a mail to me@, else NULL: */
	const GPtrArray *follows; /* JnFollow, the sender's */
	/* of a mail to me@ or new@, or of the protege, else NULL: */
	const GPtrArray *addresses; /* char *, the primary first: of the cookie's person, else of
				       the sender */
	gint64 linked_cookies;      /* unasked mails to `linked` in the last day */
	const char *free_name;      /* for a goal about to be made: an address not taken */
	const GPtrArray *aliases;   /* char *: all there ever were; NULL where none is needed */
	JnSeen seen;
	gint64 seen_held;
	gint64 next_goal, next_post, next_held;
	gint64 next_number; /* of an answer */
} JnSituation;

typedef enum JnOpKind {
	JN_OP_POST,
	JN_OP_BROADCAST,
	JN_OP_NOTICE,
	JN_OP_GOAL,
	JN_OP_FOLLOW,
	JN_OP_COOKIE,
	JN_OP_SPEND,
	JN_OP_HOLD,
	JN_OP_RELEASE,
	JN_OP_RELEASED,
	JN_OP_REACH,
	JN_OP_SETBACK, /* mail to them came back: for the operator to see */
	JN_OP_LINK,
	JN_OP_NAME,
	JN_OP_ZONE,
	JN_OP_FORWARD,
	JN_OP_CLOSE,
	JN_OP_OPEN,
	JN_OP_END,
	JN_OP_MENTOR,
	JN_OP_QUIET,
	JN_OP_GRATITUDE,
	JN_OP_PHASE,
	JN_OP_DIGEST,
	JN_OP_LANGUAGE,
	JN_OP_MAIL_LANGUAGE, /* that their mail says */
	JN_OP_SKILLS,
	JN_OP_THANKS,
	JN_OP_INTRODUCTIONS,
	JN_OP_GOAL_SKILLS,
	JN_OP_FIT,
	JN_OP_UNLINK,     /* an address is theirs no longer */
	JN_OP_PRIMARY,    /* their mail goes to another of their addresses */
	JN_OP_NO_DIGESTS, /* no digest of any kind any more */
	JN_OP_CHOOSE,     /* the protege will try an answer */
	JN_OP_NUDGES,     /* when the protege is nudged */
	JN_OP_ANON,       /* the protege appears under an alias */
	JN_OP_REVEAL,     /* one more knows who they are, or all do */
	JN_OP_FORGET,     /* run/forget.h */
	JN_OP_CASE,       /* what the goal is about */
	JN_OP_ASK,        /* what went wrong, unless they were asked before */
	JN_OP_REFLECT,    /* they answered that */
	JN_OP_AGREE,      /* the other side may read it */
	JN_OP_SHOWN,      /* a pair reads each other's */
	JN_OP_DROP,       /* a held mail is for nobody */
	JN_OP_BLOCK,      /* a sender's mail to a goal is not wanted; what waits of it is dropped */
	JN_OP_MODERATION, /* whose mail to a goal is looked at first */
} JnOpKind;

/* Who an outbox row goes to. */
typedef enum JnTo {
	JN_TO_PERSON, /* one person */
	JN_TO_POST,   /* whoever a post's audience is when it is sent */
	JN_TO_STREAM, /* who follows open@ with each */
	JN_TO_OPERATOR,
	JN_TO_FOLLOWERS, /* who follows a goal that has closed, but for those chosen */
	JN_TO_READERS,   /* who follows an open goal, in whatever rhythm; but for its protege */
} JnTo;

typedef struct JnOp {
	JnOpKind kind;
	union {
		struct {
			gint64 id, goal, author, parent, root;
			JnKind kind;
			char *says; /* or NULL */
			JnAudience audience;
			gint64 closed_root;
			gboolean shared;
			gint64 number;
			const char
				*message_id; /* borrowed from the message, or made: see `made_id` */
			char *made_id;       /* where the mail had none */
			char *gist;
			char *subject; /* where the mail's own is that of our notice; else NULL */
			gboolean anonymous;
			char *text; /* of an anonymous one: all that others get; else NULL */
		} post;
		struct {
			gint64 post;
		} broadcast;
		struct {
			const char *template_name; /* of render/catalogue.h */
			JnTo to;
			gint64 person;       /* for PERSON */
			gint64 goal;         /* 0: the site's own */
			char *reply_to;      /* addr-spec; NULL: the goal's or site's address */
			GVariant *variables; /* a{sv}, owned */
			gboolean is_reply;   /* to the mail at hand */
			gboolean unasked;    /* counts against cookies_per_day */
			char *address;       /* of `person`; NULL: where their mail goes */
			char *language;      /* where theirs is not known; NULL: the goal's */
			gint64 due;          /* not before; 0: now */
		} notice;
		struct {
			gint64 id, protege;
			char *name, *title, *background, *expectations, *skills;
			char *language; /* "" or NULL: not known */
			char *alias;    /* or NULL */
		} goal;
		struct {
			gint64 goal;
			char *background, *expectations, *language; /* NULL: as it is */
		} about;
		struct {
			gint64 goal, person;
			gint64 other; /* about whom; 0: the protege, of all mentors */
			char *who;    /* their name, "" if none */
		} ask;
		struct {
			gint64 reflection;
			char *words[JN_REFLECTION_PARTS];
		} reflect;
		struct {
			gint64 reflection;
		} agree;
		struct {
			gint64 one, other; /* reflections */
		} shown;
		struct {
			gint64 goal, person;
			JnMode mode; /* ABSENT: no longer */
		} follow;
		struct {
			char *secret; /* as it stands in the address */
			JnAction action;
			gint64 person, goal, held;
			GVariant *payload; /* owned, or NULL */
			gint64 expires;
		} cookie;
		struct {
			gint64 cookie;
		} spend;
		struct {
			gint64 id;     /* the id it gets */
			gint64 person; /* whom it waits for; 0: the operator */
			char *reason;
			gboolean proof; /* it waits for a proof: a better copy of it is acted on */
			gboolean noted; /* kept to be looked at, waits for nobody */
			gboolean moderated; /* waits to be looked at by a moderator */
			gboolean untold;    /* that it is held is not told to its sender */
			char *gist;         /* of a moderated one; else NULL */
		} hold;
		struct {
			gint64 held; /* RELEASE: act on it now; RELEASED: it has been acted on */
			/* evidence of trust.h it gets */
			gboolean admitted, shared, previewed, approved;
		} release;
		struct {
			gint64 held;
		} drop;
		struct {
			gint64 goal;
			char *addr;
			const char *by; /* protege, operator */
		} block;
		struct {
			gint64 goal;
			JnModeration how;
		} moderation;
		struct {
			gint64 person;
			JnReach reach;
			char *reason;
			gint64 score;
		} reach;
		struct {
			gint64 person;
			const char *kind; /* of core/reach.h */
			char *reason;
			gint64 score;
		} setback;
		struct {
			gint64 person; /* gets the address */
			char *addr;
		} link; /* LINK, UNLINK, PRIMARY */
		struct {
			gint64 person;
			char *name;
		} name;
		struct {
			gint64 person;
			int zone; /* seconds east of UTC */
		} zone;
		struct {
			char *sender_name;
		} forward;
		struct {
			gint64 goal;
		} goal_state; /* CLOSE, OPEN, END */
		struct {
			gint64 goal, person;
			JnMentorState state;
			gint64 expires; /* ASKED */
		} mentor;
		struct {
			gint64 goal, until; /* 0: no longer */
		} quiet;
		struct {
			gint64 goal, post, answer, person;
			JnGratitude kind;
			char *words;
		} gratitude;
		struct {
			gint64 goal, post; /* that caused it, or the answer chosen */
			JnPhase phase;
		} phase;
		struct {
			gint64 post;
		} choose;
		struct {
			gint64 goal;
			char *days; /* of core/journey.h; "": never */
		} nudges;
		struct {
			gint64 person; /* is to get what is new to them, now */
		} digest;
		struct {
			gint64 person;
			char *text; /* a code; a list parted by ', '; 'weekly' or 'none' */
		} setting;          /* LANGUAGE, MAIL_LANGUAGE, SKILLS, THANKS, INTRODUCTIONS */
		struct {
			gint64 goal;
			char *text;
		} goal_text; /* GOAL_SKILLS, FIT */
		struct {
			gint64 goal;
			char *alias;
			char *ids; /* what the Message-IDs of earlier mails begin with now */
		} anon;
		struct {
			gint64 goal, person; /* person 0: all */
		} reveal;
		struct {
			gint64 person;
		} person; /* NO_DIGESTS, FORGET */
	} u;
} JnOp;

typedef enum JnOutcome {
	JN_OUTCOME_DONE,
	JN_OUTCOME_HELD,
	JN_OUTCOME_IGNORED, /* the same mail again, automatic mail */
	JN_OUTCOME_REFUSED, /* for good */
} JnOutcome;

typedef struct JnPlan {
	GPtrArray *ops; /* JnOp */
	JnOutcome outcome;
	char *summary; /* one line for the log, or the reason of a refusal */
} JnPlan;

void jn_plan_free(JnPlan *plan);
void jn_item_free(JnItem *item);

/* Never NULL. */
JnPlan *jn_plan_make(const JnSituation *situation) G_GNUC_WARN_UNUSED_RESULT;

/* The operator's word instead of a mail, by the same rules: closes with these mentors (JnAnswerer),
 * opens, ends. The situation has no mail; goal, protege, mentors and random are needed. */
JnPlan *jn_plan_make_close(const JnSituation *situation, const GPtrArray *chosen)
	G_GNUC_WARN_UNUSED_RESULT;
JnPlan *jn_plan_make_open(const JnSituation *situation) G_GNUC_WARN_UNUSED_RESULT;
/* `asks`: what went wrong; not where the protege is erased. */
JnPlan *jn_plan_make_end(const JnSituation *situation, gboolean asks) G_GNUC_WARN_UNUSED_RESULT;

/* The protege has said nothing for long: what went wrong is asked, by the clock. */
JnPlan *jn_plan_make_rest(const JnSituation *situation) G_GNUC_WARN_UNUSED_RESULT;

/* The clock's: a moderator who has not answered gets a list of what waits (JnModerated; no more than
 * JN_MODERATIONS_LISTED are). */
JnPlan *jn_plan_make_moderation(const JnSituation *situation,
				const JnPerson *to,
				const GPtrArray *waiting) G_GNUC_WARN_UNUSED_RESULT;

/* A mentor is erased: the protege learns that they left, and not who it was. */
JnPlan *jn_plan_make_leave(const JnSituation *situation, const JnMentor *mentor)
	G_GNUC_WARN_UNUSED_RESULT;

/* The clock's, likewise: a mentor who has not answered yet is reminded; one whose time is over has
 * declined. */
JnPlan *jn_plan_make_reminder(const JnSituation *situation, const JnMentor *mentor)
	G_GNUC_WARN_UNUSED_RESULT;
JnPlan *jn_plan_make_expiry(const JnSituation *situation, const JnMentor *mentor)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnPlan, jn_plan_free)
