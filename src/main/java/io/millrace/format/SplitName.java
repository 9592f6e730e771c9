package io.millrace.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one file of a split model: {@code NAME-00002-of-00003.gguf}.
 *
 * @param path the file so named
 * @param stem what stands before the numbers
 * @param count how many files there are, at least 1
 */
record SplitName(Path path, String stem, int count) {

  private static final Pattern NAME =
      Pattern.compile("(?<stem>.*)-(?<number>\\d{5})-of-(?<count>\\d{5})\\.gguf");

  /** The parts of a path's name, or empty if it is not the name of a file of a split model. */
  static Optional<SplitName> of(Path path) {
    Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group("number"));
    int count = Integer.parseInt(matcher.group("count"));
    return number >= 1 && number <= count
        ? Optional.of(new SplitName(path, matcher.group("stem"), count))
        : Optional.empty();
  }

  /** The paths of all files, in order. */
  List<Path> all() {
    List<Path> paths = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      paths.add(path.resolveSibling("%s-%05d-of-%05d.gguf".formatted(stem, number, count)));
    }
    return paths;
  }
}
