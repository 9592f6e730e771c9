/*
 * x86_avx512/prepare.h - a tile of tokens as panel.h reads it, made once a product for all panels.
 *
 * For each group of 256 elements a tile of T tokens takes T * TOKEN_BYTES bytes: what each broadcast reads lies behind
 * what the one before read, all at constant offsets from one pointer. In order, each [..][T] words of 4 bytes:
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

/* Words of one token, a tile apart. */
INLINE void spread_words(uint8_t *to, const void *words, int64_t count, int64_t tokens) {
    const uint8_t *from = words;
    for (int64_t i = 0; i < count; i++) {
        memcpy(to + 4 * tokens * i, from + 4 * i, 4);
    }
}

/* What the integer sums of a token start from, or what its minima are multiplied with. */
INLINE void spread_starts(const kind *k, const mr_linear_task *task, uint8_t *to, int64_t at, int64_t blocks,
                          int64_t tokens) {
    const int each = k->sub == 16 ? 2 : 1; /* of 32 elements */
    if (!k->has_m) {
        spread_words(to, task->zeros + each * at, each * blocks, tokens);
    } else if (k->sub) {
        spread_words(to, task->mins + each * at, each * blocks / 2, tokens);
    } else {
        float sums[BLOCKS];
        for (int64_t j = 0; j < blocks; j++) {
            sums[j] = (float)task->mins[at + j];
        }
        spread_words(to, sums, blocks, tokens);
    }
}

/* Tile i of the task's tokens. */
INLINE void prepare_tile(const kind *k, const mr_linear_task *task, int64_t i) {
    int64_t first = mr_tile_start(task->n, TILE, i), tokens = mr_tile_start(task->n, TILE, i + 1) - first;
    int64_t groups = (task->k + MR_GROUP - 1) / MR_GROUP;
    for (int64_t group = 0; group < groups; group++) {
        uint8_t *to = prepared_at(task, group, first);
        int64_t blocks = least(MR_GROUP, task->k - group * MR_GROUP) / 32;
        for (int64_t t = 0; t < tokens; t++) {
            int64_t token = first + t, at = token * (task->k / 32) + group * BLOCKS;
            float da8 = task->scales[token * groups + group] * 0.125f;
            spread_words(to + 4 * t, task->codes + 32 * at, 8 * blocks, tokens);
            spread_starts(k, task, to + tokens * STARTS_AT + 4 * t, at, blocks, tokens);
            spread_words(to + tokens * SHIFTS_AT + 4 * t, task->shifts + at, blocks, tokens);
            spread_words(to + tokens * SCALE_AT + 4 * t, &da8, 1, tokens);
        }
    }
}

#endif
