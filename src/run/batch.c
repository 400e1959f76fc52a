#include "run/batch.h"

guint
jn_batch_window(const JnConfig *config, gboolean is_shared)
{
	return (guint)(is_shared ? MAX(config->window, config->recipients_per_mail)
				 : config->window);
}

static void
batch_free(gpointer data)
{
	JnBatch *batch = data;

	g_array_unref(batch->who);
	g_free(batch);
}

static JnBatch *
batch_add(GPtrArray *batches, guint who, gboolean is_shared)
{
	JnBatch *batch = g_new0(JnBatch, 1);

	batch->who = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_val(batch->who, who);
	batch->is_shared = is_shared;
	g_ptr_array_add(batches, batch);
	return batch;
}

/* Puts one recipient where those of the same key are, as long as there is room. `open`: key -> the
 * batch that takes more. */
static gboolean
place(JnWork *work,
      const JnRecipient *to,
      guint number,
      guint most,
      GHashTable *open,
      GPtrArray *batches,
      GError **error)
{
	g_autofree char *key = NULL;
	JnBatch *batch;

	if (!jn_work_shared_key(work, to, &key, error))
		return FALSE;
	if (key == NULL) {
		batch_add(batches, number, FALSE);
		return TRUE;
	}
	batch = g_hash_table_lookup(open, key);
	if (batch != NULL && batch->who->len < most) {
		g_array_append_val(batch->who, number);
		return TRUE;
	}
	batch = batch_add(batches, number, TRUE);
	g_hash_table_replace(open, g_steal_pointer(&key), batch);
	return TRUE;
}

static gboolean
make_shared(JnWork *work,
	    const GPtrArray *recipients,
	    const JnConfig *config,
	    GPtrArray *batches,
	    GError **error)
{
	guint chunk = jn_batch_window(config, TRUE);
	g_autoptr(GHashTable) open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < recipients->len; i++) {
		const JnRecipient *to = recipients->pdata[i];

		if (i % chunk == 0)
			g_hash_table_remove_all(open);
		if (!to->suspended &&
		    !place(work, to, i, (guint)config->recipients_per_mail, open, batches, error))
			return FALSE;
	}
	for (guint i = 0; i + 1 < batches->len; i++) {
		JnBatch *batch = batches->pdata[i];
		const JnBatch *next = batches->pdata[i + 1];

		batch->more = g_array_index(batch->who, guint, 0) / chunk ==
			      g_array_index(next->who, guint, 0) / chunk;
	}
	return TRUE;
}

GPtrArray *
jn_batches_make(JnWork *work,
		const GPtrArray *recipients,
		gboolean is_shared,
		const JnConfig *config,
		GError **error)
{
	g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func(batch_free);

	if (is_shared && !make_shared(work, recipients, config, batches, error))
		return NULL;
	for (guint i = 0; i < recipients->len && !is_shared; i++)
		if (!((const JnRecipient *)recipients->pdata[i])->suspended)
			batch_add(batches, i, FALSE);
	return g_steal_pointer(&batches);
}

JnCopy *
jn_batch_mail(JnWork *work, const JnBatch *batch, const GPtrArray *recipients, GError **error)
{
	guint first = g_array_index(batch->who, guint, 0);
	JnCopy *copy = batch->is_shared
			       ? jn_work_shared_mail(work, recipients->pdata[first],
						     batch->who->len, error)
			       : jn_work_mail(work, recipients->pdata[first], first, error);

	if (copy == NULL)
		return NULL;
	copy->more = batch->more;
	for (guint i = 0; i < batch->who->len && batch->is_shared; i++) {
		guint number = g_array_index(batch->who, guint, i);
		const JnRecipient *to = recipients->pdata[number];

		copy->to[i] = (JnTarget){to->addr, number};
	}
	return copy;
}
