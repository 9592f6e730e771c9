/* store.h - the end of every product: a bias, and the rows that exist. */
#ifndef MR_BODY_STORE_H
#define MR_BODY_STORE_H

INLINE void store_panel(const mr_linear_task *task, int64_t panel, int64_t token, const float *acc) {
    int64_t row = panel * MR_PANEL, rows = least(MR_PANEL, task->m - row);
    float *out = task->out + token * task->m + row;
    for (int64_t r = 0; r < rows; r++) {
        out[r] = task->bias ? acc[r] + task->bias[row + r] : acc[r];
    }
}

#endif
