(block (close) @end) @indent
