/* pool.h - the threads of the process, which share the items of a job with its caller. */
#ifndef MR_POOL_H
#define MR_POOL_H

#include <stdint.h>

/* A share in these threads, of a number of them; one thread at a time runs jobs by it. */
typedef struct mr_pool mr_pool;

/* Works on items from to end - 1; thread is 0 for the caller, else up to threads - 1, and nobody else's in this job. */
typedef void mr_work(void *job, int32_t thread, int64_t from, int64_t end);

/* threads: from 1 to 1024. NULL if the system does not give them. */
mr_pool *mr_pool_create(int32_t threads);
void mr_pool_destroy(mr_pool *share);
int32_t mr_pool_threads(const mr_pool *share);

/*
 * Hands items out until all are done; returns then. A thread has a range of items, then what is left of others'. What is
 * handed out at once is a part of what is left, and no less than a chunk where there is as much: a thread reads its
 * operands in a row, and none waits long for the last. No result may depend on who did
 * what, nor on the size of the pieces: a caller that is alone does all items at once.
 */
void mr_pool_run(mr_pool *share, mr_work *work, void *job, int64_t items, int64_t chunk);

#endif
