/*
 * received.h - what the uppermost Received field of a mail says: the one that our own MTA wrote.
 *
 *      from client.example (client.example [192.0.2.7])
 *              (Authenticated sender: ana@home.example)
 *              by mx.goals.example (Postfix) with ESMTPSA id ...
 *
 * (RFC 5321 section 4.4, RFC 5322 section 3.2.2 for comments; the second comment is Postfix's,
 * with smtpd_sasl_authenticated_header). What a client says of itself stands outside of comments,
 * or has its parentheses taken out by the MTA.
 */
#pragma once

#include <glib.h>

/* Who logged in, or NULL; also where two comments say it. `field` is unfolded. Caller frees. */
char *jn_received_login(const char *field) G_GNUC_WARN_UNUSED_RESULT;
