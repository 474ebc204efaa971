//! The program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::fixture::{client, refused};

/// Ends the program when the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _killed = self.0.kill();
        let _ended = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_data-api-emulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_program_prints_its_address_and_serves_with_faults_from_the_command_line() {
    let fault = r#"{"fault":"throttle","operation":"ListStatements"}"#;
    let arguments = ["--listen", "127.0.0.1:0", "--serverless", "wg-1", "--fault", fault];
    let mut running = Running(program(&arguments).spawn().expect("the program starts"));
    let mut url = String::new();
    BufReader::new(running.0.stdout.take().expect("its output")).read_line(&mut url).expect("a line");
    let client = client(url.trim(), "AKIAREVIEWER");
    assert_eq!(refused(client.list_statements().send().await).0, "ThrottlingException");
    let submit = client.execute_statement().workgroup_name("wg-1").database("dev").sql("select 1 as n");
    let taken = submit.wait_time_seconds(30).send().await.expect("taken");
    assert_eq!(taken.status().map(|status| status.as_str()), Some("FINISHED"));
}

#[test]
fn what_cannot_be_served_is_said() {
    for (arguments, words) in [
        (["--listen", "0.0.0.0:0"], "--beyond-loopback"),
        (["--warehouse", "sample:none"], "there is no sample called `none`"),
        (["--warehouse", "mysql://me:hunter2@host/db"], "sample:NAME or postgres://"),
        (["--warehouse", "postgres://me:hunter2@127.0.0.1/db"], "password"),
        (["--fault", "{}"], "missing field `fault`"),
    ] {
        let output = program(&arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
