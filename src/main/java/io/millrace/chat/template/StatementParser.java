package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses a template into the statements that it runs. */
final class StatementParser {

  private static final Set<String> REFUSED =
      Set.of("include", "import", "from", "extends", "block", "autoescape");

  private final TokenStream tokens;
  private final Nesting nesting = new Nesting();
  private final ExpressionParser expressions;
  private final TargetParser targets;

  private StatementParser(Source source) {
    this.tokens = new TokenStream(Lexer.tokenize(source));
    this.expressions = new ExpressionParser(tokens, nesting);
    this.targets = new TargetParser(tokens, nesting, expressions);
  }

  /** The statements of the template {@code source}. */
  static List<Statement> parse(String source) {
    return new StatementParser(new Source(source)).body();
  }

  /** Statements up to a tag that starts with one of {@code ends}, whose name is next then. */
  private List<Statement> body(String... ends) {
    List<Statement> statements = new ArrayList<>();
    while (!tokens.is(Token.Kind.END)) {
      Token token = tokens.next();
      if (token.kind() == Token.Kind.DATA) {
        statements.add(new TextStatement(token.at(), token.text()));
      } else if (token.kind() == Token.Kind.PRINT_BEGIN) {
        statements.add(print(token.at()));
      } else if (startsWithOneOf(ends)) {
        return statements;
      } else {
        statements.add(statement());
        endTag();
      }
    }
    if (ends.length > 0) {
      throw tokens.peek().unexpected("'" + String.join("' or '", ends) + "'");
    }
    return statements;
  }

  private boolean startsWithOneOf(String... names) {
    for (String name : names) {
      if (tokens.isName(name)) {
        return true;
      }
    }
    return false;
  }

  private void endTag() {
    tokens.expect(Token.Kind.BLOCK_END);
    nesting.endTag();
  }

  private Statement print(Position at) {
    Expression value = expressions.tuple(true);
    tokens.expect(Token.Kind.PRINT_END);
    nesting.endTag();
    return new PrintStatement(at, value);
  }

  /** The end of an opening tag, the block's body, and the name of the tag that ends the body. */
  private List<Statement> block(boolean lenient, String... ends) {
    tokens.skipOperator(":");
    endTag();
    nesting.enter(tokens.peek().at());
    boolean before = nesting.setLenient(lenient);
    List<Statement> body = body(ends);
    nesting.setLenient(before);
    nesting.leave();
    return body;
  }

  private List<Statement> blockTo(String end) {
    List<Statement> body = block(false, end);
    tokens.expectName(end);
    return body;
  }

  private Statement statement() {
    Token tag = tokens.expect(Token.Kind.NAME);
    Position at = tag.at();
    return switch (tag.text()) {
      case "if" -> ifStatement(at);
      case "for" -> forLoop(at);
      case "set" -> assignment(at);
      case "macro" -> macro(at);
      case "call" -> callBlock(at);
      case "filter" -> filterBlock(at);
      case "with" -> withBlock(at);
      case "generation" -> generation(at);
      case "print" -> printTag(at);
      case "break" -> jump(tag, Statement.Flow.BREAK);
      case "continue" -> jump(tag, Statement.Flow.CONTINUE);
      default -> throw unknownTag(tag);
    };
  }

  private static TemplateException unknownTag(Token tag) {
    return REFUSED.contains(tag.text())
        ? tag.unexpected("a template without '" + tag.text() + "', which is not supported")
        : tag.unexpected("a tag such as 'if', 'for', 'set' or 'macro'");
  }

  private Statement ifStatement(Position at) {
    List<IfStatement.Branch> branches = new ArrayList<>();
    boolean before = nesting.setLenient(true);
    do {
      Expression test = expressions.tuple(false);
      branches.add(new IfStatement.Branch(test, block(true, "elif", "else", "endif")));
    } while (tokens.skipName("elif"));
    if (tokens.skipName("else")) {
      Expression always = new Literal(at, BooleanValue.TRUE);
      branches.add(new IfStatement.Branch(always, block(true, "endif")));
    }
    tokens.expectName("endif");
    nesting.setLenient(before);
    return new IfStatement(at, branches);
  }

  private Statement forLoop(Position at) {
    Target target = targets.loopTarget();
    tokens.expectName("in");
    Expression values = expressions.tuple(false);
    Optional<Expression> test =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.skipName("recursive");
    int loops = nesting.setLoops(nesting.loops() + 1);
    List<Statement> body = block(false, "endfor", "else");
    nesting.setLoops(loops);
    List<Statement> otherwise = tokens.skipName("else") ? block(false, "endfor") : List.of();
    tokens.expectName("endfor");
    return new ForLoop(at, target, values, test, recursive, body, otherwise);
  }

  private Statement assignment(Position at) {
    Target target = targets.assignmentTarget();
    if (tokens.skipOperator("=")) {
      return new Assignment(at, target, expressions.tuple(true));
    }
    List<FilterStep> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.operands().filter());
    }
    return new BlockAssignment(at, target, filters, blockTo("endset"));
  }

  private Statement macro(Position at) {
    String name = tokens.expect(Token.Kind.NAME).text();
    List<Macro.Parameter> parameters = targets.parameters();
    return new MacroDefinition(at, macroBody(name, parameters, "endmacro"));
  }

  private Macro macroBody(String name, List<Macro.Parameter> parameters, String end) {
    nesting.enterMacro();
    int loops = nesting.setLoops(0);
    List<Statement> body = blockTo(end);
    nesting.setLoops(loops);
    List<String> declared = parameters.stream().map(Macro.Parameter::name).toList();
    return new Macro(name, parameters, nesting.leaveMacro(declared), body);
  }

  private Statement callBlock(Position at) {
    List<Macro.Parameter> parameters = tokens.isOperator("(") ? targets.parameters() : List.of();
    Token start = tokens.peek();
    if (!(expressions.expression() instanceof Call call)) {
      throw start.unexpected("a call of a macro");
    }
    return new CallBlock(at, call, macroBody("caller", parameters, "endcall"));
  }

  private Statement filterBlock(Position at) {
    List<FilterStep> filters = new ArrayList<>();
    do {
      filters.add(expressions.operands().filter());
    } while (tokens.skipOperator("|"));
    return new FilterBlock(at, filters, blockTo("endfilter"));
  }

  private Statement withBlock(Position at) {
    List<Target> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.is(Token.Kind.BLOCK_END)) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(targets.loopTarget());
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new WithBlock(at, names, values, blockTo("endwith"));
  }

  private Statement generation(Position at) {
    int loops = nesting.setLoops(0);
    List<Statement> body = blockTo("endgeneration");
    nesting.setLoops(loops);
    return new GenerationBlock(at, body);
  }

  private Statement printTag(Position at) {
    List<Expression> values = new ArrayList<>();
    while (!tokens.is(Token.Kind.BLOCK_END)) {
      if (!values.isEmpty()) {
        tokens.expectOperator(",");
      }
      values.add(expressions.expression());
    }
    return new PrintStatement(at, new Concatenation(at, values));
  }

  private Statement jump(Token tag, Statement.Flow flow) {
    if (!nesting.isInLoop()) {
      throw new TemplateException(tag.at(), "found '" + tag.text() + "' outside of a loop");
    }
    return new Jump(tag.at(), flow);
  }
}
