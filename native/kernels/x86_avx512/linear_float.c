/* x86_avx512/linear_float.c - products with packed plain numbers: body/linear_float.h in AVX-512, where what, how, tails and alignment are told. */
#include "lanes.h"

#include "body/linear_float.h"
