/*
 * address.h - an address of the site -> what it means, and back.
 *
 * In:  an addr-spec and the site's domain and separator. Case never matters; a sign may be written
 *      as in a link ("%2B").
 *      local     = name [ sep sub ]
 *      sub       = word / "r." MSG "." WHO "." CAP / "q." MSG / "u." WHO "." CAP / "c." COOKIE /
 *                  "b." MSG "." WHO "." CAP / "p." MSG "." WHO "." CAP / "i." WHO "." CAP /
 *                  "f." ROW "." WHO "." CAP / "s." MSG "." CAP [ "+" user "=" domain ]
 *      MSG, WHO, ROW = base32 number (base/base32.h);  CAP, COOKIE = base32 letters
 * Out: JnAddress. A local part never passes 64 octets: name 28, MSG and WHO 7 each, CAP 17.
 *
 * b. and p. are return paths (of a copy, of a probe). Their name is that of the goal, or "bounces".
 * s. is that of shared copies, always of "bounces"; an MTA that knows XVERP appends whom a copy went to
 * (Postfix's VERP_README), after a '+' whatever the separator is.
 */
#pragma once

#include <glib.h>

typedef enum JnPlace {
	JN_PLACE_NEW,      /* new@: makes a goal */
	JN_PLACE_STREAM,   /* open@: all open goals */
	JN_PLACE_ME,       /* me@: one's own settings, and replies to digests */
	JN_PLACE_BOUNCES,  /* bounces@: return paths */
	JN_PLACE_OPERATOR, /* postmaster@, abuse@ and RFC 2142's others */
	JN_PLACE_GOAL,     /* whatever else: perhaps a goal */
} JnPlace;

typedef enum JnSub {
	JN_SUB_NONE,
	JN_SUB_SUBSCRIBE,
	JN_SUB_QUESTIONS,
	JN_SUB_DAILY,
	JN_SUB_DIGEST, /* weekly */
	JN_SUB_MUTE,   /* follow, and get nothing */
	JN_SUB_UNSUBSCRIBE,
	JN_SUB_HELP,
	JN_SUB_BACKGROUND,
	JN_SUB_CLOSE,  /* only the mentors it names see what is written from then on */
	JN_SUB_OPEN,   /* open again */
	JN_SUB_LEAVE,  /* a mentor leaves; the protege ends it */
	JN_SUB_THANKS, /* the five: what the mail means, outright */
	JN_SUB_EXPERIENCE,
	JN_SUB_TRYING,
	JN_SUB_STUCK,
	JN_SUB_ACHIEVED,
	JN_SUB_CHOOSE,             /* answers that the protege will try */
	JN_SUB_NUDGES,             /* when the protege is reminded */
	JN_SUB_STOP,               /* never */
	JN_SUB_SHARE,              /* this one mail is for all, though the goal is closed */
	JN_SUB_MODERATE,           /* whose mail is looked at first */
	JN_SUB_SKILLS,             /* what the goal takes */
	JN_SUB_FIT,                /* how well the protege and those chosen fit together */
	JN_SUB_ANON,               /* the protege appears under an alias */
	JN_SUB_REVEAL,             /* ... or tells their name, to all or to mentors named */
	JN_SUB_EXPORT,             /* all that is held on its sender, as a file */
	JN_SUB_FORGET,             /* its sender wants to be erased */
	JN_SUB_REPLY,              /* r: names a post and a person, vouches for the person */
	JN_SUB_SHARED,             /* q: names a post */
	JN_SUB_UNSUBSCRIBE_PERSON, /* u */
	JN_SUB_NO_INTRODUCTIONS,   /* i */
	JN_SUB_CONFIRM,            /* c */
	JN_SUB_BOUNCE,             /* b */
	JN_SUB_PROBE,              /* p */
	JN_SUB_BOUNCE_SHARED,      /* s: names a post, and perhaps an address in `verp` */
	JN_SUB_REFLECT,            /* f: names what was asked and whom; vouches for the person */
	JN_SUB_OTHER_WORD,         /* a word that means nothing: who writes there is helped */
	JN_SUB_UNKNOWN,            /* a token in pieces: the mail is an ordinary post */
} JnSub;

typedef struct JnAddress {
	JnPlace place;
	char *name; /* lower case, without what follows the separator */
	JnSub sub;
	gint64 post;   /* r q b p s; of f the reflection; else 0 */
	gint64 person; /* r u i b p f; else 0 */
	char *secret; /* r u i b p f s: CAP, c: COOKIE, lower case; else NULL, and of a c in pieces */
	char *verp;   /* of s, the address that was appended, lower case; else NULL */
} JnAddress;

void jn_address_clear(JnAddress *address);

/* FALSE if `addr` is not of this site or its local part is none we could have made. A token in
 * pieces (cut off by a client) is not FALSE: it comes out as JN_SUB_UNKNOWN, so the mail still
 * finds its goal; a cookie as JN_SUB_CONFIRM without one. */
gboolean
jn_address_parse(const char *addr, const char *domain, char separator, JnAddress *ret_address);

/* NAME@domain, or NAME+word@domain for a sub that is one word. Caller frees. */
char *jn_address_format(const char *name, JnSub sub, const char *domain, char separator)
	G_GNUC_WARN_UNUSED_RESULT;

/* NAME+c.COOKIE@domain. */
char *
jn_address_format_cookie(const char *name, const char *cookie, const char *domain, char separator)
	G_GNUC_WARN_UNUSED_RESULT;

/* NAME+q.MSG@domain. */
char *jn_address_format_shared(const char *name, gint64 post, const char *domain, char separator)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether an MTA that appends `addr` to this return path makes an address that all take (64 octets of
 * local part, RFC 5321 section 4.5.3.1.1) and that is read as the same `addr` again. */
gboolean jn_address_takes_verp(const char *path, const char *addr);

/* The sub of a word ("subscribe"), or JN_SUB_UNKNOWN. Also the words of a #command. */
JnSub jn_sub_from_word(const char *word);
const char *jn_sub_word(JnSub sub);

/* Whether it only says what a mail means (thanks, experience, trying, stuck, achieved): the mail is
 * a post like any other. */
gboolean jn_sub_is_meaning(JnSub sub);

/* A title -> a name for the goal: letters, digits and single '-', 2 to 28 octets; other scripts are
 * transliterated where GLib knows how. NULL if nothing readable is left. Caller frees. */
char *jn_goal_name_from_title(const char *title) G_GNUC_WARN_UNUSED_RESULT;

/* Names that no goal can have: ours, RFC 2142's, and those people try to be clever with. */
gboolean jn_goal_name_is_reserved(const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnAddress, jn_address_clear)
