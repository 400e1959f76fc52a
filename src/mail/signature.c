/*
 * signature.c - see signature.h.
 */
#include "mail/signature.h"

#include <string.h>

#include "base/fold.h"
#include "mail/words.h"

/* How a phone's line begins, case-folded. */
static const char *const mobile_starts[] = {
	"sent from my ",
	"sent from mail for",
	"sent from outlook",
	"sent from yahoo",
	"sent from samsung",
	"sent from proton",
	"sent from gmail",
	"sent from the ",
	"sent from a ",
	"sent from an ",
	"sent from smartphone",
	"sent from windows",
	"sent from mobile",
	"sent from nine",
	"sent from blue",
	"sent from iphone",
	"sent from ipad",
	"sent from android",
	"sent from tutanota",
	"sent from ",
	"sent with ",
	"sent via ",
	"sent by ",
	"sent on the ",
	"sent using ",
	"from my iphone",
	"from my ipad",
	"from my phone",
	"from my android",
	"from my mobile",
	"von meinem ",
	"von meiner ",
	"gesendet von ",
	"gesendet mit ",
	"gesendet via ",
	"gesendet aus ",
	"unterwegs ",
	"diese nachricht wurde von meinem",
	"diese nachricht wurde mit ",
	"diese e-mail wurde von meinem",
	"envoyé de mon ",
	"envoyé de l",
	"envoyé depuis ",
	"envoyé à partir d",
	"envoyé avec ",
	"envoyé par ",
	"provenance : ",
	"envoyé d'un ",
	"enviado desde ",
	"enviado con ",
	"enviado do ",
	"enviado de ",
	"enviado a partir d",
	"enviado pelo ",
	"enviado via ",
	"inviato da ",
	"inviato dal ",
	"inviato con ",
	"inviata da ",
	"verzonden vanaf ",
	"verzonden vanuit ",
	"verzonden met ",
	"verzonden via ",
	"verstuurd vanaf ",
	"verstuurd vanuit ",
	"verstuurd met ",
	"sendt fra ",
	"sendt med ",
	"skickat från ",
	"skickades från ",
	"skickat med ",
	"från min ",
	"lähetetty ",
	"wysłano z ",
	"wysłane z ",
	"wysłano za ",
	"wysłane za ",
	"odesláno z ",
	"odesláno ze ",
	"odesláno pomocí",
	"odoslané z ",
	"poslano s ",
	"poslano iz ",
	"отправлено с ",
	"отправлено из ",
	"отправлено через ",
	"надіслано з ",
	"надіслано із ",
	"надіслано через ",
	"відправлено з ",
	"відправлено із ",
	"iphone'umdan ",
	"ipad'imden ",
	"iphone’umdan ",
	"ipad’imden ",
	"发自",
	"发送自",
	"从我的",
	"從我的",
	"自我的",
	"寄自我的",
	"寄件自",
	"傳送自",
	"來自我的",
	"來自 ",
	"iphoneから送信",
	"ipadから送信",
	"私の",
	"나의 ",
	"내 ",
	"trimis de pe ",
	"küldve ",
	"στάλθηκε από ",
	"נשלח מה",
	"poslato sa ",
	"odoslané pomocou",
	"saadetud minu ",
	"išsiųsta iš ",
	"sūtīts no ",
	"enviat des ",
	"dikirim dari ",
	"được gửi từ ",
};

/* Those that a start is too common for must also hold, or end in, one of these. */
static const char *const mobile_words[] = {
	"iphon",       "ipad",       "ipod",     "android",     "galaxy",   "samsung",
	"huawei",      "xiaomi",     "phone",    "mobil",       "telefon",  "móvil",
	"celular",     "handy",      "tablet",   "outlook",     "mail",     "blackberry",
	"gesendet",    "gsm",        "telefoon", "puhelim",     "device",   "smartphone",
	"proton",      "windows",    "gmail",    "nokia",       "lg",       "htc",
	"sony",        "oneplus",    "pixel",    "телефон",     "смартфон", "андроид",
	"手机",        "手機",       "传送",     "傳送",        "发送",     "送信",
	"보냄",        "gönderildi", "yahoo",    "ios",         "mac",      "airmail",
	"spark",       "superhuman", "k-9",      "free",        "orange",   "laposte",
	"portable",    "cellulare",  "appareil", "dispositivo", "apparaat", "laitteesta",
	"puhelimesta", "gerät",      "nine",     "thunderbird", "tutanota", "bluemail",
	"zoho",        "aol",        "nexus",    "motorola",    "moto",     "redmi",
	"vodafone",    "t-mobile",   "verizon",  "at&t",        "мобильн",  "мобільн",
	"почт",        "пошт",       "邮件",     "郵件",        "posta",    "poczt",
	"pošt",        "e-post",     "correo",   "application", "spike",    "mymail",
	NULL,
};

/* And whole endings, where the language puts the verb last. */
static const char *const mobile_ends[] = {
	"から送信",    "から送信されました",
	"에서 보냄",   "에서 보낸 메일",
	"gönderildi",  "dan gönderildi",
	"gönderildi.", "gesendet",
	"gesendet.",   "傳送",
	"发送",        "寄出",
	"에서 보냄.",
};

/* What a mail program advertises itself with, whatever the words around: 'Outlook für Android
 * herunterladen', '取得 iOS 版 Outlook'. */
static const char *const programs[] = {"outlook",     "bluemail",   "typeapp",
				       "proton mail", "yahoo mail", NULL};
static const char *const platforms[] = {"android", "ios", "windows", "iphone", " mac", NULL};

/* Such a line has no more words. */
#define ADVERT_WORDS 7

/* 'Sent from Canary' has no more words. */
#define SENT_WORDS 4

/* What begins like one and is prose: a paper letter, a sentence about the phone. */
static const char *const prose_starts[] = {
	"sent by mail",  "sent by email",  "sent by e-mail",  "sent by phone",
	"sent via mail", "sent via email", "sent via e-mail",
};

/* 'From my phone I cannot see it' is a sentence, 'From my phone' is none. */
static const struct {
	const char *start, *verb; /* what must stand in a line that has more than SHORT_WORDS */
} open_starts[] = {
	{"from my ", "sent"},
	{"von meinem ", "gesendet"},
	{"von meiner ", "gesendet"},
	{"från min ", "skickat"},
};

#define SHORT_WORDS 4

static gboolean
is_mobile_prose(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(prose_starts); i++) {
		gsize len = strlen(prose_starts[i]);

		/* 'Sent via Mail.ru' is a client's. */
		if (strncmp(fold, prose_starts[i], len) == 0 && !g_ascii_isalnum(fold[len]) &&
		    !(fold[len] == '.' && g_ascii_isalnum(fold[len + 1])))
			return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(open_starts); i++)
		if (g_str_has_prefix(fold, open_starts[i].start))
			return jn_words_count(fold) > SHORT_WORDS &&
			       !strstr(fold, open_starts[i].verb);
	return g_str_has_suffix(fold, "?") || g_str_has_suffix(fold, "!");
}

static gboolean
is_advert(const char *fold)
{
	return jn_words_hold_fold(fold, -1, programs) && jn_words_count(fold) <= ADVERT_WORDS &&
	       !g_str_has_suffix(fold, ".") && !strchr(fold, ',') &&
	       jn_words_hold_fold(fold, -1, platforms);
}

static gboolean
begins_mobile(const char *fold)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mobile_starts); i++)
		if (*fold == *mobile_starts[i] && g_str_has_prefix(fold, mobile_starts[i]))
			return TRUE;
	return FALSE;
}

static gboolean
ends_mobile(const char *fold, gsize len)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mobile_ends); i++) {
		gsize end = strlen(mobile_ends[i]);

		if (len >= end && memcmp(fold + len - end, mobile_ends[i], end) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_mobile(const char *line)
{
	g_autofree char *fold = NULL;
	gsize len = strlen(line);
	char *p;
	gboolean known, few;

	if (len < 8 || len > 160)
		return FALSE;
	fold = g_strchomp(jn_fold(line, -1));
	p = fold + strspn(fold, " \t(<[*_-");
	/* 'Sent from my desk, is easier than my phone': what is sent from stands before a comma. */
	len = strcspn(p, ",");
	known = begins_mobile(p) || ends_mobile(p, len);
	if (!known && !is_advert(p))
		return FALSE;
	if (is_mobile_prose(p))
		return FALSE;
	if (is_advert(p) || g_str_equal(p, "sent on the move") || g_str_equal(p, "sent on the go"))
		return TRUE;
	few = jn_words_count(p) <= SENT_WORDS;
	p[len] = '\0';
	if (few && g_str_has_prefix(p, "sent from "))
		return TRUE;
	return jn_words_hold_fold(p, -1, mobile_words);
}

/* A line of nothing but one mark, three times or more. */
static gboolean
is_rule(const char *line, gsize len)
{
	if (len < 3 || !strchr("-_*=~#+", *line))
		return FALSE;
	return strspn(line, (char[]){*line, ' ', '\0'}) >= len;
}

/* '--Bo Berg', '-- Bo Berg' */
static gboolean
is_named_rule(const char *line)
{
	const char *name = line + strspn(line, "- ");
	JnSignatureLine kind;

	if (!g_str_has_prefix(line, "--") || line[2] == '-' ||
	    !g_unichar_isupper(g_utf8_get_char(name)) || jn_words_count(name) > 3)
		return FALSE;
	kind = jn_signature_line(name);
	return kind == JN_SIGNATURE_LINE_NAME || kind == JN_SIGNATURE_LINE_WORD;
}

JnSignatureMark
jn_signature_mark(const char *line)
{
	gsize lead = strspn(line, " \t");
	gsize len;

	line += lead;
	len = strlen(line);
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	while (len >= 2 && memcmp(line + len - 2, "\302\240", 2) == 0)
		len -= 2;
	if (len == 0)
		return JN_SIGNATURE_NONE;
	if (len == 2 && memcmp(line, "--", 2) == 0)
		return lead == 0 ? JN_SIGNATURE_DASHES : JN_SIGNATURE_RULE;
	if ((len == 2 && memcmp(line, "__", 2) == 0) ||
	    (len == 3 && (memcmp(line, "—", 3) == 0 || memcmp(line, "–", 3) == 0)))
		return JN_SIGNATURE_RULE;
	if (g_str_has_prefix(line, "-----BEGIN PGP SIGNATURE"))
		return JN_SIGNATURE_PGP;
	if (is_rule(line, len) || is_named_rule(line))
		return JN_SIGNATURE_RULE;
	return is_mobile(line) ? JN_SIGNATURE_MOBILE : JN_SIGNATURE_NONE;
}

/* A line of a signature is no longer than this, in characters and words. */
#define LINE_CHARS 64
#define LINE_WORDS 8

/* What services write under a mail that they pass on, case-folded. */
static const char *const service_starts[] = {
	"reply to this email directly",      "you are receiving this because",
	"you received this message because", "to unsubscribe from this ",
	"to unsubscribe send an email to ",  "to unsubscribe, send an email to ",
};

/* Words in names and addresses that have no capital letter. */
static const char *const particles[] = {
	"and", "of",  "the", "for", "in",  "at",  "und", "von", "zu", "der", "den", "am",
	"van", "ten", "de",  "del", "la",  "le",  "los", "du",  "et", "da",  "do",  "dos",
	"di",  "e",   "y",   "i",   "bin", "ibn", "al",  "af",  "av", NULL,
};

/* What stands before a phone number, case-folded. */
static const char *const phone_words[] = {
	"tel", "tél", "phone", "mob", "cell", "fax", "handy", "fon", "тел", "電話", "电话",
};

/* '.', '?' at the end, 'it burns. So' inside: sentences. 'Dr. Ana' is none. */
static gboolean
is_sentence(const char *line, char **words)
{
	static const char *const ends[] = {".", "!",  "?",  ":",  ";", ",",
					   "…", "。", "！", "？", "："};

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(line, ends[i]))
			return TRUE;
	for (; *words; words++)
		if (g_str_has_suffix(*words, "!") || g_str_has_suffix(*words, "?") ||
		    (g_str_has_suffix(*words, ".") && g_unichar_islower(g_utf8_get_char(*words))))
			return TRUE;
	return strstr(line, "。") || strstr(line, "，");
}

/* '- item', '* item', '1. item', '2) item' */
static gboolean
is_item(const char *line)
{
	gsize digits = strspn(line, "0123456789");

	if (digits)
		return (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
	return strchr("-*+>#", *line) && line[1] == ' ';
}

static gboolean
is_phone(const char *line)
{
	g_autofree char *fold = jn_fold(line, -1);
	guint digits = 0;

	for (const char *p = fold; *p; p++)
		digits += g_ascii_isdigit(*p);
	if (digits < 6 || digits > 32)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(phone_words); i++)
		if (g_str_has_prefix(fold, phone_words[i]))
			return TRUE;
	for (const char *p = strchr(fold, '+'); p; p = strchr(p + 1, '+'))
		if (g_ascii_isdigit(p[1]) && digits >= 7)
			return TRUE;
	return FALSE;
}

/* 'https://example.org/' but not 'https://example.org/how-to-weld'. */
static gboolean
is_site(const char *word)
{
	const char *host = strstr(word, "://");
	const char *path;

	host = host ? host + 3 : word;
	path = strchr(host, '/');
	return !path || strspn(path, "/>)]") == strlen(path);
}

static JnSignatureLine
judge_words(char **words, gboolean phone)
{
	gboolean contact = phone, site = FALSE;
	guint names = 0;

	for (; *words; words++) {
		const char *at = strchr(*words, '@');
		gunichar c = g_utf8_get_char(*words);

		if (strstr(*words, "://") || g_ascii_strncasecmp(*words, "www.", 4) == 0) {
			if (!is_site(*words))
				return JN_SIGNATURE_LINE_SHORT;
			site = TRUE;
		} else if (at && at > *words && strchr(at, '.'))
			contact = TRUE;
		else if (g_unichar_islower(c) && !g_strv_contains(particles, *words) &&
			 !g_str_has_suffix(*words, ":"))
			return JN_SIGNATURE_LINE_SHORT;
		else
			names += g_unichar_isalpha(c) != 0;
	}
	if (contact)
		return JN_SIGNATURE_LINE_CONTACT;
	if (site)
		return JN_SIGNATURE_LINE_SITE;
	return names > 1 ? JN_SIGNATURE_LINE_NAME : JN_SIGNATURE_LINE_WORD;
}

JnSignatureLine
jn_signature_line(const char *line)
{
	g_autofree char *plain = g_strstrip(g_strdup(line));
	g_autofree char *fold = jn_fold(plain, -1);
	g_auto(GStrv) words = g_strsplit_set(plain, " \t", -1);
	char **to = words;

	for (gsize i = 0; i < G_N_ELEMENTS(service_starts); i++)
		if (g_str_has_prefix(fold, service_starts[i]))
			return JN_SIGNATURE_LINE_SERVICE;
	if (jn_signature_mark(plain) == JN_SIGNATURE_MOBILE)
		return JN_SIGNATURE_LINE_SERVICE;
	for (char **from = words; *from; from++) {
		if (**from)
			*to++ = *from;
		else
			g_free(*from);
	}
	*to = NULL;
	if (!*plain || g_utf8_strlen(plain, -1) > LINE_CHARS || to - words > LINE_WORDS ||
	    jn_signature_mark(plain) != JN_SIGNATURE_NONE || is_item(plain) ||
	    is_sentence(plain, words))
		return JN_SIGNATURE_LINE_PROSE;
	return judge_words(words, is_phone(plain));
}

gboolean
jn_signature_is_list_rule(const char *line)
{
	return strspn(line, "_") >= 40;
}
