/*
 * millrace.h - the C side of io.millrace.kernel.Kernels.
 */
#ifndef MILLRACE_H
#define MILLRACE_H

#include <stdint.h>

/* The version of this interface; Java refuses a library that gives another. */
__attribute__((visibility("default"))) int32_t mr_abi_version(void);

#endif
