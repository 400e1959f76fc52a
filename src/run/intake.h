/*
 * intake.h - one mail, one recipient -> one transaction.
 *
 * The mail is read (mail/), its origin weighed (SPF, before the transaction: DNS is slow), the
 * situation loaded, a plan made (core/) and carried out (store/), all within one transaction. After
 * TRUE the mail, all it changed and all it will send are on the disk; after FALSE nothing of it is.
 *
 * Mails that came together share a transaction, and so one sync of the disk (group commit); each
 * stands or falls by itself all the same.
 */
#pragma once

#include "core/plan.h"
#include "run/site.h"

typedef struct JnDelivery {
	GBytes *raw;
	const char *sender;         /* envelope sender; "" for <>, NULL not known */
	const char *recipient;      /* addr-spec */
	const char *client_address; /* NULL or "": not known */
	const char *helo;
	const char *sasl_user;
	gint64 now;
} JnDelivery;

typedef struct JnTaken {
	JnOutcome outcome;
	char *summary;          /* one line for the log */
	gboolean goals_changed; /* STATE/recipients must be written anew */
} JnTaken;

void jn_taken_clear(JnTaken *taken);

/* JN_OUTCOME_REFUSED comes back as an error of code PERMANENT. */
gboolean jn_intake(JnSite *site, const JnDelivery *delivery, JnTaken *ret_taken, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What jn_intake_together() came to with one delivery. */
typedef struct JnIntakeResult {
	JnTaken taken;
	GError *error; /* NULL: taken */
} JnIntakeResult;

void jn_intake_result_free(JnIntakeResult *result);

/* The same for several: element i of the array (JnIntakeResult) is what came of element i of
 * `deliveries` (JnDelivery). Deliveries of one mail stand side by side, with the same `raw`: it is
 * read once. `before(raw, data)` is called before each mail is read or acted on, and with NULL
 * after the last; it may be NULL. */
GPtrArray *jn_intake_together(JnSite *site,
			      const GPtrArray *deliveries,
			      void (*before)(GBytes *raw, gpointer data),
			      gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* The operator lets a held mail through. */
gboolean
jn_intake_release(JnSite *site, gint64 held, gint64 now, JnTaken *ret_taken, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a mail that cannot be read (the program died on it again and again) for the operator. */
gboolean
jn_intake_quarantine(JnSite *site, const JnDelivery *delivery, const char *why, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnTaken, jn_taken_clear)
