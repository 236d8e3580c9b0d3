//! An import as a user runs it: upload, run, wait until it says that it is done.

use crate::{
    load,
    program::Program,
    seed::World,
    words::{self, Dice},
};
use serde_json::{Value, json};
use std::{
    error::Error,
    fmt::Write as _,
    time::{Duration, Instant},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Customers in the sheet.
const ROWS: usize = 20_000;
/// An import that takes longer is broken off.
const PATIENCE: Duration = Duration::from_mins(5);

/// Imports a sheet of customers; answers rows per second from the request to run it until it is done.
pub(crate) async fn customers(program: &Program, world: &World) -> Result<u64> {
    let reader = world.readers.first().ok_or("nobody asks")?;
    let ask =
        async |method: &str, path: &str, body: Option<(&str, &[u8])>, version: Option<i64>| {
            let mut request = load::request(method, path, Some(&reader.token), body);
            if let Some(version) = version {
                // Right behind the request line.
                let line =
                    request.windows(2).position(|two| two == b"\r\n").unwrap_or_default() + 2;
                let header = format!("if-match: \"{version}\"\r\n");
                request.splice(line..line, header.into_bytes());
            }
            let (status, text) = load::once(program.address, &request).await?;
            if !(200..300).contains(&status) {
                return Err(format!("{method} {path}: {status} {text}").into());
            }
            Ok::<Value, Box<dyn Error + Send + Sync>>(serde_json::from_str(&text)?)
        };
    let form = ("multipart/form-data; boundary=cut", sheet());
    let form = Some((form.0, form.1.as_bytes()));
    let taken = ask("POST", "/api/imports", form, None).await?;
    let (id, version) = (taken["id"].as_str().unwrap_or_default(), taken["version"].as_i64());
    let path = format!("/api/imports/{id}");
    let order = json!({"dry_run": false}).to_string();
    let order = Some(("application/json", order.as_bytes()));
    let begin = Instant::now();
    ask("POST", &format!("{path}/run"), order, version).await?;
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let seen = ask("GET", &path, None, None).await?;
        let created = seen["result"]["created"].as_u64();
        match (seen["status"].as_str(), created) {
            (Some("done"), Some(created)) if created > 0 => {
                let millis = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
                return Ok(created * 1_000 / millis.max(1));
            }
            (Some("done" | "failed"), _) => return Err(format!("import: {seen}").into()),
            _ if begin.elapsed() > PATIENCE => return Err("the import takes too long".into()),
            _ => {}
        }
    }
}

fn sheet() -> String {
    let mut dice = Dice::new(5_000);
    let mut text =
        "--cut\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ncustomer\r\n--cut\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"customers.csv\"\r\n\r\n\
         name,id,class,industry,region\n"
            .to_owned();
    for row in 0..ROWS {
        // Numbers behind those of the seed: none of them is known yet.
        let name = words::customer(&mut dice, 1_000_000 + row);
        let class = dice.pick(&["a", "b", "c"], "c");
        // Writing to a string cannot fail.
        let _done = writeln!(text, "{name},OLD-{row},{class},电力,华东");
    }
    text.push_str("\r\n--cut--\r\n");
    text
}
