/**
 * @file The grammar of `.poa`, for editors: the same trees as `grammar/poa.pest`, which is the
 * normative one. It is total, as that one is: what is not understood is a node of its own
 * (`stray`, `bad_text`, `missing_close` …), so that the rest is read. Literals and everything that
 * needs to look ahead come from `src/scanner.c`.
 * @license MIT OR Apache-2.0
 */
/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

module.exports = grammar({
  name: "poa",

  extras: ($) => [$._blank],

  // In the order of `enum TokenType` in src/scanner.c.
  externals: ($) => [
    $.word,
    $.order_id,
    $.date,
    $.duration,
    $.percent,
    $.number,
    $.name,
    $.unknown,
    $.text,
    $.text_block,
    $.curly_text,
    $.bad_text,
    $.bad_text_block,
    $.missing_close,
    $.stray,
    $._newline,
    $._list_newline,
    $._list_comment,
    $._recovery,
  ],

  rules: {
    file: ($) => repeat(choice($._item, alias($.close, $.stray_close))),

    _item: ($) =>
      choice($._newline, $.separator, $.doc_comment, $.comment, $.statement, $.block, $.stray),

    // Its end is found even where the brace is missing.
    block: ($) => seq($.open, repeat($._item), choice($.close, $.missing_close)),

    statement: ($) => prec.right(seq($.word, repeat($._argument), optional($.block))),

    _argument: ($) =>
      choice(
        seq($.comma, optional($.list_break)),
        $.text_block,
        $.bad_text_block,
        $.text,
        $.curly_text,
        $.bad_text,
        $.range,
        $.comparison,
        $.colon,
        $.order_id,
        $.date,
        $.duration,
        $.percent,
        $.number,
        $.name,
        $.unknown,
      ),

    // A list goes on in the next line after a comma, if that line looks like one more item.
    list_break: ($) => prec.right(repeat1(choice($._list_newline, alias($._list_comment, $.comment)))),

    open: (_) => choice("{", "｛"),
    close: (_) => choice("}", "｝"),
    comma: (_) => choice(",", "，", "、"),
    colon: (_) => choice(":", "："),
    separator: (_) => choice(";", "；"),
    range: (_) => choice("..", "…", "～"),
    comparison: (_) => choice(">=", "<=", "≥", "≤", ">", "<", "="),

    doc_comment: (_) => token(prec(1, /##[^\r\n]*/)),
    comment: (_) => token(/[#＃][^\r\n]*/),

    _blank: (_) => /[ \t\u3000\u00a0\u202f\u2009\u200b\ufeff]+/,
  },
});
