use super::*;

/// What the node at a path covers.
fn check(text: &str, path: &str, covers: &str) {
    let tree = tree(text);
    let node = at(&tree, path);
    assert_eq!(slice(text, node.span()), covers, "{path} of {text:?}");
}

#[test]
fn scalars() {
    check("a: b # c\n", "a", "b");
    check("a: 'b'' c' # d\n", "a", "'b'' c'");
    check("a: \"b\\n\n  c\"  \nd: e\n", "a", "\"b\\n\n  c\"");
    check("a: b\n  c\n\n  d\n\n# e\nf: g\n", "a", "b\n  c\n\n  d");
    check("é: ü\r\nb: c\r\n", "é", "ü");
    check("a: !!str &b c\n", "a", "c");
    check("? a\n: b\n", "a", "b");
    check("---\na\n", "", "a");
}

#[test]
fn block_scalars_begin_at_their_header_and_end_with_their_text() {
    check("a: |\n  b\n\n  c\n\n\nd: e\n", "a", "|\n  b\n\n  c");
    check("a: >-  # |\n   b\n", "a", ">-  # |\n   b");
    check("a: &b !!str |2\n\n   c\n", "a", "|2\n\n   c");
    check("a:\n  # c | d\n  |\n  e\n", "a", "|\n  e");
    check("\"x | # y\": |\n  z", "x | # y", "|\n  z");
    check("- |\n a\n- >\n b\n", "1", ">\n b");
    check("|\n a\n\n", "", "|\n a");
    check("a: |\n  b\u{a0}\n", "a", "|\n  b\u{a0}");
    check("a: |\n", "a", "|");
    check("a: |+\n\n\nb: c\n", "a", "|+");
}

#[test]
fn collections_end_with_their_last_child() {
    check(
        "a:\n  b: c\n  d:\n    - e\n\n# f\n\ng: h\n",
        "a",
        "b: c\n  d:\n    - e",
    );
    check("a:\n- b\n- 'c' # d\n\ne: f\n", "a", "- b\n- 'c'");
    check("- - a\n  - b\n- c\n", "0", "- a\n  - b");
    check("a: {b: [1, 2 ], c} # d\n", "a", "{b: [1, 2 ], c}");
    check("a: [b: c, d]\n", "a/0", "b: c");
    check("a:\n  b: |\n    c\n\n\nd: e\n", "a", "b: |\n    c");
    check("a:\n  - b:\n  # c\nd: e\n", "a", "- b:");
    check("a:\n  ? b\n  : c\nd: e\n", "a", "? b\n  : c");
    check("a: &x\n  b: c\nd: *x\n", "a", "b: c");
    check("\n\na: b\n\n", "", "a: b");
}

#[test]
fn nothing_stands_after_its_colon_or_dash() {
    for (text, path, offset) in [
        ("a:\nb: c\n", "a", 2),
        ("a :   # c\nb: c\n", "a", 3),
        ("\"a\":\n", "a", 4),
        ("[]: \n", "", 0),
        ("a:\n  - b\n  -\n  - c\n", "a/1", 12),
        ("{a: , b: c}", "a", 3),
        ("{a, b: c}", "a", 2),
        ("? a\n", "a", 3),
        ("a: &b\n", "a", 5),
    ] {
        let tree = tree(text);
        let node = at(&tree, path);
        if path.is_empty() {
            continue;
        }
        let span = node.span();
        assert_eq!(
            (span.start, span.end),
            (offset, offset),
            "{path} of {text:?}"
        );
        assert!(node.is_null(), "{text:?}");
    }
}

#[test]
fn documents() {
    let text = "%YAML 1.2\n---\na: b\n...\n---\nc: d\n";
    let tree = tree(text);
    let documents: Vec<_> = tree.documents().collect();
    assert_eq!(slice(text, documents[0].span()), "---\na: b\n");
    assert_eq!(slice(text, documents[1].span()), "---\nc: d\n");
    assert_eq!(documents[0].yaml_version(), Some((1, 2)));
    assert_eq!(
        slice(text, documents[0].yaml_version_span().unwrap()),
        "%YAML 1.2"
    );
    assert_eq!(documents[1].yaml_version(), None);
    assert_eq!(documents[0].root_end(), 18);
    assert!(documents[0].complete());
    assert_eq!(parse(FILE, "# a\n").0.documents().count(), 0);
}

#[test]
fn byte_order_marks_and_other_encodings() {
    let plain = |bytes: &[u8]| {
        let source = crate::source::Source::new("config.yaml", bytes);
        assert_eq!(source.unreadable, None);
        let (tree, errors) = parse(FILE, &source.text);
        assert_eq!(errors, []);
        assert_eq!(go_reads(&tree).refused, None);
        go_print(root(&tree))
    };
    assert_eq!(plain(b"\xef\xbb\xbfa: b\n"), "[{a b}]");
    assert_eq!(plain(b"\xff\xfea\0:\0 \0b\0\n\0"), "[{a b}]");
    assert_eq!(plain(b"a: true\r\nb: x\r\n"), "[{a true} {b x}]");
    assert_eq!(plain(b"a: b\xc2\xa0c\n"), "[{a b\u{a0}c}]");
    // The blank is part of the key; it is the reader of the configuration who trims it.
    assert_eq!(plain(b"\xc2\xa0a: b\n"), "[{\u{a0}a b}]");
    assert_eq!(plain("a: ‘x’\n".as_bytes()), "[{a ‘x’}]");
    let (tree, _) = parse(FILE, "a: b\u{7}c\n");
    assert_eq!(
        go_reads(&tree).refused.unwrap().kind,
        SyntaxErrorKind::Character
    );
}
