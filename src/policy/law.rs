//! The names of a country's law. In: an entry of `law_names`. Out: [`LawNames`], one pattern that
//! finds them all; which of them are foreign to a pack is for `load.rs` to say. Knows no prose.

use crate::policy::chinese::chinese;
use crate::policy::declare::Named;
use crate::policy::mapping::tables::{LAW_NAMES, ZH_LAW};
use crate::policy::pattern::{Pattern, whole_words};
use crate::policy::rule::pattern_fault;
use crate::policy::shape::{Faults, Fields};
use crate::policy::word_lists::Spelt;
use crate::policy::yaml::Tree;

/// How a country's law is called.
#[derive(Debug, Clone)]
pub struct LawNames {
    /// Whose law it is: `Germany`.
    pub of: String,
    /// The pack that declared it.
    pub pack: String,
    /// Finds every name; what it says to write instead is to leave the law out.
    pub pattern: Pattern,
}

/// Reads an entry of `law_names`.
pub(crate) fn law_names(
    tree: &Tree,
    name: Named<'_>,
    pack: &str,
    faults: &mut Faults<'_>,
) -> Option<LawNames> {
    let fields = Fields::of(tree, name, &LAW_NAMES, faults)?;
    let of = fields.need_text("of", faults)?.value;
    let names = fields.texts("names", faults);
    let matches = fields.texts("match", faults);
    let Some(first) = names.iter().chain(&matches).next() else {
        fields.missing("names", faults);
        return None;
    };
    let span = first.span;
    let is_trusted = faults.trusted.contains(&span.source);
    if !is_trusted {
        // Each by itself: a bracket left open in one would else be closed by the next.
        for one in &matches {
            pattern_fault(Pattern::compile(&one.value, None), one.span, faults)?;
        }
    }
    let names = names.iter().map(|name| whole_words(&name.value));
    let matches = matches.iter().map(|one| format!("(?:{})", one.value));
    let all = names.chain(matches).collect::<Vec<_>>().join("|");
    let instead = Some(format!("leave the law of {of} out"));
    let zh = chinese(&fields, &ZH_LAW, faults);
    let zh = zh.text("of").map(|of| format!("不要引用{of}法律"));
    let pattern = match is_trusted {
        true => Some(Pattern::trusted((&Spelt::plain(all), None), instead)),
        false => pattern_fault(Pattern::compile(&all, instead), span, faults),
    };
    Some(LawNames { of, pack: pack.to_owned(), pattern: pattern?.in_chinese(zh) })
}
