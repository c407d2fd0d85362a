(file (statement (word) @context . (name) @name) @item)
