//! The plan proper: its four parts, derived from the case so that none can be forgotten (R40).

use crate::case::{Action, ActionKind, Finding, Prose, Reading, Verify};
use crate::check::family;
use crate::check::holes::{covered_by_action, covered_by_finding, Covered};
use crate::document::compose::{heading, paragraph, strong, text, Composer};
use crate::document::markdown;
use crate::document::wording::{capital, counted, list};
use crate::document::{Block, Inline, Part};

impl<'c> Composer<'_, 'c> {
    /// The four parts in order.
    pub(super) fn parts(&mut self) -> Vec<Part> {
        vec![self.summary(), self.root_cause(), self.corrective_actions(), self.preventive_measures()]
    }

    /// The words of a part's heading, as the pack says them.
    fn heading_of(&self, value: &str, otherwise: &str) -> String {
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
        let rate = crate::value::Percent::of(data.with_defect(), orders);
        let rate = rate.map_or(String::new(), |rate| self.wording.percent(rate));
        let kind = if orders == 1 { "order" } else { "orders" };
        let (orders, defects) = (self.wording.number(orders), self.wording.number(data.with_defect()));
        format!("Of {orders} {by} {kind}{window}, {defects} had a defect: an order defect rate of {rate}.")
    }

    fn kinds_sentence(&self) -> String {
        use crate::value::DefectKind;
        let words = |kind: DefectKind| match kind {
            DefectKind::AToZ => ("A-to-z claim", "A-to-z claims"),
            DefectKind::Chargeback => ("chargeback", "chargebacks"),
            DefectKind::NegativeFeedback => ("negative feedback", "negative feedback"),
        };
        let data = self.site.data;
        let present = DefectKind::ALL.into_iter().filter(|kind| data.count(*kind) > 0);
        let counts: Vec<String> = present
            .map(|kind| {
                let (one, many) = words(kind);
                counted(&self.wording, data.count(kind), one, many)
            })
            .collect();
        let total: u64 = DefectKind::ALL.into_iter().map(|kind| data.count(kind)).sum();
        let twice = total.saturating_sub(data.with_defect());
        let twice = match twice {
            0 => String::new(),
            1 => "; one order had two kinds of defect and counts once".to_owned(),
            many => format!("; {many} orders had two kinds of defect and count once"),
        };
        format!("These were {}{twice}.", list(&counts))
    }

    fn causes_sentence(&self) -> String {
        let findings: Vec<String> = self
            .site
            .findings
            .iter()
            .map(|finding| {
                let covered = covered_by_finding(self.site, finding).len() as u64;
                let orders = counted(&self.wording, covered, "order", "orders");
                format!("{} ({orders})", self.cause_title(finding))
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
                "Every action below was in force by {last}, and the buyers concerned were compensated by {}.",
                self.wording.date(day)
            ),
            None => format!("Every action below was in force by {last}."),
        })
    }

    /// `Logistics: the carrier or its service`
    pub(super) fn cause_title(&self, finding: &Finding) -> String {
        let Some(cause) = &finding.cause else { return finding.item.id.value.clone() };
        let Some(known) = self.site.policy.causes.get(family(&cause.value)) else {
            return cause.value.clone();
        };
        let kind = cause.value.split_once('.').and_then(|(_, kind)| known.kinds.get(kind));
        match kind {
            Some(kind) => format!("{}: {kind}", known.title.to_lowercase()),
            None => known.title.to_lowercase(),
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
        blocks.push(heading(&title));
        for prose in self.plan_texts(&finding.texts).into_iter() {
            let said = self.blocks(prose, &covered);
            blocks.extend(said);
        }
        self.whys(finding, &covered, blocks);
        let missed: Vec<&Prose> =
            self.plan_texts(&finding.missed).into_iter().collect();
        for prose in missed {
            let mut content = vec![strong("Why we did not notice: ")];
            content.extend(self.inlines(prose, &covered));
            blocks.push(paragraph(content));
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
        let whys: Vec<&Prose> =
            self.plan_texts(&finding.whys).into_iter().collect();
        let last = whys.len().saturating_sub(1);
        let mut items = Vec::new();
        for (index, why) in whys.into_iter().enumerate() {
            let mut content = match index == last {
                true => vec![strong("Root cause: ")],
                false => vec![text("Why? ")],
            };
            content.extend(self.inlines(why, covered));
            items.push(vec![paragraph(content)]);
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
            blocks.push(paragraph(content));
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
            blocks.push(paragraph(content));
        }
    }

    /// Actions that contain or correct, the former first, each group by date.
    pub(super) fn corrective(&self) -> Vec<&'c Action> {
        let mut actions: Vec<&'c Action> = self.site.actions.clone();
        actions.retain(|action| action.kind.value != ActionKind::Prevent);
        actions.sort_by_key(|action| (action.kind.value, action.starts()));
        actions
    }

    /// Actions that prevent, by date.
    pub(super) fn preventive(&self) -> Vec<&'c Action> {
        let mut actions: Vec<&'c Action> = self.site.actions.clone();
        actions.retain(|action| action.kind.value == ActionKind::Prevent);
        actions.sort_by_key(|action| action.starts());
        actions
    }

    fn corrective_actions(&mut self) -> Part {
        let heading = self.heading_of("heading_corrective", "Corrective Actions");
        self.begin("corrective-actions", &heading);
        let mut blocks = Vec::new();
        for action in self.corrective() {
            blocks.push(self.action(action));
        }
        for remedy in self.site.remedies.clone() {
            let gave = remedy.gave.as_ref().map_or("", |gave| gave.value.as_str());
            let done = remedy.done.as_ref().map_or(String::new(), |done| self.wording.range(done.value));
            let covered: Covered = remedy
                .findings
                .iter()
                .filter_map(|name| self.site.covered.get(name.value.as_str()))
                .flatten()
                .cloned()
                .collect();
            let buyers = counted(&self.wording, covered.len() as u64, "buyer", "buyers");
            let mut content =
                vec![strong("Buyers: "), text(&format!("{buyers} received {} ({done}).", gift(gave)))];
            for prose in self.plan_texts(&remedy.texts).into_iter() {
                content.push(text(" "));
                content.extend(self.inlines(prose, &covered));
            }
            let proof = self.cite_all(remedy.proof.iter().map(|name| name.value.as_str()));
            push_proof(&mut content, proof);
            blocks.push(paragraph(content));
        }
        self.part(blocks)
    }

    fn preventive_measures(&mut self) -> Part {
        let heading = self.heading_of("heading_preventive", "Preventive Measures");
        self.begin("preventive-measures", &heading);
        let mut blocks = Vec::new();
        for action in self.preventive() {
            blocks.push(self.action(action));
        }
        for followup in self.site.followups.clone() {
            let Some(date) = &followup.date else { continue };
            let labels: Vec<String> =
                followup.measure.iter().filter_map(|name| self.action_label(&name.value)).collect();
            let measured = match labels.is_empty() {
                true => String::new(),
                false => format!(" of actions {}", list(&labels)),
            };
            let day = self.wording.date(date.value);
            blocks.push(paragraph(vec![
                strong("Follow-up: "),
                text(&format!("on {day} we will report the measured effect{measured}.")),
            ]));
        }
        self.part(blocks)
    }

    /// One action: number, date and owner; what was done; how it was verified.
    fn action(&mut self, action: &'c Action) -> Block {
        let covered = covered_by_action(self.site, action);
        let label = self.action_label(&action.item.id.value).unwrap_or_default();
        let lead = [Some(label), self.action_date(action), self.owner(action)];
        let lead: Vec<String> = lead.into_iter().flatten().collect();
        let mut content = vec![strong(&format!("{}. ", lead.join(" · ")))];
        let mut first = true;
        let did = self.plan_texts(&action.did).into_iter();
        let will = action.will.iter().map(|(prose, _)| prose);
        for prose in did.chain(will) {
            if !first {
                content.push(text(" "));
            }
            first = false;
            content.extend(self.inlines(prose, &covered));
        }
        let cited = markdown::references(&content);
        let proof = action.proof.iter().map(|name| name.value.as_str());
        let proof: Vec<&str> = proof.filter(|name| !cited.contains(&super::exhibit_target(name))).collect();
        let proof = self.cite_all(proof);
        push_proof(&mut content, proof);
        if let Some(verify) = &action.verify {
            content.push(text(" "));
            content.extend(self.verification(verify));
        }
        content.extend(self.answered(action));
        paragraph(content)
    }

    /// When an action was done or since when it is in force.
    pub(super) fn action_date(&self, action: &Action) -> Option<String> {
        let every = action.every.as_ref().map(|every| self.wording.every(every.value));
        let day = match (&action.done, &action.since, &action.will) {
            (Some(done), ..) => Some(self.wording.range(done.value)),
            (None, Some(since), _) => Some(format!("in force since {}", self.wording.date(since.value))),
            (None, None, Some((_, by))) => Some(format!("by {}", self.wording.date(by.value))),
            (None, None, None) => None,
        };
        match (day, every) {
            (Some(day), Some(every)) => Some(format!("{day}, {every}")),
            (day, every) => day.or(every),
        }
    }

    /// Who carried an action out.
    pub(super) fn owner(&self, action: &Action) -> Option<String> {
        action.owner.as_ref().map(|owner| self.person(&owner.value))
    }

    /// `Verified by …: parcels scanned at pickup, 81.4 % (…) before, 99.6 % (…) after; target …`
    pub(super) fn verification(&mut self, verify: &'c Verify) -> Vec<Inline> {
        let who = self.person(&verify.item.id.value);
        let mut words = Vec::new();
        words.extend(verify.was.as_ref().map(|was| format!("{} before", self.reading(was))));
        words.extend(verify.now.as_ref().map(|now| format!("{} after", self.reading(now))));
        let target = verify.expect.as_ref().map(|it| self.wording.comparison(&it.value));
        words.extend(target.map(|target| format!("target {target}")));
        let measure = verify.measure.as_ref().map(|measure| measure.value.clone());
        let said = match (measure, words.is_empty()) {
            (Some(measure), false) => format!(": {measure}, {}", words.join(", ")),
            (Some(measure), true) => format!(": {measure}"),
            (None, false) => format!(": {}", words.join(", ")),
            (None, true) => String::new(),
        };
        let mut content =
            vec![Inline::Emphasis { content: vec![text("Verified")] }, text(&format!(" by {who}{said}"))];
        let proof = self.cite_all(verify.proof.iter().map(|name| name.value.as_str()));
        match proof.is_empty() {
            true => content.push(text(".")),
            false => {
                content.push(text(" ("));
                content.extend(proof);
                content.push(text(")."));
            }
        }
        content
    }

    /// `81.4 % (September 1, 2026 – October 24, 2026)`
    fn reading(&self, reading: &Reading) -> String {
        let value = self.wording.measure(&reading.value.value);
        match &reading.over {
            Some(over) => format!("{value} ({})", self.wording.range(over.value)),
            None => value,
        }
    }

    /// The requests of earlier refusals that an action answers, in Amazon's words.
    fn answered(&self, action: &Action) -> Vec<Inline> {
        let mut content = Vec::new();
        for answer in &action.answers {
            let Some((submission, request)) = answer.value.split_once('.') else { continue };
            let here = self.site.submissions.iter().find(|it| it.item.id.value == submission);
            let asked = here.and_then(|it| it.asked.iter().find(|it| it.id.value == request));
            if let Some(words) = asked.and_then(|asked| asked.text.as_ref()) {
                content.push(text(&format!(" This answers the request “{}”", words.value)));
                let day = here.and_then(|it| it.rejected.as_ref());
                content.push(text(&day.map_or(".".to_owned(), |day| {
                    format!(" of {}.", self.wording.date(day.value))
                })));
            }
        }
        content
    }
}

/// Puts references in brackets behind a sentence.
fn push_proof(content: &mut Vec<Inline>, proof: Vec<Inline>) {
    if !proof.is_empty() {
        content.push(text(" ("));
        content.extend(proof);
        content.push(text(")."));
    }
}

/// What a remedy's word means in a sentence.
pub(super) fn gift(gave: &str) -> &'static str {
    match gave {
        "full-refund" => "a full refund",
        "partial-refund" => "a partial refund",
        "replacement" => "a replacement",
        "voucher" => "a voucher",
        "missing-part" => "the missing part",
        _ => "compensation",
    }
}
