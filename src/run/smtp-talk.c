#include "run/smtp-talk.h"

#include <string.h>

#include "mail/smtp-reply.h"

/* Of a larger mail the envelope of the next one does not ride along: it would be taken long before
 * its turn comes. */
#define RIDE_BYTES (1 << 20)

typedef enum Verb {
	VERB_RSET,
	VERB_MAIL,
	VERB_RCPT,
	VERB_DATA,
	VERB_END,
} Verb;

static const char *const verb_words[] = {"RSET", "MAIL", "RCPT", "DATA", "end of DATA"};

/* A mail under way. Its commands are numbered: RSET if `resets`, MAIL, a RCPT for each, DATA. */
typedef struct Mail {
	JnCopy *copy;
	JnSent *sent;    /* of each recipient; NOT: open */
	char **refusal;  /* of each that RCPT refused, until it is told */
	gboolean *spare; /* of each that was one too many */
	guint n_spare;
	gboolean resets;
	guint said, heard;
	guint good;     /* recipients that RCPT was good for, and that are open */
	gboolean ended; /* content, or the lone dot, was said */
	gboolean stray; /* MAIL was refused, and RCPT not */
	gsize size;     /* octets of the content */
	char *commands; /* the last burst, while it is written */
} Mail;

struct JnTalk {
	JnSmtp *smtp;
	const JnTalkCalls *calls;
	gint64 timeout; /* microseconds */
	gint64 deadline;
	JnReplyReader reader;
	Mail *now;     /* whose turn it is */
	Mail *next;    /* whose envelope was said already */
	GArray *queue; /* JnPiece: what is to be written, from `at` on */
	guint at;
	guint content_end; /* up to where in `queue` the content of `now` goes */
	gboolean is_fresh; /* nothing of `queue` is written: no reply can be to it */
	guint taken;       /* mails that it took */
	gboolean is_dirty; /* a transaction was begun that has no end */
	gboolean is_dead;
};

static void
mail_free(Mail *mail)
{
	if (mail == NULL)
		return;
	for (guint i = 0; mail->copy != NULL && i < mail->copy->n_to; i++)
		g_free(mail->refusal[i]);
	jn_copy_free(mail->copy);
	g_free(mail->refusal);
	g_free(mail->spare);
	g_free(mail->sent);
	g_free(mail->commands);
	g_free(mail);
}

JnTalk *
jn_talk_new(JnSmtp *smtp, int timeout, const JnTalkCalls *calls)
{
	JnTalk *self = g_new0(JnTalk, 1);

	self->smtp = smtp;
	self->calls = calls;
	self->timeout = timeout * G_USEC_PER_SEC;
	self->queue = g_array_new(FALSE, FALSE, sizeof(JnPiece));
	jn_reply_reader_init(&self->reader);
	return self;
}

void
jn_talk_free(JnTalk *self)
{
	if (self == NULL)
		return;
	if (self->now == NULL && !self->is_dead)
		jn_smtp_quit(self->smtp);
	else
		jn_smtp_drop(self->smtp);
	mail_free(self->now);
	mail_free(self->next);
	g_array_unref(self->queue);
	jn_reply_reader_clear(&self->reader);
	g_free(self);
}

gboolean
jn_talk_is_dead(const JnTalk *self)
{
	return self->is_dead;
}

gboolean
jn_talk_is_idle(const JnTalk *self)
{
	return self->now == NULL && !self->is_dead;
}

const JnOffers *
jn_talk_offers(const JnTalk *self)
{
	return jn_smtp_offers(self->smtp);
}

int
jn_talk_fd(const JnTalk *self)
{
	return jn_smtp_fd(self->smtp);
}

gboolean
jn_talk_wants_to_write(const JnTalk *self)
{
	return self->at < self->queue->len;
}

gint64
jn_talk_deadline(const JnTalk *self)
{
	return self->deadline;
}

static void
queue_clear(JnTalk *self)
{
	g_array_set_size(self->queue, 0);
	self->at = self->content_end = 0;
	self->is_fresh = FALSE;
}

static void
queue_add(JnTalk *self, const char *text, gsize len)
{
	JnPiece piece = {text, len};

	self->is_fresh |= self->queue->len == 0;
	g_array_append_val(self->queue, piece);
}

/* What was said of a command, as core/reach.h reads it. */
static char *
reply_text(const JnTalk *self, const Mail *mail, Verb verb)
{
	g_autofree char *words = jn_reply_words(&self->reader);
	gboolean of_many = mail->copy->n_to > 1 && (verb == VERB_DATA || verb == VERB_END);

	return g_strdup_printf("%s%s: %d %s", of_many ? "shared copy, " : "", verb_words[verb],
			       self->reader.code, words);
}

static void
tell(JnTalk *self, Mail *mail, guint i, JnSent sent, char *reply)
{
	mail->sent[i] = sent;
	self->calls->done(self->calls->user, mail->copy->to[i].tag, sent, reply);
}

/* What RCPT refused. Told once the whole envelope was answered, for a reply too many shows by then;
 * where the connection breaks before, they were only dropped. */
static void
tell_refused(JnTalk *self, Mail *mail)
{
	for (guint i = 0; i < mail->copy->n_to; i++)
		if (mail->refusal[i] != NULL)
			tell(self, mail, i, mail->sent[i], g_steal_pointer(&mail->refusal[i]));
}

/* All recipients that are open. `reply` is borrowed. */
static void
tell_all(JnTalk *self, Mail *mail, JnSent sent, const char *reply)
{
	for (guint i = 0; i < mail->copy->n_to; i++)
		if ((mail->sent[i] == JN_SENT_NOT && !mail->spare[i]) || mail->refusal[i] != NULL)
			tell(self, mail, i, sent, g_strdup(reply));
}

static void
give_back(JnTalk *self, Mail *mail)
{
	self->calls->finished(self->calls->user, mail->copy);
	self->calls->again(self->calls->user, g_steal_pointer(&mail->copy));
	mail_free(mail);
}

static void
forget(JnTalk *self, Mail *mail)
{
	self->calls->finished(self->calls->user, mail->copy);
	if (mail->n_spare > 0)
		self->calls->again(self->calls->user,
				   jn_copy_split(mail->copy, mail->spare, mail->n_spare));
	mail_free(mail);
}

/* Of which command a reply would be the next. */
static Verb
verb_heard(const Mail *mail)
{
	guint at = mail->heard + (mail->resets ? 0 : 1);

	if (mail->ended)
		return VERB_END;
	if (at == 0)
		return VERB_RSET;
	if (at == 1)
		return VERB_MAIL;
	return at < mail->copy->n_to + 2 ? VERB_RCPT : VERB_DATA;
}

static guint
commands_of(const Mail *mail)
{
	return mail->copy->n_to + 2 + (mail->resets ? 1 : 0);
}

/* Nothing is said or heard any more. `reply`: why, or NULL: without a word. */
static void
die(JnTalk *self, const char *reply)
{
	Mail *now = g_steal_pointer(&self->now);
	Mail *next = g_steal_pointer(&self->next);
	g_autofree char *words = NULL;
	Verb verb;

	self->is_dead = TRUE;
	queue_clear(self);
	if (next != NULL)
		give_back(self, next);
	if (now == NULL)
		return;
	verb = verb_heard(now);
	words = reply ? g_strdup(reply)
		      : g_strdup_printf("the connection broke at %s", verb_words[verb]);
	if (verb > VERB_MAIL)
		tell_all(self, now, JN_SENT_DROPPED, words);
	else if (self->taken > 0) {
		give_back(self, now);
		return;
	} else
		tell_all(self, now, JN_SENT_BROKEN, words);
	forget(self, now);
}

static void
append_mail_command(const JnTalk *self, const Mail *mail, GString *out)
{
	const JnOffers *offers = jn_smtp_offers(self->smtp);
	const JnRendered *wire = jn_rendered_wire(mail->copy->content);
	gboolean utf8 = FALSE;

	for (guint i = 0; i < mail->copy->n_to && offers->utf8; i++)
		utf8 |= !g_str_is_ascii(mail->copy->to[i].addr);
	g_string_append(out, "MAIL FROM:<");
	g_string_append(out, mail->copy->from);
	g_string_append_c(out, '>');
	if (offers->size)
		g_string_append_printf(out, " SIZE=%" G_GSIZE_FORMAT, mail->size);
	if (offers->eight && !jn_rendered_is_ascii(wire))
		g_string_append(out, " BODY=8BITMIME");
	if (utf8)
		g_string_append(out, " SMTPUTF8");
	if (offers->xverp && mail->copy->verp)
		g_string_append(out, " XVERP=+=");
	g_string_append(out, "\r\n");
}

static void
append_command(const JnTalk *self, const Mail *mail, guint index, GString *out)
{
	guint at = index + (mail->resets ? 0 : 1);

	if (at == 0) {
		g_string_append(out, "RSET\r\n");
	} else if (at == 1) {
		append_mail_command(self, mail, out);
	} else if (at < mail->copy->n_to + 2) {
		g_string_append(out, "RCPT TO:<");
		g_string_append(out, mail->copy->to[at - 2].addr);
		g_string_append(out, ">\r\n");
	} else {
		g_string_append(out, "DATA\r\n");
	}
}

/* The next commands of its envelope. */
static void
say_burst(JnTalk *self, Mail *mail)
{
	guint most = jn_smtp_offers(self->smtp)->pipelining ? JN_TALK_BURST : 1;
	guint end = MIN(mail->said + most, commands_of(mail));
	GString *out = g_string_sized_new(256);

	for (guint i = mail->said; i < end; i++)
		append_command(self, mail, i, out);
	mail->said = end;
	g_free(mail->commands);
	queue_add(self, out->str, out->len);
	mail->commands = g_string_free(out, FALSE);
}

static Mail *
mail_new(JnTalk *self, JnCopy *copy)
{
	Mail *mail = g_new0(Mail, 1);

	mail->copy = copy;
	mail->sent = g_new0(JnSent, copy->n_to);
	mail->refusal = g_new0(char *, copy->n_to);
	mail->spare = g_new0(gboolean, copy->n_to);
	mail->size =
		jn_rendered_size(jn_rendered_wire(copy->content), (const char *const *)copy->holes);
	mail->size -= strlen(".\r\n");
	mail->resets = self->is_dirty;
	self->is_dirty = FALSE;
	say_burst(self, mail);
	return mail;
}

/* The whole content, and with it the next envelope. */
static void
say_content(JnTalk *self)
{
	Mail *mail = self->now;
	JnCopy *next = NULL;

	mail->ended = TRUE;
	self->is_fresh |= self->queue->len == 0;
	(void)jn_rendered_pieces(jn_rendered_wire(mail->copy->content),
				 (const char *const *)mail->copy->holes, self->queue);
	self->content_end = self->queue->len;
	if (jn_smtp_offers(self->smtp)->pipelining && mail->size <= RIDE_BYTES)
		next = self->calls->take(self->calls->user, self);
	if (next != NULL)
		self->next = mail_new(self, next);
}

/* The mail whose turn it is has come to its end. */
static void
end_mail(JnTalk *self)
{
	forget(self, g_steal_pointer(&self->now));
	self->now = g_steal_pointer(&self->next);
}

/* What else was said of this mail is refused, too, and heard out. */
static void
hear_refused_mail(JnTalk *self, Mail *mail)
{
	g_autofree char *reply = reply_text(self, mail, VERB_MAIL);

	tell_all(self, mail, self->reader.code == 552 ? JN_SENT_NEVER : JN_SENT_BROKEN, reply);
}

static JnSent
sent_of_code(int code)
{
	return code < 300 ? JN_SENT_OK : code >= 500 ? JN_SENT_NEVER : JN_SENT_LATER;
}

/* Not a mailbox that is full, which has the same codes. */
static gboolean
is_too_many(const JnReplyReader *reader)
{
	g_autofree char *words = jn_reply_words(reader);
	g_autofree char *lower = g_ascii_strdown(words, -1);

	return (reader->code == 452 || reader->code == 552) &&
	       (g_str_has_prefix(lower, "4.5.3 ") || g_str_has_prefix(lower, "5.5.3 ") ||
		strstr(lower, "too many recipients") != NULL);
}

static void
hear_rcpt(JnTalk *self, Mail *mail)
{
	guint i = mail->heard - (mail->resets ? 1 : 0) - 2; /* itself and MAIL */

	if (mail->sent[i] != JN_SENT_NOT)
		mail->stray |= self->reader.code < 300;
	else if (self->reader.code < 300)
		mail->good++;
	else if (mail->good > 0 && is_too_many(&self->reader)) {
		mail->spare[i] = TRUE;
		mail->n_spare++;
	} else {
		mail->sent[i] = sent_of_code(self->reader.code);
		mail->refusal[i] = reply_text(self, mail, VERB_RCPT);
	}
}

/* Nobody may be sent to: the connection ends before the content has begun, and the server forgets
 * the envelope (RFC 5321 section 4.1.1.4). */
static void
halt(JnTalk *self)
{
	self->is_dead = TRUE;
	queue_clear(self);
	if (self->next != NULL)
		forget(self, g_steal_pointer(&self->next));
	if (self->now != NULL)
		forget(self, g_steal_pointer(&self->now));
}

static void
hear_data(JnTalk *self, Mail *mail)
{
	g_autofree char *reply = NULL;

	if (!mail->stray)
		tell_refused(self, mail);
	if (self->reader.code != 354) {
		reply = reply_text(self, mail, VERB_DATA);
		tell_all(self, mail, sent_of_code(self->reader.code), reply);
		self->is_dirty = TRUE;
		end_mail(self);
	} else if (mail->stray) {
		/* A lone dot would be an empty mail to somebody. */
		die(self, NULL);
	} else if (mail->good == 0) {
		mail->ended = TRUE;
		queue_add(self, ".\r\n", 3);
		self->content_end = self->queue->len;
	} else if (self->calls->may_go(self->calls->user)) {
		say_content(self);
	} else {
		halt(self);
	}
}

static void
hear_end(JnTalk *self, Mail *mail)
{
	JnSent sent = sent_of_code(self->reader.code);
	g_autofree char *reply = mail->good > 0 ? reply_text(self, mail, VERB_END) : NULL;

	if (sent == JN_SENT_OK && mail->good > 0)
		self->taken++;
	tell_all(self, mail, sent, reply);
	end_mail(self);
}

static gboolean
has_open(const Mail *mail)
{
	for (guint i = 0; i < mail->copy->n_to; i++)
		if (mail->sent[i] == JN_SENT_NOT)
			return TRUE;
	return FALSE;
}

/* Which codes are replies at all to what was said. */
static gboolean
is_reply_to(Verb verb, int code)
{
	if (code == 421)
		return FALSE;
	if (verb == VERB_DATA)
		return code == 354 || code >= 400;
	return code < 300 || code >= 400;
}

/* The mail was heard on so far; what is to be said next of it? */
static void
go_on(JnTalk *self)
{
	Mail *mail = self->now;

	if (mail == NULL || mail->ended || mail->heard < mail->said)
		return;
	if (mail->said == commands_of(mail))
		return;
	/* Refused at MAIL, or at each RCPT. */
	if (!has_open(mail)) {
		tell_refused(self, mail);
		self->is_dirty = TRUE;
		end_mail(self);
		return;
	}
	say_burst(self, mail);
}

/* A reply before what it answers was said. Who refuses a mail before its end may mean that. */
static gboolean
is_early(const JnTalk *self, const Mail *mail)
{
	return self->is_fresh ||
	       (mail->ended && self->at < self->content_end && self->reader.code < 400);
}

static void
hear(JnTalk *self)
{
	Mail *mail = self->now;
	Verb verb = verb_heard(mail);
	int code = self->reader.code;
	gboolean is_cut = mail->ended && self->at < self->content_end;

	if (!is_reply_to(verb, code) || is_early(self, mail) ||
	    (verb == VERB_RSET && code >= 300)) {
		g_autofree char *reply = reply_text(self, mail, verb);

		die(self, reply);
		return;
	}
	mail->heard++;
	switch (verb) {
	case VERB_RSET:
		break;
	case VERB_MAIL:
		if (code >= 300)
			hear_refused_mail(self, mail);
		break;
	case VERB_RCPT:
		hear_rcpt(self, mail);
		break;
	case VERB_DATA:
		hear_data(self, mail);
		break;
	case VERB_END:
		hear_end(self, mail);
		break;
	}
	/* What is not written of the content would be read as commands. */
	if (is_cut) {
		if (self->now != NULL)
			give_back(self, g_steal_pointer(&self->now));
		die(self, NULL);
	}
	if (!self->is_dead)
		go_on(self);
}

static void
read_replies(JnTalk *self)
{
	char buffer[2 * JN_SMTP_RECORD];
	gssize n = jn_smtp_read(self->smtp, buffer, sizeof buffer);
	gsize used = 0;

	if (n > 0)
		self->deadline = g_get_monotonic_time() + self->timeout;
	for (gsize at = 0; n > 0 && at < (gsize)n && !self->is_dead; at += used) {
		JnReplyState state =
			jn_reply_feed(&self->reader, buffer + at, (gsize)n - at, &used);

		/* Unasked: a farewell, or out of step. */
		if (state == JN_REPLY_GARBAGE || (state == JN_REPLY_WHOLE && self->now == NULL))
			die(self, NULL);
		else if (state == JN_REPLY_WHOLE)
			hear(self);
	}
	if (n < 0 && !self->is_dead)
		die(self, NULL);
}

static void
write_queue(JnTalk *self)
{
	while (self->at < self->queue->len) {
		JnPiece *piece = &g_array_index(self->queue, JnPiece, self->at);
		gssize n = jn_smtp_write(self->smtp, piece, self->queue->len - self->at);

		if (n < 0) {
			/* Perhaps it said why; then that is read before the end. */
			read_replies(self);
			if (!self->is_dead)
				die(self, NULL);
			return;
		}
		if (n == 0)
			return;
		self->is_fresh = FALSE;
		self->deadline = g_get_monotonic_time() + self->timeout;
		for (; n > 0 && (gsize)n >= piece->len; piece++, self->at++)
			n -= (gssize)piece->len;
		if (n > 0) {
			piece->data += n;
			piece->len -= (gsize)n;
		}
	}
	queue_clear(self);
}

void
jn_talk_begin(JnTalk *self, JnCopy *copy)
{
	self->deadline = g_get_monotonic_time() + self->timeout;
	self->now = mail_new(self, copy);
	write_queue(self);
}

void
jn_talk_work(JnTalk *self, gboolean can_read, gboolean can_write)
{
	if (can_read)
		read_replies(self);
	if (!self->is_dead && (can_read || can_write))
		write_queue(self);
	if (!self->is_dead && self->now != NULL && g_get_monotonic_time() > self->deadline)
		die(self, NULL);
}
