/* generic/head.c - sums of exponentials and largest elements: body/head.h in portable C, where what, how, tails and alignment are told. */
#include "vector.h"

#include "body/math.h"

#include "body/exponentials.h"

#include "body/head.h"
