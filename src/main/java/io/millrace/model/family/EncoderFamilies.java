package io.millrace.model.family;

import io.millrace.model.EncoderFamily;
import java.util.List;
import java.util.Optional;

/** The families of encoders that can be run. */
public final class EncoderFamilies {

  private static final List<EncoderFamily> ALL =
      List.of(
          new Bert(), new Roberta(), new DistilBert(), new Electra(), new MpNet(), new NomicBert());

  private EncoderFamilies() {}

  /** The architectures that can be run, by their names in files. */
  public static List<String> architectures() {
    return ALL.stream().flatMap(family -> family.architectures().stream()).toList();
  }

  /** The family of an architecture, or empty if it is no encoder that is known. */
  public static Optional<EncoderFamily> find(String architecture) {
    return ALL.stream().filter(family -> family.architectures().contains(architecture)).findFirst();
  }
}
