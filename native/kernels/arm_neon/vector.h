/*
 * arm_neon/vector.h - the primitives of body/common.h as four 128-bit registers, in what every AArch64 CPU has.
 *
 * Parts of a vector are reached by address, which gcc keeps in registers where it cannot keep copies into structs;
 * comparisons are written out, as gcc makes scalar code of those on vectors wider than the machine's.
 */
#ifndef MR_VECTOR_H
#define MR_VECTOR_H

#include <arm_neon.h>

#include "body/common.h"

#define NAME(kernel) mr_neon_##kernel

/* Rows of a tile, at most; see body/tile.h. */
enum { TILE_ROWS = 6 };

/* Vectors whose steps are taken in turn where a chain is long: as many as registers hold; see body/math.h. */
enum { VECTORS_TOGETHER = 1 };

typedef v16i m16;
typedef float32x4_t __attribute__((may_alias)) part;
typedef int32x4_t __attribute__((may_alias)) int_part;

INLINE float32x4_t part_of(v16 v, int i) { return ((const part *)&v)[i]; }
INLINE int32x4_t int_part_of(v16i v, int i) { return ((const int_part *)&v)[i]; }
INLINE uint32x4_t mask_part_of(m16 m, int i) { return vreinterpretq_u32_s32(int_part_of(m, i)); }

INLINE v16 joined(float32x4_t a, float32x4_t b, float32x4_t c, float32x4_t d) {
    v16 v;
    ((part *)&v)[0] = a;
    ((part *)&v)[1] = b;
    ((part *)&v)[2] = c;
    ((part *)&v)[3] = d;
    return v;
}

INLINE v16i joined_ints(int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d) {
    v16i v;
    ((int_part *)&v)[0] = a;
    ((int_part *)&v)[1] = b;
    ((int_part *)&v)[2] = c;
    ((int_part *)&v)[3] = d;
    return v;
}

INLINE m16 joined_masks(uint32x4_t a, uint32x4_t b, uint32x4_t c, uint32x4_t d) {
    return joined_ints(vreinterpretq_s32_u32(a), vreinterpretq_s32_u32(b), vreinterpretq_s32_u32(c),
                       vreinterpretq_s32_u32(d));
}

INLINE float32x4_t fma4(v16 a, v16 b, v16 c, int i) { return vfmaq_f32(part_of(c, i), part_of(a, i), part_of(b, i)); }
INLINE v16 fma16(v16 a, v16 b, v16 c) {
    return joined(fma4(a, b, c, 0), fma4(a, b, c, 1), fma4(a, b, c, 2), fma4(a, b, c, 3));
}

INLINE uint32x4_t less4(v16 a, v16 b, int i) { return vcltq_f32(part_of(a, i), part_of(b, i)); }
INLINE m16 less(v16 a, v16 b) {
    return joined_masks(less4(a, b, 0), less4(a, b, 1), less4(a, b, 2), less4(a, b, 3));
}

INLINE uint32x4_t unordered4(v16 a, int i) { return vmvnq_u32(vceqq_f32(part_of(a, i), part_of(a, i))); }
INLINE m16 unordered(v16 a) {
    return joined_masks(unordered4(a, 0), unordered4(a, 1), unordered4(a, 2), unordered4(a, 3));
}

INLINE m16 either(m16 a, m16 b) { return a | b; }

INLINE float32x4_t select4(m16 m, v16 a, v16 b, int i) {
    return vbslq_f32(mask_part_of(m, i), part_of(a, i), part_of(b, i));
}
INLINE v16 select16(m16 m, v16 a, v16 b) {
    return joined(select4(m, a, b, 0), select4(m, a, b, 1), select4(m, a, b, 2), select4(m, a, b, 3));
}

INLINE int32x4_t max_int4(v16i a, v16i b, int i) { return vmaxq_s32(int_part_of(a, i), int_part_of(b, i)); }
INLINE v16i max_int(v16i a, v16i b) {
    return joined_ints(max_int4(a, b, 0), max_int4(a, b, 1), max_int4(a, b, 2), max_int4(a, b, 3));
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
    return vmaxvq_f32(vmaxq_f32(vmaxq_f32(part_of(v, 0), part_of(v, 1)), vmaxq_f32(part_of(v, 2), part_of(v, 3))));
}

INLINE uint32_t lanes_of(m16 m) {
    const v16i each = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
    v16i bits = m & each;
    return vaddvq_u32(vorrq_u32(vorrq_u32(mask_part_of(bits, 0), mask_part_of(bits, 1)),
                                vorrq_u32(mask_part_of(bits, 2), mask_part_of(bits, 3))));
}

INLINE uint32x4_t test4(uint32_t bits, uint32_t first) {
    const uint32x4_t each = {first, first << 1, first << 2, first << 3};
    return vtstq_u32(vdupq_n_u32(bits), each);
}
INLINE m16 mask_of(uint32_t bits) {
    return joined_masks(test4(bits, 1), test4(bits, 16), test4(bits, 256), test4(bits, 4096));
}

/* NEON has no masked loads and stores: tails go through a copy. */
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

INLINE float32x4_t widen4(const uint8_t *halves) { return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(halves))); }

INLINE v16 widen16(const uint8_t *halves) {
    return joined(widen4(halves), widen4(halves + 8), widen4(halves + 16), widen4(halves + 24));
}

INLINE void narrow16(uint16_t *halves, v16 v) {
    for (int i = 0; i < 4; i++) {
        vst1_u16(halves + 4 * i, vreinterpret_u16_f16(vcvt_f16_f32(part_of(v, i))));
    }
}

#endif
