//! Insight over HTTP.

use crate::{
    money::{self, AgeBucket, Of},
    tasks::{self, WorkTask},
};
use access::{ListQuery, Permission, list, list_query::Op};
use axum::Json;
use base::{Count, Id, Page, Texts};
use cash::{
    api::receivable_query,
    queries::{RECEIVABLES, ReceivableLine, ReceivableRow, receivable_page, receivables},
    views::MoneyBar,
};
use decision::{api::DecisionRow, queries as decisions};
use opportunity::{
    Stage,
    board::{self, StageSum},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Ctx, Params, Reply};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(get_funnel))
        .routes(routes!(get_ageing))
        .routes(routes!(get_money))
        .routes(routes!(get_workbench))
}

/// A stage of the funnel.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelStage {
    /// The stage.
    pub stage: Stage,
    /// Its code in the method.
    pub code: String,
    /// What it is called.
    pub title: Texts,
    /// How many opportunities stand in it.
    pub count: i64,
    /// What they add up to, by currency, as they are and weighted by their rungs.
    pub sums: Vec<StageSum>,
}

/// The funnel.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelView {
    /// The open stages in order.
    pub stages: Vec<FunnelStage>,
}

/// Which part of the funnel.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunnelParams {
    /// Only opportunities of this unit.
    pub unit_id: Option<Id<()>>,
    /// Only opportunities of this owner.
    pub owner_id: Option<Id<()>>,
}

/// Count and weighted amount by stage.
#[utoipa::path(get, path = "/api/insight/funnel", tag = "insight", operation_id = "get_funnel",
    params(("unit_id" = Option<String>, Query), ("owner_id" = Option<String>, Query)),
    responses((status = 200, body = FunnelView)))]
async fn get_funnel(ctx: Ctx, Params(params): Params<FunnelParams>) -> Reply<Json<FunnelView>> {
    let mut query = ListQuery::first(1);
    for (field, id) in [("unit_id", params.unit_id), ("owner_id", params.owner_id)] {
        if let Some(id) = id {
            query = query.and(field, Op::Eq, id.to_string());
        }
    }
    let mut tally = board::tally(ctx.read(), ctx.actor(), &query).await?;
    let process = process::huawei5();
    let stages = Stage::OPEN
        .iter()
        .map(|stage| {
            let (count, sums) = tally.remove(stage).unwrap_or_default();
            let known = process.stage("opportunity", stage.as_str());
            let name = || Texts::new(stage.as_str(), stage.as_str());
            FunnelStage {
                stage: *stage,
                code: known.and_then(|known| known.code.clone()).unwrap_or_default(),
                title: known.map_or_else(name, |known| known.title.clone()),
                count,
                sums,
            }
        })
        .collect();
    Ok(Json(FunnelView { stages }))
}

/// The age of receivables.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgeingView {
    /// From not due to over a year.
    pub buckets: Vec<AgeBucket>,
}

/// What customers owe, by age.
#[utoipa::path(get, path = "/api/insight/ageing", tag = "insight", operation_id = "get_ageing",
    responses((status = 200, body = AgeingView)))]
async fn get_ageing(ctx: Ctx) -> Reply<Json<AgeingView>> {
    Permission::CashSee.demand(ctx.actor())?;
    let buckets = money::ageing(ctx.read(), ctx.actor(), ctx.today()).await?;
    Ok(Json(AgeingView { buckets }))
}

/// Whose money.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyParams {
    /// Of one contract.
    pub contract_id: Option<Id<()>>,
    /// Of one customer.
    pub customer_id: Option<Id<()>>,
    /// Of one owner.
    pub user_id: Option<Id<()>>,
}

/// Money bars.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoneyView {
    /// One for each currency.
    pub bars: Vec<MoneyBar>,
}

/// Planned, invoiced, received, remaining: of a contract, a customer, a person, or all.
#[utoipa::path(get, path = "/api/insight/money", tag = "insight", operation_id = "get_money",
    params(("contract_id" = Option<String>, Query), ("customer_id" = Option<String>, Query),
        ("user_id" = Option<String>, Query)),
    responses((status = 200, body = MoneyView)))]
async fn get_money(ctx: Ctx, Params(params): Params<MoneyParams>) -> Reply<Json<MoneyView>> {
    Permission::CashSee.demand(ctx.actor())?;
    let of = Of {
        contract_id: params.contract_id.map(|id| id.to_string()),
        customer_id: params.customer_id.map(|id| id.to_string()),
        user_id: params.user_id.map(|id| id.to_string()),
    };
    let bars = money::bars(ctx.read(), ctx.actor(), ctx.today(), &of).await?;
    Ok(Json(MoneyView { bars }))
}

/// How much waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkbenchCounts {
    /// Decisions.
    pub decisions: u64,
    /// Tasks.
    pub tasks: u64,
    /// Overdue lines.
    pub overdue: u64,
}

/// What waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkbenchView {
    /// Decisions that the caller may take, what is due first.
    pub decisions: Vec<DecisionRow>,
    /// What the flow asks of the caller, what is due first; at most 20 of a kind.
    pub tasks: Vec<WorkTask>,
    /// Overdue lines that the caller sees, the oldest first.
    pub overdue: Vec<ReceivableRow>,
    /// Money of all contracts that the caller sees.
    pub overdue_bars: Vec<MoneyBar>,
    /// How much there is of each.
    pub counts: WorkbenchCounts,
}

/// Rows of each part of the workbench.
const PART: u64 = 10;

/// What waits for the caller: decisions, tasks, overdue money.
#[utoipa::path(get, path = "/api/workbench", tag = "insight", operation_id = "get_workbench",
    responses((status = 200, body = WorkbenchView)))]
async fn get_workbench(ctx: Ctx) -> Reply<Json<WorkbenchView>> {
    let (conn, actor) = (ctx.read(), ctx.actor());
    let mut query = ListQuery::first(PART);
    query.also = Some(decisions::mine(actor));
    query.sort = Some("due_on".to_owned());
    let waiting = list(conn, actor, &decisions::DECISIONS, &query, &decisions::decisions()).await?;
    let tasks = tasks::of(conn, actor, ctx.today()).await?;
    let (overdue, overdue_bars) = if Permission::CashSee.held_by(actor) {
        let query = receivable_query(ListQuery::first(PART), ctx.today(), None, true);
        let page: Page<ReceivableLine> =
            list(conn, actor, &RECEIVABLES, &query, &receivables()).await?;
        let page = receivable_page(conn, page, ctx.today()).await?;
        let bars = money::bars(conn, actor, ctx.today(), &Of::default()).await?;
        (page, bars)
    } else {
        let none = Page { items: Vec::new(), next: None, count: Count::of(0) };
        (none, Vec::new())
    };
    let counts = WorkbenchCounts {
        decisions: waiting.count.value,
        tasks: u64::try_from(tasks.count).unwrap_or_default(),
        overdue: overdue.count.value,
    };
    Ok(Json(WorkbenchView {
        decisions: waiting.items.into_iter().map(|line| decision::api::row(&ctx, line)).collect(),
        tasks: tasks.items,
        overdue: overdue.items,
        overdue_bars,
        counts,
    }))
}
