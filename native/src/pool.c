/*
 * pool.c - the threads of the process, which all contexts share.
 *
 * There are as many as the largest context asked for; they start with it and end with the last context. A caller never
 * waits for its turn: it opens its job in a slot and takes chunks of it at once, by atomic counters. Workers join
 * whatever open job they find, and it waits only for those that have joined: one that the machine has taken away delays
 * nothing, or its own chunk only. Each begins with a range of its own, and goes on with what is left of the others'.
 *
 * While c jobs run, c - 1 workers stand back, since so many callers work beside the first: two models at work share the
 * processors, and one alone has them all. (Taking turns, job by job, would make a short step wait for a long one and
 * wake a sleeping thread at each change.)
 *
 * Jobs follow each other within microseconds while a model runs, so a worker spins a little for the next one before it
 * sleeps on a futex of its own; an idle pool burns nothing, nor do workers beyond the threads of the context at work.
 */
#define _GNU_SOURCE
#include "pool.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cpu.h"

enum { SPINS = 12000, YIELD_AFTER = 20000, MOST_THREADS = 1024, SLOTS = 8, PARTS = 4, RANGES = 16 };

/* The state of a slot: OPEN while its job may be joined, above INSIDE the threads of its context, workers inside. */
enum { INSIDE = 16 };
static const uint32_t OPEN = 1u << 31;

/* The word that workers watch: it counts jobs, and in its low bits the callers at work. */
enum { NEWS = 1 << 8 };

/* Neighbouring items of a job, of which those from next on are left. */
typedef struct {
    _Alignas(64) _Atomic int64_t next;
    int64_t end;
} range;

typedef struct {
    _Alignas(64) _Atomic uint32_t state, taken;
    mr_work *work;
    void *job;
    int64_t chunk;
    int32_t threads, ranges;
    range range[RANGES];
} slot;

typedef struct {
    _Alignas(64) _Atomic uint32_t asleep;
    int32_t number;
    pthread_t thread;
} worker;

static struct {
    _Alignas(64) _Atomic uint32_t word;
    _Alignas(64) _Atomic int32_t size; /* workers, and the one caller that there is at least */
    _Atomic int32_t sleeping, stopping;
    slot slots[SLOTS];
    worker *workers[MOST_THREADS]; /* from 1 to size - 1 */
    int32_t users;                 /* under the lock */
} pool = {.size = 1};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What a context holds of the pool. */
struct mr_pool {
    int32_t threads;
};

static void futex(_Atomic uint32_t *word, int op, uint32_t value) {
    syscall(SYS_futex, (uint32_t *)word, op | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static int32_t callers_in(uint32_t word) { return (int32_t)(word % NEWS); }
static int32_t threads_in(uint32_t state) { return (int32_t)((state & ~OPEN) >> INSIDE); }

/* A part of what is left: the last chunks are small. */
static int64_t size_of_next(const slot *s, int64_t left) {
    int64_t size = left / PARTS;
    return size > s->chunk ? size : left < s->chunk ? left : s->chunk;
}

static void take_chunks_of(const slot *s, range *r, int32_t thread) {
    int64_t from = atomic_load_explicit(&r->next, memory_order_relaxed);
    while (from < r->end) {
        int64_t size = size_of_next(s, r->end - from);
        if (atomic_compare_exchange_weak_explicit(&r->next, &from, from + size, memory_order_relaxed,
                                                  memory_order_relaxed)) {
            s->work(s->job, thread, from, from + size);
            from = atomic_load_explicit(&r->next, memory_order_relaxed);
        }
    }
}

static void take_chunks(slot *s, int32_t thread) {
    int32_t own = (int32_t)((int64_t)thread * s->ranges / s->threads);
    for (int32_t i = 0; i < s->ranges; i++) {
        take_chunks_of(s, &s->range[(own + i) % s->ranges], thread);
    }
}

/* A slot whose job is open, or a later one that has replaced it: its fields are then stable until we leave. */
static slot *join(int32_t number) {
    if (number + callers_in(atomic_load(&pool.word)) > atomic_load_explicit(&pool.size, memory_order_relaxed)) {
        return NULL;
    }
    for (int i = 0; i < SLOTS; i++) {
        slot *s = &pool.slots[number % 2 ? i : SLOTS - 1 - i]; /* so that two jobs get about as many each */
        uint32_t state = atomic_load_explicit(&s->state, memory_order_acquire);
        while ((state & OPEN) && number < threads_in(state)) {
            if (atomic_compare_exchange_weak_explicit(&s->state, &state, state + 1, memory_order_acquire,
                                                      memory_order_acquire)) {
                return s;
            }
        }
    }
    return NULL;
}

/* All chunks are taken: nobody needs to join any more. */
static void leave(slot *s) {
    atomic_fetch_and_explicit(&s->state, ~OPEN, memory_order_relaxed);
    atomic_fetch_sub_explicit(&s->state, 1, memory_order_release);
}

/* Spins for what is left of the time since the last job, then sleeps. */
static uint32_t wait_for_news(worker *self, uint32_t seen, int *spins) {
    uint32_t now;
    for (; *spins > 0; --*spins) {
        now = atomic_load_explicit(&pool.word, memory_order_acquire);
        if (now / NEWS != seen / NEWS) {
            return now;
        }
        mr_pause();
    }
    atomic_fetch_add(&pool.sleeping, 1);
    atomic_store(&self->asleep, 1);
    while ((now = atomic_load(&pool.word)) / NEWS == seen / NEWS && atomic_load(&self->asleep)) {
        futex(&self->asleep, FUTEX_WAIT, 1);
    }
    atomic_store(&self->asleep, 0);
    atomic_fetch_sub(&pool.sleeping, 1);
    return now;
}

static void *run_worker(void *argument) {
    worker *self = argument;
    uint32_t seen = 0;
    int spins = SPINS;
    for (;;) {
        seen = wait_for_news(self, seen, &spins);
        if (atomic_load(&pool.stopping)) {
            return NULL;
        }
        for (slot *s = join(self->number); s != NULL; s = join(self->number)) {
            mr_control_enter(); /* a worker has nothing to restore */
            take_chunks(s, self->number);
            leave(s);
            spins = SPINS;
        }
    }
}

/* Wakes the workers that sleep, of those below a number. */
static void wake(int32_t end) {
    if (atomic_load(&pool.sleeping) == 0) {
        return;
    }
    for (int32_t i = 1, size = atomic_load(&pool.size); i < end && i < size; i++) {
        if (atomic_load(&pool.workers[i]->asleep) && atomic_exchange(&pool.workers[i]->asleep, 0)) {
            futex(&pool.workers[i]->asleep, FUTEX_WAKE, 1);
        }
    }
}

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

/* The workers that need not stand back are below this number. */
static int32_t end_of_helpers(uint32_t word) { return atomic_load(&pool.size) + 1 - callers_in(word); }

static slot *take_slot(void) {
    for (int i = 0; i < SLOTS; i++) {
        uint32_t none = 0;
        if (atomic_compare_exchange_strong(&pool.slots[i].taken, &none, 1)) {
            return &pool.slots[i];
        }
    }
    return NULL;
}

/* A thread that reads its operands in a row reads faster than two that take turns: on a Zen 4 60 GB/s, 41 by 64 KiB. */
static void share_out(slot *s, int64_t items) {
    int64_t most = items / s->chunk; /* that have a chunk each */
    s->ranges = most < RANGES ? smaller(s->threads, (int32_t)most) : smaller(s->threads, RANGES);
    for (int32_t i = 0; i < s->ranges; i++) {
        atomic_store_explicit(&s->range[i].next, i * items / s->ranges, memory_order_relaxed);
        s->range[i].end = (i + 1) * items / s->ranges;
    }
}

static void open_slot(slot *s) {
    int32_t threads = s->threads;
    atomic_store_explicit(&s->state, OPEN | (uint32_t)threads << INSIDE, memory_order_release);
    uint32_t word = atomic_fetch_add(&pool.word, NEWS + 1) + NEWS + 1;
    wake(smaller(threads, end_of_helpers(word)));
}

/* Waits for the workers inside, and tells those that stand back that one fewer need. */
static void close_slot(slot *s) {
    uint32_t state = atomic_fetch_and(&s->state, ~OPEN);
    for (int64_t i = 0; state % (1u << INSIDE) != 0; i++) {
        if (i < YIELD_AFTER) {
            mr_pause();
        } else {
            sched_yield();
        }
        state = atomic_load_explicit(&s->state, memory_order_acquire);
    }
    atomic_store_explicit(&s->taken, 0, memory_order_release);
    if (callers_in(atomic_fetch_sub(&pool.word, 1)) > 1) {
        wake(end_of_helpers(atomic_fetch_add(&pool.word, NEWS)));
    }
}

void mr_pool_run(mr_pool *share, mr_work *work, void *job, int64_t items, int64_t chunk) {
    slot *s = share->threads == 1 || items <= chunk ? NULL : take_slot();
    if (s == NULL) { /* without a slot, SLOTS other contexts are at work, and the processors busy */
        if (items > 0) {
            work(job, 0, 0, items);
        }
        return;
    }
    s->work = work;
    s->job = job;
    s->chunk = chunk;
    s->threads = share->threads;
    share_out(s, items);
    open_slot(s);
    take_chunks(s, 0);
    close_slot(s);
}

static int start_worker(int32_t number) {
    worker *self = NULL;
    if (posix_memalign((void **)&self, 64, sizeof *self) != 0) {
        return 0;
    }
    *self = (worker){.number = number};
    if (pthread_create(&self->thread, NULL, run_worker, self) != 0) {
        free(self);
        return 0;
    }
    char name[16];
    snprintf(name, sizeof name, "millrace-%d", number);
    pthread_setname_np(self->thread, name);
    pool.workers[number] = self;
    return 1;
}

static void stop_workers(void) {
    atomic_store(&pool.stopping, 1);
    atomic_fetch_add(&pool.word, NEWS);
    wake(pool.size);
    for (int32_t i = 1; i < pool.size; i++) {
        pthread_join(pool.workers[i]->thread, NULL);
        free(pool.workers[i]);
    }
    atomic_store(&pool.size, 1);
    atomic_store(&pool.stopping, 0);
}

mr_pool *mr_pool_create(int32_t threads) {
    mr_pool *share = threads > MOST_THREADS ? NULL : malloc(sizeof *share);
    if (share == NULL) {
        return NULL;
    }
    *share = (mr_pool){threads};
    pthread_mutex_lock(&lock);
    pool.users++;
    while (pool.size < threads && start_worker(pool.size)) {
        atomic_fetch_add(&pool.size, 1);
    }
    int missing = pool.size < threads;
    pthread_mutex_unlock(&lock);
    if (missing) {
        mr_pool_destroy(share);
        return NULL;
    }
    return share;
}

void mr_pool_destroy(mr_pool *share) {
    pthread_mutex_lock(&lock);
    if (--pool.users == 0) {
        stop_workers();
    }
    pthread_mutex_unlock(&lock);
    free(share);
}

int32_t mr_pool_threads(const mr_pool *share) { return share->threads; }
