#include "run/whole.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "store/check.h"
#include "store/post.h"

/* What is wrong with a file, or NULL. Caller frees. */
static char *
file_finding(const char *state, const JnMailFile *file)
{
	g_autofree char *path = g_build_filename(state, "spool", "mail", file->file, NULL);
	struct stat status;

	if (lstat(path, &status) != 0)
		return g_strdup_printf("the file of mail %" G_GINT64_FORMAT ", %s: %s", file->mail,
				       path, g_strerror(errno));
	if (!S_ISREG(status.st_mode) || status.st_size != file->size)
		return g_strdup_printf("the file of mail %" G_GINT64_FORMAT
				       ", %s, has %" G_GINT64_FORMAT
				       " octets and should have %" G_GINT64_FORMAT,
				       file->mail, path, (gint64)status.st_size, file->size);
	return NULL;
}

gboolean
jn_whole_check(JnDb *db, const char *state, GPtrArray **ret_findings, GError **error)
{
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GPtrArray) files = NULL;

	if (!jn_store_check(db, &findings, error) || !jn_mail_files(db, &files, error))
		return FALSE;
	for (guint i = 0; i < files->len; i++) {
		const JnMailFile *file = files->pdata[i];
		g_autofree char *finding = file_finding(state, file);
		gboolean named = TRUE;

		if (finding == NULL)
			continue;
		/* Deleted since, and swept. */
		if (!jn_mail_has_file(db, file->file, &named, error))
			return FALSE;
		if (named)
			g_ptr_array_add(findings, g_steal_pointer(&finding));
	}
	*ret_findings = g_steal_pointer(&findings);
	return TRUE;
}
