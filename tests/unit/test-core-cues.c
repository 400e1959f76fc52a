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

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	load();
	g_test_add_func("/core/cues/grateful", test_grateful);
	g_test_add_func("/core/cues/role", test_role);
	g_test_add_func("/core/cues/question", test_question);
	g_test_add_func("/core/cues/languages", test_languages);
	g_test_add_func("/core/cues/subject", test_subject);
	status = g_test_run();
	g_ptr_array_unref(lexicons);
	return status;
}
