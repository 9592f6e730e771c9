/*
 * arm_neon/probe.c - smull and fmla on 16 registers: body/probe.h, where what, how and alignment are told.
 *
 * The integer product is that of every AArch64 CPU; probe_sdot.c has the better one.
 */
#include "vector.h"

typedef int32x4_t ints;
typedef float32x4_t floats;

enum { CHAINS = 16 };

/* By name, or the product of operands that never change would leave the loop. */
INLINE ints probe_dot(ints acc, ints x) {
    int16x8_t pairs;
    __asm__("smull %1.8h, %2.8b, %2.8b\n\tsadalp %0.4s, %1.8h\n\t"
            "smull2 %1.8h, %2.16b, %2.16b\n\tsadalp %0.4s, %1.8h"
            : "+w"(acc), "=&w"(pairs)
            : "w"(x));
    return acc;
}

INLINE floats probe_fma(floats a, floats b, floats c) { return vfmaq_f32(c, a, b); }

#include "body/probe.h"
