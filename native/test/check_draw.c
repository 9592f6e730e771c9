/*
 * check_draw.c - draws from rows of logits: every table against the portable one, between guard pages.
 *
 * Rows are peaked, flat, or full of equal elements, so that all ways through body/draw.h are taken: samples that say
 * too little, lists that overflow, buckets too large to be sorted.
 */
#include "tables.h"

typedef struct {
    int64_t n, c, width, draws;
    float *x;
    int32_t *rows, *top_k, *uniforms;
    float *factors, *top_p, *min_p;
} input;

static void fill_draws(input *in) {
    static const float factors[] = {1.0f, 1.0f, 1.43f, 0.3f, 1e-30f, 100.0f};
    in->rows = empty_ints(in->draws);
    in->top_k = empty_ints(in->draws);
    in->uniforms = empty_ints(2 * in->draws);
    in->factors = empty_floats(in->draws);
    in->top_p = empty_floats(in->draws);
    in->min_p = empty_floats(in->draws);
    for (int64_t i = 0; i < in->draws; i++) {
        double uniform = (double)below(1 << 30) * 0x1p-30;
        memcpy(in->uniforms + 2 * i, &uniform, sizeof uniform);
        in->rows[i] = (int32_t)below(in->n);
        in->factors[i] = factors[below(6)];
        in->top_k[i] = chance(2) ? 0 : (int32_t)(1 + below(chance(2) ? 80 : in->c + 9));
        in->top_p[i] = chance(3) ? 1.0f : (float)(1 + below(1 << 20)) * 0x1p-20f;
        in->min_p[i] = chance(2) ? 0.0f : (float)below(1 << 20) * (chance(2) ? 0x1p-20f : 0x1p-30f);
    }
}

static void compare(const input *in) {
    int mark = operand_count;
    float *values[2];
    int32_t *columns[2];
    for (int i = 0; i < table_count; i++) {
        int to = i > 0;
        about("%s draw n=%lld c=%lld width=%lld", tables[i].name, (long long)in->n, (long long)in->c,
              (long long)in->width);
        values[to] = empty_floats(in->draws);
        columns[to] = empty_ints(in->draws);
        must(mr_draw(tables[i].context, in->x, in->n, in->c, in->width, in->draws, in->rows, in->factors, in->top_k,
                     in->top_p, in->min_p, in->uniforms, values[to], columns[to]),
             "mr_draw");
        if (i > 0) {
            same_bytes("columns", columns[0], columns[1], 4 * in->draws);
            same_floats("values", values[0], values[1], in->draws);
        }
    }
    release_to(mark);
}

/* values: how many different ones a flat row has; 0 for a normal one. */
static void compare_rows(int64_t n, int64_t c, int64_t values) {
    input in = {.n = n, .c = c, .width = chance(2) ? 4096 : 1 + below(c), .draws = 1 + below(6)};
    in.x = values == 0 ? floats(n * c) : empty_floats(n * c);
    for (int64_t i = 0; values > 0 && i < n * c; i++) {
        in.x[i] = (float)below(values) / (float)values;
    }
    if (values == 0) {
        poison(in.x, n * c);
    }
    for (int64_t i = 0; chance(2) && i < n * c / 3; i++) { /* ties, and tokens that are excluded */
        in.x[below(n * c)] = chance(2) ? -INFINITY : (float)below(4);
    }
    fill_draws(&in);
    freeze();
    compare(&in);
    release_to(0);
}

int main(void) {
    start("check_draw");
    open_tables();
    for (int64_t c = 1; c <= 70; c++) { /* every tail */
        compare_rows(dimension(4), c, 0);
    }
    for (int round = 0; round < (SANITIZED ? 20 : 200); round++) {
        compare_rows(dimension(4), dimension(chance(5) ? 40000 : 600), chance(4) ? 3 : 0);
    }
    static const int64_t values[] = {1, 2, 40, 100000, 1 << 24};
    for (int round = 0; round < (SANITIZED ? 1 : 3); round++) {
        for (int i = 0; i < 5; i++) {
            compare_rows(1, 110000 + below(50000), values[i]);
        }
    }
    close_tables();
    printf("check_draw: passed\n");
    return 0;
}
