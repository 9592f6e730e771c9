/* x86_avx2/norm.c - row normalizations: body/norm.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/norm.h"
