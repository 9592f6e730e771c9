/*
 * softmax.h - scores of a block of 64 keys become weights, for neighbouring pairs of position and query head.
 *
 * Lanes are keys. Only the vectors of 16 that hold a key some pair of the tile sees are read; masked keys among them
 * weigh zero. The factors of what ran before take one exponential for as many pairs as there are lanes.
 */
#ifndef MR_BODY_SOFTMAX_H
#define MR_BODY_SOFTMAX_H

typedef uint32_t lane_bits __attribute__((vector_size(sizeof(lanes))));

/* Of the running segment of all pairs; no key seen yet is a maximum of -inf and sums of zero. */
typedef struct {
    _Alignas(64) float denominator[MR_ATTENTION_ROWS][16];
    float maximum[MR_ATTENTION_ROWS + 16], most[MR_ATTENTION_ROWS + 16]; /* also in the block that is visited */
    float c[MR_ATTENTION_ROWS + 16]; /* the factor that the maximum of the block gives to all sums before it */
    int64_t first[MR_ATTENTION_ROWS], end[MR_ATTENTION_ROWS]; /* positions that a pair sees */
} running_sums;

/* The keys of a block that a tile of pairs sees: each pair, all of them, any of them; from low to high - 1. */
typedef struct {
    int low[QUERY_ROWS], high[QUERY_ROWS];
    int all_low, all_high, any_low, any_high;
} sight;

INLINE int in_block(int64_t position, int64_t base) {
    return (int)(position < base ? 0 : least(position - base, MR_BLOCK));
}

static sight look(const running_sums *sums, int64_t pair, int rows, int64_t base) {
    sight s = {.all_low = 0, .all_high = MR_BLOCK, .any_low = MR_BLOCK, .any_high = 0};
    for (int r = 0; r < rows; r++) {
        int low = in_block(sums->first[pair + r], base), high = in_block(sums->end[pair + r], base);
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

INLINE int sees_whole(const sight *s) { return s->all_low == 0 && s->all_high == MR_BLOCK; }

/* A bit a key that a row sees. */
INLINE uint64_t seen_keys(const sight *s, int row) {
    return s->low[row] < s->high[row] ? ~0ull >> (MR_BLOCK - s->high[row]) & ~0ull << s->low[row] : 0;
}

/* Where a row sees the keys from v on, x, else other. */
INLINE lanes where_seen(const sight *s, int row, int v, lanes x, lanes other) {
    return select_lanes((uint32_t)((seen_keys(s, row) >> v) & ((1u << LANES) - 1)), x, other);
}

/*
 * exp of x <= 0 or NaN, as math.h has it; some value where x > 0, as masked keys may be. Nothing is clamped before, as
 * what comes of x below -87.33 is not used.
 */
INLINE lanes exp_falling(lanes x) {
    const lanes magic = splat_lanes(12582912.0f);
    lanes n = fma_lanes(x, splat_lanes(1.44269504f), magic) - magic;
    lanes r = fma_lanes(n, splat_lanes(-0.693359375f), x);
    r = fma_lanes(n, splat_lanes(2.12194440e-4f), r);
    lanes p = splat_lanes(1.9875691500e-4f);
    p = fma_lanes(p, r, splat_lanes(1.3981999507e-3f));
    p = fma_lanes(p, r, splat_lanes(8.3334519073e-3f));
    p = fma_lanes(p, r, splat_lanes(4.1665795894e-2f));
    p = fma_lanes(p, r, splat_lanes(1.6666665459e-1f));
    p = fma_lanes(p, r, splat_lanes(5.0000001201e-1f));
    return raised(fma_lanes(p, r * r, r) + splat_lanes(1.0f), n, x, splat_lanes(-87.33f));
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

/* Scores of a row become weights. */
INLINE void weigh(running_sums *sums, int64_t pair, const sight *s, int row, int whole, float *scores) {
    float *sum = sums->denominator[pair];
    lanes denominator[16 / LANES], maximum = splat_lanes(sums->maximum[pair]), c = splat_lanes(sums->c[pair]);
#pragma GCC unroll 4
    for (int i = 0; i < 16 / LANES; i++) {
        denominator[i] = load_lanes(sum + LANES * i) * c;
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
        store_lanes(sum + LANES * i, denominator[i]);
    }
}

static void cap_scores(const sight *s, int rows, float cap, float (*scores)[MR_BLOCK]) {
    for (int r = 0; r < rows; r++) {
        for (int v = s->any_low / 16 * 16; v < s->any_high; v += 16) {
            store16(scores[r] + v, soft_cap16(load16(scores[r] + v), cap));
        }
    }
}

/* The largest scores of rows pairs. */
static void find_most(running_sums *sums, int64_t pair, const sight *s, int rows, int whole,
                      float (*scores)[MR_BLOCK]) {
    for (int r = 0; r < rows; r++) {
        sums->most[pair + r] = whole ? largest(s, r, 1, scores[r]) : largest(s, r, 0, scores[r]);
    }
}

/* New maxima, and c = exp(old - new), or 1 where the maximum is the old one. */
static void raise_maxima(running_sums *sums, int64_t pairs) {
    for (int64_t i = 0; i < pairs; i += LANES) {
        lanes old = load_lanes(sums->maximum + i), most = load_lanes(sums->most + i);
        lanes new = larger_lanes(most, old), zero = splat_lanes(0.0f);
        store_lanes(sums->maximum + i, new);
        store_lanes(sums->c + i, exp_falling(select_reaching(old, most, zero, old - new)));
    }
}

static void weigh_rows(running_sums *sums, int64_t pair, const sight *s, int rows, int whole,
                       float (*scores)[MR_BLOCK]) {
    for (int r = 0; r < rows; r++) {
        if (whole) {
            weigh(sums, pair + r, s, r, 1, scores[r]);
        } else {
            weigh(sums, pair + r, s, r, 0, scores[r]);
        }
    }
}

#endif
