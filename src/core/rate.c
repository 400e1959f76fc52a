#include "core/rate.h"

typedef struct Entry {
	char *key;
	gint64 start;
	int count;
	GList link; /* in `order`; data is the entry */
} Entry;

struct JnRates {
	guint keys;
	gint64 span;
	GHashTable *entries; /* key of the entry -> Entry */
	GQueue order;        /* Entry, the one that came last at the tail */
};

static void
entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->key);
	g_free(entry);
}

JnRates *
jn_rates_new(guint keys, gint64 span)
{
	JnRates *rates = g_new0(JnRates, 1);

	rates->keys = keys;
	rates->span = span;
	rates->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
	g_queue_init(&rates->order);
	return rates;
}

void
jn_rates_free(JnRates *rates)
{
	if (rates == NULL)
		return;
	/* The links of the queue are parts of the entries. */
	g_hash_table_unref(rates->entries);
	g_free(rates);
}

static Entry *
entry_add(JnRates *rates, const char *key, gint64 now)
{
	Entry *entry = g_new0(Entry, 1);

	if (g_hash_table_size(rates->entries) >= rates->keys) {
		GList *oldest = g_queue_pop_head_link(&rates->order);

		g_hash_table_remove(rates->entries, ((Entry *)oldest->data)->key);
	}
	entry->key = g_strdup(key);
	entry->start = now;
	entry->link.data = entry;
	g_hash_table_insert(rates->entries, entry->key, entry);
	return entry;
}

gboolean
jn_rates_take(JnRates *rates, const char *key, int limit, gint64 now)
{
	Entry *entry;

	if (limit == 0)
		return TRUE;
	entry = g_hash_table_lookup(rates->entries, key);
	if (entry != NULL)
		g_queue_unlink(&rates->order, &entry->link);
	else
		entry = entry_add(rates, key, now);
	g_queue_push_tail_link(&rates->order, &entry->link);
	/* A clock that went back begins anew. */
	if (now - entry->start >= rates->span || now < entry->start) {
		entry->start = now;
		entry->count = 0;
	}
	if (entry->count >= limit)
		return FALSE;
	entry->count++;
	return TRUE;
}
