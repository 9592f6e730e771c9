package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.Answer;
import io.millrace.DecodingOptions;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import io.millrace.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SubmitterTest {

  private final FakeModel model = new FakeModel();
  private final List<Submitter.Submission<?>> done =
      Collections.synchronizedList(new ArrayList<>());
  private final Submitter submitter = new Submitter(() -> model.metrics().waiting(), done::add);

  private Task task(long sequence, int choices, String... prompts) {
    List<Request> requests =
        Arrays.stream(prompts)
            .map(
                p ->
                    new Request("r", new Prompt.Text(p), DecodingOptions.defaults().withN(choices)))
            .toList();
    JobLine.Asked line =
        new JobLine.Asked(1, "r", new CompletionsEndpoint(model), JsonObject.builder().build());
    GenerationWork work =
        new GenerationWork(
            model,
            new BodyRequests(requests, false),
            (head, asked, answers) -> JsonObject.builder().build());
    return new Task(sequence, line, work, Optional.empty(), 10);
  }

  private List<Long> cancelled() {
    return done.stream()
        .filter(Submitter.Submission::isCancelled)
        .map(s -> s.task().sequence())
        .sorted()
        .collect(Collectors.toList());
  }

  private void await(int count) throws InterruptedException {
    while (done.size() < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void aTaskIsDoneWhenAllItsAnswersAre() throws InterruptedException {
    submitter.submit(task(0, 1, "slow", "xx"));
    Thread.sleep(20);
    assertEquals(0, done.size());
    model.released.complete(null);
    await(1);
    List<String> texts = done.get(0).join().stream().map(a -> ((Answer) a).text()).toList();
    assertEquals(List.of("SLOW", "XX"), texts);
  }

  @Test
  void theFirstFailureOfATaskCounts() throws InterruptedException {
    submitter.submit(task(0, 1, "x", "flaky", "bad"));
    await(1);
    RequestException error = assertThrows(RequestException.class, () -> done.get(0).join());
    assertEquals(RequestException.Kind.TIMED_OUT, error.kind());
  }

  @Test
  void drainingTakesBackTheNewestThatWait() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      submitter.submit(task(i, i == 3 ? 2 : 1, "slow"));
    }
    model.waiting = 4; // the sequences of tasks 4 and 3, and one of those before
    submitter.cancelWaiting();
    assertEquals(List.of(2L, 3L, 4L), cancelled());
    model.waiting = 0;
    submitter.cancelWaiting();
    assertEquals(3, done.size());
    model.released.complete(null);
    await(5);
    assertEquals(List.of(2L, 3L, 4L), cancelled());
  }

  @Test
  void stoppingTakesEverythingBackAndWhatComesLater() {
    submitter.submit(task(0, 1, "slow", "slow"));
    submitter.cancelAll();
    submitter.submit(task(1, 1, "slow"));
    assertEquals(List.of(0L, 1L), cancelled());
    assertEquals(0, model.inside.get());
  }
}
