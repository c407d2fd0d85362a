//! The rows of the vocabulary, place by place.

use crate::syntax::vocabulary::Slot::{
    Choice, Comparison, Date, DateOrRange, Def, Duration, File, Findings, Fixed, Formula, Language,
    Measure, Measured, Open as Pack, Optional, Orders, Prose, Range, Ref, Refs, Selector, Text,
    WholeOrFile,
};
use crate::syntax::vocabulary::{Count, Open, Place, Slot, Space, Word};

/// `on us, uk`: the sites that an item is limited to.
const ON: Slot = Optional(&[Fixed("on"), Refs(Space::Site)]);
/// The language of a text, where it is not the plan's.
const IN: Slot = Optional(&[Language]);

const fn word(name: &'static str, within: Place, slots: &'static [Slot], count: Count) -> Word {
    Word { name, within, slots, block: None, count, about: "", example: "" }
}

impl Word {
    /// The place that the word's block makes.
    const fn holding(mut self, place: Place) -> Self {
        self.block = Some(place);
        self
    }

    /// One sentence for people, and how it is written.
    const fn says(mut self, about: &'static str, example: &'static str) -> Self {
        self.about = about;
        self.example = example;
        self
    }
}

/// Every word, with everything that may stand behind it.
pub const WORDS: &[Word] = &[
    word("use", Place::File, &[File], Count::Many)
        .says("takes the items of another file of the case folder", r#"use "team.poa""#),
    word("case", Place::File, &[Def(Space::Case)], Count::Once)
        .holding(Place::Case)
        .says("one enforcement event of one account", "case undelivered-parcels { … }"),
    word("site", Place::File, &[Def(Space::Site)], Count::Many).holding(Place::Site).says(
        "a marketplace: its window, orders, defects, disclosures and attachments",
        "site uk { … }",
    ),
    word("person", Place::File, &[Def(Space::Person)], Count::Many)
        .holding(Place::Person)
        .says("somebody who carries out or verifies an action", "person logistics-lead { … }"),
    word("submission", Place::File, &[Def(Space::Submission), ON], Count::Many)
        .holding(Place::Submission)
        .says("an earlier attempt and what was asked after it", "submission first on us { … }"),
    word("finding", Place::File, &[Def(Space::Finding), ON], Count::Many)
        .holding(Place::Finding)
        .says("a problem statement for a group of defect orders", "finding no-delivery-scan { … }"),
    word("evidence", Place::File, &[Def(Space::Evidence), Optional(&[File]), ON], Count::Many)
        .holding(Place::Evidence)
        .says(
            "an exhibit: a file and what it proves",
            r#"evidence carrier-scans "evidence/carrier-scans.pdf" { … }"#,
        ),
    word(
        "action",
        Place::File,
        &[Def(Space::Action), Choice(&["contain", "correct", "prevent"]), ON],
        Count::Many,
    )
    .holding(Place::Action)
    .says(
        "what was done: stop the harm, mend the cause, keep it from coming back",
        "action block-economy contain { … }",
    ),
    word(
        "remedy",
        Place::File,
        &[Def(Space::Remedy), Fixed("for"), Refs(Space::Finding), ON],
        Count::Many,
    )
    .holding(Place::Remedy)
    .says("what the buyers concerned received", "remedy refunds for no-delivery-scan { … }"),
    word("dispute", Place::File, &[Def(Space::Dispute), ON], Count::Many)
        .holding(Place::Dispute)
        .says(
            "defects that should not count, with reason and proof",
            "dispute denied-claims { … }",
        ),
    word("related", Place::File, &[Pack(Open::RelatedKind), ON], Count::Many)
        .holding(Place::Related)
        .says(
            "another metric or violation that is open at the same time",
            "related late-shipment-rate { … }",
        ),
    word("followup", Place::File, &[Date, ON], Count::Many).holding(Place::Followup).says(
        "the report on the measured effect, promised for a day",
        "followup 2026-12-12 { measure carrier-training }",
    ),
    word(
        "allow",
        Place::File,
        &[Pack(Open::Rule), ON, Fixed("because"), Text, Optional(&[Fixed("until"), Date])],
        Count::Many,
    )
    .says(
        "a reasoned, dated exception from a rule",
        r#"allow screenshot-only because "The portal has no export." until 2026-12-15"#,
    ),
    word("todo", Place::File, &[Text], Count::Many).says(
        "a hole that a person must fill; drafts build with a watermark",
        r#"todo "who signed the delivery note?""#,
    ),
    word("seller", Place::Case, &[Text], Count::Required)
        .says("the seller's name as Amazon knows it", r#"seller "Lumen & Oak Trading Co., Ltd.""#),
    word("trigger", Place::Case, &[Pack(Open::Trigger)], Count::Required)
        .says("what Amazon limited", "trigger account-deactivated"),
    word("fulfilment", Place::Case, &[Choice(&["seller", "amazon"])], Count::Required)
        .says("who ships the orders of the metric", "fulfilment seller"),
    word("category", Place::Case, &[Pack(Open::Category)], Count::Once)
        .says("what is sold", "category electronics"),
    word("noticed", Place::Case, &[Date], Count::Required)
        .says("the day of Amazon's notice", "noticed 2026-10-24"),
    word("submit", Place::Case, &[Date], Count::Required)
        .says("the day on which the plan is sent", "submit 2026-11-12"),
    word("window", Place::Site, &[Range], Count::Required).says(
        "the window of the metric as printed on the report, both days included",
        "window 2026-08-10 .. 2026-10-08",
    ),
    word("orders", Place::Site, &[WholeOrFile], Count::Required).says(
        "how many orders the window holds: the number on the report, or the all-orders file",
        "orders 1482",
    ),
    word("defects", Place::Site, &[File], Count::Required).says(
        "the order-level download of the order defect rate",
        r#"defects "data/us-defects.csv""#,
    ),
    word("report", Place::Site, &[File], Count::Many).says(
        "an account health report: the newest is held against the counts",
        r#"report "data/performance.json""#,
    ),
    word("opened", Place::Site, &[Date], Count::Once)
        .says("the day on which the shop opened on this site", "opened 2026-08-03"),
    word("ships-to", Place::Site, &[Pack(Open::Region)], Count::Many).says(
        "a part of the country with law of its own to which orders of the case went; the pack \
         names them",
        "ships-to quebec",
    ),
    word(
        "attach",
        Place::Site,
        &[Pack(Open::Attachment), Optional(&[Refs(Space::Evidence)])],
        Count::Many,
    )
    .says("an exhibit that the site's pack asks for by name", "attach message-log ja-messages"),
    word("disclose", Place::Site, &[Pack(Open::Disclosure)], Count::Many)
        .holding(Place::Disclose)
        .says(
            "facts for a disclosure that the site's pack asks for",
            "disclose returns-policy { cancellation 30d }",
        ),
    word("language", Place::Site, &[Language], Count::Once).says(
        "the language of the site's own texts, where it is not the marketplace's",
        "language ja",
    ),
    word("name", Place::Person, &[Text], Count::Once)
        .says("the name; left out, the role is printed", r#"name "Logistics lead""#),
    word("role", Place::Person, &[Text], Count::Required)
        .says("what the person is responsible for", r#"role "Logistics""#),
    word("sent", Place::Submission, &[Date], Count::Required)
        .says("the day on which it was sent", "sent 2026-10-27"),
    word("rejected", Place::Submission, &[Date], Count::Once)
        .says("the day on which it was refused", "rejected 2026-10-30"),
    word("asked", Place::Submission, &[Def(Space::Request), Text], Count::Many).says(
        "what the refusal asks for, word for word",
        r#"asked carrier-training "Please provide proof of carrier training.""#,
    ),
    word("plan", Place::Submission, &[File], Count::Once)
        .says("the plan that was sent, as PDF or text file", r#"plan "sent/first.pdf""#),
    word("text", Place::Submission, &[Prose], Count::Many).says(
        "the text that was sent, where there is no file",
        r#"text "We changed the carrier.""#,
    ),
    word("cause", Place::Finding, &[Pack(Open::Cause)], Count::Once).says(
        "logistics, product, service or policy; the pack refines it",
        "cause logistics.carrier",
    ),
    word("issue", Place::Finding, &[Pack(Open::Issue)], Count::Once)
        .says("Amazon's own word for what the buyers met", "issue not-received"),
    word("covers", Place::Finding, &[Selector], Count::Required).says(
        "the defect orders that the finding answers",
        "covers defects where kind is a-to-z or chargeback",
    ),
    word("text", Place::Finding, &[IN, Prose], Count::Many).says(
        "what happened, in facts and figures",
        r#"text "{{ covered.count }} parcels were never scanned (@carrier-scans).""#,
    ),
    word("why", Place::Finding, &[IN, Prose], Count::Many).says(
        "one step of the five whys; the last is the root cause",
        r#"why "Nobody owned the routing table.""#,
    ),
    word("missed", Place::Finding, &[IN, Prose], Count::Many)
        .says("why it was not noticed", r#"missed "A parcel without a scan raised no alarm.""#),
    word("proof", Place::Finding, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof carrier-scans, routing-before"),
    word("title", Place::Evidence, &[IN, Text], Count::Many)
        .says("what the exhibit shows", r#"title "Carrier scan history""#),
    word("kind", Place::Evidence, &[Pack(Open::EvidenceKind)], Count::Required)
        .says("what kind of proof it is", "kind delivery-proof"),
    word("for", Place::Evidence, &[Refs(Space::Finding)], Count::Once)
        .says("the findings that it speaks for", "for no-delivery-scan"),
    word("captured", Place::Evidence, &[DateOrRange], Count::Required)
        .says("when it was made", "captured 2026-10-26"),
    word("language", Place::Evidence, &[Language], Count::Once)
        .says("the language of its content", "language ja"),
    word("alt", Place::Evidence, &[Text], Count::Once).says(
        "what it shows, for readers who cannot see it",
        r#"alt "Table of 24 parcels with their last scan""#,
    ),
    word("measure", Place::Evidence, &[Formula], Count::Once).says(
        "what is measured in its rows, for every action whose effect it proves",
        "measure median hours from opened to first-reply",
    ),
    word("screenshot", Place::Evidence, &[], Count::Once)
        .says("it is a picture of a screen, and not an export or a document", "screenshot"),
    word("on", Place::Evidence, &[Ref(Space::Site), File], Count::Many).says(
        "the file for one site, where it differs",
        r#"on uk "evidence/uk/carrier-scans.pdf""#,
    ),
    word(
        "hide",
        Place::Evidence,
        &[Choice(&["words", "column", "area", "pages"]), Text],
        Count::Many,
    )
    .says(
        "what is taken out of the copy that leaves: words, a column, an area of a picture or page, \
         whole pages",
        r#"hide column "buyer-email""#,
    ),
    word("fixes", Place::Action, &[Findings], Count::Once).says(
        "the findings that it answers; `.missed` for why it was not noticed",
        "fixes no-delivery-scan",
    ),
    word("answers", Place::Action, &[Refs(Space::Request)], Count::Once).says(
        "the request of an earlier refusal that it answers",
        "answers first.carrier-training",
    ),
    word("did", Place::Action, &[IN, Prose], Count::Many).says(
        "what was done, in the past tense",
        r#"did "We removed the economy service (@template-change).""#,
    ),
    word("will", Place::Action, &[Prose, Fixed("by"), Date], Count::Once)
        .says("a promise, with its day", r#"will "All templates are reviewed." by 2026-12-01"#),
    word("owner", Place::Action, &[Ref(Space::Person)], Count::Once)
        .says("who carried it out", "owner logistics-lead"),
    word("done", Place::Action, &[DateOrRange], Count::Once)
        .says("when it was done", "done 2026-10-25"),
    word("since", Place::Action, &[Date], Count::Once)
        .says("the day from which a measure is in force", "since 2026-11-09"),
    word("every", Place::Action, &[Duration], Count::Once)
        .says("how often a measure is repeated", "every 1d"),
    word("proof", Place::Action, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof template-change"),
    word("verify", Place::Action, &[Fixed("by"), Ref(Space::Person)], Count::Once)
        .holding(Place::Verify)
        .says(
            "how its effect was checked, by someone other than the owner",
            "verify by operations-lead { … }",
        ),
    word("measure", Place::Verify, &[Measured], Count::Once).says(
        "what was measured; without quotes, and `in` an exhibit, it is computed from its rows",
        r#"measure "parcels scanned at pickup""#,
    ),
    word("expect", Place::Verify, &[Comparison], Count::Once).says("the target", "expect >= 99%"),
    word("was", Place::Verify, &[Measure, Optional(&[Fixed("over"), Range])], Count::Once)
        .says("the value before", "was 81.4% over 2026-09-01 .. 2026-10-24"),
    word("now", Place::Verify, &[Measure, Optional(&[Fixed("over"), Range])], Count::Once)
        .says("the value after", "now 99.6% over 2026-11-06 .. 2026-11-11"),
    word("proof", Place::Verify, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof scan-report"),
    word(
        "gave",
        Place::Remedy,
        &[Choice(&["full-refund", "partial-refund", "replacement", "voucher", "missing-part"])],
        Count::Required,
    )
    .says("what the buyers received", "gave full-refund"),
    word("done", Place::Remedy, &[DateOrRange], Count::Required)
        .says("when they received it", "done 2026-10-25 .. 2026-10-28"),
    word("text", Place::Remedy, &[IN, Prose], Count::Many)
        .says("what else there is to say", r#"text "Every buyer was written to first.""#),
    word("proof", Place::Remedy, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof refund-report"),
    word("orders", Place::Dispute, &[Orders], Count::Required)
        .says("the orders that should not count", "orders 112-1234567-1234567"),
    word("reason", Place::Dispute, &[Text], Count::Required)
        .says("why they should not count", r#"reason "Amazon denied the claim on 2026-10-20.""#),
    word("proof", Place::Dispute, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof claim-decisions"),
    word("stands", Place::Related, &[Measure, Optional(&[Fixed("over"), Range])], Count::Once)
        .says("where the metric stands", "stands 3.1% over 2026-10-01 .. 2026-10-30"),
    word("text", Place::Related, &[IN, Prose], Count::Many)
        .says("what is being done about it", r#"text "Below the target since 25 October.""#),
    word("proof", Place::Related, &[Refs(Space::Evidence)], Count::Once)
        .says("the exhibits that show it", "proof carrier-agreement"),
    word("measure", Place::Followup, &[Refs(Space::Action)], Count::Required)
        .says("the actions whose effect is reported", "measure carrier-training, no-scan-alarm"),
];
