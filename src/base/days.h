/*
 * days.h - a list of days, as an operator or a protege writes it.
 *
 *      days = *( separator ) number *( 1*separator number ) *( separator )
 *      separator = "," / ";" / blank / LF
 *      number: 1 to 365, each more than the one before
 */
#pragma once

#include <glib.h>

/* FALSE, and nothing set, for anything else, and for none or more than `most` of them. */
gboolean jn_days_parse(const char *words, guint most, int *ret_days, guint *ret_n);
