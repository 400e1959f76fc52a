/*
 * thread-index.h - the field by which Outlook and Exchange thread ([MS-OXOMSG] 2.2.1.3).
 *
 *      Thread-Index = base64 of 22 bytes, and of 5 more for each reply
 *
 * The first 22 bytes (a 1, time and GUID) are those of the mail that began the conversation; a
 * reply's begin with all of the index of the mail that it answers. So of two indices the shorter is
 * an ancestor if the longer begins with it, and equal heads are of one conversation.
 *
 * In hexadecimal digits in lower case, two a byte, so that text compares as the bytes do.
 */
#pragma once

#include <glib.h>

/* Digits of a conversation's head, and of each reply. */
#define JN_THREAD_INDEX_HEAD 44
#define JN_THREAD_INDEX_STEP 10

/* Replies to replies that an index may tell of: Outlook begins anew before. */
#define JN_THREAD_INDEX_STEPS 100

/* The field's value as digits, or NULL if it is none. Caller frees. */
char *jn_thread_index_parse(const char *value) G_GNUC_WARN_UNUSED_RESULT;
