#include "run/mark.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/file.h"
#include "run/site.h"

#define HASH_LETTERS 64

struct JnMark {
	char *page;
};

JnMark *
jn_mark_open(const JnConfig *config, char **ret_left, GError **error)
{
	g_autofree char *path = jn_site_path(config, "run/reading");
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	char *page;
	JnMark *self;

	if (fd < 0 || ftruncate(fd, HASH_LETTERS) != 0) {
		jn_errno_set(error, "opening %s", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	page = mmap(NULL, HASH_LETTERS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (page == MAP_FAILED) {
		jn_errno_set(error, "mapping %s", path);
		return NULL;
	}
	*ret_left = NULL;
	if (strspn(page, "0123456789abcdef") >= HASH_LETTERS)
		*ret_left = g_strndup(page, HASH_LETTERS);
	self = g_new0(JnMark, 1);
	self->page = page;
	jn_mark_set(self, NULL);
	return self;
}

void
jn_mark_set(JnMark *self, const char *hash)
{
	if (hash != NULL)
		memcpy(self->page, hash, HASH_LETTERS);
	else
		memset(self->page, 0, HASH_LETTERS);
}

void
jn_mark_free(JnMark *self)
{
	if (self == NULL)
		return;
	munmap(self->page, HASH_LETTERS);
	g_free(self);
}
