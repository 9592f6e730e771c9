/*
 * blas.c - finds OpenBLAS among the libraries of the process; it is never linked.
 *
 * Its own threads are switched off: the pool above it shares the work. Its results depend on the batch and on the CPU,
 * so it is an option and never the default (numerics.md 2).
 */
#define _GNU_SOURCE
#include "blas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "millrace.h"

enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112 };

typedef void cblas_sgemm_function(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                                  const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
typedef void set_threads_function(int threads);

static cblas_sgemm_function *sgemm;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ISO C has no conversion from a data pointer to a function pointer; POSIX promises that the bits are the same. */
static void look_up(void) {
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD);
    if (library == NULL) {
        return;
    }
    void *threads = dlsym(library, "openblas_set_num_threads"), *product = dlsym(library, "cblas_sgemm");
    if (threads != NULL && product != NULL) {
        set_threads_function *set_threads;
        memcpy(&set_threads, &threads, sizeof threads);
        set_threads(1);
        memcpy(&sgemm, &product, sizeof product);
    }
}

static void multiply(int64_t n, int64_t m, int64_t k, const float *a, int64_t lda, const float *b, int64_t ldb, float *c,
                     int64_t ldc) {
    sgemm(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, (int)n, (int)m, (int)k, 1.0f, a, (int)lda, b, (int)ldb, 0.0f, c, (int)ldc);
}

mr_sgemm *mr_blas_sgemm(void) {
    pthread_once(&once, look_up);
    return sgemm != NULL ? multiply : NULL;
}

int32_t mr_blas_available(void) { return mr_blas_sgemm() != NULL; }
