#include "core/traces.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "core/trace-phone.h"

/* A line that greets or takes leave: 'Hi, Bo here', 'All the best, Bo'. */
#define SHORT_LINE_WORDS 4

void
jn_trace_free(JnTrace *trace)
{
	if (trace == NULL)
		return;
	g_free(trace->found);
	g_free(trace);
}

const char *
jn_trace_word(JnTraceKind kind)
{
	static const char *const words[] = {
		[JN_TRACE_NAME] = "name",
		[JN_TRACE_ADDRESS] = "address",
		[JN_TRACE_LINK] = "link",
		[JN_TRACE_PHONE] = "phone",
	};

	return words[kind];
}

/* What is looked for, made ready once. */
typedef struct Search {
	const JnTraced *who;
	GPtrArray *long_names;  /* char *, folded: three letters and more */
	GPtrArray *short_names; /* char *, as written */
	GPtrArray *locals;      /* char *, folded: what stands before the @ of their addresses */
	GPtrArray *handles;     /* ... less its marks; less its digits, too */
	GPtrArray *found;       /* JnTrace */
} Search;

/* Case and marks away: 'José' and 'JOSE' are one. Caller frees. */
static char *
fold(const char *text)
{
	g_autofree char *parts = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
	g_autofree char *folded = g_utf8_casefold(parts ? parts : text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_type(g_utf8_get_char(p)) != G_UNICODE_NON_SPACING_MARK)
			g_string_append_unichar(out, g_utf8_get_char(p));
	return g_string_free(out, FALSE);
}

/* Letters that stand without blanks between words. */
static gboolean
is_unspaced(const char *word)
{
	return g_unichar_iswide(g_utf8_get_char(word));
}

/* The next word from *at on: letters, digits and marks; NULL: none. *at: behind it. */
static char *
next_word(const char **at)
{
	const char *start = *at;
	const char *end;

	while (*start != '\0' && !g_unichar_isalnum(g_utf8_get_char(start)))
		start = g_utf8_next_char(start);
	for (end = start; *end != '\0'; end = g_utf8_next_char(end))
		if (!g_unichar_isalnum(g_utf8_get_char(end)) &&
		    !g_unichar_ismark(g_utf8_get_char(end)))
			break;
	*at = end;
	return end > start ? g_strndup(start, (gsize)(end - start)) : NULL;
}

/* Words within a name that are nobody's. */
static gboolean
is_particle(const char *folded)
{
	static const char *const particles[] = {"von", "van", "der", "den", "del", "des",
						"dos", "das", "the", "and", "bin", "ibn",
						"los", "las", "via", "for", NULL};

	return g_strv_contains(particles, folded);
}

/* A folded text less all but its letters and digits, or but its letters. Caller frees. */
static char *
squeeze(const char *folded, gboolean digits)
{
	GString *out = g_string_new(NULL);

	for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalpha(c) || (digits && g_unichar_isdigit(c)))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

/* 'AnaLund', 'LundAna': the words of a name as one, and the first and the last of them. */
static void
add_joined(Search *search, const GPtrArray *words)
{
	const char *first, *last;

	if (words->len < 2)
		return;
	first = words->pdata[0];
	last = words->pdata[words->len - 1];
	g_ptr_array_add(search->long_names, g_strconcat(first, last, NULL));
	g_ptr_array_add(search->long_names, g_strconcat(last, first, NULL));
	if (words->len > 2) {
		g_autoptr(GString) all = g_string_new(NULL);

		for (guint i = 0; i < words->len; i++)
			g_string_append(all, words->pdata[i]);
		g_ptr_array_add(search->long_names, g_string_free(g_steal_pointer(&all), FALSE));
	}
}

/* Shorter ones are words of any text. */
#define HANDLE_BYTES 4

/* 'ana.lund77+lists' is 'analund77' and 'analund' elsewhere. */
static void
add_handles(Search *search, const char *local)
{
	/* What many an address begins with, and many a text has. */
	static const char *const offices[] = {"info",  "mail",   "email",   "post",      "contact",
					      "hello", "hallo",  "kontakt", "contacto",  "private",
					      "home",  "office", "admin",   "webmaster", NULL};
	g_autofree char *base = g_strndup(local, strcspn(local, "+"));
	g_autofree char *folded = fold(base);

	for (int digits = 0; digits < 2; digits++) {
		g_autofree char *handle = squeeze(folded, digits != 0);

		if (strlen(handle) >= HANDLE_BYTES && !g_strv_contains(offices, handle))
			g_ptr_array_add(search->handles, g_steal_pointer(&handle));
	}
}

static void
add_name(Search *search, const char *name)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	char *word;

	while ((word = next_word(&name)) != NULL) {
		g_autofree char *owned = word;
		g_autofree char *folded = fold(word);
		glong letters = g_utf8_strlen(folded, -1);

		/* The name may be told twice: as it is known, and as the mail gives it. */
		if (!g_ptr_array_find_with_equal_func(words, folded, g_str_equal, NULL))
			g_ptr_array_add(words, g_strdup(folded));
		if (is_particle(folded) || g_ascii_isdigit(folded[0]))
			continue;
		if (letters >= 3 || (letters == 2 && is_unspaced(word)))
			g_ptr_array_add(search->long_names, g_steal_pointer(&folded));
		else if (letters == 2)
			g_ptr_array_add(search->short_names, g_steal_pointer(&owned));
	}
	add_joined(search, words);
}

static void
search_init(Search *search, const JnTraced *who)
{
	const GPtrArray *addresses = who->addresses;

	*search = (Search){.who = who,
			   .long_names = g_ptr_array_new_with_free_func(g_free),
			   .short_names = g_ptr_array_new_with_free_func(g_free),
			   .locals = g_ptr_array_new_with_free_func(g_free),
			   .handles = g_ptr_array_new_with_free_func(g_free),
			   .found = g_ptr_array_new_with_free_func((GDestroyNotify)jn_trace_free)};
	if (who->name != NULL)
		add_name(search, who->name);
	for (guint i = 0; addresses != NULL && i < addresses->len; i++) {
		const char *addr = addresses->pdata[i];
		g_autofree char *local = g_strndup(addr, strcspn(addr, "@"));

		g_ptr_array_add(search->locals, fold(local));
		add_handles(search, local);
		/* Nothing else is known that would tell of them. */
		if (who->name == NULL || who->name[0] == '\0')
			add_name(search, local);
	}
}

static void
search_clear(Search *search)
{
	g_ptr_array_unref(search->long_names);
	g_ptr_array_unref(search->short_names);
	g_ptr_array_unref(search->locals);
	g_ptr_array_unref(search->handles);
}

static void
note(Search *search, JnTraceKind kind, const char *found)
{
	JnTrace *trace;

	for (guint i = 0; i < search->found->len; i++) {
		const JnTrace *other = search->found->pdata[i];

		if (other->kind == kind && g_str_equal(other->found, found))
			return;
	}
	if (search->found->len >= JN_TRACES)
		return;
	trace = g_new0(JnTrace, 1);
	trace->kind = kind;
	trace->found = g_strdup(found);
	g_ptr_array_add(search->found, trace);
}

/* The name, or a genitive of it. */
static gboolean
is_name(const char *folded, const char *name)
{
	gsize len = strlen(name);

	if (is_unspaced(name))
		return strstr(folded, name) != NULL;
	return strncmp(folded, name, len) == 0 &&
	       (folded[len] == '\0' || g_str_equal(folded + len, "s"));
}

static gboolean
is_name_of(const char *folded, const GPtrArray *names)
{
	g_autofree char *letters = squeeze(folded, FALSE);

	for (guint i = 0; i < names->len; i++)
		if (is_name(folded, names->pdata[i]) || is_name(letters, names->pdata[i]))
			return TRUE;
	return FALSE;
}

/* ---- addresses and links: what stands between blanks ---- */

/* addr = 1*local "@" domain, a point in the domain; less the marks around. NULL: none. */
static char *
address_in(const char *piece)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.!#$%&'*+-/=?^_`{|}~";
	const char *at = strchr(piece, '@');
	const char *start = at, *end;

	if (at == NULL)
		return NULL;
	while (start > piece && ((guchar)start[-1] >= 0x80 || strchr(allowed, start[-1]) != NULL))
		start--;
	for (end = at + 1; *end != '\0'; end++)
		if (!g_ascii_isalnum(*end) && *end != '-' && *end != '.' && (guchar)*end < 0x80)
			break;
	while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
		end--;
	if (start == at || memchr(at + 1, '.', (gsize)(end - at - 1)) == NULL)
		return NULL;
	return g_strndup(start, (gsize)(end - start));
}

static gboolean
is_of_site(const Search *search, const char *addr)
{
	return search->who->domain != NULL &&
	       g_ascii_strcasecmp(strchr(addr, '@') + 1, search->who->domain) == 0;
}

static gboolean
is_link(const char *piece)
{
	return strstr(piece, "://") != NULL || g_ascii_strncasecmp(piece, "www.", 4) == 0 ||
	       g_ascii_strncasecmp(piece, "wa.me/", 6) == 0 ||
	       g_ascii_strncasecmp(piece, "t.me/", 5) == 0;
}

static gboolean
link_tells(const Search *search, const char *piece)
{
	g_autofree char *plain = g_uri_unescape_string(piece, NULL);
	g_autofree char *folded = fold(plain ? plain : piece);

	for (guint i = 0; i < search->long_names->len; i++)
		if (strstr(folded, search->long_names->pdata[i]) != NULL)
			return TRUE;
	for (guint i = 0; i < search->locals->len; i++) {
		const char *local = search->locals->pdata[i];

		if (strlen(local) >= HANDLE_BYTES && strstr(folded, local) != NULL)
			return TRUE;
	}
	for (guint i = 0; i < search->handles->len; i++)
		if (strstr(folded, search->handles->pdata[i]) != NULL)
			return TRUE;
	return strstr(folded, "wa.me/") != NULL || strstr(folded, "t.me/") != NULL;
}

/* 'blue.fox77' of blue.fox77@, 'Blue_Fox': a handle with marks within, which parts its words. Less
 * the marks around; NULL: none. */
static char *
handle_in(const Search *search, const char *piece)
{
	const char *start = piece;
	const char *end = piece + strlen(piece);
	g_autofree char *found = NULL;
	g_autofree char *folded = NULL;
	g_autofree char *squeezed = NULL;

	while (*start != '\0' && !g_unichar_isalnum(g_utf8_get_char(start)))
		start = g_utf8_next_char(start);
	while (end > start) {
		const char *last = g_utf8_prev_char(end);

		if (g_unichar_isalnum(g_utf8_get_char(last)))
			break;
		end = last;
	}
	found = g_strndup(start, (gsize)(end - start));
	folded = fold(found);
	squeezed = squeeze(folded, TRUE);
	/* Without marks it is a word, and looked at as such. */
	if (g_str_equal(squeezed, folded) || !is_name_of(squeezed, search->handles))
		return NULL;
	return g_steal_pointer(&found);
}

/* TRUE if the piece is an address, a link or a handle, whose words and digits are looked at no
 * further. */
static gboolean
look_at_piece(Search *search, const char *piece)
{
	g_autofree char *addr = address_in(piece);

	if (is_link(piece)) {
		if (link_tells(search, piece))
			note(search, JN_TRACE_LINK, piece);
		else if (addr != NULL && !is_of_site(search, addr))
			note(search, JN_TRACE_ADDRESS, addr);
		return TRUE;
	}
	if (addr == NULL) {
		g_autofree char *handle = handle_in(search, piece);

		if (handle != NULL)
			note(search, JN_TRACE_NAME, handle);
		return handle != NULL;
	}
	if (!is_of_site(search, addr))
		note(search, JN_TRACE_ADDRESS, addr);
	return TRUE;
}

/* The line less its addresses and links. Caller frees. */
static char *
look_at_pieces(Search *search, const char *line)
{
	GString *rest = g_string_new(NULL);

	while (*line != '\0') {
		gsize blanks = strspn(line, " \t<>()[]\"");
		gsize len = strcspn(line + blanks, " \t<>()[]\"");
		g_autofree char *piece = g_strndup(line + blanks, len);

		g_string_append_len(rest, line, (gssize)blanks);
		if (len > 0 && !look_at_piece(search, piece))
			g_string_append(rest, piece);
		else if (len > 0)
			g_string_append_c(rest, '|');
		line += blanks + len;
	}
	return g_string_free(rest, FALSE);
}

/* ---- names ---- */

/* 'I am Bo': what a name of two letters stands behind in a longer line. */
static gboolean
introduces(const char *word)
{
	static const char *const words[] = {"am",    "m",      "called",  "hedder", "heter",
					    "heiße", "heisse", "bin",     "suis",   "llamo",
					    "soy",   "sono",   "regards", "hilsen", NULL};
	g_autofree char *lower = jn_fold(word, -1);

	return g_strv_contains(words, lower);
}

static gboolean
is_short_name(const Search *search, const char *word)
{
	return g_ptr_array_find_with_equal_func(search->short_names, word, g_str_equal, NULL);
}

static void
look_at_words(Search *search, const char *line)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	char *word;

	while ((word = next_word(&line)) != NULL)
		g_ptr_array_add(words, word);
	for (guint i = 0; i < words->len; i++) {
		g_autofree char *folded = fold(words->pdata[i]);

		if (is_name_of(folded, search->long_names) || is_name_of(folded, search->handles))
			note(search, JN_TRACE_NAME, words->pdata[i]);
		if (is_short_name(search, words->pdata[i]) &&
		    (words->len <= SHORT_LINE_WORDS || (i > 0 && introduces(words->pdata[i - 1]))))
			note(search, JN_TRACE_NAME, words->pdata[i]);
	}
}

static void
look_at_phones(Search *search, const char *line)
{
	g_autoptr(GPtrArray) phones = g_ptr_array_new_with_free_func(g_free);

	jn_phones_find(line, phones);
	for (guint i = 0; i < phones->len; i++)
		note(search, JN_TRACE_PHONE, phones->pdata[i]);
}

GPtrArray *
jn_traces_find(const char *text, const JnTraced *who)
{
	Search search;

	search_init(&search, who);
	while (*text != '\0') {
		const char *end = strchrnul(text, '\n');
		g_autofree char *line = g_strndup(text, (gsize)(end - text));
		g_autofree char *rest = look_at_pieces(&search, line);

		look_at_words(&search, rest);
		look_at_phones(&search, rest);
		text = *end == '\0' ? end : end + 1;
	}
	search_clear(&search);
	return search.found;
}
