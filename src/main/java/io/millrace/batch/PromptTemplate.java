package io.millrace.batch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text with names in braces, for which values are put; a brace of its own is written twice.
 *
 * @param parts in turn, a text and a name; starts and ends with a text
 */
record PromptTemplate(List<String> parts) {

  PromptTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * Reads one.
   *
   * @throws JobRefusedException if a brace stands alone
   */
  static PromptTemplate parse(String template) throws JobRefusedException {
    List<String> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      boolean twice = at + 1 < template.length() && template.charAt(at + 1) == c;
      if ((c == '{' || c == '}') && twice) {
        text.append(c);
        at += 2;
      } else if (c == '{' && template.indexOf('}', at) > 0) {
        int close = template.indexOf('}', at);
        parts.add(text.toString());
        parts.add(template.substring(at + 1, close).strip());
        text.setLength(0);
        at = close + 1;
      } else if (c == '{' || c == '}') {
        throw new JobRefusedException(
            "template: a brace stands alone at character "
                + (at + 1)
                + ", expected a name such as {text}; a brace of its own is written twice");
      } else {
        text.append(c);
        at++;
      }
    }
    parts.add(text.toString());
    return new PromptTemplate(parts);
  }

  /** What it asks for, in its order. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 1; i < parts.size(); i += 2) {
      names.add(parts.get(i));
    }
    return names;
  }

  String render(Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      out.append(i % 2 == 0 ? parts.get(i) : values.get(parts.get(i)));
    }
    return out.toString();
  }
}
