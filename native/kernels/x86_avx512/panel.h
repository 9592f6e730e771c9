/*
 * x86_avx512/panel.h - products of int8 rows with one packed panel by vpdpbusd, for every block type.
 *
 * Lanes are output rows: a panel is two vectors of 16. Up to DIRECT tokens, codes are unpacked in registers while the
 * panel streams from memory once. With more, a group of 256 elements is unpacked once into a slab that stays in L1 and
 * serves all tokens, TILE at a time: 2 x 6 integer sums and 2 x 6 float sums are what 32 registers hold.
 *
 * What a type is made of is a constant `kind`, and everything here is inlined into that type's file, so that no choice
 * is left at run time. The order of roundings is that of numerics.md 2; the path taken changes none.
 *
 * Tails: the last group of a row may hold fewer than 8 blocks of 32; rows beyond m are computed and not stored.
 * Scratch: accumulators [MR_TOKENS][32] floats, then the slab, both aligned to 64.
 */
#ifndef MR_AVX512_PANEL_H
#define MR_AVX512_PANEL_H

#include "vector.h"

enum { TILE = 6, DIRECT = 4, BLOCKS = 8 };

typedef struct {
    mr_storage storage;
    int bits, twos, has_m, sub; /* as mr_type */
    int scale_bytes;            /* of d for 32 rows: 64, or 32 for e8m0 */
    const uint8_t *table;       /* 16 codes, or NULL */
} kind;

/* A group of a panel: where its codes are, in the order of MR_BYTE, and its scales. */
typedef struct {
    float d[BLOCKS][MR_PANEL], m[BLOCKS][MR_PANEL];
    int32_t scales[16][MR_PANEL];
    uint8_t codes[BLOCKS * 1024];
} group_slab;

/* Offsets in a panel block; folded to constants. */
INLINE int code_bytes(const kind *k) { return k->storage == MR_NIBBLE ? 512 : k->storage == MR_BYTE ? 1024 : 256; }
INLINE int blocks_of(const kind *k) { return k->sub ? BLOCKS : 1; }
INLINE int bits_at(const kind *k) { return code_bytes(k) * blocks_of(k); }
INLINE int twos_at(const kind *k) { return bits_at(k) + (k->bits ? 128 * blocks_of(k) : 0); }
INLINE int d_at(const kind *k) { return twos_at(k) + (k->twos ? 256 * blocks_of(k) : 0); }
INLINE int m_at(const kind *k) { return d_at(k) + k->scale_bytes; }
INLINE int scales_at(const kind *k) { return m_at(k) + (k->has_m ? 64 : 0); }
INLINE int mins_at(const kind *k) { return scales_at(k) + (k->sub ? 32 * 256 / k->sub : 0); }
INLINE int block_bytes(const kind *k) { return mins_at(k) + (k->sub && k->has_m ? 32 * 256 / k->sub : 0); }

INLINE __m512i line(const uint8_t *p) { return _mm512_loadu_si512(p); }

INLINE __m512i two_bits(const uint8_t *plane, int h, int g) {
    __m512i packed = line(plane + 128 * h + 64 * (g >> 2));
    return _mm512_and_si512(_mm512_srli_epi16(packed, 2 * (g & 3)), _mm512_set1_epi8(3));
}

/* The unsigned codes of 16 rows x 4 elements: half h, elements 4g..4g+3 of the 32-element part j of a panel block. */
INLINE __m512i codes_of(const kind *k, const uint8_t *block, int j, int h, int g) {
    const uint8_t *from = block + code_bytes(k) * j;
    __m512i u;
    if (k->storage == MR_NIBBLE) {
        u = line(from + 256 * h + 64 * (g & 3));
        u = _mm512_and_si512(g < 4 ? u : _mm512_srli_epi16(u, 4), _mm512_set1_epi8(15));
    } else if (k->storage == MR_BYTE) {
        u = line(from + 512 * h + 64 * g);
    } else {
        u = two_bits(from, h, g);
    }
    if (k->table != NULL) {
        u = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)k->table)), u);
    }
    if (k->bits) {
        __mmask64 flags;
        memcpy(&flags, block + bits_at(k) + 128 * j + 64 * h + 8 * g, sizeof flags);
        const char bit = k->storage == MR_TWO ? 4 : 16;
        u = _mm512_mask_add_epi8(u, flags, u, _mm512_set1_epi8(bit));
    }
    if (k->twos) {
        u = _mm512_or_si512(u, _mm512_slli_epi16(two_bits(block + twos_at(k) + 256 * j, h, g), 4));
    }
    return u;
}

INLINE __m512 halves16(const uint8_t *p) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)p)); }

INLINE __m512 scale_of(const kind *k, const uint8_t *block, int h) {
    const uint8_t *d = block + d_at(k) + k->scale_bytes / 2 * h;
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

/* What a tile reads: packed blocks, and where they are unpacked already, the slab. */
typedef struct {
    const mr_linear_task *task;
    const uint8_t *blocks; /* of the group */
    const group_slab *slab;
    int64_t token, k0;
    int count; /* blocks of 32 in the group */
} operands;

INLINE __m512i codes_at(const kind *k, const operands *o, int direct, int j, int h, int g) {
    if (!direct && k->storage != MR_BYTE) {
        return _mm512_load_si512(o->slab->codes + 1024 * j + 512 * h + 64 * g);
    }
    return k->sub ? codes_of(k, o->blocks, j, h, g) : codes_of(k, o->blocks + j * block_bytes(k), 0, h, g);
}

INLINE __m512 as_float(__m512i x) { return _mm512_cvtepi32_ps(x); }

/* sums += codes . x for groups from to end - 1 of block j */
INLINE void dot_groups(const kind *k, const operands *o, int direct, int tokens, int j, int from, int end,
                       __m512i s[2][TILE]) {
    const int8_t *x = o->task->codes + o->token * o->task->k + o->k0 + 32 * j;
#pragma GCC unroll 8
    for (int g = from; g < end; g++) {
        __m512i w0 = codes_at(k, o, direct, j, 0, g), w1 = codes_at(k, o, direct, j, 1, g);
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i b = _mm512_set1_epi32(int_at(x + t * o->task->k + 4 * g));
            s[0][t] = _mm512_dpbusd_epi32(s[0][t], w0, b);
            s[1][t] = _mm512_dpbusd_epi32(s[1][t], w1, b);
        }
    }
}

/* The 32-element types: t over the blocks of the group, then acc = fma(t, da / 8, acc). */
INLINE void tile_blocks(const kind *k, const operands *o, int direct, int tokens, __m512 acc[2][TILE]) {
    const mr_linear_task *task = o->task;
    int64_t row = task->k / 32, first = o->token * row + o->k0 / 32;
    __m512 sum[2][TILE];
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm512_setzero_ps();
    }
    for (int j = 0; j < o->count; j++) {
        const uint8_t *block = o->blocks + j * block_bytes(k);
        if (direct && tokens > 2) {
            for (int i = 0; i < block_bytes(k); i += 64) {
                _mm_prefetch((const char *)block + 2304 + i, _MM_HINT_T0);
            }
        }
        __m512i s[2][TILE];
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            s[0][t] = s[1][t] = _mm512_set1_epi32(k->has_m ? 0 : task->zeros[first + t * row + j]);
        }
        dot_groups(k, o, direct, tokens, j, 0, 8, s);
        __m512 d0 = direct ? scale_of(k, block, 0) : _mm512_load_ps(o->slab->d[j]);
        __m512 d1 = direct ? scale_of(k, block, 1) : _mm512_load_ps(o->slab->d[j] + 16);
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            __m512i shift = _mm512_set1_epi32(task->shifts[first + t * row + j]);
            sum[0][t] = _mm512_fmadd_ps(d0, as_float(_mm512_sllv_epi32(s[0][t], shift)), sum[0][t]);
            sum[1][t] = _mm512_fmadd_ps(d1, as_float(_mm512_sllv_epi32(s[1][t], shift)), sum[1][t]);
        }
        if (k->has_m) {
            __m512 m0 = direct ? halves16(block + m_at(k)) : _mm512_load_ps(o->slab->m[j]);
            __m512 m1 = direct ? halves16(block + m_at(k) + 32) : _mm512_load_ps(o->slab->m[j] + 16);
            for (int t = 0; t < tokens; t++) {
                __m512 q = _mm512_set1_ps((float)task->mins[first + t * row + j]);
                sum[0][t] = _mm512_fmadd_ps(m0, q, sum[0][t]);
                sum[1][t] = _mm512_fmadd_ps(m1, q, sum[1][t]);
            }
        }
    }
    int64_t groups = (task->k + MR_GROUP - 1) / MR_GROUP;
    for (int t = 0; t < tokens; t++) {
        __m512 da8 = _mm512_set1_ps(task->scales[(o->token + t) * groups + o->k0 / MR_GROUP] * 0.125f);
        acc[0][t] = _mm512_fmadd_ps(sum[0][t], da8, acc[0][t]);
        acc[1][t] = _mm512_fmadd_ps(sum[1][t], da8, acc[1][t]);
    }
}

/* acc = fma(-(dmin * da8), (float) sum of minima, acc); pairs of minima by vpdpwssd, exact. */
INLINE void subtract_minima(const kind *k, const operands *o, int tokens, __m512 acc[2][TILE]) {
    const mr_linear_task *task = o->task;
    int pairs = MR_GROUP / k->sub / 2;
    __m512i minima[2][TILE];
    for (int t = 0; t < tokens; t++) {
        minima[0][t] = minima[1][t] = _mm512_setzero_si512();
    }
    for (int p = 0; p < pairs; p++) {
        __m512i m0 = min_pair_of(k, o->blocks, p, 0), m1 = min_pair_of(k, o->blocks, p, 1);
#pragma GCC unroll 6
        for (int t = 0; t < tokens; t++) {
            const int16_t *q = task->mins + ((o->token + t) * task->k + o->k0) / k->sub + 2 * p;
            __m512i b = _mm512_set1_epi32(int_at(q));
            minima[0][t] = _mm512_dpwssd_epi32(minima[0][t], m0, b);
            minima[1][t] = _mm512_dpwssd_epi32(minima[1][t], m1, b);
        }
    }
    __m512 dmin0 = halves16(o->blocks + m_at(k)), dmin1 = halves16(o->blocks + m_at(k) + 32);
    for (int t = 0; t < tokens; t++) {
        __m512 da8 = _mm512_set1_ps(task->scales[((o->token + t) * task->k + o->k0) / MR_GROUP] * 0.125f);
        acc[0][t] = _mm512_fnmadd_ps(_mm512_mul_ps(dmin0, da8), as_float(minima[0][t]), acc[0][t]);
        acc[1][t] = _mm512_fnmadd_ps(_mm512_mul_ps(dmin1, da8), as_float(minima[1][t]), acc[1][t]);
    }
}

/* The K-types: exact integer sums over the group, scaled once. */
INLINE void tile_subs(const kind *k, const operands *o, int direct, int tokens, __m512 acc[2][TILE]) {
    const mr_linear_task *task = o->task;
    const int parts = 32 / k->sub; /* sub-blocks of a 32-element part: 1 or 2 */
    int64_t row = task->k / 32, first = o->token * row + o->k0 / 32;
    __m512i sum[2][TILE];
    for (int t = 0; t < tokens; t++) {
        sum[0][t] = sum[1][t] = _mm512_setzero_si512();
    }
    for (int j = 0; j < BLOCKS; j++) {
        if (direct && tokens > 2) {
            for (int i = 0; i < block_bytes(k) / BLOCKS; i += 64) {
                _mm_prefetch((const char *)o->blocks + 2304 + j * (block_bytes(k) / BLOCKS) + i, _MM_HINT_T0);
            }
        }
#pragma GCC unroll 2
        for (int part = 0; part < parts; part++) {
            __m512i s[2][TILE];
#pragma GCC unroll 6
            for (int t = 0; t < tokens; t++) {
                int64_t at = (first + t * row + j) * parts + part;
                s[0][t] = s[1][t] = _mm512_set1_epi32(k->has_m ? 0 : task->zeros[at]);
            }
            dot_groups(k, o, direct, tokens, j, 8 / parts * part, 8 / parts * (part + 1), s);
            int i = j * parts + part;
            __m512i sc0 = direct ? sub_scale_of(k, o->blocks, i, 0) : _mm512_load_si512(o->slab->scales[i]);
            __m512i sc1 = direct ? sub_scale_of(k, o->blocks, i, 1) : _mm512_load_si512(o->slab->scales[i] + 16);
#pragma GCC unroll 6
            for (int t = 0; t < tokens; t++) {
                __m512i shift = _mm512_set1_epi32(task->shifts[first + t * row + j]);
                __m512i s0 = _mm512_mullo_epi32(_mm512_sllv_epi32(s[0][t], shift), sc0);
                __m512i s1 = _mm512_mullo_epi32(_mm512_sllv_epi32(s[1][t], shift), sc1);
                sum[0][t] = _mm512_add_epi32(sum[0][t], s0);
                sum[1][t] = _mm512_add_epi32(sum[1][t], s1);
            }
        }
    }
    __m512 d0 = scale_of(k, o->blocks, 0), d1 = scale_of(k, o->blocks, 1);
    for (int t = 0; t < tokens; t++) {
        __m512 da8 = _mm512_set1_ps(task->scales[((o->token + t) * task->k + o->k0) / MR_GROUP] * 0.125f);
        acc[0][t] = _mm512_fmadd_ps(_mm512_mul_ps(d0, da8), as_float(sum[0][t]), acc[0][t]);
        acc[1][t] = _mm512_fmadd_ps(_mm512_mul_ps(d1, da8), as_float(sum[1][t]), acc[1][t]);
    }
    if (k->has_m) {
        subtract_minima(k, o, tokens, acc);
    }
}

INLINE void tile(const kind *k, const operands *o, int direct, int tokens, __m512 acc[2][TILE]) {
    if (k->sub) {
        tile_subs(k, o, direct, tokens, acc);
    } else {
        tile_blocks(k, o, direct, tokens, acc);
    }
}

INLINE void store_token(const mr_linear_task *task, int64_t panel, int64_t token, __m512 a0, __m512 a1) {
    int64_t row = panel * MR_PANEL, rest = task->m - row;
    __mmask16 first = rest >= 16 ? 0xffff : mask_of((1u << rest) - 1);
    __mmask16 second = rest >= 32 ? 0xffff : rest > 16 ? mask_of((1u << (rest - 16)) - 1) : 0;
    if (task->bias != NULL) {
        a0 = _mm512_add_ps(a0, _mm512_maskz_loadu_ps(first, task->bias + row));
        a1 = _mm512_add_ps(a1, _mm512_maskz_loadu_ps(second, task->bias + row + 16));
    }
    float *out = task->out + token * task->m + row;
    _mm512_mask_storeu_ps(out, first, a0);
    _mm512_mask_storeu_ps(out + 16, second, a1);
}

INLINE int blocks_in_group(const mr_linear_task *task, int64_t k0) { return (int)least(MR_GROUP, task->k - k0) / 32; }

/* All groups of the panel for a few tokens, sums in registers from the first to the last. */
INLINE void direct_tokens(const kind *k, const mr_linear_task *task, int64_t panel, int64_t token, int tokens) {
    operands o = {.task = task, .token = token, .blocks = task->panels + panel * task->panel_bytes};
    __m512 acc[2][TILE];
    for (int t = 0; t < tokens; t++) {
        acc[0][t] = acc[1][t] = _mm512_setzero_ps();
    }
    for (o.k0 = 0; o.k0 < task->k; o.k0 += MR_GROUP) {
        o.count = blocks_in_group(task, o.k0);
        tile(k, &o, 1, tokens, acc);
        o.blocks += k->sub ? block_bytes(k) : o.count * block_bytes(k);
    }
    for (int t = 0; t < tokens; t++) {
        store_token(task, panel, token + t, acc[0][t], acc[1][t]);
    }
}

INLINE void unpack_group(const kind *k, const operands *o, group_slab *slab) {
    for (int j = 0; j < o->count; j++) {
        const uint8_t *block = k->sub ? o->blocks : o->blocks + j * block_bytes(k);
        int part = k->sub ? j : 0;
        for (int h = 0; h < 2; h++) {
            for (int g = 0; g < 8 && k->storage != MR_BYTE; g++) {
                _mm512_store_si512(slab->codes + 1024 * j + 512 * h + 64 * g, codes_of(k, block, part, h, g));
            }
            if (!k->sub) {
                _mm512_store_ps(slab->d[j] + 16 * h, scale_of(k, block, h));
            }
            if (!k->sub && k->has_m) {
                _mm512_store_ps(slab->m[j] + 16 * h, halves16(block + m_at(k) + 32 * h));
            }
        }
    }
    for (int i = 0; k->sub && i < MR_GROUP / k->sub; i++) {
        _mm512_store_si512(slab->scales[i], sub_scale_of(k, o->blocks, i, 0));
        _mm512_store_si512(slab->scales[i] + 16, sub_scale_of(k, o->blocks, i, 1));
    }
}

INLINE void slab_tile(const kind *k, const operands *o, int tokens, float (*sums)[MR_PANEL]) {
    __m512 acc[2][TILE];
    for (int t = 0; t < tokens; t++) {
        acc[0][t] = _mm512_load_ps(sums[t]);
        acc[1][t] = _mm512_load_ps(sums[t] + 16);
    }
    tile(k, o, 0, tokens, acc);
    for (int t = 0; t < tokens; t++) {
        _mm512_store_ps(sums[t], acc[0][t]);
        _mm512_store_ps(sums[t] + 16, acc[1][t]);
    }
}

/* Tiles as even as they can be: 32 tokens as 6, 6, 5, 5, 5, 5. */
INLINE void slab_tiles(const kind *k, operands *o, int64_t first, int64_t tokens, float (*sums)[MR_PANEL]) {
    int64_t tiles = (tokens + TILE - 1) / TILE, done = 0;
    for (int64_t i = 0; i < tiles; i++) {
        int64_t size = (tokens - done + tiles - i - 1) / (tiles - i);
        o->token = first + done;
        switch (size) {
        case 6: slab_tile(k, o, 6, sums + done); break;
        case 5: slab_tile(k, o, 5, sums + done); break;
        case 4: slab_tile(k, o, 4, sums + done); break;
        case 3: slab_tile(k, o, 3, sums + done); break;
        case 2: slab_tile(k, o, 2, sums + done); break;
        default: slab_tile(k, o, 1, sums + done);
        }
        done += size;
    }
}

INLINE void slab_tokens(const kind *k, const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    float(*sums)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    group_slab *slab = (group_slab *)(void *)(scratch + MR_TOKENS * MR_PANEL * sizeof(float));
    for (int64_t first = 0; first < task->n; first += MR_TOKENS) {
        int64_t tokens = least(MR_TOKENS, task->n - first);
        memset(sums, 0, (size_t)tokens * sizeof *sums);
        operands o = {.task = task, .slab = slab, .blocks = task->panels + panel * task->panel_bytes};
        for (o.k0 = 0; o.k0 < task->k; o.k0 += MR_GROUP) {
            o.count = blocks_in_group(task, o.k0);
            unpack_group(k, &o, slab);
            slab_tiles(k, &o, first, tokens, sums);
            o.blocks += k->sub ? block_bytes(k) : o.count * block_bytes(k);
        }
        for (int64_t t = 0; t < tokens; t++) {
            store_token(task, panel, first + t, _mm512_load_ps(sums[t]), _mm512_load_ps(sums[t] + 16));
        }
    }
}

INLINE void linear_panel(const kind *k, const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    switch (task->n) {
    case 1: direct_tokens(k, task, panel, 0, 1); break;
    case 2: direct_tokens(k, task, panel, 0, 2); break;
    case 3: direct_tokens(k, task, panel, 0, 3); break;
    case DIRECT: direct_tokens(k, task, panel, 0, DIRECT); break;
    default: slab_tokens(k, task, panel, scratch);
    }
}

#endif
