/* arm_neon/lanes.h - a 128-bit register of floats, and the tiles that 32 of them hold; see body/tile.h. */
#ifndef MR_LANES_H
#define MR_LANES_H

#include "vector.h"

enum { LANES = 4 };

typedef float32x4_t lanes;

INLINE lanes splat_lanes(float x) { return vdupq_n_f32(x); }
INLINE lanes load_lanes(const float *p) { return vld1q_f32(p); }
INLINE void store_lanes(float *p, lanes v) { vst1q_f32(p, v); }
INLINE lanes fma_lanes(lanes a, lanes b, lanes c) { return vfmaq_f32(c, a, b); }
/* acc = fma(a, b, acc) with a number spread over all lanes. */
INLINE lanes fma_spread(const float *a, lanes b, lanes acc) { return fma_lanes(splat_lanes(*a), b, acc); }
INLINE lanes widen_lanes(const uint8_t *halves) { return widen4(halves); }

INLINE lanes widen_brain_lanes(const uint8_t *halves) {
    return vreinterpretq_f32_u32(vshll_n_u16(vreinterpret_u16_u8(vld1_u8(halves)), 16));
}

/* a where it is greater, else b: also where either is NaN. */
INLINE lanes larger_lanes(lanes a, lanes b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
/* Of lanes without NaN. */
INLINE float largest_lane(lanes v) { return vmaxvq_f32(v); }
/* a where the bit is set, else b. */
INLINE lanes select_lanes(uint32_t bits, lanes a, lanes b) { return vbslq_f32(test4(bits, 1), a, b); }
/* a where x >= bound, else b: also where x is NaN. */
INLINE lanes select_reaching(lanes x, lanes bound, lanes a, lanes b) { return vbslq_f32(vcgeq_f32(x, bound), a, b); }

/* y * 2^n where x >= low, zero where x < low, and y where that is NaN, as n and x then are. */
INLINE lanes raised(lanes y, lanes n, lanes x, lanes low) {
    int32x4_t exponent = vshlq_n_s32(vcvtq_s32_f32(n), 23); /* 0 of NaN */
    uint32x4_t power = vreinterpretq_u32_s32(vaddq_s32(vreinterpretq_s32_f32(y), exponent));
    return vreinterpretq_f32_u32(vbicq_u32(power, vcltq_f32(x, low)));
}

/* Vectors of a tile of so many rows; and whether converting halves in the tile costs less than widening them before. */
INLINE int vectors_beside(int rows) { return rows <= 3 ? 8 : 4; }
enum { QUERY_ROWS = 6, MOST_VECTORS = 8, HALVES_IN_TILES = 0 };

#endif
