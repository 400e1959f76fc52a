/*
 * spf-check.c - asks run/spf.h, for tests with a name server.
 *
 *      spf-check < QUESTIONS
 *
 * A question is a line CLIENT TAB HELO TAB SENDER; the answer a line
 *      pass / fail / none TAB the domain that was checked TAB milliseconds
 */
#include <stdio.h>
#include <string.h>

#include "run/spf.h"

static void
ask(const char *line)
{
	static const char *const words[] = {"none", "pass", "fail"};
	g_auto(GStrv) parts = g_strsplit(line, "\t", 3);
	g_autofree char *domain = NULL;
	gint64 began = g_get_monotonic_time();
	JnSpf verdict;

	if (g_strv_length(parts) != 3)
		return;
	verdict = jn_spf_check(parts[0], parts[1], parts[2], &domain);
	printf("%s\t%s\t%d\n", words[verdict], domain ? domain : "",
	       (int)((g_get_monotonic_time() - began) / 1000));
	fflush(stdout);
}

int
main(void)
{
	char line[4096];

	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		ask(line);
	}
	return 0;
}
