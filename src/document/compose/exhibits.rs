//! The exhibits themselves, in the order of their numbers (R20): title, note, pictures or rows.

use crate::document::Exhibit;
use crate::document::compose::{Composer, exhibit_target};
use crate::document::wording::slug;

impl Composer<'_, '_> {
    /// Every cited exhibit.
    pub(super) fn exhibits(&mut self) -> Vec<Exhibit> {
        let numbers = self.numbers.clone();
        numbers
            .into_iter()
            .map(|number| {
                let prepared = &self.prepared[&number.name];
                let evidence = self.site.exhibit(&number.name);
                let title = self.exhibit_title(&number.name);
                let alt = evidence.and_then(|it| it.alt.as_ref());
                Exhibit {
                    id: exhibit_target(&number.name),
                    number: number.label.clone(),
                    alt: alt.map_or_else(|| title.clone(), |alt| alt.value.clone()),
                    note: self.note(&number.name),
                    language: evidence
                        .and_then(|it| it.language.as_ref())
                        .map(|language| language.value.clone()),
                    cited_in: number.cited_in.clone(),
                    file_name: self.file_name(&number.name),
                    place: evidence.map(|it| it.item.head),
                    content: prepared.content.clone(),
                    title,
                }
            })
            .collect()
    }

    /// The title in the plan's language, or the first one.
    pub(super) fn exhibit_title(&self, name: &str) -> String {
        let Some(evidence) = self.site.exhibit(name) else { return name.to_owned() };
        let own = evidence.titles.iter().find(|title| title.language.is_none());
        let title = own.or(evidence.titles.first());
        title.map_or_else(|| name.to_owned(), |title| title.text.value.clone())
    }

    /// What kind of proof it is, in words.
    pub(super) fn kind_title(&self, name: &str) -> String {
        let kind = self.site.exhibit(name).and_then(|it| it.kind.as_ref());
        let known = kind.and_then(|kind| self.site.policy.evidence_kinds.get(&kind.value));
        known.map_or(String::new(), |kind| kind.title.clone())
    }

    /// The line below the title.
    fn note(&self, name: &str) -> String {
        let mut words = vec![self.kind_title(name)];
        let captured = self.site.exhibit(name).and_then(|it| it.captured.as_ref());
        words.extend(captured.map(|it| format!("made on {}", self.wording.range(it.value))));
        words.push(self.file_name(name));
        words.retain(|word| !word.is_empty());
        words.join(" · ")
    }

    /// `Fig-1-carrier-scan-history.pdf`
    pub(super) fn file_name(&self, name: &str) -> String {
        let number = self.numbers.iter().find(|number| number.name == name);
        let label =
            number.map_or(String::new(), |number| number.label.replace(['.', '\u{a0}'], "-"));
        let label = label.replace("--", "-");
        let title = slug(&self.exhibit_title(name));
        let title = if title.is_empty() { slug(name) } else { title };
        let extension = self.prepared.get(name).map_or("", |prepared| prepared.extension);
        format!("{label}-{title}.{extension}")
    }
}
