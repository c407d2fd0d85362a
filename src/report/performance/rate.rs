//! Printed rates against their counts. In: a rate as it is printed and two counts. Out: whether
//! they agree. No floats.

/// More decimals than any report prints.
const DECIMALS_MAX: u32 = 18;

/// Whether a printed rate is `part / whole`, as a share of one or in percent, rounded or cut off at
/// its last decimal. A text that is no number agrees with nothing; neither does a rate of nothing,
/// unless it is zero.
pub fn agrees(printed: &str, part: u64, whole: u64) -> bool {
    let Some(rate) = Printed::read(printed) else { return false };
    if whole == 0 {
        return rate.digits == 0;
    }
    let as_percent = Printed { decimals: rate.decimals + 2, ..rate };
    let is_share = !rate.has_sign && rate.fits(part, whole);
    is_share || as_percent.fits(part, whole)
}

/// `digits / 10^decimals`.
#[derive(Debug, Clone, Copy)]
struct Printed {
    digits: u128,
    decimals: u32,
    /// Whether `%` stands behind it.
    has_sign: bool,
}

impl Printed {
    /// Reads `0.0162`, `1.62`, `1.62%` or `1.62E-2`.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, has_sign) = match text.strip_suffix('%') {
            Some(text) => (text.trim_end(), true),
            None => (text, false),
        };
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((text, exponent)) => (text, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > 18 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let decimals = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let (digits, decimals) = match u32::try_from(decimals) {
            Ok(decimals) => (all.parse().ok()?, decimals),
            Err(_) => return None,
        };
        (decimals <= DECIMALS_MAX).then_some(Self { digits, decimals, has_sign })
    }

    fn fits(self, part: u64, whole: u64) -> bool {
        // A zero at the end is not printed in JSON: two decimals are the least that is compared.
        let decimals = self.decimals.max(2);
        let digits = self.digits * 10u128.pow(decimals - self.decimals);
        // Twice the exact value, so that half a unit is whole: 64 + 20 * 3.33 bits fit in 128 only
        // up to 18 decimals.
        let Some(scaled) = u128::from(part).checked_mul(10u128.pow(decimals)) else {
            return false;
        };
        let whole = u128::from(whole);
        let (cut, rest) = (scaled / whole, scaled % whole);
        digits == cut || digits == cut + u128::from(rest * 2 >= whole)
    }
}

#[cfg(test)]
mod tests {
    use crate::report::performance::rate::agrees;

    #[test]
    fn compares_rates_with_counts() {
        for (printed, part, whole, expected) in [
            ("0.0162", 24, 1482, true),
            ("0.0161", 24, 1482, true),
            ("0.0163", 24, 1482, false),
            ("1.62", 24, 1482, true),
            ("1.62%", 24, 1482, true),
            ("1.62E-2", 24, 1482, true),
            ("0.03", 46, 1482, true),
            ("0.031", 46, 1482, true),
            ("0", 0, 296, true),
            ("0.0", 0, 0, true),
            ("0.01", 0, 0, false),
            ("0", 24, 1482, false),
            ("0.009", 1078, 539_000, false),
            ("0.002", 1078, 539_000, true),
            ("0.03203973037", 27_896, 870_669, true),
            ("1", 5, 5, true),
            ("100%", 5, 5, true),
            ("1%", 5, 5, false),
            ("1e9999999999", 5, 5, false),
            ("1e-40", 5, 5, false),
            ("0.1", u64::MAX, 1, false),
            ("", 1, 1, false),
            ("n/a", 1, 1, false),
        ] {
            assert_eq!(agrees(printed, part, whole), expected, "{printed} {part}/{whole}");
        }
    }
}
