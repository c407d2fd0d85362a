//! Marketplaces: what is no policy. In: `marketplaces/CODE.yaml`. Out: [`Marketplace`]. Knows no
//! pack but the code that it names.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Outcome, merge};
use crate::policy::declare::{Cited, cited};
use crate::policy::load::{PackFile, Packs};
use crate::policy::mapping::tables::{MARKETPLACE, MARKETPLACE_SOURCE};
use crate::policy::shape::{Faults, Fields, suggestion};
use crate::policy::types::{Confidence, SourceKind};
use crate::policy::yaml::{Node, Tree, read};
use crate::source::{Sources, Span};

/// Facts of one marketplace.
#[derive(Debug, Clone)]
pub struct Marketplace {
    /// `de`
    pub code: String,
    /// ISO 3166-1: `DE`.
    pub country: String,
    /// `Germany`
    pub name: String,
    /// `amazon.de`
    pub domain: String,
    /// `A1PA6795UKMFR9`
    pub marketplace_id: String,
    /// As in Amazon's order reports: `Amazon.de`.
    pub sales_channel: String,
    /// ISO 4217: `EUR`.
    pub currency: String,
    /// Digits behind the point in amounts of this currency.
    pub currency_decimals: u32,
    /// BCP 47 tag of the plan: `en-GB`.
    pub language: String,
    /// BCP 47 tag of the site's own texts, where it is another: `de-DE`.
    pub local_language: Option<String>,
    /// Dates in the plan's language, in the letters of docs/packs.md: `D MMMM YYYY`.
    pub date_form: String,
    /// Dates in the site's own language.
    pub local_date_form: Option<String>,
    /// IANA name: `Europe/Berlin`.
    pub timezone: String,
    /// Address of Seller Central.
    pub seller_central: String,
    /// What the metric is called.
    pub order_defect_rate: String,
    /// What it is called in the site's own language.
    pub local_order_defect_rate: Option<String>,
    /// What the fields above rest on.
    pub sources: Vec<MarketplaceSource>,
    /// Where the code stands.
    pub span: Span,
}

impl Marketplace {
    /// BCP 47 tag of the plan.
    pub fn plan_language(&self) -> &str {
        &self.language
    }
}

/// What some fields of a marketplace rest on.
#[derive(Debug, Clone)]
pub struct MarketplaceSource {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// The fields that it supports.
    pub fields: Vec<String>,
    /// Who speaks.
    pub kind: SourceKind,
    /// How well it is known.
    pub confidence: Confidence,
}

/// All marketplaces, by code.
#[derive(Debug, Clone, Default)]
pub struct Marketplaces {
    list: BTreeMap<String, Marketplace>,
}

impl Marketplaces {
    /// The marketplace with this code.
    pub fn get(&self, code: &str) -> Option<&Marketplace> {
        self.list.get(code)
    }

    /// The marketplaces, sorted by code.
    pub fn iter(&self) -> impl Iterator<Item = &Marketplace> {
        self.list.values()
    }
}

/// Reads marketplaces; each pack's `marketplace` must be among them.
///
/// **Errors**: the `pack-…` faults of the files, and `pack-value` for a code that no file has.
pub fn load_marketplaces(
    files: &[PackFile],
    packs: &Packs,
    sources: &mut Sources,
) -> Outcome<Marketplaces> {
    let ids: Vec<_> = files.iter().map(|file| sources.add(&*file.path, &*file.text)).collect();
    let mut faults = Faults::new(sources);
    let mut list: BTreeMap<String, Marketplace> = BTreeMap::new();
    for id in ids {
        let tree = match read(id, faults.sources) {
            Ok(tree) => tree,
            Err(found) => {
                faults.list.extend(found);
                continue;
            }
        };
        let Some(marketplace) = marketplace(&tree, &mut faults) else { continue };
        if let Some(known) = list.get(&marketplace.code) {
            faults.add(declared_twice(&marketplace, known));
            continue;
        }
        list.insert(marketplace.code.clone(), marketplace);
    }
    for own in &packs.marketplaces {
        match list.get(&own.code) {
            // Packs that both ask for it without one inheriting from the other have their fault.
            Some(_) if packs.has_rivals(&own.code) => {}
            Some(known) => faults.add(declared_twice(own, known)),
            None => drop(list.insert(own.code.clone(), own.clone())),
        }
    }
    for policy in packs.iter() {
        let code = policy.marketplace.as_ref().filter(|code| !list.contains_key(*code));
        if let Some(code) = code {
            let message =
                format!("the pack `{}` names no known marketplace: `{code}`", policy.name);
            let help = suggestion(code, list.keys().map(String::as_str));
            let mut fault = Diagnostic::error("pack-value", message).help(help);
            if let Some(span) = policy.span {
                fault = fault.at(span, "this pack");
            }
            faults.add(fault);
        }
    }
    Outcome::new(Marketplaces { list }, merge(faults.list))
}

fn declared_twice(second: &Marketplace, first: &Marketplace) -> Diagnostic {
    let message = format!("the marketplace `{}` is declared twice", second.code);
    let fault = Diagnostic::error("pack-value", message).at(second.span, "again");
    fault.also(first.span, "the first time").help("keep one of them")
}

/// Reads one marketplace.
pub(crate) fn marketplace(tree: &Tree, faults: &mut Faults<'_>) -> Option<Marketplace> {
    let fields = Fields::of(tree, ("the marketplace", tree.span), &MARKETPLACE, faults)?;
    let sources = fields.items("sources", faults);
    let sources = sources.iter().filter_map(|item| source(item, faults)).collect();
    let currency_decimals = decimals(&fields, faults);
    let code_span = fields.get("code").map_or(tree.span, |code| code.span);
    let may = |name: &str, faults: &mut Faults<'_>| fields.text(name, faults).map(|it| it.value);
    let local_language = may("local_language", faults);
    let local_date_form = may("local_date_form", faults);
    let local_order_defect_rate = may("local_order_defect_rate", faults);
    // All fields are asked for before the first missing one ends the reading.
    let mut must = |name: &str| fields.need_text(name, faults).map(|text| text.value);
    let [code, country, name, domain] = ["code", "country", "name", "domain"].map(&mut must);
    let [marketplace_id, sales_channel] = ["marketplace_id", "sales_channel"].map(&mut must);
    let [currency, language, date_form] = ["currency", "language", "date_form"].map(&mut must);
    let [timezone, seller_central] = ["timezone", "seller_central"].map(&mut must);
    let order_defect_rate = must("order_defect_rate");
    check_forms(&fields, faults);
    Some(Marketplace {
        code: code?,
        country: country?,
        name: name?,
        domain: domain?,
        marketplace_id: marketplace_id?,
        sales_channel: sales_channel?,
        currency: currency?,
        currency_decimals: currency_decimals?,
        language: language?,
        local_language,
        date_form: date_form?,
        local_date_form,
        timezone: timezone?,
        seller_central: seller_central?,
        order_defect_rate: order_defect_rate?,
        local_order_defect_rate,
        sources,
        span: code_span,
    })
}

/// A form of one field: its name, what fits, what to write.
type Form = (&'static str, fn(&str) -> bool, &'static str);

/// The fields that have a form.
const FORMS: [Form; 7] = [
    ("code", is_code, "write small letters and digits, eight at most, as in `de`"),
    ("country", |text| is_upper(text, 2), "write the two letters of ISO 3166-1, as in `DE`"),
    ("currency", |text| is_upper(text, 3), "write the three letters of ISO 4217, as in `EUR`"),
    ("language", is_tag, "write a tag such as `en-GB`"),
    ("local_language", is_tag, "write a tag such as `de-DE`"),
    ("date_form", is_date_form, DATE_FORM_HELP),
    ("local_date_form", is_date_form, DATE_FORM_HELP),
];

const DATE_FORM_HELP: &str = "write year, month and day, as in `D MMMM YYYY` or `DD.MM.YYYY`";

fn check_forms(fields: &Fields<'_>, faults: &mut Faults<'_>) {
    for (name, fits, help) in FORMS {
        let Some(tree) = fields.get(name) else { continue };
        if let Node::Text(text) = &tree.node
            && !fits(text)
        {
            faults.value(tree.span, format!("`{name}` cannot be `{text}`"), help);
        }
    }
}

/// A site's code becomes the name of a folder.
fn is_code(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=8).contains(&text.len()) && text.bytes().all(fits)
}

fn is_upper(text: &str, letters: usize) -> bool {
    text.len() == letters && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a text has the shape of a BCP 47 tag.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or("");
    let fits = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(fits)
}

/// Whether a form of dates prints a whole day.
fn is_date_form(form: &str) -> bool {
    form.contains("YYYY") && form.contains('M') && form.contains('D')
}

fn decimals(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<u32> {
    let Some(tree) = fields.get("currency_decimals") else {
        fields.missing("currency_decimals", faults);
        return None;
    };
    let number = match &tree.node {
        Node::Number(number) => number.as_u64().filter(|number| *number <= 4),
        _ => None,
    };
    if number.is_none() {
        let message = "`currency_decimals` is not a number from 0 to 4";
        faults.value(tree.span, message, "write `2`, or `0` for yen");
    }
    u32::try_from(number?).ok()
}

fn source(tree: &Tree, faults: &mut Faults<'_>) -> Option<MarketplaceSource> {
    let fields = Fields::of(tree, ("a source", tree.span), &MARKETPLACE_SOURCE, faults)?;
    let Cited { title, url, kind, confidence } = cited(&fields, faults);
    let supported = fields.texts("fields", faults);
    for name in supported.iter().filter(|name| MARKETPLACE.field(&name.value).is_none()) {
        let message = format!("a marketplace has no field `{}`", name.value);
        faults.value(name.span, message, suggestion(&name.value, MARKETPLACE.names().into_iter()));
    }
    Some(MarketplaceSource {
        title: title?,
        url,
        fields: supported.into_iter().map(|name| name.value).collect(),
        kind: kind?,
        confidence: confidence?,
    })
}
