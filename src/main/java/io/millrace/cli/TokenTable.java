package io.millrace.cli;

import io.millrace.json.JsonValue;
import io.millrace.tokenizer.Tokenizer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Tokens of one text by several vocabularies, side by side. */
final class TokenTable {

  private static final int ID_WIDTH = 8;

  private TokenTable() {}

  static void print(
      PrintWriter out, List<String> models, List<Tokenizer> tokenizers, List<int[]> ids) {
    List<List<String>> columns = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      columns.add(column(models.get(i), tokenizers.get(i), ids.get(i)));
    }
    int rows = columns.stream().mapToInt(List::size).max().orElse(0);
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      for (List<String> column : columns) {
        String cell = row < column.size() ? column.get(row) : "";
        line.append(cell).append(" ".repeat(width(column) - cell.length()));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> column(String model, Tokenizer tokenizer, int[] ids) {
    List<String> cells = new ArrayList<>();
    cells.add(shorten(model) + ": " + ids.length + " tokens");
    for (int id : ids) {
      String piece = JsonValue.of(tokenizer.vocabulary().piece(id)).toJson();
      cells.add(String.format("%" + ID_WIDTH + "d %s", id, piece));
    }
    return cells;
  }

  /** A path's last part. */
  private static String shorten(String model) {
    return model.substring(model.lastIndexOf('/') + 1);
  }

  /** The longest cell and a gap. */
  private static int width(List<String> column) {
    return column.stream().mapToInt(String::length).max().orElse(0) + 2;
  }
}
