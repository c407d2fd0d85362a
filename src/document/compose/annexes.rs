//! What follows the plan: timeline, actions, orders with their coverage, disclosures, the site's
//! own language, index of exhibits.

use crate::case::Action;
use crate::check::coverage::{self, OrderCoverage};
use crate::check::holes::{covered_by_action, covered_by_finding};
use crate::document::compose::{Composer, exhibit_target, heading, paragraph, text};
use crate::document::markdown;
use crate::document::wording::capital;
use crate::document::{Align, Block, Column, Inline, Part, Table};
use crate::value::DefectKind;

/// Most rows that a table prints; larger ones are attached as a file.
const ROWS_MAX: usize = 1000;

impl<'c> Composer<'_, 'c> {
    /// All annexes, lettered in order.
    pub(super) fn annexes(&mut self) -> Vec<Part> {
        let mut annexes = vec![self.timeline_annex(), self.actions_annex(), self.orders_annex()];
        annexes.extend(self.disclosures_annex());
        annexes.extend(self.local_annex());
        annexes.push(self.exhibits_annex());
        for (index, annex) in annexes.iter_mut().enumerate() {
            let letter = char::from(b'A' + u8::try_from(index).unwrap_or(25).min(25));
            annex.heading = format!("Annex {letter}. {}", annex.heading);
        }
        annexes
    }

    fn timeline_annex(&mut self) -> Part {
        self.begin("annex-timeline", "Timeline");
        let mut blocks: Vec<Block> = self.timeline().map(Block::Timeline).into_iter().collect();
        let rows = self.events().into_iter().map(|event| {
            vec![vec![text(&self.wording.short().range(event.days))], vec![text(&event.label)]]
        });
        let rows = rows.collect();
        let columns =
            vec![column("Date", 2, Align::Start), column("What happened", 3, Align::Start)];
        blocks.push(Block::Table(Table { caption: None, columns, rows }));
        self.part(blocks)
    }

    fn actions_annex(&mut self) -> Part {
        self.begin("annex-actions", "Actions");
        let actions: Vec<&'c Action> = [self.corrective(), self.preventive()].concat();
        let rows = actions.into_iter().map(|action| self.action_row(action)).collect();
        let columns = vec![
            column("No.", 0, Align::Start),
            column("What", 5, Align::Start),
            column("Owner", 2, Align::Start),
            column("Date", 3, Align::Start),
            column("Verified how", 4, Align::Start),
            column("Exhibits", 2, Align::Start),
        ];
        let mut blocks = vec![Block::Table(Table { caption: None, columns, rows })];
        let trends = self.trends();
        if !trends.is_empty() {
            blocks.push(heading("What the rows show"));
            blocks.extend(trends);
        }
        self.part(blocks)
    }

    fn action_row(&mut self, action: &'c Action) -> Vec<Vec<Inline>> {
        let covered = covered_by_action(self.site, action);
        let label = self.action_label(&action.item.id.value).unwrap_or_default();
        let mut what = Vec::new();
        let did = self.plan_texts(&action.did).into_iter();
        for prose in did.chain(action.will.iter().map(|(prose, _)| prose)) {
            if !what.is_empty() {
                what.push(text(" "));
            }
            what.extend(self.inlines(prose, &covered));
        }
        let proof: Vec<&str> = crate::check::proof_of_action(action).collect();
        let proof = self.cite_short(proof);
        let verified = match &action.verify {
            Some(verify) => self.verification(verify),
            None => vec![text("By the exhibits named here.")],
        };
        vec![
            vec![text(&label)],
            what,
            vec![text(&self.owner(action).unwrap_or_default())],
            vec![text(&capital(&self.action_date(action).unwrap_or_default()))],
            verified,
            proof,
        ]
    }

    fn orders_annex(&mut self) -> Part {
        self.begin("annex-orders", "Defect orders and their evidence");
        let mut blocks = vec![Block::Bars(self.kinds_chart()), Block::Bars(self.causes_chart())];
        let mut matrix = coverage::matrix(self.site);
        matrix.sort_by_key(|it| {
            (it.order.date.as_ref().map(|date| date.value), it.order.id.value.clone())
        });
        let total = matrix.len();
        let rows = matrix.iter().take(ROWS_MAX).map(|it| self.order_row(it)).collect();
        let columns = vec![
            column("Order", 29, Align::Start),
            column("Date", 19, Align::Start),
            column("Defect", 18, Align::Start),
            column("Finding", 11, Align::Center),
            column("Direct evidence", 23, Align::Start),
            column("Process evidence", 32, Align::Start),
            column("Remedy", 15, Align::Start),
        ];
        blocks.push(Block::Table(Table { caption: None, columns, rows }));
        if matrix.iter().any(|it| !it.named.is_empty()) {
            let note = "An exhibit in bold names the order in its own text or rows.";
            blocks.push(paragraph(vec![text(note)]));
        }
        if total > ROWS_MAX {
            let rest = format!(
                "The first {ROWS_MAX} of {total} orders; all of them are in the data file."
            );
            blocks.push(paragraph(vec![text(&rest)]));
        }
        self.part(blocks)
    }

    fn order_row(&mut self, coverage: &OrderCoverage<'_>) -> Vec<Vec<Inline>> {
        let order = coverage.order;
        let kinds: Vec<&str> = order.kinds.keys().map(|kind| short_kind(*kind)).collect();
        let date = order.date.as_ref();
        let date = date.map_or(String::new(), |date| self.wording.short().date(date.value));
        let number = |name: &&str| {
            let index = self.site.findings.iter().position(|it| it.item.id.value == **name);
            index.map(|index| (index + 1).to_string())
        };
        let mut findings: Vec<String> = coverage.findings.iter().filter_map(number).collect();
        if !coverage.disputes.is_empty() {
            findings.push("disputed".to_owned());
        }
        let remedies = coverage.remedies.iter().filter_map(|name| {
            let remedy = self.site.remedies.iter().find(|it| it.item.id.value == **name)?;
            remedy.gave.as_ref().map(|gave| capital(&gave.value.replace('-', " ")))
        });
        let remedies: Vec<String> = remedies.collect();
        vec![
            vec![Inline::Code { text: order.id.value.to_string() }],
            vec![text(&date)],
            vec![text(&kinds.join(", "))],
            vec![text(&findings.join(", "))],
            self.cite_speaking(&coverage.direct, &coverage.named),
            self.cite_speaking(&coverage.process, &coverage.named),
            vec![text(&remedies.join(", "))],
        ]
    }

    /// Cites exhibits, those that name the order themselves in bold and first.
    fn cite_speaking(&mut self, exhibits: &[&str], named: &[&str]) -> Vec<Inline> {
        let (speaking, other): (Vec<&str>, Vec<&str>) =
            exhibits.iter().partition(|name| named.contains(*name));
        let speaking = self.cite_short(speaking);
        let other = self.cite_short(other);
        let mut content = Vec::new();
        if !speaking.is_empty() {
            content.push(Inline::Strong { content: speaking });
        }
        if !content.is_empty() && !other.is_empty() {
            content.push(text(", "));
        }
        content.extend(other);
        content
    }

    /// What the seller wrote in the site's own language.
    fn local_annex(&mut self) -> Option<Part> {
        let local = self.local.clone()?;
        let is_local = |prose: &&crate::case::Prose| {
            let language = prose.language.as_ref();
            language.is_some_and(|it| crate::check::same_language(&it.value, &local.language))
        };
        self.begin("annex-local", "Findings in the language of the site");
        let mut blocks = Vec::new();
        for (index, finding) in self.site.findings.clone().into_iter().enumerate() {
            let covered = covered_by_finding(self.site, finding);
            let written = finding.texts.iter().chain(&finding.whys).chain(&finding.missed);
            let mut said = Vec::new();
            for prose in written.filter(is_local) {
                let wording = local.clone();
                said.extend(markdown::blocks(prose, &mut |mark| {
                    self.say(mark, &covered, &wording)
                }));
            }
            if !said.is_empty() {
                blocks.push(heading(&format!(
                    "{}. {}",
                    index + 1,
                    capital(&self.cause_title(finding))
                )));
                blocks.push(Block::Local { language: local.language.clone(), blocks: said });
            }
        }
        (!blocks.is_empty()).then(|| self.part(blocks))
    }

    fn exhibits_annex(&mut self) -> Part {
        self.begin("annex-exhibits", "Index of exhibits");
        let rows = self.numbers.clone().into_iter().map(|number| {
            let evidence = self.site.exhibit(&number.name);
            let date = evidence.and_then(|it| it.captured.as_ref());
            let date = date.map_or(String::new(), |date| self.wording.short().range(date.value));
            let target = exhibit_target(&number.name);
            vec![
                vec![Inline::Reference { text: number.label.clone(), target }],
                vec![text(&self.exhibit_title(&number.name))],
                vec![text(&self.kind_title(&number.name))],
                vec![text(&date)],
                vec![Inline::Code { text: self.file_name(&number.name) }],
            ]
        });
        let rows = rows.collect();
        let columns = vec![
            column("No.", 0, Align::Start),
            column("Title", 10, Align::Start),
            column("Kind", 6, Align::Start),
            column("Made on", 5, Align::Start),
            column("File", 13, Align::Start),
        ];
        self.part(vec![Block::Table(Table { caption: None, columns, rows })])
    }
}

fn column(heading: &str, weight: u32, align: Align) -> Column {
    Column { heading: heading.to_owned(), weight, align }
}

fn short_kind(kind: DefectKind) -> &'static str {
    match kind {
        DefectKind::AToZ => "A-to-z claim",
        DefectKind::Chargeback => "Chargeback",
        DefectKind::NegativeFeedback => "Feedback",
    }
}
