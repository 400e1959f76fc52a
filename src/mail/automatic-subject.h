/*
 * automatic-subject.h - the subjects that machines give their replies: notices of absence without a
 * header for it, requests to prove that one is a person, reports.
 *
 * Languages: en de fr es it pt nl da sv nb fi pl cs ru uk tr zh ja ko, hu ro el in part.
 *
 * Precision first: a person writes of holidays, answers somebody's automatic reply and forwards it.
 * So a subject counts only in a form that no person types.
 */
#pragma once

#include <glib.h>

/* `subject`: as it came, decoded; 'Re:' and 'Fwd:' before it make it a person's. */
gboolean jn_automatic_subject(const char *subject);
