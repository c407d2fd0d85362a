//! What the patterns of a pack find in prose. In: the text rules of a pack and the texts of a site.
//! Out: the places that each rule finds in each text, looked for once while text and patterns stay
//! the same. [`Matches`] is kept between checks; it changes no answer.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::case::Prose;
use crate::check::site::SiteCase;
use crate::check::{citation, leaving};
use crate::policy::Policy;
use crate::policy::pattern::{Pattern, Reading};
use crate::policy::tested::Sample;
use crate::policy::types::{Look, Rule};

/// What one list of patterns found in one text: the place of the pattern in the list, and where.
pub type Found = Arc<[(usize, Range<usize>)]>;

/// Most packs whose finds are kept: those that were loaded again take the place of others.
const PACKS_MAX: usize = 64;

/// What was found in earlier checks, for each pack.
#[derive(Debug, Default)]
pub struct Matches {
    packs: Vec<OfPack>,
}

/// The patterns of one pack and the texts that they were held against.
#[derive(Debug, Default)]
struct OfPack {
    /// One list a text rule, the names of the pack's own law last. That they are held here keeps
    /// others from being taken for them.
    lists: Vec<Vec<Pattern>>,
    texts: BTreeMap<String, OfText>,
    checks: u64,
}

/// What is known of a text: for each list what it found, where it was asked.
#[derive(Debug)]
struct OfText {
    found: Vec<Option<Found>>,
    /// The last check that met the text.
    met: u64,
}

/// The texts of one site, ready to be asked about.
#[derive(Debug)]
pub struct Texts<'m, 'c> {
    /// All prose of the plan, in the order of its items.
    pub proses: Vec<&'c Prose>,
    /// What is known of each, in the same order; equal texts share it.
    slots: Vec<usize>,
    known: Vec<&'m mut OfText>,
    lists: &'m [Vec<Pattern>],
    /// The name of each text rule, in the order of the lists.
    rules: Vec<&'c str>,
}

impl Matches {
    /// Opens the texts of a site for the rules about words that are asked, and forgets those that
    /// the last check no longer met.
    pub fn open<'m, 'c>(
        &'m mut self,
        site: &SiteCase<'c>,
        is_asked: &dyn Fn(&Rule) -> bool,
    ) -> Texts<'m, 'c> {
        let (rules, lists) = lists(site.policy, is_asked);
        let of_pack = self.pack(&lists);
        of_pack.checks += 1;
        let now = of_pack.checks;
        let proses = if rules.is_empty() { Vec::new() } else { citation::proses(site) };
        for prose in &proses {
            match of_pack.texts.get_mut(&prose.text) {
                Some(known) => known.met = now,
                None => {
                    let known = OfText { found: vec![None; lists.len()], met: now };
                    of_pack.texts.insert(prose.text.clone(), known);
                }
            }
        }
        of_pack.texts.retain(|_, known| known.met == now);
        let mut places = BTreeMap::new();
        let mut known = Vec::new();
        for (text, of_text) in &mut of_pack.texts {
            places.insert(text.as_str(), known.len());
            known.push(of_text);
        }
        let slots = proses.iter().map(|prose| places[prose.text.as_str()]).collect();
        Texts { proses, slots, known, lists: &of_pack.lists, rules }
    }

    /// What is known of a pack with these patterns.
    fn pack(&mut self, lists: &[Vec<&Pattern>]) -> &mut OfPack {
        let is_same = |known: &OfPack| {
            let pairs = || known.lists.iter().zip(lists);
            known.lists.len() == lists.len()
                && pairs().all(|(known, list)| {
                    let mut patterns = known.iter().zip(list);
                    known.len() == list.len() && patterns.all(|(known, it)| known.is_same(it))
                })
        };
        let at = self.packs.iter().position(is_same).unwrap_or_else(|| {
            let owned = |list: &Vec<&Pattern>| list.iter().map(|it| (*it).clone()).collect();
            let lists = lists.iter().map(owned).collect();
            if self.packs.len() >= PACKS_MAX {
                self.packs.clear();
            }
            self.packs.push(OfPack { lists, ..OfPack::default() });
            self.packs.len() - 1
        });
        &mut self.packs[at]
    }
}

/// The names of text rules of a pack and their patterns; the pack's own law stands last.
fn lists<'c>(
    policy: &'c Policy,
    is_asked: &dyn Fn(&Rule) -> bool,
) -> (Vec<&'c str>, Vec<Vec<&'c Pattern>>) {
    let (mut rules, mut lists) = (Vec::new(), Vec::new());
    for rule in policy.rules.iter().filter(|rule| is_asked(rule)) {
        if let Some(patterns) = patterns(policy, rule) {
            rules.push(rule.name.as_str());
            lists.push(patterns);
        }
    }
    lists.push(policy.law_names.values().map(|names| &names.pattern).collect());
    (rules, lists)
}

/// The patterns of a rule, with the names of all law that is foreign where it asks for them; `None`
/// for a rule that does not look at words.
fn patterns<'p>(policy: &'p Policy, rule: &'p Rule) -> Option<Vec<&'p Pattern>> {
    let Look::Text { patterns, foreign_law, .. } = &rule.look else { return None };
    let foreign = policy.foreign_law.iter().filter(|_| *foreign_law).map(|it| &it.pattern);
    Some(patterns.iter().chain(foreign).collect())
}

/// Whether a rule with patterns finds something in a sentence or cell, wherever it may stand.
pub fn finds(policy: &Policy, rule: &Rule, sample: &Sample) -> bool {
    if let Look::Leaving(look) = &rule.look {
        return leaving::finds(look, sample);
    }
    let Sample::Sentence(sentence) = sample else { return false };
    let Some(patterns) = patterns(policy, rule) else { return false };
    let reading = Reading::of(sentence);
    let is_spared = matches!(rule.look, Look::Text { foreign_law: true, .. });
    let own = policy.law_names.values().filter(|_| is_spared);
    let own: Vec<Range<usize>> = own.flat_map(|it| it.pattern.find_in(&reading)).collect();
    let is_free = |range: &Range<usize>| own.iter().all(|own| !overlap(own, range));
    patterns.iter().any(|pattern| pattern.find_in(&reading).iter().any(is_free))
}

/// Whether two ranges share a byte.
pub fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

impl Texts<'_, '_> {
    /// Which list of patterns a rule has; `None` for one that does not look at words.
    pub fn list_of(&self, rule: &str) -> Option<usize> {
        self.rules.iter().position(|known| *known == rule)
    }

    /// The list of the names of the pack's own law.
    pub fn own_law(&self) -> usize {
        self.lists.len() - 1
    }

    /// A pattern by its place in a list.
    pub fn pattern(&self, list: usize, at: usize) -> &Pattern {
        &self.lists[list][at]
    }

    /// What a list of patterns finds in a prose, by its place among the proses.
    pub fn find(&mut self, prose: usize, list: usize) -> Found {
        let known = &mut self.known[self.slots[prose]].found[list];
        if let Some(found) = known {
            return Arc::clone(found);
        }
        let reading = Reading::of(&self.proses[prose].text);
        let found = find_all(&self.lists[list], &reading);
        *known = Some(Arc::clone(&found));
        found
    }
}

/// What one list of patterns finds in any texts: those of this check and of the one before.
#[derive(Debug, Default)]
pub struct Finds {
    patterns: Vec<Pattern>,
    now: BTreeMap<(bool, String), Found>,
    before: BTreeMap<(bool, String), Found>,
}

impl Finds {
    /// Begins a check: what the last one did not meet is forgotten, with other patterns all.
    pub fn begin(&mut self, patterns: &[Pattern]) {
        self.before = std::mem::take(&mut self.now);
        let mut pairs = self.patterns.iter().zip(patterns);
        if self.patterns.len() != patterns.len() || !pairs.all(|(one, other)| one.is_same(other)) {
            self.patterns = patterns.to_vec();
            self.before.clear();
        }
    }

    /// What the patterns find in a text.
    pub fn find(&mut self, reading: &Reading<'_>) -> Found {
        let key = (reading.is_lines(), reading.text().to_owned());
        if let Some(found) = self.now.get(&key) {
            return Arc::clone(found);
        }
        let found = self.before.remove(&key).unwrap_or_else(|| find_all(&self.patterns, reading));
        self.now.insert(key, Arc::clone(&found));
        found
    }
}

fn find_all(patterns: &[Pattern], reading: &Reading<'_>) -> Found {
    let found = patterns.iter().enumerate().flat_map(|(at, pattern)| {
        pattern.find_in(reading).into_iter().map(move |range| (at, range))
    });
    found.collect()
}
