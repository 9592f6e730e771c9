package io.millrace.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our renderings against those of Python's jinja2, made by {@code scripts/golden_chat.py}. */
class GoldenRenderingsTest {

  /** A folder of cases of published templates, which are not committed. */
  private static final String CASES = "millrace.chat.cases";

  @Test
  void committedTemplatesAndSnippetsAgree() {
    List<GoldenCases.Case> cases = GoldenCases.committed();
    assertTrue(cases.size() > 400, "found only " + cases.size() + " cases");
    assertAgree(cases);
  }

  @Test
  void publishedTemplatesAgree() throws IOException {
    String folder = System.getProperty(CASES);
    if (folder == null) {
      System.out.println("SKIPPED published templates: -D" + CASES + " names no folder of cases");
    }
    assumeTrue(folder != null, "SKIPPED: -D" + CASES + " names no folder of cases");
    assertAgree(GoldenCases.read(Path.of(folder)));
  }

  private static void assertAgree(List<GoldenCases.Case> cases) {
    List<String> wrong = cases.stream().flatMap(c -> c.disagreement().stream()).toList();
    assertEquals(List.of(), wrong, wrong.size() + " of " + cases.size() + " cases disagree");
  }
}
