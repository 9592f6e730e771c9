/*
 * check_extremes.c - products at the ends of every range: codes and scales all ones or zeros, activations all at +-127,
 * one of them huge, infinite or NaN, scales zero, subnormal, infinite.
 *
 * Tables are compared with each other, and where all is finite, with sums in double: no integer sum overflows.
 */
#include "tables.h"
#include "weights.h"

static const uint8_t fills[] = {0x00, 0xff, 0x7f, 0x80, 0x55, 0xaa};
static const uint16_t halves[] = {0x3c00, 0x0000, 0x8000, 0x0001, 0x03ff, 0x8001, 0x7bff, 0xfbff, 0x7c00, 0x7e00};
enum { FILLS = sizeof fills, HALVES = sizeof halves / sizeof *halves, FINITE_HALVES = 8 };

static uint8_t *filled_rows(const weight_type *type, int64_t m, int64_t k, uint8_t fill, uint16_t d, uint16_t minimum) {
    int64_t bytes = m * row_bytes_of(type, k), step = mr_type_of(type->id)->block_bytes;
    uint8_t *rows = operand(bytes, 1);
    memset(rows, fill, (size_t)bytes);
    for (uint8_t *block = rows; block < rows + bytes; block += step) {
        if (type->d >= 0) {
            put_half(block + type->d, d);
        }
        if (type->m >= 0) {
            put_half(block + type->m, minimum);
        }
    }
    return rows;
}

/* LARGEST times a large scale overflows, as the definition says. */
enum { ALL_SAME, ALTERNATING, ONE_HUGE, SUBNORMAL, ALL_ZERO, FINITE_KINDS, LARGEST = FINITE_KINDS, ONE_INFINITE, ONE_NAN, KINDS };

static float *extreme_activations(int kind, int64_t count) {
    float *x = empty_floats(count);
    for (int64_t i = 0; i < count; i++) {
        switch (kind) {
        case ALL_SAME: x[i] = 3.0f; break;
        case ALTERNATING: x[i] = i % 2 ? -3.0f : 3.0f; break;
        case SUBNORMAL: x[i] = normal() * 1e-42f; break;
        case ALL_ZERO: x[i] = i % 2 ? -0.0f : 0.0f; break;
        case LARGEST: x[i] = chance(2) ? 3.4e38f : -3.4e38f; break;
        default: x[i] = normal(); break;
        }
    }
    if (kind == ONE_HUGE) {
        x[below(count)] = 1e4f;
    } else if (kind == ONE_INFINITE || kind == ONE_NAN) {
        x[below(count)] = kind == ONE_NAN ? NAN : -INFINITY;
    }
    return x;
}

static double half_value(uint16_t half) {
    double magnitude = half >> 10 & 31 ? ldexp(1024 + (half & 1023), (half >> 10 & 31) - 25) : ldexp(half & 1023, -24);
    return half & 0x8000 ? -magnitude : magnitude;
}

typedef struct {
    const weight_type *type;
    const uint8_t *panels;
    int64_t n, m, k;
    double part; /* the largest product of scale, sub-scale and code, and of their minima */
} product;

static void compare_output(const product *p, const rounded_rows *r, int64_t token, int64_t row, const float *w, float out) {
    double sum = 0, size = 0, got = (double)out;
    for (int64_t j = 0; j < p->k; j++) {
        double da = (double)r->scales[token * ((p->k + 255) / 256) + j / 256] / 8;
        double x = r->codes[token * p->k + j] * da * (1 << r->shifts[(token * p->k + j) / 32]);
        sum += (double)w[j] * x;
        size += p->part * fabs(x);
    }
    double bound = (double)(p->k + 16) * 0x1p-23 * size + 1e-40;
    if (isfinite(got) ? fabs(got - sum) > bound : size < 1e38) {
        fail("row %lld of token %lld is %.9g, expected %.9g within %.3g", (long long)row, (long long)token, got, sum, bound);
    }
}

/* Outputs differ from sums in double of the weights that mr_embed decodes by what k roundings of the terms can do. */
static void compare_double(const product *p, const rounded_rows *r, const float *out) {
    float *w = empty_floats(p->k);
    for (int32_t row = 0; row < p->m; row += 16) {
        must(mr_embed(tables[0].context, p->type->id, p->panels, &row, 1, p->k, 1.0f, w), "mr_embed");
        for (int64_t token = 0; token < p->n; token++) {
            compare_output(p, r, token, row, w, out[token * p->m + row]);
        }
    }
}

/* No product of a weight exceeds it: scales of sub-blocks are at most 63 (128 signed), codes 63 (128 centred). */
static double largest_part(const weight_type *type, uint16_t d, uint16_t minimum) {
    const mr_type *facts = mr_type_of(type->id);
    double code = facts->zero == 128 ? 128 : facts->twos ? 32 : 31, scale = !facts->sub ? 1 : facts->has_m ? 63 : 128;
    return fabs(half_value(d)) * code * scale + (facts->has_m ? fabs(half_value(minimum)) * (facts->sub ? 63 : 1) : 0);
}

static void compare(const weight_type *type, int fill, int half, int kind, int64_t n) {
    int64_t m = 33, k = block_of(type) == 32 ? 256 + 32 : 512;
    uint16_t d = halves[half], minimum = halves[chance(2) ? half : below(FINITE_HALVES)];
    const uint8_t *panels = packed(type, filled_rows(type, m, k, fills[fill], d, minimum), m, k);
    const float *x = extreme_activations(kind, n * k);
    rounded_rows r = round_rows(tables[0].context, x, n, k);
    float *expected = empty_floats(n * m);
    about("%s filled with %02x, scale %04x and %04x, activations %d, n=%lld", type->name, fills[fill], d, minimum, kind,
          (long long)n);
    multiply(tables[0].context, type, panels, m, k, x, &r, n, NULL, expected);
    freeze();
    if (half < FINITE_HALVES && kind < FINITE_KINDS && type->id != MR_MXFP4) {
        const product p = {type, panels, n, m, k, largest_part(type, d, minimum)};
        compare_double(&p, &r, expected);
    }
    for (int i = 1; i < table_count; i++) {
        int mark = operand_count;
        float *actual = empty_floats(n * m);
        multiply(tables[i].context, type, panels, m, k, x, &r, n, NULL, actual);
        same_floats(tables[i].name, expected, actual, n * m);
        release_to(mark);
    }
    release_to(0);
}

/* A group that is not finite gets a NaN scale and codes of zero, and so do its neighbours in no row. */
static void poison_one_group(void) {
    int64_t n = 3, k = 512;
    float *x = floats(n * k);
    for (int64_t i = 0; i < n * k; i++) {
        x[i] = normal();
    }
    x[k + 300] = INFINITY; /* row 1, group 1 */
    for (int i = 0; i < table_count; i++) {
        about("%s rounds a row with an infinity", tables[i].name);
        int mark = operand_count;
        rounded_rows r = round_rows(tables[i].context, x, n, k);
        for (int64_t group = 0; group < 2 * n; group++) {
            if ((group == 3) != (isnan(r.scales[group]) != 0)) {
                fail("the scale of group %lld is %g", (long long)group, (double)r.scales[group]);
            }
        }
        for (int64_t j = 256; j < 512; j++) {
            if (r.codes[k + j] != 0) {
                fail("code %lld is %d, expected 0", (long long)j, r.codes[k + j]);
            }
        }
        release_to(mark);
    }
    release_to(0);
}

int main(void) {
    start("check_extremes");
    open_tables();
    poison_one_group();
    for (int t = PLAIN_TYPES; t < WEIGHT_TYPES; t++) {
        for (int fill = 0; fill < FILLS; fill++) {
            for (int half = 0; half < HALVES; half++) {
                for (int kind = 0; kind < (SANITIZED ? 2 : KINDS); kind++) {
                    int any = SANITIZED ? (int)below(KINDS) : kind;
                    compare(&weight_types[t], fill, half, any, 1 + below(12));
                }
            }
        }
    }
    close_tables();
    printf("check_extremes: passed\n");
    return 0;
}
