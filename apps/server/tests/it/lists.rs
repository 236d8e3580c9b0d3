//! Every field of every list can be asked whether it is empty, computed ones included.

use crate::stream::start;
use access::{FieldKind, List};
use serde_json::json;
use testkit::encoded;

const LISTS: &[(&str, &List)] = &[
    ("/api/users", &people::queries::USERS),
    ("/api/decisions", &decision::queries::DECISIONS),
    ("/api/imports", &exchange::queries::IMPORTS),
    ("/api/products", &catalog::queries::PRODUCTS),
    ("/api/customers", &account::queries::CUSTOMERS),
    ("/api/leads", &lead::queries::LEADS),
    ("/api/opportunities", &opportunity::queries::OPPORTUNITIES),
    ("/api/quotations", &bid::queries::QUOTATIONS),
    ("/api/contracts", &contract::queries::CONTRACTS),
    ("/api/milestones", &delivery::queries::MILESTONES),
    ("/api/receivables", &cash::queries::RECEIVABLES),
    ("/api/invoices", &cash::queries::INVOICES),
    ("/api/receipts", &cash::queries::RECEIPTS),
];

#[tokio::test]
async fn every_field_can_be_asked_whether_it_is_empty() {
    let app = start().await;
    for (path, list) in LISTS {
        for field in list.fields.iter().filter(|field| field.group.is_none()) {
            for op in ["empty", "not_empty", "contains"] {
                if op == "contains" && field.kind != FieldKind::Text {
                    continue;
                }
                let filter = json!([{"field": field.key, "op": op, "value": "ü"}]).to_string();
                let path = format!("{path}?filter={}", encoded(&filter));
                let status = app.get("admin", &path).await.status.as_u16();
                // Some lists answer a field of theirs with words of their own.
                assert!(status == 200 || status == 422, "{path}: {status}");
            }
        }
    }
    for op in ["empty", "not_empty"] {
        let filter = json!([{"field": "open_minor", "op": op}]).to_string();
        let path = format!("/api/receivables?filter={}", encoded(&filter));
        app.get("admin", &path).await.expect(200);
    }
}
