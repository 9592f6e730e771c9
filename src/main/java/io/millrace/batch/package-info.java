/**
 * The main job: a file of requests in, a file of answers out.
 *
 * <p>Requests and answers are lines in the format of OpenAI's Batch API, with vLLM's extra
 * parameters. {@link io.millrace.batch.BatchJob} runs a job on any {@link io.millrace.Model};
 * memory is bounded whatever the size of the files. This package imports {@code io.millrace} and
 * {@code json} only.
 */
package io.millrace.batch;
