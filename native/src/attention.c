/*
 * attention.c - cuts a step's attention into items and hands them to the threads.
 *
 * An item is one sequence, one key/value head and at most MR_ATTENTION_ROWS pairs of position and query head, so that
 * a cache block, once widened, serves them all. The cut moves no rounding: each pair has its own running sums.
 */
#include <stdlib.h>

#include "context.h"
#include "cpu.h"

typedef struct {
    mr_context *context;
    mr_attention_task task;
} job;

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.attend(&j->task, &j->context->items[i], mr_scratch_of(j->context, thread));
    }
}

/* Positions and query heads of an item: all heads that share keys if they fit; fewer when threads would idle. */
static void tile(const mr_attention_task *task, int64_t threads, int32_t *positions, int32_t *queries) {
    int64_t shared = task->h / task->g, rows = 0;
    for (int64_t s = 0; s < task->count; s++) {
        rows += task->sequences[4 * s + 1];
    }
    int64_t limit = task->e > 128 ? MR_ATTENTION_ROWS / 2 : MR_ATTENTION_ROWS;
    int64_t per_thread = (rows * task->h + threads - 1) / threads;
    int64_t room = per_thread < limit ? (per_thread > 0 ? per_thread : 1) : limit;
    int64_t q = shared < room ? shared : room;
    *queries = (int32_t)q;
    *positions = (int32_t)(room / q);
}

static int64_t items_of(const mr_attention_task *task, int32_t positions, int32_t queries, mr_attention_item *items) {
    int32_t shared = (int32_t)(task->h / task->g);
    int64_t count = 0;
    for (int32_t s = 0; s < task->count; s++) {
        int32_t rows = task->sequences[4 * s + 1];
        /* Later rows see more keys: the longest items first, so that no thread ends late. */
        for (int32_t last = rows; last > 0; last -= positions) {
            int32_t first = last > positions ? last - positions : 0;
            for (int32_t head = 0; head < task->g; head++) {
                for (int32_t query = 0; query < shared; query += queries) {
                    int32_t some = shared - query < queries ? shared - query : queries;
                    if (items != NULL) {
                        items[count] = (mr_attention_item){s, head, first, last - first, query, some};
                    }
                    count++;
                }
            }
        }
    }
    return count;
}

mr_status mr_attend(mr_context *context, const float *q, const uint8_t *cache, int32_t type, int64_t h, int64_t g,
                    int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks, float scale,
                    float soft_cap, int32_t window, int32_t full, float *out) {
    if (e > MR_MAX_HEAD) {
        return MR_HEAD_TOO_LARGE;
    }
    job j = {.context = context};
    j.task = (mr_attention_task){.q = q, .cache = cache, .type = type, .h = h, .g = g, .e = e, .count = count,
                                 .sequences = sequences, .blocks = blocks, .scale = scale, .soft_cap = soft_cap,
                                 .window = window, .full = full, .out = out};
    int32_t positions, queries;
    tile(&j.task, mr_pool_threads(context->pool), &positions, &queries);
    int64_t items = items_of(&j.task, positions, queries, NULL);
    if (context->item_count < items) {
        free(context->items);
        context->items = malloc((size_t)items * sizeof *context->items);
        context->item_count = context->items == NULL ? 0 : items;
    }
    if (context->items == NULL) {
        return MR_NO_MEMORY;
    }
    items_of(&j.task, positions, queries, context->items);
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work, &j, items, 1);
    mr_control_leave(control);
    return MR_OK;
}

typedef struct {
    mr_context *context;
    const float *keys, *values;
    uint8_t *cache;
    int32_t type;
    int64_t g, e;
    const int32_t *sequences, *blocks;
} store_job;

static void store(void *argument, int32_t thread, int64_t from, int64_t end) {
    const store_job *j = argument;
    int64_t head_bytes = mr_head_bytes(j->type, j->e);
    (void)thread;
    for (int64_t s = from; s < end; s++) {
        const int32_t *sequence = j->sequences + 4 * s;
        for (int32_t i = 0; i < sequence[1]; i++) {
            int32_t position = sequence[2] + i;
            int64_t block = j->blocks[sequence[3] + position / MR_BLOCK];
            for (int64_t head = 0; head < j->g; head++) {
                int64_t at = ((sequence[0] + i) * j->g + head) * j->e;
                j->context->kernels.store_row(j->keys + at, j->values + at,
                                              j->cache + (block * j->g + head) * head_bytes, j->type, j->e,
                                              position % MR_BLOCK);
            }
        }
    }
}

mr_status mr_store(mr_context *context, const float *keys, const float *values, uint8_t *cache, int32_t type, int64_t g,
                   int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks) {
    store_job j = {context, keys, values, cache, type, g, e, sequences, blocks};
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, store, &j, count, 4);
    mr_control_leave(control);
    return MR_OK;
}
