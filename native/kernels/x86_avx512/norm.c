/* x86_avx512/norm.c - row normalizations: body/norm.h in AVX-512 with VNNI, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/norm.h"
