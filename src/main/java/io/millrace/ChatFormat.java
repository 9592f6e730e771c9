package io.millrace;

/** How the messages of a conversation become the text of a prompt. */
interface ChatFormat {

  /**
   * The prompt, special tokens spelled out.
   *
   * @throws RequestException if there is no template, or it refuses the messages
   */
  String render(Prompt.Chat chat);

  /** The format of a model without a template. */
  static ChatFormat none() {
    return chat -> {
      throw RequestException.invalid(
          "messages",
          "messages: the model has no chat template, expected one; give one with"
              + " --chat-template FILE (ModelOptions.withChatTemplate), or send a prompt");
    };
  }
}
