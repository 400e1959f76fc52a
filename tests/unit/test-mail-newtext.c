/*
 * test-mail-newtext.c - what is new in a reply, what is quoted, what is a signature.
 */
#include <string.h>

#include "base/limits.h"
#include "mail/exchange.h"
#include "mail/flowed.h"
#include "mail/html.h"
#include "mail/newtext.h"

static JnNewText *
split(const char *text)
{
	gsize len = strlen(text);
	g_autofree char *copy = g_memdup2(text, len);

	return jn_new_text_split(copy, len);
}

/* Each line is the whole attribution; below it stands a text without marks, as phones quote. */
static void
test_attributions(void)
{
	static const char *const rows[] = {
		/* English */
		"On Mon, Jan 5, 2026 at 10:12 AM Ana Lopez <ana@example.org> wrote:",
		"On 05/01/2026 10:12, Ana Lopez wrote:",
		"On 5 Jan 2026, at 10:12, Ana Lopez <ana@example.org> wrote:",
		"On Monday, January 5, 2026, Ana via Welding wrote:",
		"On Mon, 2026-01-05 at 13:58 +0000, Ana Lopez wrote:",
		"At 1/5/2026 08:32 PM, you wrote:",
		"---- On Mon, 05 Jan 2026 14:17:36 +0530 Ana <ana@example.org> wrote ----",
		"Ana Lopez <ana@example.org> writes:",
		"*On Mon, Jan 5, 2026 at 10:12 AM Ana <ana@example.org> wrote:*",
		"On Mon, Jan 5, 2026 at 10:12\xe2\x80\xaf"
		"AM Ana <ana@example.org> wrote:",
		/* German */
		"Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb Ana Lopez <ana@example.org>:",
		"Am 05.01.26 um 10:12 schrieb Ana Lopez:",
		"Ana Lopez <ana@example.org> schrieb am Mo., 5. Jan. 2026, 10:12:",
		"Am 5. Januar 2026 10:12:00 MEZ schrieb Ana Lopez <ana@example.org>:",
		"Gesendet: Montag, 05. Januar 2026 um 10:12 Uhr\nVon: \"Ana Lopez\" "
		"<ana@example.org>\n"
		"An: bo@example.org\nBetreff: Naht",
		/* French */
		"Le lun. 5 janv. 2026 à 10:12, Ana Lopez <ana@example.org> a écrit :",
		"Le 05/01/2026 à 10:12, Ana Lopez a écrit\302\240:",
		/* Spanish, Catalan */
		"El lun, 5 ene 2026 a las 10:12, Ana Lopez (<ana@example.org>) escribió:",
		"El 5/1/26 a las 10:12, Ana Lopez escribió:",
		"El dl., 5 gen. 2026, 10:12, Ana Lopez <ana@example.org> va escriure:",
		/* Italian */
		"Il giorno lun 5 gen 2026 alle ore 10:12 Ana Lopez <ana@example.org> ha scritto:",
		"Il 05/01/26 10:12, Ana Lopez ha scritto:",
		/* Portuguese */
		"Em seg., 5 de jan. de 2026 às 10:12, Ana Lopez <ana@example.org> escreveu:",
		"A segunda, 5/01/2026, 10:12, Ana Lopez <ana@example.org> escreveu:",
		/* Dutch */
		"Op ma 5 jan 2026 om 10:12 schreef Ana Lopez <ana@example.org>:",
		"Op 5 jan. 2026 om 10:12 heeft Ana Lopez <ana@example.org> het volgende "
		"geschreven:",
		/* Danish, Norwegian, Swedish */
		"Den man. 5. jan. 2026 kl. 10.12 skrev Ana Lopez <ana@example.org>:",
		"man. 5. jan. 2026 kl. 10:12 skrev Ana Lopez <ana@example.org>:",
		"Den mån 5 jan. 2026 kl 10:12 skrev Ana Lopez <ana@example.org>:",
		"5 jan. 2026 kl. 10:12 skrev Ana Lopez <ana@example.org>:",
		"På 5. januar 2026 10:12 skrev Ana Lopez:",
		/* Finnish */
		"ma 5. tammik. 2026 klo 10.12 Ana Lopez (ana@example.org) kirjoitti:",
		"Ana Lopez kirjoitti 5.1.2026 klo 10.12:",
		/* Polish */
		"pon., 5 sty 2026 o 10:12 Ana Lopez <ana@example.org> napisał(a):",
		"W dniu 05.01.2026 o 10:12, Ana Lopez pisze:",
		"Dnia 5 stycznia 2026 10:12 Ana Lopez <ana@example.org> napisał(a):",
		/* Czech, Slovak */
		"po 5. 1. 2026 v 10:12 odesílatel Ana Lopez <ana@example.org> napsal:",
		"Dne 05. 01. 26 v 10:12 Ana Lopez napsal(a):",
		"po 5. 1. 2026 o 10:12 Ana Lopez <ana@example.org> napísal(a):",
		/* Russian, Ukrainian */
		"пн, 5 янв. 2026 г. в 10:12, Ana Lopez <ana@example.org>:",
		"05.01.2026 10:12, Ana Lopez пишет:",
		"5 янв. 2026 г., в 10:12, Ana Lopez <ana@example.org> написал(а):",
		"пн, 5 січ. 2026 р. о 10:12 Ana Lopez <ana@example.org> пише:",
		"05.01.26 10:12, Ana Lopez пише:",
		/* Turkish */
		"Ana Lopez <ana@example.org>, 5 Oca 2026 Pzt, 10:12 tarihinde şunu yazdı:",
		"Ana Lopez 5.01.2026 10:12 tarihinde yazdı:",
		/* Chinese */
		"Ana Lopez <ana@example.org> 于2026年1月5日周一 10:12写道：",
		"在 2026年1月5日，上午10:12，Ana Lopez <ana@example.org> 写道：",
		"Ana Lopez <ana@example.org> 於 2026年1月5日 週一 上午10:12寫道：",
		"在2026-01-05 10:12:00，\"Ana Lopez\" <ana@example.org> 写道：",
		/* Japanese */
		"2026年1月5日(月) 10:12 Ana Lopez <ana@example.org>:",
		"2026/01/05 10:12、Ana Lopez <ana@example.org>のメール:",
		"On 2026/01/05 10:12, Ana Lopez wrote:",
		"2026年1月5日(月) 10:12 Ana Lopez さんは書きました:",
		/* Korean */
		"2026년 1월 5일 (월) 오전 10:12, Ana Lopez <ana@example.org>님이 작성:",
		"2026. 1. 5. 오전 10:12, Ana Lopez <ana@example.org> 작성:",
		/* Hungarian, Romanian, Greek, Vietnamese */
		"Ana Lopez <ana@example.org> ezt írta (időpont: 2026. jan. 5., H, 10:12):",
		"În lun., 5 ian. 2026 la 10:12, Ana Lopez <ana@example.org> a scris:",
		"Στις Δευ 5 Ιαν 2026 στις 10:12 π.μ., ο χρήστης Ana Lopez <ana@example.org> "
		"έγραψε:",
		"Vào 10:12 Th 2, 5 thg 1, 2026 Ana Lopez <ana@example.org> đã viết:",
		/* Clients that were not covered: Horde, Evolution, mutt, Apple, Yahoo, Seznam,
		 * Mail.ru, Yandex, Thunderbird, Outlook.com, in the languages that they write. */
		"Quoting Ana Lopez <ana@example.org>:",
		"Zitat von Ana Lopez <ana@example.org>:",
		"Monday, January 5, 2026, 10:12:13 AM, you wrote:",
		"Monday, January 5, 2026, 10:12:13 AM, you\nwrote:",
		"* Ana Lopez <ana@example.org> [2026-01-05 10:12]:",
		"In message <abc@example.org>, Ana Lopez <ana@example.org> writes",
		"In message <abc@example.org>, Ana Lopez <ana@example.org>\nwrites",
		"On Monday, January 5, 2026 at 10:12:00 AM\nGMT+1, Ana Lopez <ana@example.org> "
		"wrote:",
		"Ana Lopez <ana@example.org> schrieb am\nMo., 5. Jan. 2026 um 10:12 Uhr:",
		"Am Montag, 5. Januar 2026 um 10:12:00 MEZ hat Ana Lopez <ana@example.org> "
		"Folgendes geschrieben:",
		"Le 5 janv. 2026 à 10:12, Ana Lopez <ana@example.org> a écrit\n:",
		"Às 10:12 de 05/01/2026, Ana Lopez escreveu:",
		"Ana Lopez <ana@example.org> escreveu no dia segunda,\n5/01/2026 à(s) 10:12:",
		"Ana Lopez ha scritto il 05/01/2026 alle\n10:12:",
		"mandag den 5. januar 2026 skrev Ana Lopez <ana@example.org>:",
		"mån 5 jan. 2026 kl. 10:12 skrev Ana Lopez\n<ana@example.org>:",
		"Den måndag 5 januari 2026 10:12:00 CET skrev\nAna Lopez <ana@example.org>:",
		"ma 5.1.2026 klo 10.12 Ana Lopez\n(ana@example.org) kirjoitti:",
		"maanantai 5. tammikuuta 2026 klo 10.12.00 UTC+2\nAna Lopez <ana@example.org> "
		"kirjoitti:",
		"Wiadomość napisana przez Ana Lopez <ana@example.org> w dniu 5 sty 2026, o godz. "
		"10:12:",
		"Wiadomość napisana przez Ana Lopez\n<ana@example.org> w dniu 5 sty 2026, o godz. "
		"10:12:",
		"po 5. 1. 2026 v 10:12 odesílatel Ana Lopez\n<ana@example.org> napsal:",
		"Понедельник, 5 января 2026, 10:12 +03:00 от Ana Lopez <ana@example.org>:",
		"понедельник, 5 января 2026 г. пользователь Ana Lopez написал:",
		"05.01.2026, 10:12, \"Ana Lopez\" <ana@example.org>:",
		"5 Ocak 2026 Pazartesi 10:12:00 GMT+3 tarihinde Ana Lopez <ana@example.org> şunu "
		"yazdı:",
		"2026-01-05 오전 10:12에 Ana Lopez 이(가) 쓴 글:",
		/* no words at all */
		"2026-01-05 10:12 GMT+01:00 Ana Lopez <ana@example.org>:",
		"2026-01-05 10:12 GMT+01:00 Ana Lopez",
		"Ana Lopez ---05.01.2026 10:12:13---Turn it down",
		/* folded */
		"5 jan. 2026 kl. 10:12 Ana Lopez <ana@example.org>\nskrev:",
		"On Mon, Jan 5, 2026 at 10:12 AM Ana Lopez with a long name <\nana@example.org> "
		"wrote:",
		"On Mon, Jan 5, 2026 at 10:12 AM\nAna Lopez\n<ana@example.org> wrote:",
		"Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb Ana Lopez <\nana@example.org>:",
		"Le lun. 5 janv. 2026 à 10:12, Ana Lopez <ana@example.org> a\nécrit :",
		"El lun, 5 ene 2026 a las 10:12, Ana Lopez (<ana@example.org>)\nescribió:",
		"Il giorno lun 5 gen 2026 alle ore 10:12 Ana Lopez <\nana@example.org> ha scritto:",
		"pon., 5 sty 2026 o 10:12 Ana Lopez <ana@example.org>\nnapisał(a):",
		"пн, 5 янв. 2026 г. в 10:12, Ana Lopez <\nana@example.org>:",
		"Ana Lopez <ana@example.org>, 5 Oca 2026 Pzt,\n10:12 tarihinde şunu yazdı:",
		"2026年1月5日(月) 10:12 Ana Lopez\n<ana@example.org>:",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *plain = g_strdup_printf(
			"Thanks, that works.\n\n%s\n\nTurn it down.\nAnd slower.\n", rows[i]);
		g_autofree char *marked = g_strdup_printf(
			"Thanks, that works.\n\n%s\n> Turn it down.\n> And slower.\n", rows[i]);
		g_autofree char *below = g_strdup_printf(
			"%s\n> Turn it down.\n> And slower.\n\nThanks, that works.\n", rows[i]);
		g_autofree char *quoted =
			g_strdup_printf("> %s\n>> Turn\n> no\n\nThanks, that works.\n", rows[i]);
		const char *bodies[] = {plain, marked, below, quoted};

		for (gsize b = 0; b < G_N_ELEMENTS(bodies); b++) {
			g_autoptr(JnNewText) got = split(bodies[b]);

			if (b == 3 && strchr(rows[i], '\n'))
				continue;
			g_test_message("%s (%" G_GSIZE_FORMAT ")", rows[i], b);
			g_assert_cmpstr(got->text, ==, "Thanks, that works.");
			g_assert_false(got->interleaved);
		}
	}
}

/* Header blocks as Outlook and others write them. */
static void
test_header_blocks(void)
{
	static const char *const rows[] = {
		"From: Ana <ana@example.org>\nSent: Monday, January 5, 2026 10:12\nTo: "
		"Bo\nSubject: Seam",
		"________________________________\nFrom: Ana <ana@example.org>\nSent: Monday\nTo: "
		"Bo\n"
		"Subject: Seam",
		"-----Original Message-----\nFrom: Ana\nSent: Monday\nTo: Bo\nSubject: Seam",
		"*From:* Ana [mailto:ana@example.org]\n*Sent:* Monday\n*To:* Bo\n*Subject:* Seam",
		"Von: Ana <ana@example.org>\nGesendet: Montag, 5. Januar 2026 10:12\nAn: "
		"Bo\nBetreff: Naht",
		"-----Ursprüngliche Nachricht-----\nVon: Ana\nGesendet: Montag\nAn: Bo\nBetreff: "
		"Naht",
		"De : Ana <ana@example.org>\nEnvoyé : lundi 5 janvier 2026 10:12\nÀ : Bo\nObjet : "
		"Cordon",
		"De: Ana <ana@example.org>\nEnviado el: lunes, 5 de enero de 2026\nPara: "
		"Bo\nAsunto: Cordón",
		"Da: Ana <ana@example.org>\nInviato: lunedì 5 gennaio 2026\nA: Bo\nOggetto: "
		"Cordone",
		"De: Ana <ana@example.org>\nEnviada em: segunda-feira, 5 de janeiro\nPara: "
		"Bo\nAssunto: X",
		"Van: Ana <ana@example.org>\nVerzonden: maandag 5 januari 2026\nAan: "
		"Bo\nOnderwerp: Naad",
		"Fra: Ana <ana@example.org>\nSendt: 5. januar 2026 10:12\nTil: Bo\nEmne: Søm",
		"Från: Ana <ana@example.org>\nSkickat: den 5 januari 2026\nTill: Bo\nÄmne: Söm",
		"Lähettäjä: Ana <ana@example.org>\nLähetetty: maanantai 5. "
		"tammikuuta\nVastaanottaja: Bo\n"
		"Aihe: Sauma",
		"Od: Ana <ana@example.org>\nWysłano: poniedziałek, 5 stycznia 2026\nDo: Bo\nTemat: "
		"Spoina",
		"Od: Ana <ana@example.org>\nOdesláno: pondělí 5. ledna 2026\nKomu: Bo\nPředmět: "
		"Svar",
		"От: Ana <ana@example.org>\nОтправлено: 5 января 2026 г.\nКому: Bo\nТема: Шов",
		"Від: Ana <ana@example.org>\nНадіслано: 5 січня 2026\nКому: Bo\nТема: Шов",
		"Kimden: Ana <ana@example.org>\nGönderildi: 5 Ocak 2026\nKime: Bo\nKonu: Dikiş",
		"发件人: Ana <ana@example.org>\n发送时间: 2026年1月5日 10:12\n收件人: Bo\n主题: "
		"焊缝",
		"寄件者: Ana <ana@example.org>\n寄件日期: 2026年1月5日\n收件者: Bo\n主旨: 焊縫",
		"差出人: Ana <ana@example.org>\n送信日時: 2026年1月5日 10:12\n宛先: Bo\n件名: 溶接",
		"보낸 사람: Ana <ana@example.org>\n보낸 날짜: 2026년 1월 5일\n받는 사람: Bo\n제목: "
		"용접",
		"------------------ 原始邮件 ------------------\n发件人: \"Ana\"\n发送时间: "
		"2026\n主题: 焊缝",
		"-------- Original Message --------\nSubject: Seam\nDate: Mon\nFrom: Ana\nTo: Bo",
		"-------- Originalnachricht --------\nBetreff: Naht\nDatum: 5.1.\nVon: Ana\nAn: Bo",
		"From: Ana <ana@example.org>\n\nSent: Monday, January 5, 2026\n\nTo: "
		"Bo\n\nSubject: Seam",
		"From: Ana <ana@example.org>\nTo: Bo <bo@example.org>,\n Cy "
		"<cy@example.org>\nSubject: Seam\n"
		"Date: Mon, 5 Jan 2026",
		"----- Reply message -----\nFrom: \"Ana\" <ana@example.org>\nTo: Bo\nSubject: Seam",
		"-----Mensagem original-----\nDe: Ana\nPara: Bo\nAssunto: X",
		"-------- Oprindelig besked --------\nFra: Ana\nDato: 05.01.2026 10.12\nTil: Bo\n"
		"Emne: Søm",
		"---------- Původní e-mail ----------\nOd: Ana\nKomu: Bo\nDatum: 5. 1. "
		"2026\nPředmět: Svar",
		"-------- 원본 이메일 --------\n발신: Ana <ana@example.org>\n날짜: 26/1/5\n받은 "
		"사람: "
		"Bo\n제목: 용접",
		"‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, January 5th, 2026 at 10:12 AM, Ana "
		"<ana@example.org> wrote:",
		"От: Ana <ana@example.org>\nИзпратено: понеделник, 5 януари 2026\nДо: Bo\nОтносно: "
		"Шев",
		"Šalje: Ana <ana@example.org>\nPoslano: 5. siječnja 2026.\nPrima: Bo\nPredmet: Šav",
		"Nuo: Ana <ana@example.org>\nIšsiųsta: 2026 m. sausio 5 d.\nKam: Bo\nTema: Siūlė",
		"Từ: Ana <ana@example.org>\nĐã gửi: 5 tháng 1, 2026\nĐến: Bo\nChủ đề: Hàn",
		"จาก: Ana <ana@example.org>\nส่ง: 5 มกราคม 2026\nถึง: Bo\nเรื่อง: เชื่อม",
		"-------- Ahtzb urnk --------\nFrom: Ana\nDate: 1/5/2026\nTo: Bo\nSubject: Seam",
		"-------- Originalmeddelande --------\nFrån: Ana\nDatum: 2026-01-05\nTill: "
		"Bo\nRubrik: Söm",
		"Από: Ana <ana@example.org>\n\nΣτάλθηκε: Δευτέρα\n\nΠρος: Bo\n\nΘέμα: Ραφή",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = g_strdup_printf(
			"Thanks, that works.\n\nBo\n\n%s\n\nTurn it down.\nAnd slower.\n", rows[i]);
		g_autoptr(JnNewText) got = split(body);

		g_test_message("%s", rows[i]);
		g_assert_cmpstr(got->text, ==, "Thanks, that works.\n\nBo");
		g_assert_nonnull(strstr(got->quoted, "Turn it down."));
	}
}

/* A mail that only passes on another: its text is what was passed on. */
static void
test_forwarded(void)
{
	static const char *const rows[] = {
		"---------- Forwarded message ---------\nFrom: Ana <ana@example.org>\nDate: Mon\n"
		"Subject: a long\nsubject\nTo: Bo\n\n\nTurn it down.\n",
		"Begin forwarded message:\n\n> From: Ana <ana@example.org>\n> Subject: Seam\n> "
		"Date: Mon\n> "
		"To: Bo\n> \n> Turn it down.\n",
		"Anfang der weitergeleiteten Nachricht:\n\nVon: Ana\nBetreff: Naht\nDatum: Montag\n"
		"An: Bo\n\nTurn it down.\n",
		"-------- Weitergeleitete Nachricht --------\nBetreff: Naht\nDatum: Mon\nVon: "
		"Ana\nAn: Bo\n"
		"\nTurn it down.\n",
		"---------- Message transféré ---------\nDe : Ana\nDate : lun.\nObjet : X\nÀ : "
		"Bo\n\n"
		"Turn it down.\n",
		"From: Ana <ana@example.org>\nSent: Monday\nTo: Bo\nSubject: Seam\n\nTurn it "
		"down.\n",
		"---\n\n---------- Forwarded message ---------\nFrom: Ana\nDate: Mon\nTo: "
		"Bo\n\nTurn it "
		"down.\n",
		"-- \nBo Berg\n\n---------- Forwarded message ---------\nFrom: Ana\nDate: Mon\nTo: "
		"Bo\n\nTurn it down.\n",
		"Sent from my iPhone\n\nBegin forwarded message:\n\nFrom: Ana <ana@example.org>\n"
		"Subject: Seam\nDate: Mon\nTo: Bo\n\nTurn it down.\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnNewText) got = split(rows[i]);

		g_test_message("%s", rows[i]);
		g_assert_cmpstr(got->text, ==, "Turn it down.");
	}
}

static void
test_signatures(void)
{
	static const char *const rows[] = {
		"-- \nBo\nbo@example.org",
		"-- \nBo\n\nLong\nlonger\n\n\nlongest\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
		"--\nBo",
		"—\nReply to this email directly",
		"__\nBo Berg\nbo@example.org",
		"--Bo",
		"-- Bo Berg",
		"--\302\240\nBo Berg",
		"_______________________________________________\nWelding mailing list -- "
		"welding@example.org\nTo unsubscribe send an email to leave@example.org\n"
		"https://example.org/mailman3/lists/welding/",
		"---\nBo Berg",
		"***\nDr. Bo von Berg\nBerg & Co KG",
		"-----\n\nBo\nBerg Welding\n12 Main Street\nTel: 030 123456",
		"=====\nBo Berg | Welder | +49 30 123456\nwww.berg.example",
		"---\nBo\nSent from my iPhone",
		"- - -\nbo@example.org",
		"—\nYou are receiving this because you follow this goal.\nReply to this email "
		"directly.",
		"-----",
		"_______________________________________________\nWelding mailing list\n"
		"welding@example.org\nhttps://example.org/list",
		"_______________________________________________\nWelding mailing list\n"
		"welding@example.org\nhttps://example.org/listinfo/welding\n"
		"To learn more about our torches and rods, visit https://example.org/shop",
		"Sent from my iPhone",
		"Sent from my Samsung Galaxy smartphone.",
		"Sent from Outlook Mobile<https://aka.example/o>",
		"Get Outlook for Android<https://aka.example/o>",
		"Sent via the Samsung Galaxy S21 5G, an AT&T smartphone",
		"<<sent by galaxy>>",
		"(sent from mobile device)",
		"Von meinem iPhone gesendet",
		"Gesendet von meinem Mobilgerät",
		"Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
		"Envoyé de mon iPhone",
		"Envoyé depuis mon téléphone Orange",
		"Enviado desde mi iPhone",
		"Enviado do meu iPhone",
		"Inviato da iPhone",
		"Verstuurd vanaf mijn iPhone",
		"Verzonden vanaf mijn Galaxy",
		"Sendt fra min iPhone",
		"Skickat från min iPhone",
		"Lähetetty iPhonesta",
		"Wysłane z iPhone'a",
		"Odesláno z iPhonu",
		"Отправлено с iPhone",
		"Надіслано з мого iPhone",
		"iPhone'umdan gönderildi",
		"发自我的iPhone",
		"從我的 iPhone 傳送",
		"iPhoneから送信",
		"나의 iPhone에서 보냄",
		"Sent from Canary (https://canary.example)",
		"Sent on the move",
		"Get BlueMail for Android",
		"Holen Sie sich Outlook für Android",
		"Outlook für Android herunterladen<https://aka.example/o>",
		"Unterwegs vom iPhone gesendet",
		"Envoyé de l'application Mail",
		"Obtenha o Outlook para iOS",
		"Verzonden vanuit Outlook voor Android",
		"Få Outlook til Android",
		"Skaff deg Outlook for Android",
		"Pobierz aplikację Outlook dla systemu iOS",
		"Stáhnout Outlook pro iOS",
		"Отправлено с мобильного устройства",
		"Отримати Outlook для Android",
		"Samsung Galaxy akıllı telefonumdan gönderildi.",
		"Android için Outlook’u edinin",
		"发送自 Windows 版邮件",
		"取得 Android 版 Outlook",
		"iOS 版 Outlook を入手",
		"Android용 Outlook 다운로드",
		"-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *alone = g_strdup_printf("That works.\n\n%s\n", rows[i]);
		g_autofree char *quoted = g_strdup_printf(
			"That works.\n\n%s\n\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> No\n", rows[i]);
		const char *bodies[] = {alone, quoted};

		for (gsize b = 0; b < G_N_ELEMENTS(bodies); b++) {
			g_autoptr(JnNewText) got = split(bodies[b]);

			g_test_message("%s", rows[i]);
			g_assert_cmpstr(got->text, ==, "That works.");
			g_assert_cmpint(strncmp(got->signature, rows[i], strlen(rows[i]) - 1), ==,
					0);
		}
	}
}

/* What looks like a mark and is a person's own text. */
static void
test_prose(void)
{
	static const char *const rows[] = {
		"On the whole it works.\nFrom here on I go alone.\nTo: nobody in particular.",
		"On Monday I wrote to the maker:\nplease send the wire.",
		"In 2024 I wrote:\nnever weld wet.",
		"She said:\nturn it down.",
		"If the current is\n> 120 A it burns through.\nSo I turned it down.",
		">:( it broke again",
		">= 120 A is too much\nI think.",
		"My route:\nFrom: Berlin\nTo: Hamburg\nDate: Friday",
		"Steps:\n\n---\n\n1. grind\n2. clean\n3. tack\n4. weld\n5. brush\n6. look\n7. "
		"grind\n8. paint\n"
		"9. dry",
		/* Underlined headings, rules between paragraphs (review of the first goal). */
		"I use goatskin.\n\nPros and cons\n-------------\nSoft, warm.\n\nNot cheap.",
		"I use goatskin.\nPros\n----\nBo Berg",
		"I use goatskin.\n\n-----\n\nMore tomorrow, when I am back.",
		"I use goatskin.\n\n-----\nMore tomorrow",
		"I use goatskin.\n\n***\n\nPS bring gloves",
		"I use goatskin.\n\n___\nbring gloves\nana@example.org",
		"I use goatskin.\n\n===\n\nThanks",
		"I use goatskin.\n\n---\n\nBo Berg",
		"Ask these two:\n\n---\nAna Lopez, ana@example.org\nBo Berg, bo@example.org",
		"I use goatskin.\n\n---\nWelding Handbook\nhttps://example.org/handbook/3",
		"I use goatskin.\n\n---\nhttps://example.org",
		"I use goatskin.\n\n------\n0.8   120\n1.0   150\n------",
		"I use goatskin.\n\n---\n- Soft\n- Warm",
		"I use goatskin.\n\n---\nHow long? Ask Ana",
		"I use goatskin.\n\n—\n\nAnd never wet.",
		"Wire  Amps\n----  ----\n0.8   120",
		"-----\nPros\n-----\nSoft.",
		"Title\n~~~",
		"我用山羊皮。\n\n---\n\n明天再写。",
		"Pros\n--\nlight\n\nCons\n--\nheavy",
		/* Sentences about phones and letters. */
		"Hello.\n\nSent with love from the phone of my sister\n\nMore text follows.",
		"It broke.\n\nFrom my phone I cannot see the picture",
		"Sent by mail on Monday.\n\nDid it come?",
		"Es geht.\n\nVon meinem Handy aus sehe ich das Bild nicht.",
		"It broke.\n\nSent from my phone again?",
		"-----BEGIN PGP SIGNATURE-----\n\nis what it begins with.",
		"I read the original message again: it says 120 A.",
		"Sent from my heart, and typed slowly.",
		"The invoice was sent by the maker on Monday.",
		"We met on 5 Jan 2026 at 10:12 and it worked.",
		"Note: see https://example.org/a",
		"Question for you at 10:30:\nwhich wire?",
		"Date: 5 January\nSubject to change.",
		"Mail me at ana@example.org:\nI answer.",
		"Von hier aus: weiter.\nAn: alle",
		"1. first\n2. second\n\n* a\n* b",
		"A forwarded message is no answer.",
		"code:\n    if (a --> b)\n-- comment in SQL",
		"Thanks,\nAna",
		"I wrote to ana@example.org on 5 Jan 2026. She answered.",
		"Here is more\n\nSent from my desk, is much easier than my mobile phone.",
		"Please ask Ana <ana@example.org> on 5 Jan 2026 at 10:30:\nshe knows.",
		"Call 10:30, ana@example.org:\nshe knows.",
		"One outstanding question I had:\n\nLocally (on development), it fails.",
		"Get Outlook for the office, it is easier.",
		"Outlook for next week: rain.",
		"Sent from the office in Berlin, where nobody is before nine.",
		"Отправлено вчера почтой, жду ответа.",
		"Få det nu gjort, så ringer jeg.",
		"On 5 January I bought a welder and a mask.",
		"Fri 5 Jan 2026 we met.\nAna <ana@example.org> knows what she wrote: nothing.",
		"On 5 January 2026 I bought it.\nThe seller wrote: no returns.",
		"So 3 passes, and then:\nlet it cool.",
		"To 5 A it holds:\nmore burns.",
		"Le 5 janvier 2026, le vendeur a écrit : plus de stock. Que faire ?",
		"2026-01-05: bought wire\n2026-01-06: welded",
		/* Code, and prompts that look like Supercite's marks. */
		"```\nif (a > b)\n> prompt\n>> more\n-- comment\n```\nThat is it.",
		"```\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> x\n```\nThat is it.",
		"Try:\n\n>>> import cups\n>>> cups.Connection()\n\nWhat do you see?",
		"mysql> select 1;\nmysql> select 2;",
		"PS> dir\nPS> exit",
		"a> b is false\na> c too",
		"Use it so:\n\n--Step one\nGrind the edges clean before you tack it.\nThen weld.",
		"-- comment in SQL\nselect 1;",
		"begin 644 again and you will see.\nNothing else helps.",
		"On your machine you can run:\n\n    telnet 127.0.0.1 52698\n\nThis should "
		"connect.",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnNewText) got = split(rows[i]);

		g_test_message("%s", rows[i]);
		g_assert_cmpstr(got->text, ==, rows[i]);
		g_assert_cmpstr(got->quoted, ==, "");
	}
}

static void
test_shapes(void)
{
	static const struct {
		const char *label, *body, *text, *quoted, *signature;
		gboolean interleaved;
	} rows[] = {
		{"nothing", "", "", "", "", FALSE},
		{"blanks", "\n \n\t\n", "", "", "", FALSE},
		{"only new", "Hi\n\nthere\n", "Hi\n\nthere", "", "", FALSE},
		{"only quoted", "> a\n> b\n", "", "> a\n> b", "", FALSE},
		{"inline", "> one?\nyes\n\n> two?\nno\n", "yes\n\nno", "> one?\n> two?", "", TRUE},
		{"inline with attribution",
		 "On 5 Jan 2026 Ana <a@x.org> wrote:\n\n> one?\n\nyes\n\n> two?\n\nno", "yes\n\nno",
		 "On 5 Jan 2026 Ana <a@x.org> wrote:\n> one?\n> two?", "", TRUE},
		{"top and inline",
		 "Hi Ana,\n\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> one?\n\nyes\n\n> "
		 "two?\n\nno\n\nBo\n",
		 "Hi Ana,\n\nyes\n\nno\n\nBo", "On 5 Jan 2026 Ana <a@x.org> wrote:\n> one?\n> two?",
		 "", TRUE},
		{"folded quote",
		 "yes\n\n> a long quoted line that was folded by a client that forgot\nthe mark\n> "
		 "and goes on\n",
		 "yes",
		 "> a long quoted line that was folded by a client that forgot\nthe mark\n> and "
		 "goes on",
		 "", FALSE},
		{"nested",
		 "yes\n\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> a\n>\n> On 4 Jan 2026 Bo <b@x.org> "
		 "wrote:\n>> b\n",
		 "yes",
		 "On 5 Jan 2026 Ana <a@x.org> wrote:\n> a\n>\n> On 4 Jan 2026 Bo <b@x.org> "
		 "wrote:\n>> b",
		 "", FALSE},
		{"weak attribution before marks", "yes\n\nAna wrote:\n> a\n", "yes",
		 "Ana wrote:\n> a", "", FALSE},
		{"marked From (mbox)", "one\n>From here on\ntwo\n", "one\nFrom here on\ntwo", "",
		 "", FALSE},
		{"clear signed (RFC 4880 7)",
		 "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nyes\n-----BEGIN PGP "
		 "SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n",
		 "yes", "",
		 "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n-----BEGIN PGP "
		 "SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----",
		 FALSE},
		{"CRLF", "yes\r\n\r\n> no\r\n", "yes", "> no", "", FALSE},
		{"signature in a quote stays there", "yes\n\n> a\n> -- \n> Ana\n", "yes",
		 "> a\n> -- \n> Ana", "", FALSE},
		{"old Gmail, without a colon", "yes\n\n2013/8/14 Ana <a@x.org>\n\n> no\n", "yes",
		 "2013/8/14 Ana <a@x.org>\n> no", "", FALSE},
		{"GroupWise", "yes\n\n>>> Ana <a@x.org> 1/5/2026 10:12 AM >>>\nno\n", "yes",
		 ">>> Ana <a@x.org> 1/5/2026 10:12 AM >>>\nno", "", FALSE},
		{"our footer", "yes\n\n~~~\n~ OPEN: goes to 14 people.\n~ Goal: weld\n", "yes", "",
		 "", FALSE},
		{"our footer, quoted twice",
		 "yes\n\n>> a\n>> ~~~\n>> ~ OPEN\n>> ~\n>> ~ Goal\n> b\n", "yes", ">> a\n> b", "",
		 FALSE},
		{"our footer, folded",
		 "yes\n\n> ~~~\n> ~ OPEN: your reply goes to 14 people, and to whoever else "
		 "follows\n> "
		 "them.\n> b\n",
		 "yes", "> b", "", FALSE},
		{"our footer, folded in the middle, marks lost",
		 "yes\n\n> ~~~\n> ~ OPEN: your reply goes to 14 people, and to whoever follows "
		 "this\ngoal\n> ~ "
		 "Goal\n",
		 "yes", "", "", FALSE},
		{"a rule of one's own", "yes\n\n~~~\nBo Berg", "yes", "", "~~~\nBo Berg", FALSE},
		{"a rule, and a signature behind another", "a\n\n---\n\nb.\n\n---\nBo Berg",
		 "a\n\n---\n\nb.", "", "---\nBo Berg", FALSE},
		{"a rule before a quote", "yes\n\n---\nBo Berg\n\n> a\n\nand more",
		 "yes\n\nand more", "> a", "---\nBo Berg", FALSE},
		{"an answer between two long lines",
		 "> Do you take goatskin for your gloves, or is there anything better?\nYes.\n> "
		 "And "
		 "what about the apron that you told us about in your last mail\nleather\n",
		 "Yes.\n\nleather",
		 "> Do you take goatskin for your gloves, or is there anything better?\n> And what "
		 "about the apron that you told us about in your last mail",
		 "", TRUE},
		{"a short answer without a capital letter",
		 "> Do you take goatskin for your gloves, or is there anything better?\nyes\n> And "
		 "the apron?\n",
		 "yes",
		 "> Do you take goatskin for your gloves, or is there anything better?\n> And the "
		 "apron?",
		 "", TRUE},
		{"clear signed, without an empty line",
		 "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\nyes\n", "yes", "",
		 "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256", FALSE},
		{"Supercite, introduced",
		 "On 5 Jan 2026 Ana <a@x.org> wrote:\nAna> It burns.\nAna> And then?\n\nyes\n",
		 "yes", "On 5 Jan 2026 Ana <a@x.org> wrote:\nAna> It burns.\nAna> And then?", "",
		 FALSE},
		{"Supercite, a name alone, inline", "Ana> one?\n\nyes\n\nAna> two?\n\nno",
		 "yes\n\nno", "Ana> one?\nAna> two?", "", TRUE},
		{"The Bat!, initials, two levels",
		 "Monday, January 5, 2026, 10:12:13 AM, you wrote:\n\nAL>> one?\nAL> two\n\nyes",
		 "yes", "Monday, January 5, 2026, 10:12:13 AM, you wrote:\nAL>> one?\nAL> two", "",
		 FALSE},
		{"a name once, introduced by nobody", "Ana> hm\n\nyes", "Ana> hm\n\nyes", "", "",
		 FALSE},
		{"uuencode", "See below.\n\nbegin 644 a.txt\n$86)C\"@``\n`\nend\n\nBo\n",
		 "See below.\n\nBo", "", "", FALSE},
		{"uuencode, cut off", "See below.\nbegin 644 a.txt\n$86)C\"@``\n", "See below.", "",
		 "", FALSE},
		{"uuencode behind a signature", "a\n-- \nBo\nbegin 644 a.txt\n$86)C\"@``\n`\nend\n",
		 "a", "", "-- \nBo", FALSE},
		{"a sentence with a date, before an attribution",
		 "Fri 5 Jan 2026 we met.\nAna <a@x.org> wrote:\n> no\n\nyes",
		 "Fri 5 Jan 2026 we met.\n\nyes", "Ana <a@x.org> wrote:\n> no", "", FALSE},
		{"code that nobody closes", "yes\n\n```\n\n> no\n", "yes\n\n```", "> no", "",
		 FALSE},
		{"an attribution in a language that is not known",
		 "yes\n\nBlorg 5.1.2026 10:12 Ana:\n> no\n", "yes",
		 "Blorg 5.1.2026 10:12 Ana:\n> no", "", FALSE},
		{"a greeting, and a mail with answers in it (Outlook Express)",
		 "Hi Ana,\n\n----- Original Message -----\nFrom: Ana\nTo: Bo\nSubject: Seam\n\n> "
		 "one?\n\nyes\n\n> two?\n\nno",
		 "Hi Ana,\n\nyes\n\nno",
		 "----- Original Message -----\nFrom: Ana\nTo: Bo\nSubject: Seam\n> one?\n> two?",
		 "", TRUE},
		{"an answer above a mail with answers in it",
		 "yes\n\nFrom: Ana <a@x.org>\nTo: Bo\nSubject: Seam\n\n> one?\n\nold\n\n> "
		 "two?\n\nolder",
		 "yes",
		 "From: Ana <a@x.org>\nTo: Bo\nSubject: Seam\n\n> one?\n\nold\n\n> two?\n\nolder",
		 "", FALSE},
		{"an address of the web that was folded in the quote",
		 "yes\n\n> see https://example.org/a/very/long/path/that/the/client/has\n"
		 "_folded/in/it\n> and more",
		 "yes",
		 "> see https://example.org/a/very/long/path/that/the/client/has\n_folded/in/it\n> "
		 "and "
		 "more",
		 "", FALSE},
		{"a blank line of no-break spaces", "yes\n\302\240\n> no", "yes", "> no", "",
		 FALSE},
		{"the mark of our HTML footer", "yes\n\n\342\201\240\342\201\240OPEN: 14 people\n",
		 "yes", "", "", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnNewText) got = split(rows[i].body);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->text, ==, rows[i].text);
		g_assert_cmpstr(got->quoted, ==, rows[i].quoted);
		g_assert_cmpstr(got->signature, ==, rows[i].signature);
		g_assert_cmpint(got->interleaved, ==, rows[i].interleaved);
	}
}

/* What a digest shows, and where the text takes its leave. */
static void
test_exchange(void)
{
	static const struct {
		const char *label, *body, *exchange, *signoff;
	} rows[] = {
		{"nothing", "", "", ""},
		{"a reply above", "yes\n\n> one?\n> two?\n", "yes", ""},
		{"inline", "> one?\nyes\n\n> two?\nno\n", "> one?\nyes\n\n> two?\nno", ""},
		{"inline, with a greeting, an attribution, leave and empty lines",
		 "Hi Ana,\n\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> one?\n\n\nyes\n\nmore\n> "
		 "two?\nno\n\nBest regards\nBo\n",
		 "Hi Ana,\n\n> one?\nyes\n\nmore\n\n> two?\nno", "\n\nBest regards\nBo"},
		{"the paragraph directly above, as one line",
		 "> far above\n>\n> one that\n> goes on?\nyes\n> two?\nno",
		 "> one that goes on?\nyes\n\n> two?\nno", ""},
		{"of two levels the one directly above", ">> zero\n> one?\nyes\n> two?\nno",
		 "> one?\nyes\n\n> two?\nno", ""},
		{"what was cut down, and answered below", "> one?\n\nyes\n", "> one?\nyes", ""},
		{"below a whole mail", "> a\n> b\n> c\n> d\n\nyes\n", "yes", ""},
		{"a signature parts",
		 "> one?\nyes\n> two?\n-- \nBo\n\nOn 5 Jan 2026 Ana <a@x.org> wrote:\n> three\nno",
		 "> one?\nyes\n\n> three\nno", ""},
		{"Supercite", "Ana> one?\nyes\nAna> two?\nno", "> one?\nyes\n\n> two?\nno", ""},
		{"leave, a name behind a comma", "yes\n\nKind regards, Bo Berg", "yes",
		 "\n\nKind regards, Bo Berg"},
		{"leave in German",
		 "ja\n\nMit freundlichen Grüßen\n\nBo Berg\nBerg & Co\n030 123456", "ja",
		 "\n\nMit freundlichen Grüßen\n\nBo Berg\nBerg & Co\n030 123456"},
		{"leave in Chinese", "好的。\n\n祝好！\n王", "好的。", "\n\n祝好！\n王"},
		{"leave in Danish", "ja\nMvh.\nBo", "ja", "\nMvh.\nBo"},
		{"a name behind a dash", "yes\n\n- Bo", "yes", "\n\n- Bo"},
		{"a name behind a slash", "ja\n/Bo", "ja", "\n/Bo"},
		{"thanks is no leave", "yes\n\nThanks,\nBo", "yes\n\nThanks,\nBo", ""},
		{"a list is none", "Take:\n- gloves\n- wire", "Take:\n- gloves\n- wire", ""},
		{"a name alone is none", "yes\n\nBo", "yes\n\nBo", ""},
		{"leave and more text", "Regards\n\nand then it went on for a while.",
		 "Regards\n\nand then it went on for a while.", ""},
		{"nothing but leave", "Best regards\nBo", "Best regards\nBo", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnNewText) got = split(rows[i].body);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->exchange, ==, rows[i].exchange);
		g_assert_cmpuint(got->signoff, <=, strlen(got->text));
		g_assert_cmpstr(got->text + got->signoff, ==, rows[i].signoff);
	}
}

/* A long paragraph is cut at its begin. */
static void
test_exchange_long(void)
{
	g_autoptr(GString) body = g_string_new("> begin");
	g_autoptr(JnNewText) got = NULL;

	for (guint i = 0; i < 200; i++)
		g_string_append(body, " welding\n> seams");
	g_string_append(body, " end?\nyes\n> two?\nno\n");
	got = split(body->str);
	g_assert_true(g_str_has_prefix(got->exchange, "> … "));
	g_assert_nonnull(strstr(got->exchange, "seams end?\nyes\n\n> two?\nno"));
	g_assert_cmpuint(strlen(got->exchange), <, JN_EXCHANGE_QUOTE_BYTES + 40);
}

/* A megabyte of marks at the end takes no time. */
static void
test_signoff_long(void)
{
	static const char *const units[] = {"!", ", ", "\n", "Bo\n", "- Bo\n", "best, "};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GString) body = g_string_new("yes\n\n");
		g_autoptr(JnNewText) got = NULL;

		while (body->len < JN_TEXT_BYTES)
			g_string_append(body, units[i]);
		got = split(body->str);
		g_test_message("%s", units[i]);
		g_assert_cmpint(*got->text, ==, 'y');
	}
}

static void
test_flowed(void)
{
	static const struct {
		const char *label, *given;
		gboolean del_sp;
		const char *expected;
	} rows[] = {
		{"joined (RFC 3676 4.1)", "a \nb\nc\n", FALSE, "a b\nc\n"},
		{"stuffed (4.4)", " >a\n", FALSE, ">a\n"},
		{"quoted (4.5)", ">a \n>b\n>> c\n", FALSE, "> a b\n>> c\n"},
		{"depth ends a paragraph", ">a \nb\n", FALSE, "> a \nb\n"},
		{"signature (4.3)", "a\n-- \nBo\n", FALSE, "a\n-- \nBo\n"},
		{"signature behind a soft break", "a \n-- \nBo\n", FALSE, "a \n-- \nBo\n"},
		{"DelSp", "a \nb\n", TRUE, "ab\n"},
		{"no line end", "a \nb", FALSE, "a b"},
		{"empty", "", FALSE, ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = jn_flowed_unfold(rows[i].given, rows[i].del_sp);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

static void
test_html(void)
{
	static const struct {
		const char *label, *given, *expected;
	} rows[] = {
		{"paragraphs", "<p>a</p><p>b<br>c</p>", "a\n\nb\nc"},
		{"divs", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
		{"white space", "<div> a\n  b&nbsp;c </div>", "a b c"},
		{"quote", "a<blockquote>b<blockquote>c</blockquote></blockquote>d",
		 "a\n\n> b\n>> c\nd"},
		{"link",
		 "<a href=\"https://x.org/a\">here</a> and <a href='https://x.org'>x.org</a>",
		 "here <https://x.org/a> and x.org"},
		{"link that is its text", "<a href=\"https://x.org/a\">https://x.org/a</a>",
		 "https://x.org/a"},
		{"mailto", "<a href=\"mailto:a@x.org\">Ana</a>", "Ana"},
		{"list", "<ul><li>a<li>b</ul><ol><li>c</li><li>d</li></ol>",
		 "* a\n* b\n1. c\n2. d"},
		{"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
		 "a b\nc"},
		{"pre", "<pre>a\n  b</pre>c", "a\n  b\nc"},
		{"not read", "<style>x</style><script>y</script><title>z</title>a", "a"},
		{"hidden", "<div style=\"display: none\">x<p>y</p></div>a", "a"},
		{"entities", "a &lt; b &amp; c &#228; &euro;", "a < b & c ä €"},
		{"comment", "a<!-- x -->b<!--[if mso]>y<![endif]-->", "ab"},
		{"charset in the text", "<meta charset=iso-8859-1>ä", "ä"},
		{"emoji as a picture", "a <img alt=\"🙂\"> b <img alt=\"logo\">", "a 🙂 b"},
		{"signature of Gmail", "a<div class=\"gmail_signature\">Bo</div>", "a\n\n-- \nBo"},
		{"not closed", "<div><b>a", "a"},
		{"plain", "a", "a"},
		{"empty", "", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = jn_html_text(rows[i].given);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

/* HTML as clients write it around a reply. */
static void
test_html_clients(void)
{
	static const struct {
		const char *label, *html, *text, *signature;
	} rows[] = {
		{"Gmail",
		 "<div dir=\"ltr\">Yes.</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" "
		 "class=\"gmail_attr\">On Mon, Jan 5, 2026 at 10:12&nbsp;AM Ana &lt;<a "
		 "href=\"mailto:a@x.org\">a@x.org</a>&gt; wrote:<br></div><blockquote "
		 "class=\"gmail_quote\"><div>old</div></blockquote></div>",
		 "Yes.", ""},
		{"Gmail with a signature",
		 "<div>Yes.</div><span class=\"gmail_signature_prefix\">-- </span><br><div "
		 "dir=\"ltr\" "
		 "class=\"gmail_signature\">Bo</div><br><div class=\"gmail_quote\"><div>Am Mo., 5. "
		 "Jan. "
		 "2026 um 10:12 Uhr schrieb Ana "
		 "&lt;a@x.org&gt;:</div><blockquote>alt</blockquote></div>",
		 "Yes.", "--\n-- \nBo"},
		{"Outlook",
		 "<div class=WordSection1><p class=MsoNormal>Yes.<o:p></o:p></p><div "
		 "style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Ana "
		 "&lt;a@x.org&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Bo<br><b>Subject:</b> "
		 "Seam<o:p></o:p></p></div><p class=MsoNormal>old</p></div>",
		 "Yes.", ""},
		{"Outlook on the web",
		 "<div>Yes.</div><div id=\"Signature\">Bo</div><div id=\"appendonsend\"></div><hr "
		 "style=\"display:inline-block\"><div id=\"divRplyFwdMsg\"><b>Von:</b> "
		 "Ana<br><b>Gesendet:</b> "
		 "Montag<br><b>An:</b> Bo<br><b>Betreff:</b> Naht</div><div>alt</div>",
		 "Yes.", "-- \nBo"},
		{"Apple Mail",
		 "Yes.<div><br><blockquote type=\"cite\"><div>On 5 Jan 2026, at 10:12, Ana "
		 "&lt;a@x.org&gt; wrote:</div><br><div>old</div></blockquote></div>",
		 "Yes.", ""},
		{"Thunderbird, inline",
		 "<div class=\"moz-cite-prefix\">On 05/01/2026 10:12, Ana "
		 "wrote:<br></div><blockquote "
		 "type=\"cite\">one?</blockquote><p>Yes.</p><blockquote "
		 "type=\"cite\">two?</blockquote><pre "
		 "class=\"moz-signature\">-- \nBo</pre>",
		 "Yes.", "-- \n--\nBo"},
		{"Yahoo",
		 "<div>Yes.</div><div class=\"yahoo_quoted\"><div>On Monday, January 5, 2026 at "
		 "10:12:00 AM "
		 "GMT+1, Ana &lt;a@x.org&gt; wrote:</div><div><br></div><div>old</div></div>",
		 "Yes.", ""},
		{"Outlook on the web, in a language that is not known",
		 "<div>Yes.</div><div id=\"divRplyFwdMsg\"><b>Glorp:</b> Ana<br><b>Zonk:</b> "
		 "5/1</div><div>old</div>",
		 "Yes.", ""},
		{"Outlook on the web, forwarded",
		 "<div id=\"divRplyFwdMsg\"><b>From:</b> Ana<br><b>Sent:</b> 5/1<br><b>To:</b> "
		 "Bo</div><div>It burns.</div>",
		 "It burns.", ""},
		{"Outlook's paragraphs",
		 "<p class=MsoNormal><span lang=EN>Yes.</span></p><p class=MsoNormal>And:</p><p "
		 "class=MsoNormal>&nbsp;</p><p class=MsoNormal>no.</p><p>Bo</p>",
		 "Yes.\nAnd:\n\nno.\n\nBo", ""},
		{"Thunderbird, in a language that is not known",
		 "<p>Yes.</p><div class=\"moz-cite-prefix\">Zork <b>Ana</b> "
		 "blorg:<br></div><blockquote "
		 "type=\"cite\">old</blockquote><p>Bo</p>",
		 "Yes.\n\nBo", ""},
		{"Yahoo, in a language that is not known",
		 "<div>Yes.</div><div class=\"ydp1yahoo_quoted\"><div>Zork Ana "
		 "blorg</div><div>old</div></div>",
		 "Yes.", ""},
		{"Spark",
		 "<div>Yes.</div><div name=\"messageSignatureSection\"><div>Bo</div></div><div>On "
		 "5. "
		 "Jan 2026 at 10:12 +0100, Ana &lt;a@x.org&gt;, wrote:<br><blockquote "
		 "type=\"cite\">old</blockquote></div>",
		 "Yes.", "-- \nBo"},
		{"Samsung",
		 "<div>Yes.</div><div><br></div><div>Sent from my "
		 "Galaxy</div><div><br></div><div>-------- "
		 "Original message --------</div><div>From: Ana &lt;a@x.org&gt; </div><div>Date: "
		 "1/5/26  10:12 "
		 "AM </div><div>To: Bo </div><div>Subject: Seam </div>old",
		 "Yes.", "Sent from my Galaxy"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail =
			g_strconcat("From: a@b\nContent-Type: text/html; charset=utf-8\n\n",
				    rows[i].html, "\n", NULL);
		gsize len = strlen(mail);
		g_autoptr(GBytes) raw = g_bytes_new_take(g_memdup2(mail, len), len);
		g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
		g_autoptr(JnNewText) got = jn_new_text_read(message);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->text, ==, rows[i].text);
		g_assert_cmpstr(got->signature, ==, rows[i].signature);
		g_assert_null(strstr(got->quoted, JN_HTML_OLD_MARK));
	}
}

/* Nested as deep as you like: reading stops, and does not take for ever. */
static void
test_html_nested(void)
{
	static const char *const units[] = {"<div>",
					    "<b>",
					    "<blockquote>",
					    "<ul><li>",
					    "<table><tr><td>",
					    "<a href=x>",
					    "</i>",
					    "<!--",
					    "<p style=\"display:none\">",
					    "&",
					    "<pre>\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GString) html = g_string_new("x");
		g_autofree char *got = NULL;

		while (html->len < JN_TEXT_BYTES)
			g_string_append(html, units[i]);
		got = jn_html_text(html->str);
		g_test_message("%s", units[i]);
		g_assert_cmpint(*got, ==, 'x');
	}
}

/* Whole mails: which part is read. */
static void
test_parts(void)
{
#define PART(type, text) "--b\nContent-Type: " type "\n\n" text "\n"
#define MAIL(type, parts) "Content-Type: multipart/" type "; boundary=b\n\n" parts "--b--\n"
	static const struct {
		const char *label, *mail, *text;
	} rows[] = {
		{"no body", "From: a@b\n", ""},
		{"no type", "From: a@b\n\nhi\n", "hi"},
		{"plain before HTML",
		 MAIL("alternative", PART("text/plain", "plain") PART("text/html", "<p>html</p>")),
		 "plain"},
		{"HTML where plain is empty",
		 MAIL("alternative", PART("text/plain", " ") PART("text/html", "<p>html</p>")),
		 "html"},
		{"HTML where plain is empty, and a list's footer",
		 MAIL("mixed",
		      "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\n \n--c\n"
		      "Content-Type: text/html\n\n<p>html</p>\n--c--\n" PART("text/plain",
									     "footer")),
		 "html\n\nfooter"},
		{"HTML alone", "Content-Type: text/html\n\n<p>a</p><blockquote>b</blockquote>\n",
		 "a"},
		{"texts around a picture (Apple Mail)",
		 MAIL("mixed",
		      PART("text/plain", "one") PART("image/png", "x") PART("text/plain", "two")),
		 "one\n\ntwo"},
		{"attachment",
		 MAIL("mixed", PART("text/plain", "one")
				       PART("text/plain\nContent-Disposition: attachment", "two")),
		 "one"},
		{"named file",
		 MAIL("mixed",
		      PART("text/plain", "one") PART("text/plain; name=\"log.txt\"", "two")),
		 "one"},
		{"attached mail",
		 MAIL("mixed",
		      PART("text/plain", "one") PART("message/rfc822", "From: c@d\n\ntwo")),
		 "one"},
		{"quoted-printable, latin1",
		 "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
		 "quoted-printable\n\ncaf=E9 =\nau lait\n",
		 "café au lait"},
		{"base64", "Content-Transfer-Encoding: base64\n\nY2Fmw6kK\n", "café"},
		{"charset that does not exist",
		 "Content-Type: text/plain; charset=x-none\n\ncaf\xc3\xa9\n", "café"},
		{"charset that is wrong", "Content-Type: text/plain; charset=utf-8\n\ncaf\xe9\n",
		 "café"},
		{"us-ascii that is none",
		 "Content-Type: text/plain; charset=us-ascii\n\ncaf\xc3\xa9\n", "café"},
		{"flowed",
		 "Content-Type: text/plain; format=flowed\n\na long \nline\n\n> old \n> line\n",
		 "a long line"},
		{"encrypted",
		 "Content-Type: multipart/encrypted; boundary=b\n\n" PART("text/plain",
									  "x") "--b--\n",
		 ""},
		{"signed",
		 MAIL("signed", PART("text/plain", "yes") PART("application/pgp-signature", "x")),
		 "yes"},
		{"cut off",
		 "Content-Type: multipart/mixed; boundary=b\n\n" PART("text/plain", "one"), "one"},
		{"boundary never seen", "Content-Type: multipart/mixed; boundary=c\n\nhi\n", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize len = strlen(rows[i].mail);
		g_autoptr(GBytes) raw = g_bytes_new_take(g_memdup2(rows[i].mail, len), len);
		g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
		g_autoptr(JnNewText) got = jn_new_text_read(message);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->text, ==, rows[i].text);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/newtext/attributions", test_attributions);
	g_test_add_func("/mail/newtext/header-blocks", test_header_blocks);
	g_test_add_func("/mail/newtext/forwarded", test_forwarded);
	g_test_add_func("/mail/newtext/signatures", test_signatures);
	g_test_add_func("/mail/newtext/prose", test_prose);
	g_test_add_func("/mail/newtext/shapes", test_shapes);
	g_test_add_func("/mail/newtext/exchange", test_exchange);
	g_test_add_func("/mail/newtext/exchange-long", test_exchange_long);
	g_test_add_func("/mail/newtext/signoff-long", test_signoff_long);
	g_test_add_func("/mail/newtext/flowed", test_flowed);
	g_test_add_func("/mail/newtext/html", test_html);
	g_test_add_func("/mail/newtext/html-clients", test_html_clients);
	g_test_add_func("/mail/newtext/html-nested", test_html_nested);
	g_test_add_func("/mail/newtext/parts", test_parts);
	return g_test_run();
}
