//! Administration of units and users.

use crate::{
    api::{PostView, post_view},
    auth::Directory,
    model::{
        unit::{self, UnitId, UnitKind},
        user::{self, Locale},
    },
    queries::{self, UserRow},
    rules, secret, verbs,
};
use access::{Permission, Role, list, list_query::ListParams};
use axum::Json;
use base::{Check, Fault, Page, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    Body, Created, Ctx, IfMatch, Items, Params, Patch, PathId, Ref, Reply, Secret, Versioned,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_units, create_unit))
        .routes(routes!(edit_unit))
        .routes(routes!(list_users, create_user))
        .routes(routes!(get_user, edit_user))
        .routes(routes!(reset_password))
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What kind.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: Option<Ref>,
    /// Levels below the company.
    pub depth: usize,
    /// People with a post here.
    pub user_count: i64,
    /// In use.
    pub active: bool,
    /// Version.
    pub version: i64,
}

/// A new unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitInput {
    /// Name.
    pub name: String,
    /// What kind.
    pub kind: UnitKind,
    /// The unit above.
    #[schema(value_type = String)]
    pub parent_id: UnitId,
}

/// A change of a unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitEdit {
    /// Name.
    pub name: Option<String>,
    /// In use.
    pub active: Option<bool>,
}

/// Units of the company at most.
const UNITS_MAX: u64 = 2_000;

/// All units in the order of the tree.
#[utoipa::path(get, path = "/api/units", tag = "people", operation_id = "list_units",
    responses((status = 200, body = Items<UnitView>)))]
async fn list_units(ctx: Ctx) -> Reply<Json<Items<UnitView>>> {
    let units = store::select::<unit::Entity>()
        .order_by_asc(unit::Column::Path)
        .limit(UNITS_MAX)
        .all(ctx.read())
        .await
        .map_err(store::internal)?;
    let counts = Query::select()
        .column(crate::post::Column::UnitId)
        .expr(Expr::cust("COUNT(DISTINCT user_id)"))
        .from(crate::post::Entity)
        .group_by_col(crate::post::Column::UnitId)
        .to_owned();
    let mut people: HashMap<String, i64> = HashMap::new();
    for row in ctx.read().query_all(&counts).await.map_err(store::internal)? {
        let (id, count): (String, i64) = row.try_get_many_by_index().map_err(store::internal)?;
        people.insert(id, count);
    }
    let names: HashMap<UnitId, String> =
        units.iter().map(|unit| (unit.id.clone(), unit.name.clone())).collect();
    let items = units
        .into_iter()
        .map(|unit| {
            let parent = unit
                .parent_id
                .as_ref()
                .map(|id| Ref::new(id.to_string(), names.get(id).cloned().unwrap_or_default()));
            let count = people.get(unit.id.as_str()).copied().unwrap_or_default();
            unit_view(unit, parent, count)
        })
        .collect();
    Ok(Json(Items { items }))
}

fn unit_view(unit: unit::Model, parent: Option<Ref>, user_count: i64) -> UnitView {
    UnitView {
        id: unit.id.to_string(),
        name: unit.name,
        kind: unit.kind,
        parent,
        depth: rules::depth(&unit.path),
        user_count,
        active: unit.active,
        version: unit.version,
    }
}

async fn unit(ctx: &Ctx, id: &UnitId) -> Result<Option<unit::Model>, Fault> {
    store::select::<unit::Entity>()
        .filter(unit::Column::Id.eq(id.as_str()))
        .one(ctx.read())
        .await
        .map_err(store::internal)
}

/// Adds a unit.
#[utoipa::path(post, path = "/api/units", tag = "people", operation_id = "create_unit",
    request_body = UnitInput, responses((status = 201, body = UnitView)))]
async fn create_unit(ctx: Ctx, Body(input): Body<UnitInput>) -> Reply<Created<UnitView>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let parent = unit(&ctx, &input.parent_id)
        .await?
        .ok_or_else(|| Fault::field("/parent_id", "unknown_unit"))?;
    let mut tx = ctx.begin().await?;
    let model = verbs::add_unit(&mut tx, Some(&parent), input.kind, &input.name).await?;
    tx.commit().await?;
    let parent = Ref::new(parent.id.to_string(), parent.name);
    Ok(Created {
        version: model.version,
        location: format!("/api/units/{}", model.id),
        view: unit_view(model, Some(parent), 0),
    })
}

/// Renames a unit or takes it out of use.
#[utoipa::path(patch, path = "/api/units/{id}", tag = "people", operation_id = "edit_unit",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = UnitEdit,
    responses((status = 200, body = UnitView)))]
async fn edit_unit(
    ctx: Ctx,
    PathId(id): PathId<unit::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<UnitEdit>,
) -> Reply<Versioned<UnitView>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let before = unit(&ctx, &id).await?.ok_or(Fault::NotFound)?;
    if before.version != version {
        return Err(Fault::Stale(None).into());
    }
    let mut tx = ctx.begin().await?;
    let after = verbs::edit_unit(&mut tx, &before, input.name.as_deref(), input.active).await?;
    tx.commit().await?;
    let parent = match &after.parent_id {
        Some(id) => Some(queries::unit_reference(ctx.read(), id.as_str()).await?),
        None => None,
    };
    Ok(Versioned(after.version, unit_view(after, parent, 0)))
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Login.
    pub login: String,
    /// Mail.
    pub email: Option<String>,
    /// Language.
    pub locale: Locale,
    /// May sign in.
    pub active: bool,
    /// Posts, main post first.
    pub posts: Vec<PostView>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// A password made for the user; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_password: Option<String>,
}

/// A post that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostInput {
    /// Where.
    #[schema(value_type = String)]
    pub unit_id: UnitId,
    /// 1 to 9; 1 is the highest.
    pub rank: i64,
    /// What.
    pub role: Role,
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// Name.
    pub name: String,
    /// Login.
    pub login: String,
    /// Mail.
    pub email: Option<String>,
    /// Language.
    pub locale: Option<Locale>,
    /// At least 12 characters; made when absent.
    pub password: Option<String>,
    /// Main post first.
    pub posts: Vec<PostInput>,
}

/// A change of a user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserEditInput {
    /// Name.
    pub name: Option<String>,
    /// Mail.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Patch<String>,
    /// Language.
    pub locale: Option<Locale>,
    /// May sign in.
    pub active: Option<bool>,
    /// All posts anew.
    pub posts: Option<Vec<PostInput>>,
}

fn new_posts(posts: Vec<PostInput>) -> Vec<verbs::NewPost> {
    posts
        .into_iter()
        .map(|post| verbs::NewPost { unit_id: post.unit_id, role: post.role, rank: post.rank })
        .collect()
}

async fn user_view(
    ctx: &Ctx,
    user: user::Model,
    initial_password: Option<String>,
) -> Result<UserView, Fault> {
    let posts = queries::posts(ctx.read(), &[user.id.to_string()]).await?;
    Ok(UserView {
        id: user.id.to_string(),
        name: user.name,
        login: user.login,
        email: user.email,
        locale: user.locale,
        active: user.active,
        posts: posts.into_iter().map(post_view).collect(),
        version: user.version,
        created_at: user.created_at,
        updated_at: user.updated_at,
        initial_password,
    })
}

async fn user(ctx: &Ctx, id: &user::UserId) -> Result<user::Model, Fault> {
    store::select::<user::Entity>()
        .filter(user::Column::Id.eq(id.as_str()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}

/// The users.
#[utoipa::path(get, path = "/api/users", tag = "people", operation_id = "list_users",
    params(ListParams), responses((status = 200, body = Page<UserRow>)))]
async fn list_users(ctx: Ctx, Params(params): Params<ListParams>) -> Reply<Json<Page<UserRow>>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &queries::USERS, &query, &queries::users()).await?))
}

/// Adds a user; without a password one is made and shown once.
#[utoipa::path(post, path = "/api/users", tag = "people", operation_id = "create_user",
    request_body = UserInput, responses((status = 201, body = UserView)))]
async fn create_user(ctx: Ctx, Body(input): Body<UserInput>) -> Reply<Secret<Created<UserView>>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let login = input.login.trim().to_lowercase();
    let (password, shown) = if let Some(password) = input.password {
        let mut check = Check::new();
        rules::check_password(&mut check, "/password", &password, &login);
        check.done()?;
        (password, None)
    } else {
        let password = secret::random_password()?;
        (password.clone(), Some(password))
    };
    let password_hash = secret::hash(password).await?;
    let new = verbs::NewUser {
        login,
        name: input.name,
        email: input.email,
        locale: input.locale.unwrap_or(Locale::Chinese),
        password_hash,
        posts: new_posts(input.posts),
    };
    let mut tx = ctx.begin().await?;
    let model = verbs::add_user(&mut tx, new).await?;
    tx.commit().await?;
    Ok(Secret(Created {
        version: model.version,
        location: format!("/api/users/{}", model.id),
        view: user_view(&ctx, model, shown).await?,
    }))
}

/// One user.
#[utoipa::path(get, path = "/api/users/{id}", tag = "people", operation_id = "get_user",
    params(("id" = String, Path)), responses((status = 200, body = UserView)))]
async fn get_user(ctx: Ctx, PathId(id): PathId<user::Entity>) -> Reply<Versioned<UserView>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let model = user(&ctx, &id).await?;
    Ok(Versioned(model.version, user_view(&ctx, model, None).await?))
}

/// Edits a user; deactivating ends every session and token.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "people", operation_id = "edit_user",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = UserEditInput,
    responses((status = 200, body = UserView)))]
async fn edit_user(
    ctx: Ctx,
    PathId(id): PathId<user::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<UserEditInput>,
) -> Reply<Versioned<UserView>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let before = user(&ctx, &id).await?;
    if before.version != version {
        return Err(Fault::Stale(None).into());
    }
    let edit = verbs::UserEdit {
        name: input.name,
        email: input.email,
        locale: input.locale,
        active: input.active,
        posts: input.posts.map(new_posts),
    };
    let mut tx = ctx.begin().await?;
    let after = verbs::edit_user(&mut tx, &before, edit).await?;
    tx.commit().await?;
    ctx.app().service::<Directory>()?.forget();
    Ok(Versioned(after.version, user_view(&ctx, after, None).await?))
}

/// A password made for a user, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitialPassword {
    /// The password.
    pub initial_password: String,
}

/// Makes a new password for a user and ends every session and API token.
#[utoipa::path(post, path = "/api/users/{id}/password", tag = "people",
    operation_id = "reset_password",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = InitialPassword)))]
async fn reset_password(
    ctx: Ctx,
    PathId(id): PathId<user::Entity>,
    IfMatch(version): IfMatch,
) -> Reply<Secret<Json<InitialPassword>>> {
    Permission::PeopleAdminister.demand(ctx.actor())?;
    let before = user(&ctx, &id).await?;
    if before.version != version {
        return Err(Fault::Stale(None).into());
    }
    let password = secret::random_password()?;
    let hash = secret::hash(password.clone()).await?;
    let mut tx = ctx.begin().await?;
    verbs::set_password(&mut tx, &before, hash).await?;
    tx.commit().await?;
    ctx.app().service::<Directory>()?.forget();
    Ok(Secret(Json(InitialPassword { initial_password: password })))
}
