/*
 * alias.h - the name under which an anonymous protege appears: two plain, friendly words.
 *
 *      alias = adjective " " noun          "Quiet Heron"
 *
 * Made of random bytes and of nothing else: the same person has another one in each goal, and none
 * tells of another. Never a name that somebody else in the goal bears, nor one that was given
 * before, here or elsewhere, and be it taken off since: people would take one for the other. Where
 * all pairs are gone, a number stands behind.
 */
#pragma once

#include "core/model.h"

/* Random bytes that an alias is made of. */
#define JN_ALIAS_BYTES 4

/* `random`: JN_ALIAS_BYTES. `answerers`: JnAnswerer, whose names it must not be; or NULL. `given`:
 * char *, the aliases there were; or NULL. Caller frees. */
char *jn_alias_make(const guint8 *random, const GPtrArray *answerers, const GPtrArray *given)
	G_GNUC_WARN_UNUSED_RESULT;
