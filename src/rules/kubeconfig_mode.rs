//! A mode of the kubeconfig that is another one than is written, or none.

use super::{Context, Rule, When};
use crate::config::{Form, Value};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "kubeconfig-mode",
    summary: "`write-kubeconfig-mode` gives the kubeconfig another mode than is written",
    page: page!("kubeconfig_mode.md"),
    when: &[When::Key("write-kubeconfig-mode")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let value = node.last("write-kubeconfig-mode");
        if let Some(value) = value.filter(|value| !value.text.is_empty()) {
            let written = context.sources.slice(value.span);
            // Where an alias stands, nothing is written that could get quotes.
            let changed = written != value.text && !written.starts_with('*');
            let finding = match value.form == Form::Number && changed {
                true => became_number(value, written),
                false => no_mode(value),
            };
            let source = "k3s-io/k3s pkg/server/server.go writeKubeConfig";
            found.extend(finding.map(|finding| finding.evidence(source)));
        }
    }
}

/// `0644` without quotes is 420, whose digits RKE2 then takes for the mode.
fn became_number(value: &Value, written: &str) -> Option<Diagnostic> {
    let number = &value.text;
    let Some(meant) = octal(written.trim_start_matches("0o")) else {
        return no_mode(value);
    };
    let logs = format!(
        "`{written}` without quotes is the number {number}, which is no mode: RKE2 logs an error, and a new kubeconfig has 0600"
    );
    let finding = match octal(number) {
        Some(mode) if mode == meant => return None,
        Some(mode) => {
            // Rights for everybody that were not meant.
            let consequence = match mode & !meant & 0o7 {
                0 => Consequence::Changed,
                _ => Consequence::Insecure,
            };
            let message = format!(
                "`{written}` without quotes is the number {number}, so the kubeconfig gets the mode 0{mode:o} ({})",
                letters(mode)
            );
            RULE.warning(consequence, value.span, message)
        }
        None if meant == 0o600 => {
            RULE.info(Consequence::Ignored, value.span, format!("{logs} anyway"))
        }
        None => RULE.warning(Consequence::Ignored, value.span, logs),
    };
    Some(match written.strip_prefix("0o") {
        Some(digits) => finding
            .help(format!("write `\"0{digits}\"`, with quotes"))
            .fix(value.span, format!("\"0{digits}\"")),
        None => finding
            .help(format!("write `\"{written}\"`, with quotes"))
            .quote(value.span),
    })
}

fn no_mode(value: &Value) -> Option<Diagnostic> {
    if octal(&value.text).is_some() {
        return None;
    }
    let message =
        "this is no octal number: RKE2 logs an error, and a new kubeconfig has the mode 0600";
    let finding = RULE.warning(Consequence::Ignored, value.span, message);
    Some(finding.help("write the mode in octal digits, as in `\"0640\"`"))
}

/// What Go's `strconv.ParseInt` makes of it with base 8.
fn octal(text: &str) -> Option<u32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    valid.then(|| u32::from_str_radix(digits, 8).ok())?
}

/// The mode as `ls` shows it.
fn letters(mode: u32) -> String {
    let bits = (0..9).rev().zip("rwxrwxrwx".chars());
    let letters = bits.map(|(bit, letter)| if mode >> bit & 1 == 1 { letter } else { '-' });
    letters.collect()
}
