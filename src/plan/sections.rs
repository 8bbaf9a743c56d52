//! A runbook as sections and steps, for programs.

use super::{Section, Step};

/// Takes the document apart: sections, steps and the commands in them.
pub fn sections(markdown: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut code = false;
    for line in markdown.lines() {
        let heading = |mark| match code {
            true => None,
            false => line.strip_prefix(mark),
        };
        let title = heading("## ").or_else(|| heading("# "));
        if let Some(title) = title {
            sections.push(Section {
                title: title.to_owned(),
                text: String::new(),
                steps: Vec::new(),
            });
            continue;
        }
        let step = heading("### ");
        let fence = line.starts_with("```");
        code ^= fence;
        let Some(section) = sections.last_mut() else {
            continue;
        };
        if let Some(title) = step {
            section.steps.push(Step {
                title: title.to_owned(),
                text: String::new(),
                commands: Vec::new(),
            });
            continue;
        }
        let Some(step) = section.steps.last_mut() else {
            push_line(&mut section.text, line);
            continue;
        };
        push_line(&mut step.text, line);
        match (fence, code) {
            (true, true) => step.commands.push(String::new()),
            (false, true) => {
                if let Some(block) = step.commands.last_mut() {
                    push_line(block, line);
                }
            }
            _ => {}
        }
    }
    for section in &mut sections {
        trim(&mut section.text);
        for step in &mut section.steps {
            trim(&mut step.text);
        }
    }
    sections
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn trim(text: &mut String) {
    *text = text.trim().to_owned();
}
