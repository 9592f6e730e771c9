/* generic/table.c - the kernels of this folder. */
#include "vector.h"

#include "body/declare.h"

void mr_kernels_generic(mr_kernels *table) { fill_table(table); }
