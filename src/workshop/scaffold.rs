//! A pack to begin with. In: its name and its parent. Out: files of a folder that passes the checks
//! and the tests as it is. The texts are templates beside the fonts; nothing of them is decided
//! here.

use crate::policy::Policy;
use crate::translate::Language;
use crate::workshop::schema::pack_schema;

/// What a new pack is made from.
#[derive(Debug, Clone, Copy)]
pub struct NewPack<'a> {
    /// `tr`.
    pub name: &'a str,
    /// The pack that it inherits from.
    pub parent: &'a Policy,
}

/// The files of a new pack: path and text. One whose parent has a marketplace asks more of that
/// site; any other is a site of its own.
pub fn new_pack(wanted: &NewPack<'_>) -> Vec<(String, String)> {
    let NewPack { name, parent } = wanted;
    let template = match parent.marketplace {
        Some(_) => include_str!("../../assets/pack/stricter.yaml"),
        None => include_str!("../../assets/pack/site.yaml"),
    };
    // Codes of sites are words without `-`, eight letters at most.
    let code: String = name.chars().filter(|letter| *letter != '-').take(8).collect();
    let marketplace = parent.marketplace.as_ref().map(|code| format!("marketplace: {code}\n"));
    let text = template
        .replace("{MARKETPLACE}", marketplace.as_deref().unwrap_or(""))
        .replace("{NAME}", name)
        .replace("{CODE}", &code)
        .replace("{DIR}", name)
        .replace("{PARENT}", &parent.name);
    let schema = format!("{:#}\n", pack_schema(Language::English));
    vec![("pack.yaml".to_owned(), text), ("pack.schema.json".to_owned(), schema)]
}
