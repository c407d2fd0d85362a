//! Lengths of time in the languages of the sites. In: a length and a language. Out: words as they
//! stand behind "within". Knows no text that they stand in.

use crate::check::same_language;
use crate::value::{Duration, DurationUnit};

/// The units of one language, each for one and for many.
struct Units {
    /// BCP 47 tag, without a region.
    language: &'static str,
    days: [&'static str; 2],
    business_days: [&'static str; 2],
    hours: [&'static str; 2],
}

/// German stands in the dative and Polish in the genitive, as "within" asks.
const UNITS: [Units; 9] = [
    Units {
        language: "en",
        days: ["day", "days"],
        business_days: ["business day", "business days"],
        hours: ["hour", "hours"],
    },
    Units {
        language: "de",
        days: ["Tag", "Tagen"],
        business_days: ["Arbeitstag", "Arbeitstagen"],
        hours: ["Stunde", "Stunden"],
    },
    Units {
        language: "fr",
        days: ["jour", "jours"],
        business_days: ["jour ouvré", "jours ouvrés"],
        hours: ["heure", "heures"],
    },
    Units {
        language: "it",
        days: ["giorno", "giorni"],
        business_days: ["giorno lavorativo", "giorni lavorativi"],
        hours: ["ora", "ore"],
    },
    Units {
        language: "es",
        days: ["día natural", "días naturales"],
        business_days: ["día hábil", "días hábiles"],
        hours: ["hora", "horas"],
    },
    Units {
        language: "nl",
        days: ["dag", "dagen"],
        business_days: ["werkdag", "werkdagen"],
        hours: ["uur", "uur"],
    },
    Units {
        language: "sv",
        days: ["dag", "dagar"],
        business_days: ["arbetsdag", "arbetsdagar"],
        hours: ["timme", "timmar"],
    },
    Units {
        language: "pl",
        days: ["dnia", "dni"],
        business_days: ["dnia roboczego", "dni roboczych"],
        hours: ["godziny", "godzin"],
    },
    Units {
        language: "pt",
        days: ["dia", "dias"],
        business_days: ["dia útil", "dias úteis"],
        hours: ["hora", "horas"],
    },
];

/// A length of time in a language; in English where the language is none of the sites'.
pub(crate) fn length(duration: Duration, language: &str) -> String {
    let count = duration.count();
    if same_language(language, "ja") {
        return match duration.unit() {
            DurationUnit::Days => format!("{count}日"),
            DurationUnit::BusinessDays => format!("{count}営業日"),
            DurationUnit::Hours => format!("{count}時間"),
        };
    }
    let own = UNITS.iter().find(|units| same_language(language, units.language));
    let units = own.unwrap_or(&UNITS[0]);
    let [one, many] = match duration.unit() {
        DurationUnit::Days => units.days,
        DurationUnit::BusinessDays => units.business_days,
        DurationUnit::Hours => units.hours,
    };
    format!("{count}\u{a0}{}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use crate::document::wording::lengths::length;
    use crate::value::Duration;

    #[test]
    fn every_language_tells_business_days_from_days() {
        let check = |language: &str, expected: [&str; 4]| {
            let found = ["1d", "14d", "5bd", "48h"].map(|text| {
                let duration = Duration::parse(text).expect("a length");
                length(duration, language).replace('\u{a0}', " ")
            });
            assert_eq!(found, expected, "{language}");
        };
        check("en-GB", ["1 day", "14 days", "5 business days", "48 hours"]);
        check("de-DE", ["1 Tag", "14 Tagen", "5 Arbeitstagen", "48 Stunden"]);
        check("fr-FR", ["1 jour", "14 jours", "5 jours ouvrés", "48 heures"]);
        check("it-IT", ["1 giorno", "14 giorni", "5 giorni lavorativi", "48 ore"]);
        check("es-ES", ["1 día natural", "14 días naturales", "5 días hábiles", "48 horas"]);
        check("es-MX", ["1 día natural", "14 días naturales", "5 días hábiles", "48 horas"]);
        check("nl-NL", ["1 dag", "14 dagen", "5 werkdagen", "48 uur"]);
        check("sv-SE", ["1 dag", "14 dagar", "5 arbetsdagar", "48 timmar"]);
        check("pl-PL", ["1 dnia", "14 dni", "5 dni roboczych", "48 godzin"]);
        check("pt-BR", ["1 dia", "14 dias", "5 dias úteis", "48 horas"]);
        check("ja-JP", ["1日", "14日", "5営業日", "48時間"]);
        check("ko", ["1 day", "14 days", "5 business days", "48 hours"]);
    }
}
