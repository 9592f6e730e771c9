package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.Choice;
import io.millrace.FinishReason;
import io.millrace.TokenLogprob;
import io.millrace.TokenLogprob.Alternative;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LogprobsJsonTest {

  private static final byte[] A = "a".getBytes(UTF_8);

  private static TokenLogprob entry(OptionalDouble logprob, int offset, Alternative... top) {
    return new TokenLogprob(5, "a", A, logprob, offset, List.of(top));
  }

  private static Choice choice(String text, TokenLogprob... entries) {
    return new Choice(
        text, new int[] {5}, FinishReason.STOP, List.of(entries), OptionalDouble.empty());
  }

  @Test
  void columnsCountUnicodeCharactersAndStartWithNull() {
    Choice choice =
        choice(
            "😀ab",
            entry(OptionalDouble.empty(), 0),
            entry(OptionalDouble.of(-0.1f), 2, new Alternative(5, "a", A, -0.1f)),
            entry(
                OptionalDouble.of(-1.5f),
                3,
                new Alternative(6, "a", A, -0.5f),
                new Alternative(5, "a", A, -1.5f)));
    assertEquals(
        "{\"tokens\":[\"a\",\"a\",\"a\"],\"token_logprobs\":[null,-0.1,-1.5],"
            + "\"top_logprobs\":[null,{\"a\":-0.1},{\"a\":-0.5}],\"text_offset\":[0,1,2]}",
        LogprobsJson.columns(choice).toJson());
  }

  @Test
  void rowsShowBytesAndOnlyTheBestOnes() {
    Choice choice =
        choice(
            "a",
            entry(
                OptionalDouble.of(-2f),
                0,
                new Alternative(6, "é", "é".getBytes(UTF_8), -0.25f),
                new Alternative(5, "a", A, -2f)));
    assertEquals(
        "{\"content\":[{\"token\":\"a\",\"logprob\":-2.0,\"bytes\":[97],\"top_logprobs\":"
            + "[{\"token\":\"é\",\"logprob\":-0.25,\"bytes\":[195,169]}]}]}",
        LogprobsJson.rows(choice, 1).toJson());
  }
}
