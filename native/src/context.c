/*
 * context.c - chooses a kernel table; nothing below this file knows that there is a choice.
 */
#include "context.h"

#include <stdlib.h>

#include "cpu.h"

int32_t mr_abi_version(void) { return 5; }

#if defined(MILLRACE_X86)
static void fill_avx512(mr_kernels *table) {
    mr_kernels_avx512(table);
    if (mr_cpu_has_pairs()) {
        mr_kernels_avx512_bf16(table);
    }
}

static void fill_table(int32_t isa, mr_kernels *table) {
    switch (isa) {
    case MR_ISA_AVX512: fill_avx512(table); break;
    case MR_ISA_AVX2: mr_kernels_avx2(table); break;
    default: mr_kernels_generic(table);
    }
}
#elif defined(MILLRACE_ARM)
static void fill_neon(mr_kernels *table) {
    mr_kernels_neon(table);
    switch (mr_byte_products_of_cpu()) {
    case MR_BYTES_I8MM: mr_kernels_neon_i8mm(table); break;
    case MR_BYTES_SDOT: mr_kernels_neon_sdot(table); break;
    case MR_BYTES_NONE: break;
    }
}

static void fill_table(int32_t isa, mr_kernels *table) {
    switch (isa) {
    case MR_ISA_NEON: fill_neon(table); break;
    default: mr_kernels_generic(table);
    }
}
#else
static void fill_table(int32_t isa, mr_kernels *table) {
    (void)isa;
    mr_kernels_generic(table);
}
#endif

mr_context *mr_context_create(int32_t isa, int32_t threads) {
    if (!mr_isa_supported(isa) || threads < 1) {
        return NULL;
    }
    mr_context *context = calloc(1, sizeof *context);
    if (context == NULL) {
        return NULL;
    }
    fill_table(isa == MR_ISA_BEST ? mr_isa_best() : isa, &context->kernels);
    context->scratch_bytes = (int64_t)threads * MR_SCRATCH;
    context->scratch = mr_allocate(context->scratch_bytes);
    context->pool = mr_pool_create(threads);
    if (context->scratch == NULL || context->pool == NULL) {
        mr_context_destroy(context);
        return NULL;
    }
    return context;
}

void mr_context_destroy(mr_context *context) {
    if (context == NULL) {
        return;
    }
    if (context->pool != NULL) {
        mr_pool_destroy(context->pool);
    }
    if (context->scratch != NULL) {
        mr_release(context->scratch, context->scratch_bytes);
    }
    free(context->corrections);
    free(context->items);
    free(context->parts);
    free(context);
}

int mr_reserve(mr_context *context, int64_t bytes) {
    if (context->correction_bytes < bytes) {
        free(context->corrections);
        void *aligned = NULL;
        context->correction_bytes = posix_memalign(&aligned, 64, (size_t)bytes) == 0 ? bytes : 0;
        context->corrections = context->correction_bytes > 0 ? aligned : NULL;
    }
    return context->corrections != NULL;
}
