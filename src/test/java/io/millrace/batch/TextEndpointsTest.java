package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.Classifier.Subject;
import io.millrace.Model;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings, scores, ranks and labels as lines of a job. */
class TextEndpointsTest {

  @TempDir private Path folder;

  private final FakeEncoder encoder = new FakeEncoder();
  private final FakeReranker reranker = new FakeReranker();
  private final FakeClassifier classifier = new FakeClassifier(Subject.TEXTS);

  private static String line(String id, String url, String body) {
    return "{\"custom_id\":\"%s\",\"url\":\"%s\",\"body\":%s}"
        .formatted(id, url, body.replace('\'', '"'));
  }

  private BatchJob job(Model model, String... lines) throws IOException {
    Path input = Files.write(folder.resolve("in.jsonl"), List.of(lines));
    return BatchJob.of(model, input, folder.resolve("out.jsonl"))
        .withOverwrite(true)
        .withCreated(7);
  }

  private JsonField answer(Model model, String url, String body) throws IOException {
    BatchJob job = job(model, line("a", url, body));
    assertEquals(1, job.run().answered(), () -> errors(job));
    JsonField record = JsonValue.parse(Files.readString(job.output())).at("");
    return record.require("response").require("body");
  }

  private static String errors(BatchJob job) {
    try {
      return Files.readString(job.errors());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String body(String id, String start) {
    return "{\"id\":\"" + id + "-" + StableHash.of("a").text() + "\"," + start;
  }

  @Test
  void embeddingsStandInOpenAisShape() throws IOException {
    JsonField answer =
        answer(encoder, "/v1/embeddings", "{'model':'m','user':'u','input':['aab','b']}");
    assertEquals(
        body(
            "embd",
            "\"object\":\"list\",\"created\":7,\"model\":\"encoder\",\"data\":["
                + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[2.0,1.0,0.5]},"
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.0,1.0,0.5]}],"
                + "\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}"),
        answer.value().toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input':'ab'}                                 | [1.0,1.0,0.5]",
        "{'input':[5,6]}                                | [5.0,6.0,0.0]",
        "{'input':[[5,6],[1]]}                          | [5.0,6.0,0.0]",
        "{'input':['ab',[1]],'encoding_format':'float'} | [1.0,1.0,0.5]",
        "{'input':'ab','encoding_format':'base64'}      | \"AACAPwAAgD8AAAA/\"",
        "{'input':'ab','dimensions':2}                  | [1.0,1.0]",
        "{'input':'ab','normalize':true}                | [0.25,0.25,0.125]",
        "{'input':'ab','use_activation':true}           | [0.25,0.25,0.125]",
        "{'input':'ab','use_activation':false}          | [1.0,1.0,0.5]",
        "{'input':'aab','truncate_prompt_tokens':1}     | [1.0,0.0,0.5]",
        "{'input':'ab','truncate_prompt_tokens':-1}     | [1.0,1.0,0.5]",
        "{'input':'ab','prompt_name':'query'}           | [1.0,1.0,5.5]",
        "{'input':'ab','prompt':'x'}                    | [1.0,1.0,1.5]",
        "{'input':'','truncation_side':'right'}         | [0.0,0.0,0.5]",
      })
  void embeddingsTakeEveryParameter(String body, String vector) throws IOException {
    JsonField data = answer(encoder, "/v1/embeddings", body).require("data");
    assertEquals(vector, data.elements().get(0).require("embedding").value().toJson());
  }

  @Test
  void scoresHoldOneTextAgainstSeveralOrEachAgainstItsOwn() throws IOException {
    JsonField answer =
        answer(reranker, "/v1/score", "{'queries':'ab','documents':['abc','cd','bb']}");
    assertEquals(
        body(
            "score",
            "\"object\":\"list\",\"created\":7,\"model\":\"reranker\",\"data\":["
                + "{\"index\":0,\"object\":\"score\",\"score\":2.0},"
                + "{\"index\":1,\"object\":\"score\",\"score\":0.0},"
                + "{\"index\":2,\"object\":\"score\",\"score\":2.0}],"
                + "\"usage\":{\"prompt_tokens\":13,\"total_tokens\":13}}"),
        answer.value().toJson());
    assertEquals("[1.0,0.0]", scores(reranker, "{'text_1':['a','b'],'text_2':['a','a']}"));
    assertEquals("[1.0]", scores(reranker, "{'data_1':'a','data_2':'a'}"));
    assertEquals("[1.0]", scores(reranker, "{'queries':'a','items':[{'text':'a'}]}"));
    assertEquals("[-9.0]", scores(reranker, "{'text_1':'a','text_2':'a','use_activation':false}"));
  }

  private String scores(Model model, String body) throws IOException {
    List<String> scores = new ArrayList<>();
    for (JsonField score : answer(model, "/v1/score", body).require("data").elements()) {
      scores.add(score.require("score").value().toJson());
    }
    return scores.toString().replace(" ", "");
  }

  @Test
  void encodersScoreByTheCosine() throws IOException {
    assertEquals("[1.0,0.2]", scores(encoder, "{'text_1':'a','text_2':['a','b']}"));
    assertEquals("[1.0,0.2]", scores(encoder, "{'text_1':['a','b'],'text_2':['a','a']}"));
    JsonField ranking =
        answer(encoder, "/v1/rerank", "{'query':'a','documents':['b','a'],'top_n':1}");
    assertEquals(
        "[{\"index\":1,\"document\":{\"text\":\"a\"},\"relevance_score\":1.0}]",
        ranking.require("results").value().toJson());
  }

  @Test
  void ranksStandInJinasShapeBestFirst() throws IOException {
    JsonField answer =
        answer(reranker, "/v1/rerank", "{'query':'ab','documents':['c','ab',{'text':'ba'},'abb']}");
    assertEquals(
        body(
            "rerank",
            "\"model\":\"reranker\",\"usage\":{\"prompt_tokens\":16,\"total_tokens\":16},"
                + "\"results\":["
                + "{\"index\":3,\"document\":{\"text\":\"abb\"},\"relevance_score\":3.0},"
                + "{\"index\":1,\"document\":{\"text\":\"ab\"},\"relevance_score\":2.0},"
                + "{\"index\":2,\"document\":{\"text\":\"ba\"},\"relevance_score\":2.0},"
                + "{\"index\":0,\"document\":{\"text\":\"c\"},\"relevance_score\":0.0}]}"),
        answer.value().toJson());
    JsonField best =
        answer(
            reranker,
            "/v1/rerank",
            "{'query':'a','documents':'a','top_n':9,'return_documents':false}");
    assertEquals(
        "[{\"index\":0,\"relevance_score\":1.0}]", best.require("results").value().toJson());
  }

  @Test
  void labelsStandInVllmsShapeWithProbabilitiesByNumber() throws IOException {
    JsonField answer = answer(classifier, "/classify", "{'input':['hey!',[4,5]]}");
    assertEquals(
        body(
            "classify",
            "\"object\":\"list\",\"created\":7,\"model\":\"classifier\",\"data\":["
                + "{\"index\":0,\"label\":\"loud\",\"probs\":[0.25,0.75],\"num_classes\":2},"
                + "{\"index\":1,\"label\":\"quiet\",\"probs\":[0.75,0.25],\"num_classes\":2}],"
                + "\"usage\":{\"prompt_tokens\":6,\"total_tokens\":6}}"),
        answer.value().toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/embeddings | {}                                     | input: found nothing, expected",
        "/v1/embeddings | {'input':[]}                           | input: has 0 texts, expected 1",
        "/v1/embeddings | {'input':[[]]}                         | input[0]: has no tokens,",
        "/v1/embeddings | {'input':[1,'a']}                      | input[1]: found the string",
        "/v1/embeddings | {'input':['a',1]}                      | input[1]: found the number 1,",
        "/v1/embeddings | {'input':7}                            | input: found the number 7,",
        "/v1/embeddings | {'input':'a','dimensions':4}           | dimensions: found the number 4",
        "/v1/embeddings | {'input':'a','dimensions':0}           | dimensions: found the number 0",
        "/v1/embeddings | {'input':'a','encoding_format':'hex'}  | encoding_format: found the",
        "/v1/embeddings | {'input':'a','prompt_name':'none'}     | prompt_name: found the string",
        "/v1/embeddings | {'input':'a','prompt_name':'query','prompt':'x'} | prompt: stands beside",
        "/v1/embeddings | {'input':'a','max_tokens':3}           | max_tokens: is an unknown",
        "/v1/embeddings | {'input':'a','truncate_prompt_tokens':0} | truncate_prompt_tokens: is 0",
        "/v1/embeddings | {'input':'a','truncation_side':'left'} | truncation_side: found the",
        "/v1/embeddings | {'input':'bad'}                        | input: the model answers it",
        "/v1/embeddings | {'input':'bad','encoding_format':'base64'} | input: the model answers it",
        "/v1/embeddings | {'input':'aaaaaaaaaaaaaaaaaaaaaaaaa','truncate':false} | text: has 25",
        "/v1/score      | {'text_1':'a'}                         | found text_1, expected queries",
        "/v1/score      | {'text_1':'a','documents':'b'}         | found documents, text_1, exp",
        "/v1/score      | {}                                     | found no texts, expected",
        "/v1/score      | {'queries':'a','documents':[]}         | documents: has 0 texts,",
        "/v1/score      | {'queries':['a','b'],'documents':['c']} | found 2 texts to be held",
        "/v1/score      | {'queries':'a','documents':[[1]]}      | documents[0]: found an array",
        "/v1/rerank     | {'query':['a'],'documents':'b'}        | query: found an array, expected",
        "/v1/rerank     | {'query':'a','documents':['b'],'top_n':-1} | top_n: found the number -1",
        "/v1/rerank     | {'query':'a','documents':[{'title':'b'}]} | documents[0].text: found no",
      })
  void bodiesThatAreWrongFailAlone(String url, String body, String message) throws IOException {
    BatchJob job = job(encoder, line("a", url, body), line("b", url, good(url)));
    JobReport report = job.run();
    assertEquals(1, report.answered(), () -> errors(job));
    JsonField error = JsonValue.parse(Files.readString(job.errors())).at("").require("response");
    assertEquals(400, error.require("status_code").asInt(0, 999));
    String actual = error.require("body").require("error").require("message").asString();
    assertTrue(actual.startsWith(message), actual);
  }

  private static String good(String url) {
    return switch (url) {
      case "/v1/embeddings" -> "{'input':'a'}";
      case "/v1/score" -> "{'text_1':'a','text_2':'b'}";
      default -> "{'query':'a','documents':['b']}";
    };
  }

  @Test
  void tooManyTextsAreRefused() throws IOException {
    String texts = String.join(",", Collections.nCopies(2049, "'a'"));
    BatchJob job = job(encoder, line("a", "/v1/embeddings", "{'input':[" + texts + "]}"));
    assertEquals(1, job.run().failed());
    assertTrue(errors(job).contains("input: has 2049 texts, expected 1 to 2048"), errors(job));
    assertEquals(0, encoder.encoded.get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encoder    | /v1/completions | /v1/embeddings, /v1/score, /v1/rerank",
        "encoder    | /classify       | /v1/embeddings, /v1/score, /v1/rerank",
        "reranker   | /v1/embeddings  | /v1/score, /v1/rerank",
        "classifier | /v1/rerank      | /classify",
        "generator  | /v1/embeddings  | /v1/chat/completions, /v1/completions",
      })
  void urlsOfOtherKindsFailAlone(String kind, String url, String urls) throws IOException {
    Model model =
        switch (kind) {
          case "encoder" -> encoder;
          case "reranker" -> reranker;
          case "classifier" -> classifier;
          default -> new FakeModel();
        };
    BatchJob job = job(model, line("a", url, "{}"));
    assertEquals(1, job.run().failed());
    String expected =
        "line 1: url: found the string \\\"%s\\\", expected one of %s, which this model answers"
            .formatted(url, urls);
    assertTrue(errors(job).contains(expected), errors(job));
  }

  @Test
  void labeledPartsHavePlaces() throws IOException {
    Model tokens = new FakeClassifier(Subject.TOKENS);
    String span = "{\"label\":\"loud\",\"score\":0.75,\"text\":\"!\",\"start\":%d,\"end\":%d}";
    assertEquals(
        body(
            "classify",
            "\"object\":\"list\",\"created\":7,\"model\":\"classifier\",\"data\":["
                + "{\"index\":0,\"spans\":[%s,%s]},".formatted(span, span).formatted(2, 3, 4, 5)
                + "{\"index\":1,\"spans\":[]}],"
                + "\"usage\":{\"prompt_tokens\":6,\"total_tokens\":6}}"),
        answer(tokens, "/classify", "{'input':['hi!x!','a']}").value().toJson());
    JsonField shown = answer(tokens, "/classify", "{'input':'o!','return_tokens':true}");
    assertEquals(
        "[{\"id\":7,\"token\":\"!\",\"start\":1,\"end\":2,\"label\":\"B-loud\",\"score\":0.75}]",
        shown.require("data").elements().get(0).require("tokens").value().toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'input':[4,5]}                 | input: found an array, expected a string or an array of",
        "{'input':['a',[4]]}             | input: found an array, expected a string or an array of",
        "{'input':'a','return_tokens':1} | return_tokens: found the number 1, expected true or",
        "{'input':'a','top_k':1}         | top_k: is an unknown",
      })
  void bodiesForLabelsOfTokensAreChecked(String body, String message) throws IOException {
    BatchJob job = job(new FakeClassifier(Subject.TOKENS), line("a", "/classify", body));
    assertEquals(1, job.run().failed());
    assertTrue(errors(job).contains("\"message\":\"" + message), errors(job));
  }

  @Test
  void textLinesSuitTheKindOfTheModel() throws IOException {
    Path input = Files.writeString(folder.resolve("in.txt"), "a\nb!\n");
    Path output = folder.resolve("out.jsonl");
    assertEquals(2, BatchJob.of(encoder, input, output).run().answered());
    assertTrue(Files.readString(output).contains("\"embedding\":[1.0,0.0,0.5]"));
    BatchJob labels = BatchJob.of(classifier, input, output).withOverwrite(true);
    assertEquals(2, labels.run().answered());
    assertTrue(Files.readString(output).contains("\"label\":\"loud\""));
    BatchJob ranks = BatchJob.of(reranker, input, output).withOverwrite(true);
    assertEquals(
        "endpoint: texts alone are for /v1/completions or /v1/embeddings or /classify, and this"
            + " model answers /v1/score, /v1/rerank; write lines that name their url",
        assertThrows(JobRefusedException.class, ranks::run).getMessage());
    BatchJob chat = labels.withInput(labels.input().withUse(PromptUse.CHAT));
    assertThrows(JobRefusedException.class, chat::run);
    assertTrue(Files.readString(output).contains("\"label\":\"loud\""), "nothing was touched");
  }

  @Test
  void equalBodiesAreEncodedOnceAndReportsCountTexts() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(line("r" + i, "/v1/embeddings", "{'input':['a','%s']}".formatted(i % 2)));
    }
    BatchJob job = job(encoder, lines.toArray(String[]::new));
    JobReport whole = job.run();
    assertEquals(200, whole.texts());
    assertEquals(new TokenCounts(200, 0, 0), whole.tokens());
    String output = Files.readString(job.output());
    encoder.encoded.set(0);
    JobReport report = job.withOptions(job.options().withDedupe(true)).run();
    assertEquals(output, Files.readString(job.output()));
    assertEquals(4, encoder.encoded.get());
    assertEquals(98, report.outcomes().deduplicated());
    assertFalse(Files.exists(job.errors()));
  }

  @Test
  void requestsAreCheckedWithoutEncoding() throws IOException {
    BatchJob job =
        job(
            encoder,
            line("a", "/v1/embeddings", "{'input':'a'}"),
            line("b", "/v1/embeddings", "{'input':'a','dimensions':9}"),
            line("c", "/v1/completions", "{'prompt':'a'}"));
    ValidationReport report = job.validate();
    assertEquals(1, report.valid());
    assertEquals(2, report.invalid());
    assertEquals(0, encoder.encoded.get());
  }
}
