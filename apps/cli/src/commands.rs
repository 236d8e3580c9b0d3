//! The commands, one function each.

use crate::{Cli, Command, Settings};
use clap::{Args, Subcommand};
use people::{
    model::{unit, user::Locale},
    secret, verbs,
};
use server::config::Config;
use std::{error::Error, time::Instant};
use store::Meta;
use tracing_subscriber::EnvFilter;

type Done = Result<(), Box<dyn Error>>;

/// Serve pages and API.
#[derive(Debug, Default, Args)]
pub(crate) struct Serve {
    /// Address and port, for example `127.0.0.1:8080`.
    #[arg(long)]
    listen: Option<String>,
    /// Load the demo story into an empty database first.
    #[arg(long)]
    demo: bool,
}

/// Users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a user to the company's root unit; prints the password once.
    Add {
        /// Name for sign-in.
        login: String,
        /// Name for people.
        #[arg(long)]
        name: Option<String>,
        /// Role, for example `ar` or `administrator`.
        #[arg(long, default_value = "administrator")]
        role: String,
    },
    /// Make a new password for a user; prints it once and ends all sessions.
    Reset {
        /// Name for sign-in.
        login: String,
    },
}

/// Configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print every setting with its source.
    Show,
}

pub(crate) async fn run(cli: Cli) -> Done {
    let settings = cli.settings;
    match cli.command.unwrap_or_else(|| Command::Serve(Serve::default())) {
        Command::Serve(options) => serve(&settings, options).await,
        Command::Migrate => migrate(&settings).await,
        Command::User(command) => user(&settings, command).await,
        Command::Import(options) => crate::import::run(&settings, options).await,
        Command::Openapi => {
            print!("{}", server::docs::openapi_json());
            Ok(())
        }
        Command::Problems => {
            print!("{}", server::problems::markdown());
            Ok(())
        }
        Command::Access => {
            print!("{}", server::matrix::text());
            Ok(())
        }
        Command::Schema => {
            let folder = std::env::temp_dir().join(format!("truss-schema-{}", std::process::id()));
            std::fs::create_dir_all(&folder)?;
            let text = server::schema(&folder).await?;
            std::fs::remove_dir_all(&folder)?;
            print!("{text}");
            Ok(())
        }
        Command::Config(ConfigCommand::Show) => {
            for (name, value, source) in settings.load(Vec::new())?.shown() {
                println!("{name:16} {value:40} ({source})");
            }
            Ok(())
        }
        Command::Doctor => doctor(&settings).await,
        Command::Backup { file } => {
            let config = settings.load(Vec::new())?;
            server::open(&config).await?.backup(&file).await?;
            println!("written: {}", file.display());
            Ok(())
        }
    }
}

fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log.value).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call (in one process) keeps the first subscriber.
    let _first =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

async fn serve(settings: &Settings, options: Serve) -> Done {
    let start = Instant::now();
    let mut flags = Vec::new();
    if let Some(listen) = options.listen {
        flags.push(("listen", listen));
    }
    let config = settings.load(flags)?;
    log(&config);
    if options.demo {
        for login in server::load_demo(&config).await? {
            println!("{:14} {}   {}", login.login, login.password, login.name);
        }
    }
    let store = server::open(&config).await?;
    let public = config.public_url.value.clone();
    let links = store.clone();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let announce = tokio::spawn(async move {
        let Ok(address) = receiver.await else { return };
        let url = if public.is_empty() { format!("http://{address}") } else { public };
        println!("Truss is ready at {url} after {} ms", start.elapsed().as_millis());
        match server::setup::link(&links, &url).await {
            Ok(Some(link)) => println!("Set up your company, once: {link}"),
            Ok(None) => {}
            Err(fault) => eprintln!("truss: no set-up link: {fault}"),
        }
    });
    server::serve(&config, store, |address| {
        // The receiver waits in this process; it cannot be gone.
        let _sent = sender.send(address);
    })
    .await?;
    announce.await?;
    Ok(())
}

async fn migrate(settings: &Settings) -> Done {
    let config = settings.load(Vec::new())?;
    server::open(&config).await?;
    println!("The database is up to date.");
    Ok(())
}

async fn user(settings: &Settings, command: User) -> Done {
    let config = settings.load(Vec::new())?;
    let store = server::open(&config).await?;
    let password = secret::random_password()?;
    let password_hash = secret::hash_password(&password)?;
    let mut tx = store.begin(&Meta::system()).await?;
    match command {
        User::Add { login, name, role } => {
            let role = server::config_role(&role).ok_or("no such role")?;
            let root: unit::Model = server::root_unit(&store).await?.ok_or(
                "the company is not set up yet: start `truss serve` and open the set-up link",
            )?;
            let new = verbs::NewUser {
                name: name.unwrap_or_else(|| login.clone()),
                login: login.to_lowercase(),
                email: None,
                locale: Locale::Chinese,
                password_hash,
                posts: vec![verbs::NewPost { unit_id: root.id, role, rank: 5 }],
            };
            verbs::add_user(&mut tx, new).await?;
        }
        User::Reset { login } => {
            let user = verbs::by_login(&tx, &login).await?.ok_or("no such login")?;
            verbs::set_password(&mut tx, &user, password_hash).await?;
        }
    }
    tx.commit().await?;
    println!("Password, shown once: {password}");
    Ok(())
}

async fn doctor(settings: &Settings) -> Done {
    let config = settings.load(Vec::new())?;
    let store = server::open(&config).await?;
    for (what, state) in server::doctor(&config, &store).await? {
        println!("{what:24} {state}");
    }
    Ok(())
}
