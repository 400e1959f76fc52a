#include "render/copy-strip.h"

#include "base/limits.h"
#include "mail/footer.h"
#include "mail/newtext.h"
#include "render/copy-charset.h"
#include "render/copy-strip-html.h"
#include "render/copy-transfer.h"

#include <string.h>

static gboolean
contains(const GString *text, const char *word)
{
	return memmem(text->str, text->len, word, strlen(word)) != NULL;
}

/* The quick look: without one of these nothing is ours. Of U+2060 as a reference, what all its
 * forms have in common. */
static gboolean
may_have_footer(const GString *text, gboolean html, const char *joiner)
{
	return contains(text, JN_FOOTER_RULE) || (joiner != NULL && contains(text, joiner)) ||
	       (html &&
		(contains(text, "8288;") || contains(text, "2060;") || contains(text, "NoBreak;")));
}

/* The text as the finder of lines reads it: UTF-8, LF, and no line more or less. */
static char *
readable(const GString *text, const char *charset)
{
	gsize len;
	g_autofree char *read = jn_charset_read(text->str, text->len, charset, &len);
	g_autofree char *valid = g_utf8_make_valid(read != NULL ? read : text->str,
						   read != NULL ? (gssize)len : (gssize)text->len);
	GString *out = g_string_new(valid);

	g_string_replace(out, "\r\n", "\n", 0);
	return g_string_free(out, FALSE);
}

/* ISO-2022-JP: whether the lines leave the text in another character set than they found it in,
 * which was ASCII, as they begin with our marks. */
static gboolean
leaves_shifted(const char *data, gsize len)
{
	const char *escape = memrchr(data, '\033', len);

	return escape != NULL && (data + len - escape < 3 || memcmp(escape, "\033(B", 3) != 0);
}

static void
find_in_plain(const GString *text, const char *charset, GArray *cuts)
{
	g_autofree char *lines = readable(text, charset);
	gsize n = 0, at = 0;
	g_autofree guint8 *ours = jn_footer_lines(lines, JN_FOOTER_QUOTED, &n);

	for (gsize i = 0; ours != NULL && i < n && at < text->len;) {
		JnCut cut = {.start = at};
		gboolean wanted = ours[i];

		while (i < n && at < text->len && ours[i] == wanted) {
			const char *lf = memchr(text->str + at, '\n', text->len - at);

			at = lf != NULL ? (gsize)(lf + 1 - text->str) : text->len;
			i++;
		}
		cut.end = at;
		if (wanted && !leaves_shifted(text->str + cut.start, cut.end - cut.start))
			g_array_append_val(cuts, cut);
	}
}

/* U+2060 in the charset; NULL if it has none. Unnamed text is taken for UTF-8, if anything. */
static char *
joiner_of(const char *charset)
{
	static const char joiner[] = "\342\201\240";
	gsize len;
	char *bytes = jn_charset_write(joiner, charset, &len);

	if (bytes == NULL && (charset == NULL || g_ascii_strcasecmp(charset, "us-ascii") == 0))
		return g_strdup(joiner);
	return bytes;
}

GString *
jn_strip_part(const JnTextPart *text, const char *data, gsize len)
{
	g_autoptr(GString) decoded = jn_transfer_decode(data, len, text->transfer);
	g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(JnCut));
	g_autofree char *joiner = joiner_of(text->charset);
	g_autofree char *ascii = NULL;
	gboolean shifts;
	gsize size;

	if (decoded->len > JN_TEXT_BYTES || !may_have_footer(decoded, text->is_html, joiner))
		return NULL;
	ascii = jn_charset_write(JN_FOOTER_RULE, text->charset, &size);
	if (ascii == NULL)
		return NULL;
	shifts = text->charset != NULL &&
		 g_ascii_strncasecmp(text->charset, "iso-2022-", strlen("iso-2022-")) == 0;
	if (text->is_html)
		jn_strip_html_find(decoded->str, decoded->len, joiner, shifts, cuts);
	else
		find_in_plain(decoded, text->charset, cuts);
	return cuts->len > 0 ? jn_transfer_cut(data, len, text->transfer, cuts) : NULL;
}
