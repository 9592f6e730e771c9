/*
 * x86_avx2/probe.c - vpmaddubsw and vfmadd on 12 registers: body/probe.h, where what, how and alignment are told.
 *
 * The integer product is vpmaddubsw, vpmaddwd, vpaddd: exact for the operands of the probe, as for 4-bit codes.
 */
#include "vector.h"

typedef __m256i ints;
typedef __m256 floats;

enum { CHAINS = 12 };

/* By name, or the product of operands that never change would leave the loop. */
INLINE ints probe_dot(ints acc, ints x) {
    ints pairs, ones = _mm256_set1_epi16(1);
    __asm__("vpmaddubsw %2, %2, %1\n\tvpmaddwd %3, %1, %1\n\tvpaddd %1, %0, %0"
            : "+x"(acc), "=&x"(pairs)
            : "x"(x), "x"(ones));
    return acc;
}

INLINE floats probe_fma(floats a, floats b, floats c) { return _mm256_fmadd_ps(a, b, c); }

#include "body/probe.h"
