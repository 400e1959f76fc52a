/*
 * variables.h - the variables that every template of ours gets: names, addresses and links.
 *
 * Links are mailto: (RFC 6068); each opens a mail that need only be sent.
 */
#pragma once

#include "core/capability.h"
#include "core/model.h"

typedef struct JnWords {
	const char *site_name;
	const char *operator_address;
	const char *domain;
	char separator;
	const JnKeys *keys;
	gint64 now;
} JnWords;

/* Adds the common variables of catalogue.h and, with a goal, its links: follow_link,
 * questions_link, daily_link, digest_link, none_link, stop_link, choose_link, achieved_link,
 * unsubscribe_link, help_link, background_link, post_link, close_link, reopen_link, leave_link,
 * skills_link, fit_link, forward_link; always new_link,
 * open_link and me_link. A variable that is there already stays as it is. goal and person may be
 * NULL. */
void jn_variables_add(GVariantDict *variables,
		      const JnWords *words,
		      const JnGoal *goal,
		      const char *person_name,
		      gint64 person);

/* Adds what a goal is: background (one line), expectations, skills, phase as `reader` is shown it
 * and since when (not there where they are shown another), questions, answers, followers. */
void jn_variables_add_case(GVariantDict *variables,
			   const JnGoal *goal,
			   gint64 reader,
			   gsize background_bytes);

/* The same links for one goal of a list: title, address, background, phase, questions, answers,
 * follow_link. a{sv}, floating. */
GVariant *jn_variables_goal(const JnWords *words, const JnGoal *goal);
