/*
 * body/probe.h - loops that do nothing but what a CPU can do most of: int8 products, fused multiply-adds, reading.
 *
 * A file that includes this defines `ints` and `floats`, vectors as wide as a register; CHAINS, how many of them fit
 * into the registers besides the operands; and probe_dot and probe_fma, the fastest exact product of bytes and the
 * fused multiply-add. The chains are independent, so that the units and not the latency of one chain set the pace;
 * nothing is loaded or stored inside the loops of products.
 *
 * scratch: an operand of 64 bytes, then CHAINS vectors of sums, which are added to. The compiler knows none of them, or
 * it would compute equal chains once. With every operand 1 and sums that start at 0, the sums add up to half the
 * operations returned, which is how native/test knows that the work was done.
 * Reading has no tail: bytes is a multiple of MR_PROBE_LINES * 64 times the streams. No alignment is needed.
 */
#ifndef MR_BODY_PROBE_H
#define MR_BODY_PROBE_H

#include "body/declare.h"

int64_t NAME(probe_int8)(int64_t turns, uint8_t *scratch) {
    ints sums[CHAINS], operand;
    memcpy(&operand, scratch, sizeof operand);
    memcpy(sums, scratch + 64, sizeof sums);
    for (int64_t turn = 0; turn < turns; turn++) {
#pragma GCC unroll 32
        for (int i = 0; i < CHAINS; i++) {
            sums[i] = probe_dot(sums[i], operand);
        }
    }
    memcpy(scratch + 64, sums, sizeof sums);
    return turns * (int64_t)sizeof sums * 2; /* a byte of sums is a multiply-add */
}

int64_t NAME(probe_f32)(int64_t turns, uint8_t *scratch) {
    floats sums[CHAINS], operand;
    memcpy(&operand, scratch, sizeof operand);
    memcpy(sums, scratch + 64, sizeof sums);
    for (int64_t turn = 0; turn < turns; turn++) {
#pragma GCC unroll 32
        for (int i = 0; i < CHAINS; i++) {
            sums[i] = probe_fma(sums[i], operand, operand);
        }
    }
    memcpy(scratch + 64, sums, sizeof sums);
    return turns * (int64_t)sizeof sums / 4 * 2;
}

/* As wide as a register too; sums of words may wrap. */
typedef uint32_t words __attribute__((vector_size(sizeof(ints))));

/* Constant streams and prefetch, which is 0 or 1. */
INLINE uint32_t read_streams(const uint8_t *from, int64_t bytes, int streams, int prefetch, int64_t ahead) {
    enum { WORDS = sizeof(words), SUMS = 4 };
    words sums[SUMS] = {{0}};
    int64_t part = bytes / streams;
    for (int64_t at = 0; at < part; at += MR_PROBE_LINES * 64) {
#pragma GCC unroll 4
        for (int s = 0; s < streams; s++) {
            const uint8_t *lines = from + s * part + at;
#pragma GCC unroll 4
            for (int i = 0; prefetch && i < MR_PROBE_LINES; i++) {
                __builtin_prefetch(lines + 64 * i + ahead);
            }
#pragma GCC unroll 16
            for (int i = 0; i < MR_PROBE_LINES * 64 / WORDS; i++) {
                words w;
                memcpy(&w, lines + i * WORDS, sizeof w);
                sums[i % SUMS] += w;
            }
        }
    }
    words sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    uint32_t total = 0;
    for (int i = 0; i < WORDS / 4; i++) {
        total += sum[i];
    }
    return total;
}

uint32_t NAME(probe_read)(const uint8_t *from, int64_t bytes, int32_t streams, int32_t ahead) {
    if (ahead == 0) {
        return streams == 4   ? read_streams(from, bytes, 4, 0, 0)
               : streams == 2 ? read_streams(from, bytes, 2, 0, 0)
                              : read_streams(from, bytes, 1, 0, 0);
    }
    return streams == 4   ? read_streams(from, bytes, 4, 1, ahead)
           : streams == 2 ? read_streams(from, bytes, 2, 1, ahead)
                          : read_streams(from, bytes, 1, 1, ahead);
}

#endif
