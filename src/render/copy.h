/*
 * copy.h - a person's post -> the copy that others get.
 *
 * In:  the original mail and a spec of what the copy's own header and footer say.
 * Out: a JnRendered with holes for Reply-To and List-Unsubscribe.
 *
 * Header: starts from a list of the fields kept of the original (Date, MIME-Version, Content-*,
 * Content-Language, Thread-Topic, Thread-Index, Keywords, Importance); all others stay behind
 * (Received, Sender, To, Cc, Return-Path, X-Originating-IP, DKIM-Signature, Autocrypt,
 * Disposition-Notification-To, User-Agent ...). From, To, Reply-To, Subject, Message-ID,
 * In-Reply-To, References and the List-* fields come from the spec.
 *
 * Body: reaches the reader unharmed. The footer stands inside, at the end of the text/plain part
 * (but before the sender's own signature) and inside the text/html part before </body>
 * (multipart/alternative: in both; related and mixed: in the first text), re-encoded only where its
 * characters do not fit the part's charset or encoding (copy-edit.h); all other parts are spliced
 * byte for byte. A body that is protected (mail/message.h), has no text part, or one whose charset,
 * transfer encoding or place is not certain, is passed on whole inside a new multipart/mixed,
 * followed by the footer as a text/plain part of its own (the Content-* fields of the original move
 * with it). format=flowed stays flowed; ISO-2022-JP becomes UTF-8 only if the footer does not fit
 * and then wholly.
 *
 * A part that is not encoded and has a line longer than 998 octets becomes quoted-printable: servers
 * would return or cut it. What may not be touched (protected, a mail within the mail, what stands
 * between parts) is passed as it is.
 *
 * Our own footers of earlier copies, where the client quoted them, are taken out of every text of
 * a body that is not protected, at all levels of quoting, with the blank line before: they would
 * pile up, and state audiences of the past (copy-strip.h). Nothing a person wrote goes with them:
 * in doubt a footer stays. A text without any, an attached one and a protected body keep their
 * bytes.
 *
 * Source: RFC 2919, RFC 2369, RFC 8058 is not offered (mailto only), RFC 5322, RFC 2046, RFC 3676.
 */
#pragma once

#include "mail/message.h"
#include "render/rendered.h"

typedef struct JnCopySpec {
	const char *from_name;                        /* "Ana via Learn Welding" */
	const char *goal_address;                     /* From, To and List-Post */
	const char *list_id;                          /* "learn-welding.example.org" */
	const char *list_name;                        /* display of List-Id: the goal's title */
	const char *operator_address;                 /* List-Owner */
	const char *help_address, *subscribe_address; /* List-Help, List-Subscribe */
	const char *subject;                          /* as written, decoded */
	const char *message_id;                       /* without <> */
	const char *in_reply_to;                      /* without <>, or NULL */
	const GPtrArray *references;                  /* char *, without <>; may be empty */
	const char *site_domain;                      /* value of the loop header */
	const char *footer; /* UTF-8, paragraphs parted by empty lines, without marks (those are of
			       mail/newtext.h); NULL or blank: none */
	const char
		*boundary; /* for a new multipart: 16 or more random letters, given by the caller */
	gint64 now;        /* Date where the original has none */
} JnCopySpec;

/* Borrows the message's bytes by reference. Errors: JN_ERROR_BUG only. */
JnRendered *jn_copy_render(const JnMessage *message, const JnCopySpec *spec, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
