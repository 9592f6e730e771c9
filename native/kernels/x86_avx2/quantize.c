/* x86_avx2/quantize.c - rows of floats to int8: body/quantize.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/quantize.h"
