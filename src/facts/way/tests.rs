//! The ways that the search finds, against the rules and against trying everything.

use super::*;

fn release(text: &str) -> Release {
    Release::parse_short(text).unwrap()
}

fn stops(from: &str, to: &str, cilium: bool) -> Vec<String> {
    let stops = Facts::default().stops(release(from), release(to), cilium);
    stops.unwrap().iter().map(Release::short).collect()
}

#[test]
fn one_stop_a_minor() {
    assert_eq!(stops("1.30.4", "1.33.2", false), ["1.31.10", "1.32.6"]);
    assert_eq!(stops("1.33.1", "1.33.2", false), [""; 0]);
    assert_eq!(stops("1.33.2", "1.33.2", false), [""; 0]);
}

#[test]
fn etcd_wants_a_stop() {
    assert_eq!(stops("1.33.5", "1.34.3r3", false), ["1.33.7r3"]);
    assert_eq!(stops("1.32.4", "1.34.10", false), ["1.33.10r3"]);
}

#[test]
fn cilium_wants_stops() {
    assert_eq!(stops("1.33.3", "1.33.9", true), ["1.33.7r3"]);
    assert_eq!(stops("1.33.3", "1.33.9", false), [""; 0]);
}

/// Each wish that a cluster may have.
fn wishes() -> Vec<Wish> {
    let mut wishes = Vec::new();
    for cilium in [false, true] {
        for etcd in [false, true] {
            for parts in [Vec::new(), PARTS.to_vec()] {
                wishes.push(Wish {
                    cilium,
                    etcd,
                    parts,
                    named: Vec::new(),
                    avoid: vec![release("1.31.9")],
                });
            }
        }
    }
    wishes
}

/// From this release on, every pair has a way or a reason.
fn since_1_24() -> Vec<Release> {
    let releases = Facts::default();
    let releases = releases.releases().iter().map(|info| info.release);
    releases.filter(|r| *r >= release("1.24.1")).collect()
}

/// Holds a way to the rules, or the lack of one to a reason.
fn hold(graph: &Graph, from: Release, to: Release) {
    let none = Bars::default();
    let Some(way) = graph.best(from, to, none, &|_| 0) else {
        // Some bar stands on every way, so lifting all of them opens one.
        let all = Bar::ALL.into_iter();
        let lifted = all.fold(none, |bars, bar| bars.with(bar, true));
        let way = graph.best(from, to, lifted, &|_| 0);
        assert_eq!(way, Some(vec![to]), "{from} to {to}");
        return;
    };
    let mut at = from;
    for next in way {
        assert!(
            next.minor <= at.minor + 1 && next > at,
            "{from} to {to}: {at} to {next}"
        );
        assert!(
            graph.bars(at, next).is_empty(),
            "{from} to {to}: {at} to {next}"
        );
        let usable = graph
            .stops
            .iter()
            .any(|stop| stop.release == next && stop.announced);
        assert!(usable || next == to, "{from} to {to} by {next}");
        at = next;
    }
    assert_eq!(at, to);
}

#[test]
fn every_way_keeps_to_the_rules() {
    let facts = Facts::default();
    let all = since_1_24();
    for (from_step, to_step, wish) in [(1, 1, 7), (5, 2, 0), (5, 2, 4), (5, 2, 2)] {
        let wish = &wishes()[wish];
        for from in all.iter().step_by(from_step) {
            let graph = facts.graph(*from, facts.newest(), wish);
            // One minor on is what people do; further on, a part will do.
            let near = |to: &Release| to.minor <= from.minor + 1;
            let targets = all.iter().filter(|to| *to > from);
            let targets = targets.enumerate().filter(|(index, to)| {
                index % to_step == 0 && (near(to) && from_step == 1 || index % 11 == 0)
            });
            for (_, to) in targets {
                match facts.release(*to).map(|info| info.state) {
                    Some(State::Announced) => hold(&graph, *from, *to),
                    // Who asks for such a target gets it.
                    _ => hold(&facts.graph(*from, *to, wish), *from, *to),
                }
            }
        }
    }
}

/// The fewest steps, found by trying everything, level by level.
fn fewest(graph: &Graph, from: Release, to: Release) -> Option<usize> {
    let mut level = vec![from];
    for steps in 0..12 {
        if level.contains(&to) {
            return Some(steps);
        }
        let mut next: Vec<Release> = Vec::new();
        for at in &level {
            let targets = graph.stops.iter().map(|stop| stop.release);
            next.extend(targets.filter(|target| {
                *target > *at && *target <= to && graph.bars(*at, *target).is_empty()
            }));
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    None
}

#[test]
fn no_way_is_shorter() {
    let facts = Facts::default();
    let all: Vec<Release> = facts.releases().iter().map(|info| info.release).collect();
    for wish in wishes() {
        for (from, to) in [("1.29.0", "1.31.14"), ("1.32.0", "1.34.10")] {
            let graph = facts.graph(release(from), release(to), &wish);
            let between = all.iter().filter(|r| **r > release(from));
            for target in between.filter(|r| **r <= release(to)).step_by(5) {
                let way = graph.best(release(from), *target, Bars::default(), &|_| 0);
                let steps = fewest(&graph, release(from), *target);
                assert_eq!(way.map(|way| way.len()), steps, "{from} to {target}");
            }
        }
    }
}
