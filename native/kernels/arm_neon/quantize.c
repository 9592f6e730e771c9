/* arm_neon/quantize.c - rows of floats to int8: body/quantize.h in NEON, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/quantize.h"
