package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamingDecoderTest {

  private static final int FIRST_BYTE = 3; // in Vocabularies.sentencePiece

  private static final Tokenizer BYTES =
      Vocabularies.llama(Vocabularies.sentencePiece("a", "▁b", "é€"), false);

  @Test
  void neverGivesHalfACharacterHoweverTheTextIsCut() {
    String text = "aé€😀\u0000 ▁z";
    byte[] utf8 = text.getBytes(UTF_8);
    // Every way to cut the bytes into tokens of one to utf8.length bytes, by a bit a border.
    for (int cuts = 0; cuts < 1 << (utf8.length - 1); cuts++) {
      Tokenizer tokenizer = cutAt(utf8, cuts);
      StreamingDecoder decoder = tokenizer.decoder();
      StringBuilder joined = new StringBuilder();
      for (int token = 0; token < tokenizer.vocabulary().size(); token++) {
        String part = decoder.append(token);
        assertFalse(part.contains("\uFFFD"));
        joined.append(part);
      }
      assertEquals("", decoder.finish());
      assertEquals(text, joined.toString());
      if (cuts > 1 << 12) {
        cuts += 96; // all cuts of the first 13 bytes, then every 97th
      }
    }
  }

  /** Tokens whose bytes are the parts of {@code utf8}, in turn. */
  private static Tokenizer cutAt(byte[] utf8, int cuts) {
    PackedStrings.Builder pieces = new PackedStrings.Builder();
    for (int i = 0; i < utf8.length; i++) {
      byte[] spelled = ByteAlphabet.spelling(utf8, i, i + 1);
      pieces.append(spelled, 0, spelled.length);
      if (i == utf8.length - 1 || (cuts >> i & 1) == 1) {
        pieces.end();
      }
    }
    Vocabulary vocabulary = new Vocabulary(pieces.build(), new float[0], new int[0]);
    return Vocabularies.gpt2("gpt-2", vocabulary, List.of());
  }

  @Property(tries = 2000)
  void streamingEqualsDecodingAtOnce(@ForAll @Size(max = 24) byte[] bytes) {
    int[] tokens = new int[bytes.length];
    StreamingDecoder decoder = BYTES.decoder();
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = FIRST_BYTE + (bytes[i] & 0xFF);
      joined.append(decoder.append(tokens[i]));
    }
    joined.append(decoder.finish());
    assertEquals(BYTES.decode(tokens), joined.toString());
  }

  @Property(tries = 2000)
  void streamingEqualsDecodingAtOnceNearTheEdgesOfUtf8(@ForAll @Size(max = 8) byte[] picks) {
    int[] leads = {
      0x80, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x9F, 0xA0, 'a'
    };
    byte[] bytes = new byte[picks.length];
    for (int i = 0; i < picks.length; i++) {
      bytes[i] = (byte) leads[(picks[i] & 0xFF) % leads.length];
    }
    streamingEqualsDecodingAtOnce(bytes);
  }

  @Test
  void textComesAsSoonAsItIsComplete() {
    StreamingDecoder decoder = BYTES.decoder();
    List<String> parts = new ArrayList<>();
    for (byte b : "x😀".getBytes(UTF_8)) {
      parts.add(decoder.append(FIRST_BYTE + (b & 0xFF)));
    }
    assertEquals(List.of("x", "", "", "", "😀"), parts);
  }

  @Test
  void anUnfinishedCharacterEndsAsReplacement() {
    StreamingDecoder decoder = BYTES.decoder();
    assertEquals("", decoder.append(FIRST_BYTE + 0xE2));
    assertEquals("", decoder.append(FIRST_BYTE + 0x82));
    assertEquals("\uFFFD", decoder.finish());
    assertEquals("", decoder.finish());
  }

  @Test
  void controlTokensAddNothingAndUnknownIdsThrow() {
    StreamingDecoder decoder = BYTES.decoder();
    assertEquals("", decoder.append(1));
    assertEquals("\uFFFD", decoder.append(0)); // unknown
    assertThrows(IllegalArgumentException.class, () -> decoder.append(-1));
    assertThrows(IllegalArgumentException.class, () -> decoder.append(100_000));
    assertEquals("", decoder.finish());
  }
}
