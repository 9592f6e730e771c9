/*
 * embed.c - looks rows up out of packed panels: the value a codec decodes, times a factor.
 *
 * Every product of code, scale and sub-scale is exact in f32; only the subtraction of a minimum and the factor round.
 *
 * One row is k elements strided by the panel, so what a look-up takes are the cache lines it touches. Rows of bytes go
 * by words of four codes and fetch the next row on their way. A row that is looked up again is copied, as types of
 * tokens are, and neighbouring rows of plain numbers, as positions are, are read four at a time. All else is plain C.
 */
#include <string.h>

#include "context.h"
#include "cpu.h"
#include "generic/vector.h"

typedef struct {
    const mr_type *type;
    mr_parts parts;
    int32_t id;
    const uint8_t *panels;
    int64_t panel_bytes, k;
    const int32_t *ids;
    float factor, *out;
} job;

static float half_at(const uint8_t *p) {
    uint16_t half;
    memcpy(&half, p, sizeof half);
    return float_of_half(half);
}

static float float_at(const uint8_t *p) {
    float x;
    memcpy(&x, p, sizeof x);
    return x;
}

static float brain_at(const uint8_t *p) {
    uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 24;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int32_t twos_at(const uint8_t *plane, int row, int i) {
    return plane[128 * (i >> 4) + 64 * (row >> 4) + 4 * (row & 15) + (i & 3)] >> (2 * (i >> 2 & 3)) & 3;
}

/* The unsigned code of element i (0..31) of 32-element part j. */
static int32_t code_at(const job *j, const uint8_t *block, int part, int row, int i) {
    const uint8_t *from = block + j->parts.step * part, *codes = from + j->parts.codes;
    int half = row >> 4, group = i >> 2, lane = 4 * (row & 15) + (i & 3), u;
    switch (j->type->storage) {
    case MR_NIBBLE: u = codes[128 * (group & 3) + 64 * half + lane] >> (group < 4 ? 0 : 4) & 15; break;
    case MR_BYTE: u = codes[128 * group + 64 * half + lane]; break;
    default: u = twos_at(codes, row, i); break;
    }
    u = j->type->table ? j->type->table[u] : u;
    if (j->type->bits) {
        int flag = from[j->parts.bits + 16 * group + 8 * half + lane / 8] >> (lane & 7) & 1;
        u |= flag << (j->type->storage == MR_TWO ? 2 : 4);
    }
    if (j->type->twos) {
        u |= twos_at(from + j->parts.twos, row, i) << 4;
    }
    return u;
}

static void embed_blocks(const job *j, const uint8_t *panel, int row, float *out) {
    const mr_type *type = j->type;
    for (int64_t b = 0; b < j->k / type->block; b++) {
        const uint8_t *block = panel + b * j->parts.bytes;
        float d = j->id == MR_MXFP4 ? mr_scale_of_exponent(block[j->parts.d + row]) : half_at(block + j->parts.d + 2 * row);
        float m = type->has_m ? half_at(block + j->parts.m + 2 * row) : 0.0f;
        for (int i = 0; i < type->block; i++) {
            float x = (float)(code_at(j, block, i / 32, row, i % 32) - type->zero);
            int sub = type->sub ? i / type->sub : 0;
            float scale = type->sub ? d * (float)(int8_t)block[j->parts.scales + 32 * sub + row] : d;
            if (type->sub && type->has_m) {
                x = scale * x - m * (float)block[j->parts.mins + 64 * (sub >> 1) + 2 * row + (sub & 1)];
            } else {
                x = scale * x + m; /* without m, + 0 still makes a zero positive, as the codecs do */
            }
            out[b * type->block + i] = x * j->factor;
        }
    }
}

/* Row of the panel that id lies in. */
static const uint8_t *panel_of(const job *j, int32_t id) { return j->panels + id / MR_PANEL * j->panel_bytes; }

/* Sixteen codes of a byte less 128. */
static v16 numbers_of(const uint8_t *codes) {
    v16b c;
    memcpy(&c, codes, sizeof c);
    v16h halves = __builtin_convertvector(c ^ (int8_t)-128, v16h);
    return to_float(__builtin_convertvector(halves, v16i));
}

/* The same of Q8_0, a word of four codes at a time; next is the row that comes then. */
static void embed_bytes(const job *j, const uint8_t *panel, int row, int32_t next, float *out) {
    const v16 factor = splat(j->factor), nothing = splat(0.0f);
    int64_t codes = j->parts.codes + 64 * (row >> 4) + 4 * (row & 15);
    int64_t ahead = panel_of(j, next) - panel + 64 * (next % MR_PANEL >> 4) - 64 * (row >> 4);
    for (int64_t b = 0; b < j->k / 32; b++) {
        const uint8_t *block = panel + b * j->parts.bytes, *from = block + codes;
        const v16 d = splat(half_at(block + j->parts.d + 2 * row));
        uint8_t code[32];
        __builtin_prefetch(block + ahead + j->parts.d);
        for (int g = 0; g < 8; g++) {
            memcpy(code + 4 * g, from + 128 * g, 4);
            __builtin_prefetch(from + ahead + 128 * g);
        }
        for (int half = 0; half < 32; half += 16) {
            /* + 0 makes a zero positive, as the codecs do. */
            store16(out + 32 * b + half, (d * numbers_of(code + half) + nothing) * factor);
        }
    }
}

/* Four neighbouring rows of F32 panels: their numbers lie side by side. */
static void embed_four(const job *j, const uint8_t *panel, int row, float *out) {
    const float *from = (const float *)(const void *)panel + row;
    for (int64_t i = 0; i < j->k; i++) {
        for (int r = 0; r < 4; r++) {
            out[r * j->k + i] = from[i * MR_PANEL + r] * j->factor;
        }
    }
}

static void embed_numbers(const job *j, const uint8_t *panel, int row, float *out) {
    int32_t size = j->type->block_bytes;
    int64_t first = j->id == MR_F32_ROWS ? row * j->k : row, step = j->id == MR_F32_ROWS ? 1 : MR_PANEL;
    for (int64_t i = 0; i < j->k; i++) {
        const uint8_t *p = panel + (first + i * step) * size;
        float x;
        switch (j->id) {
        case MR_F16: x = half_at(p); break;
        case MR_BF16: x = brain_at(p); break;
        default: x = float_at(p);
        }
        out[i] = x * j->factor;
    }
}

/* Whether ids from i on are four neighbouring rows of a panel of F32. */
static int are_neighbours(const job *j, int64_t i, int64_t end) {
    const int32_t *id = j->ids + i;
    return j->id == MR_F32 && i + 4 <= end && id[0] % MR_PANEL <= MR_PANEL - 4 && id[1] == id[0] + 1 &&
           id[2] == id[0] + 2 && id[3] == id[0] + 3;
}

static void embed_row(const job *j, int32_t id, int32_t next, float *out) {
    const uint8_t *panel = panel_of(j, id);
    int row = id % MR_PANEL;
    if (j->type->block == 1) {
        embed_numbers(j, panel, row, out);
    } else if (j->id == MR_Q8_0) {
        embed_bytes(j, panel, row, next, out);
    } else {
        embed_blocks(j, panel, row, out);
    }
}

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        float *out = j->out + i * j->k;
        if (i > from && j->ids[i] == j->ids[i - 1]) {
            memcpy(out, out - j->k, (size_t)j->k * sizeof *out);
        } else if (are_neighbours(j, i, end)) {
            embed_four(j, panel_of(j, j->ids[i]), j->ids[i] % MR_PANEL, out);
            i += 3;
        } else {
            embed_row(j, j->ids[i], j->ids[i + 1 < end ? i + 1 : i], out);
        }
    }
}

mr_status mr_embed(mr_context *context, int32_t type, const uint8_t *panels, const int32_t *ids, int64_t n, int64_t k,
                   float factor, float *out) {
    const mr_type *facts = mr_type_of(type);
    if (facts == NULL) {
        return MR_TYPE_UNSUPPORTED;
    }
    job j = {facts, {0}, type, panels, mr_panel_bytes(type, k), k, ids, factor, out};
    if (facts->block > 1) {
        j.parts = mr_parts_of(facts);
    }
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work, &j, n, 4);
    mr_control_leave(control);
    return MR_OK;
}
