package io.millrace.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile templates fail soon and with a message. */
class TemplateLimitsTest {

  private static final String NESTED = "{% set ns = namespace(x=[]) %}{% for i in range(5000) %}";
  private static final String DOUBLED = "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}";

  private static String render(String source) {
    return Template.compile(source).render(Map.of(), LocalDateTime.of(2026, 1, 1, 0, 0));
  }

  private static void fails(String source) {
    TemplateException error =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> assertThrows(TemplateException.class, () -> render(source)));
    assertTrue(error.line() >= 1 && error.column() >= 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ [] * 1000000000 ~ ('ab' * 100000000) }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ 2 ** 100000 }}",
        "{{ (10 ** 4000) * (10 ** 4000) }}",
        "{{ 'x'.center(2000000000) }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '%.2000000000f' % 1 }}",
        "{{ '%*d' % (999999999, 1) }}",
        "{{ '{:2000000000}'.format(1) }}",
        "{{ '{:999999999}'.format('a') }}",
        "{{ '{:.999999999f}'.format(1.5) }}",
        "{{ 'a\nb'|indent(2000000000) }}",
        "{{ range(10)|batch(2000000000, 'x')|list }}",
        "{{ range(10)|slice(2000000000)|list }}",
        "{{ range(100000000000000000000) }}",
        "{{ [1]|tojson(indent=2000000000) }}",
        "{% set ns = namespace(s='ab') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}",
        "{% set ns = namespace(s='ab') %}{% for i in range(60) %}"
            + "{% set ns.s = ns.s.replace('a', 'aa') %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}"
            + "{% endfor %}",
        "{% set big = 'a' * 30000000 %}{% for i in range(99999) %}{{ 'b' in big }}{% endfor %}",
        "{% set a = 'a' * 1000000 %}{{ (a ~ 'b') in a ~ a }}{% for i in range(999) %}"
            + "{{ (a ~ 'b') in a ~ a }}{% endfor %}",
        NESTED + "{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        NESTED + "{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
        NESTED + "{% set ns.x = [ns.x] %}{% endfor %}{% set y = ns.x %}{{ [y] == [[y]] }}",
        NESTED + "{% set ns.x = {'a': ns.x} %}{% endfor %}{{ ns.x|string }}",
        DOUBLED + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}",
        DOUBLED + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(40) %}{% set ns.a = [ns.a, ns.a]"
            + " %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns }}",
        "{% set f = 'x'.upper %}{{ f }}",
        "{{ [1, 2]|map('string') }}",
        "{{ raise_exception }}"
      })
  void failSoon(String source) {
    fails(source);
  }

  @Test
  void deepSourceFailsWhenCompiled() {
    fails("{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}");
    fails("{{ " + "[".repeat(20_000));
    fails("{{ " + "-".repeat(20_000) + "1 }}");
    fails("{{ " + "not ".repeat(20_000) + "1 }}");
    fails("{{ x" + ".a".repeat(20_000) + " }}");
    fails("{{ x" + "|list".repeat(20_000) + " }}");
    fails("{{ 1" + " if 1 else 1".repeat(20_000) + " }}");
    fails("{{ 1" + " if 1".repeat(20_000) + " }}");
    fails("{% if 1 %}".repeat(20_000));
    fails("{% set " + "(".repeat(20_000) + "a %}");
    fails("{% for a in b %}".repeat(20_000));
    fails("x".repeat(Source.MAX_LENGTH + 1));
  }

  @Test
  void longSourceIsFine() {
    assertEquals("3000", render("{{ 0" + " + 1".repeat(3000) + " }}"));
    assertEquals(3000, render("{{ ''" + " ~ 1".repeat(3000) + " }}").length());
    assertEquals("True", render("{{ 1" + " and 1".repeat(2000) + " and true }}"));
    assertEquals("x".repeat(3000), render("{% if 1 %}x{% endif %}".repeat(3000)));
    String elifs = "{% elif 0 %}".repeat(3000);
    assertEquals("y", render("{% if 0 %}" + elifs + "{% else %}y{% endif %}"));
    assertEquals("1", render("{{ " + "(".repeat(40) + "1" + ")".repeat(40) + " }}"));
  }

  @Test
  void recursionStopsBeforeASmallStackDoes() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing thrown"));
    String deep =
        "{% macro m(n) %}"
            + "{% if 1 %}".repeat(20)
            + "{{ [[(1 ~ m(n + 1))]] }}"
            + "{% endif %}".repeat(20)
            + "{% endmacro %}{{ m(0) }}";
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                render(deep);
              } catch (TemplateException | StackOverflowError e) {
                thrown.set(e);
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    assertEquals(TemplateException.class, thrown.get().getClass(), thrown.get().toString());
  }

  @Test
  void usualRecursionIsDeepEnough() {
    String source =
        "{% macro m(n) %}{% if n > 0 %}{{ n % 10 }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
            + "{{ m(100) }}";
    assertEquals(100, render(source).length());
  }

  @Test
  void longMessagesAreFine() {
    String source =
        "{% set t = 'word ' * 500000 %}{{ (t|trim).split(' ')|length }} {{ t.replace('w',"
            + " 'W')|length }} {{ t|upper|length }} {{ 'z' in t }} {{ t[-5:] }}";
    assertEquals("500000 2500000 2500000 False word ", render(source));
  }
}
