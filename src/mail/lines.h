/*
 * lines.h - a text as lines, each with what it is: new, quoted, signature, a file.
 *
 * The steps of reading a reply work on this list one after another; mail/newtext.c puts them in
 * order and collects the result.
 */
#pragma once

#include "mail/header-block.h"
#include "mail/signature.h"

typedef enum JnLineKind {
	JN_LINE_NEW,
	JN_LINE_QUOTED,
	JN_LINE_SIGNATURE,
	JN_LINE_FILE, /* of a file that stands encoded in the text (mail/uuencode.h) */
} JnLineKind;

typedef struct JnLine {
	char *raw;      /* the whole line, closed by NUL */
	char *text;     /* behind the quote marks, in `raw` */
	guint depth;    /* quote marks */
	gboolean blank; /* nothing but blanks in `text` */
	JnLineKind kind;
	JnLabel label;    /* what field it looks like; asked of one line many times */
	int mark;         /* JnSignatureMark + 1, or 0: ask jn_lines_signature() */
	gboolean no_mark; /* nothing begins here: a memory of mail/landmark.h */
	gboolean code;    /* between two lines that begin with "```": whatever it looks like, it is
			     text */
} JnLine;

typedef struct JnLines {
	char *buffer;
	JnLine *line;
	gsize n;
} JnLines;

/* Splits a clean text; kinds are JN_LINE_NEW, JN_LINE_QUOTED where marks stand ('> ', or as
 * mail/supercite.h has it), and JN_LINE_FILE. */
void jn_lines_init(JnLines *lines, const char *text);

void jn_lines_clear(JnLines *lines);

/* The first line from `from` on that is not blank, or n. */
gsize jn_lines_next(const JnLines *lines, gsize from);

/* jn_signature_mark() of a line, asked many times and found out once. */
JnSignatureMark jn_lines_signature(JnLines *lines, gsize at);

/* Marks [from, to). Lines with quote marks stay quoted. */
void jn_lines_mark(JnLines *lines, gsize from, gsize to, JnLineKind kind);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnLines, jn_lines_clear)
