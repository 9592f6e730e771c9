/*
 * x86_avx512/attention_bf16.c - attention.c for CPUs that multiply pairs of BF16 numbers: body/attention.h, where what,
 * how, tails and alignment are told, with a BF16 cache by vdpbf16ps.
 */
#include "lanes.h"

#undef NAME
#define NAME(kernel) mr_avx512_bf16_##kernel

#include "body/math.h"

#include "pairs.h"

#include "body/attention.h"

/* Whether the instruction rounds both sums, the second of a pair first, as numerics.md says; check_pairs asks more. */
static int rounds_as_defined(void) {
    const v16i ones = splat_int(0x3f803f80), first = splat_int(0x3f80cb80), second = splat_int(0x4b803f80);
    v16 zero = fma_pairs16(first, ones, splat(0x1p24f)); /* (2^24 + 1) - 2^24 */
    v16 even = fma_pairs16(second, ones, splat(1.0f));   /* (1 + 2^24) + 1 */
    return zero[0] == 0.0f && even[0] == 0x1p24f;
}

void mr_kernels_avx512_bf16(mr_kernels *table) {
    if (rounds_as_defined()) {
        table->attend = NAME(attend);
        table->store_row = NAME(store_row);
    }
}
