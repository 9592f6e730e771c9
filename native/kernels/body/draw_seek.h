/*
 * draw_seek.h - where a choice ends: by sums of buckets of distance, then by the order of the elements of one bucket.
 */
#ifndef MR_BODY_DRAW_SEEK_H
#define MR_BODY_DRAW_SEEK_H

#include "draw_rows.h"

INLINE v16i buckets16(v16 distance, m16 within) {
    return to_int(select16(within, distance, splat(0.0f)) * splat(DRAW_BUCKETS / DRAW_REACH));
}

/* Sums up the weights of the buckets. */
static void weigh(const draw_state *d) {
    draw_sum *buckets = d->scratch->buckets;
    int64_t parts = parts_of(d);
    memset(buckets, 0, sizeof d->scratch->buckets);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight, distance = distance16(d, load_row(p.values, i, p.count));
            uint32_t lanes = weigh16(d, distance, &weight);
            float w[16];
            int32_t b[16];
            v16i bucket = buckets16(distance, less(distance, splat(d->limit)));
            store16(w, weight);
            memcpy(b, &bucket, sizeof b);
            for (; lanes != 0; lanes &= lanes - 1) {
                int lane = __builtin_ctz(lanes);
                buckets[b[lane]].count++;
                buckets[b[lane]].weight += (int64_t)w[lane];
            }
        }
    }
}

/* Numbers in the order of ranks: the larger element has the smaller number, and both zeros have the same. */
INLINE uint32_t rank_of(float x) {
    float y = x + 0.0f;
    int32_t bits;
    memcpy(&bits, &y, sizeof bits);
    return ~((uint32_t)bits ^ (bits < 0 ? 0xffffffffu : 0x80000000u));
}

INLINE float element_of(uint32_t rank) {
    uint32_t order = ~rank, bits = order ^ (order < 0x80000000u ? 0xffffffffu : 0x80000000u);
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Lanes of a bucket. */
INLINE uint32_t lanes_in(const draw_state *d, v16 v, int bucket, v16 *weight) {
    v16 distance = distance16(d, v), place = distance * splat(DRAW_BUCKETS / DRAW_REACH);
    uint32_t lanes = lanes_of(less(place, splat((float)(bucket + 1)))) & ~lanes_of(less(place, splat((float)bucket)));
    return lanes == 0 ? 0 : lanes & weigh16(d, distance, weight);
}

/* Keys of a bucket's elements; they fit. */
static int64_t collect(const draw_state *d, int bucket) {
    uint64_t *keys = d->scratch->keys;
    int64_t size = 0, parts = parts_of(d);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight;
            uint32_t lanes = lanes_in(d, load_row(p.values, i, p.count), bucket, &weight);
            for (; lanes != 0; lanes &= lanes - 1) {
                int64_t at = i + __builtin_ctz(lanes);
                keys[size++] = (uint64_t)rank_of(p.values[at]) << 32 | (uint64_t)column_in(&p, at);
            }
        }
    }
    return size;
}

static void sink(uint64_t *keys, int64_t from, int64_t size) {
    uint64_t key = keys[from];
    int64_t child;
    while ((child = 2 * from + 1) < size) {
        child += child + 1 < size && keys[child + 1] > keys[child];
        if (keys[child] <= key) {
            break;
        }
        keys[from] = keys[child];
        from = child;
    }
    keys[from] = key;
}

static void sort(uint64_t *keys, int64_t size) {
    for (int64_t i = size / 2; i-- > 0;) {
        sink(keys, i, size);
    }
    for (int64_t end = size; end-- > 1;) {
        uint64_t largest = keys[0];
        keys[0] = keys[end];
        keys[end] = largest;
        sink(keys, 0, end);
    }
}

/* Goes on from p through a bucket that has few elements. */
static void seek_sorted(const draw_state *d, int bucket, int64_t count, int64_t weight, draw_place *p) {
    const uint64_t *keys = d->scratch->keys;
    int64_t size = collect(d, bucket);
    sort(d->scratch->keys, size);
    for (int64_t i = 0; i < size && p->count < count && p->weight < weight; i++) {
        v16 w;
        weigh16(d, distance16(d, splat(element_of((uint32_t)(keys[i] >> 32)))), &w);
        p->count++;
        p->weight += (int64_t)w[0];
        p->column = (int32_t)(uint32_t)keys[i];
    }
}

/* Sums up a bucket's elements by a digit of their ranks, of those whose digits before it are known. */
static void weigh_digits(const draw_state *d, int bucket, uint32_t known, int shift, int bits) {
    draw_sum *digits = d->scratch->digits;
    int64_t parts = parts_of(d);
    memset(digits, 0, sizeof d->scratch->digits);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i += 16) {
            v16 weight;
            uint32_t lanes = lanes_in(d, load_row(p.values, i, p.count), bucket, &weight);
            for (; lanes != 0; lanes &= lanes - 1) {
                int lane = __builtin_ctz(lanes);
                uint32_t rank = rank_of(p.values[i + lane]);
                if ((uint64_t)rank >> (shift + bits) == known) {
                    draw_sum *digit = digits + (rank >> shift & ((1u << bits) - 1));
                    digit->count++;
                    digit->weight += (int64_t)weight[lane];
                }
            }
        }
    }
}

/* The column of an element with that rank, of which so many before it have the same. */
static int32_t column_of(const draw_state *d, uint32_t rank, int64_t before) {
    int64_t parts = parts_of(d);
    for (int64_t n = 0; n < parts; n++) {
        draw_part p = part_of_draw(d, n);
        for (int64_t i = 0; i < p.count; i++) {
            if (rank_of(p.values[i]) == rank && before-- == 0) {
                return (int32_t)column_in(&p, i);
            }
        }
    }
    return -1;
}

/* Goes on from p through a bucket that has many elements, digit by digit, then through those that are equal. */
static void seek_digits(const draw_state *d, int bucket, int64_t count, int64_t weight, draw_place *p) {
    const draw_sum *digit = d->scratch->digits;
    uint32_t rank = 0;
    for (int shift = 21, bits = 11; bits > 0; shift -= bits) {
        weigh_digits(d, bucket, rank, shift, bits);
        uint32_t i = 0;
        while (p->count + digit[i].count < count && p->weight + digit[i].weight < weight) {
            p->count += digit[i].count;
            p->weight += digit[i].weight;
            i++;
        }
        rank = rank << bits | i;
        digit = d->scratch->digits;
        if (shift == 0) {
            digit += i;
            break;
        }
        bits = shift < bits ? shift : bits;
    }
    int64_t each = digit->weight / digit->count, wanted = count - p->count, missing = weight - p->weight;
    int64_t enough = each == 0 ? wanted : missing / each + (missing % each != 0);
    wanted = enough < wanted ? enough : wanted;
    p->count += wanted;
    p->weight += wanted * each;
    p->column = column_of(d, rank, wanted - 1);
}

/* The first element in rank with which the count or the weight is reached; the last if neither is. */
static draw_place seek(const draw_state *d, int64_t count, int64_t weight) {
    const draw_sum *buckets = d->scratch->buckets;
    draw_place p = {0, 0, -1};
    for (int b = 0; b < DRAW_BUCKETS; b++) {
        if (p.count + buckets[b].count >= count || p.weight + buckets[b].weight >= weight) {
            if (buckets[b].count <= DRAW_SORTED) {
                seek_sorted(d, b, count, weight, &p);
            } else {
                seek_digits(d, b, count, weight, &p);
            }
            return p;
        }
        p.count += buckets[b].count;
        p.weight += buckets[b].weight;
    }
    return p;
}

#endif
