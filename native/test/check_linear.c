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

int main(void) {
    start("check_linear");
    open_tables();
    for (int64_t n = 1; n <= 70; n++) { /* every tail of a tile of tokens, over slabs of the panel */
        for (int t = 0; t < PLAIN_TYPES; t++) {
            compare(&weight_types[t], n, 1 + below(70), chance(3) ? 256 + below(300) : 1 + below(60));
            release_to(0);
        }
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
    close_tables();
    printf("check_linear: passed\n");
    return 0;
}
