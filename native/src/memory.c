/*
 * memory.c - large zeroed memory. Mapped on its own and offered to transparent huge pages, which the kernel may refuse
 * in silence; the rest behind the last whole huge page stays on small ones, so that a model's hundred weights do not
 * waste half a huge page each. Smaller blocks come from the C library.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "millrace.h"

enum { HUGE_PAGE = 2 << 20, PAGE = 4096 };

static int64_t rounded(int64_t bytes) { return (bytes + PAGE - 1) / PAGE * PAGE; }

void *mr_allocate(int64_t bytes) {
    if (bytes < HUGE_PAGE) {
        void *small = NULL;
        size_t size = bytes > 0 ? ((size_t)bytes + 63) / 64 * 64 : 64;
        return posix_memalign(&small, 64, size) == 0 ? memset(small, 0, size) : NULL;
    }
    if (bytes > INT64_MAX / 2) {
        return NULL; /* rounding it up would overflow */
    }
    /* One page more than needed, so that an aligned part can be cut out. */
    size_t size = (size_t)rounded(bytes);
    uint8_t *raw = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) {
        return NULL;
    }
    size_t before = (HUGE_PAGE - (uintptr_t)raw % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0) {
        munmap(raw, before);
    }
    munmap(raw + before + size, HUGE_PAGE - before);
    madvise(raw + before, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
    return raw + before;
}

void mr_release(void *memory, int64_t bytes) {
    if (bytes < HUGE_PAGE) {
        free(memory);
    } else {
        munmap(memory, (size_t)rounded(bytes));
    }
}
