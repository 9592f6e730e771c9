package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.batch.JobRecord.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final JobHeader HEADER =
      new JobHeader(7, "m", "fp_1", 1000, "abcdefabcdef", Map.of("shard", "1/1"));

  @TempDir private Path folder;

  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("out.journal");
  }

  private static JobRecord record(Status status, String line) {
    TokenCounts tokens = status == Status.ANSWERED ? new TokenCounts(10, 4, 2) : TokenCounts.NONE;
    Duration latency = Duration.ofMillis(status == Status.ANSWERED ? 3 : 0);
    return new JobRecord(status, line.getBytes(UTF_8), new WorkCounts(tokens, 0), latency);
  }

  private Optional<JournalContents> read() throws IOException {
    try (JournalFile file = JournalFile.hold(path)) {
      return file.read();
    }
  }

  /** A journal of five outcomes, of which one failed and one was refused. */
  private List<Long> fill() throws IOException {
    List<Long> entries = new ArrayList<>();
    try (JournalFile file = JournalFile.hold(path)) {
      Journal journal = Journal.create(file.channel(), HEADER);
      entries.add(journal.append(2, record(Status.ANSWERED, "c\n")));
      entries.add(journal.append(0, record(Status.ANSWERED, "x".repeat(200_000) + "\n")));
      entries.add(journal.append(1, record(Status.FAILED, "f\n")));
      entries.add(journal.append(4, record(Status.COPIED, "c\n")));
      entries.add(journal.append(3, record(Status.REFUSED, "r\n")));
      assertEquals("f\n", new String(journal.line(entries.get(2)), UTF_8));
    }
    return entries;
  }

  @Test
  void whatWasAppendedIsFoundAgain() throws IOException {
    List<Long> entries = fill();
    JournalContents contents = read().orElseThrow();
    assertEquals(HEADER, contents.header());
    assertFalse(contents.state().finished());
    assertEquals(new Outcomes(3, 2, 1, 1), contents.outcomes());
    assertEquals(new TokenCounts(20, 8, 4), contents.tokens());
    assertEquals(Files.size(path), contents.end());
    assertEquals(entries.get(1), contents.entry(0));
    assertEquals(entries.get(3), contents.entry(4));
    assertEquals(0, contents.entry(5));
    assertArrayEquals(entries.stream().mapToLong(e -> e).toArray(), contents.byArrival());
    assertTrue(contents.latencies().quantile(0.5).toMillis() >= 3);
  }

  @Test
  void linesAreCopiedInParts() throws IOException {
    long entry = fill().get(1);
    try (JournalFile file = JournalFile.hold(path)) {
      Journal journal = Journal.reopen(file.channel(), file.read().orElseThrow());
      StringBuilder copied = new StringBuilder();
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      journal.copyLine(entry, buffer, part -> copied.append(UTF_8.decode(part)));
      assertEquals("x".repeat(200_000) + "\n", copied.toString());
    }
  }

  @Test
  void aTornTailIsCutWhereverItIsTorn() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(path);
    JournalContents contents = read().orElseThrow();
    int headerEnd = (int) contents.headerEnd();
    int last = (int) JournalEntry.position(contents.entry(3));
    for (int length = 0; length < headerEnd; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertEquals(Optional.empty(), read(), "cut at " + length);
    }
    for (int length = last; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertEquals(last, read().orElseThrow().end(), "cut at " + length);
      assertEquals(0, read().orElseThrow().entry(3));
    }
    for (int at = last; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(path, damaged);
      assertEquals(last, read().orElseThrow().end(), "damaged at " + at);
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 5000)); // zeros behind it
    assertEquals(whole.length, read().orElseThrow().end());
  }

  @Test
  void appendingGoesOnBehindTheLastWholeFrame() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    try (JournalFile file = JournalFile.hold(path)) {
      Journal journal = Journal.reopen(file.channel(), file.read().orElseThrow());
      journal.append(3, record(Status.REFUSED, "r\n"));
    }
    assertArrayEquals(whole, Files.readAllBytes(path));
  }

  @Test
  void aRetryForgetsWhatFailedAndNothingElse() throws IOException {
    fill();
    try (JournalFile file = JournalFile.hold(path)) {
      Journal journal = Journal.reopen(file.channel(), file.read().orElseThrow());
      journal.retry();
    }
    JournalContents contents = read().orElseThrow();
    assertEquals(0, contents.entry(1));
    assertEquals(new Outcomes(3, 1, 0, 1), contents.outcomes());
    try (JournalFile file = JournalFile.hold(path)) {
      Journal journal = Journal.reopen(file.channel(), file.read().orElseThrow());
      journal.append(1, record(Status.ANSWERED, "now\n"));
    }
    assertEquals(new Outcomes(4, 1, 0, 1), read().orElseThrow().outcomes());
  }

  @Test
  void aFinishedJournalIsSmallUnlessSomethingCanBeAskedAgain() throws IOException {
    fill();
    long size = Files.size(path);
    JournalState failures =
        new JournalState(true, new Outcomes(3, 2, 1, 1), new TokenCounts(1, 2, 3), Duration.ZERO);
    finish(failures);
    assertEquals(size, Files.size(path));
    assertEquals(failures, read().orElseThrow().state());
    JournalState clean =
        new JournalState(true, new Outcomes(4, 1, 0, 1), TokenCounts.NONE, Duration.ofSeconds(9));
    finish(clean);
    assertTrue(Files.size(path) < 1000);
    assertEquals(clean, read().orElseThrow().state());
  }

  private void finish(JournalState state) throws IOException {
    try (JournalFile file = JournalFile.hold(path)) {
      Journal.reopen(file.channel(), file.read().orElseThrow()).finish(state);
    }
  }

  @Test
  void onlyOneJobHoldsIt() throws IOException {
    try (JournalFile held = JournalFile.hold(path)) {
      Path sameFile = folder.resolve("..").resolve(folder.getFileName()).resolve("out.journal");
      for (Path name : List.of(path, sameFile)) {
        JobRefusedException refused =
            assertThrows(JobRefusedException.class, () -> JournalFile.hold(name));
        assertTrue(refused.getMessage().contains("is in use by another job"));
      }
      assertTrue(held.channel().isOpen());
    }
    assertFalse(Files.exists(path), "one that holds nothing is deleted");
    JournalFile.hold(path).close();
  }

  @Test
  void whatIsNoJournalIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(path, "precious");
    assertThrows(JobRefusedException.class, this::read);
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void framesThatLieAboutTheirLengthAreNotRead() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(path);
    int at = (int) JournalEntry.position(read().orElseThrow().entry(3));
    for (int length : new int[] {-1, Integer.MAX_VALUE, 1 << 30}) {
      byte[] damaged = whole.clone();
      ByteBuffer.wrap(damaged).putInt(at, length);
      Files.write(path, damaged);
      assertEquals(at, read().orElseThrow().end());
    }
  }

  @Test
  void aRecordThatDoesNotFitIsCutAndTheOthersStay() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(path);
    for (int room : new int[] {0, 1, 8, 9, 30, 60}) {
      Files.write(path, whole);
      try (JournalFile file = JournalFile.hold(path)) {
        JournalContents contents = file.read().orElseThrow();
        Journal journal = Journal.reopen(new FullDisk(file.channel(), room), contents);
        JobRecord record = record(Status.ANSWERED, "x".repeat(100));
        assertThrows(IOException.class, () -> journal.append(9, record));
      }
      assertArrayEquals(whole, Files.readAllBytes(path), "room for " + room);
    }
    try (JournalFile file = JournalFile.hold(path)) {
      JournalContents contents = file.read().orElseThrow();
      Journal journal = Journal.reopen(new FullDisk(file.channel(), 150), contents);
      journal.append(9, record(Status.ANSWERED, "x".repeat(100)));
      assertThrows(IOException.class, () -> journal.append(10, record(Status.ANSWERED, "y\n")));
    }
    assertEquals(new Outcomes(4, 2, 1, 1), read().orElseThrow().outcomes());
  }

  @Test
  void differencesAreNamed() {
    JobHeader other =
        new JobHeader(8, "n", "fp_2", 1001, "123456123456", Map.of("shard", "1/2", "limit", "5"));
    assertEquals("", HEADER.differences(HEADER));
    assertEquals(
        "model was m (fp_1) and is n (fp_2); input had 1000 bytes of sha256 abcdefabcdef… and has"
            + " 1001 of 123456123456…; created was 7 and is 8; limit was unset and is 5; shard was"
            + " 1/1 and is 1/2",
        HEADER.differences(other));
    assertEquals(HEADER, JobHeader.parse(HEADER.toJson().toUtf8()));
  }
}
