//! The tables of `data/values/` as `build.rs` packs them, unpacked chart by chart when they are asked for.

use std::sync::OnceLock;

use super::{ValueFact, ValueKind};
use crate::facts::optional;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/values.bin"));

/// What lines of all charts have in common.
struct Shared {
    /// The facts without their defaults.
    codes: Vec<ValueFact>,
    defaults: Vec<&'static str>,
    switches: Vec<&'static str>,
    charts: Vec<(&'static str, &'static [u8], OnceLock<Table>)>,
}

/// The paths of one chart, each followed by those below it.
#[derive(Debug)]
pub struct Table {
    /// The versions of the chart of which the values are known, in order.
    pub versions: Vec<&'static str>,
    nodes: Vec<Node>,
    /// The children of each node, in the order of their names, node after node.
    children: Vec<u32>,
    lines: Vec<Line>,
    /// Sets of versions: pairs of places, the first that is in it and the first that is not.
    sets: Vec<&'static [u8]>,
}

/// A path; it stands behind the one that it is below.
#[derive(Debug)]
struct Node {
    /// Its last segment.
    name: &'static str,
    /// The node after this one and all that is below it.
    next: u32,
    /// Its first line.
    line: u32,
    /// Its first child in the list of children.
    child: u32,
}

/// What holds for a path in some versions.
#[derive(Debug)]
struct Line {
    code: u8,
    default: u16,
    switches: u16,
    set: u16,
}

/// A path of a table, by its number; the first is that above all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    /// What all values stand below.
    pub const ROOT: Place = Place(0);
}

/// The names of the charts that have a table.
pub fn names() -> impl Iterator<Item = &'static str> {
    shared().charts.iter().map(|(name, ..)| *name)
}

/// The table of a chart.
pub fn table(chart: &str) -> Option<(&'static str, &'static Table)> {
    let (name, block, table) = shared().charts.iter().find(|(name, ..)| *name == chart)?;
    let unpack = || Table::unpack(block, super::known_versions(name).collect());
    Some((name, table.get_or_init(unpack)))
}

impl Table {
    fn unpack(block: &'static [u8], versions: Vec<&'static str>) -> Table {
        let mut block = Reader(block);
        let [
            set_column,
            depths,
            names,
            codes,
            defaults,
            switches,
            line_sets,
        ] = std::array::from_fn(|_| block.section());
        let (mut sets, mut set_column) = (Vec::new(), Reader(set_column));
        while !set_column.0.is_empty() {
            sets.push(set_column.section());
        }
        let mut table = Table {
            versions,
            children: Vec::with_capacity(depths.len()),
            nodes: Vec::with_capacity(depths.len() + 1),
            lines: Vec::with_capacity(codes.len()),
            sets,
        };
        let (mut codes, mut defaults, mut switches, mut line_sets) = (
            Reader(codes),
            Reader(defaults),
            Reader(switches),
            Reader(line_sets),
        );
        // The nodes above the next one, from the root on.
        let mut above: Vec<usize> = Vec::new();
        for (depth, name) in
            std::iter::once((0, "")).chain(depths.iter().copied().zip(text(names).lines()))
        {
            table.close(&mut above, depth.into());
            above.push(table.nodes.len());
            table.nodes.push(Node {
                name,
                next: 0,
                line: table.lines.len() as u32,
                child: 0,
            });
            let mut more = depth > 0;
            while more {
                let code = codes.byte();
                more = code & 128 != 0;
                if code != 127 {
                    table.lines.push(Line {
                        code: code & 127,
                        default: defaults.number() as u16,
                        switches: switches.number() as u16,
                        set: line_sets.number() as u16,
                    });
                }
            }
        }
        table.close(&mut above, 0);
        for at in 0..table.nodes.len() {
            table.list_children(at);
        }
        table
    }

    fn list_children(&mut self, at: usize) {
        let first = self.children.len() as u32;
        let Some(node) = self.nodes.get_mut(at) else {
            return;
        };
        node.child = first;
        let end = node.next;
        let mut child = at as u32 + 1;
        while child < end {
            self.children.push(child);
            child = self.nodes.get(child as usize).map_or(end, |node| node.next);
        }
    }

    /// What is above a new node of some depth stays open; the rest ends here.
    fn close(&mut self, above: &mut Vec<usize>, depth: usize) {
        let end = self.nodes.len() as u32;
        while above.len() > depth {
            if let Some(node) = above.pop().and_then(|at| self.nodes.get_mut(at)) {
                node.next = end;
            }
        }
    }

    /// The last segment of a path.
    pub fn name(&self, place: Place) -> &'static str {
        self.nodes
            .get(place.0 as usize)
            .map_or("", |node| node.name)
    }

    /// The paths right below one, in the order of their names.
    pub fn children(&self, place: Place) -> impl Iterator<Item = Place> {
        self.children_of(place).iter().copied().map(Place)
    }

    /// The path right below one that a segment leads to.
    pub fn child(&self, place: Place, segment: &str) -> Option<Place> {
        let children = self.children_of(place);
        let found = children.binary_search_by(|child| self.name(Place(*child)).cmp(segment));
        children.get(found.ok()?).copied().map(Place)
    }

    fn children_of(&self, place: Place) -> &[u32] {
        let at = place.0 as usize;
        let start = |at: usize| {
            self.nodes
                .get(at)
                .map_or(self.children.len(), |node| node.child as usize)
        };
        self.children
            .get(start(at)..start(at + 1))
            .unwrap_or_default()
    }

    /// What a chart version does with a path, by the place of the version among those that are known.
    pub fn fact(&self, place: Place, version: usize) -> Option<ValueFact> {
        let line = self
            .lines(place)
            .iter()
            .find(|line| self.holds(line, version))?;
        let shared = shared();
        let mut fact = *shared.codes.get(usize::from(line.code))?;
        let default = shared.defaults.get(usize::from(line.default))?;
        let switches = shared.switches.get(usize::from(line.switches))?;
        fact.switches = optional(switches);
        fact.default = optional(default).filter(|default| *default != "…");
        Some(fact)
    }

    fn lines(&self, place: Place) -> &[Line] {
        let at = place.0 as usize;
        let start = |at: usize| {
            self.nodes
                .get(at)
                .map_or(self.lines.len(), |node| node.line as usize)
        };
        self.lines.get(start(at)..start(at + 1)).unwrap_or_default()
    }

    fn holds(&self, line: &Line, version: usize) -> bool {
        let set = self
            .sets
            .get(usize::from(line.set))
            .copied()
            .unwrap_or_default();
        let mut pairs = set.chunks_exact(2);
        pairs.any(|pair| (usize::from(pair[0])..usize::from(pair[1])).contains(&version))
    }
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let mut packed = Reader(PACKED);
        let codes = text(packed.section()).lines().map(code).collect();
        let defaults = text(packed.section()).lines().collect();
        let switches = text(packed.section()).lines().collect();
        let mut charts = Vec::new();
        while !packed.0.is_empty() {
            charts.push((text(packed.section()), packed.section(), OnceLock::new()));
        }
        Shared {
            codes,
            defaults,
            switches,
            charts,
        }
    })
}

/// Type, flags and schema of a line.
fn code(text: &'static str) -> ValueFact {
    let mut cells = text.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let (kind, flags, schema) = (cell(), cell(), cell());
    let has = |flag: &str| flags.split(',').any(|other| other == flag);
    ValueFact {
        kind: ValueKind::parse(kind),
        asked: has("asked"),
        free: has("free"),
        mixed: has("mixed"),
        needed: has("needed"),
        switch: has("switch"),
        text: has("text"),
        template: has("template"),
        guarded: has("guarded"),
        unread: has("unread"),
        schema: optional(schema),
        default: None,
        switches: None,
    }
}

fn text(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

struct Reader(&'static [u8]);

impl Reader {
    fn byte(&mut self) -> u8 {
        let (byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *byte
    }

    fn number(&mut self) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 || shift > 21 {
                return number;
            }
        }
    }

    fn section(&mut self) -> &'static [u8] {
        let size = self.number().min(self.0.len());
        let (section, rest) = self.0.split_at(size);
        self.0 = rest;
        section
    }
}
