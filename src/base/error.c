#include "base/error.h"

#include <sysexits.h>

G_DEFINE_QUARK(jn_error, jn_error)

static const JnDisposition dispositions[] = {
	[JN_ERROR_TEMPORARY] = {EX_TEMPFAIL, 451, "4.3.0", "may succeed later"},
	[JN_ERROR_PERMANENT] = {EX_UNAVAILABLE, 550, "5.1.1", "cannot succeed"},
	[JN_ERROR_MALFORMED] = {EX_DATAERR, 554, "5.6.0", "cannot be read"},
	[JN_ERROR_DENIED] = {EX_NOPERM, 550, "5.7.1", "is not allowed"},
	[JN_ERROR_CONFIG] = {EX_TEMPFAIL, 451, "4.3.5", "the settings are wrong"},
	[JN_ERROR_USAGE] = {EX_USAGE, 451, "4.3.5", "the command line is wrong"},
	[JN_ERROR_BUG] = {EX_TEMPFAIL, 451, "4.3.0", "a bug was met"},
};

const JnDisposition *
jn_error_disposition(const GError *error)
{
	if (error == NULL || error->domain != JN_ERROR || error->code < 0 ||
	    error->code >= (int)G_N_ELEMENTS(dispositions))
		return &dispositions[JN_ERROR_TEMPORARY];
	return &dispositions[error->code];
}

void
jn_error_prefix(GError **error, const char *format, ...)
{
	g_autofree char *prefix = NULL;
	va_list args;

	if (error == NULL || *error == NULL)
		return;
	va_start(args, format);
	prefix = g_strdup_vprintf(format, args);
	va_end(args);
	g_prefix_error(error, "%s: ", prefix);
}
