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

/// What begins on a day: site, day, words of the fault's line, and what is laid over the case.
const fn begins([site, day, asks, piece]: [&'static str; 4]) -> Change {
    Change { site, day, asks, piece, ..SUBMISSION }
}

/// What no longer holds on a day.
const fn ends(words: [&'static str; 4]) -> Change {
    Change { turn: Turn::Ends, ..begins(words) }
}

impl Change {
    /// The day of the last orders decides.
    const fn on_orders(self) -> Self {
        Self { clock: Clock::Orders, ..self }
    }

    /// In another category.
    const fn of(self, category: &'static str) -> Self {
        Self { category, ..self }
    }
}

/// Prose of a case.
macro_rules! says {
    ($text:literal) => {
        concat!(
            "related late-shipment-rate { stands 3.1% over 2026-10-01 .. 2026-10-30; text \"",
            $text,
            "\" }"
        )
    };
}

/// All days on which what the packs ask changes, by site and day.
const CHANGES: &[Change] = &[
    begins(["us", "2023-06-27", "Seller identity", SLOW_REPLIES]),
    begins(["us", "2024-10-21", "law-outdated", says!("We follow 16 CFR 465.3.")]),
    begins(["us", "2024-10-21", "a disclosure that is not there: Feedback", NEGATIVE_FEEDBACK]),
    begins(["us", "2026-07-08", "`product-safety` lacks `filing`", SAFETY_COMPLAINT]),
    begins(["uk", "2002-08-21", "Trader details", "# without: disclose seller-identity"]),
    begins([
        "uk",
        "2014-06-13",
        "Returns and the right to cancel",
        "# without: disclose returns-policy",
    ]),
    begins(["uk", "2015-10-01", "Delivery and risk in transit", "# without: disclose delivery"]),
    begins(["uk", "2015-10-01", "law-outdated", says!("We follow the Sale of Goods Act 1979.")]),
    begins(["uk", "2024-12-13", "`product-safety` lacks `person`", SAFETY_COMPLAINT]),
    begins(["uk", "2025-04-06", "unfair-trading-law-outdated", says!("We follow CPUT 2008.")]),
    begins(["uk", "2025-04-06", "a disclosure that is not there: Feedback", FEEDBACK_UNTOLD]),
    begins([
        "uk",
        "2025-07-20",
        "dispute-platform-closed",
        says!("Buyers may use online dispute resolution."),
    ]),
    ends(["uk", "2025-08-12", "`product-safety` lacks `weee`", SAFETY_COMPLAINT]).of("electronics"),
    begins([
        "uk",
        "2026-04-06",
        "dispute-law-outdated",
        says!("We name the scheme as SI 2015/542 asks."),
    ]),
    begins(["uk", "2026-04-06", "`complaints` lacks `scheme`", NO_SCHEME]),
    ends([
        "uk",
        "2027-03-01",
        "law-not-yet-in-force",
        says!("We follow the new rules on subscription contracts."),
    ]),
    begins([
        "de",
        "2026-06-19",
        "`returns-policy` lacks `function`",
        "# without: disclose returns-policy\n\
                site { disclose returns-policy { window 30d; method domestic-address; \
                payer seller; refund 14d; shown returns-page } }",
    ])
    .on_orders(),
    begins([
        "jp",
        "2023-10-01",
        "Feedback and reviews",
        "site { orders 50; defects \"sound-case/jp-one-feedback.csv\" }",
    ]),
    begins(["jp", "2025-12-25", "Domestic administrator", FAULTY_GOODS]).on_orders().of("baby"),
    begins([
        "jp",
        "2025-12-25",
        "importer-misnamed",
        says!("Amazon is the importer of the chargers."),
    ])
    .on_orders(),
    begins([
        "de",
        "2022-05-28",
        "Reviews and feedback",
        "site { orders 50; defects \"sound-case/de-one-feedback.csv\" }",
    ]),
    begins(["de", "2024-05-14", "law-outdated", says!("Our imprint is complete (§ 5 TMG).")]),
    begins(["de", "2024-12-13", "Product safety details", FAULTY_GOODS]).of("beauty"),
    begins([
        "de",
        "2025-07-20",
        "dispute-platform-linked",
        says!("Our page links to ec.europa.eu/consumers/odr."),
    ]),
    begins([
        "de",
        "2025-10-07",
        "battery-law-outdated",
        says!("Our batteries are registered (BattG)."),
    ]),
    begins([
        "de",
        "2025-10-07",
        "`registrations` lacks `batteries`",
        "site { disclose registrations { weee \"DE12345678\" } }",
    ])
    .of("electronics"),
    begins([
        "de",
        "2026-08-12",
        "law-perhaps-outdated",
        says!("Our packaging is registered (VerpackG)."),
    ]),
    begins(["de", "2026-09-27", "`faulty-goods` lacks `notice`", WITHOUT_NOTICE]),
    begins([
        "it",
        "2022-01-01",
        "law-outdated",
        says!("Buyers must report a defect within two months."),
    ])
    .on_orders(),
    begins([
        "es",
        "2022-01-01",
        "law-misstated",
        says!("All goods carry a two-year legal guarantee."),
    ])
    .on_orders(),
    begins([
        "se",
        "2022-05-01",
        "guarantee-misnamed",
        says!("All goods carry a two-year legal guarantee."),
    ])
    .on_orders(),
    begins(["pl", "2023-01-01", "law-outdated", CITES_REKOJMIA]).on_orders(),
    begins(["fr", "2024-12-13", "Responsible person for product safety", FAULTY_GOODS])
        .of("beauty"),
    begins(["ae", "2023-10-14", "law-outdated", says!("Returns follow Federal Law 24/2006.")]),
    begins(["mx", "2025-03-21", "law-outdated", says!("Our privacy notice was sent to the INAI.")]),
    ends([
        "br",
        "2026-07-01",
        "`register` of the disclosure `seller-identity` will not do",
        "site { disclose seller-identity { register \"12ABC34501DE35\" } }",
    ]),
    begins([
        "ca",
        "2026-08-01",
        "Policies shown to buyers in British Columbia",
        "site { ships-to british-columbia }",
    ])
    .on_orders(),
    begins(["ca", "2026-10-05", "Warranty of good working order", WITHOUT_WORKING_ORDER])
        .on_orders()
        .of("electronics"),
];

/// The sites of countries that carry law of the Union over under the names of the pack `eu`.
const UNION: [&str; 6] = ["es", "fr", "it", "nl", "pl", "se"];

/// Days that are the same on all of them.
const UNION_CHANGES: &[Change] = &[
    begins([
        "",
        "2025-07-20",
        "dispute-platform-linked",
        says!("Our page links to ec.europa.eu/consumers/odr."),
    ]),
    begins([
        "",
        "2026-06-19",
        "Electronic withdrawal function",
        "# without: disclose withdrawal-function",
    ])
    .on_orders(),
    begins(["", "2026-09-27", "Harmonised notice", WITHOUT_HARMONISED_NOTICE]),
];

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

/// Prose in Polish that cites law which was replaced.
const CITES_REKOJMIA: &str = r#"
related late-shipment-rate {
  stands  3.1% over 2026-10-01 .. 2026-10-30
  text    "Late shipments are under the target again."
  text pl  "Kupujący ma prawa z rękojmi."
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

/// Orders of which one drew negative feedback.
const NEGATIVE_FEEDBACK: &str = r#"site { defects "sound-case/defects.csv" }"#;

/// The same, without what the sound site says of it.
const FEEDBACK_UNTOLD: &str = r#"
# without: disclose feedback-integrity
site { defects "sound-case/defects.csv" }
"#;

/// Nothing about dispute schemes.
const NO_SCHEME: &str = r#"
# without: disclose complaints
site { defects "sound-case/defects.csv"; disclose complaints { reply 24h; decided 7d } }
"#;

/// A complaint about safety, and what every site asks of it alone.
const SAFETY_COMPLAINT: &str = r#"
related product-safety-complaint { stands 1; text "The lot was tested (@test)."; proof test }
evidence test "sound-case/procedure.csv" { title "Test"; kind test-report; captured 2026-10-29 }
site {
  ships-to  northern-ireland
  disclose product-safety { assessed 2026-10-26; result "no hazard found"; report test }
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
