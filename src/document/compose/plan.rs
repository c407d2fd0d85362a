//! The plan proper: its four parts, derived from the case so that none can be forgotten (R40).

use crate::case::{Finding, Prose};
use crate::check::family;
use crate::check::holes::{Covered, covered_by_finding};
use crate::document::compose::{Composer, heading, paragraph, strong, text, written};
use crate::document::wording::{capital, counted, list};
use crate::document::{Block, Inline, Part};
use crate::value::DefectKind;

impl<'c> Composer<'_, 'c> {
    /// The four parts in order.
    pub(super) fn parts(&mut self) -> Vec<Part> {
        vec![
            self.summary(),
            self.root_cause(),
            self.corrective_actions(),
            self.preventive_measures(),
        ]
    }

    /// The words of a part's heading, as the pack says them.
    pub(super) fn heading_of(&self, value: &str, otherwise: &str) -> String {
        let words = self.site.policy.text(value, self.site.as_of);
        words.unwrap_or(otherwise).to_owned()
    }

    /// Two to four sentences; every number in them is computed.
    fn summary(&mut self) -> Part {
        let heading = self.heading_of("heading_summary", "Summary");
        self.begin("summary", &heading);
        let mut sentences = vec![self.rate_sentence(), self.kinds_sentence()];
        sentences.push(self.causes_sentence());
        sentences.extend(self.state_sentence());
        let block = paragraph(vec![text(&sentences.join(" "))]);
        self.part(vec![block])
    }

    fn rate_sentence(&self) -> String {
        let data = self.site.data;
        let orders = data.orders.unwrap_or_default();
        let by = match self.site.head.fulfilment.as_ref().map(|it| it.value.as_str()) {
            Some("amazon") => "Amazon-fulfilled",
            _ => "seller-fulfilled",
        };
        let window = self.site.site.window.as_ref();
        let window = window.map_or(String::new(), |window| {
            let (from, to) = (window.value.from(), window.value.to());
            format!(" placed from {} to {}", self.wording.date(from), self.wording.date(to))
        });
        let rate = self.site.rate().map_or(String::new(), |rate| self.wording.percent(rate));
        let kind = if orders == 1 { "order" } else { "orders" };
        let (orders, defects) =
            (self.wording.number(orders), self.wording.number(data.with_defect()));
        format!(
            "Of {orders} {by} {kind}{window}, {defects} had a defect: \
             an order defect rate of {rate}."
        )
    }

    fn kinds_sentence(&self) -> String {
        let words = |kind: DefectKind| match kind {
            DefectKind::AToZ => "an A-to-z claim",
            DefectKind::Chargeback => "a chargeback",
            DefectKind::NegativeFeedback => "negative feedback",
        };
        let data = self.site.data;
        let present = DefectKind::ALL.into_iter().filter(|kind| data.count(*kind) > 0);
        let counts = present
            .map(|kind| format!("{} drew {}", self.wording.number(data.count(kind)), words(kind)));
        let counts: Vec<String> = counts.collect();
        let total: u64 = DefectKind::ALL.into_iter().map(|kind| data.count(kind)).sum();
        let twice = match total.saturating_sub(data.with_defect()) {
            0 => String::new(),
            1 => "; the one with two of these counts once".to_owned(),
            many => format!("; the {} with two of these count once", self.wording.number(many)),
        };
        format!("Of these, {}{twice}.", list(&counts))
    }

    fn causes_sentence(&self) -> String {
        let findings: Vec<String> = self
            .site
            .findings
            .iter()
            .map(|finding| {
                let covered = covered_by_finding(self.site, finding).len() as u64;
                let orders = counted(&self.wording, covered, "order", "orders");
                let (family, kind) = self.cause_words(finding);
                match kind {
                    Some(kind) => format!("{kind} ({family}, {orders})"),
                    None => format!("{family} ({orders})"),
                }
            })
            .collect();
        let causes = if findings.len() == 1 { "one cause" } else { "these causes" };
        format!("We traced them to {causes}: {}.", list(&findings))
    }

    /// Since when everything listed is done; only what the case itself says.
    fn state_sentence(&self) -> Option<String> {
        let done = self.site.actions.iter().filter(|action| !action.is_promise());
        let last = done.filter_map(|action| {
            let since = action.since.as_ref().map(|since| since.value);
            action.done.as_ref().map(|done| done.value.to()).max(since)
        });
        let last = self.wording.date(last.max()?);
        let remedied = self.site.remedies.iter().filter_map(|remedy| remedy.done.as_ref());
        Some(match remedied.map(|done| done.value.to()).max() {
            Some(day) => format!(
                "Every action below was in force by {last}, \
                 and the buyers concerned were compensated by {}.",
                self.wording.date(day)
            ),
            None => format!("Every action below was in force by {last}."),
        })
    }

    /// The family of a finding's cause, and its refinement where one was given.
    fn cause_words(&self, finding: &Finding) -> (String, Option<String>) {
        let Some(cause) = &finding.cause else { return (finding.item.id.value.clone(), None) };
        let Some(known) = self.site.policy.causes.get(family(&cause.value)) else {
            return (cause.value.clone(), None);
        };
        let kind = cause.value.split_once('.').and_then(|(_, kind)| known.kinds.get(kind));
        (known.title.to_lowercase(), kind.cloned())
    }

    /// `logistics: the carrier or its service`
    pub(super) fn cause_title(&self, finding: &Finding) -> String {
        match self.cause_words(finding) {
            (family, Some(kind)) => format!("{family}: {kind}"),
            (family, None) => family,
        }
    }

    fn issue_title(&self, finding: &Finding) -> String {
        let issue = finding.issue.as_ref();
        let known = issue.and_then(|issue| self.site.policy.issues.get(&issue.value));
        known.map_or_else(|| capital(&self.cause_title(finding)), |term| term.title.clone())
    }

    fn root_cause(&mut self) -> Part {
        let heading = self.heading_of("heading_cause", "Root Cause");
        self.begin("root-cause", &heading);
        let mut blocks = Vec::new();
        for (index, finding) in self.site.findings.clone().into_iter().enumerate() {
            self.finding(index, finding, &mut blocks);
        }
        self.related(&mut blocks);
        self.disputes(&mut blocks);
        self.part(blocks)
    }

    fn finding(&mut self, index: usize, finding: &'c Finding, blocks: &mut Vec<Block>) {
        let covered = covered_by_finding(self.site, finding);
        let orders = format!(
            "{} of {}",
            self.wording.number(covered.len() as u64),
            counted(&self.wording, self.site.data.with_defect(), "order", "orders")
        );
        let title = format!("{}. {} ({orders})", index + 1, self.issue_title(finding));
        let place = finding.item.head;
        blocks.push(Block::Written { place, blocks: vec![heading(&title)] });
        for prose in self.plan_texts(&finding.texts).into_iter() {
            let said = self.blocks(prose, &covered);
            blocks.extend(said);
        }
        self.whys(finding, &covered, blocks);
        let missed: Vec<&Prose> = self.plan_texts(&finding.missed).into_iter().collect();
        for prose in missed {
            let mut content = vec![strong("Why we did not notice: ")];
            content.extend(self.inlines(prose, &covered));
            blocks.push(written(prose.span, content));
        }
        let proof: Vec<&str> =
            self.site.proof_for_text(finding).iter().map(|it| it.item.id.value.as_str()).collect();
        let uncited: Vec<&str> =
            proof.into_iter().filter(|name| !self.is_cited_here(name)).collect();
        let more = self.cite_all(uncited);
        if !more.is_empty() {
            let mut content = vec![strong("Further evidence: ")];
            content.extend(more);
            content.push(text("."));
            blocks.push(paragraph(content));
        }
    }

    /// Whether the part at hand has cited an exhibit.
    fn is_cited_here(&self, name: &str) -> bool {
        let here = &self.here;
        self.numbers.iter().any(|number| number.name == name && number.cited_in.contains(here))
    }

    fn whys(&mut self, finding: &'c Finding, covered: &Covered, blocks: &mut Vec<Block>) {
        let whys: Vec<&Prose> = self.plan_texts(&finding.whys).into_iter().collect();
        let last = whys.len().saturating_sub(1);
        let mut items = Vec::new();
        for (index, why) in whys.into_iter().enumerate() {
            let mut content = match index == last {
                true => vec![strong("Root cause: ")],
                false => vec![text("Why? ")],
            };
            content.extend(self.inlines(why, covered));
            items.push(vec![written(why.span, content)]);
        }
        if !items.is_empty() {
            blocks.push(Block::List { ordered: true, items });
        }
    }

    fn related(&mut self, blocks: &mut Vec<Block>) {
        let related = self.site.related.clone();
        if related.is_empty() {
            return;
        }
        blocks.push(heading("Related metrics and notices"));
        for item in related {
            let known = self.site.policy.related_kinds.get(&item.item.id.value);
            let title = known.map_or(item.item.id.value.clone(), |term| term.title.clone());
            let stands = item.stands.as_ref().map(|stands| self.reading(stands));
            let lead = match stands {
                Some(stands) => format!("{title}: {stands}. "),
                None => format!("{title}. "),
            };
            let mut content = vec![strong(&lead)];
            for prose in self.plan_texts(&item.texts).into_iter() {
                content.extend(self.inlines(prose, &Covered::new()));
            }
            let proof = self.cite_all(item.proof.iter().map(|name| name.value.as_str()));
            push_proof(&mut content, proof);
            blocks.push(written(item.item.head, content));
        }
    }

    fn disputes(&mut self, blocks: &mut Vec<Block>) {
        let disputes = self.site.disputes.clone();
        if disputes.is_empty() {
            return;
        }
        blocks.push(heading("Orders that should not count"));
        for dispute in disputes {
            let mut content = Vec::new();
            for (index, order) in dispute.orders.iter().enumerate() {
                if index > 0 {
                    content.push(text(", "));
                }
                content.push(Inline::Code { text: order.value.to_string() });
            }
            let reason = dispute.reason.as_ref().map_or("", |reason| reason.value.as_str());
            content.push(text(&format!(": {reason}")));
            let proof = self.cite_all(dispute.proof.iter().map(|name| name.value.as_str()));
            push_proof(&mut content, proof);
            blocks.push(written(dispute.item.head, content));
        }
    }
}

/// Puts references in brackets before the full stop of the last sentence.
pub(super) fn push_proof(content: &mut Vec<Inline>, proof: Vec<Inline>) {
    if proof.is_empty() {
        return;
    }
    if let Some(Inline::Text { text }) = content.last_mut()
        && let Some(sentence) = text.trim_end().strip_suffix('.')
    {
        *text = sentence.to_owned();
    }
    content.push(text(" ("));
    content.extend(proof);
    content.push(text(")."));
}
