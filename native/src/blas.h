/* blas.h - OpenBLAS, where the process has loaded it; --f32 openblas. */
#ifndef MR_BLAS_H
#define MR_BLAS_H

#include <stdint.h>

/* C[n,m] = A[n,k] * B[m,k]^T with row strides lda, ldb, ldc. */
typedef void mr_sgemm(int64_t n, int64_t m, int64_t k, const float *a, int64_t lda, const float *b, int64_t ldb, float *c,
                      int64_t ldc);

/* NULL where OpenBLAS is not loaded. */
mr_sgemm *mr_blas_sgemm(void);

#endif
