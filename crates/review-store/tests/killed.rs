//! A driver in a process of its own, killed while it writes.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use review_core::keys;
use review_store::{LocalFolder, RunFolder, StoreError};

/// Set for the process that is to be killed: the folder it drives.
const FOLDER: &str = "REVIEW_STORE_TEST_FOLDER";
const NAME: &str = "a_killed_driver_leaves_whole_files_and_no_lock";

/// A state whose second half repeats its first, so that half of one, or a mix of two, shows.
fn state(turn: u32) -> Vec<u8> {
    format!("{turn}\n").repeat(5_000).into_bytes()
}

/// What the child does until it is killed.
async fn drive(path: &Path) -> Result<(), StoreError> {
    let folder = LocalFolder::open_to_drive(path)?;
    let mut version = folder.create("state/s1-l01.json", &state(0)).await?;
    for turn in 1.. {
        version = folder.replace("state/s1-l01.json", &state(turn), &version).await?;
        folder.create(&format!("records/A/1-{turn}.json"), &state(turn)).await?;
        let mut upload = folder.stream("results/A.json").await?;
        upload.write(&state(turn)).await?;
        upload.finish().await?;
        println!("turn {turn}");
    }
    Ok(())
}

fn spawn(path: &Path) -> Child {
    let mut child = Command::new(env::current_exe().expect("this program"));
    child.args(["--exact", NAME, "--nocapture"]).env(FOLDER, path).stdout(Stdio::piped());
    child.spawn().expect("this program starts")
}

/// Waits until the child has made so many turns. Its output is read no further.
fn wait_for(child: &mut Child, turn: u32) {
    let output = BufReader::new(child.stdout.as_mut().expect("its output"));
    let expected = format!("turn {turn}");
    let seen = output.lines().map_while(Result::ok).any(|line| line == expected);
    assert!(seen, "the child ended before turn {turn}");
}

#[tokio::test]
async fn a_killed_driver_leaves_whole_files_and_no_lock() {
    if let Some(path) = env::var_os(FOLDER) {
        return drive(Path::new(&path)).await.expect("the child is killed before anything else ends it");
    }
    let root = tempfile::tempdir().expect("a folder");
    for turn in [1, 2, 3, 5, 8] {
        let path = root.path().join(turn.to_string());
        fs::create_dir(&path).expect("made");
        let mut child = spawn(&path);
        wait_for(&mut child, turn);

        let error = LocalFolder::open_to_drive(&path).expect_err("the child drives it");
        assert!(error.to_string().contains(&format!(": process {} on ", child.id())), "{error}");
        let reader = LocalFolder::open_to_read(&path).expect("a folder");
        reader.create(keys::STOP, b"{}").await.expect("another process may ask it to stop");
        child.kill().expect("killed");
        child.wait().expect("gone");

        let folder = LocalFolder::open_to_drive(&path).expect("the lock went with the process");
        let keys = folder.list("").await.expect("listed");
        for key in keys.iter().filter(|key| key.ends_with("-l01.json") || key.contains("/A")) {
            let content = folder.read(key).await.expect("readable").expect("there");
            let turn = content.split(|byte| *byte == b'\n').next().expect("a line");
            let turn = std::str::from_utf8(turn).ok().and_then(|turn| turn.parse().ok()).expect("a number");
            assert!(content == state(turn), "{key} is not whole");
        }
        let records = keys.iter().filter(|key| key.starts_with("records/")).count();
        assert!(records >= usize::try_from(turn).expect("few"), "what was written is there: {keys:?}");
        let left = fs::read_dir(path.join("results")).expect("a folder").count();
        assert_eq!(left, 1, "what was unfinished is swept");
    }
}
