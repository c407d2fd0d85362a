//! The mappings of packs and their fields. Plain data; `docs/packs.md` is the same for people.

use crate::policy::fact::TYPES as FACT_TYPES;
use crate::policy::mapping::rules::{DISCLOSURE_TESTS, RULE, TESTS};
use crate::policy::mapping::short::{flag, inner, may, needed, needed_text, text, texts, words};
use crate::policy::mapping::{Field, Mapping, Shape};
use crate::policy::types::{CONFIDENCES, HELD_AGAINST, LEVELS, ROLES, SOURCE_KINDS};
use crate::value::identifier::FORMS;

/// What an entry rests on: one of the two.
pub(crate) static BASIS: &[Field] = &[
    text("source", "An id of `sources`"),
    flag("convention", "`true`: practice alone supports it"),
];

fn forms() -> Vec<&'static str> {
    FORMS.iter().map(|form| form.name).collect()
}

/// A file of a pack.
pub static FILE: Mapping = Mapping { groups: &[HEAD_FIELDS, SECTION_FIELDS] };

static HEAD_FIELDS: &[Field] = &[
    text("pack", "Name of the pack; codes of sites are names of packs"),
    text("title", "What the pack is for"),
    text("inherits", "The pack whose entries it takes over"),
    may(
        "marketplace",
        Shape::AnyOf(&[Shape::Text, Shape::Mapping(&MARKETPLACE)]),
        "Code of a marketplace, or its facts",
    ),
    text("version", "Version of the pack: `1.0.0`"),
    text("sound_site", "A `site` that meets everything the pack asks; tests are laid over it"),
];

/// The head of a pack, in exactly one of its files.
pub static HEAD: Mapping = Mapping { groups: &[HEAD_FIELDS] };

static SECTION_FIELDS: &[Field] = &[
    may(
        "sources",
        Shape::Map(&Shape::Mapping(&SOURCE)),
        "Who asks for it: laws, rules of Amazon, practice",
    ),
    may(
        "values",
        Shape::Map(&Shape::Mapping(&VALUE)),
        "Numbers and words with the day from which they hold",
    ),
    may("evidence_kinds", Shape::Map(&Shape::Mapping(&EVIDENCE_KIND)), "Kinds of exhibits"),
    may("causes", Shape::Map(&Shape::Mapping(&CAUSE)), "Families of causes"),
    may("issues", Shape::Map(&Shape::Mapping(&TERM)), "What buyers met, in Amazon's words"),
    may("triggers", Shape::Map(&Shape::Mapping(&TERM)), "What Amazon did"),
    may("categories", Shape::Map(&Shape::Mapping(&TERM)), "Categories of goods"),
    may(
        "related_kinds",
        Shape::Map(&Shape::Mapping(&TERM)),
        "Problems that may be open at the same time",
    ),
    may(
        "regions",
        Shape::Map(&Shape::Mapping(&TERM)),
        "Parts of the country with law of their own",
    ),
    may(
        "word_lists",
        Shape::Map(&Shape::Text),
        "Words with blanks between them, for patterns: `{{ NAME }}` is any word of the list",
    ),
    may("law_names", Shape::Map(&Shape::Mapping(&LAW_NAMES)), "What the site's own law is called"),
    may(
        "attachments",
        Shape::Map(&Shape::Mapping(&ATTACHMENT)),
        "Exhibits that the site asks for by name",
    ),
    may(
        "disclosures",
        Shape::Map(&Shape::Mapping(&DISCLOSURE)),
        "What the plan says about the site's law",
    ),
    may("rules", Shape::List(&Shape::Mapping(&RULE)), "What is looked for"),
];

/// The sections of a file of a pack.
pub static SECTIONS: Mapping = Mapping { groups: &[SECTION_FIELDS] };

/// An entry of `sources`.
pub static SOURCE: Mapping = Mapping {
    groups: &[&[
        text("title", "Title of the text"),
        text("url", "Its address"),
        may("kind", Shape::Word(|| words(&SOURCE_KINDS)), "Who speaks"),
        may(
            "confidence",
            Shape::Word(|| words(&CONFIDENCES)),
            "How well it is known; `unsure` carries advice at most",
        ),
        may("from", Shape::Day, "In force from this day"),
        may("until", Shape::Day, "The last day in force"),
        may("on", Shape::Word(|| words(&HELD_AGAINST)), "The day that both are held against"),
    ]],
};

/// An entry of `values`.
pub static VALUE: Mapping = Mapping {
    groups: &[&[
        text("about", "What it is"),
        may("dated", Shape::List(&Shape::Mapping(&DATED)), "What holds from which day on"),
    ]],
};

/// One number of a value.
pub static DATED: Mapping = Mapping {
    groups: &[
        &[
            needed(
                "value",
                Shape::AnyOf(&[
                    Shape::Number,
                    Shape::Text,
                    Shape::Flag,
                    Shape::List(&Shape::AnyOf(&[Shape::Number, Shape::Text, Shape::Flag])),
                ]),
                "The number or text",
            ),
            needed("from", Shape::Day, "Its first day"),
        ],
        BASIS,
    ],
};

/// An entry of `evidence_kinds`.
pub static EVIDENCE_KIND: Mapping = Mapping {
    groups: &[
        &[
            text("title", "How it is printed"),
            may("speaks", Shape::Word(|| words(&ROLES)), "What it proves"),
            flag("lists_orders", "Whether it names every order that it speaks for"),
            texts("fits", "Families of causes that it can prove"),
            text("about", "What it is"),
            may("dpi_min", Shape::Whole(75, 300), "Dots per inch below which it cannot be read"),
        ],
        BASIS,
    ],
};

/// An entry of `causes`.
pub static CAUSE: Mapping = Mapping {
    groups: &[&[
        text("title", "How it is printed"),
        may("kinds", Shape::Map(&Shape::Text), "Causes in it, and how each is printed"),
    ]],
};

/// A word of the site.
pub static TERM: Mapping = Mapping {
    groups: &[&[text("title", "How it is printed"), text("about", "What it is")], BASIS],
};

/// An entry of `law_names`.
pub static LAW_NAMES: Mapping = Mapping {
    groups: &[&[
        text("of", "Whose law it is, as messages print it"),
        texts("names", "Names as written, in whole words"),
        texts("match", "Regular expressions that find names"),
        inner("zh", &ZH_LAW, "The same in Simplified Chinese"),
    ]],
};

/// `zh` of the names of law.
pub static ZH_LAW: Mapping = Mapping { groups: &[&[text("of", "Whose law it is")]] };

/// An entry of `attachments`.
pub static ATTACHMENT: Mapping = Mapping {
    groups: &[
        &[
            text("title", "How it is called"),
            text("when", "When it is asked for: an expression over the case"),
            texts("kinds", "Kinds of exhibit that will do"),
            text("language", "Language that the exhibit must have"),
            may("level", Shape::Word(|| words(&LEVELS)), "How much it matters"),
            text("why", "Why it is asked for"),
            text("help", "How to supply it"),
            inner("tests", &TESTS, "Pieces of `.poa` on which it fires and is silent"),
            inner("zh", &ZH_ATTACHMENT, "The same texts in Simplified Chinese"),
        ],
        BASIS,
    ],
};

/// `zh` of an attachment.
pub static ZH_ATTACHMENT: Mapping = Mapping {
    groups: &[&[
        text("title", "How it is called"),
        text("why", "Why it is asked for"),
        text("help", "How to supply it"),
    ]],
};

/// An entry of `disclosures`.
pub static DISCLOSURE: Mapping = Mapping {
    groups: &[
        &[
            text("title", "Its heading"),
            text("when", "When it is asked for: an expression over the case"),
            may("level", Shape::Word(|| words(&LEVELS)), "How much it matters that it is missing"),
            texts("sources", "Ids of `sources`"),
            may("facts", Shape::Map(&Shape::Mapping(&FACT)), "What the seller says"),
            may(
                "text",
                Shape::Map(&Shape::Text),
                "Markdown by language, with the names of facts in `{{ }}`",
            ),
            inner("tests", &DISCLOSURE_TESTS, "Pieces of `.poa` on which it fires and is silent"),
            text("why", "Why it is asked for"),
            flag("automatic", "`true`: printed without being asked"),
            flag("verbatim", "`true`: law fixes the words"),
            inner("zh", &ZH_DISCLOSURE, "The same texts in Simplified Chinese"),
        ],
        BASIS,
    ],
};

/// `zh` of a disclosure.
pub static ZH_DISCLOSURE: Mapping = Mapping {
    groups: &[&[
        text("title", "Its heading"),
        text("why", "Why it is asked for"),
        may("about", Shape::Map(&Shape::Text), "What each fact is"),
    ]],
};

/// A fact of a disclosure.
pub static FACT: Mapping = Mapping {
    groups: &[
        &[
            may("type", Shape::Word(|| FACT_TYPES.to_vec()), "What it may be"),
            text("about", "What it is"),
            text("when", "When it is asked for: an expression over the case"),
            may(
                "level",
                Shape::Word(|| words(&LEVELS)),
                "How much it matters; as much as its disclosure where left out",
            ),
            may("at_least", Shape::Length, "At least this long"),
            may("at_most", Shape::Length, "At most this long"),
            may(
                "advise_at_least",
                Shape::Length,
                "Shorter is lawful, yet weaker than the site's own policy",
            ),
            may(
                "advise_at_most",
                Shape::Length,
                "Longer is lawful, yet weaker than the site's own policy",
            ),
            text("advise_source", "What the advice rests on"),
            text("runs_from", "The event from which it is counted"),
            may(
                "one_of",
                Shape::AnyOf(&[Shape::List(&Shape::Text), Shape::Map(&Shape::Map(&Shape::Text))]),
                "The words of a choice, with what is printed by language",
            ),
            texts("kinds", "Kinds of exhibit"),
            may(
                "form",
                Shape::AnyOf(&[Shape::Word(forms), Shape::List(&Shape::Word(forms))]),
                "The form of a number of a register",
            ),
            texts("or", "Words that may stand in place of the number"),
        ],
        BASIS,
    ],
};

/// Facts of a marketplace.
pub static MARKETPLACE: Mapping = Mapping {
    groups: &[&[
        needed_text("code", "Code of the site"),
        needed_text("country", "ISO 3166-1: `DE`"),
        needed_text("name", "Name of the country"),
        needed_text("domain", "`amazon.de`"),
        needed_text("marketplace_id", "`A1PA6795UKMFR9`"),
        needed_text("sales_channel", "As in Amazon's order reports: `Amazon.de`"),
        needed_text("currency", "ISO 4217: `EUR`"),
        needed("currency_decimals", Shape::Whole(0, 4), "Digits behind the point"),
        needed_text("language", "BCP 47 tag of the plan: `en-GB`"),
        text("local_language", "BCP 47 tag of the site's own texts, where it is another"),
        needed_text("date_form", "Dates in the plan's language: `D MMMM YYYY`"),
        text("local_date_form", "Dates in the site's own language"),
        needed_text("timezone", "IANA name: `Europe/Berlin`"),
        needed_text("seller_central", "Address of Seller Central"),
        needed_text("order_defect_rate", "What the metric is called"),
        text("local_order_defect_rate", "What it is called in the site's own language"),
        may(
            "sources",
            Shape::List(&Shape::Mapping(&MARKETPLACE_SOURCE)),
            "What the fields rest on",
        ),
    ]],
};

/// What some fields of a marketplace rest on.
pub static MARKETPLACE_SOURCE: Mapping = Mapping {
    groups: &[&[
        needed_text("title", "Title of the text"),
        text("url", "Its address"),
        texts("fields", "The fields that it supports"),
        needed("kind", Shape::Word(|| words(&SOURCE_KINDS)), "Who speaks"),
        may("confidence", Shape::Word(|| words(&CONFIDENCES)), "How well it is known"),
    ]],
};
