/* x86_avx2/vector.h - the primitives of body/common.h as pairs of 256-bit registers. */
#ifndef MR_VECTOR_H
#define MR_VECTOR_H

#include <immintrin.h>

#include "body/common.h"

#define NAME(kernel) mr_avx2_##kernel

/* Rows of a tile, at most; see body/tile.h. */
enum { TILE_ROWS = 6 };

/* Vectors whose steps are taken in turn where a chain is long: as many as registers hold; see body/math.h. */
enum { VECTORS_TOGETHER = 1 };

typedef v16i m16;

typedef struct {
    __m256 low, high;
} pair;

typedef struct {
    __m256i low, high;
} int_pair;

/*
 * Halves of a value and back. Through pointers, for gcc then keeps the halves of all operations in registers; copied by
 * memcpy as one struct, a value goes through memory at every step, and costs ten times as much. Comparisons are
 * instructions of halves for the same reason: those of a vector of sixteen are done lane by lane.
 */
typedef float v8_part __attribute__((vector_size(32), may_alias));
typedef int32_t v8i_part __attribute__((vector_size(32), may_alias));

INLINE pair halves_of(v16 v) {
    const v8_part *p = (const v8_part *)&v;
    return (pair){(__m256)p[0], (__m256)p[1]};
}

INLINE v16 joined(__m256 low, __m256 high) {
    v16 v;
    v8_part *p = (v8_part *)&v;
    p[0] = (v8_part)low;
    p[1] = (v8_part)high;
    return v;
}

INLINE int_pair int_halves_of(v16i v) {
    const v8i_part *p = (const v8i_part *)&v;
    return (int_pair){(__m256i)p[0], (__m256i)p[1]};
}

INLINE v16i joined_ints(__m256i low, __m256i high) {
    v16i v;
    v8i_part *p = (v8i_part *)&v;
    p[0] = (v8i_part)low;
    p[1] = (v8i_part)high;
    return v;
}

INLINE v16 fma16(v16 a, v16 b, v16 c) {
    pair x = halves_of(a), y = halves_of(b), z = halves_of(c);
    return joined(_mm256_fmadd_ps(x.low, y.low, z.low), _mm256_fmadd_ps(x.high, y.high, z.high));
}

INLINE m16 less(v16 a, v16 b) {
    pair x = halves_of(a), y = halves_of(b);
    return (m16)joined(_mm256_cmp_ps(x.low, y.low, _CMP_LT_OQ), _mm256_cmp_ps(x.high, y.high, _CMP_LT_OQ));
}

INLINE m16 unordered(v16 a) {
    pair x = halves_of(a);
    return (m16)joined(_mm256_cmp_ps(x.low, x.low, _CMP_UNORD_Q), _mm256_cmp_ps(x.high, x.high, _CMP_UNORD_Q));
}

INLINE m16 either(m16 a, m16 b) { return a | b; }

INLINE v16 select16(m16 m, v16 a, v16 b) {
    pair c = halves_of((v16)m), x = halves_of(a), y = halves_of(b);
    return joined(_mm256_blendv_ps(y.low, x.low, c.low), _mm256_blendv_ps(y.high, x.high, c.high));
}

INLINE v16i max_int(v16i a, v16i b) {
    int_pair x = int_halves_of(a), y = int_halves_of(b);
    return joined_ints(_mm256_max_epi32(x.low, y.low), _mm256_max_epi32(x.high, y.high));
}

INLINE int32_t largest_int(v16i v) {
    int_pair p = int_halves_of(v);
    __m256i m8 = _mm256_max_epi32(p.low, p.high);
    __m128i m4 = _mm_max_epi32(_mm256_castsi256_si128(m8), _mm256_extracti128_si256(m8, 1));
    m4 = _mm_max_epi32(m4, _mm_shuffle_epi32(m4, 0x4e));
    return _mm_cvtsi128_si32(_mm_max_epi32(m4, _mm_shuffle_epi32(m4, 0xb1)));
}

INLINE int32_t sum_of_ints(v16i v) {
    int_pair p = int_halves_of(v);
    __m256i s8 = _mm256_add_epi32(p.low, p.high);
    __m128i s4 = _mm_add_epi32(_mm256_castsi256_si128(s8), _mm256_extracti128_si256(s8, 1));
    s4 = _mm_add_epi32(s4, _mm_shuffle_epi32(s4, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(s4, _mm_shuffle_epi32(s4, 0xb1)));
}

/* Of values from -128 to 127. */
INLINE void store_bytes16(int8_t *bytes, v16i v) {
    int_pair p = int_halves_of(v);
    __m256i halves = _mm256_permute4x64_epi64(_mm256_packs_epi32(p.low, p.high), 0xd8);
    __m128i packed = _mm_packs_epi16(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    _mm_storeu_si128((__m128i *)(void *)bytes, packed);
}

/* Of lanes without NaN. */
INLINE float largest16(v16 v) {
    pair p = halves_of(v);
    __m256 m8 = _mm256_max_ps(p.low, p.high);
    __m128 m4 = _mm_max_ps(_mm256_castps256_ps128(m8), _mm256_extractf128_ps(m8, 1));
    m4 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
    return _mm_cvtss_f32(_mm_max_ss(m4, _mm_movehdup_ps(m4)));
}

INLINE uint32_t lanes_of(m16 m) {
    pair p = halves_of((v16)m);
    return (uint32_t)_mm256_movemask_ps(p.low) | (uint32_t)_mm256_movemask_ps(p.high) << 8;
}

INLINE m16 mask_of(uint32_t bits) {
    const __m256i low = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128), high = _mm256_slli_epi32(low, 8);
    __m256i all = _mm256_set1_epi32((int32_t)bits);
    return joined_ints(_mm256_cmpeq_epi32(_mm256_and_si256(all, low), low),
                       _mm256_cmpeq_epi32(_mm256_and_si256(all, high), high));
}

INLINE v16 load_some(const float *p, int64_t count) {
    int_pair m = int_halves_of(mask_of((1u << count) - 1));
    return joined(_mm256_maskload_ps(p, m.low), _mm256_maskload_ps(p + 8, m.high));
}

INLINE void store_some(float *p, v16 v, int64_t count) {
    int_pair m = int_halves_of(mask_of((1u << count) - 1));
    pair x = halves_of(v);
    _mm256_maskstore_ps(p, m.low, x.low);
    _mm256_maskstore_ps(p + 8, m.high, x.high);
}

/* Appends the lanes that are set, with their columns; there is room for sixteen. */
INLINE int64_t keep16(float *values, int32_t *columns, v16 v, int32_t first, uint32_t lanes) {
    return keep_each(values, columns, v, first, lanes);
}

INLINE v16 widen16(const uint8_t *halves) {
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)halves);
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(halves + 16));
    return joined(_mm256_cvtph_ps(low), _mm256_cvtph_ps(high));
}

INLINE void narrow16(uint16_t *halves, v16 v) {
    pair x = halves_of(v);
    _mm_storeu_si128((__m128i *)(void *)halves, _mm256_cvtps_ph(x.low, _MM_FROUND_TO_NEAREST_INT));
    _mm_storeu_si128((__m128i *)(void *)(halves + 8), _mm256_cvtps_ph(x.high, _MM_FROUND_TO_NEAREST_INT));
}

/* Eight rows: by 16-bit products, which hold any unsigned code; pairs of pairs are added by a second multiply-add. */
INLINE __m256i dot8(__m256i acc, const uint8_t *u, __m256i x) {
    __m256i w0 = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)u));
    __m256i w1 = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(u + 16)));
    __m256i p = _mm256_hadd_epi32(_mm256_madd_epi16(w0, x), _mm256_madd_epi16(w1, x)); /* rows 0 1 4 5 2 3 6 7 */
    return _mm256_add_epi32(acc, _mm256_permute4x64_epi64(p, 0xd8));
}

/* acc[i] += u[4i..4i+3] . x[0..3], unsigned by signed bytes, exact. */
INLINE v16i dot16(v16i acc, const uint8_t *u, int32_t x) {
    __m256i wide = _mm256_cvtepi8_epi16(_mm_set1_epi32(x));
    int_pair sums = int_halves_of(acc);
    return joined_ints(dot8(sums.low, u, wide), dot8(sums.high, u + 32, wide));
}

#endif
