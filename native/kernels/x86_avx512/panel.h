/*
 * x86_avx512/panel.h - products of int8 rows with one packed panel by vpdpbusd, for every block type.
 *
 * Tokens come prepared in tiles (prepare.h), and go over the panel in passes of PASS tiles, so that the sums of a pass
 * and the slab of tile.h stay in L1 together.
 *
 * Tails: rows beyond m are computed and not stored. Scratch: sums [PASS * TILE][32] floats, then the slab, both aligned
 * to 64.
 */
#ifndef MR_AVX512_PANEL_H
#define MR_AVX512_PANEL_H

#include "tile.h"

enum { PASS = 16 };

INLINE void store_token(const mr_linear_task *task, int64_t panel, int64_t token, const float *sums) {
    int64_t row = panel * MR_PANEL, rest = task->m - row;
    __mmask16 first = rest >= 16 ? 0xffff : mask_of((1u << rest) - 1);
    __mmask16 second = rest >= 32 ? 0xffff : rest > 16 ? mask_of((1u << (rest - 16)) - 1) : 0;
    __m512 a0 = _mm512_load_ps(sums), a1 = _mm512_load_ps(sums + 16);
    if (task->bias != NULL) {
        a0 = _mm512_add_ps(a0, _mm512_maskz_loadu_ps(first, task->bias + row));
        a1 = _mm512_add_ps(a1, _mm512_maskz_loadu_ps(second, task->bias + row + 16));
    }
    float *out = task->out + token * task->m + row;
    _mm512_mask_storeu_ps(out, first, a0);
    _mm512_mask_storeu_ps(out + 16, second, a1);
}

/* The lines that a tile writes, asked for a group of its products before: most results lie far from the CPU. */
INLINE void fetch_out(const mr_linear_task *task, int64_t panel, int64_t token, int64_t tokens) {
    const float *out = task->out + token * task->m + panel * MR_PANEL;
    for (int64_t t = 0; t < tokens; t++) {
        _mm_prefetch((const char *)out, _MM_HINT_T0);
        _mm_prefetch((const char *)(out + 16), _MM_HINT_T0);
        out += task->m;
    }
}

/* What a group does with tiles: begins or ends their sums, or both. */
typedef struct {
    int64_t panel, group;
    int first, last;
} step;

/* One group for the tiles from to end - 1; sums are those of the first. */
INLINE void group_of_tiles(const kind *k, const mr_linear_task *task, step at, int64_t from, int64_t end, operands o) {
    const int64_t tiles = mr_tiles(task->n, TILE), size = task->n / tiles, larger = task->n % tiles;
    int64_t token = mr_tile_start(task->n, TILE, from);
    o.kept = at.first ? 0 : mask_of(0xffff);
    for (int64_t i = from; i < end; i++) {
        int64_t tokens = size + (i < larger);
        o.x = prepared_at(task, at.group, token);
        if (at.first) {
            fetch_out(task, at.panel, token, tokens);
        }
        if (end - from == 1) {
            only_tile(k, &o, tokens);
        } else if (i == from) {
            tile_among(k, &o, FIRST, tokens);
        } else {
            tile_among(k, &o, LATER, tokens);
        }
        for (int64_t t = 0; at.last && t < tokens; t++) {
            store_token(task, at.panel, token + t, o.sums[t]);
        }
        o.sums += tokens;
        token += tokens;
    }
}

/* All groups of the panel for the tiles from to end - 1. */
INLINE void pass_over(const kind *k, const mr_linear_task *task, int64_t panel, int64_t from, int64_t end,
                      uint8_t *scratch) {
    float(*sums)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    operands o = {.sums = sums, .blocks = task->panels + panel * task->panel_bytes};
    o.slab = (group_slab *)(void *)(sums + PASS * TILE);
    for (int64_t k0 = 0; k0 < task->k; k0 += MR_GROUP) {
        o.count = (int)least(MR_GROUP, task->k - k0) / 32;
        step at = {panel, k0 / MR_GROUP, k0 == 0, k0 + MR_GROUP >= task->k};
        group_of_tiles(k, task, at, from, end, o);
        o.blocks += k->sub ? block_bytes(k) : o.count * block_bytes(k);
    }
}

INLINE void linear_panel(const kind *k, const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    int64_t tiles = mr_tiles(task->n, TILE);
    for (int64_t i = 0; i < tiles; i += PASS) {
        pass_over(k, task, panel, i, least(i + PASS, tiles), scratch);
    }
}

#endif
