/* cpu.h - what this CPU can run, and the floating-point control register that every entry sets. */
#ifndef MR_CPU_H
#define MR_CPU_H

#include <stdint.h>

/* What an AArch64 CPU can multiply bytes with: nothing, dot products (sdot), products of small matrices too (smmla). */
typedef enum { MR_BYTES_NONE, MR_BYTES_SDOT, MR_BYTES_I8MM } mr_byte_products;

mr_byte_products mr_byte_products_of_cpu(void);

/* 1 if this CPU runs the avx512 table and adds products of BF16 pairs (vdpbf16ps). */
int mr_cpu_has_pairs(void);

#if defined(__x86_64__)
#include <xmmintrin.h>
/* Round to nearest, keep subnormals, mask exceptions: other libraries of the process may have set something else. */
static inline uint32_t mr_control_enter(void) {
    uint32_t before = _mm_getcsr();
    _mm_setcsr(0x1f80);
    return before;
}
static inline void mr_control_leave(uint32_t before) { _mm_setcsr(before); }
static inline void mr_pause(void) { _mm_pause(); }
#elif defined(__aarch64__)
/* The same; zero also stands for IEEE half precision, and NaN kept as they are. */
static inline uint32_t mr_control_enter(void) {
    uint64_t before;
    __asm__ volatile("mrs %0, fpcr\n\tmsr fpcr, xzr" : "=&r"(before) : : "memory");
    return (uint32_t)before;
}
static inline void mr_control_leave(uint32_t before) {
    __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)before) : "memory");
}
static inline void mr_pause(void) { __asm__ volatile("yield" : : : "memory"); }
#else
static inline uint32_t mr_control_enter(void) { return 0; }
static inline void mr_control_leave(uint32_t before) { (void)before; }
static inline void mr_pause(void) {}
#endif

#endif
