/*
 * check_pool.c - the threads: every item is done once, whatever the sizes and whoever works beside; pools come and go;
 * contexts that cannot be are refused. check_sharing.c has the contexts that work beside each other.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"
#include "pool.h"

enum { ITEMS = 1000, MOST_THREADS = 4, MOST_CALLERS = 11 };

typedef struct {
    _Atomic int32_t done[ITEMS];
    _Atomic int32_t inside[MOST_THREADS]; /* by number: two threads of one number would share scratch */
    _Atomic int32_t bad, pieces;
    int32_t threads;
    int64_t items, chunk;
} job;

/* No more than a chunk or a thread's share; all of it for a caller that is alone. */
static int is_fair(const job *j, int64_t from, int64_t end) {
    int64_t size = end - from;
    return size == j->items || size <= j->chunk || size * j->threads <= j->items;
}

static void count_items(void *argument, int32_t thread, int64_t from, int64_t end) {
    job *j = argument;
    if (thread < 0 || thread >= j->threads || from < 0 || from >= end || end > j->items || !is_fair(j, from, end)) {
        atomic_fetch_add(&j->bad, 1);
        return;
    }
    atomic_fetch_add(&j->pieces, 1);
    atomic_fetch_add(&j->bad, atomic_fetch_add(&j->inside[thread], 1) != 0);
    for (int64_t i = from; i < end; i++) {
        atomic_fetch_add_explicit(&j->done[i], 1, memory_order_relaxed);
    }
    atomic_fetch_sub(&j->inside[thread], 1);
}

static void run_once(mr_pool *pool, job *j, int64_t items, int64_t chunk) {
    memset(j, 0, sizeof *j);
    j->threads = mr_pool_threads(pool);
    j->items = items;
    j->chunk = chunk > items ? items : chunk;
    mr_pool_run(pool, count_items, j, items, chunk);
    for (int64_t i = 0; i < ITEMS; i++) {
        if (j->done[i] != (i < items)) {
            fail("item %lld of %lld was done %d times", (long long)i, (long long)items, j->done[i]);
        }
    }
    if (j->pieces * j->chunk > items + j->threads * j->chunk) { /* the last of each thread's may be smaller than a chunk */
        fail("%lld items by %lld were handed out in %d pieces", (long long)items, (long long)chunk, j->pieces);
    }
    if (j->bad != 0) {
        fail("%d chunks of %lld items by %lld were out of range or of a thread at work", j->bad, (long long)items,
             (long long)chunk);
    }
}

static mr_pool *pool_of(int32_t threads) {
    mr_pool *pool = mr_pool_create(threads);
    if (pool == NULL || mr_pool_threads(pool) != threads) {
        fail("no pool of %d threads", threads);
    }
    return pool;
}

static void many_jobs(void) {
    for (int32_t threads = 1; threads <= MOST_THREADS; threads++) {
        about("%d threads", threads);
        mr_pool *pool = pool_of(threads);
        static job j;
        for (int round = 0; round < (SANITIZED ? 300 : 2000); round++) {
            run_once(pool, &j, chance(4) ? below(ITEMS + 1) : below(9), 1 + below(chance(4) ? 400 : 3));
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
        mr_pool *pool = pool_of(threads);
        static job j;
        for (int64_t jobs = below(3); jobs > 0; jobs--) {
            run_once(pool, &j, below(20), 1);
        }
        if (chance(50)) {
            usleep(1000);
        }
        mr_pool_destroy(pool);
    }
}

/* A caller among others; pools start, grow and end under it. */
static void *call(void *argument) {
    uint64_t mine = (uint64_t)(uintptr_t)argument + seed;
    job *j = malloc(sizeof *j);
    for (int round = 0; round < (SANITIZED ? 20 : 100); round++) {
        mr_pool *pool = pool_of(1 + (int32_t)(mine % MOST_THREADS));
        for (int i = 0; i < 20; i++) {
            mine = mine * 6364136223846793005u + 1442695040888963407u;
            run_once(pool, j, (int64_t)(mine >> 33) % (ITEMS + 1), 1 + (int64_t)(mine >> 50) % 50);
            if (mine >> 58 == 0) {
                usleep(500);
            }
        }
        mr_pool_destroy(pool);
    }
    free(j);
    return NULL;
}

/* Two callers, and more than there are slots for their jobs. */
static void many_callers(void) {
    pthread_t callers[MOST_CALLERS];
    for (int count = 2; count <= MOST_CALLERS; count += MOST_CALLERS - 2) {
        about("%d callers at once", count);
        for (uintptr_t i = 0; i < (uintptr_t)count; i++) {
            if (pthread_create(&callers[i], NULL, call, (void *)(i * 7919)) != 0) {
                fail("the test got no thread");
            }
        }
        for (int i = 0; i < count; i++) {
            pthread_join(callers[i], NULL);
        }
    }
}

static void contexts(void) {
    about("contexts");
    if (mr_context_create(MR_ISA_BEST, 0) != NULL || mr_context_create(MR_ISA_BEST, -1) != NULL) {
        fail("a context of no threads was made");
    }
    if (mr_context_create(MR_ISA_BEST, 1025) != NULL) {
        fail("a context of 1025 threads was made");
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
    many_callers();
    contexts();
    memory();
    printf("check_pool: passed\n");
    return 0;
}
