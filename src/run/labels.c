#include "run/labels.h"

#include "base/limits.h"
#include "run/file.h"

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

/* Codes of the languages that mail is written in. */
static GPtrArray *
languages_of(const char *templates)
{
	g_autoptr(GDir) dir = g_dir_open(templates, 0, NULL);
	GPtrArray *languages = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(templates, name, "copy.md", NULL);

		if (name[0] != '.' && g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_ptr_array_add(languages, g_strdup(name));
	}
	g_ptr_array_sort(languages, by_name);
	return languages;
}

static JnLabels *
load_one(const char *templates, const char *language, gboolean words, GError **error)
{
	g_autofree char *path = g_build_filename(templates, language, JN_LABELS_FILE, NULL);
	g_autoptr(GBytes) bytes = NULL;
	gconstpointer data;
	gsize len;

	if (!words || !g_file_test(path, G_FILE_TEST_EXISTS))
		return jn_labels_parse(language, "", 0, error);
	bytes = jn_file_read(path, JN_LEXICON_BYTES, error);
	if (bytes == NULL)
		return NULL;
	data = g_bytes_get_data(bytes, &len);
	return jn_labels_parse(language, data ? data : "", len, error);
}

GPtrArray *
jn_labels_load(const char *templates, gboolean words, GError **error)
{
	g_autoptr(GPtrArray) languages = languages_of(templates);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);

	for (guint i = 0; i < languages->len; i++) {
		JnLabels *labels = load_one(templates, languages->pdata[i], words, error);

		if (labels == NULL)
			return NULL;
		g_ptr_array_add(all, labels);
	}
	return g_steal_pointer(&all);
}
