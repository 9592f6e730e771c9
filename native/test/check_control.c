/*
 * check_control.c - the floating-point control register: whatever the calling thread has set (flush to zero, another
 * rounding), results are those of the default, in the caller and in the workers, and the register is as before.
 */
#include "tables.h"
#include "weights.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
enum { SUPPORTED = 1, DEFAULT = 0x1f80, FLUSH = 0x8040, UP = 0x4000, TO_ZERO = 0x6000, FLAGS = 0x3f };
static uint32_t control(void) { return _mm_getcsr(); }
static void set_control(uint32_t value) { _mm_setcsr(value); }
#elif defined(__aarch64__)
enum { SUPPORTED = 1, DEFAULT = 0, FLUSH = 1 << 24, UP = 1 << 22, TO_ZERO = 3 << 22, FLAGS = 0 };
static uint32_t control(void) {
    uint64_t value;
    __asm__ volatile("mrs %0, fpcr" : "=r"(value) : : "memory");
    return (uint32_t)value;
}
static void set_control(uint32_t value) { __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)value) : "memory"); }
#else
enum { SUPPORTED = 0, DEFAULT = 0, FLUSH = 1, UP = 2, TO_ZERO = 3, FLAGS = 0 };
static uint32_t control(void) { return 0; }
static void set_control(uint32_t value) { (void)value; }
#endif

enum { N = 40, D = 512, M = 64, HEADS = 4, HEAD = 32, OPERATIONS = 14 };

static float *x, *y, *gain, *bias;
static const uint8_t *panels[WEIGHT_TYPES];
static uint8_t *cache;

/* Runs an operation; gives how many floats of out it wrote. */
static int64_t run(int operation, mr_context *c, float *out) {
    static const int32_t sequence[4] = {0, N, 0, 0}, block = 0;
    rounded_rows r = {(int8_t *)(out + N * D), out, (int32_t *)(out + 2 * N * D), (int32_t *)(out + 3 * N * D)};
    memcpy(out, x, sizeof(float) * N * D);
    switch (operation) {
    case 0: must(mr_add(c, x, y, out, N * D), "mr_add"); return N * D;
    case 1: must(mr_scale(c, out, 0.37f, N * D), "mr_scale"); return N * D;
    case 2: must(mr_gate(c, 1, x, y, out, N * D), "mr_gate"); return N * D;
    case 3: must(mr_rms_norm(c, x, gain, 1e-30f, out, N, D), "mr_rms_norm"); return N * D;
    case 4: must(mr_layer_norm(c, x, gain, bias, 1e-30f, out, N, D), "mr_layer_norm"); return N * D;
    case 5: must(mr_soft_cap(c, out, 3.5f, N * D), "mr_soft_cap"); return N * D;
    case 6: must(mr_activate(c, 3, x, out, N * D), "mr_activate"); return N * D;
    case 7: must(mr_rotate(c, out, N, HEADS, D / HEADS, HEAD / 2, y, gain), "mr_rotate"); return N * D;
    case 8: must(mr_sum_exponentials(c, x, N, D, out, out + N), "mr_sum_exponentials"); return 2 * N;
    case 9:
        memset(out, 0, sizeof(float) * N * D);
        must(mr_quantize(c, y, N, D, r.codes, r.scales, r.shifts, r.sums), "mr_quantize");
        return N * D / 256;
    case 10: multiply(c, &weight_types[0], panels[0], M, D, x, NULL, N, bias, out); return N * M;
    case 11:
        must(mr_quantize(c, y, N, D, r.codes, r.scales, r.shifts, r.sums), "mr_quantize");
        multiply(c, &weight_types[12], panels[12], M, D, NULL, &r, N, bias, out + 4 * N * D);
        memmove(out, out + 4 * N * D, sizeof(float) * N * M);
        return N * M;
    case 12:
        must(mr_embed(c, MR_F32, panels[0], (const int32_t[]){5}, 1, D, 1e-30f, out), "mr_embed");
        return D;
    default:
        must(mr_store(c, y, x, cache, MR_F16, HEADS, HEAD, sequence, 1, &block), "mr_store");
        must(mr_attend(c, x, cache, MR_F16, HEADS, HEADS, HEAD, sequence, 1, &block, 0.1f, 0.0f, INT32_MAX, 0,
                       NULL, 0, out),
             "mr_attend");
        return N * HEADS * HEAD;
    }
}

/* Proves that the register matters: a product of tiny numbers vanishes under flush to zero. */
static void prove_effect(void) {
    volatile float tiny = 0x1p-126f, half = 0.5f;
    set_control(DEFAULT | FLUSH);
    volatile float flushed = tiny * half;
    set_control(DEFAULT);
    volatile float kept = tiny * half;
    if (flushed != 0.0f || kept == 0.0f) {
        fail("flush to zero has no effect here, so this test shows nothing");
    }
}

static void compare(uint32_t word, mr_context *context, const char *name) {
    float *expected = empty_floats(5 * N * D), *actual = empty_floats(5 * N * D);
    for (int operation = 0; operation < OPERATIONS; operation++) {
        about("%s, control word %04x, operation %d", name, word, operation);
        int64_t count = run(operation, tables[0].context, expected);
        set_control(word);
        run(operation, context, actual);
        uint32_t after = control();
        set_control(DEFAULT);
        if ((after & ~(uint32_t)FLAGS) != word) {
            fail("the control word is %04x after the call", after);
        }
        same_floats("out", expected, actual, count);
    }
}

static void prepare(void) {
    x = empty_floats(N * D);
    y = empty_floats(N * D);
    gain = floats(N * D);
    bias = floats(D);
    for (int i = 0; i < N * D; i++) {
        x[i] = normal() * (chance(3) ? 1e-39f : i / D % 2 ? 1e-38f : 1.0f); /* rows with and without large elements */
        y[i] = normal() * (chance(3) ? 1e-39f : 1e-28f);
    }
    panels[0] = packed(&weight_types[0], random_rows(&weight_types[0], M, D), M, D);
    panels[12] = packed(&weight_types[12], random_rows(&weight_types[12], M, D), M, D);
    cache = operand((int64_t)HEADS * 2 * HEAD * 64 * 2, 2);
    memset(cache, 0, (size_t)HEADS * 2 * HEAD * 64 * 2);
}

int main(void) {
    static const uint32_t words[] = {DEFAULT | FLUSH, DEFAULT | UP, DEFAULT | FLUSH | TO_ZERO};
    start("check_control");
    if (!SUPPORTED) {
        printf("SKIPPED: the control register is only known for x86-64 and AArch64\n");
        return 0;
    }
    prove_effect();
    open_tables();
    prepare();
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        for (int i = 0; i < table_count; i++) {
            int mark = operand_count;
            compare(words[w], tables[i].context, tables[i].name);
            release_to(mark);
        }
        set_control(words[w]); /* workers inherit the register of the thread that creates them */
        mr_context *context = mr_context_create(MR_ISA_BEST, 3);
        set_control(DEFAULT);
        if (context == NULL) {
            fail("no context");
        }
        int mark = operand_count;
        compare(words[w], context, "created under that word");
        release_to(mark);
        mr_context_destroy(context);
    }
    close_tables();
    printf("check_control: passed\n");
    return 0;
}
