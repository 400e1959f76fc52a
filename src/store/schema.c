#include "store/schema.h"

/* The application_id of a journster database: "jnst". */
#define APPLICATION_ID "1785623412"

/*
 * The first version: until it is released it changes in place. Then each change is a migration.
 * Times are seconds UTC, 0 is never. Words are those of core/model.h. STRICT: a wrong type is an
 * error.
 */
static const char version_1[] =
	"PRAGMA application_id = " APPLICATION_ID ";"
	/* A person, known by at least one address. */
	"CREATE TABLE person ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  name TEXT,"          /* as others see it; NULL: none known */
	"  language TEXT,"      /* that they chose at me@; NULL: none */
	"  mail_language TEXT," /* that their proven mail said last; NULL: none, or they chose */
	"  zone INTEGER," /* seconds east of UTC, of the Date of their mail; NULL: the site's */
	"  skills TEXT NOT NULL DEFAULT '',"       /* what they can help with */
	"  skills_new INTEGER NOT NULL DEFAULT 0," /* 1: they, or the language, are not in the
							 table skill yet; the clock sees to it */
	"  introductions TEXT NOT NULL DEFAULT 'weekly'," /* to goals their skills fit: weekly or
							     none */
	"  thanks TEXT NOT NULL DEFAULT 'weekly',"        /* digests of thanks: weekly or none */
	"  thanked INTEGER NOT NULL DEFAULT 0,"       /* when the last mail of thanks was made */
	"  nudged INTEGER NOT NULL DEFAULT 0,"        /* when the last nudge was made */
	"  weekly_digest INTEGER NOT NULL DEFAULT 0," /* when the last weekly digest was due */
	"  digest_asked INTEGER NOT NULL DEFAULT 0,"  /* when they asked for one at once; 0: no */
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX person_zone ON person (zone, id);"
	"CREATE INDEX person_skills_new ON person (id) WHERE skills_new = 1;"
	"CREATE INDEX person_digest_asked ON person (id) WHERE digest_asked != 0;"
	"CREATE TABLE address ("
	"  addr TEXT PRIMARY KEY," /* addr-spec in lower case */
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  is_primary INTEGER NOT NULL," /* 1: their mail goes here */
	"  reach TEXT NOT NULL DEFAULT 'ok',"
	"  reach_since INTEGER NOT NULL DEFAULT 0,"
	"  reach_reason TEXT,"
	"  score INTEGER NOT NULL DEFAULT 0,"  /* of what came back (core/reach.h) */
	"  scored INTEGER NOT NULL DEFAULT 0," /* when it was that */
	"  probed INTEGER NOT NULL DEFAULT 0," /* when the last probe went out */
	"  created INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX address_person ON address (person_id);"
	"CREATE UNIQUE INDEX address_primary ON address (person_id) WHERE is_primary = 1;"
	"CREATE INDEX address_probing ON address (reach_since) WHERE reach = 'probing';"
	"CREATE INDEX address_suspended ON address (reach_since) WHERE reach = 'suspended';"
	/* What came back of mail to a person, the last of it: for the operator to see why. */
	"CREATE TABLE setback ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  kind TEXT NOT NULL," /* of core/reach.h */
	"  told TEXT NOT NULL," /* how we know: report, or reply (of our MTA) */
	"  reason TEXT NOT NULL,"
	"  score INTEGER NOT NULL," /* behind it */
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX setback_person ON setback (person_id, id);"
	"CREATE INDEX setback_created ON setback (created);"
	/* A goal. Its name is never given again: deleting empties the row and keeps it. */
	"CREATE TABLE goal ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  name TEXT NOT NULL UNIQUE," /* local part of its address */
	"  title TEXT NOT NULL,"
	"  background TEXT NOT NULL,"
	"  expectations TEXT NOT NULL,"
	"  skills TEXT NOT NULL,"
	"  language TEXT," /* for readers who have none of their own; NULL: the site's */
	"  state TEXT NOT NULL,"
	"  phase TEXT NOT NULL,"
	"  phase_since INTEGER NOT NULL,"
	"  phase_post INTEGER NOT NULL DEFAULT 0," /* the post that caused it */
	"  protege_id INTEGER REFERENCES person,"  /* NULL: the stream open@ */
	"  alias TEXT,"                            /* of an anonymous protege; NULL: they are not */
	"  alias_post INTEGER NOT NULL DEFAULT 0," /* the last post when they took it */
	"  created INTEGER NOT NULL,"
	"  closed INTEGER NOT NULL DEFAULT 0," /* since when; 0: it is not. Stays when it ends */
	"  quiet INTEGER NOT NULL DEFAULT 0,"  /* until then nothing is broadcast: a close waits
						  for its proof */
	/* What the goal is about as others than its members see it while it is closed: as it was
	 * then; NULL: as it is. Of the phase also when it is open again, until it is said anew. */
	"  open_background TEXT, open_expectations TEXT, open_skills TEXT,"
	"  open_phase TEXT, open_phase_since INTEGER NOT NULL DEFAULT 0,"
	"  quieted INTEGER NOT NULL DEFAULT 0," /* when that last began */
	"  look INTEGER NOT NULL DEFAULT 0,"    /* when the clock is to see what is due; 0: never */
	"  again INTEGER NOT NULL DEFAULT 0,"   /* when the clock is to see whether a question is
						  sent once more; 0: never */
	"  dormant INTEGER NOT NULL DEFAULT 0," /* since when the protege says nothing; 0: not */
	"  moderation TEXT NOT NULL DEFAULT 'site'," /* whose mail is looked at first: site, open,
							first, always */
	"  nudges TEXT,"                             /* days (core/journey.h); NULL: the site's */
	"  nudged INTEGER NOT NULL DEFAULT 0,"      /* nudges to say how trying, or the end, went */
	"  asked_again INTEGER NOT NULL DEFAULT 0," /* the last question sent once more */
	"  fit TEXT NOT NULL DEFAULT ''," /* how well the protege and the chosen fit together: for
					     the protege alone */
	"  epoch INTEGER NOT NULL DEFAULT 0" /* counts what changes who gets its posts: a page of
						  recipients read before is read again */
	") STRICT;"
	"CREATE INDEX goal_look ON goal (look) WHERE look != 0;"
	"CREATE INDEX goal_again ON goal (again) WHERE again != 0;"
	/* What the phase was, and since when. The post is the one that caused it, or an answer that
	 * was chosen to be tried. */
	"CREATE TABLE phase ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  phase TEXT NOT NULL,"
	"  post_id INTEGER NOT NULL,"
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX phase_goal ON phase (goal_id, id);"
	"CREATE INDEX goal_quiet ON goal (quiet) WHERE quiet != 0;"
	"CREATE INDEX goal_protege ON goal (protege_id);"
	"CREATE INDEX goal_state ON goal (state, id);"
	"CREATE TABLE follow ("
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  mode TEXT NOT NULL,"
	"  since INTEGER NOT NULL,"
	"  digested INTEGER NOT NULL,"                /* last post that a digest told them of */
	"  digested_goal INTEGER NOT NULL DEFAULT 0," /* of open@: the last goal, likewise */
	"  PRIMARY KEY (goal_id, person_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX follow_person ON follow (person_id);"
	/*
	 * Mentors chosen when a goal was closed. Rows stay when it opens again: what was said stays
	 * between those it was said to. asked_post and accepted_post are the last posts there were
	 * at the time. A member sees a closed post if all that is closed above it, and it, came
	 * after they were asked; those up to accepted_post went to them by rows of the outbox of
	 * their own, later ones with everybody's.
	 */
	"CREATE TABLE goal_mentor ("
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  state TEXT NOT NULL," /* asked, accepted, declined, left */
	"  since INTEGER NOT NULL,"
	"  asked_post INTEGER NOT NULL,"
	"  accepted_post INTEGER NOT NULL DEFAULT 0,"
	"  expires INTEGER NOT NULL,"            /* asked: until when they may accept */
	"  reminded INTEGER NOT NULL DEFAULT 0," /* when, if they were */
	"  PRIMARY KEY (goal_id, person_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX goal_mentor_person ON goal_mentor (person_id);"
	"CREATE INDEX goal_mentor_asked ON goal_mentor (expires) WHERE state = 'asked';"
	/*
	 * What people can help with: each skill once a language, however many have it, with the
	 * stems by which it is found (core/skill.h). It goes with the last who has it.
	 */
	"CREATE TABLE skill ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  language TEXT NOT NULL," /* of whose stems they are */
	"  key TEXT NOT NULL,"      /* the same for its other forms */
	"  shown TEXT NOT NULL,"    /* as first written */
	"  UNIQUE (language, key)"
	") STRICT;"
	"CREATE TABLE skill_stem ("
	"  language TEXT NOT NULL,"
	"  stem TEXT NOT NULL,"
	"  lead INTEGER NOT NULL," /* 1: it leads */
	"  skill_id INTEGER NOT NULL REFERENCES skill,"
	"  PRIMARY KEY (language, stem, lead, skill_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX skill_stem_skill ON skill_stem (skill_id);"
	"CREATE TABLE person_skill ("
	"  skill_id INTEGER NOT NULL REFERENCES skill,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  PRIMARY KEY (skill_id, person_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX person_skill_person ON person_skill (person_id);"
	/* Goals, and questions to be sent once more, for which people whose skills fit are looked
	 * for; the row goes when all have been. */
	"CREATE TABLE seeking ("
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  post_id INTEGER NOT NULL,"          /* the question; 0: the goal itself */
	"  cursor INTEGER NOT NULL DEFAULT 0," /* the last person looked at */
	"  PRIMARY KEY (goal_id, post_id)"
	") STRICT, WITHOUT ROWID;"
	/* Who was found, and told: once of each. */
	"CREATE TABLE introduced ("
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  post_id INTEGER NOT NULL," /* as in seeking */
	"  found INTEGER NOT NULL,"
	"  told INTEGER NOT NULL DEFAULT 0,"     /* when the mail was made; 0: they wait */
	"  has_left INTEGER NOT NULL DEFAULT 0," /* 1: they left the goal and hear no more of it */
	"  PRIMARY KEY (goal_id, person_id, post_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX introduced_waiting ON introduced (person_id, goal_id, post_id)"
	" WHERE told = 0 AND has_left = 0;"
	"CREATE INDEX introduced_person ON introduced (person_id, told);"
	"CREATE INDEX introduced_found ON introduced (found) WHERE told = 0 AND has_left = 0;"
	/* The aliases that were given, for nobody to get one again: not whose, nor where. */
	"CREATE TABLE alias ("
	"  name TEXT PRIMARY KEY"
	") STRICT, WITHOUT ROWID;"
	/* Whom the anonymous protege of a goal told who they are. */
	"CREATE TABLE goal_told ("
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  PRIMARY KEY (goal_id, person_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX goal_told_person ON goal_told (person_id);"
	/* A mail as it came: raw, or in a file of the spool where it is large. */
	"CREATE TABLE mail ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  raw BLOB,"
	"  file TEXT," /* name below STATE/spool/mail; NULL: raw */
	"  size INTEGER NOT NULL,"
	"  envelope_sender TEXT NOT NULL,"
	"  recipient TEXT NOT NULL,"
	"  received INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX mail_file ON mail (file) WHERE file IS NOT NULL;"
	/* Those that came to return paths: who is forgotten is named in them. */
	"CREATE INDEX mail_returned ON mail (id) WHERE recipient LIKE 'bounces%';"
	"CREATE TABLE post ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  author_id INTEGER NOT NULL REFERENCES person,"
	"  parent_id INTEGER REFERENCES post,"
	"  root_id INTEGER NOT NULL,"        /* the first post of the conversation, or itself */
	"  mail_id INTEGER REFERENCES mail," /* NULL: its author had it removed, with its words */
	"  kind TEXT NOT NULL,"
	"  says TEXT NOT NULL," /* what else it says: words parted by blanks, such as thanks */
	"  audience TEXT NOT NULL,"
	"  closed_root INTEGER NOT NULL DEFAULT 0," /* the oldest closed post above, or itself */
	"  shared INTEGER NOT NULL DEFAULT 0," /* 1: open by #share although the goal is closed */
	"  number INTEGER NOT NULL,"           /* of an open answer within its goal; else 0 */
	"  message_id TEXT NOT NULL,"          /* without <>; made up where the mail had none */
	"  original_id TEXT," /* of an anonymous post: the mail's own, which nobody gets to see;
				 NULL: it is not anonymous */
	"  subject TEXT NOT NULL,"
	"  subject_base TEXT NOT NULL,"
	"  gist TEXT NOT NULL,"
	"  text TEXT NOT NULL," /* the new text; of an anonymous post all that others get */
	"  chosen INTEGER NOT NULL DEFAULT 0," /* an answer: when it was chosen to be tried */
	"  listed INTEGER NOT NULL DEFAULT 0," /* a question: when its answers were listed */
	"  nudged INTEGER NOT NULL DEFAULT 0," /* an answer: nudges to say something to it */
	"  thread_index TEXT,"                 /* Outlook's (mail/thread-index.h); NULL: none */
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX post_goal ON post (goal_id);"
	"CREATE INDEX post_thread_index ON post (goal_id, thread_index)"
	" WHERE thread_index IS NOT NULL;"
	"CREATE INDEX post_chosen ON post (goal_id, id) WHERE chosen != 0;"
	"CREATE INDEX post_message_id ON post (goal_id, message_id);"
	"CREATE INDEX post_original_id ON post (goal_id, original_id)"
	" WHERE original_id IS NOT NULL;"
	"CREATE INDEX post_subject ON post (goal_id, subject_base, id);"
	"CREATE INDEX post_kind ON post (goal_id, kind, id);"
	"CREATE INDEX post_number ON post (goal_id, number) WHERE number != 0;"
	"CREATE INDEX post_author ON post (author_id, goal_id, id);"
	"CREATE INDEX post_parent ON post (parent_id);"
	"CREATE INDEX post_root ON post (root_id, id);"
	"CREATE INDEX post_mail ON post (mail_id);"
	/*
	 * What a post of the protege says of somebody's answer: thanks, in the exact sentences;
	 * experience, what came of trying it; outcome, that the goal is reached. A row an answer
	 * and kind, for its author, who learns of it in a digest of thanks.
	 */
	"CREATE TABLE gratitude ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  post_id INTEGER NOT NULL REFERENCES post,"
	"  answer_id INTEGER NOT NULL REFERENCES post,"
	"  person_id INTEGER NOT NULL REFERENCES person," /* who wrote the answer */
	"  kind TEXT NOT NULL,"
	"  words TEXT NOT NULL,"
	"  created INTEGER NOT NULL,"
	"  told INTEGER NOT NULL DEFAULT 0," /* when a mail that tells of it was made */
	"  is_first INTEGER NOT NULL," /* 1: when it was written they had never been thanked */
	"  UNIQUE (post_id, answer_id, kind)"
	") STRICT;"
	"CREATE INDEX gratitude_untold ON gratitude (person_id, goal_id, answer_id, id)"
	"  WHERE told = 0;"
	"CREATE INDEX gratitude_first ON gratitude (person_id)"
	"  WHERE told = 0 AND is_first = 1 AND kind = 'thanks';"
	"CREATE INDEX gratitude_person ON gratitude (person_id, goal_id);"
	"CREATE INDEX gratitude_goal ON gratitude (goal_id);"
	"CREATE INDEX gratitude_answer ON gratitude (answer_id);"
	/*
	 * What went wrong with a mentorship, each side asked apart. other_id: about whom; 0: a
	 * protege about all who answered. Only person_id may read the words, until both have agreed
	 * (core/plan-reflect.c); no command shows them.
	 */
	"CREATE TABLE reflection ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  goal_id INTEGER NOT NULL REFERENCES goal,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  other_id INTEGER NOT NULL,"
	"  asked INTEGER NOT NULL,"
	"  answered INTEGER NOT NULL DEFAULT 0,"
	"  agreed INTEGER NOT NULL DEFAULT 0," /* when they agreed that the other reads it */
	"  shared INTEGER NOT NULL DEFAULT 0," /* when the other got it; of a protege, one other */
	"  on_goal TEXT, on_other TEXT, on_self TEXT, on_ability TEXT," /* the four answers */
	"  rest TEXT," /* what answers none of the four */
	"  UNIQUE (goal_id, person_id, other_id)"
	") STRICT;"
	"CREATE INDEX reflection_person ON reflection (person_id);"
	"CREATE INDEX reflection_other ON reflection (other_id);"
	/* Held mail: not acted on, until someone releases it. */
	"CREATE TABLE held ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  mail_id INTEGER NOT NULL REFERENCES mail,"
	"  goal_id INTEGER REFERENCES goal,"
	"  person_id INTEGER REFERENCES person," /* whom it waits for; NULL: the operator */
	"  sender TEXT NOT NULL,"                /* From, for the list */
	"  subject TEXT NOT NULL,"
	"  reason TEXT NOT NULL,"
	"  state TEXT NOT NULL," /* waiting, noted (waits for nobody), released, dropped, expired */
	"  moderated INTEGER NOT NULL DEFAULT 0," /* 1: it waits to be looked at */
	"  untold INTEGER NOT NULL DEFAULT 0,"    /* 1: its sender is not told that it is here */
	"  gist TEXT NOT NULL DEFAULT '',"        /* of such a mail, for the reminder */
	"  reminded INTEGER NOT NULL DEFAULT 0,"  /* when its moderators were */
	"  created INTEGER NOT NULL,"
	"  expires INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX held_moderated ON held (created) WHERE moderated = 1 AND reminded = 0"
	" AND state = 'waiting';"
	"CREATE INDEX held_looked_at ON held (goal_id, created) WHERE moderated = 1;"
	"CREATE INDEX held_goal ON held (goal_id);"
	"CREATE INDEX held_state ON held (state, id);"
	"CREATE INDEX held_person ON held (person_id);"
	"CREATE INDEX held_sender ON held (lower(sender));"
	"CREATE INDEX held_expires ON held (expires);"
	"CREATE INDEX held_mail ON held (mail_id);"
	/*
	 * Senders whose mail is not wanted. It outlives who is blocked: of the forgotten it has a
	 * hash (store/block.h).
	 */
	"CREATE TABLE blocked ("
	"  addr TEXT NOT NULL,"       /* addr-spec or @domain in lower case, or sha256:HASH */
	"  goal_id INTEGER NOT NULL," /* 0: of the whole site */
	"  by TEXT NOT NULL,"         /* operator, protege */
	"  since INTEGER NOT NULL,"
	"  reason TEXT NOT NULL," /* the operator's words, or "" */
	"  PRIMARY KEY (addr, goal_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX blocked_goal ON blocked (goal_id, addr);"
	/* The same mail again is one mail. */
	"CREATE TABLE seen ("
	"  place TEXT NOT NULL," /* local part of the address, tokens left out */
	"  message_id TEXT NOT NULL,"
	"  hash TEXT NOT NULL,"
	"  held_id INTEGER NOT NULL," /* 0: acted on */
	"  created INTEGER NOT NULL,"
	"  PRIMARY KEY (place, message_id, hash)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX seen_held ON seen (held_id) WHERE held_id != 0;"
	/* Cookies are kept as SHA-256: who reads the database cannot use them. */
	"CREATE TABLE cookie ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  hash TEXT NOT NULL UNIQUE,"
	"  action TEXT NOT NULL,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  goal_id INTEGER REFERENCES goal,"
	"  held_id INTEGER,"
	"  payload TEXT," /* GVariant text, a{sv} */
	"  created INTEGER NOT NULL,"
	"  expires INTEGER NOT NULL,"
	"  spent INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE INDEX cookie_person ON cookie (person_id);"
	"CREATE INDEX cookie_moderate ON cookie (goal_id, created) WHERE action = 'moderate';"
	"CREATE INDEX cookie_expires ON cookie (expires);"
	"CREATE INDEX cookie_held ON cookie (held_id) WHERE held_id != 0;"
	/* Those that name an address: spent ones have no payload. */
	"CREATE INDEX cookie_link ON cookie (id) WHERE action = 'link' AND payload IS NOT NULL;"
	/* Mail we sent somebody without proof that they asked, to bound it. */
	"CREATE TABLE unasked ("
	"  id INTEGER PRIMARY KEY,"
	"  person_id INTEGER NOT NULL REFERENCES person,"
	"  mailbox TEXT NOT NULL DEFAULT ''," /* where it went, as SHA-256 (store/held.h) */
	"  created INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX unasked_person ON unasked (person_id);"
	"CREATE INDEX unasked_mailbox ON unasked (mailbox, created);"
	"CREATE INDEX unasked_created ON unasked (created);"
	/* ... by mail of which source (run/source.h), as SHA-256, for some hours. */
	"CREATE TABLE unasked_source ("
	"  hash TEXT NOT NULL,"
	"  created INTEGER NOT NULL,"
	"  count INTEGER NOT NULL,"
	"  PRIMARY KEY (hash, created)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX unasked_source_created ON unasked_source (created);"
	/*
	 * What is to be sent: a post to its audience, or a letter of ours. Not a row a recipient: a
	 * cursor moves over the persons in the order of their ids.
	 */
	"CREATE TABLE outbox ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  goal_id INTEGER REFERENCES goal,"
	"  post_id INTEGER REFERENCES post,"
	"  mail_id INTEGER REFERENCES mail," /* a mail forwarded to the operator as it is */
	"  template TEXT,"
	"  variables TEXT," /* GVariant text, a{sv}; emptied when sent, but for what tells of
				     several posts: it may hold a cookie */
	"  recipients TEXT NOT NULL,"            /* person, post, stream, followers, readers,
						  operator */
	"  person_id INTEGER REFERENCES person," /* of a post: nobody else of its audience */
	"  address TEXT,"  /* of the person, where it is not the primary one; emptied when sent */
	"  language TEXT," /* of the letter, where the person has none: a forgotten one, a new one */
	"  reply_to TEXT,"
	"  in_reply_to TEXT," /* the mail that it answers; '': one without an id; NULL: none */
	"  cursor INTEGER NOT NULL DEFAULT 0," /* the last person done */
	"  sent INTEGER NOT NULL DEFAULT 0,"
	"  created INTEGER NOT NULL,"
	"  due INTEGER NOT NULL,"
	"  attempts INTEGER NOT NULL DEFAULT 0,"
	"  crashes INTEGER NOT NULL DEFAULT 0," /* times the program died on it */
	"  done INTEGER NOT NULL DEFAULT 0,"
	"  error TEXT"
	") STRICT;"
	"CREATE INDEX outbox_due ON outbox (due, id) WHERE done = 0;"
	"CREATE INDEX outbox_waiting ON outbox (id) WHERE done = 0;"
	"CREATE INDEX outbox_person ON outbox (person_id, created);"
	"CREATE INDEX outbox_post ON outbox (post_id);"
	"CREATE INDEX outbox_mail ON outbox (mail_id);"
	/* Rows that may tell of somebody. */
	"CREATE INDEX outbox_tells ON outbox (id) WHERE variables IS NOT NULL OR error IS NOT NULL;"
	/* Only those for whom sending failed. */
	"CREATE TABLE outbox_failed ("
	"  outbox_id INTEGER NOT NULL REFERENCES outbox,"
	"  person_id INTEGER NOT NULL," /* 0: the operator */
	"  first INTEGER NOT NULL,"
	"  due INTEGER NOT NULL,"
	"  attempts INTEGER NOT NULL,"
	"  given_up INTEGER NOT NULL DEFAULT 0,"
	"  error TEXT NOT NULL,"
	"  PRIMARY KEY (outbox_id, person_id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX outbox_failed_due ON outbox_failed (due) WHERE given_up = 0;"
	"CREATE INDEX outbox_failed_person ON outbox_failed (person_id);"
	/* When the clock last did what it does at intervals. */
	"CREATE TABLE clock ("
	"  task TEXT PRIMARY KEY,"
	"  last INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"INSERT INTO goal (name, title, background, expectations, skills, state, phase,"
	"                  phase_since, created)"
	"  VALUES ('open', '', '', '', '', 'stream', 'questioning', 0, 0);";

static const char *const migrations[JN_SCHEMA_VERSION] = {version_1};

static gboolean
migrate(JnDb *db, gint64 from, GError **error)
{
	for (gint64 version = from; version < JN_SCHEMA_VERSION; version++) {
		g_autofree char *bump =
			g_strdup_printf("PRAGMA user_version = %d", (int)version + 1);

		if (!jn_db_script(db, migrations[version], error) ||
		    !jn_db_script(db, bump, error)) {
			jn_error_prefix(error, "bringing the schema to version %d",
					(int)version + 1);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
version_get(JnDb *db, gint64 *ret_version, GError **error)
{
	return jn_db_get_int(db, 0, ret_version, error, "PRAGMA user_version", NULL);
}

gboolean
jn_schema_check(JnDb *db, gboolean create, GError **error)
{
	gint64 version, application;

	if (!version_get(db, &version, error) ||
	    !jn_db_get_int(db, 0, &application, error, "PRAGMA application_id", NULL))
		return FALSE;
	if ((version != 0 || !create) && application != g_ascii_strtoll(APPLICATION_ID, NULL, 10)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "the file is empty or another program's, and no database of journster; "
			    "restore a backup");
		return FALSE;
	}
	if (version <= JN_SCHEMA_VERSION)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
		    "the database has schema %d and this program knows %d; install the newer "
		    "program or restore the backup made before the upgrade",
		    (int)version, JN_SCHEMA_VERSION);
	return FALSE;
}

gboolean
jn_schema_update(JnDb *db, GError **error)
{
	gint64 version;

	if (!version_get(db, &version, error))
		return FALSE;
	if (version == JN_SCHEMA_VERSION)
		return TRUE;
	/* Read again within the transaction: two programs may start at once. */
	if (!jn_db_begin(db, error))
		return FALSE;
	if (!version_get(db, &version, error) || !migrate(db, version, error)) {
		jn_db_rollback(db);
		return FALSE;
	}
	return jn_db_commit(db, error);
}
