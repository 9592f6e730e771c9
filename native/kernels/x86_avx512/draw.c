/* x86_avx512/draw.c - draws from rows of logits: body/draw.h in AVX-512 with VNNI, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/exponentials.h"

#include "body/draw.h"
