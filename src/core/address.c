#include "core/address.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"

static const struct {
	const char *word;
	JnSub sub;
} words[] = {
	{"subscribe", JN_SUB_SUBSCRIBE},
	{"questions", JN_SUB_QUESTIONS},
	{"digest", JN_SUB_DIGEST},
	{"unsubscribe", JN_SUB_UNSUBSCRIBE},
	{"daily", JN_SUB_DAILY},
	{"none", JN_SUB_MUTE},
	{"thanks", JN_SUB_THANKS},
	{"experience", JN_SUB_EXPERIENCE},
	{"trying", JN_SUB_TRYING},
	{"stuck", JN_SUB_STUCK},
	{"achieved", JN_SUB_ACHIEVED},
	{"help", JN_SUB_HELP},
	{"background", JN_SUB_BACKGROUND},
	{"close", JN_SUB_CLOSE},
	{"open", JN_SUB_OPEN},
	{"leave", JN_SUB_LEAVE},
	{"choose", JN_SUB_CHOOSE},
	{"nudges", JN_SUB_NUDGES},
	{"stop", JN_SUB_STOP},
	{"share", JN_SUB_SHARE},
	{"moderate", JN_SUB_MODERATE},
	{"skills", JN_SUB_SKILLS},
	{"fit", JN_SUB_FIT},
	{"anon", JN_SUB_ANON},
	{"reveal", JN_SUB_REVEAL},
	{"export", JN_SUB_EXPORT},
	{"forget", JN_SUB_FORGET},
};

/* sub = letter "." fields */
static const struct {
	char letter;
	JnSub sub;
	gboolean post, person;
} tokens[] = {
	{'r', JN_SUB_REPLY, TRUE, TRUE},
	{'q', JN_SUB_SHARED, TRUE, FALSE},
	{'u', JN_SUB_UNSUBSCRIBE_PERSON, FALSE, TRUE},
	{'i', JN_SUB_NO_INTRODUCTIONS, FALSE, TRUE},
	{'c', JN_SUB_CONFIRM, FALSE, FALSE},
	{'b', JN_SUB_BOUNCE, TRUE, TRUE},
	{'p', JN_SUB_PROBE, TRUE, TRUE},
	{'s', JN_SUB_BOUNCE_SHARED, TRUE, FALSE},
	{'f', JN_SUB_REFLECT, TRUE, TRUE},
};

/* RFC 2142 sections 3 to 6, and names that an MTA or its administrator uses. */
static const char *const operator_names[] = {
	"postmaster", "abuse", "noc",    "security", "hostmaster",    "webmaster", "www",
	"uucp",       "ftp",   "usenet", "news",     "info",          "marketing", "sales",
	"support",    "root",  "admin",  "daemon",   "mailer-daemon", "operator",
};

static const char *const own_names[] = {"new",     "open",     "me",   "bounces", "journster",
					"noreply", "no-reply", "goal", "help"};

void
jn_address_clear(JnAddress *address)
{
	g_clear_pointer(&address->name, g_free);
	g_clear_pointer(&address->secret, g_free);
	g_clear_pointer(&address->verp, g_free);
}

JnSub
jn_sub_from_word(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(words[i].word, word) == 0)
			return words[i].sub;
	return JN_SUB_UNKNOWN;
}

const char *
jn_sub_word(JnSub sub)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (words[i].sub == sub)
			return words[i].word;
	return NULL;
}

gboolean
jn_sub_is_meaning(JnSub sub)
{
	return sub == JN_SUB_THANKS || sub == JN_SUB_EXPERIENCE || sub == JN_SUB_TRYING ||
	       sub == JN_SUB_STUCK || sub == JN_SUB_ACHIEVED;
}

static gboolean
is_in(const char *name, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (g_str_equal(name, list[i]))
			return TRUE;
	return FALSE;
}

gboolean
jn_goal_name_is_reserved(const char *name)
{
	return is_in(name, operator_names, G_N_ELEMENTS(operator_names)) ||
	       is_in(name, own_names, G_N_ELEMENTS(own_names));
}

static JnPlace
place_of(const char *name)
{
	if (g_str_equal(name, "new"))
		return JN_PLACE_NEW;
	if (g_str_equal(name, "open"))
		return JN_PLACE_STREAM;
	if (g_str_equal(name, "me"))
		return JN_PLACE_ME;
	if (g_str_equal(name, "bounces"))
		return JN_PLACE_BOUNCES;
	if (is_in(name, operator_names, G_N_ELEMENTS(operator_names)))
		return JN_PLACE_OPERATOR;
	return JN_PLACE_GOAL;
}

static gboolean
is_base32(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz234567")] == '\0';
}

/* Reads the fields behind the letter; FALSE where one is missing, too many or no base32. */
static gboolean
token_parse(char **fields, gsize which, JnAddress *address)
{
	gsize at = 1;
	gboolean has_secret = tokens[which].sub != JN_SUB_SHARED;

	if (g_strv_length(fields) !=
	    1u + tokens[which].post + tokens[which].person + (has_secret ? 1 : 0))
		return FALSE;
	if (tokens[which].post && !jn_base32_to_number(fields[at++], &address->post))
		return FALSE;
	if (tokens[which].person && !jn_base32_to_number(fields[at++], &address->person))
		return FALSE;
	if (has_secret) {
		if (!is_base32(fields[at]))
			return FALSE;
		address->secret = g_strdup(fields[at]);
	}
	address->sub = tokens[which].sub;
	return TRUE;
}

static void
sub_parse(const char *sub, JnAddress *address)
{
	g_auto(GStrv) fields = NULL;

	address->sub = jn_sub_from_word(sub);
	if (address->sub != JN_SUB_UNKNOWN)
		return;
	if (sub[0] == '\0' || sub[1] != '.') {
		address->sub = sub[0] == '\0'          ? JN_SUB_UNKNOWN
			       : g_str_equal(sub, "c") ? JN_SUB_CONFIRM
			       : sub[1] == '\0'        ? JN_SUB_UNKNOWN
						       : JN_SUB_OTHER_WORD;
		return;
	}
	fields = g_strsplit(sub, ".", 6);
	for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++) {
		if (tokens[i].letter != sub[0] || token_parse(fields, i, address))
			continue;
		address->post = 0;
		address->person = 0;
	}
	/* A piece of a cookie: who wrote there said yes to something, and no more. */
	if (sub[0] == 'c' && address->sub == JN_SUB_UNKNOWN)
		address->sub = JN_SUB_CONFIRM;
}

/* name = 1*( ALPHA / DIGIT / "-" ) */
static gboolean
is_name(const char *name)
{
	gsize len = strlen(name);

	return len >= 1 && len <= JN_GOAL_NAME_BYTES &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The local part in lower case, with what a client wrote as %2B for a sign put back: some copy an
 * address from a mailto: link as it stands there (RFC 6068 section 2). No local part of ours has
 * a '%', so none is misread. Caller frees. */
static char *
local_decode(const char *local, gsize len)
{
	GString *out = g_string_sized_new(len);

	for (gsize i = 0; i < len; i++) {
		int high = local[i] == '%' && len - i > 2 ? g_ascii_xdigit_value(local[i + 1]) : -1;
		int low = high >= 0 ? g_ascii_xdigit_value(local[i + 2]) : -1;
		char c = low >= 0 ? (char)(high << 4 | low) : local[i];

		/* A NUL would end the name, and make of it another. */
		g_string_append_c(out, c == '\0' ? '%' : g_ascii_tolower(c));
		i += low >= 0 ? 2 : 0;
	}
	return g_string_free(out, FALSE);
}

/* Blanks and control characters stand in no address of ours; in replies to an MTA they would make a
 * line of their own. */
static gboolean
is_printed(const char *local)
{
	for (; *local != '\0'; local++)
		if ((guchar)*local <= ' ' || *local == 127)
			return FALSE;
	return TRUE;
}

/* Cuts off what an MTA has appended to the return path of a shared copy: "+" user "=" domain. No token
 * has a '+', and no domain a '='. NULL: there is nothing. */
static char *
verp_cut(char *local, char separator)
{
	const char prefix[] = {'b', 'o', 'u', 'n', 'c', 'e', 's', separator, 's', '.', '\0'};
	char *plus = g_str_has_prefix(local, prefix) ? strchr(local + strlen(prefix), '+') : NULL;
	const char *equals = plus ? strrchr(plus, '=') : NULL;

	if (equals == NULL || equals == plus + 1 || equals[1] == '\0')
		return NULL;
	*plus = '\0';
	return g_strdup_printf("%.*s@%s", (int)(equals - plus - 1), plus + 1, equals + 1);
}

gboolean
jn_address_parse(const char *addr, const char *domain, char separator, JnAddress *ret_address)
{
	g_auto(JnAddress) address = {0};
	g_autofree char *local = NULL;
	g_autofree char *verp = NULL;
	const char *at = strrchr(addr, '@');
	char *sep;

	if (at == NULL || g_ascii_strcasecmp(at + 1, domain) != 0 ||
	    at - addr > 3 * JN_LOCAL_PART_BYTES)
		return FALSE;
	local = local_decode(addr, (gsize)(at - addr));
	if (strlen(local) > JN_LOCAL_PART_BYTES || !is_printed(local))
		return FALSE;
	verp = verp_cut(local, separator);
	/* A name may hold '-' although that can be the separator: the token's letter and dot, or a
	 * word that we know, tell where it begins. */
	sep = separator == '-' ? strrchr(local, '-') : strchr(local, separator);
	if (sep != NULL && separator == '-' && jn_sub_from_word(sep + 1) == JN_SUB_UNKNOWN &&
	    (sep[1] == '\0' || sep[2] != '.'))
		sep = NULL;
	if (sep != NULL) {
		*sep = '\0';
		sub_parse(sep + 1, &address);
	}
	if (!is_name(local))
		return FALSE;
	address.name = g_steal_pointer(&local);
	address.place = place_of(address.name);
	if (address.sub == JN_SUB_BOUNCE_SHARED)
		address.verp = g_steal_pointer(&verp);
	*ret_address = address;
	address = (JnAddress){0};
	return TRUE;
}

char *
jn_address_format(const char *name, JnSub sub, const char *domain, char separator)
{
	const char *word = jn_sub_word(sub);

	return word ? g_strdup_printf("%s%c%s@%s", name, separator, word, domain)
		    : g_strdup_printf("%s@%s", name, domain);
}

char *
jn_address_format_cookie(const char *name, const char *cookie, const char *domain, char separator)
{
	return g_strdup_printf("%s%cc.%s@%s", name, separator, cookie, domain);
}

char *
jn_address_format_shared(const char *name, gint64 post, const char *domain, char separator)
{
	g_autofree char *msg = jn_base32_from_number(post);

	return g_strdup_printf("%s%cq.%s@%s", name, separator, msg, domain);
}

/* Of atoms alone (RFC 5322 section 3.2.3), less '%', which the parser takes for a sign of a link; and
 * as the parser gives it back. */
gboolean
jn_address_takes_verp(const char *path, const char *addr)
{
	const char *at = strrchr(addr, '@');
	gsize len = (gsize)(strrchr(path, '@') - path) + 1 + strlen(addr);

	if (at == NULL || at == addr || len > JN_LOCAL_PART_BYTES || strchr(at, '=') != NULL)
		return FALSE;
	for (const char *p = addr; *p != '\0'; p++)
		if (p != at && !g_ascii_isalnum(*p) && strchr("!#$&'*+-/=?^_`{|}~.", *p) == NULL)
			return FALSE;
	return TRUE;
}

char *
jn_goal_name_from_title(const char *title)
{
	g_autofree char *ascii = g_str_to_ascii(title, "C");
	g_autoptr(GString) name = g_string_new(NULL);
	gsize letters = 0;

	for (const char *p = ascii; *p != '\0'; p++) {
		/* GLib writes '?' for what it cannot transliterate: those letters are gone. */
		if (g_ascii_isalnum(*p)) {
			g_string_append_c(name, g_ascii_tolower(*p));
			letters++;
		} else if (*p != '\'' && *p != '?' && name->len > 0 &&
			   name->str[name->len - 1] != '-') {
			g_string_append_c(name, '-');
		}
	}
	if (name->len > JN_GOAL_NAME_BYTES) {
		char *word_end;

		g_string_truncate(name, JN_GOAL_NAME_BYTES + 1);
		word_end = strrchr(name->str, '-');
		/* Cut at a word, unless that leaves a stump. */
		g_string_truncate(name, word_end != NULL && word_end - name->str >= 8
						? (gsize)(word_end - name->str)
						: JN_GOAL_NAME_BYTES);
	}
	while (name->len > 0 && name->str[name->len - 1] == '-')
		g_string_truncate(name, name->len - 1);
	if (letters < 2 || name->len < 2)
		return NULL;
	return g_strdup(name->str);
}
