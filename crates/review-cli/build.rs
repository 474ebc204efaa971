//! Embeds the shipped packs, so that an installed program works in an empty folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Asked when it runs: a target folder that clones share may hold this program as another clone compiled it.
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let packs = Path::new(&here).join("../../packs").canonicalize()?;
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut source = String::from("&[\n");
    for pack in sorted(&packs)? {
        let Some(name) = pack.file_name().and_then(|name| name.to_str()).filter(|_| pack.is_dir()) else { continue };
        let mut files = Vec::new();
        walk(&pack, &mut files)?;
        let _ = writeln!(source, "    ({name:?}, &[");
        for file in files {
            let inside = file.strip_prefix(&pack).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let _ = writeln!(source, "        ({inside:?}, include_bytes!({:?})),", file.display().to_string());
        }
        source.push_str("    ]),\n");
    }
    source.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("packs.rs"), source)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in sorted(folder)? {
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    entries.map(|mut paths| {
        paths.sort();
        paths
    })
}
