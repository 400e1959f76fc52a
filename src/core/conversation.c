#include "core/conversation.h"

#define NONE (-1)

/* Nodes are known by their index; the node 0 is above all roots. */
typedef struct Node {
	int letter;      /* NONE: a ghost */
	int parent;      /* NONE only of node 0 and of what was taken out */
	int first, last; /* children */
	int prev, next;  /* siblings */
} Node;

typedef struct Forest {
	GArray *nodes; /* Node */
	const JnThreaded *letters;
} Forest;

static Node *
node_at(const Forest *f, int i)
{
	return &g_array_index(f->nodes, Node, i);
}

static int
node_new(Forest *f, int letter)
{
	Node node = {letter, NONE, NONE, NONE, NONE, NONE};

	g_array_append_val(f->nodes, node);
	return (int)f->nodes->len - 1;
}

static void
unlink_node(Forest *f, int i)
{
	Node *node = node_at(f, i);

	if (node->parent == NONE)
		return;
	if (node->prev != NONE)
		node_at(f, node->prev)->next = node->next;
	else
		node_at(f, node->parent)->first = node->next;
	if (node->next != NONE)
		node_at(f, node->next)->prev = node->prev;
	else
		node_at(f, node->parent)->last = node->prev;
	node->parent = node->prev = node->next = NONE;
}

static void
link_node(Forest *f, int parent, int i)
{
	Node *node = node_at(f, i);
	Node *up = node_at(f, parent);

	unlink_node(f, i);
	node->parent = parent;
	node->prev = up->last;
	if (up->last != NONE)
		node_at(f, up->last)->next = i;
	else
		up->first = i;
	up->last = i;
}

/* Whether `i` stands above `below`, or is it. A leaf stands above nothing, so that a long chain,
 * read in order, is not walked again and again. */
static gboolean
is_above(const Forest *f, int i, int below)
{
	if (node_at(f, i)->first == NONE)
		return i == below;
	for (; below != NONE; below = node_at(f, below)->parent)
		if (below == i)
			return TRUE;
	return FALSE;
}

/* The node of an id, a ghost if it is new. */
static int
node_of_id(Forest *f, GHashTable *ids, const char *id)
{
	gpointer found;
	int i;

	if (g_hash_table_lookup_extended(ids, id, NULL, &found))
		return GPOINTER_TO_INT(found);
	i = node_new(f, NONE);
	g_hash_table_insert(ids, (gpointer)id, GINT_TO_POINTER(i));
	return i;
}

/* Rules 1 and 2. */
static void
add_letter(Forest *f, GHashTable *ids, int letter)
{
	const JnThreaded *l = &f->letters[letter];
	int own = l->message_id ? node_of_id(f, ids, l->message_id) : node_new(f, NONE);
	int above = NONE;

	if (node_at(f, own)->letter != NONE)
		own = node_new(f, NONE);
	node_at(f, own)->letter = letter;
	for (gsize i = 0; l->references != NULL && l->references[i] != NULL; i++) {
		int node = node_of_id(f, ids, l->references[i]);

		if (above != NONE && node_at(f, node)->parent == NONE && !is_above(f, node, above))
			link_node(f, above, node);
		above = node;
	}
	/* Its own word counts more than what others said of it. */
	unlink_node(f, own);
	if (above != NONE && !is_above(f, own, above))
		link_node(f, above, own);
}

/* All nodes below node 0, parents first. */
static GArray *
walk(const Forest *f)
{
	GArray *order = g_array_new(FALSE, FALSE, sizeof(int));
	int i = node_at(f, 0)->first;

	while (i != NONE) {
		g_array_append_val(order, i);
		if (node_at(f, i)->first != NONE) {
			i = node_at(f, i)->first;
			continue;
		}
		while (i != 0 && node_at(f, i)->next == NONE)
			i = node_at(f, i)->parent;
		i = i == 0 ? NONE : node_at(f, i)->next;
	}
	return order;
}

/* Puts the children of `i` in its own place among its siblings. */
static void
promote_children(Forest *f, int i)
{
	int parent = node_at(f, i)->parent;
	int child;

	while ((child = node_at(f, i)->first) != NONE)
		link_node(f, parent, child);
	unlink_node(f, i);
}

/* Rule 3, from the leaves up. */
static void
prune(Forest *f)
{
	g_autoptr(GArray) order = walk(f);

	for (guint k = order->len; k > 0; k--) {
		int i = g_array_index(order, int, k - 1);
		const Node *node = node_at(f, i);

		if (node->letter != NONE)
			continue;
		if (node->parent != 0 || node->first == node->last)
			promote_children(f, i);
	}
}

/* The letter that speaks for a node: a ghost's first child's, which is no ghost after rule 3. */
static const JnThreaded *
letter_of(const Forest *f, int i)
{
	const Node *node = node_at(f, i);

	return &f->letters[node->letter != NONE ? node->letter : node_at(f, node->first)->letter];
}

static gboolean
is_ghost(const Forest *f, int i)
{
	return node_at(f, i)->letter == NONE;
}

/* Rule 4, the choice: of the roots with a subject a ghost before a letter, a letter that is no
 * reply before one that is. */
static GHashTable *
choose_roots(const Forest *f)
{
	GHashTable *chosen = g_hash_table_new(g_str_hash, g_str_equal);

	for (int i = node_at(f, 0)->first; i != NONE; i = node_at(f, i)->next) {
		const JnThreaded *l = letter_of(f, i);
		gpointer found;
		int old;

		if (l->subject_base == NULL || l->subject_base[0] == '\0')
			continue;
		if (!g_hash_table_lookup_extended(chosen, l->subject_base, NULL, &found)) {
			g_hash_table_insert(chosen, (gpointer)l->subject_base, GINT_TO_POINTER(i));
			continue;
		}
		old = GPOINTER_TO_INT(found);
		if ((is_ghost(f, i) && !is_ghost(f, old)) ||
		    (!is_ghost(f, old) && letter_of(f, old)->is_reply && !l->is_reply))
			g_hash_table_insert(chosen, (gpointer)l->subject_base, GINT_TO_POINTER(i));
	}
	return chosen;
}

/* Rule 4, one root that is not the chosen one. */
static void
join(Forest *f, GHashTable *chosen, int i, int to)
{
	const JnThreaded *l = letter_of(f, i);
	int child;
	int ghost;

	if (is_ghost(f, i) && is_ghost(f, to)) {
		while ((child = node_at(f, i)->first) != NONE)
			link_node(f, to, child);
		unlink_node(f, i);
	} else if (is_ghost(f, to) || (l->is_reply && !letter_of(f, to)->is_reply)) {
		link_node(f, to, i);
	} else {
		ghost = node_new(f, NONE);
		link_node(f, 0, ghost);
		link_node(f, ghost, to);
		link_node(f, ghost, i);
		g_hash_table_insert(chosen, (gpointer)l->subject_base, GINT_TO_POINTER(ghost));
	}
}

static void
join_subjects(Forest *f)
{
	g_autoptr(GHashTable) chosen = choose_roots(f);
	g_autoptr(GArray) roots = g_array_new(FALSE, FALSE, sizeof(int));

	for (int i = node_at(f, 0)->first; i != NONE; i = node_at(f, i)->next)
		g_array_append_val(roots, i);
	for (guint k = 0; k < roots->len; k++) {
		int i = g_array_index(roots, int, k);
		const JnThreaded *l = letter_of(f, i);
		gpointer found;

		if (node_at(f, i)->parent == 0 && l->subject_base != NULL &&
		    g_hash_table_lookup_extended(chosen, l->subject_base, NULL, &found) &&
		    GPOINTER_TO_INT(found) != i)
			join(f, chosen, i, GPOINTER_TO_INT(found));
	}
}

typedef struct Dated {
	int node;
	gint64 date;
	int letter;
} Dated;

static gint
by_date(gconstpointer a, gconstpointer b)
{
	const Dated *x = a;
	const Dated *y = b;

	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return (x->letter > y->letter) - (x->letter < y->letter);
}

static void
sort_children(Forest *f, int parent)
{
	g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(Dated));

	if (node_at(f, parent)->first == node_at(f, parent)->last)
		return;
	for (int i = node_at(f, parent)->first; i != NONE; i = node_at(f, i)->next) {
		const JnThreaded *l = letter_of(f, i);
		Dated dated = {i, l->date, (int)(l - f->letters)};

		g_array_append_val(children, dated);
	}
	g_array_sort(children, by_date);
	for (guint k = 0; k < children->len; k++)
		link_node(f, parent, g_array_index(children, Dated, k).node);
}

/* Rule 5. A ghost's date is that of its first child, so what is below is sorted before. */
static void
sort_all(Forest *f)
{
	g_autoptr(GArray) order = walk(f);

	for (guint k = order->len; k > 0; k--)
		sort_children(f, g_array_index(order, int, k - 1));
	sort_children(f, 0);
}

static GArray *
places_of(const Forest *f)
{
	g_autoptr(GArray) order = walk(f);
	g_autofree guint *depths = g_new0(guint, f->nodes->len);
	GArray *places = g_array_new(FALSE, FALSE, sizeof(JnBranch));

	for (guint k = 0; k < order->len; k++) {
		int i = g_array_index(order, int, k);
		const Node *node = node_at(f, i);
		JnBranch place = {node->letter, depths[node->parent]};

		depths[i] = place.depth + 1;
		g_array_append_val(places, place);
	}
	return places;
}

GArray *
jn_conversations_make(const JnThreaded *letters, guint n)
{
	g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(Node));
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	Forest f = {nodes, letters};

	(void)node_new(&f, NONE);
	for (guint i = 0; i < n; i++)
		add_letter(&f, ids, (int)i);
	for (int i = 1; i < (int)nodes->len; i++)
		if (node_at(&f, i)->parent == NONE)
			link_node(&f, 0, i);
	prune(&f);
	join_subjects(&f);
	sort_all(&f);
	return places_of(&f);
}
