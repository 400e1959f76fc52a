/*
 * bounce-words.c - see bounce-words.h.
 */
#include "mail/bounce-words.h"

#include <string.h>

#include "base/fold.h"
#include "mail/clean.h"
#include "mail/html.h"
#include "mail/tree.h"
#include "mail/words.h"

/* A report's own words; what is longer is mail that came back. */
#define WORDS_BYTES (64 * 1024)

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
	"additional information",
	NULL,
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
	"permanent failure",
	"returned mail",
	"could not deliver",
	"did not reach",
	"error delivering",
	"yet to be delivered",
	"has been frozen",
	"delivery problems",
	"encountered delivery",
	"was automatically rejected",
	"recipient address rejected",
	"message was rejected",
	"could not be sent",
	"failed to send",
	"delivery to the following",
	"delivery status",
	"delivery attempt",
	"delivery has failed",
	"delivery notification",
	"failed to deliver",
	"failed recipient",
	"failure reason",
	"failure notice",
	"problem delivering",
	"invalid final",
	"user unknown",
	"mail system error",
	"attempting to deliver",
	"trying to deliver",
	"incorrectly constructed",
	"nondelivery",
	"non-delivery",
	"unzustellbar",
	"nicht zugestellt",
	"pas pu être",
	"non remis",
	"no se pudo entregar",
	"no se ha podido entregar",
	"non è stato possibile",
	"não foi possível entregar",
	"недоставлен",
	"не доставлен",
	"配送できません",
	"送信できません",
	"失敗しました",
	"届けられません",
	"配信不能",
	"未能送达",
	"无法送达",
	"无法投递",
	"無法傳遞",
	"не удалось доставить",
	"не доставлено",
	"не вдалося доставити",
	"nie można dostarczyć",
	"nie została dostarczona",
	"nelze doručit",
	"nebyla doručena",
	"kunne ikke leveres",
	"kunde inte levereras",
	"ei voitu toimittaa",
	"niet worden bezorgd",
	"teslim edilemedi",
	"전달되지",
	"배달하지 못",
	"recapitare",
	"ser entregado",
	"ser entregue",
	"n'a pas été remis",
	"n'a pu être",
	"退信",
	"投递失败",
	"neexistuje nebo nemáte",
	"action: failed",
	"mailbox full",
	"over quota",
	"no such user",
	NULL,
};

/* Words that reports use and others, too. */
static const char *const hint_words[] = {
	"returned to",
	"rejected",
	"bounced",
	"delayed",
	"エラー",
	"will be retried",
	"not have permission",
	"may not exist",
	"google groups",
	"has failed",
	"fatal error",
	"permanent error",
	NULL,
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
	NULL,
};

gboolean
jn_bounce_words_report(const char *words)
{
	return jn_bounce_words_failure(words) || jn_words_hold(words, hint_words);
}

gboolean
jn_bounce_words_failure(const char *words)
{
	return jn_words_hold(words, report_words);
}

gboolean
jn_bounce_words_delay(const char *words)
{
	return jn_words_hold(words, delay_words);
}

static gboolean
is_returned_mark(const char *line, gsize len)
{
	g_autofree char *fold = NULL;
	const char *p;

	if (len > 200)
		return FALSE;
	fold = jn_fold(line, (gssize)len);
	p = fold + strspn(fold, " \t-=*_~>");
	for (const char *const *mark = returned_marks; *mark; mark++)
		if (g_str_has_prefix(p, *mark))
			return p > fold || strchr(*mark, ':') != NULL || len < 80;
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

/* A report's texts up to and with the one in which the mail that came back begins: what stands
 * before it goes to `out`, what behind it to `ret_behind` (may be NULL). */
static void
split_texts(const JnMessage *message, GString *out, GString *ret_behind)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);

	for (guint i = 0; i < parts->len && out->len < WORDS_BYTES; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		g_autofree char *text = NULL;
		gsize len;

		if (!jn_part_is(part, "text", "plain") && !jn_part_is(part, "text", "html"))
			continue;
		/* RFC 6522 section 3: only the first part speaks to people. */
		if (out->len && part->parent == 0 && part->index > 0 &&
		    jn_part_is(&g_array_index(parts, JnPart, 0), "multipart", "report"))
			return;
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
		if (!text[len])
			continue;
		if (ret_behind)
			g_string_append(ret_behind, text + len);
		return;
	}
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
	GString *out = g_string_new(NULL);

	split_texts(message, out, NULL);
	if (out->len == 0)
		append_raw_body(message, out);
	return g_string_free(out, FALSE);
}

char *
jn_bounce_returned_text(const JnMessage *message)
{
	g_autoptr(GString) words = g_string_new(NULL);
	GString *behind = g_string_new(NULL);

	split_texts(message, words, behind);
	return g_string_free(behind, FALSE);
}

/* The address that stands at the start of a line, behind brackets and blanks, and its length; or
 * NULL. */
static const char *
leading_address(const char *line, gsize *ret_len)
{
	const char *p = line + strspn(line, " \t<>[(\"'*");
	gsize len = strcspn(p, " \t\r\n<>()[]\"',;");

	*ret_len = len;
	return memchr(p, '@', len) ? p : NULL;
}

/* The paragraph that holds the address anywhere. */
static char *
paragraph_about(const char *words, const char *recipient)
{
	const char *named = strcasestr(words, recipient);
	const char *start = named, *end;

	if (!named)
		return NULL;
	while (start > words && !(start[-1] == '\n' && (start - 1 == words || start[-2] == '\n')))
		start--;
	end = strstr(named, "\n\n");
	return g_strndup(start, end ? (gsize)(end - start) : strlen(start));
}

char *
jn_bounce_words_about(const char *words, const char *recipient)
{
	gsize wanted = strlen(recipient);
	const char *start = NULL, *line = words;

	for (; *line; line = strchrnul(line, '\n'), line += *line == '\n') {
		gsize len;
		const char *addr = leading_address(line, &len);

		if (!addr)
			continue;
		/* A colon may follow, or a full stop. */
		if (len >= wanted && len <= wanted + 2 &&
		    g_ascii_strncasecmp(addr, recipient, wanted) == 0)
			start = start ? start : line;
		else if (start)
			break;
	}
	return start ? g_strndup(start, (gsize)(line - start)) : paragraph_about(words, recipient);
}
