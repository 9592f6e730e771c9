/*
 * linear_float.h - products with one packed panel of plain numbers: for each output one chain over k,
 * acc = fma(w[k], x[k], acc).
 *
 * Lanes are output rows, and the numbers that are spread over them are those of a tile of tokens (tile.h); all tiles
 * are about as large. One or two tiles read the panel where it lies. For more, k is cut into slabs: a slab is widened
 * to f32 once and serves all tokens, whose sums wait in scratch for the next slab.
 *
 * Tails: any number of tokens makes a tile, so there are none along n; rows beyond m are computed (their weights are
 * zero) and not stored. Scratch: sums [MR_TOKENS][32], then a slab [SLAB][32], floats aligned to 64.
 */
#ifndef MR_BODY_LINEAR_FLOAT_H
#define MR_BODY_LINEAR_FLOAT_H

#include "body/store.h"
#include "body/tile.h"

/* AHEAD bytes: chosen with products of 1 to 12 rows of 4,096 elements on Zen 4; 2048 was slower, 0 slower still. */
enum { SLAB = 192, FEW_TILES = 2, AHEAD = 4096 };

/* A tile of tokens from `token` on over the elements from k0 to k1 - 1, whose weights lie at `weights`. */
typedef struct {
    const mr_linear_task *task;
    const uint8_t *weights;
    int64_t token, k0, k1;
    const uint8_t *next;     /* weights that are fetched early */
    int64_t next_bytes;      /* of them, a step */
    float (*sums)[MR_PANEL]; /* of these tokens */
    int64_t panel;
} stretch;

/* Sums of the first slab start at zero; those of the last are results, and go where the panel is whole. */
INLINE int is_first(const stretch *s) { return s->k0 == 0; }

INLINE int is_last(const stretch *s) { return s->k1 == s->task->k && (s->panel + 1) * MR_PANEL <= s->task->m; }

INLINE void store_sums(const stretch *s, tile acc, int tokens, int vectors, int row) {
    for (int t = 0; t < tokens; t++) {
        for (int v = 0; v < vectors; v++) {
            store_lanes(s->sums[t] + row + LANES * v, acc[t][v]);
        }
    }
}

/* The lines of results, asked for before the products that go there: most lie far from the CPU. */
INLINE void fetch_results(const stretch *s, int tokens, int vectors, int row) {
    const float *out = s->task->out + s->token * s->task->m + s->panel * MR_PANEL + row;
    for (int t = 0; t < tokens; t++) {
        for (int v = 0; v < vectors; v++) {
            __builtin_prefetch(out + t * s->task->m + LANES * v, 1);
        }
    }
}

INLINE void store_results(const stretch *s, tile acc, int tokens, int vectors, int row) {
    const mr_linear_task *task = s->task;
    const int64_t first = s->panel * MR_PANEL + row;
    float *out = task->out + s->token * task->m + first;
    for (int v = 0; task->bias != NULL && v < vectors; v++) {
        lanes bias = load_lanes(task->bias + first + LANES * v);
        for (int t = 0; t < tokens; t++) {
            acc[t][v] = acc[t][v] + bias;
        }
    }
    for (int t = 0; t < tokens; t++) {
        for (int v = 0; v < vectors; v++) {
            store_lanes(out + t * task->m + LANES * v, acc[t][v]);
        }
    }
}

/* So many vectors of rows from `row` of the panel on. */
INLINE void chain(const stretch *s, int32_t type, int tokens, int vectors, int row) {
    const int64_t size = type == MR_F32 ? 4 : 2;
    const uint8_t *weights = s->weights + row * size;
    const int64_t row_step = s->task->turned ? 1 : s->task->k, step = s->task->turned ? tokens : 1;
    const factors f = {s->task->x + s->token * s->task->k + s->k0 * step, row_step, step, weights, size * MR_PANEL,
                       type, row == 0 ? s->next : NULL, s->next_bytes};
    tile acc;
    clear(acc, tokens, vectors);
    if (!is_first(s)) {
        for (int t = 0; t < tokens; t++) {
            for (int v = 0; v < vectors; v++) {
                acc[t][v] = load_lanes(s->sums[t] + row + LANES * v);
            }
        }
    }
    if (is_last(s)) {
        fetch_results(s, tokens, vectors, row);
    }
    multiply(acc, &f, tokens, vectors, 0, s->k1 - s->k0);
    if (is_last(s)) {
        store_results(s, acc, tokens, vectors, row);
    } else {
        store_sums(s, acc, tokens, vectors, row);
    }
}

/* All rows of the panel, as many vectors at a time as a tile of so many tokens holds. */
INLINE void chain_rows(const stretch *s, int32_t type, int tokens) {
    const int all = MR_PANEL / LANES, vectors = vectors_beside(tokens) < all ? vectors_beside(tokens) : all;
    for (int row = 0; row < MR_PANEL; row += LANES * vectors) {
        chain(s, type, tokens, vectors, row);
    }
}

/* The number of tokens becomes a constant. */
INLINE void chain_tokens(const stretch *s, int32_t type, int tokens) {
    switch (tokens) {
    case 1: chain_rows(s, type, 1); break;
    case 2: chain_rows(s, type, 2); break;
    case 3: chain_rows(s, type, TILE_ROWS >= 3 ? 3 : 1); break;
    case 4: chain_rows(s, type, TILE_ROWS >= 4 ? 4 : 1); break;
    case 5: chain_rows(s, type, TILE_ROWS >= 5 ? 5 : 1); break;
    case 6: chain_rows(s, type, TILE_ROWS >= 6 ? 6 : 1); break;
    case 7: chain_rows(s, type, TILE_ROWS >= 7 ? 7 : 1); break;
    case 8: chain_rows(s, type, TILE_ROWS >= 8 ? 8 : 1); break;
    case 9: chain_rows(s, type, TILE_ROWS >= 9 ? 9 : 1); break;
    case 10: chain_rows(s, type, TILE_ROWS >= 10 ? 10 : 1); break;
    case 11: chain_rows(s, type, TILE_ROWS >= 11 ? 11 : 1); break;
    default: chain_rows(s, type, TILE_ROWS);
    }
}

static void chain_f32(const stretch *s, int tokens) { chain_tokens(s, MR_F32, tokens); }

static void widen_slab(int32_t type, const uint8_t *from, int64_t count, float *to) {
    for (int64_t i = 0; i < count; i += LANES) {
        store_lanes(to + i, number_lanes(type, from + 2 * i, 0));
    }
}

/*
 * What tile i fetches early: one of few the weights that it is about to read, one of many its part of the next slab,
 * which lies behind this one, be it of the next panel.
 */
INLINE void fetch_early(stretch *s, int64_t width, int64_t i, int64_t tiles) {
    if (tiles <= FEW_TILES) {
        s->next = i == 0 ? s->weights + AHEAD : NULL;
        s->next_bytes = width;
        return;
    }
    int64_t steps = s->k1 - s->k0;
    s->next_bytes = (width + tiles - 1) / tiles;
    s->next = s->weights + (width + i * s->next_bytes) * steps;
}

/* Elements k0 to k1 - 1 of all tokens, in tiles. */
INLINE void chain_slab(stretch *s, int32_t type, float (*sums)[MR_PANEL]) {
    int64_t n = s->task->n, tiles = mr_tiles(n, TILE_ROWS);
    int widened = type != MR_F32 && tiles > FEW_TILES;
    const int64_t width = (type == MR_F32 ? 4 : 2) * MR_PANEL;
    stretch packed = *s;
    if (widened) {
        float *slab = sums[MR_TOKENS];
        widen_slab(type, s->weights, (s->k1 - s->k0) * MR_PANEL, slab);
        s->weights = (const uint8_t *)slab;
    }
    for (int64_t i = 0; i < tiles; i++) {
        s->token = mr_tile_start(n, TILE_ROWS, i);
        fetch_early(&packed, width, i, tiles);
        s->next = packed.next;
        s->next_bytes = packed.next_bytes;
        s->sums = sums + s->token;
        int tokens = (int)(mr_tile_start(n, TILE_ROWS, i + 1) - s->token);
        if (widened) {
            chain_f32(s, tokens);
        } else {
            chain_tokens(s, type, tokens);
        }
    }
}

INLINE void multiply_panel(const mr_linear_task *task, int32_t type, int64_t panel, uint8_t *scratch) {
    const int64_t width = (type == MR_F32 ? 4 : 2) * MR_PANEL, step = task->n > TILE_ROWS ? SLAB : task->k;
    const uint8_t *weights = task->panels + panel * task->panel_bytes;
    float(*sums)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    for (int64_t k = 0; k < task->k; k += step) {
        stretch s = {.task = task, .weights = weights + k * width, .k0 = k, .k1 = least(k + step, task->k),
                     .panel = panel};
        chain_slab(&s, type, sums);
    }
    for (int64_t t = 0; (panel + 1) * MR_PANEL > task->m && t < task->n; t++) {
        store_panel(task, panel, t, sums[t]);
    }
}

void NAME(linear_f32)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, MR_F32, panel, scratch);
}

void NAME(linear_f16)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, MR_F16, panel, scratch);
}

void NAME(linear_bf16)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    multiply_panel(task, MR_BF16, panel, scratch);
}

#endif
