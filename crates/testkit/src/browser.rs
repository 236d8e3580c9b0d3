//! The app as a browser meets it: people sign in for real, with cookie and CSRF token.

use crate::{
    app::{Answer, ask},
    database::database,
    world::{PASSWORD, World},
};
use axum::{Router, body::Body};
use http::{Method, Request, header, request};
use people::{Directory, secret};
use serde_json::{Value, json};
use store::{Meta, Migration, Store};
use wire::{App, app::AppBuilder, ctx::SESSION_COOKIE, guard::csrf_token};

/// An app at whose door people show up; nobody is signed in.
pub struct Browser {
    /// The app's state.
    pub app: App,
    router: Router,
}

/// Somebody's session: the value of the cookie.
#[derive(Debug, Clone)]
pub struct Session(pub String);

impl Browser {
    /// The app of these routes on a fresh database with these migrations and the test company.
    pub async fn start(
        migrations: Vec<Migration>,
        routes: wire::Router,
        services: impl FnOnce(AppBuilder) -> AppBuilder,
    ) -> (Self, World) {
        let store = database(migrations).await;
        let world = World::found(&store).await;
        (Self::over(store, routes, services), world)
    }

    /// The app of these routes on a database with a company of its own.
    pub fn over(
        store: Store,
        routes: wire::Router,
        services: impl FnOnce(AppBuilder) -> AppBuilder,
    ) -> Self {
        let directory = Directory::default();
        let app = App::builder(store, directory.clone()).service(directory);
        let app = services(app).build();
        let (router, _) = routes.split_for_parts();
        let guard = axum::middleware::from_fn_with_state(app.clone(), wire::guard::guard);
        let router = router.layer(guard).with_state(app.clone());
        Self { app, router }
    }

    /// Gives people [`PASSWORD`]; without it nobody can sign in.
    pub async fn let_in(&self, logins: &[&str]) {
        let hash = secret::hash_password(PASSWORD).unwrap();
        let mut tx = self.app.store().begin(&Meta::system()).await.unwrap();
        for login in logins {
            let user = people::verbs::by_login(&tx, login).await.unwrap().unwrap();
            people::verbs::set_password(&mut tx, &user, hash.clone()).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Tries to sign in.
    pub async fn try_sign_in(&self, login: &str, password: &str) -> Answer {
        let body = json!({"login": login, "password": password});
        self.send(None, Method::POST, "/api/session", |request| request, Some(body)).await
    }

    /// Signs in with [`PASSWORD`].
    pub async fn sign_in(&self, login: &str) -> Session {
        self.sign_in_with(login, PASSWORD).await
    }

    /// Signs in.
    pub async fn sign_in_with(&self, login: &str, password: &str) -> Session {
        let answer = self.try_sign_in(login, password).await.expect(201);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let value = cookie.split(';').next().and_then(|pair| pair.split_once('='));
        Session(value.map(|(_, value)| value.to_owned()).unwrap())
    }

    /// Posts within a session.
    pub async fn post(&self, session: &Session, path: &str, body: Value) -> Answer {
        self.send(Some(session), Method::POST, path, |request| request, Some(body)).await
    }

    /// Sends a request; `with` adds headers.
    pub async fn send(
        &self,
        session: Option<&Session>,
        method: Method,
        path: &str,
        with: impl FnOnce(request::Builder) -> request::Builder,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(Session(value)) = session {
            request = request
                .header(header::COOKIE, format!("{SESSION_COOKIE}={value}"))
                .header("x-csrf-token", csrf_token(value));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        ask(self.router.clone(), with(request).body(body).unwrap()).await
    }
}
