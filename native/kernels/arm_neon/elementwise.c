/* arm_neon/elementwise.c - activations, gates, sums, scaling, soft caps, rotary positions: body/elementwise.h in NEON, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/elementwise.h"
