/* x86_avx2/elementwise.c - activations, gates, sums, scaling, soft caps, rotary positions: body/elementwise.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/elementwise.h"
