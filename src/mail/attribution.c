/*
 * attribution.c - see attribution.h.
 */
#include "mail/attribution.h"

#include <string.h>

#include "base/fold.h"

/* Longer lines are prose. */
#define LINE_BYTES 500

/* Words for 'wrote', case-folded. Matched as words where they are of letters with blanks between,
 * as parts of the line where the script has none. */
static const char *const verbs[] = {
	"wrote",          "writes",      "posted",        "said",
	"schrieb",        "geschrieben", "a écrit",       "écrit",
	"écrivait",       "a ecrit",     "escribió",      "escribio",
	"ha escrit",      "va escriure", "escreveu",      "ha scritto",
	"scrive",         "schreef",     "geschreven",    "skrev",
	"skrev følgende", "kirjoitti",   "napisał",       "napisała",
	"napisał(a)",     "napisal(a)",  "napisał/a",     "pisze",
	"napsal",         "napsala",     "napsal(a)",     "napísal",
	"napísal(a)",     "írta",        "a scris",       "написал",
	"написала",       "написал(а)",  "написав",       "написала(в)",
	"написав(ла)",    "пише",        "пишет",         "написа",
	"yazdı",          "şunu yazdı",  "şunları yazdı", "tarihinde yazdı",
	"έγραψε",         "rašė",        "rakstīja",      "kirjutas",
	"je napisao",     "je napisala", "je napisao/la", "je napisal",
	"đã viết",        "menulis",     "a wrote",       "כתב",
	"כתבה",           "‏כתב",   "كتب",           "napisana przez",
	"schrieben sie",  "skriver",
};

static const char *const verbs_inside[] = {
	"写道",       "寫道",       "写到",     "寫到",         "编写",  "のメール",
	"書きました", "さんは書き", "が書いた", "のメッセージ", "작성",  "작성했습니다",
	"님이 작성",  "썼습니다",   "님이 쓴",  "가) 쓴",       "쓴 글",
};

/* How an attribution opens, case-folded, before a date or a name. */
static const char *const openers[] = {
	"on ",      "at ",      "am ",        "le ",     "el ",    "il ",  "in data ", "op ",
	"em ",      "den ",     "dnia ",      "w dniu ", "dne ",   "dňa ", "v ",       "på ",
	"ons ",     "pe ",      "în ",        "a(z) ",   "στις ",  "в ",   "на ",      "от ",
	"за ",      "vào ",     "pada ",      "no dia ", "a las ", "del ", "alle ",    "klo ",
	"בתאריך ",  "ב-",       "في ",        "在",      "於",     "于",   "从",       "date: ",
	"quoting ", "citando ", "zitat von ", "from ",   "às ",
};

/* How one opens that has no date, and what follows there. A character of each stands in
 * jn_attribution_begins(), which else passes the line over. */
static const struct {
	const char *opens, *follows;
} undated_openers[] = {
	{"in message ", "<"},
	{"in article ", "<"},
	{"wiadomość napisana przez ", ""},
};

/* Days of the week, case-folded, that clients write with nothing behind them. */
static const char *const weekdays[] = {
	"mon",        "tue",       "wed",          "thu",       "fri",       "sat",
	"sun",        "monday",    "tuesday",      "wednesday", "thursday",  "friday",
	"saturday",   "sunday",    "mo",           "di",        "mi",        "do",
	"fr",         "sa",        "so",           "montag",    "dienstag",  "mittwoch",
	"donnerstag", "freitag",   "samstag",      "sonntag",   "lun",       "mar",
	"mer",        "jeu",       "ven",          "sam",       "dim",       "lundi",
	"mardi",      "mercredi",  "jeudi",        "vendredi",  "samedi",    "dimanche",
	"mié",        "jue",       "vie",          "sáb",       "dom",       "lunes",
	"martes",     "miércoles", "jueves",       "viernes",   "sábado",    "domingo",
	"gio",        "sab",       "lunedì",       "martedì",   "mercoledì", "giovedì",
	"venerdì",    "sabato",    "domenica",     "seg",       "ter",       "qua",
	"qui",        "sex",       "segunda",      "terça",     "quarta",    "quinta",
	"sexta",      "ma",        "wo",           "vr",        "za",        "zo",
	"maandag",    "dinsdag",   "woensdag",     "donderdag", "vrijdag",   "zaterdag",
	"zondag",     "man",       "tir",          "ons",       "tor",       "tors",
	"fre",        "lør",       "søn",          "mandag",    "tirsdag",   "onsdag",
	"torsdag",    "fredag",    "lørdag",       "søndag",    "mån",       "tis",
	"lör",        "sön",       "måndag",       "tisdag",    "lördag",    "söndag",
	"ti",         "ke",        "to",           "pe",        "la",        "su",
	"maanantai",  "tiistai",   "keskiviikko",  "torstai",   "perjantai", "lauantai",
	"sunnuntai",  "pon",       "wt",           "śr",        "czw",       "pt",
	"sob",        "niedz",     "poniedziałek", "wtorek",    "środa",     "czwartek",
	"piątek",     "sobota",    "niedziela",    "po",        "út",        "st",
	"čt",         "pá",        "ne",           "pondělí",   "úterý",     "středa",
	"čtvrtek",    "pátek",     "neděle",       "пн",        "вт",        "ср",
	"чт",         "пт",        "сб",           "вс",        "нд",        "понедельник",
	"вторник",    "среда",     "четверг",      "пятница",   "суббота",   "воскресенье",
	"понеділок",  "вівторок",  "середа",       "четвер",    "п'ятниця",  "субота",
	"неділя",     NULL,
};

/* What needs no verb, because it is one: before a name or address and a colon. */
static const char *const quotings[] = {"quoting ", "zitat von ", "citando ", "citat från "};

/* What is known of the numbers in a line. */
typedef struct Evidence {
	guint groups; /* runs of digits */
	gboolean year, time, numeric_date, full_date, email, colon, verb, opener;
} Evidence;

static gsize
digits(const char *p)
{
	return strspn(p, "0123456789");
}

/* Reads the run of digits at `p`, and what it makes with those behind it. */
static void
see_number(const char *p, gsize len, Evidence *e)
{
	const char *next = p + len;

	e->groups++;
	if (len == 4 && (g_str_has_prefix(p, "19") || g_str_has_prefix(p, "20")))
		e->year = TRUE;
	if (len <= 2 && strchr(":.hH", *next) && *next && digits(next + 1) == 2)
		e->time = TRUE;
	if (len <= 2 && (g_str_has_prefix(next, "時") || g_str_has_prefix(next, "点") ||
			 g_str_has_prefix(next, "시")))
		e->time = TRUE;
	if (strchr("./-", *next) && *next && digits(next + 1) && digits(next + 1) <= 2) {
		const char *third = next + 1 + digits(next + 1);

		if (*third == *next && digits(third + 1) >= 1)
			e->numeric_date = TRUE;
	}
}

/* An address in <>, [mailto:] or (): 'ana@example.org'. */
static gboolean
has_email(const char *line)
{
	for (const char *at = line; (at = strchr(at, '@')); at++) {
		const char *p = at;

		while (p > line && (g_ascii_isalnum(p[-1]) || strchr("._+-=%", p[-1])))
			p--;
		if (p < at && (g_ascii_isalnum(at[1]) || at[1] == '['))
			return TRUE;
	}
	return FALSE;
}

/* `fold` holds `word` with no letter before or behind it. */
static gboolean
has_word(const char *fold, const char *word)
{
	gsize len = strlen(word);

	for (const char *p = fold; (p = strstr(p, word)); p++) {
		gunichar before = p > fold ? g_utf8_get_char(g_utf8_prev_char(p)) : ' ';
		gunichar behind = g_utf8_get_char(p + len);

		if (!g_unichar_isalpha(before) && !g_unichar_isalpha(behind))
			return TRUE;
	}
	return FALSE;
}

static gboolean
has_verb(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (has_word(fold, verbs[i]))
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(verbs_inside); i++)
		if (strstr(fold, verbs_inside[i]))
			return TRUE;
	return FALSE;
}

static gboolean
has_opener(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(openers); i++)
		if (g_str_has_prefix(fold, openers[i]))
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(undated_openers); i++)
		if (g_str_has_prefix(fold, undated_openers[i].opens))
			return TRUE;
	return g_ascii_isdigit(*fold);
}

static gboolean
opens_undated(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(undated_openers); i++)
		if (g_str_has_prefix(fold, undated_openers[i].opens) &&
		    g_str_has_prefix(fold + strlen(undated_openers[i].opens),
				     undated_openers[i].follows))
			return TRUE;
	return FALSE;
}

/* The line without the dashes, stars, blanks and colons around it, case-folded. */
static char *
fold_line(const char *line, gboolean *ret_colon)
{
	g_autofree char *strip = g_strdup(line);
	char *start = strip + strspn(strip, " \t*-_>");
	gsize len = strlen(start);

	*ret_colon = FALSE;
	while (len) {
		if (strchr(" \t*-_", start[len - 1])) {
			len--;
		} else if (start[len - 1] == ':') {
			*ret_colon = TRUE;
			len--;
		} else if (len >= 3 && memcmp(start + len - 3, "：", 3) == 0) {
			*ret_colon = TRUE;
			len -= 3;
		} else if (len >= 2 && memcmp(start + len - 2, "\302\240", 2) == 0) {
			len -= 2;
		} else {
			break;
		}
	}
	start[len] = '\0';
	return jn_fold(start, -1);
}

static gboolean
ends_in(const char *fold, gsize len, const char *const *words, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gsize word = strlen(words[i]);

		if (len >= word && fold[len - 1] == words[i][word - 1] &&
		    memcmp(fold + len - word, words[i], word) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
ends_in_verb(const char *fold)
{
	gsize len = strlen(fold);

	return ends_in(fold, len, verbs, G_N_ELEMENTS(verbs)) ||
	       ends_in(fold, len, verbs_inside, G_N_ELEMENTS(verbs_inside));
}

/* '>>> Ana <ana@example.org> 05.01.26 10:12 >>>' of GroupWise; 'Ana Lopez ---05.01.2026
 * 10:12:13---' of Notes. */
static gboolean
is_framed(const char *line)
{
	g_autofree char *strip = g_strstrip(g_strdup(line));
	const char *dashes = strstr(strip, "---");

	if (g_str_has_prefix(strip, ">>> ") && g_str_has_suffix(strip, " >>>"))
		return TRUE;
	return dashes && dashes > strip && g_ascii_isdigit(dashes[3]) && strstr(dashes + 3, "---");
}

gboolean
jn_attribution_ends(const char *line)
{
	gboolean colon;
	g_autofree char *fold = NULL;

	if (strlen(line) > LINE_BYTES)
		return FALSE;
	fold = fold_line(line, &colon);
	return colon || is_framed(line) || ends_in_verb(fold) ||
	       (g_ascii_isdigit(*fold) &&
		(strstr(fold, " gmt") || (g_str_has_suffix(fold, ">") && has_email(fold))));
}

/* 'вт, 5 янв. 2016', 'pon., 5 sty', 'søn. 30. apr. 2017': a short word, a dot or comma, a digit;
 * 'mån 5 jan.', 'mandag den 5. januar': a day of the week, a digit; 'Monday, January 5'. */
static gboolean
is_weekday_first(const char *fold)
{
	gsize word = strcspn(fold, "., ");
	gsize marks = strspn(fold + word, ".,");
	const char *next = fold + word + marks + strspn(fold + word + marks, " ");
	g_autofree char *day = g_strndup(fold, word);

	if (word == 0 || word > 24)
		return FALSE;
	if (g_str_has_prefix(next, "den ") || g_str_has_prefix(next, "dem "))
		next += strlen("den ");
	if (!g_strv_contains(weekdays, day))
		return marks > 0 && g_ascii_isdigit(*next);
	return marks > 0 || g_ascii_isdigit(*next);
}

/* What the numbers of a line say; returns it folded. Caller frees. */
static char *
read_numbers(const char *line, Evidence *e)
{
	char *fold = fold_line(line, &e->colon);

	for (const char *p = fold; *p;) {
		gsize len = digits(p);

		if (len)
			see_number(p, len, e);
		p += len ? len : 1;
	}
	e->full_date =
		(e->year && e->groups >= 2) || e->numeric_date || (e->time && e->groups >= 3);
	return fold;
}

gboolean
jn_attribution_begins(const char *line)
{
	Evidence e = {0};
	g_autofree char *fold = NULL;

	/* Most lines of a text have nothing that one begins with. */
	if (strlen(line) > LINE_BYTES || strpbrk(line, "0123456789@<wW") == NULL)
		return FALSE;
	fold = read_numbers(line, &e);
	/* The words are many: they are looked for where nothing else has decided. */
	if (e.groups == 0)
		return (has_email(fold) && has_verb(fold)) || opens_undated(fold);
	return has_opener(fold) || has_email(fold) || is_weekday_first(fold) ||
	       (e.full_date && has_verb(fold));
}

gboolean
jn_attribution_is_dated(const char *line)
{
	Evidence e = {0};
	g_autofree char *fold = NULL;

	if (strlen(line) > LINE_BYTES)
		return FALSE;
	fold = read_numbers(line, &e);
	return e.full_date;
}

/* '2016-03-03 17:21 GMT+01:00 Some One', of older Gmail, has neither verb nor colon. */
static gboolean
is_iso_gmt(const char *fold)
{
	return digits(fold) == 4 && fold[4] == '-' && strstr(fold, " gmt") && strchr(fold, ':');
}

/* The line closes with an address: '... Ana <ana@example.org>' before its colon. */
static gboolean
ends_in_email(const char *fold)
{
	const char *at = strrchr(fold, '@');

	return at && !strpbrk(at, " ,;");
}

/* 'Quoting Ana <ana@example.org>:' */
static gboolean
is_quoting(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(quotings); i++)
		if (g_str_has_prefix(fold, quotings[i]))
			return TRUE;
	return FALSE;
}

/* What needs no word for 'wrote' to be surely one. */
static gboolean
is_strong_form(const char *fold, const Evidence *e)
{
	if (is_iso_gmt(fold))
		return TRUE;
	if (!e->colon || !e->email)
		return FALSE;
	if (is_quoting(fold))
		return TRUE;
	/* '* Ana <ana@example.org> [2026-01-05 10:12]:' of mutt's users. */
	return e->full_date && (g_str_has_suffix(fold, "]") ||
				((e->opener || is_weekday_first(fold)) && ends_in_email(fold)));
}

JnAttribution
jn_attribution_judge(const char *line)
{
	Evidence e = {0};
	g_autofree char *fold = NULL;

	if (strlen(line) > LINE_BYTES)
		return JN_ATTRIBUTION_NONE;
	if (is_framed(line) && strpbrk(line, "0123456789"))
		return JN_ATTRIBUTION_STRONG;
	fold = read_numbers(line, &e);
	e.email = has_email(fold);
	e.verb = has_verb(fold);
	e.opener = has_opener(fold);
	if (is_strong_form(fold, &e))
		return JN_ATTRIBUTION_STRONG;
	if (e.verb && (e.colon || ends_in_verb(fold))) {
		if (e.email || e.full_date)
			return JN_ATTRIBUTION_STRONG;
		return e.colon || e.opener ? JN_ATTRIBUTION_WEAK : JN_ATTRIBUTION_NONE;
	}
	/* A language that we do not know; '2013/8/14 Ana <ana@example.org>', of old Gmail. */
	if (e.full_date && (e.colon || (g_ascii_isdigit(*fold) && g_str_has_suffix(fold, ">") &&
					ends_in_email(fold))))
		return JN_ATTRIBUTION_WEAK;
	return e.colon && is_quoting(fold) ? JN_ATTRIBUTION_WEAK : JN_ATTRIBUTION_NONE;
}
