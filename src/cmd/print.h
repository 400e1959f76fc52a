/*
 * print.h - one value, printed for a program (JSON) or for a person (plain).
 *
 * A command builds what it has to say once, as a JsonBuilder: a list is an array of objects, one
 * thing is an object. cmd_print() writes it to standard output:
 *
 *      --json   the value, indented by two blanks; every member, in the order it was put;
 *               hidden characters (base/shown.h) written as \u....
 *      plain    an array: a table, one line an object, one column a member; an array without
 *               elements says so on standard error and prints nothing
 *               an object: lines of 'name: value'; a text of several lines stands indented below
 *               its name; a member that is an array of objects is a table below it
 *
 * In plain form null and an empty text are '-', names have blanks for underscores, hidden
 * characters are shown as their numbers. Columns are aligned by what they take on a terminal (wide characters 2). A cell of several
 * words is cut at 48 columns with an ellipsis; an address or id never is. The last column is whole.
 *
 * Members are named as in the manual, in lower case with underscores; they are stable.
 */
#pragma once

#include <json-glib/json-glib.h>

/* One member of the object being built. A NULL text is null; texts are made valid UTF-8. */
void cmd_put_text(JsonBuilder *builder, const char *name, const char *text);
void cmd_put_int(JsonBuilder *builder, const char *name, gint64 number);
void cmd_put_bool(JsonBuilder *builder, const char *name, gboolean value);
/* An id: 0 is null. */
void cmd_put_id(JsonBuilder *builder, const char *name, gint64 id);
/* Seconds UTC as "2026-11-23T08:00:00Z"; 0 is null. */
void cmd_put_time(JsonBuilder *builder, const char *name, gint64 when);
/* An array of texts. `texts`: char *. */
void cmd_put_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts);

/* The members that a table has as columns, NULL-terminated; NULL: all but arrays. "member:head"
 * gives a column another heading than its member's name. */
typedef const char *const *CmdColumns;

/* Prints what the builder holds and frees it. Returns the exit status: EX_OK, or EX_IOERR when
 * standard output could not be written. */
int cmd_print(JsonBuilder *builder, gboolean json, CmdColumns columns);

/* The same on one line, always as JSON: for `inspect`. */
int cmd_print_line(JsonBuilder *builder);
