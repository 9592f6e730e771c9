package io.millrace.batch;

import io.millrace.json.JsonObject;
import java.util.Map;
import java.util.Set;

/**
 * Makes bodies of prompts.
 *
 * @param template what the prompts look like
 * @param endpoint what they ask for
 * @param overrides members of every body
 */
record PromptBody(PromptTemplate template, Endpoint endpoint, BodyOverrides overrides) {

  /**
   * @throws JobRefusedException if the template is none, or the model has no use for texts
   */
  static PromptBody of(JobInput input, Endpoints endpoints) throws JobRefusedException {
    return new PromptBody(
        PromptTemplate.parse(input.template()),
        endpoints.forTexts(input.use()),
        BodyOverrides.parse(input.body()));
  }

  /**
   * @throws JobRefusedException if the template asks for another name
   */
  void expectNames(Set<String> known) throws JobRefusedException {
    for (String name : template.names()) {
      if (!known.contains(name)) {
        throw new JobRefusedException(
            "template: names {"
                + name
                + "}, expected one of {"
                + String.join("}, {", known)
                + "}; a brace of its own is written twice");
      }
    }
  }

  /** The request of a line; its id is {@code line-} and its number. */
  JobLine.Asked ask(long number, Map<String, String> values) {
    JsonObject body = overrides.apply(endpoint.body(template.render(values)));
    return new JobLine.Asked(number, "line-" + number, endpoint, body);
  }
}
