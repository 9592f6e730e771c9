/*
 * attention.h - fused softmax-attention of one item over cache blocks, in the exact order of numerics.md 4.
 *
 * Pairs of position and query head go through the blocks in tiles of up to QUERY_ROWS (visit.h), all about as large. A
 * block is read where it lies, or widened to f32 first where that is cheaper or its values end within a vector. A BF16
 * cache goes its own way, attention_bf16.h.
 *
 * Scratch holds, with heads padded to `width` (a multiple of 16): keys [width][64] and values [64][width] of a widened
 * block; for each pair its scaled query, its running segment and its merged segments, [width] each, and its scores
 * [64].
 */
#ifndef MR_BODY_ATTENTION_H
#define MR_BODY_ATTENTION_H

#include "body/visit.h"

/* With so few pairs, a block takes about as long to come from memory as to be attended: the next is fetched early. */
enum { FEW_PAIRS = 2 * QUERY_ROWS };

INLINE v16 head_at(const float *p, int64_t i, int64_t e) {
    return i + 16 <= e ? load16(p + i) : load_some(p + i, e - i);
}

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

/* The block where it lies if tiles can read it there, else widened. */
static void view_block(item_state *it, const uint8_t *block) {
    int32_t type = it->task->type;
    int direct = type == MR_F32 || (type == MR_F16 && (HALVES_IN_TILES || it->pairs <= QUERY_ROWS));
    if (direct && it->e == it->width) {
        int64_t size = type == MR_F16 ? 2 : 4;
        it->block = (block_view){block, block + size * it->e * MR_BLOCK, type, size, it->e};
    } else {
        widen_block(it, block);
        it->next = NULL;
        it->block = (block_view){(const uint8_t *)it->keys, (const uint8_t *)it->values, MR_F32, 4, it->width};
    }
}

static void start_segment(item_state *it) {
    memset(it->running, 0, (size_t)(it->pairs * it->width) * 4);
    memset(it->sums.denominator, 0, (size_t)it->pairs * sizeof *it->sums.denominator);
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        it->sums.maximum[pair] = -INFINITY;
    }
}

/* Merges a segment of a pair behind the earlier ones. */
static void merge_segment(item_state *it, int64_t pair, const float *running, float maximum, float l) {
    float *total = it->total + pair * it->width, before = it->merged_maximum[pair];
    if (it->merged_denominator[pair] == 0.0f) {
        memcpy(total, running, (size_t)it->width * 4);
        it->merged_maximum[pair] = maximum;
        it->merged_denominator[pair] = l;
        return;
    }
    float most = before > maximum ? before : maximum, factor[16];
    v16 differences = splat(0.0f);
    differences[0] = before - most;
    differences[1] = maximum - most;
    store16(factor, exp16(differences));
    for (int64_t i = 0; i < it->width; i += 16) {
        v16 scaled = load16(total + i) * splat(factor[0]);
        store16(total + i, fma16(load16(running + i), splat(factor[1]), scaled));
    }
    it->merged_denominator[pair] = fmaf(l, factor[1], it->merged_denominator[pair] * factor[0]);
    it->merged_maximum[pair] = most;
}

/*
 * Ends the running segment of all pairs: merged, or kept for NAME(merge). A pair that saw no key has a denominator of
 * zero, and no other has: its largest score weighs one.
 */
static void end_segment(item_state *it, float *part) {
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        const float *running = it->running + pair * it->width;
        float l = sum_halves(load16(it->sums.denominator[pair]));
        if (part != NULL) {
            float *to = part + pair * mr_part_floats(it->e);
            to[0] = it->sums.maximum[pair];
            to[1] = l;
            memcpy(to + 2, running, (size_t)it->width * 4);
        } else if (l != 0.0f) {
            merge_segment(it, pair, running, it->sums.maximum[pair], l);
        }
    }
}

/* Ends the one segment of an item that has no other: nothing is merged. */
static void end_only_segment(item_state *it) {
    for (int64_t pair = 0; pair < it->pairs; pair++) {
        it->merged_denominator[pair] = sum_halves(load16(it->sums.denominator[pair]));
    }
    it->total = it->running;
}

/* Row of the sequence and query head of a pair; the next pair's follow without a division. */
typedef struct {
    int64_t row, query;
} pair_place;

INLINE pair_place first_place(const mr_attention_item *item) {
    return (pair_place){item->first_row, item->first_query};
}

INLINE void next_place(pair_place *place, const mr_attention_item *item) {
    if (++place->query == (int64_t)item->first_query + item->queries) {
        place->query = item->first_query;
        place->row++;
    }
}

static void load_queries(item_state *it, const mr_attention_item *item, const int32_t *sequence) {
    const mr_attention_task *task = it->task;
    int64_t shared = task->h / task->g;
    pair_place place = first_place(item);
    for (int64_t pair = 0; pair < it->pairs; pair++, next_place(&place, item)) {
        int64_t row = place.row, head = item->head * shared + place.query, position = sequence[2] + row;
        const float *q = task->q + ((sequence[0] + row) * task->h + head) * it->e;
        for (int64_t i = 0; i < it->width; i += 16) {
            store16(it->queries + pair * it->width + i, head_at(q, i, it->e) * splat(task->scale));
        }
        int64_t end = task->full ? sequence[2] + sequence[1] : position + 1;
        int64_t first = position - (int64_t)task->window + 1;
        it->sums.first[pair] = first > 0 ? first : 0;
        it->sums.end[pair] = end;
        it->merged_denominator[pair] = 0.0f;
        it->positions[pair] = position;
        if (task->bias != NULL) {
            it->biases[pair] = task->bias + head * (2 * task->reach + 1);
        }
    }
}

static void store_outputs(item_state *it, const mr_attention_item *item, const int32_t *sequence) {
    const mr_attention_task *task = it->task;
    int64_t shared = task->h / task->g;
    pair_place place = first_place(item);
    for (int64_t pair = 0; pair < it->pairs; pair++, next_place(&place, item)) {
        float *out = task->out + ((sequence[0] + place.row) * task->h + item->head * shared + place.query) * it->e;
        v16 inverse = splat(1.0f / it->merged_denominator[pair]);
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

static void start_item(item_state *it, const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch) {
    it->task = task;
    it->e = task->e;
    it->width = (task->e + 15) / 16 * 16;
    it->pairs = (int64_t)item->rows * item->queries;
    it->keys = (float *)(void *)scratch;
    it->values = it->keys + it->width * MR_BLOCK;
    it->queries = it->values + it->width * MR_BLOCK;
    it->running = it->queries + it->pairs * it->width;
    it->total = it->running + it->pairs * it->width;
    it->scores = (float(*)[MR_BLOCK])(it->total + it->pairs * it->width);
    load_queries(it, item, task->sequences + 4 * item->sequence);
}

/* Keys and values of the item's head in the block that starts at position base. */
INLINE const uint8_t *block_at(const mr_attention_task *task, const mr_attention_item *item, int64_t base) {
    int64_t block = task->blocks[task->sequences[4 * item->sequence + 3] + base / MR_BLOCK];
    return task->cache + (block * task->g + item->head) * mr_head_bytes(task->type, task->e);
}

#include "body/attention_bf16.h"

void NAME(attend)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch) {
    item_state it;
    start_item(&it, task, item, scratch);
    if (it.width != it.e) {
        memset(it.values, 0, (size_t)(it.width * MR_BLOCK) * 4);
    }
    if (task->type == MR_BF16) {
        pair_queries(&it);
    }
    const int64_t first = it.sums.first[0], end = it.sums.end[it.pairs - 1], part = it.pairs * mr_part_floats(it.e);
    for (int64_t i = 0; i < item->segments; i++) {
        int64_t from = (item->first_segment + i) * MR_SEGMENT, until = least(from + MR_SEGMENT, end);
        start_segment(&it);
        for (int64_t base = from > first ? from : first / MR_BLOCK * MR_BLOCK; base < until; base += MR_BLOCK) {
            if (task->type == MR_BF16) {
                visit_by_pairs(&it, block_at(task, item, base), base);
                continue;
            }
            int fetch = it.pairs <= FEW_PAIRS && base + MR_BLOCK < end;
            it.next = fetch ? block_at(task, item, base + MR_BLOCK) : NULL;
            view_block(&it, block_at(task, item, base));
            visit_block(&it, base);
        }
        if (item->parts == NULL && item->segments == 1) {
            end_only_segment(&it);
        } else {
            end_segment(&it, item->parts == NULL ? NULL : item->parts + i * part);
        }
    }
    if (item->parts == NULL) {
        store_outputs(&it, item, task->sequences + 4 * item->sequence);
    }
}

/* All segments of an item that other items have attended, ascending. */
void NAME(merge)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch) {
    item_state it;
    start_item(&it, task, item, scratch);
    const float *part = item->parts;
    for (int64_t i = 0; i < item->segments; i++) {
        for (int64_t pair = 0; pair < it.pairs; pair++, part += mr_part_floats(it.e)) {
            if (part[1] != 0.0f) {
                merge_segment(&it, pair, part + 2, part[0], part[1]);
            }
        }
    }
    store_outputs(&it, item, task->sequences + 4 * item->sequence);
}

/* One position into one head of a block of halves: the key scattered into its panel's column, the value as a row. */
static void store_row_as_halves(const float *key, const float *value, uint8_t *block, int64_t e, int64_t slot) {
    uint8_t *keys = block + 2 * slot, *values = block + 2 * (e * MR_BLOCK + slot * e);
    for (int64_t i = 0; i < e; i += 16) {
        int64_t some = least(16, e - i);
        uint16_t k[16], v[16];
        narrow16(k, clamp_half(head_at(key, i, e)));
        narrow16(v, clamp_half(head_at(value, i, e)));
        for (int64_t j = 0; j < some; j++) {
            memcpy(keys + 2 * (i + j) * MR_BLOCK, &k[j], 2);
        }
        memcpy(values + 2 * i, v, 2 * (size_t)some);
    }
}

/* The same as floats. */
static void store_row_as_floats(const float *key, const float *value, uint8_t *block, int64_t e, int64_t slot) {
    uint8_t *keys = block + 4 * slot;
    for (int64_t i = 0; i < e; i++) {
        memcpy(keys + 4 * i * MR_BLOCK, key + i, 4);
    }
    memcpy(block + 4 * (e * MR_BLOCK + slot * e), value, 4 * (size_t)e);
}

void NAME(store_row)(const float *key, const float *value, uint8_t *block, int32_t type, int64_t e, int64_t slot) {
    switch (type) {
    case MR_F32: store_row_as_floats(key, value, block, e, slot); break;
    case MR_F16: store_row_as_halves(key, value, block, e, slot); break;
    case MR_BF16: store_row_in_pairs(key, value, block, e, slot); break;
    default: store_row_as_codes(key, value, block, e, slot);
    }
}

#endif
