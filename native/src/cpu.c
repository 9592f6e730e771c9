/* cpu.c - asks the CPU, and through it the operating system, which instruction sets may run. */
#include "cpu.h"

#include "millrace.h"

#if defined(MILLRACE_X86)
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("f16c");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
}
#else
static int has_avx2(void) { return 0; }
static int has_avx512(void) { return 0; }
#endif

int32_t mr_isa_best(void) { return has_avx512() ? MR_ISA_AVX512 : has_avx2() ? MR_ISA_AVX2 : MR_ISA_GENERIC; }

int32_t mr_isa_supported(int32_t isa) {
    switch (isa) {
    case MR_ISA_BEST:
    case MR_ISA_GENERIC: return 1;
    case MR_ISA_AVX2: return has_avx2();
    case MR_ISA_AVX512: return has_avx512();
    default: return 0;
    }
}
