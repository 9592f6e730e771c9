/*
 * pack.c - from rows as GGUF stores them to the panels of types.h.
 *
 * Codes travel as words of four (k = 4g..4g+3), eight words per 32 elements, so that one row costs a few operations a
 * word. Nothing is rounded: a panel holds the very codes and scales of the file.
 */
#include <stddef.h>
#include <string.h>

#include "kernels.h"

static uint32_t word(const uint8_t *p) {
    uint32_t w;
    memcpy(&w, p, 4);
    return w;
}

/* Four bits of a word of flags, one to a byte, at bit 0. */
static uint32_t spread(uint32_t flags) { return ((flags & 15) * 0x00204081u) & 0x01010101u; }

/* Codes of 32 elements: nibbles or bytes in low, planes above them in high (bit 0 and 1 of each byte). */
typedef struct {
    uint32_t low[8], high[8];
} codes32;

/* The split-half nibbles of the 32-element types and IQ4_XS: byte j holds element j low, j + 16 high. */
static void nibbles_split(const uint8_t *qs, codes32 *c) {
    for (int g = 0; g < 4; g++) {
        uint32_t w = word(qs + 4 * g);
        c->low[g] = w & 0x0f0f0f0f;
        c->low[g + 4] = (w >> 4) & 0x0f0f0f0f;
    }
}

/* 32 bytes that hold one nibble each of this sub-block. */
static void nibbles_at(const uint8_t *qs, int shift, codes32 *c) {
    for (int g = 0; g < 8; g++) {
        c->low[g] = (word(qs + 4 * g) >> shift) & 0x0f0f0f0f;
    }
}

static void pairs_at(const uint8_t *qs, int shift, uint32_t *words) {
    for (int g = 0; g < 8; g++) {
        words[g] = (word(qs + 4 * g) >> shift) & 0x03030303;
    }
}

static void flags_at(const uint8_t *qh, int shift, uint32_t *words) {
    for (int g = 0; g < 8; g++) {
        words[g] = (word(qh + 4 * g) >> shift) & 0x01010101;
    }
}

static void flags_of(uint32_t qh, uint32_t *words) {
    for (int g = 0; g < 8; g++) {
        words[g] = spread(qh >> (4 * g));
    }
}

/* Codes of the 32 elements at 32 * j of a file block. */
static void read_codes(int32_t id, const uint8_t *b, int j, codes32 *c) {
    int half = j >> 2, p = j & 3;
    switch (id) {
    case MR_Q4_0:
    case MR_IQ4_NL: nibbles_split(b + 2, c); break;
    case MR_MXFP4: nibbles_split(b + 1, c); break;
    case MR_Q4_1: nibbles_split(b + 4, c); break;
    case MR_Q5_0: nibbles_split(b + 6, c), flags_of(word(b + 2), c->high); break;
    case MR_Q5_1: nibbles_split(b + 8, c), flags_of(word(b + 4), c->high); break;
    case MR_Q8_0:
        for (int g = 0; g < 8; g++) {
            c->low[g] = word(b + 2 + 4 * g) ^ 0x80808080;
        }
        break;
    case MR_IQ4_XS: nibbles_split(b + 8 + 16 * j, c); break;
    case MR_Q4_K: nibbles_at(b + 16 + 32 * (j >> 1), 4 * (j & 1), c); break;
    case MR_Q5_K: nibbles_at(b + 48 + 32 * (j >> 1), 4 * (j & 1), c), flags_at(b + 16, j, c->high); break;
    case MR_Q6_K:
        nibbles_at(b + 64 * half + 32 * (p & 1), 4 * (p >> 1), c);
        pairs_at(b + 128 + 32 * half, 2 * p, c->high);
        break;
    case MR_Q2_K: pairs_at(b + 16 + 32 * half, 2 * p, c->low); break;
    case MR_Q3_K:
        pairs_at(b + 32 + 32 * half, 2 * p, c->low);
        flags_at(b, 4 * half + p, c->high);
        break;
    default: break;
    }
}

/* Puts four codes of two bits each, one a byte, into bits 2 * (g % 4) of the lane's word. */
static void put_twos(uint8_t *plane, int row, const uint32_t *words) {
    for (int i = 0; i < 2; i++) {
        const uint32_t *w = words + 4 * i;
        uint32_t packed = w[0] | w[1] << 2 | w[2] << 4 | w[3] << 6;
        memcpy(plane + 128 * i + 64 * (row >> 4) + 4 * (row & 15), &packed, 4);
    }
}

static void put_bits(uint8_t *plane, int row, const uint32_t *words) {
    for (int g = 0; g < 8; g++) {
        uint32_t nibble = (words[g] * 0x01020408u) >> 24 & 15;
        uint8_t *at = plane + 16 * g + 8 * (row >> 4) + (row & 15) / 2;
        *at = (uint8_t)(*at | nibble << (4 * (row & 1)));
    }
}

static void put_codes(mr_storage storage, uint8_t *codes, int row, const uint32_t *w) {
    uint8_t *lane = codes + 64 * (row >> 4) + 4 * (row & 15);
    switch (storage) {
    case MR_NIBBLE:
        for (int g = 0; g < 4; g++) {
            uint32_t both = w[g] | w[g + 4] << 4;
            memcpy(lane + 128 * g, &both, 4);
        }
        break;
    case MR_BYTE:
        for (int g = 0; g < 8; g++) {
            memcpy(lane + 128 * g, &w[g], 4);
        }
        break;
    case MR_TWO: put_twos(codes, row, w); break;
    default: break;
    }
}

/* The 6-bit scales and minima of Q4_K and Q5_K. */
static void sub_scales_k45(const uint8_t *s, uint8_t *scales, uint8_t *mins) {
    for (int g = 0; g < 4; g++) {
        scales[g] = s[g] & 63;
        mins[g] = s[g + 4] & 63;
        scales[g + 4] = (uint8_t)((s[g + 8] & 15) | (s[g] >> 6) << 4);
        mins[g + 4] = (uint8_t)((s[g + 8] >> 4) | (s[g + 4] >> 6) << 4);
    }
}

static void sub_scales_k3(const uint8_t *s, uint8_t *scales) {
    for (int k = 0; k < 16; k++) {
        int low = k < 8 ? s[k] & 15 : s[k - 8] >> 4;
        int high = (s[8 + (k & 3)] >> (2 * (k >> 2))) & 3;
        scales[k] = (uint8_t)((low | high << 4) - 32);
    }
}

static void sub_scales_iq4(const uint8_t *b, uint8_t *scales) {
    int high = b[2] | b[3] << 8;
    for (int g = 0; g < 8; g++) {
        int low = (b[4 + (g >> 1)] >> (4 * (g & 1))) & 15;
        scales[g] = (uint8_t)((low | ((high >> (2 * g)) & 3) << 4) - 32);
    }
}

/* Where d and m (or dmin) lie in a file block; -1 for none. */
static void scalar_offsets(int32_t id, int *d, int *m) {
    *d = 0;
    *m = -1;
    switch (id) {
    case MR_Q4_1:
    case MR_Q5_1:
    case MR_Q4_K:
    case MR_Q5_K: *m = 2; break;
    case MR_Q2_K: *d = 80, *m = 82; break;
    case MR_Q3_K: *d = 108; break;
    case MR_Q6_K: *d = 208; break;
    default: break;
    }
}

static void put_scales(int32_t id, const mr_type *type, const mr_parts *parts, const uint8_t *b, uint8_t *to, int row) {
    int d, m;
    scalar_offsets(id, &d, &m);
    if (id == MR_MXFP4) {
        to[parts->d + row] = b[0];
        return;
    }
    memcpy(to + parts->d + 2 * row, b + d, 2);
    if (m >= 0) {
        memcpy(to + parts->m + 2 * row, b + m, 2);
    }
    if (!type->sub) {
        return;
    }
    uint8_t scales[16] = {0}, mins[16] = {0};
    switch (id) {
    case MR_Q4_K:
    case MR_Q5_K: sub_scales_k45(b + 4, scales, mins); break;
    case MR_Q3_K: sub_scales_k3(b + 96, scales); break;
    case MR_IQ4_XS: sub_scales_iq4(b, scales); break;
    case MR_Q6_K: memcpy(scales, b + 192, 16); break;
    default: /* Q2_K */
        for (int i = 0; i < 16; i++) {
            scales[i] = b[i] & 15;
            mins[i] = b[i] >> 4;
        }
    }
    int subs = type->block / type->sub;
    for (int i = 0; i < subs; i++) {
        to[parts->scales + 32 * i + row] = scales[i];
        if (type->has_m) {
            to[parts->mins + 64 * (i >> 1) + 2 * row + (i & 1)] = mins[i];
        }
    }
}

static void pack_row(int32_t id, const mr_type *type, const mr_parts *parts, const uint8_t *row_bytes, int64_t blocks,
                     uint8_t *panel, int row) {
    for (int64_t b = 0; b < blocks; b++) {
        const uint8_t *from = row_bytes + b * type->block_bytes;
        uint8_t *to = panel + b * parts->bytes, *part = to;
        for (int j = 0; j < type->block / 32; j++) {
            codes32 c = {{0}, {0}};
            read_codes(id, from, j, &c);
            put_codes(type->storage, part + parts->codes, row, c.low);
            if (type->bits) {
                put_bits(part + parts->bits, row, c.high);
            }
            if (type->twos) {
                put_twos(part + parts->twos, row, c.high);
            }
            part += parts->step;
        }
        put_scales(id, type, parts, from, to, row);
    }
}

static void pack_numbers(int32_t size, const uint8_t *row_bytes, int64_t k, uint8_t *panel, int row) {
    for (int64_t i = 0; i < k; i++) {
        memcpy(panel + (i * MR_PANEL + row) * size, row_bytes + i * size, (size_t)size);
    }
}

int64_t mr_panel_bytes(int32_t id, int64_t k) {
    const mr_type *type = mr_type_of(id);
    if (type == NULL || k % type->block != 0) {
        return 0;
    }
    return type->block == 1 ? k * MR_PANEL * type->block_bytes : k / type->block * mr_parts_of(type).bytes;
}

mr_status mr_pack(int32_t id, const uint8_t *rows, int64_t m, int64_t k, uint8_t *panels) {
    const mr_type *type = mr_type_of(id);
    int64_t panel_bytes = mr_panel_bytes(id, k);
    if (type == NULL || panel_bytes == 0) {
        return MR_TYPE_UNSUPPORTED;
    }
    mr_parts parts = mr_parts_of(type);
    int64_t blocks = k / type->block;
    int64_t row_bytes = blocks * type->block_bytes;
    for (int64_t r = 0; r < m; r++) {
        uint8_t *panel = panels + r / MR_PANEL * panel_bytes;
        if (r % MR_PANEL == 0) {
            memset(panel, 0, (size_t)panel_bytes);
        }
        if (id == MR_F32_ROWS) {
            memcpy(panel + r % MR_PANEL * row_bytes, rows + r * row_bytes, (size_t)row_bytes);
        } else if (type->block == 1) {
            pack_numbers(type->block_bytes, rows + r * row_bytes, k, panel, (int)(r % MR_PANEL));
        } else {
            pack_row(id, type, &parts, rows + r * row_bytes, blocks, panel, (int)(r % MR_PANEL));
        }
    }
    return MR_OK;
}
