/*
 * head.h - what follows the output head: sums of exponentials and the largest elements of a row.
 *
 * Tail: as the bodies of rows; empty lanes hold -infinity for a maximum and add nothing to a sum.
 */
#ifndef MR_BODY_HEAD_H
#define MR_BODY_HEAD_H

void NAME(sum_exponentials_row)(const float *x, int64_t c, float *maximum, float *sum) {
    *maximum = largest_of_row(x, c);
    *sum = sum_below(x, c, 1.0f, *maximum, x);
}

/* NaN ranks above everything, so that it is seen. */
INLINE int ranks_above(float a, float b) { return a > b || (a != a && b == b); }

/* Keeps values sorted; the earlier column stays first among equals, for columns come ascending. */
static void insert(float value, int32_t column, int64_t filled, int64_t count, float *values, int32_t *columns) {
    int64_t at = filled < count ? filled : count - 1;
    if (filled == count && !ranks_above(value, values[at])) {
        return;
    }
    for (; at > 0 && ranks_above(value, values[at - 1]); at--) {
        values[at] = values[at - 1];
        columns[at] = columns[at - 1];
    }
    values[at] = value;
    columns[at] = column;
}

void NAME(top_row)(const float *x, int64_t c, int64_t count, float *values, int32_t *columns) {
    int64_t i = 0;
    for (; i < count; i++) {
        insert(x[i], (int32_t)i, i, count, values, columns);
    }
    for (; i < c; i += 16) {
        int64_t some = least(16, c - i);
        v16 v = some == 16 ? load16(x + i) : select16(mask_of((1u << some) - 1), load_some(x + i, some),
                                                      splat(-INFINITY));
        uint32_t larger = lanes_of(either(less(splat(values[count - 1]), v), unordered(v)));
        for (; larger != 0; larger &= larger - 1) {
            int64_t column = i + __builtin_ctz(larger);
            if (column < c) {
                insert(x[column], (int32_t)column, count, count, values, columns);
            }
        }
    }
}

#endif
