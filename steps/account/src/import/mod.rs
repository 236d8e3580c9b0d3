//! Customers from a sheet: one row is one customer, with its group and one contact if it names them.

mod rows;
mod run;
mod undo;

use crate::queries;
use access::{Actor, Permission};
use base::{Fault, Texts};
use exchange::{Candidate, FieldKind, FieldSpec, Mode, Plan, Prepared, Target, Undone};
use store::Tx;
use wire::{BoxFuture, Ctx};

/// What customers say about their import.
pub fn import_target() -> impl Target + 'static {
    Customers
}

struct Customers;

/// Trades by which slips in a sheet are recognised; others are taken as they stand.
const INDUSTRIES: &[&str] = &[
    "agriculture",
    "automotive",
    "chemicals",
    "construction",
    "education",
    "employment",
    "energy",
    "entertainment",
    "finance",
    "government",
    "healthcare",
    "hospitality",
    "insurance",
    "logistics",
    "manufacturing",
    "marketing",
    "media",
    "medical",
    "mining",
    "real estate",
    "retail",
    "services",
    "software",
    "technology",
    "telecommunications",
    "transport",
    "utilities",
    "电力",
    "能源",
    "石油石化",
    "化工",
    "冶金",
    "矿业",
    "制造",
    "汽车",
    "电子",
    "通信",
    "互联网",
    "软件",
    "金融",
    "保险",
    "建筑",
    "房地产",
    "交通",
    "物流",
    "水务",
    "环保",
    "农业",
    "教育",
    "医疗",
    "政府",
    "零售",
];

impl Target for Customers {
    fn kind(&self) -> &'static str {
        run::KIND
    }
    fn title(&self) -> Texts {
        Texts::new("客户", "Customers")
    }
    fn modes(&self) -> &'static [Mode] {
        &[Mode::Create, Mode::History]
    }
    fn fields(&self) -> Vec<FieldSpec> {
        let mut fields = company_fields();
        fields.extend(place_fields());
        fields.extend(contact_fields());
        fields
    }
    fn demand(&self, actor: &Actor) -> Result<(), Fault> {
        Permission::CustomerCreate.demand(actor)
    }
    fn prepare<'a>(
        &'a self,
        ctx: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>> {
        Box::pin(async move {
            let named = |names: Vec<(String, String)>| {
                names.into_iter().map(|(id, name)| Candidate::new(id, name)).collect()
            };
            let prepared: Box<dyn Prepared> = Box::new(run::Run {
                plan: plan.clone(),
                users: named(people::queries::user_names(ctx.read()).await?),
                units: named(people::queries::unit_names(ctx.read()).await?),
                groups: named(queries::visible_names(ctx.read(), ctx.actor()).await?),
                industries: queries::industries(ctx.read()).await?,
                met: rows::Met::default(),
            });
            Ok(prepared)
        })
    }
    fn undo<'a>(
        &'a self,
        _: &'a Ctx,
        tx: &'a mut Tx,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Undone>, Fault>> {
        Box::pin(undo::take_back(tx, ids))
    }
}

fn text(key: &'static str, zh: &str, en: &str) -> FieldSpec {
    FieldSpec::new(key, FieldKind::Text, zh, en)
}

fn company_fields() -> Vec<FieldSpec> {
    let class =
        FieldSpec::new("class", FieldKind::Enum(&["s", "a", "b", "c"]), "客户等级", "Class");
    vec![
        text("name", "客户名称", "Name").required().aliases(&[
            "客户",
            "公司名称",
            "单位名称",
            "企业名称",
            "account",
            "account name",
            "customer",
            "customer name",
            "company",
            "company name",
        ]),
        text("external_key", "原系统编号", "Key in the old system").aliases(&[
            "客户编号",
            "客户编码",
            "编号",
            "id",
            "account id",
            "customer id",
            "customer number",
        ]),
        text("legal_id", "统一社会信用代码", "Registration number").aliases(&[
            "信用代码",
            "税号",
            "纳税人识别号",
            "tax id",
            "vat",
            "vat id",
            "duns",
        ]),
        class.aliases(&["等级", "客户级别", "级别", "tier", "rating", "level"]),
        FieldSpec::new("industry", FieldKind::Enum(INDUSTRIES), "行业", "Industry")
            .open()
            .aliases(&["所属行业", "sector", "segment"]),
        text("ownership", "所有制", "Ownership").aliases(&["企业性质", "单位性质"]),
        text("region", "地区", "Region").aliases(&[
            "区域",
            "省份",
            "所在地",
            "city",
            "country",
            "location",
            "office location",
            "office_location",
        ]),
        text("website", "网站", "Website").aliases(&["网址", "url", "web site", "homepage"]),
        text("note", "备注", "Note").aliases(&["说明", "description", "comment", "remarks"]),
    ]
}

fn place_fields() -> Vec<FieldSpec> {
    let one_of = |key, zh, en| FieldSpec::new(key, FieldKind::Reference, zh, en);
    vec![
        one_of("parent_id", "上级客户", "Parent").open().aliases(&[
            "上级单位",
            "母公司",
            "所属集团",
            "parent account",
            "parent company",
            "subsidiary of",
            "subsidiary_of",
            "group",
        ]),
        one_of("owner_id", "负责人", "Owner").aliases(&[
            "客户经理",
            "所有人",
            "account owner",
            "account manager",
            "sales agent",
            "sales_agent",
            "salesperson",
        ]),
        one_of("unit_id", "部门", "Unit").aliases(&[
            "所属部门",
            "办事处",
            "office",
            "department",
            "business unit",
        ]),
    ]
}

fn contact_fields() -> Vec<FieldSpec> {
    vec![
        text("contact_name", "联系人", "Contact").aliases(&[
            "联系人姓名",
            "contact name",
            "contact person",
        ]),
        text("contact_title", "联系人职务", "Contact's job").aliases(&["职务", "job title"]),
        text("contact_phone", "联系电话", "Contact's telephone").aliases(&[
            "电话",
            "手机",
            "phone",
            "telephone",
            "mobile",
        ]),
        text("contact_email", "联系邮箱", "Contact's e-mail")
            .aliases(&["邮箱", "email", "e-mail", "mail"]),
    ]
}
