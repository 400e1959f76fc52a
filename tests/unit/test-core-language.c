/* core/language.h, and what a mail teaches of its sender's language (core/plan.h). */
#include "core/language.h"

#include <string.h>

#include "core/plan.h"
#include "mail/language.h"

#define DOMAIN "goals.example"

static GPtrArray *
labels_of(const char *codes)
{
	g_auto(GStrv) words = g_strsplit(codes, " ", -1);
	GPtrArray *labels = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);

	for (char **word = words; *word != NULL; word++)
		g_ptr_array_add(labels, jn_labels_parse(*word, "", 0, NULL));
	return labels;
}

static void
test_lookup(void)
{
	static const struct {
		const char *label, *value, *ours, *code;
	} rows[] = {
		{"itself", "de", "da de en", "de"},
		{"of a region", "de-AT", "da de en", "de"},
		{"one that is not there", "fi", "da de en", NULL},
		{"the next that is", "fi, sv, de", "de en", "de"},
		{"by weight", "en;q=0.5, de;q=0.9", "de en", "de"},
		{"not a part of the word", "den", "de en", NULL},
		{"of a region that has its own", "pt-BR", "en pt pt-br", "pt-br"},
		{"of one that has not", "pt-AO", "en pt pt-br", "pt"},
		{"never a region of it", "pt", "en pt-br", NULL},
		{"RFC 4647, 3.4", "zh-Hant-CN-x-private1-private2", "en zh-hant", "zh-hant"},
		{"... a single letter goes with what it begins", "zh-x-hant", "zh", "zh"},
		{"not wanted", "de;q=0, en;q=0.1", "de en", "en"},
		{"... of any region", "de-AT, de;q=0", "de en", NULL},
		{"... but one region", "de, de-AT;q=0", "de en", "de"},
		{"nothing but what is not wanted", "de;q=0", "de en", NULL},
		{"any", "*", "de en", NULL},
		{"Norwegian by its other name", "no", "en nb", "nb"},
		{"... of a region", "nb-NO", "en no", "no"},
		{"... and its neighbour", "nn", "en nb", "nb"},
		{"Norwegian where there is none", "nb, no", "da en", NULL},
		{"itself before its kin", "no", "nb no", "no"},
		{"the kin is not wanted", "no, nb;q=0", "nb", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) labels = labels_of(rows[i].ours);
		g_autoptr(GPtrArray) ranges = jn_language_ranges_parse(rows[i].value);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(jn_language_lookup(ranges, labels), ==, rows[i].code);
		g_assert_null(jn_language_lookup(ranges, NULL));
	}
}

static JnMessage *
message_of(const char *fields)
{
	g_autofree char *raw = g_strdup_printf("From: Ana <ana@home.example>\nSubject: How?\n"
					       "Message-ID: <m1@x.example>\n%s\nHow?\n",
					       fields);
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static void
test_mail(void)
{
	static const struct {
		const char *label, *fields, *code;
	} rows[] = {
		{"none", "", NULL},
		{"what it is in", "Content-Language: de-DE\n", "de"},
		{"what its writer reads", "Accept-Language: fi, de;q=0.5, en;q=0.7\n", "en"},
		{"what it is in comes first", "Accept-Language: en\nContent-Language: de\n", "de"},
		{"unless that is none of ours", "Accept-Language: en\nContent-Language: fi\n",
		 "en"},
		{"two languages in one mail", "Content-Language: fi, da, de\n", "da"},
		{"folded", "Content-Language:\n de\n", "de"},
		{"broken", "Content-Language: =?utf-8?q?x?= \"de\"\n", NULL},
		{"empty", "Content-Language:\nAccept-Language: \n", NULL},
	};
	g_autoptr(GPtrArray) labels = labels_of("da de en");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) message = message_of(rows[i].fields);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(jn_language_of_mail(message, labels), ==, rows[i].code);
	}
}

/* What a question of Ana's teaches. */
static void
test_learn(void)
{
	enum { PROVEN = 1, MACHINE = 2, RELEASED = 4, CONFIRMED = 8, ADMITTED = 16, NEW = 32 };
	static const struct {
		const char *label, *fields;
		guint flags;
		const char *chosen, *learned, *code;
	} rows[] = {
		{"proven", "Content-Language: de\n", PROVEN, NULL, NULL, "de"},
		{"what they confirmed", "Content-Language: de\n", CONFIRMED, NULL, NULL, "de"},
		{"another than before", "Content-Language: de\n", PROVEN, NULL, "da", "de"},
		{"the same again", "Content-Language: de\n", PROVEN, NULL, "de", NULL},
		{"they chose another", "Content-Language: de\n", PROVEN, "da", NULL, NULL},
		{"unproven", "Content-Language: de\n", 0, NULL, NULL, NULL},
		{"unproven, to new@", "Content-Language: de\n", NEW, NULL, NULL, NULL},
		{"a machine's", "Content-Language: de\n", PROVEN | MACHINE, NULL, NULL, NULL},
		{"a machine's, confirmed", "Content-Language: de\n", CONFIRMED | MACHINE, NULL,
		 NULL, NULL},
		{"by the operator's word", "Content-Language: de\n", RELEASED, NULL, NULL, NULL},
		{"by the protege's", "Content-Language: de\n", CONFIRMED | ADMITTED, NULL, NULL,
		 NULL},
		{"it says nothing", "", PROVEN, NULL, "da", NULL},
		{"none of ours", "Content-Language: fi\n", PROVEN, NULL, "da", NULL},
	};
	g_autoptr(GPtrArray) labels = labels_of("da de en");
	static const JnKeys keys;
	static const guint8 random_bytes[JN_RANDOM_BYTES];

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint flags = rows[i].flags;
		g_autoptr(JnMessage) message = message_of(rows[i].fields);
		g_autoptr(JnNewText) text = jn_new_text_read(message);
		g_autoptr(GPtrArray) named = g_ptr_array_new();
		g_autoptr(JnPlan) plan = NULL;
		const char *learned = NULL;
		JnAutomatic automatic = {flags & MACHINE ? JN_AUTOMATIC_LIKELY : JN_AUTOMATIC_NO,
					 (char *)"a sign"};
		JnGoal goal = {
			.id = 7, .name = (char *)"weld", .title = (char *)"Weld", .protege = 1};
		JnPerson ana = {.id = 1,
				.name = (char *)"Ana",
				.language = (char *)rows[i].chosen,
				.mail_language = (char *)rows[i].learned};
		JnSituation s = {.domain = DOMAIN,
				 .separator = '+',
				 .keys = &keys,
				 .cookies_per_day = 3,
				 .now = 1795420800,
				 .random = random_bytes,
				 .message = message,
				 .new_text = text,
				 .automatic = &automatic,
				 .sender = &ana,
				 .goal = flags & NEW ? NULL : &goal,
				 .labels = labels,
				 .language = "en",
				 .evidence = {.login = (flags & PROVEN) != 0,
					      .released = (flags & RELEASED) != 0,
					      .confirmed = (flags & CONFIRMED) != 0,
					      .admitted = (flags & ADMITTED) != 0},
				 .hints = {.named = named, .quoted = ""}};

		g_test_message("%s", rows[i].label);
		g_assert_true(jn_address_parse(flags & NEW ? "new@" DOMAIN : "weld@" DOMAIN, DOMAIN,
					       '+', &s.address));
		plan = jn_plan_make(&s);
		g_assert_cmpuint(plan->ops->len, >, 0);
		for (guint k = 0; k < plan->ops->len; k++) {
			const JnOp *op = plan->ops->pdata[k];

			if (op->kind != JN_OP_MAIL_LANGUAGE)
				continue;
			g_assert_null(learned);
			learned = op->u.setting.text;
			g_assert_cmpint(op->u.setting.person, ==, ana.id);
		}
		g_assert_cmpstr(learned, ==, rows[i].code);
		jn_address_clear(&s.address);
	}
}

/* Chosen before learned, and nobody has none. */
static void
test_person(void)
{
	JnPerson both = {.language = (char *)"sv", .mail_language = (char *)"de"};
	JnPerson learned = {.mail_language = (char *)"de"};
	JnPerson neither = {0};

	g_assert_cmpstr(jn_person_language(&both), ==, "sv");
	g_assert_cmpstr(jn_person_language(&learned), ==, "de");
	g_assert_null(jn_person_language(&neither));
	g_assert_null(jn_person_language(NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	g_test_add_func("/core/language/lookup", test_lookup);
	g_test_add_func("/core/language/mail", test_mail);
	g_test_add_func("/core/language/learn", test_learn);
	g_test_add_func("/core/language/person", test_person);
	return g_test_run();
}
