/*
 * protection.h - is a body signed or encrypted?
 *
 * multipart/signed and multipart/encrypted (RFC 1847) anywhere in the tree, for a list may have
 * wrapped them; S/MIME (RFC 8551: application/pkcs7-mime with its smime-type); PGP armour in the
 * first text (RFC 4880 sections 6.2 and 7).
 */
#pragma once

#include "mail/message.h"
#include "mail/tree.h"

/* Whether the part is S/MIME in one piece. */
gboolean jn_part_is_pkcs7(const JnPart *part);

/* Sets the bits of JnAnomaly that the tree shows (mail/tree.h) in *ret_anomalies. */
JnProtection jn_protection_find(const JnMessage *message, guint *ret_anomalies);
