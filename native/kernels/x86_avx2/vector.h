/* x86_avx2/vector.h - the primitives of body/common.h as pairs of 256-bit registers. */
#ifndef MR_VECTOR_H
#define MR_VECTOR_H

#include <immintrin.h>

#include "body/common.h"

#define NAME(kernel) mr_avx2_##kernel

/* Rows of a tile, at most; see body/tile.h. */
enum { TILE_ROWS = 6 };

typedef v16i m16;

typedef struct {
    __m256 low, high;
} pair;

INLINE pair halves_of(v16 v) {
    pair p;
    memcpy(&p, &v, sizeof p);
    return p;
}

INLINE v16 joined(__m256 low, __m256 high) {
    pair p = {low, high};
    v16 v;
    memcpy(&v, &p, sizeof v);
    return v;
}

INLINE v16 fma16(v16 a, v16 b, v16 c) {
    pair x = halves_of(a), y = halves_of(b), z = halves_of(c);
    return joined(_mm256_fmadd_ps(x.low, y.low, z.low), _mm256_fmadd_ps(x.high, y.high, z.high));
}

INLINE m16 less(v16 a, v16 b) { return a < b; }
INLINE m16 unordered(v16 a) { return a != a; }
INLINE m16 either(m16 a, m16 b) { return a | b; }

INLINE v16 select16(m16 m, v16 a, v16 b) {
    pair c = halves_of((v16)m), x = halves_of(a), y = halves_of(b);
    return joined(_mm256_blendv_ps(y.low, x.low, c.low), _mm256_blendv_ps(y.high, x.high, c.high));
}

INLINE v16i max_int(v16i a, v16i b) {
    v16i m = a > b;
    return (m & a) | (~m & b);
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
    const v16i each = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
    return (splat_int((int32_t)bits) & each) != 0;
}

INLINE v16 load_some(const float *p, int64_t count) {
    v16i m = mask_of((1u << count) - 1);
    __m256i half[2];
    memcpy(half, &m, sizeof half);
    return joined(_mm256_maskload_ps(p, half[0]), _mm256_maskload_ps(p + 8, half[1]));
}

INLINE void store_some(float *p, v16 v, int64_t count) {
    v16i m = mask_of((1u << count) - 1);
    __m256i half[2];
    memcpy(half, &m, sizeof half);
    pair x = halves_of(v);
    _mm256_maskstore_ps(p, half[0], x.low);
    _mm256_maskstore_ps(p + 8, half[1], x.high);
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
    __m256i half[2], wide = _mm256_cvtepi8_epi16(_mm_set1_epi32(x));
    memcpy(half, &acc, sizeof half);
    half[0] = dot8(half[0], u, wide);
    half[1] = dot8(half[1], u + 32, wide);
    memcpy(&acc, half, sizeof acc);
    return acc;
}

#endif
