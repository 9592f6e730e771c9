package io.millrace.format;

/**
 * One key of a GGUF file's metadata with its value.
 *
 * @param key such as {@code general.architecture}
 * @param value its value
 * @param offset the byte of the file at which the value's type is stored
 */
public record GgufEntry(String key, GgufValue value, long offset) {}
