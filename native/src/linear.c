/*
 * linear.c - products of quantized rows: prepares what all panels share, then hands panels to the threads.
 *
 * Shared by all weights of a type: -z * sum of the codes (the start of each integer sum) and sum << shift (what the
 * minima are multiplied with), and rows as the kernels read them. The first two are computed once a call, by the caller:
 * n * k / 16 operations against n * k * m.
 */
#include "cpu.h"
#include "passes.h"

static void prepare(void *argument, int32_t thread, int64_t from, int64_t end) {
    const mr_passes *p = argument;
    (void)thread;
    for (int64_t item = from; item < end; item++) {
        int64_t first;
        if (mr_tile_of(p, item, &first) > 0) {
            mr_linear_task task = mr_pass_of(p, item / p->tiles);
            p->context->kernels.prepare[task.type](&task, item % p->tiles);
        }
    }
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

/* What products of one type share. */
static int64_t correction_bytes(const mr_linear_task *task) {
    int64_t each = mr_type_of(task->type)->sub == 16 ? 16 : 32;
    return ((task->n * task->k / each + 16) * 4 + 63) / 64 * 64;
}

static int64_t prepared_tiles(const mr_passes *p) { return mr_pass_count(p) * p->tiles; }

static int64_t shared_bytes(const mr_passes *p) {
    return correction_bytes(&p->task) + prepared_tiles(p) * ((p->task.k + MR_GROUP - 1) / MR_GROUP) * MR_PREPARED;
}

static void share(mr_passes *p, uint8_t *memory) {
    const mr_type *type = mr_type_of(p->task.type);
    int32_t width = type->sub == 16 ? 1 : 2;
    if (type->has_m) {
        fill_mins(&p->task, width, (int16_t *)memory);
        p->task.mins = (const int16_t *)memory;
    } else {
        fill_zeros(&p->task, type->zero, width, (int32_t *)memory);
        p->task.zeros = (const int32_t *)memory;
    }
    if (p->tiles > 0) {
        p->task.prepared = memory + correction_bytes(&p->task);
        mr_pool_run(p->context->pool, prepare, p, prepared_tiles(p), 1);
    }
}

static int32_t first_of_type(const mr_passes *products, int32_t i) {
    int32_t first = 0;
    while (products[first].task.type != products[i].task.type) {
        first++;
    }
    return first;
}

/* Prepares what they need and multiplies. False if there is no memory. */
static int run(mr_context *context, mr_passes *products, int32_t count) {
    int64_t bytes = 0, at[MR_PRODUCTS];
    for (int32_t i = 0; i < count; i++) {
        at[i] = bytes;
        bytes += first_of_type(products, i) == i ? shared_bytes(&products[i]) : 0;
    }
    if (!mr_reserve(context, bytes)) {
        return 0;
    }
    uint32_t control = mr_control_enter();
    for (int32_t i = 0; i < count; i++) {
        const mr_linear_task *same = &products[first_of_type(products, i)].task;
        if (same == &products[i].task) {
            share(&products[i], context->corrections + at[i]);
        }
        products[i].task.zeros = same->zeros;
        products[i].task.mins = same->mins;
        products[i].task.prepared = same->prepared;
    }
    mr_run_passes(products, count);
    mr_control_leave(control);
    return 1;
}

static mr_passes passes_of(mr_context *context, const mr_linear_task *rows, const mr_product *product) {
    mr_passes p = {.context = context, .task = *rows, .most = MR_QUANTIZED_PASS};
    p.task.type = (int32_t)product->type;
    p.task.m = product->m;
    p.task.panels = product->panels;
    p.task.panel_bytes = mr_panel_bytes(p.task.type, rows->k);
    p.task.bias = product->bias;
    p.task.out = product->out;
    p.panels = (product->m + MR_PANEL - 1) / MR_PANEL;
    p.width = context->kernels.quantized_tokens;
    p.tiles = context->kernels.prepare[p.task.type] == NULL ? 0 : mr_tiles(rows->n < p.most ? rows->n : p.most, p.width);
    return p;
}

static int is_supported(const mr_context *context, int64_t type) {
    const mr_type *facts = type == (int32_t)type ? mr_type_of((int32_t)type) : NULL;
    return facts != NULL && facts->block != 1 && context->kernels.linear[type] != NULL;
}

mr_status mr_linear_quantized(mr_context *context, const mr_product *products, int32_t count, int64_t k,
                              const int8_t *codes, const float *scales, const int32_t *shifts, const int32_t *sums,
                              int64_t n) {
    mr_linear_task rows = {.n = n, .k = k, .codes = codes, .scales = scales, .shifts = shifts, .sums = sums};
    mr_passes passes[MR_PRODUCTS];
    for (int32_t i = 0; i < count; i++) {
        if (i == MR_PRODUCTS || !is_supported(context, products[i].type)) {
            return MR_TYPE_UNSUPPORTED;
        }
        passes[i] = passes_of(context, &rows, &products[i]);
    }
    return n == 0 || count <= 0 || run(context, passes, count) ? MR_OK : MR_NO_MEMORY;
}
