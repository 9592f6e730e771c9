package io.millrace.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.format.FormatException;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the configuration of a nomic-bert may say. */
class NomicBertFoldersTest extends EncoderFolder {

  @Test
  void whatNomicBertMayHaveAndIsNotKnownIsNamed() throws IOException {
    copy("nomic-published");
    String[][] changes = {
      {"\"prenorm\": false", "\"prenorm\": true", "prenorm: found true, expected false; anything"},
      {
        "swiglu", "gelu", "activation_function: found the string \"gelu\", expected swiglu or geglu"
      },
      {
        "\"causal\"",
        "\"num_experts\": 8, \"causal\"",
        "num_experts: found the number 8, expected none"
      },
      {"\"rotary_emb_interleaved\": false", "\"rotary_emb_interleaved\": true", "rotary_emb_inter"},
      {
        "\"rotary_emb_scale_base\": null",
        "\"rotary_emb_scale_base\": 512",
        "rotary_emb_scale_base: "
      },
      {
        "\"rotary_emb_fraction\": 1.0", "\"rotary_emb_fraction\": 2.0", "rotary_emb_fraction: found"
      },
    };
    for (String[] change : changes) {
      change("config.json", change[0], change[1]);
      FormatException error =
          assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER));
      assertTrue(error.getMessage().startsWith("model/config.json: " + change[2]), error::toString);
      change("config.json", change[1], change[0]);
    }
    change("config.json", "\"qkv_proj_bias\": false", "\"qkv_proj_bias\": true");
    FormatException error = assertThrows(FormatException.class, () -> load(ModelKind.TEXT_ENCODER));
    assertTrue(
        error.getMessage().endsWith(".bias is missing, expected it since qkv_proj_bias is true"),
        error::toString);
  }

  /** Half of each head is rotated, and frequencies are stretched beyond what it was trained for. */
  @Test
  void positionsOfNomicBertAreLimitedWhereTheyAreStretched() throws IOException {
    copy("nomic-published");
    change("config.json", "\"rotary_scaling_factor\": null", "\"rotary_scaling_factor\": 2");
    change("config.json", "\"rotary_emb_fraction\": 1.0", "\"rotary_emb_fraction\": 0.5");
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedEncoder loaded =
            EncoderLoader.load(folder, kernels, LoadOptions.defaults(), ModelKind.TEXT_ENCODER)) {
      assertEquals(30, loaded.network().shape().mostTokens());
    }
  }
}
