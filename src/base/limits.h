/*
 * limits.h - every bound on what comes from outside, with its reason.
 *
 * A bound that an operator may want to move is a configuration key (base/config.h) and stands
 * here only with its default.
 */
#pragma once

/* A mail above this is refused. Most MTAs stop at 10 to 50 MB; mail is base64, so 36 MiB carry a
 * 25 MB attachment. Configurable: intake/max_message_bytes. */
#define JN_MESSAGE_BYTES_DEFAULT (36 * 1024 * 1024)

/* Mail above this lies in a file of the spool and not in the database: SQLite reads small blobs
 * faster than files and large ones slower (sqlite.org/intern-v-extern-blob.html). */
#define JN_MESSAGE_INLINE_BYTES (64 * 1024)

/* The header of a message. Postfix cuts at 100 KB (header_size_limit), Gmail at 500 KB. GMime
 * needs eight times the size in memory. */
#define JN_HEADER_BYTES (512 * 1024)

/* Fields in a header; a mail that crossed many lists has some 150. */
#define JN_HEADER_FIELDS 1000

/* Colons in one address field: GMime 3.2 recurses on each nested group, 3,000 overflow a small
 * stack. RFC 5322 allows no nesting; a real field has a handful. */
#define JN_ADDRESS_GROUPS 50

/* Addresses read of one header field: more are ignored. */
#define JN_ADDRESSES 1000

/* Nested multiparts and messages. Real mail has 5 to 10. */
#define JN_MIME_DEPTH 30

/* Parts of a message that are looked at; the rest is carried, not read. */
#define JN_MIME_PARTS 1000

/* Message-IDs kept of References: RFC 5537 section 3.4.4 asks for no more than a line of 998. */
#define JN_REFERENCES 200

/* A line of a mail, without its end (RFC 5322 section 2.1.1, RFC 5321 section 4.5.3.1.6). Of a longer
 * one Exim returns the mail and Postfix cuts it. */
#define JN_LINE_BYTES 998

/* One Message-ID, without brackets (RFC 5322 section 2.1.1: a line of 998). */
#define JN_MESSAGE_ID_BYTES 995

/* Text read for meaning (new text, quotes, cues). A person writes a few KB; quoted logs are
 * longer. Beyond it the text is carried, not read. */
#define JN_TEXT_BYTES (1024 * 1024)

/* The begin of new text that is searched for thanks, questions and the like: some fifteen pages.
 * What is longer holds a log, in which no word means what it says. */
#define JN_CUE_BYTES (64 * 1024)

/* A file of such words: the largest of ours has a tenth. */
#define JN_LEXICON_BYTES (64 * 1024)

/* A machine-readable part of a delivery report or a complaint; real ones have a few KB. */
#define JN_REPORT_BYTES (256 * 1024)

/* Recipients that such a part names: the rest is not read. Ten times what each server must take for
 * one mail (RFC 5321 section 4.5.3.1.8). */
#define JN_REPORT_RECIPIENTS 1000

/* Recipients that a report names in words. Each is looked for among those before it, and what is
 * said of it is read for its cause. */
#define JN_TEXT_REPORT_RECIPIENTS 200

/* Properties in Outlook's winmail.dat: it writes some hundred. */
#define JN_TNEF_PROPERTIES 10000

/* Nested groups of RTF that are read: a number is kept of each that is open. */
#define JN_RTF_DEPTH 200

/* Of Outlook's winmail.dat: its text stands before the files that are packed with it. */
#define JN_TNEF_BYTES (8 * 1024 * 1024)

/* RFC 5321 section 4.5.3.1: local part, domain, path. */
#define JN_LOCAL_PART_BYTES 64
#define JN_DOMAIN_BYTES 255
#define JN_ADDRESS_BYTES 320

/* The part of a goal's address that names the goal, so that a token fits behind it. */
#define JN_GOAL_NAME_BYTES 28

/* What a person can give a goal. Longer ones are cut at a character. */
#define JN_TITLE_BYTES 200
#define JN_NAME_BYTES 100
#define JN_SUBJECT_BYTES 900
#define JN_BACKGROUND_BYTES (32 * 1024)

/* Of an experience or outcome in a digest: a short paragraph. The mail itself went out whole. */
#define JN_EXPERIENCE_BYTES 600

/* Of the sentences of one mail that thank for one answer. */
#define JN_THANKS_BYTES 2000

/* Languages that one mail may say it is in or its writer reads, and bytes of that field; browsers,
 * which write the longest, have a tenth. */
#define JN_LANGUAGES 32
#define JN_LANGUAGE_BYTES 2048

/* Settings: lines of one mail that are looked at, words of a label, what a person can say of their
 * skills, and what is quoted back of what was not understood. */
#define JN_SETTINGS 100
#define JN_LABEL_BYTES 80
#define JN_SETTING_VALUE_BYTES (16 * 1024) /* longer ones are folded lines of something else */
#define JN_SKILLS 20
#define JN_SKILL_BYTES 60

/* Words of a goal in which skills are looked for: its background holds no more. */
#define JN_SKILL_WORDS 6000

/* Skills that are looked at whether they fit a goal: of each of its words, and in all. A site whose
 * people name more of one word has enough of them. */
#define JN_SKILL_LIKE 200
#define JN_SKILL_CANDIDATES 2000

/* What a protege says of how well they fit together: some sentences. */
#define JN_FIT_BYTES 2000
#define JN_SETTINGS_QUOTED 10
#define JN_SETTINGS_QUOTED_BYTES 120

/* Other addresses that one mail may name: each is asked by a cookie. */
#define JN_ADDRESSES_ASKED 5

/* Posts of one person in the file of all that is held on them: some five books. */
#define JN_EXPORT_BYTES (4 * 1024 * 1024)

/* Names, numbers and the like in an anonymous text that its writer is shown: who sees these looks
 * for more. */
#define JN_TRACES 20

/* Files of an anonymous mail that are listed and passed on. */
#define JN_ATTACHMENTS 50

/* One answer to a question on what went wrong: somebody may write a letter, but not a book. And
 * whom we ask of an open goal that ends: who answered so often, and no more people than that. */
#define JN_REFLECTION_BYTES 4000
#define JN_FREQUENT_ANSWERS 3
#define JN_FREQUENT_PEOPLE 100

/* Life of what is handed out, in seconds. */
#define JN_HOUR ((gint64)3600)
#define JN_DAY ((gint64)86400)
#define JN_CAPABILITY_LIFE (90 * JN_DAY)
#define JN_UNSUBSCRIBE_LIFE (3650 * JN_DAY) /* an old mail's way out must still work */
#define JN_COOKIE_LIFE (3 * JN_DAY)
#define JN_QUIET_EACH (7 * JN_DAY)   /* between two times that unproven closes keep a goal quiet */
#define JN_ACCEPT_LIFE (14 * JN_DAY) /* a chosen mentor may be on holiday */
#define JN_ACCEPT_REMIND (7 * JN_DAY)
#define JN_INTRODUCTION_LIFE (14 * JN_DAY) /* likewise */
#define JN_INTRODUCTION_WAIT                                                                       \
	(60 * JN_DAY) /* a goal that somebody never had room for in a
					       week is no news any more */
#define JN_HELD_LIFE (30 * JN_DAY)

/* Letters in a day that ask a moderator to look at a mail, of one goal; and mails in a reminder, which
 * has a cookie for each. A flood waits, and fills no mailbox. */
#define JN_MODERATIONS_PER_DAY 20
#define JN_MODERATIONS_LISTED 20
#define JN_MODERATION_REMIND (3 * JN_DAY)

/* Whom one report of shared copies may name: each may get a probe with a cookie. What it says of
 * others the next one will. */
#define JN_UNREACHED_MAX 50

/* Mentors named in one closing: each gets a cookie, and a private talk with more is none. */
#define JN_MENTORS 20

/* Those who answered, looked through for names when a goal is closed. */
#define JN_ANSWERERS 1000

/* Letters in a day that answer what one person writes: a person does with some ten, and a machine that
 * answers each must come to an end. */
#define JN_LETTERS_PER_DAY 30

/*
 * What comes back from an address (core/reach.h); points are thousandths.
 *
 * half-life   three weeks: who gets one mail a week and has a full mailbox still gathers the points
 *             to be asked, in some two months; and a holiday with a full mailbox is over by then
 * hard        as much as it takes to be asked: the address is not there
 * mailbox     a fourth: a mailbox that was full for five days is asked for
 * again       two days of it, after one probe got through: once could be chance
 * suspend     three weeks of a full mailbox, and a probe that came back: a holiday is shorter
 * pause       less than a day, or a daily digest that is an hour early would not count
 * life        servers give up after five days (RFC 5321 section 4.5.4.1)
 */
#define JN_SCORE_HALF_LIFE (21 * JN_DAY)
#define JN_SCORE_HARD 4000
#define JN_SCORE_MAILBOX 1000
#define JN_SCORE_PROBE 4000
#define JN_SCORE_PROBE_AGAIN 7000
#define JN_SCORE_SUSPEND 16000
#define JN_SCORE_PAUSE (20 * JN_HOUR)
#define JN_PROBE_LIFE (7 * JN_DAY)
#define JN_PROBE_MEMORY (30 * JN_DAY)

/* What came back from a person's addresses and is kept for the operator to see why: a month of
 * daily mail to a full mailbox, and a little. */
#define JN_SETBACKS 40

/* Posts of one person in a goal in an hour: two programs that answer each other's posts write one in
 * a few seconds, people in the liveliest talk one in some minutes. Configurable:
 * intake/posts_per_hour. And how often one of them may repeat itself in a day, of the last posts that
 * are looked at: the words of an absence are always the same. Short ones are people's. */
#define JN_POSTS_PER_HOUR 30
#define JN_POSTS_LOOKED_AT 30
#define JN_SAME_POSTS 2
#define JN_SAME_POST_BYTES 24

/* Confirmations sent to one address in a day when nothing vouches for the sender: a stranger
 * must not be able to fill a mailbox through us. */
#define JN_COOKIES_PER_DAY 3

/* ... and by mail from one source in an hour: a class that follows a goal together comes from one
 * network, a list of a thousand victims does as well. Whoever's mail is proven to be theirs is not
 * counted. Configurable: intake/cookies_per_hour. */
#define JN_COOKIES_PER_HOUR 30

/* The source that stands for all that nothing is known of (run/source.h), and how many times the
 * share of another it has: all of a site's mail may come through a relay, and still there is an end. */
#define JN_SOURCE_UNKNOWN "unknown"
#define JN_SOURCE_UNKNOWN_SHARES 10
