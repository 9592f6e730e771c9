/* x86_avx512/probe.c - vpdpbusd and vfmadd on 12 registers: body/probe.h, where what, how and alignment are told. */
#include "vector.h"

typedef __m512i ints;
typedef __m512 floats;

enum { CHAINS = 12 };

/* By name: around the intrinsic, gcc copies every accumulator. */
INLINE ints probe_dot(ints acc, ints x) {
    __asm__("vpdpbusd %1, %1, %0" : "+v"(acc) : "v"(x));
    return acc;
}

INLINE floats probe_fma(floats a, floats b, floats c) { return _mm512_fmadd_ps(a, b, c); }

#include "body/probe.h"
