//! Who a cookie or a token belongs to, remembered for a few seconds.

use crate::{
    model::{session, token},
    queries, secret,
    tries::Tries,
    verbs,
};
use access::Actor;
use base::{Fault, Timestamp};
use moka::sync::Cache;
use sea_orm::{ColumnTrait, QueryFilter};
use std::{sync::Arc, time::Duration};
use store::{Channel, Store};
use wire::{Authenticate, BoxFuture, Credential, Signed, guard::csrf_token};

/// A session ends after this long, whatever happens: twelve hours.
pub const SESSION_MILLIS: i64 = 12 * 3_600_000;
/// Changed posts and revoked sessions of another process take effect after this long.
const MEMORY: Duration = Duration::from_secs(10);

/// Authenticates requests and remembers the answer for ten seconds. Changes made through this
/// process forget at once.
#[derive(Clone)]
pub struct Directory {
    known: Cache<String, (Signed, Timestamp)>,
    tries: Tries,
}

impl Default for Directory {
    fn default() -> Self {
        let known = Cache::builder().max_capacity(50_000).time_to_live(MEMORY).build();
        Self { known, tries: Tries::default() }
    }
}

impl Directory {
    /// Forgets everybody: after a change of posts, users, sessions or tokens.
    pub fn forget(&self) {
        self.known.invalidate_all();
    }

    /// How often who tried a password.
    pub(crate) fn tries(&self) -> &Tries {
        &self.tries
    }

    async fn look_up(
        store: &Store,
        credential: &Credential,
    ) -> Result<Option<(Signed, Timestamp)>, Fault> {
        let conn = store.read();
        let now = store.clock().now();
        match credential {
            Credential::Session(value) => {
                let found = store::select::<session::Entity>()
                    .filter(session::Column::Id.eq(secret::digest(value)))
                    .filter(session::Column::ExpiresAt.gt(now))
                    .one(conn)
                    .await
                    .map_err(store::internal)?;
                let Some(session) = found else { return Ok(None) };
                let Some(actor) = queries::actor(conn, session.user_id.as_str()).await? else {
                    return Ok(None);
                };
                let csrf_token = Some(csrf_token(value));
                Ok(Some((signed(actor, Channel::Page, csrf_token), session.expires_at)))
            }
            Credential::Token(value) => {
                let found = store::select::<token::Entity>()
                    .filter(token::Column::Digest.eq(secret::digest(value)))
                    .filter(token::Column::ExpiresOn.gte(store.clock().today()))
                    .one(conn)
                    .await
                    .map_err(store::internal)?;
                let Some(token) = found else { return Ok(None) };
                let Some(actor) = queries::actor(conn, token.user_id.as_str()).await? else {
                    return Ok(None);
                };
                let hour = now.plus_millis(-3_600_000);
                if token.last_used_at.is_none_or(|last| last < hour) {
                    // What a token is used for must not wait for this, nor fail with it.
                    let (store, id) = (store.clone(), token.id.clone());
                    tokio::spawn(async move {
                        if let Err(fault) = verbs::note_use(&store, &id).await {
                            tracing::warn!(%fault, "the use of a token was not noted");
                        }
                    });
                }
                let forever = Timestamp::from_millis(i64::MAX);
                Ok(Some((signed(actor, Channel::Token, None), forever)))
            }
        }
    }
}

fn signed(actor: Actor, channel: Channel, csrf_token: Option<String>) -> Signed {
    Signed { actor: Arc::new(actor), channel, csrf_token }
}

impl Authenticate for Directory {
    fn authenticate<'a>(
        &'a self,
        store: &'a Store,
        credential: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Signed>, Fault>> {
        Box::pin(async move {
            let (mark, value) = match credential {
                Credential::Session(value) => ('s', value),
                Credential::Token(value) => ('t', value),
            };
            let key = format!("{mark}{}", secret::digest(value));
            if let Some((signed, until)) = self.known.get(&key) {
                return Ok((store.clock().now() < until).then_some(signed));
            }
            let found = Self::look_up(store, credential).await?;
            if let Some(found) = &found {
                self.known.insert(key, found.clone());
            }
            Ok(found.map(|(signed, _)| signed))
        })
    }
}
