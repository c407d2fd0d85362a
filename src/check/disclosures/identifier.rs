//! Numbers of registers in disclosures. In: what a seller wrote and the forms that will do. Out:
//! what is wrong with it, and how sure that is.

use crate::diagnostic::Severity;
use crate::value::Date;
use crate::value::identifier::{Form, Misfit};

/// What is wrong with a number.
pub(super) struct WrongNumber {
    /// In words.
    pub(super) what: String,
    /// What such a number looks like.
    pub(super) looks: String,
    /// At most this much: what may be right all the same is no error.
    pub(super) at_most: Severity,
}

/// Reads a number by the forms that will do; `None` where one of them takes it.
pub(super) fn wrong(text: &str, forms: &[&'static Form], as_of: Date) -> Option<WrongNumber> {
    let misfits: Vec<(&Form, Misfit)> = forms
        .iter()
        .map(|form| form.read(text, as_of).err().map(|misfit| (*form, misfit)))
        .collect::<Option<_>>()?;
    // A wrong check digit says more than another shape.
    let nearest = misfits.iter().find(|(_, misfit)| *misfit != Misfit::Shape);
    let (form, misfit) = nearest.or(misfits.first())?;
    let what = match misfit {
        Misfit::Shape => format!("this is no {}", titles(forms)),
        Misfit::TooEarly(from) => {
            format!("a {} may look like this from {from} on only", form.title)
        }
        Misfit::CheckDigits { found, expected: Some(expected) } => format!(
            "its check digit is `{found}` where the others ask for `{expected}`: one is mistyped"
        ),
        Misfit::CheckDigits { expected: None, .. } => {
            "its check digits do not fit the others: one is mistyped".to_owned()
        }
    };
    let is_sure = misfits.iter().all(|(form, misfit)| form.is_sure(misfit));
    let is_shape = *misfit == Misfit::Shape;
    let at_most = match (is_sure, is_shape) {
        (true, _) => Severity::Error,
        (false, false) => Severity::Warning,
        (false, true) => Severity::Advice,
    };
    let looks: Vec<String> =
        forms.iter().map(|form| format!("a {}: {}", form.title, form.looks)).collect();
    Some(WrongNumber { what, looks: looks.join("; "), at_most })
}

fn titles(forms: &[&'static Form]) -> String {
    let titles: Vec<&str> = forms.iter().map(|form| form.title).collect();
    titles.join(" or ")
}
