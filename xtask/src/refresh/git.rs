//! Reading a git clone through `git` itself.
//!
//! One `git cat-file --batch` answers every question, since a process for each file would take minutes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rke2_preflight::release::Release;

/// A clone, bare or not.
pub struct Repository {
    folder: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A tag of a final release.
#[derive(Clone)]
pub struct Tag {
    /// As git has it.
    pub name: String,
    /// As parsed.
    pub release: Release,
    /// The day of the tagged commit, where it was made.
    pub date: String,
}

/// A commit of the default branch.
pub struct Commit {
    /// Its id.
    pub id: String,
    /// The day on which it was made, where it was made.
    pub date: String,
}

/// A file in a folder of a tag.
pub struct Entry {
    /// Its name in the folder.
    pub name: String,
    /// The object that holds its content; the same content has the same object in every tag.
    pub id: String,
}

impl Repository {
    /// Starts reading from a clone.
    pub fn open(folder: &Path) -> Result<Repository, String> {
        output(folder, &["rev-parse", "--git-dir"])?;
        let mut child = git(folder)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("git does not start: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        Ok(Repository {
            folder: folder.to_owned(),
            input: input.ok_or("git has no input")?,
            output: BufReader::new(output.ok_or("git has no output")?),
            child,
        })
    }

    /// The tags of all final releases, in release order.
    pub fn finals(&self) -> Result<Vec<Tag>, String> {
        // A tag object has a date of its own; the second field is that of the commit it names.
        let format = "--format=%(refname:strip=2) %(committerdate:short) %(*committerdate:short)";
        let text = output(&self.folder, &["for-each-ref", format, "refs/tags/v1.*"])?;
        let mut tags: Vec<Tag> = text.lines().filter_map(Tag::parse).collect();
        tags.sort_by_key(|tag| tag.release);
        if tags.is_empty() {
            let folder = self.folder.display();
            return Err(format!(
                "{folder} has no tag of a release; is it a clone of rancher/rke2 with its tags?"
            ));
        }
        Ok(tags)
    }

    /// The commits of the default branch that changed a file, oldest first.
    pub fn history(&self, file: &str) -> Result<Vec<Commit>, String> {
        // Whoever works in a clone may have any branch checked out; a bare one has only HEAD.
        let origin = "refs/remotes/origin/HEAD";
        let branch = match output(&self.folder, &["rev-parse", "--verify", "--quiet", origin]) {
            Ok(_) => origin,
            Err(_) => "HEAD",
        };
        let log = ["log", "--reverse", "--format=%H %cs", branch, "--", file];
        let text = output(&self.folder, &log)?;
        let commits = text.lines().filter_map(|line| line.split_once(' '));
        Ok(commits
            .map(|(id, date)| Commit {
                id: id.to_owned(),
                date: date.to_owned(),
            })
            .collect())
    }

    /// The text of a file at a tag; `None` where it does not exist.
    pub fn file(&mut self, tag: &str, path: &str) -> Result<Option<String>, String> {
        self.text(&format!("{tag}:{path}"))
    }

    /// The text of a file that every release has.
    pub fn need(&mut self, tag: &str, path: &str) -> Result<String, String> {
        self.file(tag, path)?
            .ok_or_else(|| format!("no file {path}"))
    }

    /// The text of an object by its name; `None` where it does not exist.
    pub fn text(&mut self, object: &str) -> Result<Option<String>, String> {
        let content = self.object(object)?;
        Ok(content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The files of a folder at a tag; none where it does not exist.
    pub fn folder(&mut self, tag: &str, path: &str) -> Result<Vec<Entry>, String> {
        let content = self.object(&format!("{tag}:{path}"))?.unwrap_or_default();
        entries(&content).ok_or_else(|| format!("{path} is no folder that can be read"))
    }

    /// Whether an object of this name exists.
    pub fn has(&self, name: &str) -> bool {
        output(&self.folder, &["rev-parse", "--verify", "--quiet", name]).is_ok()
    }

    /// All files below a folder, as `git ls-tree` lists them.
    pub fn list(&self, commit: &str, folder: &str) -> Result<String, String> {
        let place = format!("{folder}/");
        output(&self.folder, &["ls-tree", "-r", commit, &place])
    }

    /// The text files of a compressed archive, by path.
    pub fn unpack(&self, archive: &str) -> Result<Vec<(String, String)>, String> {
        let failed = |error: &dyn std::fmt::Display| format!("{archive}: {error}");
        let mut show = git(&self.folder)
            .args(["cat-file", "blob", archive])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let packed = show.stdout.take().ok_or_else(|| failed(&"no output"))?;
        let unpacked = Command::new("gzip")
            .arg("-dc")
            .stdin(packed)
            .output()
            .map_err(|error| failed(&error))?;
        if !show.wait().is_ok_and(|status| status.success()) || !unpacked.status.success() {
            return Err(failed(&"it cannot be read"));
        }
        Ok(tar_files(&unpacked.stdout))
    }

    fn object(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let context = |error| format!("git cat-file on {name}: {error}");
        writeln!(self.input, "{name}").map_err(context)?;
        self.input.flush().map_err(context)?;
        let mut answer = String::new();
        self.output.read_line(&mut answer).map_err(context)?;
        // The answer is `ID TYPE SIZE`, or `NAME missing`.
        let mut words = answer.trim_end().rsplit(' ');
        let last = words.next().unwrap_or_default();
        if last == "missing" {
            return Ok(None);
        }
        let size = last
            .parse::<usize>()
            .map_err(|_| format!("git cat-file on {name}: {answer}"))?;
        let mut content = vec![0; size + 1];
        self.output.read_exact(&mut content).map_err(context)?;
        content.truncate(size);
        Ok(Some(content))
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        // It only reads, so nothing is lost, and it must not outlive us.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Tag {
    fn parse(line: &str) -> Option<Tag> {
        let mut words = line.split(' ').filter(|word| !word.is_empty());
        let (name, date) = (words.next()?, words.next_back()?);
        let release = Release::parse(name)?;
        // Some tags have stray characters, which parsing forgives and a table must not hold.
        let plain = release.is_final() && release.to_string() == name;
        plain.then(|| Tag {
            name: name.to_owned(),
            release,
            date: date.to_owned(),
        })
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    command
}

/// What a git command prints.
fn output(folder: &Path, args: &[&str]) -> Result<String, String> {
    let output = git(folder)
        .args(args)
        .output()
        .map_err(|error| format!("git does not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "git {} in {}: {}",
        args[0],
        folder.display(),
        reason.trim()
    ))
}

/// Reads a tree object: mode, blank, name, NUL and twenty bytes of id for each entry.
fn entries(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    const ID: usize = 20;
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let blank = bytes.iter().position(|b| *b == b' ')?;
        let end = bytes.iter().position(|b| *b == 0)?;
        let name = bytes.get(blank + 1..end)?;
        let id = bytes.get(end + 1..end + 1 + ID)?;
        entries.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            id: id.iter().map(|b| format!("{b:02x}")).collect(),
        });
        bytes = &bytes[end + 1 + ID..];
    }
    Some(entries)
}

/// The files of a tar archive: a header of 512 bytes each, then the content in blocks of as many.
fn tar_files(mut bytes: &[u8]) -> Vec<(String, String)> {
    const BLOCK: usize = 512;
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    };
    let mut files = Vec::new();
    while bytes.len() > BLOCK && bytes[0] != 0 {
        let (header, rest) = bytes.split_at(BLOCK);
        let size = usize::from_str_radix(text(&header[124..136]).trim(), 8).unwrap_or(0);
        let content = &rest[..size.min(rest.len())];
        if matches!(header[156], 0 | b'0') {
            let (folder, name) = (text(&header[345..500]), text(&header[..100]));
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            files.push((path, String::from_utf8_lossy(content).into_owned()));
        }
        bytes = &rest[size.next_multiple_of(BLOCK).min(rest.len())..];
    }
    files
}
