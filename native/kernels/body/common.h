/*
 * common.h - sixteen floats or ints as one value, on every instruction set.
 *
 * The bodies in this folder are written once against these types and the primitives that each folder's vector.h adds
 * (fma16, load_some, store_some, dot16, widen16, narrow16, masks), and compiled with that folder's flags. All
 * operators round once a lane, so the bits are those of the scalar definition.
 */
#ifndef MR_BODY_COMMON_H
#define MR_BODY_COMMON_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"

#define INLINE static inline __attribute__((always_inline))

typedef float v16 __attribute__((vector_size(64)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef uint32_t v16u __attribute__((vector_size(64)));
typedef int8_t v16b __attribute__((vector_size(16)));
typedef int16_t v16h __attribute__((vector_size(32)));

INLINE v16 splat(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16i splat_int(int32_t x) { return (v16i){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16 to_float(v16i x) { return __builtin_convertvector(x, v16); }
INLINE v16i to_int(v16 x) { return __builtin_convertvector(x, v16i); } /* toward zero; x fits */

INLINE v16 load16(const float *p) {
    v16 v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE void store16(float *p, v16 v) { memcpy(p, &v, sizeof v); }

INLINE int32_t int_at(const void *p) {
    int32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Sixteen lanes to one, in halves: l[i] += l[i + h] for h = 8, 4, 2, 1. */
INLINE float sum_halves(v16 v) {
    v8 low = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
    v8 eight = low + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    v4 four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    v4 two = four + __builtin_shufflevector(four, four, 2, 3, 2, 3);
    return two[0] + two[1];
}

/* What vector.h's keep16 does, lane by lane. */
INLINE int64_t keep_each(float *values, int32_t *columns, v16 v, int32_t first, uint32_t lanes) {
    float l[16];
    store16(l, v);
    int64_t kept = 0;
    for (; lanes != 0; lanes &= lanes - 1) {
        int lane = __builtin_ctz(lanes);
        values[kept] = l[lane];
        columns[kept++] = first + lane;
    }
    return kept;
}

/* bfloat16 is the upper half of a float. */
INLINE v16 widen_brain16(const uint8_t *halves) {
    v16i r;
    for (int i = 0; i < 16; i++) {
        uint16_t half;
        memcpy(&half, halves + 2 * i, 2);
        r[i] = (int32_t)((uint32_t)half << 16);
    }
    return (v16)r;
}

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

#endif
