#include "run/lexicons.h"

#include "base/limits.h"
#include "run/file.h"

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

/* The files that are there; in order, so that a result never depends on the file system's. */
static GPtrArray *
cue_files(const char *templates)
{
	g_autoptr(GDir) dir = g_dir_open(templates, 0, NULL);
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(templates, name, JN_CUES_FILE, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_ptr_array_add(paths, g_steal_pointer(&path));
	}
	g_ptr_array_sort(paths, by_name);
	return paths;
}

GPtrArray *
jn_lexicons_load(const char *templates, GError **error)
{
	g_autoptr(GPtrArray) paths = cue_files(templates);
	g_autoptr(GPtrArray) lexicons =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);

	for (guint i = 0; i < paths->len; i++) {
		const char *path = paths->pdata[i];
		g_autoptr(GBytes) bytes = jn_file_read(path, JN_LEXICON_BYTES, error);
		JnLexicon *lexicon;
		gconstpointer data;
		gsize len;

		if (bytes == NULL)
			return NULL;
		data = g_bytes_get_data(bytes, &len);
		lexicon = jn_lexicon_parse(path, data ? data : "", len, error);
		if (lexicon == NULL)
			return NULL;
		g_ptr_array_add(lexicons, lexicon);
	}
	return g_steal_pointer(&lexicons);
}
