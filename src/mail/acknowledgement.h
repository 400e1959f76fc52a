/*
 * acknowledgement.h - what help desks and shops answer to any mail: 'We have received your message
 * and will get back to you.' It bears no header for machines more often than a notice of absence
 * does, and goes to Reply-To, so that it comes to the addresses by which people say yes.
 *
 * Languages: en de fr es it pt nl da sv nb fi pl.
 *
 * Two questions of the same tables. Is it one (a mail is held for it; a person writes 'I got your
 * mail' and 'I will get back to you', so both halves have to be there, said by several or by nobody)?
 * And does it sound like one (a yes is asked for once more)?
 */
#pragma once

#include <glib.h>

/* `fold`: the new text in lower case, typographic apostrophes made plain. */
gboolean jn_acknowledgement_is(const char *fold);
gboolean jn_acknowledgement_sounds(const char *fold);
