//! Other problems that are open at the same time. In: account health of a site. Out: `related`
//! items for what is not good. Knows no defect.

use crate::check::related::{Problem, problems};
use crate::import::ImportInput;
use crate::report::MarketplacePerformance;

/// The other numbers of account health that are not good, as items of the case.
pub(crate) fn related(input: &ImportInput<'_>, health: &MarketplacePerformance) -> String {
    let problems = problems(health);
    let known = problems.iter().filter(|it| input.policy.related_kinds.contains_key(it.kind));
    known.map(|problem| item(problem, &input.marketplace.code)).collect()
}

fn item(problem: &Problem, code: &str) -> String {
    let over = problem.window.map_or_else(String::new, |window| format!(" over {window}"));
    let stands = problem.stands.text();
    let stands = stands.map_or_else(String::new, |it| format!("  stands  {it}{over}\n"));
    format!(
        "\nrelated {} on {code} {{\n  # {}\n{stands}  todo    \"text: what is being done about \
         it\"\n  todo    \"proof: the exhibits that show it\"\n}}\n",
        problem.kind, problem.said
    )
}
