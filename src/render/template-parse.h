/*
 * template-parse.h - a template's source as nodes; between template-parse.c, which makes them, and
 * template.c, which expands them.
 *
 *      source  = "Subject: " *node LF LF *node
 *      node    = text | "{{" name "}}" | "{{!" remark "}}"
 *              | "{{" ("#" | "^") test "}}" *node "{{/" test "}}"
 *      test    = name ["=" name]
 *      name    = 1*(a-z | 0-9 | "_")
 */
#pragma once

#include "render/template.h"

/* Sections within sections. */
#define JN_TEMPLATE_DEPTH 8

typedef enum JnNodeKind {
	JN_NODE_TEXT,
	JN_NODE_VARIABLE,
	JN_NODE_SECTION,  /* {{#name}} */
	JN_NODE_INVERTED, /* {{^name}} */
	JN_NODE_END,      /* {{/name}} */
} JnNodeKind;

typedef struct JnNode {
	JnNodeKind kind;
	char *text; /* the words, or the name */
	char *word; /* of a section that asks for one, or NULL */
	guint line; /* in the file, from 1 */
	guint end;  /* of a section: where its JN_NODE_END stands */
} JnNode;

struct JnTemplate {
	char *name;
	GArray *subject, *body; /* JnNode */
};
