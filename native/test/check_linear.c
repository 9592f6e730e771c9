/* check_linear.c - products: every table and number of threads gives the generic table's bits, for random shapes. */
#include "tables.h"
#include "weights.h"

static void compare(const weight_type *type, int64_t n, int64_t m, int64_t k) {
    const float *x = floats(n * k), *bias = chance(2) ? floats(m) : NULL;
    const uint8_t *panels = packed(type, random_rows(type, m, k), m, k);
    rounded_rows r = {0};
    if (block_of(type) > 1) {
        r = round_rows(tables[0].context, x, n, k);
    }
    float *expected = empty_floats(n * m);
    multiply(tables[0].context, type, panels, m, k, x, &r, n, bias, expected);
    freeze();
    int mark = operand_count;
    for (int i = 1; i < table_count; i++) {
        about("%s %s n=%lld m=%lld k=%lld%s", tables[i].name, type->name, (long long)n, (long long)m, (long long)k,
              bias ? " bias" : "");
        float *actual = empty_floats(n * m);
        multiply(tables[i].context, type, panels, m, k, x, &r, n, bias, actual);
        same_floats("out", expected, actual, n * m);
        release_to(mark);
    }
}

/* A row's product does not depend on the rows beside it, nor on how many there are. */
static void compare_alone(const weight_type *type) {
    int64_t n = 1 + below(20), m = 1 + below(70), k = block_of(type) == 1 ? 1 + below(50) : 256 * (1 + below(3));
    const float *x = floats(n * k);
    const uint8_t *panels = packed(type, random_rows(type, m, k), m, k);
    for (int i = 0; i < table_count; i++) {
        about("%s %s alone n=%lld m=%lld k=%lld", tables[i].name, type->name, (long long)n, (long long)m, (long long)k);
        mr_context *context = tables[i].context;
        int mark = operand_count;
        rounded_rows r = {0}, one = {0};
        float *together = empty_floats(n * m), *alone = empty_floats(m);
        if (block_of(type) > 1) {
            r = round_rows(context, x, n, k);
        }
        multiply(context, type, panels, m, k, x, &r, n, NULL, together);
        int64_t row = below(n);
        if (block_of(type) > 1) {
            one = round_rows(context, x + row * k, 1, k);
        }
        multiply(context, type, panels, m, k, x + row * k, &one, 1, NULL, alone);
        same_floats("row", alone, together + row * m, m);
        release_to(mark);
    }
}

/* Products of the same rows in one call, some of one type and some of others, are those of one call each. */
static void compare_several(void) {
    int64_t count = 1 + below(MR_PRODUCTS), n = chance(4) ? 512 + below(200) : dimension(40), k = 256 * (1 + below(3));
    const weight_type *types[MR_PRODUCTS];
    int64_t m[MR_PRODUCTS];
    mr_product products[MR_PRODUCTS];
    for (int i = 0; i < count; i++) {
        types[i] = i > 0 && chance(2) ? types[i - 1] : &weight_types[PLAIN_TYPES + below(WEIGHT_TYPES - PLAIN_TYPES)];
        m[i] = dimension(100);
        products[i] = (mr_product){types[i]->id, packed(types[i], random_rows(types[i], m[i], k), m[i], k), m[i],
                                   chance(2) ? floats(m[i]) : NULL, NULL};
    }
    rounded_rows r = round_rows(tables[0].context, floats(n * k), n, k);
    freeze();
    int mark = operand_count;
    for (int t = 0; t < table_count; t++) {
        about("%s, %lld products of n=%lld k=%lld", tables[t].name, (long long)count, (long long)n, (long long)k);
        mr_context *context = tables[t].context;
        for (int i = 0; i < count; i++) {
            products[i].out = empty_floats(n * m[i]);
        }
        must(mr_linear_quantized(context, products, (int32_t)count, k, r.codes, r.scales, r.shifts, r.sums, n),
             "mr_linear_quantized");
        for (int i = 0; i < count; i++) {
            float *alone = empty_floats(n * m[i]);
            multiply(context, types[i], products[i].panels, m[i], k, NULL, &r, n, products[i].bias, alone);
            same_floats("out", alone, products[i].out, n * m[i]);
        }
        release_to(mark);
    }
}

static void refused(void) {
    about("refused products");
    mr_product products[MR_PRODUCTS + 1];
    for (int i = 0; i <= MR_PRODUCTS; i++) {
        products[i] = (mr_product){.type = 2};
    }
    mr_context *context = tables[0].context;
    if (mr_linear_quantized(context, products, MR_PRODUCTS + 1, 32, NULL, NULL, NULL, NULL, 0) != MR_TYPE_UNSUPPORTED) {
        fail("more products than there may be were taken");
    }
    products[1].type = 2 + (1ll << 32);
    if (mr_linear_quantized(context, products, 2, 32, NULL, NULL, NULL, NULL, 0) != MR_TYPE_UNSUPPORTED) {
        fail("a product of an unknown type was taken");
    }
}

int main(void) {
    start("check_linear");
    open_tables();
    for (int64_t n = 1; n <= 70; n++) { /* every tail of a tile of tokens, over slabs of the panel */
        for (int t = 0; t < PLAIN_TYPES; t++) {
            compare(&weight_types[t], n, 1 + below(70), chance(3) ? 256 + below(300) : 1 + below(60));
            release_to(0);
        }
    }
    for (int round = 0; round < 12; round++) { /* rows that share lines of the first cache: they are turned */
        compare(&weight_types[round % PLAIN_TYPES], 1 + below(40), 1 + below(70), 1024 * (1 + below(2)));
        release_to(0);
    }
    for (const weight_type *type = weight_types; type < weight_types + WEIGHT_TYPES; type++) {
        int64_t step = block_of(type) == 1 ? 1 : block_of(type);
        for (int round = 0; round < (SANITIZED ? 8 : 24); round++) {
            compare(type, dimension(30), dimension(100), step * dimension(step == 256 ? 4 : step == 32 ? 30 : 300));
            release_to(0);
        }
        compare(type, 0, 33, step);
        release_to(0);
        compare(type, 512 + 1 + below(20), 33, step == 1 ? 7 : 256 + (step == 32 ? 32 : 0)); /* beyond one pass over a panel */
        release_to(0);
        for (int round = 0; round < 4; round++) {
            compare_alone(type);
            release_to(0);
        }
    }
    for (int round = 0; round < (SANITIZED ? 10 : 60); round++) {
        compare_several();
        release_to(0);
    }
    refused();
    close_tables();
    printf("check_linear: passed\n");
    return 0;
}
