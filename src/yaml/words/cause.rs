//! What the parsers report, by what it means for the person who wrote the file.

use granit_parser::ErrorKind;

use super::{Wrong, is_control};

pub fn of_parser(kind: &ErrorKind) -> Wrong {
    use ErrorKind as E;
    match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabAtBlockScalarStart
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::InvalidBlockEntryWhitespace
        | E::InvalidMappingValueWhitespace => Wrong::Tab,
        E::ExpectedBlockMappingKey | E::InvalidIndentation => Wrong::NoKey,
        E::ExpectedBlockSequenceEntry => Wrong::NoItem,
        E::MappingValueNotAllowed => Wrong::Colon,
        E::SimpleKeyExpected | E::InvalidSimpleKey => Wrong::NoColon,
        E::BlockSequenceEntryNotAllowed => Wrong::ItemOnLineOfKey,
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => Wrong::OpenQuote,
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            Wrong::AfterQuote
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping => Wrong::OpenBracket,
        E::MismatchedFlowCollectionEnd { open, close } => Wrong::OtherBracket(*open, *close),
        E::MisplacedFlowCollectionEnd => Wrong::StrayBracket,
        E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::InvalidColonPlacement
        | E::FlowMappingValueAdjacentCollection
        | E::BlockEntryInFlowCollection
        | E::InvalidFlowScalarIndent => Wrong::InBracket,
        E::ExpectedNodeContent | E::UnexpectedEofImplicitFlowMapping => Wrong::NoValue,
        E::UnexpectedCharacter { character } if is_control(*character) => {
            Wrong::Control(*character)
        }
        E::UnexpectedCharacter { .. } | E::PlainScalarStartsWithDashFlowIndicator => {
            Wrong::Character
        }
        E::CommentNotSeparated => Wrong::Comment,
        E::CommentInterceptedScalar => Wrong::CommentInValue,
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => Wrong::Escape,
        E::MissingAnchorOrAliasName => Wrong::Name,
        E::UnknownAnchor => Wrong::UnknownAnchor,
        E::UnsupportedYamlMajorVersion => Wrong::Version,
        E::DuplicateVersionDirective
        | E::DuplicateTagDirective
        | E::MissingDocumentEndBeforeDirective
        | E::InvalidDirectiveTerminator
        | E::MissingYamlVersionSeparator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::DirectiveByteLimitExceeded { .. }
        | E::YamlVersionTooLong
        | E::MissingYamlVersion
        | E::ExpectedTagDirectiveBang
        | E::InvalidTagDirectiveTerminator => Wrong::Directive,
        E::ExpectedDocumentStart | E::InvalidDocumentEnd => Wrong::AfterDocument,
        E::UndeclaredTagHandle => Wrong::Handle,
        E::ExpectedTagBang
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8 => Wrong::Tag,
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => Wrong::BlockHeader,
        E::InvalidBlockScalarIndent | E::InvalidQuotedScalarIndent => Wrong::BlockIndentation,
        E::RecursionLimitExceeded => Wrong::Deep,
        other => Wrong::Other(other.to_string()),
    }
}

/// The problems of yaml.v2, in its own words.
pub fn of_go(problem: &'static str) -> Wrong {
    match problem {
        "found a tab character that violates indentation"
        | "found a tab character where an indentation space is expected" => Wrong::Tab,
        "did not find expected key" => Wrong::NoKey,
        "did not find expected '-' indicator" => Wrong::NoItem,
        "mapping values are not allowed in this context" => Wrong::Colon,
        "could not find expected ':'" => Wrong::NoColon,
        "block sequence entries are not allowed in this context" => Wrong::ItemOnLineOfKey,
        "found unexpected end of stream" | "found unexpected document indicator" => {
            Wrong::OpenQuote
        }
        "did not find expected ',' or ']'" | "did not find expected ',' or '}'" => Wrong::InBracket,
        "did not find expected node content" => Wrong::NoValue,
        "found character that cannot start any token" => Wrong::Character,
        "found unknown escape character"
        | "did not find expected hexdecimal number"
        | "found invalid Unicode character escape code" => Wrong::Escape,
        "did not find expected alphabetic or numeric character" => Wrong::Name,
        "unknown anchor referenced" => Wrong::UnknownAnchor,
        "found incompatible YAML document" => Wrong::Version,
        "found unknown directive name"
        | "could not find expected directive name"
        | "found unexpected non-alphabetical character"
        | "found duplicate %YAML directive"
        | "found duplicate %TAG directive"
        | "found extremely long version number"
        | "did not find expected version number"
        | "did not find expected digit or '.' character" => Wrong::Directive,
        "did not find expected <document start>" => Wrong::AfterDocument,
        "found undefined tag handle" => Wrong::Handle,
        "did not find the expected '>'"
        | "did not find expected tag URI"
        | "did not find expected '!'"
        | "did not find expected whitespace"
        | "did not find expected whitespace or line break"
        | "did not find URI escaped octet"
        | "found an incorrect leading UTF-8 octet"
        | "found an incorrect trailing UTF-8 octet" => Wrong::Tag,
        "did not find expected comment or line break"
        | "found an indentation indicator equal to 0" => Wrong::BlockHeader,
        "exceeded max depth of 10000" => Wrong::Deep,
        other => Wrong::Other(other.to_owned()),
    }
}
