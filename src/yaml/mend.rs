//! Text that yaml.v2 takes and the event parser does not.

use super::build::Failure;
use super::{error, v2, words};

/// How many places are mended before the text is taken as it is.
const MAX_PLACES: usize = 32;

/// Puts blanks in the place of what yaml.v2 passes over: a comment right after a quote or a bracket,
/// and tabs that indent inside brackets. That moves no offset.
pub(super) fn as_go_takes_it(text: &str, failures: &[Failure]) -> Option<String> {
    let first = failures.first()?;
    let end = v2::end_of_first(text)?;
    let mut wrong = first.wrong.clone();
    let mut at = first.at as usize;
    let mut mended = None;
    for _ in 0..MAX_PLACES {
        if at >= end {
            break;
        }
        let place = words::put(text, &wrong, at, None).start;
        let from = match text.as_bytes().get(place) {
            Some(b'#') => place,
            Some(b'\t') => text[..place].rfind(['\n', '\r']).map_or(0, |end| end + 1),
            _ => break,
        };
        let indents = text.as_bytes().get(place) == Some(&b'\t');
        let mut bytes = mended.unwrap_or_else(|| text.to_owned()).into_bytes();
        bytes[from..]
            .iter_mut()
            .take_while(|byte| match byte {
                b' ' | b'\t' => true,
                b'\n' | b'\r' => false,
                _ => !indents,
            })
            .for_each(|byte| *byte = b' ');
        let next = String::from_utf8(bytes).ok()?;
        let error = error::first_error(&next);
        mended = Some(next);
        let Some(error) = error else { break };
        (wrong, at) = (error.0, error.1);
    }
    mended
}
