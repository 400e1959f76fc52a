/*
 * alias.h - the name under which an anonymous protege appears: two plain, friendly words.
 *
 *      alias = adjective " " noun          "Quiet Heron"
 *
 * Made of random bytes and of nothing else: the same person has another one in each goal, and none
 * tells of another. Never a name that somebody else in the goal bears: people would take one for
 * the other.
 */
#pragma once

#include "core/model.h"

/* Random bytes that an alias is made of. */
#define JN_ALIAS_BYTES 4

/* `random`: JN_ALIAS_BYTES. `answerers`: JnAnswerer, whose names it must not be; or NULL. `former`:
 * one that it must not be either, or NULL. Caller frees. */
char *jn_alias_make(const guint8 *random, const GPtrArray *answerers, const char *former)
	G_GNUC_WARN_UNUSED_RESULT;
