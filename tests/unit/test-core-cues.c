/*
 * core/cues.h with the lexicons of the tree: what a mail says besides. The tests run in the root of
 * the tree. Rows without a source are the traps that the design names.
 */
#include "core/cues.h"

#include <string.h>

static GPtrArray *lexicons;

static void
load(void)
{
	g_autoptr(GDir) dir = g_dir_open("templates", 0, NULL);
	const char *name;

	lexicons = g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename("templates", name, "cues", NULL);
		g_autofree char *text = NULL;
		g_autoptr(GError) error = NULL;
		JnLexicon *lexicon;
		gsize len;

		if (!g_file_get_contents(path, &text, &len, NULL))
			continue;
		lexicon = jn_lexicon_parse(path, text, len, &error);
		g_assert_no_error(error);
		g_ptr_array_add(lexicons, lexicon);
	}
	g_assert_cmpuint(lexicons->len, >, 0);
}

static JnCues
find(const char *text, JnRole role, JnParent parent, JnKind *ret_kind)
{
	JnCueSource source = {text, "Re: Thin tubes", "Ana Lund"};
	JnCueContext context = {role, parent, parent != JN_PARENT_NONE};
	JnCues cues;
	JnKind kind = jn_kinds_decide(&source, lexicons, &context, 1, &cues);

	if (ret_kind != NULL)
		*ret_kind = kind;
	return cues;
}

/* What the protege writes below an answer, and which sentences of it thank, joined by '|'. */
static void
test_grateful(void)
{
	static const char *const rows[][2] = {
		{"Thanks!", "Thanks!"},
		{"thx a lot", "thx a lot"},
		{"thaaanks :)", "thaaanks :)"},
		{"TYSM", "TYSM"},
		{"Thank you so much, this saved my week.",
		 "Thank you so much, this saved my week."},
		{"It works now, thank you.", "It works now, thank you."},
		{"This helped! I turned it down.", "This helped!"},
		{"I really appreciate your patience.", "I really appreciate your patience."},
		{"You saved me a lot of money.", "You saved me a lot of money."},
		{"Much obliged, that was it.", "Much obliged, that was it."},
		{"Cheers, that worked.", "Cheers, that worked."},
		{"I can't thank you enough.", "I can't thank you enough."},
		{"Couldn\342\200\231t have done it without you.",
		 "Couldn\342\200\231t have done it without you."},
		{"Many thanks to everyone who answered.", "Many thanks to everyone who answered."},
		{"Thanks to you I finally got it working!",
		 "Thanks to you I finally got it working!"},
		{"Thanks, Bo! How much gas do you use?", "Thanks, Bo!"},
		{"Thanks for asking! It went well.", "Thanks for asking!"},
		{"Good. I'll try that tomorrow. Thanks!", "Thanks!"},
		{"Thanks, I will try.\n\nThanks,\nAna", "Thanks, I will try."},
		/* A sentence that a client wrapped. */
		{"I did as you said and thank you for the drawing, which helped me to see\nit.",
		 "I did as you said and thank you for the drawing, which helped me to see it."},
		{"Thanks,\nAna", "Thanks,"},
		{"Thank you. It held. I owe you one.", "Thank you.|I owe you one."},
		/* not */
		{"", ""},
		{"I turned it down to 40 A.", ""},
		{"How do I weld thin tubes? Thanks in advance!", ""},
		{"I tried 60 A. What else can I do?\n\nThanks,\nAna", ""},
		{"What else can I do? Thanks, Ana", ""},
		{"I turned it down to 40 A and nothing else.\n\nThanks,\nAna", ""},
		{"I turned it down to 40 A. Thanks, Ana", ""},
		{"No thanks.", ""},
		{"No, thanks, I have one.", ""},
		{"Thanks to you it broke.", ""},
		{"Thanks to your advice the tube burnt through.", ""},
		{"Thanks to the rain I could not weld at all.", ""},
		{"My neighbour says thanks.", ""},
		{"Please tell Bo thanks from me.", ""},
		{"Thank God it is Friday.", ""},
		{"Any help would be appreciated.", ""},
		{"I would appreciate it if you could explain the second step.", ""},
		{"That did not help me.", ""},
		{"This was not helpful at all.", ""},
		{"Would this be helpful?", ""},
		{"She said \"thank you\" and left.", ""},
		{"I thanked my neighbour for the gas.", ""},
		{"He was grateful for the gloves.", ""},
		{"See https://a.example/thanks for it.", ""},
		/* Forms beside 'thanks', and what only has the word. */
		{"thank ya!", "thank ya!"},
		{"Thanking you for this.", "Thanking you for this."},
		{"With much gratitude.", "With much gratitude."},
		{"That's very kind of you.", "That's very kind of you."},
		{"You're very kind.", "You're very kind."},
		{"Your tip saved the day.", "Your tip saved the day."},
		{"What would I do without you?", "What would I do without you?"},
		{"Without you I'd still be stuck.", "Without you I'd still be stuck."},
		{"I'm in your debt.", "I'm in your debt."},
		{"Ta!", "Ta!"},
		{"Tks", "Tks"},
		{"Words cannot express how grateful I am.",
		 "Words cannot express how grateful I am."},
		{"This means a lot to me.", "This means a lot to me."},
		{"Brilliant answer, exactly what I hoped for.",
		 "Brilliant answer, exactly what I hoped for."},
		{"Great tip! That cleared it up for me.", "That cleared it up for me."},
		{"I needed to hear that.", "I needed to hear that."},
		{"Cheers mate, works now.", "Cheers mate, works now."},
		{"Very well explained.", "Very well explained."},
		{"Thanks to your tip the tank exploded.", ""},
		{"Gee, thanks for ruining it.", ""},
		{"Please thank Bo for me.", ""},
		{"How do I say thank you in Danish?", ""},
		{"I wrote a thank-you card to my aunt.", ""},
		{"Thank you letters are boring to write.", ""},
		{"Can you send me a drawing? Thank you very much!", ""},
		{"Thanks for asking but no.", ""},
		{"Thanks for nothing.", ""},
		{"Happy Thanksgiving!", ""},
		{"Congratulations on your exam!", ""},
		{"You're welcome!", ""},
		{"I don't appreciate your tone.", ""},
		{"My gas is gone. Cheers!", ""},
		{"You can thank the rain for that.", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnCues) cues = find(rows[i][0], JN_ROLE_PROTEGE, JN_PARENT_ANSWER, NULL);
		g_autofree char *joined = NULL;

		g_test_message("%s", rows[i][0]);
		g_ptr_array_add(cues.grateful, NULL);
		joined = g_strjoinv("|", (char **)cues.grateful->pdata);
		g_assert_cmpstr(joined, ==, rows[i][1]);
	}
}

/* Role and parent come before words. */
static void
test_role(void)
{
	static const struct {
		const char *text;
		JnRole role;
		JnParent parent;
		const char *kinds;
	} rows[] = {
		{"How? Thanks!", JN_ROLE_PROTEGE, JN_PARENT_NONE, "question"},
		{"Thank you all so much for reading this. I tried 60 A and am stuck.",
		 JN_ROLE_PROTEGE, JN_PARENT_NONE, "question stuck"},
		{"Thanks for asking!", JN_ROLE_OTHER, JN_PARENT_FOLLOWUP_TO_OWN, "answer"},
		{"Thanks, that helps me too.", JN_ROLE_OTHER, JN_PARENT_ANSWER, "comment"},
		{"I tried it, it worked. Which rod do you have?", JN_ROLE_OTHER, JN_PARENT_QUESTION,
		 "answer question"},
		{"Thanks!", JN_ROLE_PROTEGE, JN_PARENT_ANSWER, "thanks"},
		{"Hi Bo,\n\nthank you so much!\n\nAna", JN_ROLE_PROTEGE, JN_PARENT_ANSWER,
		 "thanks"},
		{"Thanks! Which rod should I take?", JN_ROLE_PROTEGE, JN_PARENT_ANSWER,
		 "followup thanks question"},
		{"Thanks! I turned it down to 40 A and it worked.", JN_ROLE_PROTEGE,
		 JN_PARENT_ANSWER, "followup thanks experience"},
		{"Thanks! The tubes are 1 mm thick and of stainless steel.", JN_ROLE_PROTEGE,
		 JN_PARENT_ANSWER, "followup thanks"},
		{"I'll try it tomorrow.", JN_ROLE_PROTEGE, JN_PARENT_ANSWER, "followup trying"},
		{"I have not tried it.", JN_ROLE_PROTEGE, JN_PARENT_ANSWER, "followup"},
		{"I am still stuck.", JN_ROLE_PROTEGE, JN_PARENT_OWN, "update stuck"},
		{"I am no longer stuck.", JN_ROLE_PROTEGE, JN_PARENT_OWN, "update"},
		{"I reached my goal!", JN_ROLE_PROTEGE, JN_PARENT_OWN, "update achieved"},
		{"Thanks everyone!", JN_ROLE_PROTEGE, JN_PARENT_OWN, "update thanks"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnKind kind;
		g_auto(JnCues) cues = find(rows[i].text, rows[i].role, rows[i].parent, &kind);
		g_autoptr(GPtrArray) words = jn_cues_words(&cues, kind);
		g_autofree char *joined = NULL;

		g_test_message("%s", rows[i].text);
		g_ptr_array_add(words, NULL);
		joined = g_strjoinv(" ", (char **)words->pdata);
		g_assert_cmpstr(joined, ==, rows[i].kinds);
	}
}

static void
test_question(void)
{
	static const struct {
		const char *text;
		gboolean question;
	} rows[] = {
		{"Which rod?", TRUE},
		{"How do I weld thin tubes", TRUE},
		{"I wonder whether 40 A is enough.", TRUE},
		{"I don't know which rod to take.", TRUE},
		{"Any ideas", TRUE},
		{"It burns through. Please tell me what I do wrong.", TRUE},
		{"See http://a.example/?q=1 for it.", FALSE},
		{"Is it http://a.example/x?", TRUE},
		{"It burnt through again. Who knows?", FALSE},
		{"Why not? I will try.", FALSE},
		{"What could possibly go wrong?", FALSE},
		{"What a day. How I did it is below.", FALSE},
		{"I know how it is done.", FALSE},
		{"\346\200\216\344\271\210\347\204\212\357\274\237", TRUE},
		/* No mark, a mark in a URL, and marks that ask nothing, in each language. */
		{"I was wondering if you could send a drawing", TRUE},
		{"Could you tell me which wire you use", TRUE},
		{"What about the gas", TRUE},
		{"which wire do I take", TRUE},
		{"Not sure whether that is right.", TRUE},
		{"Do you think it will hold", TRUE},
		{"I have one more question: the gas.", TRUE},
		{"See https://example.org/?wire=1&gas=2", FALSE},
		{"Who would have thought?", FALSE},
		{"Isn't that great?", FALSE},
		{"Really? I would not have guessed.", FALSE},
		{"I asked him why. He did not know.", FALSE},
		{"You know what? It worked.", FALSE},
		{"Guess what? It worked!", FALSE},
		{"Why didn't I think of that?", FALSE},
		{"How I did it: slowly.", FALSE},
		{"I know what you mean.", FALSE},
		{"What a seam!", FALSE},
		{"Which one? I do not know.", TRUE},
		{"Weißt du, welcher Draht passt", TRUE},
		{"Wie schweiße ich dünne Rohre", TRUE},
		{"Ich frage mich, ob 40 A reichen.", TRUE},
		{"Kannst du mir sagen, welches Gas ich nehmen soll.", TRUE},
		{"Siehe https://example.org/?q=1", FALSE},
		{"Wer hätte das gedacht?", FALSE},
		{"Na und?", FALSE},
		{"Warum nicht?", FALSE},
		{"Was soll ich sagen? Es hält.", FALSE},
		{"Comment souder des tubes fins", TRUE},
		{"Je me demande si 40 A suffisent", TRUE},
		{"Sais-tu quel gaz prendre", TRUE},
		{"Pourquoi pas ? Je vais essayer.", FALSE},
		{"Qui l'eût cru ?", FALSE},
		{"Me pregunto si 40 A bastan", TRUE},
		{"No sé qué gas usar", TRUE},
		{"¿Por qué no? Lo intentaré.", FALSE},
		{"¿Quién lo diría?", FALSE},
		{"Mi chiedo se 40 A bastano", TRUE},
		{"Perché no? Ci provo.", FALSE},
		{"Chi l'avrebbe detto?", FALSE},
		{"Gostaria de saber se 40 A chegam", TRUE},
		{"Por que não? Vou tentar.", FALSE},
		{"Quem diria?", FALSE},
		{"Hoe las ik dunne buizen", TRUE},
		{"Ik vraag me af of 40 A genoeg is", TRUE},
		{"Waarom niet? Ik probeer het.", FALSE},
		{"Wie had dat gedacht?", FALSE},
		{"Hvordan svejser jeg tynde rør", TRUE},
		{"Jeg ved ikke, hvilken tråd jeg skal tage", TRUE},
		{"Mon 40 A er nok", TRUE},
		{"Hvorfor ikke? Jeg prøver.", FALSE},
		{"Hvem skulle have troet det?", FALSE},
		{"Hur svetsar jag tunna rör", TRUE},
		{"Jag undrar om 40 A räcker", TRUE},
		{"Varför inte? Jag provar.", FALSE},
		{"Vem hade trott det?", FALSE},
		{"Hvordan sveiser jeg tynne rør", TRUE},
		{"Jeg lurer på om 40 A holder", TRUE},
		{"Hvorfor ikke? Jeg prøver.", FALSE},
		{"Zastanawiam się, czy 40 A wystarczy", TRUE},
		{"Czemu nie? Spróbuję.", FALSE},
		{"Kto by pomyślał?", FALSE},
		{"Интересно, хватит ли 40 А", TRUE},
		{"Не знаю, какой газ взять", TRUE},
		{"Почему бы и нет? Попробую.", FALSE},
		{"Кто бы мог подумать?", FALSE},
		{"40 A yeter mi acaba", TRUE},
		{"Neden olmasın? Deneyeceğim.", FALSE},
		{"薄管怎么焊", TRUE},
		{"不知道该用什么气体", TRUE},
		{"请问40A够吗", TRUE},
		{"为什么不呢？我试试。", FALSE},
		{"谁知道呢？", FALSE},
		{"薄いパイプはどう溶接しますか", TRUE},
		{"40Aで足りるでしょうか", TRUE},
		{"まさか？", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnCues) cues = find(rows[i].text, JN_ROLE_OTHER, JN_PARENT_QUESTION, NULL);

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(cues.question, ==, rows[i].question);
	}
}

/* Each language: thanks, what only looks like it, questions and progress, below an answer. The rows
 * are of our own making. */
static void
test_languages(void)
{
	static const char *const rows[][2] = {
		/* progress, in English */
		{"I borrowed the small inverter as you said, and it worked!",
		 "followup experience"},
		{"I turned the current down to 40 A and the holes are gone.",
		 "followup experience"},
		{"I followed your advice and bought a used one.", "followup experience"},
		{"It didn't work.", "followup experience"},
		{"That did not help me.", "followup experience"},
		{"I tried it yesterday.", "followup experience"},
		{"Problem solved.", "followup experience"},
		{"Works now.", "followup experience"},
		{"I can't figure it out.", "followup stuck"},
		{"I have no idea what to do next.", "followup question stuck"},
		{"I'm stuck again.", "followup stuck"},
		{"Nothing works.", "followup stuck"},
		{"I reached my goal!", "followup achieved"},
		{"I passed the exam.", "followup achieved"},
		{"I did it!", "followup achieved"},
		{"I will give it a try tonight.", "followup trying"},
		{"I'm going to try the thin rods.", "followup trying"},
		{"I haven't tried it yet.", "followup"},
		{"If it works I will tell you.", "followup"},
		{"I did what you told me.", "followup experience"},
		{"After cleaning the tube it went well.", "followup experience"},
		/* the others */
		{"Mange tak for hjælpen, det hjalp virkelig!", "thanks"},
		{"Tusind tak! Hvordan gør jeg med gassen?", "followup thanks question"},
		{"Hvordan svejser jeg tynde rør? På forhånd tak", "followup question"},
		{"Nej tak, det har jeg.", "followup"},
		{"Takket være dig gik det i stykker.", "followup"},
		{"Tak skal du have Bo", "thanks"},
		{"Jeg sætter stor pris på dit svar.", "thanks"},
		{"Jeg ville sætte pris på et svar.", "followup"},
		{"Tusen takk for svaret, det fungerte!", "followup thanks experience"},
		{"Takk på forhånd!", "followup"},
		{"Nei takk.", "followup"},
		{"Jeg er veldig takknemlig for hjelpen", "thanks"},
		{"Tack så mycket för hjälpen!", "thanks"},
		{"Stort tack!", "thanks"},
		{"Tack vare dig gick den sönder.", "followup"},
		{"Tack på förhand", "followup"},
		{"Det hjälpte mig verkligen, nu fungerar det.", "followup thanks experience"},
		{"I will tack the tube first and then weld it.", "followup"},
		{"Vielen Dank für den Tipp, das hat mir sehr geholfen.", "thanks"},
		{"Danke!", "thanks"},
		{"Danke, Bo! Welche Elektrode nimmst du?", "followup thanks question"},
		{"Wie schweiße ich dünne Rohre? Vielen Dank im Voraus", "followup question"},
		{"Danke im Voraus!", "followup"},
		{"Dank des Regens konnte ich nicht schweißen.", "followup"},
		{"Gott sei Dank ist Freitag.", "followup"},
		{"Nein danke.", "followup"},
		{"Ich wäre für jeden Tipp dankbar.", "followup"},
		{"Das hat mir nicht geholfen.", "followup experience"},
		{"Ich möchte mich ganz herzlich bei dir bedanken.", "thanks"},
		{"Ich habe es ausprobiert und es hat geklappt, du hast mir das Wochenende "
		 "gerettet!",
		 "followup thanks experience"},
		{"Ich komme nicht weiter. Ich weiß nicht, welche Elektrode ich nehmen soll.",
		 "followup question stuck"},
		{"Ich habe mein Ziel erreicht", "followup achieved"},
		{"Jag har provat det men det fungerar inte.", "followup experience"},
		{"Jeg har prøvet det, og det virkede ikke. Jeg er kørt fast.",
		 "followup experience stuck"},
		{"Jeg vil prøve det i morgen.", "followup trying"},
		{"Hartelijk bedankt voor je antwoord, het heeft me erg geholpen.",
		 "followup thanks experience"},
		{"Alvast bedankt!", "followup"},
		{"Nee dank je.", "followup"},
		{"Hoe las ik dunne buizen? Alvast bedankt", "followup question"},
		{"Merci beaucoup pour ta réponse !", "thanks"},
		{"Merci d'avance !", "followup"},
		{"Non merci.", "followup"},
		{"Je vous remercie par avance de votre aide.", "followup"},
		{"Grâce à toi ça marche enfin.", "followup thanks experience"},
		{"Je n'arrive pas à souder, je suis bloqué.", "followup stuck"},
		{"Muchas gracias por la ayuda, me sirvió mucho.", "thanks"},
		{"Gracias de antemano", "followup"},
		{"No, gracias.", "followup"},
		{"Gracias a la lluvia no pude soldar.", "followup"},
		{"¿Cómo puedo soldar tubos finos? Gracias.", "followup question"},
		{"Grazie mille, funziona!", "thanks"},
		{"Grazie in anticipo", "followup"},
		{"No grazie", "followup"},
		{"Grazie alla pioggia non ho potuto saldare.", "followup"},
		{"Ti ringrazio molto per il consiglio.", "thanks"},
		{"Muito obrigado pela resposta, ajudou muito!", "thanks"},
		{"Desde já agradeço.", "followup"},
		{"Não, obrigado.", "followup"},
		{"Sou obrigado a usar luvas.", "followup"},
		{"Bardzo dziękuję za odpowiedź, to mi pomogło.", "thanks"},
		{"Z góry dziękuję!", "followup"},
		{"Nie, dziękuję.", "followup"},
		{"Dzięki Bogu jest piątek.", "followup"},
		{"Спасибо большое, помогло!", "thanks"},
		{"Заранее спасибо", "followup"},
		{"Нет, спасибо.", "followup"},
		{"Как мне варить тонкие трубы? Заранее благодарен.", "followup question"},
		{"Çok teşekkür ederim, işime yaradı.", "thanks"},
		{"Şimdiden teşekkürler", "followup"},
		{"Hayır, teşekkürler.", "followup"},
		{"ありがとうございます。とても助かりました。", "thanks"},
		{"教えていただけると助かります。", "followup question"},
		{"まだうまくいかない。どうすればいいでしょうか", "followup question stuck"},
		{"非常感谢，问题解决了！", "followup thanks experience"},
		{"提前感谢！", "followup"},
		{"不用谢。", "followup"},
		{"我该怎么焊薄管？谢谢", "followup question"},
		{"Tak!", "thanks"},
		{"Tack!", "thanks"},
		{"Takk :)", "thanks"},
		{"Merci!", "thanks"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnKind kind;
		g_auto(JnCues) cues = find(rows[i][0], JN_ROLE_PROTEGE, JN_PARENT_ANSWER, &kind);
		g_autoptr(GPtrArray) words = jn_cues_words(&cues, kind);
		g_autofree char *joined = NULL;

		g_test_message("%s", rows[i][0]);
		g_ptr_array_add(words, NULL);
		joined = g_strjoinv(" ", (char **)words->pdata);
		g_assert_cmpstr(joined, ==, rows[i][1]);
	}
}

/* Thanks, and the same traps in each language: in advance, declined, for a third person's sake, to
 * God or the weather, ironic, behind a question, and the answer to thanks. */
static void
test_thanks_in_languages(void)
{
	static const struct {
		const char *text;
		gboolean grateful;
	} rows[] = {
		{"Vielen lieben Dank für die ausführliche Antwort!", TRUE},
		{"Tausend Dank", TRUE},
		{"Danke dir, das hat geklappt.", TRUE},
		{"Herzlichen Dank euch allen!", TRUE},
		{"Ich danke dir sehr.", TRUE},
		{"Besten Dank für die schnelle Hilfe", TRUE},
		{"Super, danke schön!", TRUE},
		{"Dankeschön", TRUE},
		{"Das war genau das, was ich gebraucht habe, danke", TRUE},
		{"Du hast mir wirklich weitergeholfen.", TRUE},
		{"Kannst du mir eine Zeichnung schicken? Vielen Dank!", FALSE},
		{"Wie mache ich das? Danke schon mal.", FALSE},
		{"Danke, aber nein danke.", FALSE},
		{"Danke für nichts.", FALSE},
		{"Dank deines Tipps ist es kaputt.", FALSE},
		{"Mein Nachbar bedankt sich.", FALSE},
		{"Sag Bo danke von mir.", FALSE},
		{"Nichts zu danken!", FALSE},
		{"Gern geschehen.", FALSE},
		{"Vielen Dank im Voraus für eure Hilfe!", FALSE},
		{"Es geht immer noch nicht.\n\nDanke,\nAna", FALSE},
		{"Merci infiniment !", TRUE},
		{"Un grand merci à tous.", TRUE},
		{"Je te remercie pour ton aide.", TRUE},
		{"Mille mercis", TRUE},
		{"Merci, ça marche !", TRUE},
		{"Je vous suis très reconnaissante.", TRUE},
		{"Ça m'a beaucoup aidé.", TRUE},
		{"Pouvez-vous m'envoyer un plan ? Merci beaucoup", FALSE},
		{"Merci d'avance pour votre aide", FALSE},
		{"Merci mais non merci", FALSE},
		{"Dieu merci, c'est fini.", FALSE},
		{"Il m'a remercié.", FALSE},
		{"De rien !", FALSE},
		{"Grâce à toi tout est cassé.", FALSE},
		{"Comment faire ? Merci", FALSE},
		{"Mil gracias por tu tiempo", TRUE},
		{"Muchísimas gracias", TRUE},
		{"Te lo agradezco mucho", TRUE},
		{"Gracias, funcionó.", TRUE},
		{"Me ayudaste un montón.", TRUE},
		{"Estoy muy agradecida", TRUE},
		{"¿Me mandas un dibujo? Muchas gracias", FALSE},
		{"Gracias por adelantado", FALSE},
		{"Gracias a Dios es viernes", FALSE},
		{"De nada", FALSE},
		{"Gracias a ti se rompió.", FALSE},
		{"Agradecería cualquier ayuda.", FALSE},
		{"Grazie infinite", TRUE},
		{"Ti sono molto grato", TRUE},
		{"Grazie di cuore per l'aiuto", TRUE},
		{"Mi hai aiutato molto", TRUE},
		{"Vi ringrazio tutti", TRUE},
		{"Mi puoi mandare un disegno? Grazie mille", FALSE},
		{"Grazie a te si è rotto.", FALSE},
		{"Grazie a Dio è venerdì", FALSE},
		{"Prego, di niente!", FALSE},
		{"Grazie anticipatamente", FALSE},
		{"Obrigada!", TRUE},
		{"Muitíssimo obrigado pela ajuda", TRUE},
		{"Agradeço muito a sua resposta", TRUE},
		{"Valeu demais!", TRUE},
		{"Brigadão", TRUE},
		{"Fico muito grata", TRUE},
		{"Pode me mandar um desenho? Obrigado", FALSE},
		{"Graças a Deus acabou", FALSE},
		{"Graças a você quebrou.", FALSE},
		{"De nada!", FALSE},
		{"Obrigado desde já", FALSE},
		{"Agradeceria qualquer ajuda", FALSE},
		{"Dank je wel!", TRUE},
		{"Heel erg bedankt", TRUE},
		{"Dankjewel voor je hulp", TRUE},
		{"Ontzettend bedankt allemaal", TRUE},
		{"Ik waardeer je hulp enorm", TRUE},
		{"Dank u wel", TRUE},
		{"Kun je een tekening sturen? Bedankt!", FALSE},
		{"Bij voorbaat dank", FALSE},
		{"Dankzij jou is het kapot.", FALSE},
		{"Graag gedaan", FALSE},
		{"Nee, bedankt", FALSE},
		{"Tak for svaret", TRUE},
		{"Mange tusind tak", TRUE},
		{"Tak skal du have!", TRUE},
		{"Det var en stor hjælp", TRUE},
		{"Jeg er dybt taknemmelig", TRUE},
		{"Kan du sende en tegning? På forhånd mange tak", FALSE},
		{"Gud ske lov, tak til vejret er det slut.", FALSE},
		{"Selv tak", FALSE},
		{"Tak for ingenting.", FALSE},
		{"Kan du sende en tegning? Mange tak!", FALSE},
		{"Tack så jättemycket!", TRUE},
		{"Tusen tack för svaret", TRUE},
		{"Jag är så tacksam", TRUE},
		{"Tackar!", TRUE},
		{"Kan du skicka en ritning? Tack!", FALSE},
		{"Tack och lov är det fredag", FALSE},
		{"Ingen orsak", FALSE},
		{"Varsågod", FALSE},
		{"Jag skulle uppskatta ett svar", FALSE},
		{"Tusen hjertelig takk", TRUE},
		{"Takk skal du ha", TRUE},
		{"Hjertelig takk for hjelpen!", TRUE},
		{"Kan du sende en tegning? Takk", FALSE},
		{"Takket være deg er det ødelagt", FALSE},
		{"Gudskjelov", FALSE},
		{"Bare hyggelig", FALSE},
		{"Wielkie dzięki!", TRUE},
		{"Dziękuję bardzo za pomoc", TRUE},
		{"Serdecznie dziękuję", TRUE},
		{"Jestem bardzo wdzięczna", TRUE},
		{"Dzięki, działa!", TRUE},
		{"Czy możesz przysłać rysunek? Dziękuję", FALSE},
		{"Dziękuję z góry", FALSE},
		{"Dzięki tobie się zepsuło.", FALSE},
		{"Nie ma za co", FALSE},
		{"Большое спасибо за ответ!", TRUE},
		{"Огромное спасибо", TRUE},
		{"Благодарю вас", TRUE},
		{"Я очень благодарна", TRUE},
		{"Спасибо всем", TRUE},
		{"Можешь прислать чертёж? Спасибо", FALSE},
		{"Слава богу, готово", FALSE},
		{"Спасибо, не надо.", FALSE},
		{"Пожалуйста!", FALSE},
		{"Не за что", FALSE},
		{"Благодаря тебе всё сломалось.", FALSE},
		{"Çok sağ ol", TRUE},
		{"Teşekkür ederim, çalıştı!", TRUE},
		{"Çok teşekkürler", TRUE},
		{"Minnettarım", TRUE},
		{"Çizim gönderebilir misin? Teşekkürler", FALSE},
		{"Rica ederim", FALSE},
		{"Bir şey değil", FALSE},
		{"Allah'a şükür bitti", FALSE},
		{"谢谢你！", TRUE},
		{"多谢大家", TRUE},
		{"太感谢了", TRUE},
		{"十分感激", TRUE},
		{"谢谢，解决了", TRUE},
		{"能发一张图吗？谢谢！", FALSE},
		{"不客气", FALSE},
		{"先谢谢了", FALSE},
		{"多亏了天气", FALSE},
		{"ありがとう！", TRUE},
		{"本当にありがとうございました", TRUE},
		{"感謝します", TRUE},
		{"おかげさまでできました", TRUE},
		{"助かりました", TRUE},
		{"図面を送ってもらえますか？よろしくお願いします", FALSE},
		{"どういたしまして", FALSE},
		{"ありがとうございます、でも結構です", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnCues) cues = find(rows[i].text, JN_ROLE_PROTEGE, JN_PARENT_ANSWER, NULL);

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(cues.grateful->len > 0, ==, rows[i].grateful);
	}
}

/* What came of trying, in each language: experience, trying, stuck, achieved, and what only has
 * their words. */
static void
test_progress(void)
{
	static const struct {
		const char *text;
		char cue; /* its first letter */
		gboolean said;
	} rows[] = {
		{"I tried it and the seam holds now.", 'E', TRUE},
		{"Did as you said, and it held.", 'E', TRUE},
		{"Your tip worked perfectly.", 'E', TRUE},
		{"No luck, it still burns through.", 'E', TRUE},
		{"I turned it down but it did not help.", 'E', TRUE},
		{"After lowering the current the holes are gone.", 'E', TRUE},
		{"Update: it works!", 'E', TRUE},
		{"It failed again.", 'E', TRUE},
		{"Sadly that made it worse.", 'E', TRUE},
		{"Finally got it to work with 40 A.", 'E', TRUE},
		{"I will try it tomorrow.", 'E', FALSE},
		{"Should I try 40 A?", 'E', FALSE},
		{"Have you tried it?", 'E', FALSE},
		{"If it works I let you know.", 'E', FALSE},
		{"My brother tried that once.", 'E', FALSE},
		{"I have not had time to try.", 'E', FALSE},
		{"It works by melting the metal.", 'E', FALSE},
		{"I'll give it a go this weekend.", 'T', TRUE},
		{"Going to test this tonight.", 'T', TRUE},
		{"I ordered the thin rods and will try them on Saturday.", 'T', TRUE},
		{"Let me try that.", 'T', TRUE},
		{"I tried.", 'T', FALSE},
		{"Try harder.", 'T', FALSE},
		{"I am completely stuck.", 'S', TRUE},
		{"I don't know what else to do.", 'S', TRUE},
		{"I'm about to give up.", 'S', TRUE},
		{"I keep failing at this.", 'S', TRUE},
		{"I can't get past the first step.", 'S', TRUE},
		{"I am not stuck any more.", 'S', FALSE},
		{"The rod stuck to the plate.", 'S', FALSE},
		{"Never give up!", 'S', FALSE},
		{"I passed my welding exam!", 'A', TRUE},
		{"I got the job!", 'A', TRUE},
		{"My goal is reached.", 'A', TRUE},
		{"I finally finished the chair.", 'A', TRUE},
		{"When I pass the exam I will tell you.", 'A', FALSE},
		{"I have not reached my goal yet.", 'A', FALSE},
		{"He got the job.", 'A', FALSE},
		{"Ich habe es versucht, aber es brennt immer noch durch.", 'E', TRUE},
		{"Mit 40 A hat es geklappt.", 'E', TRUE},
		{"Leider hat das nichts gebracht.", 'E', TRUE},
		{"Ich werde es morgen versuchen.", 'E', FALSE},
		{"Ich weiß nicht mehr weiter.", 'S', TRUE},
		{"Ich stecke fest.", 'S', TRUE},
		{"Ich habe die Prüfung bestanden!", 'A', TRUE},
		{"Ich probiere es morgen aus.", 'T', TRUE},
		{"J'ai essayé et ça a marché.", 'E', TRUE},
		{"Ça n'a pas marché.", 'E', TRUE},
		{"Je vais essayer demain.", 'E', FALSE},
		{"Je suis bloquée.", 'S', TRUE},
		{"J'ai réussi mon examen !", 'A', TRUE},
		{"Je vais essayer ce soir.", 'T', TRUE},
		{"Lo probé y funcionó.", 'E', TRUE},
		{"No funcionó.", 'E', TRUE},
		{"Lo probaré mañana.", 'E', FALSE},
		{"Estoy atascada.", 'S', TRUE},
		{"Aprobé el examen.", 'A', TRUE},
		{"Voy a probarlo mañana.", 'T', TRUE},
		{"L'ho provato e ha funzionato.", 'E', TRUE},
		{"Non ha funzionato.", 'E', TRUE},
		{"Lo proverò domani.", 'E', FALSE},
		{"Sono bloccata.", 'S', TRUE},
		{"Ho superato l'esame!", 'A', TRUE},
		{"Testei e funcionou.", 'E', TRUE},
		{"Não funcionou.", 'E', TRUE},
		{"Vou testar amanhã.", 'E', FALSE},
		{"Estou travada.", 'S', TRUE},
		{"Passei no exame!", 'A', TRUE},
		{"Ik heb het geprobeerd en het werkte.", 'E', TRUE},
		{"Het werkte niet.", 'E', TRUE},
		{"Ik ga het morgen proberen.", 'E', FALSE},
		{"Ik zit vast.", 'S', TRUE},
		{"Ik ben geslaagd!", 'A', TRUE},
		{"Jeg har prøvet det, og det virkede.", 'E', TRUE},
		{"Det virkede ikke.", 'E', TRUE},
		{"Jeg prøver det i morgen.", 'E', FALSE},
		{"Jeg sidder fast.", 'S', TRUE},
		{"Jeg er gået i stå.", 'S', TRUE},
		{"Jeg bestod prøven!", 'A', TRUE},
		{"Jeg har ikke nået målet endnu.", 'A', FALSE},
		{"Hvis jeg har nået mit mål til maj, bliver jeg glad.", 'A', FALSE},
		{"Jag har provat och det fungerade.", 'E', TRUE},
		{"Det funkade inte.", 'E', TRUE},
		{"Jag ska prova i morgon.", 'E', FALSE},
		{"Jag har kört fast.", 'S', TRUE},
		{"Jag klarade provet!", 'A', TRUE},
		{"Jag har inte nått målet än.", 'A', FALSE},
		{"Jag har snart en vecka kvar innan jag har nått mitt mål.", 'A', FALSE},
		{"Jeg har prøvd det, og det virket.", 'E', TRUE},
		{"Det virket ikke.", 'E', TRUE},
		{"Jeg skal prøve i morgen.", 'E', FALSE},
		{"Jeg står fast.", 'S', TRUE},
		{"Jeg besto prøven!", 'A', TRUE},
		{"Spróbowałem i zadziałało.", 'E', TRUE},
		{"Nie zadziałało.", 'E', TRUE},
		{"Spróbuję jutro.", 'E', FALSE},
		{"Utknęłam.", 'S', TRUE},
		{"Zdałam egzamin!", 'A', TRUE},
		{"Я попробовала, и получилось.", 'E', TRUE},
		{"Не помогло.", 'E', TRUE},
		{"Попробую завтра.", 'E', FALSE},
		{"Я застряла.", 'S', TRUE},
		{"Я сдала экзамен!", 'A', TRUE},
		{"Denedim ve işe yaradı.", 'E', TRUE},
		{"İşe yaramadı.", 'E', TRUE},
		{"Yarın deneyeceğim.", 'E', FALSE},
		{"Takıldım kaldım.", 'S', TRUE},
		{"Sınavı geçtim!", 'A', TRUE},
		{"我试了，成功了。", 'E', TRUE},
		{"没有用。", 'E', TRUE},
		{"我明天试试。", 'E', FALSE},
		{"我卡住了。", 'S', TRUE},
		{"我通过了考试！", 'A', TRUE},
		{"やってみたらうまくいきました。", 'E', TRUE},
		{"うまくいきませんでした。", 'E', TRUE},
		{"明日やってみます。", 'E', FALSE},
		{"行き詰まっています。", 'S', TRUE},
		{"試験に合格しました！", 'A', TRUE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnCues) cues = find(rows[i].text, JN_ROLE_PROTEGE, JN_PARENT_ANSWER, NULL);
		gboolean said = rows[i].cue == 'E'   ? cues.experience
				: rows[i].cue == 'T' ? cues.trying
				: rows[i].cue == 'S' ? cues.stuck
						     : cues.achieved;

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(said, ==, rows[i].said);
	}
}

/* A subject alone speaks, unless a reply repeats it. */
static void
test_subject(void)
{
	static const struct {
		const char *text, *subject;
		guint n;
	} rows[] = {
		{"", "Thank you!", 1},
		{"", "Re: Thank you!", 0},
		{"It burns.", "Thank you!", 0},
	};
	JnCueContext context = {JN_ROLE_PROTEGE, JN_PARENT_ANSWER, TRUE};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnCueSource source = {rows[i].text, rows[i].subject, NULL};
		g_auto(JnCues) cues = {0};

		jn_cues_find(&source, lexicons, &context, &cues);
		g_assert_cmpuint(cues.grateful->len, ==, rows[i].n);
	}
}

/* The language a text is in, where it is long enough to tell. */
static void
test_language(void)
{
	static const char *const rows[][2] = {
		{"de", "Ich habe eine kleine Werkstatt und will meine Gartenm\303\266bel selbst "
		       "reparieren. Wie fange ich am besten an?"},
		{"en", "I have a small garage and want to mend my garden furniture. How do I begin "
		       "with it, and what is it that I need?"},
		{"da", "Jeg er 43 \303\245r og har aldrig svejset f\303\270r. Jeg har l\303\245nt "
		       "et apparat af "
		       "min nabo og vil gerne lave et hegn til haven. Hvad skal jeg \303\270ve mig "
		       "p\303\245 "
		       "f\303\270rst, og hvordan undg\303\245r jeg at br\303\246nde hul i det "
		       "tynde st\303\245l?"},
		{NULL, "Jeg har et lille garage og vil reparere."},
		{"sv", "Jag har ett litet garage och vill laga mina tr\303\244dg\303\245rdsm"
		       "\303\266bler, men jag vet inte vad jag ska b\303\266rja med eller hur man "
		       "g\303\266r det."},
		{"fr",
		 "J'ai un petit garage et je veux r\303\251parer les meubles de mon jardin, mais "
		 "je ne sais pas par quoi commencer ni ce qu'il me faut pour cela."},
		{"es", "Tengo un garaje peque\303\261o y quiero arreglar los muebles de mi "
		       "jard\303\255n, pero no s\303\251 por d\303\263nde empezar ni qu\303\251 "
		       "es lo que me hace falta."},
		{NULL, "MIG, 0.8 mm, Argon."},
		{NULL, "Danke!"},
		{NULL, ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(jn_cues_language(lexicons, rows[i][1]), ==, rows[i][0]);
	g_assert_null(jn_cues_language(NULL, rows[0][1]));
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	load();
	g_test_add_func("/cues/language", test_language);
	g_test_add_func("/core/cues/grateful", test_grateful);
	g_test_add_func("/core/cues/role", test_role);
	g_test_add_func("/core/cues/question", test_question);
	g_test_add_func("/core/cues/languages", test_languages);
	g_test_add_func("/core/cues/thanks-in-languages", test_thanks_in_languages);
	g_test_add_func("/core/cues/progress", test_progress);
	g_test_add_func("/core/cues/subject", test_subject);
	status = g_test_run();
	g_ptr_array_unref(lexicons);
	return status;
}
