//! The files of chart versions, read from git when they are asked for.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::syntax::{Str, Template, parse};
use crate::refresh::git::Repository;

/// What was read so far; the same content has the same id in every chart version.
pub struct Store {
    repository: RefCell<Repository>,
    texts: RefCell<HashMap<String, Str>>,
    templates: RefCell<HashMap<String, Rc<Template>>>,
}

/// The files of one chart version by their paths, with the ids of their contents.
#[derive(Clone)]
pub struct Files {
    ids: BTreeMap<String, String>,
    store: Rc<Store>,
}

impl Store {
    /// Reads from a clone.
    pub fn new(repository: Repository) -> Store {
        Store {
            repository: RefCell::new(repository),
            texts: RefCell::default(),
            templates: RefCell::default(),
        }
    }

    /// The files of a chart that is only there as an archive, by path and id.
    pub fn unpack(&self, archive: &str) -> Result<BTreeMap<String, String>, String> {
        let files = self.repository.borrow().unpack(archive)?;
        let mut texts = self.texts.borrow_mut();
        let ids = files.into_iter().filter_map(|(path, text)| {
            // Everything lies in a folder with the chart's name.
            let (_, inside) = path.split_once('/')?;
            let id = format!("{archive}/{inside}");
            texts.insert(id.clone(), text.into());
            Some((inside.to_owned(), id))
        });
        Ok(ids.collect())
    }

    fn text(&self, id: &str) -> Result<Str, String> {
        if let Some(text) = self.texts.borrow().get(id) {
            return Ok(text.clone());
        }
        let text = self.repository.borrow_mut().text(id)?;
        let text: Str = text.ok_or_else(|| format!("no object {id}"))?.into();
        self.texts.borrow_mut().insert(id.to_owned(), text.clone());
        Ok(text)
    }
}

impl Files {
    /// Files by path and id.
    pub fn new(ids: BTreeMap<String, String>, store: &Rc<Store>) -> Files {
        Files {
            ids,
            store: store.clone(),
        }
    }

    /// The paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// What stands in all of them, in a few bytes: equal files have equal marks.
    pub fn mark(&self) -> String {
        self.ids
            .iter()
            .map(|(path, id)| format!("{path}={id}\n"))
            .collect()
    }

    /// The text of a file; `None` where there is none.
    pub fn text(&self, path: &str) -> Result<Option<Str>, String> {
        let id = self.ids.get(path);
        id.map(|id| self.store.text(id)).transpose()
    }

    /// A file as a template.
    pub fn template(&self, path: &str) -> Result<Rc<Template>, String> {
        let id = self
            .ids
            .get(path)
            .ok_or_else(|| format!("no file {path}"))?;
        if let Some(template) = self.store.templates.borrow().get(id) {
            return Ok(template.clone());
        }
        let template = parse(&self.store.text(id)?).map_err(|error| format!("{path}: {error}"))?;
        let template = Rc::new(template);
        let mut templates = self.store.templates.borrow_mut();
        templates.insert(id.clone(), template.clone());
        Ok(template)
    }

    /// The texts of the files in a folder that are no templates and whose paths match a pattern.
    pub fn matching(&self, folder: &str, pattern: &str) -> Vec<Str> {
        let paths = self.paths().filter(|path| {
            let inside = path.strip_prefix(folder);
            !format!("/{path}").contains("/templates/")
                && inside.is_some_and(|path| matches(pattern.as_bytes(), path.as_bytes()))
        });
        paths
            .filter_map(|path| self.text(path).ok().flatten())
            .collect()
    }
}

/// Whether a path matches a pattern with `*` and `?`.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            matches(rest, path) || (!path.is_empty() && matches(pattern, &path[1..]))
        }
        ([b'?', pattern @ ..], [_, path @ ..]) => matches(pattern, path),
        ([a, pattern @ ..], [b, path @ ..]) if a == b => matches(pattern, path),
        _ => false,
    }
}
