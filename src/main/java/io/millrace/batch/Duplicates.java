package io.millrace.batch;

import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests that must have the same answer as an earlier one: it is computed once.
 *
 * <p>Takes about a hundred bytes for each different request.
 */
final class Duplicates {

  /** What is said about a body that changes nothing. */
  private static final Set<String> IGNORED = Set.of("model", "user");

  /** A request by the hash of its body. */
  record Key(long first, long second) {}

  /**
   * A request that waits for the answer to an equal one.
   *
   * @param sequence its place among the requests of the job
   * @param customId its id
   * @param bytes of its line
   */
  record Follower(long sequence, String customId, long bytes) {}

  /**
   * What is to be done with a request.
   *
   * @param entry where the answer stands, if it is to be copied
   */
  record Claim(Kind kind, long entry) {

    enum Kind {
      ANSWER,
      WAIT,
      COPY
    }
  }

  private final Map<Key, Long> entries = new HashMap<>();
  private final Map<Key, List<Follower>> waiting = new HashMap<>();

  /** The key of a request, or empty if its answer depends on its id. */
  static Optional<Key> key(JobLine.Asked line, BodyWork<?> asked) {
    if (!asked.isIndependentOfId()) {
      return Optional.empty();
    }
    TreeMap<String, JsonValue> members = new TreeMap<>(line.body().members());
    members.keySet().removeAll(IGNORED);
    String text = line.endpoint().url() + ' ' + new JsonObject(members).toJson();
    long[] hash = StableHash.of(text).words();
    return Optional.of(new Key(hash[0], hash[1]));
  }

  /** Takes note of an answer that is in the journal. */
  synchronized void answered(Key key, long entry) {
    entries.put(key, entry);
  }

  /**
   * What is to be done with a request: the first of its kind is answered from now on, others wait
   * for it, and later ones take its answer from the journal.
   */
  synchronized Claim claim(Key key, Follower follower) {
    long entry = entries.getOrDefault(key, 0L);
    if (entry != 0) {
      return new Claim(Claim.Kind.COPY, entry);
    }
    List<Follower> followers = waiting.get(key);
    if (followers == null) {
      waiting.put(key, new ArrayList<>());
      return new Claim(Claim.Kind.ANSWER, 0);
    }
    followers.add(follower);
    return new Claim(Claim.Kind.WAIT, 0);
  }

  /**
   * A request has its outcome.
   *
   * @return those that waited for it
   */
  synchronized List<Follower> done(Key key, long entry) {
    if (!JournalEntry.status(entry).isError()) {
      entries.put(key, entry);
    }
    return waiting.remove(key);
  }
}
