#include "run/mark.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/file.h"
#include "run/site.h"

#define HASH_LETTERS 64

/* As the file has it. */
typedef struct Page {
	char hash[HASH_LETTERS];
	gint64 apart_until, apart_for;
} Page;

struct JnMark {
	Page *page;
};

static void
count_death(Page *page, gint64 now)
{
	gboolean is_again = page->apart_for > 0 && now <= page->apart_until + page->apart_for;

	page->apart_for =
		is_again ? MIN(2 * page->apart_for, JN_MARK_APART_MOST) : JN_MARK_APART_FIRST;
	page->apart_until = now + page->apart_for;
}

/* A descriptor of a file that has its blocks: what it holds is written to it once more. */
static int
file_open(const char *path, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	Page page = {0};

	if (fd < 0) {
		jn_errno_set(error, "opening %s", path);
		return -1;
	}
	if (pread(fd, &page, sizeof page, 0) >= 0 && jn_fd_write(fd, &page, sizeof page))
		return fd;
	jn_errno_set(error, "making room for %s", path);
	close(fd);
	return -1;
}

JnMark *
jn_mark_open(const JnConfig *config, gint64 now, char **ret_left, GError **error)
{
	g_autofree char *path = jn_site_path(config, "run/reading");
	int fd = file_open(path, error);
	void *map;
	JnMark *self;

	if (fd < 0)
		return NULL;
	map = mmap(NULL, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED) {
		jn_errno_set(error, "mapping %s", path);
		return NULL;
	}
	self = g_new0(JnMark, 1);
	self->page = map;
	*ret_left = NULL;
	for (gsize i = 0; i < HASH_LETTERS && g_ascii_isxdigit(self->page->hash[i]); i++)
		if (i + 1 == HASH_LETTERS)
			*ret_left = g_strndup(self->page->hash, HASH_LETTERS);
	if (*ret_left != NULL)
		count_death(self->page, now);
	jn_mark_set(self, NULL);
	return self;
}

void
jn_mark_set(JnMark *self, const char *hash)
{
	if (hash != NULL)
		memcpy(self->page->hash, hash, HASH_LETTERS);
	else
		memset(self->page->hash, 0, HASH_LETTERS);
}

gboolean
jn_mark_is_apart(const JnMark *self, gint64 now)
{
	/* A clock that was ahead and came back must not keep them apart for long. */
	return now < self->page->apart_until && now >= self->page->apart_until - JN_MARK_APART_MOST;
}

void
jn_mark_free(JnMark *self)
{
	if (self == NULL)
		return;
	munmap(self->page, sizeof(Page));
	g_free(self);
}
