/*
 * x86_avx2/block.h - how a packed panel block is read into registers.
 *
 * Lanes are output rows: a panel is four vectors of 8 rows, and a vector of codes holds 8 rows x 4 elements.
 *
 * Reads exactly the bytes of the block; needs no alignment, has no tails (a panel always holds 32 rows).
 */
#ifndef MR_AVX2_BLOCK_H
#define MR_AVX2_BLOCK_H

#include "kind.h"
#include "vector.h"

enum { VECTORS = 4 };

INLINE __m256i load32(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
INLINE __m128i load8x2(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
INLINE __m128i load8(const void *p) { return _mm_loadl_epi64((const __m128i *)p); }
INLINE void store32(void *p, __m256i x) { _mm256_store_si256((__m256i *)p, x); }
INLINE __m256i splat4(const void *p) { return _mm256_set1_epi32(int_at(p)); }

/* Of a plane of 256 bytes with two bits a code: vector v, elements 4g..4g+3. */
INLINE __m256i two_bits(const uint8_t *plane, int v, int g) {
    __m256i packed = load32(plane + 128 * (g >> 2) + 32 * v);
    return _mm256_and_si256(_mm256_srli_epi16(packed, 2 * (g & 3)), _mm256_set1_epi8(3));
}

/* Of 32 flags, one a byte: `bit` where the flag is set. */
INLINE __m256i flagged(const uint8_t *flags, char bit) {
    const __m256i byte = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    const __m256i each = _mm256_set1_epi64x((int64_t)0x8040201008040201u);
    __m256i own = _mm256_and_si256(_mm256_shuffle_epi8(splat4(flags), byte), each);
    return _mm256_and_si256(_mm256_cmpeq_epi8(own, each), _mm256_set1_epi8(bit));
}

/* The unsigned codes of vector v, elements 4g..4g+3 of the 32-element part j of a panel block. */
INLINE __m256i codes_of(const kind *k, const uint8_t *block, int j, int v, int g) {
    block += step_of(k) * j;
    const uint8_t *from = block + codes_at(k);
    __m256i u;
    if (k->storage == MR_NIBBLE) {
        u = load32(from + 128 * (g & 3) + 32 * v);
        u = _mm256_and_si256(g < 4 ? u : _mm256_srli_epi16(u, 4), _mm256_set1_epi8(15));
    } else if (k->storage == MR_BYTE) {
        u = load32(from + 128 * g + 32 * v);
    } else {
        u = two_bits(from, v, g);
    }
    if (k->table != NULL) {
        u = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(load8x2(k->table)), u);
    }
    if (k->bits) {
        const uint8_t *flags = block + bits_at(k) + 16 * g + 4 * v;
        u = _mm256_or_si256(u, flagged(flags, k->storage == MR_TWO ? 4 : 16));
    }
    if (k->twos) {
        u = _mm256_or_si256(u, _mm256_slli_epi16(two_bits(block + twos_at(k), v, g), 4));
    }
    return u;
}

INLINE __m256 halves8(const uint8_t *p) { return _mm256_cvtph_ps(load8x2(p)); }

INLINE __m256 scale_of(const kind *k, const uint8_t *block, int v) {
    const uint8_t *d = block + k->scale_bytes / 4 * v;
    if (k->scale_bytes == 64) {
        return halves8(d);
    }
    __m256i e = _mm256_cvtepu8_epi32(load8(d));
    __m256i normal = _mm256_slli_epi32(_mm256_sub_epi32(e, _mm256_set1_epi32(1)), 23);
    __m256i tiny = _mm256_sllv_epi32(_mm256_set1_epi32(0x00200000), e);
    __m256i small = _mm256_cmpgt_epi32(_mm256_set1_epi32(2), e);
    return _mm256_castsi256_ps(_mm256_blendv_epi8(normal, tiny, small));
}

/* The low 16 bits of each lane twice. */
INLINE __m256i twice(__m256i x) { return _mm256_blend_epi16(x, _mm256_slli_epi32(x, 16), 0xaa); }

/* Scales of sub-block i, as 32-bit lanes. */
INLINE __m256i sub_scale_of(const kind *k, const uint8_t *block, int i, int v) {
    return _mm256_cvtepi8_epi32(load8(block + scales_at(k) + 32 * i + 8 * v));
}

/* Minima of the sub-blocks 2 * pair and 2 * pair + 1, a 16-bit lane each. */
INLINE __m256i min_pair_of(const kind *k, const uint8_t *block, int pair, int v) {
    return _mm256_cvtepu8_epi16(load8x2(block + mins_at(k) + 64 * pair + 16 * v));
}

#endif
