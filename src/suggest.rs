//! The known word that was probably meant. In: an unknown word and the known ones. Out: the
//! nearest. The only place that names strsim.

use std::cmp::Reverse;

/// Longest word that is compared: the cost grows with its length.
const WANTED_BYTES_MAX: usize = 120;

/// Distance, length and letters in common at the beginning: less is nearer.
type Rank = (usize, usize, Reverse<usize>);

/// The known word nearest to the wanted one; `None` where all are too different.
///
/// **Shape**: at most a third of the longer word may differ; a known word that begins with the
/// wanted one (three letters or more) is preferred, the shortest of several. Of equals, the one
/// with the same first letters is nearer: they are rarely mistyped.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > WANTED_BYTES_MAX {
        return None;
    }
    let wanted = wanted.to_lowercase();
    let mut best: Option<(Rank, &'a str)> = None;
    for candidate in known {
        let length = wanted.chars().count().max(candidate.chars().count());
        let begins = wanted.len() >= 3 && candidate.starts_with(&wanted);
        let distance = match begins {
            true => 0,
            false => strsim::damerau_levenshtein(&wanted, candidate),
        };
        let near = begins || (distance <= length.div_ceil(3) && distance < length);
        let pairs = wanted.chars().zip(candidate.chars());
        let same = pairs.take_while(|(wanted, known)| wanted == known).count();
        let rank = (distance, length, Reverse(same));
        if near && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, word)| word)
}
