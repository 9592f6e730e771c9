/*
 * passes.h - the rows of a product in passes about as large, and its panels handed out pass by pass.
 *
 * A pass is what a kernel takes at once: its rows and sums stay in the second cache. Panels of all passes, and of all
 * products of the same rows, are one list of items, so that threads wait for each other once, and none for long where
 * panels are few.
 */
#ifndef MR_PASSES_H
#define MR_PASSES_H

#include "context.h"

typedef struct {
    mr_context *context;
    mr_linear_task task;  /* of all rows */
    int64_t most;         /* rows of a pass */
    int64_t panels;       /* of the weight */
    int64_t tiles, width; /* tiles of a pass, at most, of so many rows at most */
} mr_passes;

static inline int64_t mr_pass_count(const mr_passes *p) { return mr_tiles(p->task.n, p->most); }

static inline int64_t mr_pass_start(const mr_passes *p, int64_t pass) {
    return mr_tile_start(p->task.n, p->most, pass);
}

/* A product of the rows of one pass alone. */
mr_linear_task mr_pass_of(const mr_passes *p, int64_t pass);

/* The tile that an item, tiles * pass + tile, stands for: its first row within the pass. Returns its rows, perhaps 0. */
int64_t mr_tile_of(const mr_passes *p, int64_t item, int64_t *first);

/* Multiplies all passes with all panels, of up to MR_PRODUCTS products as one job. */
void mr_run_passes(const mr_passes *products, int32_t count);

#endif
