/*
 * letter-parts.h - what letter.c (which row, our own letters) and letter-copy.c (copies of posts)
 * share; not for others.
 */
#pragma once

#include "mail/message.h"
#include "render/template.h"
#include "render/variables.h"
#include "run/letter.h"
#include "store/post.h"

#define JN_CARD_BACKGROUND_BYTES 120

struct JnWork {
	JnSite *site;
	const JnOutbox *row;
	gint64 now;
	JnGoal *goal;
	JnPost *post;
	JnMail *mail;
	JnMessage *message; /* of `post`: what is copied */
	JnRendered *copy;   /* of an open post: once for all */
	JnRendered *forward;
	gboolean is_void;
};

JnWords jn_work_words(const JnWork *work);

/* Caller frees. */
char *jn_work_boundary(void) G_GNUC_WARN_UNUSED_RESULT;

/* The words of a template for this row, language and person. */
gboolean jn_work_expand(JnWork *work,
			const char *name,
			GVariantDict *variables,
			JnLetter *ret_letter,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the mail that work->post came in, and renders what can be rendered for all at once. */
gboolean jn_work_read_post(JnWork *work, GBytes *raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The copy for one person. */
GBytes *jn_work_copy(JnWork *work, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
