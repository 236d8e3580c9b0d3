//! Who we are: units, users with posts, sessions and tokens.
//!
//! A company is a tree of units (company, region, office, department); a user holds posts, each a
//! role with a rank in a unit, and reaches what lies in that unit and below. Invariants:
//!
//! - There is no default password and no second set-up: the one-time token is gone after use.
//! - Passwords are argon2id hashes; sessions and API tokens are stored as digests only.
//! - Users are never deleted, only deactivated; a deactivated user has no session and no token.
//!
//! Verbs: set up, sign in and out, add and edit units, add and edit users, set posts, reset a
//! password, make and revoke tokens.

pub mod api;
pub mod api_admin;
pub mod auth;
pub mod followers;
pub mod migration;
pub mod model;
pub mod place;
pub mod queries;
pub mod rules;
pub mod secret;
pub mod settings;
mod tries;
pub mod verbs;

pub use auth::Directory;
pub use followers::{Follower, Followers, Leader, move_rows};
pub use migration::migrations;
pub use model::{post, session, token, unit, user};
pub use place::{Place, handover, place};
pub use queries::{actor, names, person, reference};

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_admin::routes())
}

base::refusals! {
    /// Why this step says no.
    pub enum PeopleRefusal {
        SetupDone = "setup_done": "The company is already set up.",
        SetupToken = "setup_token": "The set-up link is not valid.",
        SignInFailed = "sign_in_failed": "Login or password is wrong.",
        LoginTaken = "login_taken": "This login is already in use.",
        UnitNotEmpty = "unit_not_empty": "The unit still has active people or units.",
        LastAdministrator = "last_administrator": "Somebody must remain administrator.",
        PasswordWrong = "password_wrong": "The present password is wrong.",
    }
}
