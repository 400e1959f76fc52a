#include "run/smtp-fan.h"

#include <poll.h>

#include "base/limits.h"
#include "mail/message.h"
#include "run/smtp-talk.h"

/* Another connection pays from so many mails on. */
#define MAILS_A_CONNECTION 16
/* Whoever greets later than that does not want another connection now; the others wait meanwhile. */
#define EXTRA_SECONDS 5
/* Of mails under way, whose bytes are held: one more is taken only below it. */
#define UNDER_WAY_BYTES (32 << 20)

struct JnFan {
	const JnConfig *config;
	GPtrArray *lines;   /* JnTalk */
	gboolean is_capped; /* no further connection could be opened */
	JnTalkCalls calls;

	/* Of one call of jn_fan_send() */
	const JnSending *sending;
	GQueue again; /* JnCopy: given back */
	gboolean is_exhausted;
	gboolean is_broken; /* something broke: what is under way is the last */
	gboolean owes_more; /* the last mail that was taken had `more` */
	guint taken;        /* recipients of mails that were taken */
	gsize under_way;    /* octets */
};

static JnCopy *fan_take(gpointer user, JnTalk *talk);

static gsize
copy_size(const JnCopy *copy)
{
	return jn_rendered_size(jn_rendered_wire(copy->content), (const char *const *)copy->holes);
}

static gboolean
fan_may_go(gpointer user)
{
	JnFan *self = user;

	return self->sending->may_go(self->sending->user);
}

static void
fan_done(gpointer user, guint tag, JnSent sent, char *reply)
{
	JnFan *self = user;

	self->is_broken |= sent == JN_SENT_BROKEN || sent == JN_SENT_DROPPED;
	self->sending->done(self->sending->user, tag, sent, reply);
}

static void
fan_again(gpointer user, JnCopy *copy)
{
	g_queue_push_tail(&((JnFan *)user)->again, copy);
}

static void
fan_finished(gpointer user, const JnCopy *copy)
{
	((JnFan *)user)->under_way -= copy_size(copy);
}

JnFan *
jn_fan_new(const JnConfig *config)
{
	JnFan *self = g_new0(JnFan, 1);

	self->config = config;
	self->lines = g_ptr_array_new_with_free_func((GDestroyNotify)jn_talk_free);
	g_queue_init(&self->again);
	self->calls = (JnTalkCalls){fan_take, fan_may_go, fan_done, fan_again, fan_finished, self};
	return self;
}

void
jn_fan_rest(JnFan *self)
{
	g_ptr_array_set_size(self->lines, 0);
	self->is_capped = FALSE;
}

void
jn_fan_free(JnFan *self)
{
	if (self == NULL)
		return;
	jn_fan_rest(self);
	g_ptr_array_unref(self->lines);
	g_free(self);
}

/* The only recipient of a copy may be one that no SMTP command can name, or not here. */
static const char *
why_not(const JnCopy *copy, const JnOffers *offers)
{
	if (copy->n_to != 1)
		return NULL;
	if (!jn_address_is_safe(copy->to->addr))
		return "the address cannot be written into an SMTP command";
	if (!offers->utf8 && !g_str_is_ascii(copy->to->addr))
		return "the mail server does not offer SMTPUTF8, which this address needs";
	return NULL;
}

/* Whether as much was taken as the connections that there are may carry before all is written down. */
static gboolean
is_full(const JnFan *self)
{
	const JnSending *sending = self->sending;

	return sending->window != 0 && !self->owes_more &&
	       self->taken + sending->chunk > sending->window * MAX(self->lines->len, 1);
}

/* The next copy at all, with no regard to which connection. */
static JnCopy *
next_copy(JnFan *self)
{
	JnCopy *copy = self->is_broken ? NULL : g_queue_pop_head(&self->again);

	if (copy != NULL)
		return copy;
	if (self->is_broken || self->is_exhausted || is_full(self))
		return NULL;
	copy = self->sending->take(self->sending->user);
	self->is_exhausted = copy == NULL;
	self->owes_more = copy != NULL && copy->more;
	self->taken += copy != NULL ? copy->n_to : 0;
	return copy;
}

static JnCopy *
fan_take(gpointer user, JnTalk *talk)
{
	JnFan *self = user;
	JnCopy *copy;

	if (self->under_way > 0 && self->under_way >= UNDER_WAY_BYTES)
		return NULL;
	while ((copy = next_copy(self)) != NULL) {
		const char *why = why_not(copy, jn_talk_offers(talk));

		if (why == NULL)
			break;
		fan_done(self, copy->to->tag, JN_SENT_NEVER, g_strdup(why));
		jn_copy_free(copy);
	}
	if (copy == NULL)
		return NULL;
	self->under_way += copy_size(copy);
	return copy;
}

static gboolean
open_line(JnFan *self, int timeout, GError **error)
{
	JnSmtp *smtp = jn_smtp_connect(self->config, timeout, error);

	if (smtp == NULL)
		return FALSE;
	g_ptr_array_add(self->lines, jn_talk_new(smtp, self->config->timeout, &self->calls));
	return TRUE;
}

/* FALSE: the way is broken, and whoever was to be sent to first is told. */
static gboolean
open_first(JnFan *self)
{
	g_autoptr(JnCopy) copy = NULL;
	g_autoptr(GError) error = NULL;

	if (self->lines->len > 0)
		return TRUE;
	copy = next_copy(self);
	if (copy == NULL)
		return FALSE;
	if (open_line(self, self->config->timeout, &error)) {
		g_queue_push_head(&self->again, g_steal_pointer(&copy));
		return TRUE;
	}
	for (guint i = 0; i < copy->n_to; i++)
		fan_done(self, copy->to[i].tag, JN_SENT_BROKEN, g_strdup(error->message));
	return FALSE;
}

static void
open_others(JnFan *self)
{
	guint wanted = MIN((guint)self->config->connections,
			   1 + self->sending->count / MAILS_A_CONNECTION);
	g_autoptr(GError) error = NULL;

	if (self->is_capped || self->lines->len >= wanted || self->is_exhausted)
		return;
	self->is_capped = !open_line(self, MIN(self->config->timeout, EXTRA_SECONDS), &error);
	if (self->is_capped)
		g_debug("no further connection: %s", error->message);
}

static void
remove_dead(JnFan *self)
{
	for (guint i = self->lines->len; i > 0; i--)
		if (jn_talk_is_dead(self->lines->pdata[i - 1]))
			g_ptr_array_remove_index(self->lines, i - 1);
}

/* Gives each connection that rests something to do. Whether any is at work. */
static gboolean
feed(JnFan *self)
{
	gboolean works = FALSE;

	for (guint i = 0; i < self->lines->len; i++) {
		JnTalk *talk = self->lines->pdata[i];
		JnCopy *copy = jn_talk_is_idle(talk) ? fan_take(self, talk) : NULL;

		if (copy != NULL)
			jn_talk_begin(talk, copy);
		works |= !jn_talk_is_idle(talk);
	}
	return works;
}

static int
wait_milliseconds(gint64 deadline)
{
	gint64 left = deadline - g_get_monotonic_time();

	return left <= 0 ? 0 : (int)MIN(left / 1000 + 1, 60000);
}

static void
work(JnFan *self)
{
	g_autofree struct pollfd *polls = g_new0(struct pollfd, self->lines->len);
	gint64 deadline = G_MAXINT64;
	guint n = self->lines->len;

	for (guint i = 0; i < n; i++) {
		const JnTalk *talk = self->lines->pdata[i];

		polls[i].fd =
			jn_talk_is_idle(talk) || jn_talk_is_dead(talk) ? -1 : jn_talk_fd(talk);
		polls[i].events = (short)(POLLIN | (jn_talk_wants_to_write(talk) ? POLLOUT : 0));
		if (jn_talk_is_dead(talk))
			deadline = 0;
		else if (polls[i].fd >= 0)
			deadline = MIN(deadline, jn_talk_deadline(talk));
	}
	/* Interrupted, or nothing there in time: then the deadlines are looked at. */
	if (poll(polls, n, wait_milliseconds(deadline)) < 0)
		for (guint i = 0; i < n; i++)
			polls[i].revents = 0;
	for (guint i = 0; i < n; i++)
		if (polls[i].fd >= 0)
			jn_talk_work(self->lines->pdata[i], (polls[i].revents & ~POLLOUT) != 0,
				     (polls[i].revents & POLLOUT) != 0);
}

void
jn_fan_send(JnFan *self, const JnSending *sending)
{
	self->sending = sending;
	self->is_exhausted = self->is_broken = self->owes_more = FALSE;
	self->under_way = 0;
	self->taken = 0;
	while (open_first(self)) {
		if (!feed(self))
			break;
		work(self);
		remove_dead(self);
		open_others(self);
	}
	g_queue_clear_full(&self->again, (GDestroyNotify)jn_copy_free);
	self->sending = NULL;
}
