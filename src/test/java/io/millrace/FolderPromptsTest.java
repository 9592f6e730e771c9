package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts and conversations for a model folder, from its own tokenizer to the answer. */
class FolderPromptsTest {

  private static final String CHAT =
      "{{ bos_token }}{% for m in messages %}{{ m.content }}<|eot_id|>{% endfor %}";

  /** Its tokenizer puts a token before every text; the template of a conversation does too. */
  @Test
  void promptsOfFoldersBeginOnce(@TempDir Path folder) throws IOException {
    Path kept = TinyModels.path("gpt2").resolveSibling("folders").resolve("llama-rope-llama3");
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(folder.resolve("chat_template.jinja"), CHAT);
    DecodingOptions options = DecodingOptions.greedy().withMaxTokens(8).withIgnoreEos(true);
    try (LanguageModel opened = LanguageModel.open(folder.toString())) {
      int[] text = opened.tokenize("the other end").ids();
      int[] prompt = new int[text.length + 1];
      prompt[0] = 285;
      System.arraycopy(text, 0, prompt, 1, text.length);
      Answer expected = opened.generate(Request.tokens(prompt).withOptions(options));
      Answer answer = opened.generate(Request.of("the other end").withOptions(options));
      assertEquals(prompt.length, answer.usage().promptTokens());
      assertArrayEquals(expected.choices().get(0).tokens(), answer.choices().get(0).tokens());
      int[] turn = Arrays.copyOf(prompt, prompt.length + 1);
      turn[prompt.length] = 287;
      Request conversation = Request.chat(List.of(Message.user("the other end")));
      Answer chat = opened.generate(conversation.withOptions(options));
      assertEquals(turn.length, chat.usage().promptTokens());
      assertArrayEquals(
          opened.generate(Request.tokens(turn).withOptions(options)).choices().get(0).tokens(),
          chat.choices().get(0).tokens());
    }
  }
}
