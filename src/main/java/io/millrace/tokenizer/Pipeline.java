package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * From a text to its tokens: added tokens are cut out, what is between them is normalized and split
 * into words, and the model encodes each word.
 */
record Pipeline(AddedTokens added, TextSplitter splitter, PieceModel model) {

  /** The same for texts that are brought to lower case before anything else is done to them. */
  Pipeline inLowerCase() {
    return new Pipeline(added.after(new Lowercase()), splitter, model);
  }

  TokenSpans tokens(String text, SpecialTokens special) {
    TokenSpans out = new TokenSpans(text);
    PieceModel.Pass pass = model.begin();
    List<AlignedText> words = new ArrayList<>();
    for (AddedTokens.Part part : added.parts(AlignedText.of(text), special)) {
      if (part.token() >= 0) {
        out.addWhole(part.token(), part.text());
        continue;
      }
      words.clear();
      splitter.split(part.text(), words);
      for (AlignedText word : words) {
        pass.encode(word, out);
      }
    }
    return out;
  }
}
