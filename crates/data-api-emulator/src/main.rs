//! The program: a warehouse, an address, and faults to begin with.

mod control_plane_arguments;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use data_api_emulator::{Emulator, Injection, Options, Rates, SystemClock};
use review_sample::SampleWarehouse;
use review_warehouse::Warehouse;
use review_warehouse::postgres::{PasswordSource, PostgresWarehouse};

use control_plane_arguments::ControlPlaneArguments;

/// A development server that speaks the wire protocol of the Amazon Redshift Data API.
///
/// It is for development and tests: signatures are not verified, and whoever reaches the port reads the warehouse.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen. Anything but loopback needs --beyond-loopback.
    #[arg(long, default_value = "127.0.0.1:7001", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Listens where other machines can reach it.
    #[arg(long)]
    beyond_loopback: bool,
    /// The warehouse behind it: sample:troubled (or another sample), or postgres://USER@HOST:PORT/DATABASE, whose
    /// password comes from PGPASSWORD or PGPASSFILE.
    #[arg(long, default_value = "sample:troubled", value_name = "URL")]
    warehouse: String,
    /// A provisioned cluster that leads to the warehouse; may be repeated. `emulated` when nothing is named.
    #[arg(long, value_name = "NAME")]
    cluster: Vec<String>,
    /// A Serverless workgroup that leads to the warehouse; may be repeated.
    #[arg(long, value_name = "NAME")]
    serverless: Vec<String>,
    /// Answers at once, as an endpoint that does not know WaitTimeSeconds.
    #[arg(long)]
    no_long_polling: bool,
    /// Throttles calls above the rates that AWS documents.
    #[arg(long)]
    rates: bool,
    /// The most rows of a page of GetStatementResult.
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u64).range(1..))]
    page_rows: Option<u64>,
    /// A fault, as JSON; may be repeated. The same as what POST /_emulator/faults takes.
    #[arg(long, value_name = "JSON")]
    fault: Vec<Injection>,
    #[command(flatten)]
    control_plane: ControlPlaneArguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(3)
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    if !arguments.listen.ip().is_loopback() && !arguments.beyond_loopback {
        return Err(format!(
            "{} can be reached by other machines, and no signature is verified here; listen on 127.0.0.1, or add \
             --beyond-loopback where that is wanted",
            arguments.listen
        ));
    }
    let warehouse = open(&arguments.warehouse).await?;
    let options = Options { control_plane: arguments.control_plane.read()?, ..options(&arguments) };
    let starting = Emulator::start_at(arguments.listen, warehouse, options, Arc::new(SystemClock));
    let emulator = starting
        .await
        .map_err(|error| format!("cannot listen on {}: {error}; name another port with --listen", arguments.listen))?;
    for injection in arguments.fault {
        emulator.inject(injection);
    }
    println!("{}", emulator.url());
    tokio::select! {
        served = emulator.serve() => served.map_err(|error| format!("serving ended: {error}")),
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(|error| format!("cannot wait for signals: {error}")),
    }
}

fn options(arguments: &Arguments) -> Options {
    let mut options = Options { long_polling: !arguments.no_long_polling, ..Options::default() };
    if !arguments.cluster.is_empty() || !arguments.serverless.is_empty() {
        options.clusters = arguments.cluster.clone();
        options.workgroups = arguments.serverless.clone();
    }
    if arguments.rates {
        options.rates = Rates::AWS;
    }
    if let Some(rows) = arguments.page_rows {
        options.limits.page_rows = rows;
    }
    options
}

async fn open(url: &str) -> Result<Arc<dyn Warehouse>, String> {
    if let Some(sample) = url.strip_prefix("sample:") {
        return match SampleWarehouse::open(sample) {
            Ok(warehouse) => Ok(Arc::new(warehouse)),
            Err(error) => Err(error.to_string()),
        };
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return match PostgresWarehouse::connect(url, PasswordSource::Environment).await {
            Ok(warehouse) => Ok(Arc::new(warehouse)),
            // The address may hold a password that somebody wrote into it, so it is not repeated.
            Err(error) => Err(format!("cannot open the warehouse: {error}; {}", error.remedy().unwrap_or_default())),
        };
    }
    Err("--warehouse is sample:NAME or postgres://USER@HOST:PORT/DATABASE".to_owned())
}
