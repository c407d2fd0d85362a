//! Law that changes on a day. In: a table of the days on which what a site asks begins or ends, and
//! the sound case of that site, moved to the day before and to the day itself. Out: a failure
//! where what is asked for does not change as the table says.

use poa::compile::{TestFiles, lay, shipped, try_laid};
use poa::value::Date;

/// The day of a case that decides which law holds.
#[derive(Clone, Copy)]
enum Clock {
    /// On which the plan is sent: what binds its words.
    Submission,
    /// The last of the window: what binds the seller towards the buyers of those orders.
    Orders,
}

/// What happens on the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Begins,
    Ends,
}

/// One day in the law of a site.
#[derive(Clone, Copy)]
struct Change {
    site: &'static str,
    /// The first day on which it is otherwise.
    day: &'static str,
    clock: Clock,
    turn: Turn,
    /// The category of the case.
    category: &'static str,
    /// Laid over the sound case: it makes the fault appear while the law is in force.
    piece: &'static str,
    /// Words of that fault's line.
    asks: &'static str,
}

/// What most rows share.
const SUBMISSION: Change = Change {
    site: "",
    day: "",
    clock: Clock::Submission,
    turn: Turn::Begins,
    category: "home",
    piece: "",
    asks: "",
};

/// All days on which what the packs ask changes, by site and day.
const CHANGES: &[Change] = &[
    Change {
        site: "us",
        day: "2023-06-27",
        piece: SLOW_REPLIES,
        asks: "Seller identity",
        ..SUBMISSION
    },
    Change {
        site: "us",
        day: "2024-10-21",
        piece: CITES_465_3,
        asks: "law-outdated",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2026-06-19",
        clock: Clock::Orders,
        piece: "# without: disclose returns-policy\n\
                site { disclose returns-policy { window 30d; method domestic-address; \
                payer seller; refund 14d; shown returns-page } }",
        asks: "`returns-policy` lacks `function`",
        ..SUBMISSION
    },
    Change {
        site: "jp",
        day: "2023-10-01",
        piece: "site { orders 50; defects \"sound-case/jp-one-feedback.csv\" }",
        asks: "Feedback and reviews",
        ..SUBMISSION
    },
    Change {
        site: "jp",
        day: "2025-12-25",
        clock: Clock::Orders,
        category: "baby",
        piece: FAULTY_GOODS,
        asks: "Domestic administrator",
        ..SUBMISSION
    },
    Change {
        site: "jp",
        day: "2025-12-25",
        clock: Clock::Orders,
        piece: NAMES_IMPORTER,
        asks: "importer-misnamed",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2022-05-28",
        piece: "site { orders 50; defects \"sound-case/de-one-feedback.csv\" }",
        asks: "Reviews and feedback",
        ..SUBMISSION
    },
    Change { site: "de", day: "2024-05-14", piece: CITES_TMG, asks: "law-outdated", ..SUBMISSION },
    Change {
        site: "de",
        day: "2024-12-13",
        category: "beauty",
        piece: FAULTY_GOODS,
        asks: "Product safety details",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2025-07-20",
        piece: LINKS_PLATFORM,
        asks: "dispute-platform-linked",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2025-10-07",
        piece: CITES_BATTG,
        asks: "battery-law-outdated",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2025-10-07",
        category: "electronics",
        piece: "site { disclose registrations { weee \"DE12345678\" } }",
        asks: "`registrations` lacks `batteries`",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2026-08-12",
        piece: CITES_VERPACKG,
        asks: "law-perhaps-outdated",
        ..SUBMISSION
    },
    Change {
        site: "de",
        day: "2026-09-27",
        piece: WITHOUT_NOTICE,
        asks: "`faulty-goods` lacks `notice`",
        ..SUBMISSION
    },
    Change {
        site: "it",
        day: "2022-01-01",
        clock: Clock::Orders,
        piece: CITES_TWO_MONTHS,
        asks: "law-outdated",
        ..SUBMISSION
    },
    Change {
        site: "es",
        day: "2022-01-01",
        clock: Clock::Orders,
        piece: NAMES_TWO_YEARS,
        asks: "law-misstated",
        ..SUBMISSION
    },
    Change {
        site: "se",
        day: "2022-05-01",
        clock: Clock::Orders,
        piece: NAMES_TWO_YEARS,
        asks: "guarantee-misnamed",
        ..SUBMISSION
    },
    Change {
        site: "pl",
        day: "2023-01-01",
        clock: Clock::Orders,
        piece: CITES_REKOJMIA,
        asks: "law-outdated",
        ..SUBMISSION
    },
    Change {
        site: "fr",
        day: "2024-12-13",
        category: "beauty",
        piece: FAULTY_GOODS,
        asks: "Responsible person for product safety",
        ..SUBMISSION
    },
    Change {
        site: "ae",
        day: "2023-10-14",
        piece: CITES_OLD_FEDERAL_LAW,
        asks: "law-outdated",
        ..SUBMISSION
    },
    Change { site: "mx", day: "2025-03-21", piece: CITES_INAI, asks: "law-outdated", ..SUBMISSION },
    Change {
        site: "br",
        day: "2026-07-01",
        turn: Turn::Ends,
        piece: "site { disclose seller-identity { register \"12ABC34501DE35\" } }",
        asks: "`register` of the disclosure `seller-identity` will not do",
        ..SUBMISSION
    },
    Change {
        site: "ca",
        day: "2026-08-01",
        clock: Clock::Orders,
        piece: "site { ships-to british-columbia }",
        asks: "Policies shown to buyers in British Columbia",
        ..SUBMISSION
    },
    Change {
        site: "ca",
        day: "2026-10-05",
        clock: Clock::Orders,
        category: "electronics",
        piece: WITHOUT_WORKING_ORDER,
        asks: "Warranty of good working order",
        ..SUBMISSION
    },
    Change {
        site: "uk",
        day: "2027-03-01",
        turn: Turn::Ends,
        piece: CITES_SUBSCRIPTIONS,
        asks: "law-not-yet-in-force",
        ..SUBMISSION
    },
];

/// Prose that cites a section which the final rule does not have.
const CITES_465_3: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "We follow 16 CFR 465.3."
}
"#;

/// Prose that cites rules which were only announced.
const CITES_SUBSCRIPTIONS: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "We follow the new rules on subscription contracts."
}
"#;

/// A finding about faulty goods.
const FAULTY_GOODS: &str = r#"
finding no-scan {
  cause   product.defect
  issue   defective-items
  covers  defects
  text    "The plugs of one lot were loose (@scans)."
  why     "The lot was shipped without a test."
  missed  "Returned items were not opened."
  proof   scans
}
"#;

/// Prose that cites law which was replaced.
const CITES_TMG: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Our imprint is complete (§ 5 TMG)."
}
"#;

/// Prose that cites the old act on batteries.
const CITES_BATTG: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Our batteries are registered (BattG)."
}
"#;

/// Prose that cites the old act on packaging.
const CITES_VERPACKG: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Our packaging is registered (VerpackG)."
}
"#;

/// Prose that names the platform which was closed.
const LINKS_PLATFORM: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Our page links to ec.europa.eu/consumers/odr."
}
"#;

/// Prose that names Amazon as the importer.
const NAMES_IMPORTER: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Amazon is the importer of the chargers."
}
"#;

/// What was done about faulty goods, without the notice.
const WITHOUT_NOTICE: &str = r#"
finding no-scan {
  cause   product.defect
  issue   defective-items
  covers  defects
  text    "The plugs of one lot were loose (@scans)."
  why     "The lot was shipped without a test."
  missed  "Returned items were not opened."
  proof   scans
}
site { disclose faulty-goods { completed 2026-10-28; log refund-report } }
"#;

/// The sites of countries that carry law of the Union over under the names of the pack `eu`.
const UNION: [&str; 6] = ["es", "fr", "it", "nl", "pl", "se"];

/// Days that are the same on all of them.
const UNION_CHANGES: &[Change] = &[
    Change {
        day: "2025-07-20",
        piece: LINKS_PLATFORM,
        asks: "dispute-platform-linked",
        ..SUBMISSION
    },
    Change {
        day: "2026-06-19",
        clock: Clock::Orders,
        piece: "# without: disclose withdrawal-function",
        asks: "Electronic withdrawal function",
        ..SUBMISSION
    },
    Change {
        day: "2026-09-27",
        piece: WITHOUT_HARMONISED_NOTICE,
        asks: "Harmonised notice",
        ..SUBMISSION
    },
];

/// A finding about faulty goods, without the notice that the Union asks for.
const WITHOUT_HARMONISED_NOTICE: &str = r#"
# without: disclose guarantee-notice
finding no-scan {
  cause   product.defect
  issue   defective-items
  covers  defects
  text    "The plugs of one lot were loose (@scans)."
  why     "The lot was shipped without a test."
  missed  "Returned items were not opened."
  proof   scans
}
"#;

/// Prose that cites a duty which ended.
const CITES_TWO_MONTHS: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Buyers must report a defect within two months."
}
"#;

/// Prose that names the period of most countries.
const NAMES_TWO_YEARS: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "All goods carry a two-year legal guarantee."
}
"#;

/// Prose in Polish that cites law which was replaced.
const CITES_REKOJMIA: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Late shipments are under the target again."
  text pl  "Kupujący ma prawa z rękojmi."
}
"#;

/// Prose that cites an act of the Emirates which was replaced.
const CITES_OLD_FEDERAL_LAW: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Returns follow Federal Law 24/2006."
}
"#;

/// Prose that names an authority of Mexico which is gone.
const CITES_INAI: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Our privacy notice was sent to the INAI."
}
"#;

/// A finding about faulty goods, some of them sent to Quebec.
const WITHOUT_WORKING_ORDER: &str = r#"
# without: disclose working-order
site { ships-to quebec }
finding no-scan {
  cause   product.defect
  issue   defective-items
  covers  defects
  text    "The plugs of one lot were loose (@scans)."
  why     "The lot was shipped without a test."
  missed  "Returned items were not opened."
  proof   scans
}
"#;

/// A finding about answers that came late.
const SLOW_REPLIES: &str = r#"
finding no-scan {
  cause   service.response-time
  issue   poor-service
  covers  defects
  text    "Buyers waited three days for an answer (@tickets)."
  why     "Nobody answered messages at weekends."
  missed  "Reply times were not looked at."
  proof   tickets, messages
}
"#;

/// What to lay over the sound case of a site so that its days are others, and the day it is sent.
fn moved(change: &Change, day: Date) -> (String, Date) {
    let submit = match change.clock {
        Clock::Submission => day,
        Clock::Orders => day.plus_days(30),
    };
    let window = match change.clock {
        Clock::Submission => String::new(),
        Clock::Orders => {
            let first = (1..60).fold(day, |day, _| day.day_before());
            format!("site {{ window {first} .. {day} }}\n")
        }
    };
    let Change { category, piece, .. } = change;
    let case = format!(
        "case sound {{ seller \"Example Trading Co., Ltd.\"; trigger account-deactivated; \
         fulfilment seller; category {category}; noticed {submit}; submit {submit} }}\n"
    );
    (format!("{case}{window}{piece}"), submit)
}

/// What the checks say that holds the words, of a case on a day.
fn found(change: &Change, day: Date) -> Vec<String> {
    let packs = shipped();
    let policy = packs.packs.for_marketplace(change.site).expect("every site has a pack");
    let files = TestFiles::default();
    let (overlay, as_of) = moved(change, day);
    let mut laid = lay(policy, &overlay, &files);
    laid.as_of = Some(as_of);
    let trial = try_laid(packs, policy, &laid, &files);
    trial.faults.into_iter().map(|fault| fault.line).collect()
}

#[test]
fn what_is_asked_changes_on_the_day_of_the_law() {
    let mut failures = Vec::new();
    let shared = UNION
        .iter()
        .flat_map(|site| UNION_CHANGES.iter().map(move |change| Change { site, ..*change }));
    for change in &CHANGES.iter().copied().chain(shared).collect::<Vec<_>>() {
        let first = Date::parse(change.day).expect("the table writes days");
        let begins = change.turn == Turn::Begins;
        for (day, expected) in [(first.day_before(), !begins), (first, begins)] {
            let lines = found(change, day);
            let is_unfit = lines.iter().any(|line| line.contains("[pack-test]"));
            let is_told = lines.iter().any(|line| line.contains(change.asks));
            if is_unfit || is_told != expected {
                let is = if expected { "is" } else { "is not" };
                let told = lines.join("\n    ");
                let Change { site, asks, .. } = change;
                failures.push(format!("{site}: `{asks}` {is} to be told on {day}\n    {told}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
