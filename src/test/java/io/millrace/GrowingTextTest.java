package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelLoader;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A target's text begins as it would if it were decoded whole. */
class GrowingTextTest {

  private static String grown(Tokenizer tokenizer, GrowingText.Place place, int... tokens) {
    GrowingText text = new GrowingText(tokenizer, place);
    StringBuilder all = new StringBuilder();
    for (int token : tokens) {
      all.append(text.append(token));
    }
    return all.append(text.finish()).toString();
  }

  @Test
  void theSpaceInFrontOfATextGoesOnceAndRowsWithoutTokensAreNoText() throws IOException {
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedModel model = ModelLoader.load(SourceModelsTest.folder("t5-gated"), kernels)) {
      Tokenizer tokenizer = model.tokenizer();
      int[] tokens = tokenizer.encode("the wheel", SpecialTokens.AS_TEXT);
      assertEquals("the wheel", grown(tokenizer, GrowingText.Place.ALONE, tokens));
      assertEquals(" the wheel", grown(tokenizer, GrowingText.Place.BEHIND_PROMPT, tokens));
      int none = tokenizer.vocabulary().size() + 3;
      assertEquals("", grown(tokenizer, GrowingText.Place.ALONE, none));
      assertArrayEquals(new byte[0], new TokenText(tokenizer).bytes(none));
    }
  }
}
