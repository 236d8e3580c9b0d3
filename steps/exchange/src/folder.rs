//! Where uploaded files are kept: a folder of the server's data, named by the import's id. Nothing of
//! a path comes from outside.

use crate::{ExchangeRefusal, model::import::ImportId};
use base::{Fault, Timestamp};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// The folder of imports: a service of the app.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder; it is made when the first file arrives.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
    /// The folder, made if need be.
    pub fn ready(&self) -> Result<&Path, Fault> {
        std::fs::create_dir_all(&self.0).map_err(|error| Fault::Internal(Box::new(error)))?;
        Ok(&self.0)
    }
    /// The file as it was uploaded.
    pub fn upload(&self, id: &ImportId) -> PathBuf {
        self.0.join(format!("{id}.upload"))
    }
    /// Its rows in the plain form.
    pub fn rows(&self, id: &ImportId) -> PathBuf {
        self.0.join(format!("{id}.rows"))
    }
    /// Its rows, when they are still kept (`file_gone`).
    pub fn kept_rows(&self, id: &ImportId) -> Result<PathBuf, Fault> {
        let rows = self.rows(id);
        if rows.exists() { Ok(rows) } else { Err(ExchangeRefusal::FileGone.into()) }
    }
    /// The imports of which files are kept, with when they were last written.
    pub(crate) fn kept(&self) -> Result<HashMap<ImportId, Timestamp>, Fault> {
        let io = |error: std::io::Error| Fault::Internal(Box::new(error));
        let mut kept = HashMap::new();
        for entry in std::fs::read_dir(self.ready()?).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = entry.file_name();
            let stem = name.to_str().and_then(|name| name.split('.').next());
            let Some(id) = stem.and_then(|stem| stem.parse::<ImportId>().ok()) else { continue };
            let at = entry.metadata().and_then(|about| about.modified()).map_err(io)?;
            let at = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
            let at = Timestamp::from_millis(i64::try_from(at).unwrap_or(i64::MAX));
            let last = kept.entry(id).or_insert(at);
            *last = at.max(*last);
        }
        Ok(kept)
    }
    /// Removes the file as it was uploaded: its rows say the same.
    pub(crate) fn remove_upload(&self, id: &ImportId) {
        // Not there is as good as removed.
        let _gone = std::fs::remove_file(self.upload(id));
    }
    /// Removes the files of all imports: when none is left.
    pub fn clear(&self) -> Result<(), Fault> {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Fault::Internal(Box::new(error)))
            }
            _ => Ok(()),
        }
    }
    /// Removes what belongs to an import.
    pub fn remove(&self, id: &ImportId) {
        for file in [self.upload(id), self.rows(id)] {
            // Not there is as good as removed.
            let _gone = std::fs::remove_file(file);
        }
    }
}
