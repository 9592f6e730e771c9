/* generic/norm.c - row normalizations: body/norm.h in portable C, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/norm.h"
