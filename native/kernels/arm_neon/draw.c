/* arm_neon/draw.c - draws from rows of logits: body/draw.h in NEON, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/exponentials.h"

#include "body/draw.h"
