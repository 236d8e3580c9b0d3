//! The readers of a reach agree: in memory, as a filter of a select, as the text of a list.

use crate::sample::{Known, actor, fill, lead, quotation, store};
use access::{Action, Placement, Reach, Role, ScopeColumns, policy, policy::kinds, sql::Sql};
use proptest::{prelude::*, sample::select, test_runner::Config};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use store::Store;

/// A tree of units below one company, with neighbours whose paths begin alike.
const PATHS: &[&str] = &[
    "0000.",
    "0000.0001.",
    "0000.0001.0000.",
    "0000.0001.0001.",
    "0000.0001.0001.0000.",
    "0000.0002.",
    "0000.0002.0000.",
    "0000.000z.",
    "0000.0010.",
];
const USERS: &[&str] = &["u-1", "u-2", "u-3", "u-10"];

fn records() -> impl Strategy<Value = Vec<Known>> {
    let record = (select(USERS), select(PATHS), prop::collection::btree_set(select(USERS), 0..3));
    let known = record.prop_map(|(owner, path, team)| {
        Known::at(owner, path, &team.into_iter().collect::<Vec<_>>())
    });
    prop::collection::vec(known, 1..40)
}

type Posts = Vec<(&'static str, Vec<(Role, &'static str)>)>;

fn actors() -> impl Strategy<Value = Posts> {
    let grants = prop::collection::vec((select(Role::ALL), select(PATHS)), 0..4);
    prop::collection::vec((select(USERS), grants), 1..5)
}

fn reaches() -> impl Strategy<Value = Vec<Reach>> {
    let part = prop_oneof![
        Just(Reach::None),
        Just(Reach::All),
        select(PATHS).prop_map(|path| Reach::Unit(path.to_owned())),
        select(USERS).prop_map(|user| Reach::Owner(user.to_owned())),
        select(USERS).prop_map(|user| Reach::Team(user.to_owned())),
    ];
    // Few parts, so that those that hold everything do not always win.
    let union = prop::collection::vec(part, 0..4).prop_map(Reach::any);
    prop::collection::vec(union, 1..6)
}

/// Ids that a table's rows have under a reach, by both SQL readers.
async fn by_sql<E: EntityTrait>(
    store: &Store,
    table: &str,
    id: E::Column,
    scope: &ScopeColumns,
    reach: &Reach,
) -> [BTreeSet<String>; 2] {
    use sea_orm::QuerySelect;
    let filtered: Vec<String> = store::select::<E>()
        .select_only()
        .column(id)
        .filter(reach.filter(scope))
        .filter(id.is_not_null())
        .into_tuple()
        .all(store.read())
        .await
        .unwrap();
    let mut sql = Sql::new("SELECT id FROM ");
    sql.push(table).push(" WHERE ");
    reach.condition(scope, &|column| store.backend().unindexed(column), &mut sql);
    let statement = sql.statement(store.read().get_database_backend());
    let rows = store.read().query_all_raw(statement).await.unwrap();
    let listed = rows.iter().map(|row| row.try_get_by_index(0).unwrap());
    [filtered.into_iter().collect(), listed.collect()]
}

async fn agree(store: &Store, known: &[Known], ids: &(Vec<String>, Vec<String>), reach: &Reach) {
    let holds = |record: &Known| {
        reach.holds(&Placement {
            owner_id: &record.owner,
            unit_path: &record.path,
            team: &record.team,
        })
    };
    let wanted = |ids: &[String]| -> BTreeSet<String> {
        let rows = known.iter().zip(ids);
        rows.filter(|(record, _)| holds(record)).map(|(_, id)| id.clone()).collect()
    };
    let own = ScopeColumns::OWN_TEAM;
    let found = by_sql::<lead::Entity>(store, "sample_lead", lead::Column::Id, &own, reach).await;
    assert_eq!(found, [wanted(&ids.0), wanted(&ids.0)], "{reach:?}");
    let deal = ScopeColumns::DEAL_TEAM;
    let table = "sample_quotation";
    let found =
        by_sql::<quotation::Entity>(store, table, quotation::Column::Id, &deal, reach).await;
    assert_eq!(found, [wanted(&ids.1), wanted(&ids.1)], "{reach:?}");
}

proptest! {
    // Each case founds a database; PostgreSQL takes half a second for that.
    #![proptest_config(Config::with_cases(if testkit::database::on_postgres() { 4 } else { 12 }))]

    #[test]
    fn readers_agree_on_random_worlds(known in records(), actors in actors(), reaches in reaches()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = store().await;
            let ids = fill(&store, &known).await;
            for reach in &reaches {
                agree(&store, &known, &ids, reach).await;
            }
            for (user, posts) in actors {
                let actor = actor(user, &posts);
                let mut seen = BTreeSet::new();
                for kind in kinds::PLACED {
                    for action in Action::ALL {
                        let reach = policy::reach(&actor, *kind, *action);
                        if seen.insert(format!("{reach:?}")) {
                            agree(&store, &known, &ids, &reach).await;
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn a_union_reaches_what_its_parts_reach(known in records(), parts in reaches()) {
        for record in &known {
            let place = Placement { owner_id: &record.owner, unit_path: &record.path, team: &record.team };
            let by_parts = parts.iter().any(|part| part.holds(&place));
            prop_assert_eq!(Reach::any(parts.clone()).holds(&place), by_parts);
        }
    }
}
