package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.Classifier.Subject;
import io.millrace.Model;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings, scores, ranks and labels as lines of a job. */
class TextEndpointsTest extends TextJobs {

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
}
