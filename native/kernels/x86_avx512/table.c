/* x86_avx512/table.c - the kernels of this folder. */
#include "vector.h"

#include "body/declare.h"

void mr_kernels_avx512(mr_kernels *table) { fill_table(table); }
