/* Counts the calls that change files below a folder, and lets one of them fail, or kills the process at it.
 *
 * FAULT_UNDER   the folder
 * FAULT_COUNT   a file to which "number call path" is appended for each such call
 * FAULT_RECORD  a file to which each such call, and each write to standard output or a terminal, is appended with its
 *               data: "call path offset length\n", then the bytes
 * FAULT_AT      the number of the call, from 1, that is to fail
 * FAULT_ERRNO   with this error; 0: the process is killed instead, before the call
 * FAULT_HALF    1: half of a write is done first
 * FAULT_STICKY  1: all later calls fail as well
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int calls = 0, inside = 0;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static long number(const char *name) {
    const char *value = getenv(name);
    return value ? atol(value) : 0;
}

static int under(const char *path) {
    const char *folder = getenv("FAULT_UNDER");
    size_t length = folder ? strlen(folder) : 0;
    return length && strncmp(path, folder, length) == 0;
}

static int path_of(int file, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = 0;
    return length > 0;
}

static void append(const char *variable, const char *call, const char *path, long offset, const void *data, size_t size) {
    const char *name = getenv(variable);
    if (!name) return;
    inside = 1;
    int file = REAL(open)(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    char head[5000];
    int recording = strcmp(variable, "FAULT_RECORD") == 0;
    int length = recording ? snprintf(head, sizeof head, "%s\t%s\t%ld\t%zu\n", call, path, offset, size)
                           : snprintf(head, sizeof head, "%d %s %s\n", calls, call, path);
    if (file >= 0) {
        if (REAL(write)(file, head, length) < 0) abort();
        if (recording && size && REAL(write)(file, data, size) < 0) abort();
        REAL(close)(file);
    }
    inside = 0;
}

/* 1: the call must fail, and errno says how. */
static int fails(const char *call, const char *path) {
    if (inside || !under(path)) return 0;
    calls++;
    append("FAULT_COUNT", call, path, 0, "", 0);
    long at = number("FAULT_AT");
    if (!at || calls < at || (calls > at && !number("FAULT_STICKY"))) return 0;
    return 1;
}

static int give_up(void) {
    if (!number("FAULT_ERRNO")) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    errno = (int)number("FAULT_ERRNO");
    return -1;
}

static void record(const char *call, const char *path, long offset, const void *data, size_t size) {
    int saved = errno;
    if (!inside && under(path)) append("FAULT_RECORD", call, path, offset, data, size);
    errno = saved;
}

static ssize_t writes(int file, const void *data, size_t size, off_t offset, int at) {
    ssize_t (*plain)(int, const void *, size_t) = REAL(write);
    ssize_t (*placed)(int, const void *, size_t, off_t) = REAL(pwrite);
    char path[4096];
    if (inside || !path_of(file, path, sizeof path)) return at ? placed(file, data, size, offset) : plain(file, data, size);
    if (fails("write", path)) {
        if (number("FAULT_HALF") && size > 1) {
            if ((at ? placed(file, data, size / 2, offset) : plain(file, data, size / 2)) < 0) return -1;
            if (!number("FAULT_ERRNO")) give_up();
        }
        return give_up();
    }
    long where = at ? (long)offset : (long)lseek(file, 0, SEEK_CUR);
    ssize_t done = at ? placed(file, data, size, offset) : plain(file, data, size);
    if (done > 0) {
        if (file == 1 || strncmp(path, "/dev/pts/", 9) == 0) append("FAULT_RECORD", "shown", "-", 0, data, done);
        else record("write", path, where, data, done);
    }
    return done;
}

ssize_t write(int file, const void *data, size_t size) { return writes(file, data, size, 0, 0); }
ssize_t pwrite(int file, const void *data, size_t size, off_t offset) { return writes(file, data, size, offset, 1); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) { return writes(file, data, size, offset, 1); }

#define ON_FILE(name, arguments, call, offset)                      \
    int name arguments {                                            \
        char path[4096];                                            \
        if (path_of(file, path, sizeof path) && fails(#name, path)) \
            return give_up();                                       \
        int done = call;                                            \
        if (!done) record(#name, path, offset, "", 0);              \
        return done;                                                \
    }
ON_FILE(fsync, (int file), REAL(fsync)(file), 0)
ON_FILE(fdatasync, (int file), REAL(fdatasync)(file), 0)
ON_FILE(ftruncate, (int file, off_t size), REAL(ftruncate)(file, size), (long)size)
ON_FILE(ftruncate64, (int file, off64_t size), REAL(ftruncate64)(file, size), (long)size)

static const char *whole(const char *path, char *space, size_t size) {
    char here[2048];
    if (path[0] == '/' || !getcwd(here, sizeof here)) return path;
    snprintf(space, size, "%s/%s", here, path);
    return space;
}

#define ON_PATH(name, arguments, call)                  \
    int name arguments {                                \
        char space[4096];                               \
        const char *full = whole(path, space, sizeof space); \
        if (fails(#name, full)) return give_up();       \
        int done = call;                                \
        if (!done) record(#name, full, 0, "", 0);       \
        return done;                                    \
    }
ON_PATH(unlink, (const char *path), REAL(unlink)(path))
ON_PATH(rmdir, (const char *path), REAL(rmdir)(path))
ON_PATH(mkdir, (const char *path, mode_t mode), REAL(mkdir)(path, mode))

static int renames(const char *from, const char *path, int done_by(const char *, const char *)) {
    char space[4096], other[4096];
    const char *full = whole(path, space, sizeof space);
    if (fails("rename", full)) return give_up();
    int done = done_by(from, path);
    const char *source = whole(from, other, sizeof other);
    if (!done) record("rename", full, 0, source, strlen(source));
    return done;
}
int rename(const char *from, const char *path) { return renames(from, path, REAL(rename)); }

static int opens(const char *path, int flags, mode_t mode) {
    char space[4096];
    const char *full = whole(path, space, sizeof space);
    int changes = (flags & O_TRUNC) || ((flags & O_CREAT) && access(path, F_OK));
    if (changes && fails("create", full)) return give_up();
    int file = REAL(open)(path, flags, mode);
    if (changes && file >= 0) record(flags & O_TRUNC ? "truncate" : "create", full, 0, "", 0);
    return file;
}
#define MODE                        \
    mode_t mode = 0;                \
    if (flags & O_CREAT) {          \
        va_list rest;               \
        va_start(rest, flags);      \
        mode = va_arg(rest, mode_t); \
        va_end(rest);               \
    }
int open(const char *path, int flags, ...) { MODE return opens(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opens(path, flags | O_LARGEFILE, mode); }
