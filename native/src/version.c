/* version.c - what Java compares before it calls anything else. */
#include "millrace.h"

int32_t mr_abi_version(void) { return 1; }
