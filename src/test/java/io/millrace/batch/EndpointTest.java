package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.BeamOptions;
import io.millrace.BeamOptions.EarlyStopping;
import io.millrace.Constraints;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.Overflow;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import io.millrace.json.JsonException;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

  private static final Endpoint COMPLETIONS = new CompletionsEndpoint(new FakeModel());
  private static final Endpoint CHAT = new ChatEndpoint(new FakeModel());

  private static List<Request> read(Endpoint endpoint, String body) {
    BodyWork<?> work = endpoint.read("id", 0, JsonValue.parse(body.replace('\'', '"')).at(""));
    return ((GenerationWork) work).requests();
  }

  @Test
  void completionsReadEveryParameter() {
    Request request =
        read(
                COMPLETIONS,
                "{'model':'m','user':'u','stream':false,'n':1,'prompt':'p','max_tokens':5,"
                    + "'min_tokens':2,'temperature':0.5,'top_p':0.9,'top_k':7,'min_p':0.1,"
                    + "'repetition_penalty':1.1,'presence_penalty':0.2,'frequency_penalty':-0.3,"
                    + "'logit_bias':{'5':-100},'seed':-7,'stop':['a','b'],'ignore_eos':true,"
                    + "'logprobs':3,'echo':true,'return_token_ids':true}")
            .get(0);
    assertEquals(new Prompt.Text("p"), request.prompt());
    assertEquals("id", request.id());
    assertEquals(
        DecodingOptions.defaults()
            .withMaxTokens(5)
            .withMinTokens(2)
            .withTemperature(0.5)
            .withTopP(0.9)
            .withTopK(7)
            .withMinP(0.1)
            .withRepetitionPenalty(1.1)
            .withPresencePenalty(0.2)
            .withFrequencyPenalty(-0.3)
            .withLogitBias(Map.of(5, -100.0))
            .withSeed(-7)
            .withStop("a", "b")
            .withIgnoreEos(true)
            .withLogprobs(3)
            .withEcho(true),
        request.options());
  }

  @Test
  void severalContinuationsAndTheBestOfThemCanBeAsked() {
    DecodingOptions options =
        read(COMPLETIONS, "{'prompt':'p','n':2,'best_of':5,'use_beam_search':false}")
            .get(0)
            .options();
    assertEquals(
        DecodingOptions.defaults().withN(2).withBestOf(5).withBeams(BeamOptions.of(1)), options);
    assertEquals(3, read(CHAT, "{'messages':[],'n':3}").get(0).options().n());
  }

  @Test
  void beamSearchIsAskedByTheNamesOfVllmAndTransformers() {
    BeamOptions four = BeamOptions.of(4);
    DecodingOptions plain = DecodingOptions.defaults();
    assertEquals(plain.withN(4).withBeams(four), options("'use_beam_search':true,'n':4"));
    assertEquals(
        plain.withN(2).withBeams(four), options("'use_beam_search':true,'n':2,'best_of':4"));
    assertEquals(
        plain.withBeams(four.withLengthPenalty(0.5).withEarlyStopping(EarlyStopping.NEVER)),
        options("'num_beams':4,'length_penalty':0.5,'early_stopping':'never'"));
    assertEquals(
        plain.withBeams(four.withEarlyStopping(EarlyStopping.FULL)),
        options("'num_beams':4,'early_stopping':true"));
    BeamOptions one = BeamOptions.of(1);
    assertEquals(
        plain.withBeams(one), options("'num_beams':1,'length_penalty':1,'early_stopping':false"));
    assertEquals(plain.withBeams(one).withTemperature(0), options("'use_beam_search':true"));
    assertEquals(
        4, read(CHAT, "{'messages':[],'num_beams':4}").get(0).options().beams().get().beams());
  }

  @Test
  void modelsWithASourceDrawOnlyIfAsked() throws IOException {
    String name = "src/test/resources/io/millrace/golden/seq2seq/bart-defaults";
    try (LanguageModel model = LanguageModel.open(name)) {
      Endpoint endpoint = new CompletionsEndpoint(model);
      DecodingOptions drawn = DecodingOptions.defaults();
      assertEquals(
          DecodingOptions.greedy().withMaxTokens(9),
          read(endpoint, "{'prompt':'p','max_tokens':9}").get(0).options());
      assertEquals(
          DecodingOptions.greedy().withBeams(BeamOptions.of(1)),
          read(endpoint, "{'prompt':'p','num_beams':1}").get(0).options());
      assertEquals(drawn.withSeed(4), read(endpoint, "{'prompt':'p','seed':4}").get(0).options());
      assertEquals(
          drawn.withN(2).withSourceOverflow(Overflow.CUT),
          read(endpoint, "{'prompt':'p','n':2,'truncate':true}").get(0).options());
      assertEquals(
          drawn.withTemperature(0.5),
          read(endpoint, "{'prompt':'p','temperature':0.5}").get(0).options());
    }
  }

  @Test
  void constraintsAreRead() {
    assertEquals(
        DecodingOptions.defaults()
            .withConstraints(
                Constraints.none()
                    .withNoRepeatNgramSize(3)
                    .withBadWords("bad", "worse")
                    .withBadWordIds(List.of(List.of(1), List.of(2, 3)))),
        options(
            "'no_repeat_ngram_size':3,'bad_words':['bad','worse'],'bad_words_ids':[[1],[2,3]]"));
    Constraints tokens =
        Constraints.none()
            .withSuppressTokens(Set.of(4, 5))
            .withForcedFirst(6)
            .withForcedLast(Set.of(7));
    assertEquals(
        DecodingOptions.defaults().withConstraints(tokens),
        options("'suppress_tokens':[4,5,4],'forced_bos_token_id':6,'forced_eos_token_id':7"));
    assertEquals(Set.of(8, 9), options("'forced_eos_token_id':[8,9]").constraints().forcedLast());
  }

  private static DecodingOptions options(String members) {
    return read(COMPLETIONS, "{'prompt':'p'," + members + "}").get(0).options();
  }

  @Test
  void languagesAreRead() {
    DecodingOptions options =
        read(COMPLETIONS, "{'prompt':'p','source_language':'en_XX','target_language':'de_DE'}")
            .get(0)
            .options();
    assertEquals(
        DecodingOptions.defaults().withSourceLanguage("en_XX").withTargetLanguage("de_DE"),
        options);
  }

  @Test
  void nullMeansTheDefault() {
    Request request =
        read(COMPLETIONS, "{'prompt':'p','stop':null,'seed':null,'max_tokens':null,'top_k':-1}")
            .get(0);
    assertEquals(DecodingOptions.defaults(), request.options());
  }

  @Test
  void promptsAreTextTokensOrSeveral() {
    assertArrayEquals(new int[] {1, 2}, ids(read(COMPLETIONS, "{'prompt':[1,2]}").get(0)));
    List<Request> texts = read(COMPLETIONS, "{'prompt':['a','b']}");
    assertEquals(List.of("id", "id#1"), texts.stream().map(Request::id).toList());
    List<Request> several = read(COMPLETIONS, "{'prompt':[[1],[2,3]]}");
    assertArrayEquals(new int[] {2, 3}, ids(several.get(1)));
    assertEquals(0, ids(read(COMPLETIONS, "{'prompt':[]}").get(0)).length); // refused by the model
  }

  private static int[] ids(Request request) {
    return ((Prompt.Ids) request.prompt()).ids();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt':'p','foo':1}                  | foo: is an unknown parameter, expected one of",
        "{'prompt':'p','stream':true}            | stream: is true, which a batch cannot do",
        "{'prompt':'p','n':129}                  | n: found the number 129, expected an integer",
        "{'prompt':'p','n':3,'best_of':2}        | best_of: found the number 2, expected an"
            + " integer",
        "{'prompt':'p','length_penalty':0.5}     | length_penalty: is 0.5, which only beam search",
        "{'prompt':'p','early_stopping':true}    | early_stopping: is true, which only beam search",
        "{'prompt':'p','num_beams':2,'early_stopping':1} | early_stopping: found the number 1,"
            + " expected",
        "{'prompt':'p','num_beams':0}            | num_beams: found the number 0, expected an",
        "{'prompt':'p','num_beams':2,'length_penalty':11} | length_penalty: found the number 11,"
            + " expected",
        "{'prompt':'p','no_repeat_ngram_size':-1} | no_repeat_ngram_size: found the number -1",
        "{'prompt':'p','bad_words':[' ']}        | bad_words[0]: found the string",
        "{'prompt':'p','bad_words_ids':[[]]}     | bad_words_ids[0]: found an",
        "{'prompt':'p','temperature':-1}         | temperature: found the number -1, expected a",
        "{'prompt':'p','temperature':'hot'}      | temperature: found the string",
        "{'prompt':'p','top_p':0}                | top_p: is 0, expected above 0 to 1",
        "{'prompt':'p','max_tokens':1.5}         | max_tokens: found the number 1.5, expected an",
        "{'prompt':'p','stop':['']}              | stop[0]: has 0 characters, expected 1 to",
        "{'prompt':'p','stop':[1]}               | stop[0]: found the number 1, expected a string",
        "{'prompt':'p','logit_bias':{'x':1}}     | logit_bias.x: expected a token id",
        "{'prompt':'p','logit_bias':{'1':200}}   | logit_bias.1: found the number 200, expected",
        "{'prompt':'p','logprobs':21}            | logprobs: found the number 21, expected an",
        "{'prompt':'p','seed':1e30}              | seed: found the number 1e+30, expected an",
        "{'prompt':5}                            | prompt: found the number 5, expected a string,",
        "{'prompt':[1,'a']}                      | prompt[1]: found the string",
        "{'prompt':['a',[1,-2]]}                 | prompt[1][1]: found the number -2, expected",
        "{}                                      | prompt: found nothing, expected a value",
        "{'prompt':'p','messages':[]}            | messages: is an unknown parameter, expected",
      })
  void completionsRefuse(String body, String message) {
    refused(COMPLETIONS, body, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                          | messages: found nothing, expected a value",
        "{'messages':'hi'}                           | messages: found the string",
        "{'messages':[{'content':'x'}]}              | messages[0].role: found nothing, expected",
        "{'messages':[],'top_logprobs':2}            | top_logprobs: stands without logprobs",
        "{'messages':[],'max_tokens':1,'max_completion_tokens':1} | max_completion_tokens: stands",
        "{'messages':[],'tool_choice':'required'}    | tool_choice: found the string",
        "{'messages':[],'best_of':2}                 | best_of: is an unknown parameter, expected",
        "{'messages':[],'echo':true}                 | echo: is an unknown parameter, expected",
        "{'messages':[{'role':'user','content':[{'type':'image_url'}]}]} | messages[0].content[0]",
      })
  void chatRefuses(String body, String message) {
    refused(CHAT, body, message);
  }

  private static void refused(Endpoint endpoint, String body, String message) {
    RuntimeException error = assertThrows(RuntimeException.class, () -> read(endpoint, body));
    assertTrue(
        error instanceof RequestException || error instanceof JsonException, error.toString());
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  @Test
  void tooManyStopStringsAreRefused() {
    String stops = String.join(",", Collections.nCopies(17, "'x'"));
    refused(
        COMPLETIONS,
        "{'prompt':'p','stop':[" + stops + "]}",
        "stop: has 17 strings, expected at most 16");
  }

  @Test
  void chatReadsMessagesAndTools() {
    Request request =
        read(
                CHAT,
                "{'messages':[{'role':'system','content':'s'},"
                    + "{'role':'user','content':[{'type':'text','text':'a'},"
                    + "{'type':'text','text':'b'}]},"
                    + "{'role':'assistant','content':null,'tool_calls':[{'id':'c'}]}],"
                    + "'tools':[{'type':'function','function':{'name':'f','strict':null}}],"
                    + "'max_completion_tokens':4,'logprobs':true,'top_logprobs':2}")
            .get(0);
    Prompt.Chat chat = (Prompt.Chat) request.prompt();
    assertEquals(Message.system("s"), chat.messages().get(0));
    assertEquals(Message.user("a\nb"), chat.messages().get(1));
    assertEquals(
        new Message("assistant", "", Map.of("tool_calls", List.of(Map.of("id", "c")))),
        chat.messages().get(2));
    assertEquals("{name=f, strict=null}", chat.tools().get(0).get("function").toString());
    assertEquals(DecodingOptions.defaults().withMaxTokens(4).withLogprobs(2), request.options());
  }

  @Test
  void toolsAreLeftOutIfTheChoiceIsNone() {
    Request request =
        read(
                CHAT,
                "{'messages':[{'role':'user','content':'x'}],'tools':[{'a':1}],"
                    + "'tool_choice':'none'}")
            .get(0);
    assertEquals(List.of(), ((Prompt.Chat) request.prompt()).tools());
  }
}
