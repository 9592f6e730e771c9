/*
 * check_pool.c - the threads: every item is done once, whatever the sizes; pools come and go; an idle one burns
 * nothing; contexts that cannot be are refused.
 */
#include <stdatomic.h>

#include "check.h"
#include "pool.h"

enum { ITEMS = 1000, MOST_THREADS = 4 };

typedef struct {
    _Atomic int32_t done[ITEMS];
    _Atomic int32_t bad;
    int32_t threads;
    int64_t items, chunk;
} job;

static void count_items(void *argument, int32_t thread, int64_t from, int64_t end) {
    job *j = argument;
    if (thread < 0 || thread >= j->threads || from < 0 || from >= end || end > j->items ||
        (end - from > j->chunk && j->threads > 1)) {
        atomic_fetch_add(&j->bad, 1);
        return;
    }
    for (int64_t i = from; i < end; i++) {
        atomic_fetch_add_explicit(&j->done[i], 1, memory_order_relaxed);
    }
}

static void run_once(mr_pool *pool, int32_t threads, int64_t items, int64_t chunk) {
    static job j;
    memset(&j, 0, sizeof j);
    j.threads = threads;
    j.items = items;
    j.chunk = chunk > items ? items : chunk;
    mr_pool_run(pool, count_items, &j, items, chunk);
    for (int64_t i = 0; i < ITEMS; i++) {
        if (j.done[i] != (i < items)) {
            fail("item %lld of %lld was done %d times", (long long)i, (long long)items, j.done[i]);
        }
    }
    if (j.bad != 0) {
        fail("%d chunks of %lld items by %lld were out of range", j.bad, (long long)items, (long long)chunk);
    }
}

static void many_jobs(void) {
    for (int32_t threads = 1; threads <= MOST_THREADS; threads++) {
        about("%d threads", threads);
        mr_pool *pool = mr_pool_create(threads);
        if (pool == NULL || mr_pool_threads(pool) != threads) {
            fail("no pool");
        }
        for (int round = 0; round < (SANITIZED ? 300 : 2000); round++) {
            run_once(pool, threads, chance(4) ? below(ITEMS + 1) : below(9), 1 + below(chance(4) ? 400 : 3));
            if (chance(500)) {
                usleep(2000); /* workers fall asleep */
            }
        }
        mr_pool_destroy(pool);
    }
}

/* Sometimes a pool ends before its threads have begun, sometimes while they sleep. */
static void come_and_go(void) {
    about("creating and destroying");
    for (int round = 0; round < (SANITIZED ? 100 : 500); round++) {
        int32_t threads = 1 + (int32_t)below(MOST_THREADS);
        mr_pool *pool = mr_pool_create(threads);
        if (pool == NULL) {
            fail("no pool");
        }
        for (int64_t jobs = below(3); jobs > 0; jobs--) {
            run_once(pool, threads, below(20), 1);
        }
        if (chance(50)) {
            usleep(1000);
        }
        mr_pool_destroy(pool);
    }
}

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void idle(void) {
    about("an idle pool of 3 threads");
    mr_pool *pool = mr_pool_create(3);
    if (pool == NULL) {
        fail("no pool");
    }
    run_once(pool, 3, 500, 1);
    usleep(200000); /* longer than any spinning */
    double before = cpu_seconds();
    usleep(500000);
    double burnt = cpu_seconds() - before;
    if (burnt > 0.025) {
        fail("burnt %.3f s of processor time in 0.5 s, expected at most 0.025", burnt);
    }
    run_once(pool, 3, 500, 1); /* and it wakes up again */
    mr_pool_destroy(pool);
}

static void contexts(void) {
    about("contexts");
    if (mr_context_create(MR_ISA_BEST, 0) != NULL || mr_context_create(MR_ISA_BEST, -1) != NULL) {
        fail("a context of no threads was made");
    }
    if (mr_context_create(99, 1) != NULL || mr_context_create(-1, 1) != NULL || mr_isa_supported(99)) {
        fail("a context of an unknown table was made");
    }
    if (!mr_isa_supported(mr_isa_best())) {
        fail("the best table cannot run");
    }
    mr_context_destroy(NULL);
    for (int round = 0; round < 20; round++) {
        mr_context *context = mr_context_create(MR_ISA_BEST, 1 + (int32_t)below(MOST_THREADS));
        if (context == NULL) {
            fail("no context");
        }
        mr_context_destroy(context);
    }
}

static void memory(void) {
    static const int64_t sizes[] = {0, 1, 63, 64, 65, 4096, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 9 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        about("%lld bytes of memory", (long long)sizes[i]);
        uint8_t *block = mr_allocate(sizes[i]);
        if (block == NULL || (uintptr_t)block % 64 != 0) {
            fail("is at %p, expected a multiple of 64", (void *)block);
        }
        for (int64_t j = 0; j < sizes[i]; j++) {
            if (block[j] != 0) {
                fail("byte %lld is not zero", (long long)j);
            }
        }
        memset(block, 1, (size_t)sizes[i]);
        mr_release(block, sizes[i]);
    }
    about("more memory than there is");
    if (mr_allocate(INT64_C(1) << 60) != NULL || mr_allocate(INT64_MAX) != NULL) {
        fail("was given");
    }
}

int main(void) {
    start("check_pool");
    many_jobs();
    come_and_go();
    idle();
    contexts();
    memory();
    printf("check_pool: passed\n");
    return 0;
}
