/* passes.c - see passes.h. */
#include "passes.h"

mr_linear_task mr_pass_of(const mr_passes *p, int64_t pass) {
    mr_linear_task task = p->task;
    int64_t start = mr_pass_start(p, pass), k = task.k;
    const mr_type *type = mr_type_of(task.type);
    task.n = mr_pass_start(p, pass + 1) - start;
    task.out += start * task.m;
    if (type->block == 1) {
        task.x += start * k;
        return task;
    }
    int64_t sums = k / (type->sub == 16 ? 16 : 32);
    task.codes += start * k;
    task.scales += start * ((k + MR_GROUP - 1) / MR_GROUP);
    task.shifts += start * (k / 32);
    task.sums += start * (k / 16);
    task.zeros = task.zeros == NULL ? NULL : task.zeros + start * sums;
    task.mins = task.mins == NULL ? NULL : task.mins + start * sums;
    if (task.prepared != NULL) {
        task.prepared += pass * p->tiles * ((k + MR_GROUP - 1) / MR_GROUP) * MR_PREPARED;
    }
    return task;
}

int64_t mr_tile_of(const mr_passes *p, int64_t item, int64_t *first) {
    int64_t pass = item / p->tiles, tile = item % p->tiles;
    int64_t n = mr_pass_start(p, pass + 1) - mr_pass_start(p, pass);
    if (tile >= mr_tiles(n, p->width)) {
        return 0;
    }
    *first = mr_tile_start(n, p->width, tile);
    return mr_tile_start(n, p->width, tile + 1) - *first;
}

/* A weight of this size stays in the second cache while the rows of a pass go over it; a larger one is read once. */
enum { SMALL_WEIGHT = 768 * 1024 };

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const mr_passes *p = argument;
    int64_t passes = mr_pass_count(p);
    int small = p->panels * p->task.panel_bytes <= SMALL_WEIGHT;
    for (int64_t item = from; item < end; item++) {
        mr_linear_task task = mr_pass_of(p, small ? item / p->panels : item % passes);
        int64_t panel = small ? item % p->panels : item / passes;
        p->context->kernels.linear[task.type](&task, panel, mr_scratch_of(p->context, thread));
    }
}

void mr_run_passes(mr_passes *p) {
    mr_pool_run(p->context->pool, work, p, mr_pass_count(p) * p->panels, 1);
}
