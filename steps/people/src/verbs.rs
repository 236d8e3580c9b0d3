//! What is done with units, users, sessions and tokens. Each verb works within a transaction that
//! the caller commits.

use crate::{
    PeopleRefusal,
    auth::SESSION_MILLIS,
    model::{
        post, session, token,
        unit::{self, UnitKind},
        user::{self, Density, Locale, Theme},
    },
    rules, secret,
    settings::{self, COMPANY, Company, SETUP},
};
use access::Role;
use base::{Check, Day, Fault};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use store::{Meta, Store, Tx};

/// A post as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// Where.
    pub unit_id: unit::UnitId,
    /// What.
    pub role: Role,
    /// 1 to 9; 1 is the highest.
    pub rank: i64,
}

/// A user as it is asked for; the password is a hash already.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// For sign-in.
    pub login: String,
    /// For people.
    pub name: String,
    /// Mail.
    pub email: Option<String>,
    /// Language.
    pub locale: Locale,
    /// PHC string.
    pub password_hash: String,
    /// Main post first; at least one.
    pub posts: Vec<NewPost>,
}

/// Makes the company, its first administrator and the company setting. Refused once done.
pub async fn set_up(
    tx: &mut Tx,
    token: &str,
    company_name: &str,
    currency: &str,
    admin: NewUser,
) -> Result<user::Model, Fault> {
    let expected: Option<String> = settings::read(tx.conn(), SETUP).await?;
    let Some(expected) = expected else { return Err(PeopleRefusal::SetupDone.into()) };
    if secret::digest(token) != expected {
        return Err(PeopleRefusal::SetupToken.into());
    }
    // Of two who hold the link, one takes the token away and the other finds it gone.
    if !settings::remove(tx, SETUP).await? {
        return Err(PeopleRefusal::SetupDone.into());
    }
    let root = add_unit(tx, None, UnitKind::Company, company_name).await?;
    let company =
        Company { unit_id: root.id.to_string(), currency: currency.to_owned(), demo: false };
    settings::write(tx, COMPANY, &company).await?;
    let post = NewPost { unit_id: root.id.clone(), role: Role::Administrator, rank: 1 };
    add_user(tx, NewUser { posts: vec![post], ..admin }).await
}

/// Adds a unit below `parent` (the company has none).
pub async fn add_unit(
    tx: &mut Tx,
    parent: Option<&unit::Model>,
    kind: UnitKind,
    name: &str,
) -> Result<unit::Model, Fault> {
    let mut check = Check::new();
    check.text("/name", name, 1, 100);
    if let Some(parent) = parent {
        check.ensure(parent.active, "/parent_id", "unknown_unit");
        check.ensure(rules::depth(&parent.path) < rules::DEPTH_MAX, "/parent_id", "unit_depth");
        check.ensure(kind != UnitKind::Company, "/kind", "unit_kind");
    }
    check.done()?;
    let siblings = store::select::<unit::Entity>()
        .filter(match parent {
            Some(parent) => unit::Column::ParentId.eq(parent.id.as_str()),
            None => unit::Column::ParentId.is_null(),
        })
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    let index = u32::try_from(siblings).unwrap_or(u32::MAX);
    let model = unit::Model {
        id: tx.new_id(),
        parent_id: parent.map(|parent| parent.id.clone()),
        kind,
        name: name.trim().to_owned(),
        path: rules::child_path(parent.map(|parent| parent.path.as_str()), index),
        active: true,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    // Somebody added a unit beside it at the same moment: the edge repeats this request.
    let made = tx.insert(&model).await;
    made.map_err(|fault| if store::is_unique_fault(&fault) { Fault::Busy } else { fault })?;
    Ok(model)
}

/// Renames a unit, or takes it out of use once it is empty.
pub async fn edit_unit(
    tx: &mut Tx,
    before: &unit::Model,
    name: Option<&str>,
    active: Option<bool>,
) -> Result<unit::Model, Fault> {
    let mut after = before.clone();
    if let Some(name) = name {
        let mut check = Check::new();
        check.text("/name", name, 1, 100);
        check.done()?;
        name.trim().clone_into(&mut after.name);
    }
    if let Some(active) = active {
        if !active && unit_is_used(tx, before).await? {
            return Err(PeopleRefusal::UnitNotEmpty.into());
        }
        after.active = active;
    }
    tx.update(before, &mut after, "edited").await?;
    Ok(after)
}

async fn unit_is_used(tx: &Tx, unit: &unit::Model) -> Result<bool, Fault> {
    let children = store::select::<unit::Entity>()
        .filter(unit::Column::ParentId.eq(unit.id.as_str()))
        .filter(unit::Column::Active.eq(true))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    let posts = store::select::<post::Entity>()
        .filter(post::Column::UnitId.eq(unit.id.as_str()))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(children + posts > 0 || unit.parent_id.is_none())
}

/// Adds a user with posts. A login in use is refused (`login_taken`).
pub async fn add_user(tx: &mut Tx, new: NewUser) -> Result<user::Model, Fault> {
    let mut check = Check::new();
    rules::check_login(&mut check, "/login", &new.login);
    check.text("/name", &new.name, 1, 100);
    check.optional_text("/email", new.email.as_deref(), 200);
    check.ensure(!new.posts.is_empty(), "/posts", "required");
    check.done()?;
    if by_login(tx, &new.login).await?.is_some() {
        return Err(PeopleRefusal::LoginTaken.into());
    }
    let model = user::Model {
        id: tx.new_id(),
        login: new.login,
        name: new.name.trim().to_owned(),
        email: new.email,
        password_hash: new.password_hash,
        locale: new.locale,
        theme: Theme::System,
        density: Density::Normal,
        active: true,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&model).await.map_err(taken_meanwhile)?;
    set_posts(tx, &model, &new.posts).await?;
    Ok(model)
}

/// Two who take a login at the same moment can both find it free; the index then refuses one.
fn taken_meanwhile(fault: Fault) -> Fault {
    if store::is_unique_fault(&fault) { PeopleRefusal::LoginTaken.into() } else { fault }
}

/// The user of a login.
pub async fn by_login(tx: &Tx, login: &str) -> Result<Option<user::Model>, Fault> {
    store::select::<user::Entity>()
        .filter(user::Column::Login.eq(login))
        .one(tx.conn())
        .await
        .map_err(store::internal)
}

/// Replaces a user's posts and journals them on the user. An administrator sits at the company itself
/// (`administrator_unit`).
pub async fn set_posts(tx: &mut Tx, user: &user::Model, posts: &[NewPost]) -> Result<(), Fault> {
    let mut check = Check::new();
    check.ensure((1..=20).contains(&posts.len()), "/posts", "required");
    for (index, post) in posts.iter().enumerate() {
        check.range(&format!("/posts/{index}/rank"), post.rank, 1, 9);
        let unit = tx.get::<unit::Entity>(post.unit_id.clone()).await?;
        let pointer = format!("/posts/{index}/unit_id");
        let known = unit.as_ref().is_some_and(|unit| unit.active);
        check.ensure(known, &pointer, "unknown_unit");
        // Who administers people administers all of them, so the post stands at the company.
        let at_company = unit.is_none_or(|unit| unit.parent_id.is_none());
        let fits = at_company || post.role != Role::Administrator;
        check.ensure(fits, &pointer, "administrator_unit");
    }
    check.done()?;
    post::Entity::delete_many()
        .filter(post::Column::UserId.eq(user.id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    let mut said = Vec::new();
    for (position, new) in posts.iter().enumerate() {
        let model = post::Model {
            id: tx.new_id(),
            user_id: user.id.clone(),
            unit_id: new.unit_id.clone(),
            role: new.role,
            rank: new.rank,
            position: i64::try_from(position).unwrap_or_default(),
        };
        said.push(serde_json::json!({"unit_id": new.unit_id, "role": new.role, "rank": new.rank}));
        model.into_active_model().reset_all().insert(tx.conn()).await.map_err(store::internal)?;
    }
    let changes = serde_json::json!({"posts": [null, said]});
    tx.note("user", user.id.as_str(), "posts.set", changes, None);
    Ok(())
}

/// What an administrator changes on a user; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct UserEdit {
    /// Name.
    pub name: Option<String>,
    /// Mail.
    pub email: wire::Patch<String>,
    /// Language.
    pub locale: Option<Locale>,
    /// Whether the user may sign in.
    pub active: Option<bool>,
    /// All posts anew.
    pub posts: Option<Vec<NewPost>>,
}

/// Edits a user. Deactivating ends every session and token. Somebody must remain administrator.
pub async fn edit_user(
    tx: &mut Tx,
    before: &user::Model,
    edit: UserEdit,
) -> Result<user::Model, Fault> {
    let mut check = Check::new();
    if let Some(name) = &edit.name {
        check.text("/name", name, 1, 100);
    }
    check.optional_text("/email", edit.email.value().map(String::as_str), 200);
    check.done()?;
    let mut after = before.clone();
    if let Some(name) = edit.name {
        name.trim().clone_into(&mut after.name);
    }
    edit.email.apply(&mut after.email);
    if let Some(locale) = edit.locale {
        after.locale = locale;
    }
    if let Some(active) = edit.active {
        after.active = active;
    }
    let note = edit.posts.is_some().then(String::new);
    tx.update_noting(before, &mut after, "edited", note).await?;
    let loses = edit.posts.is_some() || !after.active;
    if let Some(posts) = edit.posts {
        set_posts(tx, &after, &posts).await?;
    }
    if !after.active {
        end_access(tx, &after).await?;
    }
    if loses {
        demand_administrator(tx).await?;
    }
    Ok(after)
}

async fn demand_administrator(tx: &Tx) -> Result<(), Fault> {
    // One at a time: two who take the post from each other must not both find the other still there.
    let root = store::select::<unit::Entity>()
        .filter(unit::Column::ParentId.is_null())
        .lock_exclusive()
        .one(tx.conn())
        .await
        .map_err(store::internal)?
        .ok_or_else(|| Fault::internal("there is no company yet"))?;
    let holders = store::select::<post::Entity>()
        .filter(post::Column::Role.eq(Role::Administrator))
        .filter(post::Column::UnitId.eq(root.id.as_str()))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    let ids: Vec<&str> = holders.iter().map(|post| post.user_id.as_str()).collect();
    let left = store::select::<user::Entity>()
        .filter(user::Column::Id.is_in(ids))
        .filter(user::Column::Active.eq(true))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    if left == 0 { Err(PeopleRefusal::LastAdministrator.into()) } else { Ok(()) }
}

async fn end_access(tx: &Tx, user: &user::Model) -> Result<(), Fault> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user.id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    token::Entity::delete_many()
        .filter(token::Column::UserId.eq(user.id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}

/// Gives a user another password and ends every session and token: whoever got in before, by whatever
/// way, is out.
pub async fn set_password(tx: &mut Tx, before: &user::Model, hash: String) -> Result<(), Fault> {
    let mut after = before.clone();
    after.password_hash = hash;
    // The hash is not part of the journal, so the entry says only that it happened.
    tx.update_noting(before, &mut after, "password.set", Some(String::new())).await?;
    end_access(tx, before).await
}

/// Opens a session; the answer is the cookie's value. Expired sessions are swept on the way.
pub async fn open_session(tx: &mut Tx, user: &user::Model) -> Result<String, Fault> {
    session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(tx.now()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    let value = secret::random()?;
    let model = session::Model {
        id: secret::digest(&value),
        user_id: user.id.clone(),
        created_at: tx.now(),
        expires_at: tx.now().plus_millis(SESSION_MILLIS),
    };
    model.into_active_model().reset_all().insert(tx.conn()).await.map_err(store::internal)?;
    tx.note("user", user.id.as_str(), "signed_in", serde_json::json!({}), None);
    Ok(value)
}

/// Ends one session.
pub async fn close_session(tx: &mut Tx, value: &str) -> Result<(), Fault> {
    session::Entity::delete_by_id(secret::digest(value))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}

/// Makes an API token for a user; the answer is the token, shown once.
pub async fn add_token(
    tx: &mut Tx,
    user_id: &user::UserId,
    name: &str,
    expires_on: Day,
) -> Result<(String, token::Model), Fault> {
    let mut check = Check::new();
    check.text("/name", name, 1, 100);
    let days = expires_on.days_since(tx.today());
    check.ensure((0..=366).contains(&days), "/expires_on", "token_expiry");
    check.done()?;
    let held = store::select::<token::Entity>()
        .filter(token::Column::UserId.eq(user_id.as_str()))
        .order_by_asc(token::Column::Id)
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    if held >= 20 {
        return Err(Fault::field("/name", "too_many_tokens"));
    }
    let value = format!("truss_{}", secret::random()?);
    let model = token::Model {
        id: tx.new_id(),
        digest: secret::digest(&value),
        user_id: user_id.clone(),
        name: name.trim().to_owned(),
        expires_on,
        last_used_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&model).await?;
    Ok((value, model))
}

/// Writes down that a token is in use. No change that somebody made, so without version and journal.
pub(crate) async fn note_use(store: &Store, id: &token::TokenId) -> Result<(), Fault> {
    let tx = store.begin(&Meta::system()).await?;
    token::Entity::update_many()
        .col_expr(token::Column::LastUsedAt, Expr::value(tx.now()))
        .filter(token::Column::Id.eq(id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    tx.commit().await
}
