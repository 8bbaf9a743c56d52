use std::fmt::Write;

use super::*;

/// Looks at everything there is to see.
fn look_at_all(text: &str) {
    let (tree, errors) = parse(FILE, text);
    let inside = |span: Span| {
        let range = span.start as usize..span.end as usize;
        assert!(text.get(range).is_some(), "{span:?} of {text:?}");
    };
    errors.iter().for_each(|error| inside(error.span));
    for document in tree.documents() {
        inside(document.span());
        document.yaml_version_span().into_iter().for_each(inside);
        let reading = document.go_reads();
        reading.refused.iter().for_each(|error| inside(error.span));
        reading.unread.into_iter().for_each(inside);
        reading.differs.into_iter().for_each(inside);
        let mut open: Vec<Ref> = document.root().into_iter().collect();
        while let Some(node) = open.pop() {
            inside(node.span());
            let _ = (node.text(), node.tag(), node.scalar().go_string());
            if node.is_alias() {
                continue;
            }
            let children = || node.items().chain(node.entries().flat_map(|(k, v)| [k, v]));
            for child in children() {
                let (outer, inner) = (node.span(), child.span());
                assert!(
                    outer.start <= inner.start && inner.end <= outer.end,
                    "{text:?}"
                );
            }
            open.extend(children());
            if let Some((inner, origin)) = node.embedded() {
                let (inner, errors) = parse_embedded(FILE, &inner, &origin);
                errors.iter().for_each(|error| inside(error.span));
                if let Some(root) = inner.document(0).and_then(Document::root) {
                    inside(root.span());
                    if let Some((inner, origin)) = root.embedded() {
                        let (inner, _) = parse_embedded(FILE, &inner, &origin);
                        inner
                            .documents()
                            .for_each(|document| inside(document.span()));
                    }
                }
            }
        }
        document.root().map(go_print);
    }
    let reading = go_reads(&tree);
    reading.refused.iter().for_each(|error| inside(error.span));
    reading.unread.into_iter().for_each(inside);
}

#[test]
fn mutations_of_documents() {
    let table = include_str!("../../../tests/yaml/documents.tsv");
    let seeds: Vec<String> = table
        .lines()
        .skip(2)
        .map(|line| unescape(line.split('\t').next().unwrap_or_default()))
        .collect();
    let pieces = [
        " ", "\t", "\n", "\r", ":", "- ", "?", "#", "\"", "'", "[", "]", "{", "}", ",", "&a ",
        "*a", "!", "|\n", ">", "%", "@", "---\n", "...\n", "\\", "\u{85}", "\u{2028}", "\u{a0}",
        "\u{feff}", "\u{7}", "😀", "<<: ", "\\u", "\n  ", "é", "\0",
    ];
    // A small generator, so that every run looks at the same texts.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..4000 {
        let mut text = seeds[round % seeds.len()].clone();
        for _ in 0..=random(3) {
            let mut at = random(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if random(3) == 0 {
                text.truncate(at);
            } else {
                text.insert_str(at, pieces[random(pieces.len())]);
            }
        }
        look_at_all(&text);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        (0..2000).fold(String::new(), |mut text, depth| {
            let _ = writeln!(text, "{}a:", " ".repeat(depth));
            text
        }),
    ] {
        let (tree, errors) = parse(FILE, &text);
        assert_eq!(errors[0].kind, SyntaxErrorKind::Limit, "{:?}", &text[..10]);
        assert!(!tree.document(0).unwrap().complete());
        go_reads(&tree);
    }
    // The other library's limit is higher, and it looks for a key before each bracket.
    let (tree, _) = parse(FILE, &"[".repeat(9_000));
    assert!(go_reads(&tree).refused.is_some());
}

#[test]
fn alias_bombs_stay_small() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{aliases}]");
    }
    let tree = tree(&text);
    assert!(tree.nodes.len() < 700);
    assert!(go_print(at(&tree, "a29")).len() < 70_000);
    assert_eq!(
        go_reads(&tree).refused.unwrap().kind,
        SyntaxErrorKind::Limit
    );
    let fine = parse(FILE, "a: &a {x: 1}\nb: [*a, *a, *a]\n").0;
    assert_eq!(go_reads(&fine).refused, None);
}

#[test]
fn large_texts() {
    for piece in [
        "a: b\n",
        "- x\n",
        "x ",
        "\"",
        "&a ",
        "!!str ",
        "# c\n",
        "\n",
        "'a': ",
        "a: |\n b\n",
        "{}",
        "[]\n",
    ] {
        let text = piece.repeat(50_000 / piece.len());
        look_at_all(&text);
    }
    let many = format!("[{}]", "a,".repeat(build::MAX_NODES));
    let (tree, errors) = parse(FILE, &many);
    assert_eq!(errors[0].kind, SyntaxErrorKind::Limit);
    assert!(!tree.document(0).unwrap().complete());
}
