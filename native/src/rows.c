/*
 * rows.c - the operations that work row by row or element by element, shared out when there is enough of them.
 *
 * Below SHARE elements the hand-over costs more than it saves, and the caller does it all.
 */
#include "context.h"
#include "cpu.h"

enum { SHARE = 16384, ELEMENTS = 4096 };

typedef struct {
    mr_context *context;
    const float *a, *b, *c;
    float *out, *more;
    int8_t *codes;
    int32_t *ints, *sums;
    int64_t d, heads, e; /* row width; heads of a row, or elements wanted of it; elements of a head */
    float number;
    int32_t function;
} job;

static mr_status run(mr_context *context, mr_work *work, job *j, int64_t items, int64_t width) {
    int64_t chunk = items * width < SHARE ? items : (ELEMENTS + width - 1) / width;
    uint32_t control = mr_control_enter();
    j->context = context;
    mr_pool_run(context->pool, work, j, items, chunk);
    mr_control_leave(control);
    return MR_OK;
}

static void quantize(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    int64_t k = j->d, groups = (k + MR_GROUP - 1) / MR_GROUP;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.quantize_row(j->a + i * k, k, j->codes + i * k, j->out + i * groups,
                                         j->ints + i * (k / 32), j->sums + i * (k / 16));
    }
}

mr_status mr_quantize(mr_context *context, const float *x, int64_t n, int64_t k, int8_t *codes, float *scales,
                      int32_t *shifts, int32_t *sums) {
    job j = {.a = x, .d = k, .codes = codes, .out = scales, .ints = shifts, .sums = sums};
    return run(context, quantize, &j, n, k);
}

static void rms_norm(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.rms_norm_row(j->a + i * j->d, j->b, j->number, j->out + i * j->d, j->d);
    }
}

mr_status mr_rms_norm(mr_context *context, const float *x, const float *gain, float epsilon, float *out, int64_t n,
                      int64_t d) {
    job j = {.a = x, .b = gain, .number = epsilon, .out = out, .d = d};
    return run(context, rms_norm, &j, n, d);
}

static void layer_norm(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.layer_norm_row(j->a + i * j->d, j->b, j->c, j->number, j->out + i * j->d, j->d);
    }
}

mr_status mr_layer_norm(mr_context *context, const float *x, const float *gain, const float *bias, float epsilon,
                        float *out, int64_t n, int64_t d) {
    job j = {.a = x, .b = gain, .c = bias, .number = epsilon, .out = out, .d = d};
    return run(context, layer_norm, &j, n, d);
}

static void rotate(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    int64_t row = j->heads * j->e, r = j->d;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.rotate_row(j->out + i * row, j->heads, j->e, r, j->a + i * r, j->b + i * r);
    }
}

mr_status mr_rotate(mr_context *context, float *x, int64_t n, int64_t heads, int64_t e, int64_t r, const float *cosine,
                    const float *sine) {
    job j = {.a = cosine, .b = sine, .out = x, .d = r, .heads = heads, .e = e};
    return run(context, rotate, &j, n, heads * e);
}

static void activate(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    j->context->kernels.activate(j->function, j->a + from, j->out + from, end - from);
}

mr_status mr_activate(mr_context *context, int32_t f, const float *x, float *out, int64_t count) {
    job j = {.a = x, .out = out, .function = f};
    return run(context, activate, &j, count, 1);
}

static void gate(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    j->context->kernels.gate(j->function, j->a + from, j->b + from, j->out + from, end - from);
}

mr_status mr_gate(mr_context *context, int32_t f, const float *gate_values, const float *up, float *out,
                  int64_t count) {
    job j = {.a = gate_values, .b = up, .out = out, .function = f};
    return run(context, gate, &j, count, 1);
}

static void add(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    j->context->kernels.add(j->a + from, j->b + from, j->out + from, end - from);
}

mr_status mr_add(mr_context *context, const float *a, const float *b, float *out, int64_t count) {
    job j = {.a = a, .b = b, .out = out};
    return run(context, add, &j, count, 1);
}

static void scale(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    j->context->kernels.scale(j->out + from, j->number, end - from);
}

mr_status mr_scale(mr_context *context, float *x, float factor, int64_t count) {
    job j = {.out = x, .number = factor};
    return run(context, scale, &j, count, 1);
}

static void soft_cap(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    j->context->kernels.soft_cap(j->out + from, j->number, end - from);
}

mr_status mr_soft_cap(mr_context *context, float *x, float cap, int64_t count) {
    job j = {.out = x, .number = cap};
    return run(context, soft_cap, &j, count, 1);
}

static void sum_exponentials(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.sum_exponentials_row(j->a + i * j->d, j->d, j->out + i, j->more + i);
    }
}

mr_status mr_sum_exponentials(mr_context *context, const float *x, int64_t n, int64_t c, float *maximum, float *sum) {
    job j = {.a = x, .d = c, .out = maximum, .more = sum};
    return run(context, sum_exponentials, &j, n, c);
}

static void top(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    (void)thread;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.top_row(j->a + i * j->d, j->d, j->heads, j->out + i * j->heads, j->ints + i * j->heads);
    }
}

mr_status mr_top(mr_context *context, const float *x, int64_t n, int64_t c, int64_t count, float *values,
                 int32_t *columns) {
    job j = {.a = x, .d = c, .heads = count, .out = values, .ints = columns};
    return run(context, top, &j, n, c);
}
