/*
 * pairs.h - pairs of BF16 numbers as one value of sixteen lanes, the first of a pair in the lower half of its lane.
 *
 * Their products by two fma, the second number of a pair first: what vdpbf16ps computes where nothing is subnormal.
 */
#ifndef MR_BODY_PAIRS_H
#define MR_BODY_PAIRS_H

/* Rows of one pass over the keys, and how many vectors it holds at once: halves apart need twice the registers. */
enum { PAIR_ROWS = LANES == 16 ? 6 : 2, PAIR_VECTORS = LANES == 16 ? 2 : 1 };

typedef uint16_t v16s __attribute__((vector_size(32)));

INLINE v16 first_of(v16i pairs) { return (v16)((v16u)pairs << 16); }
INLINE v16 second_of(v16i pairs) { return (v16)((v16u)pairs & 0xffff0000u); }

/* c + a.second * b.second, then + a.first * b.first. */
INLINE v16 fma_pairs16(v16i a, v16i b, v16 c) {
    return fma16(first_of(a), first_of(b), fma16(second_of(a), second_of(b), c));
}

/* b(x) of numerics.md 4, in the upper half of a lane. */
INLINE v16u brain16(v16 x) {
    v16u bits = (v16u)x;
    v16 rounded = (v16)(bits + 0x7fffu + (bits >> 16 & 1u)), magnitude = (v16)(bits & 0x7fffffffu);
    rounded = select16(less(magnitude, splat(0x1p-50f)), splat(0.0f), rounded);
    return (v16u)select16(unordered(x), (v16)(bits | 0x400000u), rounded);
}

/* b(x) of a's and then b's numbers, in pairs of neighbours. */
INLINE v16i pairs_of(v16 a, v16 b) {
    v16s halves[2] = {__builtin_convertvector(brain16(a) >> 16, v16s), __builtin_convertvector(brain16(b) >> 16, v16s)};
    v16i pairs;
    memcpy(&pairs, halves, sizeof pairs);
    return pairs;
}

/* b(exp(x)) of a's and then b's numbers, none of them above zero. */
INLINE v16i pairs_of_exponentials(v16 a, v16 b) { return pairs_of(exp_falling16(a), exp_falling16(b)); }

INLINE v16 larger16(v16 a, v16 b) { return select16(less(a, b), b, a); }

/* The numbers of pairs of neighbours: the first sixteen, or the last. */
INLINE v16 numbers_of(v16i pairs, int last) {
    v16s halves[2];
    memcpy(halves, &pairs, sizeof pairs);
    return (v16)(__builtin_convertvector(halves[last], v16u) << 16);
}

/* The largest lane of each vector; none is NaN. */
INLINE void largest_each(const v16 *most, int rows, float *largest) {
    for (int r = 0; r < rows; r++) {
        largest[r] = largest16(most[r]);
    }
}

#endif
