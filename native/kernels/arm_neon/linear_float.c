/* arm_neon/linear_float.c - products with packed plain numbers: body/linear_float.h in NEON, where what, how, tails and alignment are told. */
#include "lanes.h"

#include "body/linear_float.h"
