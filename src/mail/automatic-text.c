/*
 * automatic-text.c - see automatic-text.h.
 */
#include "mail/automatic-text.h"

#include <string.h>

#include "base/fold.h"
#include "mail/acknowledgement.h"
#include "mail/words.h"

/* All tables are in lower case and closed by NULL. */

/* How a line begins that says outright what it is, behind brackets, stars and dashes. */
static const char *const outright[] = {
	"this is an automatic reply",
	"this is an automatic response",
	"this is an automatic message",
	"this is an automatically",
	"this is an automated",
	"this is an auto-",
	"this is an autoreply",
	"this message is an auto",
	"this message was automatically",
	"this message is automatically",
	"this email was automatically",
	"this e-mail was automatically",
	"automatic reply",
	"automated reply",
	"automated response",
	"auto-reply:",
	"autoreply:",
	"your request has been received and a ticket",
	"a ticket has been created",
	"this mailbox is not monitored",
	"this inbox is not monitored",
	"diese mailbox wird nicht",
	"dieses postfach wird nicht",
	"dies ist eine automatisch",
	"das ist eine automatisch",
	"diese nachricht wurde automatisch",
	"diese e-mail wurde automatisch",
	"diese mail wurde automatisch",
	"automatische antwort",
	"automatisch generierte",
	"ceci est une réponse automatique",
	"ceci est un message automatique",
	"ce message est une réponse automatique",
	"ce message est automatique",
	"ce message est généré automatiquement",
	"réponse automatique",
	"este es un mensaje automático",
	"esta es una respuesta automática",
	"respuesta automática",
	"questo è un messaggio automatico",
	"questa è una risposta automatica",
	"risposta automatica",
	"esta é uma mensagem automática",
	"esta é uma resposta automática",
	"resposta automática",
	"dit is een automatisch",
	"dit bericht is automatisch",
	"dette er et automatisk",
	"dette er en automatisk",
	"denne mail er sendt automatisk",
	"detta är ett automatiskt",
	"detta är ett autosvar",
	"automatiskt svar",
	"tämä on automaattinen",
	"automaattinen vastaus",
	"to jest automatyczna",
	"to jest wiadomość automatyczna",
	"wiadomość wygenerowana automatycznie",
	"toto je automatick",
	"tato zpráva byla vygenerována automaticky",
	"это автоматическ",
	"данное сообщение отправлено автоматически",
	"письмо сформировано автоматически",
	"це автоматичн",
	"цей лист сформовано автоматично",
	"bu otomatik",
	"bu mesaj otomatik",
	"bu e-posta otomatik",
	"这是自动回复",
	"这是一封自动",
	"此邮件为自动",
	"此邮件由系统自动",
	"這是自動回覆",
	"此郵件為自動",
	"このメールは自動",
	"本メールは自動",
	"自動返信",
	"이 메일은 자동",
	"자동 회신",
	"자동으로 발송",
	NULL,
};

/* How a notice of absence begins; what a person writes of a trip does not. */
static const char *const absence[] = {
	"out of the office",
	"out of office",
	"away from the office",
	"away from my desk",
	"on annual leave",
	"on vacation until",
	"on holiday until",
	"on leave until",
	"no longer work",
	"nicht im büro",
	"nicht im haus",
	"außer haus",
	"nicht erreichbar",
	"nicht an meinem arbeitsplatz",
	"bin abwesend",
	"im urlaub",
	"absent du bureau",
	"absente du bureau",
	"absent jusqu",
	"absente jusqu",
	"actuellement absent",
	"en congé",
	"fuera de la oficina",
	"ausente de la oficina",
	"de vacaciones hasta",
	"fuori sede",
	"fuori ufficio",
	"assente dall'ufficio",
	"sono assente",
	"in ferie fino",
	"fora do escritório",
	"ausente do escritório",
	"estou ausente",
	"estarei ausente",
	"de férias até",
	"niet op kantoor",
	"afwezig",
	"ikke på kontoret",
	"ikke til stede",
	"på ferie til",
	"på ferie frem til",
	"inte på kontoret",
	"på semester till",
	"på semester t.o.m",
	"poissa toimistosta",
	"olen poissa",
	"lomalla",
	"nieobecn",
	"poza biurem",
	"na urlopie",
	"mimo kancelář",
	"nepřítom",
	"na dovolené",
	"нет на рабочем месте",
	"отсутствую",
	"буду отсутствовать",
	"в отпуске",
	"відсутн",
	"у відпустці",
	"ofis dışında",
	"izindeyim",
	"izinde olacağım",
	"不在办公室",
	"不在辦公室",
	"休假",
	"外出中",
	"不在にして",
	"休暇をいただ",
	"休暇を頂",
	"休暇中",
	"부재중",
	"휴가 중",
	"휴가중",
	"on parental leave",
	"on maternity leave",
	"on paternity leave",
	"on sick leave",
	"on medical leave",
	"on leave and",
	"currently on leave",
	"no longer with",
	"en congés",
	"in elternzeit",
	"nicht im dienst",
	"de vacaciones",
	"in ferie",
	"de férias",
	"met vakantie",
	"op vakantie",
	"met verlof",
	"på ferie",
	"har ferie",
	"på semester",
	"har semester",
	"föräldraledig",
	"vuosilomalla",
	"dovolenou",
	"yıllık izin",
	"tatilde",
	"度假",
	"休暇のため",
	"휴가입니다",
	"휴가로",
	"출장 중",
	NULL,
};

/* What such a notice goes on with: whom to ask instead, or that nobody reads the mail. */
static const char *const meanwhile[] = {
	"please contact",
	"kindly contact",
	"for urgent",
	"in urgent cases",
	"if your matter is urgent",
	"if this is urgent",
	"in my absence",
	"during my absence",
	"during this time",
	"limited access to",
	"no access to",
	"not be forwarded",
	"in dringenden",
	"bei dringenden",
	"wenden sie sich",
	"während meiner abwesenheit",
	"nicht weitergeleitet",
	"keinen zugriff",
	"nach meiner rückkehr",
	"en cas d'urgence",
	"pour toute urgence",
	"pendant mon absence",
	"en mon absence",
	"veuillez contacter",
	"merci de contacter",
	"vous pouvez contacter",
	"en caso de urgencia",
	"para asuntos urgentes",
	"durante mi ausencia",
	"póngase en contacto",
	"por favor contacte",
	"in caso di urgenza",
	"per urgenze",
	"per questioni urgenti",
	"durante la mia assenza",
	"si prega di contattare",
	"em caso de urgência",
	"para assuntos urgentes",
	"durante a minha ausência",
	"durante este período",
	"por favor, contate",
	"voor dringende",
	"bij dringende",
	"in dringende gevallen",
	"tijdens mijn afwezigheid",
	"kunt u contact opnemen",
	"ved hastesager",
	"kontakt venligst",
	"ved behov",
	"kontakt gjerne",
	"haster det",
	"i mitt fravær",
	"i mit fravær",
	"i brådskande",
	"vid brådskande",
	"kontakta gärna",
	"vänligen kontakta",
	"under min frånvaro",
	"kiireellisissä",
	"ota yhteyttä",
	"poissaoloni aikana",
	"w pilnych sprawach",
	"w sprawach pilnych",
	"w razie pilnej",
	"proszę o kontakt",
	"podczas mojej nieobecności",
	"v naléhavých",
	"v nutných případech",
	"kontaktujte prosím",
	"prosím kontaktujte",
	"v mé nepřítomnosti",
	"по срочным вопросам",
	"в срочных случаях",
	"обращайтесь к",
	"обращайтесь, пожалуйста",
	"в мое отсутствие",
	"з термінових питань",
	"звертайтеся до",
	"під час моєї відсутності",
	"acil durumlarda",
	"acil konular",
	"yokluğumda",
	"如有急事",
	"如有紧急",
	"如有緊急",
	"请联系",
	"請聯繫",
	"請聯絡",
	"お急ぎの",
	"緊急の",
	"不在の間",
	"급한 용무",
	"급한 업무",
	"긴급한",
	"연락 주시기 바랍니다",
	"immediate assistance",
	"not monitored",
	"is no longer monitored",
	"reply to your message",
	"reply to your email",
	"reply to your e-mail",
	"respond to your message",
	"respond to your email",
	"respond to your e-mail",
	"answer your message",
	"answer your email",
	"ihre e-mail wird",
	"ihre mail wird",
	"ihre nachricht wird",
	"ihre nachricht nach",
	"ihre e-mail nach",
	"werde ihre",
	"à votre message",
	"à votre mail",
	"à votre courriel",
	"à votre e-mail",
	"a su mensaje",
	"a su correo",
	"al suo messaggio",
	"alla sua mail",
	"alla sua e-mail",
	"à sua mensagem",
	"ao seu email",
	"ao seu e-mail",
	"uw bericht",
	"uw e-mail",
	"uw mail",
	"besvarer din mail",
	"besvarer din henvendelse",
	"din mail, når",
	"din e-post når",
	"på din e-post",
	"på ditt mejl",
	"på ditt mail",
	"på ditt meddelande",
	"vastaan viesti",
	"vastaan sähköposti",
	"na państwa wiadomość",
	"na pana wiadomość",
	"na twoją wiadomość",
	"na wiadomość",
	"na váš e-mail",
	"na vaši zprávu",
	"на ваше письмо",
	"на ваше сообщение",
	"на ваш лист",
	"на ваше повідомлення",
	"e-postanıza",
	"mesajınıza",
	"回复您的邮件",
	"回覆您的郵件",
	"回复您的来信",
	"いただいたメール",
	"頂いたメール",
	"返信いたします",
	"보내주신 메일",
	"메일은",
	NULL,
};

/* How it thanks, for the mail and for nothing in it. */
static const char *const thanks[] = {
	"for your mail",
	"for your message",
	"for your email",
	"for your e-mail",
	"for contacting",
	"für ihre nachricht",
	"für ihre e-mail",
	"für ihre mail",
	"für deine nachricht",
	"für deine e-mail",
	"de votre message",
	"pour votre message",
	"pour votre mail",
	"pour votre e-mail",
	"pour votre courriel",
	"de votre courriel",
	"por su mensaje",
	"por su correo",
	"per il suo messaggio",
	"per la sua mail",
	"per la sua e-mail",
	"per avermi scritto",
	"pela sua mensagem",
	"pelo seu email",
	"pelo seu e-mail",
	"pelo contato",
	"voor uw bericht",
	"voor uw mail",
	"voor uw e-mail",
	"voor je mail",
	"for din mail",
	"for din besked",
	"for din henvendelse",
	"for din e-post",
	"för ditt mail",
	"för ditt mejl",
	"för ditt meddelande",
	"viestistäsi",
	"viestistänne",
	"za wiadomość",
	"za wiadomosc",
	"za vaši zprávu",
	"za váš e-mail",
	"za váš mail",
	"за ваше письмо",
	"за письмо",
	"за ваше сообщение",
	"за ваш лист",
	"за листа",
	"mesajınız için",
	"e-postanız için",
	"感谢您的来信",
	"感谢您的邮件",
	"您的邮件已收到",
	"感謝您的來信",
	"感謝您的郵件",
	"メールありがとう",
	"メールをいただき",
	"メールを頂き",
	"ご連絡ありがとう",
	"ご連絡いただき",
	"메일 감사합니다",
	"메일 주셔서",
	"메일을 보내",
	NULL,
};

/* That they will answer later. */
static const char *const returns[] = {
	"return",
	"be back",
	"am back",
	"rückkehr",
	"wieder erreichbar",
	"wieder im büro",
	"à mon retour",
	"dès mon retour",
	"de retour",
	"a mi regreso",
	"a mi vuelta",
	"al mio rientro",
	"al mio ritorno",
	"quando eu voltar",
	"no meu regresso",
	"quando regressar",
	"na minha volta",
	"terugkomst",
	"terug op kantoor",
	"er tilbage",
	"er tilbake",
	"åter",
	"palaan",
	"palattuani",
	"po powrocie",
	"wracam",
	"po návratu",
	"po mém návratu",
	"после возвращения",
	"по возвращении",
	"після повернення",
	"повернення",
	"döndüğümde",
	"dönüşümde",
	"回来后",
	"回來後",
	"返回后",
	"戻り次第",
	"出社後",
	"帰社後",
	"복귀",
	"돌아와서",
	"when i return",
	"upon return",
	"regressar",
	"voltar",
	"tilbage",
	"tilbake",
	"tillbaka",
	"vender tilbage",
	NULL,
};

static const char *const receipt_starts[] = {
	"read: ",     "not read: ",     "gelesen: ",   "nicht gelesen: ",
	"lu : ",      "lu: ",           "non lu : ",   "leído: ",
	"no leído: ", "letto: ",        "lida: ",      "lido: ",
	"gelezen: ",  "læst: ",         "läst: ",      "lest: ",
	"luettu: ",   "przeczytane: ",  "přečteno: ",  "прочитано: ",
	"okundu: ",   "已读: ",         "已讀取: ",    "開封済み: ",
	"읽음: ",     "return receipt", "delivered: ", "read receipt",
	NULL,
};

/* How the text of a receipt begins. */
static const char *const receipt_texts[] = {
	"your message",
	"this is a receipt",
	"this is a return receipt",
	"return receipt",
	"the message",
	"ihre nachricht",
	"dies ist eine eingangsbestätigung",
	"votre message",
	"su mensaje",
	"el mensaje",
	"il messaggio",
	"la sua mensagem",
	"a sua mensagem",
	"sua mensagem",
	"uw bericht",
	"din meddelelse",
	"ditt meddelande",
	"meldingen",
	"viestisi",
	"twoja wiadomość",
	"wiadomość",
	"vaše zpráva",
	"ваше сообщение",
	"ваше повідомлення",
	"iletiniz",
	"您的邮件",
	"您的郵件",
	"メッセージ",
	"사용자의 메시지",
	NULL,
};

/* A notice is short, and says what it is at its head. */
#define HEAD_LINES 4
#define NOTICE_BYTES 2000

static guint
count(const char *fold, gssize len, const char *const *words)
{
	guint n = 0;

	for (; *words; words++)
		n += g_strstr_len(fold, len, *words) != NULL;
	return n;
}

/* Whether one of the first lines begins so. */
static gboolean
says_outright(const char *fold)
{
	const char *p = fold;

	for (guint line = 0; line < HEAD_LINES && *p; line++) {
		p += strspn(p, " \t\n*-_=#<([\"'!");
		if (jn_words_begin_fold(p, outright))
			return TRUE;
		p = strchrnul(p, '\n');
	}
	return FALSE;
}

/* The length of the first lines that say something. */
static gssize
head_length(const char *fold)
{
	const char *p = fold;

	for (guint line = 0; line < HEAD_LINES && *p; line++) {
		p += strspn(p, " \t\n");
		p = strchrnul(p, '\n');
	}
	return p - fold;
}

/* Machines ask nothing. */
static gboolean
is_notice(const char *fold)
{
	gboolean date = strpbrk(fold, "0123456789") != NULL;
	gboolean thanked = jn_words_hold_fold(fold, head_length(fold), thanks);
	guint told = count(fold, -1, meanwhile);

	if (strchr(fold, '?') || strstr(fold, "？") ||
	    !jn_words_hold_fold(fold, head_length(fold), absence))
		return FALSE;
	if (told)
		return told > 1 || date || thanked || jn_words_hold_fold(fold, -1, returns);
	return thanked && (date || jn_words_hold_fold(fold, -1, returns));
}

/* In lower case; some write typographic apostrophes. */
static char *
fold_text(const char *text)
{
	g_autofree char *lower = jn_fold(text, -1);
	g_auto(GStrv) pieces = g_strsplit(lower, "’", -1);

	return g_strjoinv("'", pieces);
}

gboolean
jn_automatic_text(const char *text)
{
	g_autofree char *fold = NULL;

	if (strlen(text) > NOTICE_BYTES)
		return FALSE;
	fold = fold_text(text);
	return says_outright(fold) || is_notice(fold) || jn_acknowledgement_is(fold);
}

gboolean
jn_automatic_sounds(const char *text)
{
	g_autofree char *fold = fold_text(text);

	return says_outright(fold) || jn_words_hold_fold(fold, -1, absence) ||
	       jn_acknowledgement_sounds(fold);
}

gboolean
jn_automatic_thanks(const char *text)
{
	g_autofree char *fold = fold_text(text);

	return jn_words_hold_fold(fold, -1, thanks);
}

gboolean
jn_automatic_receipt(const char *subject, const char *text)
{
	g_autofree char *fold = jn_fold(subject, -1);
	g_autofree char *words = jn_fold(text, -1);

	return jn_words_begin_fold(fold, receipt_starts) &&
	       jn_words_begin_fold(words + strspn(words, " \t\n"), receipt_texts);
}
