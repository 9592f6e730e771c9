/* generic/attention.c - fused softmax-attention and the cache's writes: body/attention.h in portable C, where what, how, tails and alignment are told. */
#include "lanes.h"

#include "body/math.h"

#include "body/pairs.h"

#include "body/attention.h"
