package io.millrace.kernel.jni;

import io.millrace.Answer;
import io.millrace.DecodingOptions;
import io.millrace.LanguageModel;
import io.millrace.ModelOptions;
import io.millrace.Request;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.util.Arrays;

/**
 * What {@link ChildJvm} runs: opens the kernels of that name and prints theirs, then continues a
 * prompt with the model, where one is given, and prints its tokens.
 */
public final class LoadingProbe {

  private LoadingProbe() {}

  /** The name of the kernels, then the file of a model. */
  public static void main(String[] arguments) throws IOException {
    String name = arguments[0];
    if (arguments.length == 1) {
      try (Kernels kernels = KernelChoice.open(name, 1)) {
        System.out.println("kernels " + kernels.name());
      }
      return;
    }
    ModelOptions options = ModelOptions.defaults().withKernels(name).withThreads(1);
    try (LanguageModel model = LanguageModel.open(arguments[1], options)) {
      DecodingOptions greedy = DecodingOptions.greedy().withMaxTokens(8).withIgnoreEos(true);
      Answer answer = model.generate(Request.tokens(1, 5, 9, 2).withOptions(greedy));
      System.out.println("tokens " + Arrays.toString(answer.choices().get(0).tokens()));
    }
  }
}
