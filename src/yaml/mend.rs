//! Text that yaml.v2 takes and the event parser does not.

use super::build::Failure;
use super::words::{self, Wrong};
use super::{error, v2};

/// How many places are mended before the text is taken as it is.
const MAX_PLACES: usize = 32;

/// How many bytes are parsed again to find them.
const MAX_PARSED_AGAIN: usize = 4 << 20;

/// Puts blanks in the place of what yaml.v2 passes over: a comment right after a quote or a bracket,
/// and tabs that indent inside brackets. That moves no offset.
#[inline(never)]
pub(super) fn as_go_takes_it(text: &str, failures: &[Failure]) -> Option<String> {
    let first = failures.first()?;
    let end = v2::end_of_first(text)?;
    let mut wrong = first.wrong.clone();
    let mut at = first.at as usize;
    let mut mended = None;
    let mut parsed = 0;
    for _ in 0..MAX_PLACES {
        parsed += at;
        if at >= end || parsed > MAX_PARSED_AGAIN {
            break;
        }
        let place = words::put(text, &wrong, at, None).start;
        let indents = matches!(wrong, Wrong::Tab);
        let from = match (&wrong, text.as_bytes().get(place)) {
            (Wrong::Tab, Some(b'\t')) => text[..place].rfind(['\n', '\r']).map_or(0, |end| end + 1),
            (Wrong::Comment | Wrong::AfterQuote, Some(b'#')) => place,
            _ => break,
        };
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
