package io.millrace.chat;

import io.millrace.chat.template.Template;
import io.millrace.chat.template.TemplateException;

/**
 * A model's chat template: it writes a conversation as the prompt that the model was trained on.
 *
 * <p>It holds no state and may be used by many threads at once.
 */
public final class ChatTemplate {

  private final Template template;

  private ChatTemplate(Template template) {
    this.template = template;
  }

  /**
   * Compiles a template in the language Jinja, as models carry it.
   *
   * @throws TemplateException for a syntax error, or for a tag, filter or test that is not known;
   *     it names line and column
   */
  public static ChatTemplate compile(String source) {
    return new ChatTemplate(Template.compile(source));
  }

  /**
   * The prompt for {@code context}, special tokens written out as text.
   *
   * @throws TemplateException if the template refuses the conversation (roles that do not
   *     alternate, tools it does not know), fails on it, or goes beyond its limits
   */
  public String render(ChatContext context) {
    return template.render(context.variables(), context.now());
  }
}
