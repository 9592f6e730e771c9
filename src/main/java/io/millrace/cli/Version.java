package io.millrace.cli;

import java.util.Optional;
import picocli.CommandLine;

/** The version in the jar's manifest. */
final class Version implements CommandLine.IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"millrace " + Optional.ofNullable(version).orElse("(not packaged)")};
  }
}
