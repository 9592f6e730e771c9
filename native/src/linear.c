/*
 * linear.c - products of quantized rows: prepares what all panels share, then hands panels to the threads.
 *
 * Shared by all rows of the weight: -z * sum of the codes (the start of each integer sum) and sum << shift (what the
 * minima are multiplied with). Each is computed once a call, by the caller: n * k / 16 operations against n * k * m.
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
    mr_linear_task task = {.type = type, .n = n, .m = m, .k = k, .panels = panels, .codes = codes,
                           .panel_bytes = mr_panel_bytes(type, k), .scales = scales, .shifts = shifts,
                           .sums = sums, .bias = bias, .out = out};
    mr_passes p = {.context = context, .task = task, .most = MR_QUANTIZED_PASS, .panels = (m + MR_PANEL - 1) / MR_PANEL};
    p.width = context->kernels.quantized_tokens;
    int32_t width = facts->sub == 16 ? 1 : 2;
    int64_t correction = ((n * k / 16 / width + 16) * 4 + 63) / 64 * 64, tiles = 0;
    if (context->kernels.prepare[type] != NULL) {
        p.tiles = mr_tiles(n < p.most ? n : p.most, p.width);
        tiles = mr_pass_count(&p) * p.tiles;
    }
    if (!mr_reserve(context, correction + tiles * ((k + MR_GROUP - 1) / MR_GROUP) * MR_PREPARED)) {
        return MR_NO_MEMORY;
    }
    if (facts->has_m) {
        fill_mins(&task, width, (int16_t *)context->corrections);
        p.task.mins = (const int16_t *)context->corrections;
    } else {
        fill_zeros(&task, facts->zero, width, (int32_t *)context->corrections);
        p.task.zeros = (const int32_t *)context->corrections;
    }
    uint32_t control = mr_control_enter();
    if (tiles > 0) {
        p.task.prepared = context->corrections + correction;
        mr_pool_run(context->pool, prepare, &p, tiles, 1);
    }
    mr_run_passes(&p);
    mr_control_leave(control);
    return MR_OK;
}
