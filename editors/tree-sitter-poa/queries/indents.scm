; Neovim's names, and Helix's beside them.
(block) @indent.begin @indent
(close) @indent.branch @indent.end @outdent
(list_break) @indent.begin
[(text_block) (bad_text_block)] @indent.ignore
