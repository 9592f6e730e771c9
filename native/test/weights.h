/* weights.h - random weights of every type, as a file stores them: any codes, scales that are finite. */
#ifndef MR_CHECK_WEIGHTS_H
#define MR_CHECK_WEIGHTS_H

#include "check.h"
#include "types.h"

typedef struct {
    const char *name;
    int32_t id;
    int32_t d, m; /* where a block holds its f16 scales; -1 for none */
} weight_type;

static const weight_type weight_types[] = {
    {"F32", MR_F32, -1, -1},    {"F16", MR_F16, 0, -1},       {"BF16", MR_BF16, -1, -1},
    {"Q4_0", MR_Q4_0, 0, -1},   {"Q4_1", MR_Q4_1, 0, 2},      {"Q5_0", MR_Q5_0, 0, -1},
    {"Q5_1", MR_Q5_1, 0, 2},    {"Q8_0", MR_Q8_0, 0, -1},     {"IQ4_NL", MR_IQ4_NL, 0, -1},
    {"MXFP4", MR_MXFP4, -1, -1}, {"Q2_K", MR_Q2_K, 80, 82},   {"Q3_K", MR_Q3_K, 108, -1},
    {"Q4_K", MR_Q4_K, 0, 2},    {"Q5_K", MR_Q5_K, 0, 2},      {"Q6_K", MR_Q6_K, 208, -1},
    {"IQ4_XS", MR_IQ4_XS, 0, -1},
};
enum { WEIGHT_TYPES = sizeof weight_types / sizeof *weight_types, PLAIN_TYPES = 3 };

static inline int64_t block_of(const weight_type *type) { return mr_type_of(type->id)->block; }

static inline int64_t row_bytes_of(const weight_type *type, int64_t k) {
    return k / block_of(type) * mr_type_of(type->id)->block_bytes;
}

static inline void put_half(uint8_t *at, uint32_t half) {
    at[0] = (uint8_t)half;
    at[1] = (uint8_t)(half >> 8);
}

/* Around 0.01, sometimes subnormal or zero, of either sign. */
static inline uint32_t random_half(void) {
    uint32_t sign = (uint32_t)below(2) << 15, mantissa = (uint32_t)below(1024);
    uint32_t exponent = chance(20) ? 0 : 5 + (uint32_t)below(8);
    return chance(50) ? sign : sign | exponent << 10 | mantissa;
}

static inline void put_number(const weight_type *type, uint8_t *at) {
    float x = normal();
    uint32_t bits = bits_of(chance(50) ? x * 1e-40f : x);
    if (type->id == MR_F32) {
        memcpy(at, &bits, sizeof bits);
    } else if (type->id == MR_BF16) {
        put_half(at, bits >> 16);
    }
}

/* m rows of k elements. */
static inline uint8_t *random_rows(const weight_type *type, int64_t m, int64_t k) {
    int64_t bytes = m * row_bytes_of(type, k), step = mr_type_of(type->id)->block_bytes;
    uint8_t *rows = operand(bytes, 1);
    for (int64_t i = 0; i < bytes; i++) {
        rows[i] = (uint8_t)next_random();
    }
    for (uint8_t *block = rows; block < rows + bytes; block += step) {
        put_number(type, block);
        if (type->d >= 0) {
            put_half(block + type->d, random_half());
        }
        if (type->m >= 0) {
            put_half(block + type->m, random_half());
        }
        if (type->id == MR_MXFP4) {
            *block = (uint8_t)(chance(20) ? below(3) : 110 + below(20));
        }
    }
    return rows;
}

static inline int64_t panels_bytes(const weight_type *type, int64_t m, int64_t k) {
    return mr_panel_bytes(type->id, k) * ((m + 31) / 32);
}

static inline uint8_t *packed(const weight_type *type, const uint8_t *rows, int64_t m, int64_t k) {
    uint8_t *panels = operand(panels_bytes(type, m, k), 64);
    must(mr_pack(type->id, rows, m, k, panels), "mr_pack");
    return panels;
}

/* Rows rounded to int8 by the measure of all tables. */
typedef struct {
    int8_t *codes;
    float *scales;
    int32_t *shifts, *sums;
} rounded_rows;

static inline rounded_rows empty_rows(int64_t n, int64_t k) {
    return (rounded_rows){operand(n * k, 1), empty_floats(n * ((k + 255) / 256)), empty_ints(n * (k / 32)),
                          empty_ints(n * (k / 16))};
}

static inline rounded_rows round_rows(mr_context *context, const float *x, int64_t n, int64_t k) {
    rounded_rows r = empty_rows(n, k);
    must(mr_quantize(context, x, n, k, r.codes, r.scales, r.shifts, r.sums), "mr_quantize");
    return r;
}

/* One product of either kind. */
static inline void multiply(mr_context *context, const weight_type *type, const uint8_t *panels, int64_t m, int64_t k,
                            const float *x, const rounded_rows *r, int64_t n, const float *bias, float *out) {
    if (block_of(type) == 1) {
        must(mr_linear_float(context, type->id, panels, m, k, x, n, bias, out), "mr_linear_float");
    } else {
        mr_product product = {type->id, panels, m, bias, out};
        must(mr_linear_quantized(context, &product, 1, k, r->codes, r->scales, r->shifts, r->sums, n),
             "mr_linear_quantized");
    }
}

#endif
