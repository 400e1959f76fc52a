/*
 * me@: one's own settings, all that is held on one, and being forgotten. Whatever is no setting is
 * answered with the page that shows them.
 *
 * Lines (core/setting.h) change them, all of one mail at once; what they say already is no change,
 * so that the page can be sent back with one line edited. What concerns another mailbox waits for
 * its cookie, and so does what cannot be taken back.
 */
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "core/command.h"
#include "core/labels.h"
#include "core/plan-parts.h"
#include "core/setting.h"

#define ME "me"

/* What the settings page will say of this mail. */
typedef struct Answer {
	JnPlan *plan;
	const JnSituation *s;
	GVariantBuilder changes; /* aa{sv} */
	GString *unknown;        /* lines that were not understood */
	guint n_changes, n_unknown, asked;
} Answer;

/* One line of it: `what` is a word of jn_setting_label_word(), goal, or many. */
static void
add_change(Answer *answer, const char *what, const char *value, const char *goal, gboolean cut)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&item, "what", "s", what);
	g_variant_dict_insert(&item, "value", "s", value);
	g_variant_dict_insert(&item, "goal", "s", goal);
	g_variant_dict_insert(&item, "cut", "b", cut);
	g_variant_builder_add_value(&answer->changes, g_variant_dict_end(&item));
	answer->n_changes++;
}

static JnOp *
add_setting(Answer *answer, JnOpKind kind, char *text)
{
	JnOp *op = jn_plan_add(answer->plan, kind);

	op->u.setting.person = answer->s->sender->id;
	op->u.setting.text = text;
	return op;
}

/* A value, or its first word where something explains it: 'daily (Learn welding)'. */
static gboolean
find_value(const JnSituation *s, const char *value, JnSettingLabel first, JnSettingLabel *ret_label)
{
	g_autofree char *word = g_strndup(value, strcspn(value, " \t(,;."));
	const char *language = jn_situation_language(s);

	return jn_labels_find(s->labels, language, value, first, JN_SETTING_NONE, ret_label) ||
	       jn_labels_find(s->labels, language, word, first, JN_SETTING_NONE, ret_label);
}

/* Less the marks that turn the direction of what stands behind them: a name is shown before other
 * people's words (UAX 9, section 2). */
static char *
without_directions(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

static gboolean
set_name(Answer *answer, const char *value)
{
	const JnPerson *sender = answer->s->sender;
	g_autofree char *plain = without_directions(value);
	g_autofree char *name = jn_gist(plain, JN_NAME_BYTES);
	JnOp *op;

	if (g_strcmp0(sender->name ? sender->name : "", name) == 0)
		return TRUE;
	/* Others see it: an address would be shown to all. */
	if (name[0] == '\0' || strchr(name, '@') != NULL)
		return FALSE;
	op = jn_plan_add(answer->plan, JN_OP_NAME);
	op->u.name.person = sender->id;
	op->u.name.name = g_strdup(name);
	add_change(answer, "name", name, "", strlen(value) > JN_NAME_BYTES);
	return TRUE;
}

static gboolean
set_language(Answer *answer, const char *value)
{
	const JnSituation *s = answer->s;
	g_autofree char *word = g_strndup(value, strcspn(value, " \t(,;."));
	const char *code = jn_labels_language(s->labels, value);

	if (code == NULL)
		code = jn_labels_language(s->labels, word);
	if (code == NULL)
		return FALSE;
	if (g_strcmp0(code, s->sender->language) == 0)
		return TRUE;
	/* Where it is what they have without having chosen it, now they have. */
	add_setting(answer, JN_OP_LANGUAGE, g_strdup(code));
	if (g_strcmp0(code, jn_situation_language(s)) != 0)
		add_change(answer, "language", code, "", FALSE);
	return TRUE;
}

static gboolean
set_skills(Answer *answer, const char *value)
{
	gboolean cut;
	g_autofree char *skills = jn_plan_skills_list(answer->s, value, &cut);

	if (g_strcmp0(answer->s->sender->skills ? answer->s->sender->skills : "", skills) == 0)
		return TRUE;
	add_setting(answer, JN_OP_SKILLS, g_strdup(skills));
	add_change(answer, "skills", skills, "", cut);
	return TRUE;
}

/* ---- rhythms ---- */

static JnMode
mode_of(JnSettingLabel label)
{
	static const JnMode modes[] = {
		[JN_SETTING_EACH] = JN_MODE_EACH,   [JN_SETTING_QUESTIONS] = JN_MODE_QUESTIONS,
		[JN_SETTING_DAILY] = JN_MODE_DAILY, [JN_SETTING_WEEKLY] = JN_MODE_WEEKLY,
		[JN_SETTING_NONE] = JN_MODE_NONE,
	};

	return modes[label];
}

static void
set_mode(Answer *answer, const JnFollow *follow, JnMode mode)
{
	JnOp *op = jn_plan_add(answer->plan, JN_OP_FOLLOW);

	op->u.follow.goal = follow->goal;
	op->u.follow.person = answer->s->sender->id;
	op->u.follow.mode = mode;
}

/* All they follow, but for what they follow and want nothing of: who follows open@ has left such a
 * goal. Where they want nothing of anything, all of it comes back. */
static gboolean
set_digest(Answer *answer, const char *value)
{
	const GPtrArray *follows = answer->s->follows;
	gboolean changed = FALSE, all = TRUE;
	JnSettingLabel label;
	JnMode mode;

	if (!find_value(answer->s, value, JN_SETTING_EACH, &label))
		return FALSE;
	mode = mode_of(label);
	for (guint i = 0; follows != NULL && i < follows->len; i++)
		all = all && ((JnFollow *)follows->pdata[i])->mode == JN_MODE_NONE;
	for (guint i = 0; follows != NULL && i < follows->len; i++) {
		const JnFollow *follow = follows->pdata[i];

		if (follow->mode == mode || (follow->mode == JN_MODE_NONE && !all))
			continue;
		set_mode(answer, follow, mode);
		changed = TRUE;
	}
	if (changed)
		add_change(answer, "digest", jn_mode_word(mode), "", FALSE);
	return TRUE;
}

/* 'learn-welding: daily'. FALSE if the label is no goal of theirs, or the value no rhythm. */
static gboolean
set_goal(Answer *answer, const char *name, const char *value)
{
	const GPtrArray *follows = answer->s->follows;
	JnSettingLabel label;

	for (guint i = 0; follows != NULL && i < follows->len; i++) {
		const JnFollow *follow = follows->pdata[i];

		if (g_ascii_strcasecmp(follow->name, name) != 0)
			continue;
		if (!find_value(answer->s, value, JN_SETTING_EACH, &label))
			return FALSE;
		if (follow->mode == mode_of(label))
			return TRUE;
		set_mode(answer, follow, mode_of(label));
		add_change(answer, "goal", jn_mode_word(mode_of(label)),
			   follow->title[0] != '\0' ? follow->title : follow->name, FALSE);
		return TRUE;
	}
	return FALSE;
}

/* Weekly, or not at all. */
static gboolean
set_weekly(Answer *answer, JnOpKind kind, const char *what, gboolean is_none, const char *value)
{
	JnSettingLabel label;

	if (!find_value(answer->s, value, JN_SETTING_WEEKLY, &label))
		return FALSE;
	if (is_none == (label == JN_SETTING_NONE))
		return TRUE;
	add_setting(answer, kind, g_strdup(jn_setting_label_word(label)));
	add_change(answer, what, jn_setting_label_word(label), "", FALSE);
	return TRUE;
}

static gboolean
set_thanks(Answer *answer, const char *value)
{
	return set_weekly(answer, JN_OP_THANKS, "thanks", answer->s->sender->no_thanks, value);
}

static gboolean
set_introductions(Answer *answer, const char *value)
{
	return set_weekly(answer, JN_OP_INTRODUCTIONS, "introductions",
			  answer->s->sender->no_introductions, value);
}

/* ---- addresses ---- */

/* The address in a value; clients write 'a@b <mailto:a@b>' for a plain one. NULL: there is none
 * that could be somebody's. Caller frees. */
static char *
address_of(const JnSituation *s, const char *value)
{
	gsize begin = strspn(value, " \t<");
	g_autofree char *addr = g_strndup(value + begin, strcspn(value + begin, " \t<>,;"));
	const char *at = strrchr(addr, '@');

	if (at == NULL || !jn_address_is_safe(addr) || g_ascii_strcasecmp(at + 1, s->domain) == 0)
		return NULL;
	return jn_fold(addr, -1);
}

static gboolean
is_theirs(const JnSituation *s, const char *addr)
{
	return s->addresses != NULL &&
	       g_ptr_array_find_with_equal_func((GPtrArray *)s->addresses, addr, g_str_equal, NULL);
}

static gboolean
is_primary(const JnSituation *s, const char *addr)
{
	return s->addresses != NULL && s->addresses->len > 0 &&
	       g_str_equal(s->addresses->pdata[0], addr);
}

/* Whether one more mailbox may be asked; said once if not. */
static gboolean
may_ask(Answer *answer, const char *addr)
{
	answer->asked++;
	if (answer->asked == JN_ADDRESSES_ASKED + 1)
		add_change(answer, "many", addr, "", FALSE);
	return answer->asked <= JN_ADDRESSES_ASKED &&
	       jn_situation_answer(answer->s, JN_WANT_ADDRESS) != JN_ANSWER_HOLD;
}

static GVariant *
payload_of(const char *addr)
{
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&payload, "addr", "s", addr);
	return g_variant_dict_end(&payload);
}

/* First their own mailbox is asked, then the other (few a day, whoever names it): a mail alone must
 * not make us write to a third person, nor a token give anybody an address. */
static gboolean
set_address(Answer *answer, const char *value)
{
	const JnSituation *s = answer->s;
	g_autofree char *addr = address_of(s, value);
	JnCookie cookie = {.action = JN_ACTION_LINK, .person = s->sender->id};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (addr == NULL)
		return FALSE;
	if (is_theirs(s, addr) || !may_ask(answer, addr))
		return TRUE;
	cookie.payload = payload_of(addr);
	g_variant_dict_insert(&variables, "other_address", "s", addr);
	jn_plan_cookie(answer->plan, s, &cookie, ME, "link-confirm", s->sender, &variables)
		->u.notice.unasked = FALSE;
	add_change(answer, "address", addr, "", FALSE);
	return TRUE;
}

static gboolean
set_remove(Answer *answer, const char *value)
{
	const JnSituation *s = answer->s;
	g_autofree char *addr = address_of(s, value);
	JnOp *op;

	if (addr == NULL || !is_theirs(s, addr) || is_primary(s, addr))
		return FALSE;
	op = jn_plan_add(answer->plan, JN_OP_UNLINK);
	op->u.link.person = s->sender->id;
	op->u.link.addr = g_strdup(addr);
	add_change(answer, "remove", addr, "", FALSE);
	return TRUE;
}

/* The new one is asked; that it is theirs both have confirmed before. The old one is told. */
static gboolean
set_main(Answer *answer, const char *value)
{
	const JnSituation *s = answer->s;
	g_autofree char *addr = address_of(s, value);
	JnCookie cookie = {.action = JN_ACTION_PRIMARY, .person = s->sender->id};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	if (addr == NULL || !is_theirs(s, addr))
		return FALSE;
	if (is_primary(s, addr) || !may_ask(answer, addr))
		return TRUE;
	cookie.payload = payload_of(addr);
	g_variant_dict_insert(&variables, "other_address", "s", addr);
	notice =
		jn_plan_cookie(answer->plan, s, &cookie, ME, "main-confirm", s->sender, &variables);
	notice->u.notice.unasked = FALSE;
	notice->u.notice.address = g_strdup(addr);
	add_change(answer, "main", addr, "", FALSE);
	return TRUE;
}

/* ---- a mail of settings ---- */

/* FALSE: not understood. */
static gboolean (*const setters[JN_N_SETTINGS])(Answer *, const char *) = {
	[JN_SETTING_NAME] = set_name,       [JN_SETTING_LANGUAGE] = set_language,
	[JN_SETTING_SKILLS] = set_skills,   [JN_SETTING_DIGEST] = set_digest,
	[JN_SETTING_THANKS] = set_thanks,   [JN_SETTING_INTRODUCTIONS] = set_introductions,
	[JN_SETTING_ADDRESS] = set_address, [JN_SETTING_REMOVE] = set_remove,
	[JN_SETTING_MAIN] = set_main,
};

/* One of our links, 'label: address' in the text of our page. */
static gboolean
is_link(const JnSituation *s, const JnSetting *setting)
{
	const char *at = strrchr(setting->value, '@');

	return at != NULL && g_ascii_strncasecmp(at + 1, s->domain, strlen(s->domain)) == 0 &&
	       strcspn(setting->value, " ") > (gsize)(at - setting->value);
}

static void
add_unknown(Answer *answer, const JnSetting *setting)
{
	g_autofree char *line = g_strdup_printf("%s: %s", setting->label, setting->value);
	g_autofree char *cut = jn_gist(line, JN_SETTINGS_QUOTED_BYTES);

	if (answer->n_unknown++ < JN_SETTINGS_QUOTED)
		g_string_append_printf(answer->unknown, "%s%s",
				       answer->unknown->len > 0 ? "\n" : "", cut);
}

static void
apply_settings(Answer *answer)
{
	const JnSituation *s = answer->s;
	const char *language = jn_situation_language(s);
	g_autoptr(GPtrArray) settings = jn_settings_parse(s->new_text->text);

	for (guint i = 0; i < settings->len; i++) {
		const JnSetting *setting = settings->pdata[i];
		JnSettingLabel label;
		gboolean known = jn_labels_find(s->labels, language, setting->label,
						JN_SETTING_NAME, JN_SETTING_MAIN, &label);

		gboolean understood = known ? setters[label](answer, setting->value)
					    : set_goal(answer, setting->label, setting->value);

		if (!understood && (known || !is_link(s, setting)))
			add_unknown(answer, setting);
	}
}

/* The page; a reply to it proves itself. */
static void
add_page(Answer *answer)
{
	const JnSituation *s = answer->s;
	JnClaim claim = {'r', 0, 0, s->sender->id};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	g_variant_dict_insert_value(&variables, "changes", g_variant_builder_end(&answer->changes));
	g_variant_dict_insert(&variables, "unknown", "s", answer->unknown->str);
	op = jn_plan_notice(answer->plan, "me", s->sender, NULL, &variables);
	op->u.notice.reply_to = jn_capability_address(s->keys, &claim, s->now + JN_CAPABILITY_LIFE,
						      ME, s->domain, s->separator);
	jn_plan_conclude(answer->plan, JN_OUTCOME_DONE,
			 "settings of person %" G_GINT64_FORMAT
			 ": %u changed or asked, %u not understood",
			 s->sender->id, answer->n_changes, answer->n_unknown);
}

/* What the page says, and does: the settings of a mail, or one that a link sets. */
static void
plan_page(JnPlan *plan, const JnSituation *s, gboolean read, gboolean no_introductions)
{
	g_autoptr(GString) unknown = g_string_new(NULL);
	Answer answer = {.plan = plan, .s = s, .unknown = unknown};

	g_variant_builder_init(&answer.changes, G_VARIANT_TYPE("aa{sv}"));
	if (read)
		apply_settings(&answer);
	if (no_introductions)
		(void)set_introductions(&answer, "none");
	add_page(&answer);
}

/* The way out in each introduction: as of digests, the token is the proof. */
static void
plan_no_introductions(JnPlan *plan, const JnSituation *s)
{
	JnSituation own = *s;

	if (!jn_situation_is_way_out(s, 'i', JN_WANT_STOP)) {
		jn_plan_hold(plan, s, 0,
			     "it stops introductions with a token that is none of ours");
		return;
	}
	own.sender = s->claimed;
	plan_page(plan, &own, FALSE, TRUE);
}

/* ---- what else can be asked for ---- */

static void
plan_off(JnPlan *plan, const JnPerson *person)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	jn_plan_add(plan, JN_OP_NO_DIGESTS)->u.person.person = person->id;
	jn_plan_notice(plan, "digests-off", person, NULL, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " gets no digests any more", person->id);
}

static void
plan_off_by_token(JnPlan *plan, const JnSituation *s)
{
	if (jn_situation_is_way_out(s, 'u', JN_WANT_UNSUBSCRIBE))
		plan_off(plan, s->claimed);
	else
		jn_plan_hold(plan, s, 0, "it stops digests with a token that is none of ours");
}

static void
plan_export(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	jn_plan_notice(plan, "export", s->sender, NULL, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "all that is held on person %" G_GINT64_FORMAT " is sent to them",
			 s->sender->id);
}

/* Whatever proves the mail: this cannot be taken back, so only a reply from their mailbox does it.
 */
static void
plan_forget(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {.action = JN_ACTION_FORGET};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (jn_situation_answer(s, JN_WANT_ERASE) == JN_ANSWER_HOLD) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	cookie.person = s->sender->id;
	jn_plan_cookie(plan, s, &cookie, ME, "forget-confirm", s->sender, &variables)
		->u.notice.unasked = !jn_situation_is_proven(s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " wants to be forgotten; was asked to confirm",
			 s->sender->id);
}

static void
plan_proven(JnPlan *plan, const JnSituation *s, JnSub sub)
{
	if (sub == JN_SUB_EXPORT) {
		plan_export(plan, s);
	} else if (sub == JN_SUB_UNSUBSCRIBE) {
		plan_off(plan, s->sender);
	} else {
		jn_plan_learn_name(plan, s);
		plan_page(plan, s, sub == JN_SUB_NONE, FALSE);
	}
}

/* What the address says, or else the first #command, or a mail of one word. NONE: settings. */
static JnSub
word_of(const JnSituation *s)
{
	g_autoptr(GArray) commands = NULL;

	if (s->address.sub == JN_SUB_UNSUBSCRIBE_PERSON ||
	    s->address.sub == JN_SUB_NO_INTRODUCTIONS || jn_sub_word(s->address.sub) != NULL)
		return s->address.sub;
	commands = jn_commands_parse(s->new_text->text, NULL);
	if (commands->len > 0)
		return g_array_index(commands, JnSub, 0);
	return jn_command_alone(s->new_text->text[0] != '\0' ? s->new_text->text
							     : s->message->subject_base);
}

void
jn_plan_me(JnPlan *plan, const JnSituation *situation)
{
	JnSituation s = *situation;
	JnSub sub = word_of(situation);
	JnWant want = sub == JN_SUB_UNSUBSCRIBE ? JN_WANT_UNSUBSCRIBE : JN_WANT_POST;

	/* #export to a goal is of no goal either. */
	s.goal = NULL;
	if (sub == JN_SUB_UNSUBSCRIBE_PERSON)
		plan_off_by_token(plan, &s);
	else if (sub == JN_SUB_NO_INTRODUCTIONS)
		plan_no_introductions(plan, &s);
	else if (sub == JN_SUB_FORGET)
		plan_forget(plan, &s);
	else if (jn_situation_answer(&s, want) == JN_ANSWER_ACT)
		plan_proven(plan, &s, sub);
	else if (!jn_plan_hold_for_link(plan, &s))
		jn_plan_hold_unproven(plan, &s);
}

void
jn_plan_confirm_primary(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_add(plan, JN_OP_PRIMARY);
	const char *before = s->addresses->pdata[0];
	const char *addr = "";

	(void)g_variant_lookup(s->cookie->payload, "addr", "&s", &addr);
	op->u.link.person = s->cookie->person;
	op->u.link.addr = g_strdup(addr);
	for (guint i = 0; i < 2; i++) {
		g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
		JnOp *notice;

		g_variant_dict_insert(&variables, "other_address", "s", addr);
		notice = jn_plan_notice(plan, "main-done", s->claimed, NULL, &variables);
		notice->u.notice.address = g_strdup(i == 0 ? before : addr);
		notice->u.notice.is_reply = i == 1;
	}
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "mail to person %" G_GINT64_FORMAT " goes to another address of theirs",
			 s->cookie->person);
}

void
jn_plan_confirm_forget(JnPlan *plan, const JnSituation *s)
{
	jn_plan_add(plan, JN_OP_FORGET)->u.person.person = s->cookie->person;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "person %" G_GINT64_FORMAT " is forgotten",
			 s->cookie->person);
}
