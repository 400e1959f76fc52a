/*
 * exchange.h - a reply as somebody can read it who has not seen what it replies to.
 *
 * Whoever answers between the lines of a mail writes 'yes' and 'never' below what was asked. Each
 * block of new text is put below the quoted paragraph that stands directly above it, as one line:
 *
 *      > Do you take goatskin?
 *      Yes.
 *
 *      > And the apron?
 *      Leather.
 *
 * So do those who left a few lines of a mail standing and wrote below. A reply above or below a
 * whole mail stays as it is: that mail is a post of its own.
 */
#pragma once

#include "mail/lines.h"

/* A quoted paragraph; of a longer one the end stays, behind an ellipsis: there the question is. */
#define JN_EXCHANGE_QUOTE_BYTES 240

/* A mail that is quoted with no more lines than this was cut down to what is answered. */
#define JN_EXCHANGE_LINES 3

/* NULL where no new text stands below what it answers. `lines` have their kinds. Caller frees. */
char *jn_exchange_collect(const JnLines *lines, gboolean interleaved) G_GNUC_WARN_UNUSED_RESULT;
