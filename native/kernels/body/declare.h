/* declare.h - the kernels that a folder defines, under its own prefix; one file an operation in each folder. */
#ifndef MR_BODY_DECLARE_H
#define MR_BODY_DECLARE_H

mr_linear_panel NAME(linear_any), NAME(linear_f32), NAME(linear_f16), NAME(linear_bf16);
void NAME(quantize_row)(const float *x, int64_t k, int8_t *codes, float *scales, int32_t *shifts, int32_t *sums);
void NAME(rms_norm_row)(const float *x, const float *gain, float epsilon, float *out, int64_t d);
void NAME(layer_norm_row)(const float *x, const float *gain, const float *bias, float epsilon, float *out, int64_t d);
void NAME(rotate_row)(float *x, int64_t heads, int64_t e, int64_t r, const float *cosine, const float *sine);
void NAME(activate)(int32_t f, const float *x, float *out, int64_t count);
void NAME(evaluate)(int32_t f, const float *x, float *out, int64_t count);
void NAME(gate)(int32_t f, const float *gate, const float *up, float *out, int64_t count);
void NAME(add)(const float *a, const float *b, float *out, int64_t count);
void NAME(scale)(float *x, float factor, int64_t count);
void NAME(soft_cap)(float *x, float cap, int64_t count);
void NAME(store_row)(const float *key, const float *value, uint8_t *block, int32_t type, int64_t e, int64_t slot);
void NAME(attend)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch);
void NAME(merge)(const mr_attention_task *task, const mr_attention_item *item, uint8_t *scratch);
void NAME(sum_exponentials_row)(const float *x, int64_t c, float *maximum, float *sum);
void NAME(top_row)(const float *x, int64_t c, int64_t count, float *values, int32_t *columns);
void NAME(draw_row)(const mr_draw_task *task, int64_t draw, uint8_t *scratch);
int64_t NAME(probe_int8)(int64_t turns, uint8_t *scratch);
int64_t NAME(probe_f32)(int64_t turns, uint8_t *scratch);
uint32_t NAME(probe_read)(const uint8_t *from, int64_t bytes, int32_t streams, int32_t ahead);

/* Fills a whole table with this folder's kernels. */
static inline void fill_table(mr_kernels *table) {
    for (int32_t id = 0; id < MR_TYPES; id++) {
        const mr_type *type = mr_type_of(id);
        table->linear[id] = type != NULL && type->block > 1 ? NAME(linear_any) : NULL;
        table->prepare[id] = NULL;
    }
    table->float_tokens = TILE_ROWS;
    table->linear[MR_F32] = NAME(linear_f32);
    table->linear[MR_F16] = NAME(linear_f16);
    table->linear[MR_BF16] = NAME(linear_bf16);
    table->quantize_row = NAME(quantize_row);
    table->rms_norm_row = NAME(rms_norm_row);
    table->layer_norm_row = NAME(layer_norm_row);
    table->rotate_row = NAME(rotate_row);
    table->activate = NAME(activate);
    table->evaluate = NAME(evaluate);
    table->gate = NAME(gate);
    table->add = NAME(add);
    table->scale = NAME(scale);
    table->soft_cap = NAME(soft_cap);
    table->store_row = NAME(store_row);
    table->attend = NAME(attend);
    table->merge = NAME(merge);
    table->sum_exponentials_row = NAME(sum_exponentials_row);
    table->top_row = NAME(top_row);
    table->draw_row = NAME(draw_row);
    table->probe_int8 = NAME(probe_int8);
    table->probe_f32 = NAME(probe_f32);
    table->probe_read = NAME(probe_read);
}

#endif
