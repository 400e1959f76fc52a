/*
 * test-mail-bounce.c - delivery reports: who is reported, and how final it is; and what is none.
 */
#include <string.h>

#include "mail/bounce.h"
#include "mail/severity.h"

#define REPORT                                                                                     \
	"From: MAILER-DAEMON@mx.example.org\nTo: goal@example.com\nSubject: Undelivered Mail\n"    \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"              \
	"--b\n\nYour mail could not be delivered.\n\n--b\n"                                        \
	"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
#define SYSTEM                                                                                     \
	"From: MAILER-DAEMON@mx.example.org\nTo: goal@example.com\nSubject: failure notice\n\n"
#define PERSON "From: Ana <ana@example.org>\nTo: goal@example.com\nSubject: Re: failure notice\n\n"

/* 'severity recipient status' of each, joined by ' / '; "none" for no report. */
static char *
read_report(const char *mail)
{
	gsize len = strlen(mail);
	g_autoptr(GBytes) raw = g_bytes_new_take(g_memdup2(mail, len), len);
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);
	g_autoptr(GPtrArray) bounces = NULL;
	GString *out;

	g_assert_no_error(error);
	bounces = jn_bounce_parse(message);
	out = g_string_new(bounces ? "" : "none");
	for (guint i = 0; bounces && i < bounces->len; i++) {
		const JnBounce *b = g_ptr_array_index(bounces, i);

		g_string_append_printf(
			out, "%s%s %s %s", i ? " / " : "", jn_severity_name(b->severity),
			b->recipient ? b->recipient : "-", b->status ? b->status : "-");
	}
	return g_string_free(out, FALSE);
}

static void
test_reports(void)
{
	static const struct {
		const char *label, *mail, *expected;
	} rows[] = {
		{"RFC 3464",
		 REPORT "Final-Recipient: rfc822; bo@example.net\nAction: failed\nStatus: 5.1.1\n"
			"Diagnostic-Code: smtp; 550 5.1.1 User unknown\n--b--\n",
		 "hard bo@example.net 5.1.1"},
		{"the original recipient is whom we wrote to",
		 REPORT
		 "Original-Recipient: rfc822; Bo@example.net\nFinal-Recipient: rfc822; x@y.z\n"
		 "Action: failed\nStatus: 5.2.2\n--b--\n",
		 "soft bo@example.net 5.2.2"},
		{"two recipients",
		 REPORT "Final-Recipient: rfc822; a@x.y\nAction: failed\nStatus: 5.1.1\n\n"
			"Final-Recipient: rfc822; b@x.y\nAction: delayed\nStatus: 4.4.1\n--b--\n",
		 "hard a@x.y 5.1.1 / delayed b@x.y 4.4.1"},
		{"delivered is no failure",
		 REPORT "Final-Recipient: rfc822; a@x.y\nAction: delivered\nStatus: 2.0.0\n--b--\n",
		 "delayed a@x.y 2.0.0"},
		{"policy with a user's code (RFC 3463 3.8)",
		 REPORT "Final-Recipient: rfc822; a@x.y\nAction: failed\nStatus: 5.1.1\n"
			"Diagnostic-Code: smtp; 550 5.7.1 IP address blacklisted\n--b--\n",
		 "soft a@x.y 5.7.1"},
		{"no address",
		 REPORT "Final-Recipient: local; bo\nAction: failed\nStatus: 5.0.0\n--b--\n",
		 "soft - 5.0.0"},
		{"empty report", REPORT "--b--\n", "soft - -"},
		{"ARF (RFC 5965)",
		 "From: fbl@x.y\nContent-Type: multipart/report; report-type=feedback-report; "
		 "boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: "
		 "abuse\n"
		 "Original-Rcpt-To: <Bo@x.y>\n--b--\n",
		 "complaint bo@x.y -"},
		{"ARF about authentication (RFC 6591)",
		 "From: fbl@x.y\nContent-Type: multipart/report; report-type=feedback-report; "
		 "boundary=b\n\n--b\nContent-Type: message/feedback-report\n\n"
		 "Feedback-Type: auth-failure\n--b--\n",
		 "soft - -"},
		{"qmail",
		 SYSTEM "Hi. I wasn't able to deliver your message to the following addresses.\n\n"
			"<bo@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
			"--- Below this line is a copy of the message.\n\nTo: cy@example.net\n",
		 "hard bo@example.net 5.1.1"},
		{"Exim",
		 "X-Failed-Recipients: bo@example.net\n" SYSTEM
		 "A message that you sent could not be delivered.\n\n  bo@example.net\n    host "
		 "mx: 552 "
		 "mailbox is full\n",
		 "soft bo@example.net -"},
		{"Exim: only late",
		 SYSTEM
		 "The message has not yet been delivered to:\n\n  bo@example.net\n\nNo action is "
		 "required on your part, it will be retried.\n",
		 "delayed bo@example.net -"},
		{"broken boundaries",
		 "From: MAILER-DAEMON@x.y\nSubject: failure notice\nContent-Type: "
		 "multipart/report; "
		 "boundary=zz\n\n--b\n\nIt could not be delivered.\n\n--b\n\nFinal-Recipient: "
		 "rfc822; "
		 "bo@x.y\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
		 "hard bo@x.y 5.1.1"},
		{"Amazon SES by SNS",
		 "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n"
		 "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{"
		 "\"emailAddress\":"
		 "\"bo@x.y\",\"action\":\"failed\",\"status\":\"5.1.1\"}]}}\n",
		 "hard bo@x.y 5.1.1"},
		{"a person speaks of a bounce",
		 PERSON "My mail to <bo@example.net>:\n550 5.1.1 User unknown. What now?\n",
		 "none"},
		{"a person", "From: ana@x.y\nSubject: Hi\n\nIt could not be delivered: 550 5.1.1\n",
		 "none"},
		{"vacation with a null sender",
		 "Return-Path: <>\nFrom: ana@x.y\nAuto-Submitted: auto-replied\nSubject: Away\n\n"
		 "I am away; answers are delayed.\n",
		 "none"},
		{"postmaster writes as a person",
		 "From: postmaster@x.y\nSubject: Your account\n\nWe rejected nothing.\n", "none"},
		{"a report attached to a person's mail",
		 "From: ana@x.y\nSubject: help\nContent-Type: multipart/mixed; "
		 "boundary=b\n\n--b\n\nWhat is "
		 "this?\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
		 "bo@x.y\n"
		 "Action: failed\nStatus: 5.1.1\n--b--\n",
		 "none"},
		{"a telephone number is no reply code",
		 "Return-Path: <>\nFrom: ana@x.y\nSubject: Delivery status: I am away\n\nMy "
		 "answers are delayed. Call 555 1234.\n",
		 "none"},
		{"a mobile operator (no code, no daemon)",
		 "From: no-reply@app.example\nTo: goal@example.com\nSubject: Delivery Status "
		 "Notification\n\nYour mail could not be delivered to: <bo@x.y>\nAs their mailbox "
		 "is "
		 "full.\n",
		 "soft bo@x.y -"},
		{"MDN (RFC 8098)",
		 "From: ana@x.y\nSubject: Read: Hi\nContent-Type: multipart/report; "
		 "report-type=disposition-notification; "
		 "boundary=b\n\n--b\n\nread\n--b\nContent-Type: "
		 "message/disposition-notification\n\nFinal-Recipient: rfc822; ana@x.y\n--b--\n",
		 "none"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = read_report(rows[i].mail);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

static void
test_severity(void)
{
	static const struct {
		const char *status, *words;
		JnStage stage;
		JnSeverity expected;
	} rows[] = {
		/* codes alone */
		{"5.1.1", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{"5.1.2", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{"5.1.10", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_HARD}, /* RFC 7505 4.2 */
		{"5.1.6", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{"5.0.0", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{"5.2.2", NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{"5.7.1", NULL, JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		{"4.1.1", NULL, JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		/* who answered */
		{NULL, "550 No such user here", JN_STAGE_RCPT, JN_SEVERITY_HARD},
		{NULL, "550 No such user here", JN_STAGE_ADDRESS, JN_SEVERITY_HARD},
		{NULL, "550 No such user here", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, "No such user here", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "550 Unknown user bo@x.y", JN_STAGE_DATA, JN_SEVERITY_SOFT},
		{NULL, "550 Unknown user bo@x.y", JN_STAGE_SENDER, JN_SEVERITY_SOFT},
		{"5.1.1", "550 5.1.1 Unknown user", JN_STAGE_DATA,
		 JN_SEVERITY_HARD}, /* pipelined */
		{NULL, "553 gone.example.org does not exist", JN_STAGE_DATA, JN_SEVERITY_HARD},
		{NULL, "5.1.0 - Unknown address error 550-'no such user'", JN_STAGE_UNKNOWN,
		 JN_SEVERITY_HARD}, /* IronPort */
		{NULL, "5.1.0 - Unknown address error 550-'5.7.1 Client host blocked'",
		 JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, "550 5.1.0 See https://charter.example/errors. AUP#Out-1580", JN_STAGE_RCPT,
		 JN_SEVERITY_SOFT},
		/* temporary by its code, and given up */
		{NULL, "450 User unknown", JN_STAGE_RCPT, JN_SEVERITY_HARD},
		{NULL, "450 User unknown, try again later", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		{NULL, "450 User unknown", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{"4.4.3", "Host or domain name not found", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{"4.2.2", "Mailbox of unknown user full", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		/* another cause */
		{"5.1.1", "550 5.1.1 mailbox full", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		{"5.7.1", "550 5.7.1 message rejected", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		{"5.1.8", "501 5.1.8 Sender domain does not exist", JN_STAGE_RCPT,
		 JN_SEVERITY_SOFT},
		{NULL, "The mailbox of Bo is full", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, "550 relay not permitted, unknown user", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		{NULL, "550 mailbox unavailable or access denied", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		/* letters that mean nothing */
		{NULL, "550 5.4.1 Recipient address rejected: Access denied", JN_STAGE_UNKNOWN,
		 JN_SEVERITY_HARD},
		{NULL, "host relay.example.org[192.0.2.1] said: 550 user unknown", JN_STAGE_RCPT,
		 JN_SEVERITY_HARD},
		{NULL, "host spam.example.org said: 550 user unknown", JN_STAGE_RCPT,
		 JN_SEVERITY_HARD},
		{NULL, "see https://spamhaus.example/ 550 user unknown", JN_STAGE_RCPT,
		 JN_SEVERITY_HARD},
		/* a noun and what is said of it */
		{NULL, "550 The mailbox bo@x.y could not be found", JN_STAGE_RCPT,
		 JN_SEVERITY_HARD},
		{NULL, "550 Recipient <bo@x.y> is not a registered one", JN_STAGE_RCPT,
		 JN_SEVERITY_HARD},
		{NULL, "550 <bo@x.y> not found", JN_STAGE_RCPT, JN_SEVERITY_HARD},
		{NULL, "550 No such e-mail account", JN_STAGE_RCPT, JN_SEVERITY_HARD},
		{NULL, "550 A user is here. Nothing is unknown.", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		/* domains */
		{NULL, "Sorry, I couldn't find any host named x.y. (#5.1.2)", JN_STAGE_UNKNOWN,
		 JN_SEVERITY_HARD},
		{NULL, "The domain x.y does not exist", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "550 Domain of sender does not exist", JN_STAGE_RCPT, JN_SEVERITY_SOFT},
		/* other languages */
		{NULL, "Diese Adresse existiert nicht", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "L'utilisateur est inconnu", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "El usuario no existe", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "該当するユーザーは存在しません", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "用户不存在", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "Пользователь не найден", JN_STAGE_UNKNOWN, JN_SEVERITY_HARD},
		{NULL, "Das Postfach des Empfängers ist voll", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, "メールボックスがいっぱいです", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, "", JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
		{NULL, NULL, JN_STAGE_UNKNOWN, JN_SEVERITY_SOFT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnRefusal refusal = {rows[i].status, rows[i].words, rows[i].stage, TRUE};

		g_test_message("%s %s", rows[i].status ? rows[i].status : "-",
			       rows[i].words ? rows[i].words : "-");
		g_assert_cmpstr(jn_severity_name(jn_severity_judge(&refusal, NULL)), ==,
				jn_severity_name(rows[i].expected));
	}
}

/* What servers answer to RCPT, in the wild. */
static void
test_replies(void)
{
	static const struct {
		JnSeverity expected;
		const char *words;
	} rows[] = {
		{JN_SEVERITY_HARD, "DNS lookup failure: host gone.example.net not found"},
		{JN_SEVERITY_HARD, "Domain does not exist"},
		{JN_SEVERITY_HARD, "Unknown host: example.org"},
		{JN_SEVERITY_HARD, "550 5.1.1 <bo@x.y>... User Unknown"},
		{JN_SEVERITY_HARD,
		 "550-5.1.1 The email account that you tried to reach does not exist. Please try "
		 "550-5.1.1 double-checking the recipient's email address for typos"},
		{JN_SEVERITY_HARD, "550 5.1.1 <bo@x.y>: Recipient address rejected: User unknown "
				   "in virtual alias table"},
		{JN_SEVERITY_HARD,
		 "550 5.1.1 sorry, no mailbox here by that name (#5.1.1 - chkusr)"},
		{JN_SEVERITY_HARD, "550 sorry, no mailbox here by that name. (#5.7.17)"},
		{JN_SEVERITY_SOFT,
		 "550 5.7.1 <bo@x.y>: Recipient address rejected: Mail appeared to be SPAM or "
		 "forged. Ask your Mail/DNS-Administrator to correct HELO and DNS MX settings"},
		{JN_SEVERITY_SOFT, "550 5.7.1 Unable to deliver to <bo@x.y>"},
		{JN_SEVERITY_SOFT, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked "
				   "using zen.spamhaus.example"},
		{JN_SEVERITY_SOFT,
		 "550 5.2.1 The user you are trying to contact is receiving mail at a rate that "
		 "prevents additional messages from being delivered."},
		{JN_SEVERITY_SOFT,
		 "552 5.2.2 The email account that you tried to reach is over quota"},
		{JN_SEVERITY_SOFT,
		 "550 5.2.2 <bo@x.y>: Recipient address rejected: mailbox over quota"},
		{JN_SEVERITY_HARD, "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found"},
		{JN_SEVERITY_SOFT, "550 5.1.0 <a@b.c> sender rejected: AUP#SNDR"},
		{JN_SEVERITY_HARD, "550 5.1.0 Address rejected."},
		{JN_SEVERITY_HARD, "550 5.1.0 bo@x.y... User unknown"},
		{JN_SEVERITY_HARD, "553 5.3.0 <bo@x.y>... Addressee unknown, relay=[192.0.2.1]"},
		{JN_SEVERITY_HARD, "550 5.1.6 recipient no longer on server: bo@x.y"},
		{JN_SEVERITY_HARD, "550 Requested action not taken: mailbox unavailable"},
		{JN_SEVERITY_SOFT, "550 Mailbox unavailable or access denied"},
		{JN_SEVERITY_HARD,
		 "550 Mailbox not found. "
		 "http://service.mail.qq.example/cgi-bin/help?subtype=1&&id=20022&&no=1000728"},
		{JN_SEVERITY_SOFT,
		 "550 Mail content denied. http://service.mail.qq.example/cgi-bin/help"},
		{JN_SEVERITY_SOFT, "550 User suspended"},
		{JN_SEVERITY_HARD, "550 Invalid User: bo@x.y"},
		{JN_SEVERITY_HARD, "550 User not found: bo@x.y"},
		{JN_SEVERITY_HARD, "550 RP:UPVGEFKC DT:SPM 163 smtp, User not found"},
		{JN_SEVERITY_SOFT, "554 DT:SPM 163 smtp8,DMCowAA"},
		{JN_SEVERITY_HARD, "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)"},
		{JN_SEVERITY_HARD, "550 5.4.1 Recipient address rejected: Access denied. "
				   "AS(201806281) [BN8NAM11FT024.eop-nam11.prod.outlook.example]"},
		{JN_SEVERITY_SOFT,
		 "550 5.4.1 [bo@x.y]: Recipient address rejected: Relay access denied"},
		{JN_SEVERITY_SOFT, "550 5.7.510 Access denied, x does not accept email over IPv6"},
		{JN_SEVERITY_SOFT, "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was "
				   "rejected by organization policy"},
		{JN_SEVERITY_SOFT, "550 4.4.7 QUEUE.Expired; message expired"},
		{JN_SEVERITY_SOFT, "450 4.7.1 Greylisting in action, please come back later"},
		{JN_SEVERITY_SOFT, "451 4.3.0 Temporary lookup failure"},
		{JN_SEVERITY_SOFT, "421 4.7.0 Try again later, closing connection."},
		{JN_SEVERITY_HARD, "550 No such recipient"},
		{JN_SEVERITY_HARD, "550 No such user (bo@x.y)"},
		{JN_SEVERITY_HARD, "550 #5.1.0 Address rejected bo@x.y"},
		{JN_SEVERITY_HARD, "550 5.1.1 unknown or illegal alias: bo@x.y"},
		{JN_SEVERITY_SOFT, "550 5.7.1 [CS01] Message rejected due to local policy"},
		{JN_SEVERITY_HARD, "550 Unrouteable address"},
		{JN_SEVERITY_HARD, "550 unknown user account"},
		{JN_SEVERITY_HARD, "550 Recipient unknown"},
		{JN_SEVERITY_HARD, "554 delivery error: dd This user doesn't have a yahoo.example "
				   "account (bo@yahoo.example) [0]"},
		{JN_SEVERITY_SOFT,
		 "554 delivery error: dd Sorry your message to bo@yahoo.example cannot be "
		 "delivered. This account has been disabled or discontinued [#102]."},
		{JN_SEVERITY_HARD, "550 5.1.1 Mailbox \"bo\" does not exist"},
		{JN_SEVERITY_HARD, "550 Addressee unknown"},
		{JN_SEVERITY_HARD, "551 not our customer"},
		{JN_SEVERITY_HARD, "550 <bo@x.y> No such user here"},
		{JN_SEVERITY_HARD, "550 Administrative prohibition - unknown user"},
		{JN_SEVERITY_SOFT, "550 Administrative prohibition"},
		{JN_SEVERITY_SOFT, "550 Verification failed for <a@b.c> 550 Sender verify failed"},
		{JN_SEVERITY_HARD, "550 Benutzer existiert nicht / user unknown"},
		{JN_SEVERITY_HARD, "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid "
				   "recipient. OFR_416 [416]"},
		{JN_SEVERITY_SOFT,
		 "550 5.5.0 Boite du destinataire archivee. Archived recipient. OFR_420 [420]"},
		{JN_SEVERITY_SOFT, "550 Message was not accepted -- invalid mailbox. Local mailbox "
				   "bo@mail.example is unavailable: account is disabled"},
		{JN_SEVERITY_HARD, "550 Message was not accepted -- invalid mailbox. Local mailbox "
				   "bo@mail.example is unavailable: user not found"},
		{JN_SEVERITY_HARD, "550 5.7.1 No such user!"},
		{JN_SEVERITY_SOFT, "571 Delivery not authorized, message refused"},
		{JN_SEVERITY_SOFT,
		 "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"},
		{JN_SEVERITY_SOFT, "554 Transaction Failed Spam Message not queued."},
		{JN_SEVERITY_SOFT, "550 rejected: cannot route to sender address"},
		{JN_SEVERITY_SOFT,
		 "550 Sorry, your envelope sender is in my badmailfrom list (#5.7.1)"},
		{JN_SEVERITY_HARD,
		 "550 sorry, your envelope recipient is in my badrcptto list (#5.7.1)"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnRefusal refusal = {NULL, rows[i].words, JN_STAGE_RCPT, TRUE};

		g_test_message("%s", rows[i].words);
		g_assert_cmpstr(jn_severity_name(jn_severity_judge(&refusal, NULL)), ==,
				jn_severity_name(rows[i].expected));
	}
}

/* What was not given up is never hard for a temporary code. */
static void
test_not_final(void)
{
	JnRefusal refusal = {"4.1.1", "450 4.1.1 User unknown", JN_STAGE_RCPT, FALSE};

	g_assert_cmpint(jn_severity_judge(&refusal, NULL), ==, JN_SEVERITY_SOFT);
	refusal.final = TRUE;
	g_assert_cmpint(jn_severity_judge(&refusal, NULL), ==, JN_SEVERITY_HARD);
}

static void
test_stage(void)
{
	static const struct {
		const char *words, *recipient;
		JnStage expected;
	} rows[] = {
		{"", NULL, JN_STAGE_UNKNOWN},
		{"550 user unknown", NULL, JN_STAGE_UNKNOWN},
		{"550 x (in reply\n    to RCPT TO command)", NULL, JN_STAGE_RCPT},
		{"550 x (in reply to end of\n    DATA command)", NULL, JN_STAGE_DATA},
		{"550 x (in reply to MAIL FROM command)", NULL, JN_STAGE_SENDER},
		{">>> RCPT TO:<a@x>\n<<< 550 no", NULL, JN_STAGE_RCPT},
		{">>> RCPT TO:<a@x>\n<<< 250 ok\n>>> DATA\n<<< 550 no", NULL, JN_STAGE_DATA},
		{">>> RCPT TO:<a@x>\n<<< 550 no\n>>> DATA\n<<< 503 no", "a@x", JN_STAGE_RCPT},
		{">>> RCPT TO:<a@x>\n<<< 550 no\n>>> DATA\n<<< 554 no", "b@x", JN_STAGE_DATA},
		{">>> DATA\n", NULL, JN_STAGE_UNKNOWN},
		{"<<< 550 no", NULL, JN_STAGE_UNKNOWN},
		{"Sent <<< RCPT TO:<a@x>\nReceived >>> 550 no", "a@x", JN_STAGE_RCPT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnStage stage = jn_stage_transcript(rows[i].words, rows[i].recipient);

		if (stage == JN_STAGE_UNKNOWN)
			stage = jn_stage_find(rows[i].words);
		g_test_message("%s", rows[i].words);
		g_assert_cmpint(stage, ==, rows[i].expected);
	}
}

static void
test_status(void)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"550 5.1.1 x", "5.1.1"},
		{"(#5.1.2)", "5.1.2"},
		{"550-5.7.26 x", "5.7.26"},
		{"host 5.1.1.7", NULL},
		{"192.5.1.1", NULL},
		{"15.1.1", NULL},
		{"5.1", NULL},
		{"5.1.", NULL},
		{"5.1.1.", "5.1.1"},
		{"v5.1.1", NULL},
		{"3.1.1", NULL},
		{"", NULL},
		{"5.1.1234", NULL},
		{"x 4.4.7 5.1.1", "4.4.7"},
		{"5.0.0 then 5.1.1", "5.1.1"},
		{"550 5.0.0 x", "5.0.0"},
		{"5.1.0 Unknown address error 550-'5.2.2 full", "5.2.2"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = jn_status_find(rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

/* Reports of every size are read within bounds. */
static void
test_large(void)
{
	static const char *const units[] = {
		"<bo@example.net>:\n550 user unknown\n",
		"Final-Recipient: rfc822; a@x.y\n\n",
		"@",
		"mailbox ",
		"5.1.",
		"\n\n",
		"{\"emailAddress\":\"a@x.y\"",
		">>> DATA\n<<< 5",
		/* All in one line: no address has more work than the one before. */
		"bo@x.y ",
		"a bo@x.y, to ",
		"\"bo@x.y ",
		"Status: 5.1.1\n",
	};
	static const char *const heads[] = {SYSTEM, REPORT};

	for (gsize i = 0; i < G_N_ELEMENTS(units) * G_N_ELEMENTS(heads); i++) {
		const char *unit = units[i / G_N_ELEMENTS(heads)];
		g_autoptr(GString) mail = g_string_new(heads[i % G_N_ELEMENTS(heads)]);
		g_autofree char *got = NULL;

		while (mail->len < 5 * 1024 * 1024)
			g_string_append(mail, unit);
		g_string_append(mail, "\n--b--\n");
		got = read_report(mail->str);
		g_test_message("%.40s", unit);
		g_assert_cmpuint(strlen(got), <, 200000);
	}
}

/* Of a long line, what stands near an address says what it is. */
static void
test_far(void)
{
	for (guint n = 0; n < 100; n += 99) {
		g_autofree char *mail = NULL, *got = NULL;
		g_autoptr(GString) words = g_string_new("The recipient");

		for (guint i = 0; i < n; i++)
			g_string_append(words, " é");
		mail = g_strdup_printf(SYSTEM "%s ana@example.net\n\n<bo@example.net>:\n",
				       words->str);
		got = read_report(mail);
		g_assert_cmpstr(got, ==,
				n ? "soft bo@example.net -"
				  : "soft ana@example.net - / soft bo@example.net -");
	}
}

/* What is said of a recipient is cut at a character, wherever the cut falls. */
static void
test_cut(void)
{
	for (gsize shift = 0; shift < 4; shift++) {
		g_autoptr(GString) mail = g_string_new(SYSTEM "<bo@example.net>:\n");
		g_autofree char *got = NULL;

		g_string_append_len(mail, "xxxx", (gssize)shift);
		for (gsize i = 0; i < 2000; i++)
			g_string_append(mail, i % 2 ? "ユ" : "é");
		got = read_report(mail->str);
		g_assert_cmpstr(got, ==, "soft bo@example.net -");
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/bounce/reports", test_reports);
	g_test_add_func("/mail/bounce/severity", test_severity);
	g_test_add_func("/mail/bounce/replies", test_replies);
	g_test_add_func("/mail/bounce/not-final", test_not_final);
	g_test_add_func("/mail/bounce/stage", test_stage);
	g_test_add_func("/mail/bounce/status", test_status);
	g_test_add_func("/mail/bounce/large", test_large);
	g_test_add_func("/mail/bounce/far", test_far);
	g_test_add_func("/mail/bounce/cut", test_cut);
	return g_test_run();
}
