package io.millrace.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The transfer of one file of known size and sha256 into a part file, over as many requests as it
 * takes.
 *
 * <p>A request that fails in a way that may pass is made again from the first missing byte, a
 * bounded number of times in a row; bytes that are new (beyond any earlier request of this run)
 * start the count again. Nothing a server says is believed: the size is the table's, and the sha256
 * decides.
 */
final class Download {

  /** New bytes that count as progress; fewer and a server could keep us busy for ever. */
  private static final long PROGRESS = 1 << 20;

  private final ModelFile file;
  private final URI source;
  private final DownloadPolicy policy;
  private final ProgressListener listener;
  private final byte[] buffer = new byte[1 << 16];

  Download(ModelFile file, URI source, DownloadPolicy policy, ProgressListener listener) {
    this.file = file;
    this.source = source;
    this.policy = policy;
    this.listener = listener;
  }

  /** Fetches what is missing of the part file, verifies the whole and moves it to the target. */
  void run(Path partPath, Path target) throws StoreException {
    try (PartFile part = new PartFile(partPath)) {
      if (part.size() > file.bytes()) {
        part.restart(Optional.empty());
      }
      part.checkRoomFor(file.bytes());
      fill(part);
      String found = FileDigest.compute(partPath);
      if (!found.equals(file.sha256())) {
        part.delete();
        throw new StoreException(
            "%s: sha256 of what %s sent is %s, expected %s; the file was removed, pull it again"
                .formatted(file.path(), source, found, file.sha256()));
      }
      part.moveTo(target);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException("%s: cannot be read (%s)".formatted(partPath, e.getMessage()), e);
    }
  }

  private void fill(PartFile part) throws StoreException {
    long counted = part.size();
    int failures = 0;
    while (part.size() < file.bytes()) {
      Duration wish;
      String failure;
      try {
        request(part);
        wish = Duration.ZERO;
        failure = "the connection ended after %d of %d bytes".formatted(part.size(), file.bytes());
      } catch (StoreException e) {
        throw e;
      } catch (RangeRefusedException e) {
        part.restart(Optional.empty());
        wish = Duration.ZERO;
        failure = e.getMessage();
      } catch (RetryableException e) {
        wish = e.retryAfter();
        failure = e.getMessage();
      } catch (IOException e) {
        wish = Duration.ZERO;
        failure = "%s: %s".formatted(source, reason(e));
      }
      if (part.size() >= file.bytes()) {
        return;
      }
      failures = part.size() >= counted + PROGRESS ? 1 : failures + 1;
      counted = Math.max(counted, part.size());
      pause(failures, failure, wish);
    }
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException
        ? "there is no host " + e.getMessage()
        : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void request(PartFile part) throws IOException {
    RangeRequest request =
        new RangeRequest(source, part.size(), part.etag(), file.bytes(), policy.idle());
    try (RangeResponse response = request.send();
        InputStream body = response.body()) {
      if (response.start() != part.size() || part.size() == 0) {
        part.restart(response.etag());
      }
      listener.progress(part.size(), file.bytes());
      copy(body, part);
    }
  }

  private void copy(InputStream body, PartFile part) throws IOException {
    while (part.size() < file.bytes()) {
      int most = (int) Math.min(buffer.length, file.bytes() - part.size());
      int count = read(body, most);
      if (count < 0) {
        return;
      }
      part.append(buffer, count);
      listener.progress(part.size(), file.bytes());
    }
  }

  /** Reads; the JDK tells an early end by -1 or by an exception, as it happens to notice it. */
  private int read(InputStream body, int most) throws IOException {
    try {
      return body.read(buffer, 0, most);
    } catch (IOException e) {
      if ("Premature EOF".equals(e.getMessage())) {
        return -1;
      }
      throw e;
    }
  }

  private void pause(int failures, String failure, Duration wish) throws StoreException {
    if (failures >= policy.attempts()) {
      throw new StoreException(
          "%s (%d attempts); what came is kept, pull %s again to go on or use scripts/fetch-model %s"
              .formatted(failure, failures, file.model(), file.model()));
    }
    if (wish.compareTo(policy.longestWait()) > 0) {
      throw new StoreException(
          "%s, it asks to wait %d s; what came is kept, pull %s again then"
              .formatted(failure, wish.toSeconds(), file.model()));
    }
    Duration pause = policy.pauseAfter(failures);
    if (wish.compareTo(pause) > 0) {
      pause = wish;
    }
    listener.message("%s; trying again in %s s".formatted(failure, pause.toMillis() / 1e3));
    sleep(pause);
  }

  private void sleep(Duration pause) throws StoreException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          "%s: interrupted; what came is kept, pull %s again to go on"
              .formatted(file.path(), file.model()),
          e);
    }
  }
}
