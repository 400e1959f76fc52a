/*
 * stage.c - see stage.h.
 */
#include "mail/stage.h"

#include <string.h>

/* In lower case, one blank between words. The first that is found counts. */
static const struct {
	const char *words;
	JnStage stage;
} phrases[] = {
	/* Postfix and its kin */
	{"in reply to rcpt", JN_STAGE_RCPT},
	{"in reply to end of data", JN_STAGE_DATA},
	{"in reply to data", JN_STAGE_DATA},
	{"in reply to mail", JN_STAGE_SENDER},
	{"in reply to helo", JN_STAGE_SENDER},
	{"in reply to ehlo", JN_STAGE_SENDER},
	{"refused to talk to me", JN_STAGE_SENDER},
	/* Exim, GMX, 1&1 */
	{"after rcpt", JN_STAGE_RCPT},
	{"after end of data", JN_STAGE_DATA},
	{"after pipelined end of data", JN_STAGE_DATA},
	{"after sending data block", JN_STAGE_DATA},
	{"after data", JN_STAGE_DATA},
	{"after pipelined data", JN_STAGE_DATA},
	{"after mail", JN_STAGE_SENDER},
	{"after pipelined mail", JN_STAGE_SENDER},
	{"after pipelined rcpt", JN_STAGE_RCPT},
	{"after initial connection", JN_STAGE_SENDER},
	{"after helo", JN_STAGE_SENDER},
	{"after ehlo", JN_STAGE_SENDER},
	{"for rcpt to command", JN_STAGE_RCPT},
	{"for rcpt command", JN_STAGE_RCPT},
	{"for mail from command", JN_STAGE_SENDER},
	{"for text command", JN_STAGE_DATA},
	/* qmail */
	{"does not like recipient", JN_STAGE_RCPT},
	{"failed on data", JN_STAGE_DATA},
	{"failed after i sent the message", JN_STAGE_DATA},
	{"but sender was rejected", JN_STAGE_SENDER},
	{"but my name was rejected", JN_STAGE_SENDER},
	{"but greeting failed", JN_STAGE_SENDER},
	/* DragonFly BSD's dma */
	{"did not like our rcpt", JN_STAGE_RCPT},
	{"did not like our mail", JN_STAGE_SENDER},
	{"did not like our helo", JN_STAGE_SENDER},
	{"did not like our ehlo", JN_STAGE_SENDER},
	{"did not like our data", JN_STAGE_DATA},
	/* Gmail up to 2015 */
	{"(state 13)", JN_STAGE_SENDER},
	{"(state 14)", JN_STAGE_RCPT},
	{"(state 15)", JN_STAGE_DATA},
	{"(state 17)", JN_STAGE_DATA},
	{"(state 18)", JN_STAGE_DATA},
	/* others */
	{"[rcpt_to]", JN_STAGE_RCPT},
	{"[mail_from]", JN_STAGE_SENDER},
	{"[data]", JN_STAGE_DATA},
	{"smtp:rcpt", JN_STAGE_RCPT},
	{"smtp:data", JN_STAGE_DATA},
	{"smtp:mail", JN_STAGE_SENDER},
	{"in rcpt to", JN_STAGE_RCPT},
	{"following rcpt", JN_STAGE_RCPT},
	{"following data", JN_STAGE_DATA},
	{"smtp command rcpt", JN_STAGE_RCPT},
	{"smtp command data", JN_STAGE_DATA},
	{"end of data", JN_STAGE_DATA},
	{"rejected recipient", JN_STAGE_RCPT},
	{"requested action not taken: mailbox unavailable", JN_STAGE_ADDRESS},
	{"recipient address rejected", JN_STAGE_ADDRESS},
	{"... user unknown", JN_STAGE_ADDRESS},     /* sendmail says so to RCPT alone */
	{"has rejected address", JN_STAGE_ADDRESS}, /* Sun and Oracle Messaging Server */
	{" 542 ", JN_STAGE_ADDRESS},                /* MessageLabs: not at its customer */
};

static JnStage
command_stage(const char *command)
{
	if (g_ascii_strncasecmp(command, "rcpt", 4) == 0)
		return JN_STAGE_RCPT;
	if (g_ascii_strncasecmp(command, "data", 4) == 0 ||
	    g_ascii_strncasecmp(command, "bdat", 4) == 0 || *command == '.')
		return JN_STAGE_DATA;
	return JN_STAGE_SENDER;
}

/* How transcripts mark what went out and what came in. */
static const char *const sent_marks[] = {">>> ", "Sent <<< ", "In:  ", NULL};
static const char *const reply_marks[] = {"<<< ", "Received >>> ", "Out: ", NULL};

/* The text behind such a mark at the start of a line, or NULL. */
static const char *
behind_mark(const char *line, const char *const *marks)
{
	line += strspn(line, " \t");
	for (; *marks; marks++)
		if (g_str_has_prefix(line, *marks))
			return line + strlen(*marks);
	return NULL;
}

/* sendmail, Courier, InterScan, Postfix's smtpd to its postmaster: '>>> RCPT TO:<bo@example.org>'
 * and, below, '<<< 550 ...'. */
JnStage
jn_stage_transcript(const char *words, const char *recipient)
{
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
	const char *command = NULL;
	JnStage first = JN_STAGE_UNKNOWN;

	for (gsize i = 0; lines[i]; i++) {
		const char *sent = behind_mark(lines[i], sent_marks);
		const char *reply = behind_mark(lines[i], reply_marks);
		JnStage stage;

		if (sent)
			command = sent;
		if (!reply || !command || (*reply != '4' && *reply != '5'))
			continue;
		stage = command_stage(command);
		if (stage == JN_STAGE_RCPT && recipient && strchr(command, '@')) {
			if (strcasestr(command, recipient))
				return stage;
			continue;
		}
		if (first == JN_STAGE_UNKNOWN)
			first = stage;
	}
	return first;
}

JnStage
jn_stage_find(const char *words)
{
	JnStage stage = jn_stage_transcript(words, NULL);
	g_autofree char *lower = g_ascii_strdown(words, -1);
	g_autoptr(GString) fold = g_string_new(NULL);

	if (stage != JN_STAGE_UNKNOWN)
		return stage;
	/* The phrase may be folded anywhere. */
	for (const char *p = lower; *p; p++) {
		if (!g_ascii_isspace(*p))
			g_string_append_c(fold, *p);
		else if (fold->len && fold->str[fold->len - 1] != ' ')
			g_string_append_c(fold, ' ');
	}
	for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++)
		if (strstr(fold->str, phrases[i].words))
			return phrases[i].stage;
	return JN_STAGE_UNKNOWN;
}
