//! Brings people in: users with their offices, regions and managers.
//!
//! `people` is an earlier step and cannot know of imports, so its target stands here. An imported
//! user cannot sign in until an administrator resets the password: no secret is made in bulk, shown or
//! sent. A manager who is named but unknown becomes a user with the role `sales_head`; units that are
//! named but unknown are made below the company. Users are never deleted, so an undo deactivates them,
//! unless they are at work already.

use crate::{
    matching::key,
    target::{
        CellProblem, FieldKind, FieldSpec, Plan, Prepared, Reason, Row, RowResult, Target, Undone,
    },
    undo::touched,
};
use access::{Actor, Permission, Role};
use base::{Check, Fault, Texts};
use people::{
    rules, secret,
    unit::{self, UnitKind},
    user::{self, Locale},
    verbs::{self, NewPost, NewUser, UserEdit},
};
use pinyin::ToPinyin as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::{HashMap, HashSet};
use store::Tx;
use wire::{BoxFuture, Ctx};

const KIND: &str = "user";
const ROLES: &[&str] = &[
    "ar",
    "sr",
    "fr",
    "lead_manager",
    "sales_head",
    "sponsor",
    "sdt_member",
    "sdt_chair",
    "review_manager",
    "finance_reviewer",
    "receivable_accountant",
    "payment_manager",
    "legal_reviewer",
    "contract_manager",
    "bid_manager",
    "pricing",
    "product_expert",
    "satisfaction_representative",
    "strategy_planner",
    "process_owner",
    "hr",
    "auditor",
    "administrator",
];

/// The target of users.
#[derive(Debug, Clone, Copy, Default)]
pub struct Users;

impl Target for Users {
    fn kind(&self) -> &'static str {
        KIND
    }
    fn title(&self) -> Texts {
        Texts::new("用户", "Users")
    }
    fn fields(&self) -> Vec<FieldSpec> {
        vec![
            FieldSpec::new("name", FieldKind::Text, "姓名", "Name").required().aliases(&[
                "sales_agent",
                "sales rep",
                "salesperson",
                "employee",
                "full name",
                "员工",
                "员工姓名",
                "销售",
                "销售人员",
            ]),
            FieldSpec::new("login", FieldKind::Text, "登录名", "Login").aliases(&[
                "username",
                "user name",
                "account",
                "账号",
                "工号",
            ]),
            FieldSpec::new("email", FieldKind::Text, "邮箱", "Mail").aliases(&[
                "email",
                "e-mail",
                "电子邮箱",
            ]),
            FieldSpec::new("region", FieldKind::Text, "大区", "Region").aliases(&[
                "regional_office",
                "area",
                "区域",
                "地区",
            ]),
            FieldSpec::new("office", FieldKind::Text, "办事处", "Office").aliases(&[
                "branch",
                "department",
                "部门",
                "分公司",
            ]),
            FieldSpec::new("role", FieldKind::Enum(ROLES), "角色", "Role"),
            FieldSpec::new("rank", FieldKind::Integer, "职级", "Rank").aliases(&["grade", "级别"]),
            FieldSpec::new("manager", FieldKind::Text, "上级", "Manager").aliases(&[
                "supervisor",
                "经理",
                "主管",
                "上级经理",
            ]),
        ]
    }
    fn demand(&self, actor: &Actor) -> Result<(), Fault> {
        Permission::PeopleAdminister.demand(actor)
    }
    fn prepare<'a>(
        &'a self,
        ctx: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>> {
        Box::pin(async move {
            let known = Known::load(ctx).await?;
            let fresh = plan.dry_run.then(|| known.clone());
            let update = plan.options.update;
            let in_file = HashSet::new();
            let prepared: Box<dyn Prepared> =
                Box::new(PreparedUsers { known, fresh, update, in_file });
            Ok(prepared)
        })
    }
    fn undo<'a>(
        &'a self,
        _ctx: &'a Ctx,
        tx: &'a mut Tx,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Undone>, Fault>> {
        Box::pin(async move {
            // Whoever has signed in, got a password or was changed by somebody is at work already.
            let touched = touched(tx, ids).await?;
            let mut undone = Vec::with_capacity(ids.len());
            for id in ids {
                let kept = if touched.contains(id) {
                    Some(Reason::new("changed_since"))
                } else {
                    deactivate(tx, id).await?
                };
                undone.push(Undone { id: id.clone(), kept });
            }
            Ok(undone)
        })
    }
}

async fn deactivate(tx: &mut Tx, id: &str) -> Result<Option<Reason>, Fault> {
    let Ok(id) = id.parse::<user::UserId>() else { return Ok(None) };
    let Some(before) = tx.get::<user::Entity>(id).await? else { return Ok(None) };
    let edit = UserEdit { active: Some(false), ..UserEdit::default() };
    match verbs::edit_user(tx, &before, edit).await {
        Ok(_) => Ok(None),
        Err(fault) => Reason::of(fault).map(Some),
    }
}

/// Who and which units there are.
#[derive(Clone, Default)]
struct Known {
    root: Option<unit::Model>,
    /// By the id of the unit above and the name.
    units: HashMap<(String, String), unit::Model>,
    by_login: HashMap<String, user::Model>,
    /// By name; `None` when several are called so.
    by_name: HashMap<String, Option<user::Model>>,
}

impl Known {
    async fn load(ctx: &Ctx) -> Result<Self, Fault> {
        let mut known = Self::default();
        let units = store::select::<unit::Entity>()
            .filter(unit::Column::Active.eq(true))
            .order_by_asc(unit::Column::Path)
            .all(ctx.read())
            .await
            .map_err(store::internal)?;
        for unit in units {
            known.learn_unit(unit);
        }
        let users = store::select::<user::Entity>()
            .order_by_asc(user::Column::Id)
            .all(ctx.read())
            .await
            .map_err(store::internal)?;
        for user in users {
            known.learn_user(user);
        }
        Ok(known)
    }
    fn learn_unit(&mut self, unit: unit::Model) {
        match &unit.parent_id {
            None => self.root = Some(unit),
            Some(parent) => {
                self.units.insert((parent.to_string(), key(&unit.name)), unit);
            }
        }
    }
    fn learn_user(&mut self, user: user::Model) {
        self.by_login.insert(user.login.clone(), user.clone());
        self.by_name.entry(key(&user.name)).and_modify(|known| *known = None).or_insert(Some(user));
    }
    fn is_named(&self, name: &str) -> bool {
        self.by_name.contains_key(&key(name))
    }
    /// The unit of this name below another, made when it is new.
    async fn unit(
        &mut self,
        tx: &mut Tx,
        parent: &unit::Model,
        kind: UnitKind,
        name: &str,
    ) -> Result<unit::Model, Fault> {
        if let Some(unit) = self.units.get(&(parent.id.to_string(), key(name))) {
            return Ok(unit.clone());
        }
        let unit = verbs::add_unit(tx, Some(parent), kind, name).await?;
        self.learn_unit(unit.clone());
        Ok(unit)
    }
    /// A login that nobody has, from a name: `anna.snelling`, `li.na`.
    fn free_login(&self, name: &str) -> String {
        let stem = login_of(name);
        if !self.by_login.contains_key(&stem) {
            return stem;
        }
        let free = |login: &String| !self.by_login.contains_key(login);
        (2..=self.by_login.len() + 2).map(|n| format!("{stem}{n}")).find(free).unwrap_or(stem)
    }
}

/// Letters and digits of a name with dots between its words; Chinese by sound.
fn login_of(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for c in name.chars() {
        let mut last = words.pop().unwrap_or_default();
        if let Some(sound) = c.to_pinyin() {
            words.extend([last, sound.plain().to_owned()]);
            words.push(String::new());
            continue;
        }
        if c.is_ascii_alphanumeric() {
            last.push(c.to_ascii_lowercase());
            words.push(last);
        } else if c.is_whitespace() || matches!(c, '.' | '-' | '_') {
            words.extend([last, String::new()]);
        } else {
            words.push(last);
        }
    }
    words.retain(|word| !word.is_empty());
    let login: String = words.join(".").chars().take(50).collect();
    if login.len() < 2 { "user".to_owned() } else { login }
}

struct PreparedUsers {
    known: Known,
    /// What was known at first: where each batch of a dry run starts again.
    fresh: Option<Known>,
    update: bool,
    /// Names and logins that rows of this file brought.
    in_file: HashSet<String>,
}

impl Prepared for PreparedUsers {
    fn check(&self, row: &Row) -> Vec<CellProblem> {
        let mut check = Check::new();
        check.text("/name", row.text("name").unwrap_or_default(), 1, 100);
        check.optional_text("/email", row.text("email"), 200);
        check.optional_text("/region", row.text("region"), 100);
        check.optional_text("/office", row.text("office"), 100);
        check.optional_text("/manager", row.text("manager"), 100);
        check.range("/rank", row.integer("rank").unwrap_or(5), 1, 9);
        let below = row.text("region").is_some() || row.text("office").is_some();
        let administers = row.word("role") == Some(Role::Administrator.as_str());
        check.ensure(!(below && administers), "/role", "administrator_unit");
        if let Some(login) = row.text("login") {
            rules::check_login(&mut check, "/login", &login.to_lowercase());
        }
        check.done().err().map(CellProblem::from_fault).unwrap_or_default()
    }

    fn apply<'a>(
        &'a mut self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        rows: &'a [Row],
    ) -> BoxFuture<'a, Result<Vec<RowResult>, Fault>> {
        Box::pin(async move {
            Permission::PeopleAdminister.demand(ctx.actor())?;
            if let Some(fresh) = &self.fresh {
                self.known = fresh.clone();
            }
            let mut results = Vec::with_capacity(rows.len());
            for row in rows {
                results.push(self.take(tx, row).await?);
            }
            Ok(results)
        })
    }
}

impl PreparedUsers {
    async fn take(&mut self, tx: &mut Tx, row: &Row) -> Result<RowResult, Fault> {
        let name = row.text("name").unwrap_or_default().trim().to_owned();
        let login = row.text("login").map(|login| login.trim().to_lowercase());
        let mark = login.clone().unwrap_or_else(|| format!("name {}", key(&name)));
        if !self.in_file.insert(mark) {
            return Ok(RowResult::skipped(Reason::new("duplicate_row")));
        }
        let present = match &login {
            Some(login) => self.known.by_login.get(login).cloned(),
            None => self.known.by_name.get(&key(&name)).cloned().flatten(),
        };
        if let Some(present) = present {
            return self.meet(tx, &present, row).await;
        }
        if login.is_none() && self.known.is_named(&name) {
            let reason = Reason::new("value_ambiguous").with("field", "name");
            return Ok(RowResult::failed(reason));
        }
        let Some(root) = self.known.root.clone() else {
            return Err(Fault::internal("there is no company yet"));
        };
        let region = match row.text("region") {
            Some(region) => self.known.unit(tx, &root, UnitKind::Region, region).await?,
            None => root,
        };
        let unit = match row.text("office") {
            Some(office) => self.known.unit(tx, &region, UnitKind::Office, office).await?,
            None => region.clone(),
        };
        let manager = row.text("manager").filter(|manager| !self.known.is_named(manager));
        let manager = manager.map(str::to_owned);
        if let Some(manager) = &manager {
            let login = self.known.free_login(manager);
            self.add(tx, manager, login, None, post(&region, Role::SalesHead, 3)).await?;
        }
        let role = row.word("role").and_then(Role::parse).unwrap_or(Role::Ar);
        let post = post(&unit, role, row.integer("rank").unwrap_or(5));
        let login = login.unwrap_or_else(|| self.known.free_login(&name));
        let email = row.text("email").map(str::to_owned);
        let user = self.add(tx, &name, login, email, post).await?;
        let result = RowResult::created(KIND, user.id.as_str(), format!("{name} ({})", user.login));
        Ok(match manager {
            Some(manager) => result.noting(Reason::new("manager_created").with("manager", manager)),
            None => result,
        })
    }

    /// The row is about somebody who is here already.
    async fn meet(
        &mut self,
        tx: &mut Tx,
        present: &user::Model,
        row: &Row,
    ) -> Result<RowResult, Fault> {
        let label = format!("{} ({})", present.name, present.login);
        let id = present.id.as_str();
        let email = row.text("email").filter(|email| present.email.as_deref() != Some(email));
        let Some(email) = email.filter(|_| self.update) else {
            return Ok(RowResult::skipped(Reason::new("exists")).about(KIND, id, label));
        };
        // Posts, role and sign-in are not a sheet's business.
        let email = wire::Patch::Set(email.to_owned());
        let edit = UserEdit { email, ..UserEdit::default() };
        let after = verbs::edit_user(tx, present, edit).await?;
        self.known.by_login.insert(after.login.clone(), after.clone());
        self.known.by_name.insert(key(&after.name), Some(after));
        Ok(RowResult::updated(KIND, id, label))
    }

    async fn add(
        &mut self,
        tx: &mut Tx,
        name: &str,
        login: String,
        email: Option<String>,
        post: NewPost,
    ) -> Result<user::Model, Fault> {
        let new = NewUser {
            login,
            name: name.to_owned(),
            email,
            locale: if name.is_ascii() { Locale::English } else { Locale::Chinese },
            // No password fits until an administrator resets it.
            password_hash: secret::NOBODY.to_owned(),
            posts: vec![post],
        };
        let user = verbs::add_user(tx, new).await?;
        self.known.learn_user(user.clone());
        Ok(user)
    }
}

fn post(unit: &unit::Model, role: Role, rank: i64) -> NewPost {
    NewPost { unit_id: unit.id.clone(), role, rank }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_come_from_names() {
        for (name, login) in [
            ("Anna Snelling", "anna.snelling"),
            ("李娜", "li.na"),
            ("O'Neill-Smith", "oneill.smith"),
            ("Ж", "user"),
        ] {
            assert_eq!(login_of(name), login);
            let mut check = Check::new();
            rules::check_login(&mut check, "/login", &login_of(name));
            assert!(check.done().is_ok(), "{name}");
        }
    }

    #[test]
    fn the_roles_are_those_of_the_policy() {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        assert_eq!(roles, ROLES);
    }
}
