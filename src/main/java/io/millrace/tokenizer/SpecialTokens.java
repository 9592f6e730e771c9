package io.millrace.tokenizer;

/** What the spelling of a control token in a text means. */
public enum SpecialTokens {
  /** Ordinary characters: {@code "<bos>"} is five letters and signs. Right for text of users. */
  AS_TEXT,
  /** The control token itself. Right for rendered chat templates. */
  PARSE
}
