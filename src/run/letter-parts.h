/*
 * letter-parts.h - what letter.c (which row, our own letters), letter-copy.c (copies of posts) and
 * the letter-*.c that read the words of some letters share; not for others.
 */
#pragma once

#include "mail/message.h"
#include "render/template.h"
#include "render/variables.h"
#include "run/letter.h"
#include "store/post.h"

#define JN_CARD_BACKGROUND_BYTES 120

/* A token that vouches for the person of work->row, in a link of a digest. */
typedef struct JnWorkClaim {
	JnClaim claim; /* person: 0 */
	gint64 expires;
} JnWorkClaim;

struct JnWork {
	JnSite *site;
	const JnOutbox *row;
	gint64 now;
	JnGoal *goal;
	JnPost *post;
	JnMail *mail;
	JnMessage *message;    /* of `post`: what is copied */
	GPtrArray *references; /* char *: those of its mail, as message.h has them */
	GHashTable *copies;    /* of an open post: kind of reader -> JnRendered, once for all */
	GPtrArray *card; /* of an open question: what anybody may see of the case (letter-case.h) */
	gint64 card_count;    /* ... how many there are */
	GArray *answered;     /* gint64: who has an open answer, in order */
	gboolean has_numbers; /* those of `goal` are read, for all who get an open post */
	gint64 readers;       /* who get a reply to an open post; 0: not counted yet */
	JnRendered *forward;
	GVariant *words;   /* of a digest, or of run/journey.h: its variables; else NULL */
	char *mould_key;   /* of a digest that others get too (letter-mould.h); else NULL */
	GArray *claims;    /* JnWorkClaim: of its links, once its words are read */
	char *shared_path; /* return path of shared copies, once it was asked for */
	gboolean is_void;
};

/* A text that there may not be. */
static inline void
jn_insert_text(GVariantDict *dict, const char *name, const char *text)
{
	g_variant_dict_insert(dict, name, "s", text ? text : "");
}

/* Whether the row is one of run/digest.h, and its words. */
gboolean jn_work_is_digest(const JnWork *work);
gboolean jn_work_read_digest(JnWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The words of a digest that has a key and no words yet. */
gboolean jn_work_read_words(JnWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* jn_work_letter(), whatever was made for others. */
gboolean
jn_work_letter_new(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether the row is one of run/journey.h, and its words. */
gboolean jn_work_is_journey(const JnWork *work);
gboolean jn_work_read_journey(JnWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

JnWords jn_work_words(const JnWork *work);

/* Caller frees. */
char *jn_work_boundary(void) G_GNUC_WARN_UNUSED_RESULT;

/* The language of whoever a letter is for: theirs, else the goal's, else the site's. */
const char *jn_work_language(const JnWork *work, const JnRecipient *to);

/* The words of a template, in this language and with times of that zone. */
gboolean jn_work_expand(JnWork *work,
			const char *name,
			const JnRecipient *to,
			GVariantDict *variables,
			JnLetter *ret_letter,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A link to an address that names the post: of a goal, the ordinary reply, which goes where a reply
 * to its copy would have gone; of me@ (goal NULL) a word to its author alone. For work->row->person.
 * Caller frees. */
char *jn_work_reply_link(const JnWork *work, const JnGoal *goal, const JnPost *post)
	G_GNUC_WARN_UNUSED_RESULT;

/* Reads the mail that work->post came in. */
gboolean jn_work_read_post(JnWork *work, GBytes *raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text of a post of the goal, as others may see it: of one from before its writer became
 * anonymous without the leave, in which names stand. */
gboolean jn_work_post_text(const JnWork *work, const JnPost *post, char **ret_text, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* As jn_work_shared_key(), whatever the address. */
gboolean jn_work_copy_key(JnWork *work, const JnRecipient *to, char **ret_key, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The content of a shared copy, and what fills its holes. */
gboolean jn_work_copy_shared(JnWork *work, const JnRecipient *like, JnCopy *copy, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The content of the copy for one person, and what fills its holes. */
gboolean jn_work_copy(JnWork *work, const JnRecipient *to, JnCopy *copy, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
