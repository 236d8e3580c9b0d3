//! What every request shares: the store, the way to authenticate, and the services of the steps.

use crate::client::TrustedProxies;
use access::Actor;
use base::Fault;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::Arc,
};
use store::{Channel, Store};
use tokio::sync::Semaphore;

/// A boxed future, for the few traits that are used as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a request shows to say who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// The value of the session cookie.
    Session(String),
    /// A bearer token.
    Token(String),
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Who.
    pub actor: Arc<Actor>,
    /// Through a page or a token.
    pub channel: Channel,
    /// Must come back in `X-CSRF-Token` with every change through a session.
    pub csrf_token: Option<String>,
}

/// Tells who a credential belongs to; the step `people` implements it.
pub trait Authenticate: Send + Sync {
    /// `None` when the credential is unknown, expired or revoked.
    fn authenticate<'a>(
        &'a self,
        store: &'a Store,
        credential: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Signed>, Fault>>;
}

/// The state of the server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    auth: Box<dyn Authenticate>,
    secure_cookies: bool,
    trusted_proxies: TrustedProxies,
    services: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// Puts an [`App`] together.
pub struct AppBuilder {
    store: Store,
    auth: Box<dyn Authenticate>,
    secure_cookies: bool,
    trusted_proxies: TrustedProxies,
    services: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl AppBuilder {
    /// Cookies travel over TLS only.
    #[must_use]
    pub fn secure_cookies(mut self, secure: bool) -> Self {
        self.secure_cookies = secure;
        self
    }
    /// Proxies that say truly where a request comes from.
    #[must_use]
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.trusted_proxies = proxies;
        self
    }
    /// Adds a service that handlers find by its type: registries, the file store.
    #[must_use]
    pub fn service<T: Send + Sync + 'static>(mut self, service: T) -> Self {
        self.services.insert(TypeId::of::<T>(), Arc::new(service));
        self
    }
    /// Done.
    pub fn build(self) -> App {
        App(Arc::new(Inner {
            store: self.store,
            auth: self.auth,
            secure_cookies: self.secure_cookies,
            trusted_proxies: self.trusted_proxies,
            services: self.services,
        }))
    }
}

impl App {
    /// Starts from the two things that every app needs.
    pub fn builder(store: Store, auth: impl Authenticate + 'static) -> AppBuilder {
        AppBuilder {
            store,
            auth: Box::new(auth),
            secure_cookies: false,
            trusted_proxies: TrustedProxies::default(),
            services: HashMap::new(),
        }
    }
    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }
    /// Whether cookies carry `Secure`.
    pub fn secure_cookies(&self) -> bool {
        self.0.secure_cookies
    }
    /// Proxies that say truly where a request comes from.
    pub(crate) fn trusted_proxies(&self) -> &TrustedProxies {
        &self.0.trusted_proxies
    }
    /// Who a credential belongs to.
    pub async fn authenticate(&self, credential: &Credential) -> Result<Option<Signed>, Fault> {
        self.0.auth.authenticate(&self.0.store, credential).await
    }
    /// A service by its type. Fails with an internal fault when the assembly forgot it.
    pub fn service<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Fault> {
        self.0
            .services
            .get(&TypeId::of::<T>())
            .and_then(|service| Arc::clone(service).downcast::<T>().ok())
            .ok_or_else(|| Fault::internal(format!("no service {}", std::any::type_name::<T>())))
    }
}

/// Runs heavy computing (spreadsheets, exports) beside the requests, a few at a time.
pub async fn blocking<T, F>(work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    static PLACES: Semaphore = Semaphore::const_new(4);
    blocking_at(&PLACES, work).await
}

/// The same with places of its own, for what must not wait behind spreadsheets.
pub async fn blocking_at<T, F>(places: &Semaphore, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let place = places.acquire().await.map_err(|error| Fault::Internal(Box::new(error)))?;
    let done = tokio::task::spawn_blocking(work).await;
    drop(place);
    done.map_err(|error| Fault::Internal(Box::new(error)))
}
