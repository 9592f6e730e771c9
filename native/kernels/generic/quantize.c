/* generic/quantize.c - rows of floats to int8: body/quantize.h in portable C, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/quantize.h"
