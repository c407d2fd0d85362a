<<<<<<< HEAD
//! The known word that was probably meant. In: an unknown word and the known ones. Out: the nearest.
//! The only place that names strsim.

/// The known word nearest to the wanted one; `None` where all are too different.
///
/// **Shape**: at most a third of the longer word may differ; a known word that begins with the
/// wanted one (three letters or more) is preferred.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in known {
        let length = wanted.chars().count().max(candidate.chars().count());
        let begins = wanted.len() >= 3 && candidate.starts_with(&wanted);
        let distance = match begins {
            true => 0,
            false => strsim::damerau_levenshtein(&wanted, candidate),
        };
        let near = begins || (distance <= length.div_ceil(3) && distance < length);
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, word)| word)
=======
//! "Did you mean": the known word nearest to a misspelt one. In: a word and the known words. Out: one
//! of them, or none. The only place that names `strsim`; knows nothing of what the words mean.

use strsim::damerau_levenshtein;

/// The known word that the wanted one was most likely meant to be.
///
/// A word that begins like the wanted one comes first; otherwise at most a third of the letters may
/// differ. The first of equally near words wins. `None` where nothing is near.
pub fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    // Distance costs time in the product of both lengths; nobody misspells a word this long.
    if length == 0 || length > 64 {
        return None;
    }
    let ranked = known.filter(|word| word.len() <= 256).filter_map(|word| {
        let lower = word.to_lowercase();
        let distance = damerau_levenshtein(&wanted, &lower);
        let is_prefix = length >= 3 && (lower.starts_with(&wanted) || wanted.starts_with(&lower));
        let is_near = is_prefix || distance <= length / 3 || (length <= 3 && distance == 1);
        is_near.then_some((!is_prefix, distance, word))
    });
    let best = ranked.min_by_key(|(not_prefix, distance, _)| (*not_prefix, *distance));
    best.map(|(_, _, word)| word)
}

#[cfg(test)]
mod tests {
    use crate::suggest::nearest;

    #[test]
    fn finds_the_word_that_was_meant() {
        let known = ["kind", "kinds", "captured", "title", "delivery-proof", "proof"];
        let check = |wanted: &str, expected: Option<&str>| {
            assert_eq!(nearest(wanted, known.into_iter()), expected, "{wanted}");
        };
        check("knd", Some("kind"));
        check("Captured", Some("captured"));
        check("capt", Some("captured"));
        check("delivery-prof", Some("delivery-proof"));
        check("proofs", Some("proof"));
        check("owner", None);
        check("", None);
        check(&"x".repeat(10_000), None);
    }
>>>>>>> 47b9e37 (WIP policy)
}
