/*
 * linear_float.c - products with weights that are plain numbers.
 *
 * Rows as long as some ways of the first cache are turned first, so that the numbers a tile of tokens needs at once lie
 * together: else they would fall into the same lines and drive each other out. All others are read as they are.
 */
#include "blas.h"
#include "cpu.h"
#include "passes.h"

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

/* Elements: of a step; too few to be shared among threads; of a way of the first cache. */
enum { TURNED = 16, TURN_AT_ONCE = 32768, WAY = 1024 };

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

/* As the kernels take them: for each pass [tile][k][tokens], all tiles about as large. */
typedef struct {
    const mr_passes *passes;
    const float *rows;
    float *turned;
} turn_job;

static void turn(void *argument, int32_t thread, int64_t from, int64_t end) {
    const turn_job *j = argument;
    int64_t stride = j->passes->task.k;
    (void)thread;
    for (int64_t item = from; item < end; item++) {
        int64_t first = 0, tokens = mr_tile_of(j->passes, item, &first);
        int64_t at = (mr_pass_start(j->passes, item / j->passes->tiles) + first) * stride;
        for (int64_t k = 0; tokens > 0 && k < stride; k += TURNED) {
            int64_t count = stride - k < TURNED ? stride - k : TURNED;
            turn_tile(j->rows + at + k, stride, count, j->turned + at + k * tokens, tokens);
        }
    }
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
    mr_passes p = {.context = context, .task = task, .most = MR_TOKENS, .panels = (m + MR_PANEL - 1) / MR_PANEL};
    p.width = context->kernels.float_tokens;
    p.tiles = mr_tiles(n < p.most ? n : p.most, p.width);
    p.task.turned = n > 1 && k % WAY == 0;
    if (p.task.turned && !mr_reserve(context, n * k * (int64_t)sizeof *x)) {
        return MR_NO_MEMORY;
    }
    uint32_t control = mr_control_enter();
    if (p.task.turned) {
        turn_job j = {&p, x, (float *)(void *)context->corrections};
        mr_pool_run(context->pool, turn, &j, mr_pass_count(&p) * p.tiles, 1 + TURN_AT_ONCE / (p.width * k));
        p.task.x = j.turned;
    }
    mr_run_passes(&p, 1);
    mr_control_leave(control);
    return MR_OK;
}
