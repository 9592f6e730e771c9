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

enum { TURNED = 16 };

typedef float four __attribute__((vector_size(16)));
typedef int32_t four_places __attribute__((vector_size(16)));

static four load_four(const float *p) {
    four v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Four elements of four tokens: to[k][tokens] of x[token][stride]. */
static void turn_four(const float *x, int64_t stride, float *to, int64_t tokens) {
    four a = load_four(x), b = load_four(x + stride), c = load_four(x + 2 * stride), d = load_four(x + 3 * stride);
    const four_places low = {0, 4, 1, 5}, high = {2, 6, 3, 7}, first = {0, 1, 4, 5}, second = {2, 3, 6, 7};
    four ab0 = __builtin_shuffle(a, b, low), ab2 = __builtin_shuffle(a, b, high);
    four cd0 = __builtin_shuffle(c, d, low), cd2 = __builtin_shuffle(c, d, high);
    four k[4] = {__builtin_shuffle(ab0, cd0, first), __builtin_shuffle(ab0, cd0, second),
                 __builtin_shuffle(ab2, cd2, first), __builtin_shuffle(ab2, cd2, second)};
    for (int i = 0; i < 4; i++) {
        memcpy(to + i * tokens, &k[i], sizeof k[i]);
    }
}

/* Elements 0 to count - 1 of a tile's tokens; the last four tokens may be turned twice in part, which changes nothing. */
static void turn_tile(const float *x, int64_t stride, int64_t count, float *to, int64_t tokens) {
    int64_t fours = tokens < 4 ? 0 : count / 4 * 4;
    for (int64_t group = 0; fours > 0 && group < tokens; group += 4) {
        int64_t t = group + 4 <= tokens ? group : tokens - 4;
        for (int64_t k = 0; k < fours; k += 4) {
            turn_four(x + t * stride + k, stride, to + k * tokens + t, tokens);
        }
    }
    for (int64_t t = 0; t < tokens; t++) {
        for (int64_t k = fours; k < count; k++) {
            to[k * tokens + t] = x[t * stride + k];
        }
    }
}

/* A product with plain numbers: all tokens in passes about as large, of MR_TOKENS at most. */
typedef struct {
    mr_context *context;
    mr_linear_task task; /* of all tokens */
    const float *rows;   /* of all tokens, as they come */
    float *turned;       /* for each pass [tile][k][tokens], all tiles about as large */
    int64_t panels, tiles; /* of a pass; tiles at most */
} float_job;

static int64_t pass_start(const float_job *j, int64_t pass) { return mr_tile_start(j->task.n, MR_TOKENS, pass); }

static void turn(void *argument, int32_t thread, int64_t from, int64_t end) {
    const float_job *j = argument;
    int64_t stride = j->task.k, most = j->context->kernels.float_tokens;
    (void)thread;
    for (int64_t item = from; item < end; item++) {
        int64_t pass = item / j->tiles, tile = item % j->tiles;
        int64_t start = pass_start(j, pass), n = pass_start(j, pass + 1) - start;
        if (tile >= mr_tiles(n, most)) {
            continue;
        }
        int64_t first = mr_tile_start(n, most, tile), tokens = mr_tile_start(n, most, tile + 1) - first;
        const float *x = j->rows + (start + first) * stride;
        float *to = j->turned + (start + first) * stride;
        for (int64_t k = 0; k < stride; k += TURNED) {
            int64_t count = stride - k < TURNED ? stride - k : TURNED;
            turn_tile(x + k, stride, count, to + k * tokens, tokens);
        }
    }
}

/* Panels pass by pass. */
static void work_float(void *argument, int32_t thread, int64_t from, int64_t end) {
    const float_job *j = argument;
    for (int64_t item = from; item < end; item++) {
        int64_t pass = item / j->panels, start = pass_start(j, pass);
        mr_linear_task task = j->task;
        task.n = pass_start(j, pass + 1) - start;
        task.x = j->task.x + start * task.k;
        task.out = j->task.out + start * task.m;
        j->context->kernels.linear[task.type](&task, item % j->panels, mr_scratch_of(j->context, thread));
    }
}

static mr_status run_float(float_job *j) {
    mr_context *context = j->context;
    int64_t passes = mr_tiles(j->task.n, MR_TOKENS), threads = mr_pool_threads(context->pool);
    uint32_t control = mr_control_enter();
    j->task.x = j->rows; /* a single row is turned as it is */
    if (j->task.n > 1) {
        j->turned = (float *)(void *)context->corrections;
        j->tiles = mr_tiles(j->task.n < MR_TOKENS ? j->task.n : MR_TOKENS, context->kernels.float_tokens);
        mr_pool_run(context->pool, turn, j, passes * j->tiles, 1 + 32768 / (12 * j->task.k));
        j->task.x = j->turned;
    }
    mr_pool_run(context->pool, work_float, j, passes * j->panels, chunk_of(passes * j->panels, (int32_t)threads));
    mr_control_leave(control);
    return MR_OK;
}

mr_status mr_linear_float(mr_context *context, int32_t type, const uint8_t *panels, int64_t m, int64_t k,
                          const float *x, int64_t n, const float *bias, float *out) {
    const mr_type *facts = mr_type_of(type);
    if (facts == NULL || facts->block != 1) {
        return MR_TYPE_UNSUPPORTED;
    }
    mr_linear_task task = {.type = type, .n = n, .m = m, .k = k, .panels = panels, .x = x, .bias = bias,
                           .panel_bytes = mr_panel_bytes(type, k), .out = out};
    if (type == MR_F32_ROWS) {
        return run_blas(context, &task);
    }
    if (n == 0) {
        return MR_OK;
    }
    if (n > 1 && !reserve(context, n * k * (int64_t)sizeof *x)) {
        return MR_NO_MEMORY;
    }
    float_job j = {.context = context, .task = task, .rows = x, .panels = (m + MR_PANEL - 1) / MR_PANEL};
    return run_float(&j);
}
