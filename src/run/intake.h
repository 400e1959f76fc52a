/*
 * intake.h - one mail, one recipient -> one transaction.
 *
 * The mail is read (mail/), its origin weighed (SPF, before the transaction: DNS is slow), the
 * situation loaded, a plan made (core/) and carried out (store/), all within one transaction. After
 * TRUE the mail, all it changed and all it will send are on the disk; after FALSE nothing of it is.
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

/* The operator lets a held mail through. */
gboolean
jn_intake_release(JnSite *site, gint64 held, gint64 now, JnTaken *ret_taken, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a mail that cannot be read (the program died on it again and again) for the operator. */
gboolean
jn_intake_quarantine(JnSite *site, const JnDelivery *delivery, const char *why, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnTaken, jn_taken_clear)
