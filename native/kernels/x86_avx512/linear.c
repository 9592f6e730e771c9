/* x86_avx512/linear.c - products with packed weights of every type: body/linear.h in AVX-512 with VNNI, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/linear.h"
