//! `init`: a small pack to start from.

use review_pack::init::starter;

use crate::arguments::Init;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::written::write_files;

pub(crate) fn init(arguments: &Init) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty; nothing was written", folder.display());
        return Err(Failure::world(message, "name a folder that is empty or does not exist"));
    }
    let files = starter();
    write_files(folder, files.iter().map(|(path, content)| (path.as_str(), content.as_slice())))?;
    println!("wrote {} files to {}", files.len(), folder.display());
    println!("next: redshift-review check {0} && redshift-review run {0}", folder.display());
    Ok(Exit::Complete)
}
