/* draw.c - draws from rows of logits, shared out one by one. */
#include "context.h"
#include "cpu.h"

typedef struct {
    mr_context *context;
    mr_draw_task task;
} job;

static void work(void *argument, int32_t thread, int64_t from, int64_t end) {
    const job *j = argument;
    for (int64_t i = from; i < end; i++) {
        j->context->kernels.draw_row(&j->task, i, mr_scratch_of(j->context, thread));
    }
}

mr_status mr_draw(mr_context *context, const float *x, int64_t n, int64_t c, int64_t width, int64_t draws,
                  const int32_t *rows, const float *factors, const int32_t *top_k, const float *top_p,
                  const float *min_p, const int32_t *uniforms, float *values, int32_t *columns) {
    job j = {.context = context,
             .task = {.x = x,
                      .n = n,
                      .c = c,
                      .width = width,
                      .rows = rows,
                      .factors = factors,
                      .top_k = top_k,
                      .top_p = top_p,
                      .min_p = min_p,
                      .uniforms = uniforms,
                      .values = values,
                      .columns = columns}};
    uint32_t control = mr_control_enter();
    mr_pool_run(context->pool, work, &j, draws, 1);
    mr_control_leave(control);
    return MR_OK;
}
