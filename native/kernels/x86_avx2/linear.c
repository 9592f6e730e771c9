/* x86_avx2/linear.c - products with packed weights of every type: body/linear.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/linear.h"
