package io.millrace.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The sha256 of files, remembered as long as size, time of change and identity of the file are the
 * same.
 *
 * <p>The memory is a folder with one small text file per path: the digest, then what the file was
 * like. A folder that cannot be written only means that the digest is computed again.
 */
final class FileDigest {

  /** A file changed this recently may change again within one tick of its clock: not remembered. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path folder;

  FileDigest(Path folder) {
    this.folder = folder;
  }

  /** The digest of the file's content, 64 lower-case hexadecimal digits. */
  String sha256(Path file) throws IOException {
    Path real = file.toRealPath();
    String state = state(real);
    Path memory = folder.resolve(hex(sha256().digest(bytes(real.toString()))) + ".txt");
    List<String> lines = read(memory);
    if (lines.size() == 2 && lines.get(1).equals(state) && lines.get(0).matches("[0-9a-f]{64}")) {
      return lines.get(0);
    }
    String digest = compute(real);
    Instant changed = Files.getLastModifiedTime(real).toInstant();
    if (state.equals(state(real)) && changed.isBefore(Instant.now().minus(SETTLED))) {
      remember(memory, digest + "\n" + state + "\n");
    }
    return digest;
  }

  private static String state(Path real) throws IOException {
    BasicFileAttributes file = Files.readAttributes(real, BasicFileAttributes.class);
    return "%d bytes, changed %s, %s, %s"
        .formatted(file.size(), file.lastModifiedTime(), file.fileKey(), real);
  }

  private static List<String> read(Path memory) {
    try {
      return Files.readAllLines(memory);
    } catch (IOException e) {
      return List.of();
    }
  }

  private void remember(Path memory, String text) {
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, "digest", ".tmp");
      Files.writeString(draft, text);
      Files.move(draft, memory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      return; // a read-only folder: computed again next time
    }
  }

  static String compute(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return hex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
