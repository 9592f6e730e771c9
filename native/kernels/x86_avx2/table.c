/* x86_avx2/table.c - the kernels of this folder. */
#include "vector.h"

#include "body/declare.h"

void mr_kernels_avx2(mr_kernels *table) { fill_table(table); }
