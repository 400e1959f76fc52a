/*
 * letter.h - a row of the outbox -> the bytes for one person.
 *
 * A post is rendered once (JnRendered) and its holes are filled for each person; a letter of ours
 * is rendered for each. What they say (numbers, lists of posts and goals) is read when they are
 * sent.
 */
#pragma once

#include "render/rendered.h"
#include "render/template.h"
#include "run/site.h"
#include "run/submit.h"
#include "store/outbox.h"

/* A row being sent: what was read and rendered for it, kept between recipients. */
typedef struct JnWork JnWork;

JnWork *jn_work_new(JnSite *site, const JnOutbox *row, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_work_free(JnWork *work);

/* Nothing is left to send: the goal or the post is gone. */
gboolean jn_work_is_void(const JnWork *work);

/* The words of a letter (not of a post's copy) as that person gets them. */
gboolean jn_work_letter(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The mail for one person, `tag` that recipient's. to->person 0: the operator. */
JnCopy *jn_work_mail(JnWork *work, const JnRecipient *to, guint tag, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/*
 * Shared copies: of an open post with [delivery] shared_from recipients or more, all who would be sent
 * the same get one mail together, which names and vouches for nobody:
 *
 *      Reply-To          GOAL+q.MSG
 *      List-Unsubscribe  GOAL+unsubscribe
 *      return path       bounces+s.MSG.CAP, the recipient appended where the server offers XVERP
 */
gboolean jn_work_is_shared(JnWork *work, gboolean *ret_shared, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Of a work that is shared. Recipients with the same key get the same mail. NULL, and no error: this one
 * gets a copy of their own. Caller frees. */
gboolean jn_work_shared_key(JnWork *work, const JnRecipient *to, char **ret_key, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The mail for `n_to` recipients, whom the caller puts in; `like` is one of them. */
JnCopy *jn_work_shared_mail(JnWork *work, const JnRecipient *like, guint n_to, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnWork, jn_work_free)
