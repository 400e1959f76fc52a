/*
 * bounce-text.c - see bounce-text.h.
 */
#include "mail/bounce-text.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/bounce-words.h"
#include "mail/clean.h"
#include "mail/severity.h"
#include "mail/words.h"

/* With more recipients than this, what is not said of one is not looked for in all words. */
#define RECIPIENTS_IN_WORDS 20

/* The remote's words that are kept. */
#define DIAGNOSTIC_BYTES 1000

/* What a report says of one recipient. */
#define SECTION_BYTES 4000

/* What stands before an address in its line and is looked at, of all that a long line may hold: two
 * sentences. */
#define LEAD_BYTES 200

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
		/* X.400 by Exchange: 'p=X;o=Y;dda:SMTP=bo@example.org'. */
		if (at - start > 5 && g_ascii_strncasecmp(start, "smtp=", 5) == 0)
			start += 5;
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
			char *lower = jn_fold(addr, -1);

			g_free(addr);
			return lower;
		}
	}
	*p = end;
	return NULL;
}

/* What stands before an address that a report names as its subject, in lower case. */
static const char *const leads[] = {
	"rcpt to",    "recipient",     "addressed to",  "address:",         "userid:",
	"error-for:", "unknown user:", "unknown host:", "mailbox is full:", NULL,
};

/* Before it a sentence on delivery ends so: 'could not be delivered to <bo@example.org>'. */
static const char *const lead_ends[] = {
	" to", " to:", " for", " for:", "failed:", "attempts:", NULL};

/* 'Reason: bo@example.org' names whom the reason is of, unless it is one of these. */
static const char *const no_leads[] = {"from",   "sender", "contact", "support",  "help",
				       "repl",   "to:",    "cc:",     "question", "postmaster",
				       "server", "host",   NULL};

/* Exchange 5.5: 'bo@example.org; on Thu, 29 Apr 1999 ...'. */
static gboolean
is_dated(const char *behind)
{
	behind += strspn(behind, ";'\">");
	return g_str_has_prefix(behind, " on ") &&
	       (g_ascii_isupper(behind[4]) || g_ascii_isdigit(behind[4]));
}

/* '550 <bo@example.org>... User unknown': of a transcript by sendmail 5, at the very start of the
 * line, for others fold what a server said. */
static gboolean
is_reply(const char *lead)
{
	return (*lead == '4' || *lead == '5') && g_ascii_isdigit(lead[1]) &&
	       g_ascii_isdigit(lead[2]) && strspn(lead + 3, "0123456789. ") == strlen(lead + 3);
}

/* Postfix: '<cy@example.org> (expanded from <bo@example.org>): ...', folded before the latter. */
static gboolean
is_source(const char *words, const char *line)
{
	while (line > words && g_ascii_isspace(line[-1]))
		line--;
	return line - words > 5 && strncmp(line - 5, " from", 5) == 0;
}

/* Behind the last mark that a blank follows: a name has dots too. */
static const char *
last_clause(const char *text)
{
	const char *clause = text;

	for (const char *p = text; *p != '\0'; p++)
		if (strchr(",.;", *p) != NULL && g_ascii_isspace(p[1]))
			clause = p + 1;
	return clause;
}

/* An address that a report names as its subject: alone on its line or in brackets at its start,
 * with a colon, after 'RCPT TO:', 'Recipient', 'Address' ... `line`: where its line begins. */
static gboolean
stands_out(const char *words, const char *line, const char *start, const char *behind)
{
	gsize lead = MIN((gsize)(start - line), LEAD_BYTES);
	const char *near = start - lead;
	g_autofree char *fold = NULL;

	if (near == line && strspn(line, " \t<>[(\"'*") >= lead)
		return !is_source(words, line) &&
		       (*behind == '\0' || strchr("<>:;\n\r ]),\"'", *behind));
	while (lead && strchr(" \t<[(\"'", near[lead - 1]))
		lead--;
	while (lead && ((guchar)*near & 0xC0) == 0x80) {
		near++;
		lead--;
	}
	fold = g_ascii_strdown(near, (gssize)lead);
	if (jn_words_hold_fold(fold, -1, leads) || is_dated(behind) ||
	    (near == line && is_reply(fold)))
		return TRUE;
	if (g_str_has_suffix(fold, ":") && (*behind == '\n' || *behind == '\r') &&
	    !jn_words_hold_fold(fold, -1, no_leads))
		return TRUE;
	if (!strstr(last_clause(fold), "deliver"))
		return FALSE;
	for (const char *const *end = lead_ends; *end; end++)
		if (g_str_has_suffix(fold, *end))
			return TRUE;
	return FALSE;
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

/* au by KDDI writes of the account first and then 'user unknown', whatever it was. */
static gboolean
is_account_shut(const char *words)
{
	static const char *const phrases[] = {"user(s) account is disabled",
					      "user(s) account is temporarily", NULL};

	return jn_words_hold(words, phrases);
}

/* Judges by the first of these that say something: the recipient's paragraph, unless a code stands
 * further below; all that is said of it; all words. */
static void
judge_words(JnBounce *bounce, JnRefusal *refusal, const char *section, const char *words)
{
	const char *end = strstr(section, "\n\n");
	g_autofree char *paragraph =
		g_strndup(section, end ? (gsize)(end - section) : strlen(section));
	g_autofree char *above = jn_status_find(paragraph), *below = jn_status_find(section);
	const char *const said[] = {!above && below ? section : paragraph, section, words};
	gboolean sure = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(said) && !sure; i++) {
		if (!bounce->status)
			bounce->status = jn_status_find(said[i]);
		refusal->status = bounce->status;
		refusal->words = said[i];
		bounce->severity = jn_severity_judge(refusal, &sure);
	}
	if (bounce->severity == JN_SEVERITY_HARD && is_account_shut(words))
		bounce->severity = JN_SEVERITY_SOFT;
}

/* `section`: what is said of a recipient, from the line where it is named to where the next is.
 * `alone`: no other is reported. */
static void
judge(JnBounce *bounce, const char *section, const char *words, gboolean alone, gboolean late)
{
	g_autofree char *own = jn_clean_line(section, strlen(section));
	JnRefusal refusal = {.final = !late};

	refusal.stage = jn_stage_transcript(words, bounce->recipient);
	if (refusal.stage == JN_STAGE_UNKNOWN)
		refusal.stage = jn_stage_find(section);
	if (refusal.stage == JN_STAGE_UNKNOWN && alone)
		refusal.stage = jn_stage_find(words);
	judge_words(bounce, &refusal, section, words);
	if (bounce->severity == JN_SEVERITY_SOFT && late)
		bounce->severity = JN_SEVERITY_DELAYED;
	jn_clean_cut(own, DIAGNOSTIC_BYTES);
	bounce->diagnostic = *own ? g_steal_pointer(&own) : NULL;
}

/* `sections` holds what is said of each of `bounces`. */
static void
judge_all(GPtrArray *bounces, const GPtrArray *sections, const char *words)
{
	gboolean late = jn_bounce_words_delay(words);

	for (guint i = 0; i < bounces->len; i++)
		judge(g_ptr_array_index(bounces, i), g_ptr_array_index(sections, i),
		      bounces->len > RECIPIENTS_IN_WORDS ? "" : words, bounces->len == 1, late);
}

/* At most SECTION_BYTES, whole characters. */
static void
add_section(GPtrArray *sections, const char *start, const char *end)
{
	char *section = g_strndup(start, MIN((gsize)(end - start), SECTION_BYTES + 4));

	jn_clean_cut(section, SECTION_BYTES);
	g_ptr_array_add(sections, section);
}

/* Recipients that stand out; where none does, the first address that is not the report's own. */
static void
find_recipients(const JnMessage *message,
		const char *words,
		gboolean any,
		GPtrArray *bounces,
		GPtrArray *sections)
{
	const char *end = words + strlen(words), *about = NULL;
	const char *p = words, *start, *line = words, *seen = words;
	gboolean in_list = FALSE;
	char *addr;

	/* Of those that do not stand out, the first: the next may be whom to ask. */
	while (bounces->len < (any ? 1 : JN_TEXT_REPORT_RECIPIENTS) &&
	       (addr = next_address(&p, end, &start))) {
		const char *eol = memrchr(seen, '\n', (gsize)(start - seen));
		gboolean own = is_report_address(message, addr), meant;

		/* 'Unknown user: bo@example.org': the reason may stand before it. A line may hold
		 * thousands of addresses, so that nothing of it is looked through twice. */
		line = eol ? eol + 1 : line;
		seen = start;
		/* A list goes on in its line: 'bo@example.org; cy@example.org'. */
		meant = any ? !own
			    : (line == about && in_list) || stands_out(words, line, start, p);
		if (!meant || is_listed(bounces, addr)) {
			g_free(addr);
			continue;
		}
		in_list = *p == ',' || *p == ';';
		if (about)
			add_section(sections, about, MAX(line, about));
		about = line;
		add(bounces, addr);
		/* 'a@x <b@y>: malformed': one address a line is meant, but in a list. */
		if (!in_list)
			p += strcspn(p, "\n");
	}
	if (about)
		add_section(sections, about, end);
}

static const char *
recipient_at(const GPtrArray *bounces, guint i)
{
	return ((const JnBounce *)g_ptr_array_index(bounces, i))->recipient;
}

/* Drops the report's own addresses where another is named too. */
static void
drop_own(const JnMessage *message, GPtrArray *bounces, GPtrArray *sections)
{
	guint others = 0;

	for (guint i = 0; i < bounces->len; i++)
		others += !is_report_address(message, recipient_at(bounces, i));
	for (guint i = bounces->len; others && i > 0; i--) {
		if (!is_report_address(message, recipient_at(bounces, i - 1)))
			continue;
		g_ptr_array_remove_index(bounces, i - 1);
		g_ptr_array_remove_index(sections, i - 1);
	}
}

static void
read_failed_header(const JnMessage *message,
		   const char *words,
		   GPtrArray *bounces,
		   GPtrArray *sections)
{
	g_autoptr(GPtrArray) values = jn_message_headers(message, "X-Failed-Recipients");
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);

	for (guint i = 0; i < values->len; i++) {
		const char *value = g_ptr_array_index(values, i);

		jn_addresses_parse(value, strlen(value), found);
	}
	for (guint i = 0; i < found->len && bounces->len < JN_TEXT_REPORT_RECIPIENTS; i++) {
		char *addr = jn_fold(((JnMailbox *)g_ptr_array_index(found, i))->addr, -1);
		const char *named = strcasestr(words, addr);
		g_autofree char *about = NULL;

		if (is_listed(bounces, addr)) {
			g_free(addr);
			continue;
		}
		/* Alone, all behind its name is said of it. */
		if (found->len > 1)
			named = about = jn_bounce_words_about(words, addr);
		add(bounces, addr);
		named = named ? named : "";
		add_section(sections, named, named + strlen(named));
	}
}

void
jn_bounce_words_read(const JnMessage *message, const char *words, GPtrArray *bounces)
{
	g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(g_free);

	read_failed_header(message, words, bounces, sections);
	if (bounces->len == 0)
		find_recipients(message, words, FALSE, bounces, sections);
	drop_own(message, bounces, sections);
	if (bounces->len == 0)
		find_recipients(message, words, TRUE, bounces, sections);
	judge_all(bounces, sections, words);
}
