/*
 * codepage.c - see codepage.h.
 */
#include "mail/codepage.h"

static const struct {
	guint codepage;
	const char *charset;
} names[] = {
	{874, "windows-874"},   {932, "shift_jis"},     {936, "gb18030"},
	{949, "euc-kr"},        {950, "big5"},          {10000, "macintosh"},
	{20127, "us-ascii"},    {20866, "koi8-r"},      {20932, "euc-jp"},
	{21866, "koi8-u"},      {50220, "iso-2022-jp"}, {50221, "iso-2022-jp"},
	{50222, "iso-2022-jp"}, {51932, "euc-jp"},      {51949, "euc-kr"},
	{54936, "gb18030"},     {65001, "utf-8"},
};

char *
jn_codepage_charset(guint codepage)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i].codepage == codepage)
			return g_strdup(names[i].charset);
	if (codepage > 28590 && codepage <= 28606)
		return g_strdup_printf("iso-8859-%u", codepage - 28590);
	return g_strdup_printf("windows-%u", codepage);
}
