/*
 * attention_bf16.h - attention over a BF16 cache: numbers are multiplied in pairs, read from the block as they lie.
 *
 * Keys are [e / 2][64][2]; lanes are keys, the chain of a score runs over pairs of elements. The weights of keys that are
 * not seen are zero. Values: values_bf16.h. pairs.h, which is chosen by what includes attention.h, multiplies. All else
 * is attention.h's.
 */
#ifndef MR_BODY_ATTENTION_BF16_H
#define MR_BODY_ATTENTION_BF16_H

/* Pairs of positions in a block; rows whose scores are weighed together: one phase fills the gaps of another. */
enum { BLOCK_PAIRS = MR_BLOCK / 2, VISIT_ROWS = 16 / PAIR_ROWS * PAIR_ROWS };

INLINE v16i load_pairs(const void *p) {
    v16i pairs;
    memcpy(&pairs, p, sizeof pairs);
    return pairs;
}

INLINE void store_pairs(void *p, v16i pairs) { memcpy(p, &pairs, sizeof pairs); }

INLINE int sees(const item_state *it, int64_t pair, int64_t base) {
    return it->sums.first[pair] < base + MR_BLOCK && it->sums.end[pair] > base;
}

INLINE int sees_all(const item_state *it, int64_t pair, int64_t base) {
    return it->sums.first[pair] <= base && it->sums.end[pair] >= base + MR_BLOCK;
}

/* A bit for each of the 16 positions from `from` on that a pair sees. */
INLINE m16 seen(const item_state *it, int64_t pair, int64_t from) {
    int low = in_block(it->sums.first[pair], from), high = in_block(it->sums.end[pair], from);
    high = high < 16 ? high : 16;
    return mask_of(low < high ? ((1u << high) - 1) & ~((1u << low) - 1) : 0);
}

/* Caps and biases the scores of a block as asked for, and returns the largest that the pair sees, lane by lane. */
INLINE v16 finish_and_find(const item_state *it, int64_t pair, int64_t base, int whole, float *scores) {
    v16 most = splat(-INFINITY);
    for (int v = 0; v < 4; v++) {
        v16 s = load16(scores + 16 * v);
        if (it->task->soft_cap > 0.0f) {
            s = soft_cap16(s, it->task->soft_cap);
            store16(scores + 16 * v, s);
        }
        if (it->task->bias != NULL) {
            s = s + bias16(it->biases[pair], it->task->reach, base + 16 * v - it->positions[pair]);
            store16(scores + 16 * v, s);
        }
        if (!whole) {
            s = select16(seen(it, pair, base + 16 * v), s, splat(-INFINITY));
        }
        most = select16(less(most, s), s, most);
    }
    return most;
}

/* Scaled queries, as pairs where they were numbers. */
static void pair_queries(item_state *it) {
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        float *query = it->queries + pair * it->width;
        for (int64_t i = 0; i < it->width; i += 32) {
            v16 low = load16(query + i), high = i + 16 < it->width ? load16(query + i + 16) : splat(0.0f);
            store_pairs(query + i / 2, pairs_of(low, high));
        }
    }
}

INLINE void scores_by_pairs(const item_state *it, const uint8_t *block, int64_t pair, int rows,
                            float scores[][MR_BLOCK]) {
    for (int part = 0; part < MR_BLOCK; part += 16 * PAIR_VECTORS) {
        v16 s[PAIR_ROWS][PAIR_VECTORS];
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < PAIR_VECTORS; v++) {
                s[r][v] = splat(0.0f);
            }
        }
        const uint8_t *keys = block + 4 * part;
        const float *query = it->queries + pair * it->width;
        for (int64_t i = 0; i < (it->e + 1) / 2; i++) {
            v16i k[PAIR_VECTORS];
            for (int v = 0; v < PAIR_VECTORS; v++) {
                k[v] = load_pairs(keys + 4 * (i * MR_BLOCK + 16 * v));
            }
            for (int r = 0; r < rows; r++) {
                v16i q = splat_int(int_at(query + r * it->width + i));
                for (int v = 0; v < PAIR_VECTORS; v++) {
                    s[r][v] = fma_pairs16(q, k[v], s[r][v]);
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < PAIR_VECTORS; v++) {
                store16(scores[r] + part + 16 * v, s[r][v]);
            }
        }
    }
}

/* The largest score of each of up to PAIR_ROWS neighbouring pairs. */
INLINE void find_largest(const item_state *it, int64_t pair, int rows, int64_t base, int whole,
                         float scores[][MR_BLOCK], float *largest) {
    v16 most[PAIR_ROWS];
    const int plain = !(it->task->soft_cap > 0.0f) && it->task->bias == NULL;
    for (int r = 0; r < rows; r++) {
        if (whole && plain) {
            most[r] = splat(-INFINITY);
            for (int v = 0; v < 4; v++) {
                most[r] = larger16(most[r], load16(scores[r] + 16 * v));
            }
        } else {
            most[r] = finish_and_find(it, pair + r, base, whole, scores[r]);
        }
    }
    largest_each(most, rows, largest);
}

/* New maxima of neighbouring pairs, and the factors of what ran before: c = exp(m - new m), or 1. */
INLINE void find_factors(item_state *it, int64_t pair, int rows, int64_t base, int whole, float scores[][MR_BLOCK],
                         float *c) {
    float differences[16] = {0}, largest[16];
    int higher = 0;
    for (int r = 0; r < rows; r += r + PAIR_ROWS <= rows ? PAIR_ROWS : 1) {
        if (r + PAIR_ROWS <= rows) {
            find_largest(it, pair + r, PAIR_ROWS, base, whole, scores + r, largest + r);
        } else {
            find_largest(it, pair + r, 1, base, whole, scores + r, largest + r);
        }
    }
    for (int r = 0; r < rows; r++) {
        float *maximum = &it->sums.maximum[pair + r];
        if (largest[r] > *maximum) {
            differences[r] = *maximum - largest[r];
            *maximum = largest[r];
            higher = 1;
        }
    }
    store16(c, higher ? exp_falling16(load16(differences)) : splat(1.0f));
}

/* Scores of a block become pairs of rounded weights, those of keys that are not seen zero. */
INLINE void weigh_pairs(item_state *it, int64_t pair, int64_t base, int whole, float c, const float *scores,
                        int32_t *weights) {
    v16 denominator = load16(it->sums.denominator[pair]) * splat(c);
    for (int v = 0; v < 4; v += 2) {
        v16 x[2];
        for (int i = 0; i < 2; i++) {
            x[i] = load16(scores + 16 * (v + i)) - splat(it->sums.maximum[pair]);
            if (!whole) {
                x[i] = select16(seen(it, pair, base + 16 * (v + i)), x[i], splat(-INFINITY));
            }
        }
        v16i pairs = pairs_of_exponentials(x[0], x[1]);
        denominator = denominator + numbers_of(pairs, 0);
        denominator = denominator + numbers_of(pairs, 1);
        store_pairs(weights + 8 * v, pairs);
    }
    store16(it->sums.denominator[pair], denominator);
}

/* Of neighbouring pairs; of those that see nothing of the block, nothing is used. */
INLINE void weigh_neighbours(item_state *it, int64_t pair, int rows, int64_t base, int whole, float scores[][MR_BLOCK],
                       int32_t weights[][BLOCK_PAIRS], float *c) {
    find_factors(it, pair, rows, base, whole, scores, c);
    for (int r = 0; r < rows; r++) {
        if (whole || sees(it, pair + r, base)) {
            weigh_pairs(it, pair + r, base, whole, c[r], scores[r], weights[r]);
        }
    }
}

#include "body/values_bf16.h"

/* Up to PAIR_ROWS neighbouring pairs: their scores. */
INLINE void score_neighbours(const item_state *it, const uint8_t *block, int64_t pair, int rows, int64_t base,
                       float scores[][MR_BLOCK]) {
    int some = 0;
    for (int r = 0; r < rows; r++) {
        some |= sees(it, pair + r, base);
    }
    if (some) {
        scores_by_pairs(it, block, pair, rows, scores);
    }
}

/* Up to VISIT_ROWS neighbouring pairs over one block that starts at position base. */
static void visit_pairs(item_state *it, const uint8_t *block, int64_t pair, int rows, int64_t base) {
    float scores[VISIT_ROWS][MR_BLOCK], c[16];
    int32_t weights[VISIT_ROWS][BLOCK_PAIRS];
    int tiled = rows / PAIR_ROWS * PAIR_ROWS, whole = 1;
    for (int r = 0; r < tiled; r += PAIR_ROWS) {
        score_neighbours(it, block, pair + r, PAIR_ROWS, base, scores + r);
    }
    for (int r = tiled; r < rows; r++) {
        score_neighbours(it, block, pair + r, 1, base, scores + r);
    }
    for (int r = 0; r < rows; r++) {
        whole &= sees_all(it, pair + r, base);
    }
    if (whole) {
        weigh_neighbours(it, pair, rows, base, 1, scores, weights, c);
    } else {
        weigh_neighbours(it, pair, rows, base, 0, scores, weights, c);
    }
    value_tile t = {.values = block + mr_key_bytes(MR_BF16, it->e)};
    for (int r = 0; r < rows; r += r < tiled ? PAIR_ROWS : 1) {
        t.pair = pair + r;
        t.weights = weights + r;
        t.c = c + r;
        if (r < tiled) {
            accumulate_neighbours(it, &t, PAIR_ROWS, base);
        } else {
            accumulate_neighbours(it, &t, 1, base);
        }
    }
}

/* All pairs of an item over one block. */
static void visit_by_pairs(item_state *it, const uint8_t *block, int64_t base) {
    for (int64_t pair = 0; pair < it->pairs; pair += VISIT_ROWS) {
        visit_pairs(it, block, pair, (int)least(VISIT_ROWS, it->pairs - pair), base);
    }
}

/* One position into one head of a block: the key into its column of pairs, the value into its half of a pair. */
static void store_row_in_pairs(const float *key, const float *value, uint8_t *block, int64_t e, int64_t slot) {
    uint8_t *values = block + mr_key_bytes(MR_BF16, e) + 4 * (slot / 2 * e) + 2 * (slot % 2);
    for (int64_t i = 0; i < e; i += 16) {
        int64_t some = least(16, e - i);
        uint16_t k[32], v[32];
        store_pairs(k, pairs_of(head_at(key, i, e), splat(0.0f)));
        store_pairs(v, pairs_of(head_at(value, i, e), splat(0.0f)));
        for (int64_t j = 0; j < some; j++) {
            memcpy(values + 4 * (i + j), &v[j], 2);
        }
        for (int64_t j = 0; j < some; j += 2) {
            memcpy(block + 4 * ((i + j) / 2 * MR_BLOCK + slot), &k[j], 4); /* half a pair ends with zero */
        }
    }
}

#endif
