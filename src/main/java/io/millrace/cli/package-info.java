/**
 * The commands of {@code scripts/millrace}, one file each.
 *
 * <p>Results go to standard output, all else to standard error. Exit codes: 0 done, 1 a fault of
 * ours, 2 wrong use, 3 a job finished with failed requests, 4 a job stopped early.
 */
package io.millrace.cli;
