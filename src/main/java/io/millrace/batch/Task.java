package io.millrace.batch;

import java.util.Optional;

/**
 * A request of a job that waits for its turn.
 *
 * @param sequence its place among the requests of the job, from 0
 * @param line without its body
 * @param work what its body asks for
 * @param key what equal requests have in common, if they are looked for
 * @param bytes of its line
 */
record Task(
    long sequence,
    JobLine.Asked line,
    BodyWork<?> work,
    Optional<Duplicates.Key> key,
    long bytes) {}
