/* x86_avx512/lanes.h - a 512-bit register of floats, and the tiles that 32 of them hold; see body/tile.h. */
#ifndef MR_LANES_H
#define MR_LANES_H

#include "vector.h"

enum { LANES = 16 };

typedef v16 lanes;

INLINE lanes splat_lanes(float x) { return splat(x); }
INLINE lanes load_lanes(const float *p) { return load16(p); }
INLINE void store_lanes(float *p, lanes v) { store16(p, v); }
INLINE lanes fma_lanes(lanes a, lanes b, lanes c) { return fma16(a, b, c); }

/*
 * acc = fma(a, b, acc) with a number spread over all lanes, as an operand in memory: gcc would keep one that is used
 * twice in a register, by an instruction more (F32 products of a MiniLM on a Zen 4 core: 93.4 % of the peak, so 94.5).
 */
INLINE lanes fma_spread(const float *a, lanes b, lanes acc) {
    __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(acc) : "v"(b), "m"(*a));
    return acc;
}

INLINE lanes widen_lanes(const uint8_t *halves) { return widen16(halves); }
INLINE lanes widen_brain_lanes(const uint8_t *halves) { return widen_brain16(halves); }

/* a where it is greater, else b: also where either is NaN. */
INLINE lanes larger_lanes(lanes a, lanes b) { return (lanes)_mm512_max_ps((__m512)a, (__m512)b); }
/* Of lanes without NaN. */
INLINE float largest_lane(lanes v) { return largest16(v); }
/* a where the bit is set, else b. */
INLINE lanes select_lanes(uint32_t bits, lanes a, lanes b) { return select16(mask_of(bits), a, b); }
/* a where x >= bound, else b: also where x is NaN. */
INLINE lanes select_reaching(lanes x, lanes bound, lanes a, lanes b) {
    return (lanes)_mm512_mask_blend_ps(_mm512_cmp_ps_mask((__m512)x, (__m512)bound, _CMP_GE_OQ), (__m512)b, (__m512)a);
}

/* y * 2^n where x >= low, zero where x < low, and y where that is NaN, as n and x then are. */
INLINE lanes raised(lanes y, lanes n, lanes x, lanes low) {
    __mmask16 kept = _mm512_cmp_ps_mask((__m512)x, (__m512)low, _CMP_NLT_UQ);
    __m512i exponent = _mm512_slli_epi32(_mm512_cvtps_epi32((__m512)n), 23); /* 0 of NaN */
    return (lanes)_mm512_maskz_add_epi32(kept, (__m512i)y, exponent);
}

/* Vectors of a tile of so many rows; and whether converting halves in the tile costs less than widening them before. */
INLINE int vectors_beside(int rows) { return rows <= 6 ? 4 : 2; }
enum { QUERY_ROWS = 6, MOST_VECTORS = 4, HALVES_IN_TILES = 1 };

#endif
