//! The tables of `data/`: read, written and reported.

use std::fs;
use std::path::PathBuf;

/// A table: its name without `.tsv`, its header and its rows.
pub struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of these rows, which have to be in order.
    pub fn new<'a>(
        name: &str,
        header: impl Iterator<Item = &'a str>,
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Table {
        Table {
            name: name.to_owned(),
            header: header.map(String::from).collect(),
            rows: rows.collect(),
        }
    }

    /// The cells of a column.
    pub fn column(&self, name: &str) -> Result<impl Iterator<Item = &str>, String> {
        Ok(self.select(&[name])?.into_iter().flatten())
    }

    /// The rows with these columns only.
    pub fn select(&self, names: &[&str]) -> Result<Vec<Vec<&str>>, String> {
        let indices = names.iter().map(|name| self.index(name));
        let indices = indices.collect::<Result<Vec<usize>, String>>()?;
        // Only a broken row, which the tests report, lacks a cell.
        let rows = self.rows.iter().filter_map(|row| {
            let cells = indices.iter().map(|index| row.get(*index));
            cells.map(|cell| cell.map(String::as_str)).collect()
        });
        Ok(rows.collect())
    }

    /// Puts something else into each cell of a column.
    pub fn change(
        &mut self,
        name: &str,
        change: impl Fn(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        let index = self.index(name)?;
        for cell in self.rows.iter_mut().filter_map(|row| row.get_mut(index)) {
            *cell = change(cell)?;
        }
        Ok(())
    }

    fn index(&self, name: &str) -> Result<usize, String> {
        let found = self.header.iter().position(|column| column == name);
        found.ok_or_else(|| format!("data/{}.tsv has no column {name}", self.name))
    }

    /// Writes the table and says whether that changed anything.
    pub fn write(&self) -> Result<(), String> {
        let mut text = self.header.join("\t") + "\n";
        for row in &self.rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        write(&format!("{}.tsv", self.name), &text)
    }
}

/// Reads a table.
pub fn read(name: &str) -> Result<Table, String> {
    let path = folder().join(format!("{name}.tsv"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').map(String::from).collect());
    Ok(Table {
        name: name.to_owned(),
        header: lines.next().unwrap_or_default(),
        rows: lines.collect(),
    })
}

/// Writes a file of `data/` and says whether that changed anything.
pub fn write(file: &str, text: &str) -> Result<(), String> {
    let path = folder().join(file);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let change = if before == text {
        "unchanged"
    } else {
        "changed"
    };
    eprintln!("data/{file}: {} lines, {change}", text.lines().count());
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn folder() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .map_or_else(|| manifest.clone(), PathBuf::from)
        .join("data")
}
