//! Days that hang together. In: claims of the form `least ≤ later − earlier ≤ most`. Out: the
//! smallest set of claims that cannot all be true. Knows no case and no words.
//!
//! Claims are edges of a graph; a contradiction is a circle whose lengths add up to less than
//! nothing. The circle with the fewest stated claims is found by walking out one stated claim at a
//! time; laws of a pack are walked for free, because nobody can take them back.

/// A day whose date may be known or not; 0 is the fixed day from which all others are counted.
pub type Point = usize;

/// The fixed day.
pub const ORIGIN: Point = 0;

/// Something said about two days. One claim bounds one difference, so that a circle uses it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The day that is subtracted.
    pub earlier: Point,
    /// The day from which it is subtracted.
    pub later: Point,
    /// The difference is at least this, in days.
    pub least: Option<i64>,
    /// The difference is at most this, in days.
    pub most: Option<i64>,
    /// Whether a pack says so, and not the case.
    pub is_law: bool,
}

impl Claim {
    /// The day of a point lies between two days, counted from the fixed one.
    pub fn between(point: Point, from: i64, to: i64) -> Self {
        Self { earlier: ORIGIN, later: point, least: Some(from), most: Some(to), is_law: false }
    }

    /// One day is no later than another, give or take some days.
    pub fn order(earlier: Point, later: Point, slack_days: i64) -> Self {
        Self { earlier, later, least: Some(-slack_days), most: None, is_law: false }
    }

    /// The same, said by a pack.
    pub fn as_law(self) -> Self {
        Self { is_law: true, ..self }
    }
}

/// One way along a claim: the day at `to` is at most `length` days after the one at `from`.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Point,
    to: Point,
    length: i64,
    claim: usize,
    is_law: bool,
}

/// How far a walk from its start has come, and by which edge and from which layer.
type Reached = Option<(i64, Option<(usize, usize)>)>;

/// The smallest set of claims that cannot all be true, by their places in the list, laws included;
/// `None` where all can be. `left_out` says of each claim whether it is taken away.
///
/// **Shape**: as few stated claims as possible; in the order of the circle.
pub fn smallest_conflict(points: usize, claims: &[Claim], left_out: &[bool]) -> Option<Vec<usize>> {
    let edges = edges(claims, left_out);
    // Every contradictory circle has an edge that leads back in time, and so passes its end.
    let mut starts: Vec<Point> = edges.iter().filter(|it| it.length < 0).map(|it| it.to).collect();
    starts.sort_unstable();
    starts.dedup();
    let stated = edges.iter().filter(|edge| !edge.is_law).count();
    let mut walks: Vec<Walk> = starts.iter().map(|start| Walk::begin(points, *start)).collect();
    for _ in 0..=stated.min(points + 1) {
        for walk in &mut walks {
            walk.go_by_law(&edges);
            if let Some(circle) = walk.circle(&edges) {
                return Some(circle);
            }
        }
        walks.retain_mut(|walk| walk.state_one_more(&edges));
    }
    None
}

fn edges(claims: &[Claim], left_out: &[bool]) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(claims.len() * 2);
    let kept = claims.iter().enumerate().zip(left_out).filter(|(_, is_left_out)| !**is_left_out);
    for ((index, claim), _) in kept {
        let is_law = claim.is_law;
        let edge = |from, to, length| Edge { from, to, length, claim: index, is_law };
        edges.extend(claim.most.map(|most| edge(claim.earlier, claim.later, most)));
        edges.extend(claim.least.map(|least| edge(claim.later, claim.earlier, -least)));
    }
    edges
}

/// The shortest walks from one point with 0, 1, 2 … stated claims. A layer holds only what is
/// shorter than in all layers before it: whatever follows from the rest was found with fewer
/// claims. So a walk ends once nothing gets shorter.
struct Walk {
    start: Point,
    layers: Vec<Vec<Reached>>,
    /// The shortest length to each point in the layers before the last.
    shortest: Vec<i64>,
}

impl Walk {
    fn begin(points: usize, start: Point) -> Self {
        let mut first: Vec<Reached> = vec![None; points];
        first[start] = Some((0, None));
        Self { start, layers: vec![first], shortest: vec![i64::MAX; points] }
    }

    /// Follows laws as far as they lead; laws alone never contradict each other for long.
    fn go_by_law(&mut self, edges: &[Edge]) {
        let index = self.layers.len() - 1;
        let layer = &mut self.layers[index];
        for _ in 0..layer.len() {
            let mut is_shorter = false;
            for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.is_law) {
                let Some((from, _)) = layer[edge.from] else { continue };
                let length = from + edge.length;
                if length < self.shortest[edge.to] {
                    is_shorter |= improve(&mut layer[edge.to], length, (index, at));
                }
            }
            if !is_shorter {
                break;
            }
        }
    }

    /// Begins the next layer; false where no stated claim leads to something shorter.
    fn state_one_more(&mut self, edges: &[Edge]) -> bool {
        let index = self.layers.len() - 1;
        let last = &self.layers[index];
        for (shortest, reached) in self.shortest.iter_mut().zip(last) {
            *shortest = reached.map_or(*shortest, |(length, _)| length);
        }
        let mut next: Vec<Reached> = vec![None; last.len()];
        let mut leads_on = false;
        for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| !edge.is_law) {
            let Some((from, _)) = last[edge.from] else { continue };
            let length = from + edge.length;
            if length < self.shortest[edge.to] {
                leads_on |= improve(&mut next[edge.to], length, (index, at));
            }
        }
        self.layers.push(next);
        leads_on
    }

    /// The claims on the way back to the start, where it is reached in less than nothing.
    fn circle(&self, edges: &[Edge]) -> Option<Vec<usize>> {
        let start = self.start;
        let mut index = self.layers.len() - 1;
        self.layers[index][start].filter(|(length, _)| *length < 0)?;
        let mut claims = Vec::new();
        let mut point = start;
        let steps = self.layers.len() * self.layers[0].len();
        for _ in 0..=steps {
            let Some((_, Some((layer, edge)))) = self.layers[index][point] else { break };
            claims.push(edges[edge].claim);
            (index, point) = (layer, edges[edge].from);
            if point == start && index == 0 {
                break;
            }
        }
        claims.reverse();
        Some(claims)
    }
}

/// Notes a shorter way to a point.
fn improve(reached: &mut Reached, length: i64, by: (usize, usize)) -> bool {
    let is_shorter = reached.is_none_or(|(known, _)| length < known);
    if is_shorter {
        *reached = Some((length, Some(by)));
    }
    is_shorter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq};
    use proptest::proptest;

    use crate::check::timeline::system::{Claim, ORIGIN, smallest_conflict};

    const POINTS: usize = 5;

    fn conflict(claims: &[Claim]) -> Option<Vec<usize>> {
        smallest_conflict(POINTS, claims, &vec![false; claims.len()])
    }

    /// Whether all claims can be true, by the plainest way there is: all distances between all
    /// pairs of points.
    fn can_be_true(claims: &[Claim]) -> bool {
        let mut far = vec![vec![i64::MAX / 4; POINTS]; POINTS];
        for (point, row) in far.iter_mut().enumerate() {
            row[point] = 0;
        }
        for claim in claims {
            if let Some(most) = claim.most {
                let known = &mut far[claim.earlier][claim.later];
                *known = most.min(*known);
            }
            if let Some(least) = claim.least {
                let known = &mut far[claim.later][claim.earlier];
                *known = (-least).min(*known);
            }
        }
        for over in 0..POINTS {
            for from in 0..POINTS {
                for to in 0..POINTS {
                    far[from][to] = far[from][to].min(far[from][over] + far[over][to]);
                }
            }
        }
        (0..POINTS).all(|point| far[point][point] >= 0)
    }

    /// The fewest stated claims of which, with all laws, not all can be true.
    fn fewest(claims: &[Claim]) -> Option<usize> {
        let stated: Vec<usize> = (0..claims.len()).filter(|at| !claims[*at].is_law).collect();
        let sets = 0u32..1 << stated.len();
        let is_chosen = |set: u32, at: usize| match stated.iter().position(|it| *it == at) {
            Some(bit) => set >> bit & 1 == 1,
            None => true,
        };
        let contradicts = |set: &u32| {
            let chosen = (0..claims.len()).filter(|at| is_chosen(*set, *at));
            !can_be_true(&chosen.map(|at| claims[at]).collect::<Vec<_>>())
        };
        sets.filter(contradicts).map(|set| set.count_ones() as usize).min()
    }

    fn claims() -> impl Strategy<Value = Vec<Claim>> {
        let stated = (0..POINTS, 0..POINTS, -6..6i64, 0..4i64, 0..3u8).prop_map(
            |(earlier, later, least, more, sides)| Claim {
                earlier,
                later: if earlier == later { (later + 1) % POINTS } else { later },
                least: (sides != 1).then_some(least),
                most: (sides != 2).then_some(least + more),
                is_law: false,
            },
        );
        // Laws only say what comes first: they cannot contradict each other.
        let law = (0..POINTS - 1, 1..POINTS, 0..3i64).prop_map(|(earlier, step, slack)| {
            let later = (earlier + step).min(POINTS - 1);
            Claim::order(earlier, later, slack).as_law()
        });
        (prop::collection::vec(stated, 0..8), prop::collection::vec(law, 0..3), Just(()))
            .prop_map(|(stated, laws, ())| [stated, laws].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn no_smaller_set_contradicts_itself(claims in claims()) {
            let found = conflict(&claims);
            let stated = |at: &&usize| !claims[**at].is_law;
            let count = found.as_ref().map(|found| found.iter().filter(stated).count());
            prop_assert_eq!(count, fewest(&claims), "{:?}", claims);
            let Some(found) = found else { return Ok(()) };
            let of = |leave_out: Option<usize>| -> Vec<Claim> {
                let kept = found.iter().filter(|at| Some(**at) != leave_out);
                kept.map(|at| claims[*at]).collect()
            };
            prop_assert!(!can_be_true(&of(None)));
            for at in found.iter().filter(stated) {
                prop_assert!(can_be_true(&of(Some(*at))), "{:?} without {at}", found);
            }
        }
    }

    #[test]
    fn tells_the_photo_of_may_from_the_claim_of_june() {
        let (since, taken) = (1, 2);
        let claims = [
            Claim::between(since, 151, 180),
            Claim::between(taken, 139, 139),
            Claim::order(since, taken, 1),
            Claim::between(3, 0, 9),
            Claim::order(ORIGIN, 4, 0).as_law(),
        ];
        let mut found = conflict(&claims).expect("May is before June");
        found.sort_unstable();
        assert_eq!(found, [0, 1, 2]);
        let left_out = [false, true, false, false, false];
        assert_eq!(smallest_conflict(POINTS, &claims, &left_out), None);
    }
}
