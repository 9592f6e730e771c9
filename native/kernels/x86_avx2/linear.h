/* x86_avx2/linear.h - the products that this folder does better than linear.c; one file a type. */
#ifndef MR_AVX2_LINEAR_H
#define MR_AVX2_LINEAR_H

#include "kernels.h"

mr_linear_panel mr_avx2_linear_q4_0,
    mr_avx2_linear_q4_1,
    mr_avx2_linear_q5_0,
    mr_avx2_linear_q5_1,
    mr_avx2_linear_q8_0,
    mr_avx2_linear_iq4_nl,
    mr_avx2_linear_mxfp4,
    mr_avx2_linear_q2_k,
    mr_avx2_linear_q3_k,
    mr_avx2_linear_q4_k,
    mr_avx2_linear_q5_k,
    mr_avx2_linear_q6_k,
    mr_avx2_linear_iq4_xs;

mr_prepare_tile mr_avx2_prepare_q4_0,
    mr_avx2_prepare_q4_1,
    mr_avx2_prepare_q5_0,
    mr_avx2_prepare_q5_1,
    mr_avx2_prepare_q8_0,
    mr_avx2_prepare_iq4_nl,
    mr_avx2_prepare_mxfp4,
    mr_avx2_prepare_q2_k,
    mr_avx2_prepare_q3_k,
    mr_avx2_prepare_q4_k,
    mr_avx2_prepare_q5_k,
    mr_avx2_prepare_q6_k,
    mr_avx2_prepare_iq4_xs;

#endif
