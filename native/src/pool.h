/* pool.h - threads that share the items of one job; the caller is one of them. */
#ifndef MR_POOL_H
#define MR_POOL_H

#include <stdint.h>

typedef struct mr_pool mr_pool;

/* Works on items from to end - 1; thread is 0 for the caller, else up to threads - 1. */
typedef void mr_work(void *job, int32_t thread, int64_t from, int64_t end);

mr_pool *mr_pool_create(int32_t threads);
void mr_pool_destroy(mr_pool *pool);
int32_t mr_pool_threads(const mr_pool *pool);

/* Hands chunks of items out until all are done; returns then. No result may depend on who did what. */
void mr_pool_run(mr_pool *pool, mr_work *work, void *job, int64_t items, int64_t chunk);

#endif
