/*
 * x86_avx2/tile.h - a group of 256 elements of half a panel times the tokens of a tile, for every block type.
 *
 * 2 vectors x 4 tokens of integer sums leave registers for codes, activations and products. Codes come from the slab
 * that serves all tokens, or if `direct`, are unpacked in registers. How sums are made without saturation: rows.h. The
 * order of roundings is that of numerics.md 2; the path taken changes none.
 *
 * Tails: the last group of a row may hold fewer than 8 blocks of 32. The slab and the sums are aligned to 64.
 */
#ifndef MR_AVX2_TILE_H
#define MR_AVX2_TILE_H

#include "rows.h"

enum { PAIR = 2 };

/* A group of a panel: codes in the order of MR_BYTE, those above 63 as 16 bits (even, then odd elements); scales. */
typedef struct {
    float d[BLOCKS][MR_PANEL], m[BLOCKS][MR_PANEL];
    int32_t scales[16][MR_PANEL]; /* as multiplied with: twice in 16 bits, or once in 32 */
    uint8_t codes[BLOCKS * 2048];
} group_slab;

/* What a tile reads and writes. */
typedef struct {
    const mr_linear_task *task;
    const uint8_t *blocks; /* of the group */
    group_slab *slab;
    const tile_rows *rows;
    float (*sums)[MR_PANEL]; /* of the tile's first token */
    int64_t panel, token, k0;
    int count; /* blocks of 32 in the group */
} operands;

INLINE const uint8_t *block_at(const kind *k, const operands *o, int j) {
    return k->sub ? o->blocks : o->blocks + j * block_bytes(k);
}

/* Where the slab holds the codes of vector v, elements 4g..4g+3 of block j; 32 or 64 bytes. */
INLINE uint8_t *unpacked(const kind *k, const operands *o, int j, int v, int g) {
    return o->slab->codes + (512 * (2 * j + (v >> 1)) + 64 * g + 32 * (v & 1)) * (is_wide(k) ? 2 : 1);
}

INLINE __m256i group_codes(const kind *k, const operands *o, int direct, int j, int v, int g) {
    return direct ? codes_of(k, block_at(k, o, j), k->sub ? j : 0, v, g) : load32(unpacked(k, o, j, v, g));
}

/* Codes as 16 bits: even elements, or odd. */
INLINE __m256i wide_at(const kind *k, const operands *o, int direct, int j, int v, int g, int odd) {
    if (!direct) {
        return load32(unpacked(k, o, j, v, g) + 32 * odd);
    }
    __m256i u = codes_of(k, block_at(k, o, j), k->sub ? j : 0, v, g);
    return odd ? _mm256_srli_epi16(u, 8) : _mm256_and_si256(u, _mm256_set1_epi16(255));
}

/* The scales of sub-block i as the sums are multiplied with them. */
INLINE __m256i factor_at(const kind *k, const operands *o, int direct, int i, int v) {
    if (!direct) {
        return load32(o->slab->scales[i] + 8 * v);
    }
    __m256i scale = sub_scale_of(k, o->blocks, i, v);
    return is_wide(k) ? scale : twice(scale);
}

/* s += codes . x in 16-bit lanes, for groups from to end - 1 of block j and vectors v0 and v0 + 1. */
INLINE void dot_narrow(const kind *k, const operands *o, int direct, int v0, int tokens, int j, int from, int end,
                       __m256i s[PAIR][TILE]) {
    int64_t row = o->task->k;
    const int8_t *x = o->task->codes + o->token * row + o->k0 + 32 * j;
#pragma GCC unroll 8
    for (int g = from; g < end; g++) {
        __m256i w0 = group_codes(k, o, direct, j, v0, g), w1 = group_codes(k, o, direct, j, v0 + 1, g);
#pragma GCC unroll 4
        for (int t = 0; t < tokens; t++) {
            __m256i b = splat4(x + t * row + 4 * g);
            s[0][t] = _mm256_add_epi16(s[0][t], _mm256_maddubs_epi16(w0, b));
            s[1][t] = _mm256_add_epi16(s[1][t], _mm256_maddubs_epi16(w1, b));
        }
    }
}

/* s += codes . (x << shift) in 32-bit lanes. */
INLINE void dot_wide(const kind *k, const operands *o, int direct, int v0, int tokens, int j, __m256i s[PAIR][TILE]) {
#pragma GCC unroll 8
    for (int g = 0; g < 8; g++) {
#pragma GCC unroll 2
        for (int odd = 0; odd < 2; odd++) {
            __m256i w0 = wide_at(k, o, direct, j, v0, g, odd), w1 = wide_at(k, o, direct, j, v0 + 1, g, odd);
#pragma GCC unroll 4
            for (int t = 0; t < tokens; t++) {
                __m256i b = splat4(o->rows->wide[t][j][odd] + 2 * g);
                s[0][t] = _mm256_add_epi32(s[0][t], _mm256_madd_epi16(w0, b));
                s[1][t] = _mm256_add_epi32(s[1][t], _mm256_madd_epi16(w1, b));
            }
        }
    }
}

INLINE void start_sums(const kind *k, const operands *o, int tokens, int i, __m256i s[PAIR][TILE]) {
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
        s[0][t] = s[1][t] = k->zero ? _mm256_set1_epi32(o->rows->starts[t][i]) : _mm256_setzero_si256();
    }
}

/* s *= 2^shift, to 32-bit lanes */
INLINE void scale_sums(const operands *o, int tokens, int j, __m256i s[PAIR][TILE]) {
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
        __m256i f = _mm256_set1_epi32(o->rows->factors[t][j]);
        s[0][t] = _mm256_madd_epi16(s[0][t], f);
        s[1][t] = _mm256_madd_epi16(s[1][t], f);
    }
}

/* The sum of block j, shifted. */
INLINE void block_sums(const kind *k, const operands *o, int direct, int v0, int tokens, int j, __m256i s[PAIR][TILE]) {
    start_sums(k, o, tokens, j, s);
    if (is_wide(k)) {
        dot_wide(k, o, direct, v0, tokens, j, s);
        return;
    }
    dot_narrow(k, o, direct, v0, tokens, j, 0, is_split(k) ? 4 : 8, s);
    scale_sums(o, tokens, j, s);
    if (is_split(k)) {
        __m256i second[PAIR][TILE];
        start_sums(k, o, tokens, j, second);
        dot_narrow(k, o, direct, v0, tokens, j, 4, 8, second);
        scale_sums(o, tokens, j, second);
#pragma GCC unroll 4
        for (int t = 0; t < tokens; t++) {
            s[0][t] = _mm256_add_epi32(s[0][t], second[0][t]);
            s[1][t] = _mm256_add_epi32(s[1][t], second[1][t]);
        }
    }
}

INLINE __m256 as_float(__m256i x) { return _mm256_cvtepi32_ps(x); }

/* The 32-element types: t over the blocks of the group, then acc = fma(t, da / 8, acc). */
INLINE void tile_blocks(const kind *k, const operands *o, int direct, int v0, int tokens) {
    const group_slab *slab = o->slab;
    __m256 sum[PAIR][TILE];
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm256_setzero_ps();
    }
    for (int j = 0; j < o->count; j++) {
        const uint8_t *block = o->blocks + j * block_bytes(k);
        __m256i s[PAIR][TILE];
        block_sums(k, o, direct, v0, tokens, j, s);
        __m256 d0 = direct ? scale_of(k, block, v0) : _mm256_load_ps(slab->d[j] + 8 * v0);
        __m256 d1 = direct ? scale_of(k, block, v0 + 1) : _mm256_load_ps(slab->d[j] + 8 * v0 + 8);
#pragma GCC unroll 4
        for (int t = 0; t < tokens; t++) {
            sum[0][t] = _mm256_fmadd_ps(d0, as_float(s[0][t]), sum[0][t]);
            sum[1][t] = _mm256_fmadd_ps(d1, as_float(s[1][t]), sum[1][t]);
        }
        if (k->has_m) {
            __m256 m0 = direct ? halves8(block + m_at(k) + 16 * v0) : _mm256_load_ps(slab->m[j] + 8 * v0);
            __m256 m1 = direct ? halves8(block + m_at(k) + 16 * v0 + 16) : _mm256_load_ps(slab->m[j] + 8 * v0 + 8);
#pragma GCC unroll 4
            for (int t = 0; t < tokens; t++) {
                __m256 q = _mm256_set1_ps(o->rows->sums[t][j]);
                sum[0][t] = _mm256_fmadd_ps(m0, q, sum[0][t]);
                sum[1][t] = _mm256_fmadd_ps(m1, q, sum[1][t]);
            }
        }
    }
    int64_t groups = (o->task->k + MR_GROUP - 1) / MR_GROUP;
    for (int t = 0; t < tokens; t++) {
        __m256 da8 = _mm256_set1_ps(o->task->scales[(o->token + t) * groups + o->k0 / MR_GROUP] * 0.125f);
        float *acc = o->sums[t] + 8 * v0;
        _mm256_store_ps(acc, _mm256_fmadd_ps(sum[0][t], da8, _mm256_load_ps(acc)));
        _mm256_store_ps(acc + 8, _mm256_fmadd_ps(sum[1][t], da8, _mm256_load_ps(acc + 8)));
    }
}

/* acc = fma(scale * da8, (float) sum, acc), or with a minus */
INLINE void add_group(const operands *o, int v0, int tokens, __m256 scale[PAIR], int minus, __m256i sum[PAIR][TILE]) {
    for (int t = 0; t < tokens; t++) {
        __m256 da8 = _mm256_set1_ps(o->task->scales[((o->token + t) * o->task->k + o->k0) / MR_GROUP] * 0.125f);
        float *acc = o->sums[t] + 8 * v0;
        for (int v = 0; v < PAIR; v++) {
            __m256 f = _mm256_mul_ps(scale[v], da8), x = as_float(sum[v][t]), a = _mm256_load_ps(acc + 8 * v);
            _mm256_store_ps(acc + 8 * v, minus ? _mm256_fnmadd_ps(f, x, a) : _mm256_fmadd_ps(f, x, a));
        }
    }
}

/* acc = fma(-(dmin * da8), (float) sum of minima, acc); pairs of minima by vpmaddwd, exact. */
INLINE void subtract_minima(const kind *k, const operands *o, int v0, int tokens) {
    const mr_linear_task *task = o->task;
    __m256i minima[PAIR][TILE];
    for (int t = 0; t < tokens; t++) {
        minima[0][t] = minima[1][t] = _mm256_setzero_si256();
    }
    for (int p = 0; p < MR_GROUP / k->sub / 2; p++) {
        __m256i m0 = min_pair_of(k, o->blocks, p, v0), m1 = min_pair_of(k, o->blocks, p, v0 + 1);
#pragma GCC unroll 4
        for (int t = 0; t < tokens; t++) {
            __m256i b = splat4(task->mins + ((o->token + t) * task->k + o->k0) / k->sub + 2 * p);
            minima[0][t] = _mm256_add_epi32(minima[0][t], _mm256_madd_epi16(m0, b));
            minima[1][t] = _mm256_add_epi32(minima[1][t], _mm256_madd_epi16(m1, b));
        }
    }
    const uint8_t *dmin = o->blocks + m_at(k) + 16 * v0;
    add_group(o, v0, tokens, (__m256[PAIR]){halves8(dmin), halves8(dmin + 16)}, 1, minima);
}

/* all += scale of sub-block i * s; lanes of 16 bits become 32 */
INLINE void add_sub(const kind *k, const operands *o, int direct, int v0, int tokens, int i, __m256i s[PAIR][TILE],
                    __m256i all[PAIR][TILE]) {
    __m256i f0 = factor_at(k, o, direct, i, v0), f1 = factor_at(k, o, direct, i, v0 + 1);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
        __m256i s0 = is_wide(k) ? _mm256_mullo_epi32(s[0][t], f0) : _mm256_madd_epi16(s[0][t], f0);
        __m256i s1 = is_wide(k) ? _mm256_mullo_epi32(s[1][t], f1) : _mm256_madd_epi16(s[1][t], f1);
        all[0][t] = _mm256_add_epi32(all[0][t], s0);
        all[1][t] = _mm256_add_epi32(all[1][t], s1);
    }
}

/* The K-types: exact integer sums over the group, scaled once. */
INLINE void tile_subs(const kind *k, const operands *o, int direct, int v0, int tokens) {
    const int turns = k->sub == 16 || is_split(k) ? 2 : 1; /* sums of 16 bits in 32 elements */
    const int32_t *shifts = o->task->shifts + (o->token * o->task->k + o->k0) / 32;
    __m256i sum[PAIR][TILE];
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm256_setzero_si256();
    }
    for (int j = 0; j < BLOCKS; j++) {
        __m256i all[PAIR][TILE];
        for (int t = 0; t < tokens; t++) {
            all[0][t] = all[1][t] = _mm256_setzero_si256();
        }
#pragma GCC unroll 2
        for (int turn = 0; turn < turns; turn++) {
            int i = k->sub == 16 ? 2 * j + turn : j;
            __m256i s[PAIR][TILE];
            start_sums(k, o, tokens, i, s);
            if (is_wide(k)) {
                dot_wide(k, o, direct, v0, tokens, j, s);
            } else {
                dot_narrow(k, o, direct, v0, tokens, j, 8 / turns * turn, 8 / turns * (turn + 1), s);
            }
            add_sub(k, o, direct, v0, tokens, i, s, all);
        }
#pragma GCC unroll 4
        for (int t = 0; t < tokens; t++) {
            __m256i shift = _mm256_set1_epi32(is_wide(k) ? 0 : shifts[t * (o->task->k / 32) + j]);
            sum[0][t] = _mm256_add_epi32(sum[0][t], is_wide(k) ? all[0][t] : _mm256_sllv_epi32(all[0][t], shift));
            sum[1][t] = _mm256_add_epi32(sum[1][t], is_wide(k) ? all[1][t] : _mm256_sllv_epi32(all[1][t], shift));
        }
    }
    add_group(o, v0, tokens, (__m256[PAIR]){scale_of(k, o->blocks, v0), scale_of(k, o->blocks, v0 + 1)}, 0, sum);
    if (k->has_m) {
        subtract_minima(k, o, v0, tokens);
    }
}

INLINE void tile(const kind *k, const operands *o, int direct, int tokens) {
    for (int v0 = 0; v0 < VECTORS; v0 += PAIR) {
        if (k->sub) {
            tile_subs(k, o, direct, v0, tokens);
        } else {
            tile_blocks(k, o, direct, v0, tokens);
        }
    }
}

#endif
