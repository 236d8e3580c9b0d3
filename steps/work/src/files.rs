//! Where contents lie: an object store, by default a folder.

use crate::rules::{self, Media, Sniffer};
use axum::body::Body;
use base::{Fault, Timestamp};
use futures_util::TryStreamExt;
use object_store::{
    ObjectStore, ObjectStoreExt, WriteMultipart, local::LocalFileSystem, memory::InMemory,
    path::Path as Key,
};
use sha2::{Digest, Sha256};
use std::{path::Path, sync::Arc};
use wire::Part;

/// Bytes of a file at most: 50 MB.
pub const FILE_MAX: usize = 50 * 1024 * 1024;
/// Pieces that wait for the disk at most, 5 MB each.
const PIECES_MAX: usize = 2;

/// The contents of all files. A service: `ctx.app().service::<work::Files>()`.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// A content that has arrived; no file holds it yet.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) object_key: String,
    pub(crate) name: String,
    pub(crate) media: Media,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
}

fn failed(error: object_store::Error) -> Fault {
    Fault::Internal(Box::new(error))
}

impl Files {
    /// Contents in a folder, which is made when it is missing.
    pub fn folder(folder: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(folder).map_err(|error| Fault::Internal(Box::new(error)))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
        // A file that was answered for is on the disk.
        Ok(Self(Arc::new(store.with_fsync(true))))
    }
    /// Contents in memory, for tests.
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }
    /// Contents in any object store.
    pub fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }

    /// Writes a part under a new key while it arrives. What is empty, too large or of no accepted
    /// type leaves nothing behind.
    pub(crate) async fn receive(
        &self,
        part: &mut Part<'_>,
        now: Timestamp,
    ) -> Result<Received, Fault> {
        let id: base::Id<()> = base::Id::generate(now);
        // The end of the id spreads, its beginning is the time.
        let (_, folder) = id.as_str().split_at(34);
        let object_key = format!("{folder}/{id}");
        let upload = self.0.put_multipart(&Key::from(object_key.as_str())).await.map_err(failed)?;
        let mut writer = WriteMultipart::new(upload);
        let sent_name = part.file_name().unwrap_or_default().to_owned();
        match take(part, &mut writer, &sent_name).await {
            Ok((media, size_bytes, sha256)) => {
                writer.finish().await.map_err(failed)?;
                let name = rules::file_name(&sent_name, &media);
                Ok(Received { object_key, name, media, size_bytes, sha256 })
            }
            Err(fault) => {
                writer.abort().await.map_err(failed)?;
                Err(fault)
            }
        }
    }

    /// A content as it is read.
    pub(crate) async fn read(&self, object_key: &str) -> Result<(u64, Body), Fault> {
        let found = self.0.get(&Key::from(object_key)).await.map_err(failed)?;
        Ok((found.meta.size, Body::from_stream(found.into_stream())))
    }

    /// Removes a content that no file holds. What is gone already is as good as removed.
    pub(crate) async fn remove(&self, object_key: &str) -> Result<(), Fault> {
        match self.0.delete(&Key::from(object_key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Removes every content: when no record is left that could hold one.
    pub async fn clear(&self) -> Result<(), Fault> {
        for key in self.keys_before(Timestamp::from_millis(i64::MAX)).await? {
            self.remove(&key).await?;
        }
        Ok(())
    }

    /// The keys of contents that were written before `limit`.
    pub(crate) async fn keys_before(&self, limit: Timestamp) -> Result<Vec<String>, Fault> {
        let all: Vec<object_store::ObjectMeta> =
            self.0.list(None).try_collect().await.map_err(failed)?;
        let old = all.into_iter().filter(|o| o.last_modified.timestamp_millis() < limit.millis());
        Ok(old.map(|object| object.location.to_string()).collect())
    }
}

async fn take(
    part: &mut Part<'_>,
    writer: &mut WriteMultipart,
    name: &str,
) -> Result<(Media, i64, String), Fault> {
    let (mut sniffer, mut hash, mut size) = (Sniffer::default(), Sha256::new(), 0);
    while let Some(chunk) = part.chunk().await? {
        size += chunk.len();
        if size > FILE_MAX {
            return Err(Fault::TooLarge);
        }
        sniffer.push(&chunk);
        hash.update(&chunk);
        writer.wait_for_capacity(PIECES_MAX).await.map_err(failed)?;
        writer.put(chunk);
    }
    if size == 0 {
        return Err(Fault::field("/file", "empty_file"));
    }
    let media = sniffer.finish(name).ok_or(Fault::MediaType)?;
    let size = i64::try_from(size).map_err(|_| Fault::TooLarge)?;
    Ok((media, size, hex::encode(hash.finalize())))
}
