//! `serve`: runs in a browser.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use clap::Parser as _;
use review_dashboard::{Serving, Startable, Token, is_beyond_this_machine};
use tokio::net::TcpListener;

use crate::arguments::{Arguments, Command, Serve};
use crate::commands::watch::between_looks;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{drivers, driving, stores};

/// What the one review is called that `--allow-start` allows.
const THE_REVIEW: &str = "review";

pub(crate) fn serve(arguments: &Serve) -> Result<Exit, Failure> {
    let startables = startables(arguments)?;
    let beyond = is_beyond_this_machine(arguments.listen.ip());
    let (token, printed) = token(arguments, beyond)?;
    driving::runtime()?.block_on(async {
        let base = stores::base(&arguments.base).await?;
        let listener = TcpListener::bind(arguments.listen).await.map_err(|error| cannot_listen(arguments, &error))?;
        let address = listener.local_addr().map_err(|error| cannot_listen(arguments, &error))?;
        say_where(address, printed.as_deref(), beyond);
        let serving = Serving {
            every: between_looks(&base.location()),
            base,
            token,
            token_to_read: beyond,
            hosts: arguments.hosts.clone(),
            program: std::env::current_exe().map_err(|error| Failure::Bug(error.to_string()))?,
            startables,
            look_for: drivers::at_work,
        };
        let served = review_dashboard::serve(serving, listener, driving::next_signal()).await;
        let running = served.map_err(|error| cannot_listen(arguments, &error))?;
        for (name, process) in running {
            eprintln!("the review `{name}` goes on as process {process}; `redshift-review stop` ends its run");
        }
        Ok(Exit::Complete)
    })
}

fn cannot_listen(arguments: &Serve, error: &std::io::Error) -> Failure {
    let help = "choose another address or port with --listen, or end what listens there";
    Failure::world(format!("cannot serve at {}: {error}", arguments.listen), help)
}

/// The token, and its text where it was made here.
fn token(arguments: &Serve, beyond: bool) -> Result<(Token, Option<String>), Failure> {
    match &arguments.token_file {
        Some(path) => {
            let help = "write one with: (umask 077; openssl rand -hex 24 > FILE)";
            Ok((Token::from_file(path).map_err(|error| Failure::usage(error, help))?, None))
        }
        None if beyond => Err(Failure::usage(
            format!("listening at {} lets other machines in, which takes a token of yours", arguments.listen),
            "name a file that holds it with --token-file FILE; or listen on 127.0.0.1 and come by `ssh -L`",
        )),
        None => {
            let (token, text) = Token::generate();
            Ok((token, Some(text)))
        }
    }
}

/// The address is the answer, and so stands on stdout.
fn say_where(address: SocketAddr, token: Option<&str>, beyond: bool) {
    let token = token.map(|token| format!("#token={token}")).unwrap_or_default();
    println!("http://{address}/{token}");
    if beyond {
        eprintln!(
            "warning: other machines can reach this server. Reading takes the token too: the name is `review`, the \
             password is the token. It goes over the network as it is; put a server that speaks HTTPS in front"
        );
    }
    eprintln!("serving until Ctrl-C; runs do not end with it");
}

/// What may be started: checked now, so that a mistake is not met in the browser.
fn startables(arguments: &Serve) -> Result<Vec<Startable>, Failure> {
    let mut named = match &arguments.allow_start_file {
        Some(path) => read(path)?,
        None => BTreeMap::new(),
    };
    if arguments.allow_start {
        named.insert(THE_REVIEW.to_owned(), arguments.arguments.clone());
    }
    named.into_iter().map(|(name, given)| startable(name, &given, &arguments.base)).collect()
}

fn read(path: &Path) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let help = r#"write an object of names with lists of arguments, such as {"nightly": ["--fleet", "fleet.yaml"]}"#;
    let wrong = |why: String| Failure::usage(format!("{}: {why}", path.display()), help);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

fn startable(name: String, given: &[String], base: &str) -> Result<Startable, Failure> {
    let whole = ["redshift-review", "run"].into_iter().chain(given.iter().map(String::as_str));
    let wrong =
        |why: String| Failure::usage(format!("`{name}` cannot be started: {why}"), "see `redshift-review run --help`");
    let run = match Arguments::try_parse_from(whole).map(|parsed| parsed.command) {
        Ok(Command::Run(run)) => run,
        Ok(_) => return Err(wrong("its arguments are not those of `run`".to_owned())),
        Err(error) => return Err(wrong(error.to_string())),
    };
    if given.iter().any(|one| one == "--base" || one.starts_with("--base=")) {
        return Err(wrong("its runs lie under the base that is served; leave `--base` out".to_owned()));
    }
    let mut arguments = vec!["run".to_owned()];
    arguments.extend(given.iter().cloned());
    arguments.extend(["--base".to_owned(), base.to_owned()]);
    if !run.output.json && !run.output.quiet {
        arguments.push("--quiet".to_owned());
    }
    Ok(Startable { name, arguments })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &[&str]) -> Result<Vec<String>, String> {
        let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
        startable("x".to_owned(), &given, "s3://b/p").map(|one| one.arguments).map_err(|failure| failure.text())
    }

    #[test]
    fn what_may_be_started_is_run_with_the_base_that_is_served() {
        let arguments = of(&["--warehouse", "sample:healthy"]).expect("fit");
        assert_eq!(arguments, ["run", "--warehouse", "sample:healthy", "--base", "s3://b/p", "--quiet"]);
        assert_eq!(of(&["--json"]).expect("fit").last().map(String::as_str), Some("s3://b/p"));
        for (given, why) in [
            (&["--base", "x"][..], "leave `--base` out"),
            (&["--base=x"], "leave `--base` out"),
            (&["--no-such"], "unexpected argument"),
            (&["--help"], "cannot be started"),
        ] {
            let text = of(given).expect_err("unfit");
            assert!(text.contains(why), "{given:?}: {text}");
        }
    }
}
