#include "core/skill.h"

#include <string.h>

#include "base/limits.h"
#include "core/plan-parts.h"
#include "core/sentence.h"

/* Letters of a word that counts; characters of a Chinese or Japanese one. */
#define LETTERS 3
#define CHARACTERS 2
/* Places of one word that are looked at. */
#define PLACES 1000

/* ---- lists ---- */

/* A list's mark, blanks and a full stop are not the skill. */
static char *
item_of(const char *word)
{
	g_autofree char *item = jn_gist(word, JN_SKILL_BYTES);
	const char *begin = item;
	gsize len;

	if ((begin[0] == '-' || begin[0] == '*') && begin[1] == ' ')
		begin += 2;
	len = strlen(begin);
	while (len > 0 && begin[len - 1] == '.')
		len--;
	return g_strndup(begin, len);
}

char *
jn_skills_list(const char *text, gboolean *ret_cut)
{
	g_auto(GStrv) words = g_strsplit_set(text, strpbrk(text, ",;") ? ",;" : "\n", -1);
	g_autoptr(GPtrArray) skills = g_ptr_array_new_with_free_func(g_free);

	*ret_cut = FALSE;
	for (char **word = words; *word != NULL; word++) {
		char *skill = item_of(*word);

		*ret_cut |= strlen(g_strstrip(*word)) > JN_SKILL_BYTES;
		if (skill[0] == '\0' || skills->len == JN_SKILLS ||
		    g_ptr_array_find_with_equal_func(skills, skill, g_str_equal, NULL)) {
			*ret_cut |= skill[0] != '\0' && skills->len == JN_SKILLS;
			g_free(skill);
		} else {
			g_ptr_array_add(skills, skill);
		}
	}
	g_ptr_array_add(skills, NULL);
	return g_strjoinv(", ", (char **)skills->pdata);
}

/* ---- words ---- */

typedef struct Token {
	char *stems[2];   /* as stem.h has them; of a character the first alone */
	guint sentence;   /* that it stands in */
	gsize bytes;      /* of the word, folded */
	gboolean counts;  /* alone; characters count together */
	gboolean is_char; /* Chinese, Japanese, and what else is a word by itself */
	gboolean joined;  /* such a one, directly behind the word before */
} Token;

static void
token_clear(gpointer data)
{
	Token *token = data;

	g_free(token->stems[0]);
	g_free(token->stems[1]);
}

static GArray *
tokens_new(void)
{
	GArray *tokens = g_array_new(FALSE, TRUE, sizeof(Token));

	g_array_set_clear_func(tokens, token_clear);
	return tokens;
}

static const Token *
token_at(const GArray *tokens, guint i)
{
	return &g_array_index(tokens, Token, i);
}

static void
token_add(
	GArray *tokens, JnStemmer *stemmer, const JnWord *word, const char *behind, guint sentence)
{
	Token token = {.sentence = sentence, .bytes = strlen(word->folded)};

	/* An address is no skill. */
	if (token.bytes == 0)
		return;
	token.is_char = jn_character_is_word(g_utf8_get_char(word->start));
	if (token.is_char)
		token.stems[0] = g_strdup(word->folded);
	else
		jn_stemmer_stem(stemmer, word->start, word->len, token.stems);
	token.joined = token.is_char && word->start == behind;
	token.counts = !token.is_char && g_utf8_strlen(word->folded, -1) >= LETTERS;
	g_array_append_val(tokens, token);
}

/* Appends the words of a text; sentences are numbered from `first` on, or all have that number.
 * Returns the next number. */
static guint
tokens_read(GArray *tokens, JnStemmer *stemmer, const char *text, guint first, gboolean one)
{
	g_auto(JnSentences) read = {0};

	jn_sentences_init(&read, text);
	for (guint i = 0; i < read.sentences->len && tokens->len < JN_SKILL_WORDS; i++) {
		const JnSentence *sentence = &g_array_index(read.sentences, JnSentence, i);
		const char *behind = NULL;

		for (guint at = sentence->first; at < sentence->first + sentence->n; at++) {
			const JnWord *word = &g_array_index(read.words, JnWord, at);

			token_add(tokens, stemmer, word, behind, one ? first : first + i);
			behind = word->start + word->len;
		}
	}
	return first + (one ? 1 : read.sentences->len);
}

static gboolean
tokens_equal(const Token *one, const Token *other)
{
	for (guint i = 0; i < 2; i++)
		for (guint k = 0; k < 2; k++)
			if (one->stems[i] != NULL && g_strcmp0(one->stems[i], other->stems[k]) == 0)
				return TRUE;
	return FALSE;
}

/* ---- a skill ---- */

/* A word, or characters that stand together. */
typedef struct Unit {
	guint first, n; /* tokens */
	gboolean counts;
} Unit;

static GArray *
units_of(const GArray *tokens)
{
	GArray *units = g_array_new(FALSE, TRUE, sizeof(Unit));

	for (guint i = 0; i < tokens->len;) {
		Unit unit = {.first = i, .n = 1, .counts = token_at(tokens, i)->counts};

		if (token_at(tokens, i)->is_char) {
			while (i + unit.n < tokens->len && token_at(tokens, i + unit.n)->joined)
				unit.n++;
			unit.counts = unit.n >= CHARACTERS;
		}
		g_array_append_val(units, unit);
		i += unit.n;
	}
	return units;
}

/* Its longest word that counts; the first where none does; NULL without a word. */
static const Unit *
lead_of(const GArray *units, const GArray *tokens)
{
	const Unit *lead = NULL;

	for (guint i = 0; i < units->len; i++) {
		const Unit *unit = &g_array_index(units, Unit, i);

		if (lead == NULL || (unit->counts && !lead->counts) ||
		    (unit->counts == lead->counts &&
		     token_at(tokens, unit->first)->bytes * unit->n >
			     token_at(tokens, lead->first)->bytes * lead->n))
			lead = unit;
	}
	return lead;
}

void
jn_skill_stem_free(JnSkillStem *stem)
{
	if (stem == NULL)
		return;
	g_free(stem->stem);
	g_free(stem);
}

static void
stem_add(GPtrArray *stems, const char *text, gboolean lead)
{
	JnSkillStem *stem;

	for (guint i = 0; text != NULL && i < stems->len; i++) {
		stem = stems->pdata[i];
		if (g_str_equal(stem->stem, text)) {
			stem->lead |= lead;
			return;
		}
	}
	if (text == NULL)
		return;
	stem = g_new0(JnSkillStem, 1);
	stem->stem = g_strdup(text);
	stem->lead = lead;
	g_ptr_array_add(stems, stem);
}

GPtrArray *
jn_skill_stems(JnStemmer *stemmer, const char *skill)
{
	GPtrArray *stems = g_ptr_array_new_with_free_func((GDestroyNotify)jn_skill_stem_free);
	g_autoptr(GArray) tokens = tokens_new();
	g_autoptr(GArray) units = NULL;
	const Unit *lead;

	(void)tokens_read(tokens, stemmer, skill, 0, TRUE);
	units = units_of(tokens);
	lead = lead_of(units, tokens);
	for (guint i = 0; i < tokens->len; i++) {
		/* A skill of short words fits no text, so none of it leads there. */
		gboolean leads = lead->counts && i == lead->first;

		stem_add(stems, token_at(tokens, i)->stems[0], leads);
		stem_add(stems, token_at(tokens, i)->stems[1], leads);
	}
	return stems;
}

static char *
key_of(const GArray *tokens)
{
	g_autoptr(GString) key = g_string_new(NULL);

	for (guint i = 0; i < tokens->len; i++)
		g_string_append_printf(key, "%s%s", i > 0 ? " " : "",
				       token_at(tokens, i)->stems[0]);
	return g_strdup(key->str);
}

char *
jn_skill_key(JnStemmer *stemmer, const char *skill)
{
	g_autoptr(GArray) tokens = tokens_new();

	(void)tokens_read(tokens, stemmer, skill, 0, TRUE);
	return key_of(tokens);
}

/* ---- a text ---- */

struct JnSkillText {
	JnStemmer *stemmer;
	GArray *tokens;     /* Token */
	GHashTable *places; /* stem (of a token) -> GArray of guint: its tokens */
	GPtrArray *items;   /* of the list: GArray of Token each */
	guint sentences;
};

JnSkillText *
jn_skill_text_new(JnStemmer *stemmer)
{
	JnSkillText *text = g_new0(JnSkillText, 1);

	text->stemmer = stemmer;
	text->tokens = tokens_new();
	text->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					     (GDestroyNotify)g_array_unref);
	text->items = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	return text;
}

void
jn_skill_text_free(JnSkillText *text)
{
	if (text == NULL)
		return;
	g_array_unref(text->tokens);
	g_hash_table_unref(text->places);
	g_ptr_array_unref(text->items);
	g_free(text);
}

static void
place_add(JnSkillText *text, const char *stem, guint place)
{
	GArray *places = stem != NULL ? g_hash_table_lookup(text->places, stem) : NULL;

	if (stem == NULL)
		return;
	if (places == NULL) {
		places = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(text->places, g_strdup(stem), places);
	}
	if (places->len < PLACES)
		g_array_append_val(places, place);
}

static void
add(JnSkillText *text, const char *words, gboolean one)
{
	guint from = text->tokens->len;

	text->sentences = tokens_read(text->tokens, text->stemmer, words, text->sentences, one);
	for (guint i = from; i < text->tokens->len; i++) {
		place_add(text, token_at(text->tokens, i)->stems[0], i);
		place_add(text, token_at(text->tokens, i)->stems[1], i);
	}
}

void
jn_skill_text_add(JnSkillText *text, const char *words)
{
	add(text, words, FALSE);
}

void
jn_skill_text_add_list(JnSkillText *text, const char *skills)
{
	gboolean cut;
	g_autofree char *list = jn_skills_list(skills, &cut);
	g_auto(GStrv) items = g_strsplit(list, ", ", -1);

	for (char **item = items; *item != NULL; item++) {
		GArray *tokens = tokens_new();

		(void)tokens_read(tokens, text->stemmer, *item, 0, TRUE);
		g_ptr_array_add(text->items, tokens);
		add(text, *item, TRUE);
	}
}

void
jn_skill_text_add_goal(JnSkillText *text, const JnGoal *goal)
{
	jn_skill_text_add(text, goal->title);
	if (goal->skills[0] != '\0') {
		jn_skill_text_add_list(text, goal->skills);
		return;
	}
	jn_skill_text_add(text, goal->background);
	jn_skill_text_add(text, goal->expectations);
}

GPtrArray *
jn_skill_text_stems(const JnSkillText *text)
{
	GPtrArray *stems = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer stem;

	g_hash_table_iter_init(&iter, text->places);
	while (g_hash_table_iter_next(&iter, &stem, NULL))
		g_ptr_array_add(stems, g_strdup(stem));
	return stems;
}

GPtrArray *
jn_skill_text_item_stems(const JnSkillText *text)
{
	GPtrArray *stems = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < text->items->len; i++) {
		const GArray *tokens = text->items->pdata[i];
		g_autoptr(GArray) units = units_of(tokens);
		const Unit *lead = lead_of(units, tokens);

		for (guint k = 0; lead != NULL && k < 2; k++) {
			const char *stem = token_at(tokens, lead->first)->stems[k];

			if (stem != NULL)
				g_ptr_array_add(stems, g_strdup(stem));
		}
	}
	return stems;
}

/* ---- whether one fits ---- */

/* Whether the unit stands at that place of `in`, before `end`. */
static gboolean
stands_at(const GArray *of, const Unit *unit, const GArray *in, guint place, guint end)
{
	if (place + unit->n > end)
		return FALSE;
	for (guint i = 0; i < unit->n; i++)
		if ((i > 0 && !token_at(in, place + i)->joined) ||
		    !tokens_equal(token_at(of, unit->first + i), token_at(in, place + i)))
			return FALSE;
	return TRUE;
}

static gboolean
stands_between(const GArray *of, const Unit *unit, const GArray *in, guint from, guint end)
{
	for (guint place = from; place < end; place++)
		if (stands_at(of, unit, in, place, end))
			return TRUE;
	return FALSE;
}

/* Whether all units of `of` that count stand between. */
static gboolean
all_between(const GArray *of, const GArray *units, const GArray *in, guint from, guint end)
{
	for (guint i = 0; i < units->len; i++) {
		const Unit *unit = &g_array_index(units, Unit, i);

		if (unit->counts && !stands_between(of, unit, in, from, end))
			return FALSE;
	}
	return TRUE;
}

/* Whether all stand in one sentence, near the lead that stands at `place`. */
static gboolean
all_near(const GArray *of, const GArray *units, const GArray *in, guint place)
{
	guint sentence = token_at(in, place)->sentence;
	guint width = JN_SKILL_GAP;
	guint first = place, last = place;

	for (guint i = 0; i < units->len; i++)
		if (g_array_index(units, Unit, i).counts)
			width += g_array_index(units, Unit, i).n;
	while (first > 0 && place - first + 1 < width &&
	       token_at(in, first - 1)->sentence == sentence)
		first--;
	while (last + 1 < in->len && last - place + 1 < width &&
	       token_at(in, last + 1)->sentence == sentence)
		last++;
	for (guint from = first; from <= place; from++)
		if (all_between(of, units, in, from, MIN(from + width, last + 1)))
			return TRUE;
	return FALSE;
}

static gboolean
fits_text(const JnSkillText *text, const GArray *skill, const GArray *units, const Unit *lead)
{
	for (guint k = 0; k < 2; k++) {
		const char *stem = token_at(skill, lead->first)->stems[k];
		const GArray *places = stem ? g_hash_table_lookup(text->places, stem) : NULL;

		for (guint i = 0; places != NULL && i < places->len; i++)
			if (all_near(skill, units, text->tokens, g_array_index(places, guint, i)))
				return TRUE;
	}
	return FALSE;
}

static gboolean
fits_item(const GArray *item, const GArray *skill)
{
	g_autoptr(GArray) units = units_of(item);
	g_autofree char *one = key_of(item);
	g_autofree char *other = key_of(skill);
	const Unit *lead = lead_of(units, item);

	if (lead == NULL)
		return FALSE;
	return (lead->counts && all_between(item, units, skill, 0, skill->len)) ||
	       g_str_equal(one, other);
}

gboolean
jn_skill_fits(const JnSkillText *text, const char *skill)
{
	g_autoptr(GArray) tokens = tokens_new();
	g_autoptr(GArray) units = NULL;
	const Unit *lead;

	(void)tokens_read(tokens, text->stemmer, skill, 0, TRUE);
	units = units_of(tokens);
	lead = lead_of(units, tokens);
	if (lead == NULL)
		return FALSE;
	if (lead->counts && fits_text(text, tokens, units, lead))
		return TRUE;
	for (guint i = 0; i < text->items->len; i++)
		if (fits_item(text->items->pdata[i], tokens))
			return TRUE;
	return FALSE;
}
