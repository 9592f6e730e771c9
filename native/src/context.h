/* context.h - a table of kernels, its threads and their scratch. */
#ifndef MR_CONTEXT_H
#define MR_CONTEXT_H

#include "kernels.h"
#include "pool.h"

struct mr_context {
    mr_kernels kernels;
    mr_pool *pool;
    uint8_t *scratch; /* MR_SCRATCH bytes a thread */
    int64_t scratch_bytes;
    uint8_t *corrections; /* grows as needed; see linear.c and linear_float.c */
    int64_t correction_bytes;
    mr_attention_item *items; /* grows as needed; see attention.c */
    int64_t item_count;
    float *parts; /* grows as needed; see attention.c */
    int64_t part_floats;
};

static inline uint8_t *mr_scratch_of(const mr_context *context, int32_t thread) {
    return context->scratch + (int64_t)thread * MR_SCRATCH;
}

/* Room for so many bytes of corrections, aligned to 64; false if there is no memory. */
int mr_reserve(mr_context *context, int64_t bytes);

#endif
