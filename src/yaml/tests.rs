//! The tree and its reading against the real library's answers, and against any input at all.

mod any_input;
mod embedded;
mod errors;
mod spans;

use super::*;

const FILE: FileId = FileId(0);

fn tree(text: &str) -> Tree {
    let (tree, errors) = parse(FILE, text);
    assert_eq!(errors, [], "{text:?}");
    tree
}

fn root(tree: &Tree) -> Ref<'_> {
    tree.document(0).and_then(Document::root).unwrap()
}

/// A node by its keys and indices.
fn at<'t>(tree: &'t Tree, path: &str) -> Ref<'t> {
    let step = |node: Ref<'t>, step: &str| match node.kind() {
        Kind::Sequence => node.items().nth(step.parse().unwrap()).unwrap(),
        _ => node.get(step).unwrap(),
    };
    path.split_terminator('/').fold(root(tree), step)
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn scalars_are_those_of_the_real_library() {
    for line in include_str!("../../tests/yaml/scalars.tsv").lines().skip(1) {
        let [written, kind, printed] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?} has not three columns");
        };
        let (tree, _) = parse(FILE, &format!("- {written}\n"));
        let node = root(&tree).items().next().unwrap();
        if kind == "error" {
            assert!(go_reads(&tree).refused.is_some(), "{written:?}");
            continue;
        }
        let scalar = node.scalar();
        let its_kind = match &scalar {
            Scalar::Null => "nil",
            Scalar::Bool(_) => "bool",
            Scalar::Int(_) => "int",
            Scalar::UInt(_) => "uint64",
            Scalar::Float(_) => "float64",
            Scalar::Str(_) => "string",
        };
        assert_eq!(its_kind, kind, "{written:?}");
        assert_eq!(go_print(root(&tree)), format!("[{printed}]"), "{written:?}");
    }
}

#[test]
fn documents_are_those_of_the_real_library() {
    let mut differing = Vec::new();
    let table = include_str!("../../tests/yaml/documents.tsv");
    for line in table.lines().skip(2) {
        let (text, outcome) = line.rsplit_once('\t').unwrap();
        let text = unescape(text);
        let (tree, errors) = parse(FILE, &text);
        let reading = go_reads(&tree);
        match outcome.strip_prefix("= ") {
            None => assert!(reading.refused.is_some(), "{text:?} {outcome}"),
            Some(_) if reading.differs.is_some() => differing.push(text),
            Some(printed) => {
                assert_eq!(reading.refused, None, "{text:?}");
                let unread = |error: &SyntaxError| {
                    error.after_first_root || error.kind == SyntaxErrorKind::Unread
                };
                assert!(errors.iter().all(unread), "{text:?} {errors:?}");
                let root = tree.document(0).and_then(Document::root);
                let print = match root.filter(|root| !root.is_null()) {
                    Some(root) => go_print(root),
                    None => "[]".to_owned(),
                };
                assert_eq!(print, unescape(printed), "{text:?}");
            }
        }
    }
    // Those that Go reads in a way of its own are known to be such.
    assert!(differing.len() < 25, "{} {differing:#?}", differing.len());
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        plain.push(match (c, c == '\\') {
            (_, false) => c,
            _ => match characters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('u') => {
                    let hex: String = characters
                        .by_ref()
                        .take_while(|&c| c != '}')
                        .skip(1)
                        .collect();
                    u32::from_str_radix(&hex, 16)
                        .ok()
                        .and_then(char::from_u32)
                        .unwrap()
                }
                other => other.unwrap(),
            },
        });
    }
    plain
}

#[test]
fn what_is_never_read() {
    let unread = |text: &str| {
        let (tree, _) = parse(FILE, text);
        go_reads(&tree)
            .unread
            .map(|span| slice(text, span).to_owned())
    };
    assert_eq!(unread("a: b\n").as_deref(), None);
    assert_eq!(unread("a: b # c\n\n# d\n---\n# e\n...\n").as_deref(), None);
    assert_eq!(unread(" a: b\nc: d\n# e\n").as_deref(), Some("c: d\n# e"));
    assert_eq!(unread("a: b\n---\nc: d\n").as_deref(), Some("c: d"));
    assert_eq!(unread("a: b\n--- c\n").as_deref(), Some("--- c"));
    assert_eq!(unread("a: b\n...\nbad: [\n").as_deref(), Some("bad: ["));
    assert_eq!(unread("---\n---\na: b\n").as_deref(), Some("a: b"));
    assert_eq!(unread("# a\n").as_deref(), None);
    assert_eq!(unread("a: [\n").as_deref(), None);
}

#[test]
fn later_documents_are_read_on_their_own() {
    let text = "a: b\n---\n\tc: d\n---\n e: f\ng: h\n";
    let (tree, _) = parse(FILE, text);
    let readings: Vec<_> = tree.documents().map(Document::go_reads).collect();
    assert!(readings[0].refused.is_none() && readings[0].unread.is_none());
    assert_eq!(
        slice(text, readings[1].refused.as_ref().unwrap().span),
        "\t"
    );
    assert_eq!(slice(text, readings[2].unread.unwrap()), "g: h");
}

#[test]
fn aliases_look_like_what_they_repeat() {
    let tree = tree("a: &x {b: [c]}\nd: *x\ne: &y f\n*y : *y\n");
    assert_eq!(at(&tree, "d/b/0").text(), "c");
    assert!(at(&tree, "d").is_alias() && !at(&tree, "a").is_alias());
    assert_eq!(at(&tree, "d").id(), at(&tree, "a").id());
    assert_eq!(at(&tree, "d").alias_name(), Some("x"));
    assert_eq!(at(&tree, "f").text(), "f");
    let (tree, _) = parse(FILE, "a: *b\nc: &d [*d]\n");
    assert_eq!(at(&tree, "a").kind(), Kind::Alias);
    assert_eq!(at(&tree, "c/0").kind(), Kind::Alias);
    assert_eq!(at(&tree, "c/0").items().count(), 0);
}

#[test]
fn tags_and_duplicates() {
    let tree = tree("a: !!int 5\nb: !c\nd: !<x:y> z\na: last\n");
    let (key, value) = root(&tree).entry("a").unwrap();
    assert_eq!((key.span().start, value.text()), (29, "last"));
    assert_eq!(root(&tree).entries().count(), 4);
    let first = root(&tree).entries().next().unwrap().1;
    assert_eq!(first.tag(), Some("tag:yaml.org,2002:int"));
    assert_eq!(
        (at(&tree, "b").tag(), at(&tree, "b").text()),
        (Some("!c"), "")
    );
    assert!(!at(&tree, "b").is_null());
    assert_eq!(at(&tree, "d").tag(), Some("x:y"));
}
