/* batches.h - random batches for attention: sequences, windows, soft caps, biases by distance, all cache types. */
#ifndef MR_CHECK_BATCHES_H
#define MR_CHECK_BATCHES_H

#include "kernels.h"
#include "tables.h"

enum { POSITIONS = 64, MOST_SEQUENCES = 4, CACHE_TYPES = 4 };

static const int32_t cache_types[CACHE_TYPES] = {MR_F32, MR_F16, MR_BF16, MR_Q8_0};
static const char *const cache_names[CACHE_TYPES] = {"F32", "F16", "BF16", "Q8_0"};

typedef struct {
    int64_t g, h, e, n, count, block_count;
    int32_t type, window, full;
    float scale, soft_cap;
    int32_t *sequences, *blocks; /* as mr_attend */
    const float *q, *keys, *values, *bias; /* bias: NULL for none */
    int64_t reach;
} batch;

static inline int64_t cache_bytes(const batch *b) {
    return b->block_count * b->g * mr_head_bytes(b->type, b->e);
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Blocks in random order, as a cache that has been used for a while hands them out. */
static inline void shuffle(int32_t *blocks, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        blocks[i] = (int32_t)i;
    }
    for (int64_t i = count - 1; i > 0; i--) {
        int64_t j = below(i + 1);
        int32_t swap = blocks[i];
        blocks[i] = blocks[j];
        blocks[j] = swap;
    }
}

/* What of a batch is not random: zero where it is. far: no sequence is shorter than it can be. */
typedef struct {
    int64_t g, shared, e, count;
    int far;
} shape;

static const shape any;

/* None as often as one; it reaches nowhere, about as far as a block, or beyond all sequences. */
static inline void add_bias(batch *b) {
    if (chance(2)) {
        b->reach = chance(4) ? 0 : chance(2) ? below(70) : below(2000);
        b->bias = floats(b->h * (2 * b->reach + 1));
    }
}

static inline batch random_batch(int64_t longest, int64_t most_rows, const shape *fixed) {
    batch b = {.g = 1 + below(3), .e = chance(3) ? 1 + below(70) : 16 * (1 + below(5)), .count = 1 + below(MOST_SEQUENCES)};
    if (fixed->e > 0) {
        b.g = fixed->g;
        b.e = fixed->e;
        b.count = fixed->count;
    }
    b.h = b.g * (fixed->shared > 0 ? fixed->shared : 1 + below(5));
    b.type = cache_types[below(CACHE_TYPES)];
    b.full = chance(5);
    b.window = !b.full && chance(2) ? 1 + (int32_t)below(150) : INT32_MAX;
    b.scale = 1.0f / sqrtf((float)b.e);
    b.soft_cap = chance(3) ? 5.0f : 0.0f;
    b.sequences = empty_ints(4 * b.count);
    for (int64_t s = 0; s < b.count; s++) {
        int64_t rows = dimension(most_rows), first = fixed->far ? longest : chance(3) ? 0 : below(longest);
        int32_t sequence[4] = {(int32_t)b.n, (int32_t)rows, (int32_t)first, (int32_t)b.block_count};
        memcpy(b.sequences + 4 * s, sequence, sizeof sequence);
        b.n += rows;
        b.block_count += (first + rows + POSITIONS - 1) / POSITIONS;
    }
    b.blocks = empty_ints(b.block_count);
    shuffle(b.blocks, b.block_count);
    b.q = floats(b.n * b.h * b.e);
    b.keys = floats(b.n * b.g * b.e);
    float *values = floats(b.n * b.g * b.e);
    poison(values, b.n * b.g * b.e);
    b.values = values;
    add_bias(&b);
    return b;
}

static inline int64_t alignment(const batch *b) { return b->type == MR_F32 ? 4 : 2; }

/* A cache full of what earlier steps left there; as F16 (a scale too) and as BF16 these halves are ordinary numbers. */
static inline uint8_t *old_cache(const batch *b) {
    int64_t bytes = cache_bytes(b), size = alignment(b);
    uint8_t *cache = operand(bytes, size);
    for (int64_t i = 0; i < bytes; i += size) {
        float old = normal();
        uint16_t half = (uint16_t)(below(2) << 15 | (10 + below(8)) << 10 | below(1024));
        memcpy(cache + i, b->type == MR_F32 ? (const void *)&old : (const void *)&half, (size_t)size);
    }
    return cache;
}

static inline void store(mr_context *context, const batch *b, uint8_t *cache) {
    must(mr_store(context, b->keys, b->values, cache, b->type, b->g, b->e, b->sequences, b->count, b->blocks), "mr_store");
}

static inline void attend(mr_context *context, const batch *b, const uint8_t *cache, float *out) {
    must(mr_attend(context, b->q, cache, b->type, b->h, b->g, b->e, b->sequences, b->count, b->blocks, b->scale,
                   b->soft_cap, b->window, b->full, b->bias, b->reach, out),
         "mr_attend");
}

static inline void describe(const char *name, const batch *b) {
    int type = 0;
    while (cache_types[type] != b->type) {
        type++;
    }
    about("%s attention %s g=%lld h=%lld e=%lld n=%lld sequences=%lld window=%d full=%d cap=%g reach=%lld", name,
          cache_names[type], (long long)b->g, (long long)b->h, (long long)b->e, (long long)b->n,
          (long long)b->count, b->window, b->full, (double)b->soft_cap, b->bias == NULL ? -1ll : (long long)b->reach);
}

#endif
