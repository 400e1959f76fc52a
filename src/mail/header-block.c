/*
 * header-block.c - see header-block.h.
 */
#include "mail/header-block.h"

#include <string.h>

#include "base/fold.h"
#include "mail/html.h"
#include "mail/words.h"

/* Labels, case-folded. */
static const struct {
	JnLabel label;
	const char *words; /* '|' between them and at both ends */
} labels[] = {
	{JN_LABEL_FROM,
	 "|from|von|de|da|van|från|fra|lähettäjä|od|от|від|kimden|gönderen|发件人|寄件者|寄件人|"
	 "發件人|"
	 "差出人|送信者|送信元|보낸 사람|보낸사람|expéditeur|mittente|remitente|afsender|avsender|"
	 "отправитель|відправник|feladó|de la|από|saatja|nuo|no|nadawca|odesílatel|odesilatel|"
	 "mottatt fra|di|från|מאת|desde|발신|보낸이|от кого|від "
	 "кого|šalje|шаље|từ|dari|จาก|من|از|"},
	{JN_LABEL_DATE,
	 "|date|sent|datum|gesendet|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|"
	 "enviado em|enviada|fecha|data|inviato|data invio|verzonden|verzonden "
	 "op|skickat|sendt|dato|"
	 "lähetetty|päivämäärä|päiväys|wysłano|wyslano|odesláno|odoslané|poslano|отправлено|дата|"
	 "надіслано|відправлено|gönderildi|gönderilme tarihi|tarih|发送时间|发送日期|日期|寄件日期|"
	 "傳送日期|時間|时间|送信日時|日付|日時|보낸 날짜|날짜|보낸날짜|trimis|elküldve|dátum|"
	 "изпратено|послато|nosūtīts|išsiųsta|đã gửi|dikirim|ส่ง|تاريخ الإرسال|"
	 "στάλθηκε|ημερομηνία|saadetud|kuupäev|datums|נשלח|תאריך|sendt den|"},
	{JN_LABEL_TO,
	 "|to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|pro|кому|kime|alıcı|收件人|收件者|"
	 "宛先|"
	 "받는 "
	 "사람|받는사람|destinataire|destinatario|destinatário|címzett|către|προς|za|kam|kellele|"
	 "받은 "
	 "사람|받는이|saaja|до|получатель|al|ontvanger|adresat|mottaker|mottagare|modtager|naar|אל|"
	 "empfänger|"},
	{JN_LABEL_CC, "|cc|kopie|copie|copia|c.c.|kopia|kopi|kopio|копия|копія|bilgi|抄送|副本|cco|"
		      "bcc|참조|másolat|"
		      "ccn|dw|udw|skrytá|в копии|העתק|"},
	{JN_LABEL_SUBJECT,
	 "|subject|betreff|objet|sujet|asunto|oggetto|onderwerp|ämne|emne|aihe|"
	 "temat|předmět|predmet|"
	 "predmět|тема|konu|主题|主旨|主題|件名|题目|제목|assunto|subiect|tárgy|"
	 "θέμα|teema|tema|tēma|rubrik|ogg|относно|zadeva|chủ đề|subjek|เรื่อง|الموضوع|"
	 "נושא|"},
	{JN_LABEL_OTHER,
	 "|reply-to|antwort "
	 "an|importance|priority|priorität|wichtigkeit|attachments|attachment|anlagen|"
	 "pièces jointes|répondre à|allegati|adjuntos|bijlagen|bilagor|vedlegg|załączniki|"
	 "важность|важливість|önem|重要性|附件|添付ファイル|return-path|message-id|organization|"
	 "list-id|mailing-list|sent by|via|responder a|responder para|rispondi a|ответ|"},
};

/* What is written between dashes, case-folded. */
static const char *const original_words[] = {
	"original message",
	"original-nachricht",
	"ursprüngliche nachricht",
	"originalnachricht",
	"ursprüngliche mail",
	"message d'origine",
	"message d’origine",
	"message original",
	"mensaje original",
	"mensagem original",
	"messaggio originale",
	"messaggio original",
	"oorspronkelijk bericht",
	"origineel bericht",
	"ursprungligt meddelande",
	"originalmeddelande",
	"oprindelig meddelelse",
	"oprindelig besked",
	"original meddelelse",
	"opprinnelig melding",
	"opprinnelig e-post",
	"original e-post",
	"alkuperäinen viesti",
	"wiadomość oryginalna",
	"oryginalna wiadomość",
	"původní zpráva",
	"původní e-mail",
	"pôvodná správa",
	"исходное сообщение",
	"пересылаемое сообщение исходное",
	"оригинальное сообщение",
	"первоначальное сообщение",
	"вихідне повідомлення",
	"оригінальне повідомлення",
	"özgün ileti",
	"orijinal mesaj",
	"özgün mesaj",
	"原始邮件",
	"原始郵件",
	"原邮件",
	"原始信息",
	"元のメッセージ",
	"オリジナル メッセージ",
	"original message from",
	"원본 메시지",
	"원본 메세지",
	"원본메시지",
	"원본 이메일",
	"원본 메일",
	"reply message",
	"mesaj original",
	"eredeti üzenet",
	"αρχικό μήνυμα",
	"original appointment",
	"izvorna poruka",
	"הודעה מקורית",
	"e-mail d'origine",
	"missatge original",
	"quoted text",
	"reply to message",
	NULL,
};

static const char *const forward_words[] = {
	"forwarded message",
	"forwarded mail",
	"forwarded by",
	"weitergeleitete nachricht",
	"weitergeleitete e-mail",
	"weitergeleitet von",
	"message transféré",
	"message réexpédié",
	"courriel transféré",
	"mensaje reenviado",
	"mensagem encaminhada",
	"mensagem reencaminhada",
	"messaggio inoltrato",
	"doorgestuurd bericht",
	"vidarebefordrat meddelande",
	"vidarebefordrat brev",
	"videresendt meddelelse",
	"videresendt melding",
	"videresendt besked",
	"videresendt e-post",
	"edelleenlähetetty viesti",
	"välitetty viesti",
	"wiadomość przekazana",
	"przekazana wiadomość",
	"przeposłana wiadomość",
	"přeposlaná zpráva",
	"preposlaná správa",
	"пересылаемое сообщение",
	"пересланное сообщение",
	"переслане повідомлення",
	"переслане",
	"yönlendirilmiş ileti",
	"iletilen mesaj",
	"yönlendirilen ileti",
	"转发的邮件",
	"转发邮件信息",
	"转发的消息",
	"轉寄的郵件",
	"轉寄郵件",
	"已轉寄的郵件",
	"転送されたメッセージ",
	"転送メッセージ",
	"전달된 메시지",
	"전달된 메일",
	"mesaj redirecționat",
	"továbbított üzenet",
	"προωθημένο μήνυμα",
	"proslijeđena poruka",
	"הודעה שהועברה",
	"missatge reenviat",
	"begin forwarded message",
	"anfang der weitergeleiteten",
	"début du message réexpédié",
	"début du message transféré",
	"inicio del mensaje reenviado",
	"inizio messaggio inoltrato",
	"begin doorgestuurd bericht",
	"início da mensagem reencaminhada",
	"início da mensagem encaminhada",
	"vidarebefordrat mejl",
	"start på videresendt",
	"videresendt:",
	"vidarebefordrat:",
	"välitetty viesti alkaa",
	"początek przekazywanej wiadomości",
	"začátek přeposílané",
	"начало переадресованного",
	"начало пересылаемого",
	"початок листа",
	"iletilen iletinin başlangıcı",
	"下面是被转发的邮件",
	"以下是轉寄的訊息",
	"開始轉寄郵件",
	"転送されたメール",
	"전달된 메시지 시작",
	"mensaje reenviado:",
	"weitergeleitete nachricht:",
	NULL,
};

JnLabel
jn_header_label(const char *line)
{
	const char *start = line + strspn(line, " \t*");
	const char *colon = strchr(start, ':'), *wide = strstr(start, "：");
	g_autofree char *word = NULL;
	g_autofree char *bracketed = NULL;

	if (wide && (!colon || wide < colon))
		colon = wide;
	if (!colon || colon == start || colon - start > 60)
		return JN_LABEL_NONE;
	word = jn_fold(start, colon - start);
	for (gsize len = strlen(word); len && strchr(" \t*", word[len - 1]);)
		word[--len] = '\0';
	/* French puts a no-break space before the colon. */
	if (g_str_has_suffix(word, "\302\240"))
		word[strlen(word) - 2] = '\0';
	if (!*word || strchr(word, '|'))
		return JN_LABEL_NONE;
	bracketed = g_strconcat("|", word, "|", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		if (strstr(labels[i].words, bracketed))
			return labels[i].label;
	return JN_LABEL_NONE;
}

/* With dashes (or what clients write for them) on both sides or before, or a colon behind; and
 * little else, so that prose that speaks of an original message is none. */
JnSeparator
jn_header_separator(const char *line)
{
	g_autofree char *fold = NULL;
	gsize len = strlen(line), lead;
	gboolean dashes, colon;

	if (g_str_equal(line, JN_HTML_OLD_MARK))
		return JN_SEPARATOR_ORIGINAL;
	if (len < 8 || len > 300)
		return JN_SEPARATOR_NONE;
	fold = g_strchomp(jn_fold(line + strspn(line, " \t*>"), -1));
	len = strlen(fold);
	lead = strspn(fold, "-_=");
	dashes = lead >= 2 || g_str_has_prefix(fold, "—") || g_str_has_prefix(fold, "‐‐");
	while (len && strchr("*", fold[len - 1]))
		len--;
	fold[len] = '\0';
	colon = g_str_has_suffix(fold, ":") || g_str_has_suffix(fold, "：");
	if (!dashes && !(colon && len < 80))
		return JN_SEPARATOR_NONE;
	if (jn_words_hold_fold(fold, -1, forward_words))
		return JN_SEPARATOR_FORWARD;
	if (dashes && jn_words_hold_fold(fold, -1, original_words))
		return JN_SEPARATOR_ORIGINAL;
	return JN_SEPARATOR_NONE;
}
