//! Opportunities from a sheet: one row is one opportunity, known by its key in the old system.
//!
//! As new records they begin in the first stage; a row that says another is refused by the one
//! transition function, with the same list as on the page. As history, what has ended keeps its end
//! and its days and is marked; what is under way begins in the first stage all the same, because
//! nobody decided about it here, and its row says so. Stage, amount and owner of an opportunity that
//! exists are never changed by a sheet.

mod rows;
mod run;
mod undo;

use crate::model::opportunity::Stage;
use access::{Actor, Permission};
use base::{Fault, Texts};
use exchange::{Candidate, FieldKind, FieldSpec, Mode, Plan, Prepared, Target, Undone};
use process::huawei5;
use store::Tx;
use wire::{BoxFuture, Ctx};

/// The kind of record, as in the journal.
const KIND: &str = "opportunity";

/// What opportunities say about their import.
pub fn import_target() -> impl Target + 'static {
    Opportunities
}

struct Opportunities;

impl Target for Opportunities {
    fn kind(&self) -> &'static str {
        KIND
    }
    fn title(&self) -> Texts {
        Texts::new("机会点", "Opportunities")
    }
    fn modes(&self) -> &'static [Mode] {
        &[Mode::Create, Mode::History]
    }
    fn fields(&self) -> Vec<FieldSpec> {
        let mut fields = what_fields();
        fields.extend(who_fields());
        fields.extend(course_fields());
        fields
    }
    fn demand(&self, actor: &Actor) -> Result<(), Fault> {
        Permission::OpportunityCreate.demand(actor)
    }
    fn prepare<'a>(
        &'a self,
        ctx: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>> {
        Box::pin(async move {
            let prepared: Box<dyn Prepared> = Box::new(run::Run::load(ctx, plan).await?);
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

/// The words of a stage; the same order as [`Stage::ALL`].
const STAGES: &[&str] =
    &["validating", "guiding", "proposing", "negotiating", "won", "lost", "abandoned"];
/// The words of a reason for a loss; the same order as [`crate::model::opportunity::LossReason::ALL`].
const LOSS_REASONS: &[&str] = &[
    "price",
    "relationship",
    "solution",
    "delivery",
    "payment_terms",
    "competitor",
    "customer_cancelled",
    "no_budget",
    "credit",
    "other",
];

/// What other systems call the stages.
const STAGE_NAMES: &[(Stage, &[&str])] = &[
    (
        Stage::Validating,
        &[
            "prospecting",
            "prospect",
            "qualification",
            "qualified",
            "new",
            "初步接触",
            "线索验证",
            "立项",
        ],
    ),
    (
        Stage::Guiding,
        &[
            "engaging",
            "engaged",
            "discovery",
            "needs analysis",
            "developing",
            "需求确认",
            "需求分析",
        ],
    ),
    (
        Stage::Proposing,
        &[
            "proposal",
            "proposal made",
            "quoted",
            "quotation",
            "quote sent",
            "方案报价",
            "报价",
            "投标",
        ],
    ),
    (Stage::Negotiating, &["negotiation", "negotiation/review", "contracting", "商务谈判", "谈判"]),
    (Stage::Won, &["won", "closed won", "win", "赢单", "成交", "已成交", "中标"]),
    (Stage::Lost, &["lost", "closed lost", "输单", "丢单", "失单", "未中标"]),
    (Stage::Abandoned, &["abandoned", "cancelled", "canceled", "dropped", "放弃", "取消", "终止"]),
];

fn stage_candidates() -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> =
        STAGES.iter().map(|word| Candidate::new(*word, *word)).collect();
    for (stage, names) in STAGE_NAMES {
        let word = stage.as_str();
        if let Some(defined) = huawei5().stage(KIND, word) {
            let Texts { zh, en } = &defined.title;
            candidates.extend([zh, en].map(|title| Candidate::new(word, title)));
        }
        candidates.extend(names.iter().map(|name| Candidate::new(word, *name)));
    }
    candidates
}

fn text(key: &'static str, zh: &str, en: &str) -> FieldSpec {
    FieldSpec::new(key, FieldKind::Text, zh, en)
}

fn what_fields() -> Vec<FieldSpec> {
    vec![
        text("external_key", "原系统编号", "Key in the old system").aliases(&[
            "商机编号",
            "机会编号",
            "机会点编号",
            "opportunity id",
            "opportunity_id",
            "opportunity number",
            "deal id",
        ]),
        text("title", "机会点", "Opportunity").aliases(&[
            "商机",
            "商机名称",
            "机会名称",
            "项目名称",
            "标题",
            "title",
            "opportunity name",
            "deal name",
            "deal",
            "project",
        ]),
        text("need", "客户需求", "Need").aliases(&["需求", "description", "requirement", "说明"]),
        FieldSpec::new("product_id", FieldKind::Reference, "产品", "Product").aliases(&[
            "产品名称",
            "product name",
            "item",
        ]),
        FieldSpec::new("amount_minor", FieldKind::Money, "预计金额", "Amount").aliases(&[
            "金额",
            "商机金额",
            "value",
            "close_value",
            "close value",
            "deal value",
            "expected revenue",
        ]),
        FieldSpec::new("expected_sign_on", FieldKind::Day, "预计签约", "Expected signing")
            .aliases(&["预计签约日期", "预计成交日期", "expected close date", "close by"]),
        text("competitors", "竞争对手", "Competitors").aliases(&["对手", "competitor"]),
    ]
}

fn who_fields() -> Vec<FieldSpec> {
    let one_of = |key, zh, en| FieldSpec::new(key, FieldKind::Reference, zh, en);
    vec![
        one_of("customer_id", "客户", "Customer").aliases(&[
            "客户名称",
            "公司名称",
            "account",
            "account name",
            "customer name",
            "company",
        ]),
        one_of("owner_id", "负责人", "Owner").aliases(&[
            "客户经理",
            "销售",
            "销售人员",
            "sales_agent",
            "sales agent",
            "sales rep",
            "salesperson",
            "account owner",
        ]),
        one_of("unit_id", "部门", "Unit").aliases(&["所属部门", "办事处", "office", "department"]),
    ]
}

fn course_fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::new("stage", FieldKind::Enum(STAGES), "阶段", "Stage").aliases(&[
            "商机阶段",
            "销售阶段",
            "状态",
            "deal_stage",
            "deal stage",
            "sales stage",
            "status",
        ]),
        FieldSpec::new("begun_on", FieldKind::Day, "开始日期", "Begun on").aliases(&[
            "创建日期",
            "engage_date",
            "engage date",
            "created date",
            "created on",
            "start date",
        ]),
        FieldSpec::new("closed_on", FieldKind::Day, "结束日期", "Closed on").aliases(&[
            "成交日期",
            "赢单日期",
            "close_date",
            "close date",
            "closed date",
            "end date",
        ]),
        FieldSpec::new("loss_reason", FieldKind::Enum(LOSS_REASONS), "输单原因", "Reason of loss")
            .aliases(&["丢单原因", "lost reason", "loss reason"]),
        text("loss_note", "输单说明", "Note on the loss").aliases(&["loss note", "lost note"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::opportunity::LossReason;

    #[test]
    fn the_words_are_those_of_the_record() {
        let stages: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        assert_eq!(stages, STAGES);
        let reasons: Vec<&str> = LossReason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(reasons, LOSS_REASONS);
    }

    #[test]
    fn no_name_means_two_stages() {
        let mut known = std::collections::BTreeMap::new();
        for candidate in stage_candidates() {
            let before = known.insert(candidate.name.to_lowercase(), candidate.id.clone());
            assert!(before.is_none_or(|before| before == candidate.id), "{candidate:?}");
        }
    }
}
