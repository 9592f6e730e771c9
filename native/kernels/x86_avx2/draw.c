/* x86_avx2/draw.c - draws from rows of logits: body/draw.h in AVX2 and FMA, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/exponentials.h"

#include "body/draw.h"
