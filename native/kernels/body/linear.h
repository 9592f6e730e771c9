/*
 * linear.h - products with one packed panel, for every quantized type; a folder may override those it does better.
 *
 * The panel is unpacked 256 elements at a time into bytes [k/4][32 rows][4], which all tokens then use. Lanes are
 * output rows; each output has one chain over k, as numerics.md 2 writes it. Rows beyond m are computed (their weights
 * are zero) and not stored.
 *
 * Scratch: accumulators [MR_TOKENS][32] floats, then the unpacked slab.
 */
#ifndef MR_BODY_LINEAR_H
#define MR_BODY_LINEAR_H

#include "body/store.h"

/* A group of 256 elements of a panel, unpacked; 32-element types fill as many blocks as there are. */
typedef struct {
    uint8_t codes[64][MR_PANEL][4];
    float d[8][MR_PANEL], m[8][MR_PANEL];
    int32_t scales[16][MR_PANEL], mins[16][MR_PANEL];
} slab;

static void unpack_codes(const mr_type *type, const mr_parts *parts, const uint8_t *b, int j, uint8_t codes[][MR_PANEL][4]) {
    b += parts->step * j;
    const uint8_t *from = b + parts->codes, *bits = b + parts->bits, *twos = b + parts->twos;
    for (int g = 0; g < 8; g++) {
        for (int h = 0; h < 2; h++) {
            uint8_t *to = &codes[g][16 * h][0];
            for (int i = 0; i < 64; i++) {
                uint32_t u;
                switch (type->storage) {
                case MR_NIBBLE: u = from[128 * (g & 3) + 64 * h + i] >> (g < 4 ? 0 : 4) & 15; break;
                case MR_BYTE: u = from[128 * g + 64 * h + i]; break;
                default: u = from[128 * (g >> 2) + 64 * h + i] >> (2 * (g & 3)) & 3; break;
                }
                u = type->table ? type->table[u] : u;
                if (type->bits) {
                    uint32_t place = type->storage == MR_TWO ? 2 : 4;
                    u |= ((uint32_t)bits[16 * g + 8 * h + i / 8] >> (i & 7) & 1u) << place;
                }
                if (type->twos) {
                    u |= ((uint32_t)twos[128 * (g >> 2) + 64 * h + i] >> (2 * (g & 3)) & 3u) << 4;
                }
                to[i] = (uint8_t)u;
            }
        }
    }
}

static void unpack_halves(const uint8_t *from, float *to) {
    store16(to, widen16(from));
    store16(to + 16, widen16(from + 32));
}

static void unpack_block(int32_t id, const mr_type *type, const mr_parts *parts, const uint8_t *b, int at, slab *s) {
    for (int j = 0; j < type->block / 32; j++) {
        unpack_codes(type, parts, b, j, s->codes + 8 * (at + j));
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
    for (int i = 0; type->sub && i < type->block / type->sub; i++) {
        for (int r = 0; r < MR_PANEL; r++) {
            s->scales[i][r] = (int8_t)b[parts->scales + 32 * i + r];
            s->mins[i][r] = type->has_m ? b[parts->mins + 64 * (i >> 1) + 2 * r + (i & 1)] : 0;
        }
    }
}

INLINE v16i ints16(const int32_t *p) {
    v16i v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Integer sum over groups from to end - 1 of four elements, for half h. */
INLINE v16i dots(const slab *s, const int8_t *x, int from, int end, int h, int32_t start) {
    v16i sum = splat_int(start);
    for (int g = from; g < end; g++) {
        sum = dot16(sum, s->codes[g][16 * h], int_at(x + 4 * g));
    }
    return sum;
}

/* The 32-element types: t over the blocks of a group, then acc = fma(t, da / 8, acc). */
INLINE v16 group_of_blocks(const mr_linear_task *task, const mr_type *type, const slab *s, int64_t token, int64_t k0,
                           int blocks, int h, v16 acc) {
    const int8_t *x = task->codes + token * task->k + k0;
    int64_t first = (token * task->k + k0) / 32;
    v16 t = splat(0.0f);
    for (int j = 0; j < blocks; j++) {
        int32_t factor = 1 << task->shifts[first + j];
        v16i sum = dots(s, x, 8 * j, 8 * j + 8, h, type->has_m ? 0 : task->zeros[first + j]) * splat_int(factor);
        t = fma16(load16(s->d[j] + 16 * h), to_float(sum), t);
        if (type->has_m) {
            t = fma16(load16(s->m[j] + 16 * h), splat((float)task->mins[first + j]), t);
        }
    }
    int64_t groups = (task->k + MR_GROUP - 1) / MR_GROUP;
    return fma16(t, splat(task->scales[token * groups + k0 / MR_GROUP] * 0.125f), acc);
}

/* The K-types: exact integer sums over the group, scaled once. */
INLINE v16 group_of_subs(const mr_linear_task *task, const mr_type *type, const slab *s, int64_t token, int64_t k0,
                         int h, v16 acc) {
    const int8_t *x = task->codes + token * task->k + k0;
    int width = type->sub / 4, subs = MR_GROUP / type->sub;
    int64_t first = (token * task->k + k0) / type->sub, shifts = (token * task->k + k0) / 32;
    v16i sum = splat_int(0), minima = splat_int(0);
    for (int i = 0; i < subs; i++) {
        int32_t factor = 1 << task->shifts[shifts + i * type->sub / 32];
        v16i inner = dots(s, x, width * i, width * i + width, h, type->has_m ? 0 : task->zeros[first + i]);
        sum += ints16(s->scales[i] + 16 * h) * (inner * splat_int(factor));
        if (type->has_m) {
            minima += ints16(s->mins[i] + 16 * h) * splat_int(task->mins[first + i]);
        }
    }
    v16 da8 = splat(task->scales[(token * task->k + k0) / MR_GROUP] * 0.125f);
    acc = fma16(load16(s->d[0] + 16 * h) * da8, to_float(sum), acc);
    return type->has_m ? fma16(-(load16(s->m[0] + 16 * h) * da8), to_float(minima), acc) : acc;
}

void NAME(linear_any)(const mr_linear_task *task, int64_t panel, uint8_t *scratch) {
    const mr_type *type = mr_type_of(task->type);
    mr_parts parts = mr_parts_of(type);
    const uint8_t *weights = task->panels + panel * task->panel_bytes;
    float(*acc)[MR_PANEL] = (float(*)[MR_PANEL])(void *)scratch;
    slab *s = (slab *)(void *)(scratch + MR_TOKENS * MR_PANEL * sizeof(float));
    for (int64_t t0 = 0; t0 < task->n; t0 += MR_TOKENS) {
        int64_t tokens = least(MR_TOKENS, task->n - t0);
        memset(acc, 0, (size_t)tokens * sizeof *acc);
        for (int64_t k0 = 0; k0 < task->k; k0 += MR_GROUP) {
            int blocks = (int)least(MR_GROUP, task->k - k0) / 32;
            for (int j = 0; j < blocks; j += type->block / 32) {
                unpack_block(task->type, type, &parts, weights + (k0 + 32 * j) / type->block * parts.bytes, j, s);
            }
            for (int64_t t = 0; t < tokens; t++) {
                for (int h = 0; h < 2; h++) {
                    float *a = acc[t] + 16 * h;
                    store16(a, type->sub ? group_of_subs(task, type, s, t0 + t, k0, h, load16(a))
                                         : group_of_blocks(task, type, s, t0 + t, k0, blocks, h, load16(a)));
                }
            }
        }
        for (int64_t t = 0; t < tokens; t++) {
            store_panel(task, panel, t0 + t, acc[t]);
        }
    }
}

#endif
