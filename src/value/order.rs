//! Order ids and ASINs. In: text. Out: the id, or `None` where the text has another shape.

use std::fmt;

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
