/*
 * message.h - the bytes of one mail -> what stands in it.
 *
 * In:  the raw mail as an MTA hands it over: RFC 5322 + MIME, LF or CRLF line ends, perhaps broken
 *      on purpose. A leading mbox 'From ' line (Exim's pipe adds one) and the blank line that goes
 *      with it are not part of the mail: jn_message_normalise() takes them off.
 * Out: JnMessage. All strings are valid UTF-8 without NUL and control characters (header strings
 *      are one line), or NULL where the mail has none. Times are seconds UTC.
 *
 * Limits: base/limits.h. Too large a header, too many fields and nested groups are
 * JN_ERROR_MALFORMED BEFORE the bytes reach GMime, which overflows its stack on them (see
 * mail/guard.h). Whatever else is broken (no From, two From, bad charset, a truncated multipart) is
 * not an error but is said in `anomalies` or by a NULL; the rules in core/ decide.
 *
 * Time and memory for any input, of 50 MB too (measured on one slow core, with mails made to cost
 * most): one pass of memchr and one of GMime over the bytes, 20 to 80 MB/s; beside the bytes
 * themselves at most 320 MB, where all bounds of mail/guard.h are used up, and 40 MB in what a
 * person could have written. Reading a text (mail/newtext.h) ends at JN_TEXT_BYTES: 4 s at most, of
 * a text of nothing but marks, and 30 bytes a byte of it; 0.2 s of prose. S/MIME in one piece is
 * held twice more while its text is read.
 *
 * GMime reads; it never writes a foreign mail (its writer is not byte-safe). `raw` stays as it was
 * and render/ splices into it by offset.
 *
 * Source: RFC 5322 section 3, RFC 2045-2047, RFC 2231, RFC 6532.
 */
#pragma once

#include <gmime/gmime.h>

/* One mailbox of an address field. */
typedef struct JnMailbox {
	char *name; /* display name, decoded; NULL if none */
	char *addr; /* addr-spec, domain in lower case and as U-labels were written; never NULL */
} JnMailbox;

/* What is wrong with a mail without making it unreadable. Bits of JnMessage.anomalies. */
typedef enum JnAnomaly {
	JN_ANOMALY_NO_FROM = 1 << 0,   /* no From, or none with an address */
	JN_ANOMALY_MANY_FROM = 1 << 1, /* several From fields (RFC 5322 3.6 allows one) */
	JN_ANOMALY_NO_MESSAGE_ID = 1 << 2,
	JN_ANOMALY_NUL = 1 << 3,      /* NUL bytes (RFC 5322 4) */
	JN_ANOMALY_BARE_CR = 1 << 4,  /* a CR that no LF follows */
	JN_ANOMALY_TOO_DEEP = 1 << 5, /* nested past JN_MIME_DEPTH: only the outside was read */
	JN_ANOMALY_TOO_MANY_PARTS = 1 << 6,
} JnAnomaly;

/* How the body is protected; such a body is passed on byte for byte. */
typedef enum JnProtection {
	JN_PROTECTION_NONE,
	JN_PROTECTION_SIGNED,    /* multipart/signed, S/MIME signed-data */
	JN_PROTECTION_ENCRYPTED, /* multipart/encrypted, S/MIME enveloped-data, inline PGP */
} JnProtection;

typedef struct JnMessage {
	GBytes *raw;        /* the whole mail, as given (normalised) */
	gsize body_offset;  /* where the body begins in `raw`; = size where there is none */
	GMimeMessage *mime; /* GMime's tree over `raw`, for render/ and the readers below; it must
			       not outlive the message */
	GByteArray *view;   /* private: what GMime knows `raw` by */
	guint anomalies;    /* JnAnomaly bits */
	JnProtection protection;

	GPtrArray *from; /* JnMailbox; the first From field only; may be empty */
	GPtrArray *to;   /* JnMailbox, at most JN_ADDRESSES */
	GPtrArray *cc;
	JnMailbox *sender;  /* or NULL */
	char *subject;      /* decoded, unfolded; "" if none */
	char *subject_base; /* `subject` less Re:, AW:, Fwd:, SV:, [tags] ..., for threading
			       (RFC 5256 section 2.1, and the prefixes of other languages) */
	char *message_id;   /* without <>; NULL if none or not usable */
	GPtrArray
		*references; /* char *: References then In-Reply-To, without <>, oldest first, each
				once, the direct parent last, at most JN_REFERENCES (newest kept) */
	char *in_reply_to;   /* the first id of In-Reply-To, or NULL */
	char *thread_index;  /* Thread-Index as mail/thread-index.h has it, or NULL */
	gint64 date;         /* Date; 0 if none or not readable */
	int date_offset;     /* the writer's zone, seconds east of UTC */
	gboolean has_zone;   /* Date gives it as a number, not -0000 (RFC 5322, 3.3) */
	char *hash;          /* hex SHA-256 over From, Date and body: the same mail again has the
				same one though its way (Received, ...) differs */
} JnMessage;

void jn_mailbox_free(JnMailbox *mailbox);
void jn_message_free(JnMessage *message);

/*
 * Brings what an MTA handed over into the one form the rest works on: a leading mbox 'From ' line
 * is taken off, CRLF becomes LF, and a mail that does not end in LF gets one. A CR alone and NUL
 * stay. Takes no reference where nothing had to change and returns a new reference in any case.
 */
GBytes *jn_message_normalise(GBytes *raw);

/*
 * Reads a normalised mail. Borrows nothing: keeps a reference to `raw`. NULL with
 * JN_ERROR_MALFORMED for what is empty, has no header, or passes a limit; nothing else fails.
 */
JnMessage *jn_message_parse(GBytes *raw, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first value of a header field, decoded, unfolded and cleaned, or NULL. Caller frees. */
char *jn_message_header(const JnMessage *message, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* All values of a header field, raw but unfolded and cleaned, topmost first. Never NULL. */
GPtrArray *jn_message_headers(const JnMessage *message, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Whether `addr` can be written into an envelope or a header as it is: local@domain, no CR, LF,
 * NUL, blanks or angle brackets, within RFC 5321's lengths. */
gboolean jn_address_is_safe(const char *addr);

/* Equal but for case of the whole (what every large provider does; RFC 5321 2.4 allows more). */
gboolean jn_address_equal(const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnMailbox, jn_mailbox_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnMessage, jn_message_free)
