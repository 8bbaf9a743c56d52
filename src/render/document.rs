//! A document in Markdown, for people at a terminal.

use super::style::{Style, table};

/// Headings and what is bold stand out, commands are set in, tables are aligned.
pub fn document(markdown: &str, style: Style) -> String {
    let mut out = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut code = false;
    for line in markdown.lines() {
        let row = line.strip_prefix("| ").filter(|_| !code);
        if let Some(row) = row {
            let cells = row.trim_end_matches('|').split(" | ");
            rows.push(cells.map(|cell| inline(cell.trim(), style)).collect());
            continue;
        }
        if !code && line.starts_with("|--") {
            continue;
        }
        if !rows.is_empty() {
            if let Some(header) = rows.first_mut() {
                header.iter_mut().for_each(|cell| *cell = style.dim(cell));
            }
            out.push_str(&table(&rows, 2));
            rows.clear();
        }
        if line.starts_with("```") {
            code = !code;
        } else if code {
            out.push_str(&match line.is_empty() {
                true => "\n".to_owned(),
                false => format!("    {line}\n"),
            });
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim_start();
            let title = match line.starts_with("### ") {
                true => style.bold(title),
                false => style.green(title),
            };
            out.push_str(&format!("{title}\n"));
        } else {
            out.push_str(&format!("{}\n", inline(line, style)));
        }
    }
    if !rows.is_empty() {
        out.push_str(&table(&rows, 2));
    }
    out
}

/// What stands between double stars is bold, and what stands between single ones is not marked.
fn inline(line: &str, style: Style) -> String {
    let mut out = String::new();
    for (index, part) in line.split("**").enumerate() {
        match index % 2 {
            1 => out.push_str(&style.bold(part)),
            _ => {
                for (index, part) in part.split('`').enumerate() {
                    // A star in code belongs to it.
                    match index {
                        0 => {}
                        _ => out.push('`'),
                    }
                    match index % 2 {
                        1 => out.push_str(part),
                        _ => out.push_str(&part.replace('*', "")),
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_for_a_terminal() {
        let markdown = "# To A\n\n| a | bb |\n|---|---|\n| 1 | **2** |\n\n### 1. Do\nSee *Verify*, `a-*.b` and *Go*.\n```sh\nls | wc\n```\n";
        assert_eq!(
            document(markdown, Style(false)),
            "To A\n\n  a  bb\n  1  2\n\n1. Do\nSee Verify, `a-*.b` and Go.\n    ls | wc\n"
        );
    }
}
