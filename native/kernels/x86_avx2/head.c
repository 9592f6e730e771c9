/* x86_avx2/head.c - sums of exponentials and largest elements: body/head.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/exponentials.h"

#include "body/head.h"
