//! The mappings inside rules and tests, and their fields. Plain data; `docs/packs.md` is the same
//! for people.

use crate::policy::mapping::short::{
    flag, inner, may, needed, needed_text, one_or_many, text, texts, words,
};
use crate::policy::mapping::tables::BASIS;
use crate::policy::mapping::{Field, Mapping, Shape};
use crate::policy::native::NATIVE_CHECKS;
use crate::policy::timeline::{Among, DayOf};
use crate::policy::types::{Each, LEVELS, PARTS};

/// What tests of all entries have.
static TEST_FIELDS: &[Field] = &[
    one_or_many("fires", "Pieces of `.poa` on which it fires"),
    one_or_many("silent", "Pieces of `.poa` on which it is silent"),
    one_or_many("says", "Words of what is told on the first piece of `fires`"),
    may("equal", Shape::Map(&Shape::Text), "Changes that change nothing, each with the reason"),
];

/// An entry of `rules`.
pub static RULE: Mapping = Mapping {
    groups: &[
        &[
            needed_text("name", "Named by the fault; a published name never changes"),
            text("row", "The line of the mission that it serves"),
            may("level", Shape::Word(|| words(&LEVELS)), "How much a fault matters"),
            text("why", "Why a reviewer refuses a plan with this fault"),
            may(
                "each",
                Shape::Word(|| Each::ALL.map(Each::as_str).to_vec()),
                "What it looks at, one by one",
            ),
            text("when", "Which of them: an expression"),
            text("require", "A fault where this expression is false"),
            inner("text", &WORDS, "Words and patterns in prose"),
            inner("evidence", &NEEDS, "Kinds of proof"),
            inner("timeline", &TIMELINE, "Orders of days"),
            inner("leaving", &LEAVING, "How data of buyers is told in all that leaves the house"),
            may(
                "native",
                Shape::Word(|| NATIVE_CHECKS.iter().map(|check| check.name).collect()),
                "A named check in Rust",
            ),
            may(
                "params",
                Shape::Map(&Shape::AnyOf(&[Shape::Number, Shape::Text])),
                "Parameters of a native check",
            ),
            text("at", "The word that is labelled"),
            text("label", "What the label says"),
            may("also", Shape::List(&Shape::Mapping(&ALSO)), "Further labels"),
            text("message", "What is wrong, with `{{ expressions }}`"),
            text("help", "What to write instead"),
            texts("implies", "Rules whose faults only follow from this one's"),
            inner("tests", &WORD_TESTS, "Pieces of `.poa` on which it fires and is silent"),
            inner("zh", &ZH_RULE, "The same texts in Simplified Chinese"),
        ],
        BASIS,
    ],
};

/// `zh` of a rule.
pub static ZH_RULE: Mapping = Mapping {
    groups: &[&[
        text("why", "Why"),
        text("message", "What is wrong"),
        text("help", "What to write instead"),
        text("label", "What the label says"),
        texts("also", "The further labels, in order"),
    ]],
};

/// A further label.
pub static ALSO: Mapping = Mapping {
    groups: &[&[needed_text("at", "`item.word`"), needed_text("label", "What it says")]],
};

/// `text` of a rule.
pub static WORDS: Mapping = Mapping {
    groups: &[&[
        text("language", "Only prose in this language"),
        may("part", Shape::Word(|| words(&PARTS)), "Only this part of the prose"),
        may("patterns", Shape::List(&Shape::Mapping(&PATTERN)), "What is found"),
        flag("foreign_law", "`true`: names of law that other packs declare"),
    ]],
};

/// A pattern.
pub static PATTERN: Mapping = Mapping {
    groups: &[&[
        needed(
            "match",
            Shape::AnyOf(&[Shape::Text, Shape::List(&Shape::Text)]),
            "A regular expression, or a list of them",
        ),
        text("instead", "What to say instead"),
        one_or_many("unless", "Silent in sentences where this matches"),
        text("zh", "What to say instead, in Simplified Chinese"),
        text("fix", "Words that may take the place of what is found; `${1}` is the first group"),
    ]],
};

/// `evidence` of a rule.
pub static NEEDS: Mapping = Mapping {
    groups: &[&[
        may("of", Shape::Word(|| vec!["finding", "action", "case"]), "Whose exhibits"),
        text("by", "The key of `needs`: an expression"),
        may(
            "needs",
            Shape::AnyOf(&[
                Shape::List(&Shape::Mapping(&GROUP)),
                Shape::Map(&Shape::List(&Shape::Mapping(&GROUP))),
            ]),
            "Groups of kinds, each of which one exhibit must meet",
        ),
    ]],
};

/// `leaving` of a rule.
pub static LEAVING: Mapping = Mapping {
    groups: &[&[
        may("patterns", Shape::List(&Shape::Mapping(&PATTERN)), "What is found in any text"),
        may(
            "columns",
            Shape::List(&Shape::Mapping(&PATTERN)),
            "Headings of columns with data of buyers",
        ),
        may(
            "columns_of_others",
            Shape::List(&Shape::Mapping(&PATTERN)),
            "Headings of columns with data of others",
        ),
        may(
            "masked",
            Shape::List(&Shape::Mapping(&PATTERN)),
            "Cells that were made unreadable, or name nobody",
        ),
        may(
            "contacts",
            Shape::List(&Shape::Mapping(&PATTERN)),
            "Finds that belong to Amazon, carriers or everybody",
        ),
        texts("own_facts", "Facts in which the seller names himself"),
        texts("public_kinds", "Kinds of exhibit that anybody may read"),
    ]],
};

/// A group of kinds.
pub static GROUP: Mapping = Mapping {
    groups: &[&[needed("any", Shape::List(&Shape::Text), "Kinds of which one will do")]],
};

/// `timeline` of a rule.
pub static TIMELINE: Mapping = Mapping {
    groups: &[&[
        may("orders", Shape::List(&Shape::Mapping(&ORDER)), "Which day comes before which"),
        may(
            "said",
            Shape::List(&Shape::Mapping(&PATTERN)),
            "Words of `did` that give the day of an action",
        ),
    ]],
};

/// An order of days.
pub static ORDER: Mapping = Mapping {
    groups: &[&[
        needed("earlier", Shape::Word(|| words(&DayOf::ALL)), "The day that comes first"),
        needed(
            "later",
            Shape::Word(|| words(&DayOf::ALL)),
            "The day that comes after it, or is the same",
        ),
        may("slack_days", Shape::Whole(0, 31), "Days that it may be off"),
        may("among", Shape::Word(|| words(&Among::ALL)), "Which exhibits are meant"),
        texts("kinds", "Only exhibits of these kinds"),
        inner("unless", &PATTERN, "Silent for exhibits whose title this finds"),
        needed_text("says", "What a contradiction is called"),
        text("zh", "The same in Simplified Chinese"),
    ]],
};

/// `tests` of an entry.
pub static TESTS: Mapping = Mapping { groups: &[TEST_FIELDS] };

/// `tests` of a disclosure.
pub static DISCLOSURE_TESTS: Mapping = Mapping {
    groups: &[
        TEST_FIELDS,
        &[one_or_many("short", "Pieces of `.poa` in which a fact is short of the site's policy")],
    ],
};

/// `tests` of a rule with patterns.
pub static WORD_TESTS: Mapping = Mapping {
    groups: &[
        TEST_FIELDS,
        &[
            may("finds", SAMPLES, "Sentences and cells in which the patterns find something"),
            may("spares", SAMPLES, "Sentences and cells in which they find nothing"),
        ],
    ],
};

/// A sentence, or a list of sentences and cells.
const SAMPLES: Shape = Shape::AnyOf(&[Shape::Text, Shape::List(&SAMPLE)]);
const SAMPLE: Shape = Shape::AnyOf(&[Shape::Text, Shape::Mapping(&SAMPLE_CELL)]);

/// A cell that `leaving` is held against.
pub static SAMPLE_CELL: Mapping = Mapping {
    groups: &[&[
        needed_text("column", "The heading of its column"),
        needed_text("cell", "What stands in it"),
    ]],
};
