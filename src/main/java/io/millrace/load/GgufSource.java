package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufTensor;
import io.millrace.load.ModelFacts.TypeFacts;
import io.millrace.model.Metadata;
import io.millrace.model.family.EncoderFamilies;
import io.millrace.tensor.DataType;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model in a GGUF file.
 *
 * @param file closed with this
 */
record GgufSource(GgufFile file) implements ModelSource {

  private static final String CHAT_TEMPLATE = "tokenizer.chat_template";

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public String title() throws FormatException {
    return file.metadata().getString("general.name", file.name());
  }

  @Override
  public String architecture() throws FormatException {
    return file.metadata().getString("general.architecture", "");
  }

  @Override
  public ModelKind kind() throws FormatException {
    return EncoderFamilies.find(architecture()).isPresent()
        ? ModelKind.TEXT_ENCODER
        : SourceFamilies.kind(architecture());
  }

  @Override
  public Metadata metadata() {
    return new GgufMetadataView(file.metadata());
  }

  @Override
  public StoredTensors tensors() {
    return new GgufTensors(file);
  }

  @Override
  public long parameters() {
    return file.tensors().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
  }

  @Override
  public Map<DataType, TypeFacts> types() {
    Map<DataType, TypeFacts> types = new EnumMap<>(DataType.class);
    for (GgufTensor tensor : file.tensors()) {
      types.merge(tensor.type(), new TypeFacts(1, tensor.bytes()), TypeFacts::plus);
    }
    return types;
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public String tokenizerKind() throws FormatException {
    String model = file.metadata().getString("tokenizer.ggml.model", "none");
    String pre = file.metadata().getString("tokenizer.ggml.pre", "");
    return pre.isEmpty() ? model : model + ", " + pre;
  }

  @Override
  public Tokenizer tokenizer() throws FormatException {
    return TokenizerLoader.load(file);
  }

  @Override
  public Optional<SourceText> sourceText(Tokenizer target) {
    return target instanceof TextTokenizer text
        ? Optional.of(new SourceText(text, SourceText.Languages.DEFAULT, Integer.MAX_VALUE))
        : Optional.empty();
  }

  @Override
  public GenerationDefaults generation() throws FormatException {
    String key = architecture() + ".decoder_start_token_id";
    return file.metadata().has(key)
        ? GenerationDefaults.NONE.withDecoderStart(file.metadata().getInt(key))
        : GenerationDefaults.NONE;
  }

  @Override
  public Optional<String> chatTemplate() throws FormatException {
    return file.metadata().has(CHAT_TEMPLATE)
        ? Optional.of(file.metadata().getString(CHAT_TEMPLATE))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
