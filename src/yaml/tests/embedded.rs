use super::*;

/// Parses the text inside the scalar at `outer`, and says what the node at `inner` covers in the file.
fn check(text: &str, outer: &str, inner: &str, covers: &str) {
    let tree = tree(text);
    let (embedded, origin) = at(&tree, outer).embedded().unwrap();
    let (embedded, errors) = parse_embedded(FILE, &embedded, &origin);
    assert_eq!(errors, [], "{text:?}");
    let span = at(&embedded, inner).span();
    assert_eq!(slice(text, span), covers, "{inner} of {text:?}");
}

#[test]
fn block_scalars() {
    let text = "a: |-\n    b: c\n\n    d:\n      - e\n\n\nf: g\n";
    check(text, "a", "b", "c");
    check(text, "a", "d", "- e");
    check(text, "a", "", "b: c\n\n    d:\n      - e");
    check("a: |2\n    b: c\n    d: e\n", "a", "d", "e");
    check("a: |\n\n\n  b: c\n", "a", "b", "c");
    check("a: |\r\n  b: c\r\n  d: é\r\n", "a", "d", "é");
    check("a: >\n  b: c\n\n  d: e\n", "a", "d", "e");
    check("a: >\n  b: c\n  d\n", "a", "b", "c\n  d");
    check(
        "a: |\n  b: |\n    c\n     d\n",
        "a",
        "b",
        "|\n    c\n     d",
    );
}

#[test]
fn quoted_and_plain_scalars() {
    check(r#"a: "b: c\nd: \"\u00e9\"\n""#, "a", "d", r#"\"\u00e9\""#);
    check(r#"a: "b: \ud83d\ude00\nc: d""#, "a", "c", "d");
    check("a: \"b: c\\n\\\n   d: e\"", "a", "d", "e");
    check("a: 'b: ''c'''", "a", "b", "''c''");
    check("a: 'b: c\n\n  d: e'\n", "a", "d", "e");
    check("a: \"{b: c,\n  d: e}\"\n", "a", "d", "e");
    check("a: b:c\n", "a", "", "b:c");
}

#[test]
fn texts_in_texts() {
    let text = "a: |\n  b: |\n    c: d\n    e: \"f: g\\n\"\n";
    let outer = tree(text);
    let (middle, origin) = at(&outer, "a").embedded().unwrap();
    let (middle, _) = parse_embedded(FILE, &middle, &origin);
    let (inner, origin) = at(&middle, "b").embedded().unwrap();
    let (inner, _) = parse_embedded(FILE, &inner, &origin);
    assert_eq!(slice(text, at(&inner, "c").span()), "d");
    let (last, origin) = at(&inner, "e").embedded().unwrap();
    let (last, _) = parse_embedded(FILE, &last, &origin);
    assert_eq!(slice(text, at(&last, "f").span()), "g");
}

#[test]
fn errors_point_into_the_outer_file() {
    let text = "a: |\n  b: c\n  d: 'e\n  f: g\n";
    let tree = tree(text);
    let (embedded, origin) = at(&tree, "a").embedded().unwrap();
    let (embedded, errors) = parse_embedded(FILE, &embedded, &origin);
    assert_eq!(errors[0].span.start as usize, text.find('\'').unwrap());
    let refused = go_reads(&embedded).refused.unwrap();
    assert!(text.len() >= refused.span.end as usize);
}
