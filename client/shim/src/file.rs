//! Files that come over the link in parts, and that options then refer to by name.

use alloc::{collections::BTreeMap, format, string::String};

use mqttspec_link::{
    Outcome,
    command::{ConnectOptions, FilePart, Tls},
};

use crate::profile::invalid;

/// The files of one link.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<String, File>);

#[derive(Debug)]
struct File {
    text: String,
    /// Parts that came; at most `of`.
    parts: u32,
    of: u32,
}

impl Files {
    /// Takes a part in: the first one replaces what there was, the others come in their order.
    pub(crate) fn take(&mut self, part: &FilePart) -> Result<(), Outcome> {
        if part.part == 1 {
            if self.0.len() >= FILES_MAX && !self.0.contains_key(&part.name) {
                return Err(invalid(format!("there are {FILES_MAX} files")));
            }
            let file = File { text: String::new(), parts: 0, of: part.of };
            self.0.insert(part.name.clone(), file);
        }
        let expected = self.0.get(&part.name).map_or(1, |file| file.parts + 1);
        let Some(file) = self.0.get_mut(&part.name).filter(|file| file.of == part.of) else {
            return Err(invalid(format!("part {expected} was expected")));
        };
        if part.part != expected || part.part > file.of {
            return Err(invalid(format!("part {expected} of {} was expected", file.of)));
        }
        if file.text.len() + part.text.len() > FILE_LEN_MAX {
            return Err(invalid(format!("a file has at most {FILE_LEN_MAX} bytes")));
        }
        file.text.push_str(&part.text);
        file.parts = part.part;
        Ok(())
    }

    /// Puts the contents in place of the names.
    pub(crate) fn fill(&self, options: &mut ConnectOptions) {
        if let Some(tls) = &mut options.tls {
            self.fill_tls(tls);
        }
        if let Some(backup) = &mut options.backup {
            self.fill(backup);
        }
    }

    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    fn fill_tls(&self, tls: &mut Tls) {
        for name in [&mut tls.ca, &mut tls.cert, &mut tls.key].into_iter().flatten() {
            if let Some(file) = self.0.get(name).filter(|file| file.parts == file.of) {
                name.clone_from(&file.text);
            }
        }
    }
}

/// How many files there may be at a time.
const FILES_MAX: usize = 16;
/// Bytes of a file: a bundle of certificates.
const FILE_LEN_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: u32, of: u32, text: &str) -> FilePart {
        FilePart { name: "ca".into(), part: number, of, text: text.into() }
    }

    fn filled(files: &Files) -> Option<String> {
        let tls = Tls { ca: Some("ca".into()), ..Tls::default() };
        let mut options = ConnectOptions { tls: Some(tls), ..ConnectOptions::default() };
        files.fill(&mut options);
        options.tls.and_then(|tls| tls.ca)
    }

    #[test]
    fn a_file_is_known_when_its_last_part_came_and_replaced_by_a_new_first_part() {
        let mut files = Files::default();
        files.take(&part(1, 2, "one ")).unwrap();
        assert_eq!(filled(&files).as_deref(), Some("ca"));
        files.take(&part(2, 2, "two")).unwrap();
        assert_eq!(filled(&files).as_deref(), Some("one two"));
        files.take(&part(1, 1, "new")).unwrap();
        assert_eq!(filled(&files).as_deref(), Some("new"));
    }

    #[test]
    fn parts_out_of_order_and_files_too_long_are_refused() {
        let mut files = Files::default();
        assert!(files.take(&part(2, 2, "x")).is_err());
        files.take(&part(1, 2, "x")).unwrap();
        assert!(files.take(&part(2, 3, "x")).is_err());
        assert!(files.take(&part(2, 2, &"x".repeat(FILE_LEN_MAX))).is_err());
        files.take(&part(2, 2, "y")).unwrap();
        assert!(files.take(&part(3, 2, "z")).is_err());
    }
}
