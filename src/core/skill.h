/*
 * skill.h - what people can help with, and whether it is what a goal needs.
 *
 * A skill is a few words, as its owner writes it. Of its words those count that have three letters
 * or more; if it has none ("C", "Go", "IT"), the whole skill does. Each character of Chinese and
 * Japanese is a word (sentence.h), and those that stand together count together: two or more, as
 * an exact substring. Words are compared by their stems (stem.h), in the language of whoever has
 * the skill.
 *
 * What a goal needs is its title and the skills that it names; if it names none, its title,
 * background and expectations. A skill fits
 *
 *   a text    where all words of it that count stand near each other: in one sentence, with at most
 *             JN_SKILL_GAP other words between the first and the last, in whatever order. A skill
 *             of short words fits no text: every letter has an 'it' and a 'go'
 *   a list    (the skills a goal names) where it fits one item like a text; where the item's words
 *             that count are all in it ('welding' is known to who knows 'TIG welding'); and where
 *             the two are the same, short words and all
 *
 * To find skills among many: what fits a text has its lead, its longest word, in the text; what
 * fits only a list has the lead of an item in it.
 */
#pragma once

#include "core/model.h"
#include "core/stem.h"

/* Words between those of a skill. */
#define JN_SKILL_GAP 3

/* A list of skills as it is kept, parted by ', ', each once: `text` has them between commas or
 * semicolons, or, without any, in lines. At most JN_SKILLS; TRUE in *ret_cut where something had to
 * be left out. Caller frees. */
char *jn_skills_list(const char *text, gboolean *ret_cut) G_GNUC_WARN_UNUSED_RESULT;

/* One stem of a skill. */
typedef struct JnSkillStem {
	char *stem;
	gboolean lead;
} JnSkillStem;

void jn_skill_stem_free(JnSkillStem *stem);

/* All stems of a skill, each once. JnSkillStem; none where it holds no word. */
GPtrArray *jn_skill_stems(JnStemmer *stemmer, const char *skill) G_GNUC_WARN_UNUSED_RESULT;

/* The same for skills that are the same but for their words' forms; "" where it holds no word.
 * Caller frees. */
char *jn_skill_key(JnStemmer *stemmer, const char *skill) G_GNUC_WARN_UNUSED_RESULT;

/* What a goal needs, read in one language. */
typedef struct JnSkillText JnSkillText;

/* `stemmer` must live as long. */
JnSkillText *jn_skill_text_new(JnStemmer *stemmer) G_GNUC_WARN_UNUSED_RESULT;
void jn_skill_text_free(JnSkillText *text);

/* Of all that is added the first JN_SKILL_WORDS words are read. */
void jn_skill_text_add(JnSkillText *text, const char *words);
void jn_skill_text_add_list(JnSkillText *text, const char *skills);
void jn_skill_text_add_goal(JnSkillText *text, const JnGoal *goal);

/* Stems that may be the lead of a skill that fits, and those of which a skill that fits only the
 * list has one. GPtrArray of char *. */
GPtrArray *jn_skill_text_stems(const JnSkillText *text) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *jn_skill_text_item_stems(const JnSkillText *text) G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_skill_fits(const JnSkillText *text, const char *skill);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSkillText, jn_skill_text_free)
