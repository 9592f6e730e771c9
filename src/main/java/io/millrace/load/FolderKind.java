package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.model.family.EncoderFamilies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a folder's model is for.
 *
 * @param folder where it lies
 * @param architecture of its family
 * @param root the members of its {@code config.json}
 */
record FolderKind(Path folder, String architecture, JsonField root) {

  /** What its vectors or labels are made of. */
  LabelSettings.Subject subject() throws IOException {
    if (SentenceModules.pools(folder)) {
      return LabelSettings.Subject.NOTHING;
    }
    List<JsonField> classes = root.find("architectures").map(JsonField::elements).orElse(List.of());
    return classes.isEmpty()
        ? LabelSettings.Subject.NOTHING
        : EncoderFolders.subject(classes.get(0).asString());
  }

  ModelKind kind() throws IOException {
    if (EncoderFamilies.find(architecture).isEmpty()) {
      return SourceFamilies.kind(architecture);
    }
    return switch (subject()) {
      case NOTHING -> ModelKind.TEXT_ENCODER;
      case TOKENS -> ModelKind.CLASSIFIER;
      case TEXTS ->
          new FolderLabels(root, Optional.empty()).names().size() == 1
              ? ModelKind.RERANKER
              : ModelKind.CLASSIFIER;
    };
  }
}
