/* x86_avx512/pairs.h - body/pairs.h by the instructions for BF16: products of pairs by vdpbf16ps. */
#ifndef MR_BODY_PAIRS_H
#define MR_BODY_PAIRS_H

/* Rows of one pass over the keys, and how many vectors it holds at once. */
enum { PAIR_ROWS = 4, PAIR_VECTORS = 4 };

/* c + a.second * b.second, then + a.first * b.first. */
INLINE v16 fma_pairs16(v16i a, v16i b, v16 c) {
    return (v16)_mm512_dpbf16_ps((__m512)c, (__m512bh)a, (__m512bh)b);
}

/* x, or zero where it is below 2^-50. */
INLINE __m512 kept_of(v16 x) {
    __m512 magnitude = _mm512_castsi512_ps(_mm512_and_si512((__m512i)x, _mm512_set1_epi32(0x7fffffff)));
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(magnitude, _mm512_set1_ps(0x1p-50f), _CMP_NLT_UQ), (__m512)x);
}

/* b(x) of a's and then b's numbers, in pairs of neighbours. */
INLINE v16i pairs_of(v16 a, v16 b) { return (v16i)_mm512_cvtne2ps_pbh(kept_of(b), kept_of(a)); }

/*
 * b(exp(x)) of a's and then b's numbers, none of them above zero: the exponential is 2^-50 and more from -0x1.154244p5
 * on (every float from -35.5 to -34 was tried), and so one mask stands for all of its ends. A NaN passes: it came from
 * BF16 numbers, and has no bit that would be added to its exponent.
 */
INLINE v16i pairs_of_exponentials(v16 a, v16 b) {
    const __m512 least_kept = _mm512_set1_ps(-0x1.154244p5f);
    __mmask16 low = _mm512_cmp_ps_mask((__m512)a, least_kept, _CMP_NLT_UQ);
    __mmask16 high = _mm512_cmp_ps_mask((__m512)b, least_kept, _CMP_NLT_UQ);
    __mmask32 kept = _mm512_kunpackw(high, low);
    return (v16i)_mm512_maskz_cvtne2ps_pbh(kept, (__m512)exp_clamped(b), (__m512)exp_clamped(a));
}

/* b where it is larger, else a: also where one of them is NaN. */
INLINE v16 larger16(v16 a, v16 b) { return (v16)_mm512_max_ps((__m512)b, (__m512)a); }

/* The numbers of pairs of neighbours, the first sixteen or the last: each to the upper half of its lane. */
INLINE v16 numbers_of(v16i pairs, const int last) {
    const v16i upper = {0x00000000, 0x00010000, 0x00020000, 0x00030000, 0x00040000, 0x00050000, 0x00060000, 0x00070000,
                        0x00080000, 0x00090000, 0x000a0000, 0x000b0000, 0x000c0000, 0x000d0000, 0x000e0000, 0x000f0000};
    __m512i from = (__m512i)(upper + (last ? 0x00100000 : 0));
    return (v16)_mm512_maskz_permutexvar_epi16(0xaaaaaaaa, from, (__m512i)pairs);
}

INLINE __m256 larger_half(v16 x) {
    return _mm256_max_ps(_mm512_castps512_ps256((__m512)x), _mm512_extractf32x8_ps((__m512)x, 1));
}

/* Four numbers of a, then four of b, that hold their largest. */
INLINE __m256 larger_quarters(v16 a, v16 b) {
    __m256 x = larger_half(a), y = larger_half(b);
    return _mm256_max_ps(_mm256_permute2f128_ps(x, y, 0x20), _mm256_permute2f128_ps(x, y, 0x31));
}

/* The largest lane of each vector; none is NaN. */
INLINE void largest_each(const v16 *most, int rows, float *largest) {
    if (rows != 4) {
        for (int r = 0; r < rows; r++) {
            largest[r] = largest16(most[r]);
        }
        return;
    }
    __m256 x = larger_quarters(most[0], most[2]), y = larger_quarters(most[1], most[3]);
    x = _mm256_max_ps(_mm256_unpacklo_ps(x, y), _mm256_unpackhi_ps(x, y)); /* 0 1 0 1 2 3 2 3 */
    x = _mm256_max_ps(x, _mm256_permute_ps(x, 0x4e));
    _mm_storel_pi((__m64 *)(void *)largest, _mm256_castps256_ps128(x));
    _mm_storel_pi((__m64 *)(void *)(largest + 2), _mm256_extractf128_ps(x, 1));
}

#endif
