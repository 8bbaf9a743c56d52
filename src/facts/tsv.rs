//! The tables of `data/`, as `build.rs` packs them: of each column what stands in it, and where.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::OnceLock;

/// A table, without its header.
pub(crate) struct Tsv {
    /// The header, and then the cells of each column, one a line: each once, or in the order of the rows.
    cells: &'static str,
    /// How many rows and columns there are, and which cell of its column each row has.
    places: &'static [u8],
    columns: OnceLock<Vec<Column>>,
}

/// A column of a table.
struct Column {
    text: &'static str,
    /// The place of each row's cell: all low bytes, and then the high ones, if there are many. Nothing where every row
    /// has a cell of its own.
    places: &'static [u8],
    /// The cells, once somebody asked.
    cells: OnceLock<Vec<&'static str>>,
}

/// The table of `data/` that has this name.
macro_rules! tsv {
    ($name:literal) => {
        $crate::facts::tsv::Tsv::new(
            include_str!(concat!(env!("OUT_DIR"), "/", $name, ".cells")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".places")),
        )
    };
}
pub(crate) use tsv;

impl Tsv {
    /// What `tsv!` is for.
    pub(crate) const fn new(cells: &'static str, places: &'static [u8]) -> Tsv {
        Tsv {
            cells,
            places,
            columns: OnceLock::new(),
        }
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        small(self.places, 0)
    }

    /// The names of its columns.
    pub(crate) fn header(&self) -> impl Iterator<Item = &'static str> + use<> {
        let header = self.cells.split('\n').next().unwrap_or_default();
        header.split('\t')
    }

    /// All rows, without the columns after the first few.
    pub(crate) fn rows<const N: usize>(&'static self) -> impl Iterator<Item = [&'static str; N]> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// The rows that begin with these cells, by which the table is sorted.
    pub(crate) fn rows_of<const N: usize>(
        &'static self,
        cells: &[&str],
    ) -> impl Iterator<Item = [&'static str; N]> + use<N> {
        self.range(cells).map(|row| self.row(row))
    }

    /// The first row that begins with these cells, by which the table is sorted.
    pub(crate) fn row_of<const N: usize>(
        &'static self,
        cells: &[&str],
    ) -> Option<[&'static str; N]> {
        self.rows_of(cells).next()
    }

    /// Whether a row begins with these cells, by which the table is sorted.
    pub(crate) fn has(&'static self, cells: &[&str]) -> bool {
        !self.range(cells).is_empty()
    }

    /// What a row has in a column; nothing where there is no such row or column.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &'static str {
        let cell = self.columns().get(column).and_then(|column| {
            let place = column.place(row, self.len())?;
            column.cells().get(place).copied()
        });
        cell.unwrap_or_default()
    }

    fn row<const N: usize>(&self, row: usize) -> [&'static str; N] {
        std::array::from_fn(|column| self.cell(row, column))
    }

    /// Halves the rows until those that begin with these cells are left.
    fn range(&self, cells: &[&str]) -> Range<usize> {
        let first = self.partition_point(cells, |order| order == Ordering::Less);
        let after = self.partition_point(cells, |order| order != Ordering::Greater);
        first..after
    }

    fn partition_point(&self, cells: &[&str], is_before: fn(Ordering) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let pairs = cells.iter().enumerate();
            let orders = pairs.map(|(column, cell)| self.cell(middle, column).cmp(cell));
            match is_before(orders.fold(Ordering::Equal, Ordering::then)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    fn columns(&self) -> &[Column] {
        self.columns.get_or_init(|| {
            let rows = self.len();
            let mut places = self.places.get(2..).unwrap_or_default();
            let mut text = self.cells.split_once('\n').map_or("", |(_, text)| text);
            let columns = self.header().map(|_| {
                let (distinct, len) = (small(places, 0), small(places, 2) | small(places, 4) << 16);
                let bytes = match distinct {
                    _ if distinct == rows => 0,
                    0..=256 => rows,
                    _ => 2 * rows,
                };
                let (own, rest) = places.split_at(6 + bytes);
                let (cells, after) = text.split_at(len);
                (places, text) = (rest, after);
                Column {
                    text: cells,
                    places: &own[6..],
                    cells: OnceLock::new(),
                }
            });
            columns.collect()
        })
    }
}

impl Column {
    fn cells(&self) -> &[&'static str] {
        self.cells.get_or_init(|| {
            // Every cell has an end of its own.
            let cells = self.text.split_terminator('\n');
            cells.collect()
        })
    }

    /// Which of the cells a row has.
    fn place(&self, row: usize, rows: usize) -> Option<usize> {
        if self.places.is_empty() {
            return Some(row);
        }
        let low = *self.places.get(row)?;
        let high = self.places.get(rows + row).copied().unwrap_or_default();
        Some(usize::from(low) | usize::from(high) << 8)
    }
}

/// The two bytes at an offset as a number, the low one first.
fn small(bytes: &[u8], at: usize) -> usize {
    let byte = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(*byte));
    byte(at) | byte(at + 1) << 8
}

#[cfg(test)]
mod tests {
    use super::*;

    static FLAGS: Tsv = tsv!("component_flags");

    #[test]
    fn a_table_is_as_it_was_written() {
        let text = include_str!("../../data/component_flags.tsv");
        let rows: Vec<String> = FLAGS.rows::<5>().map(|row| row.join("\t")).collect();
        let header: Vec<&str> = FLAGS.header().collect();
        assert_eq!(header.join("\t") + "\n" + &rows.join("\n") + "\n", text);
    }

    #[test]
    fn halving_finds_what_reading_finds() {
        for [component, flag] in FLAGS.rows::<2>() {
            let found: Vec<[&str; 2]> = FLAGS.rows_of(&[component, flag]).collect();
            assert_eq!(found, [[component, flag]]);
        }
        let of_kubelet = FLAGS.rows::<1>().filter(|[name]| *name == "kubelet");
        assert_eq!(FLAGS.rows_of::<1>(&["kubelet"]).count(), of_kubelet.count());
        assert!(!FLAGS.has(&["kubele"]) && !FLAGS.has(&["zzz"]) && !FLAGS.has(&["", "x"]));
    }
}
