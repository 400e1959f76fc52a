/* core/thread.h: which post a mail replies to, on real mails' headers. */
#include "core/thread.h"

#include <string.h>

#define GIST "It burns through when I weld thin tubes. What do I do?"

static const JnPost question = {.id = 1,
				.message_id = (char *)"q@home.example",
				.subject_base = (char *)"Thin tubes",
				.gist = (char *)GIST};
static const JnPost answer = {.id = 2,
			      .message_id = (char *)"a@forge.example",
			      .subject_base = (char *)"Thin tubes",
			      .gist = (char *)"Turn the current down to 40 A."};
static const JnPost other = {.id = 3,
			     .message_id = (char *)"o@home.example",
			     .subject_base = (char *)"Gloves",
			     .gist = (char *)"Yes."};

/* Header lines -> the mail, as an MTA hands it over. */
static JnMessage *
message_of(const char *headers)
{
	g_autofree char *text = g_strconcat("From: bo@forge.example\n", headers, "\nHi\n", NULL);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(raw, &error);

	g_assert_no_error(error);
	return message;
}

static const struct {
	const char *label, *headers;
	const JnPost *named[3]; /* posts of the goal that References name */
	const JnPost *token, *same_subject;
	const char *quoted;
	const JnPost *parent;
} rows[] = {
	{"In-Reply-To", "In-Reply-To: <q@home.example>\n", {&question}, NULL, NULL, "", &question},
	{"In-Reply-To before References' last",
	 "In-Reply-To: <a@forge.example>\nReferences: <a@forge.example> <q@home.example>\n",
	 {&answer, &question},
	 NULL,
	 NULL,
	 "",
	 &answer},
	{"References, the newest that is known",
	 "References: <q@home.example> <a@forge.example> <gone@x.example>\n",
	 {&question, &answer},
	 NULL,
	 NULL,
	 "",
	 &answer},
	{"References before a token that names another",
	 "Subject: Re: Gloves\nReferences: <q@home.example>\n",
	 {&question},
	 &other,
	 NULL,
	 "",
	 &question},
	{"nothing at all", "Subject: Hello\n", {NULL}, NULL, NULL, "", NULL},
	{"a token and its subject",
	 "Subject: Re: Thin tubes\n",
	 {NULL},
	 &question,
	 NULL,
	 "",
	 &question},
	{"a token, its subject in German",
	 "Subject: AW: Thin tubes\n",
	 {NULL},
	 &question,
	 NULL,
	 "",
	 &question},
	/* Clients complete old Reply-To addresses: DESIGN, Addresses. */
	{"a token from the address book, another subject",
	 "Subject: Gas bottles\n",
	 {NULL},
	 &question,
	 NULL,
	 "",
	 NULL},
	{"a token, no subject, nothing quoted", "", {NULL}, &question, NULL, "", NULL},
	{"a token and quoted words, another subject",
	 "Subject: burnt!\n",
	 {NULL},
	 &question,
	 NULL,
	 "> It burns through when I weld\n> thin tubes. What do I do?",
	 &question},
	{"quoted by Outlook, wrapped anew",
	 "Subject: burnt!\n",
	 {NULL},
	 &question,
	 NULL,
	 "From: Ana\nSent: Monday\n\nIt  burns\nthrough when I weld thin tubes. What do I do?",
	 &question},
	{"a quote of something else",
	 "Subject: burnt!\n",
	 {NULL},
	 &question,
	 NULL,
	 "> Turn the current down to 40 A.",
	 NULL},
	{"a post so short that quoting it says nothing",
	 "Subject: hm\n",
	 {NULL},
	 &other,
	 NULL,
	 "> Yes.",
	 NULL},
	{"a reply by subject alone (clients without References)",
	 "Subject: Re: Thin tubes\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 &question},
	{"the same subject, but no reply",
	 "Subject: Thin tubes\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 NULL},
	/* Hijacked threads: 'reply' on an old mail, for its address. */
	{"another subject altogether, nothing quoted",
	 "Subject: Where to buy gas\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 NULL},
	{"another subject, but it is quoted",
	 "Subject: Where to buy gas\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "> It burns through",
	 &question},
	{"another subject, but it says Re:",
	 "Subject: Re: burnt\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"a subject that grew",
	 "Subject: Gas pressure (was: Thin tubes)\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"a subject with a word of the old one",
	 "Subject: tubes are fine now\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"no subject (phones, some tickets)",
	 "In-Reply-To: <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"a hijacked thread is not saved by its token",
	 "Subject: Where to buy gas\nIn-Reply-To: <q@home.example>\n",
	 {&question},
	 &question,
	 NULL,
	 "",
	 NULL},
	/* References as the world writes them. */
	{"only References, In-Reply-To missing (old Outlook Express)",
	 "References: <q@home.example>\n\t<a@forge.example>\n",
	 {&question, &answer},
	 NULL,
	 NULL,
	 "",
	 &answer},
	{"In-Reply-To as a phrase (RFC 822 section 4.6.2)",
	 "In-Reply-To: Your message of \"Mon, 5 Jan 2026\" <q@home.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"commas between ids, and no brackets",
	 "References: q@home.example,a@forge.example\n",
	 {&question, &answer},
	 NULL,
	 NULL,
	 "",
	 &answer},
	{"References cut in the middle of an id: the one before",
	 "References: <q@home.example> <a@forge.exam\n",
	 {&question, &answer},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"In-Reply-To names another goal's post, References ours",
	 "In-Reply-To: <x@other.example>\nReferences: <q@home.example> <x@other.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"References name the mail itself",
	 "Message-ID: <m@x.example>\nReferences: <q@home.example> <m@x.example>\n",
	 {&question},
	 NULL,
	 NULL,
	 "",
	 &question},
	{"an id twice",
	 "References: <a@forge.example> <q@home.example> <a@forge.example>\n",
	 {&question, &answer},
	 NULL,
	 NULL,
	 "",
	 &answer},
	/* The same mail to two goals: each looks for posts of its own. */
	{"a mail to two goals, its parent in the other",
	 "Subject: Thin tubes\nIn-Reply-To: <x@other.example>\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 NULL},
	{"a reply to a digest that quotes the item, by the item's address",
	 "Subject: Re: What was new this week on Goals\nIn-Reply-To: <digest.4.x@goals.example>\n",
	 {NULL},
	 &question,
	 NULL,
	 "> It burns through when I weld thin tubes. What do I do?",
	 &question},
	/* [MS-OXOMSG] 2.2.1.3 */
	{"Thread-Index of a reply, the subject without Re:",
	 "Subject: Thin tubes\nThread-Index: AdltDQanWTZth3akTIHmYLDWfQverwAAAAAB\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 &question},
	{"Thread-Index of a first mail",
	 "Subject: Thin tubes\nThread-Index: AdltDQanWTZth3akTIHmYLDWfQverw==\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 NULL},
	{"Thread-Index that is none",
	 "Subject: Thin tubes\nThread-Index: ?!\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 NULL},
	{"a forwarded mail is no reply by its subject",
	 "Subject: Fwd: Thin tubes\n",
	 {NULL},
	 NULL,
	 &question,
	 "",
	 NULL},
	{"a token comes before the same subject",
	 "Subject: Re: Thin tubes\n",
	 {NULL},
	 &question,
	 &answer,
	 "",
	 &question},
};

static void
test_parent(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) message = message_of(rows[i].headers);
		g_autoptr(GPtrArray) named = g_ptr_array_new();
		JnThreadHints hints = {.named = named,
				       .token = rows[i].token,
				       .same_subject = rows[i].same_subject,
				       .quoted = rows[i].quoted};
		const JnPost *parent;

		for (gsize at = 0; at < G_N_ELEMENTS(rows[i].named) && rows[i].named[at]; at++)
			g_ptr_array_add(named, (gpointer)rows[i].named[at]);
		g_test_message("%s", rows[i].label);
		parent = jn_thread_parent(message, &hints);
		g_assert_cmpint(parent ? parent->id : 0, ==,
				rows[i].parent ? rows[i].parent->id : 0);
	}
}

/* What Outlook's Thread-Index leads to: the answer. */
static void
test_index(void)
{
#define INDEX "Thread-Index: AdltDQanWTZth3akTIHmYLDWfQverwAAAAAB\n"
	static const struct {
		const char *label, *headers;
		const JnPost *named, *token, *same_subject, *parent;
	} cases[] = {
		{"Exchange lost References, and the client Re:", "Subject: Thin tubes\n" INDEX,
		 NULL, NULL, NULL, &answer},
		{"before the subject", "Subject: Re: Thin tubes\n" INDEX, NULL, NULL, &question,
		 &answer},
		{"behind References", "In-Reply-To: <q@home.example>\n" INDEX, &question, NULL,
		 NULL, &question},
		{"behind a token that the subject bears out", "Subject: Re: Thin tubes\n" INDEX,
		 NULL, &question, NULL, &question},
		{"a hijacked conversation", "Subject: Where to buy gas\n" INDEX, NULL, NULL, NULL,
		 NULL},
		{"forwarded, and so of the same conversation", "Subject: Fwd: Thin tubes\n" INDEX,
		 NULL, NULL, NULL, NULL},
		{"a first mail's",
		 "Subject: Thin tubes\nThread-Index: AdltDQanWTZth3akTIHmYLDWfQverw==\n", NULL,
		 NULL, NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(JnMessage) message = message_of(cases[i].headers);
		g_autoptr(GPtrArray) named = g_ptr_array_new();
		JnThreadHints hints = {.named = named,
				       .token = cases[i].token,
				       .same_subject = cases[i].same_subject,
				       .quoted = "",
				       .same_index = &answer};
		const JnPost *parent;

		if (cases[i].named != NULL)
			g_ptr_array_add(named, (gpointer)cases[i].named);
		g_test_message("%s", cases[i].label);
		parent = jn_thread_parent(message, &hints);
		g_assert_cmpint(parent ? parent->id : 0, ==,
				cases[i].parent ? cases[i].parent->id : 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/core/thread/parent", test_parent);
	g_test_add_func("/core/thread/index", test_index);
	return g_test_run();
}
