// What a table of tokens cannot say: literals that end where an atom ends, text without its closing
// mark, lists that go on in the next line, and blocks whose brace is missing. Follows
// `grammar/poa.pest` rule by rule; a test of the compiler compares both over all its texts.

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <string.h>

// In the order of `externals` in grammar.js.
enum TokenType {
  WORD,
  ORDER_ID,
  DATE,
  DURATION,
  PERCENT,
  NUMBER,
  NAME,
  UNKNOWN,
  TEXT,
  TEXT_BLOCK,
  CURLY_TEXT,
  BAD_TEXT,
  BAD_TEXT_BLOCK,
  MISSING_CLOSE,
  STRAY,
  NEWLINE,
  LIST_NEWLINE,
  LIST_COMMENT,
  RECOVERY,
};

// What is remembered between two tokens.
typedef struct {
  // The line that begins here is an item of the file: blocks that are still open end before it.
  bool at_dedent;
} Scanner;

// The longest word or literal whose letters matter, with its end.
#define HEAD_MAX 24

static bool is_blank(int32_t c) {
  return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || c == 0x202F || c == 0x2009 ||
         c == 0x200B || c == 0xFEFF;
}

static bool is_newline(int32_t c) { return c == '\n' || c == '\r'; }

static bool is_quote(int32_t c) {
  return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0xFF02;
}

static bool is_open(int32_t c) { return c == '{' || c == 0xFF5B; }

static bool is_close(int32_t c) { return c == '}' || c == 0xFF5D; }

static bool is_comma(int32_t c) { return c == ',' || c == 0xFF0C || c == 0x3001; }

static bool is_separator(int32_t c) { return c == ';' || c == 0xFF1B; }

static bool is_hash(int32_t c) { return c == '#' || c == 0xFF03; }

static bool is_mark(int32_t c) {
  return c == ':' || c == 0xFF1A || c == 0x2026 || c == 0xFF5E || c == '<' || c == '>' ||
         c == '=' || c == 0x2264 || c == 0x2265;
}

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool at_end(TSLexer *lexer) { return lexer->eof(lexer); }

// A character that ends an atom; two full stops do so as well.
static bool ends_atom(TSLexer *lexer) {
  int32_t c = lexer->lookahead;
  return at_end(lexer) || is_blank(c) || is_newline(c) || is_separator(c) || is_open(c) ||
         is_close(c) || is_comma(c) || is_quote(c) || is_mark(c) || is_hash(c);
}

// What an atom looks like, found out while it is read.
typedef struct {
  char head[HEAD_MAX];
  unsigned length;
  // Of a name: true while it can be one; whether a part has begun; whether all so far is letters.
  bool is_name;
  bool part_begins;
  // Of a number: what has been read of it.
  enum { SIGN_OR_DIGIT, DIGIT, WHOLE, BUSINESS, POINT, FRACTION, UNIT, NO_NUMBER } number;
  bool has_sign;
  char unit;
} Atom;

static void see(Atom *atom, int32_t c) {
  if (atom->length < HEAD_MAX) atom->head[atom->length] = c < 128 ? (char)c : '?';
  atom->length++;
  if (atom->part_begins) {
    atom->is_name = atom->is_name && is_letter(c);
    atom->part_begins = false;
  } else if (c == '.') {
    atom->part_begins = true;
  } else {
    atom->is_name = atom->is_name && (is_letter(c) || is_digit(c) || c == '-');
  }
  switch (atom->number) {
    case SIGN_OR_DIGIT:
      if (c == '-') {
        atom->has_sign = true;
        atom->number = DIGIT;
        return;
      }
      // fall through
    case DIGIT:
      atom->number = is_digit(c) ? WHOLE : NO_NUMBER;
      return;
    case WHOLE:
      if (is_digit(c)) return;
      if (c == '.') {
        atom->number = POINT;
      } else if (c == '%' || (!atom->has_sign && (c == 'h' || c == 'd'))) {
        atom->unit = (char)c;
        atom->number = UNIT;
      } else if (c == 'b' && !atom->has_sign) {
        atom->number = BUSINESS;
      } else {
        atom->number = NO_NUMBER;
      }
      return;
    case BUSINESS:
      atom->unit = (char)c;
      atom->number = c == 'd' ? UNIT : NO_NUMBER;
      return;
    case POINT:
      atom->number = is_digit(c) ? FRACTION : NO_NUMBER;
      return;
    case FRACTION:
      if (is_digit(c)) return;
      atom->unit = (char)c;
      atom->number = c == '%' ? UNIT : NO_NUMBER;
      return;
    default:
      atom->number = NO_NUMBER;
  }
}

// Reads an atom; the token ends behind it. Two full stops end it: they are a range.
static bool read_atom(TSLexer *lexer, Atom *atom) {
  memset(atom, 0, sizeof *atom);
  atom->is_name = true;
  atom->part_begins = true;
  lexer->mark_end(lexer);
  while (!ends_atom(lexer)) {
    int32_t c = lexer->lookahead;
    advance(lexer);
    if (c == '.' && lexer->lookahead == '.') break;
    see(atom, c);
    lexer->mark_end(lexer);
  }
  return atom->length > 0;
}

// Whether the atom is digits in groups of these lengths, joined by `-`.
static bool is_grouped(const Atom *atom, const unsigned *groups, unsigned count) {
  unsigned at = 0;
  for (unsigned group = 0; group < count; group++) {
    for (unsigned digit = 0; digit < groups[group]; digit++, at++) {
      if (at >= atom->length || at >= HEAD_MAX || !is_digit(atom->head[at])) return false;
    }
    if (group + 1 < count) {
      if (at >= atom->length || at >= HEAD_MAX || atom->head[at] != '-') return false;
      at++;
    }
  }
  return at == atom->length;
}

static enum TokenType kind_of(const Atom *atom) {
  static const unsigned ORDER[] = {3, 7, 7};
  static const unsigned DAY[] = {4, 2, 2};
  if (is_grouped(atom, ORDER, 3)) return ORDER_ID;
  if (is_grouped(atom, DAY, 3)) return DATE;
  if (atom->number == UNIT) return atom->unit == '%' ? PERCENT : DURATION;
  if (atom->number == WHOLE || atom->number == FRACTION) return NUMBER;
  if (atom->is_name && !atom->part_begins) return NAME;
  return UNKNOWN;
}

static bool is_word(const char *word, unsigned length, const char *other) {
  return strlen(other) == length && strncmp(word, other, length) == 0;
}

static bool is_one_of(const char *word, unsigned length, const char *const *list, unsigned count) {
  for (unsigned at = 0; at < count; at++) {
    if (is_word(word, length, list[at])) return true;
  }
  return false;
}

static const char *const ITEMS[] = {
    "case",    "site",    "submission", "finding",  "evidence", "action",
    "remedy",  "dispute", "related",    "followup", "person",
};

static const char *const LIST_TAILS[] = {"on", "and", "because"};

static void skip_blanks(TSLexer *lexer) {
  while (!at_end(lexer) && is_blank(lexer->lookahead)) advance(lexer);
}

static void skip_line(TSLexer *lexer) {
  while (!at_end(lexer) && !is_newline(lexer->lookahead)) advance(lexer);
}

static void skip_newline(TSLexer *lexer) {
  bool is_return = lexer->lookahead == '\r';
  advance(lexer);
  if (is_return && lexer->lookahead == '\n') advance(lexer);
}

// Reads an atom without moving the token's end.
static unsigned peek_atom(TSLexer *lexer, char *head) {
  unsigned length = 0;
  while (!ends_atom(lexer)) {
    int32_t c = lexer->lookahead;
    advance(lexer);
    if (c == '.' && lexer->lookahead == '.') break;
    if (length < HEAD_MAX) head[length] = c < 128 ? (char)c : '?';
    length++;
  }
  return length;
}

// What the line that begins here is, after a line break in a list or between statements.
typedef struct {
  bool is_list_item;
  bool is_dedent;
} Line;

static Line look_at_line(TSLexer *lexer, bool in_list, bool at_line_start) {
  Line line = {false, false};
  while (in_list && !at_end(lexer) &&
         (is_blank(lexer->lookahead) || is_newline(lexer->lookahead) ||
          is_hash(lexer->lookahead))) {
    // An item of the file follows its line break at once.
    at_line_start = false;
    if (is_hash(lexer->lookahead)) skip_line(lexer);
    else advance(lexer);
  }
  char head[HEAD_MAX];
  unsigned length = peek_atom(lexer, head);
  if (length == 0 || length > HEAD_MAX) {
    if (length == 0) return line;
    length = HEAD_MAX;
    head[0] = '?';
  }
  bool is_followed_by_blank = is_blank(lexer->lookahead);
  skip_blanks(lexer);
  int32_t next = lexer->lookahead;
  line.is_list_item = at_end(lexer) || is_comma(next) || is_newline(next) ||
                      is_separator(next) || is_close(next) || is_hash(next);
  if (is_followed_by_blank && is_word(head, length, "allow")) line.is_dedent = true;
  if (is_followed_by_blank && is_word(head, length, "use") && is_quote(next)) {
    line.is_dedent = true;
  }
  char tail[HEAD_MAX];
  unsigned tail_length = peek_atom(lexer, tail);
  if (tail_length > 0 && tail_length <= HEAD_MAX && is_blank(lexer->lookahead) &&
      is_one_of(tail, tail_length, LIST_TAILS, 3)) {
    line.is_list_item = true;
  }
  if (is_followed_by_blank && is_one_of(head, length, ITEMS, 11)) {
    while (!at_end(lexer) && !is_newline(lexer->lookahead) && !is_open(lexer->lookahead)) {
      advance(lexer);
    }
    line.is_dedent = is_open(lexer->lookahead);
  }
  line.is_dedent = line.is_dedent && at_line_start;
  return line;
}

static bool scan_newline(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  skip_newline(lexer);
  lexer->mark_end(lexer);
  Line line = look_at_line(lexer, valid[LIST_NEWLINE], true);
  if (valid[LIST_NEWLINE] && line.is_list_item) {
    lexer->result_symbol = LIST_NEWLINE;
    return true;
  }
  scanner->at_dedent = line.is_dedent;
  lexer->result_symbol = NEWLINE;
  return valid[NEWLINE];
}

static bool scan_list_comment(TSLexer *lexer) {
  skip_line(lexer);
  lexer->mark_end(lexer);
  lexer->result_symbol = LIST_COMMENT;
  return look_at_line(lexer, true, false).is_list_item;
}

// Text between `"""`. Where the closing marks are missing it ends before the first line that is an
// item of the file, or that begins with a closing brace.
static bool scan_text_block(TSLexer *lexer) {
  bool has_end = false;
  unsigned quotes = 0;
  lexer->mark_end(lexer);
  while (!at_end(lexer)) {
    int32_t c = lexer->lookahead;
    quotes = c == '"' ? quotes + 1 : 0;
    if (!is_newline(c)) {
      advance(lexer);
      if (quotes == 3) {
        lexer->mark_end(lexer);
        lexer->result_symbol = TEXT_BLOCK;
        return true;
      }
      continue;
    }
    if (!has_end) lexer->mark_end(lexer);
    skip_newline(lexer);
    if (has_end) continue;
    if (is_close(lexer->lookahead)) {
      has_end = true;
      continue;
    }
    char head[HEAD_MAX];
    unsigned length = peek_atom(lexer, head);
    if (length == 0 || length > HEAD_MAX || !is_blank(lexer->lookahead)) continue;
    skip_blanks(lexer);
    if (is_word(head, length, "allow")) has_end = true;
    if (is_word(head, length, "use") && is_quote(lexer->lookahead)) has_end = true;
    if (!is_one_of(head, length, ITEMS, 11)) continue;
    // The closing marks may stand in this very line.
    unsigned seen = 0;
    while (!at_end(lexer) && !is_newline(lexer->lookahead) && !is_open(lexer->lookahead)) {
      seen = lexer->lookahead == '"' ? seen + 1 : 0;
      advance(lexer);
      if (seen == 3) {
        lexer->mark_end(lexer);
        lexer->result_symbol = TEXT_BLOCK;
        return true;
      }
    }
    if (is_open(lexer->lookahead)) has_end = true;
  }
  if (!has_end) lexer->mark_end(lexer);
  lexer->result_symbol = BAD_TEXT_BLOCK;
  return true;
}

// Whether only a brace and blanks are left of the line; the lexer stands before the brace.
static bool is_brace_end(TSLexer *lexer) {
  if (!is_open(lexer->lookahead) && !is_close(lexer->lookahead)) return false;
  advance(lexer);
  skip_blanks(lexer);
  return at_end(lexer) || is_newline(lexer->lookahead);
}

// Text in one line, in three readings at once: with escapes up to its own mark, up to any mark,
// and without an end.
static bool scan_text(TSLexer *lexer) {
  bool can_escape = lexer->lookahead == '"';
  advance(lexer);
  if (can_escape && lexer->lookahead == '"') {
    advance(lexer);
    lexer->mark_end(lexer);
    lexer->result_symbol = TEXT;
    if (lexer->lookahead != '"') return true;
    advance(lexer);
    return scan_text_block(lexer);
  }
  bool is_curly = false;
  bool is_ended = false;
  bool is_escaped = false;
  lexer->mark_end(lexer);
  while (!at_end(lexer) && !is_newline(lexer->lookahead)) {
    int32_t c = lexer->lookahead;
    if (is_quote(c) && !is_curly) {
      is_curly = true;
      advance(lexer);
      lexer->mark_end(lexer);
    } else if (!is_curly && !is_ended && is_blank(c)) {
      lexer->mark_end(lexer);
      skip_blanks(lexer);
      is_ended = is_brace_end(lexer);
      is_escaped = false;
      continue;
    } else if (!is_curly && !is_ended && (is_open(c) || is_close(c))) {
      lexer->mark_end(lexer);
      is_ended = is_brace_end(lexer);
      is_escaped = false;
      continue;
    } else {
      advance(lexer);
    }
    if (c == '"' && !is_escaped && can_escape) {
      lexer->mark_end(lexer);
      lexer->result_symbol = TEXT;
      return true;
    }
    is_escaped = c == '\\' && !is_escaped;
    if (!is_curly && !is_ended) lexer->mark_end(lexer);
  }
  if (!is_curly && !is_ended) lexer->mark_end(lexer);
  lexer->result_symbol = is_curly ? CURLY_TEXT : BAD_TEXT;
  return true;
}

static bool scan_stray(TSLexer *lexer) {
  bool has_any = false;
  while (!at_end(lexer) && !is_newline(lexer->lookahead) && !is_open(lexer->lookahead) &&
         !is_close(lexer->lookahead) && !is_separator(lexer->lookahead) &&
         lexer->lookahead != '#') {
    advance(lexer);
    has_any = true;
  }
  lexer->mark_end(lexer);
  lexer->result_symbol = STRAY;
  return has_any;
}

static bool scan_atom(Scanner *scanner, TSLexer *lexer, bool is_argument) {
  Atom atom;
  if (!read_atom(lexer, &atom)) return false;
  lexer->result_symbol = is_argument ? kind_of(&atom) : WORD;
  scanner->at_dedent = false;
  return true;
}

void *tree_sitter_poa_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_poa_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_poa_external_scanner_serialize(void *payload, char *buffer) {
  buffer[0] = ((Scanner *)payload)->at_dedent ? 1 : 0;
  return 1;
}

void tree_sitter_poa_external_scanner_deserialize(void *payload, const char *buffer,
                                                  unsigned length) {
  ((Scanner *)payload)->at_dedent = length > 0 && buffer[0] == 1;
}

bool tree_sitter_poa_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  if (valid[RECOVERY]) return false;
  if (valid[MISSING_CLOSE] && scanner->at_dedent) {
    lexer->mark_end(lexer);
    lexer->result_symbol = MISSING_CLOSE;
    return true;
  }
  while (!at_end(lexer) && is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  lexer->mark_end(lexer);
  int32_t c = lexer->lookahead;
  if (at_end(lexer)) {
    lexer->result_symbol = MISSING_CLOSE;
    return valid[MISSING_CLOSE];
  }
  if (is_newline(c)) return scan_newline(scanner, lexer, valid);
  if (is_hash(c)) return valid[LIST_COMMENT] && scan_list_comment(lexer);
  bool is_argument = valid[NAME];
  if (is_quote(c) && is_argument) return scan_text(lexer);
  if (!ends_atom(lexer)) {
    // Two full stops are a range, and no atom.
    if (!is_argument && !valid[WORD]) return false;
    if (scan_atom(scanner, lexer, is_argument)) return true;
    return !is_argument && valid[STRAY] && scan_stray(lexer);
  }
  bool is_brace_or_separator = is_open(c) || is_close(c) || is_separator(c);
  return !is_argument && !is_brace_or_separator && valid[STRAY] && scan_stray(lexer);
}
