/*
 * arm_neon/panel.h - products of int8 rows with one packed panel, for every block type.
 *
 * A group of 256 elements is unpacked once, to signed codes u - z, and serves all tokens, TILE at a time: first the
 * integer sums of every sub-block, then the scales, one token after the other. The file that includes this one says how
 * codes lie and how they are multiplied, by two functions:
 *
 *   put_codes  stores the codes of 4 rows (row 4 * quad and on) x 8 elements (8 * octet and on)
 *   add_up     the sums of 32 rows over elements from .. end - 1 of `tokens` rows of x, as [tokens][16 sub-blocks][32]
 *
 * Integers are exact, so that neither changes a bit; floats are rounded in the order of numerics.md 2.
 * Tails: the last group of a row may hold fewer than 8 blocks of 32; rows beyond m are computed and not stored.
 * Scratch: accumulators [MR_TOKENS][32] floats, then the group, both aligned to 64.
 */
#ifndef MR_NEON_PANEL_H
#define MR_NEON_PANEL_H

#include "vector.h"

#include "body/store.h"

enum { TILE = 4, SUBS = 16 };

typedef int32_t sub_sums[SUBS][MR_PANEL];

typedef struct {
    int8_t codes[MR_GROUP * MR_PANEL];
    float d[8][MR_PANEL], m[8][MR_PANEL];
    int32_t scales[SUBS][MR_PANEL], mins[SUBS][MR_PANEL];
    sub_sums sums[TILE];
} group;

/* a: the first four of the eight elements, b: the others; each byte 4 * row + element. */
INLINE void put_codes(int8_t *codes, int octet, int quad, int8x16_t a, int8x16_t b);

INLINE void add_up(const int8_t *codes, const int8_t *x, int64_t stride, int tokens, int from, int end, sub_sums *sums,
                   int sub);

INLINE uint8x16_t two_bits(const uint8_t *plane, int h, int g, int q) {
    uint8x16_t packed = vld1q_u8(plane + 128 * (g >> 2) + 64 * h + 16 * q);
    return vandq_u8(vshlq_u8(packed, vdupq_n_s8((int8_t)(-2 * (g & 3)))), vdupq_n_u8(3));
}

/* The bits of 16 codes as bytes 0 or 1 << place. */
INLINE uint8x16_t plane_bits(const uint8_t *p, int place) {
    const uint8x16_t each = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t both = vcombine_u8(vdup_n_u8(p[0]), vdup_n_u8(p[1]));
    return vandq_u8(vtstq_u8(both, each), vdupq_n_u8((uint8_t)(1 << place)));
}

/* Where the codes of 32 elements lie, and the table that stored nibbles go through, or NULL. */
typedef struct {
    const uint8_t *codes, *bits, *twos, *table;
} sources;

/* Unsigned codes of elements 4g..4g+3 of rows 16h + 4q and on. All but the sources are constants. */
INLINE uint8x16_t codes_of(mr_storage storage, int bits, int twos, int table, const sources *s, int h, int g, int q) {
    uint8x16_t u;
    if (storage == MR_NIBBLE) {
        u = vld1q_u8(s->codes + 128 * (g & 3) + 64 * h + 16 * q);
        u = g < 4 ? vandq_u8(u, vdupq_n_u8(15)) : vshrq_n_u8(u, 4);
    } else if (storage == MR_BYTE) {
        u = vld1q_u8(s->codes + 128 * g + 64 * h + 16 * q);
    } else {
        u = two_bits(s->codes, h, g, q);
    }
    if (table) {
        u = vqtbl1q_u8(vld1q_u8(s->table), u);
    }
    if (bits) {
        u = vorrq_u8(u, plane_bits(s->bits + 16 * g + 8 * h + 2 * q, storage == MR_TWO ? 2 : 4));
    }
    return twos ? vorrq_u8(u, vshlq_n_u8(two_bits(s->twos, h, g, q), 4)) : u;
}

INLINE void unpack_as(mr_storage storage, int bits, int twos, int table, const sources *s, int zero, int at,
                      int8_t *codes) {
    const uint8x16_t z = vdupq_n_u8((uint8_t)zero);
    for (int g = 0; g < 8; g += 2) {
        for (int quad = 0; quad < 8; quad++) {
            uint8x16_t a = codes_of(storage, bits, twos, table, s, quad / 4, g, quad % 4);
            uint8x16_t b = codes_of(storage, bits, twos, table, s, quad / 4, g + 1, quad % 4);
            put_codes(codes, 4 * at + g / 2, quad, vreinterpretq_s8_u8(vsubq_u8(a, z)),
                      vreinterpretq_s8_u8(vsubq_u8(b, z)));
        }
    }
}

/* 32 elements of the panel to the codes of block `at` of the group. */
static void unpack_codes(const mr_type *type, const sources *s, int at, int8_t *codes) {
    if (type->storage == MR_BYTE) {
        unpack_as(MR_BYTE, 0, 0, 0, s, type->zero, at, codes);
    } else if (type->storage == MR_TWO && type->bits) {
        unpack_as(MR_TWO, 1, 0, 0, s, type->zero, at, codes);
    } else if (type->storage == MR_TWO) {
        unpack_as(MR_TWO, 0, 0, 0, s, type->zero, at, codes);
    } else if (type->table != NULL) {
        unpack_as(MR_NIBBLE, 0, 0, 1, s, type->zero, at, codes);
    } else if (type->bits) {
        unpack_as(MR_NIBBLE, 1, 0, 0, s, type->zero, at, codes);
    } else if (type->twos) {
        unpack_as(MR_NIBBLE, 0, 1, 0, s, type->zero, at, codes);
    } else {
        unpack_as(MR_NIBBLE, 0, 0, 0, s, type->zero, at, codes);
    }
}

static void unpack_halves(const uint8_t *from, float *to) {
    store16(to, widen16(from));
    store16(to + 16, widen16(from + 32));
}

static void unpack_scales(const mr_type *type, const mr_parts *parts, const uint8_t *b, group *s) {
    for (int i = 0; i < MR_GROUP / type->sub; i++) {
        for (int r = 0; r < MR_PANEL; r++) {
            s->scales[i][r] = (int8_t)b[parts->scales + 32 * i + r];
        }
        for (int r = 0; type->has_m && r < MR_PANEL; r++) {
            s->mins[i][r] = b[parts->mins + 64 * (i >> 1) + 2 * r + (i & 1)];
        }
    }
}

/* One panel block to the group, from its block `at` of 32 on. */
static void unpack_block(int32_t id, const mr_type *type, const mr_parts *parts, const uint8_t *b, int at, group *s) {
    for (int j = 0; j < type->block / 32; j++) {
        const uint8_t *part = b + parts->step * j;
        sources from = {part + parts->codes, part + parts->bits, part + parts->twos, type->table};
        unpack_codes(type, &from, at + j, s->codes);
    }
    if (id == MR_MXFP4) {
        for (int r = 0; r < MR_PANEL; r++) {
            s->d[at][r] = mr_scale_of_exponent(b[parts->d + r]);
        }
    } else {
        unpack_halves(b + parts->d, s->d[at]);
    }
    if (type->has_m) {
        unpack_halves(b + parts->m, s->m[at]);
    }
    if (type->sub) {
        unpack_scales(type, parts, b, s);
    }
}

/* The 32-element types, four rows from r: t over the blocks of a group, then acc = fma(t, da / 8, acc). */
INLINE float32x4_t scale_blocks(const mr_linear_task *task, int has_m, const group *s, sub_sums sums, int64_t first,
                                int blocks, float da8, int r, float32x4_t acc) {
    float32x4_t t = vdupq_n_f32(0.0f);
    for (int j = 0; j < blocks; j++) {
        int32x4_t sum = vshlq_s32(vld1q_s32(sums[j] + r), vdupq_n_s32(task->shifts[first + j]));
        t = vfmaq_f32(t, vld1q_f32(s->d[j] + r), vcvtq_f32_s32(sum));
        if (has_m) {
            t = vfmaq_f32(t, vld1q_f32(s->m[j] + r), vdupq_n_f32((float)task->mins[first + j]));
        }
    }
    return vfmaq_f32(acc, t, vdupq_n_f32(da8));
}

/* The K-types: exact integer sums over the group, scaled once. first counts sub-blocks. */
INLINE float32x4_t scale_subs(const mr_linear_task *task, int has_m, int width, const group *s, sub_sums sums,
                              int64_t first, float da8, int r, float32x4_t acc) {
    const int32_t *shifts = task->shifts + first * width / 32;
    int32x4_t sum = vdupq_n_s32(0), minima = sum;
    for (int i = 0; i < MR_GROUP / width; i++) {
        int32x4_t inner = vshlq_s32(vld1q_s32(sums[i] + r), vdupq_n_s32(shifts[i * width / 32]));
        sum = vmlaq_s32(sum, vld1q_s32(s->scales[i] + r), inner);
        if (has_m) {
            minima = vmlaq_n_s32(minima, vld1q_s32(s->mins[i] + r), task->mins[first + i]);
        }
    }
    acc = vfmaq_f32(acc, vmulq_n_f32(vld1q_f32(s->d[0] + r), da8), vcvtq_f32_s32(sum));
    if (has_m) {
        acc = vfmaq_f32(acc, vnegq_f32(vmulq_n_f32(vld1q_f32(s->m[0] + r), da8)), vcvtq_f32_s32(minima));
    }
    return acc;
}

static void scale_token(const mr_linear_task *task, const mr_type *type, const group *s, sub_sums sums, int64_t token,
                        int64_t k0, int blocks, float *acc) {
    int64_t groups = (task->k + MR_GROUP - 1) / MR_GROUP, at = token * task->k + k0;
    float da8 = task->scales[token * groups + k0 / MR_GROUP] * 0.125f;
    for (int r = 0; r < MR_PANEL; r += 4) {
        float32x4_t a = vld1q_f32(acc + r);
        if (type->sub) {
            a = scale_subs(task, type->has_m, type->sub, s, sums, at / type->sub, da8, r, a);
        } else {
            a = scale_blocks(task, type->has_m, s, sums, at / 32, blocks, da8, r, a);
        }
        vst1q_f32(acc + r, a);
    }
}

/* One group for `tokens` neighbouring tokens, a constant. */
INLINE void multiply_tile(const mr_linear_task *task, const mr_type *type, group *s, int64_t token, int tokens,
                          int64_t k0, int blocks, float (*acc)[MR_PANEL]) {
    const int8_t *x = task->codes + token * task->k + k0;
    int width = type->sub ? type->sub : 32;
    for (int i = 0; i < 32 * blocks / width; i++) {
        add_up(s->codes, x, task->k, tokens, width * i, width * i + width, s->sums, i);
    }
    for (int t = 0; t < tokens; t++) {
        scale_token(task, type, s, s->sums[t], token + t, k0, blocks, acc[t]);
    }
}

static void multiply_group(const mr_linear_task *task, const mr_type *type, group *s, int64_t t0, int64_t tokens,
                           int64_t k0, int blocks, float (*acc)[MR_PANEL]) {
    int64_t t = 0;
    for (; t + TILE <= tokens; t += TILE) {
        multiply_tile(task, type, s, t0 + t, TILE, k0, blocks, acc + t);
    }
    for (; t < tokens; t++) {
        multiply_tile(task, type, s, t0 + t, 1, k0, blocks, acc + t);
    }
}

INLINE void multiply_panel(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    const mr_type *type = mr_type_of(task->type);
    mr_parts parts = mr_parts_of(type);
    const uint8_t *weights = task->panels + panel * task->panel_bytes;
    float(*acc)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    group *s = (group *)(void *)(scratch + MR_TOKENS * MR_PANEL * sizeof(float));
    for (int64_t t0 = 0; t0 < task->n; t0 += MR_TOKENS) {
        int64_t tokens = least(MR_TOKENS, task->n - t0);
        memset(acc, 0, (size_t)tokens * sizeof *acc);
        for (int64_t k0 = 0; k0 < task->k; k0 += MR_GROUP) {
            int blocks = (int)least(MR_GROUP, task->k - k0) / 32;
            for (int j = 0; j < blocks; j += type->block / 32) {
                unpack_block(task->type, type, &parts, weights + (k0 + 32 * j) / type->block * parts.bytes, j, s);
            }
            multiply_group(task, type, s, t0, tokens, k0, blocks, acc);
        }
        for (int64_t t = 0; t < tokens; t++) {
            store_panel(task, panel, t0 + t, acc[t]);
        }
    }
}

#endif
