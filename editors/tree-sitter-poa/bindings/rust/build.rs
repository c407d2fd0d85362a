//! Compiles the parser, which is C, as every tree-sitter grammar is.

fn main() {
    let sources = ["src/parser.c", "src/scanner.c"];
    let mut build = cc::Build::new();
    build.include("src").std("c11").warnings(true).flag_if_supported("-Wno-unused-parameter");
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
        build.file(source);
    }
    build.compile("tree-sitter-poa");
}
