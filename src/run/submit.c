#include "run/submit.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/fold.h"
#include "run/file.h"
#include "run/smtp-fan.h"

struct JnSubmitter {
	const JnConfig *config;
	JnFan *fan;
};

JnCopy *
jn_copy_new(guint n_to)
{
	JnCopy *copy = g_new0(JnCopy, 1);

	copy->n_to = n_to;
	copy->to = g_new0(JnTarget, n_to);
	return copy;
}

void
jn_copy_free(JnCopy *copy)
{
	if (copy == NULL)
		return;
	jn_rendered_free(copy->content);
	for (guint i = 0; i < JN_HOLE_COUNT; i++)
		g_free(copy->holes[i]);
	g_free(copy->from);
	g_free(copy->unique);
	g_free(copy->to);
	g_free(copy);
}

JnSubmitter *
jn_submitter_new(const JnConfig *config)
{
	JnSubmitter *self = g_new0(JnSubmitter, 1);

	self->config = config;
	self->fan = jn_fan_new(config);
	return self;
}

void
jn_submitter_rest(JnSubmitter *self)
{
	jn_fan_rest(self->fan);
}

void
jn_submitter_free(JnSubmitter *self)
{
	if (self == NULL)
		return;
	jn_fan_free(self->fan);
	g_free(self);
}

/* An address as the name of a directory: nothing that leads elsewhere, and no two addresses one
 * name. */
static char *
directory_name(const char *addr)
{
	g_autofree char *lower = jn_fold(addr, -1);
	GString *name = g_string_new(NULL);

	for (const char *p = lower; *p != '\0'; p++) {
		if (*p == '/' || *p == '%' || (*p == '.' && p == lower))
			g_string_append_printf(name, "%%%02x", (guint)*p);
		else
			g_string_append_c(name, *p);
	}
	return g_string_free(name, FALSE);
}

JnCopy *
jn_copy_split(const JnCopy *copy, const gboolean *mine, guint n_mine)
{
	JnCopy *part = jn_copy_new(n_mine);

	part->content = jn_rendered_ref(copy->content);
	for (guint i = 0; i < JN_HOLE_COUNT; i++)
		part->holes[i] = g_strdup(copy->holes[i]);
	part->from = g_strdup(copy->from);
	part->unique = g_strdup(copy->unique);
	part->verp = copy->verp;
	for (guint i = 0, n = 0; i < copy->n_to && n < n_mine; i++)
		if (mine[i])
			part->to[n++] = copy->to[i];
	return part;
}

/* Final delivery writes the return path into the mail (RFC 5321 section 4.4). */
static GBytes *
mail_deliver(const JnCopy *copy, const char *addr)
{
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(GBytes) mail = jn_rendered_fill(copy->content, (const char *const *)copy->holes);
	g_autofree char *trace =
		g_strdup_printf("Return-Path: <%s>\nDelivered-To: %s\n", copy->from, addr);
	gsize len;
	gconstpointer data = g_bytes_get_data(mail, &len);

	g_byte_array_append(bytes, (const guint8 *)trace, (guint)strlen(trace));
	g_byte_array_append(bytes, data, (guint)len);
	return g_byte_array_free_to_bytes(bytes);
}

/*
 * A Maildir (cr.yp.to/proto/maildir.html) a person. The name of the file is that of the copy: the
 * same copy sent again lies where the first did, or is there already.
 */
static JnSent
maildir_send(const JnSubmitter *self, const JnCopy *copy, const char *addr, char **ret_reply)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	g_autofree char *name = directory_name(addr);
	g_autofree char *box = g_build_filename(self->config->maildir, name, NULL);
	g_autofree char *file = g_strconcat(copy->unique, ".journster", NULL);
	g_autofree char *path = g_build_filename(box, "new", file, NULL);
	g_autofree char *other = g_build_filename(box, "tmp", file, NULL);
	g_autoptr(GBytes) delivered = mail_deliver(copy, addr);
	g_autoptr(GError) error = NULL;

	/* An address may have 320 octets, a file's name 255. */
	if (strlen(name) > NAME_MAX) {
		*ret_reply = g_strdup_printf("making %s: %s", box, g_strerror(ENAMETOOLONG));
		return JN_SENT_NEVER;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(box, parts[i], NULL);

		if (!jn_directory_make(part, 0700, &error)) {
			*ret_reply = g_strdup(error->message);
			return JN_SENT_BROKEN;
		}
	}
	if (!jn_file_write_via(other, path, delivered, 0600, &error)) {
		*ret_reply = g_strdup(error->message);
		return JN_SENT_BROKEN;
	}
	*ret_reply = g_strdup_printf("in %s", path);
	return JN_SENT_OK;
}

static void
maildir_send_all(const JnSubmitter *self, const JnSending *sending)
{
	JnCopy *taken;

	while ((taken = sending->take(sending->user)) != NULL) {
		g_autoptr(JnCopy) copy = taken;

		if (!sending->may_go(sending->user))
			return;
		for (guint i = 0; i < copy->n_to; i++) {
			char *reply = NULL;
			JnSent sent = maildir_send(self, copy, copy->to[i].addr, &reply);

			sending->done(sending->user, copy->to[i].tag, sent, reply);
		}
	}
}

void
jn_submit(JnSubmitter *self, const JnSending *sending)
{
	switch (self->config->transport) {
	case JN_TRANSPORT_MAILDIR:
		maildir_send_all(self, sending);
		return;
	case JN_TRANSPORT_SMTP:
		jn_fan_send(self->fan, sending);
		return;
	}
	g_return_if_reached();
}
