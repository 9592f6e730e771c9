/*
 * attention.h - fused softmax-attention of one item over cache blocks, in the exact order of numerics.md 4.
 *
 * A block is widened to f32 once and serves all pairs of position and query head of the item. Scores of QUERY_ROWS
 * pairs at a time: lanes are keys, the chain runs over the elements of the head. Values: lanes are elements, the chain
 * runs over the keys. Where a pair does not see the whole block, its keys are walked alone, so that no masked value is
 * ever touched. A BF16 cache goes its own way, attention_bf16.h.
 *
 * Scratch holds, with heads padded to `width` (a multiple of 16): keys [width][64], values [64][width], and for each
 * pair its scaled query, its running segment and its merged segments, [width] each.
 */
#ifndef MR_BODY_ATTENTION_H
#define MR_BODY_ATTENTION_H

typedef struct {
    float maximum, denominator[16]; /* of the running segment */
    float merged_maximum, merged_denominator;
    int32_t started, merged; /* whether there is a running segment, and whether there are merged ones */
    int64_t first, end;      /* positions it sees */
} pair_state;

typedef struct {
    const mr_attention_task *task;
    int64_t e, width, pairs;
    float *keys, *values, *queries, *running, *total;
    pair_state state[MR_ATTENTION_ROWS];
} item_state;

INLINE v16 head_at(const float *p, int64_t i, int64_t e) { return i + 16 <= e ? load16(p + i) : load_some(p + i, e - i); }

INLINE v16 clamp_half(v16 x) {
    v16 y = select16(less(splat(65504.0f), x), splat(65504.0f), x);
    return select16(less(y, splat(-65504.0f)), splat(-65504.0f), y);
}

#include "body/attention_q8_0.h"

/* Keys and values of one block and head to f32; values padded with zeros. */
static void widen_block(item_state *it, const uint8_t *block) {
    int64_t e = it->e, panel = e * MR_BLOCK;
    if (it->task->type == MR_Q8_0) {
        widen_coded_block(it, block);
        return;
    }
    if (it->task->type == MR_F32) {
        memcpy(it->keys, block, (size_t)panel * 4);
        for (int64_t slot = 0; slot < MR_BLOCK; slot++) {
            memcpy(it->values + slot * it->width, block + 4 * (panel + slot * e), (size_t)e * 4);
        }
        return;
    }
    for (int64_t i = 0; i < panel; i += 16) {
        store16(it->keys + i, widen16(block + 2 * i));
    }
    for (int64_t slot = 0; slot < MR_BLOCK; slot++) {
        const uint8_t *from = block + 2 * (panel + slot * e);
        float *to = it->values + slot * it->width;
        int64_t i = 0;
        for (; i + 16 <= e; i += 16) {
            store16(to + i, widen16(from + 2 * i));
        }
        if (i < e) {
            uint16_t rest[16] = {0};
            memcpy(rest, from + 2 * i, (size_t)(e - i) * 2);
            store16(to + i, widen16((const uint8_t *)rest));
        }
    }
}

/* scores[row][64] for rows pairs: chain over the head's elements, ascending. */
INLINE void scores_of(const item_state *it, int64_t pair, int rows, float scores[][MR_BLOCK]) {
    for (int part = 0; part < MR_BLOCK; part += 16 * KEY_VECTORS) {
        v16 s[QUERY_ROWS][KEY_VECTORS];
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < KEY_VECTORS; v++) {
                s[r][v] = splat(0.0f);
            }
        }
        const float *keys = it->keys + part, *query = it->queries + pair * it->width;
        for (int64_t i = 0; i < it->e; i++) {
            v16 k[KEY_VECTORS];
            for (int v = 0; v < KEY_VECTORS; v++) {
                k[v] = load16(keys + i * MR_BLOCK + 16 * v);
            }
            for (int r = 0; r < rows; r++) {
                v16 q = splat(query[r * it->width + i]);
                for (int v = 0; v < KEY_VECTORS; v++) {
                    s[r][v] = fma16(q, k[v], s[r][v]);
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < KEY_VECTORS; v++) {
                store16(scores[r] + part + 16 * v, s[r][v]);
            }
        }
    }
}

static uint32_t visible(int64_t from, int64_t first, int64_t end) {
    int64_t low = first > from ? least(first - from, 16) : 0, high = end > from ? least(end - from, 16) : 0;
    return high <= low ? 0 : ((1u << high) - 1) & ~((1u << low) - 1);
}

INLINE int sees(const pair_state *p, int64_t base) { return p->first < base + MR_BLOCK && p->end > base; }

INLINE int sees_whole(const pair_state *p, int64_t base) { return p->first <= base && p->end >= base + MR_BLOCK; }

/* Caps the scores of a block where a cap is asked for, and returns the largest that the pair sees, lane by lane. */
INLINE v16 cap_and_find(const item_state *it, const pair_state *p, int64_t base, int whole, float *scores) {
    v16 most = splat(-INFINITY);
    for (int v = 0; v < 4; v++) {
        v16 s = load16(scores + 16 * v);
        if (it->task->soft_cap > 0.0f) {
            s = soft_cap16(s, it->task->soft_cap);
            store16(scores + 16 * v, s);
        }
        if (!whole) {
            s = select16(mask_of(visible(base + 16 * v, p->first, p->end)), s, splat(-INFINITY));
        }
        most = select16(less(most, s), s, most);
    }
    return most;
}

/* Scores of a block become weights, masked ones zero; c is the factor of what ran before. */
INLINE void weigh(pair_state *p, int64_t base, int whole, float c, float *scores) {
    v16 denominator = p->started ? load16(p->denominator) * splat(c) : splat(0.0f);
    for (int v = 0; v < 4; v++) {
        v16 w = exp_falling16(load16(scores + 16 * v) - splat(p->maximum));
        if (!whole) {
            w = select16(mask_of(visible(base + 16 * v, p->first, p->end)), w, splat(0.0f));
        }
        denominator = denominator + w;
        store16(scores + 16 * v, w);
    }
    store16(p->denominator, denominator);
}

/* Weights of neighbouring pairs, with one exponential for the factors of all of them: c = exp(m - new m), or 1. */
INLINE void weigh_all(item_state *it, int64_t pair, int rows, int64_t base, int whole, float scores[][MR_BLOCK],
                      float *c) {
    float differences[16] = {0};
    for (int r = 0; r < rows; r++) {
        pair_state *p = &it->state[pair + r];
        if (!sees(p, base)) {
            continue;
        }
        float most = largest16(cap_and_find(it, p, base, whole, scores[r]));
        if (!p->started) {
            p->maximum = most;
        } else if (most > p->maximum) {
            differences[r] = p->maximum - most;
            p->maximum = most;
        }
    }
    store16(c, exp_falling16(load16(differences)));
    for (int r = 0; r < rows; r++) {
        pair_state *p = &it->state[pair + r];
        if (sees(p, base)) {
            weigh(p, base, whole, c[r], scores[r]);
        }
    }
}

/* running = running * c, then the chain over all 64 keys, for rows pairs that see the whole block. */
INLINE void accumulate_all(item_state *it, int64_t pair, int rows, float weights[][MR_BLOCK], const float *c) {
    for (int64_t i = 0; i < it->width; i += 16 * KEY_VECTORS) {
        int vectors = (int)least(KEY_VECTORS, (it->width - i) / 16);
        v16 a[QUERY_ROWS][KEY_VECTORS];
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < KEY_VECTORS; v++) {
                float *running = it->running + (pair + r) * it->width + i + 16 * (v < vectors ? v : 0);
                a[r][v] = it->state[pair + r].started ? load16(running) * splat(c[r]) : splat(0.0f);
            }
        }
        for (int64_t key = 0; key < MR_BLOCK; key++) {
            v16 x[KEY_VECTORS];
            for (int v = 0; v < KEY_VECTORS; v++) {
                x[v] = load16(it->values + key * it->width + i + 16 * (v < vectors ? v : 0));
            }
            for (int r = 0; r < rows; r++) {
                v16 w = splat(weights[r][key]);
                for (int v = 0; v < KEY_VECTORS; v++) {
                    a[r][v] = fma16(w, x[v], a[r][v]);
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                store16(it->running + (pair + r) * it->width + i + 16 * v, a[r][v]);
            }
        }
    }
}

/* The same for one pair that sees the keys from low to high - 1 only. */
static void accumulate_some(item_state *it, int64_t pair, const float *weights, float c, int64_t low, int64_t high) {
    int started = it->state[pair].started;
    float *running = it->running + pair * it->width;
    for (int64_t i = 0; i < it->width; i += 64) {
        int vectors = (int)least(4, (it->width - i) / 16);
        v16 a[4];
        for (int v = 0; v < 4; v++) {
            a[v] = started ? load16(running + i + 16 * (v < vectors ? v : 0)) * splat(c) : splat(0.0f);
        }
        for (int64_t key = low; key < high; key++) {
            v16 w = splat(weights[key]);
            const float *x = it->values + key * it->width + i;
            for (int v = 0; v < 4; v++) {
                a[v] = fma16(w, load16(x + 16 * (v < vectors ? v : 0)), a[v]);
            }
        }
        for (int v = 0; v < vectors; v++) {
            store16(running + i + 16 * v, a[v]);
        }
    }
}

/* Up to QUERY_ROWS neighbouring pairs over one block that starts at position base. */
INLINE void visit(item_state *it, int64_t pair, int rows, int64_t base) {
    float scores[QUERY_ROWS][MR_BLOCK], c[16];
    int whole = 1, some = 0;
    for (int r = 0; r < rows; r++) {
        whole &= sees_whole(&it->state[pair + r], base);
        some |= sees(&it->state[pair + r], base);
    }
    if (!some) {
        return;
    }
    scores_of(it, pair, rows, scores);
    if (whole) {
        weigh_all(it, pair, rows, base, 1, scores, c);
    } else {
        weigh_all(it, pair, rows, base, 0, scores, c);
    }
    if (whole) {
        accumulate_all(it, pair, rows, scores, c);
    }
    for (int r = 0; r < rows; r++) {
        pair_state *p = &it->state[pair + r];
        int64_t low = p->first > base ? p->first - base : 0, high = least(p->end - base, MR_BLOCK);
        if (low < high) {
            if (!whole) {
                accumulate_some(it, pair + r, scores[r], c[r], low, high);
            }
            p->started = 1;
        }
    }
}

/* Ends the running segment of a pair: merges it behind the earlier ones. */
static void merge_segment(item_state *it, int64_t pair) {
    pair_state *p = &it->state[pair];
    if (!p->started) {
        return;
    }
    float l = sum_halves(load16(p->denominator));
    float *running = it->running + pair * it->width, *total = it->total + pair * it->width;
    if (!p->merged) {
        memcpy(total, running, (size_t)it->width * 4);
        p->merged_maximum = p->maximum;
        p->merged_denominator = l;
    } else {
        float most = p->merged_maximum > p->maximum ? p->merged_maximum : p->maximum, factor[16];
        v16 differences = splat(0.0f);
        differences[0] = p->merged_maximum - most;
        differences[1] = p->maximum - most;
        store16(factor, exp16(differences));
        for (int64_t i = 0; i < it->width; i += 16) {
            v16 before = load16(total + i) * splat(factor[0]);
            store16(total + i, fma16(load16(running + i), splat(factor[1]), before));
        }
        p->merged_denominator = fmaf(l, factor[1], p->merged_denominator * factor[0]);
        p->merged_maximum = most;
    }
    p->merged = 1;
    p->started = 0;
}

static void load_queries(item_state *it, const mr_attention_item *item, const int32_t *sequence) {
    const mr_attention_task *task = it->task;
    int64_t shared = task->h / task->g;
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        int64_t row = item->first_row + pair / item->queries, query = item->first_query + pair % item->queries;
        int64_t head = item->head * shared + query, position = sequence[2] + row;
        const float *q = task->q + ((sequence[0] + row) * task->h + head) * it->e;
        for (int64_t i = 0; i < it->width; i += 16) {
            store16(it->queries + pair * it->width + i, head_at(q, i, it->e) * splat(task->scale));
        }
        int64_t end = task->full ? sequence[2] + sequence[1] : position + 1;
        int64_t first = position - (int64_t)task->window + 1;
        it->state[pair] = (pair_state){.first = first > 0 ? first : 0, .end = end};
    }
}

static void store_outputs(item_state *it, const mr_attention_item *item, const int32_t *sequence) {
    const mr_attention_task *task = it->task;
    int64_t shared = task->h / task->g;
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        int64_t row = item->first_row + pair / item->queries, query = item->first_query + pair % item->queries;
        float *out = task->out + ((sequence[0] + row) * task->h + item->head * shared + query) * it->e;
        v16 inverse = splat(1.0f / it->state[pair].merged_denominator);
        const float *total = it->total + pair * it->width;
        for (int64_t i = 0; i < it->e; i += 16) {
            v16 y = fma16(load16(total + i), inverse, splat(0.0f));
            if (i + 16 <= it->e) {
                store16(out + i, y);
            } else {
                store_some(out + i, y, it->e - i);
            }
        }
    }
}

#include "body/attention_bf16.h"

void NAME(attend)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch) {
    const int32_t *sequence = task->sequences + 4 * item->sequence;
    item_state it = {.task = task, .e = task->e, .width = (task->e + 15) / 16 * 16};
    it.pairs = (int64_t)item->rows * item->queries;
    it.keys = (float *)(void *)scratch;
    it.values = it.keys + it.width * MR_BLOCK;
    it.queries = it.values + it.width * MR_BLOCK;
    it.running = it.queries + it.pairs * it.width;
    it.total = it.running + it.pairs * it.width;
    if (it.width != it.e) {
        memset(it.values, 0, (size_t)(it.width * MR_BLOCK) * 4);
    }
    load_queries(&it, item, sequence);
    if (task->type == MR_BF16) {
        pair_queries(&it);
    }
    int64_t first = it.state[0].first, end = it.state[it.pairs - 1].end;
    int64_t head_bytes = mr_head_bytes(task->type, it.e);
    for (int64_t base = first / MR_BLOCK * MR_BLOCK; base < end; base += MR_BLOCK) {
        if (base % MR_SEGMENT == 0) {
            for (int64_t pair = 0; pair < it.pairs; pair++) {
                merge_segment(&it, pair);
            }
        }
        int64_t block = task->blocks[sequence[3] + base / MR_BLOCK];
        const uint8_t *head = task->cache + (block * task->g + item->head) * head_bytes;
        if (task->type == MR_BF16) {
            visit_all_by_pairs(&it, head, base);
            continue;
        }
        widen_block(&it, head);
        int64_t pair = 0;
        for (; pair + QUERY_ROWS <= it.pairs; pair += QUERY_ROWS) {
            visit(&it, pair, QUERY_ROWS, base);
        }
        for (; pair < it.pairs; pair++) {
            visit(&it, pair, 1, base);
        }
    }
    for (int64_t pair = 0; pair < it.pairs; pair++) {
        merge_segment(&it, pair);
    }
    store_outputs(&it, item, sequence);
}

/* One position into one head of a block: the key scattered into its panel's column, the value as a row. */
void NAME(store_row)(const float *key, const float *value, uint8_t *block, int32_t type, int64_t e,
                            int64_t slot) {
    if (type == MR_BF16) {
        store_row_in_pairs(key, value, block, e, slot);
        return;
    }
    if (type == MR_Q8_0) {
        store_row_as_codes(key, value, block, e, slot);
        return;
    }
    for (int64_t i = 0; i < e; i += 16) {
        int64_t some = least(16, e - i);
        uint8_t k[64], v[64];
        int64_t size = type == MR_F16 ? 2 : 4;
        if (type == MR_F16) {
            uint16_t halves[16];
            narrow16(halves, clamp_half(head_at(key, i, e)));
            memcpy(k, halves, sizeof halves);
            narrow16(halves, clamp_half(head_at(value, i, e)));
            memcpy(v, halves, sizeof halves);
        } else {
            memcpy(k, key + i, (size_t)some * 4);
            memcpy(v, value + i, (size_t)some * 4);
        }
        for (int64_t j = 0; j < some; j++) {
            memcpy(block + size * ((i + j) * MR_BLOCK + slot), k + size * j, (size_t)size);
        }
        memcpy(block + size * (e * MR_BLOCK + slot * e + i), v, (size_t)(size * some));
    }
}

#endif
