/* x86_avx2/table.c - the kernels of this folder. */
#include "linear.h"
#include "vector.h"

#include "body/declare.h"

void mr_kernels_avx2(mr_kernels *table) {
    fill_table(table);
    table->quantized_tokens = 4;
    table->linear[MR_Q4_0] = mr_avx2_linear_q4_0;
    table->prepare[MR_Q4_0] = mr_avx2_prepare_q4_0;
    table->linear[MR_Q4_1] = mr_avx2_linear_q4_1;
    table->prepare[MR_Q4_1] = mr_avx2_prepare_q4_1;
    table->linear[MR_Q5_0] = mr_avx2_linear_q5_0;
    table->prepare[MR_Q5_0] = mr_avx2_prepare_q5_0;
    table->linear[MR_Q5_1] = mr_avx2_linear_q5_1;
    table->prepare[MR_Q5_1] = mr_avx2_prepare_q5_1;
    table->linear[MR_Q8_0] = mr_avx2_linear_q8_0;
    table->prepare[MR_Q8_0] = mr_avx2_prepare_q8_0;
    table->linear[MR_IQ4_NL] = mr_avx2_linear_iq4_nl;
    table->prepare[MR_IQ4_NL] = mr_avx2_prepare_iq4_nl;
    table->linear[MR_MXFP4] = mr_avx2_linear_mxfp4;
    table->prepare[MR_MXFP4] = mr_avx2_prepare_mxfp4;
    table->linear[MR_Q2_K] = mr_avx2_linear_q2_k;
    table->prepare[MR_Q2_K] = mr_avx2_prepare_q2_k;
    table->linear[MR_Q3_K] = mr_avx2_linear_q3_k;
    table->prepare[MR_Q3_K] = mr_avx2_prepare_q3_k;
    table->linear[MR_Q4_K] = mr_avx2_linear_q4_k;
    table->prepare[MR_Q4_K] = mr_avx2_prepare_q4_k;
    table->linear[MR_Q5_K] = mr_avx2_linear_q5_k;
    table->prepare[MR_Q5_K] = mr_avx2_prepare_q5_k;
    table->linear[MR_Q6_K] = mr_avx2_linear_q6_k;
    table->prepare[MR_Q6_K] = mr_avx2_prepare_q6_k;
    table->linear[MR_IQ4_XS] = mr_avx2_linear_iq4_xs;
    table->prepare[MR_IQ4_XS] = mr_avx2_prepare_iq4_xs;
}
