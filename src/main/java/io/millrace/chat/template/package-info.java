/**
 * The interpreter of the models' own chat templates.
 *
 * <p>A chat template is a program in the template language Jinja, which models carry with them and
 * which was written for one environment: Python's jinja2 3.1 in an immutable sandbox, with {@code
 * trim_blocks}, {@code lstrip_blocks}, loop controls, {@code tojson} without HTML escapes, {@code
 * raise_exception}, {@code strftime_now} and {@code generation} blocks. This package gives the same
 * characters for the same template and the same input, and fails where that one fails.
 *
 * <p>A template is a stranger's program: it reaches nothing but the values it is given, and it
 * stops at a limit of steps, of characters written and of nesting ({@link
 * io.millrace.chat.template.TemplateException}).
 *
 * <p>The way of a template: source, {@code Lexer}, {@code Token}s, {@code StatementParser} and
 * {@code ExpressionParser}, {@code Statement}s and {@code Expression}s, which run in a {@code
 * Frame} on {@code Value}s. Not supported, and refused when compiled: {@code include}, {@code
 * import}, {@code extends}, {@code block}, {@code autoescape}.
 *
 * <p>This package may import {@code json} only.
 */
package io.millrace.chat.template;
