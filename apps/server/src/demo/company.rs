//! The company of the story: three offices, ten people, its catalogue.

use super::cast::{Cast, DemoError, id_of};
use base::Clock;
use people::{
    secret,
    settings::{self, COMPANY, Company, SETUP},
    user::Locale,
    verbs,
};
use serde_json::json;
use std::path::Path;
use store::{Meta, Store};

/// Somebody who can sign in to the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Name for sign-in.
    pub login: String,
    /// Name and what the person does.
    pub name: String,
    /// Random; shown once.
    pub password: String,
}

/// Login, name, locale, posts as unit and role.
type Person = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const STAFF: &[Person] = &[
    ("zhao.lei", "赵磊", "zh-CN", &[("company", "sdt_chair"), ("company", "sponsor")]),
    (
        "sun.min",
        "孙敏",
        "zh-CN",
        &[("company", "finance_reviewer"), ("company", "receivable_accountant")],
    ),
    (
        "zhou.jie",
        "周洁",
        "zh-CN",
        &[("company", "contract_manager"), ("company", "legal_reviewer")],
    ),
    (
        "chen.hao",
        "陈昊",
        "zh-CN",
        &[("company", "sr"), ("company", "pricing"), ("company", "product_expert")],
    ),
    ("liu.yang", "刘洋", "zh-CN", &[("company", "fr")]),
    ("wang.qiang", "王强", "zh-CN", &[("company", "sales_head"), ("company", "lead_manager")]),
    ("li.na", "李娜", "zh-CN", &[("east", "ar")]),
    ("huang.yan", "黄燕", "zh-CN", &[("south", "ar")]),
    ("emma.brown", "Emma Brown", "en", &[("overseas", "ar")]),
];

/// Code, name, series, list price and cost in fen.
const PRODUCTS: &[(&str, &str, &str, i64, i64)] = &[
    ("SZ20-50000/110", "110kV 有载调压变压器 50MVA", "SZ20", 780_000_000, 560_000_000),
    ("SZ20-63000/220", "220kV 有载调压变压器 63MVA", "SZ20", 1_450_000_000, 1_060_000_000),
    ("ZF-126", "126kV 气体绝缘金属封闭开关设备（间隔）", "ZF", 165_000_000, 118_000_000),
    ("KYN28-12", "12kV 铠装移开式开关柜", "KYN", 9_800_000, 6_700_000),
    ("TBB10-6000", "10kV 并联电容器成套装置 6000kvar", "TBB", 68_000_000, 44_000_000),
    ("SVG-10/10", "Static var generator 10 kV 10 Mvar", "SVG", 420_000_000, 298_000_000),
    ("ONLINE-DGA", "变压器油色谱在线监测装置", "ONLINE", 23_800_000, 12_600_000),
    ("SERVICE-EPC", "安装调试与培训服务（人日）", "SERVICE", 320_000, 190_000),
];

/// Founds the company in an empty database; the clock is moved to where the story begins.
pub async fn found(
    store: &Store,
    clock: &Clock,
    data: &Path,
) -> Result<(Cast, Vec<Login>), DemoError> {
    let mut cast = Cast::assemble(store, clock, data)?;
    cast.at(300);
    let mut logins = Vec::new();
    let password = secret::random_password()?;
    let hash = secret::hash_password(&password)?;
    let token = secret::random()?;
    let mut tx = store.begin(&Meta::system()).await?;
    settings::write(&mut tx, SETUP, &secret::digest(&token)).await?;
    let admin = verbs::NewUser {
        login: "admin".to_owned(),
        name: "系统管理员 Administrator".to_owned(),
        email: None,
        locale: Locale::Chinese,
        password_hash: hash,
        posts: Vec::new(),
    };
    let admin = verbs::set_up(&mut tx, &token, "华变电气 Huabian Electric", "CNY", admin).await?;
    tx.commit().await?;
    cast.meet("admin", admin.id.as_str()).await?;
    logins.push(Login { login: admin.login, name: admin.name, password });
    units(&mut cast).await?;
    for (login, name, locale, posts) in STAFF {
        let posts: Vec<_> = posts
            .iter()
            .enumerate()
            .map(|(index, (unit, role))| {
                json!({"unit_id": cast.made.get(*unit), "role": role, "rank": 4 + index})
            })
            .collect();
        let body = json!({"name": name, "login": login, "locale": locale, "posts": posts});
        let made = cast.post("admin", "/api/users", body).await?;
        cast.meet(login, &id_of(&made)?).await?;
        let password = made["initial_password"].as_str().unwrap_or_default().to_owned();
        let (login, name) = ((*login).to_owned(), (*name).to_owned());
        logins.push(Login { login, name, password });
    }
    for (code, name, series, list_price_minor, unit_cost_minor) in PRODUCTS {
        let body = json!({
            "code": code, "name": name, "series": series, "currency": "CNY",
            "list_price_minor": list_price_minor, "unit_cost_minor": unit_cost_minor,
        });
        let made = cast.post("chen.hao", "/api/products", body).await?;
        cast.made.insert((*code).to_owned(), id_of(&made)?);
    }
    Ok((cast, logins))
}

async fn units(cast: &mut Cast) -> Result<(), DemoError> {
    let all = cast.get("admin", "/api/units").await?;
    let root = all["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    cast.made.insert("company".to_owned(), root.clone());
    for (key, name) in [
        ("east", "华东办事处"),
        ("south", "华南办事处"),
        ("overseas", "Overseas office 海外办事处"),
    ] {
        let body = json!({"name": name, "kind": "office", "parent_id": root});
        let made = cast.post("admin", "/api/units", body).await?;
        cast.made.insert(key.to_owned(), id_of(&made)?);
    }
    Ok(())
}

/// Name of the setting that holds the ids of the story's people: whoever else is there came later.
pub(crate) const CAST: &str = "demo_cast";

/// Marks the database as demo: the pages say so, and it can be removed in one step.
pub(crate) async fn mark(cast: &Cast) -> Result<(), DemoError> {
    let store = cast.store();
    let company: Option<Company> = settings::read(store.read(), COMPANY).await?;
    let Some(company) = company else { return Ok(()) };
    let mut tx = store.begin(&Meta::system()).await?;
    settings::write(&mut tx, COMPANY, &Company { demo: true, ..company }).await?;
    settings::write(&mut tx, CAST, &cast.people()).await?;
    tx.commit().await?;
    Ok(())
}

/// List price and cost of a product of the story, in fen.
pub(crate) fn prices(code: &str) -> Option<(&'static str, i64, i64)> {
    PRODUCTS
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, name, _, price, cost)| (*name, *price, *cost))
}
