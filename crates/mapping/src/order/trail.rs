//! Trails: orders in which each change begins with the value that the one before left.

use rustc_hash::FxHashMap;

use inflow_domain::Value;

/// More changes of one field than these are not put in another order than theirs.
const MOST_CHANGES: usize = 64;

/// Values by the numbers that stand for them.
#[derive(Debug, Default)]
pub(super) struct Numbers(FxHashMap<Value, usize>);

impl Numbers {
    /// The number of a value, a new one where it had none.
    pub(super) fn take(&mut self, value: &Value) -> usize {
        if let Some(number) = self.0.get(value) {
            return *number;
        }
        let number = self.0.len();
        self.0.insert(value.clone(), number);
        number
    }

    pub(super) fn get(&self, value: &Value) -> Option<usize> {
        self.0.get(value).copied()
    }

    pub(super) fn value(&self, number: usize) -> Option<&Value> {
        self.0.iter().find(|(_, known)| **known == number).map(|(value, _)| value)
    }
}

/// What changes one field, from one value to another.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Where it ends as it begins: the values that it may begin with.
    pub(super) round: Vec<usize>,
}

impl Edge {
    pub(super) fn new(from: usize, to: usize) -> Self {
        Self { from, to, round: Vec::new() }
    }

    /// Whether it can follow what left a value.
    pub(super) fn follows(&self, value: usize) -> bool {
        self.from == value || self.round.contains(&value)
    }

    /// The value that it leaves behind.
    pub(super) fn leaves(&self, value: usize) -> usize {
        if self.from == self.to { value } else { self.to }
    }

    /// What these edges, one after the other in some order, come to together.
    pub(super) fn joined(edges: &[Self]) -> Option<Self> {
        let first = edges.first()?;
        if edges.len() == 1 {
            return Some(first.clone());
        }
        let from = start(edges, None).filter(|from| is_walkable(*from, edges));
        let Some(from) = from else {
            return Some(Self::new(first.from, edges.last()?.to));
        };
        let to = end(from, edges);
        let round = if from == to { edges.iter().map(|edge| edge.from).collect() } else { vec![] };
        Some(Self { from, to, round })
    }
}

/// How often each value is left more than it is reached.
fn surplus<'e>(edges: impl IntoIterator<Item = &'e Edge>) -> FxHashMap<usize, i64> {
    let mut surplus: FxHashMap<usize, i64> = FxHashMap::default();
    for edge in edges {
        *surplus.entry(edge.from).or_default() += 1;
        *surplus.entry(edge.to).or_default() -= 1;
    }
    surplus.retain(|_, times| *times != 0);
    surplus
}

/// The only value that a trail over all edges can begin with, where it ends with a given one; nothing
/// where there is none. A trail that goes round begins anywhere: with the given one, else as the first
/// edge does.
pub(super) fn start(edges: &[Edge], end: Option<usize>) -> Option<usize> {
    let surplus = surplus(edges);
    if surplus.is_empty() {
        return end.or_else(|| edges.first().map(|edge| edge.from));
    }
    let one = |times: i64| surplus.iter().find(|(_, found)| **found == times).map(|(at, _)| *at);
    let (from, to) = (one(1)?, one(-1)?);
    (surplus.len() == 2 && end.is_none_or(|end| end == to)).then_some(from)
}

/// Whether a trail over all edges ends where it begins.
pub(super) fn goes_round(edges: &[Edge]) -> bool {
    surplus(edges).is_empty()
}

/// The value that a trail over all edges ends with.
fn end(from: usize, edges: &[Edge]) -> usize {
    surplus(edges).iter().find(|(_, times)| **times < 0).map_or(from, |(value, _)| *value)
}

/// Whether some trail from a value goes over every edge once: as Euler found, where only that value is
/// left once more than reached, and every edge can be reached.
pub(super) fn is_walkable<'e, I>(from: usize, edges: I) -> bool
where
    I: IntoIterator<Item = &'e Edge> + Clone,
{
    let surplus = surplus(edges.clone());
    let balanced = surplus.is_empty() || (surplus.len() == 2 && surplus.get(&from) == Some(&1));
    balanced && is_connected(from, edges)
}

fn is_connected<'e>(from: usize, edges: impl IntoIterator<Item = &'e Edge>) -> bool {
    let mut parents: FxHashMap<usize, usize> = FxHashMap::default();
    let mut met = vec![from];
    for edge in edges {
        met.push(edge.from);
        for other in edge.round.iter().chain([&edge.to]) {
            let (left, right) = (root(&mut parents, edge.from), root(&mut parents, *other));
            parents.insert(left, right);
        }
    }
    let of_start = root(&mut parents, from);
    met.into_iter().all(|value| root(&mut parents, value) == of_start)
}

fn root(parents: &mut FxHashMap<usize, usize>, mut value: usize) -> usize {
    loop {
        let parent = *parents.entry(value).or_insert(value);
        if parent == value {
            return value;
        }
        let grandparent = *parents.entry(parent).or_insert(parent);
        parents.insert(value, grandparent);
        value = grandparent;
    }
}

/// The trail over all edges from a value that takes the earliest ones first.
pub(super) fn first_trail(from: usize, edges: &[Edge]) -> Option<Vec<usize>> {
    if edges.len() > MOST_CHANGES || !is_walkable(from, edges) {
        return None;
    }
    let mut left: Vec<usize> = (0..edges.len()).collect();
    let (mut at, mut trail) = (from, Vec::with_capacity(edges.len()));
    while !left.is_empty() {
        let next = (0..left.len()).find(|place| {
            let edge = &edges[left[*place]];
            let rest: Vec<&Edge> =
                left.iter().filter(|one| **one != left[*place]).map(|one| &edges[*one]).collect();
            edge.follows(at) && is_walkable(edge.leaves(at), rest.iter().copied())
        })?;
        let edge = left.remove(next);
        at = edges[edge].leaves(at);
        trail.push(edge);
    }
    Some(trail)
}
