/*
 * copy-transfer.h - the transfer encoding of a text part: off, on, and cut without either.
 *
 * Quoted-printable is read the same way by all three functions here that read it, so that what one
 * finds the other cuts.
 */
#pragma once

#include "render/copy-parts.h"

/* Bytes start..end of a text go. In order, apart from each other. */
typedef struct JnCut {
	gsize start, end;
} JnCut;

GString *jn_transfer_decode(const char *data, gsize len, JnTransfer transfer)
	G_GNUC_WARN_UNUSED_RESULT;

/* `text` encoded; quoted-printable makes its CRLF LF. */
GString *jn_transfer_encode(GString *text, gboolean base64) G_GNUC_WARN_UNUSED_RESULT;

/* The quoted-printable character at *at, decoded, and *at behind it; -1 at the end. Soft line
 * breaks before it are skipped. */
int jn_quoted_next(const char *data, gsize *at, gsize len);

/* `data` in its encoding, less `cuts` (of JnCut), which count its decoded bytes. All other bytes
 * stay, but base64 is written anew. */
GString *jn_transfer_cut(const char *data, gsize len, JnTransfer transfer, const GArray *cuts)
	G_GNUC_WARN_UNUSED_RESULT;
