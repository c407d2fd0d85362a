//! probe
use poa::source::*;
struct Disk(String);
impl Files for Disk { fn read(&self, p:&str)->Result<std::sync::Arc<[u8]>,FileError>{ std::fs::read(format!("{}/{p}",self.0)).map(|b|b.into()).map_err(|_|FileError::Missing) } }
fn main() {
  let a: Vec<String> = std::env::args().collect();
  let mut sources=Sources::default();
  let p = poa::case::read_project(&a[2], &Disk(a[1].clone()), &mut sources);
  let c = poa::case::lower(&p.value,&sources);
  let mut d=p.diagnostics; d.extend(c.diagnostics);
  for x in poa::diagnostic::merge(d) { println!("{}\n    help: {}", x.one_line(&sources), x.help.clone().unwrap_or_default()); }
  if a.len()>3 { println!("{:#?}", c.value); }
}
