[(text) (text_block) (curly_text)] @string
[(comment) (doc_comment)] @comment.inclusive
