//! Where uploaded files are kept: a folder of the server's data, named by the import's id. Nothing of
//! a path comes from outside.

use crate::model::import::ImportId;
use base::Fault;
use std::path::{Path, PathBuf};

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
