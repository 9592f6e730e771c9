/*
 * x86_avx512/quantize.c - rows of floats to int8 with a scale per 256 and a 2-bit exponent per 32; numerics.md 2.
 *
 * A group is taken whole: the maxima of its eight sub-groups are found in lanes of one vector, and so are the exponents
 * and factors; codes are packed 64 at a time, and the sums of sixteen come from the packed ones, by multiplying with
 * ones. Integers may be added in any order.
 *
 * Tail: a last group of 128 is taken as it is, any other is copied beside zeros, which change no maximum, and only what
 * exists is copied back.
 */
#include "vector.h"

enum { SUBGROUPS = MR_GROUP / 32, SIXTEENS = MR_GROUP / 16 };

typedef struct {
    int8_t *codes;
    int32_t *shifts, *sums;
} rounded;

INLINE __m512i larger_of(__m512i a, __m512i b) { return _mm512_max_epi32(a, b); }

/* The largest magnitude of each sub-group, as bits, in lanes 0 to 7; zero where there is none. */
INLINE __m256i largest_each(const float *x, int subgroups) {
    const __m512i magnitude = _mm512_set1_epi32(0x7fffffff);
    __m512i most[SUBGROUPS], pair[SUBGROUPS / 2];
#pragma GCC unroll 8
    for (int j = 0; j < SUBGROUPS; j++) {
        most[j] = j >= subgroups ? _mm512_setzero_si512()
                                 : larger_of(_mm512_and_si512(_mm512_loadu_si512(x + 32 * j), magnitude),
                                             _mm512_and_si512(_mm512_loadu_si512(x + 32 * j + 16), magnitude));
    }
#pragma GCC unroll 4
    for (int j = 0; j < SUBGROUPS / 2; j++) {
        pair[j] = larger_of(_mm512_unpacklo_epi32(most[2 * j], most[2 * j + 1]),
                            _mm512_unpackhi_epi32(most[2 * j], most[2 * j + 1]));
    }
    __m512i low = larger_of(_mm512_unpacklo_epi64(pair[0], pair[1]), _mm512_unpackhi_epi64(pair[0], pair[1]));
    __m512i high = larger_of(_mm512_unpacklo_epi64(pair[2], pair[3]), _mm512_unpackhi_epi64(pair[2], pair[3]));
    __m512i half = larger_of(_mm512_shuffle_i32x4(low, high, 0x88), _mm512_shuffle_i32x4(low, high, 0xdd));
    half = larger_of(half, _mm512_shuffle_i32x4(half, half, 0xb1));
    return _mm512_castsi512_si256(_mm512_shuffle_i32x4(half, half, 0x08));
}

INLINE int32_t largest_of(__m256i each) {
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(each), _mm256_extracti128_si256(each, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtsi128_si32(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1)));
}

/* The exponent of each sub-group: how many of 2, 4 and 8 its largest magnitude may be multiplied with. */
INLINE __m256i exponents(__m256 most, float amax) {
    __m256 all = _mm256_set1_ps(amax);
    __m256i e = _mm256_setzero_si256();
#pragma GCC unroll 3
    for (int power = 2; power <= 8; power *= 2) {
        __mmask8 fits = _mm256_cmp_ps_mask(_mm256_mul_ps(most, _mm256_set1_ps((float)power)), all, _CMP_LE_OQ);
        e = _mm256_mask_add_epi32(e, fits, e, _mm256_set1_epi32(1));
    }
    return e;
}

/* Codes of 64 elements from two sub-groups: dword 4 i + j holds those of elements 16 j + 4 i and the three behind. */
INLINE __m512i codes_of(const float *x, const float *factors) {
    __m512i q[4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
        q[j] = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + 16 * j), _mm512_set1_ps(factors[j / 2])));
    }
    return _mm512_packs_epi16(_mm512_packs_epi32(q[0], q[1]), _mm512_packs_epi32(q[2], q[3]));
}

INLINE void round_group(const float *x, int subgroups, const float *factors, rounded to) {
    const __m512i places = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m512i fours[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        fours[i] = _mm512_setzero_si512();
        if (2 * i < subgroups) {
            __m512i codes = codes_of(x + 64 * i, factors + 2 * i);
            fours[i] = _mm512_dpbusd_epi32(fours[i], _mm512_set1_epi8(1), codes);
            _mm512_storeu_si512(to.codes + 64 * i, _mm512_permutexvar_epi32(places, codes));
        }
    }
    __m512i a = _mm512_add_epi32(_mm512_shuffle_i32x4(fours[0], fours[1], 0x44),
                                 _mm512_shuffle_i32x4(fours[0], fours[1], 0xee));
    __m512i b = _mm512_add_epi32(_mm512_shuffle_i32x4(fours[2], fours[3], 0x44),
                                 _mm512_shuffle_i32x4(fours[2], fours[3], 0xee));
    __m512i sums = _mm512_add_epi32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd));
    _mm512_mask_storeu_epi32(to.sums, mask_of((1u << 2 * subgroups) - 1), sums);
}

/* Returns the scale. subgroups: even, a constant where this is inlined. */
INLINE float quantize_group(const float *x, int subgroups, rounded to) {
    const __mmask8 there = (__mmask8)((1u << subgroups) - 1);
    __m256i most = largest_each(x, subgroups);
    int32_t all = largest_of(most);
    float amax = _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(all)));
    if (all >= 0x7f800000 || amax < 0x1p-100f) {
        memset(to.codes, 0, (size_t)(32 * subgroups));
        memset(to.shifts, 0, (size_t)subgroups * sizeof *to.shifts); /* e = 3, s = 3 - e */
        memset(to.sums, 0, (size_t)(2 * subgroups) * sizeof *to.sums);
        return all >= 0x7f800000 ? NAN : 0.0f;
    }
    __m256i e = exponents(_mm256_castsi256_ps(most), amax);
    _mm256_mask_storeu_epi32(to.shifts, there, _mm256_sub_epi32(_mm256_set1_epi32(3), e));
    __m256 powers = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(e, _mm256_set1_epi32(127)), 23));
    float factors[SUBGROUPS];
    _mm256_storeu_ps(factors, _mm256_mul_ps(_mm256_set1_ps(127.0f / amax), powers));
    round_group(x, subgroups, factors, to);
    return amax / 127.0f;
}

static float quantize_short(const float *x, int64_t count, rounded to) {
    float padded[MR_GROUP] = {0};
    int8_t codes[MR_GROUP];
    int32_t shifts[SUBGROUPS], sums[SIXTEENS];
    memcpy(padded, x, (size_t)count * sizeof *x);
    float scale = quantize_group(padded, SUBGROUPS, (rounded){codes, shifts, sums});
    memcpy(to.codes, codes, (size_t)count);
    memcpy(to.shifts, shifts, (size_t)(count / 32) * sizeof *shifts);
    memcpy(to.sums, sums, (size_t)(count / 16) * sizeof *sums);
    return scale;
}

void NAME(quantize_row)(const float *x, int64_t k, int8_t *codes, float *scales, int32_t *shifts, int32_t *sums) {
    for (int64_t i = 0; i < k; i += MR_GROUP) {
        const rounded to = {codes + i, shifts + i / 32, sums + i / 16};
        switch (least(MR_GROUP, k - i)) {
        case MR_GROUP: *scales++ = quantize_group(x + i, SUBGROUPS, to); break;
        case MR_GROUP / 2: *scales++ = quantize_group(x + i, SUBGROUPS / 2, to); break;
        default: *scales++ = quantize_short(x + i, k - i, to);
        }
    }
}
