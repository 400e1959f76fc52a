/*
 * What once broke a parser under `make fuzz`: tests/fuzz/regressions/NAME holds the inputs of
 * target NAME, replayed here with the sanitizers of `make check`; and each target reads the mails
 * of tests/cases and the empty input. Run in the root of the tree.
 */
#include <glib.h>

#define LLVMFuzzerTestOneInput fuzz_base_config
#include "../fuzz/fuzz-base-config.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_address
#include "../fuzz/fuzz-core-address.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_conversation
#include "../fuzz/fuzz-core-conversation.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_cues
#include "../fuzz/fuzz-core-cues.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_lexicon
#include "../fuzz/fuzz-core-lexicon.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_policy
#include "../fuzz/fuzz-core-policy.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_setting
#include "../fuzz/fuzz-core-setting.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_skill
#include "../fuzz/fuzz-core-skill.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_thread
#include "../fuzz/fuzz-core-thread.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_core_traces
#include "../fuzz/fuzz-core-traces.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_auth_results
#include "../fuzz/fuzz-mail-auth-results.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_automatic
#include "../fuzz/fuzz-mail-automatic.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_bounce
#include "../fuzz/fuzz-mail-bounce.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_cms
#include "../fuzz/fuzz-mail-cms.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_message
#include "../fuzz/fuzz-mail-message.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_newtext
#include "../fuzz/fuzz-mail-newtext.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_rtf
#include "../fuzz/fuzz-mail-rtf.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_smtp_reply
#include "../fuzz/fuzz-mail-smtp-reply.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_spf_record
#include "../fuzz/fuzz-mail-spf-record.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_mail_tnef
#include "../fuzz/fuzz-mail-tnef.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_render_copy
#include "../fuzz/fuzz-render-copy.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_render_rebuilt
#include "../fuzz/fuzz-render-rebuilt.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_render_template
#include "../fuzz/fuzz-render-template.c"
#undef LLVMFuzzerTestOneInput

typedef struct Target {
	const char *name;
	int (*run)(const guint8 *data, gsize size);
} Target;

static const Target targets[] = {
	{"base-config", fuzz_base_config},
	{"core-address", fuzz_core_address},
	{"core-conversation", fuzz_core_conversation},
	{"core-cues", fuzz_core_cues},
	{"core-lexicon", fuzz_core_lexicon},
	{"core-policy", fuzz_core_policy},
	{"core-setting", fuzz_core_setting},
	{"core-skill", fuzz_core_skill},
	{"core-thread", fuzz_core_thread},
	{"core-traces", fuzz_core_traces},
	{"mail-auth-results", fuzz_mail_auth_results},
	{"mail-automatic", fuzz_mail_automatic},
	{"mail-bounce", fuzz_mail_bounce},
	{"mail-cms", fuzz_mail_cms},
	{"mail-message", fuzz_mail_message},
	{"mail-newtext", fuzz_mail_newtext},
	{"mail-rtf", fuzz_mail_rtf},
	{"mail-smtp-reply", fuzz_mail_smtp_reply},
	{"mail-spf-record", fuzz_mail_spf_record},
	{"mail-tnef", fuzz_mail_tnef},
	{"render-copy", fuzz_render_copy},
	{"render-rebuilt", fuzz_render_rebuilt},
	{"render-template", fuzz_render_template},
};

static guint
replay(const Target *target, const char *directory, const char *suffix)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;
	guint n = 0;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		g_autofree char *text = NULL;
		g_autofree guint8 *bytes = NULL;
		gsize len;

		if (!g_str_has_suffix(name, suffix))
			continue;
		g_test_message("%s", path);
		g_assert_true(g_file_get_contents(path, &text, &len, NULL));
		/* Without the NUL that GLib adds: an over-read shows. */
		bytes = g_memdup2(text, len);
		target->run(bytes, len);
		n++;
	}
	return n;
}

static void
test_target(gconstpointer data)
{
	const Target *target = data;
	g_autofree char *directory = g_build_filename("tests/fuzz/regressions", target->name, NULL);

	target->run((const guint8 *)"", 0);
	g_assert_cmpuint(replay(target, "tests/cases", ".eml"), >, 0);
	if (g_file_test(directory, G_FILE_TEST_EXISTS))
		g_assert_cmpuint(replay(target, directory, ""), >, 0);
}

static gboolean
is_target(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(targets); i++)
		if (g_str_equal(name, targets[i].name))
			return TRUE;
	return FALSE;
}

/* No target, and no folder of inputs, that nobody runs. */
static void
test_complete(void)
{
	g_autoptr(GDir) dir = g_dir_open("tests/fuzz", 0, NULL);
	g_autoptr(GDir) inputs = g_dir_open("tests/fuzz/regressions", 0, NULL);
	const char *name;
	guint n = 0;

	while ((name = g_dir_read_name(dir)) != NULL)
		n += g_str_has_suffix(name, ".c");
	g_assert_cmpuint(n, ==, G_N_ELEMENTS(targets));
	while ((name = g_dir_read_name(inputs)) != NULL) {
		g_test_message("%s", name);
		g_assert_true(is_target(name));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
		g_autofree char *path = g_strconcat("/fuzz/", targets[i].name, NULL);

		g_test_add_data_func(path, &targets[i], test_target);
	}
	g_test_add_func("/fuzz/complete", test_complete);
	return g_test_run();
}
