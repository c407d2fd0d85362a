//! Order ids and ASINs. In: text. Out: the id, or `None` where the text has another shape.

use std::fmt;
use std::ops::Range;

/// Amazon's order number, three groups of 3, 7 and 7 digits.
///
/// **Source**: reference `amazon.md` section 3 (ordersV0 model: "in 3-7-7 format").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(String);

impl OrderId {
    /// Reads an id; `None` unless it has exactly the shape 3-7-7 in ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths = [3, 7, 7];
        let fits = groups.len() == lengths.len()
            && groups.iter().zip(lengths).all(|(group, length)| {
                group.len() == length && group.bytes().all(|byte| byte.is_ascii_digit())
            });
        fits.then(|| Self(text.to_owned()))
    }

    /// All ids in a text, with their places: groups of 3, 7 and 7 digits that stand alone.
    pub fn all_in(text: &str) -> Vec<(Range<usize>, Self)> {
        let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
            found.extend(Self::parse(&text[at..at + length]).map(|id| (at..at + length, id)));
            at += length.max(1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        found
    }

    /// The id as Amazon writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Amazon's product number: ten capital letters or digits.
///
/// **Source**: reference `amazon.md` section 3; books use the ISBN-10, whose last place may be X.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asin(String);

impl Asin {
    /// Reads an ASIN; `None` unless it is ten of `A-Z0-9`.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 10
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        fits.then(|| Self(text.to_owned()))
    }

    /// The ASIN as Amazon writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Asin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::value::OrderId;

    #[test]
    fn finds_ids_that_stand_alone() {
        for (text, expected) in [
            (
                "113-1234567-1234501 x, 113-1234567-1234502.",
                "113-1234567-1234501 113-1234567-1234502",
            ),
            ("注文113-1234567-1234501、", "113-1234567-1234501"),
            ("1113-1234567-1234501 113-1234567-12345012", ""),
            ("113-1234567-1234501-2", ""),
            ("", ""),
        ] {
            let found: Vec<String> =
                OrderId::all_in(text).iter().map(|(_, id)| id.to_string()).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
