#include "run/letter-mould.h"

#include <string.h>

#include "base/base32.h"
#include "render/escape.h"

/* Moulds that are kept; each is as large as a mail. */
#define MOULDS_MAX 32
/* Stands for the name in a mould; of the characters that mean nothing (Unicode: private use). */
#define NAME "\xee\x80\x80"
/* Letters of a token (core/capability.h). */
#define TOKEN_LETTERS 17

/* What follows a literal. */
enum { HOLE_END = -1, HOLE_NAME = -2 };

typedef struct Piece {
	char *literal;
	int hole; /* or the number of a claim */
} Piece;

typedef struct Mould {
	GArray *claims; /* JnWorkClaim */
	GArray *subject, *text, *html;
} Mould;

static void
piece_clear(gpointer data)
{
	g_free(((Piece *)data)->literal);
}

static void
mould_free(gpointer data)
{
	Mould *mould = data;

	g_array_unref(mould->claims);
	g_clear_pointer(&mould->subject, g_array_unref);
	g_clear_pointer(&mould->text, g_array_unref);
	g_clear_pointer(&mould->html, g_array_unref);
	g_free(mould);
}

/* ---- cutting ---- */

/* Tokens of a person stand in addresses as ".WHO.TOKEN". */
typedef struct Knife {
	char *who;          /* ".WHO." */
	GHashTable *tokens; /* char * -> number of its claim */
} Knife;

static char *
token_of(const JnWork *work, const JnWorkClaim *one, gint64 person)
{
	JnClaim claim = one->claim;

	claim.person = person;
	return jn_capability_format(&work->site->keys, &claim, one->expires);
}

static void
piece_add(GArray *pieces, const char *from, const char *to, int hole)
{
	Piece piece = {g_strndup(from, (gsize)(to - from)), hole};

	g_array_append_val(pieces, piece);
}

/* NULL: there is a token that is none of the claims'. */
static GArray *
cut(const char *text, const Knife *knife)
{
	g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	const char *name = strstr(text, NAME);
	const char *who = strstr(text, knife->who);

	g_array_set_clear_func(pieces, piece_clear);
	while (name != NULL || who != NULL) {
		g_autofree char *token = NULL;
		gpointer number;

		if (who == NULL || (name != NULL && name < who)) {
			piece_add(pieces, text, name, HOLE_NAME);
			text = name + strlen(NAME);
			name = strstr(text, NAME);
			continue;
		}
		token = g_strndup(who + strlen(knife->who), TOKEN_LETTERS);
		if (!g_hash_table_lookup_extended(knife->tokens, token, NULL, &number))
			return NULL;
		piece_add(pieces, text, who, GPOINTER_TO_INT(number));
		text = who + strlen(knife->who) + strlen(token);
		who = strstr(text, knife->who);
	}
	piece_add(pieces, text, text + strlen(text), HOLE_END);
	return g_steal_pointer(&pieces);
}

static Mould *
mould_new(const JnWork *work, const JnRecipient *to, const JnLetter *letter)
{
	g_autofree char *letters = jn_base32_from_number(to->person);
	g_autofree char *who = g_strdup_printf(".%s.", letters);
	g_autoptr(GHashTable) tokens = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const Knife knife = {who, tokens};
	Mould *mould = g_new0(Mould, 1);

	mould->claims = g_array_ref(work->claims);
	for (guint i = 0; i < mould->claims->len; i++)
		g_hash_table_insert(
			tokens,
			token_of(work, &g_array_index(mould->claims, JnWorkClaim, i), to->person),
			GINT_TO_POINTER((int)i));
	mould->subject = cut(letter->subject, &knife);
	mould->text = cut(letter->text, &knife);
	mould->html = cut(letter->html, &knife);
	if (mould->subject != NULL && mould->text != NULL && mould->html != NULL)
		return mould;
	mould_free(mould);
	return NULL;
}

/* ---- filling ---- */

static char *
fill(const GArray *pieces, const GPtrArray *tokens, const char *name)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < pieces->len; i++) {
		const Piece *piece = &g_array_index(pieces, Piece, i);

		g_string_append(out, piece->literal);
		if (piece->hole == HOLE_NAME)
			g_string_append(out, name);
		else if (piece->hole != HOLE_END)
			g_string_append(out, tokens->pdata[piece->hole]);
	}
	return g_string_free(out, FALSE);
}

static void
mould_fill(const Mould *mould, const JnWork *work, const JnRecipient *to, JnLetter *ret_letter)
{
	g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *who = jn_base32_from_number(to->person);
	g_autoptr(GString) escaped = g_string_new(NULL);
	const char *name = to->name ? to->name : "";

	jn_escape_html(escaped, name);
	for (guint i = 0; i < mould->claims->len; i++) {
		g_autofree char *token =
			token_of(work, &g_array_index(mould->claims, JnWorkClaim, i), to->person);

		g_ptr_array_add(tokens, g_strdup_printf(".%s.%s", who, token));
	}
	*ret_letter = (JnLetter){.subject = fill(mould->subject, tokens, name),
				 .text = fill(mould->text, tokens, name),
				 .html = fill(mould->html, tokens, escaped->str)};
}

/* ---- */

/* A name that a letter shows as it is. */
static gboolean
is_plain(const char *name)
{
	for (const char *p = name ? name : ""; *p != '\0'; p = g_utf8_next_char(p))
		if (!g_unichar_isprint(g_utf8_get_char(p)) || g_str_has_prefix(p, NAME))
			return FALSE;
	return TRUE;
}

static void
mould_keep(JnSite *site, const char *key, Mould *mould)
{
	if (site->moulds == NULL)
		site->moulds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, mould_free);
	if (g_hash_table_size(site->moulds) >= MOULDS_MAX)
		g_hash_table_remove_all(site->moulds);
	g_hash_table_replace(site->moulds, g_strdup(key), mould);
}

static char *
key_of(const JnWork *work, const JnRecipient *to)
{
	return g_strdup_printf("%s %d %d %d %s", jn_work_language(work, to), to->has_zone,
			       to->has_zone ? to->zone : 0, to->name != NULL && to->name[0] != '\0',
			       work->mould_key);
}

gboolean
jn_mould_letter(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
{
	g_autofree char *key = key_of(work, to);
	Mould *mould = work->site->moulds ? g_hash_table_lookup(work->site->moulds, key) : NULL;
	g_auto(JnLetter) letter = {0};
	JnRecipient anybody = *to;

	if (!is_plain(to->name))
		return jn_work_read_words(work, error) &&
		       jn_work_letter_new(work, to, ret_letter, error);
	if (mould == NULL) {
		if (to->name != NULL && to->name[0] != '\0')
			anybody.name = (char *)NAME;
		if (!jn_work_read_words(work, error) ||
		    !jn_work_letter_new(work, &anybody, &letter, error))
			return FALSE;
		mould = mould_new(work, to, &letter);
		if (mould == NULL)
			return jn_work_letter_new(work, to, ret_letter, error);
		mould_keep(work->site, key, mould);
	}
	mould_fill(mould, work, to, ret_letter);
	return TRUE;
}
