#include "run/submit.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/fold.h"
#include "run/file.h"
#include "run/smtp.h"

struct JnSubmitter {
	const JnConfig *config;
	JnSmtp *smtp;
};

JnSubmitter *
jn_submitter_new(const JnConfig *config)
{
	JnSubmitter *self = g_new0(JnSubmitter, 1);

	self->config = config;
	return self;
}

void
jn_submitter_rest(JnSubmitter *self)
{
	if (self->smtp != NULL)
		jn_smtp_quit(g_steal_pointer(&self->smtp));
}

void
jn_submitter_free(JnSubmitter *self)
{
	if (self == NULL)
		return;
	jn_submitter_rest(self);
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

/* Final delivery writes the return path into the mail (RFC 5321 section 4.4). */
static GBytes *
mail_deliver(const JnEnvelope *envelope, GBytes *mail)
{
	GByteArray *bytes = g_byte_array_new();
	g_autofree char *trace = g_strdup_printf("Return-Path: <%s>\nDelivered-To: %s\n",
						 envelope->from, envelope->to);
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
maildir_send(JnSubmitter *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	g_autofree char *name = directory_name(envelope->to);
	g_autofree char *box = g_build_filename(self->config->maildir, name, NULL);
	g_autofree char *file = g_strconcat(envelope->unique, ".journster", NULL);
	g_autofree char *path = g_build_filename(box, "new", file, NULL);
	g_autofree char *other = g_build_filename(box, "tmp", file, NULL);
	g_autoptr(GBytes) delivered = mail_deliver(envelope, mail);
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

static JnSent
smtp_send(JnSubmitter *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply)
{
	g_autoptr(GError) error = NULL;
	JnSent sent;

	if (self->smtp == NULL) {
		self->smtp = jn_smtp_connect(self->config, &error);
		if (self->smtp == NULL) {
			*ret_reply = g_strdup(error->message);
			return JN_SENT_BROKEN;
		}
	}
	sent = jn_smtp_send(self->smtp, envelope, mail, ret_reply);
	if (sent == JN_SENT_BROKEN || sent == JN_SENT_DROPPED)
		jn_smtp_drop(g_steal_pointer(&self->smtp));
	return sent;
}

JnSent
jn_submit(JnSubmitter *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply)
{
	switch (self->config->transport) {
	case JN_TRANSPORT_MAILDIR:
		return maildir_send(self, envelope, mail, ret_reply);
	case JN_TRANSPORT_SMTP:
		return smtp_send(self, envelope, mail, ret_reply);
	}
	g_return_val_if_reached(JN_SENT_BROKEN);
}
