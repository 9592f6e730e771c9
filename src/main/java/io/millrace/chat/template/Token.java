package io.millrace.chat.template;

/**
 * A piece of a template's source.
 *
 * @param text the operator, the name, the digits, or what the string or the data says
 * @param at where it starts
 */
record Token(Kind kind, String text, Position at) {

  /** The kinds of tokens. */
  enum Kind {
    DATA("text"),
    PRINT_BEGIN("'{{'"),
    PRINT_END("'}}'"),
    BLOCK_BEGIN("'{%'"),
    BLOCK_END("'%}'"),
    NAME("a name"),
    STRING("a string"),
    INTEGER("an integer"),
    FLOAT("a number"),
    OPERATOR("an operator"),
    END("the end of the template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** For messages. */
  String describe() {
    return switch (kind) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + text + "'";
      default -> kind.description();
    };
  }

  /** The complaint that this token stands where {@code expected} should. */
  TemplateException unexpected(String expected) {
    return new TemplateException(at, "found " + describe() + ", expected " + expected);
  }
}
