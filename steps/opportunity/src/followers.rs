//! Records of later steps sit where their opportunity sits: they move with it, and its team finds
//! them.

use crate::model::opportunity::Model;
use access::Placed;
use base::Fault;
use people::{Leader, Place};
use store::Tx;

/// Everybody who follows an opportunity: a service of the app.
pub type Followers = people::Followers<Model>;

impl Leader for Model {
    fn place(&self) -> Place {
        Place {
            owner_id: self.owner_id.clone(),
            unit_id: self.unit_id.clone(),
            unit_path: self.unit_path.clone(),
        }
    }
}

/// Moves the rows of a kind that shares its opportunity's team to where the opportunity is, and
/// returns all rows of the opportunity as they are now.
pub async fn move_rows<M: Placed>(tx: &mut Tx, deal: &Model) -> Result<Vec<M>, Fault> {
    people::move_rows(tx, M::SCOPE.team_id, deal).await
}
