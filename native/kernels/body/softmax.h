/*
 * softmax.h - scores of a block of 64 keys become weights, for neighbouring pairs of position and query head.
 *
 * Lanes are keys. Only the vectors of 16 that hold a key some pair of the tile sees are read; masked keys among them
 * weigh zero. All factors of what ran before take one exponential together.
 */
#ifndef MR_BODY_SOFTMAX_H
#define MR_BODY_SOFTMAX_H

typedef uint32_t lane_bits __attribute__((vector_size(sizeof(lanes))));

typedef struct {
    float maximum, denominator[16]; /* of the running segment */
    float merged_maximum, merged_denominator;
    int32_t started, merged; /* whether there is a running segment, and whether there are merged ones */
    int64_t first, end;      /* positions it sees */
} pair_state;

/* The keys of a block that a tile of pairs sees: each pair, all of them, any of them; from low to high - 1. */
typedef struct {
    int low[QUERY_ROWS], high[QUERY_ROWS];
    int all_low, all_high, any_low, any_high;
} sight;

INLINE int in_block(int64_t position, int64_t base) {
    return (int)(position < base ? 0 : least(position - base, MR_BLOCK));
}

static sight look(const pair_state *pairs, int rows, int64_t base) {
    sight s = {.all_low = 0, .all_high = MR_BLOCK, .any_low = MR_BLOCK, .any_high = 0};
    for (int r = 0; r < rows; r++) {
        int low = in_block(pairs[r].first, base), high = in_block(pairs[r].end, base);
        s.low[r] = low;
        s.high[r] = high;
        s.all_low = low > s.all_low ? low : s.all_low;
        s.all_high = high < s.all_high ? high : s.all_high;
        if (low < high) {
            s.any_low = low < s.any_low ? low : s.any_low;
            s.any_high = high > s.any_high ? high : s.any_high;
        }
    }
    return s;
}

INLINE int sees(const sight *s, int row) { return s->low[row] < s->high[row]; }

/* A bit a key that a row sees. */
INLINE uint64_t seen_keys(const sight *s, int row) {
    return s->low[row] < s->high[row] ? ~0ull >> (MR_BLOCK - s->high[row]) & ~0ull << s->low[row] : 0;
}

/* Where a row sees the keys from v on, x, else other. */
INLINE lanes where_seen(const sight *s, int row, int v, lanes x, lanes other) {
    return select_lanes((uint32_t)((seen_keys(s, row) >> v) & ((1u << LANES) - 1)), x, other);
}

/* exp of x <= 0 or NaN, as math.h has it; some value where x > 0, as masked keys may be. */
INLINE lanes exp_falling(lanes x) {
    const lanes low = splat_lanes(-87.33f), magic = splat_lanes(12582912.0f);
    lanes c = larger_lanes(low, x);
    lanes t = fma_lanes(c, splat_lanes(1.44269504f), magic), n = t - magic;
    lanes r = fma_lanes(n, splat_lanes(-0.693359375f), c);
    r = fma_lanes(n, splat_lanes(2.12194440e-4f), r);
    lanes p = splat_lanes(1.9875691500e-4f);
    p = fma_lanes(p, r, splat_lanes(1.3981999507e-3f));
    p = fma_lanes(p, r, splat_lanes(8.3334519073e-3f));
    p = fma_lanes(p, r, splat_lanes(4.1665795894e-2f));
    p = fma_lanes(p, r, splat_lanes(1.6666665459e-1f));
    p = fma_lanes(p, r, splat_lanes(5.0000001201e-1f));
    lanes y = fma_lanes(p, r * r, r) + splat_lanes(1.0f);
    y = (lanes)((lane_bits)y + ((lane_bits)t << 23));
    return select_reaching(x, low, y, larger_lanes(splat_lanes(0.0f), x)); /* zero below, NaN as it is */
}

/* The largest score that a row sees. */
INLINE float largest(const sight *s, int row, int whole, const float *scores) {
    lanes most = splat_lanes(-INFINITY);
    int from = whole ? 0 : s->any_low / 16 * 16, end = whole ? MR_BLOCK : s->any_high;
    for (int v = from; v < end; v += LANES) {
        lanes x = load_lanes(scores + v);
        most = larger_lanes(whole ? x : where_seen(s, row, v, x, splat_lanes(-INFINITY)), most);
    }
    return largest_lane(most);
}

/* Scores of a row become weights; c is the factor of what ran before. */
INLINE void weigh(pair_state *p, const sight *s, int row, int whole, float c, float *scores) {
    lanes denominator[16 / LANES], maximum = splat_lanes(p->maximum);
#pragma GCC unroll 4
    for (int i = 0; i < 16 / LANES; i++) {
        lanes before = load_lanes(p->denominator + LANES * i) * splat_lanes(c);
        denominator[i] = p->started ? before : splat_lanes(0.0f);
    }
    int from = whole ? 0 : s->any_low / 16 * 16, end = whole ? MR_BLOCK : s->any_high;
    for (int v = from; v < end; v += 16) {
#pragma GCC unroll 4
        for (int i = 0; i < 16 / LANES; i++) {
            float *at = scores + v + LANES * i;
            lanes w = exp_falling(load_lanes(at) - maximum);
            w = whole ? w : where_seen(s, row, v + LANES * i, w, splat_lanes(0.0f));
            denominator[i] = denominator[i] + w;
            store_lanes(at, w);
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16 / LANES; i++) {
        store_lanes(p->denominator + LANES * i, denominator[i]);
    }
}

static void cap_scores(const sight *s, int rows, float cap, float scores[][MR_BLOCK]) {
    for (int r = 0; r < rows; r++) {
        for (int v = s->any_low / 16 * 16; v < s->any_high; v += 16) {
            store16(scores[r] + v, soft_cap16(load16(scores[r] + v), cap));
        }
    }
}

/* Weights of neighbouring pairs; c[row] = exp(m - new m), or 1. */
INLINE void weigh_all(pair_state *pairs, const sight *s, int rows, int whole, float scores[][MR_BLOCK], float *c) {
    float differences[16] = {0};
    for (int r = 0; r < rows; r++) {
        if (!whole && !sees(s, r)) {
            continue;
        }
        float most = largest(s, r, whole, scores[r]);
        if (!pairs[r].started) {
            pairs[r].maximum = most;
        } else if (most > pairs[r].maximum) {
            differences[r] = pairs[r].maximum - most;
            pairs[r].maximum = most;
        }
    }
    for (int r = 0; r < rows; r += LANES) {
        store_lanes(c + r, exp_falling(load_lanes(differences + r)));
    }
    for (int r = 0; r < rows; r++) {
        if (whole || sees(s, r)) {
            weigh(&pairs[r], s, r, whole, c[r], scores[r]);
        }
    }
}

#endif
