//! A case as the expressions of packs see it. In: a case as one site sees it. Out: the values
//! behind `case`, `site`, `finding` …, by the names of `policy::schema`, and which of them mean
//! nothing because their statement could not be read.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::case::{
    Action, Dispute, Evidence, Finding, Item, Prose, Reading, Related, Remedy, Submission,
};
use crate::check::coverage::{OrderCoverage, matrix};
use crate::check::doubt;
use crate::check::site::{SiteCase, proof_of_action};
use crate::policy::expression::{Expression, Ready, Scope};
use crate::policy::types::Each;
use crate::source::{Span, Spanned};
use crate::value::{Date, DateRange, DefectKind, Measure};

/// One thing that a rule looks at.
#[derive(Debug, Clone)]
pub struct Subject<'c> {
    /// Its places.
    pub item: &'c Item,
    /// Its fields.
    pub value: Value,
    /// The same, ready for expressions.
    pub ready: Ready,
    /// Fields that mean nothing.
    pub damaged: Vec<&'static str>,
}

/// The values that all rules of a site share, and the subjects of each kind.
#[derive(Debug)]
pub struct View<'c> {
    /// `case`, `site`, `values` and `today`.
    pub scope: Scope,
    subjects: BTreeMap<Each, Vec<Subject<'c>>>,
    coverage: OnceCell<Vec<OrderCoverage<'c>>>,
}

impl<'c> View<'c> {
    /// Makes the view once for a site.
    pub fn new(site: &SiteCase<'c>) -> Self {
        let mut subjects = BTreeMap::new();
        subjects.insert(Each::Finding, all(&site.findings, |it| finding(site, it)));
        subjects.insert(Each::Action, all(&site.actions, |it| action(site, it)));
        subjects.insert(Each::Evidence, all(&site.evidence, |it| evidence(site, it)));
        subjects.insert(Each::Remedy, all(&site.remedies, |it| remedy(site, it)));
        subjects.insert(Each::Related, all(&site.related, |it| related(site, it)));
        subjects.insert(Each::Dispute, all(&site.disputes, |it| dispute(it)));
        subjects.insert(Each::Submission, all(&site.submissions, |it| submission(it)));
        let case = case_fields(site, &subjects);
        let place = site_fields(site);
        let head = Subject::new(&site.head.item, case, doubt::of_case(site));
        let here = Subject::new(&site.site.item, place, doubt::of_site(site));
        let values = BTreeMap::from([
            ("values", site.policy.values_in_force(site.as_of)),
            ("today", json!(site.as_of.to_string())),
        ]);
        let scope = Scope::new(values).with_ready("case", &head.ready);
        let scope = scope.with_ready("site", &here.ready);
        subjects.insert(Each::Case, vec![head]);
        subjects.insert(Each::Site, vec![here]);
        Self { scope, subjects, coverage: OnceCell::new() }
    }

    /// What answers each defect order, found when a rule first asks.
    pub fn coverage(&self, site: &SiteCase<'c>) -> &[OrderCoverage<'c>] {
        self.coverage.get_or_init(|| matrix(site))
    }

    /// What a rule looks at, one by one.
    pub fn subjects(&self, each: Each) -> &[Subject<'c>] {
        self.subjects.get(&each).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a duty applies. One that looks at something in doubt does not: that has been told.
    pub fn applies(&self, when: Option<&Expression>) -> bool {
        when.is_none_or(|when| !self.in_doubt(when) && when.is_true(&self.scope).unwrap_or(false))
    }

    /// Whether an expression looks at a field of the case or the site that means nothing.
    pub fn in_doubt(&self, expression: &Expression) -> bool {
        [Each::Case, Each::Site].into_iter().any(|each| {
            let damaged = self.subjects(each).iter().flat_map(|subject| &subject.damaged);
            damaged.into_iter().any(|field| expression.reads(each.as_str(), field))
        })
    }

    /// The place of `item.word` for a subject; `None` where it was left out.
    pub fn place(&self, subject: &Subject<'c>, item: &str, word: Option<&str>) -> Option<Span> {
        let item = match item {
            "case" => self.subjects(Each::Case).first()?.item,
            "site" => self.subjects(Each::Site).first()?.item,
            _ => subject.item,
        };
        match word {
            Some(word) => item.words.get(word).copied(),
            None => Some(item.head),
        }
    }
}

impl<'c> Subject<'c> {
    /// Makes its fields ready.
    pub fn new(item: &'c Item, value: Value, damaged: Vec<&'static str>) -> Self {
        let ready = Ready::new(&value);
        Self { item, value, ready, damaged }
    }
}

fn all<'c, T>(items: &[&'c T], make: impl Fn(&'c T) -> Subject<'c>) -> Vec<Subject<'c>> {
    items.iter().map(|item| make(item)).collect()
}

fn text(value: Option<&Spanned<String>>) -> Value {
    value.map_or(Value::Null, |value| json!(value.value))
}

fn date(value: Option<Date>) -> Value {
    value.map_or(Value::Null, |value| json!(value.to_string()))
}

fn first_day(range: Option<&Spanned<DateRange>>) -> Value {
    date(range.map(|range| range.value.from()))
}

fn last_day(range: Option<&Spanned<DateRange>>) -> Value {
    date(range.map(|range| range.value.to()))
}

fn prose(proses: &[Prose]) -> String {
    proses.iter().map(|prose| prose.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The kinds of some exhibits, each once.
fn kinds<'n>(site: &SiteCase<'_>, names: impl Iterator<Item = &'n str>) -> Value {
    let mut found: Vec<&str> = Vec::new();
    for kind in names.filter_map(|name| site.exhibit(name)?.kind.as_ref()) {
        if !found.contains(&kind.value.as_str()) {
            found.push(&kind.value);
        }
    }
    json!(found)
}

fn names(list: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    list.iter().map(|name| name.value.as_str())
}

fn finding<'c>(site: &SiteCase<'c>, it: &'c Finding) -> Subject<'c> {
    let id = it.item.id.value.as_str();
    let actions = site.actions_for(id);
    let done = |kind: &str| {
        let of_kind = |action: &&&Action| action.kind.value.as_str() == kind;
        actions.iter().filter(of_kind).filter(|action| !action.is_promise()).count()
    };
    let proof = site.proof_of(it);
    let value = json!({
        "id": id,
        "cause": text(it.cause.as_ref()),
        "family": it.cause.as_ref().map(|cause| family(&cause.value)),
        "issue": text(it.issue.as_ref()),
        "orders": site.covered.get(id).map_or(0, |orders| orders.len()),
        "defects": defects(site, id),
        "whys": it.whys.iter().filter(|why| why.language.is_none()).count(),
        "last_why": it.whys.iter().rev().find(|why| why.language.is_none()).map(|why| &why.text),
        "missed": !it.missed.is_empty(),
        "actions": actions.len(),
        "corrections": done("correct") + done("contain"),
        "preventions": done("prevent"),
        "remedies": site.remedies_for(id).len(),
        "proof": proof.len(),
        "kinds": kinds(site, proof.iter().map(|evidence| evidence.item.id.value.as_str())),
    });
    Subject::new(&it.item, value, doubt::of_finding(site, it))
}

/// The kinds of defect that the orders of a finding have.
fn defects(site: &SiteCase<'_>, finding: &str) -> Vec<&'static str> {
    let orders = site.orders_of(finding);
    let has = |kind: &DefectKind| orders.iter().any(|order| order.kinds.contains_key(kind));
    DefectKind::ALL.into_iter().filter(has).map(DefectKind::as_str).collect()
}

/// `logistics` of `logistics.carrier`.
pub fn family(cause: &str) -> &str {
    cause.split('.').next().unwrap_or(cause)
}

fn action<'c>(site: &SiteCase<'c>, it: &'c Action) -> Subject<'c> {
    let did = prose(&it.did);
    let fixes: Vec<&str> = it.fixes.iter().map(|target| target.finding.value.as_str()).collect();
    let value = json!({
        "id": it.item.id.value,
        "type": it.kind.value.as_str(),
        "promise": it.is_promise(),
        "fixes": fixes,
        "did": did,
        "owner": text(it.owner.as_ref()),
        "done": first_day(it.done.as_ref()),
        "until": last_day(it.done.as_ref()),
        "since": date(it.since.as_ref().map(|since| since.value)),
        "by": date(it.will.as_ref().map(|(_, by)| by.value)),
        "proof": proof_of_action(it).count(),
        "kinds": kinds(site, proof_of_action(it)),
        "verified": it.verify.is_some(),
        "verifier": it.verify.as_ref().map(|verify| &verify.item.id.value),
        "training": is_training(&it.item.id.value) || is_training(&did),
    });
    Subject::new(&it.item, value, doubt::of_action(site, it))
}

/// Whether words speak of a training that was held.
fn is_training(text: &str) -> bool {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| {
        matches!(word, "trained" | "training" | "trainings" | "retrained" | "retraining")
    })
}

fn evidence<'c>(site: &SiteCase<'c>, it: &'c Evidence) -> Subject<'c> {
    let file = it.file_on(site.code());
    let extension = file.and_then(|file| Some(file.value.rsplit_once('.')?.1.to_lowercase()));
    let value = json!({
        "id": it.item.id.value,
        "kind": text(it.kind.as_ref()),
        "title": it.titles.first().map(|title| &title.text.value),
        "captured": first_day(it.captured.as_ref()),
        "file": text(file),
        "language": text(it.language.as_ref()),
        "extension": extension,
    });
    Subject::new(&it.item, value, doubt::of_item(&it.item))
}

fn remedy<'c>(site: &SiteCase<'c>, it: &'c Remedy) -> Subject<'c> {
    let value = json!({
        "id": it.item.id.value,
        "gave": text(it.gave.as_ref()),
        "done": last_day(it.done.as_ref()),
        "proof": it.proof.len(),
        "kinds": kinds(site, names(&it.proof)),
    });
    Subject::new(&it.item, value, doubt::of_proven(site, &it.item, &it.proof))
}

fn related<'c>(site: &SiteCase<'c>, it: &'c Related) -> Subject<'c> {
    let shown = |reading: &Reading| reading.value.value.to_string();
    let number = it.stands.as_ref().and_then(|stands| match &stands.value.value {
        Measure::Percent(percent) => percent.number().to_string().parse::<f64>().ok(),
        Measure::Number(number) => number.to_string().parse::<f64>().ok(),
        Measure::Duration(_) | Measure::Money(_) => None,
    });
    let value = json!({
        "id": it.item.id.value,
        "stands": it.stands.as_ref().map(shown),
        "number": number,
        "text": prose(&it.texts),
        "proof": it.proof.len(),
        "kinds": kinds(site, names(&it.proof)),
    });
    let damaged = doubt::of_proven(site, &it.item, &it.proof);
    Subject::new(&it.item, value, damaged)
}

fn dispute<'c>(it: &'c Dispute) -> Subject<'c> {
    let value = json!({
        "id": it.item.id.value,
        "reason": text(it.reason.as_ref()),
        "proof": it.proof.len(),
        "orders": it.orders.len(),
    });
    Subject::new(&it.item, value, doubt::of_item(&it.item))
}

fn submission<'c>(it: &'c Submission) -> Subject<'c> {
    let value = json!({
        "id": it.item.id.value,
        "sent": date(it.sent.as_ref().map(|sent| sent.value)),
        "rejected": date(it.rejected.as_ref().map(|rejected| rejected.value)),
        "asked": it.asked.len(),
    });
    Subject::new(&it.item, value, doubt::of_item(&it.item))
}

fn case_fields(site: &SiteCase<'_>, subjects: &BTreeMap<Each, Vec<Subject<'_>>>) -> Value {
    let list = |each: Each| -> Vec<Value> {
        subjects[&each].iter().map(|subject| subject.value.clone()).collect()
    };
    let head = site.head;
    let all = site.evidence.iter().map(|evidence| evidence.item.id.value.as_str());
    json!({
        "id": head.item.id.value,
        "seller": text(head.seller.as_ref()),
        "trigger": text(head.trigger.as_ref()),
        "fulfilment": head.fulfilment.as_ref().map(|fulfilment| fulfilment.value.as_str()),
        "category": text(head.category.as_ref()),
        "noticed": date(head.noticed.as_ref().map(|noticed| noticed.value)),
        "submit": date(head.submit.as_ref().map(|submit| submit.value)),
        "findings": list(Each::Finding),
        "actions": list(Each::Action),
        "evidence": list(Each::Evidence),
        "remedies": list(Each::Remedy),
        "related": list(Each::Related),
        "disputes": list(Each::Dispute),
        "submissions": list(Each::Submission),
        "evidence_kinds": kinds(site, all),
    })
}

fn site_fields(site: &SiteCase<'_>) -> Value {
    let window = site.site.window.as_ref().map(|window| window.value);
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("code", json!(site.code()));
    put("orders", json!(site.data.orders));
    put("defects", json!(site.data.with_defect()));
    put("a_to_z", json!(site.data.count(DefectKind::AToZ)));
    put("chargeback", json!(site.data.count(DefectKind::Chargeback)));
    put("negative_feedback", json!(site.data.count(DefectKind::NegativeFeedback)));
    put("has_claims", json!(site.data.count(DefectKind::AToZ) > 0));
    put("passes", json!(site.passes()));
    put("rate", json!(site.rate().map(|rate| format!("{} %", rate.number()))));
    let mut issues: Vec<&str> = Vec::new();
    for issue in site.findings.iter().filter_map(|finding| finding.issue.as_ref()) {
        issues.push(&issue.value);
    }
    put("issues", json!(issues));
    put("regions", json!(names(&site.site.ships_to).collect::<Vec<_>>()));
    let disclosed = site.site.discloses.iter().map(|it| it.name.value.as_str());
    put("disclosures", json!(disclosed.collect::<Vec<_>>()));
    let attached = site.site.attaches.iter().map(|it| it.name.value.as_str());
    put("attachments", json!(attached.collect::<Vec<_>>()));
    put(
        "window",
        json!({
            "from": date(window.map(|window| window.from())),
            "to": date(window.map(|window| window.to())),
            "days": window.map(|window| window.days()),
        }),
    );
    Value::Object(fields)
}
