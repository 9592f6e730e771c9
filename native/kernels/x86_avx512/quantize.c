/* x86_avx512/quantize.c - rows of floats to int8: body/quantize.h in AVX-512 with VNNI, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/quantize.h"
