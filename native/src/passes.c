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

/* Several products, whose items follow each other. */
typedef struct {
    const mr_passes *products;
    int64_t items[MR_PRODUCTS];
} list;

static void multiply(const mr_passes *p, int64_t item, int32_t thread) {
    int small = p->panels * p->task.panel_bytes <= SMALL_WEIGHT;
    int64_t passes = mr_pass_count(p);
    mr_linear_task task = mr_pass_of(p, small ? item / p->panels : item % passes);
    int64_t panel = small ? item % p->panels : item / passes;
    p->context->kernels.linear[task.type](&task, panel, mr_scratch_of(p->context, thread));
}

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const list *l = argument;
    for (int64_t item = from; item < end; item++) {
        int64_t at = item;
        int32_t i = 0;
        while (at >= l->items[i]) {
            at -= l->items[i++];
        }
        multiply(&l->products[i], at, thread);
    }
}

void mr_run_passes(const mr_passes *products, int32_t count) {
    list l = {.products = products};
    int64_t items = 0;
    for (int32_t i = 0; i < count; i++) {
        l.items[i] = mr_pass_count(&products[i]) * products[i].panels;
        items += l.items[i];
    }
    mr_pool_run(products->context->pool, work, &l, items, 1);
}
