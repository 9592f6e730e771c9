/*
 * x86_avx2/panel.h - products of int8 rows with one packed panel, for every block type.
 *
 * Up to DIRECT tokens, codes are unpacked in registers, by each tile again, while the panel streams from memory once.
 * With more, a group of 256 elements is unpacked once into a slab that stays in L1 and serves all tiles (tile.h).
 *
 * Tails: the last group of a row may be shorter; rows beyond m are computed and not stored.
 * Scratch: sums [MR_TOKENS][32] floats, then the slab, all aligned to 64.
 */
#ifndef MR_AVX2_PANEL_H
#define MR_AVX2_PANEL_H

#include "tile.h"

enum { DIRECT = 8 };

/* Tiles as even as they can be: 9 tokens as 3, 3, 3. */
INLINE void tiles(const kind *k, operands *o, int direct, int64_t tokens) {
    for (int64_t left = (tokens + TILE - 1) / TILE; left > 0; left--) {
        int64_t size = (tokens + left - 1) / left;
        switch (size) {
        case 4: tile(k, o, direct, 4); break;
        case 3: tile(k, o, direct, 3); break;
        case 2: tile(k, o, direct, 2); break;
        default: tile(k, o, direct, 1);
        }
        o->token += size;
        o->sums += size;
        tokens -= size;
    }
}

INLINE void unpack_codes(const kind *k, const operands *o, int j) {
    for (int v = 0; v < VECTORS; v++) {
#pragma GCC unroll 8
        for (int g = 0; g < 8; g++) {
            uint8_t *to = unpacked(k, o, j, v, g);
            if (is_wide(k)) {
                store32(to, wide_at(k, o, 1, j, v, g, 0));
                store32(to + 32, wide_at(k, o, 1, j, v, g, 1));
            } else {
                store32(to, group_codes(k, o, 1, j, v, g));
            }
        }
    }
}

INLINE void unpack_group(const kind *k, const operands *o) {
    for (int j = 0; j < o->count; j++) {
        unpack_codes(k, o, j);
        for (int v = 0; v < VECTORS && !k->sub; v++) {
            const uint8_t *block = o->blocks + j * block_bytes(k);
            _mm256_store_ps(o->slab->d[j] + 8 * v, scale_of(k, block, v));
            if (k->has_m) {
                _mm256_store_ps(o->slab->m[j] + 8 * v, halves8(block + m_at(k) + 16 * v));
            }
        }
    }
    for (int i = 0; k->sub && i < MR_GROUP / k->sub; i++) {
        for (int v = 0; v < VECTORS; v++) {
            store32(o->slab->scales[i] + 8 * v, factor_at(k, o, 1, i, v));
        }
    }
}

INLINE void store_token(const mr_linear_task *task, int64_t panel, int64_t token, const float *sums) {
    int64_t row = panel * MR_PANEL, rest = task->m - row;
    const float *bias = task->bias == NULL ? NULL : task->bias + row;
    float *out = task->out + token * task->m + row;
    for (int v = 0; v < VECTORS && 8 * v < rest; v++) {
        __m256i lanes = first_lanes((int)least(8, rest - 8 * v));
        __m256 x = _mm256_load_ps(sums + 8 * v);
        x = bias == NULL ? x : _mm256_add_ps(x, _mm256_maskload_ps(bias + 8 * v, lanes));
        if (rest - 8 * v >= 8) {
            _mm256_storeu_ps(out + 8 * v, x);
        } else {
            _mm256_maskstore_ps(out + 8 * v, lanes, x);
        }
    }
}

/* The panel for up to MR_TOKENS tokens. */
INLINE void some_tokens(const kind *k, const mr_linear_task *task, int64_t panel, int64_t first, int64_t tokens,
                        int direct, uint8_t *scratch) {
    float(*sums)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    group_slab *slab = (group_slab *)(void *)(scratch + MR_TOKENS * MR_PANEL * sizeof(float));
    memset(sums, 0, (size_t)tokens * sizeof *sums);
    const uint8_t *blocks = task->panels + panel * task->panel_bytes;
    for (int64_t k0 = 0; k0 < task->k; k0 += MR_GROUP) {
        int count = (int)least(MR_GROUP, task->k - k0) / 32;
        operands o = {.task = task, .blocks = blocks, .slab = slab, .sums = sums};
        o.token = first, o.k0 = k0, o.count = count;
        if (!direct) {
            unpack_group(k, &o);
        }
        tiles(k, &o, direct, tokens);
        blocks += k->sub ? block_bytes(k) : count * block_bytes(k);
    }
    for (int64_t t = 0; t < tokens; t++) {
        store_token(task, panel, first + t, sums[t]);
    }
}

INLINE void linear_panel(const kind *k, const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    if (task->n <= DIRECT) {
        some_tokens(k, task, panel, 0, task->n, 1, scratch);
        return;
    }
    for (int64_t first = 0; first < task->n; first += MR_TOKENS) {
        some_tokens(k, task, panel, first, least(MR_TOKENS, task->n - first), 0, scratch);
    }
}

#endif
