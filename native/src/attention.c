/*
 * attention.c - cuts a step's attention into items and hands them to the threads.
 *
 * An item is one sequence, one key/value head and at most MR_ATTENTION_ROWS pairs of position and query head, so that
 * a cache block, once fetched, serves them all. An item that would keep one thread busy while others idle is cut at
 * segments of MR_SEGMENT positions, which end running sums in any case, and merged when all are done. So no cut moves
 * a rounding.
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

typedef struct {
    const job *job;
    const mr_attention_item *items;
} merge_job;

static void merge(void *argument, int32_t thread, int64_t from, int64_t end) {
    const merge_job *m = argument;
    for (int64_t i = from; i < end; i++) {
        m->job->context->kernels.merge(&m->job->task, &m->items[i], mr_scratch_of(m->job->context, thread));
    }
}

/* The first position that a row of a sequence sees, and the one behind the last. */
static int64_t first_of(const mr_attention_task *task, const int32_t *sequence, int64_t row) {
    int64_t first = sequence[2] + row - (int64_t)task->window + 1;
    return first > 0 ? first : 0;
}

static int64_t end_of(const mr_attention_task *task, const int32_t *sequence, int64_t row) {
    return sequence[2] + (task->full ? sequence[1] : row + 1);
}

/* How a step is cut. */
typedef struct {
    int32_t positions, queries; /* of an item */
    int64_t most;               /* pairs times keys that one item may have, if segments allow */
    int64_t items, merges, floats;
} cut;

static int64_t keys_of(const mr_attention_task *task, const int32_t *sequence, int64_t first_row, int64_t rows) {
    return end_of(task, sequence, first_row + rows - 1) - first_of(task, sequence, first_row);
}

/*
 * Positions and query heads of an item: all heads that share keys if they fit, and fewer when threads would idle that
 * segments cannot keep busy. Items of more than a quarter of what a thread has to do are cut.
 */
static cut cut_of(const mr_attention_task *task, int64_t threads) {
    int64_t shared = task->h / task->g, rows = 0, work = 0, longest = 0;
    for (int64_t s = 0; s < task->count; s++) {
        const int32_t *sequence = task->sequences + 4 * s;
        int64_t count = sequence[1], keys = count > 0 ? keys_of(task, sequence, count / 2, 1) : 0;
        rows += count;
        work += count * task->h * keys;
        longest = keys > longest ? keys : longest;
    }
    int64_t limit = task->e > 256 ? MR_ATTENTION_ROWS / 2 : MR_ATTENTION_ROWS;
    int64_t per_thread = (rows * task->h + threads - 1) / threads;
    int64_t room = per_thread < limit && longest < 2 * MR_SEGMENT ? per_thread : limit;
    int64_t queries = shared < room ? shared : room > 0 ? room : 1;
    return (cut){.positions = (int32_t)(room > queries ? room / queries : 1), .queries = (int32_t)queries,
                 .most = threads > 1 ? work / (4 * threads) : INT64_MAX / 2};
}

/* Adds an item: whole, or its segments one after the other and a merge. items: NULL, or items and then merges. */
static void add_item(const mr_attention_task *task, cut *c, mr_attention_item item, mr_attention_item *items,
                     mr_attention_item *merges, float *parts) {
    const int32_t *sequence = task->sequences + 4 * item.sequence;
    int64_t pairs = (int64_t)item.rows * item.queries, keys = keys_of(task, sequence, item.first_row, item.rows);
    int64_t first = first_of(task, sequence, item.first_row) / MR_SEGMENT;
    int64_t end = (end_of(task, sequence, item.first_row + item.rows - 1) + MR_SEGMENT - 1) / MR_SEGMENT;
    int64_t step = pairs * keys > 2 * c->most ? c->most / (pairs * MR_SEGMENT) + 1 : end - first;
    item.first_segment = (int32_t)first;
    item.segments = (int32_t)(end - first);
    int64_t part = pairs * mr_part_floats(task->e);
    if (step < end - first) {
        item.parts = items == NULL ? NULL : parts + c->floats;
        if (items != NULL) {
            merges[c->merges] = item;
        }
        c->merges++;
        c->floats += part * (end - first);
    }
    for (int64_t segment = first; segment < end; segment += step) {
        if (items != NULL) {
            mr_attention_item piece = item;
            piece.first_segment = (int32_t)segment;
            piece.segments = (int32_t)(end - segment < step ? end - segment : step);
            piece.parts = item.parts == NULL ? NULL : item.parts + part * (segment - first);
            items[c->items] = piece;
        }
        c->items++;
    }
}

/* Counts items, merges and floats of parts; with somewhere to put them, makes them too. */
static void cut_step(const mr_attention_task *task, cut *c, mr_attention_item *items, mr_attention_item *merges,
                     float *parts) {
    int32_t shared = (int32_t)(task->h / task->g);
    c->items = c->merges = c->floats = 0;
    for (int32_t s = 0; s < task->count; s++) {
        int32_t rows = task->sequences[4 * s + 1];
        /* Later rows see more keys: the longest items first, so that no thread ends late. */
        for (int32_t last = rows; last > 0; last -= c->positions) {
            int32_t first = last > c->positions ? last - c->positions : 0;
            for (int32_t head = 0; head < task->g; head++) {
                for (int32_t query = 0; query < shared; query += c->queries) {
                    int32_t some = shared - query < c->queries ? shared - query : c->queries;
                    mr_attention_item item = {.sequence = s, .head = head, .first_row = first, .rows = last - first,
                                              .first_query = query, .queries = some};
                    add_item(task, c, item, items, merges, parts);
                }
            }
        }
    }
}

static int reserve(mr_context *context, const cut *c) {
    int64_t items = c->items + c->merges;
    if (context->item_count < items) {
        free(context->items);
        context->items = malloc((size_t)items * sizeof *context->items);
        context->item_count = context->items == NULL ? 0 : items;
    }
    if (context->part_floats < c->floats) {
        free(context->parts);
        context->parts = malloc((size_t)c->floats * sizeof *context->parts);
        context->part_floats = context->parts == NULL ? 0 : c->floats;
    }
    return context->item_count >= items && context->part_floats >= c->floats;
}

mr_status mr_attend(mr_context *context, const float *q, const uint8_t *cache, int32_t type, int64_t h, int64_t g,
                    int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks, float scale,
                    float soft_cap, int32_t window, int32_t full, const float *bias, int64_t reach, float *out) {
    if (e > MR_MAX_HEAD) {
        return MR_HEAD_TOO_LARGE;
    }
    job j = {.context = context};
    j.task = (mr_attention_task){.q = q, .cache = cache, .type = type, .h = h, .g = g, .e = e, .count = count,
                                 .sequences = sequences, .blocks = blocks, .scale = scale, .soft_cap = soft_cap,
                                 .window = window, .full = full, .bias = bias, .reach = reach, .out = out};
    cut c = cut_of(&j.task, mr_pool_threads(context->pool));
    cut_step(&j.task, &c, NULL, NULL, NULL);
    if (!reserve(context, &c)) {
        return MR_NO_MEMORY;
    }
    merge_job merges = {&j, context->items + c.items};
    cut_step(&j.task, &c, context->items, context->items + c.items, context->parts);
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work, &j, c.items, 1);
    mr_pool_run(context->pool, merge, &merges, c.merges, 1);
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

/* Items are heads of sequences: what one head's rows write in a block lies together and stays in the first cache. */
static void store(void *argument, int32_t thread, int64_t from, int64_t end) {
    const store_job *j = argument;
    int64_t head_bytes = mr_head_bytes(j->type, j->e);
    (void)thread;
    for (int64_t item = from; item < end; item++) {
        const int32_t *sequence = j->sequences + 4 * (item / j->g);
        int64_t head = item % j->g;
        for (int32_t i = 0; i < sequence[1]; i++) {
            int32_t position = sequence[2] + i;
            int64_t block = j->blocks[sequence[3] + position / MR_BLOCK];
            int64_t at = ((sequence[0] + i) * j->g + head) * j->e;
            j->context->kernels.store_row(j->keys + at, j->values + at, j->cache + (block * j->g + head) * head_bytes,
                                          j->type, j->e, position % MR_BLOCK);
        }
    }
}

mr_status mr_store(mr_context *context, const float *keys, const float *values, uint8_t *cache, int32_t type, int64_t g,
                   int64_t e, const int32_t *sequences, int64_t count, const int32_t *blocks) {
    store_job j = {context, keys, values, cache, type, g, e, sequences, blocks};
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, store, &j, count * g, 8);
    mr_control_leave(control);
    return MR_OK;
}
