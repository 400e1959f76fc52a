/*
 * smtp-fan.h - several connections to the MTA at work together, driven by one poll(). For submit.c.
 *
 * The first connection carries all there is while that is little; others are opened where more is to
 * be sent, up to [delivery] connections. One that cannot be opened is no trouble while another
 * works: the server may want no more of them. They are kept until jn_fan_rest().
 */
#pragma once

#include "run/submit.h"

typedef struct JnFan JnFan;

JnFan *jn_fan_new(const JnConfig *config);
/* Says good-bye. */
void jn_fan_free(JnFan *self);
void jn_fan_rest(JnFan *self);

/* As jn_submit(). */
void jn_fan_send(JnFan *self, const JnSending *sending);
