//! The grammar of libyaml over its tokens, for the first document: is it taken, in which shape, and where does it end?

use std::collections::HashSet;

use super::scan::{Kind, Refusal, Result, Scanner, Token};

/// An event, as far as the shape of a document goes. Scalars and aliases carry where they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Empty,
    Scalar(usize, usize),
    Alias(usize, usize),
    SequenceStart,
    MappingStart,
    End,
}

/// The first document as yaml.v2 reads it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Up to where it gives up, if it does.
    pub events: Vec<Event>,
    pub refusal: Option<Refusal>,
    /// Where the part begins that is never read. Nothing where there is no document.
    pub end: Option<usize>,
    /// How far the text was looked at.
    pub looked: usize,
}

#[derive(Clone, Copy, Debug)]
enum State {
    DocumentEnd,
    BlockEntry,
    IndentlessEntry,
    BlockKey,
    BlockValue,
    FlowFirstEntry,
    FlowEntry,
    FlowEntryValue,
    FlowEntryEnd,
    FlowFirstKey,
    FlowKey,
    FlowValue,
    FlowEmptyValue,
}

struct Grammar<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    states: Vec<State>,
    anchors: HashSet<&'t str>,
    handles: Vec<&'t str>,
    events: Vec<Event>,
}

/// Reads the first document of a text that begins at an offset of a larger one; offsets are those of the larger one.
pub(super) fn first_document(text: &str, from: usize) -> Outcome {
    let mut grammar = Grammar {
        text,
        scanner: Scanner::new(text),
        states: Vec::new(),
        anchors: HashSet::new(),
        handles: Vec::new(),
        events: Vec::new(),
    };
    let result = grammar.document();
    let mut events = grammar.events;
    for event in &mut events {
        if let Event::Scalar(start, end) | Event::Alias(start, end) = event {
            *start += from;
            *end += from;
        }
    }
    Outcome {
        events,
        looked: from + grammar.scanner.position(),
        end: result.ok().flatten().map(|end| from + end),
        refusal: result.err().map(|refusal| Refusal {
            at: from + refusal.at,
            ..refusal
        }),
    }
}

fn refuse<T>(token: Token, problem: &'static str) -> Result<T> {
    Err(Refusal {
        at: token.start,
        problem,
    })
}

impl<'t> Grammar<'t> {
    fn document(&mut self) -> Result<Option<usize>> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::StreamEnd => return Ok(None),
            Kind::Version(..) | Kind::TagDirective | Kind::DocumentStart => {
                self.directives()?;
                let token = self.scanner.peek()?;
                if token.kind != Kind::DocumentStart {
                    return refuse(token, "did not find expected <document start>");
                }
                let token = self.after()?;
                self.states.push(State::DocumentEnd);
                match token.kind {
                    Kind::Version(..)
                    | Kind::TagDirective
                    | Kind::DocumentStart
                    | Kind::DocumentEnd
                    | Kind::StreamEnd => self.empty(),
                    _ => self.node(true, false)?,
                }
            }
            _ => {
                self.states.push(State::DocumentEnd);
                self.node(true, false)?;
            }
        }
        // A node pushes at most one state, so this is a loop where a reader would recurse.
        while let Some(state) = self.states.pop() {
            match state {
                State::DocumentEnd => {
                    let token = self.scanner.peek()?;
                    return Ok(Some(match token.kind {
                        Kind::DocumentEnd => token.end,
                        _ => token.start,
                    }));
                }
                State::BlockEntry => self.block_entry()?,
                State::IndentlessEntry => self.indentless_entry()?,
                State::BlockKey => self.block_key()?,
                State::BlockValue => self.block_value()?,
                State::FlowFirstEntry => self.flow_entry(true)?,
                State::FlowEntry => self.flow_entry(false)?,
                State::FlowEntryValue => {
                    self.flow_value(State::FlowEntryEnd, Kind::FlowSequenceEnd)?;
                }
                State::FlowEntryEnd => {
                    self.scanner.peek()?;
                    self.events.push(Event::End);
                    self.states.push(State::FlowEntry);
                }
                State::FlowFirstKey => self.flow_key(true)?,
                State::FlowKey => self.flow_key(false)?,
                State::FlowValue => self.flow_value(State::FlowKey, Kind::FlowMappingEnd)?,
                State::FlowEmptyValue => {
                    self.scanner.peek()?;
                    self.empty();
                    self.states.push(State::FlowKey);
                }
            }
        }
        Ok(None)
    }

    /// Takes the next token and looks at the one after it.
    fn after(&mut self) -> Result<Token> {
        self.scanner.skip();
        self.scanner.peek()
    }

    fn name(&self, token: Token) -> &'t str {
        self.text
            .get(token.name.0..token.name.1)
            .unwrap_or_default()
    }

    fn directives(&mut self) -> Result<()> {
        let mut version = false;
        loop {
            let token = self.scanner.peek()?;
            match token.kind {
                Kind::Version(..) if version => {
                    return refuse(token, "found duplicate %YAML directive");
                }
                Kind::Version(1, 1) => version = true,
                Kind::Version(..) => return refuse(token, "found incompatible YAML document"),
                Kind::TagDirective => {
                    let handle = self.name(token);
                    if self.handles.contains(&handle) {
                        return refuse(token, "found duplicate %TAG directive");
                    }
                    self.handles.push(handle);
                }
                _ => return Ok(()),
            }
            self.scanner.skip();
        }
    }

    fn empty(&mut self) {
        self.events.push(Event::Empty);
    }

    fn node(&mut self, block: bool, indentless: bool) -> Result<()> {
        let mut token = self.scanner.peek()?;
        if token.kind == Kind::Alias {
            let name = self.name(token);
            if !self.anchors.contains(name) {
                return refuse(token, "unknown anchor referenced");
            }
            self.events.push(Event::Alias(token.start, token.end));
            self.scanner.skip();
            return Ok(());
        }
        let mut anchor = None;
        let mut tag = None;
        for _ in 0..2 {
            match token.kind {
                Kind::Anchor if anchor.is_none() => anchor = Some(token),
                Kind::Tag if tag.is_none() => tag = Some(token),
                _ => break,
            }
            token = self.after()?;
        }
        if let Some(tag) = tag {
            let handle = self.name(tag);
            if !matches!(handle, "" | "!" | "!!") && !self.handles.contains(&handle) {
                return refuse(tag, "found undefined tag handle");
            }
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(self.name(anchor));
        }
        let (event, state) = match token.kind {
            Kind::Scalar => {
                self.events.push(Event::Scalar(token.start, token.end));
                self.scanner.skip();
                return Ok(());
            }
            Kind::BlockEntry if indentless => {
                self.events.push(Event::SequenceStart);
                self.states.push(State::IndentlessEntry);
                return Ok(());
            }
            Kind::FlowSequenceStart => (Event::SequenceStart, State::FlowFirstEntry),
            Kind::FlowMappingStart => (Event::MappingStart, State::FlowFirstKey),
            Kind::BlockSequenceStart if block => (Event::SequenceStart, State::BlockEntry),
            Kind::BlockMappingStart if block => (Event::MappingStart, State::BlockKey),
            _ if anchor.is_some() || tag.is_some() => {
                self.empty();
                return Ok(());
            }
            _ => return refuse(token, "did not find expected node content"),
        };
        self.events.push(event);
        self.states.push(state);
        self.scanner.skip();
        Ok(())
    }

    fn end(&mut self) {
        self.events.push(Event::End);
        self.scanner.skip();
    }

    /// A node, or nothing where the token can only belong to what follows; then goes on with `next`.
    fn node_unless(&mut self, nothing: &[Kind], next: State, block: Option<bool>) -> Result<()> {
        self.states.push(next);
        let token = self.scanner.peek()?;
        if nothing.contains(&token.kind) {
            self.empty();
            return Ok(());
        }
        self.node(block.is_some(), block == Some(true))
    }

    fn block_entry(&mut self) -> Result<()> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::BlockEntry => {
                self.scanner.skip();
                let nothing = [Kind::BlockEntry, Kind::BlockEnd];
                self.node_unless(&nothing, State::BlockEntry, Some(false))
            }
            Kind::BlockEnd => {
                self.end();
                Ok(())
            }
            _ => refuse(token, "did not find expected '-' indicator"),
        }
    }

    fn indentless_entry(&mut self) -> Result<()> {
        if self.scanner.peek()?.kind != Kind::BlockEntry {
            self.events.push(Event::End);
            return Ok(());
        }
        self.scanner.skip();
        let nothing = [Kind::BlockEntry, Kind::Key, Kind::Value, Kind::BlockEnd];
        self.node_unless(&nothing, State::IndentlessEntry, Some(false))
    }

    fn block_key(&mut self) -> Result<()> {
        let token = self.scanner.peek()?;
        match token.kind {
            Kind::Key => {
                self.scanner.skip();
                self.node_unless(&BLOCK_NOTHING, State::BlockValue, Some(true))
            }
            Kind::BlockEnd => {
                self.end();
                Ok(())
            }
            _ => refuse(token, "did not find expected key"),
        }
    }

    fn block_value(&mut self) -> Result<()> {
        if self.scanner.peek()?.kind != Kind::Value {
            self.states.push(State::BlockKey);
            self.empty();
            return Ok(());
        }
        self.scanner.skip();
        self.node_unless(&BLOCK_NOTHING, State::BlockKey, Some(true))
    }

    fn flow_entry(&mut self, first: bool) -> Result<()> {
        let token = self.flow_separator(first, Kind::FlowSequenceEnd)?;
        match token.kind {
            Kind::FlowSequenceEnd => {
                self.end();
                Ok(())
            }
            Kind::Key => {
                self.events.push(Event::MappingStart);
                let token = self.after()?;
                if matches!(
                    token.kind,
                    Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd
                ) {
                    // The model passes over this token, whichever it is.
                    self.scanner.skip();
                    self.states.push(State::FlowEntryValue);
                    self.empty();
                    return Ok(());
                }
                self.node_unless(&[], State::FlowEntryValue, None)
            }
            _ => self.node_unless(&[], State::FlowEntry, None),
        }
    }

    fn flow_key(&mut self, first: bool) -> Result<()> {
        let token = self.flow_separator(first, Kind::FlowMappingEnd)?;
        match token.kind {
            Kind::FlowMappingEnd => {
                self.end();
                Ok(())
            }
            Kind::Key => {
                self.scanner.skip();
                let nothing = [Kind::Value, Kind::FlowEntry, Kind::FlowMappingEnd];
                self.node_unless(&nothing, State::FlowValue, None)
            }
            _ => self.node_unless(&[], State::FlowEmptyValue, None),
        }
    }

    /// Takes the comma before an item that is not the first one.
    fn flow_separator(&mut self, first: bool, close: Kind) -> Result<Token> {
        let token = self.scanner.peek()?;
        match token.kind {
            _ if first || token.kind == close => Ok(token),
            Kind::FlowEntry => self.after(),
            _ if close == Kind::FlowMappingEnd => refuse(token, "did not find expected ',' or '}'"),
            _ => refuse(token, "did not find expected ',' or ']'"),
        }
    }

    fn flow_value(&mut self, next: State, close: Kind) -> Result<()> {
        if self.scanner.peek()?.kind != Kind::Value {
            self.states.push(next);
            self.empty();
            return Ok(());
        }
        self.scanner.skip();
        self.node_unless(&[Kind::FlowEntry, close], next, None)
    }
}

const BLOCK_NOTHING: [Kind; 3] = [Kind::Key, Kind::Value, Kind::BlockEnd];
