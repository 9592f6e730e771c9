/* x86_avx2/linear_float.c - products with packed plain numbers: body/linear_float.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "lanes.h"

#include "body/linear_float.h"
