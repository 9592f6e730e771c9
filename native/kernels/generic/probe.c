/* generic/probe.c - what portable C reaches: body/probe.h, where what, how and alignment are told. */
#include "vector.h"

typedef v16i ints;
typedef v16 floats;

enum { CHAINS = 2 };

INLINE ints probe_dot(ints acc, ints x) {
    uint8_t u[64];
    memcpy(u, &x, sizeof u);
    __asm__ volatile("" ::: "memory"); /* or the product of operands that never change would leave the loop */
    return dot16(acc, u, x[0]);
}

INLINE floats probe_fma(floats a, floats b, floats c) { return fma16(a, b, c); }

#include "body/probe.h"
