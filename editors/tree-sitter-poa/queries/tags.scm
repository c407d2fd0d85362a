((file (statement (word) @_word . (name) @name)) @definition.class
  (#any-of? @_word
    "case" "site" "submission" "finding" "evidence" "action" "remedy" "dispute" "person"))
