/* generic/linear_float.c - products with packed plain numbers: body/linear_float.h in portable C, where what, how, tails and alignment are told. */
#include "lanes.h"

#include "body/linear_float.h"
