/*
 * setting.h - the new text of a mail -> lines that say what something is to be.
 *
 *      text    = *( setting / other )
 *      setting = *WSP [ mark 1*WSP ] label *WSP ( ":" / "=" ) value LF *more
 *      label   = 1 to 4 words with a letter, that begin with one or a digit and hold none of
 *                : = @ , < > " ' nor a bracket or quotation mark beyond ASCII
 *      more    = 1*WSP text LF          that is no setting: clients and we fold long lines
 *      mark    = "-" / "*" / "+" / a bullet: settings are copied out of our list of them
 *
 * Around label and value any blank of Unicode may stand: French has a fixed one before the colon.
 *
 * 'https://...' is no setting, nor is 'at 18:05': a digit before and behind the colon. Whether a label
 * means something is not asked here (core/labels.h).
 */
#pragma once

#include <glib.h>

typedef struct JnSetting {
	char *label; /* stripped, as written */
	char *value; /* one line, stripped; "" if nothing stands behind the label */
} JnSetting;

void jn_setting_free(JnSetting *setting);

/* JnSetting in order, at most JN_SETTINGS. `text` is UTF-8. Never NULL. */
GPtrArray *jn_settings_parse(const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSetting, jn_setting_free)
