/*
 * labels.h - reads templates/LANG/labels of all languages there are templates in (core/labels.h
 * says what they are). Errors: TEMPORARY, CONFIG.
 */
#pragma once

#include "core/labels.h"

#define JN_LABELS_FILE "labels"

/* JnLabels in order of the languages' codes; a language without the file has only its code, and so
 * has each without `words`. */
GPtrArray *jn_labels_load(const char *templates, gboolean words, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
