/*
 * says.h - what a post says besides its kind, as a condition; not for others than store/.
 */
#pragma once

/* Of a row `o` of post: it tells how trying went. The same as jn_post_says_experience(). */
#define JN_SAYS_EXPERIENCE "(o.kind = 'experience' OR ' ' || o.says || ' ' LIKE '% experience %')"
