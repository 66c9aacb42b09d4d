//! The feature files: those inside the binary, or those of a folder of the user's.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

/// A feature file's text and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureFile {
    /// Relative to the folder of all features, with `/` between the parts.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A folder of features could not be read.
#[derive(Debug, thiserror::Error)]
#[error("failed to read features from {}: {source}", path.display())]
pub struct UnreadableFeatures {
    /// The folder or file.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub source: io::Error,
}

/// The suite: all feature files inside the binary, by path.
#[must_use]
pub fn embedded() -> Vec<FeatureFile> {
    let mut files = Vec::new();
    collect(&SUITE, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(folder: &Dir<'_>, files: &mut Vec<FeatureFile>) {
    files.extend(folder.files().filter_map(|file| {
        let path = file.path().to_str().filter(|path| is_feature(Path::new(path)))?;
        Some(FeatureFile { path: path.into(), text: file.contents_utf8()?.into() })
    }));
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

/// All feature files at or below `root`, by path; `root` may be one file.
///
/// # Errors
/// Names the folder or file that cannot be read.
pub fn in_folder(root: &Path) -> Result<Vec<FeatureFile>, UnreadableFeatures> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(path) = waiting.pop() {
        let unreadable = |source| UnreadableFeatures { path: path.clone(), source };
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(unreadable)? {
                waiting.push(entry.map_err(unreadable)?.path());
            }
        } else if is_feature(&path) || path == root {
            let text = fs::read_to_string(&path).map_err(unreadable)?;
            files.push(FeatureFile { path: relative(root, &path), text });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn is_feature(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "feature")
}

fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).ok().filter(|inner| !inner.as_os_str().is_empty());
    let inner = inner.unwrap_or_else(|| path.file_name().map_or(path, Path::new));
    let parts = inner.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

static SUITE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../features");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_holds_the_suite_of_the_repository() {
        let on_disk = in_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../features")));
        assert_eq!(embedded(), on_disk.unwrap());
        assert!(!embedded().is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = in_folder(Path::new("no/such/folder")).unwrap_err();
        assert!(error.to_string().contains("no/such/folder"), "{error}");
    }
}
