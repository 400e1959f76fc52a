/*
 * visible.h - the one place that says who may see a post that is not open; not for others than
 * store/.
 *
 * A condition on a row `o` of post and a parameter :reader (a person, or JN_READER_*): open ones,
 * one's own, for the protege all, for a member those closed since they were asked, with all that
 * is closed above them; and under which name each knows an anonymous protege.
 */
#pragma once

#define JN_VISIBLE                                                                                 \
	"(o.audience = 'open' OR :reader = -1 OR o.author_id = :reader"                            \
	" OR EXISTS (SELECT 1 FROM goal vg WHERE vg.id = o.goal_id AND vg.protege_id = :reader)"   \
	" OR (o.audience = 'members' AND EXISTS (SELECT 1 FROM goal_mentor vm"                     \
	"  WHERE vm.goal_id = o.goal_id AND vm.person_id = :reader AND vm.state = 'accepted'"      \
	"  AND vm.asked_post < o.closed_root)))"

/* Whether it ever was: who has left saw what was written before, and what is for the protege alone is
 * answered to whoever wrote it. Nobody may learn of others that they are there at all. */
#define JN_WAS_SHOWN                                                                               \
	"(" JN_VISIBLE " OR (o.audience = 'members' AND EXISTS (SELECT 1 FROM goal_mentor vm"      \
	"  WHERE vm.goal_id = o.goal_id AND vm.person_id = :reader AND vm.accepted_post != 0"      \
	"  AND vm.asked_post < o.closed_root AND o.created <= vm.since))"                          \
	" OR (o.audience = 'protege' AND EXISTS (SELECT 1 FROM post vp"                            \
	"  WHERE vp.id = o.parent_id AND vp.author_id = :reader)))"

/*
 * What `reader` knows people by: the protege of a goal `ng` by their alias if they have one there,
 * unless it is themselves or they told them. NULL: by their name.
 */
#define JN_ALIAS(reader)                                                                           \
	"CASE WHEN ng.protege_id = " reader " OR EXISTS (SELECT 1 FROM goal_told nt WHERE "        \
	"nt.goal_id = ng.id AND nt.person_id = " reader ") THEN NULL ELSE ng.alias END"

/* Of a row `o` of post, `p` its author; :reader as above. */
#define JN_AUTHOR_NAME                                                                             \
	"coalesce((SELECT " JN_ALIAS(                                                              \
		":reader") " FROM goal ng WHERE ng.id = o.goal_id"                                 \
			   " AND ng.protege_id = o.author_id AND ng.alias IS NOT NULL), p.name)"

/* The same of what a post of the protege says of somebody's answer: what she answers to a private
 * word, its writer may see too (core/plan-member.c). */
#define JN_SAID_VISIBLE                                                                            \
	"(" JN_VISIBLE " OR (o.audience = 'protege' AND EXISTS (SELECT 1 FROM post vp"             \
	"  WHERE vp.id = o.parent_id AND vp.author_id = :reader)))"
