package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenizersTest {

  private static final Vocabulary BYTES = new Vocabularies().addByteAlphabet().build();

  private static TokenizerSpec spec(String model, String pre) {
    return new TokenizerSpec(
        model,
        pre,
        BYTES,
        PackedStrings.of(List.of()),
        SpecialIds.none(),
        TextRules.defaults(model, pre));
  }

  @Test
  void anUnknownModelIsAnErrorThatListsTheKnownOnes() {
    assertEquals(
        "tokenizer: model is \"rwkv\", expected one of bert, gpt2, llama",
        assertThrows(IllegalArgumentException.class, () -> Tokenizers.of(spec("rwkv", "")))
            .getMessage());
  }

  @Test
  void anUnknownPretokenizerIsAnErrorThatListsTheKnownOnes() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Tokenizers.of(spec("gpt2", "new-bpe")))
            .getMessage();
    assertTrue(message.startsWith("tokenizer: pre-tokenizer is \"new-bpe\", expected one of "));
    for (String name : SplitRules.names()) {
      assertTrue(message.contains(name));
    }
  }

  @Test
  void everyRequiredPretokenizerIsKnown() {
    for (String name :
        List.of(
            "",
            "default",
            "gpt-2",
            "llama-bpe",
            "qwen2",
            "deepseek-llm",
            "deepseek-coder",
            "starcoder",
            "refact",
            "falcon",
            "phi-2",
            "smollm",
            "olmo",
            "tekken",
            "gpt-4o")) {
      assertEquals("x", Tokenizers.of(spec("gpt2", name)).decode(new int[] {'x'}), name);
    }
  }

  @Test
  void bosIsAddedWhereTheAlgorithmOrTheRuleSaysSo() {
    assertTrue(TextRules.defaults("llama", "").addBos());
    assertTrue(TextRules.defaults("gpt2", "llama-bpe").addBos());
    assertFalse(TextRules.defaults("gpt2", "qwen2").addBos());
  }

  @Test
  void specialIdsMustBeInTheVocabulary() {
    SpecialIds ids =
        new SpecialIds(
            OptionalInt.of(256), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    assertEquals(
        "tokenizer: bos token id is 256, expected 0 to 255",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new TokenizerSpec(
                        "gpt2",
                        "",
                        BYTES,
                        PackedStrings.of(List.of()),
                        ids,
                        TextRules.defaults("gpt2", "")))
            .getMessage());
  }

  @Test
  void generationEndsAtTheNamedTokensAndTheUsualSpellings() {
    Vocabulary vocabulary =
        new Vocabularies()
            .add(TokenKind.NORMAL, "a", "<|im_end|>")
            .add(TokenKind.CONTROL, "<s>", "</s>", "<|eot_id|>", "<|end|>")
            .add(TokenKind.USER_DEFINED, "<end_of_turn>", "<eos>")
            .build();
    SpecialIds ids =
        new SpecialIds(
            OptionalInt.of(2), OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty());
    assertEquals(Set.of(0, 3, 4, 5, 6), EndOfGeneration.of(vocabulary, ids));
  }
}
