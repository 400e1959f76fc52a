/*
 * subject.c - see subject.h.
 */
#include "mail/subject.h"

#include <string.h>

#include "base/fold.h"

/* In lower case. The languages are those whose clients translate the mark. */
static const char *const reply_marks[] = {
	"re",                                              /* most */
	"aw",        "antw",                               /* German; Dutch */
	"antwort",                                         /* German */
	"sv",        "vs",                                 /* Swedish, Danish, Norwegian; Finnish */
	"svar",      "odp",                                /* Danish; Polish */
	"odpowiedź", "r",      "rif",     "risp",          /* Polish; Italian */
	"res",       "resp",                               /* Portuguese; Spanish */
	"ref",       "réf",    "réponse",                  /* French */
	"vedr",      "ang",    "betr",                     /* Danish; Swedish; Dutch */
	"vast",                                            /* Estonian */
	"ynt",       "yan",    "cvp",                      /* Turkish */
	"vá",        "válasz",                             /* Hungarian */
	"ats",       "atb",    "na",                       /* Lithuanian; Latvian; Lithuanian */
	"απ",        "σχετ",                               /* Greek */
	"ответ",     "отв",    "на",                       /* Russian */
	"відп",      "hа",                                 /* Ukrainian */
	"回复",      "回覆",   "答复",    "答覆",  "返信", /* Chinese, Japanese */
	"답장",      "회신",                               /* Korean */
	"تعليق",     "رد",     "השב",     "תגובה", "bls",  "jawab",
};

static const char *const forward_marks[] = {
	"fw",          "fwd",        "wg",          "weitergeleitet",
	"tr",          "rv",         "enc",         "enc.",
	"i",           "inol",       "vb",          "vl",
	"vs.",         "fs",         "vid",         "vidb",
	"videresendt", "doorst",     "doorsturen",  "pd",
	"przek",       "przekaż",    "ilt",         "i̇lt",
	"ilet",        "továbbítás", "πρθ",         "пересл",
	"переслано",   "fwd.",       "пер",         "转发",
	"轉寄",        "轉發",       "転送",        "fyi",
	"전달",        "הועבר",      "إعادة توجيه", "trs",
	"rm",          "réexp",      "edasi",
};

/* The length of a mark of `marks` at `p` with its colon, or 0.
 *      mark = word *WSP [("[" / "(") *DIGIT ("]" / ")") / "^" *DIGIT] *WSP (":" / U+FF1A) */
static gsize
mark_length(const char *p, const char *const *marks, gsize n_marks)
{
	const char *end = p;
	g_autofree char *word = NULL;
	gboolean known = FALSE;

	while (*end && !strchr(":[(^ ", *end) && !g_str_has_prefix(end, "：") && end - p < 40)
		end++;
	if (end == p || !g_utf8_validate(p, end - p, NULL))
		return 0;
	word = jn_fold(p, end - p);
	for (gsize i = 0; i < n_marks && !known; i++)
		known = g_str_equal(word, marks[i]);
	/* 'Odp.:' */
	if (!known && g_str_has_suffix(word, ".")) {
		word[strlen(word) - 1] = '\0';
		for (gsize i = 0; i < n_marks && !known; i++)
			known = g_str_equal(word, marks[i]);
	}
	if (!known)
		return 0;
	end += strspn(end, " ");
	if (*end == '[' || *end == '(' || *end == '^') {
		end++;
		end += strspn(end, "0123456789");
		end += *end == ']' || *end == ')';
	}
	end += strspn(end, " ");
	if (*end == ':')
		return (gsize)(end + 1 - p);
	return g_str_has_prefix(end, "：") ? (gsize)(end + strlen("：") - p) : 0;
}

static gsize
any_mark_length(const char *p)
{
	gsize len = mark_length(p, reply_marks, G_N_ELEMENTS(reply_marks));

	return len ? len : mark_length(p, forward_marks, G_N_ELEMENTS(forward_marks));
}

/* '***SPAM*** Re:', '(EXT) Re:', '{Spam?} Re:': what filters put before a reply's subject. In front
 * of anything else a person may have written it. */
static gsize
filter_tag_length(const char *p)
{
	static const char open[] = "(*{", close[] = ")*}";
	const char *kind = *p ? strchr(open, *p) : NULL;
	const char *end;
	gsize len;

	if (!kind)
		return 0;
	end = strchr(p + strspn(p, "(*{"), close[kind - open]);
	if (!end || end - p > 24)
		return 0;
	len = (gsize)(end - p) + strspn(end, ")*}");
	len += strspn(p + len, " ");
	return any_mark_length(p + len) ? len : 0;
}

/* '[tag] ' with text behind it. */
static gsize
tag_length(const char *p)
{
	const char *close = *p == '[' ? strpbrk(p + 1, "[]") : NULL;
	gsize len;

	if (*p != '[')
		return filter_tag_length(p);
	if (g_ascii_strncasecmp(p, "[fwd:", 5) == 0)
		return 0;
	if (!close || *close != ']')
		return 0;
	len = (gsize)(close + 1 - p);
	len += strspn(p + len, " ");
	return p[len] ? len : 0;
}

/* '[Fwd: Welding]' (RFC 5256 section 2.1, step 6). */
static gboolean
is_wrapped(const char *subject)
{
	return g_ascii_strncasecmp(subject, "[fwd:", 5) == 0 && g_str_has_suffix(subject, "]");
}

/* Behind the marks and tags at `p`. */
static const char *
behind_marks(const char *p)
{
	gsize len;

	p += strspn(p, " ");
	while ((len = any_mark_length(p)) > 0 || (len = tag_length(p)) > 0) {
		p += len;
		p += strspn(p, " ");
	}
	return p;
}

char *
jn_subject_base(const char *subject)
{
	g_autofree char *base = g_strchomp(g_strdup(behind_marks(subject)));

	for (;;) {
		gsize len = strlen(base);

		if (g_str_has_suffix(base, "(fwd)") || g_str_has_suffix(base, "(Fwd)")) {
			base[len - strlen("(fwd)")] = '\0';
			g_strchomp(base);
		} else if (is_wrapped(base)) {
			g_autofree char *inside = g_strndup(base + 5, len - 6);

			g_free(base);
			base = g_strchomp(g_strdup(behind_marks(inside)));
		} else {
			return g_steal_pointer(&base);
		}
	}
}

gboolean
jn_subject_is_forward(const char *subject)
{
	const char *p = subject ? subject : "";
	gsize len;

	while ((len = mark_length(p, reply_marks, G_N_ELEMENTS(reply_marks))) > 0 ||
	       (len = tag_length(p)) > 0) {
		p += len;
		p += strspn(p, " ");
	}
	return is_wrapped(p) || mark_length(p, forward_marks, G_N_ELEMENTS(forward_marks)) > 0;
}
