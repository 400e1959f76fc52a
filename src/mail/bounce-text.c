/*
 * bounce-text.c - see bounce-text.h.
 */
#include "mail/bounce-text.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/clean.h"
#include "mail/html.h"
#include "mail/severity.h"
#include "mail/tree.h"

/* A report's own words; what is longer is mail that came back. */
#define WORDS_BYTES (64 * 1024)

/* Recipients that a report names in words. */
#define RECIPIENTS 200

/* The remote's words that are kept. */
#define DIAGNOSTIC_BYTES 1000

/* Where the mail that came back begins, in lower case, at the start of a line behind dashes and
 * blanks. */
static const char *const returned_marks[] = {
	"below this line is a copy",
	"enclosed is a copy",
	"this is a copy of",
	"original message",
	"returned message",
	"the header of the original",
	"message headers follow",
	"message header follows",
	"below is a copy of",
	"here is a copy of",
	"a copy of the message",
	"original mail",
	"returned mail follows",
	"the original message follows",
	"copy of your message",
	"undelivered message",
	"unsent message",
	"message contents",
	"message text follows",
	"returned message follows",
	"start of returned",
	"header of the",
	"original text",
	"the body of your message",
	"return-path:",
	"received: ",
	"dkim-signature:",
	"x-received:",
	"begin message header",
	"content of the message",
	"included is a copy",
	"mime-version:",
	"return-path :",
	"nachricht folgt",
	"received:from",
	"---- original",
};

static const char *const report_words[] = {
	"could not be delivered",
	"couldn't be delivered",
	"cannot be delivered",
	"can't be delivered",
	"was not delivered",
	"wasn't delivered",
	"not been delivered",
	"unable to deliver",
	"not able to deliver",
	"wasn't able to deliver",
	"undeliverable",
	"undelivered",
	"delivery failed",
	"delivery failure",
	"delivery error",
	"delivery problem",
	"failed permanently",
	"permanent error",
	"permanent failure",
	"returned mail",
	"returned to",
	"could not deliver",
	"did not reach",
	"error delivering",
	"delivery to the following",
	"delivery status",
	"delivery attempt",
	"delivery has failed",
	"delivery notification",
	"fatal error",
	"failed to deliver",
	"rejected",
	"failed recipient",
	"failure reason",
	"failure notice",
	"problem delivering",
	"invalid final",
	"could not be sent",
	"user unknown",
	"mail system error",
	"attempting to deliver",
	"trying to deliver",
	"incorrectly constructed",
	"nondelivery",
	"non-delivery",
	"bounced",
	"unzustellbar",
	"nicht zugestellt",
	"pas pu être",
	"non remis",
	"no se pudo entregar",
	"no se ha podido entregar",
	"non è stato possibile",
	"não foi possível entregar",
	"delayed",
	"недоставлен",
	"не доставлен",
	"配送できません",
	"エラー",
	"送信できません",
	"退信",
	"投递失败",
	"neexistuje nebo nemáte",
	"will be retried",
	"not have permission",
	"may not exist",
	"google groups",
	"action: failed",
	"mailbox full",
	"over quota",
	"no such user",
};

static const char *const delay_words[] = {
	"delayed",
	"warning message only",
	"will be retried",
	"still undelivered",
	"not yet been delivered",
	"will keep trying",
	"will continue to try",
	"do not need to resend",
	"temporary failure",
	"will retry",
	"still being retried",
	"has not been collected",
	"(delay)",
};

static gboolean
holds_one_of(const char *fold, const char *const *words, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (strstr(fold, words[i]))
			return TRUE;
	return FALSE;
}

gboolean
jn_bounce_words_report(const char *words)
{
	g_autofree char *fold = g_utf8_strdown(words, -1);

	return holds_one_of(fold, report_words, G_N_ELEMENTS(report_words));
}

gboolean
jn_bounce_words_delay(const char *words)
{
	g_autofree char *fold = g_utf8_strdown(words, -1);

	return holds_one_of(fold, delay_words, G_N_ELEMENTS(delay_words));
}

static gboolean
is_returned_mark(const char *line, gsize len)
{
	g_autofree char *fold = NULL;
	const char *p;

	if (len > 200)
		return FALSE;
	fold = g_utf8_strdown(line, (gssize)len);
	p = fold + strspn(fold, " \t-=*_~>");
	for (gsize i = 0; i < G_N_ELEMENTS(returned_marks); i++)
		if (g_str_has_prefix(p, returned_marks[i]))
			return p > fold || strchr(returned_marks[i], ':') != NULL || len < 80;
	return FALSE;
}

/* The length of `text` up to the mail that came back. */
static gsize
words_length(const char *text)
{
	for (const char *p = text, *eol; *p; p = *eol ? eol + 1 : eol) {
		eol = strchrnul(p, '\n');
		if (p - text > WORDS_BYTES || (p > text && is_returned_mark(p, (gsize)(eol - p))))
			return (gsize)(p - text);
	}
	return strlen(text);
}

/* Exim copies the Content-Type of the mail to the report: text that calls itself HTML and is not.
 */
static gboolean
is_real_html(const char *text)
{
	g_autofree char *fold = g_ascii_strdown(text, (gssize)MIN(strlen(text), 20000));

	return strstr(fold, "<html") || strstr(fold, "<body") || strstr(fold, "<br") ||
	       strstr(fold, "<p>") || strstr(fold, "<div") || strstr(fold, "<table");
}

/* A report whose boundaries are broken has no parts, and can still be read. */
static void
append_raw_body(const JnMessage *message, GString *out)
{
	gsize size;
	const char *data = g_bytes_get_data(message->raw, &size);
	g_autofree char *text = jn_clean_text(data + message->body_offset,
					      MIN(size - message->body_offset, (gsize)WORDS_BYTES));

	g_string_append_len(out, text, (gssize)words_length(text));
}

char *
jn_bounce_words(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < parts->len && out->len < WORDS_BYTES; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		g_autofree char *text = NULL;
		gsize len;

		if (!jn_part_is(part, "text", "plain") && !jn_part_is(part, "text", "html"))
			continue;
		/* The second form of the same words. */
		if (out->len && part->index > 0 && part->parent >= 0 &&
		    jn_part_is(&g_array_index(parts, JnPart, part->parent), "multipart",
			       "alternative"))
			continue;
		text = jn_part_text(part, WORDS_BYTES);
		if (jn_part_is(part, "text", "html") && is_real_html(text)) {
			char *plain = jn_html_text(text);

			g_free(text);
			text = plain;
		}
		len = words_length(text);
		g_string_append_len(out, text, (gssize)len);
		g_string_append_c(out, '\n');
		if (len < strlen(text))
			break;
	}
	if (out->len == 0)
		append_raw_body(message, out);
	return g_string_free(out, FALSE);
}

gboolean
jn_bounce_after_data(const char *words)
{
	g_autofree char *fold = g_utf8_strdown(words, -1);
	const char *reply = strstr(fold, "<<< 5");
	const char *command = NULL;

	/* The reply may be folded anywhere in 'in reply to end of DATA command'. */
	for (char *p = fold; *p; p++)
		if (*p == '\n')
			*p = ' ';
	if (strstr(fold, "end of data") || strstr(fold, "in reply to data") ||
	    strstr(fold, "[data]"))
		return TRUE;
	for (const char *p = fold; reply && (p = strstr(p, ">>> ")) && p < reply; p++)
		command = p + 4;
	return command && g_str_has_prefix(command, "data");
}

static gboolean
is_address_char(char c)
{
	return g_ascii_isalnum(c) || (guchar)c >= 0x80 || (c && strchr("._+-=%!#$&'*/?^`{|}~", c));
}

/* The next address at or behind `*p`; moves *p behind it. */
static char *
next_address(const char **p, const char *end, const char **ret_start)
{
	const char *at;

	while (*p < end && (at = memchr(*p, '@', (gsize)(end - *p)))) {
		const char *start = at, *stop = at + 1;
		char *addr;

		while (start > *p && is_address_char(start[-1]))
			start--;
		while (start < at && strchr("'`*=/", *start))
			start++;
		while (stop < end && (g_ascii_isalnum(*stop) || (guchar)*stop >= 0x80 ||
				      *stop == '.' || *stop == '-'))
			stop++;
		while (stop > at && (stop[-1] == '.' || stop[-1] == '-'))
			stop--;
		*p = stop > at ? stop : at + 1;
		*ret_start = start;
		if (start == at || stop == at + 1)
			continue;
		addr = jn_address_normalise(start, (gsize)(stop - start));
		if (addr) {
			char *lower = g_utf8_strdown(addr, -1);

			g_free(addr);
			return lower;
		}
	}
	*p = end;
	return NULL;
}

/* An address that a report names as its subject: alone on its line or in brackets at its start,
 * with a colon, after 'RCPT TO:', 'Recipient', 'Address' ... */
static gboolean
stands_out(const char *words, const char *start, const char *behind)
{
	const char *line = start;
	gsize lead;
	g_autofree char *fold = NULL;

	while (line > words && line[-1] != '\n')
		line--;
	lead = (gsize)(start - line);
	if (strspn(line, " \t<>[(\"'*") >= lead)
		return *behind == '>' || *behind == ':' || *behind == '\n' || *behind == '\0' ||
		       *behind == '\r' || *behind == ' ' || *behind == ']' || *behind == ')' ||
		       *behind == ',';
	fold = g_ascii_strdown(line, (gssize)lead);
	return strstr(fold, "rcpt to") || strstr(fold, "recipient") ||
	       strstr(fold, "addressed to") || strstr(fold, "address:") ||
	       strstr(fold, "userid:") || strstr(fold, "delivering your mail to") ||
	       strstr(fold, "delivered to") || strstr(fold, "deliver");
}

static gboolean
is_report_address(const JnMessage *message, const char *addr)
{
	for (guint i = 0; i < message->to->len; i++)
		if (jn_address_equal(((JnMailbox *)g_ptr_array_index(message->to, i))->addr, addr))
			return TRUE;
	return g_str_has_prefix(addr, "mailer-daemon@") || g_str_has_prefix(addr, "postmaster@");
}

static gboolean
is_listed(const GPtrArray *bounces, const char *addr)
{
	for (guint i = 0; i < bounces->len; i++) {
		const JnBounce *bounce = g_ptr_array_index(bounces, i);

		if (bounce->recipient && g_str_equal(bounce->recipient, addr))
			return TRUE;
	}
	return FALSE;
}

static JnBounce *
add(GPtrArray *bounces, char *recipient)
{
	JnBounce *bounce = g_new0(JnBounce, 1);

	bounce->recipient = recipient;
	bounce->severity = JN_SEVERITY_SOFT;
	g_ptr_array_add(bounces, bounce);
	return bounce;
}

/* What is said of a recipient: from where it is named to where the next is, else all words. */
static void
judge(JnBounce *bounce, const char *about, gsize len, const char *words)
{
	g_autofree char *own = jn_clean_line(about, MIN(len, 4 * DIAGNOSTIC_BYTES));
	gboolean sure = FALSE;
	gboolean after_data = jn_bounce_after_data(words);

	bounce->status = jn_status_find(own);
	if (!bounce->status)
		bounce->status = jn_status_find(words);
	bounce->severity = jn_severity_judge(bounce->status, own, after_data, &sure);
	if (!sure)
		bounce->severity = jn_severity_judge(bounce->status, words, after_data, NULL);
	if (bounce->severity == JN_SEVERITY_SOFT && jn_bounce_words_delay(words))
		bounce->severity = JN_SEVERITY_DELAYED;
	jn_clean_cut(own, DIAGNOSTIC_BYTES);
	bounce->diagnostic = *own ? g_steal_pointer(&own) : NULL;
}

/* Recipients that stand out; where none does, any address that is not the report's own. */
static void
find_recipients(const JnMessage *message, const char *words, gboolean any, GPtrArray *bounces)
{
	const char *end = words + strlen(words), *about = NULL;
	JnBounce *open = NULL;
	const char *p = words, *start;
	char *addr;

	while (bounces->len < RECIPIENTS && (addr = next_address(&p, end, &start))) {
		gboolean own = is_report_address(message, addr);
		gboolean meant = any ? !own : stands_out(words, start, p);

		if (!meant || is_listed(bounces, addr)) {
			g_free(addr);
			continue;
		}
		if (open)
			judge(open, about, (gsize)(start - about), words);
		about = p;
		open = add(bounces, addr);
		/* 'a@x <b@y>: malformed': one address a line is meant, but in a list. */
		if (*p != ',' && *p != ';')
			p += strcspn(p, "\n");
	}
	if (open)
		judge(open, about, (gsize)(end - about), words);
}

/* Drops the report's own addresses where another is named too. */
static void
drop_own(const JnMessage *message, GPtrArray *bounces)
{
	guint others = 0;

	for (guint i = 0; i < bounces->len; i++)
		others += !is_report_address(
			message, ((JnBounce *)g_ptr_array_index(bounces, i))->recipient);
	for (guint i = bounces->len; others && i > 0; i--)
		if (is_report_address(message,
				      ((JnBounce *)g_ptr_array_index(bounces, i - 1))->recipient))
			g_ptr_array_remove_index(bounces, i - 1);
}

static void
read_failed_header(const JnMessage *message, const char *words, GPtrArray *bounces)
{
	g_autoptr(GPtrArray) values = jn_message_headers(message, "X-Failed-Recipients");
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);

	for (guint i = 0; i < values->len; i++) {
		const char *value = g_ptr_array_index(values, i);

		jn_addresses_parse(value, strlen(value), found);
	}
	for (guint i = 0; i < found->len && bounces->len < RECIPIENTS; i++) {
		char *addr = g_utf8_strdown(((JnMailbox *)g_ptr_array_index(found, i))->addr, -1);
		const char *named;

		if (is_listed(bounces, addr)) {
			g_free(addr);
			continue;
		}
		named = strstr(words, addr);
		named = named ? named + strlen(addr) : words;
		judge(add(bounces, addr), named, strlen(named), words);
	}
}

void
jn_bounce_words_read(const JnMessage *message, const char *words, GPtrArray *bounces)
{
	read_failed_header(message, words, bounces);
	if (bounces->len)
		return;
	find_recipients(message, words, FALSE, bounces);
	drop_own(message, bounces);
	if (bounces->len == 0)
		find_recipients(message, words, TRUE, bounces);
}
