#include "core/alias.h"

/* 128 each, so that seven bits choose one. */
static const char *const adjectives[] = {
	"Amber",    "Autumn",   "Blue",     "Brave",   "Breezy",   "Bright",   "Bronze",
	"Calm",     "Careful",  "Cheerful", "Clear",   "Clever",   "Coastal",  "Copper",
	"Cosy",     "Crimson",  "Curious",  "Daring",  "Dawn",     "Deep",     "Distant",
	"Dusky",    "Eager",    "Early",    "Earnest", "Eastern",  "Emerald",  "Evening",
	"Fair",     "Faithful", "Fearless", "Fond",    "Fresh",    "Friendly", "Frosty",
	"Gentle",   "Gilded",   "Glad",     "Golden",  "Good",     "Graceful", "Grand",
	"Green",    "Happy",    "Hardy",    "Hazel",   "Hearty",   "Helpful",  "Hidden",
	"Highland", "Honest",   "Hopeful",  "Humble",  "Icy",      "Indigo",   "Inland",
	"Ivory",    "Jolly",    "Joyful",   "Keen",    "Kind",     "Leafy",    "Lilac",
	"Lively",   "Lofty",    "Loyal",    "Lucky",   "Lunar",    "Maple",    "Marine",
	"Mighty",   "Mellow",   "Merry",    "Mild",    "Mindful",  "Misty",    "Modest",
	"Moonlit",  "Morning",  "Mossy",    "Neat",    "Nimble",   "Noble",    "Northern",
	"Olive",    "Open",     "Orange",   "Patient", "Peaceful", "Pearl",    "Plucky",
	"Playful",  "Polite",   "Proud",    "Quick",   "Quiet",    "Ready",    "Red",
	"Restful",  "River",    "Robust",   "Rosy",    "Rural",    "Rustic",   "Sandy",
	"Scarlet",  "Sturdy",   "Serene",   "Shady",   "Silent",   "Silver",   "Simple",
	"Sincere",  "Snowy",    "Soft",     "Solar",   "Southern", "Spring",   "Starry",
	"Steady",   "Still",    "Summer",   "Sunny",   "Swift",    "Tidy",     "Warm",
	"Western",  "Wise",
};

static const char *const nouns[] = {
	"Acorn",    "Alder",     "Anchor",      "Aspen",   "Badger",     "Bamboo",     "Basket",
	"Beacon",   "Bear",      "Beaver",      "Bee",     "Beech",      "Birch",      "Bison",
	"Bluebell", "Boat",      "Bramble",     "Bridge",  "Brook",      "Cedar",      "Cherry",
	"Chestnut", "Clover",    "Comet",       "Compass", "Coral",      "Cormorant",  "Crane",
	"Cricket",  "Crow",      "Curlew",      "Cypress", "Daisy",      "Deer",       "Dolphin",
	"Dove",     "Dragonfly", "Dune",        "Eagle",   "Elder",      "Elk",        "Elm",
	"Falcon",   "Feather",   "Fern",        "Field",   "Finch",      "Firefly",    "Fjord",
	"Forest",   "Fox",       "Garden",      "Goose",   "Grove",      "Gull",       "Harbour",
	"Hare",     "Harvest",   "Hawk",        "Heather", "Hedgehog",   "Heron",      "Hill",
	"Horizon",  "Island",    "Jackdaw",     "Juniper", "Kestrel",    "Kingfisher", "Lake",
	"Lantern",  "Lark",      "Larch",       "Leaf",    "Lighthouse", "Lily",       "Linden",
	"Linnet",   "Lynx",      "Magpie",      "Mallard", "Marten",     "Meadow",     "Mole",
	"Moth",     "Mountain",  "Nightingale", "Oak",     "Orchard",    "Osprey",     "Otter",
	"Owl",      "Oyster",    "Pebble",      "Pelican", "Pine",       "Plover",     "Poplar",
	"Poppy",    "Puffin",    "Quail",       "Rabbit",  "Raven",      "Reed",       "Robin",
	"Rook",     "Rowan",     "Sail",        "Salmon",  "Seal",       "Sparrow",    "Spruce",
	"Squirrel", "Starling",  "Stone",       "Stork",   "Swallow",    "Swan",       "Thistle",
	"Thrush",   "Tiger",     "Trout",       "Tulip",   "Turtle",     "Valley",     "Walnut",
	"Willow",   "Wren",
};

#define ADJECTIVES G_N_ELEMENTS(adjectives)
#define NOUNS G_N_ELEMENTS(nouns)
#define PAIRS (ADJECTIVES * NOUNS)
G_STATIC_ASSERT(ADJECTIVES == 128 && NOUNS == 128);

static gboolean
is_same(const char *a, const char *b)
{
	g_autofree char *folded_a = g_utf8_casefold(a, -1);
	g_autofree char *folded_b = g_utf8_casefold(b, -1);

	return g_str_equal(folded_a, folded_b);
}

static gboolean
is_borne(const char *alias, const GPtrArray *answerers)
{
	for (guint i = 0; answerers != NULL && i < answerers->len; i++) {
		const JnAnswerer *one = answerers->pdata[i];

		if (one->name != NULL && is_same(one->name, alias))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_given(const char *alias, const GPtrArray *given)
{
	return given != NULL &&
	       g_ptr_array_find_with_equal_func((GPtrArray *)given, alias, g_str_equal, NULL);
}

char *
jn_alias_make(const guint8 *random, const GPtrArray *answerers, const GPtrArray *given)
{
	guint32 bits = (guint32)random[0] << 24 | (guint32)random[1] << 16 |
		       (guint32)random[2] << 8 | random[3];
	guint32 pair = bits % PAIRS;
	/* Odd: each step comes to a pair not seen before. */
	guint32 step = (bits >> 16) | 1;

	for (guint tried = 0;; tried++) {
		const char *adjective = adjectives[pair / NOUNS], *noun = nouns[pair % NOUNS];
		g_autofree char *alias = tried < PAIRS
						 ? g_strdup_printf("%s %s", adjective, noun)
						 : g_strdup_printf("%s %s %u", adjective, noun,
								   (guint)(tried / PAIRS) + 1);

		if (!is_borne(alias, answerers) && !is_given(alias, given))
			return g_steal_pointer(&alias);
		pair = (pair + step) % PAIRS;
	}
}
