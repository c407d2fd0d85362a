; An item is a class, a statement with a block in it a function, for editors that move by them.
(file (statement (block)) @class.around)
(file (statement (block) @class.inside))
(block (statement (block)) @function.around)
(block (statement (block) @function.inside))

(comment) @comment.inside
(comment)+ @comment.around
