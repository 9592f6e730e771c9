/*
 * visit.h - attention of a tile of neighbouring pairs over one block of the cache.
 *
 * Scores: lanes are keys, the chain runs over the elements of the head. Values: lanes are elements, the chain runs over
 * the keys. Scores and weights of keys that nobody sees are computed in whole vectors of 16 and go nowhere. Values of
 * keys that all pairs see go through the tile together; before and behind those, each pair adds the keys it sees alone,
 * so that no masked value is ever touched.
 */
#ifndef MR_BODY_VISIT_H
#define MR_BODY_VISIT_H

#include "body/tile.h"

#include "body/softmax.h"

#include "body/position_bias.h"

/* Keys [e][64] and values [64][e] of a block and head, as tiles read them. */
typedef struct {
    const uint8_t *keys, *values;
    int32_t type;
    int64_t size, width; /* bytes of a number, numbers of a value */
} block_view;

typedef struct {
    const mr_attention_task *task;
    int64_t e, width, pairs;
    float *keys, *values, *queries, *running, *total;
    float (*scores)[MR_BLOCK]; /* of all pairs in the block that is visited; then weights */
    block_view block;
    const uint8_t *next; /* NULL, or the next block: one tile fetches it on its way */
    running_sums sums;
    int64_t positions[MR_ATTENTION_ROWS];
    const float *biases[MR_ATTENTION_ROWS]; /* of a pair's head; not set where the task has none */
    float merged_maximum[MR_ATTENTION_ROWS], merged_denominator[MR_ATTENTION_ROWS]; /* 0 where nothing is merged yet */
} item_state;

/* Neighbouring pairs, and the keys whose values are added to theirs. */
typedef struct {
    int64_t pair;
    int from, end;
} rows_of;

/* Scores of rows pairs and so many vectors of keys: chain over the head's elements, ascending. */
INLINE void score_keys(const item_state *it, int32_t type, int rows, int vectors, int from, int64_t pair) {
    const int64_t size = type == MR_F16 ? 2 : 4;
    const factors f = {
        it->queries + pair * it->width,          it->width, 1, it->block.keys + from * size, size * MR_BLOCK, type,
        pair == 0 && from == 0 ? it->next : NULL, size * MR_BLOCK};
    tile acc;
    clear(acc, rows, vectors);
    multiply(acc, &f, rows, vectors, 0, it->e);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            store_lanes(it->scores[pair + r] + from + LANES * v, acc[r][v]);
        }
    }
}

/* All vectors of 16 keys that some pair sees, as many at a time as a tile holds. */
INLINE void score(const item_state *it, int32_t type, int rows, int64_t pair, const sight *s) {
    const int most = vectors_beside(rows);
    int from = s->any_low / 16 * 16, end = (s->any_high + 15) / 16 * 16;
    for (; most >= 8 && from + 8 * LANES <= end; from += 8 * LANES) {
        score_keys(it, type, rows, most >= 8 ? 8 : 1, from, pair);
    }
    for (; most >= 4 && from + 4 * LANES <= end; from += 4 * LANES) {
        score_keys(it, type, rows, most >= 4 ? 4 : 1, from, pair);
    }
    for (; most >= 2 && from + 2 * LANES <= end; from += 2 * LANES) {
        score_keys(it, type, rows, most >= 2 ? 2 : 1, from, pair);
    }
    for (; from < end; from += LANES) {
        score_keys(it, type, rows, 1, from, pair);
    }
}

/* running = running * c, then the chain over the keys, for so many vectors of elements from i. */
INLINE void add_elements(item_state *it, int32_t type, int rows, int vectors, int64_t i, const rows_of *now) {
    const int64_t size = type == MR_F16 ? 2 : 4;
    const factors f = {it->scores[now->pair],
                       MR_BLOCK,
                       1,
                       it->block.values + i * size,
                       size * it->block.width,
                       type,
                       now->pair == 0 && i == 0 && it->next != NULL ? it->next + it->block.size * it->e * MR_BLOCK
                                                                    : NULL,
                       size * it->block.width};
    float *running = it->running + now->pair * it->width + i;
    tile acc;
    for (int r = 0; r < rows; r++) {
        lanes c = splat_lanes(it->sums.c[now->pair + r]);
        for (int v = 0; v < vectors; v++) {
            acc[r][v] = load_lanes(running + r * it->width + LANES * v) * c;
        }
    }
    multiply(acc, &f, rows, vectors, now->from, now->end);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            store_lanes(running + r * it->width + LANES * v, acc[r][v]);
        }
    }
}

/* All elements of the values, as many vectors at a time as a tile holds. */
INLINE void add_rows(item_state *it, int32_t type, int rows, const rows_of *now) {
    const int most = vectors_beside(rows);
    int64_t i = 0;
    for (; most >= 8 && i + 8 * LANES <= it->width; i += 8 * LANES) {
        add_elements(it, type, rows, most >= 8 ? 8 : 1, i, now);
    }
    for (; most >= 4 && i + 4 * LANES <= it->width; i += 4 * LANES) {
        add_elements(it, type, rows, most >= 4 ? 4 : 1, i, now);
    }
    for (; most >= 2 && i + 2 * LANES <= it->width; i += 2 * LANES) {
        add_elements(it, type, rows, most >= 2 ? 2 : 1, i, now);
    }
    for (; i < it->width; i += LANES) {
        add_elements(it, type, rows, 1, i, now);
    }
}

/* The number of rows becomes a constant. */
INLINE void score_type(const item_state *it, int32_t type, int rows, int64_t pair, const sight *s) {
    switch (rows) {
    case 1: score(it, type, 1, pair, s); break;
    case 2: score(it, type, 2, pair, s); break;
    case 3: score(it, type, QUERY_ROWS >= 3 ? 3 : 2, pair, s); break;
    case 4: score(it, type, QUERY_ROWS >= 4 ? 4 : 2, pair, s); break;
    case 5: score(it, type, QUERY_ROWS >= 5 ? 5 : 2, pair, s); break;
    default: score(it, type, QUERY_ROWS, pair, s);
    }
}

INLINE void add_type(item_state *it, int32_t type, int rows, const rows_of *now) {
    switch (rows) {
    case 1: add_rows(it, type, 1, now); break;
    case 2: add_rows(it, type, 2, now); break;
    case 3: add_rows(it, type, QUERY_ROWS >= 3 ? 3 : 2, now); break;
    case 4: add_rows(it, type, QUERY_ROWS >= 4 ? 4 : 2, now); break;
    case 5: add_rows(it, type, QUERY_ROWS >= 5 ? 5 : 2, now); break;
    default: add_rows(it, type, QUERY_ROWS, now);
    }
}

/* Values of keys from to end - 1; what ran before has its factor then. */
static void add_values(item_state *it, int64_t pair, int rows, int from, int end) {
    const rows_of now = {pair, from, end};
    if (it->block.type == MR_F16) {
        add_type(it, MR_F16, rows, &now);
    } else {
        add_type(it, MR_F32, rows, &now);
    }
    for (int r = 0; r < rows; r++) {
        it->sums.c[pair + r] = 1.0f;
    }
}

/* Alone what a pair sees before the keys that all see, those together, alone the rest. */
static void add_seen_values(item_state *it, int64_t pair, int rows, const sight *s) {
    int shared = s->all_low < s->all_high;
    for (int r = 0; r < rows; r++) {
        int end = shared ? s->all_low : s->high[r];
        if (s->low[r] < end) {
            add_values(it, pair + r, 1, s->low[r], end);
        }
    }
    if (!shared) {
        return;
    }
    add_values(it, pair, rows, s->all_low, s->all_high);
    for (int r = 0; r < rows; r++) {
        if (s->all_high < s->high[r]) {
            add_values(it, pair + r, 1, s->all_high, s->high[r]);
        }
    }
}

/* Of the vectors of 16 keys that some pair sees. */
static void add_biases(item_state *it, int64_t pair, int rows, const sight *s, int64_t base) {
    for (int r = 0; r < rows; r++) {
        const float *row = it->biases[pair + r];
        float *scores = it->scores[pair + r];
        for (int v = s->any_low / 16 * 16; v < s->any_high; v += 16) {
            v16 bias = bias16(row, it->task->reach, base + v - it->positions[pair + r]);
            store16(scores + v, load16(scores + v) + bias);
        }
    }
}

static void score_tile(item_state *it, int64_t pair, int rows, const sight *s, int64_t base) {
    if (it->block.type == MR_F16) {
        score_type(it, MR_F16, rows, pair, s);
    } else {
        score_type(it, MR_F32, rows, pair, s);
    }
    if (it->task->soft_cap > 0.0f) {
        cap_scores(s, rows, it->task->soft_cap, it->scores + pair);
    }
    if (it->task->bias != NULL) {
        add_biases(it, pair, rows, s, base);
    }
    find_most(&it->sums, pair, s, rows, sees_whole(s), it->scores + pair);
}

/* All pairs over the block that starts at position base: each step for all of them, so that none waits for the last. */
static void visit_block(item_state *it, int64_t base) {
    int64_t tiles = (it->pairs + QUERY_ROWS - 1) / QUERY_ROWS, pairs[MR_ATTENTION_ROWS + 1];
    sight sights[MR_ATTENTION_ROWS];
    for (int64_t i = 0; i <= tiles; i++) {
        pairs[i] = i * it->pairs / tiles;
    }
    for (int64_t i = 0; i < tiles; i++) {
        int rows = (int)(pairs[i + 1] - pairs[i]);
        sights[i] = look(&it->sums, pairs[i], rows, base);
        score_tile(it, pairs[i], rows, &sights[i], base);
    }
    raise_maxima(&it->sums, it->pairs);
    for (int64_t i = 0; i < tiles; i++) {
        int rows = (int)(pairs[i + 1] - pairs[i]);
        weigh_rows(&it->sums, pairs[i], &sights[i], rows, sees_whole(&sights[i]), it->scores + pairs[i]);
    }
    for (int64_t i = 0; i < tiles; i++) {
        add_seen_values(it, pairs[i], (int)(pairs[i + 1] - pairs[i]), &sights[i]);
    }
}

#endif
