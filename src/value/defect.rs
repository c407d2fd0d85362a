//! Kinds of defects and ways of fulfilment. In: words of Amazon's reports. Out: [`DefectKind`],
//! [`Fulfilment`]. Knows no column and no file.

/// One kind of defect that the order defect rate counts.
///
/// **Source**: reference `amazon.md` section 1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefectKind {
    /// An A-to-z Guarantee claim.
    AToZ,
    /// A credit card chargeback.
    Chargeback,
    /// One or two stars of seller feedback.
    NegativeFeedback,
}

impl DefectKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [DefectKind; 3] =
        [DefectKind::AToZ, DefectKind::Chargeback, DefectKind::NegativeFeedback];

    /// The published word.
    pub fn as_str(self) -> &'static str {
        match self {
            DefectKind::AToZ => "a-to-z",
            DefectKind::Chargeback => "chargeback",
            DefectKind::NegativeFeedback => "negative-feedback",
        }
    }

    /// The name shown to readers.
    pub fn title(self) -> &'static str {
        match self {
            DefectKind::AToZ => "A-to-z Guarantee claim",
            DefectKind::Chargeback => "Chargeback",
            DefectKind::NegativeFeedback => "Negative feedback",
        }
    }
}

/// Who sends the goods; each has its own order defect rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fulfilment {
    /// The seller.
    Seller,
    /// Amazon.
    Amazon,
}

impl Fulfilment {
    /// Reads the words of Amazon's reports; `None` for any other.
    ///
    /// **Source**: reference `amazon.md` section 2.5, `odr-order-level-download.md`.
    pub fn parse(text: &str) -> Option<Self> {
        let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
        if is(&["Seller", "Merchant", "MFN", "FBM"]) {
            return Some(Fulfilment::Seller);
        }
        is(&["Amazon", "AFN", "FBA"]).then_some(Fulfilment::Amazon)
    }

    /// The published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Fulfilment::Seller => "seller",
            Fulfilment::Amazon => "amazon",
        }
    }
}
