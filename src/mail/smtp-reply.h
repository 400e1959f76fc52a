/*
 * smtp-reply.h - the octets that an SMTP server says -> replies.
 *
 *      reply = *( code "-" [text] EOL ) code [ SP [text] ] EOL       RFC 5321 section 4.2
 *      code  = "2".."5" 2DIGIT; EOL = [CR] LF
 *
 * Octets come in pieces of any size. Strict where a mistake would let a reply answer the wrong
 * command: a code that is none, another code within a reply, a sign other than SP or "-" behind it
 * are garbage, and whoever reads must close the connection. Tolerant where nothing hangs on it: LF
 * alone, no text, lines longer than the 512 octets of the RFC, of which the begin is kept.
 */
#pragma once

#include <glib.h>

/* Of the text; the rest is read and forgotten. */
#define JN_REPLY_TEXT_BYTES 1000
/* A reply that is longer is garbage: who sends that much never ends. */
#define JN_REPLY_BYTES (1 << 20)

typedef enum JnReplyState {
	JN_REPLY_MORE, /* all octets are taken, the reply goes on */
	JN_REPLY_WHOLE,
	JN_REPLY_GARBAGE,
} JnReplyState;

typedef struct JnReplyReader {
	int code;      /* of the whole reply; within one: of its lines so far, 0: none yet */
	GString *text; /* of the whole reply: what stands behind the codes, lines parted by SP */
	GString *line; /* the begin of a line whose end has not come */
	gsize size;    /* octets of the reply so far */
	gboolean is_whole;
} JnReplyReader;

void jn_reply_reader_init(JnReplyReader *self);
void jn_reply_reader_clear(JnReplyReader *self);

/* Takes octets up to the end of one reply; *ret_used: how many. After WHOLE `code` and `text` are
 * that reply's until the next call. After GARBAGE nothing more can be read. */
JnReplyState jn_reply_feed(JnReplyReader *self, const char *data, gsize len, gsize *ret_used);

/* The text in one line of valid UTF-8 without control characters. Caller frees. */
char *jn_reply_words(const JnReplyReader *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnReplyReader, jn_reply_reader_clear)
