/*
 * delivery-status.c - see delivery-status.h.
 */
#include "mail/delivery-status.h"

#include <string.h>

#include "mail/address.h"
#include "mail/encoded-word.h"
#include "mail/fields.h"
#include "mail/severity.h"

/* More recipients than a report can name: the rest is not read. */
#define RECIPIENTS 1000

/* One block's fields. */
typedef struct Block {
	char *original, *final, *action, *status, *status_text, *diagnostic;
} Block;

static void
block_clear(Block *block)
{
	g_free(block->original);
	g_free(block->final);
	g_free(block->action);
	g_free(block->status);
	g_free(block->status_text);
	g_free(block->diagnostic);
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
	return g_utf8_strdown(((JnMailbox *)g_ptr_array_index(found, 0))->addr, -1);
}

static void
take(char **slot, char *value)
{
	g_free(*slot);
	*slot = value;
}

static void
read_field(Block *block, const JnField *field)
{
	char *line;

	if (jn_field_is(field, "Original-Recipient")) {
		take(&block->original, read_address(field));
	} else if (jn_field_is(field, "Final-Recipient")) {
		take(&block->final, read_address(field));
	} else if (jn_field_is(field, "Action")) {
		line = jn_encoded_words_decode(field->value, field->value_len);
		line[strcspn(line, " ;(")] = '\0';
		take(&block->action, g_utf8_strdown(line, -1));
		g_free(line);
	} else if (jn_field_is(field, "Status")) {
		line = jn_encoded_words_decode(field->value, field->value_len);
		take(&block->status, jn_status_find(line));
		take(&block->status_text, line);
	} else if (jn_field_is(field, "Diagnostic-Code")) {
		take(&block->diagnostic, jn_encoded_words_decode(field->value, field->value_len));
	}
}

static JnSeverity
judge(const Block *block, gboolean after_data, gboolean *ret_sure)
{
	g_autofree char *words = g_strconcat(block->diagnostic ? block->diagnostic : "", " ",
					     block->status_text ? block->status_text : "", NULL);

	*ret_sure = TRUE;
	if (block->action && g_str_equal(block->action, "delayed"))
		return JN_SEVERITY_DELAYED;
	/* relayed, delivered, expanded: nothing failed, and nothing is to be counted. */
	if (block->action && !g_str_equal(block->action, "failed") &&
	    !g_str_equal(block->action, "failure") && (!block->status || *block->status == '2'))
		return JN_SEVERITY_DELAYED;
	return jn_severity_judge(block->status, words, after_data, ret_sure);
}

static void
finish_block(Block *block, gboolean after_data, GPtrArray *bounces, guint *unsure)
{
	JnBounce *bounce;
	gboolean sure;

	if ((block->original || block->final || block->action) && bounces->len < RECIPIENTS) {
		bounce = g_new0(JnBounce, 1);
		bounce->severity = judge(block, after_data, &sure);
		*unsure += !sure;
		bounce->recipient = block->original ? g_steal_pointer(&block->original)
						    : g_steal_pointer(&block->final);
		/* What the remote said is more exact than what our server made of it. */
		bounce->status = block->diagnostic ? jn_status_find(block->diagnostic) : NULL;
		if (!bounce->status)
			bounce->status = g_steal_pointer(&block->status);
		bounce->action = g_steal_pointer(&block->action);
		bounce->diagnostic = g_steal_pointer(&block->diagnostic);
		g_ptr_array_add(bounces, bounce);
	}
	block_clear(block);
}

void
jn_delivery_status_parse(
	const char *data, gsize size, gboolean after_data, GPtrArray *bounces, guint *ret_unsure)
{
	const char *end = data + size;
	Block block = {0};
	JnFields fields;
	JnField field;

	*ret_unsure = 0;
	jn_fields_init(&fields, data, size);
	while (fields.at < end) {
		if (jn_fields_next(&fields, &field))
			read_field(&block, &field);
		else
			finish_block(&block, after_data, bounces, ret_unsure);
	}
	finish_block(&block, after_data, bounces, ret_unsure);
}
