/*
 * core/consent.h: what is a yes. What people write and what machines answer stand in
 * tests/automatic/yes-persons.txt and yes-machines.txt, each below a line '=== what it is'. Run in
 * the root of the tree.
 */
#include "core/consent.h"

#include <string.h>

static GPtrArray *lexicons;

typedef void (*Check)(const char *label, const char *words);

static void
each_of(const char *name, guint least, Check check)
{
	g_autofree char *path = g_build_filename("tests/automatic", name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) texts = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(text, "=== "));
	texts = g_strsplit(text + strlen("=== "), "\n=== ", -1);
	/* A file that was cut proves nothing. */
	g_assert_cmpuint(g_strv_length(texts), >=, least);
	for (gsize i = 0; texts[i]; i++) {
		char *words = strchr(texts[i], '\n');

		g_assert_nonnull(words);
		*words++ = '\0';
		check(texts[i], g_strchomp(words));
	}
}

/* The actions by which something comes about that nobody else's program may bring about. */
static const JnAction for_persons[] = {
	JN_ACTION_GOAL,   JN_ACTION_FOLLOW,  JN_ACTION_RELEASE,  JN_ACTION_LINK, JN_ACTION_ADMIT,
	JN_ACTION_SHARE,  JN_ACTION_PREVIEW, JN_ACTION_REVEAL,   JN_ACTION_OPEN, JN_ACTION_PRIMARY,
	JN_ACTION_FORGET, JN_ACTION_ACCEPT,  JN_ACTION_ACHIEVED,
};

static void
check_machine(const char *label, const char *words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(for_persons); i++) {
		g_test_message("%s: %s", label, jn_action_word(for_persons[i]));
		g_assert_cmpint(jn_consent_read(words, for_persons[i], lexicons), !=,
				JN_CONSENT_GIVEN);
	}
	/* That a mail arrived, a machine can show. */
	g_assert_cmpint(jn_consent_read(words, JN_ACTION_RESUME, lexicons), !=, JN_CONSENT_UNSURE);
}

static void
check_person(const char *label, const char *words)
{
	/* Who accepts may ask something behind it; the others are asked what they mean. */
	for (gsize i = 0; i < G_N_ELEMENTS(for_persons); i++) {
		if (strchr(words, '?') && for_persons[i] != JN_ACTION_ACCEPT)
			continue;
		g_test_message("%s: %s", label, jn_action_word(for_persons[i]));
		g_assert_cmpint(jn_consent_read(words, for_persons[i], lexicons), ==,
				JN_CONSENT_GIVEN);
	}
}

static void
test_machines(void)
{
	each_of("yes-machines.txt", 50, check_machine);
}

static void
test_persons(void)
{
	each_of("yes-persons.txt", 45, check_person);
}

static void
test_table(void)
{
	static const struct {
		const char *label, *words;
		JnAction action;
		JnConsent consent;
	} rows[] = {
		{"a no", "No, that was not me", JN_ACTION_FORGET, JN_CONSENT_REFUSED},
		{"a question", "What is this?", JN_ACTION_FOLLOW, JN_CONSENT_REFUSED},
		{"another command", "#help", JN_ACTION_FOLLOW, JN_CONSENT_REFUSED},
		{"a yes that is turned", "Yes, but please not now", JN_ACTION_FORGET,
		 JN_CONSENT_REFUSED},
		{"a stop behind a yes", "Yes. Stop that", JN_ACTION_FOLLOW, JN_CONSENT_REFUSED},
		{"leaves instead", "unsubscribe", JN_ACTION_FOLLOW, JN_CONSENT_REFUSED},
		{"leaves", "unsubscribe", JN_ACTION_UNFOLLOW, JN_CONSENT_GIVEN},
		{"leaves, and tells why",
		 "This has become far too much mail, my children read it "
		 "at breakfast and the dog eats the rest of it.",
		 JN_ACTION_UNFOLLOW, JN_CONSENT_GIVEN},
		{"does not leave by a notice", "I am out of the office until 4 May.",
		 JN_ACTION_UNFOLLOW, JN_CONSENT_UNSURE},
		{"does not leave a closed goal by one", "I am out of the office until 4 May.",
		 JN_ACTION_LEAVE, JN_CONSENT_UNSURE},
		{"a notice in reply to a probe", "I am out of the office until 4 May.",
		 JN_ACTION_RESUME, JN_CONSENT_GIVEN},
		{"a mentor asks behind a yes", "Gladly. When do we begin?", JN_ACTION_ACCEPT,
		 JN_CONSENT_GIVEN},
		{"a mentor leaves", "#leave", JN_ACTION_ACCEPT, JN_CONSENT_GIVEN},
		{"private words, a yes", "Yes, show it", JN_ACTION_SHOW, JN_CONSENT_GIVEN},
		{"private words, more of them",
		 "Yes, and I should have said that I was the one who was late, always.",
		 JN_ACTION_SHOW, JN_CONSENT_REFUSED},
		{"79 octets that say nothing",
		 "1234567890123456789012345678901234567890123456789012345678901234567890123456789",
		 JN_ACTION_FOLLOW, JN_CONSENT_GIVEN},
		{"81 octets that say nothing",
		 "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
		 "1",
		 JN_ACTION_FOLLOW, JN_CONSENT_UNSURE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_consent_read(rows[i].words, rows[i].action, lexicons), ==,
				rows[i].consent);
	}
}

static void
lexicons_load(void)
{
	g_autoptr(GDir) dir = g_dir_open("templates", 0, NULL);
	const char *language;

	g_assert_nonnull(dir);
	lexicons = g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);
	while ((language = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename("templates", language, "cues", NULL);
		g_autofree char *text = NULL;
		g_autoptr(GError) error = NULL;
		gsize len;

		if (!g_file_get_contents(path, &text, &len, NULL))
			continue;
		g_ptr_array_add(lexicons, jn_lexicon_parse(path, text, len, &error));
		g_assert_no_error(error);
	}
	g_assert_cmpuint(lexicons->len, >=, 6);
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	lexicons_load();
	g_test_add_func("/core/consent/machines", test_machines);
	g_test_add_func("/core/consent/persons", test_persons);
	g_test_add_func("/core/consent/table", test_table);
	status = g_test_run();
	g_ptr_array_unref(lexicons);
	return status;
}
