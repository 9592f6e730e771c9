package io.millrace.chat.template;

/** A place in a template's source: line and column, in characters from 1. */
record Position(int line, int column) {

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
