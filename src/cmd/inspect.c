/*
 * inspect - how the engine reads mails. Needs no instance and changes nothing.
 *
 * Of each file one JSON object a line (--json), or a few readable lines. A file is read in a child
 * process, so that one that the libraries die on costs its own line only; what cannot be read gives
 * {"file", "error"}.
 *
 * A mail alone does not say who writes below what. So --role is the role of its sender (other where
 * it is not given), and --parent what it replies to: where it is not given, `question` if the mail
 * has In-Reply-To or References, else `none`; with `none`, one question is taken to be open.
 */
#include "core/kind.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/print.h"
#include "core/command.h"
#include "core/cues.h"
#include "mail/automatic.h"
#include "mail/bounce.h"
#include "mail/newtext.h"
#include "run/child.h"
#include "run/file.h"
#include "run/lexicons.h"

#define OPEN_QUESTIONS 1

typedef struct Inspection {
	const char *file;
	gboolean json;
	JnRole role;
	gboolean parent_given;
	JnParent parent;
	const GPtrArray *lexicons; /* JnLexicon */
} Inspection;

/* ---- reading ---- */

/* What stands in Return-Path (RFC 5321 section 4.4): "" for <>, NULL if there is none. */
static char *
return_path(const JnMessage *message)
{
	g_autofree char *value = jn_message_header(message, "Return-Path");
	gsize len;

	if (value == NULL)
		return NULL;
	g_strstrip(value);
	len = strlen(value);
	if (value[0] == '<' && value[len - 1] == '>')
		return g_strndup(value + 1, len - 2);
	return g_steal_pointer(&value);
}

/* ---- writing ---- */

static void
put_bounces(JsonBuilder *builder, const JnMessage *message)
{
	g_autoptr(GPtrArray) bounces = jn_bounce_parse(message);

	json_builder_set_member_name(builder, "bounce");
	if (bounces == NULL) {
		json_builder_add_null_value(builder);
		return;
	}
	json_builder_begin_array(builder);
	for (guint i = 0; i < bounces->len; i++) {
		const JnBounce *bounce = bounces->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "recipient", bounce->recipient);
		cmd_put_text(builder, "status", bounce->status);
		cmd_put_text(builder, "action", bounce->action);
		cmd_put_text(builder, "severity", jn_severity_name(bounce->severity));
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

/* Returns whether a machine sent it. */
static gboolean
put_automatic(JsonBuilder *builder, const JnMessage *message, const JnNewText *text)
{
	g_autofree char *sender = return_path(message);
	g_auto(JnAutomatic) automatic = {0};

	jn_automatic_detect(message, text, sender, NULL, &automatic);
	cmd_put_text(builder, "automatic", automatic.reason);
	return automatic.level != JN_AUTOMATIC_NO;
}

static void
put_commands(JsonBuilder *builder, const GArray *subs)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (guint i = 0; i < subs->len; i++)
		g_ptr_array_add(words, (char *)jn_sub_word(g_array_index(subs, JnSub, i)));
	cmd_put_texts(builder, "commands", words);
}

/* A machine's mail is no post, and neither is one that begins with a command: they thank nobody. */
static void
put_kind(JsonBuilder *builder,
	 const Inspection *what,
	 JnParent parent,
	 const JnCueSource *source,
	 gboolean is_automatic)
{
	g_autoptr(GArray) commands_given = jn_commands_parse(source->text, NULL);
	gboolean is_post = !is_automatic && commands_given->len == 0;
	/* A mail with a parent may thank: an answer is taken to be there. */
	const JnCueContext context = {is_post ? what->role : JN_ROLE_OTHER, parent,
				      parent != JN_PARENT_NONE};
	g_autoptr(GPtrArray) kinds = NULL;
	g_auto(JnCues) cues = {0};
	JnKind kind = jn_kinds_decide(source, what->lexicons, &context, OPEN_QUESTIONS, &cues);

	kinds = is_post ? jn_cues_words(&cues, kind) : g_ptr_array_new();
	if (!is_automatic && !is_post)
		g_ptr_array_add(kinds, (char *)"command");
	cmd_put_text(builder, "role", jn_role_word(what->role));
	cmd_put_text(builder, "parent", jn_parent_word(parent));
	cmd_put_texts(builder, "kinds", kinds);
	cmd_put_texts(builder, "grateful", cues.grateful);
	cmd_put_bool(builder, "question", kind == JN_KIND_QUESTION || cues.question);
	cmd_put_bool(builder, "experience", cues.experience);
	put_commands(builder, commands_given);
}

static void
put_message(JsonBuilder *builder, const Inspection *what, const JnMessage *message)
{
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	const char *leave = text->text + text->signoff;
	const JnMailbox *from = message->from->len > 0 ? message->from->pdata[0] : NULL;
	JnParent parent = what->parent_given             ? what->parent
			  : message->references->len > 0 ? JN_PARENT_QUESTION
							 : JN_PARENT_NONE;
	const JnCueSource source = {text->text, message->subject, from ? from->name : NULL};
	gboolean is_automatic;

	cmd_put_text(builder, "message_id", message->message_id);
	cmd_put_text(builder, "from", from ? from->addr : NULL);
	cmd_put_text(builder, "subject", message->subject);
	is_automatic = put_automatic(builder, message, text);
	put_bounces(builder, message);
	cmd_put_text(builder, "new_text", text->text);
	cmd_put_text(builder, "quoted_text", text->quoted);
	cmd_put_text(builder, "signature", text->signature);
	cmd_put_text(builder, "signoff", leave + strspn(leave, "\n"));
	cmd_put_text(builder, "exchange", text->exchange);
	cmd_put_texts(builder, "references", message->references);
	put_kind(builder, what, parent, &source, is_automatic);
}

static int
print(JsonBuilder *builder, gboolean json)
{
	int status;

	json_builder_end_object(builder);
	if (json)
		return cmd_print_line(builder);
	status = cmd_print(builder, FALSE, NULL);
	g_print("\n");
	return status;
}

static JsonBuilder *
begin(const char *file)
{
	JsonBuilder *builder = json_builder_new();

	json_builder_begin_object(builder);
	cmd_put_text(builder, "file", file);
	return builder;
}

static int
print_error(const Inspection *what, const char *why)
{
	JsonBuilder *builder = begin(what->file);

	cmd_put_text(builder, "error", why);
	(void)print(builder, what->json);
	return EX_DATAERR;
}

/* ---- a file ---- */

static GBytes *
read_bytes(const char *file, GError **error)
{
	if (g_str_equal(file, "-"))
		return jn_fd_read(STDIN_FILENO, JN_MESSAGE_BYTES_DEFAULT, error);
	return jn_file_read(file, JN_MESSAGE_BYTES_DEFAULT, error);
}

static gboolean
is_blank(GBytes *bytes)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	for (gsize i = 0; i < len; i++)
		if (!g_ascii_isspace(data[i]))
			return FALSE;
	return TRUE;
}

/* The parser has one sentence for a mail without a field; here more is known. */
static const char *
why_unreadable(GBytes *given, const GError *error)
{
	if (given == NULL)
		return strstr(error->message, "larger than") ? "the mail is too large"
							     : error->message;
	if (is_blank(given))
		return "the mail is empty";
	return strstr(error->message, "it is empty") ? "the mail has no header" : error->message;
}

/* In a child. */
static int
inspect(gpointer data)
{
	const Inspection *what = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) given = read_bytes(what->file, &error);
	g_autoptr(GBytes) raw = given ? jn_message_normalise(given) : NULL;
	g_autoptr(JnMessage) message = raw ? jn_message_parse(raw, &error) : NULL;
	JsonBuilder *builder;

	if (message == NULL)
		return print_error(what, why_unreadable(given, error));
	builder = begin(what->file);
	put_message(builder, what, message);
	return print(builder, what->json);
}

/* The worst status of the two. */
static int
inspect_guarded(Inspection *what)
{
	g_autoptr(GError) error = NULL;
	int status;
	int died;

	if (!jn_child_run(inspect, what, &status, &died, &error))
		return print_error(what, error->message);
	if (died != 0) {
		g_autofree char *why =
			g_strdup_printf("the program died of signal %d while reading it", died);

		return print_error(what, why);
	}
	return status;
}

static gboolean
role_from_word(const char *word, JnRole *ret_role)
{
	for (int role = JN_ROLE_PROTEGE; role <= JN_ROLE_OTHER; role++)
		if (g_strcmp0(word, jn_role_word((JnRole)role)) == 0) {
			*ret_role = (JnRole)role;
			return TRUE;
		}
	return FALSE;
}

static gboolean
parent_from_word(const char *word, JnParent *ret_parent)
{
	static const JnParent parents[] = {JN_PARENT_NONE, JN_PARENT_QUESTION, JN_PARENT_ANSWER};

	for (gsize i = 0; i < G_N_ELEMENTS(parents); i++)
		if (g_str_equal(word, jn_parent_word(parents[i]))) {
			*ret_parent = parents[i];
			return TRUE;
		}
	return FALSE;
}

int
cmd_inspect(const CmdContext *context, int argc, char **argv)
{
	g_autofree char *role = NULL;
	g_autofree char *parent = NULL;
	g_autofree char *templates = NULL;
	g_autoptr(GPtrArray) lexicons = NULL;
	g_autoptr(GError) error = NULL;
	Inspection what = {.role = JN_ROLE_OTHER};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &what.json, NULL, NULL},
		{"role", 0, 0, G_OPTION_ARG_STRING, &role, NULL, NULL},
		{"parent", 0, 0, G_OPTION_ARG_STRING, &parent, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 1, -1, &status))
		return status;
	if (role != NULL && !role_from_word(role, &what.role)) {
		g_printerr("journster inspect: --role is protege or other\n");
		return EX_USAGE;
	}
	what.parent_given = parent != NULL;
	if (parent != NULL && !parent_from_word(parent, &what.parent)) {
		g_printerr("journster inspect: --parent is question, answer or none\n");
		return EX_USAGE;
	}
	templates = jn_site_templates(NULL);
	lexicons = jn_lexicons_load(templates, &error);
	if (lexicons == NULL)
		return cmd_fail(context, g_steal_pointer(&error));
	if (lexicons->len == 0)
		g_printerr("journster inspect: there are no words of thanks and the like in %s: "
			   "only question marks are seen\n",
			   templates);
	what.lexicons = lexicons;
	status = EX_OK;
	for (int i = 1; i < argc; i++) {
		int one;

		what.file = argv[i];
		one = inspect_guarded(&what);
		status = one != EX_OK ? one : status;
	}
	return status;
}
