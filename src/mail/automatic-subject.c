/*
 * automatic-subject.c - see automatic-subject.h.
 */
#include "mail/automatic-subject.h"

#include <string.h>

#include "base/fold.h"
#include "mail/words.h"

/* All tables are in lower case and closed by NULL. */

/* How the subject of an automatic reply begins, in words that nobody types. */
static const char *const subject_starts[] = {
	"automatic reply",
	"auto reply",
	"auto-reply",
	"autoreply",
	"auto response",
	"auto-response",
	"autoresponse",
	"automated reply",
	"automated response",
	"automatic response",
	"autoresponder:",
	"out of office autoreply",
	"out-of-office",
	"vacation reply",
	"vacation message",
	"away from my mail",
	"automatische antwort",
	"automatische abwesenheit",
	"abwesenheitsnotiz",
	"abwesenheitsmeldung",
	"abwesenheitsagent",
	"abwesenheitsbenachrichtigung",
	"abwesenheitsassistent",
	"autoantwort",
	"réponse automatique",
	"réponse d'absence",
	"message d'absence",
	"notification d'absence",
	"respuesta automática",
	"respuesta automatica",
	"risposta automatica",
	"risponditore automatico",
	"resposta automática",
	"resposta automatica",
	"automatisch antwoord",
	"afwezigheidsbericht",
	"afwezigheidsassistent",
	"autosvar:",
	"automatiskt svar",
	"automatisk svar",
	"fraværsbesked",
	"fraværsmelding",
	"fraværsassistent",
	"frånvaromeddelande",
	"automaattinen vastaus",
	"automaattivastaus",
	"poissaoloviesti",
	"poissaoloilmoitus",
	"odpowiedź automatyczna",
	"automatyczna odpowiedź",
	"autoodpowiedź",
	"automatická odpověď",
	"automatická odpoveď",
	"автоответ",
	"автоматический ответ",
	"автоматична відповідь",
	"автовідповідь",
	"otomatik yanıt",
	"otomatik cevap",
	"自动回复",
	"自动答复",
	"自動回覆",
	"自動回信",
	"自動返信",
	"自動応答",
	"不在返信",
	"자동 회신",
	"자동회신",
	"자동 응답",
	"자동응답",
	"automatikus válasz",
	"răspuns automat",
	"αυτόματη απάντηση",
	/* to prove that one is a person */
	"your email requires verification",
	"please confirm your message to",
	"please confirm (conf#",
	"confirmation required to deliver",
	"verification required for your",
	/* reports */
	"delivery status notification",
	"undelivered mail returned",
	"mail delivery failed",
	"undeliverable:",
	"returned mail:",
	"complaint about message from ",
	NULL,
};

/* Words for an absence that persons use as well: they count where the subject ends with them, or
 * where a colon, a bracket or a dash follows. */
static const char *const absence_starts[] = {
	"out of office",
	"out of the office",
	"away from the office",
	"away from office",
	"on vacation",
	"on leave",
	"abwesend",
	"abwesenheit",
	"nicht im büro",
	"außer haus",
	"absence du bureau",
	"absent du bureau",
	"absent(e) du bureau",
	"fuera de la oficina",
	"fuera de oficina",
	"ausente de la oficina",
	"fuori sede",
	"fuori ufficio",
	"assente dall'ufficio",
	"ausência temporária",
	"ausente do escritório",
	"fora do escritório",
	"afwezig",
	"niet aanwezig",
	"niet op kantoor",
	"ikke på kontoret",
	"ikke til stede",
	"inte på kontoret",
	"frånvarande",
	"poissa toimistosta",
	"poissaolo",
	"nieobecność",
	"poza biurem",
	"mimo kancelář",
	"nepřítomnost",
	"вне офиса",
	"отсутствие на рабочем месте",
	"нет на месте",
	"поза офісом",
	"відсутність на роботі",
	"ofis dışında",
	"外出",
	"不在办公室",
	"不在辦公室",
	"不在通知",
	"休暇通知",
	"休暇中",
	"부재중",
	"부재 중",
	NULL,
};

/* Anywhere in the subject: '"Bo Smith is out of the office (returning 05/04/2016)' by Notes. */
static const char *const subject_parts[] = {
	"is out of the office (returning",
	"is out of the office.",
	"is out of office until",
	"ist außer haus",
	"ist nicht im büro",
	"est absent du bureau",
	"est absent(e)",
	"está ausente da",
	"está fuera de la oficina",
	"è assente dall'ufficio",
	"is niet op kantoor",
	"är inte på kontoret",
	"er ikke på kontoret",
	NULL,
};

/* Behind the words an absence's subject ends, or says of what or until when it speaks. */
static gboolean
is_absence(const char *fold)
{
	static const char *const ends[] = {":", "：", "(", "[", "- ", "– ", "— ", "re:", "!", NULL};

	for (const char *const *start = absence_starts; *start; start++) {
		const char *behind = fold + strlen(*start);

		if (!g_str_has_prefix(fold, *start))
			continue;
		behind += strspn(behind, " .");
		if (!*behind || jn_words_begin_fold(behind, ends))
			return TRUE;
	}
	return FALSE;
}

gboolean
jn_automatic_subject(const char *subject)
{
	g_autofree char *fold = jn_fold(subject, -1);
	const char *p = fold;
	const char *tag = *p == '[' ? strchr(p, ']') : NULL;

	/* A tag that a gateway put there. */
	if (tag)
		p = tag + 1 + strspn(tag + 1, " ");
	return jn_words_begin_fold(p, subject_starts) || is_absence(p) ||
	       jn_words_hold_fold(p, -1, subject_parts);
}
