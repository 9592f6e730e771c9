package io.millrace.chat.template;

import java.util.Iterator;
import java.util.Optional;
import java.util.PrimitiveIterator;

/**
 * Python's {@code str}: a sequence of code points; marked ones are markupsafe's {@code Markup},
 * which escapes the plain strings it is joined with.
 */
final class StringValue implements Value {

  static final StringValue EMPTY = new StringValue("");

  private final String value;
  private final boolean markup;
  private int codePoints = -1;

  StringValue(String value) {
    this(value, false);
  }

  private StringValue(String value, boolean markup) {
    this.value = value;
    this.markup = markup;
  }

  static StringValue markup(String value) {
    return new StringValue(value, true);
  }

  String value() {
    return value;
  }

  boolean isMarkup() {
    return markup;
  }

  /** {@code result} marked as this string is. */
  StringValue alike(String result) {
    return new StringValue(result, markup);
  }

  /** The UTF-16 index of code point {@code index}, from 0 to {@link #length}. */
  int offset(int index) {
    return length() == value.length() ? index : value.offsetByCodePoints(0, index);
  }

  @Override
  public String typeName() {
    return markup ? "Markup" : "str";
  }

  @Override
  public boolean isTrue() {
    return !value.isEmpty();
  }

  @Override
  public void represent(Text out) {
    if (markup) {
      out.append("Markup(");
    }
    PythonText.quote(value, out);
    if (markup) {
      out.append(")");
    }
  }

  @Override
  public void print(Text out) {
    out.append(value);
  }

  @Override
  public String text(Budget budget) {
    return value;
  }

  @Override
  public int length() {
    if (codePoints < 0) {
      codePoints = value.codePointCount(0, value.length());
    }
    return codePoints;
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    PrimitiveIterator.OfInt points = value.codePoints().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return points.hasNext();
      }

      @Override
      public Value next() {
        return new StringValue(Character.toString(points.nextInt()));
      }
    };
  }

  @Override
  public Optional<Value> attribute(String name) {
    return StringMethods.find(this, name);
  }

  @Override
  public Optional<Value> item(Value key) {
    return Numbers.index(key, length())
        .map(index -> alike(value.substring(offset(index), offset(index + 1))));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StringValue string && value.equals(string.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
