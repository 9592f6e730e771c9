package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptReaderTest {

  private final Tokenizer withBos = ToyTokenizer.make(true, false);

  private static PromptReader reader(Tokenizer tokenizer, String template) {
    return new PromptReader(tokenizer, TemplateFormat.given(template, tokenizer));
  }

  private int[] read(String template, Prompt prompt) {
    return reader(withBos, template).read(prompt);
  }

  private static Prompt chat(Message... messages) {
    return Request.chat(List.of(messages)).prompt();
  }

  private int[] ids(String text) {
    return withBos.encode(text, SpecialTokens.PARSE);
  }

  @Test
  void textStartsWithBosWhereTheFileSaysSo() {
    assertArrayEquals(ids("<s>ab"), read("", new Prompt.Text("ab")));
    Tokenizer without = ToyTokenizer.make(false, false);
    assertArrayEquals(ids("ab"), reader(without, "").read(new Prompt.Text("ab")));
  }

  @Test
  void specialTokensInTextAreText() {
    int[] tokens = read("", new Prompt.Text("<s>a</s>"));
    assertEquals(ToyTokenizer.BOS, tokens[0]);
    assertTrue(Arrays.stream(tokens).skip(1).allMatch(t -> t > ToyTokenizer.EOS));
  }

  @Test
  void tokensAreUsedAsTheyAre() {
    assertArrayEquals(new int[] {5, 6}, read("", new Prompt.Ids(new int[] {5, 6})));
  }

  @Test
  void chatParsesSpecialTokensAndNeverDoublesBos() {
    String loop = "{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}";
    int[] expected = ids("<s>hi</s>");
    assertEquals(ToyTokenizer.BOS, expected[0]);
    assertArrayEquals(expected, read("{{ bos_token }}" + loop, chat(Message.user("hi"))));
    assertArrayEquals(expected, read(loop, chat(Message.user("hi"))));
  }

  @Test
  void templatesSeeToolsCallsAndTheTime() {
    String template =
        "{{ tools[0].function.name }}:{{ messages[0].tool_calls[0].function.arguments.x }}:"
            + "{{ messages[0].content is none }}:{{ strftime_now('%d.%m.%y') }}"
                .replace(".%", "x%");
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "f");
    function.put("strict", null);
    Map<String, Object> called = Map.of("function", Map.of("name", "f", "arguments", "{\"x\":7}"));
    Prompt prompt =
        new Prompt.Chat(
            List.of(new Message("assistant", "", Map.of("tool_calls", List.of(called)))),
            List.of(Map.of("type", "function", "function", function)),
            LocalDateTime.of(2031, 2, 3, 4, 5));
    String rendered = TemplateFormat.given(template, withBos).render((Prompt.Chat) prompt);
    assertEquals("f:7:True:03x02x31", rendered);
  }

  @Test
  void aTemplateThatRefusesFailsTheRequest() {
    RequestException error =
        assertThrows(
            RequestException.class,
            () -> read("{{ raise_exception('no way') }}", chat(Message.user("x"))));
    assertTrue(error.getMessage().startsWith("messages: "), error.getMessage());
    assertTrue(error.getMessage().contains("no way"), error.getMessage());
  }

  @Test
  void aBadTemplateOfTheModelFailsConversationsOnly() {
    ChatFormat format = TemplateFormat.ofModel("{% nonsense %}", withBos);
    PromptReader reader = new PromptReader(withBos, format);
    assertArrayEquals(ids("<s>ab"), reader.read(new Prompt.Text("ab")));
    RequestException error =
        assertThrows(RequestException.class, () -> reader.read(chat(Message.user("x"))));
    assertTrue(error.getMessage().contains("--chat-template FILE"), error.getMessage());
    IllegalArgumentException given =
        assertThrows(
            IllegalArgumentException.class, () -> TemplateFormat.given("{% nonsense %}", withBos));
    assertTrue(given.getMessage().startsWith("chat-template: "), given.getMessage());
  }

  @Test
  void valuesThatAreNoJsonAreRefused() {
    Message odd = new Message("user", "x", Map.of("extra", Path.of("y")));
    RequestException error =
        assertThrows(RequestException.class, () -> read("{{ messages }}", chat(odd)));
    assertTrue(error.getMessage().startsWith("messages: holds y of class"), error.getMessage());
  }
}
