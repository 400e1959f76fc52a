/*
 * visible.h - the one place that says who may see a post that is not open; not for others than
 * store/.
 *
 * A condition on a row `o` of post and a parameter :reader (a person, or JN_READER_*): open ones,
 * one's own, for the protege all, for a member those closed since they were asked, with all that
 * is closed above them.
 */
#pragma once

#define JN_VISIBLE                                                                                 \
	"(o.audience = 'open' OR :reader = -1 OR o.author_id = :reader"                            \
	" OR EXISTS (SELECT 1 FROM goal vg WHERE vg.id = o.goal_id AND vg.protege_id = :reader)"   \
	" OR (o.audience = 'members' AND EXISTS (SELECT 1 FROM goal_mentor vm"                     \
	"  WHERE vm.goal_id = o.goal_id AND vm.person_id = :reader AND vm.state = 'accepted'"      \
	"  AND vm.asked_post < o.closed_root)))"

/* The same of what a post of the protege says of somebody's answer: what she answers to a private
 * word, its writer may see too (core/plan-member.c). */
#define JN_SAID_VISIBLE                                                                            \
	"(" JN_VISIBLE " OR (o.audience = 'protege' AND EXISTS (SELECT 1 FROM post vp"             \
	"  WHERE vp.id = o.parent_id AND vp.author_id = :reader)))"
