//! What stands on the pages. In: policies. Out: pages as data. Knows no form.

use std::collections::BTreeMap;

use crate::policy::tested::Tests;
use crate::policy::types::{Attachment, Basis, Disclosure, FactType, Rule, SourceKind};
use crate::policy::{Packs, Policy};
use crate::workshop::doc::{Block, Inline, Page, table, words};
use crate::workshop::law::confidence;

/// The page that leads to the others, one for each pack, one for each rule.
pub(crate) fn pages(packs: &Packs, names: &[String]) -> Vec<Page> {
    let policies: Vec<&Policy> = names.iter().filter_map(|name| packs.policy(name)).collect();
    let mut rules: BTreeMap<&str, Vec<(&Policy, &Rule)>> = BTreeMap::new();
    for policy in &policies {
        for rule in &policy.rules {
            rules.entry(&rule.name).or_default().push((policy, rule));
        }
    }
    let mut pages = vec![index(&policies, &rules)];
    pages.extend(policies.iter().map(|policy| site(policy)));
    pages.extend(rules.iter().map(|(name, asked)| rule(name, asked)));
    pages
}

fn index(policies: &[&Policy], rules: &BTreeMap<&str, Vec<(&Policy, &Rule)>>) -> Page {
    let row = |policy: &&Policy| {
        vec![
            vec![Inline::Page(site_name(policy), policy.title.clone())],
            vec![Inline::Code(policy.name.clone())],
            words(&policy.version),
            words(policy.disclosures.len().to_string()),
            words(policy.attachments.len().to_string()),
            words(policy.rules.len().to_string()),
        ]
    };
    let heads = ["pack", "name", "version", "disclosures", "attachments", "rules"];
    let rule_row = |(name, asked): (&&str, &Vec<(&Policy, &Rule)>)| {
        let first = asked[0].1;
        let on: Vec<&str> = asked.iter().map(|(policy, _)| policy.name.as_str()).collect();
        vec![
            vec![Inline::Page(rule_name(name), (*name).to_owned())],
            words(first.level.as_str()),
            words(on.join(", ")),
            words(&first.why),
        ]
    };
    Page {
        name: "index".to_owned(),
        title: "What sites ask of a Plan of Action".to_owned(),
        rule: None,
        blocks: vec![
            Block::Heading(2, "Packs".to_owned()),
            table(&heads, policies.iter().map(row).collect()),
            Block::Heading(2, "Rules".to_owned()),
            table(&["rule", "level", "asked by", "why"], rules.iter().map(rule_row).collect()),
        ],
    }
}

fn site_name(policy: &Policy) -> String {
    format!("pack-{}", policy.name)
}

fn rule_name(name: &str) -> String {
    format!("rule-{name}")
}

fn site(policy: &Policy) -> Page {
    let line: Vec<String> =
        policy.line.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let mut blocks = vec![
        Block::Text(vec![Inline::Page("index".to_owned(), "All packs and rules".to_owned())]),
        Block::Text(words(format!("Packs in force, the nearest first: {}.", line.join(", ")))),
    ];
    if !policy.disclosures.is_empty() {
        blocks.push(Block::Heading(2, "Disclosures".to_owned()));
    }
    for (name, it) in &policy.disclosures {
        disclosure(policy, name, it, &mut blocks);
    }
    if !policy.attachments.is_empty() {
        blocks.push(Block::Heading(2, "Attachments".to_owned()));
    }
    for (name, it) in &policy.attachments {
        attachment(policy, name, it, &mut blocks);
    }
    blocks.push(Block::Heading(2, "Values".to_owned()));
    blocks.push(values(policy));
    blocks.push(Block::Heading(2, "Rules".to_owned()));
    let row = |rule: &Rule| {
        vec![
            vec![Inline::Page(rule_name(&rule.name), rule.name.clone())],
            words(rule.level.as_str()),
            words(&rule.pack),
            words(&rule.why),
        ]
    };
    let rows = policy.rules.iter().map(row).collect();
    blocks.push(table(&["rule", "level", "declared by", "why"], rows));
    Page { name: site_name(policy), title: policy.title.clone(), rule: None, blocks }
}

fn disclosure(policy: &Policy, name: &str, it: &Disclosure, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(3, it.title.clone()));
    let mut line = vec![Inline::Code(format!("disclose {name}")), level(it.level.as_str())];
    if let Some(when) = &it.when {
        line.push(Inline::Words(", asked for when ".to_owned()));
        line.push(Inline::Code(one_line(when.text())));
    }
    blocks.push(Block::Text(line));
    blocks.extend(it.why.iter().map(|why| Block::Text(words(why))));
    blocks.push(sources(policy, it.sources.iter()));
    if !it.facts.is_empty() {
        let row = |(name, fact): &(String, crate::policy::types::Fact)| {
            let when = fact.when.as_ref().map(|when| Inline::Code(one_line(when.text())));
            vec![
                vec![Inline::Code(name.clone())],
                words(kind(&fact.kind)),
                words(&fact.about),
                when.into_iter().collect(),
            ]
        };
        let heads = ["fact", "type", "what to write", "asked for when"];
        blocks.push(table(&heads, it.facts.iter().map(row).collect()));
    }
    for (language, text) in &it.text {
        blocks.push(Block::Text(words(format!("Printed in `{language}`:").replace('`', ""))));
        blocks.push(Block::Code(text.trim_end().to_owned()));
    }
    examples(&it.tests, blocks);
}

fn attachment(policy: &Policy, name: &str, it: &Attachment, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(3, it.title.clone()));
    let mut line = vec![Inline::Code(format!("attach {name}")), level(it.level.as_str())];
    line.push(Inline::Words(", an exhibit of the kind ".to_owned()));
    line.push(Inline::Code(it.kinds.join(" or ")));
    blocks.push(Block::Text(line));
    blocks.extend(it.why.iter().map(|why| Block::Text(words(why))));
    blocks.push(sources(policy, [&it.basis]));
    examples(&it.tests, blocks);
}

fn values(policy: &Policy) -> Block {
    let mut rows = Vec::new();
    for (name, value) in &policy.values {
        for dated in &value.dated {
            let held = dated.value.as_str().map_or(dated.value.to_string(), str::to_owned);
            rows.push(vec![
                vec![Inline::Code(name.clone())],
                words(held),
                words(dated.from.to_string()),
                words(&value.about),
                words(crate::workshop::law::rests_on(policy, [&dated.basis])),
            ]);
        }
    }
    table(&["value", "is", "from", "what it is", "rests on"], rows)
}

fn rule(name: &str, asked: &[(&Policy, &Rule)]) -> Page {
    let (owner, first) =
        *asked.iter().find(|(policy, rule)| policy.name == rule.pack).unwrap_or(&asked[0]);
    let mut blocks = vec![
        Block::Text(vec![Inline::Page("index".to_owned(), "All packs and rules".to_owned())]),
        Block::Text(words(&first.why)),
        Block::Heading(2, "What it says".to_owned()),
        Block::Code(first.message.text().to_owned()),
    ];
    if let Some(help) = &first.help {
        blocks.push(Block::Heading(2, "What to do".to_owned()));
        blocks.push(Block::Code(help.text().to_owned()));
    }
    blocks.push(Block::Heading(2, "Who asks for it".to_owned()));
    blocks.push(sources(owner, [&first.basis]));
    let row = |(policy, rule): &(&Policy, &Rule)| {
        vec![
            vec![Inline::Page(site_name(policy), policy.title.clone())],
            words(rule.level.as_str()),
            words(&rule.pack),
        ]
    };
    let rows = asked.iter().map(row).collect();
    blocks.push(table(&["pack", "level", "declared by"], rows));
    examples(&first.tests, &mut blocks);
    Page { name: rule_name(name), title: name.to_owned(), rule: Some(name.to_owned()), blocks }
}

/// What an entry rests on, with its kind and confidence.
fn sources<'b>(policy: &Policy, bases: impl IntoIterator<Item = &'b Basis>) -> Block {
    let mut rows = Vec::new();
    for basis in bases {
        let source = match basis {
            Basis::Source(id) => policy.sources.get(&id.value),
            Basis::Convention => None,
        };
        let Some(source) = source else {
            rows.push(vec![words("common practice"), words("convention"), words(""), words("")]);
            continue;
        };
        let title = match &source.url {
            Some(url) => vec![Inline::Address(url.clone(), source.title.clone())],
            None => words(&source.title),
        };
        let kind = match source.kind {
            SourceKind::Law => "law",
            SourceKind::Amazon => "Amazon",
            SourceKind::Convention => "convention",
        };
        let from = source.from.map_or(String::new(), |from| from.to_string());
        rows.push(vec![title, words(kind), words(confidence(source.confidence)), words(from)]);
    }
    table(&["rests on", "kind", "confidence", "in force from"], rows)
}

/// The first test of each kind.
fn examples(tests: &Tests, blocks: &mut Vec<Block>) {
    for (title, piece) in [("Fires on", tests.first_fires()), ("Silent on", tests.first_silent())] {
        if !piece.trim().is_empty() {
            blocks.push(Block::Text(words(format!("{title}:"))));
            blocks.push(Block::Code(piece.trim_end().to_owned()));
        }
    }
}

fn level(level: &str) -> Inline {
    Inline::Words(format!(" ({level})"))
}

/// The type of a fact with its limits.
fn kind(kind: &FactType) -> String {
    match kind {
        FactType::Duration { at_least, at_most, runs_from } => {
            let least = at_least.map_or(String::new(), |it| format!(", at least {it}"));
            let most = at_most.map_or(String::new(), |it| format!(", at most {it}"));
            let from = runs_from.as_ref().map_or(String::new(), |it| format!(", from {it}"));
            format!("length of time{least}{most}{from}")
        }
        FactType::Identifier { forms, or } => {
            let titles = forms.iter().map(|form| form.title);
            titles.chain(or.iter().map(String::as_str)).collect::<Vec<_>>().join(", or ")
        }
        FactType::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
            format!("one of {}", names.join(", "))
        }
        FactType::Evidence(kinds) if kinds.is_empty() => "an exhibit".to_owned(),
        FactType::Evidence(kinds) => format!("an exhibit: {}", kinds.join(" or ")),
        other => {
            let name = format!("{other:?}");
            let name: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
            name.to_lowercase()
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
