/*
 * x86_avx512/block.h - how a packed panel block is read into registers.
 *
 * Lanes are output rows: a panel is two vectors of 16 rows, and a vector of codes holds 16 rows x 4 elements. Reads
 * exactly the bytes of the block; needs no alignment, has no tails (a panel always holds 32 rows).
 */
#ifndef MR_AVX512_BLOCK_H
#define MR_AVX512_BLOCK_H

#include "kind.h"
#include "vector.h"

INLINE __m512i line(const uint8_t *p) { return _mm512_loadu_si512(p); }

INLINE __m512i two_bits(const uint8_t *plane, int h, int g) {
    __m512i packed = line(plane + 128 * (g >> 2) + 64 * h);
    return _mm512_and_si512(_mm512_srli_epi16(packed, 2 * (g & 3)), _mm512_set1_epi8(3));
}

/* The unsigned codes of 16 rows x 4 elements: half h, elements 4g..4g+3 of the 32-element part j of a panel block. */
INLINE __m512i codes_of(const kind *k, const uint8_t *block, int j, int h, int g) {
    block += step_of(k) * j;
    const uint8_t *from = block + codes_at(k);
    __m512i u;
    if (k->storage == MR_NIBBLE) {
        u = line(from + 128 * (g & 3) + 64 * h);
        u = _mm512_and_si512(g < 4 ? u : _mm512_srli_epi16(u, 4), _mm512_set1_epi8(15));
    } else if (k->storage == MR_BYTE) {
        u = line(from + 128 * g + 64 * h);
    } else {
        u = two_bits(from, h, g);
    }
    if (k->table != NULL) {
        u = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)k->table)), u);
    }
    if (k->bits) {
        __mmask64 flags;
        memcpy(&flags, block + bits_at(k) + 16 * g + 8 * h, sizeof flags);
        const char bit = k->storage == MR_TWO ? 4 : 16;
        u = _mm512_mask_add_epi8(u, flags, u, _mm512_set1_epi8(bit));
    }
    if (k->twos) {
        u = _mm512_or_si512(u, _mm512_slli_epi16(two_bits(block + twos_at(k), h, g), 4));
    }
    return u;
}

INLINE __m512 halves16(const uint8_t *p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)p));
}

INLINE __m512 scale_of(const kind *k, const uint8_t *block, int h) {
    const uint8_t *d = block + k->scale_bytes / 2 * h;
    if (k->scale_bytes == 64) {
        return halves16(d);
    }
    __m512i e = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)d));
    __m512i normal = _mm512_slli_epi32(_mm512_sub_epi32(e, _mm512_set1_epi32(1)), 23);
    __m512i tiny = _mm512_sllv_epi32(_mm512_set1_epi32(0x00200000), e);
    __mmask16 small = _mm512_cmplt_epi32_mask(e, _mm512_set1_epi32(2));
    return _mm512_castsi512_ps(_mm512_mask_blend_epi32(small, normal, tiny));
}

INLINE __m512i sub_scale_of(const kind *k, const uint8_t *block, int i, int h) {
    const uint8_t *p = block + scales_at(k) + 32 * i + 16 * h;
    return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
}

INLINE __m512i min_pair_of(const kind *k, const uint8_t *block, int pair, int h) {
    const uint8_t *p = block + mins_at(k) + 64 * pair + 32 * h;
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(const void *)p));
}

#endif
