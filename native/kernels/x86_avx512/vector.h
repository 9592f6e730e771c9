/* x86_avx512/vector.h - the primitives of body/common.h as 512-bit registers and masks. */
#ifndef MR_VECTOR_H
#define MR_VECTOR_H

#include <immintrin.h>

#include "body/common.h"

#define NAME(kernel) mr_avx512_##kernel

/* Rows of a tile, at most; see body/tile.h. */
enum { TILE_ROWS = 12 };

/* Vectors whose steps are taken in turn where a chain is long: as many as registers hold; see body/math.h. */
enum { VECTORS_TOGETHER = 4 };

typedef __mmask16 m16;

INLINE v16 fma16(v16 a, v16 b, v16 c) { return (v16)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE m16 less(v16 a, v16 b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ); }
INLINE m16 unordered(v16 a) { return _mm512_cmp_ps_mask((__m512)a, (__m512)a, _CMP_UNORD_Q); }
INLINE m16 either(m16 a, m16 b) { return (m16)(a | b); }
INLINE v16 select16(m16 m, v16 a, v16 b) { return (v16)_mm512_mask_blend_ps(m, (__m512)b, (__m512)a); }
INLINE v16i max_int(v16i a, v16i b) { return (v16i)_mm512_max_epi32((__m512i)a, (__m512i)b); }
INLINE int32_t largest_int(v16i v) { return _mm512_reduce_max_epi32((__m512i)v); }
INLINE int32_t sum_of_ints(v16i v) { return _mm512_reduce_add_epi32((__m512i)v); }
/* Of values from -128 to 127. */
INLINE void store_bytes16(int8_t *bytes, v16i v) {
    _mm_storeu_si128((__m128i *)(void *)bytes, _mm512_cvtepi32_epi8((__m512i)v));
}
/* Of lanes without NaN. */
INLINE float largest16(v16 v) { return _mm512_reduce_max_ps((__m512)v); }

INLINE uint32_t lanes_of(m16 m) { return m; }
INLINE m16 mask_of(uint32_t bits) { return (m16)bits; }

INLINE v16 load_some(const float *p, int64_t count) {
    return (v16)_mm512_maskz_loadu_ps(mask_of((1u << count) - 1), p);
}

INLINE void store_some(float *p, v16 v, int64_t count) {
    _mm512_mask_storeu_ps(p, mask_of((1u << count) - 1), (__m512)v);
}

/* Appends the lanes that are set, with their columns; sixteen of each are written. */
INLINE int64_t keep16(float *values, int32_t *columns, v16 v, int32_t first, uint32_t lanes) {
    const __m512i each = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i all = _mm512_add_epi32(each, _mm512_set1_epi32(first));
    _mm512_storeu_ps(values, _mm512_maskz_compress_ps(mask_of(lanes), (__m512)v));
    _mm512_storeu_si512(columns, _mm512_maskz_compress_epi32(mask_of(lanes), all));
    return __builtin_popcount(lanes);
}

INLINE v16 widen16(const uint8_t *halves) {
    return (v16)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)halves));
}

INLINE void narrow16(uint16_t *halves, v16 v) {
    _mm256_storeu_si256((__m256i *)(void *)halves, _mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT));
}

/* acc[i] += u[4i..4i+3] . x[0..3], unsigned by signed bytes, exact. */
INLINE v16i dot16(v16i acc, const uint8_t *u, int32_t x) {
    return (v16i)_mm512_dpbusd_epi32((__m512i)acc, _mm512_loadu_si512(u), _mm512_set1_epi32(x));
}

#endif
