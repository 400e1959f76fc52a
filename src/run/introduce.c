#include "run/introduce.h"

#include "base/base32.h"
#include "base/limits.h"
#include "core/address.h"
#include "core/due.h"
#include "core/skill.h"
#include "store/digest.h"
#include "store/goal.h"
#include "store/held.h"
#include "store/introduce.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/post.h"
#include "store/skill.h"

#define HOUR 3600
/* Offsets of zones are whole quarters of an hour. */
#define QUARTER 900
/* Less what the clock may be late: who was told at this hour a week ago has room. */
#define WEEK (7 * JN_DAY - HOUR)
/* People, or goals, of one transaction, and transactions of one kind in one turn of the clock: some
 * seconds; 100,000 people are looked through in ten turns. */
#define PAGE 200
#define TURN 50
/* Of what waits for one person, looked through for what they may hear. */
#define WAITING_MAX 100
/* How long a goal has been stuck before its question is sent once more. */
#define STUCK_FOR JN_DAY

typedef gboolean (*Work)(JnSite *site, gpointer data, gint64 now, GError **error);

static gboolean
transact(JnSite *site, Work work, gpointer data, gint64 now, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!work(site, data, now, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}

/* ---- reading what people can help with ---- */

/* That their skills are in. */
static const char *
language_of(const JnSite *site, const JnPerson *person)
{
	const char *language = jn_person_language(person);

	return language ? language : site->config->language;
}

static gboolean
read_skill(JnSite *site,
	   const JnPerson *person,
	   const char *language,
	   JnStemmer *stemmer,
	   const char *skill,
	   GError **error)
{
	g_autoptr(GPtrArray) stems = jn_skill_stems(stemmer, skill);
	g_autofree char *key = jn_skill_key(stemmer, skill);

	return stems->len == 0 ||
	       jn_skill_save(site->db, person->id, language, key, skill, stems, error);
}

static gboolean
read_person(JnSite *site, gint64 id, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(JnStemmer) stemmer = NULL;
	g_auto(GStrv) skills = NULL;
	const char *language;

	if (!jn_person_load(site->db, id, &person, error) || !jn_skill_drop(site->db, id, error) ||
	    !jn_skill_save_read(site->db, id, error))
		return FALSE;
	if (person == NULL)
		return TRUE;
	language = language_of(site, person);
	stemmer = jn_stemmer_new(language);
	skills = g_strsplit(person->skills, ", ", -1);
	for (char **skill = skills; *skill != NULL; skill++)
		if (!read_skill(site, person, language, stemmer, *skill, error))
			return FALSE;
	return TRUE;
}

static gboolean
read_page(JnSite *site, gpointer data, gint64 now, GError **error)
{
	const GArray *people = data;

	(void)now;
	for (guint i = 0; i < people->len; i++)
		if (!read_person(site, g_array_index(people, gint64, i), error))
			return FALSE;
	return TRUE;
}

static gboolean
read_people(JnSite *site, gint64 now, GError **error)
{
	for (guint turn = 0; turn < TURN; turn++) {
		g_autoptr(GArray) people = NULL;

		if (!jn_skill_unread(site->db, PAGE, &people, error))
			return FALSE;
		if (people->len == 0)
			return TRUE;
		if (!transact(site, read_page, people, now, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- which skills fit ---- */

/* What a goal, or a question of it, needs; in one language. */
static JnSkillText *
text_of(JnStemmer *stemmer, const JnGoal *goal, const JnPost *question, const char *words)
{
	JnSkillText *text = jn_skill_text_new(stemmer);

	jn_skill_text_add_goal(text, goal);
	if (question != NULL)
		jn_skill_text_add(text, question->subject_base);
	if (words != NULL)
		jn_skill_text_add(text, words);
	return text;
}

/* Those of a stem that fit, to a hash table of JnSkill by id. */
static gboolean
add_fitting(JnSite *site,
	    const char *language,
	    const JnSkillText *text,
	    const char *stem,
	    gboolean leads,
	    GHashTable *seen,
	    GPtrArray *fitting,
	    GError **error)
{
	g_autoptr(GPtrArray) skills = NULL;

	if (g_hash_table_size(seen) >= JN_SKILL_CANDIDATES)
		return TRUE;
	if (!jn_skill_list(site->db, language, stem, leads, JN_SKILL_LIKE, &skills, error))
		return FALSE;
	while (skills->len > 0) {
		JnSkill *skill = g_ptr_array_steal_index(skills, skills->len - 1);

		if (g_hash_table_add(seen, g_memdup2(&skill->id, sizeof skill->id)) &&
		    jn_skill_fits(text, skill->shown))
			g_ptr_array_add(fitting, skill);
		else
			jn_skill_free(skill);
	}
	return TRUE;
}

static gboolean
add_language(JnSite *site,
	     const char *language,
	     const JnGoal *goal,
	     const JnPost *question,
	     const char *words,
	     GPtrArray *fitting,
	     GError **error)
{
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new(language);
	g_autoptr(JnSkillText) text = text_of(stemmer, goal, question, words);
	g_autoptr(GPtrArray) stems = jn_skill_text_stems(text);
	g_autoptr(GPtrArray) items = jn_skill_text_item_stems(text);
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	for (guint i = 0; i < items->len; i++)
		if (!add_fitting(site, language, text, items->pdata[i], FALSE, seen, fitting,
				 error))
			return FALSE;
	for (guint i = 0; i < stems->len; i++)
		if (!add_fitting(site, language, text, stems->pdata[i], TRUE, seen, fitting, error))
			return FALSE;
	return TRUE;
}

/* JnSkill, of all languages. `question` and its `words` may be NULL. */
static gboolean
find_fitting(JnSite *site,
	     const JnGoal *goal,
	     const JnPost *question,
	     const char *words,
	     GPtrArray **ret_fitting,
	     GError **error)
{
	g_autoptr(GPtrArray) fitting =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_skill_free);
	g_autoptr(GPtrArray) languages = NULL;

	if (!jn_skill_languages(site->db, &languages, error))
		return FALSE;
	for (guint i = 0; i < languages->len; i++)
		if (!add_language(site, languages->pdata[i], goal, question, words, fitting, error))
			return FALSE;
	*ret_fitting = g_steal_pointer(&fitting);
	return TRUE;
}

gboolean
jn_introduce_suggest(JnSite *site, const JnGoal *goal, char **ret_skills, GError **error)
{
	JnGoal unnamed = *goal;
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new(site->config->language);
	g_autoptr(JnSkillText) named = jn_skill_text_new(stemmer);
	g_autoptr(GPtrArray) fitting = NULL;
	g_autoptr(GPtrArray) suggested = g_ptr_array_new();

	/* By its words, whatever it names. */
	unnamed.skills = (char *)"";
	if (!find_fitting(site, &unnamed, NULL, NULL, &fitting, error))
		return FALSE;
	jn_skill_text_add_list(named, goal->skills);
	for (guint i = 0; i < fitting->len && suggested->len < JN_SUGGESTED; i++) {
		char *shown = ((JnSkill *)fitting->pdata[i])->shown;

		if (!jn_skill_fits(named, shown) &&
		    !g_ptr_array_find_with_equal_func(suggested, shown, g_str_equal, NULL))
			g_ptr_array_add(suggested, shown);
	}
	g_ptr_array_add(suggested, NULL);
	*ret_skills = g_strjoinv(", ", (char **)suggested->pdata);
	return TRUE;
}

/* ---- looking for people ---- */

static gint
by_id(gconstpointer a, gconstpointer b)
{
	gint64 one = *(const gint64 *)a;
	gint64 other = *(const gint64 *)b;

	return one < other ? -1 : one > other;
}

/* The next people who have one of the skills, in the order of their ids. */
static gboolean
people_of(JnSite *site, const GPtrArray *skills, gint64 after, GArray **ret_people, GError **error)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
	GArray *people;

	for (guint i = 0; i < skills->len; i++) {
		const JnSkill *skill = skills->pdata[i];
		g_autoptr(GArray) some = NULL;

		if (!jn_skill_people(site->db, skill->id, after, PAGE, &some, error))
			return FALSE;
		g_array_append_vals(all, some->data, some->len);
	}
	g_array_sort(all, by_id);
	people = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; i < all->len && people->len < PAGE; i++)
		if (i == 0 ||
		    by_id(&g_array_index(all, gint64, i), &g_array_index(all, gint64, i - 1)) != 0)
			g_array_append_val(people, g_array_index(all, gint64, i));
	*ret_people = people;
	return TRUE;
}

/* The goal and question of a search; *ret_over: it leads nowhere any more. */
static gboolean
seeking_load(JnSite *site,
	     const JnSeeking *seeking,
	     JnGoal **ret_goal,
	     JnPost **ret_question,
	     char **ret_words,
	     gboolean *ret_over,
	     GError **error)
{
	if (!jn_goal_load(site->db, seeking->goal, ret_goal, error) ||
	    (seeking->post != 0 &&
	     (!jn_post_load(site->db, seeking->post, JN_READER_ANYONE, ret_question, error) ||
	      !jn_post_text(site->db, seeking->post, ret_words, error))))
		return FALSE;
	*ret_over = *ret_goal == NULL || (*ret_goal)->state != JN_GOAL_OPEN ||
		    (*ret_goal)->phase == JN_PHASE_ACHIEVED ||
		    (seeking->post != 0 && (*ret_question == NULL || (*ret_question)->removed));
	return TRUE;
}

/* One page of one search. */
static gboolean
seek(JnSite *site, gpointer data, gint64 now, GError **error)
{
	JnSeeking *seeking = data;
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JnPost) question = NULL;
	g_autofree char *words = NULL;
	g_autoptr(GPtrArray) fitting = NULL;
	g_autoptr(GArray) people = NULL;
	gboolean over;

	if (!seeking_load(site, seeking, &goal, &question, &words, &over, error))
		return FALSE;
	if (over)
		return jn_seeking_end(site->db, seeking, error);
	if (!find_fitting(site, goal, question, words, &fitting, error) ||
	    !people_of(site, fitting, seeking->cursor, &people, error))
		return FALSE;
	for (guint i = 0; i < people->len; i++) {
		seeking->cursor = g_array_index(people, gint64, i);
		if (seeking->cursor != goal->protege &&
		    !jn_introduced_save(site->db, goal->id, seeking->post, seeking->cursor, now,
					error))
			return FALSE;
	}
	return people->len < PAGE ? jn_seeking_end(site->db, seeking, error)
				  : jn_seeking_save(site->db, seeking, error);
}

/* The next page of each search that is under way. */
static gboolean
seek_all(JnSite *site, gint64 now, GError **error)
{
	for (guint turn = 0; turn < TURN;) {
		g_autoptr(GPtrArray) list = NULL;

		if (!jn_seeking_list(site->db, TURN, &list, error))
			return FALSE;
		if (list->len == 0)
			return TRUE;
		for (guint i = 0; i < list->len; i++, turn++)
			if (!transact(site, seek, list->pdata[i], now, error))
				return FALSE;
	}
	return TRUE;
}

/* ---- questions once more ---- */

/* When the question is to be sent once more; 0: not before something happens. */
static gint64
again_at(const JnOpenQuestion *question, const JnConfig *config)
{
	gint64 stuck = question->since + STUCK_FOR;
	gint64 waited = question->created + config->question_days * JN_DAY;

	if (question->post == 0 || (!question->stuck && question->answered))
		return 0;
	if (!question->stuck)
		return waited;
	return question->answered ? stuck : MIN(stuck, waited);
}

static gboolean
ask_again_page(JnSite *site, gpointer data, gint64 now, GError **error)
{
	const GPtrArray *questions = data;

	for (guint i = 0; i < questions->len; i++) {
		const JnOpenQuestion *question = questions->pdata[i];
		gint64 again = again_at(question, site->config);

		if (again != 0 && again <= now) {
			if (!jn_question_send_again(site->db, question->goal, question->post,
						    error))
				return FALSE;
			/* There may be another, of which nobody is to hear in the same hour. */
			again = now + 1;
		}
		if (!jn_question_save_again(site->db, question->goal, again, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
ask_again(JnSite *site, gint64 now, GError **error)
{
	for (;;) {
		g_autoptr(GPtrArray) questions = NULL;

		if (!jn_question_due(site->db, now, PAGE, &questions, error))
			return FALSE;
		if (questions->len == 0)
			return TRUE;
		if (!transact(site, ask_again_page, questions, now, error))
			return FALSE;
	}
}

/* ---- telling ---- */

/* What the person can help with and fits; "" if nothing does, any more. */
static gboolean
fits_of(JnSite *site,
	const JnPerson *person,
	const JnIntroduction *introduction,
	char **ret_fits,
	GError **error)
{
	const JnSeeking like = {.goal = introduction->goal, .post = introduction->post};
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new(language_of(site, person));
	g_auto(GStrv) skills = g_strsplit(person->skills, ", ", -1);
	g_autoptr(GPtrArray) fits = g_ptr_array_new();
	g_autoptr(JnSkillText) text = NULL;
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JnPost) question = NULL;
	g_autofree char *words = NULL;
	gboolean over;

	if (!seeking_load(site, &like, &goal, &question, &words, &over, error))
		return FALSE;
	if (!over)
		text = text_of(stemmer, goal, question, words);
	for (char **skill = skills; text != NULL && *skill != NULL; skill++)
		if (jn_skill_fits(text, *skill))
			g_ptr_array_add(fits, *skill);
	g_ptr_array_add(fits, NULL);
	*ret_fits = g_strjoinv(", ", (char **)fits->pdata);
	return TRUE;
}

/* They follow as soon as a mail comes there: only their mailbox has it. */
static gboolean
join_link_new(JnSite *site, gint64 person, gint64 goal, gint64 now, char **ret_link, GError **error)
{
	const JnConfig *config = site->config;
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) kept = NULL;
	g_autoptr(JnGoal) joined = NULL;
	guint8 bytes[10];
	g_autofree char *secret = NULL;
	g_autofree char *address = NULL;
	g_autofree char *path = NULL;
	JnCookie cookie = {.action = JN_ACTION_FOLLOW,
			   .person = person,
			   .goal = goal,
			   .expires = now + JN_INTRODUCTION_LIFE};

	if (!jn_goal_load(site->db, goal, &joined, error))
		return FALSE;
	jn_random_bytes(bytes, sizeof bytes);
	secret = jn_base32_from_bytes(bytes, sizeof bytes);
	g_variant_dict_insert(&payload, "mode", "s", jn_mode_word(JN_MODE_EACH));
	kept = g_variant_ref_sink(g_variant_dict_end(&payload));
	cookie.payload = kept;
	address = jn_address_format_cookie(joined->name, secret, config->domain, config->separator);
	path = g_uri_escape_string(address, "@", TRUE);
	*ret_link = g_strconcat("mailto:", path, NULL);
	return jn_cookie_save_new(site->db, &cookie, secret, now, error);
}

static gboolean
tell(JnSite *site,
     const JnPerson *person,
     const JnIntroduction *introduction,
     const char *fits,
     gint64 now,
     GError **error)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) all = NULL;
	g_autofree char *link = g_strdup("");
	JnOutbox row = {.template_name = (char *)(introduction->post ? "once-more" : "introduce"),
			.to = JN_TO_PERSON,
			.person = person->id,
			.goal = introduction->goal,
			.created = now,
			.due = now};

	if (!introduction->follows) {
		g_clear_pointer(&link, g_free);
		if (!join_link_new(site, person->id, introduction->goal, now, &link, error))
			return FALSE;
	}
	g_variant_dict_insert(&variables, "join_link", "s", link);
	g_variant_dict_insert(&variables, "expires", "t", (guint64)(now + JN_INTRODUCTION_LIFE));
	g_variant_dict_insert(&variables, "fits", "s", fits);
	g_variant_dict_insert(&variables, "question", "x", introduction->post);
	all = g_variant_ref_sink(g_variant_dict_end(&variables));
	row.variables = all;
	return jn_outbox_save_new(site->db, &row, error) &&
	       jn_introduced_save_told(site->db, person->id, introduction, now, error);
}

/* The first that they may hear now; what they may never hear is gone. */
static gboolean
tell_one(JnSite *site, const JnPerson *person, gint64 now, gint64 *count, GError **error)
{
	g_autoptr(GPtrArray) waiting = NULL;

	if (!jn_introduced_waiting(site->db, person->id, WAITING_MAX, &waiting, error))
		return FALSE;
	for (guint i = 0; i < waiting->len; i++) {
		const JnIntroduction *one = waiting->pdata[i];
		g_autofree char *fits = NULL;

		if (one->state == JN_HEARING_LATER)
			continue;
		if (!fits_of(site, person, one, &fits, error))
			return FALSE;
		if (one->state == JN_HEARING_NOW && fits[0] != '\0') {
			++*count;
			return tell(site, person, one, fits, now, error);
		}
		if (!jn_introduced_remove(site->db, person->id, one, error))
			return FALSE;
	}
	return TRUE;
}

/* A page of people who have something waiting. */
typedef struct Page {
	GArray *people;
	gint64 count; /* mails made */
} Page;

static gboolean
tell_page(JnSite *site, gpointer data, gint64 now, GError **error)
{
	Page *page = data;

	for (guint i = 0; i < page->people->len; i++) {
		gint64 id = g_array_index(page->people, gint64, i);
		g_autoptr(JnPerson) person = NULL;
		gint64 told;

		if (!jn_person_load(site->db, id, &person, error) ||
		    !jn_introduced_count(site->db, id, now - WEEK, &told, error))
			return FALSE;
		if (person != NULL && !person->no_introductions &&
		    told < site->config->introductions &&
		    !tell_one(site, person, now, &page->count, error))
			return FALSE;
	}
	return TRUE;
}

/* Who is done twice, because the program died between pages, is told of one more. */
static gboolean
tell_zone(JnSite *site, gint64 zone, gint64 now, gint64 *count, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GArray) people = NULL;
		Page page = {0};

		if (!jn_introduced_people(site->db, zone, after, PAGE, &people, error))
			return FALSE;
		if (people->len == 0)
			return TRUE;
		after = g_array_index(people, gint64, people->len - 1);
		page.people = people;
		if (!transact(site, tell_page, &page, now, error))
			return FALSE;
		*count += page.count;
	}
}

static gboolean
tell_all(JnSite *site, gint64 last, gint64 now, gint64 *count, GError **error)
{
	const JnConfig *config = site->config;
	g_autoptr(GArray) zones = NULL;

	if (!jn_digest_zones(site->db, &zones, error))
		return FALSE;
	for (guint i = 0; i < zones->len; i++) {
		gint64 zone = g_array_index(zones, gint64, i);
		int offset = zone == G_MAXINT64 ? jn_site_zone(site, now) : (int)zone;

		if (jn_due_between(last, now, offset, config->hour, config->weekday).daily &&
		    !tell_zone(site, zone, now, count, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- the clock ---- */

static gboolean
save_clock(JnSite *site, gpointer task, gint64 now, GError **error)
{
	return jn_clock_save(site->db, task, now, error);
}

static gboolean
end_all(JnSite *site, gpointer data, gint64 now, GError **error)
{
	(void)data;
	(void)now;
	return jn_seeking_end_all(site->db, error);
}

/* A site that introduces nobody owes nothing for that time, should it begin to. */
static gboolean
introduce_nobody(JnSite *site, gint64 now, GError **error)
{
	gboolean any;

	return jn_seeking_is_any(site->db, &any, error) &&
	       (!any || transact(site, end_all, NULL, now, error));
}

static gboolean
expire(JnSite *site, gpointer data, gint64 now, GError **error)
{
	(void)data;
	return jn_introduced_expire(site->db, now - JN_INTRODUCTION_WAIT, error);
}

static gboolean
hourly(JnSite *site, gint64 now, GError **error)
{
	gint64 last;

	if (!jn_clock_load(site->db, "once-more", &last, error))
		return FALSE;
	if (last != 0 && last / HOUR == now / HOUR)
		return TRUE;
	return ask_again(site, now, error) && transact(site, expire, NULL, now, error) &&
	       transact(site, save_clock, (gpointer) "once-more", now, error);
}

gboolean
jn_introduce_tick(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
{
	gint64 last;

	*ret_count = 0;
	if (!read_people(site, now, error))
		return FALSE;
	if (site->config->introductions == 0)
		return introduce_nobody(site, now, error);
	if (!hourly(site, now, error) || !seek_all(site, now, error) ||
	    !jn_clock_load(site->db, "introduce", &last, error))
		return FALSE;
	if (last != 0 && last / QUARTER == now / QUARTER)
		return TRUE;
	if (last != 0 && !tell_all(site, last, now, ret_count, error))
		return FALSE;
	return transact(site, save_clock, (gpointer) "introduce", now, error);
}
