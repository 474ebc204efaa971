//! The packs of this repository: their truth cases hold.

use std::path::{Path, PathBuf};

use review_judge::prove;
use review_pack::{Pack, PackFiles, check};

fn add_files(folder: &Path, base: &Path, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).expect("a folder of the pack") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            add_files(&path, base, files);
        } else {
            let name = path.strip_prefix(base).expect("a path within the pack").to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).expect("a file of the pack"));
        }
    }
}

fn shipped() -> Vec<Pack> {
    let packs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = std::fs::read_dir(packs).expect("the folder of packs").map(|entry| entry.expect("a pack").path());
    let read = |folder: PathBuf| {
        let mut files = PackFiles::new();
        add_files(&folder, &folder, &mut files);
        let checked = check(&files);
        checked.pack.unwrap_or_else(|| panic!("{}: {:#?}", folder.display(), checked.diagnostics))
    };
    folders.filter(|folder| folder.is_dir()).map(read).collect()
}

#[tokio::test]
async fn the_truth_cases_of_every_shipped_pack_hold() {
    let packs = shipped();
    assert!(!packs.is_empty());
    for pack in packs {
        let found = prove(&pack).await;
        let lines = found.iter().map(|d| format!("{}:{} {} {}", d.place.file, d.place.line, d.code, d.message));
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<String>::new(), "{}", pack.name);
    }
}
