package io.millrace.chat.template;

/** A string being written, within a {@link Budget}. */
final class Text {

  private final StringBuilder characters = new StringBuilder();
  private final Budget budget;

  Text(Budget budget) {
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  Text append(String part) {
    if ((long) characters.length() + part.length() > Budget.MAX_STRING) {
      budget.write((long) characters.length() + part.length());
    }
    budget.write(part.length());
    characters.append(part);
    return this;
  }

  Text appendCodePoint(int codePoint) {
    return append(Character.toString(codePoint));
  }

  @Override
  public String toString() {
    return characters.toString();
  }
}
