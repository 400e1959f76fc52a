/* run/file.h: files that have no name, also where the file system knows none. */
#include "run/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel's own bit of O_TMPFILE, which also says O_DIRECTORY. */
#define NAMELESS (O_TMPFILE & ~O_DIRECTORY)

static guint
entries(const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(dir) != NULL)
		count++;
	return count;
}

static gboolean
works(const char *directory)
{
	g_autoptr(GError) error = NULL;
	int fd = jn_file_nameless(directory, &error);
	struct stat status;
	char read_back[5] = "";

	return fd >= 0 && fstat(fd, &status) == 0 && (status.st_mode & 077) == 0 &&
	       status.st_nlink == 0 && jn_fd_write(fd, "bytes", 5) &&
	       pread(fd, read_back, 5, 0) == 5 && memcmp(read_back, "bytes", 5) == 0 &&
	       close(fd) == 0 && entries(directory) == 0;
}

/* From here on each open that asks for a nameless file fails, as on a file system that has none. */
static gboolean
take_nameless_away(int cause)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMELESS, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint)cause),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {G_N_ELEMENTS(filter), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* In a process of its own: a filter stays. 0: it works; 1: it does not; 2: nothing may be taken away here;
 * 3: it was not taken away. */
static int
without(const char *directory, int cause)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		if (!take_nameless_away(cause))
			_exit(2);
		if (open(directory, O_TMPFILE | O_RDWR, 0600) >= 0 || errno != cause)
			_exit(3);
		_exit(works(directory) ? 0 : 1);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_nameless(void)
{
	static const int causes[] = {EOPNOTSUPP, EISDIR, ENOENT};
	g_autofree char *directory = g_dir_make_tmp("journster-file-XXXXXX", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(works(directory));
	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++) {
		int came = without(directory, causes[i]);

		if (came == 2)
			g_test_skip("no system call may be taken away here");
		else
			g_assert_cmpint(came, ==, 0);
	}
	/* What is no lack of that kind stays an error. */
	g_assert_cmpint(without(directory, EACCES), !=, 0);
	g_assert_cmpint(jn_file_nameless("/nowhere", &error), ==, -1);
	g_assert_error(error, JN_ERROR, JN_ERROR_TEMPORARY);
	jn_directory_remove(directory);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run/file/nameless", test_nameless);
	return g_test_run();
}
