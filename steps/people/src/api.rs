//! Set-up, sign-in, the signed-in person, tokens, the picker of people.

use crate::{
    PeopleRefusal,
    auth::{Directory, SESSION_MILLIS},
    model::{
        token,
        user::{self, Density, Locale, Theme},
    },
    queries, rules, secret,
    settings::{self, COMPANY, Company, SETUP},
    verbs,
};
use access::{Permission, Role, sql::containing};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base::{Check, Day, Fault, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait as _, LikeExpr},
};
use serde::{Deserialize, Serialize};
use store::Meta;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    App, Body, ClientAddress, Ctx, Items, Params, PathId, Problem, Ref, Reply, Secret, ctx,
    guard::csrf_token,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(get_setup, set_up))
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(get_me, edit_me))
        .routes(routes!(change_password))
        .routes(routes!(list_people))
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(delete_token))
}

/// Whether the company still has to be set up.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    /// Nobody can sign in before set-up.
    pub needed: bool,
    /// The demo story is loaded.
    pub demo: bool,
}

/// The first company and its first administrator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupInput {
    /// From the set-up link.
    pub token: String,
    /// Name of the company.
    pub company_name: String,
    /// Name of the administrator.
    pub name: String,
    /// Login of the administrator.
    pub login: String,
    /// At least 12 characters.
    pub password: String,
    /// Language.
    pub locale: Locale,
    /// Three letters.
    pub currency: String,
}

/// Sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionInput {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
}

/// A post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostView {
    /// Id.
    pub id: String,
    /// Where.
    pub unit: Ref,
    /// 1 is the highest.
    pub rank: i64,
    /// What.
    pub role: Role,
}

/// The signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Login.
    pub login: String,
    /// Language.
    pub locale: Locale,
    /// Theme.
    pub theme: Theme,
    /// Density.
    pub density: Density,
    /// Posts, main post first.
    pub posts: Vec<PostView>,
    /// Roles, without doubles.
    pub roles: Vec<Role>,
    /// The company.
    pub company: Ref,
    /// Its currency.
    pub currency: String,
    /// Must come back in `X-CSRF-Token`; empty for tokens.
    pub csrf_token: String,
    /// Permissions held.
    pub can: Vec<&'static str>,
    /// Today in the company's time zone.
    pub today: Day,
    /// The demo story is loaded.
    pub demo: bool,
}

/// What people set for themselves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeInput {
    /// Language.
    pub locale: Option<Locale>,
    /// Theme.
    pub theme: Option<Theme>,
    /// Density.
    pub density: Option<Density>,
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The present one.
    pub current: String,
    /// The new one, at least 12 characters.
    pub new: String,
}

/// Whether set-up is needed.
#[utoipa::path(get, path = "/api/setup", tag = "people", operation_id = "get_setup",
    responses((status = 200, body = SetupState)))]
async fn get_setup(State(app): State<App>) -> Reply<Json<SetupState>> {
    let company: Option<Company> = settings::read(app.store().read(), COMPANY).await?;
    Ok(Json(SetupState {
        needed: company.is_none(),
        demo: company.is_some_and(|company| company.demo),
    }))
}

/// Sets the company up and signs its administrator in. Works once.
#[utoipa::path(post, path = "/api/setup", tag = "people", operation_id = "set_up",
    request_body = SetupInput, responses((status = 201, body = Me)))]
async fn set_up(State(app): State<App>, Body(input): Body<SetupInput>) -> Reply<Response> {
    let expected: Option<String> = settings::read(app.store().read(), SETUP).await?;
    let Some(expected) = expected else { return Err(PeopleRefusal::SetupDone.into()) };
    // Checked before the password is hashed: the hash costs 20 ms, the wrong token nothing.
    if secret::digest(&input.token) != expected {
        return Err(PeopleRefusal::SetupToken.into());
    }
    let mut check = Check::new();
    check.text("/company_name", &input.company_name, 1, 100);
    check.currency("/currency", &input.currency);
    rules::check_password(&mut check, "/password", &input.password, &input.login);
    check.done()?;
    let password_hash = secret::hash(input.password.clone()).await?;
    let admin = verbs::NewUser {
        login: input.login.trim().to_lowercase(),
        name: input.name,
        email: None,
        locale: input.locale,
        password_hash,
        posts: Vec::new(),
    };
    let mut tx = app.store().begin(&Meta::system()).await?;
    let user =
        verbs::set_up(&mut tx, &input.token, &input.company_name, &input.currency, admin).await?;
    let session = verbs::open_session(&mut tx, &user).await?;
    tx.commit().await?;
    signed_in(&app, &user, &session).await
}

async fn signed_in(app: &App, user: &user::Model, session: &str) -> Reply<Response> {
    let me = me(app, user.id.as_str(), csrf_token(session)).await?;
    let mut response = (http_created(), Json(me)).into_response();
    set_cookie(app, &mut response, session, SESSION_MILLIS / 1000);
    Ok(response)
}

fn http_created() -> axum::http::StatusCode {
    axum::http::StatusCode::CREATED
}

fn set_cookie(app: &App, response: &mut Response, value: &str, seconds: i64) {
    let secure = if app.secure_cookies() { "; Secure" } else { "" };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        ctx::SESSION_COOKIE
    );
    if let Ok(header) = axum::http::HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(axum::http::header::SET_COOKIE, header);
    }
}

/// Signs in.
#[utoipa::path(post, path = "/api/session", tag = "people", operation_id = "sign_in",
    request_body = SessionInput, responses((status = 201, body = Me)))]
async fn sign_in(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Body(input): Body<SessionInput>,
) -> Reply<Response> {
    let login = input.login.trim().to_lowercase();
    // Nobody has such a login or password: nothing to look up and no hash to spend time on.
    if !rules::is_login(&login) || rules::is_password_too_long(&input.password) {
        return Err(PeopleRefusal::SignInFailed.into());
    }
    let directory = app.service::<Directory>()?;
    let attempt = directory.tries().begin(&login, address)?;
    let user = store::select::<user::Entity>()
        .filter(user::Column::Login.eq(&login))
        .filter(user::Column::Active.eq(true))
        .one(app.store().read())
        .await
        .map_err(store::internal)?;
    let hash = user.as_ref().map_or(secret::NOBODY, |user| &user.password_hash).to_owned();
    let right = secret::verify(input.password, hash).await?;
    let user = user.filter(|_| right).ok_or(PeopleRefusal::SignInFailed)?;
    attempt.succeeded();
    let mut tx = app.store().begin(&Meta::user(user.id.as_str(), store::Channel::Page)).await?;
    let session = verbs::open_session(&mut tx, &user).await?;
    tx.commit().await?;
    signed_in(&app, &user, &session).await
}

/// Signs out.
#[utoipa::path(delete, path = "/api/session", tag = "people", operation_id = "sign_out",
    responses((status = 204)))]
async fn sign_out(ctx: Ctx, headers: axum::http::HeaderMap) -> Reply<Response> {
    if let Some(wire::Credential::Session(value)) = ctx::credential(&headers) {
        let mut tx = ctx.begin().await?;
        verbs::close_session(&mut tx, &value).await?;
        tx.commit().await?;
        ctx.app().service::<Directory>()?.forget();
    }
    let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
    set_cookie(ctx.app(), &mut response, "", 0);
    Ok(response)
}

async fn me(app: &App, user_id: &str, csrf_token: String) -> Result<Me, Fault> {
    let conn = app.store().read();
    let user = store::select::<user::Entity>()
        .filter(user::Column::Id.eq(user_id))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::Unauthenticated)?;
    let actor = queries::actor(conn, user_id).await?.ok_or(Fault::Unauthenticated)?;
    let company: Option<Company> = settings::read(conn, COMPANY).await?;
    let demo = company.as_ref().is_some_and(|company| company.demo);
    let company = match company {
        Some(company) => queries::unit_reference(conn, &company.unit_id).await?,
        None => Ref::new("", ""),
    };
    let posts = queries::posts(conn, &[user.id.to_string()]).await?;
    let mut roles: Vec<Role> = actor.grants.iter().map(|grant| grant.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let can = Permission::ALL.iter().filter(|p| p.held_by(&actor)).map(|p| p.as_str()).collect();
    Ok(Me {
        id: user.id.to_string(),
        name: user.name,
        login: user.login,
        locale: user.locale,
        theme: user.theme,
        density: user.density,
        posts: posts.into_iter().map(post_view).collect(),
        roles,
        company,
        currency: actor.currency,
        csrf_token,
        can,
        today: app.store().clock().today(),
        demo,
    })
}

pub(crate) fn post_view((post, unit): (crate::post::Model, String)) -> PostView {
    PostView {
        id: post.id.to_string(),
        unit: Ref::new(post.unit_id.to_string(), unit),
        rank: post.rank,
        role: post.role,
    }
}

/// The signed-in person.
#[utoipa::path(get, path = "/api/me", tag = "people", operation_id = "get_me",
    responses((status = 200, body = Me)))]
async fn get_me(ctx: Ctx) -> Reply<Json<Me>> {
    let token = ctx.csrf_token().unwrap_or_default().to_owned();
    Ok(Json(me(ctx.app(), ctx.user_id(), token).await?))
}

async fn myself(ctx: &Ctx) -> Result<user::Model, Fault> {
    store::select::<user::Entity>()
        .filter(user::Column::Id.eq(ctx.user_id()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?
        .ok_or(Fault::Unauthenticated)
}

/// Sets language, theme and density of the signed-in person.
#[utoipa::path(patch, path = "/api/me", tag = "people", operation_id = "edit_me",
    request_body = MeInput, responses((status = 200, body = Me)))]
async fn edit_me(ctx: Ctx, Body(input): Body<MeInput>) -> Reply<Json<Me>> {
    let before = myself(&ctx).await?;
    let mut after = before.clone();
    after.locale = input.locale.unwrap_or(after.locale);
    after.theme = input.theme.unwrap_or(after.theme);
    after.density = input.density.unwrap_or(after.density);
    let mut tx = ctx.begin().await?;
    tx.update(&before, &mut after, "edited").await?;
    tx.commit().await?;
    let token = ctx.csrf_token().unwrap_or_default().to_owned();
    Ok(Json(me(ctx.app(), ctx.user_id(), token).await?))
}

/// Changes the password and ends all sessions and API tokens.
#[utoipa::path(post, path = "/api/me/password", tag = "people", operation_id = "change_password",
    request_body = PasswordInput, responses((status = 204)))]
async fn change_password(
    ctx: Ctx,
    ClientAddress(address): ClientAddress,
    Body(input): Body<PasswordInput>,
) -> Reply<Response> {
    let user = myself(&ctx).await?;
    let mut check = Check::new();
    rules::check_password(&mut check, "/new", &input.new, &user.login);
    check.done()?;
    // Guessed here as little as at the door: a session may be in wrong hands.
    let attempt = ctx.app().service::<Directory>()?.tries().begin(&user.login, address)?;
    let too_long = rules::is_password_too_long(&input.current);
    if too_long || !secret::verify(input.current, user.password_hash.clone()).await? {
        return Err(PeopleRefusal::PasswordWrong.into());
    }
    attempt.succeeded();
    let hash = secret::hash(input.new).await?;
    let mut tx = ctx.begin().await?;
    verbs::set_password(&mut tx, &user, hash).await?;
    tx.commit().await?;
    ctx.app().service::<Directory>()?.forget();
    let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
    set_cookie(ctx.app(), &mut response, "", 0);
    Ok(response)
}

/// Somebody to pick.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The unit of the main post.
    pub unit: String,
    /// Roles.
    pub roles: Vec<Role>,
}

/// What to pick from.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name or login.
    pub q: Option<String>,
    /// Only holders of this role.
    pub role: Option<Role>,
}

/// Active people by name, for pickers; at most 50.
#[utoipa::path(get, path = "/api/people", tag = "people", operation_id = "list_people",
    params(PeopleQuery), responses((status = 200, body = Items<PersonView>)))]
async fn list_people(
    ctx: Ctx,
    Params(query): Params<PeopleQuery>,
) -> Reply<Json<Items<PersonView>>> {
    let mut select = store::select::<user::Entity>().filter(user::Column::Active.eq(true));
    if let Some(q) = query.q.filter(|q| !q.trim().is_empty()) {
        let pattern = LikeExpr::new(containing(q.trim())).escape('\\');
        let has =
            |column: &str| Expr::cust(ctx.backend().ascii_lower(column)).like(pattern.clone());
        select = select.filter(Condition::any().add(has("name")).add(has("login")));
    }
    if let Some(role) = query.role {
        let holders = sea_orm::sea_query::Query::select()
            .column(crate::post::Column::UserId)
            .from(crate::post::Entity)
            .and_where(crate::post::Column::Role.eq(role))
            .to_owned();
        select = select.filter(user::Column::Id.in_subquery(holders));
    }
    let users = select
        .order_by_asc(user::Column::Name)
        .limit(50)
        .all(ctx.read())
        .await
        .map_err(store::internal)?;
    let ids: Vec<String> = users.iter().map(|user| user.id.to_string()).collect();
    let posts = queries::posts(ctx.read(), &ids).await?;
    let items = users
        .into_iter()
        .map(|user| {
            let own = || posts.iter().filter(|(post, _)| post.user_id == user.id);
            let mut roles: Vec<Role> = own().map(|(post, _)| post.role).collect();
            roles.dedup();
            let unit = own().next().map(|(_, unit)| unit.clone()).unwrap_or_default();
            PersonView { id: user.id.to_string(), name: user.name.clone(), unit, roles }
        })
        .collect();
    Ok(Json(Items { items }))
}

/// An API token without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Last day on which it works.
    pub expires_on: Day,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Born.
    pub created_at: Timestamp,
}

/// A new API token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// What it is for.
    pub name: String,
    /// Within a year.
    pub expires_on: Day,
}

/// A token with its secret, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewToken {
    /// The secret.
    pub token: String,
    /// The rest.
    pub view: TokenView,
}

fn token_view(token: token::Model) -> TokenView {
    TokenView {
        id: token.id.to_string(),
        name: token.name,
        expires_on: token.expires_on,
        last_used_at: token.last_used_at,
        created_at: token.created_at,
    }
}

/// The caller's API tokens.
#[utoipa::path(get, path = "/api/tokens", tag = "people", operation_id = "list_tokens",
    responses((status = 200, body = Items<TokenView>)))]
async fn list_tokens(ctx: Ctx) -> Reply<Json<Items<TokenView>>> {
    let tokens = store::select::<token::Entity>()
        .filter(token::Column::UserId.eq(ctx.user_id()))
        .order_by_asc(token::Column::Id)
        .all(ctx.read())
        .await
        .map_err(store::internal)?;
    Ok(Json(Items { items: tokens.into_iter().map(token_view).collect() }))
}

/// Makes an API token; only through a session, so that a token cannot outlive its revocation.
#[utoipa::path(post, path = "/api/tokens", tag = "people", operation_id = "create_token",
    request_body = TokenInput, responses((status = 201, body = NewToken)))]
async fn create_token(ctx: Ctx, Body(input): Body<TokenInput>) -> Reply<Response> {
    ctx.demand_session()?;
    let user_id = ctx.user_id().parse().map_err(|_| Fault::Unauthenticated)?;
    let mut tx = ctx.begin().await?;
    let (token, model) = verbs::add_token(&mut tx, &user_id, &input.name, input.expires_on).await?;
    tx.commit().await?;
    let view = token_view(model);
    Ok(Secret((http_created(), Json(NewToken { token, view }))).into_response())
}

/// Revokes an API token of the caller.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "people", operation_id = "delete_token",
    params(("id" = String, Path)), responses((status = 204)))]
async fn delete_token(ctx: Ctx, PathId(id): PathId<token::Entity>) -> Result<Response, Problem> {
    let token = store::select::<token::Entity>()
        .filter(token::Column::Id.eq(id.as_str()))
        .filter(token::Column::UserId.eq(ctx.user_id()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)?;
    let mut tx = ctx.begin().await?;
    tx.delete(&token, "revoked").await?;
    tx.commit().await?;
    ctx.app().service::<Directory>()?.forget();
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}
