/*
 * test-mail-received.c - who logged in, as our MTA wrote it into Received.
 */
#include <string.h>

#include "mail/received.h"

static const struct {
	const char *label, *field, *login;
} cases[] = {
	{"Postfix 3.7",
	 "from [192.0.2.7] (unknown [192.0.2.7]) (Authenticated sender: ana@home.example) by "
	 "mx.goals.example (Postfix) with ESMTPSA id 4X; Sat, 28 Nov 2026 06:00:00 +0000 (UTC)",
	 "ana@home.example"},
	{"with TLS",
	 "from c.example (c.example [192.0.2.7]) (using TLSv1.3 with cipher X (256/256 bits)) (No "
	 "client certificate requested) (Authenticated sender: ana) by mx (Postfix)",
	 "ana"},
	{"no login", "from c.example (c.example [192.0.2.7]) by mx (Postfix) with ESMTP id 4X",
	 NULL},
	{"outside of a comment", "from Authenticated sender: ana by mx (Postfix)", NULL},
	{"within another comment", "from x (y (Authenticated sender: ana)) by mx", NULL},
	{"in a quoted string", "from \"(Authenticated sender: ana)\" (x [192.0.2.7]) by mx", NULL},
	{"behind a quoted parenthesis", "from \"(\" (Authenticated sender: ana) by mx", "ana"},
	{"an escaped one", "from x (a \\) (Authenticated sender: ana) b) by mx", NULL},
	{"two of them", "from x (Authenticated sender: mal) (Authenticated sender: ana) by mx",
	 NULL},
	{"nobody", "from x (Authenticated sender: ) by mx", NULL},
	{"two words", "from x (Authenticated sender: ana mal) by mx", NULL},
	{"unclosed", "from x (Authenticated sender: ana", NULL},
	{"unclosed string", "from \"x (Authenticated sender: ana) by mx", NULL},
	{"empty", "", NULL},
};

static void
test_login(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *field = g_strdup(cases[i].field);
		g_autofree char *login = jn_received_login(field);

		g_test_message("%s", cases[i].label);
		g_assert_cmpstr(login, ==, cases[i].login);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/received/login", test_login);
	return g_test_run();
}
