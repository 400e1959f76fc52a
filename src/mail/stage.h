/*
 * stage.h - how far an SMTP session had come when the server refused, by what a report tells of it.
 *
 * 'User unknown' in answer to RCPT comes from the server's directory. In answer to DATA it comes
 * from a filter that does not want to say so (Japanese mobile operators answer thus to whom their
 * customer does not know), in answer to MAIL it speaks of us.
 */
#pragma once

#include <glib.h>

typedef enum JnStage {
	JN_STAGE_UNKNOWN, /* the report does not tell */
	JN_STAGE_SENDER,  /* the connection, HELO or MAIL: nothing is said of the recipient */
	JN_STAGE_ADDRESS, /* the address was refused, by which command is not said */
	JN_STAGE_RCPT,
	JN_STAGE_DATA,
} JnStage;

/* Of a report's words, or those about one recipient. */
JnStage jn_stage_find(const char *words);

/* Of the transcript of a session, if the words hold one. A RCPT that names another than `recipient`
 * (an addr-spec, or NULL for any) is not its own. */
JnStage jn_stage_transcript(const char *words, const char *recipient);
