(block (open) @open (close) @close)
