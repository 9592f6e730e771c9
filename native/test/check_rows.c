/* check_rows.c - operations on rows and elements: equal bits in every table, beside their inputs and in place. */
#include "tables.h"

enum { ACTIVATIONS = 4 };

/* What one operation reads; it writes n * width floats, and as many ints where it ranks. */
typedef struct {
    int64_t n, d, heads, e, r, count;
    const float *x, *y, *gain, *bias, *cosine, *sine;
} input;

typedef struct {
    const char *name;
    int64_t (*width)(const input *in); /* floats a row of the result; 0 if the input does not suit */
    int in_place;                      /* 1 if it may write over x, 2 if it always does */
    void (*run)(mr_context *c, const input *in, const float *x, float *out, int32_t *ints);
} operation;

static int64_t row(const input *in) { return in->d; }
static int64_t heads(const input *in) { return 2 * in->r <= in->e ? in->heads * in->e : 0; }
static int64_t two(const input *in) { return in->d > 0 ? 2 : 0; }
static int64_t some(const input *in) { return in->count; }

static void rms_norm(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_rms_norm(c, x, in->gain, 1e-6f, out, in->n, in->d), "mr_rms_norm");
}
static void layer_norm(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_layer_norm(c, x, in->gain, in->bias, 1e-5f, out, in->n, in->d), "mr_layer_norm");
}
static void add(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_add(c, x, in->y, out, in->n * in->d), "mr_add");
}
static void scale(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)x, (void)ints;
    must(mr_scale(c, out, 0.37f, in->n * in->d), "mr_scale");
}
static void soft_cap(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)x, (void)ints;
    must(mr_soft_cap(c, out, 3.5f, in->n * in->d), "mr_soft_cap");
}
static void activate(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_activate(c, (int32_t)(in->count % ACTIVATIONS), x, out, in->n * in->d), "mr_activate");
}
static void gate(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_gate(c, (int32_t)(in->count % ACTIVATIONS), x, in->y, out, in->n * in->d), "mr_gate");
}
static void rotate(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)x, (void)ints;
    must(mr_rotate(c, out, in->n, in->heads, in->e, in->r, in->cosine, in->sine), "mr_rotate");
}
static void sum_exponentials(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    (void)ints;
    must(mr_sum_exponentials(c, x, in->n, in->d, out, out + in->n), "mr_sum_exponentials");
}
static void top(mr_context *c, const input *in, const float *x, float *out, int32_t *ints) {
    must(mr_top(c, x, in->n, in->d, in->count, out, ints), "mr_top");
}

static const operation operations[] = {
    {"rms_norm", row, 1, rms_norm}, {"layer_norm", row, 1, layer_norm}, {"add", row, 1, add},
    {"scale", row, 2, scale},       {"soft_cap", row, 2, soft_cap},     {"activate", row, 1, activate},
    {"gate", row, 1, gate},         {"rotate", heads, 2, rotate},       {"sum_exponentials", two, 0, sum_exponentials},
    {"top", some, 0, top},
};

static float *result(const operation *o, const input *in, mr_context *context, int in_place, int32_t **ints) {
    int64_t count = in->n * o->width(in);
    float *out = empty_floats(count);
    *ints = empty_ints(o->run == top ? count : 0);
    if (in_place) {
        memcpy(out, in->x, (size_t)count * sizeof *out);
    }
    o->run(context, in, in_place ? out : in->x, out, *ints);
    return out;
}

static void compare(const operation *o, const input *in) {
    int64_t count = in->n * o->width(in);
    int mark = operand_count;
    int32_t *columns, *others;
    about("%s on %s", o->name, tables[0].name);
    const float *expected = result(o, in, tables[0].context, o->in_place == 2, &columns);
    for (int i = 0; i < table_count; i++) {
        for (int in_place = o->in_place == 2; in_place <= (o->in_place != 0); in_place++) {
            int inner = operand_count;
            about("%s %s n=%lld d=%lld heads=%lld e=%lld r=%lld count=%lld%s", tables[i].name, o->name, (long long)in->n,
                  (long long)in->d, (long long)in->heads, (long long)in->e, (long long)in->r, (long long)in->count,
                  in_place ? " in place" : "");
            const float *actual = result(o, in, tables[i].context, in_place, &others);
            same_floats("out", expected, actual, count);
            same_bytes("columns", columns, others, o->run == top ? 4 * count : 0);
            release_to(inner);
        }
    }
    release_to(mark);
}

static void compare_quantize(const input *in) {
    int64_t n = in->n, k = (in->d + 31) / 32 * 32;
    float *x = floats(n * k);
    poison(x, n * k);
    int8_t *codes[2];
    float *scales[2];
    int32_t *shifts[2], *sums[2];
    for (int i = 0; i < table_count; i++) {
        int to = i > 0, mark = operand_count;
        about("%s quantize n=%lld k=%lld", tables[i].name, (long long)n, (long long)k);
        codes[to] = operand(n * k, 1);
        scales[to] = empty_floats(n * ((k + 255) / 256));
        shifts[to] = empty_ints(n * (k / 32));
        sums[to] = empty_ints(n * (k / 16));
        must(mr_quantize(tables[i].context, x, n, k, codes[to], scales[to], shifts[to], sums[to]), "mr_quantize");
        if (i > 0) {
            same_bytes("codes", codes[0], codes[1], n * k);
            same_floats("scales", scales[0], scales[1], n * ((k + 255) / 256));
            same_bytes("shifts", shifts[0], shifts[1], n * (k / 32) * 4);
            same_bytes("sums", sums[0], sums[1], n * (k / 16) * 4);
            release_to(mark);
        } else {
            freeze();
        }
    }
}

static void compare_all(int64_t n, int64_t d) {
    input in = {.n = n, .d = d, .heads = 1 + below(4), .count = 1 + below(d < 40 ? d : 40)};
    in.e = 1 + d / in.heads;
    in.r = 1 + below(in.e);
    int64_t room = n * (d > in.heads * in.e ? d : in.heads * in.e);
    float *x = floats(room);
    poison(x, room);
    for (int64_t i = 0; chance(2) && i < room / 3; i++) { /* ties */
        x[below(room)] = (float)below(4);
    }
    in.x = x;
    in.y = floats(n * d);
    in.gain = floats(d);
    in.bias = floats(d);
    in.cosine = floats(n * in.r);
    in.sine = floats(n * in.r);
    freeze();
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (operations[i].width(&in) > 0) {
            compare(&operations[i], &in);
        }
    }
    compare_quantize(&in);
    release_to(0);
}

int main(void) {
    start("check_rows");
    open_tables();
    for (int64_t d = 1; d <= 70; d++) { /* every tail */
        compare_all(dimension(9), d);
    }
    for (int round = 0; round < (SANITIZED ? 20 : 100); round++) {
        compare_all(dimension(20), dimension(300));
    }
    for (int round = 0; round < 4; round++) { /* large enough for all threads */
        compare_all(20 + below(20), 1500 + below(3000));
    }
    close_tables();
    printf("check_rows: passed\n");
    return 0;
}
