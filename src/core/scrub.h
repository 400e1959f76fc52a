/*
 * scrub.h - the variables of a letter that waits to be sent, less what is of one person.
 *
 * A dictionary (the variables themselves, or an element of a list in them) tells of the person if a
 * name or what somebody wrote in it is one of `marks`, or any text of it names one of `addresses`.
 * Then it loses who people are (who, author, protege, people) and what they wrote (subject, gist,
 * text, words, answer, outcome, background, expectations, skills), and whatever matched. Of what
 * people wrote, a text that is one of `words` is lost wherever it stands. Under other keys stand
 * words of the program: somebody whose subject was 'weekly' takes nobody's rhythm away. Losing is
 * becoming empty: templates say 'somebody'.
 */
#pragma once

#include <glib.h>

typedef struct JnScrub {
	GHashTable *marks;    /* set of char *: a name, begins of posts */
	GHashTable *words;    /* set of char *: subjects, backgrounds */
	GPtrArray *addresses; /* char * */
} JnScrub;

void jn_scrub_init(JnScrub *scrub);
void jn_scrub_clear(JnScrub *scrub);

/* NULL and "" are nothing. */
void jn_scrub_add_mark(JnScrub *scrub, const char *text);
void jn_scrub_add_word(JnScrub *scrub, const char *text);
void jn_scrub_add_address(JnScrub *scrub, const char *addr);

/* Whether a text names one of the addresses, in any case, and not another that it is a part of. */
gboolean jn_scrub_names(const JnScrub *scrub, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* `variables`: a{sv}. NULL if nothing of theirs is in it; else what is left, owned. */
GVariant *jn_scrub_variables(const JnScrub *scrub, GVariant *variables) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnScrub, jn_scrub_clear)
