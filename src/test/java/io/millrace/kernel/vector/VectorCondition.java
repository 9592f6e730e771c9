package io.millrace.kernel.vector;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test, aloud, where the kernels of the Vector API cannot run. */
final class VectorCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> obstacle = new VectorProvider().obstacle();
    if (obstacle.isEmpty()) {
      return ConditionEvaluationResult.enabled("the kernels can run");
    }
    System.out.println(
        "SKIPPED " + context.getDisplayName() + ": kernels vector cannot run: " + obstacle.get());
    return ConditionEvaluationResult.disabled(obstacle.get());
  }
}
