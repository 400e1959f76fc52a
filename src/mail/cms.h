/*
 * cms.h - S/MIME that is signed and opaque (application/pkcs7-mime) -> what was signed.
 *
 * Of RFC 5652 sections 3 and 5 as much as stands before the content:
 *
 *      ContentInfo ::= SEQUENCE { OID signedData, [0] SEQUENCE {
 *              INTEGER, SET, SEQUENCE { OID data, [0] OCTET STRING } ... } }
 *
 * in DER, or in BER as streaming programs write it: lengths may be left open, and the string may be
 * of several pieces, but of no pieces in pieces. Nothing is verified: who wrote is decided by
 * core/trust.h, not by a signature. Encrypted data is not read.
 */
#pragma once

#include <glib.h>

/* Whether the bytes begin as signed data does; the first 64 suffice. */
gboolean jn_cms_is_signed(const void *data, gsize len);

/* A MIME entity (RFC 8551 section 3.5.2); NULL if there is none or it is cut off. */
GBytes *jn_cms_content(const void *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
