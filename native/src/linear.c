/*
 * linear.c - products with packed weights: prepares what all panels share, then hands panels to the threads.
 *
 * Shared by all rows of the weight: -z * sum of the codes (the start of each integer sum) and sum << shift (what the
 * minima are multiplied with). Each is computed once a call, by the caller: n * k / 16 operations against n * k * m.
 * Rows for weights that are plain numbers are turned, so that the numbers a tile of tokens needs at once lie together:
 * as rows of 4,096 they would fall into the same few lines of the first cache.
 */
#include <stdlib.h>

#include "blas.h"
#include "context.h"
#include "cpu.h"

typedef struct {
    mr_context *context;
    mr_linear_task task;
    mr_linear_panel *panel;
} job;

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    for (int64_t panel = from; panel < end; panel++) {
        j->panel(&j->task, panel, mr_scratch_of(j->context, thread));
    }
}

/* Small enough that a slow thread delays little, large enough that the counter costs nothing. */
static int64_t chunk_of(int64_t panels, int32_t threads) {
    int64_t chunk = panels / (16 * (int64_t)threads);
    return chunk < 1 ? 1 : chunk > 16 ? 16 : chunk;
}

static mr_status run(mr_context *context, job *j) {
    int64_t panels = (j->task.m + MR_PANEL - 1) / MR_PANEL;
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work, j, panels, chunk_of(panels, mr_pool_threads(context->pool)));
    mr_control_leave(control);
    return MR_OK;
}

static void work_prepare(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t tile = from; tile < end; tile++) {
        j->context->kernels.prepare[j->task.type](&j->task, tile);
    }
}

static int reserve(mr_context *context, int64_t bytes) {
    if (context->correction_bytes < bytes) {
        free(context->corrections);
        void *aligned = NULL;
        context->correction_bytes = posix_memalign(&aligned, 64, (size_t)bytes) == 0 ? bytes : 0;
        context->corrections = context->correction_bytes > 0 ? aligned : NULL;
    }
    return context->corrections != NULL;
}

static void fill_zeros(const mr_linear_task *task, int32_t zero, int32_t width, int32_t *out) {
    int64_t sixteens = task->n * task->k / 16;
    for (int64_t i = 0; i < sixteens; i += width) {
        int32_t sum = width == 1 ? task->sums[i] : task->sums[i] + task->sums[i + 1];
        *out++ = -zero * sum;
    }
}

static void fill_mins(const mr_linear_task *task, int32_t width, int16_t *out) {
    int64_t sixteens = task->n * task->k / 16;
    for (int64_t i = 0; i < sixteens; i += width) {
        int32_t sum = width == 1 ? task->sums[i] : task->sums[i] + task->sums[i + 1];
        *out++ = (int16_t)(sum * (1 << task->shifts[i / 2]));
    }
}

mr_status mr_linear_quantized(mr_context *context, int32_t type, const uint8_t *panels, int64_t m, int64_t k,
                              const int8_t *codes, const float *scales, const int32_t *shifts, const int32_t *sums,
                              int64_t n, const float *bias, float *out) {
    const mr_type *facts = mr_type_of(type);
    if (facts == NULL || facts->block == 1 || context->kernels.linear[type] == NULL) {
        return MR_TYPE_UNSUPPORTED;
    }
    if (n == 0) {
        return MR_OK;
    }
    job j = {.context = context, .panel = context->kernels.linear[type]};
    j.task = (mr_linear_task){.type = type, .n = n, .m = m, .k = k, .panels = panels, .codes = codes,
                              .panel_bytes = mr_panel_bytes(type, k), .scales = scales, .shifts = shifts,
                              .sums = sums, .bias = bias, .out = out};
    int32_t width = facts->sub == 16 ? 1 : 2;
    int64_t correction = ((n * k / 16 / width + 16) * 4 + 63) / 64 * 64;
    int64_t tiles = context->kernels.prepare[type] != NULL ? mr_tiles(n, context->kernels.quantized_tokens) : 0;
    if (!reserve(context, correction + tiles * ((k + MR_GROUP - 1) / MR_GROUP) * MR_PREPARED)) {
        return MR_NO_MEMORY;
    }
    if (facts->has_m) {
        fill_mins(&j.task, width, (int16_t *)context->corrections);
        j.task.mins = (const int16_t *)context->corrections;
    } else {
        fill_zeros(&j.task, facts->zero, width, (int32_t *)context->corrections);
        j.task.zeros = (const int32_t *)context->corrections;
    }
    if (tiles > 0) {
        j.task.prepared = context->corrections + correction;
        uint32_t control = mr_control_enter();
        mr_pool_run(context->pool, work_prepare, &j, tiles, 1);
        mr_control_leave(control);
    }
    return run(context, &j);
}

typedef struct {
    mr_linear_task task;
    mr_sgemm *multiply;
} blas_job;

static void work_blas(void *argument, int32_t thread, int64_t from, int64_t end) {
    const blas_job *j = argument;
    const mr_linear_task *task = &j->task;
    int64_t row = from * MR_PANEL, last = end * MR_PANEL < task->m ? end * MR_PANEL : task->m;
    const float *weights = (const float *)(const void *)task->panels;
    (void)thread;
    j->multiply(task->n, last - row, task->k, task->x, task->k, weights + row * task->k, task->k, task->out + row, task->m);
    for (int64_t t = 0; task->bias != NULL && t < task->n; t++) {
        for (int64_t r = row; r < last; r++) {
            task->out[t * task->m + r] += task->bias[r];
        }
    }
}

/* OpenBLAS does best on large pieces: one a thread. */
static mr_status run_blas(mr_context *context, const mr_linear_task *task) {
    blas_job j = {*task, mr_blas_sgemm()};
    if (j.multiply == NULL) {
        return MR_TYPE_UNSUPPORTED;
    }
    int64_t panels = (task->m + MR_PANEL - 1) / MR_PANEL, threads = mr_pool_threads(context->pool);
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work_blas, &j, panels, (panels + threads - 1) / threads);
    mr_control_leave(control);
    return MR_OK;
}

typedef struct {
    const float *x;
    float *tiles;
    int64_t n, k, most; /* tokens of a tile at most */
} turn_job;

enum { TURNED = 16 };

/* Elements TURNED * from to TURNED * end - 1 of all tokens. */
static void turn(void *argument, int32_t thread, int64_t from, int64_t end) {
    const turn_job *j = argument;
    (void)thread;
    for (int64_t tile = 0; tile < mr_tiles(j->n, j->most); tile++) {
        int64_t first = mr_tile_start(j->n, j->most, tile), tokens = mr_tile_start(j->n, j->most, tile + 1) - first;
        const float *x = j->x + first * j->k;
        float *to = j->tiles + first * j->k;
        for (int64_t k0 = from * TURNED; k0 < end * TURNED && k0 < j->k; k0 += TURNED) {
            int64_t k1 = k0 + TURNED < j->k ? k0 + TURNED : j->k;
            for (int64_t t = 0; t < tokens; t++) {
                for (int64_t k = k0; k < k1; k++) {
                    to[k * tokens + t] = x[t * j->k + k];
                }
            }
        }
    }
}

/* As the kernels take them: [tile][k][tokens], all tiles about as large. */
static const float *turned(mr_context *context, const float *x, int64_t n, int64_t k) {
    if (n <= 1) {
        return x;
    }
    if (!reserve(context, n * k * (int64_t)sizeof *x)) {
        return NULL;
    }
    turn_job j = {x, (float *)(void *)context->corrections, n, k, context->kernels.float_tokens};
    int64_t steps = (k + TURNED - 1) / TURNED, chunk = 1 + 32768 / (n * TURNED);
    mr_pool_run(context->pool, turn, &j, steps, chunk);
    return j.tiles;
}

mr_status mr_linear_float(mr_context *context, int32_t type, const uint8_t *panels, int64_t m, int64_t k,
                          const float *x, int64_t n, const float *bias, float *out) {
    const mr_type *facts = mr_type_of(type);
    if (facts == NULL || facts->block != 1) {
        return MR_TYPE_UNSUPPORTED;
    }
    job j = {.context = context, .panel = context->kernels.linear[type]};
    j.task = (mr_linear_task){.type = type, .n = n, .m = m, .k = k, .panels = panels, .x = x, .bias = bias,
                              .panel_bytes = mr_panel_bytes(type, k), .out = out};
    if (type == MR_F32_ROWS) {
        return run_blas(context, &j.task);
    }
    for (int64_t token = 0; token < n; token += MR_TOKENS) {
        j.task.n = n - token < MR_TOKENS ? n - token : MR_TOKENS;
        j.task.x = turned(context, x + token * k, j.task.n, k);
        j.task.out = out + token * m;
        if (j.task.x == NULL) {
            return MR_NO_MEMORY;
        }
        run(context, &j);
    }
    return MR_OK;
}
