/* x86_avx2/lanes.h - a 256-bit register of floats, and the tiles that 16 of them hold; see body/tile.h. */
#ifndef MR_LANES_H
#define MR_LANES_H

#include "vector.h"

enum { LANES = 8 };

typedef float lanes __attribute__((vector_size(32)));

INLINE lanes splat_lanes(float x) { return (lanes)_mm256_set1_ps(x); }
INLINE lanes load_lanes(const float *p) { return (lanes)_mm256_loadu_ps(p); }
INLINE void store_lanes(float *p, lanes v) { _mm256_storeu_ps(p, (__m256)v); }
INLINE lanes fma_lanes(lanes a, lanes b, lanes c) { return (lanes)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
/* acc = fma(a, b, acc) with a number spread over all lanes. */
INLINE lanes fma_spread(const float *a, lanes b, lanes acc) { return fma_lanes(splat_lanes(*a), b, acc); }
INLINE lanes widen_lanes(const uint8_t *halves) {
    return (lanes)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)halves));
}

INLINE lanes widen_brain_lanes(const uint8_t *halves) {
    __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)halves));
    return (lanes)_mm256_slli_epi32(wide, 16);
}

/* a where it is greater, else b: also where either is NaN. */
INLINE lanes larger_lanes(lanes a, lanes b) { return (lanes)_mm256_max_ps((__m256)a, (__m256)b); }
/* Of lanes without NaN. */
INLINE float largest_lane(lanes v) {
    __m128 m4 = _mm_max_ps(_mm256_castps256_ps128((__m256)v), _mm256_extractf128_ps((__m256)v, 1));
    m4 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
    return _mm_cvtss_f32(_mm_max_ss(m4, _mm_movehdup_ps(m4)));
}
/* a where the bit is set, else b. */
INLINE lanes select_lanes(uint32_t bits, lanes a, lanes b) {
    const __m256i each = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    __m256i set = _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int32_t)bits), each), each);
    return (lanes)_mm256_blendv_ps((__m256)b, (__m256)a, _mm256_castsi256_ps(set));
}
/* a where x >= bound, else b: also where x is NaN. */
INLINE lanes select_reaching(lanes x, lanes bound, lanes a, lanes b) {
    return (lanes)_mm256_blendv_ps((__m256)b, (__m256)a, _mm256_cmp_ps((__m256)x, (__m256)bound, _CMP_GE_OQ));
}

/* y * 2^n where x >= low, zero where x < low, and y where that is NaN, as n and x then are. */
INLINE lanes raised(lanes y, lanes n, lanes x, lanes low) {
    __m256 kept = _mm256_cmp_ps((__m256)x, (__m256)low, _CMP_NLT_UQ);
    __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32((__m256)n), 23); /* 0 of NaN */
    return (lanes)_mm256_and_ps(kept, _mm256_castsi256_ps(_mm256_add_epi32((__m256i)y, exponent)));
}

/* Vectors of a tile of so many rows; and whether converting halves in the tile costs less than widening them before. */
INLINE int vectors_beside(int rows) { return rows == 1 ? 8 : rows <= 3 ? 4 : 2; }
enum { QUERY_ROWS = 6, MOST_VECTORS = 8, HALVES_IN_TILES = 1 };

#endif
