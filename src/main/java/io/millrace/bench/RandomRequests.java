package io.millrace.bench;

import io.millrace.DecodingOptions;
import io.millrace.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests of random tokens that always do the same work: greedy, and the end token is ignored.
 *
 * @param random draws the tokens
 * @param vocabulary tokens are below it
 */
record RandomRequests(Random random, int vocabulary) {

  private static final long LENGTHS = 2; // seeds the lengths of every long-tailed job

  /** The same requests in every run. */
  static RandomRequests below(int vocabulary) {
    return new RandomRequests(new Random(1), vocabulary);
  }

  int[] tokens(int count) {
    return random.ints(count, 0, vocabulary).toArray();
  }

  /** So many requests with different prompts of the same length. */
  List<Request> batch(int count, int length, int maxTokens) {
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(request(tokens(length), maxTokens));
    }
    return requests;
  }

  /** A job of always the same lengths. */
  List<Request> longTailed(BatchPlan.LongTailed job) {
    Random lengths = new Random(LENGTHS);
    List<Request> requests = new ArrayList<>(job.requests());
    for (int i = 0; i < job.requests(); i++) {
      int[] prompt = tokens(job.prompts().draw(lengths));
      requests.add(request(prompt, job.answers().draw(lengths)));
    }
    return requests;
  }

  /** A job of prompts that begin alike. */
  List<Request> shared(BatchPlan.Shared job) {
    int[] prefix = tokens(job.prefix());
    List<Request> requests = new ArrayList<>(job.requests());
    for (int i = 0; i < job.requests(); i++) {
      int[] prompt = new int[job.prefix() + job.own()];
      System.arraycopy(prefix, 0, prompt, 0, job.prefix());
      System.arraycopy(tokens(job.own()), 0, prompt, job.prefix(), job.own());
      requests.add(request(prompt, job.generated()));
    }
    return requests;
  }

  private static Request request(int[] prompt, int maxTokens) {
    DecodingOptions options = DecodingOptions.greedy().withMaxTokens(maxTokens).withIgnoreEos(true);
    return Request.tokens(prompt).withOptions(options);
  }
}
