/* x86_avx512/elementwise.c - activations, gates, sums, scaling, soft caps, rotary positions: body/elementwise.h in AVX-512 with VNNI, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/elementwise.h"
