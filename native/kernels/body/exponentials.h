/*
 * exponentials.h - the largest element of a row, and the sum of the exponentials of a row below it.
 *
 * Tail: empty lanes hold -infinity for a maximum and add nothing to a sum.
 */
#ifndef MR_BODY_EXPONENTIALS_H
#define MR_BODY_EXPONENTIALS_H

/* Sixteen elements from x[i] on, of c; those behind the end are -infinity. */
INLINE v16 load_row(const float *x, int64_t i, int64_t c) {
    int64_t some = least(16, c - i);
    return some == 16 ? load16(x + i) : select16(mask_of((1u << some) - 1), load_some(x + i, some), splat(-INFINITY));
}

/* NaN if there is one. Four maxima at a time, for each waits for the one before. */
INLINE float largest_of_row(const float *x, int64_t c) {
    v16 most[4] = {splat(-INFINITY), splat(-INFINITY), splat(-INFINITY), splat(-INFINITY)};
    m16 bad = mask_of(0);
    int64_t i = 0;
    for (; i + 64 <= c; i += 64) {
        for (int j = 0; j < 4; j++) {
            v16 v = load16(x + i + 16 * j);
            bad = either(bad, unordered(v));
            most[j] = select16(less(most[j], v), v, most[j]);
        }
    }
    for (; i < c; i += 16) {
        v16 v = load_row(x, i, c);
        bad = either(bad, unordered(v));
        most[0] = select16(less(most[0], v), v, most[0]);
    }
    for (int j = 1; j < 4; j++) {
        most[0] = select16(less(most[0], most[j]), most[j], most[0]);
    }
    return lanes_of(bad) ? NAN : largest16(most[0]) + 0.0f; /* a zero is +0, whichever came first */
}

/* exp_falling16, with a short way for the usual case. */
INLINE v16 exp_below16(v16 x) {
    if (lanes_of(less(splat(-87.33f), x)) == 0xffff) {
        return exp_clamped(x);
    }
    return exp_falling16(x);
}

/*
 * The sum of exp(x * factor - most) in lanes by column; most is the largest x * factor. Fetches ahead what will be read
 * next, as much as x is; it may be x.
 */
INLINE float sum_below(const float *x, int64_t c, float factor, float most, const float *ahead) {
    v16 lanes = splat(0.0f);
    for (int64_t i = 0; i < c; i += 16) {
        __builtin_prefetch(ahead + i, 0, 2);
        int64_t some = least(16, c - i);
        v16 v = some == 16 ? load16(x + i) : load_some(x + i, some);
        v16 p = exp_below16(v * splat(factor) - splat(most));
        lanes = lanes + (some == 16 ? p : select16(mask_of((1u << some) - 1), p, splat(0.0f)));
    }
    return sum_halves(lanes);
}

#endif
