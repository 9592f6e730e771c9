/*
 * quantize.h - rows of floats to int8 with a scale per 256 and a 2-bit exponent per 32; numerics.md 2.
 *
 * k is a multiple of 32, so there is no tail within a sub-group; the last group may hold fewer sub-groups.
 */
#ifndef MR_BODY_QUANTIZE_H
#define MR_BODY_QUANTIZE_H

INLINE float float_of_bits(int32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Rounds 16 values and returns the sum of the codes. Adding 1.5 * 2^23 rounds to nearest even and leaves an integer. */
INLINE int32_t round16(const float *x, float factor, int8_t *codes) {
    v16i q = (v16i)(load16(x) * splat(factor) + splat(12582912.0f)) - splat_int(0x4b400000);
    store_bytes16(codes, q);
    return sum_of_ints(q);
}

static void clear_group(int64_t count, int8_t *codes, int32_t *shifts, int32_t *sums) {
    memset(codes, 0, (size_t)count);
    memset(shifts, 0, (size_t)(count / 32) * sizeof *shifts); /* e = 3, s = 3 - e */
    memset(sums, 0, (size_t)(count / 16) * sizeof *sums);
}

static float quantize_group(const float *x, int64_t count, int8_t *codes, int32_t *shifts, int32_t *sums) {
    const v16i magnitude = splat_int(0x7fffffff);
    int32_t most[8], all = 0;
    for (int64_t j = 0; j < count / 32; j++) {
        most[j] = largest_int(max_int((v16i)load16(x + 32 * j) & magnitude, (v16i)load16(x + 32 * j + 16) & magnitude));
        all = most[j] > all ? most[j] : all;
    }
    float amax = float_of_bits(all);
    if (all >= 0x7f800000 || amax < 0x1p-100f) {
        clear_group(count, codes, shifts, sums);
        return all >= 0x7f800000 ? NAN : 0.0f;
    }
    float inverse = 127.0f / amax;
    for (int64_t j = 0; j < count / 32; j++) {
        float some = float_of_bits(most[j]);
        int32_t e = some * 8.0f <= amax ? 3 : some * 4.0f <= amax ? 2 : some * 2.0f <= amax ? 1 : 0;
        float factor = inverse * (float)(1 << e);
        shifts[j] = 3 - e;
        sums[2 * j] = round16(x + 32 * j, factor, codes + 32 * j);
        sums[2 * j + 1] = round16(x + 32 * j + 16, factor, codes + 32 * j + 16);
    }
    return amax / 127.0f;
}

void NAME(quantize_row)(const float *x, int64_t k, int8_t *codes, float *scales, int32_t *shifts,
                               int32_t *sums) {
    for (int64_t i = 0; i < k; i += MR_GROUP) {
        *scales++ = quantize_group(x + i, least(MR_GROUP, k - i), codes + i, shifts + i / 32, sums + i / 16);
    }
}

#endif
