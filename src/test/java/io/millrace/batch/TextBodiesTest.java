package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.Classifier.Subject;
import io.millrace.Model;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of a job that ask for what is wrong, or for what the model does not do, fail alone. */
class TextBodiesTest extends TextJobs {

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
