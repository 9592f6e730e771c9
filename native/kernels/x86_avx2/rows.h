/*
 * x86_avx2/rows.h - what the tokens of a tile bring to a group of 256 elements, computed once for all panels.
 *
 * Codes up to 63 are multiplied by vpmaddubsw and added up in 16-bit lanes, two a row: the low lane takes elements 4g
 * and 4g + 1, the high one 4g + 2 and 4g + 3. One vpmaddwd by 2^s (or by the scale of the sub-block) then makes them 32
 * bits wide. Lanes may wrap on the way; what must fit is the end, and each vpmaddubsw (2 * 63 * 127). Where there is
 * a z, lanes start at -z * sum of their own elements, so that they end at the sum of (u - z) q: at most 16 * 16 * 127 =
 * 32512 for Q5_0, 8 * 32 * 127 for Q6_K. If even u * q fits, each starts at half of -z * sum of all, which costs less.
 *
 * Larger codes are multiplied by vpmaddwd, with activations widened to 16 bits and already shifted: at most 127 * 8.
 *
 * Tails: a group may hold fewer than 8 blocks of 32; nothing is read beyond. Results are aligned to 32.
 */
#ifndef MR_AVX2_ROWS_H
#define MR_AVX2_ROWS_H

#include "block.h"

enum { TILE = 4 };

typedef struct {
    int32_t starts[TILE][16];          /* of the sums of each sub-block */
    int32_t factors[TILE][BLOCKS];     /* 2^s of each 32 elements, in both halves */
    float sums[TILE][BLOCKS];          /* of 32 elements << s */
    int16_t wide[TILE][BLOCKS][2][16]; /* of 32 elements << s: 4g and 4g + 2, then 4g + 1 and 4g + 3 */
} tile_rows;

_Static_assert(sizeof(tile_rows) <= MR_PREPARED, "a prepared tile must fit");

/* The elements of a sum, and the largest that a lane of it may reach without starting below zero. */
INLINE int width_of(const kind *k) { return k->sub ? k->sub : 32; }
INLINE int lane_of(const kind *k) { return width_of(k) / 2 * k->most * 127; }
INLINE int is_wide(const kind *k) { return k->most > 63; }
/* Sums that take two turns, as they fit no 16-bit lane: u up to 31 without z. */
INLINE int is_split(const kind *k) { return !is_wide(k) && !k->zero && lane_of(k) > INT16_MAX; }

INLINE __m256i first_lanes(int count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/* Half of -z * sum, for both lanes. */
INLINE void half_starts(const int32_t *zeros, int count, int32_t *starts) {
    for (int i = 0; i < count; i += 8) {
        __m256i z = _mm256_maskload_epi32(zeros + i, first_lanes(count - i));
        store32(starts + i, twice(_mm256_srai_epi32(z, 1)));
    }
}

/* Of four blocks of 32: pairs of 16-bit sums, one pair for the first 16 elements of each and then for the second. */
INLINE __m256i lane_sums(const int8_t *x, int count) {
    __m256i s[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        s[i] = i < count ? _mm256_maddubs_epi16(_mm256_set1_epi8(1), load32(x + 32 * i)) : _mm256_setzero_si256();
    }
    __m256i a = _mm256_add_epi16(_mm256_unpacklo_epi32(s[0], s[1]), _mm256_unpackhi_epi32(s[0], s[1]));
    __m256i b = _mm256_add_epi16(_mm256_unpacklo_epi32(s[2], s[3]), _mm256_unpackhi_epi32(s[2], s[3]));
    return _mm256_add_epi16(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
}

/* -z * sum of each lane's own elements. */
INLINE void exact_starts(const kind *k, const int8_t *x, int count, int32_t *starts) {
    for (int j = 0; j < count; j += 4) {
        __m256i s = _mm256_mullo_epi16(lane_sums(x + 32 * j, count - j), _mm256_set1_epi16((int16_t)-k->zero));
        __m128i first = _mm256_castsi256_si128(s), second = _mm256_extracti128_si256(s, 1);
        if (width_of(k) == 32) {
            _mm_store_si128((__m128i *)(void *)(starts + j), _mm_add_epi16(first, second));
        } else {
            _mm_store_si128((__m128i *)(void *)(starts + 2 * j), _mm_unpacklo_epi32(first, second));
            _mm_store_si128((__m128i *)(void *)(starts + 2 * j + 4), _mm_unpackhi_epi32(first, second));
        }
    }
}

INLINE void widen(const int8_t *x, int32_t shift, int16_t to[2][16]) {
    __m256i q = load32(x);
    __m128i back = _mm_cvtsi32_si128(8 - shift);
    store32(to[0], _mm256_sra_epi16(_mm256_slli_epi16(q, 8), back));
    store32(to[1], _mm256_sra_epi16(_mm256_and_si256(q, _mm256_set1_epi16((int16_t)0xff00)), back));
}

/* Where prepared tiles lie: [groups][tiles]. */
INLINE tile_rows *prepared_at(const mr_linear_task *task, int64_t group, int64_t tile) {
    return (tile_rows *)(void *)task->prepared + group * mr_tiles(task->n, TILE) + tile;
}

/* Token `token` of the task becomes token t of the tile. */
INLINE void prepare_token(const kind *k, const mr_linear_task *task, int64_t token, int64_t k0, int count, int t,
                          tile_rows *rows) {
    const int8_t *x = task->codes + token * task->k + k0;
    int64_t first = (token * task->k + k0) / 32;
    __m256i shifts = _mm256_maskload_epi32(task->shifts + first, first_lanes(count));
    if (is_wide(k)) {
        __m256i z = _mm256_maskload_epi32(task->zeros + first, first_lanes(count));
        store32(rows->starts[t], _mm256_sllv_epi32(z, shifts));
        for (int j = 0; j < count; j++) {
            widen(x + 32 * j, task->shifts[first + j], rows->wide[t][j]);
        }
    } else if (k->zero && lane_of(k) > INT16_MAX) {
        exact_starts(k, x, count, rows->starts[t]);
    } else if (k->zero) {
        half_starts(task->zeros + first * (32 / width_of(k)), count * (32 / width_of(k)), rows->starts[t]);
    }
    if (!k->sub && !is_wide(k)) {
        store32(rows->factors[t], _mm256_sllv_epi32(_mm256_set1_epi32(0x00010001), shifts));
    }
    for (int j = 0; !k->sub && k->has_m && j < count; j++) {
        rows->sums[t][j] = (float)task->mins[first + j];
    }
}

/* Tile i of the task's tokens. */
INLINE void prepare_tile(const kind *k, const mr_linear_task *task, int64_t i) {
    int64_t first = mr_tile_start(task->n, TILE, i), tokens = mr_tile_start(task->n, TILE, i + 1) - first;
    for (int64_t k0 = 0; k0 < task->k; k0 += MR_GROUP) {
        tile_rows *rows = prepared_at(task, k0 / MR_GROUP, i);
        int count = (int)least(MR_GROUP, task->k - k0) / 32;
        for (int64_t t = 0; t < tokens; t++) {
            prepare_token(k, task, first + t, k0, count, (int)t, rows);
        }
    }
}

#endif
