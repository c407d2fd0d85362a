//! The shell: arguments, files, terminal.

fn main() {}
