/*
 * signoff.c - see signoff.h.
 */
#include "mail/signoff.h"

#include <string.h>

#include "base/fold.h"
#include "mail/signature.h"
#include "mail/words.h"

/* Lines below the words of leave: name, trade, place, number. */
#define SIGNOFF_LINES 4

/* Words of a name. */
#define NAME_WORDS 3

/* A line that is longer is prose. */
#define LINE_BYTES 200

/* Lines that are looked at from the end, blank ones too. */
#define LINES_MAX 12

/* Case-folded, without marks at the end. */
static const char *const leaves[] = {
	"best regards",
	"kind regards",
	"kindest regards",
	"warm regards",
	"warmest regards",
	"with kind regards",
	"with best regards",
	"regards",
	"rgds",
	"br",
	"best wishes",
	"with best wishes",
	"all the best",
	"best",
	"cheers",
	"sincerely",
	"yours sincerely",
	"yours truly",
	"yours faithfully",
	"yours",
	"warmly",
	"take care",
	"mit freundlichen grüßen",
	"mit freundlichen grüssen",
	"mit freundlichem gruß",
	"mit besten grüßen",
	"freundliche grüße",
	"viele grüße",
	"viele grüsse",
	"liebe grüße",
	"liebe grüsse",
	"beste grüße",
	"schöne grüße",
	"herzliche grüße",
	"grüße",
	"gruß",
	"gruss",
	"lg",
	"vg",
	"mfg",
	"cordialement",
	"bien cordialement",
	"sincères salutations",
	"salutations",
	"meilleures salutations",
	"bien à vous",
	"bien à toi",
	"amicalement",
	"bonne journée",
	"bonne soirée",
	"à bientôt",
	"bises",
	"saludos",
	"un saludo",
	"muchos saludos",
	"saludos cordiales",
	"un cordial saludo",
	"atentamente",
	"un abrazo",
	"abrazos",
	"cordiali saluti",
	"distinti saluti",
	"cari saluti",
	"saluti",
	"un saluto",
	"a presto",
	"atenciosamente",
	"att",
	"cumprimentos",
	"melhores cumprimentos",
	"com os melhores cumprimentos",
	"abraço",
	"abraços",
	"um abraço",
	"met vriendelijke groet",
	"met vriendelijke groeten",
	"vriendelijke groet",
	"vriendelijke groeten",
	"hartelijke groet",
	"hartelijke groeten",
	"groet",
	"groeten",
	"groetjes",
	"mvg",
	"med venlig hilsen",
	"venlig hilsen",
	"bedste hilsner",
	"mange hilsner",
	"kærlig hilsen",
	"hilsen",
	"mvh",
	"vh",
	"kh",
	"med vennlig hilsen",
	"vennlig hilsen",
	"beste hilsen",
	"med vänlig hälsning",
	"med vänliga hälsningar",
	"vänlig hälsning",
	"vänliga hälsningar",
	"hälsningar",
	"vänligen",
	"terveisin",
	"terveiset",
	"ystävällisin terveisin",
	"parhain terveisin",
	"pozdrawiam",
	"serdecznie pozdrawiam",
	"pozdrowienia",
	"z poważaniem",
	"s pozdravem",
	"s přátelským pozdravem",
	"s úctou",
	"zdravím",
	"с уважением",
	"с наилучшими пожеланиями",
	"всего доброго",
	"з повагою",
	"з найкращими побажаннями",
	"всього доброго",
	"saygılarımla",
	"saygılar",
	"sevgiler",
	"selamlar",
	"iyi günler",
	"iyi çalışmalar",
	"此致",
	"敬礼",
	"此致敬礼",
	"祝好",
	"谨上",
	"敬上",
	"敬祝",
	"よろしくお願いします",
	"よろしくお願いいたします",
	"宜しくお願いします",
	"宜しくお願い致します",
	"敬具",
	"안녕히 계세요",
	NULL,
};

/* The line without blanks and marks at its end. */
static char *
strip_marks(const char *line, gsize len)
{
	static const char *const marks[] = {",", ".", "!", "，", "。", "！", "、", " ", "\t"};
	g_autofree char *strip = g_strstrip(g_strndup(line, len));
	gsize end = strlen(strip);

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		strip[end] = '\0';
		if (g_str_has_suffix(strip, marks[i])) {
			end -= strlen(marks[i]);
			i = (gsize)-1;
		}
	}
	return g_steal_pointer(&strip);
}

static gboolean
is_name(const char *line)
{
	JnSignatureLine kind = jn_signature_line(line);
	guint words = jn_words_count(line);

	return words > 0 && words <= NAME_WORDS &&
	       (kind == JN_SIGNATURE_LINE_NAME || kind == JN_SIGNATURE_LINE_WORD ||
		(kind == JN_SIGNATURE_LINE_SHORT && words == 1));
}

/* 'Best regards', 'Best regards, Ana'. */
static gboolean
takes_leave(const char *line, gsize len)
{
	g_autofree char *strip = strip_marks(line, len);
	g_autofree char *fold = NULL;
	char *comma = strchr(strip, ',');

	if (comma) {
		*comma = '\0';
		if (!is_name(g_strchug(comma + 1)))
			return FALSE;
	}
	fold = jn_fold(strip, -1);
	return g_strv_contains(leaves, g_strchomp(fold));
}

/* '- Ana', '/Ana', '—Ana' as the last line. */
static gboolean
is_dashed_name(const char *line, gsize len)
{
	static const char *const marks[] = {"- ", "-- ", "/", "~ ", "— ", "—", "– ", "–"};
	g_autofree char *strip = strip_marks(line, len);

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		const char *name = strip + strlen(marks[i]);

		if (g_str_has_prefix(strip, marks[i]))
			return g_unichar_isupper(g_utf8_get_char(name)) && is_name(name) &&
			       jn_words_count(name) <= 2;
	}
	return FALSE;
}

/* What may stand below the words of leave. */
static gboolean
is_below(const char *line, gsize len)
{
	g_autofree char *copy = strip_marks(line, len);

	switch (jn_signature_line(copy)) {
	case JN_SIGNATURE_LINE_WORD:
	case JN_SIGNATURE_LINE_NAME:
	case JN_SIGNATURE_LINE_SITE:
	case JN_SIGNATURE_LINE_CONTACT:
	case JN_SIGNATURE_LINE_SERVICE:
		return TRUE;
	case JN_SIGNATURE_LINE_SHORT:
		return jn_words_count(copy) == 1;
	case JN_SIGNATURE_LINE_PROSE:
		break;
	}
	return FALSE;
}

static gsize
behind_text(const char *text, gsize at)
{
	while (at > 0 && g_ascii_isspace(text[at - 1]))
		at--;
	return at;
}

/* The text's first line takes no leave: nothing would be left. */
static gboolean
has_text_before(const char *text, gsize at)
{
	return behind_text(text, at) > 0;
}

gsize
jn_signoff_start(const char *text)
{
	gsize len = strlen(text), end = len;
	guint below = 0;

	for (guint n = 0; n < LINES_MAX && end > 0; n++) {
		const char *eol = memrchr(text, '\n', end);
		gsize start = eol ? (gsize)(eol - text) + 1 : 0;
		gboolean blank = behind_text(text, end) <= start;

		if (!blank && end - start > LINE_BYTES)
			return len;
		if (!blank && takes_leave(text + start, end - start))
			return has_text_before(text, start) ? behind_text(text, start) : len;
		if (!blank && below == 0 && is_dashed_name(text + start, end - start))
			return has_text_before(text, start) ? behind_text(text, start) : len;
		if (!blank && (!is_below(text + start, end - start) || ++below > SIGNOFF_LINES))
			return len;
		end = start > 0 ? start - 1 : 0;
	}
	return len;
}
