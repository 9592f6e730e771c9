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
    block_view block; /* the one that is visited */
    pair_state state[MR_ATTENTION_ROWS];
} item_state;

/* A tile and a block: which pairs, what they see, their scores or weights, the factors of what ran before. */
typedef struct {
    int64_t pair;
    int from, end; /* the keys whose values are added */
    sight sight;
    float scores[QUERY_ROWS][MR_BLOCK], c[16];
} visit;

/* Scores of rows pairs and so many vectors of keys: chain over the head's elements, ascending. */
INLINE void score_keys(const item_state *it, int32_t type, int rows, int vectors, int from, visit *now) {
    const int64_t size = type == MR_F16 ? 2 : 4;
    const factors f = {it->queries + now->pair * it->width, it->width,       1,
                       it->block.keys + from * size,        size * MR_BLOCK, type};
    tile acc;
    clear(acc, rows, vectors);
    multiply(acc, &f, rows, vectors, 0, it->e);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            store_lanes(now->scores[r] + from + LANES * v, acc[r][v]);
        }
    }
}

/* All vectors of 16 keys that some pair sees, as many at a time as a tile holds. */
INLINE void score(const item_state *it, int32_t type, int rows, visit *now) {
    const int most = vectors_beside(rows);
    int from = now->sight.any_low / 16 * 16, end = (now->sight.any_high + 15) / 16 * 16;
    for (; most >= 8 && from + 8 * LANES <= end; from += 8 * LANES) {
        score_keys(it, type, rows, most >= 8 ? 8 : 1, from, now);
    }
    for (; most >= 4 && from + 4 * LANES <= end; from += 4 * LANES) {
        score_keys(it, type, rows, most >= 4 ? 4 : 1, from, now);
    }
    for (; most >= 2 && from + 2 * LANES <= end; from += 2 * LANES) {
        score_keys(it, type, rows, most >= 2 ? 2 : 1, from, now);
    }
    for (; from < end; from += LANES) {
        score_keys(it, type, rows, 1, from, now);
    }
}

/* running = running * c, then the chain over keys from to end - 1, for so many vectors of elements from i. */
INLINE void add_elements(item_state *it, int32_t type, int rows, int vectors, int64_t i, const visit *now, int row) {
    const int64_t size = type == MR_F16 ? 2 : 4, pair = now->pair + row;
    const factors f = {now->scores[row], MR_BLOCK, 1, it->block.values + i * size, size * it->block.width, type};
    float *running = it->running + pair * it->width + i;
    tile acc;
    for (int r = 0; r < rows; r++) {
        lanes c = splat_lanes(now->c[row + r]);
        for (int v = 0; v < vectors; v++) {
            acc[r][v] = load_lanes(running + r * it->width + LANES * v) * c;
        }
        if (!it->state[pair + r].started) {
            clear(acc + r, 1, vectors);
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
INLINE void add_rows(item_state *it, int32_t type, int rows, const visit *now, int row) {
    const int most = vectors_beside(rows);
    int64_t i = 0;
    for (; most >= 8 && i + 8 * LANES <= it->width; i += 8 * LANES) {
        add_elements(it, type, rows, most >= 8 ? 8 : 1, i, now, row);
    }
    for (; most >= 4 && i + 4 * LANES <= it->width; i += 4 * LANES) {
        add_elements(it, type, rows, most >= 4 ? 4 : 1, i, now, row);
    }
    for (; most >= 2 && i + 2 * LANES <= it->width; i += 2 * LANES) {
        add_elements(it, type, rows, most >= 2 ? 2 : 1, i, now, row);
    }
    for (; i < it->width; i += LANES) {
        add_elements(it, type, rows, 1, i, now, row);
    }
}

/* The number of rows becomes a constant. */
INLINE void score_type(const item_state *it, int32_t type, int rows, visit *now) {
    switch (rows) {
    case 1: score(it, type, 1, now); break;
    case 2: score(it, type, 2, now); break;
    case 3: score(it, type, QUERY_ROWS >= 3 ? 3 : 2, now); break;
    case 4: score(it, type, QUERY_ROWS >= 4 ? 4 : 2, now); break;
    case 5: score(it, type, QUERY_ROWS >= 5 ? 5 : 2, now); break;
    default: score(it, type, QUERY_ROWS, now);
    }
}

INLINE void add_type(item_state *it, int32_t type, int rows, const visit *now, int row) {
    switch (rows) {
    case 1: add_rows(it, type, 1, now, row); break;
    case 2: add_rows(it, type, 2, now, row); break;
    case 3: add_rows(it, type, QUERY_ROWS >= 3 ? 3 : 2, now, row); break;
    case 4: add_rows(it, type, QUERY_ROWS >= 4 ? 4 : 2, now, row); break;
    case 5: add_rows(it, type, QUERY_ROWS >= 5 ? 5 : 2, now, row); break;
    default: add_rows(it, type, QUERY_ROWS, now, row);
    }
}

/* Values of keys from to end - 1 to rows pairs of the tile from row. */
static void add_values(item_state *it, int rows, visit *now, int row, int from, int end) {
    now->from = from;
    now->end = end;
    if (it->block.type == MR_F16) {
        add_type(it, MR_F16, rows, now, row);
    } else {
        add_type(it, MR_F32, rows, now, row);
    }
    for (int r = row; r < row + rows; r++) {
        it->state[now->pair + r].started = 1;
        now->c[r] = 1.0f;
    }
}

/* Of a block that not all pairs see whole: alone what comes before the keys that all see, those together, alone the
 * rest. */
static void add_some_values(item_state *it, int rows, visit *now) {
    const sight *s = &now->sight;
    int shared = s->all_low < s->all_high;
    for (int r = 0; r < rows; r++) {
        int end = shared ? s->all_low : s->high[r];
        if (s->low[r] < end) {
            add_values(it, 1, now, r, s->low[r], end);
        }
    }
    if (!shared) {
        return;
    }
    add_values(it, rows, now, 0, s->all_low, s->all_high);
    for (int r = 0; r < rows; r++) {
        if (s->all_high < s->high[r]) {
            add_values(it, 1, now, r, s->all_high, s->high[r]);
        }
    }
}

/* Neighbouring pairs over one block that starts at position base. */
static void visit_block(item_state *it, int64_t pair, int rows, int64_t base) {
    visit now;
    now.pair = pair;
    now.sight = look(it->state + pair, rows, base);
    const sight *s = &now.sight;
    if (s->any_low >= s->any_high) {
        return;
    }
    if (it->block.type == MR_F16) {
        score_type(it, MR_F16, rows, &now);
    } else {
        score_type(it, MR_F32, rows, &now);
    }
    if (it->task->soft_cap > 0.0f) {
        cap_scores(s, rows, it->task->soft_cap, now.scores);
    }
    if (s->all_low == 0 && s->all_high == MR_BLOCK) {
        weigh_all(it->state + pair, s, rows, 1, now.scores, now.c);
        add_values(it, rows, &now, 0, 0, MR_BLOCK);
    } else {
        weigh_all(it->state + pair, s, rows, 0, now.scores, now.c);
        add_some_values(it, rows, &now);
    }
}

#endif
