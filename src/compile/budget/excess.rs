//! Too much for a site's budget. In: its exhibits at the coarsest that can be read. Out: the fault
//! with the numbers: which exhibits, how large, how much over.

use crate::check::SiteCase;
use crate::compile::budget::{Item, MEGABYTE, PLAN_BYTES};
use crate::diagnostic::Diagnostic;
use crate::exhibit::LADDER;

/// Most exhibits that the fault names.
const NAMED: usize = 5;

/// The fault where even the coarsest that can be read is too much.
pub(super) fn too_much(
    site: &SiteCase<'_>,
    items: &[Item<'_>],
    total: usize,
    limit: usize,
) -> Diagnostic {
    let megabytes = |bytes: usize| format!("{:.1} MB", bytes as f64 / MEGABYTE);
    let mut heavy: Vec<&Item<'_>> = items.iter().collect();
    heavy.sort_by_key(|item| std::cmp::Reverse(item.weight()));
    let message = format!(
        "the exhibits for `{}` take {}, {} more than fit, at the least resolution that can be read",
        site.code(),
        megabytes(total),
        megabytes(total.saturating_sub(limit.saturating_sub(PLAN_BYTES))),
    );
    let mut fault = Diagnostic::error("pdf-too-large", message);
    for item in heavy.iter().take(NAMED).filter(|item| item.weight() > 0) {
        let dpi = LADDER[item.step].dpi;
        let label = match item.can_vary() {
            true => format!("{} at {dpi} dpi", megabytes(item.weight())),
            false => format!("{} of drawings", megabytes(item.weight())),
        };
        fault = fault.at(item.wanted.path.span, label);
    }
    fault.sites.insert(site.code().to_owned());
    fault.help(
        "take out pages that show nothing new, as in `hide pages \"3-7\"`, or give fewer photos \
         of one thing",
    )
}
