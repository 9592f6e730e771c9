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

int mr_cpu_has_pairs(void) { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }
#else
static int has_avx2(void) { return 0; }
static int has_avx512(void) { return 0; }
int mr_cpu_has_pairs(void) { return 0; }
#endif

#if defined(MILLRACE_ARM)
#include <asm/hwcap.h>
#include <sys/auxv.h>

static int has_neon(void) { return (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0; }

/* Armv8.2 without its half-precision arithmetic: atomics, CRC and rounding products came with 8.1. */
mr_byte_products mr_byte_products_of_cpu(void) {
    const unsigned long needed = HWCAP_ASIMD | HWCAP_ATOMICS | HWCAP_CRC32 | HWCAP_ASIMDRDM | HWCAP_ASIMDDP;
    if ((getauxval(AT_HWCAP) & needed) != needed) {
        return MR_BYTES_NONE;
    }
    return (getauxval(AT_HWCAP2) & HWCAP2_I8MM) != 0 ? MR_BYTES_I8MM : MR_BYTES_SDOT;
}
#else
static int has_neon(void) { return 0; }
mr_byte_products mr_byte_products_of_cpu(void) { return MR_BYTES_NONE; }
#endif

int32_t mr_isa_best(void) {
    return has_avx512() ? MR_ISA_AVX512 : has_avx2() ? MR_ISA_AVX2 : has_neon() ? MR_ISA_NEON : MR_ISA_GENERIC;
}

int32_t mr_isa_supported(int32_t isa) {
    switch (isa) {
    case MR_ISA_BEST:
    case MR_ISA_GENERIC: return 1;
    case MR_ISA_AVX2: return has_avx2();
    case MR_ISA_AVX512: return has_avx512();
    case MR_ISA_NEON: return has_neon();
    default: return 0;
    }
}
