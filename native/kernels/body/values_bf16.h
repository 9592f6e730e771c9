/*
 * values_bf16.h - weighted values of a BF16 cache, read in pairs of positions from the block as they lie.
 *
 * Values are [32][e][2]; lanes are elements, the chain runs over pairs of positions. Where one of a pair is not seen,
 * its value is masked. Tails of a head by masked loads.
 */
#ifndef MR_BODY_VALUES_BF16_H
#define MR_BODY_VALUES_BF16_H

/* acc * c, without what is too small for pairs. */
INLINE v16 rescaled(v16 acc, float c) {
    v16 y = acc * splat(c), magnitude = (v16)((v16u)y & 0x7fffffffu);
    return select16(less(magnitude, splat(0x1p-100f)), splat(0.0f), y);
}

/* Keys from low to high - 1 of a block that rows pairs see alike, and the vectors from element i on. */
typedef struct {
    const uint8_t *values;
    int64_t pair, i, low, high;
    int32_t (*weights)[BLOCK_PAIRS];
    const float *c;
} value_tile;

/* Which halves of a pair of positions are seen. */
INLINE int32_t kept(const value_tile *t, int64_t k) {
    uint32_t first = 2 * k >= t->low ? 0x0000ffffu : 0, second = 2 * k + 1 < t->high ? 0xffff0000u : 0;
    return (int32_t)(first | second);
}

/* running = running * c, then the chain over pairs of positions. whole: all 64 are seen. full: no vector is short. */
INLINE void accumulate_tile(item_state *it, const value_tile *t, int rows, int whole, int full) {
    v16 a[PAIR_ROWS][PAIR_VECTORS];
    float *running = it->running + t->pair * it->width + t->i;
    int vectors = full ? PAIR_VECTORS : (int)least(PAIR_VECTORS, (it->width - t->i) / 16);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < PAIR_VECTORS; v++) {
            a[r][v] = splat(0.0f);
            if (v < vectors) {
                a[r][v] = load16(running + r * it->width + 16 * v);
                a[r][v] = t->c[r] == 1.0f ? a[r][v] : rescaled(a[r][v], t->c[r]);
            }
        }
    }
    for (int64_t k = whole ? 0 : t->low / 2, end = whole ? BLOCK_PAIRS : (t->high + 1) / 2; k < end; k++) {
        v16i x[PAIR_VECTORS];
        for (int v = 0; v < PAIR_VECTORS; v++) {
            int64_t at = t->i + 16 * v, left = it->e - at;
            const uint8_t *from = t->values + 4 * (k * it->e + at);
            x[v] = full || left >= 16 ? load_pairs(from)
                   : left > 0         ? (v16i)load_some((const float *)(const void *)from, left)
                                      : splat_int(0);
            x[v] = whole ? x[v] : x[v] & splat_int(kept(t, k));
        }
        for (int r = 0; r < rows; r++) {
            v16i w = splat_int(t->weights[r][k]);
            for (int v = 0; v < PAIR_VECTORS; v++) {
                a[r][v] = fma_pairs16(w, x[v], a[r][v]);
            }
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            store16(running + r * it->width + 16 * v, a[r][v]);
        }
    }
}

INLINE void accumulate_pairs(item_state *it, value_tile *t, int rows, int whole) {
    for (t->i = 0; t->i < it->width; t->i += 16 * PAIR_VECTORS) {
        if (t->i + 16 * PAIR_VECTORS <= it->e) {
            accumulate_tile(it, t, rows, whole, 1);
        } else {
            accumulate_tile(it, t, rows, whole, 0);
        }
    }
}

/* Values of a block that is not seen whole: rows together where they see the same keys, else one by one. */
INLINE void accumulate_seen(item_state *it, const value_tile *all, int rows, int64_t base) {
    const int64_t *first = it->sums.first + all->pair, *end = it->sums.end + all->pair;
    int alike = 1;
    for (int r = 1; r < rows; r++) {
        alike &= first[r] == first[0] && end[r] == end[0];
    }
    for (int r = 0; r < rows; r += alike ? rows : 1) {
        value_tile t = *all;
        t.pair += r;
        t.weights += r;
        t.c += r;
        t.low = in_block(first[r], base);
        t.high = in_block(end[r], base);
        if (t.low < t.high && alike) {
            accumulate_pairs(it, &t, rows, 0);
        } else if (t.low < t.high) {
            accumulate_pairs(it, &t, 1, 0);
        }
    }
}

/* Up to PAIR_ROWS neighbouring pairs: their weighted values. */
INLINE void accumulate_neighbours(item_state *it, value_tile *t, int rows, int64_t base) {
    int whole = 1;
    for (int r = 0; r < rows; r++) {
        whole &= sees_all(it, t->pair + r, base);
    }
    if (whole) {
        accumulate_pairs(it, t, rows, 1);
    } else {
        accumulate_seen(it, t, rows, base);
    }
}

#endif
