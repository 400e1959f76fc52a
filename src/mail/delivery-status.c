/*
 * delivery-status.c - see delivery-status.h.
 */
#include "mail/delivery-status.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/bounce-words.h"
#include "mail/encoded-word.h"
#include "mail/fields.h"
#include "mail/severity.h"

/* With more recipients than this the words are not searched for each. */
#define RECIPIENTS_IN_WORDS 50

/* One block's fields. */
typedef struct Block {
	char *original, *final, *action, *status, *diagnostic;
	GString *comment; /* what else is said: behind the status, of a category; or NULL */
} Block;

static void
block_clear(gpointer data)
{
	Block *block = data;

	g_free(block->original);
	g_free(block->final);
	g_free(block->action);
	g_free(block->status);
	g_free(block->diagnostic);
	if (block->comment)
		g_string_free(block->comment, TRUE);
	*block = (Block){0};
}

/* 'rfc822; ana@example.org', '<ana@example.org>', 'rfc822;ana@example.org (comment)'. */
static char *
read_address(const JnField *field)
{
	const char *p = field->value, *end = p + field->value_len;
	const char *semicolon = memchr(p, ';', field->value_len);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);

	jn_addresses_parse(semicolon ? semicolon + 1 : p,
			   (gsize)(end - (semicolon ? semicolon + 1 : p)), found);
	if (found->len == 0)
		return NULL;
	return jn_fold(((JnMailbox *)g_ptr_array_index(found, 0))->addr, -1);
}

static void
take(char **slot, char *value)
{
	g_free(*slot);
	*slot = value;
}

static void
add_comment(Block *block, const char *text)
{
	if (!block->comment)
		block->comment = g_string_new(NULL);
	g_string_append_printf(block->comment, " %s", text);
}

static void
read_field(Block *block, const JnField *field)
{
	g_autofree char *line = NULL;

	if (jn_field_is(field, "Original-Recipient")) {
		take(&block->original, read_address(field));
		return;
	}
	if (jn_field_is(field, "Final-Recipient")) {
		take(&block->final, read_address(field));
		return;
	}
	line = jn_encoded_words_decode(field->value, field->value_len);
	if (jn_field_is(field, "Action")) {
		line[strcspn(line, " ;(")] = '\0';
		take(&block->action, jn_fold(line, -1));
	} else if (jn_field_is(field, "Status")) {
		take(&block->status, jn_status_find(line));
		add_comment(block, line);
	} else if (jn_field_is(field, "Diagnostic-Code")) {
		take(&block->diagnostic, g_steal_pointer(&line));
	} else if (jn_field_is(field, "X-Supplementary-Info") ||
		   jn_field_is(field, "X-PowerMTA-BounceCategory")) {
		add_comment(block, line);
	}
}

/* Without an empty line between them a block ends where a field comes again. */
static gboolean
is_next(const Block *block, const JnField *field)
{
	return (block->final && jn_field_is(field, "Final-Recipient")) ||
	       (block->original && jn_field_is(field, "Original-Recipient")) ||
	       (block->action && jn_field_is(field, "Action"));
}

static gboolean
is_recipient(const Block *block)
{
	return block->original || block->final || block->action;
}

/* relayed, delivered, expanded: nothing failed, and nothing is to be counted. */
static gboolean
is_no_failure(const Block *block)
{
	return block->action && !g_str_equal(block->action, "failed") &&
	       !g_str_equal(block->action, "failure") && (!block->status || *block->status == '2');
}

static JnStage
find_stage(const char *recipient, const char *said, const char *about, const char *words)
{
	JnStage stage = jn_stage_transcript(words, recipient);

	if (stage == JN_STAGE_UNKNOWN && about)
		stage = jn_stage_find(about);
	return stage == JN_STAGE_UNKNOWN ? jn_stage_find(said) : stage;
}

/* `about`: what the report's words say of the recipient, or NULL. */
static JnSeverity
judge(const Block *block, const char *recipient, const char *about, const char *words)
{
	g_autofree char *said = g_strconcat(block->diagnostic ? block->diagnostic : "", " ",
					    block->comment ? block->comment->str : "", NULL);
	JnRefusal refusal = {.status = block->status, .words = said, .final = TRUE};
	JnSeverity severity;
	gboolean sure;

	if ((block->action && g_str_equal(block->action, "delayed")) || is_no_failure(block))
		return JN_SEVERITY_DELAYED;
	refusal.stage = find_stage(recipient, said, about, words);
	severity = jn_severity_judge(&refusal, &sure);
	if (about && !sure) {
		refusal.words = about;
		severity = jn_severity_judge(&refusal, NULL);
	}
	return severity;
}

static void
append_bounce(Block *block, const char *words, gboolean alone, GPtrArray *bounces)
{
	JnBounce *bounce = g_new0(JnBounce, 1);
	g_autofree char *about = NULL;

	bounce->recipient = block->original ? g_steal_pointer(&block->original)
					    : g_steal_pointer(&block->final);
	about = bounce->recipient ? jn_bounce_words_about(words, bounce->recipient) : NULL;
	/* With several recipients the words cannot be told apart safely. */
	if (!about && alone)
		about = g_strdup(words);
	bounce->severity = judge(block, bounce->recipient, about, words);
	/* What the remote said is more exact than what our server made of it. */
	bounce->status = block->diagnostic ? jn_status_find(block->diagnostic) : NULL;
	if (!bounce->status)
		bounce->status = g_steal_pointer(&block->status);
	bounce->action = g_steal_pointer(&block->action);
	bounce->diagnostic = g_steal_pointer(&block->diagnostic);
	g_ptr_array_add(bounces, bounce);
}

/* A block that began ends: the next begins. */
static void
finish_block(GArray *blocks)
{
	Block *last = &g_array_index(blocks, Block, blocks->len - 1);

	if (!is_recipient(last))
		g_array_set_size(blocks, blocks->len - 1);
	g_array_set_size(blocks, blocks->len + 1);
}

void
jn_delivery_status_parse(const char *data, gsize size, const char *words, GPtrArray *bounces)
{
	const char *end = data + size;
	g_autoptr(GArray) blocks = g_array_new(FALSE, TRUE, sizeof(Block));
	JnFields fields;
	JnField field;

	g_array_set_clear_func(blocks, block_clear);
	g_array_set_size(blocks, 1);
	jn_fields_init(&fields, data, size);
	while (fields.at < end && blocks->len <= JN_REPORT_RECIPIENTS) {
		if (!jn_fields_next(&fields, &field)) {
			finish_block(blocks);
			continue;
		}
		if (is_next(&g_array_index(blocks, Block, blocks->len - 1), &field))
			finish_block(blocks);
		read_field(&g_array_index(blocks, Block, blocks->len - 1), &field);
	}
	finish_block(blocks);
	if (blocks->len > RECIPIENTS_IN_WORDS)
		words = "";
	for (guint i = 0; i < blocks->len; i++) {
		Block *block = &g_array_index(blocks, Block, i);

		if (is_recipient(block))
			append_bounce(block, words, blocks->len <= 2, bounces);
	}
}
