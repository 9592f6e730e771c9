package io.millrace.chat.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where in a template the parser is: how deep, in which macros, in a loop or not. */
final class Nesting {

  /** Levels of blocks and brackets inside each other. */
  private static final int MAX_DEPTH = 100;

  /** Members, calls and filters that follow one another in one tag. */
  private static final int MAX_LINKS = 500;

  private static final List<String> EXTRAS = List.of("caller", "kwargs", "varargs");

  private final Deque<Set<String>> macros = new ArrayDeque<>();
  private int depth;
  private int links;
  private int loops;

  /**
   * Unknown filters and tests are forgiven until they run in the parts of a condition, as jinja2
   * does: they may be there for another environment.
   */
  private boolean lenient;

  private final List<TemplateException> unknowns = new ArrayList<>();

  /** Goes one level deeper, for {@link #leave} to come back. */
  void enter(Position at) {
    if (++depth > MAX_DEPTH) {
      throw new TemplateException(at, "found more than " + MAX_DEPTH + " levels inside each other");
    }
  }

  void leave() {
    depth--;
  }

  /** Counts an operation on the result of another. */
  void link(Position at) {
    if (++links > MAX_LINKS) {
      throw new TemplateException(
          at, "found more than " + MAX_LINKS + " operations on each other's results");
    }
  }

  /** How many levels deep what is parsed now runs in its macro, at most. */
  int levels() {
    return depth + links + 1;
  }

  /** Notes the use of a name; macros learn from it what their body wants to be given. */
  void use(String name) {
    if (EXTRAS.contains(name)) {
      macros.forEach(names -> names.add(name));
    }
  }

  void enterMacro() {
    macros.push(new HashSet<>());
  }

  /** Ends a macro; gives the special names that its body uses, without those it declares. */
  List<String> leaveMacro(List<String> declared) {
    Set<String> used = macros.pop();
    List<String> extras = new ArrayList<>(EXTRAS);
    extras.removeIf(name -> !used.contains(name) || declared.contains(name));
    return extras;
  }

  /** Whether {@code break} and {@code continue} may stand here. */
  boolean isInLoop() {
    return loops > 0;
  }

  /** Sets the number of loops around; gives what it was. */
  int setLoops(int count) {
    int before = loops;
    loops = count;
    return before;
  }

  int loops() {
    return loops;
  }

  /** Notes an unknown filter or test, which {@link #endTag} refuses unless it is forgiven. */
  void unknown(TemplateException error) {
    unknowns.add(error);
  }

  int unknowns() {
    return unknowns.size();
  }

  /** Forgives all unknown filters and tests but the first {@code count}. */
  void forgive(int count) {
    unknowns.subList(count, unknowns.size()).clear();
  }

  /** Sets whether tags are forgiven their unknown filters and tests; gives what it was. */
  boolean setLenient(boolean value) {
    boolean before = lenient;
    lenient = value;
    return before;
  }

  /** Ends a tag: fails for the unknown filters and tests in it. */
  void endTag() {
    if (!lenient && !unknowns.isEmpty()) {
      throw unknowns.get(0);
    }
    unknowns.clear();
    links = 0;
  }
}
