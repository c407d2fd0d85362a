//! One search through one text. In: the words of a pack, and whom the case names itself. Out:
//! places of data of buyers, each with what it is and a form that can be shown. Knows no place of
//! a case.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::case::Value;
use crate::check::matches::Finds;
use crate::check::site::SiteCase;
use crate::policy::leaving::Leaving;
use crate::policy::pattern::{Pattern, Reading};
use crate::report::Sheet;

/// Most names out of columns that are looked for.
const NAMES_MAX: usize = 20_000;

/// Letters of the shortest and the longest of them.
const NAME_LETTERS: (usize, usize) = (5, 60);

/// What a name out of a column is called.
const NAME: &str = "a name out of a column of buyers";

/// Most letters of a find that its covered form has.
const SHOWN_MAX: usize = 40;

/// Fewest signs by which a text of the seller is told again.
const OWN_MIN: usize = 6;

/// A place of data of buyers.
#[derive(Debug)]
pub(crate) struct Find<'l> {
    /// Where in the text.
    pub range: Range<usize>,
    /// What it is.
    pub what: &'l str,
    /// The first sign, and marks for the others.
    pub masked: String,
}

/// What a column is by its heading.
pub(crate) enum Column<'l> {
    /// It holds data of people who are no buyers: nothing is looked for in its cells.
    OfOthers,
    /// It holds data of buyers, and which.
    OfBuyers(&'l str),
    /// Its cells are searched.
    Other,
}

/// What is looked for on one site.
pub(crate) struct Search<'l> {
    pub look: &'l Leaving,
    /// What its patterns found before in the same texts.
    finds: &'l RefCell<Finds>,
    own: Own,
    /// Names of buyers in small letters, by their first word.
    names: BTreeMap<String, Vec<String>>,
}

impl<'l> Search<'l> {
    /// What a site's case says of itself is no buyer's.
    pub(crate) fn new(site: &SiteCase<'_>, look: &'l Leaving, finds: &'l RefCell<Finds>) -> Self {
        let mut search = Self { own: Own::of(site, look), ..Self::bare(look, finds) };
        let sheets = site.leaves().filter_map(|(_, path)| site.contents.get(&path.value));
        let sheets: Vec<&Sheet> = sheets.filter_map(|content| content.sheet.as_ref()).collect();
        for sheet in sheets {
            search.learn(sheet);
        }
        search
    }

    /// What a pack looks for where no case is known.
    pub(crate) fn bare(look: &'l Leaving, finds: &'l RefCell<Finds>) -> Self {
        finds.borrow_mut().begin(&look.patterns);
        Self { look, finds, own: Own::default(), names: BTreeMap::new() }
    }

    /// Takes the names out of the columns of buyers, hidden ones too.
    fn learn(&mut self, sheet: &Sheet) {
        for (index, heading) in sheet.header.iter().enumerate() {
            if self.of_buyers(&plain(&heading.text)).is_none() {
                continue;
            }
            for cell in sheet.cells(index).flatten().take(NAMES_MAX) {
                let name = cell.text.trim().to_lowercase();
                let letters = name.chars().count();
                let is_name = name.chars().all(|it| it.is_alphabetic() || " .'’-".contains(it))
                    && name.contains(' ')
                    && (NAME_LETTERS.0..=NAME_LETTERS.1).contains(&letters);
                let is_own = self.own.has(&name) || self.is_masked(&cell.text);
                let Some(first) = name.split(' ').next().filter(|_| is_name && !is_own) else {
                    continue;
                };
                let known = self.names.entry(first.to_owned()).or_default();
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
    }

    /// What a column is, by its heading.
    pub(crate) fn column(&self, heading: &str) -> Column<'l> {
        let heading = plain(heading);
        match self.of_buyers(&heading) {
            _ if any(&self.look.columns_of_others, &heading) => Column::OfOthers,
            Some(what) => Column::OfBuyers(what),
            None => Column::Other,
        }
    }

    /// What a column holds of buyers, by its heading as the patterns read it.
    fn of_buyers(&self, heading: &str) -> Option<&'l str> {
        let found = self.look.columns.iter().find(|it| !it.find(heading).is_empty());
        found.and_then(Pattern::instead)
    }

    /// Whether a cell names nobody.
    pub(crate) fn is_masked(&self, cell: &str) -> bool {
        cell.trim().is_empty() || any(&self.look.masked, cell.trim())
    }

    /// All places in a text, in order, none of which overlap.
    pub(crate) fn find(&self, reading: &Reading<'_>) -> Vec<Find<'l>> {
        let mut finds: Vec<Find<'l>> = Vec::new();
        let found = self.finds.borrow_mut().find(reading);
        for (at, range) in found.iter() {
            let what = self.look.patterns[*at].instead().unwrap_or_default();
            self.add(&mut finds, reading, (range.clone(), what));
        }
        for range in self.names_in(reading.text()) {
            self.add(&mut finds, reading, (range, NAME));
        }
        finds.sort_by_key(|find| find.range.start);
        finds
    }

    /// Adds a find that overlaps no other and is nobody else's.
    fn add(
        &self,
        finds: &mut Vec<Find<'l>>,
        reading: &Reading<'_>,
        (range, what): (Range<usize>, &'l str),
    ) {
        let found = &reading.text()[range.clone()];
        let is_known = finds.iter().any(|it| overlap(&it.range, &range));
        let is_others = any(&self.look.contacts, found.trim()) || self.own.has(found);
        if !is_known && !is_others && !self.is_masked(found) {
            finds.push(Find { range, what, masked: masked(found) });
        }
    }

    /// Where names out of columns stand.
    fn names_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        // Byte for byte where the text is ASCII; elsewhere small letters may be longer.
        let folded = text.to_lowercase();
        if folded.len() != text.len() {
            return found;
        }
        let mut at = 0;
        for word in folded.split(|sign: char| !sign.is_alphabetic() && !"'’.-".contains(sign)) {
            let start = at + folded[at..].find(word).unwrap_or(0);
            at = start + word.len();
            let rest = &folded[start..];
            let Some(names) = self.names.get(word) else { continue };
            let is_here = |name: &&String| {
                let next = rest.strip_prefix(name.as_str()).map(|rest| rest.chars().next());
                next.is_some_and(|next| next.is_none_or(|sign| !sign.is_alphanumeric()))
            };
            let name = names.iter().filter(is_here).max_by_key(|name| name.len());
            found.extend(name.map(|name| start..start + name.len()));
        }
        found
    }
}

/// What the seller says of himself.
#[derive(Default)]
struct Own {
    /// Letters and digits of each text.
    texts: Vec<String>,
    /// Hosts of mail addresses.
    hosts: Vec<String>,
}

impl Own {
    fn of(site: &SiteCase<'_>, look: &Leaving) -> Self {
        let mut own = Self::default();
        let mut add = |text: &str| {
            let words = text.split(|sign: char| sign.is_whitespace() || "<>,;()".contains(sign));
            let hosts = words.filter_map(|word| word.split_once('@').map(|(_, host)| host));
            own.hosts.extend(hosts.map(|host| host.trim_end_matches('.').to_lowercase()));
            own.texts.push(letters(text));
        };
        for fact in site.case.sites.iter().flat_map(|it| &it.discloses).flat_map(|it| &it.facts) {
            if let (true, Value::Text(text)) =
                (look.own_facts.contains(&fact.name.value), &fact.value)
            {
                add(&text.value);
            }
        }
        let people = site.case.people.iter().filter_map(|person| person.name.as_ref());
        people.chain(&site.head.seller).for_each(|name| add(&name.value));
        own
    }

    /// Whether a find is the seller's own.
    fn has(&self, found: &str) -> bool {
        let host = found.split_once('@').map(|(_, host)| host.trim().to_lowercase());
        let bare = letters(found);
        let is_part = |text: &String| bare.len() >= OWN_MIN && text.contains(&bare);
        host.is_some_and(|host| self.hosts.contains(&host)) || self.texts.iter().any(is_part)
    }
}

/// Letters and digits of a text, small.
fn letters(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A heading in small letters, with blanks between its words.
fn plain(heading: &str) -> String {
    let blank = |sign: char| if matches!(sign, '-' | '_' | '/') { ' ' } else { sign };
    let plain: String = heading.trim().chars().map(blank).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| !pattern.find(text).is_empty())
}

fn overlap(left: &Range<usize>, right: &Range<usize>) -> bool {
    left.start < right.end && right.start < left.end
}

/// The first sign of a find, and a mark for each letter and digit behind it.
pub(crate) fn masked(found: &str) -> String {
    let signs = found.trim().chars().take(SHOWN_MAX).enumerate();
    let covered = signs.map(|(at, sign)| match sign {
        _ if at > 0 && sign.is_alphanumeric() => '*',
        _ if sign.is_control() || sign.is_whitespace() || sign == '`' => ' ',
        _ => sign,
    });
    covered.collect()
}
