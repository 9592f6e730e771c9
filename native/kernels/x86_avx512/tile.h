/*
 * x86_avx512/tile.h - a group of 256 elements of a panel times the tokens of a tile, by vpdpbusd.
 *
 * 2 x 6 integer sums and 2 x 6 float sums are what 32 registers hold. The first tile unpacks the codes of the group in
 * registers while the panel streams from memory; if more tiles follow, it leaves them in a slab that stays in L1. The
 * order of roundings is that of numerics.md 2; the path taken changes none.
 *
 * Tails: the last group of a row may hold fewer than 8 blocks of 32. The slab and the sums are aligned to 64.
 */
#ifndef MR_AVX512_TILE_H
#define MR_AVX512_TILE_H

#include "operands.h"

INLINE __m512 as_float(__m512i x) { return _mm512_cvtepi32_ps(x); }

/* s += codes . x over block j, element by element for all tokens. */
INLINE void dot_block(const kind *k, const operands *o, source from, int tokens, int j, __m512i s[2][TILE]) {
#pragma GCC unroll 8
    for (int g = 0; g < 8; g++) {
        __m512i w0 = unpacked(k, o, from, j, 0, g), w1 = unpacked(k, o, from, j, 1, g);
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i b = token_codes(o, 8 * j + g, t);
            s[0][t] = _mm512_dpbusd_epi32(s[0][t], w0, b);
            s[1][t] = _mm512_dpbusd_epi32(s[1][t], w1, b);
        }
    }
}

/* acc = fma(a, b, acc) in both halves of the panel for token t; what is not kept of acc is +0. */
INLINE void add_to(const operands *o, __mmask16 kept, int t, __m512 a0, __m512 a1, __m512 b0, __m512 b1) {
    float *acc = o->sums[t];
    _mm512_store_ps(acc, _mm512_fmadd_ps(a0, b0, _mm512_maskz_load_ps(kept, acc)));
    _mm512_store_ps(acc + 16, _mm512_fmadd_ps(a1, b1, _mm512_maskz_load_ps(kept, acc + 16)));
}

/* The 32-element types: t over the blocks of the group, then acc = fma(t, da / 8, acc). */
INLINE void tile_blocks(const kind *k, const operands *o, source from, int tokens) {
    __m512 sum[2][TILE];
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm512_setzero_ps();
    }
    for (int j = 0; j < o->count; j++) {
        const uint8_t *block = o->blocks + j * block_bytes(k);
        if (from != LATER) {
            fetch_ahead(block, block_bytes(k), tokens);
        }
        __m512i s[2][TILE];
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            s[0][t] = s[1][t] = token_start(k, o, j, t);
        }
        dot_block(k, o, from, tokens, j, s);
        __m512 d0 = float_at(from, o->slab->d[j], scale_of(k, block, 0));
        __m512 d1 = float_at(from, o->slab->d[j] + 16, scale_of(k, block, 1));
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i shift = token_shift(o, j, t);
            sum[0][t] = _mm512_fmadd_ps(d0, as_float(_mm512_sllv_epi32(s[0][t], shift)), sum[0][t]);
            sum[1][t] = _mm512_fmadd_ps(d1, as_float(_mm512_sllv_epi32(s[1][t], shift)), sum[1][t]);
        }
        if (k->has_m) {
            __m512 m0 = float_at(from, o->slab->m[j], halves16(block + m_at(k)));
            __m512 m1 = float_at(from, o->slab->m[j] + 16, halves16(block + m_at(k) + 32));
#pragma GCC unroll 6
            for (int t = 0; t < tokens; t++) {
                __m512 q = _mm512_castsi512_ps(token_mins(o, j, t));
                sum[0][t] = _mm512_fmadd_ps(m0, q, sum[0][t]);
                sum[1][t] = _mm512_fmadd_ps(m1, q, sum[1][t]);
            }
        }
    }
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        __m512 da8 = token_scale(o, t);
        add_to(o, o->kept, t, sum[0][t], sum[1][t], da8, da8);
    }
}

/* acc = fma(scale * da8, (float) sum, acc), or of -(scale * da8) */
INLINE void add_group(const operands *o, int tokens, __m512 d0, __m512 d1, int minus, __m512i sum[2][TILE]) {
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        __m512 da8 = token_scale(o, t), f0 = _mm512_mul_ps(d0, da8), f1 = _mm512_mul_ps(d1, da8);
        const __m512 sign = _mm512_set1_ps(-0.0f);
        f0 = minus ? _mm512_xor_ps(f0, sign) : f0, f1 = minus ? _mm512_xor_ps(f1, sign) : f1;
        add_to(o, minus ? mask_of(0xffff) : o->kept, t, f0, f1, as_float(sum[0][t]), as_float(sum[1][t]));
    }
}

/* acc = fma(-(dmin * da8), (float) sum of minima, acc); pairs of minima by vpdpwssd, exact. */
INLINE void subtract_minima(const kind *k, const operands *o, int tokens) {
    __m512i minima[2][TILE];
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        minima[0][t] = minima[1][t] = _mm512_setzero_si512();
    }
    const int pairs = k->sub == 16 ? 8 : 4;
#pragma GCC unroll 8
    for (int p = 0; p < pairs; p++) {
        __m512i m0 = min_pair_of(k, o->blocks, p, 0), m1 = min_pair_of(k, o->blocks, p, 1);
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i b = token_mins(o, p, t);
            minima[0][t] = _mm512_dpwssd_epi32(minima[0][t], m0, b);
            minima[1][t] = _mm512_dpwssd_epi32(minima[1][t], m1, b);
        }
    }
    add_group(o, tokens, halves16(o->blocks + m_at(k)), halves16(o->blocks + m_at(k) + 32), 1, minima);
}

/* sum += the sum of the sub-block j of 32, shifted and times its scale. */
INLINE void add_thirty_two(const kind *k, const operands *o, source from, int tokens, int j, __m512i sum[2][TILE]) {
    __m512i s[2][TILE];
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        s[0][t] = s[1][t] = token_start(k, o, j, t);
    }
    dot_block(k, o, from, tokens, j, s);
    __m512i sc0 = int_scale_at(k, o, from, j, 0), sc1 = int_scale_at(k, o, from, j, 1);
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        __m512i shift = token_shift(o, j, t);
        sum[0][t] = _mm512_add_epi32(sum[0][t], _mm512_mullo_epi32(_mm512_sllv_epi32(s[0][t], shift), sc0));
        sum[1][t] = _mm512_add_epi32(sum[1][t], _mm512_mullo_epi32(_mm512_sllv_epi32(s[1][t], shift), sc1));
    }
}

/* s += codes . x over sub-block i of 16 for token t. */
INLINE void dot_sixteen(const operands *o, int i, int t, __m512i w[2][4], __m512i s[2]) {
#pragma GCC unroll 4
    for (int g = 0; g < 4; g++) {
        __m512i b = token_codes(o, 4 * i + g, t);
        s[0] = _mm512_dpbusd_epi32(s[0], w[0][g], b);
        s[1] = _mm512_dpbusd_epi32(s[1], w[1][g], b);
    }
}

/*
 * sum += the sums of the two sub-blocks of 16 of block j, shifted and times their scales. One token after the other, so
 * that the scaling of one overlaps the products of the next: Q6_K at n = 512 on a Zen 4 core 62 % of the int8 peak with
 * tokens side by side, 69 % so.
 */
INLINE void add_sixteens(const kind *k, const operands *o, source from, int tokens, int j, __m512i sum[2][TILE]) {
#pragma GCC unroll 2
    for (int i = 2 * j; i < 2 * j + 2; i++) {
        __m512i w[2][4], sc0 = int_scale_at(k, o, from, i, 0), sc1 = int_scale_at(k, o, from, i, 1);
#pragma GCC unroll 4
        for (int g = 0; g < 4; g++) {
            w[0][g] = unpacked(k, o, from, j, 0, 4 * (i - 2 * j) + g);
            w[1][g] = unpacked(k, o, from, j, 1, 4 * (i - 2 * j) + g);
        }
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i s[2], shift = token_shift(o, j, t);
            s[0] = s[1] = token_start(k, o, i, t);
            dot_sixteen(o, i, t, w, s);
            sum[0][t] = _mm512_add_epi32(sum[0][t], _mm512_mullo_epi32(_mm512_sllv_epi32(s[0], shift), sc0));
            sum[1][t] = _mm512_add_epi32(sum[1][t], _mm512_mullo_epi32(_mm512_sllv_epi32(s[1], shift), sc1));
            /* Keeps gcc from loading what the next token and part need before its turn, which spills. */
            __asm__ volatile("" : "+v"(sum[0][t]), "+v"(sum[1][t]) : : "memory");
        }
    }
}

/* The K-types: exact integer sums over the group, scaled once. */
INLINE void tile_subs(const kind *k, const operands *o, source from, int tokens) {
    __m512i sum[2][TILE];
#pragma GCC unroll 6
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm512_setzero_si512();
    }
    if (from != LATER) {
        touch_scales(k, o->blocks);
    }
    for (int j = 0; j < BLOCKS; j++) {
        if (from != LATER) {
            fetch_ahead(o->blocks + j * (block_bytes(k) / BLOCKS), block_bytes(k) / BLOCKS, tokens);
        }
        if (k->sub == 16) {
            add_sixteens(k, o, from, tokens, j, sum);
        } else {
            add_thirty_two(k, o, from, tokens, j, sum);
        }
    }
    add_group(o, tokens, scale_of(k, o->blocks, 0), scale_of(k, o->blocks, 1), 0, sum);
    if (k->has_m) {
        subtract_minima(k, o, tokens);
    }
}

INLINE void tile(const kind *k, const operands *o, source from, int tokens) {
    if (k->sub) {
        tile_subs(k, o, from, tokens);
    } else {
        tile_blocks(k, o, from, tokens);
    }
}

/* A tile alone. The number of tokens becomes a constant. */
INLINE void only_tile(const kind *k, const operands *o, int64_t tokens) {
    switch (tokens) {
    case 6: tile(k, o, DIRECT, 6); break;
    case 5: tile(k, o, DIRECT, 5); break;
    case 4: tile(k, o, DIRECT, 4); break;
    case 3: tile(k, o, DIRECT, 3); break;
    case 2: tile(k, o, DIRECT, 2); break;
    default: tile(k, o, DIRECT, 1);
    }
}

/* One of several: as even as they are, they have three tokens at least. */
INLINE void tile_among(const kind *k, const operands *o, source from, int64_t tokens) {
    switch (tokens) {
    case 6: tile(k, o, from, 6); break;
    case 5: tile(k, o, from, 5); break;
    case 4: tile(k, o, from, 4); break;
    default: tile(k, o, from, 3);
    }
}

#endif
