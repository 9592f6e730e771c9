/* generic/lanes.h - four floats in portable C; see body/tile.h. */
#ifndef MR_LANES_H
#define MR_LANES_H

#include "vector.h"

enum { LANES = 4 };

typedef float lanes __attribute__((vector_size(16)));

INLINE lanes splat_lanes(float x) { return (lanes){x, x, x, x}; }

INLINE lanes load_lanes(const float *p) {
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store_lanes(float *p, lanes v) { memcpy(p, &v, sizeof v); }

INLINE lanes fma_lanes(lanes a, lanes b, lanes c) {
    return (lanes){fmaf(a[0], b[0], c[0]), fmaf(a[1], b[1], c[1]), fmaf(a[2], b[2], c[2]), fmaf(a[3], b[3], c[3])};
}
/* acc = fma(a, b, acc) with a number spread over all lanes. */
INLINE lanes fma_spread(const float *a, lanes b, lanes acc) { return fma_lanes(splat_lanes(*a), b, acc); }
INLINE lanes widen_lanes(const uint8_t *halves) {
    uint16_t h[4];
    memcpy(h, halves, sizeof h);
    return (lanes){float_of_half(h[0]), float_of_half(h[1]), float_of_half(h[2]), float_of_half(h[3])};
}

INLINE lanes widen_brain_lanes(const uint8_t *halves) {
    uint16_t h[4];
    memcpy(h, halves, sizeof h);
    uint32_t bits[4] = {(uint32_t)h[0] << 16, (uint32_t)h[1] << 16, (uint32_t)h[2] << 16, (uint32_t)h[3] << 16};
    lanes v;
    memcpy(&v, bits, sizeof v);
    return v;
}

/* a where it is greater, else b: also where either is NaN. */
INLINE lanes larger_lanes(lanes a, lanes b) {
    for (int i = 0; i < LANES; i++) {
        b[i] = a[i] > b[i] ? a[i] : b[i];
    }
    return b;
}

/* Of lanes without NaN. */
INLINE float largest_lane(lanes v) {
    float most = v[0];
    for (int i = 1; i < LANES; i++) {
        most = v[i] > most ? v[i] : most;
    }
    return most;
}

/* a where the bit is set, else b. */
INLINE lanes select_lanes(uint32_t bits, lanes a, lanes b) {
    for (int i = 0; i < LANES; i++) {
        b[i] = bits >> i & 1 ? a[i] : b[i];
    }
    return b;
}

/* a where x >= bound, else b: also where x is NaN. */
INLINE lanes select_reaching(lanes x, lanes bound, lanes a, lanes b) {
    for (int i = 0; i < LANES; i++) {
        b[i] = x[i] >= bound[i] ? a[i] : b[i];
    }
    return b;
}

/* y * 2^n where x >= low, zero where x < low, and y where that is NaN, as n and x then are. */
INLINE lanes raised(lanes y, lanes n, lanes x, lanes low) {
    for (int i = 0; i < LANES; i++) {
        if (x[i] >= low[i]) {
            uint32_t bits;
            memcpy(&bits, (const float *)&y + i, sizeof bits);
            bits += (uint32_t)(int32_t)n[i] << 23;
            memcpy((float *)&y + i, &bits, sizeof bits);
        } else if (x[i] < low[i]) {
            y[i] = 0.0f;
        }
    }
    return y;
}

/* Vectors of a tile of so many rows; and whether converting halves in the tile costs less than widening them before. */
INLINE int vectors_beside(int rows) { return rows > 0; }
enum { QUERY_ROWS = 2, MOST_VECTORS = 1, HALVES_IN_TILES = 0 };

#endif
