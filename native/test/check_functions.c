/*
 * check_functions.c - the functions of one float: every table gives the same bits, and the errors against double
 * precision stay within those that numerics.md 3 states, as does the largest fall of a rising function from one float
 * to the next.
 *
 * Walks every 997th float from a random one on, and all near the joints of the functions' pieces. With --all it walks
 * every float there is, in some minutes (the portable table a sixteenth of them), and prints what it found.
 */
#include <float.h>
#include <stdatomic.h>

#include "context.h"
#include "tables.h"

enum { PIECE = 4096, STRIDE = 997, PORTABLE = 16, RANGES = 3, FUNCTIONS = 8, MOST_WORKERS = 256 };

/* Errors in units of the last place of the result, or absolute where it cancels or falls out of the normal numbers. */
typedef struct {
    float from, to;
    int absolute;
    double limit;
} range;

typedef struct {
    const char *name;
    double (*truth)(double x);
    void (*run)(const mr_kernels *table, const float *x, float *out);
    double fall; /* at most, in last places; negative for a function that does not always rise */
    range ranges[RANGES];
} function;

static double true_silu(double x) { return x / (1 + exp(-x)); }
static double true_gelu_tanh(double x) {
    return x / (1 + exp(-2 * 0.797884560802865355879892119869 * (x + 0.044715 * x * x * x)));
}
static double true_gelu_erf(double x) { return 0.5 * x * erfc(-0.707106781186547524400844362105 * x); }
static double true_relu(double x) { return x > 0 ? x : 0; }
static double true_cap_30(double x) { return 30 * tanh(x / 30); }
static double true_cap_50(double x) { return 50 * tanh(x / 50); }

static void run_exp(const mr_kernels *t, const float *x, float *out) { t->evaluate(0, x, out, PIECE); }
static void run_tanh(const mr_kernels *t, const float *x, float *out) { t->evaluate(1, x, out, PIECE); }
static void run_relu(const mr_kernels *t, const float *x, float *out) { t->activate(0, x, out, PIECE); }
static void run_silu(const mr_kernels *t, const float *x, float *out) { t->activate(1, x, out, PIECE); }
static void run_gelu_tanh(const mr_kernels *t, const float *x, float *out) { t->activate(2, x, out, PIECE); }
static void run_gelu_erf(const mr_kernels *t, const float *x, float *out) { t->activate(3, x, out, PIECE); }
static void run_cap(const mr_kernels *t, const float *x, float *out, float cap) {
    memcpy(out, x, PIECE * sizeof *x);
    t->soft_cap(out, cap, PIECE);
}
static void run_cap_30(const mr_kernels *t, const float *x, float *out) { run_cap(t, x, out, 30); }
static void run_cap_50(const mr_kernels *t, const float *x, float *out) { run_cap(t, x, out, 50); }

/* The first range that holds x counts; an infinity is in none, for it has no error (specials() has it). */
static const function functions[FUNCTIONS] = {
    {"exp", exp, run_exp, 0, {{-87.33f, 88.72283f, 0, 1.02}, {-FLT_MAX, -87.33f, 1, 1.2e-38}}},
    {"tanh", tanh, run_tanh, 0, {{-FLT_MAX, FLT_MAX, 0, 1.34}}},
    {"RELU", true_relu, run_relu, 0, {{-FLT_MAX, FLT_MAX, 0, 0}}},
    {"SILU", true_silu, run_silu, -1, {{-80, FLT_MAX, 0, 2.41}, {-FLT_MAX, -80, 1, 2.7e-37}}},
    {"GELU_TANH", true_gelu_tanh, run_gelu_tanh, -1, {{-3, FLT_MAX, 0, 14.8}, {-FLT_MAX, -3, 1, 3.4e-9}}},
    {"GELU_ERF", true_gelu_erf, run_gelu_erf, -1, {{0, FLT_MAX, 0, 1.37}, {-FLT_MAX, 0, 1, 4.8e-8}}},
    {"soft cap 30", true_cap_30, run_cap_30, 0, {{-0x1p-120f, 0x1p-120f, 1, 4.5e-44}, {-FLT_MAX, FLT_MAX, 0, 2.4}}},
    {"soft cap 50", true_cap_50, run_cap_50, 0, {{-0x1p-120f, 0x1p-120f, 1, 4.5e-44}, {-FLT_MAX, FLT_MAX, 0, 3}}},
};

/* What a thread has found. */
typedef struct {
    double error[FUNCTIONS][RANGES], fall[FUNCTIONS];
    float at[FUNCTIONS][RANGES], fall_at[FUNCTIONS];
} findings;

static mr_context *contexts[MOST_TABLES];
static const char *names[MOST_TABLES];
static int count_of_tables;

typedef struct {
    int all;
    uint32_t offset;
    findings *found; /* of each thread */
    _Atomic int64_t walked;
} walk;

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* That of a float; 2^-149 at least. */
static double last_place(double y) {
    uint64_t bits;
    memcpy(&bits, &y, sizeof bits);
    uint64_t exponent = bits >> 52 & 2047; /* with 1023 added */
    exponent = exponent < 1023 - 126 ? 1023 - 126 : exponent > 1023 + 127 ? 1023 + 127 : exponent;
    bits = (exponent - 23) << 52;
    memcpy(&y, &bits, sizeof y);
    return y;
}

static void same(const function *f, int table, const float *x, const float *expected, const float *actual) {
    for (int i = 0; i < PIECE; i++) {
        if (bits_of(expected[i]) != bits_of(actual[i]) && !(isnan(expected[i]) && isnan(actual[i]))) {
            fail("%s of %.9g (%08x) is %.9g in the %s table, expected %.9g as in the %s table", f->name, (double)x[i],
                 bits_of(x[i]), (double)actual[i], names[table], (double)expected[i], names[count_of_tables - 1]);
        }
    }
}

static void measure(int index, const float *x, const float *y, findings *found) {
    const function *f = &functions[index];
    for (int i = 0; i < PIECE; i++) {
        if (isnan(x[i]) && !isnan(y[i])) {
            fail("%s of a NaN (%08x) is %.9g, expected a NaN", f->name, bits_of(x[i]), (double)y[i]);
        }
        for (int r = 0; r < RANGES; r++) {
            const range *within = &f->ranges[r];
            if (within->to > within->from && x[i] >= within->from && x[i] <= within->to) {
                double truth = f->truth((double)x[i]), error = fabs((double)y[i] - truth);
                error = within->absolute ? error : error / last_place(truth);
                if (!(error <= found->error[index][r])) { /* a NaN counts */
                    found->error[index][r] = error;
                    found->at[index][r] = x[i];
                }
                break;
            }
        }
    }
}

/* Of neighbours; the bits of a negative number rise while it falls. */
static void measure_falls(int index, const float *x, const float *y, findings *found) {
    for (int i = 1; i < PIECE; i++) {
        double step = (double)y[i] - (double)y[i - 1], fall = signbit(x[i]) ? step : -step;
        if (fall > 0 && isfinite(fall) && fall / last_place((double)y[i]) > found->fall[index]) {
            found->fall[index] = fall / last_place((double)y[i]);
            found->fall_at[index] = x[i];
        }
    }
}

static void look_at(uint32_t first, uint32_t stride, int portable, findings *found) {
    float x[PIECE], y[PIECE], other[PIECE];
    for (uint32_t i = 0; i < PIECE; i++) {
        x[i] = float_of(first + i * stride);
    }
    for (int f = 0; f < FUNCTIONS; f++) {
        functions[f].run(&contexts[count_of_tables - 1]->kernels, x, y);
        for (int t = portable ? 0 : 1; t < count_of_tables - 1; t++) {
            functions[f].run(&contexts[t]->kernels, x, other);
            same(&functions[f], t, x, y, other);
        }
        measure(f, x, y, found);
        if (stride == 1 && functions[f].fall >= 0) {
            measure_falls(f, x, y, found);
        }
    }
}

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    walk *w = argument;
    for (int64_t i = from; i < end; i++) {
        if (w->all) {
            look_at((uint32_t)i * PIECE, 1, i % PORTABLE == 0, &w->found[thread]);
        } else {
            look_at(w->offset + (uint32_t)i * PIECE * STRIDE, STRIDE, 1, &w->found[thread]);
        }
        int64_t walked = atomic_fetch_add(&w->walked, 1) + 1;
        if (w->all && walked % (1 << 16) == 0) {
            fprintf(stderr, "walked %lld of 16 parts\n", (long long)(walked >> 16));
        }
    }
}

/* Where a function turns from one piece to the next, and where exp takes another power of two. */
static void look_at_joints(findings *found) {
    static const float joints[] = {0.625f, 0.3125f, 88.72283f, 87.33f, 0.625f * 30, 0.625f * 50};
    for (uint32_t sign = 0; sign <= 1; sign++) {
        for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
            look_at((bits_of(joints[i]) | sign << 31) - PIECE / 2, 1, 1, found);
        }
        for (int power = 0; power < 128; power += SANITIZED ? 16 : 1) {
            float joint = ((float)power + 0.5f) * 0.6931472f;
            look_at((bits_of(joint) | sign << 31) - PIECE / 2, 1, 1, found);
        }
    }
}

/* The largest of all threads. */
static findings most_of(const walk *w, int threads) {
    findings most = w->found[0];
    for (int t = 1; t < threads; t++) {
        const findings *other = &w->found[t];
        for (int f = 0; f < FUNCTIONS; f++) {
            for (int r = 0; r < RANGES; r++) {
                if (!(other->error[f][r] <= most.error[f][r])) {
                    most.error[f][r] = other->error[f][r];
                    most.at[f][r] = other->at[f][r];
                }
            }
            if (other->fall[f] > most.fall[f]) {
                most.fall[f] = other->fall[f];
                most.fall_at[f] = other->fall_at[f];
            }
        }
    }
    return most;
}

/* Prints all before it fails. */
static void report(const findings *most) {
    int beyond = 0;
    for (int f = 0; f < FUNCTIONS; f++) {
        const function *function = &functions[f];
        for (int r = 0; r < RANGES && function->ranges[r].to > function->ranges[r].from; r++) {
            const range *within = &function->ranges[r];
            int over = !(most->error[f][r] <= within->limit);
            printf("%-12s from %.9g to %.9g: %.4g%s at %.9g%s\n", function->name, (double)within->from,
                   (double)within->to, most->error[f][r], within->absolute ? "" : " ULP", (double)most->at[f][r],
                   over ? " BEYOND ITS LIMIT" : "");
            beyond += over;
        }
        if (function->fall >= 0) {
            int over = most->fall[f] > function->fall;
            printf("%-12s falls by at most %.4g ULP, at %.9g%s\n", function->name, most->fall[f],
                   (double)most->fall_at[f], over ? " BEYOND ITS LIMIT" : "");
            beyond += over;
        }
    }
    if (beyond > 0) {
        fail("%d figures above are beyond their limits", beyond);
    }
}

/* What no error tells: zeros with their signs, infinities, and where the functions end. */
static void specials(void) {
    static const float x[] = {0.0f, -0.0f, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX};
    static const float expected[FUNCTIONS][6] = {
        {1, 1, INFINITY, 0, INFINITY, 0},
        {0, 0, 1, -1, 1, -1},
        {0, 0, INFINITY, 0, FLT_MAX, 0},
        {0, -0.0f, INFINITY, NAN, FLT_MAX, -0.0f},
        {0, -0.0f, INFINITY, NAN, FLT_MAX, -0.0f},
        {0, -0.0f, INFINITY, NAN, FLT_MAX, -0.0f},
        {0, 0, 30, -30, 30, -30},
        {0, 0, 50, -50, 50, -50},
    };
    float piece[PIECE] = {0}, y[PIECE];
    memcpy(piece, x, sizeof x);
    for (int f = 0; f < FUNCTIONS; f++) {
        for (int t = 0; t < count_of_tables; t++) {
            about("%s in the %s table", functions[f].name, names[t]);
            functions[f].run(&contexts[t]->kernels, piece, y);
            same_floats("zeros, infinities and the largest", expected[f], y, 6);
        }
    }
}

static void open_contexts(void) {
    static const char *const all[] = {"best", "generic", "avx2", "avx512", "neon"};
    for (int32_t isa = MR_ISA_GENERIC; isa <= MR_ISA_NEON; isa++) {
        if (!mr_isa_supported(isa)) {
            printf("SKIPPED the %s table: this CPU cannot run it\n", all[isa]);
            continue;
        }
        names[count_of_tables] = all[isa];
        contexts[count_of_tables++] = mr_context_create(isa, 1);
    }
}

int main(int count, char **arguments) {
    start("check_functions");
    open_contexts();
    specials();
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int32_t threads = processors < 1 ? 1 : processors > MOST_WORKERS ? MOST_WORKERS : (int32_t)processors;
    walk w = {.all = count > 1 && strcmp(arguments[1], "--all") == 0, .offset = (uint32_t)next_random()};
    w.found = calloc((size_t)threads, sizeof *w.found);
    about("the functions");
    look_at_joints(&w.found[0]);
    mr_pool *pool = mr_pool_create(threads);
    int64_t pieces = (INT64_C(1) << 32) / PIECE / (w.all ? 1 : SANITIZED ? 10 * STRIDE : STRIDE);
    mr_pool_run(pool, work, &w, pieces, 1);
    mr_pool_destroy(pool);
    findings most = most_of(&w, threads);
    about("the functions");
    report(&most);
    free(w.found);
    while (count_of_tables > 0) {
        mr_context_destroy(contexts[--count_of_tables]);
    }
    printf("check_functions: passed\n");
    return 0;
}
