/*
 * supercite.h - quoted lines that bear a name before the mark: 'Ana> It burns.', 'AL>> And then?'
 * (Supercite of Emacs, The Bat!, FidoNet).
 *
 * A prompt looks the same ('mysql> select', 'PS> dir'). So a prefix counts where an attribution
 * stands before its first line; or where two lines or more bear it and it is written as a name is,
 * with one capital letter, or as initials are, of two or three capitals and no prompt.
 */
#pragma once

#include "mail/lines.h"

/* Marks such lines as quoted, one level. Lines with marks of their own stay as they are. */
void jn_supercite_mark(JnLines *lines);
