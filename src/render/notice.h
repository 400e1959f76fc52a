/*
 * notice.h - a letter (render/template.h) -> one of our own mails: text and HTML,
 * multipart/alternative; with an attachment (RFC 2183), that within multipart/mixed.
 *
 * Own mails carry Auto-Submitted: auto-generated (auto-replied when they answer a mail, RFC 3834),
 * our loop header, and no holes. Bodies are UTF-8, quoted-printable or base64, whichever is
 * shorter; lines of at most 76.
 */
#pragma once

#include "render/rendered.h"
#include "render/template.h"

typedef struct JnNoticeSpec {
	const char *from_name, *from_address;
	const char *to_name; /* or NULL */
	const char *to_address;
	const char *reply_to;            /* addr-spec, or NULL */
	const char *message_id;          /* without <> */
	const char *in_reply_to;         /* without <>, or NULL */
	const char *list_id, *list_name; /* or NULL: no List-* fields */
	const char *unsubscribe;         /* addr-spec for List-Unsubscribe, or NULL */
	const char *site_domain;
	const char *language; /* Content-Language */
	const char *boundary;
	gboolean is_reply;
	gint64 now;
	const char *attachment;      /* a text, UTF-8, LF; or NULL */
	const char *attachment_name; /* ASCII file name, without quotes */
} JnNoticeSpec;

GBytes *jn_notice_render(const JnLetter *letter, const JnNoticeSpec *spec)
	G_GNUC_WARN_UNUSED_RESULT;
