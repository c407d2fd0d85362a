//! What nothing can be concluded from. In: a case as one site sees it. Out: for each item the
//! fields that have a fault of their own, in their statement, a name or a word: one mistake is told
//! once, and no rule asks about its consequences.

use crate::case::{Action, Finding, Item};
use crate::check::site::{SiteCase, proof_of_action};
use crate::source::Spanned;
use crate::syntax::vocabulary::Space;

/// Names of fields, as `policy::schema` has them.
pub type Fields = Vec<&'static str>;

/// Fields that come from a word of another name.
const FROM_WORDS: &[(&str, &[&str])] = &[
    ("cause", &["family"]),
    ("why", &["whys", "last_why"]),
    ("covers", &["orders", "defects"]),
    ("proof", &["kinds"]),
    ("verify", &["verified", "verifier"]),
    ("done", &["until"]),
    ("will", &["by", "promise"]),
    ("did", &["training", "promise"]),
    ("on", &["file", "extension"]),
    ("stands", &["number"]),
    ("orders", &["passes", "rate"]),
    ("defects", &["a_to_z", "chargeback", "negative_feedback", "has_claims", "passes", "rate"]),
    ("ships-to", &["regions"]),
    ("disclose", &["disclosures"]),
    ("attach", &["attachments"]),
];

/// Lists of the case, and the words of their items.
const LISTS: &[(&str, &str)] = &[
    ("finding", "findings"),
    ("action", "actions"),
    ("evidence", "evidence"),
    ("remedy", "remedies"),
    ("related", "related"),
    ("dispute", "disputes"),
    ("submission", "submissions"),
];

/// The fields behind the words of an item that could not be read.
pub fn of_item(item: &Item) -> Fields {
    let mut fields: Fields = item.damaged.iter().copied().collect();
    for (word, more) in FROM_WORDS {
        if item.damaged.contains(word) {
            fields.extend(*more);
        }
    }
    fields
}

/// Fields of a finding: also those that a name elsewhere was meant for.
pub fn of_finding(site: &SiteCase<'_>, finding: &Finding) -> Fields {
    let mut fields = of_item(&finding.item);
    let case = site.case;
    let id = finding.item.id.value.as_str();
    let is_meant = case.meant.may_be(Space::Finding, id);
    let may_fix = |action: &Action| action.item.damaged.contains("fixes");
    let is_lost = is_meant || case.has_lost("action") || case.actions.iter().any(may_fix);
    let may_be_done =
        |action: &&Action| ["did", "will"].iter().any(|word| action.item.damaged.contains(word));
    if is_lost {
        fields.push("actions");
    }
    if is_lost || site.actions_for(id).iter().any(may_be_done) {
        fields.extend(["corrections", "preventions"]);
    }
    let mut remedies = case.remedies.iter();
    if is_meant || case.has_lost("remedy") || remedies.any(|it| it.findings.is_empty()) {
        fields.push("remedies");
    }
    let actions = site.actions_for(id);
    let remedies = site.remedies_for(id);
    let proof = finding.proof.iter().map(|name| name.value.as_str());
    let proof = proof.chain(actions.iter().flat_map(|action| proof_of_action(action)));
    let mut proof = proof.chain(remedies.iter().flat_map(|it| names(&it.proof)));
    let mut proofs = actions.iter().map(|it| &it.item).chain(remedies.iter().map(|it| &it.item));
    if is_lost
        || site.data.defects.is_none()
        || proof.any(|name| kind_is_unknown(site, name))
        || proofs.any(|item| item.damaged.contains("proof") || item.damaged.contains("verify"))
    {
        fields.extend(["kinds", "proof"]);
    }
    if !site.data.is_whole() {
        fields.extend(["orders", "defects"]);
    }
    fields
}

/// Fields of an action.
pub fn of_action(site: &SiteCase<'_>, action: &Action) -> Fields {
    let mut fields = of_item(&action.item);
    let verify_is_lost =
        action.verify.as_ref().is_some_and(|verify| verify.item.damaged.contains("proof"));
    let is_lost = verify_is_lost || site.data.defects.is_none();
    if is_lost || proof_of_action(action).any(|name| kind_is_unknown(site, name)) {
        fields.extend(["kinds", "proof"]);
    }
    fields
}

/// Fields of an item that has nothing but its words and its proof.
pub fn of_proven(site: &SiteCase<'_>, item: &Item, proof: &[Spanned<String>]) -> Fields {
    let mut fields = of_item(item);
    if names(proof).any(|name| kind_is_unknown(site, name)) {
        fields.extend(["kinds", "proof"]);
    }
    fields
}

/// Fields of the case.
pub fn of_case(site: &SiteCase<'_>) -> Fields {
    let mut fields = of_item(&site.head.item);
    let is_word = |word: Option<&Spanned<String>>, known: &dyn Fn(&str) -> bool| {
        word.is_none_or(|word| known(&word.value))
    };
    let policy = site.policy;
    if !is_word(site.head.trigger.as_ref(), &|word| policy.triggers.contains_key(word)) {
        fields.push("trigger");
    }
    if !is_word(site.head.category.as_ref(), &|word| policy.categories.contains_key(word)) {
        fields.push("category");
    }
    let is_lost = |word: &str| site.case.has_lost(word) || site.data.defects.is_none();
    fields.extend(LISTS.iter().filter(|(word, _)| is_lost(word)).map(|(_, it)| *it));
    let of_case = site.case.evidence.iter().map(|evidence| evidence.item.id.value.as_str());
    let mut used = of_case.chain(site.cited_anywhere.iter().map(String::as_str));
    if site.case.has_lost("evidence") || used.any(|name| kind_is_unknown(site, name)) {
        fields.push("evidence_kinds");
    }
    fields
}

/// Fields of the site.
pub fn of_site(site: &SiteCase<'_>) -> Fields {
    let mut fields = of_item(&site.site.item);
    if !site.data.is_whole() {
        fields.push("defects");
        fields.extend(FROM_WORDS.iter().filter(|(word, _)| *word == "defects").flat_map(|it| it.1));
    }
    if site.data.orders.is_none() {
        fields.extend(["orders", "passes", "rate"]);
    }
    let issue_is_lost = |it: &&Finding| it.item.damaged.contains("issue");
    if site.data.defects.is_none() || site.findings.iter().copied().any(|it| issue_is_lost(&it)) {
        fields.push("issues");
    }
    fields
}

/// Whether a name leads to no exhibit, or to one whose kind has a fault of its own.
fn kind_is_unknown(site: &SiteCase<'_>, name: &str) -> bool {
    let mut all = site.case.evidence.iter();
    let Some(evidence) = all.find(|evidence| evidence.item.id.value == name) else { return true };
    let known = |kind: &Spanned<String>| site.policy.evidence_kinds.contains_key(&kind.value);
    evidence.item.damaged.contains("kind") || evidence.kind.as_ref().is_some_and(|it| !known(it))
}

fn names(list: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    list.iter().map(|name| name.value.as_str())
}
