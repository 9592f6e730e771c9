/* cpu.h - what this CPU can run, and the floating-point control register that every entry sets. */
#ifndef MR_CPU_H
#define MR_CPU_H

#include <stdint.h>

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
#else
static inline uint32_t mr_control_enter(void) { return 0; }
static inline void mr_control_leave(uint32_t before) { (void)before; }
static inline void mr_pause(void) {}
#endif

#endif
