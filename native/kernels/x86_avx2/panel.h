/*
 * x86_avx2/panel.h - products of int8 rows with one packed panel, for every block type.
 *
 * Up to DIRECT tokens, codes are unpacked in registers, by each tile again, while the panel streams from memory once.
 * With more, a group of 256 elements is unpacked once into a slab that stays in L1 and serves all tiles (tile.h), PASS
 * of them at a time, so that their sums stay there too.
 *
 * Tails: the last group of a row may be shorter; rows beyond m are computed and not stored.
 * Scratch: sums [PASS * TILE][32] floats, then the slab, all aligned to 64.
 */
#ifndef MR_AVX2_PANEL_H
#define MR_AVX2_PANEL_H

#include "tile.h"

enum { DIRECT = 8, PASS = 24 };

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

/* As in x86_avx512/panel.h: the lines that a tile writes. */
INLINE void fetch_out(const mr_linear_task *task, int64_t panel, int64_t token, int64_t tokens) {
    const float *out = task->out + token * task->m + panel * MR_PANEL;
    for (int64_t t = 0; t < tokens; t++) {
        _mm_prefetch((const char *)out, _MM_HINT_T0);
        _mm_prefetch((const char *)(out + 16), _MM_HINT_T0);
        out += task->m;
    }
}

/* One group for the tiles from to end - 1; the operands are those of the first. */
INLINE void tiles(const kind *k, operands o, int direct, int64_t from, int64_t end) {
    const int last = o.k0 + MR_GROUP >= o.task->k;
    for (int64_t i = from; i < end; i++) {
        int64_t tokens = mr_tile_start(o.task->n, TILE, i + 1) - o.token;
        o.rows = prepared_at(o.task, o.k0 / MR_GROUP, i);
        if (o.k0 == 0) {
            fetch_out(o.task, o.panel, o.token, tokens);
        }
        switch (tokens) {
        case 4: tile(k, &o, direct, 4); break;
        case 3: tile(k, &o, direct, 3); break;
        case 2: tile(k, &o, direct, 2); break;
        default: tile(k, &o, direct, 1);
        }
        for (int64_t t = 0; last && t < tokens; t++) {
            store_token(o.task, o.panel, o.token + t, o.sums[t]);
        }
        o.token += tokens;
        o.sums += tokens;
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

/* All groups of the panel for the tiles from to end - 1. */
INLINE void pass_over(const kind *k, const mr_linear_task *task, int64_t panel, int64_t from, int64_t end, int direct,
                      uint8_t *scratch) {
    float(*sums)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    int64_t first = mr_tile_start(task->n, TILE, from), tokens = mr_tile_start(task->n, TILE, end) - first;
    memset(sums, 0, (size_t)tokens * sizeof *sums);
    operands o = {.task = task, .panel = panel, .token = first, .sums = sums};
    o.blocks = task->panels + panel * task->panel_bytes;
    o.slab = (group_slab *)(void *)(sums + PASS * TILE);
    for (o.k0 = 0; o.k0 < task->k; o.k0 += MR_GROUP) {
        o.count = (int)least(MR_GROUP, task->k - o.k0) / 32;
        for (int i = 0; k->sub && i < codes_at(k); i += 64) {
            _mm_prefetch((const char *)o.blocks + i, _MM_HINT_T0); /* as in x86_avx512/operands.h */
        }
        if (!direct) {
            unpack_group(k, &o);
        }
        tiles(k, o, direct, from, end);
        o.blocks += k->sub ? block_bytes(k) : o.count * block_bytes(k);
    }
}

INLINE void linear_panel(const kind *k, const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    int64_t count = mr_tiles(task->n, TILE);
    if (task->n <= DIRECT) {
        pass_over(k, task, panel, 0, count, 1, scratch);
        return;
    }
    for (int64_t i = 0; i < count; i += PASS) {
        pass_over(k, task, panel, i, least(i + PASS, count), 0, scratch);
    }
}

#endif
