/*
 * x86_avx512/prepare.h - a tile of tokens as panel.h reads it, made once a product for all panels.
 *
 * For each group of 256 elements a token takes TOKEN_BYTES bytes, all at constant offsets from the tile's first token.
 * In order, in words of 4 bytes:
 *
 *   codes   [64]  four elements
 *   starts  [8 or 16]  of the integer sum of a sub-block: -z * sum of its codes; with minima instead what they are
 *           multiplied with: a pair of 16-bit sums << shift, or one sum << shift as a float
 *   shifts  [8]  of 32 elements
 *   scale   da / 8
 *
 * Groups follow each other for all tokens: [groups][n]. Tails: the last group of a row may have fewer than 8 blocks of
 * 32; the words of the others are not written. Aligned to 4 bytes.
 */
#ifndef MR_AVX512_PREPARE_H
#define MR_AVX512_PREPARE_H

#include "kind.h"
#include "vector.h"

enum {
    TILE = 6,
    STARTS_AT = 256, /* all in bytes a token */
    SHIFTS_AT = STARTS_AT + 64,
    SCALE_AT = SHIFTS_AT + 32,
    TOKEN_BYTES = SCALE_AT + 4
};

_Static_assert((int)TILE * TOKEN_BYTES <= (int)MR_PREPARED, "a prepared tile must fit");

INLINE uint8_t *prepared_at(const mr_linear_task *task, int64_t group, int64_t token) {
    return task->prepared + (group * task->n + token) * TOKEN_BYTES;
}

/* What the integer sums of a token start from, or what its minima are multiplied with. */
INLINE void copy_starts(const kind *k, const mr_linear_task *task, uint8_t *to, int64_t at, int64_t blocks) {
    const size_t each = k->sub == 16 ? 8 : 4; /* bytes of 32 elements */
    if (!k->has_m) {
        memcpy(to, task->zeros + (int64_t)each / 4 * at, each * (size_t)blocks);
    } else if (k->sub) {
        memcpy(to, task->mins + (int64_t)each / 4 * at, each / 2 * (size_t)blocks);
    } else {
        float sums[BLOCKS];
        for (int64_t j = 0; j < blocks; j++) {
            sums[j] = (float)task->mins[at + j];
        }
        memcpy(to, sums, 4 * (size_t)blocks);
    }
}

/* Blocks from at of a token. Their number becomes a constant where that is common. */
INLINE void prepare_token(const kind *k, const mr_linear_task *task, uint8_t *to, int64_t at, int64_t blocks) {
    memcpy(to, task->codes + 32 * at, 32 * (size_t)blocks);
    copy_starts(k, task, to + STARTS_AT, at, blocks);
    memcpy(to + SHIFTS_AT, task->shifts + at, 4 * (size_t)blocks);
}

/* Tile i of the task's tokens. */
INLINE void prepare_tile(const kind *k, const mr_linear_task *task, int64_t i) {
    int64_t first = mr_tile_start(task->n, TILE, i), end = mr_tile_start(task->n, TILE, i + 1);
    int64_t groups = (task->k + MR_GROUP - 1) / MR_GROUP;
    for (int64_t group = 0; group < groups; group++) {
        int64_t blocks = least(MR_GROUP, task->k - group * MR_GROUP) / 32;
        for (int64_t token = first; token < end; token++) {
            uint8_t *to = prepared_at(task, group, token);
            int64_t at = token * (task->k / 32) + group * BLOCKS;
            float da8 = task->scales[token * groups + group] * 0.125f;
            switch (blocks) {
            case BLOCKS: prepare_token(k, task, to, at, BLOCKS); break;
            case BLOCKS / 2: prepare_token(k, task, to, at, BLOCKS / 2); break;
            default: prepare_token(k, task, to, at, blocks);
            }
            memcpy(to + SCALE_AT, &da8, 4);
        }
    }
}

#endif
