/*
 * copy-place.h - where in a text the footer goes.
 *
 * Each takes the text's bytes, in a charset that extends ASCII, and returns an offset into it;
 * `len` stands for the end. The _encoded ones read quoted-printable without decoding it, so that
 * all else stays as it is, byte for byte.
 */
#pragma once

#include <glib.h>

/* The beginning of the first line that is '-- ', or `len`. LF and CRLF. */
gsize jn_place_in_text(const char *data, gsize len);
gsize jn_place_in_text_encoded(const char *data, gsize len);

/* Before the last '</body', else before the last '</html', or `len`. */
gsize jn_place_in_html(const char *data, gsize len);
gsize jn_place_in_html_encoded(const char *data, gsize len);
