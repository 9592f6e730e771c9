package io.millrace.format;

import java.util.List;

/** Checks what the files of a split model say of themselves against their names. */
final class SplitKeys {

  private static final String COUNT = "split.count";
  private static final String NUMBER = "split.no";
  private static final String TENSORS = "split.tensors.count";

  private SplitKeys() {}

  /** Checks that a part is number {@code index} of {@code count}, counting from 0. */
  static void check(GgufPart part, int index, int count) throws FormatException {
    int fallback = count == 1 ? 1 : 0;
    int saysCount = part.metadata().getInt(COUNT, fallback);
    if (saysCount != count) {
      String found = part.metadata().has(COUNT) ? String.valueOf(saysCount) : "missing";
      throw new FormatException(
          "%s: metadata key %s: value is %s, expected %d; a split model's files must keep their"
                  .formatted(part.file(), COUNT, found, count)
              + " names, NAME-00001-of-%05d.gguf".formatted(Math.max(saysCount, count)));
    }
    int saysNumber = part.metadata().getInt(NUMBER, count == 1 ? 0 : -1);
    if (saysNumber != index) {
      throw new FormatException(
          "%s: metadata key %s: value is %d, expected %d; the file was renamed or mixed up"
              .formatted(part.file(), NUMBER, saysNumber, index));
    }
  }

  /** Checks that the parts together hold as many tensors as the first one says. */
  static void checkTensors(List<GgufPart> parts) throws FormatException {
    int found = parts.stream().mapToInt(part -> part.tensors().size()).sum();
    int expected = parts.get(0).metadata().getInt(TENSORS, found);
    if (found != expected) {
      throw new FormatException(
          "%s: metadata key %s: value is %d, expected %d, the tensors found; a part was replaced"
              .formatted(parts.get(0).file(), TENSORS, expected, found));
    }
  }
}
