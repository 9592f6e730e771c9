package io.millrace.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.chat.template.TemplateException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

  private static final List<Message> CHAT =
      List.of(Message.of("system", "Be brief."), Message.of("user", "Hi"));

  @Test
  void rendersAConversation() {
    ChatTemplate template =
        ChatTemplate.compile(
            """
            {{ bos_token }}{% for m in messages %}
            [{{ m.role }}] {{ m['content'] }}
            {% endfor %}
            {% if add_generation_prompt %}
            [assistant]{{ eos_token }}
            {%- endif %}
            """);
    ChatContext context = ChatContext.of(CHAT).withBosToken("<s>").withEosToken("</s>");
    assertEquals("<s>[system] Be brief.\n[user] Hi\n[assistant]</s>", template.render(context));
    assertEquals(
        "<s>[system] Be brief.\n[user] Hi\n", template.render(context.withoutGenerationPrompt()));
  }

  @Test
  void absentToolsAndDocumentsAreNoneAndAbsentTokensUndefined() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ tools is none }} {{ documents is none }} {{ bos_token is defined }}"
                + " {{ thinking is defined }}");
    assertEquals("True True False False", template.render(ChatContext.of(CHAT)));
  }

  @Test
  void passesToolsDocumentsTimeAndMore() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ tools[0].n }} {{ documents[0] }} {{ thinking }} {{ strftime_now('%d %b %Y') }}"
                + " {{ unk_token }} {{ messages|length }}");
    ChatContext context =
        ChatContext.of(CHAT)
            .withTools(JsonArray.of(JsonObject.builder().put("n", 1.5).build()))
            .withDocuments(JsonArray.of(JsonValue.of("text")))
            .withSpecialToken("unk_token", "<unk>")
            .withExtra(JsonObject.builder().put("thinking", true).put("messages", 3).build())
            .withNow(LocalDateTime.of(2024, 2, 29, 12, 0));
    assertEquals("1.5 text True 29 Feb 2024 <unk> 2", template.render(context));
  }

  @Test
  void errorsSayWhere() {
    TemplateException syntax =
        assertThrows(TemplateException.class, () -> ChatTemplate.compile("a\n {% fi %}"));
    assertEquals(2, syntax.line());
    assertEquals(5, syntax.column());
    assertEquals(
        "template line 2, column 5: found 'fi', expected a tag such as 'if', 'for', 'set' or"
            + " 'macro'",
        syntax.getMessage());
    ChatTemplate refusing = ChatTemplate.compile("\n{{ raise_exception('roles must alternate') }}");
    TemplateException refused =
        assertThrows(TemplateException.class, () -> refusing.render(ChatContext.of(CHAT)));
    assertEquals(
        "template line 2, column 19: the template refuses its input: roles must alternate",
        refused.getMessage());
  }

  @Test
  void oneTemplateServesManyThreads() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{% set ns = namespace(n=0) %}{% for i in range(messages[0].content|length) %}"
                + "{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");
    List<String> rendered =
        java.util.stream.IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> List.of(Message.of("user", "x".repeat(i))))
            .map(messages -> template.render(ChatContext.of(messages)))
            .toList();
    for (int i = 0; i < rendered.size(); i++) {
      assertEquals(String.valueOf(i * (i - 1) / 2), rendered.get(i));
    }
  }
}
