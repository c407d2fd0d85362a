//! Packs: what a site asks of a plan. In: YAML texts. Out: [`Policy`], checked, with a source
//! behind every entry. Knows no case and no file system.
//!
//! `load` reads and checks all packs; `expression`, `template` and `pattern` are the three small
//! languages inside them; `schema` says which names expressions may use.

use std::collections::BTreeMap;

use crate::diagnostic::Clause;
use crate::policy::law::LawNames;
use crate::policy::schema::{FieldWords, Names, Type};
use crate::policy::types::{
    Attachment, Basis, CauseFamily, Dated, DatedValue, Disclosure, Each, EvidenceKind, ParamValue,
    Rule, SourceKind, SourceText, Term,
};
use crate::policy::word_lists::WordList;
use crate::source::Span;
use crate::value::Date;

mod chinese;
mod declare;
mod duty;
pub mod expression;
mod fact;
mod force;
pub(crate) mod inherit;
pub mod language;
pub mod law;
pub mod leaving;
mod load;
pub mod mapping;
mod marketplace;
pub mod native;
mod needs;
mod order;
pub mod pattern;
pub(crate) mod resolve;
mod rule;
pub mod schema;
pub mod settings;
mod shape;
mod shipped;
pub mod template;
pub mod tested;
pub mod timeline;
pub mod types;
pub mod word_lists;
mod words;
pub(crate) mod yaml;

pub use crate::policy::chinese::Chinese;
pub use crate::policy::force::{Days, Force};
pub use crate::policy::load::{Origin, PackFile, Packs, load, pack_folders};
pub use crate::policy::marketplace::{Marketplace, Marketplaces, load_marketplaces};
pub use crate::policy::shipped::{shipped, shipped_marketplaces, shipped_test_files};

/// All that one pack asks, its parents' entries included.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// `de`
    pub name: String,
    /// `Amazon.de (Germany)`
    pub title: String,
    /// `1.0.0`
    pub version: String,
    /// Code of the marketplace; `None` for a pack that is only inherited from.
    pub marketplace: Option<String>,
    /// What packs that hold it themselves lay into the site of the sound case, the parents' first.
    pub sound_sites: Vec<String>,
    /// Where its name stands.
    pub span: Option<Span>,
    /// Name and version of the pack itself and then of those it inherits from: `de`, `eu`, `base`.
    pub line: Vec<(String, String)>,
    /// The texts that ask for something.
    pub sources: BTreeMap<String, SourceText>,
    /// Numbers and words with dates.
    pub values: BTreeMap<String, DatedValue>,
    /// Kinds of exhibits.
    pub evidence_kinds: BTreeMap<String, EvidenceKind>,
    /// Families of causes.
    pub causes: BTreeMap<String, CauseFamily>,
    /// What buyers met, in Amazon's words.
    pub issues: BTreeMap<String, Term>,
    /// What Amazon did.
    pub triggers: BTreeMap<String, Term>,
    /// Categories of goods.
    pub categories: BTreeMap<String, Term>,
    /// Problems that may be open at the same time.
    pub related_kinds: BTreeMap<String, Term>,
    /// Parts of the country with law of their own.
    pub regions: BTreeMap<String, Term>,
    /// Exhibits asked for by name.
    pub attachments: BTreeMap<String, Attachment>,
    /// What the plan says about the site's law.
    pub disclosures: BTreeMap<String, Disclosure>,
    /// Lists of words that patterns name.
    pub word_lists: BTreeMap<String, WordList>,
    /// How the law that holds on this site is called.
    pub law_names: BTreeMap<String, LawNames>,
    /// How the law of all other sites is called.
    pub foreign_law: Vec<LawNames>,
    /// The rules, the parents' first.
    pub rules: Vec<Rule>,
}

impl Policy {
    /// The value in force on a day; `None` where the pack has none.
    pub fn value(&self, name: &str, as_of: Date) -> Option<&serde_json::Value> {
        self.value_entry(name, as_of).map(|dated| &dated.value)
    }

    /// The value in force on a day, with what it rests on.
    pub fn value_entry(&self, name: &str, as_of: Date) -> Option<&Dated> {
        self.values.get(name)?.in_force(as_of)
    }

    /// The value in force on a day, where it is text.
    pub fn text(&self, name: &str, as_of: Date) -> Option<&str> {
        self.value(name, as_of)?.as_str()
    }

    /// All values in force on a day, as the object `values` of expressions; `none` before the
    /// first.
    pub fn values_in_force(&self, as_of: Date) -> serde_json::Value {
        let values = self.values.iter().map(|(name, value)| {
            let value = value.in_force(as_of).map(|dated| dated.value.clone());
            (name.clone(), value.unwrap_or(serde_json::Value::Null))
        });
        serde_json::Value::Object(values.collect())
    }

    /// A parameter of a native check as a number, taken from the values where it names one.
    pub fn number(
        &self,
        params: &BTreeMap<String, ParamValue>,
        name: &str,
        as_of: Date,
    ) -> Option<f64> {
        match params.get(name)? {
            ParamValue::Value(value) => self.value(value, as_of)?.as_f64(),
            ParamValue::Number(number) => number.to_string().parse().ok(),
            ParamValue::Word(_) => None,
        }
    }

    /// The rule with this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// Who asks for an entry of a pack that rests on this.
    pub fn clause(&self, pack: &str, basis: &Basis) -> Clause {
        let source = match basis {
            Basis::Source(id) => self.sources.get(&id.value),
            Basis::Convention => None,
        };
        Clause {
            pack: pack.to_owned(),
            title: source.map_or("common practice", |source| source.title.as_str()).to_owned(),
            url: source.and_then(|source| source.url.clone()),
            convention: source.is_none_or(|source| source.kind == SourceKind::Convention),
        }
    }

    /// Who asks for what a rule checks.
    pub fn clause_of(&self, rule: &Rule) -> Clause {
        self.clause(&rule.pack, &rule.basis)
    }

    /// The names of expressions that look at such an item, with the words that the pack declares.
    pub(crate) fn names(&self, each: Each) -> Names {
        Names::new(each, &self.value_types()).holding(self.field_words())
    }

    /// The words that fields of a case may hold on this site.
    fn field_words(&self) -> FieldWords {
        let keys = |terms: &BTreeMap<String, Term>| terms.keys().cloned().collect::<Vec<_>>();
        let kinds: Vec<String> = self.evidence_kinds.keys().cloned().collect();
        let families: Vec<String> = self.causes.keys().cloned().collect();
        let refined = self.causes.iter().flat_map(|(family, causes)| {
            causes.kinds.keys().map(move |kind| format!("{family}.{kind}"))
        });
        let mut words = FieldWords::new();
        for field in ["finding.kinds", "action.kinds", "remedy.kinds", "related.kinds"] {
            words.insert(field, kinds.clone());
        }
        words.insert("case.evidence_kinds", kinds.clone());
        words.insert("evidence.kind", kinds);
        words.insert("case.trigger", keys(&self.triggers));
        words.insert("case.category", keys(&self.categories));
        words.insert("finding.cause", families.iter().cloned().chain(refined).collect());
        words.insert("finding.family", families);
        words.insert("finding.issue", keys(&self.issues));
        words.insert("site.issues", keys(&self.issues));
        words.insert("site.regions", keys(&self.regions));
        words.insert("related.id", keys(&self.related_kinds));
        words
    }

    /// The types of the values, for the check of expressions.
    pub(crate) fn value_types(&self) -> BTreeMap<String, Type> {
        let first = |value: &DatedValue| value.dated.first().map(|dated| Type::of(&dated.value));
        let types = self
            .values
            .iter()
            .map(|(name, value)| (name.clone(), first(value).unwrap_or(Type::Any)));
        types.collect()
    }
}
