//! A sound pack for tests, and the faults of what tests make of it.

use crate::policy::{PackFile, load};
use crate::source::Sources;

/// A pack without a fault, in lines that tests replace.
pub(crate) const SOUND: &str = r#"pack: base
title: Base
version: 1.0.0
sources:
  help: {title: Help, kind: amazon, confidence: verified, url: "https://example.org"}
  blog: {title: Blog, kind: law, confidence: unsure}
values:
  days:
    about: a length
    dated:
      - {value: 60, from: 2018-01-01, source: help}
      - {value: 90, from: 2026-01-01, convention: true}
causes:
  logistics: {title: Logistics, kinds: {carrier: the carrier}}
evidence_kinds:
  scan: {title: Scan, speaks: direct, fits: [logistics], source: help}
issues:
  late: {title: Late, source: help}
triggers:
  closed: {title: Closed}
attachments:
  log:
    title: Log
    when: "site.orders > 0"
    kinds: [scan]
    level: error
    source: help
    help: add {{ case.id }}
    tests: {fires: a, silent: b}
disclosures:
  returns:
    title: Returns
    when: "case.fulfilment == 'seller'"
    level: error
    sources: [help]
    facts:
      window: {type: duration, at_least: 14d, about: days, source: help}
      payer: {type: choice, one_of: {seller: {en: us}}, about: who pays}
    text:
      en: "{{ window.days }} days, paid by {{ payer }}, says {{ case.seller }}."
    tests: {fires: a, silent: b}
rules:
  - name: late-action
    level: error
    why: because
    source: help
    each: action
    require: "action.done <= case.submit"
    message: the action `{{ action.id }}` is late
    tests: {fires: a, silent: b}
  - name: big-words
    level: warning
    why: because
    convention: true
    text: {patterns: [{match: 'never', unless: 'told', instead: say when}]}
    message: "`{{ found }}`: {{ instead }}"
    tests: {fires: a, silent: b}
  - name: unproven
    level: error
    why: because
    source: help
    evidence: {of: finding, by: finding.family, needs: {logistics: [{any: [scan]}]}}
    message: "{{ missing }} of {{ finding.id }}"
    tests: {fires: a, silent: b}
  - name: uncovered
    level: error
    why: because
    source: help
    native: order-coverage
    params: {find: uncovered}
    message: "{{ count }}"
    tests: {fires: a, silent: b}
  - name: pdf-large
    level: error
    why: because
    source: help
    native: pdf-size
    params: {megabytes_max: values.days}
    message: "{{ megabytes }}"
"#;

/// The faults of some files, one a line; each has a help and a place.
pub(crate) fn faults(files: &[(&str, &str)]) -> String {
    let mut sources = Sources::default();
    let files: Vec<PackFile> =
        files.iter().map(|(path, text)| PackFile::new(*path, *text)).collect();
    let found = load(&files, &mut sources).diagnostics;
    assert!(found.iter().all(|fault| fault.help.is_some() && !fault.labels.is_empty()));
    found.iter().map(|fault| fault.one_line(&sources)).collect::<Vec<_>>().join("\n")
}
