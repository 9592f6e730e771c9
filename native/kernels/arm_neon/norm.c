/* arm_neon/norm.c - row normalizations: body/norm.h in NEON, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/norm.h"
