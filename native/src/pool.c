/*
 * pool.c - a fixed set of threads, created once.
 *
 * Jobs follow each other within microseconds while a model runs, so a worker spins a little for the next one before it
 * sleeps on a futex; an idle pool burns nothing. Chunks go out by an atomic counter, and the caller waits only for
 * workers that have joined the job: one that the machine has taken away delays nothing, or its own chunk only.
 */
#define _GNU_SOURCE
#include "pool.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cpu.h"

enum { SPINS = 12000, YIELD_AFTER = 20000 };

/* A job that may still be joined; the low bits of `joined` count the workers inside. */
static const uint32_t OPEN = 1u << 31;

struct mr_pool {
    _Alignas(64) _Atomic uint32_t generation; /* counts jobs; workers wait for it to move */
    _Atomic int32_t sleeping, stopping;
    _Alignas(64) _Atomic int64_t next;
    _Alignas(64) _Atomic uint32_t joined; /* OPEN and the number of workers inside */
    mr_work *work;
    void *job;
    int64_t items, chunk;
    int32_t threads, started;
    struct worker {
        pthread_t thread;
        mr_pool *pool;
        int32_t number;
    } * workers;
};

static long futex(_Atomic uint32_t *word, int op, uint32_t value) {
    return syscall(SYS_futex, (uint32_t *)word, op | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static void take_chunks(mr_pool *pool, int32_t thread) {
    for (;;) {
        int64_t from = atomic_fetch_add_explicit(&pool->next, pool->chunk, memory_order_relaxed);
        if (from >= pool->items) {
            return;
        }
        int64_t end = from + pool->chunk;
        pool->work(pool->job, thread, from, end < pool->items ? end : pool->items);
    }
}

static uint32_t wait_for_job(mr_pool *pool, uint32_t seen) {
    for (int i = 0; i < SPINS; i++) {
        uint32_t now = atomic_load_explicit(&pool->generation, memory_order_acquire);
        if (now != seen) {
            return now;
        }
        mr_pause();
    }
    atomic_fetch_add(&pool->sleeping, 1);
    uint32_t now;
    while ((now = atomic_load(&pool->generation)) == seen) {
        futex(&pool->generation, FUTEX_WAIT, seen);
    }
    atomic_fetch_sub(&pool->sleeping, 1);
    return now;
}

/* 1 if the job, or a later one that has replaced it, was still open; its fields are then stable until we leave. */
static int join(mr_pool *pool) {
    uint32_t joined = atomic_load_explicit(&pool->joined, memory_order_acquire);
    while (joined & OPEN) {
        if (atomic_compare_exchange_weak_explicit(&pool->joined, &joined, joined + 1, memory_order_acquire,
                                                  memory_order_acquire)) {
            return 1;
        }
    }
    return 0;
}

static void *run_worker(void *argument) {
    struct worker *self = argument;
    mr_pool *pool = self->pool;
    uint32_t seen = 0;
    for (;;) {
        seen = wait_for_job(pool, seen);
        if (atomic_load(&pool->stopping)) {
            return NULL;
        }
        if (join(pool)) {
            mr_control_enter(); /* a worker has nothing to restore */
            take_chunks(pool, self->number);
            atomic_fetch_sub_explicit(&pool->joined, 1, memory_order_release);
        }
    }
}

static void announce(mr_pool *pool) {
    atomic_fetch_add(&pool->generation, 1);
    if (atomic_load(&pool->sleeping) > 0) {
        futex(&pool->generation, FUTEX_WAKE, INT_MAX);
    }
}

void mr_pool_run(mr_pool *pool, mr_work *work, void *job, int64_t items, int64_t chunk) {
    if (pool->started == 0 || items <= chunk) {
        if (items > 0) {
            work(job, 0, 0, items);
        }
        return;
    }
    pool->work = work;
    pool->job = job;
    pool->items = items;
    pool->chunk = chunk;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    atomic_store_explicit(&pool->joined, OPEN, memory_order_release);
    announce(pool);
    take_chunks(pool, 0);
    atomic_fetch_and(&pool->joined, ~OPEN);
    for (int64_t i = 0; atomic_load_explicit(&pool->joined, memory_order_acquire) != 0; i++) {
        if (i < YIELD_AFTER) {
            mr_pause();
        } else {
            sched_yield();
        }
    }
}

mr_pool *mr_pool_create(int32_t threads) {
    mr_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) {
        return NULL;
    }
    *pool = (mr_pool){.threads = threads};
    pool->workers = calloc((size_t)threads, sizeof *pool->workers);
    for (int32_t i = 1; pool->workers != NULL && i < threads; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
            break;
        }
        pool->started++;
    }
    if (pool->workers == NULL || pool->started != threads - 1) {
        mr_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void mr_pool_destroy(mr_pool *pool) {
    atomic_store(&pool->stopping, 1);
    announce(pool);
    for (int32_t i = 1; i <= pool->started; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    free(pool->workers);
    free(pool);
}

int32_t mr_pool_threads(const mr_pool *pool) { return pool->threads; }
