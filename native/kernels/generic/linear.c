/* generic/linear.c - products with packed weights of every type: body/linear.h in portable C, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/linear.h"
