package io.millrace.batch;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line whose outcome is there, to be written down.
 *
 * @param sequence its place among the requests of the job, from 0
 * @param bytes of the line
 * @param key of the request, if equal ones may wait for it
 * @param release gives up what the line holds, when it has been written
 * @param record makes the record, on the thread that writes it
 */
record Outcome(
    long sequence,
    long bytes,
    Optional<Duplicates.Key> key,
    Runnable release,
    Supplier<JobRecord> record) {}
