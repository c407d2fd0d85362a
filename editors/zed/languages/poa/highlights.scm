; Where two patterns meet at one node, the later one counts.

(name) @variable

; Words open a statement: those of the file are items, those in blocks are fields.
(file (statement (word) @keyword))
(block (statement (word) @property))

; The name that an item gets.
(file (statement (word) . (name) @function))

; Small words that connect the others.
((name) @keyword.operator
  (#any-of? @keyword.operator
    "on" "by" "for" "over" "where" "is" "and" "or" "because" "until" "orders" "defects"))

; What kind of action it is.
((file (statement (word) @_word (name) @type))
  (#eq? @_word "action")
  (#any-of? @type "contain" "correct" "prevent"))

; `todo` is a hole that somebody must fill, wherever it stands.
((word) @comment.todo (#eq? @comment.todo "todo"))

[(text) (text_block) (curly_text)] @string
[(date) (duration)] @constant
[(number) (percent)] @number
(order_id) @string.special.symbol

[(range) (comparison)] @operator
[(comma) (separator) (colon)] @punctuation.delimiter
[(open) (close)] @punctuation.bracket

(comment) @comment
(doc_comment) @comment.documentation

[(bad_text) (bad_text_block) (stray) (stray_close) (unknown)] @error
