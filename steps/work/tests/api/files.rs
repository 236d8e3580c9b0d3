//! Files of a record: what is taken, from whom, and who gets it back.

use crate::sample::{column, deal, edit, start, start_with};
use axum::{body::Body, http::Request};
use object_store::{ObjectStore, memory::InMemory};
use serde_json::json;
use std::sync::Arc;
use testkit::{Answer, TestApp};
use work::Files;

const PDF: &[u8] = b"%PDF-1.7 signed";

/// A multipart form of named parts; a part with a file name is a file.
fn form(app: &TestApp, login: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, file_name, content) in parts {
        let file_name = file_name.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    Request::post("/api/files")
        .header("authorization", format!("Bearer {}", app.id(login)))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

async fn upload(app: &TestApp, login: &str, id: &str, name: &str, content: &[u8]) -> Answer {
    let parts = [
        ("kind", None, b"opportunity".as_slice()),
        ("record_id", None, id.as_bytes()),
        ("purpose", None, b"evidence"),
        ("file", Some(name), content),
    ];
    app.raw(form(app, login, &parts)).await
}

/// An app whose contents can be counted.
async fn counted() -> (TestApp, Arc<InMemory>) {
    let contents = Arc::new(InMemory::new());
    let store: Arc<dyn ObjectStore> = contents.clone();
    (start_with(Files::of(store)).await, contents)
}

async fn count(contents: &InMemory) -> usize {
    contents.list_with_delimiter(None).await.unwrap().common_prefixes.len()
}

#[tokio::test]
async fn a_file_comes_back_as_an_attachment() {
    let app = start().await;
    let deal = deal(&app).await;
    let made = upload(&app, "ar", deal.id.as_str(), "合同.pdf", PDF).await.expect(201).json;
    assert_eq!(made["name"], "合同.pdf");
    assert_eq!(made["media_type"], "application/pdf");
    assert_eq!((&made["size_bytes"], &made["purpose"]), (&json!(15), &json!("evidence")));
    assert_eq!(made["uploaded_by"]["name"], "ar of shanghai");
    assert_eq!(made["sha256"].as_str().unwrap().len(), 64);
    let path = format!("/api/records/opportunity/{}", deal.id);
    let list = app.get("auditor", &format!("{path}/files")).await.expect(200).json;
    assert_eq!(list, json!({"items": [made]}));
    let file = format!("/api/files/{}", made["id"].as_str().unwrap());
    let answer = app.get("auditor", &file).await.expect(200);
    assert_eq!(answer.bytes, PDF);
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"
    );
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("content-length"), "15");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    app.delete("ar", &file, 1).await.expect(204);
    app.get("ar", &file).await.refused(404, "not_found");
    let lines = app.get("ar", &format!("{path}/timeline")).await.expect(200).json;
    assert_eq!(column(&lines, "verb"), ["removed", "added", "created"]);
    assert_eq!(column(&lines, "kind"), ["file", "file", "opportunity"]);
    assert_eq!(lines["items"][1]["changes"][0]["after"], "合同.pdf");
}

#[tokio::test]
async fn files_of_a_hidden_record_are_hidden_and_none_is_written() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    let made = upload(&app, "ar", deal.id.as_str(), "a.pdf", PDF).await.expect(201).json;
    let file = format!("/api/files/{}", made["id"].as_str().unwrap());
    app.get("stranger", &file).await.refused(404, "not_found");
    app.delete("stranger", &file, 1).await.refused(404, "not_found");
    let list = format!("/api/records/opportunity/{}/files", deal.id);
    app.get("stranger", &list).await.refused(404, "not_found");
    for id in [deal.id.as_str(), "0195b7f2-0000-7000-8000-000000000000", "x"] {
        upload(&app, "stranger", id, "b.pdf", b"%PDF-other").await.refused(404, "not_found");
    }
    // Seen, but not theirs to change.
    upload(&app, "auditor", deal.id.as_str(), "b.pdf", b"%PDF-other")
        .await
        .refused(403, "forbidden");
    app.delete("auditor", &file, 1).await.refused(403, "forbidden");
    assert_eq!(count(&contents).await, 1);
    assert_eq!(app.get("ar", &list).await.json["items"].as_array().unwrap().len(), 1);
    let request = Request::get(&file).body(Body::empty()).unwrap();
    app.raw(request).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_content_decides_what_a_file_is() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    for (name, content) in [
        ("setup.exe", b"MZ\x90\0\x03".as_slice()),
        ("report.pdf", b"MZ\x90\0\x03"),
        ("macro.docx", b"PK\x03\x04 word/document.xml word/vbaProject.bin"),
    ] {
        upload(&app, "ar", deal.id.as_str(), name, content).await.refused(415, "media_type");
    }
    upload(&app, "ar", deal.id.as_str(), "empty.pdf", b"").await.refused(422, "invalid");
    assert_eq!(count(&contents).await, 0);
    for (name, content, kept, sent) in [
        ("run.BAT", b"del *.*".as_slice(), "run.BAT.txt", "text/plain"),
        ("logo.svg", b"<svg onload='alert(1)'/>", "logo.svg", "application/octet-stream"),
        ("page.html", b"<script>alert(1)</script>", "page.html", "application/octet-stream"),
        ("../../../x.png", PDF, "x.png.pdf", "application/pdf"),
    ] {
        let made = upload(&app, "ar", deal.id.as_str(), name, content).await.expect(201).json;
        assert_eq!(made["name"], kept);
        let file = format!("/api/files/{}", made["id"].as_str().unwrap());
        let answer = app.get("ar", &file).await.expect(200);
        assert_eq!(answer.headers["content-type"], sent);
        assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    }
}

#[tokio::test]
async fn fifty_megabytes_and_no_more() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    let mut content = vec![b'a'; work::files::FILE_MAX];
    upload(&app, "ar", deal.id.as_str(), "max.txt", &content).await.expect(201);
    content.push(b'a');
    upload(&app, "ar", deal.id.as_str(), "more.txt", &content).await.refused(413, "too_large");
    content.resize(work::files::FILE_MAX + 100_000, b'a');
    upload(&app, "ar", deal.id.as_str(), "most.txt", &content).await.refused(413, "too_large");
    assert_eq!(count(&contents).await, 1);
}

#[tokio::test]
async fn a_form_that_is_none_is_refused() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    let kind = ("kind", None, b"opportunity".as_slice());
    let record = ("record_id", None, deal.id.as_str().as_bytes());
    let file = ("file", Some("a.pdf"), PDF);
    let long = [b'x'; 61];
    for (parts, status, code) in [
        (vec![file, kind, record], 422, "invalid"),
        (vec![kind, file], 422, "invalid"),
        (vec![kind, record], 422, "invalid"),
        (vec![kind, record, file, file], 422, "invalid"),
        (vec![kind, record, ("purpose", None, &long), file], 422, "invalid"),
        (vec![kind, record, ("owner_id", None, b"x"), file], 400, "unknown_field"),
        (vec![("kind", None, &[b'x'; 500])], 413, "too_large"),
    ] {
        app.raw(form(&app, "ar", &parts)).await.refused(status, code);
    }
    app.post("ar", "/api/files", json!({})).await.refused(415, "media_type");
    let mut broken = form(&app, "ar", &[]);
    *broken.body_mut() =
        Body::from("--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nopp");
    app.raw(broken).await.refused(400, "bad_form");
    assert_eq!(count(&contents).await, 0);
}

#[tokio::test]
async fn equal_contents_lie_once_and_go_with_the_last_file() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    let mut files = Vec::new();
    for name in ["a.pdf", "b.pdf"] {
        let made = upload(&app, "ar", deal.id.as_str(), name, PDF).await.expect(201);
        files.push(format!("/api/files/{}", made.id()));
    }
    assert_eq!(count(&contents).await, 1);
    app.delete("ar", &files[0], 1).await.expect(204);
    assert_eq!(app.get("ar", &files[1]).await.expect(200).bytes, PDF);
    app.delete("ar", &files[1], 7).await.refused(412, "stale");
    app.send("ar", axum::http::Method::DELETE, &files[1], None, None)
        .await
        .refused(428, "version_required");
    app.delete("ar", &files[1], 1).await.expect(204);
    assert_eq!(count(&contents).await, 0);
    upload(&app, "ar", deal.id.as_str(), "again.pdf", PDF).await.expect(201);
    assert_eq!(count(&contents).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn uploads_and_deletions_at_once_lose_no_content() {
    let (app, contents) = counted().await;
    let app = Arc::new(app);
    let deal = deal(&app).await;
    let mut tasks = Vec::new();
    for task in 0..6 {
        let (app, id) = (Arc::clone(&app), deal.id.to_string());
        tasks.push(tokio::spawn(async move {
            for _ in 0..5 {
                let made = upload(&app, "ar", &id, "a.pdf", PDF).await.expect(201);
                let file = format!("/api/files/{}", made.id());
                assert_eq!(app.get("ar", &file).await.expect(200).bytes, PDF);
                if task > 0 {
                    app.delete("ar", &file, 1).await.expect(204);
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let list = format!("/api/records/opportunity/{}/files", deal.id);
    let left = app.get("ar", &list).await.expect(200).json;
    assert_eq!(column(&left, "name").len(), 5);
    for id in column(&left, "id") {
        assert_eq!(app.get("ar", &format!("/api/files/{id}")).await.expect(200).bytes, PDF);
    }
    assert_eq!(count(&contents).await, 1);
}

#[tokio::test]
async fn files_on_which_something_rests_stay() {
    let app = start().await;
    let deal = deal(&app).await;
    let made = upload(&app, "ar", deal.id.as_str(), "a.pdf", PDF).await.expect(201);
    let file = format!("/api/files/{}", made.id());
    edit(&app, "ar", &deal, |d| d.sealed = true).await;
    app.delete("ar", &file, 1).await.refused(409, "files_kept");
    upload(&app, "ar", deal.id.as_str(), "later.pdf", PDF).await.expect(201);
    let has = |purpose: Option<&'static str>| {
        work::has_files(app.app.store().read(), "opportunity", deal.id.as_str(), purpose)
    };
    assert!(has(None).await.unwrap() && has(Some("evidence")).await.unwrap());
    assert!(!has(Some("minutes")).await.unwrap());
    let other = work::has_files(app.app.store().read(), "lead", deal.id.as_str(), None);
    assert!(!other.await.unwrap());
}

#[tokio::test]
async fn the_sweep_removes_what_no_file_holds() {
    let (app, contents) = counted().await;
    let deal = deal(&app).await;
    let made = upload(&app, "ar", deal.id.as_str(), "a.pdf", PDF).await.expect(201);
    let lost = object_store::path::Path::from("zz/lost");
    contents.put_opts(&lost, PDF.into(), object_store::PutOptions::default()).await.unwrap();
    let store: Arc<dyn ObjectStore> = contents.clone();
    let files = Files::of(store);
    let born = contents.get_opts(&lost, object_store::GetOptions::default()).await.unwrap();
    let born = base::Timestamp::from_millis(born.meta.last_modified.timestamp_millis());
    let day = 24 * 3600 * 1000;
    let sweep = |after: i64| work::sweep(app.app.store(), &files, born.plus_millis(after));
    assert_eq!(sweep(day / 2).await.unwrap(), 0);
    assert_eq!(sweep(2 * day).await.unwrap(), 1);
    assert_eq!(count(&contents).await, 1);
    app.get("ar", &format!("/api/files/{}", made.id())).await.expect(200);
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    let app = start_with(Files::folder(&folder.path().join("files")).unwrap()).await;
    let deal = deal(&app).await;
    let content = b"line of a table\r\n".repeat(1_000_000);
    let made = upload(&app, "ar", deal.id.as_str(), "table.csv", &content).await.expect(201);
    let file = format!("/api/files/{}", made.id());
    assert!(app.get("ar", &file).await.expect(200).bytes == content);
    app.delete("ar", &file, 1).await.expect(204);
    upload(&app, "ar", deal.id.as_str(), "a.exe", b"MZ\0").await.refused(415, "media_type");
    let mut left = Vec::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { left.push(path) }
        }
    }
    assert!(left.is_empty(), "{left:?}");
}
