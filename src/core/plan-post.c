/* A proven person's post to a goal: parent, kind, audience; who gets it; what its author is told.
 */
#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/command.h"
#include "core/cues.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"

#define GIST_BYTES 160
#define SUBJECT_BYTES 60
#define SHOWN_BYTES 4000

/* A gist is one line: there '> Which wire?' is “Which wire?”. */
static char *
with_quotation_marks(const char *text)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		if (g_str_has_prefix(*line, "> ")) {
			char *quoted = g_strconcat("\342\200\234", *line + 2, "\342\200\235", NULL);

			g_free(*line);
			*line = quoted;
		}
	return g_strjoinv("\n", lines);
}

static void
add_plain_notice(JnPlan *plan, const JnSituation *s, const char *template_name)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "closed", "b", s->goal->closed != 0);
	jn_plan_notice(plan, template_name, s->sender, s->goal, &variables);
}

/* How many have not said yet whether they accept. */
static gint64
asked_count(const JnSituation *s)
{
	gint64 count = 0;

	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++)
		count += ((JnMentor *)s->mentors->pdata[i])->state == JN_MENTOR_ASKED;
	return count;
}

/* One receipt a new question: how many got it, or how to find the first followers. */
static void
add_receipt(JnPlan *plan, const JnSituation *s, const char *subject)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "recipients", "x", s->receivers_questions);
	g_variant_dict_insert(&variables, "closed", "b", s->goal->closed != 0);
	g_variant_dict_insert(&variables, "waiting", "x", asked_count(s));
	g_variant_dict_insert(&variables, "subject", "s", subject);
	jn_plan_notice(plan, "receipt", s->sender, s->goal, &variables);
}

/* The first sentence, or as much of it as a subject holds. */
static char *
subject_of(const char *text)
{
	gsize len = strcspn(text, "\n");
	g_autofree char *sentence = NULL;

	for (gsize i = 0; i + 1 < len; i++)
		if (strchr(".?!", text[i]) != NULL && text[i + 1] == ' ') {
			len = i + 1;
			break;
		}
	sentence = g_strndup(text, len);
	return jn_gist(sentence, SUBJECT_BYTES);
}

/* The goal's audience at this moment, cut with the parent's. */
static void
set_audience(JnOp *op, const JnSituation *s, const JnPost *parent)
{
	JnAudience audience = s->goal->closed ? JN_AUDIENCE_MEMBERS : JN_AUDIENCE_OPEN;

	if (parent != NULL)
		audience = MAX(audience, parent->audience);
	if (s->evidence.shared && s->sender->id == s->goal->protege) {
		op->u.post.shared = audience != JN_AUDIENCE_OPEN;
		audience = JN_AUDIENCE_OPEN;
	}
	op->u.post.audience = audience;
	if (audience == JN_AUDIENCE_MEMBERS)
		op->u.post.closed_root = parent != NULL && parent->closed_root != 0
						 ? parent->closed_root
						 : s->next_post;
}

/* What is shared leaves a closed conversation, whose subject others wrote for those who are in it. */
static gboolean
has_closed_subject(const JnSituation *s, const JnPost *parent)
{
	if (parent == NULL || parent->audience == JN_AUDIENCE_OPEN)
		return FALSE;
	return s->message->subject[0] == '\0' || s->notice != NULL ||
	       (parent->subject_base[0] != '\0' &&
		strcasestr(s->message->subject, parent->subject_base) != NULL);
}

char *
jn_plan_subject(const JnSituation *s, const JnPost *parent, const char *text, gboolean shared)
{
	if (shared && has_closed_subject(s, parent))
		return subject_of(text[0] != '\0' ? text : s->goal->title);
	/* A link in a mail as text is its address alone: who types that writes no subject. That of a
	 * letter of ours is not theirs either. */
	if (parent != NULL && (s->message->subject[0] == '\0' || s->notice != NULL))
		return g_strconcat("Re: ", parent->subject_base, NULL);
	/* Whoever asks by replying to our own mail did not choose its subject. */
	if (s->notice != NULL && parent == NULL && s->new_text->text[0] != '\0' &&
	    !g_str_equal(s->message->subject, s->message->subject_base))
		return subject_of(s->new_text->text);
	return NULL;
}

JnOp *
jn_plan_add_post(
	JnPlan *plan, const JnSituation *s, JnKind kind, const JnPost *parent, const char *text)
{
	JnOp *op = jn_plan_add(plan, JN_OP_POST);

	op->u.post.id = s->next_post;
	op->u.post.goal = s->goal->id;
	op->u.post.author = s->sender->id;
	op->u.post.parent = parent ? parent->id : 0;
	op->u.post.root = parent ? parent->root : s->next_post;
	op->u.post.kind = kind;
	set_audience(op, s, parent);
	/* A gap in the numbers of open answers would tell of a closed one. */
	if (kind == JN_KIND_ANSWER && op->u.post.audience == JN_AUDIENCE_OPEN)
		op->u.post.number = s->next_number;
	op->u.post.gist = jn_gist(text[0] ? text : s->message->subject, GIST_BYTES);
	op->u.post.anonymous = jn_situation_is_anonymous(s);
	op->u.post.text = op->u.post.anonymous ? g_strdup(text) : NULL;
	/* Two posts under one id would be one to the readers' clients, and a stranger could write
	 * over another's. That of an anonymous mail names its writer's host. */
	if (s->message->message_id == NULL || s->id_taken || op->u.post.anonymous) {
		/* The last bytes of the pool; cookies take theirs from its begin. */
		g_autofree char *random =
			jn_base32_from_bytes(s->random + JN_RANDOM_BYTES - 10, 10);

		op->u.post.made_id = g_strdup_printf("%s.post@%s", random, s->domain);
	}
	op->u.post.subject = jn_plan_subject(s, parent, text, op->u.post.shared);
	op->u.post.message_id = op->u.post.made_id ? op->u.post.made_id : s->message->message_id;
	jn_plan_add(plan, JN_OP_BROADCAST)->u.broadcast.post = s->next_post;
	return op;
}

/* Whether more came than words: a picture is worth showing to all. */
static gboolean
has_attachment(const JnSituation *s)
{
	GMimeObject *part = g_mime_message_get_mime_part(s->message->mime);
	GMimeContentType *type = part ? g_mime_object_get_content_type(part) : NULL;

	return GMIME_IS_MULTIPART(part) &&
	       !g_mime_content_type_is_type(type, "multipart", "alternative") &&
	       !g_mime_content_type_is_type(type, "multipart", "signed");
}

static gboolean
has_content(const JnSituation *s)
{
	gboolean is_reply = !g_str_equal(s->message->subject, s->message->subject_base);

	if (s->new_text->text[0] != '\0' || s->message->protection != JN_PROTECTION_NONE)
		return TRUE;
	/* 'Re: Gloves' and a quote are not the writer's words; a subject of their own is, and a
	 * mail that is passed on. */
	if (!is_reply && (s->message->subject_base[0] != '\0' || s->new_text->quoted[0] != '\0'))
		return TRUE;
	/* An attachment alone (a photo of a weld) says something. */
	return has_attachment(s);
}

/* What replies to nothing is no question where its address says so, and where it asks nothing and
 * the goal is reached, or sounds as if it was. */
static gboolean
is_news(const JnSituation *s, JnSub meant, const JnCues *cues)
{
	if (meant == JN_SUB_THANKS || meant == JN_SUB_EXPERIENCE || meant == JN_SUB_TRYING ||
	    meant == JN_SUB_ACHIEVED)
		return TRUE;
	return !cues->question && (cues->achieved || s->goal->phase == JN_PHASE_ACHIEVED);
}

/* What the mail is and what else it says. A word in its address or a #command overrules its text:
 * then all of it thanks, or tells how it went. */
static JnKind
kind_of(const JnSituation *s,
	const JnPost *parent,
	gboolean is_protege,
	const char *text,
	JnSub meant,
	JnCues *ret_cues)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;
	const JnCueSource source = {text, s->message->subject, from ? from->name : NULL};
	const JnCueContext context = {is_protege ? JN_ROLE_PROTEGE : JN_ROLE_OTHER,
				      jn_parent_of(parent, s->sender->id, s->goal->protege),
				      (s->answerers != NULL && s->answerers->len > 0) ||
					      (parent && parent->kind == JN_KIND_ANSWER)};
	JnKind kind = jn_kinds_decide(&source, s->lexicons, &context, s->open_questions, ret_cues);

	if (is_protege && meant == JN_SUB_THANKS && ret_cues->grateful->len == 0)
		g_ptr_array_add(ret_cues->grateful, jn_gist(text, JN_EXPERIENCE_BYTES));
	ret_cues->experience |=
		is_protege && (meant == JN_SUB_EXPERIENCE ||
			       (jn_notice_asks_how(s->notice) && !ret_cues->trying));
	ret_cues->trying |= is_protege && meant == JN_SUB_TRYING;
	ret_cues->stuck |= is_protege && meant == JN_SUB_STUCK;
	if (kind == JN_KIND_QUESTION && is_news(s, meant, ret_cues))
		kind = JN_KIND_UPDATE;
	return kind == JN_KIND_THANKS && has_attachment(s) ? JN_KIND_FOLLOWUP : kind;
}

/* What it says besides its kind. */
static char *
says_words(const JnCues *cues, JnKind kind)
{
	g_autoptr(GPtrArray) words = jn_cues_words(cues, kind);

	g_ptr_array_remove_index(words, 0);
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

/* Those of our mails that the protege is to reply to. */
static gboolean
invites(const char *notice)
{
	static const char *const templates[] = {"goal-ready", "achieved-how", "resting", NULL};

	return g_strv_contains(templates, notice) || jn_notice_asks_how(notice);
}

/* A reply to one of our own mails that cannot be passed on. Before anything that depends on whether the
 * goal is closed: the letter that says so comes in both cases. */
static gboolean
plan_more_than_words(JnPlan *plan, const JnSituation *s)
{
	if (s->notice == NULL || jn_notice_reply_is_words(s->message, s->new_text))
		return FALSE;
	add_plain_notice(plan, s, "reply-where");
	jn_plan_hold(plan, s, s->sender->id,
		     "more than words came as a reply to our own mail; told where to write");
	return TRUE;
}

/* A reply to one of our own mails: never broadcast. TRUE if that settles it. */
static gboolean
plan_reply_to_notice(JnPlan *plan, const JnSituation *s, gboolean is_protege)
{
	JnOp *op;

	if (s->notice == NULL)
		return FALSE;
	if (is_protege && invites(s->notice))
		return FALSE;
	if (is_protege) {
		add_plain_notice(plan, s, "reply-where");
		jn_plan_hold(plan, s, s->sender->id,
			     "the protege replied to our own mail; told where to write instead");
		return TRUE;
	}
	if (jn_plan_moderate(plan, s, s->new_text->text))
		return TRUE;
	op = jn_plan_add_post(plan, s, JN_KIND_COMMENT, NULL, s->new_text->text);
	op->u.post.audience = JN_AUDIENCE_PROTEGE;
	op->u.post.closed_root = 0;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "reply to our own mail, to the protege alone");
	return TRUE;
}

/*
 * What somebody writes to a closed goal that is not in it, or below a closed post that was passed
 * on to them: the protege gets it and may let it in. They hear nothing, as they would of an open
 * goal.
 */
static gboolean
plan_outsider(JnPlan *plan, const JnSituation *s, const JnPost *parent)
{
	const JnMentor *mentor = jn_situation_mentor(s, s->sender->id);
	gboolean is_member = mentor != NULL && mentor->state == JN_MENTOR_ACCEPTED;
	JnCookie cookie = {.action = JN_ACTION_ADMIT,
			   .person = s->goal->protege,
			   .goal = s->goal->id,
			   .held = s->next_held};
	const JnMailbox *from = s->message->from->pdata[0];
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	if (s->sender->id == s->goal->protege || s->evidence.admitted || s->protege == NULL ||
	    ((is_member || s->goal->closed == 0) &&
	     (parent == NULL || jn_situation_may_see(s, parent, s->sender->id))))
		return FALSE;
	jn_plan_hold(plan, s, s->goal->protege,
		     "its author is not in the closed mentorship; the protege was asked");
	/* Somebody new has no name yet but the one they write. */
	g_variant_dict_insert(&variables, "author", "s",
			      s->sender->name == NULL && from->name != NULL
				      ? from->name
				      : jn_person_shown(s->sender));
	g_variant_dict_insert(&variables, "subject", "s", s->message->subject);
	jn_plan_add_cut(&variables, "text", s->new_text->text, SHOWN_BYTES);
	notice = jn_plan_cookie(plan, s, &cookie, s->goal->name, "held-answer", s->protege,
				&variables);
	notice->u.notice.is_reply = FALSE;
	notice->u.notice.unasked = FALSE;
	return TRUE;
}

/* 'Reached', and not a word of how: those who helped would like to read one. */
static void
ask_how(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	jn_plan_notice(plan, "achieved-how", s->sender, s->goal, &variables)->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_ACHIEVED, s->domain, s->separator);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of %s was asked how it was reached",
			 s->goal->name);
}

/* Nothing but a word that says what the mail means: '#stuck' alone, an empty mail to +trying. */
static gboolean
is_bare(const JnSituation *s, const char *text, JnSub meant)
{
	gboolean by_command = s->new_text->text[0] != '\0';

	return jn_sub_is_meaning(meant) && text[0] == '\0' && !has_attachment(s) &&
	       s->message->protection == JN_PROTECTION_NONE && (by_command || !has_content(s));
}

/* Noted, and told to nobody: there are no words that could be. FALSE: it needs some. */
static gboolean
note_phase(JnPlan *plan, const JnSituation *s, JnSub meant)
{
	JnPhase phase = meant == JN_SUB_STUCK ? JN_PHASE_STUCK : JN_PHASE_TRYING;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (meant != JN_SUB_STUCK && meant != JN_SUB_TRYING)
		return FALSE;
	jn_plan_set_phase(plan, s, phase, 0);
	g_variant_dict_insert(&variables, "noted", "s", jn_phase_word(phase));
	jn_plan_notice(plan, "noted", s->sender, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s is %s", s->goal->name,
			 jn_phase_word(phase));
	return TRUE;
}

/* A protege's mail that begins with a word behind '#' that is no command of ours, alone in its
 * line: perhaps one that was to keep what follows from others. */
static gboolean
plan_unknown_command(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *word = jn_command_unknown(s->new_text->text);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (word == NULL || s->evidence.released)
		return FALSE;
	g_variant_dict_insert(&variables, "word", "s", word);
	jn_plan_notice(plan, "unknown-command", s->sender, s->goal, &variables);
	jn_plan_hold(plan, s, s->sender->id, "it begins with a command that is none of ours");
	return TRUE;
}

/* A reply to our own mail is that, whatever posts its References name, too; to one that asks how
 * it went, it is below the answer that the letter asks of. */
static const JnPost *
parent_of(const JnSituation *s, gboolean is_protege)
{
	if (s->notice == NULL)
		return jn_thread_parent(s->message, &s->hints);
	if (!is_protege || !jn_notice_asks_how(s->notice))
		return NULL;
	return s->item != NULL ? s->item : s->hints.token;
}

void
jn_plan_post(JnPlan *plan, const JnSituation *s, JnSub meant)
{
	gboolean is_protege = s->sender->id == s->goal->protege;
	const JnPost *parent = parent_of(s, is_protege);
	gboolean is_anonymous = jn_situation_is_anonymous(s);
	g_autofree char *text = is_anonymous ? jn_plan_anonymous_text(s->new_text->text)
					     : jn_command_strip(s->new_text->text);
	/* In a digest an answer stands behind its question, and without the leave that is taken. */
	g_autofree char *exchange = jn_command_strip(s->new_text->exchange);
	/* What all get where that is no more than her own words: quoted lines could name the
	 * anonymous, and are closed in what is shared, or a letter's. */
	gboolean own_words = is_anonymous || s->evidence.shared || s->notice != NULL;
	g_autofree char *told = own_words ? g_strdup(text) : with_quotation_marks(exchange);
	g_auto(JnCues) cues = {0};
	JnKind kind = kind_of(s, parent, is_protege, text, meant, &cues);
	JnOp *op;

	/* An answer to the one question there is stands below it, whatever its subject; but who uses an
	 * old token under a new one begins something new. */
	if (kind == JN_KIND_ANSWER && parent == NULL && !is_protege &&
	    s->address.sub == JN_SUB_NONE)
		parent = s->open_question;
	if (s->goal->state == JN_GOAL_ENDED && !is_protege) {
		jn_plan_hold(plan, s, 0, "the goal has ended");
		return;
	}
	if (is_protege && is_bare(s, text, meant)) {
		if (meant == JN_SUB_ACHIEVED) {
			ask_how(plan, s);
			return;
		}
		if (note_phase(plan, s, meant))
			return;
	}
	if (!has_content(s) || is_bare(s, text, meant)) {
		add_plain_notice(plan, s, "empty");
		jn_plan_hold(plan, s, s->sender->id, "it has neither subject nor text");
		return;
	}
	if (jn_plan_goes_on(plan, s))
		return;
	if (is_protege && plan_unknown_command(plan, s))
		return;
	jn_plan_learn_name(plan, s);
	if (jn_plan_refuse_files(plan, s) || plan_more_than_words(plan, s) ||
	    plan_outsider(plan, s, parent) || plan_reply_to_notice(plan, s, is_protege) ||
	    jn_plan_moderate(plan, s, text))
		return;
	if (jn_plan_preview(plan, s, parent, text, JN_ACTION_PREVIEW))
		return;
	op = jn_plan_add_post(plan, s, kind, parent, told);
	op->u.post.says = says_words(&cues, kind);
	if (is_protege)
		jn_plan_progress(plan, s, op, parent, &cues, told, meant);
	if (kind == JN_KIND_QUESTION)
		add_receipt(plan, s, op->u.post.subject ? op->u.post.subject : s->message->subject);
	jn_plan_warn_outsiders(plan, s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "%s %" G_GINT64_FORMAT " of goal %s from person %" G_GINT64_FORMAT,
			 jn_kind_word(kind), s->next_post, s->goal->name, s->sender->id);
}

/* Away from privacy, so it needs the cookie, which shows what will be read: the new text alone. */
void
jn_plan_share(JnPlan *plan, const JnSituation *s)
{
	const JnPost *parent = jn_thread_parent(s->message, &s->hints);
	JnCookie cookie = {.action = JN_ACTION_SHARE, .goal = s->goal->id, .held = s->next_held};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *text = jn_command_strip(s->new_text->text);
	g_autofree char *subject = NULL;

	if (!jn_plan_may_say(plan, s, JN_WANT_POST))
		return;
	if (s->evidence.shared ||
	    (s->goal->closed == 0 && (parent == NULL || parent->audience == JN_AUDIENCE_OPEN))) {
		jn_plan_post(plan, s, JN_SUB_NONE);
		return;
	}
	if (jn_situation_is_anonymous(s)) {
		g_autofree char *anonymous = jn_plan_anonymous_text(s->new_text->text);

		(void)jn_plan_preview(plan, s, parent, anonymous, JN_ACTION_SHARE);
		return;
	}
	cookie.person = s->sender->id;
	jn_plan_hold(plan, s, s->sender->id, "#share in a closed goal; the protege was asked");
	subject = jn_plan_subject(s, parent, text, TRUE);
	g_variant_dict_insert(&variables, "subject", "s", subject ? subject : s->message->subject);
	jn_plan_add_cut(&variables, "text", text, SHOWN_BYTES);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "share-confirm", s->sender, &variables)
		->u.notice.unasked = FALSE;
}
