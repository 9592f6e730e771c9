/*
 * position_bias.h - what is added to the scores of sixteen neighbouring keys for their distances from a query.
 *
 * A row of the table holds the biases of the distances from -reach to reach; those beyond have the biases of the ends.
 * Sixteen keys within the row are one load, sixteen beyond an end one number; only those around an end are looked up one
 * by one. So nothing outside the row is read, whichever keys are seen. Rows are aligned to 4 bytes only.
 */
#ifndef MR_BODY_POSITION_BIAS_H
#define MR_BODY_POSITION_BIAS_H

/* distance: of the first of the keys. */
INLINE v16 bias16(const float *row, int64_t reach, int64_t distance) {
    if (distance >= reach) {
        return splat(row[2 * reach]);
    }
    if (distance + 15 <= -reach) {
        return splat(row[0]);
    }
    if (distance >= -reach && distance + 15 <= reach) {
        return load16(row + reach + distance);
    }
    float biases[16];
    for (int64_t i = 0; i < 16; i++) {
        int64_t at = reach + distance + i;
        biases[i] = row[at < 0 ? 0 : least(at, 2 * reach)];
    }
    return load16(biases);
}

#endif
