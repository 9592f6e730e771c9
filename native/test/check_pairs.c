/*
 * check_pairs.c - vdpbf16ps is what numerics.md 4 says of it: two fused multiply-adds, the odd element of a pair first,
 * subnormal operands and results taken as zero; on the operands that a BF16 cache has, two plain fmaf.
 *
 * Accumulators are chosen to cancel a product, to tie, to lie at the ends of the range; operands are random bits,
 * powers of two, zeros of both signs, infinities, NaN. Skipped where the CPU has no such instruction.
 */
#include "check.h"
#include "cpu.h"
#include "kernels.h"

enum { LANES = 16, ROUNDS = SANITIZED ? 20000 : 400000 };

#if defined(__x86_64__)
static void must_be_used(void) {
    mr_kernels table, pairs;
    mr_kernels_avx512(&table);
    pairs = table;
    mr_kernels_avx512_bf16(&pairs);
    if (pairs.attend == table.attend) {
        fail("the avx512 table does not use it: it rounds otherwise than defined");
    }
}

/* acc[i] += a[2i+1] * b[2i+1], then a[2i] * b[2i]. */
static void add_pairs(float *acc, const uint32_t *a, const uint32_t *b) {
    __asm__ volatile("vmovups (%0), %%zmm0\n\tvmovups (%1), %%zmm1\n\tvdpbf16ps (%2), %%zmm1, %%zmm0\n\t"
                     "vmovups %%zmm0, (%0)\n\tvzeroupper"
                     :
                     : "r"(acc), "r"(a), "r"(b)
                     : "memory", "xmm0", "xmm1");
}
#else
static void must_be_used(void) {}
static void add_pairs(float *acc, const uint32_t *a, const uint32_t *b) {
    (void)acc;
    (void)a;
    (void)b;
}
#endif

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static float flushed(float x) { return fabsf(x) < 0x1p-126f ? copysignf(0.0f, x) : x; }

/*
 * x * y + z, zero if the sum, rounded to 24 bits as if exponents had no end, is subnormal: so an x86 finds what is tiny.
 * The subnormal grid is coarser by a bit: fmaf alone makes 2^-126 of a sum that is (1 - 2^-24) * 2^-126 exactly.
 * In double the sum is exact wherever it is near 2^-126, since operands are zero or at least 2^-126 and have few bits.
 */
static float flushing_fma(float x, float y, float z) {
    float sum = fmaf(x, y, z);
    return fabs((double)x * y + z) < 0x1p-126 * (1 - 0x1p-25) ? copysignf(0.0f, sum) : sum;
}

static float even_of(uint32_t pair) { return float_of(pair << 16); }
static float odd_of(uint32_t pair) { return float_of(pair & 0xffff0000u); }

static float flushing(float acc, uint32_t a, uint32_t b) {
    float odd = flushing_fma(flushed(odd_of(a)), flushed(odd_of(b)), flushed(acc));
    return flushing_fma(flushed(even_of(a)), flushed(even_of(b)), odd);
}

static float plain(float acc, uint32_t a, uint32_t b) {
    return fmaf(even_of(a), even_of(b), fmaf(odd_of(a), odd_of(b), acc));
}

/* Any 16 bits, or ends of the range, or numbers near one. */
static uint32_t brain(void) {
    static const uint16_t ends[] = {0x0000, 0x8000, 0x7f80, 0xff80, 0x7fc0, 0x7f7f, 0xff7f, 0x0080, 0x8080,
                                    0x0001, 0x807f, 0x007f, 0x3f80, 0xbf80, 0x3f81, 0x4000};
    int64_t kind = below(8);
    return kind == 0   ? ends[below(16)]
           : kind == 1 ? (uint32_t)below(1 << 16)
           : kind == 2 ? (uint32_t)(below(2) << 15 | below(255) << 7) /* a power of two */
                       : (uint32_t)(below(2) << 15 | (119 + below(16)) << 7 | below(128));
}

/* The same of what a BF16 cache holds: zero, or 2^-50 and more. */
static uint32_t kept_brain(void) {
    uint32_t x;
    do {
        x = brain();
    } while ((x & 0x7fff) < (127 - 50) << 7 && (x & 0x7fff) != 0);
    return x;
}

/* Near minus the odd product, so that it cancels; a tie of it; any bits; zeros. */
static float accumulator(uint32_t a, uint32_t b) {
    float product = odd_of(a) * odd_of(b), half_place = ldexpf(product, -24);
    switch (below(7)) {
    case 0: return -product;
    case 1: return half_place;
    case 2: return -half_place + even_of(a) * even_of(b);
    case 3: return chance(2) ? 0.0f : -0.0f;
    case 4: return float_of((uint32_t)next_random());
    case 5: return -product * (1.0f + 0x1p-23f * (float)below(5));
    default: return normal();
    }
}

static void differs(const char *definition, int lane, const uint32_t *a, const uint32_t *b, float acc, float got,
                    float expected) {
    fail("lane %d: %08x . %08x + %08x is %08x, expected %08x by %s", lane, a[lane], b[lane], bits_of(acc), bits_of(got),
         bits_of(expected), definition);
}

static int equal(float a, float b) { return bits_of(a) == bits_of(b) || (isnan(a) && isnan(b)); }

static void compare(int kept) {
    uint32_t a[LANES], b[LANES];
    float acc[LANES], sums[LANES];
    for (int i = 0; i < LANES; i++) {
        a[i] = kept ? kept_brain() | kept_brain() << 16 : brain() | brain() << 16;
        b[i] = kept ? kept_brain() | kept_brain() << 16 : brain() | brain() << 16;
        acc[i] = accumulator(a[i], b[i]);
        if (kept && fabsf(acc[i]) < 0x1p-100f) {
            acc[i] = 0.0f;
        }
    }
    memcpy(sums, acc, sizeof sums);
    add_pairs(sums, a, b);
    for (int i = 0; i < LANES; i++) {
        float expected = kept ? plain(acc[i], a[i], b[i]) : flushing(acc[i], a[i], b[i]);
        if (!equal(sums[i], expected)) {
            differs(kept ? "two fmaf" : "two flushing fmaf", i, a, b, acc[i], sums[i], expected);
        }
    }
}

int main(void) {
    start("check_pairs");
    if (!mr_cpu_has_pairs()) {
        printf("SKIPPED check_pairs: this CPU has no vdpbf16ps\n");
        return 0;
    }
    about("vdpbf16ps");
    must_be_used();
    for (int round = 0; round < ROUNDS; round++) {
        compare(0);
        compare(1);
    }
    printf("check_pairs: passed, %d sums\n", 2 * ROUNDS * LANES);
    return 0;
}
