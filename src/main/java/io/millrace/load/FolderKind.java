package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.model.family.EncoderFamilies;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a folder's model is for.
 *
 * @param modules of its folder
 * @param architecture of its family
 * @param root the members of its {@code config.json}
 */
record FolderKind(ModuleList modules, String architecture, JsonField root) {

  /** What its vectors or labels are made of. */
  LabelSettings.Subject subject() throws IOException {
    if (modules.pools()) {
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
