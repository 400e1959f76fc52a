/*
 * landmark.h - the places in a reply where something else begins: an attribution line, a header
 * block, a separator. Found over several lines, which the word tables (mail/attribution.h,
 * mail/header-block.h) see one at a time.
 */
#pragma once

#include "mail/attribution.h"
#include "mail/lines.h"

typedef enum JnLandmarkKind {
	JN_LANDMARK_NONE,
	JN_LANDMARK_ATTRIBUTION,
	JN_LANDMARK_ORIGINAL, /* a header block, or 'Original Message' */
	JN_LANDMARK_FORWARD,  /* 'Forwarded message', with the header block behind it */
} JnLandmarkKind;

typedef struct JnLandmark {
	JnLandmarkKind kind;
	JnAttribution attribution; /* how sure, for an attribution */
	gsize end;                 /* the first line behind it */
} JnLandmark;

/* What begins at line `at`, which has no quote marks. FALSE if nothing does; that is noted in the
 * line, so that asking again costs nothing. */
gboolean jn_landmark_at(JnLines *lines, gsize at, JnLandmark *ret_landmark);
