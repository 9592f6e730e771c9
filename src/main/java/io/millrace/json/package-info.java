/**
 * JSON values: the one way this project reads and writes JSON.
 *
 * <p>{@link io.millrace.json.JsonValue#parse(String)} is strict: it takes what RFC 8259 allows and
 * nothing else, with the limits named there. {@link io.millrace.json.JsonValue#toJson} writes the
 * same characters on every JDK. {@link io.millrace.json.JsonField} reads requests: a value together
 * with its path, so that every complaint says where.
 *
 * <p>This package may import jackson-core only.
 */
package io.millrace.json;
