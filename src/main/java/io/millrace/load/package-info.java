/**
 * Files made into ready models: metadata views, weights packed in parallel, tokenizers.
 *
 * <p>A network is built twice: first over the shapes in the file, which checks every tensor before
 * any memory is taken and lists what must be packed, then over the packed weights.
 */
package io.millrace.load;
