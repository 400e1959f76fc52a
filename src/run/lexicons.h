/*
 * lexicons.h - the words of thanks and the like of all languages, from TEMPLATES/LANG/cues.
 */
#pragma once

#include "core/lexicon.h"

#define JN_CUES_FILE "cues"

/* JnLexicon, in the order of their languages' names. A language without such a file has none; none
 * at all is no error: then only question marks are seen. JN_ERROR_CONFIG, with file and line, for
 * one that is broken (of single phrases: jn_lexicon_check()). */
GPtrArray *jn_lexicons_load(const char *templates, GError **error) G_GNUC_WARN_UNUSED_RESULT;
