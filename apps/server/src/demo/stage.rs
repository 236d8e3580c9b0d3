//! The demo over HTTP: its one-step removal.

use super::removal;
use access::Permission;
use axum::Json;
use people::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Ctx, Reply, Secret};

/// The routes of the demo.
pub fn routes() -> wire::Router {
    wire::Router::new().routes(routes!(remove_demo))
}

/// Confirms the removal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoRemoval {
    /// The company's name, as typed by whoever removes it.
    pub confirm: String,
}

/// Where to begin for real.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DemoRemoved {
    /// Path of the one-time set-up page.
    pub setup_path: String,
}

/// Removes the demo and everything in this database, files included; set-up begins anew. Only through
/// a session, and not while real work is in it (`demo_in_use`).
#[utoipa::path(post, path = "/api/demo/removal", tag = "demo", operation_id = "remove_demo",
    request_body = DemoRemoval, responses((status = 200, body = DemoRemoved)))]
async fn remove_demo(ctx: Ctx, Body(input): Body<DemoRemoval>) -> Reply<Secret<Json<DemoRemoved>>> {
    Permission::Demo.demand(ctx.actor())?;
    ctx.demand_session()?;
    let token = removal::remove(ctx.store(), &input.confirm).await?;
    ctx.app().service::<Directory>()?.forget();
    // The rows are gone, so what lies in the folders belongs to nobody: a failure to remove it must
    // not keep the new set-up link from its reader.
    if let Err(fault) = ctx.app().service::<work::Files>()?.clear().await {
        tracing::error!(%fault, "the files of the demo were not removed");
    }
    if let Err(fault) = ctx.app().service::<exchange::Folder>()?.clear() {
        tracing::error!(%fault, "the imports of the demo were not removed");
    }
    Ok(Secret(Json(DemoRemoved { setup_path: format!("/setup?token={token}") })))
}
