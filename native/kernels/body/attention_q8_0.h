/*
 * attention_q8_0.h - a Q8_0 cache: codes of 8 bits with an F16 scale for each 32 elements of a head; numerics.md 4.
 *
 * A head of a block is: codes of the keys [e][64], their scales [groups][64], codes of the values [64][e], their scales
 * [64][groups]. Blocks are widened to f32, exactly. A last group may be shorter than 32; tails go through a copy.
 */
#ifndef MR_BODY_ATTENTION_Q8_0_H
#define MR_BODY_ATTENTION_Q8_0_H

enum { CODE_GROUP = 32, MOST_GROUPS = MR_MAX_HEAD / CODE_GROUP };

/* Sixteen codes as numbers. */
INLINE v16 widen_codes(const uint8_t *codes) {
    v16b bytes;
    memcpy(&bytes, codes, sizeof bytes);
    return to_float(__builtin_convertvector(__builtin_convertvector(bytes, v16h), v16i)); /* one step is scalar code */
}

/* The first of them. */
static v16 widen_some_codes(const uint8_t *codes, int64_t count) {
    uint8_t copy[16] = {0};
    memcpy(copy, codes, (size_t)count);
    return widen_codes(copy);
}

static void widen_coded_keys(item_state *it, const uint8_t *codes) {
    const uint8_t *scales = codes + it->e * MR_BLOCK;
    for (int64_t i = 0; i < it->e; i++) {
        for (int v = 0; v < 4; v++) {
            v16 d = widen16(scales + 2 * (i / CODE_GROUP * MR_BLOCK + 16 * v));
            store16(it->keys + i * MR_BLOCK + 16 * v, d * widen_codes(codes + i * MR_BLOCK + 16 * v));
        }
    }
}

static void widen_coded_values(item_state *it, const uint8_t *codes) {
    const uint8_t *scales = codes + it->e * MR_BLOCK;
    int64_t groups = mr_code_groups(it->e);
    float wide[MR_BLOCK * MOST_GROUPS];
    for (int64_t i = 0; i < MR_BLOCK * groups; i += 16) {
        store16(wide + i, widen16(scales + 2 * i));
    }
    for (int64_t slot = 0; slot < MR_BLOCK; slot++) {
        const uint8_t *row = codes + slot * it->e;
        float *to = it->values + slot * it->width;
        int64_t i = 0;
        for (; i + 16 <= it->e; i += 16) {
            store16(to + i, splat(wide[slot * groups + i / CODE_GROUP]) * widen_codes(row + i));
        }
        if (i < it->e) {
            store16(to + i, splat(wide[slot * groups + i / CODE_GROUP]) * widen_some_codes(row + i, it->e - i));
        }
    }
}

static void widen_coded_block(item_state *it, const uint8_t *block) {
    widen_coded_keys(it, block);
    widen_coded_values(it, block + mr_key_bytes(MR_Q8_0, it->e));
}

/* Rounds up to 32 elements to codes; returns their scale. */
static uint16_t round_to_codes(const float *x, int64_t count, int8_t *codes) {
    const v16i all = splat_int(0x7fffffff);
    v16 low = head_at(x, 0, count), high = count > 16 ? head_at(x, 16, count) : splat(0.0f);
    v16i most = max_int((v16i)low & all, (v16i)high & all);
    int32_t largest = 0;
    for (int i = 0; i < 16; i++) {
        largest = most[i] > largest ? most[i] : largest;
    }
    memset(codes, 0, CODE_GROUP);
    if (largest > 0x7f800000) {
        return 0x7e00; /* a NaN makes all of them NaN */
    }
    uint16_t halves[16];
    narrow16(halves, clamp_half((v16)splat_int(largest) / splat(127.0f)));
    v16 d = widen16((const uint8_t *)halves), magic = splat(12582912.0f);
    for (int i = 0; i < 2 && halves[0] != 0; i++) {
        v16 q = (i == 0 ? low : high) / d;
        q = select16(less(splat(127.0f), q), splat(127.0f), q);
        q = select16(less(q, splat(-127.0f)), splat(-127.0f), q);
        v16i whole = __builtin_convertvector((q + magic) - magic, v16i);
        v16b rounded = __builtin_convertvector(__builtin_convertvector(whole, v16h), v16b);
        memcpy(codes + 16 * i, &rounded, sizeof rounded);
    }
    return halves[0];
}

/* One position into one head of a block. */
static void store_row_as_codes(const float *key, const float *value, uint8_t *block, int64_t e, int64_t slot) {
    int64_t groups = mr_code_groups(e);
    uint8_t *values = block + mr_key_bytes(MR_Q8_0, e);
    for (int64_t group = 0; group < groups; group++) {
        int64_t from = group * CODE_GROUP, some = least(CODE_GROUP, e - from);
        int8_t codes[CODE_GROUP];
        uint16_t d = round_to_codes(key + from, some, codes);
        memcpy(block + e * MR_BLOCK + 2 * (group * MR_BLOCK + slot), &d, 2);
        for (int64_t i = 0; i < some; i++) {
            memcpy(block + (from + i) * MR_BLOCK + slot, &codes[i], 1);
        }
        d = round_to_codes(value + from, some, codes);
        memcpy(values + e * MR_BLOCK + 2 * (slot * groups + group), &d, 2);
        memcpy(values + slot * e + from, codes, (size_t)some);
    }
}

#endif
