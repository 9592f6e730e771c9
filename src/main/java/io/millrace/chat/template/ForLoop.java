package io.millrace.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * {@code for target in values if test}, with an {@code else} that runs if no turn of the body came
 * to its end: for no values at all, but also, as in jinja2, if every turn was cut short.
 *
 * @param recursive whether {@code loop(values)} may be called inside
 */
record ForLoop(
    Position at,
    Target target,
    Expression values,
    Optional<Expression> test,
    boolean recursive,
    List<Statement> body,
    List<Statement> otherwise)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    return loop(values.evaluate(frame), frame, 0);
  }

  /** Runs the loop over {@code sequence}, inside {@code depth} loops of its recursion. */
  Flow loop(Value sequence, Frame frame, int depth) {
    Iterator<Value> all = sequence.iterate();
    Iterator<Value> chosen = test.isPresent() ? new Chosen(all, frame) : all;
    int length = test.isPresent() || sequence instanceof GeneratorValue ? -1 : sequence.length();
    LoopValue loop = new LoopValue(this, chosen, length, depth, frame);
    boolean finished = false;
    while (loop.advance()) {
      Frame inside = frame.inner();
      inside.budget().spend(1);
      inside.scope().set("loop", loop);
      target.assign(loop.current(), inside);
      Flow flow = Statement.executeAll(body, inside);
      finished |= flow == Flow.NEXT;
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return finished ? Flow.NEXT : Statement.executeAll(otherwise, frame.inner());
  }

  /** The elements that pass the test, which is asked when the element is needed and no sooner. */
  private final class Chosen implements Iterator<Value> {
    private final Iterator<Value> all;
    private final Frame frame;
    private Optional<Value> next = Optional.empty();

    Chosen(Iterator<Value> all, Frame frame) {
      this.all = all;
      this.frame = frame;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && all.hasNext()) {
        Value element = all.next();
        Frame inside = frame.inner();
        target.assign(element, inside);
        if (test.orElseThrow().evaluate(inside).isTrue()) {
          next = Optional.of(element);
        }
      }
      return next.isPresent();
    }

    @Override
    public Value next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Value element = next.orElseThrow();
      next = Optional.empty();
      return element;
    }
  }
}
