/*
 * signature.c - see signature.h.
 */
#include "mail/signature.h"

#include <string.h>

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
	"sent with ",
	"sent via ",
	"sent by ",
	"sent on the ",
	"sent using ",
	"get outlook for ",
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
	"diese nachricht wurde von meinem",
	"diese nachricht wurde mit ",
	"envoyé de mon ",
	"envoyé depuis ",
	"envoyé à partir d",
	"envoyé avec ",
	"envoyé par ",
	"provenance : ",
	"télécharger outlook",
	"obtenir outlook",
	"envoyé d'un ",
	"enviado desde ",
	"enviado con ",
	"enviado do ",
	"enviado de ",
	"enviado a partir d",
	"enviado via ",
	"obter o outlook",
	"obtener outlook",
	"inviato da ",
	"inviato dal ",
	"inviato con ",
	"inviata da ",
	"scarica outlook",
	"ottieni outlook",
	"verzonden vanaf ",
	"verzonden met ",
	"verzonden via ",
	"verstuurd vanaf ",
	"verstuurd met ",
	"download outlook",
	"outlook voor ",
	"sendt fra ",
	"sendt med ",
	"hent outlook",
	"last ned outlook",
	"skickat från ",
	"skickades från ",
	"skickat med ",
	"från min ",
	"hämta outlook",
	"lähetetty ",
	"hanki outlook",
	"wysłano z ",
	"wysłane z ",
	"wysłano za ",
	"pobierz outlook",
	"odesláno z ",
	"odesláno pomocí",
	"odoslané z ",
	"poslano s ",
	"poslano iz ",
	"отправлено с ",
	"отправлено из ",
	"отправлено через ",
	"скачать outlook",
	"надіслано з ",
	"відправлено з ",
	"iphone'umdan ",
	"ipad'imden ",
	"发自我的",
	"发自",
	"从我的",
	"從我的",
	"自我的",
	"寄自我的",
	"傳送自",
	"來自我的",
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
	"vodafone",    "t-mobile",   "verizon",  "at&t",
};

/* And whole endings, where the language puts the verb last. */
static const char *const mobile_ends[] = {
	"から送信",       "から送信されました", "에서 보냄", "에서 보낸 메일", "gönderildi",
	"dan gönderildi", "gesendet",           "gesendet.", "傳送",           "发送",
	"寄出",
};

static gboolean
is_mobile(const char *line)
{
	g_autofree char *fold = NULL;
	const char *p;
	gboolean known = FALSE;

	if (strlen(line) > 160)
		return FALSE;
	fold = g_strchomp(g_utf8_strdown(line, -1));
	p = fold + strspn(fold, " \t(<[*_-");
	/* 'Sent from my desk, is easier than my phone': what is sent from stands before a comma. */
	fold[strcspn(fold, ",")] = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(mobile_starts) && !known; i++)
		known = g_str_has_prefix(p, mobile_starts[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(mobile_ends) && !known; i++)
		known = g_str_has_suffix(p, mobile_ends[i]);
	for (gsize i = 0; known && i < G_N_ELEMENTS(mobile_words); i++)
		if (strstr(p, mobile_words[i]))
			return TRUE;
	return FALSE;
}

/* A line of nothing but one mark, three times or more. */
static gboolean
is_rule(const char *line, gsize len)
{
	if (len < 3 || !strchr("-_*=~#+", *line))
		return FALSE;
	return strspn(line, (char[]){*line, ' ', '\0'}) >= len;
}

JnSignatureMark
jn_signature_mark(const char *line)
{
	gsize lead = strspn(line, " \t");
	gsize len;

	if (lead == 0 && (g_str_equal(line, "-- ") || g_str_equal(line, "--")))
		return JN_SIGNATURE_DASHES;
	line += lead;
	len = strlen(line);
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	if (len == 0)
		return JN_SIGNATURE_NONE;
	if ((len == 2 && (memcmp(line, "--", 2) == 0 || memcmp(line, "__", 2) == 0)) ||
	    (len == 3 && (memcmp(line, "—", 3) == 0 || memcmp(line, "–", 3) == 0)))
		return JN_SIGNATURE_DASHES;
	if (g_str_has_prefix(line, "-----BEGIN PGP SIGNATURE"))
		return JN_SIGNATURE_PGP;
	if (is_rule(line, len))
		return JN_SIGNATURE_RULE;
	return is_mobile(line) ? JN_SIGNATURE_MOBILE : JN_SIGNATURE_NONE;
}
