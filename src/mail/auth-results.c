#include "mail/auth-results.h"

#include <string.h>

#include "mail/fields.h"

/* Behind `end` is nothing that may be read. */
typedef struct Reader {
	const char *at, *end;
} Reader;

void
jn_auth_result_free(JnAuthResult *result)
{
	if (result == NULL)
		return;
	g_free(result->domain);
	g_free(result);
}

/* ---- words ---- */

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind a comment, which may hold others; FALSE if it does not end. */
static gboolean
skip_comment(Reader *reader)
{
	guint depth = 0;

	while (reader->at < reader->end) {
		char c = *reader->at++;

		if (c == '\\' && reader->at < reader->end)
			reader->at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return TRUE;
	}
	return FALSE;
}

/* CFWS. */
static gboolean
skip_blanks(Reader *reader)
{
	while (reader->at < reader->end) {
		if (is_blank(*reader->at))
			reader->at++;
		else if (*reader->at != '(')
			return TRUE;
		else if (!skip_comment(reader))
			return FALSE;
	}
	return TRUE;
}

/* What may stand in a word that is not quoted; a value takes all but what ends it, for a DKIM
 * signature's header.b and header.i hold '=' and '/'. */
static gboolean
is_of_word(char c, gboolean value)
{
	if (c == '\0' || is_blank(c) || c == ';' || c == '(' || c == ')' || c == '"')
		return FALSE;
	return value || (c != '=' && c != '/' && c != '.');
}

static gboolean
read_quoted(Reader *reader, GString *out)
{
	reader->at++;
	while (reader->at < reader->end) {
		char c = *reader->at++;

		if (c == '"')
			return TRUE;
		if (c == '\0')
			return FALSE;
		if (c == '\\' && reader->at < reader->end)
			c = *reader->at++;
		if (c != '\r' && c != '\n')
			g_string_append_c(out, c);
	}
	return FALSE;
}

/* A word, lower case; of a value also what is quoted, and the local part "a b"@example.org. NULL: there
 * is none, or it does not end. */
static char *
read_word(Reader *reader, gboolean value)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *begin;

	if (!skip_blanks(reader))
		return NULL;
	begin = reader->at;
	while (reader->at < reader->end) {
		if (is_of_word(*reader->at, value))
			g_string_append_c(out, *reader->at++);
		else if (!value || *reader->at != '"')
			break;
		else if (!read_quoted(reader, out))
			return NULL;
	}
	return reader->at > begin ? g_ascii_strdown(out->str, (gssize)out->len) : NULL;
}

#define AT_END -1
#define BROKEN -2 /* a comment does not end */

/* The character that stands next. */
static int
peek(Reader *reader)
{
	if (!skip_blanks(reader))
		return BROKEN;
	return reader->at < reader->end ? (guchar)*reader->at : AT_END;
}

/* Whether `c` stands next; then it is read. */
static gboolean
read_char(Reader *reader, char c)
{
	if (peek(reader) != (guchar)c)
		return FALSE;
	reader->at++;
	return TRUE;
}

/* ---- results ---- */

/* [ ["/" version] "=" value ]: of a method. FALSE for what breaks the grammar. */
static gboolean
read_version(Reader *reader, gboolean *ret_known)
{
	g_autofree char *version = NULL;

	*ret_known = TRUE;
	if (!read_char(reader, '/'))
		return TRUE;
	version = read_word(reader, FALSE);
	*ret_known = g_strcmp0(version, "1") == 0;
	return version != NULL;
}

/* Of an identity local@domain, or @domain, the domain. */
static char *
domain_of(const char *value)
{
	const char *at = strrchr(value, '@');

	return g_strdup(at ? at + 1 : value);
}

/* Which properties name the domain, the better one first. */
static const struct {
	const char *word;
	JnAuthMethod method;
	const char *properties[2];
} methods[] = {
	{"dkim", JN_AUTH_DKIM, {"header.d", "header.i"}},
	{"dmarc", JN_AUTH_DMARC, {"header.from", NULL}},
	{"spf", JN_AUTH_SPF, {"smtp.mailfrom", NULL}},
};

/* ptype.property=value, or key=value. FALSE for what breaks the grammar. */
static gboolean
read_property(Reader *reader, char **ret_name, char **ret_value)
{
	g_autofree char *name = read_word(reader, FALSE);
	g_autofree char *property = NULL;
	g_autofree char *value = NULL;

	if (name == NULL)
		return FALSE;
	if (read_char(reader, '.')) {
		/* A property may hold dots: policy.published.domain. */
		property = read_word(reader, FALSE);
		if (property == NULL)
			return FALSE;
		while (reader->at < reader->end && *reader->at == '.') {
			reader->at++;
			g_free(read_word(reader, FALSE));
		}
	}
	if (!read_char(reader, '='))
		return FALSE;
	value = read_word(reader, TRUE);
	if (value == NULL)
		return FALSE;
	*ret_name = g_strconcat(name, property ? "." : "", property ? property : "", NULL);
	*ret_value = g_steal_pointer(&value);
	return TRUE;
}

/* The domain that the result speaks of, from what stands before the next ';'. */
static gboolean
read_properties(Reader *reader, gsize method, char **ret_domain)
{
	g_autofree char *best = NULL;
	g_autofree char *second = NULL;

	while (peek(reader) != AT_END && peek(reader) != ';') {
		g_autofree char *name = NULL;
		g_autofree char *value = NULL;

		if (!read_property(reader, &name, &value))
			return FALSE;
		if (method >= G_N_ELEMENTS(methods))
			continue;
		if (best == NULL && g_str_equal(name, methods[method].properties[0]))
			best = domain_of(value);
		else if (second == NULL && g_strcmp0(name, methods[method].properties[1]) == 0)
			second = domain_of(value);
	}
	*ret_domain = best ? g_steal_pointer(&best) : g_steal_pointer(&second);
	return TRUE;
}

static gsize
method_find(const char *word)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(methods) && !g_str_equal(methods[i].word, word))
		i++;
	return i;
}

/* What stands between two ';'. */
static gboolean
read_result(Reader *reader, GPtrArray *results)
{
	g_autofree char *word = read_word(reader, FALSE);
	g_autofree char *verdict = NULL;
	g_autofree char *domain = NULL;
	gsize method = word ? method_find(word) : 0;
	gboolean known;
	JnAuthResult *result;

	if (word == NULL)
		return FALSE;
	/* That nothing was checked. */
	if (g_str_equal(word, "none") && peek(reader) == AT_END)
		return TRUE;
	if (!read_version(reader, &known) || !read_char(reader, '='))
		return FALSE;
	verdict = read_word(reader, FALSE);
	if (verdict == NULL || !read_properties(reader, method, &domain))
		return FALSE;
	if (!known || method >= G_N_ELEMENTS(methods))
		return TRUE;
	result = g_new0(JnAuthResult, 1);
	result->method = methods[method].method;
	result->verdict = g_str_equal(verdict, "pass")   ? JN_AUTH_PASS
			  : g_str_equal(verdict, "fail") ? JN_AUTH_FAIL
							 : JN_AUTH_OTHER;
	result->domain = g_steal_pointer(&domain);
	g_ptr_array_add(results, result);
	return results->len <= JN_AUTH_RESULTS;
}

/* ---- fields ---- */

static gboolean
is_ours(const char *id, char *const *ids)
{
	for (; ids != NULL && *ids != NULL; ids++)
		if (g_ascii_strcasecmp(*ids, id) == 0)
			return TRUE;
	return FALSE;
}

GPtrArray *
jn_auth_results_parse(const char *value, gsize len, char *const *ids)
{
	Reader reader = {value, value + len};
	g_autofree char *id = read_word(&reader, TRUE);
	g_autofree char *version = NULL;
	g_autoptr(GPtrArray) results =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_auth_result_free);

	if (id == NULL || !is_ours(id, ids))
		return NULL;
	if (peek(&reader) != ';') {
		version = read_word(&reader, FALSE);
		if (g_strcmp0(version, "1") != 0)
			return NULL;
	}
	while (peek(&reader) != AT_END) {
		if (!read_char(&reader, ';'))
			return NULL;
		/* Some end the last result with one, too. */
		if (peek(&reader) != AT_END && !read_result(&reader, results))
			return NULL;
	}
	return g_steal_pointer(&results);
}

GPtrArray *
jn_auth_results_read(const JnMessage *message, char *const *ids)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_auth_result_free);
	gboolean spoken[G_N_ELEMENTS(methods)] = {FALSE};
	guint received = 0;
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, g_bytes_get_data(message->raw, NULL), message->body_offset);
	while (jn_fields_next(&fields, &field)) {
		g_autoptr(GPtrArray) found = NULL;
		gboolean now[G_N_ELEMENTS(methods)] = {FALSE};

		if (jn_field_is(&field, "Received") && ++received == 2)
			break;
		if (!jn_field_is(&field, "Authentication-Results"))
			continue;
		found = jn_auth_results_parse(field.value, field.value_len, ids);
		while (found != NULL && found->len > 0) {
			JnAuthResult *result = g_ptr_array_steal_index(found, 0);

			now[result->method] = TRUE;
			if (spoken[result->method])
				jn_auth_result_free(result);
			else
				g_ptr_array_add(all, result);
		}
		for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
			spoken[i] = spoken[i] || now[i];
	}
	return all;
}
