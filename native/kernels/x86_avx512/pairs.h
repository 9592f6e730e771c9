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

/* The numbers of pairs of neighbours: the first sixteen, or the last. last is a constant. */
INLINE v16 numbers_of(v16i pairs, const int last) {
    __m256i halves = last ? _mm512_extracti64x4_epi64((__m512i)pairs, 1) : _mm512_castsi512_si256((__m512i)pairs);
    return (v16)_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16);
}

#endif
