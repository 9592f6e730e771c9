/*
 * arm_neon/probe_sdot.c - sdot on 16 registers: body/probe.h, where what, how and alignment are told. CPUs with smmla
 * may reach more with it.
 */
#include "vector.h"

#undef NAME
#define NAME(kernel) mr_neon_sdot_##kernel

typedef int32x4_t ints;
typedef float32x4_t floats;

enum { CHAINS = 16 };

INLINE ints probe_dot(ints acc, ints x) {
    return vdotq_s32(acc, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(x));
}

INLINE floats probe_fma(floats a, floats b, floats c) { return vfmaq_f32(c, a, b); }

#include "body/probe.h"
