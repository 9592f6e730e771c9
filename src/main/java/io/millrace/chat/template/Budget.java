package io.millrace.chat.template;

/** What one rendering may spend, so that no template runs or grows without end. */
final class Budget {

  /** Nodes run, and elements and runs of 32 characters touched by the operations on values. */
  static final long MAX_STEPS = 5_000_000;

  /** Characters written by all string operations together. */
  static final long MAX_CHARACTERS = 128_000_000;

  /** The longest single string. */
  static final int MAX_STRING = 32_000_000;

  /** Levels of blocks, expressions and macro calls inside each other, and of nested values. */
  static final int MAX_DEPTH = 1200;

  private static final int CHARACTERS_PER_STEP = 32;

  private long steps;
  private long characters;
  private int depth;

  /** Pays for {@code count} small operations. */
  void spend(long count) {
    steps += count;
    if (steps > MAX_STEPS) {
      throw Fault.of("found more than %d steps, expected a template that ends", MAX_STEPS);
    }
  }

  /** Pays for reading {@code length} characters. */
  void scan(long length) {
    spend(1 + length / CHARACTERS_PER_STEP);
  }

  /** Pays for a string of {@code length} characters, before it is made. */
  void write(long length) {
    if (length > MAX_STRING) {
      throw Fault.of("found a string of %d characters, expected at most %d", length, MAX_STRING);
    }
    characters += length;
    if (characters > MAX_CHARACTERS) {
      throw Fault.of("found more than %d characters written in all", MAX_CHARACTERS);
    }
    scan(length);
  }

  /** Goes {@code levels} deeper; {@link #leave} takes them back. */
  void enter(int levels) {
    depth += levels;
    if (depth > MAX_DEPTH) {
      depth -= levels;
      throw Fault.of("found more than %d levels inside each other", MAX_DEPTH);
    }
  }

  void leave(int levels) {
    depth -= levels;
  }
}
