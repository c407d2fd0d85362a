//! The site's disclosures (R51): what our customer-facing policy says there, in English and in the
//! site's own language, and the exhibits that the site asks for by name.

use crate::case::{Disclose, Prose, Value};
use crate::check::{attached, disclosed, laws_of};
use crate::document::compose::{Composer, heading, paragraph, strong, text, wording_of};
use crate::document::markdown;
use crate::document::wording::Wording;
use crate::document::{Block, Inline, Part};
use crate::policy::types::{Disclosure, FactType, SourceText};
use crate::value::Duration;

/// Words of a pack that stand for nothing in this case: their line is left out.
struct NotAsked;

impl<'c> Composer<'_, 'c> {
    /// One annex with all disclosures and attachments of the site; `None` where it asks for none.
    pub(super) fn disclosures_annex(&mut self) -> Option<Part> {
        let title = format!("Disclosures for {}", self.site.marketplace.sales_channel);
        self.begin("annex-disclosures", &title);
        let mut blocks = Vec::new();
        for (name, disclosure) in disclosed(self.site) {
            let given = self.site.site.discloses.iter().find(|it| it.name.value == name);
            if given.is_none() && !disclosure.automatic {
                continue;
            }
            blocks.push(heading(&disclosure.title));
            for (language, words) in &disclosure.text {
                match disclosure.verbatim {
                    true => self.verbatim((language, words), &mut blocks),
                    false => self.disclosure(given, disclosure, (language, words), &mut blocks),
                }
            }
            blocks.extend(self.basis_of(disclosure));
        }
        for (attachment, exhibits) in attached(self.site) {
            let names: Vec<&str> = exhibits.iter().map(|it| it.item.id.value.as_str()).collect();
            let proof = self.cite_all(names);
            let mut content = vec![strong(&attachment.title), text(": ")];
            content.extend(proof);
            content.push(text("."));
            blocks.push(paragraph(content));
        }
        (!blocks.is_empty()).then(|| self.part(blocks))
    }

    /// `Basis: …`: each law or rule of Amazon with the day since when it is in force.
    fn basis_of(&self, disclosure: &'c Disclosure) -> Option<Block> {
        let laws = laws_of(self.site, disclosure);
        let words = |(_, source): &(&str, &SourceText)| {
            let since =
                source.from.map(|from| format!("in force since {}", self.wording.date(from)));
            let doubt = source.is_doubtful_claim().then(|| "to be confirmed".to_owned());
            let notes: Vec<String> = since.into_iter().chain(doubt).collect();
            match notes.is_empty() {
                true => source.title.clone(),
                false => format!("{} ({})", source.title, notes.join(", ")),
            }
        };
        let laws: Vec<String> = laws.iter().map(words).collect();
        let line = format!("Basis: {}.", laws.join("; "));
        (!laws.is_empty()).then(|| paragraph(vec![Inline::Emphasis { content: vec![text(&line)] }]))
    }

    /// A text that law fixes: word by word, one paragraph a line.
    fn verbatim(&self, (language, words): (&str, &str), blocks: &mut Vec<Block>) {
        let lines = words.lines().filter(|line| !line.trim().is_empty());
        let lines: Vec<Block> = lines.map(|line| paragraph(vec![text(line.trim())])).collect();
        match crate::check::same_language(language, "en") {
            true => blocks.extend(lines),
            false => blocks.push(Block::Local { language: language.to_owned(), blocks: lines }),
        }
    }

    fn disclosure(
        &mut self,
        given: Option<&Disclose>,
        disclosure: &Disclosure,
        (language, words): (&str, &str),
        blocks: &mut Vec<Block>,
    ) {
        let english = crate::check::same_language(language, "en");
        let wording = match english {
            true => self.wording.clone(),
            false => wording_of(self.site.marketplace, language),
        };
        let place = self.site.site.item.head;
        let lines = words.lines().filter(|line| !line.trim().is_empty());
        let mut said: Vec<Vec<Inline>> = Vec::new();
        for line in lines {
            let mut prose = Prose::begin(place);
            prose.push(line.trim(), 0);
            let mut asked = true;
            let content = markdown::inlines(&prose, &mut |mark| match mark {
                crate::case::Mark::Hole { path, .. } => {
                    let value = self.fact(given, disclosure, path, &wording);
                    value.unwrap_or_else(|NotAsked| {
                        asked = false;
                        text("")
                    })
                }
                crate::case::Mark::Reference { .. } | crate::case::Mark::Broken { .. } => text(""),
            });
            if asked {
                said.push(content);
            }
        }
        let joint = if is_without_blanks(language) { "" } else { " " };
        let mut content = Vec::new();
        for (index, line) in said.into_iter().enumerate() {
            if index > 0 {
                content.push(text(joint));
            }
            content.extend(line);
        }
        let block = paragraph(content);
        blocks.push(match english {
            true => block,
            false => Block::Local { language: wording.language.clone(), blocks: vec![block] },
        });
    }

    /// The words for a placeholder: a fact, its `.days` or `.hours`, or `case.seller`.
    fn fact(
        &mut self,
        given: Option<&Disclose>,
        disclosure: &Disclosure,
        path: &str,
        wording: &Wording,
    ) -> Result<Inline, NotAsked> {
        if path == "case.seller" {
            return Ok(text(&self.seller()));
        }
        let (name, part) =
            path.split_once('.').map_or((path, None), |(name, part)| (name, Some(part)));
        let fact = disclosure.facts.iter().find(|(known, _)| known == name);
        let value = given.and_then(|it| it.facts.iter().find(|fact| fact.name.value == name));
        let (Some((_, fact)), Some(value)) = (fact, value) else { return Err(NotAsked) };
        Ok(match (&value.value, part) {
            (Value::Duration(it), Some("days")) => text(&days_of(it.value, &fact.kind)),
            (Value::Duration(it), Some("hours")) => text(&it.value.hours().to_string()),
            (Value::Names(_, names), _) if matches!(fact.kind, FactType::Evidence(_)) => {
                let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
                joined(self.cite_all(names))
            }
            (Value::Names(_, names), _) => {
                let chosen = names.first().map_or("", |name| name.value.as_str());
                text(&choice_words(&fact.kind, chosen, &wording.language))
            }
            (other, _) => text(&words_of(other, wording)),
        })
    }
}

/// A length of time in calendar days: business days as many as they may be where the fact has an
/// upper limit, and as few as they may be otherwise: nothing is promised that does not hold.
fn days_of(duration: Duration, kind: &FactType) -> String {
    let is_promise = matches!(kind, FactType::Duration { at_least: None, .. });
    let hours = if is_promise { duration.hours() } else { duration.hours_at_least() };
    hours.div_ceil(24).to_string()
}

/// One inline for several references.
fn joined(references: Vec<Inline>) -> Inline {
    match references.as_slice() {
        [one] => one.clone(),
        _ => Inline::Emphasis { content: references },
    }
}

/// Whether a language writes sentences without blanks between them.
fn is_without_blanks(language: &str) -> bool {
    ["ja", "zh"].iter().any(|known| crate::check::same_language(language, known))
}

/// The words that a pack prints for a choice, in a language; the value itself where it has none.
fn choice_words(kind: &FactType, chosen: &str, language: &str) -> String {
    let FactType::Choice(choices) = kind else { return chosen.to_owned() };
    let Some(choice) = choices.iter().find(|choice| choice.name == chosen) else {
        return chosen.to_owned();
    };
    let wanted = choice.printed.iter().find(|(tag, _)| crate::check::same_language(tag, language));
    let english = choice.printed.iter().find(|(tag, _)| crate::check::same_language(tag, "en"));
    wanted.or(english).map_or(chosen.to_owned(), |(_, words)| words.clone())
}

fn words_of(value: &Value, wording: &Wording) -> String {
    match value {
        Value::Text(it) => it.value.clone(),
        Value::Range(it) => wording.range(it.value),
        Value::Date(it) => wording.date(it.value),
        Value::Duration(it) => wording.duration(it.value),
        Value::Measure(it) => wording.measure(&it.value),
        Value::Whole(it) => wording.number(it.value),
        _ => String::new(),
    }
}

/// All texts of a disclosure's facts that a seller wrote, for the check of their characters.
pub fn texts(disclose: &Disclose) -> Vec<&crate::source::Spanned<String>> {
    let texts = disclose.facts.iter().filter_map(|fact| match &fact.value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}
