/*
 * cues.h - new text + the words of the languages + who writes below what -> what the mail also
 * says.
 *
 * Sections of a lexicon (core/lexicon.h gives the form of the file) and what they do:
 *
 *      common       function words: the languages of a text are those with the most of them
 *      filler       greetings and interjections: what says nothing ('hi', 'wow', 'so')
 *      negation     'not', 'never'; turns the three words behind it, in the same clause
 *      wrong        'broke', 'worse': what is praised in such a sentence is meant otherwise
 *      thanks       thanks whatever stands around it
 *      praise       thanks unless negated, spoilt by [wrong], or in a question: 'this helped'
 *      thanks-not   thanks of no kind: 'no thanks', 'thanks to the rain', 'thank God', 'in advance'
 *      closing      with what a mail ends: 'Thanks,', 'Cheers, Ana'
 *      question     asks without a question mark: 'I wonder if', 'how do I'
 *      question-not a question mark that asks nothing: 'who knows?', 'why not?'
 *      tried trying stuck achieved, each with its -not
 *      refusal      'stop', 'cancel': with [negation], a reply to "please confirm" that may mean no
 *                   (core/plan-confirm.c)
 *      consent      'yes', 'gladly', 'that was me': such a reply that means it, however long it is
 *
 * X-not cancels a phrase of X that it overlaps, unless that one has more words: 'thanks to' stands
 * for the first, 'many thanks to' for the second.
 *
 * Role and parent come before words (DESIGN, 'What a mail is'): thanks and experience are only the
 * protege's, below something and once an answer exists; phases are only the protege's. Position
 * comes next: 'Thanks' that closes a mail behind a question, or stands alone above a name, thanks
 * for nothing yet, and neither do words in quotation marks. Anybody may ask.
 *
 * Where languages cannot be told apart (two words, or Danish and Norwegian), all of them count.
 * Precision and recall are measured by `make corpora`.
 */
#pragma once

#include "core/kind.h"
#include "core/lexicon.h"

/* The mail. */
typedef struct JnCueSource {
	const char *text;    /* its new text */
	const char *subject; /* stands for a text that is empty; "" or NULL if none */
	const char
		*writer; /* display name of the sender, or NULL: a name below 'Thanks' is theirs */
} JnCueSource;

/* Who writes below what. */
typedef struct JnCueContext {
	JnRole role;
	JnParent parent;
	gboolean answered; /* the goal has an answer */
} JnCueContext;

typedef struct JnCues {
	GPtrArray *grateful; /* char *, the sentences that thank, as written but for line ends */
	GPtrArray *tried;    /* char *, likewise: the sentences that say what was tried */
	gboolean question;   /* it asks something */
	gboolean experience; /* it says what came of trying */
	gboolean trying, stuck, achieved;
	gboolean only_thanks; /* it thanks, and says nothing else worth a mail to others */
} JnCues;

/* `lexicons`: JnLexicon, one a language; may be NULL or empty: then only question marks are seen.
 */
void jn_cues_find(const JnCueSource *source,
		  const GPtrArray *lexicons,
		  const JnCueContext *context,
		  JnCues *ret_cues);
void jn_cues_clear(JnCues *cues);

/* What the mail is: by role and parent (core/kind.h), but thanks instead of followup where it is
 * nothing else; and what it also says. */
JnKind jn_kinds_decide(const JnCueSource *source,
		       const GPtrArray *lexicons,
		       const JnCueContext *context,
		       gint64 open_questions,
		       JnCues *ret_cues);

/* The primary kind, then thanks, experience, question, stuck, trying, achieved, each once. Static
 * words. */
GPtrArray *jn_cues_words(const JnCues *cues, JnKind kind) G_GNUC_WARN_UNUSED_RESULT;

/* The code of the language that a text is in; NULL where it is short, or two are as likely. Borrowed
 * from `lexicons`, which may be NULL. */
const char *jn_cues_language(const GPtrArray *lexicons, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnCues, jn_cues_clear)
