//! The third and fourth part: what was done, who did it, how it was verified, what the buyers
//! received.

use crate::case::{Action, ActionKind, Reading, Verify};
use crate::check::holes::{Covered, covered_by_action};
use crate::document::compose::plan::push_proof;
use crate::document::compose::{Composer, exhibit_target, strong, text, written};
use crate::document::markdown;
use crate::document::wording::{counted, list};
use crate::document::{Block, Inline, Part};

impl<'c> Composer<'_, 'c> {
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

    pub(super) fn corrective_actions(&mut self) -> Part {
        let heading = self.heading_of("heading_corrective", "Corrective Actions");
        self.begin("corrective-actions", &heading);
        let mut blocks = Vec::new();
        for action in self.corrective() {
            blocks.push(self.action(action));
        }
        for remedy in self.site.remedies.clone() {
            let gave = remedy.gave.as_ref().map_or("", |gave| gave.value.as_str());
            let done =
                remedy.done.as_ref().map_or(String::new(), |done| self.wording.range(done.value));
            let covered: Covered = remedy
                .findings
                .iter()
                .filter_map(|name| self.site.covered.get(name.value.as_str()))
                .flatten()
                .cloned()
                .collect();
            let buyers = counted(&self.wording, covered.len() as u64, "buyer", "buyers");
            let mut content = vec![
                strong("Buyers: "),
                text(&format!("{buyers} received {}, {done}.", gift(gave))),
            ];
            for prose in self.plan_texts(&remedy.texts).into_iter() {
                content.push(text(" "));
                content.extend(self.inlines(prose, &covered));
            }
            let proof = self.cite_all(remedy.proof.iter().map(|name| name.value.as_str()));
            push_proof(&mut content, proof);
            blocks.push(written(remedy.item.head, content));
        }
        self.part(blocks)
    }

    pub(super) fn preventive_measures(&mut self) -> Part {
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
            let content = vec![
                strong("Follow-up: "),
                text(&format!("on {day} we will report the measured effect{measured}.")),
            ];
            blocks.push(written(date.span, content));
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
        let proof: Vec<&str> =
            proof.filter(|name| !cited.contains(&exhibit_target(name))).collect();
        let proof = self.cite_all(proof);
        push_proof(&mut content, proof);
        if let Some(verify) = &action.verify {
            content.push(text(" "));
            content.extend(self.verification(verify));
        }
        content.extend(self.answered(action));
        written(action.item.head, content)
    }

    /// When an action was done or since when it is in force.
    pub(super) fn action_date(&self, action: &Action) -> Option<String> {
        let every = action.every.as_ref().map(|every| self.wording.every(every.value));
        let day = match (&action.done, &action.since, &action.will) {
            (Some(done), ..) => Some(self.wording.range(done.value)),
            (None, Some(since), _) => {
                Some(format!("in force since {}", self.wording.date(since.value)))
            }
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
        let mut content = vec![
            Inline::Emphasis { content: vec![text("Verified")] },
            text(&format!(" by {who}{said}")),
        ];
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
    pub(super) fn reading(&self, reading: &Reading) -> String {
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

/// What a remedy's word means in a sentence.
fn gift(gave: &str) -> &'static str {
    match gave {
        "full-refund" => "a full refund",
        "partial-refund" => "a partial refund",
        "replacement" => "a replacement",
        "voucher" => "a voucher",
        "missing-part" => "the missing part",
        _ => "compensation",
    }
}
