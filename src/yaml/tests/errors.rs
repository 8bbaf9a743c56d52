use super::SyntaxErrorKind as Is;
use super::*;

/// The errors of a text, each with its sort and what it points at.
fn check(text: &str, expected: &[(Is, &str)]) {
    let (_, errors) = parse(FILE, text);
    let found: Vec<_> = errors
        .iter()
        .map(|error| (error.kind, slice(text, error.span)))
        .collect();
    assert_eq!(found, expected, "{text:?} {errors:#?}");
    for error in errors {
        let first = error.message.chars().next().unwrap();
        assert!(
            !first.is_uppercase() || error.kind == Is::Unread,
            "{}",
            error.message
        );
    }
}

#[test]
fn common_mistakes() {
    check("a:\n\tb: c\n", &[(Is::Tab, "\t")]);
    check("a: b\n\tc: d\n", &[(Is::Tab, "\t")]);
    check("a: |\n\tb\n", &[(Is::Tab, "\t")]);
    check("a: b: c\n", &[(Is::Colon, ":")]);
    check("a: b\nselinux true\nc: d\n", &[(Is::Colon, "selinux true")]);
    check("a: b\nselinux:true # c\n", &[(Is::Colon, "selinux:true")]);
    check("a: b\n  c: d\n", &[(Is::Indentation, "c: d")]);
    check("a:\n  - b\n - c\n", &[(Is::Indentation, "- c")]);
    check("a: b\n- c\n", &[(Is::Indentation, "- c")]);
    check("- a\nb: c\n", &[(Is::Indentation, "b: c")]);
    check("a: - b\n", &[(Is::Indentation, "-")]);
    check("a: 'it's'\n", &[(Is::Quote, "s'")]);
    check("a: 'b\nc: d\n", &[(Is::Quote, "'")]);
    check("a: [b\nc: d\n", &[(Is::Bracket, "[")]);
    check("a: {b: c\nd: e\n", &[(Is::Bracket, "{")]);
    check("a: [b}\n", &[(Is::Bracket, "[")]);
    check("a: ]\n", &[(Is::Bracket, "]")]);
    check("a: @b\n", &[(Is::Character, "@")]);
    check("a: `b\n", &[(Is::Character, "`")]);
    check("a: \"C:\\.x\"\n", &[(Is::Escape, "\\.")]);
    check("a: b\u{7}c\n", &[(Is::Character, "\u{7}")]);
    check("%x: a\n", &[(Is::Directive, "%x: a")]);
    check("a: !b!c d\n", &[(Is::Tag, "!b!c")]);
}

#[test]
fn several_in_one_document() {
    check(
        "a: @x\nb: c\nd: e: f\n  g: h\ni:\n\tj: k\nl: 'm' n\n",
        &[
            (Is::Character, "@"),
            (Is::Colon, ":"),
            (Is::Tab, "\t"),
            (Is::Quote, "n"),
        ],
    );
    check(
        "a: @x\nb: [\nc: d\n",
        &[(Is::Character, "@"), (Is::Bracket, "[")],
    );
    check(
        "a: [\n---\nb: @c\n",
        &[(Is::Bracket, "["), (Is::Character, "@")],
    );
}

#[test]
fn the_tree_is_that_of_the_text_up_to_the_first_error() {
    let (tree, _) = parse(FILE, "a: b\nc:\n  d: [e, f\ng: h\n");
    let document = tree.document(0).unwrap();
    assert!(!document.complete());
    assert_eq!(at(&tree, "a").text(), "b");
    assert_eq!(at(&tree, "c/d/0").text(), "e");
    assert!(document.root().unwrap().get("g").is_none());
}

#[test]
fn what_rke2_does_not_see() {
    let after = |text: &str| {
        let (_, errors) = parse(FILE, text);
        errors
            .iter()
            .map(|error| error.after_first_root)
            .collect::<Vec<_>>()
    };
    assert_eq!(after(" a: b\nc: d\n"), [true]);
    assert_eq!(after("a: b\n---\nc: [\n"), [true]);
    assert_eq!(after("a: b\n...\nc: [\n"), [true]);
    assert_eq!(after("a: [\n---\nc: @d\n"), [false, true]);
    assert_eq!(after(" a: b\n\"c\n"), [false]);
}

#[test]
fn what_only_the_real_library_refuses() {
    let refused = |text: &str| {
        let (tree, errors) = parse(FILE, text);
        assert_eq!(errors, [], "{text:?}");
        let error = go_reads(&tree).refused.unwrap();
        (error.kind, slice(text, error.span).to_owned())
    };
    let refuses = |text: &str, kind, covers: &str| {
        assert_eq!(refused(text), (kind, covers.to_owned()), "{text:?}");
    };
    refuses("a: *.example.com\n", Is::Alias, "*.example.com");
    refuses("a: [*b]\n", Is::Alias, "*b");
    refuses("\ta: b\n", Is::Tab, "\t");
    refuses("a: 'b'\n\t\nc: d\n", Is::Tab, "\t");
    refuses("%YAML 1.2\n---\na: b\n", Is::Directive, "%YAML 1.2");
    refuses("%FOO\n---\na: b\n", Is::Directive, "%FOO");
    refuses("...\na: b\n", Is::Other, "...");
    refuses(": a\n", Is::Indentation, ": a");
    refuses("a: \"\\/\"\n", Is::Escape, "\\/");
    refuses("<<: b\n", Is::Merge, "b");
    refuses("a: !!int b\n", Is::Tag, "b");
    refuses("a: &b [*b]\n", Is::Alias, "*b");
}

#[test]
fn what_only_the_real_library_takes() {
    for text in ["a: \"b\"#c\nd: [e]#f\n", "a: b\nc: [\n\td,\n\te\n  ]\n"] {
        let (tree, errors) = parse(FILE, text);
        assert_eq!(errors, [], "{text:?}");
        assert_eq!(go_reads(&tree).differs, None, "{text:?}");
    }
    // What cannot be mended is said to be unread, not wrong.
    let (tree, errors) = parse(FILE, "a: \"it\\'s\"\n");
    assert_eq!(errors[0].kind, Is::Unread);
    assert_eq!(go_reads(&tree).refused, None);
}
