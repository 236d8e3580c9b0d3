//! The demo over HTTP: its one-step removal.

use super::removal;
use access::Permission;
use axum::Json;
use base::Fault;
use people::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Ctx, Reply};

/// The routes of the demo.
pub fn routes() -> wire::Router {
    wire::Router::new().routes(routes!(remove_demo))
}

/// Confirms the removal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoRemoval {
    /// Must be `remove`.
    pub confirm: String,
}

/// Where to begin for real.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DemoRemoved {
    /// Path of the one-time set-up page.
    pub setup_path: String,
}

/// Removes the demo and everything in this database; set-up begins anew.
#[utoipa::path(post, path = "/api/demo/removal", tag = "demo", operation_id = "remove_demo",
    request_body = DemoRemoval, responses((status = 200, body = DemoRemoved)))]
async fn remove_demo(ctx: Ctx, Body(input): Body<DemoRemoval>) -> Reply<Json<DemoRemoved>> {
    Permission::Demo.demand(ctx.actor())?;
    if input.confirm != "remove" {
        return Err(Fault::field("/confirm", "required").into());
    }
    let token = removal::remove(ctx.store()).await?;
    ctx.app().service::<Directory>()?.forget();
    Ok(Json(DemoRemoved { setup_path: format!("/setup?token={token}") }))
}
