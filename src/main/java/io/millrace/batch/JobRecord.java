package io.millrace.batch;

/**
 * The outcome of one line, ready to be written.
 *
 * @param failed whether it goes to the errors
 * @param line JSON with its line feed, UTF-8
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 */
record JobRecord(boolean failed, byte[] line, long promptTokens, long completionTokens) {}
