/* generic/vector.h - the primitives of body/common.h in portable C: loops of sixteen, vectorized as far as gcc can. */
#ifndef MR_VECTOR_H
#define MR_VECTOR_H

#include "body/common.h"

#define NAME(kernel) mr_generic_##kernel

/* Rows of a tile, at most; see body/tile.h. */
enum { TILE_ROWS = 2 };

/* Vectors whose steps are taken in turn where a chain is long: as many as registers hold; see body/math.h. */
enum { VECTORS_TOGETHER = 1 };

typedef v16i m16;

INLINE v16 fma16(v16 a, v16 b, v16 c) {
    v16 r;
    for (int i = 0; i < 16; i++) {
        r[i] = fmaf(a[i], b[i], c[i]);
    }
    return r;
}

INLINE m16 less(v16 a, v16 b) { return a < b; }
INLINE m16 unordered(v16 a) { return a != a; }
INLINE m16 either(m16 a, m16 b) { return a | b; }
INLINE v16 select16(m16 m, v16 a, v16 b) { return (v16)((m & (v16i)a) | (~m & (v16i)b)); }
INLINE v16i max_int(v16i a, v16i b) {
    v16i m = a > b;
    return (m & a) | (~m & b);
}

INLINE int32_t largest_int(v16i v) {
    int32_t most = v[0];
    for (int i = 1; i < 16; i++) {
        most = v[i] > most ? v[i] : most;
    }
    return most;
}

INLINE int32_t sum_of_ints(v16i v) {
    int32_t sum = 0;
    for (int i = 0; i < 16; i++) {
        sum += v[i];
    }
    return sum;
}

/* Of values from -128 to 127. */
INLINE void store_bytes16(int8_t *bytes, v16i v) {
    v16b narrow = __builtin_convertvector(v, v16b);
    memcpy(bytes, &narrow, sizeof narrow);
}

/* Of lanes without NaN. */
INLINE float largest16(v16 v) {
    float most = v[0];
    for (int i = 1; i < 16; i++) {
        most = v[i] > most ? v[i] : most;
    }
    return most;
}

INLINE uint32_t lanes_of(m16 m) {
    uint32_t bits = 0;
    for (int i = 0; i < 16; i++) {
        bits |= (uint32_t)(m[i] & 1) << i;
    }
    return bits;
}

INLINE m16 mask_of(uint32_t bits) {
    m16 m;
    for (int i = 0; i < 16; i++) {
        m[i] = -(int32_t)(bits >> i & 1);
    }
    return m;
}

INLINE v16 load_some(const float *p, int64_t count) {
    float l[16] = {0};
    memcpy(l, p, (size_t)count * sizeof *p);
    return load16(l);
}

INLINE void store_some(float *p, v16 v, int64_t count) {
    float l[16];
    store16(l, v);
    memcpy(p, l, (size_t)count * sizeof *p);
}

/* Appends the lanes that are set, with their columns; there is room for sixteen. */
INLINE int64_t keep16(float *values, int32_t *columns, v16 v, int32_t first, uint32_t lanes) {
    return keep_each(values, columns, v, first, lanes);
}

INLINE float float_of_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, mantissa = half & 1023;
    uint32_t bits;
    if (exponent == 0) {
        float tiny = (float)mantissa * 0x1p-24f;
        memcpy(&bits, &tiny, 4);
        bits |= sign;
    } else {
        bits = sign | (exponent == 31 ? 0x7f800000 : (exponent + 112) << 23) | mantissa << 13;
    }
    float x;
    memcpy(&x, &bits, 4);
    return x;
}

/* Round to nearest even; the caller has clamped finite values to 65504. */
INLINE uint16_t half_of_float(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
        return (uint16_t)(sign | 0x7e00);
    }
    if (magnitude < 0x38800000) {
        float shifted;
        memcpy(&shifted, &magnitude, 4);
        shifted += 0.5f; /* aligns the last places, and so rounds */
        memcpy(&bits, &shifted, 4);
        return (uint16_t)(sign | (bits - 0x3f000000));
    }
    return (uint16_t)(sign | ((magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000) >> 13));
}

INLINE v16 widen16(const uint8_t *halves) {
    v16 r;
    for (int i = 0; i < 16; i++) {
        uint16_t half;
        memcpy(&half, halves + 2 * i, 2);
        r[i] = float_of_half(half);
    }
    return r;
}

INLINE void narrow16(uint16_t *halves, v16 v) {
    for (int i = 0; i < 16; i++) {
        halves[i] = half_of_float(v[i]);
    }
}

/* acc[i] += u[4i..4i+3] . x[0..3], unsigned by signed bytes, exact. */
INLINE v16i dot16(v16i acc, const uint8_t *u, int32_t x) {
    for (int i = 0; i < 16; i++) {
        acc[i] += u[4 * i] * (int8_t)x + u[4 * i + 1] * (int8_t)(x >> 8) + u[4 * i + 2] * (int8_t)(x >> 16) +
                  u[4 * i + 3] * (int8_t)(x >> 24);
    }
    return acc;
}

#endif
