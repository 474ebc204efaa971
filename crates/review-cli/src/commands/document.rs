//! `document`: the documentation of a pack, made from the pack.

use review_pack::documentation;

use crate::arguments::Document;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::written::write_files;
use crate::{driving, packs};

pub(crate) fn document(arguments: &Document) -> Result<Exit, Failure> {
    let pack = packs::checked(driving::runtime()?.block_on(packs::load(&arguments.pack))?)?;
    let pages = documentation(&pack);
    write_files(&arguments.out, pages.iter().map(|(path, page)| (path.as_str(), page.as_bytes())))?;
    println!("wrote {} pages to {}", pages.len(), arguments.out.display());
    Ok(Exit::Complete)
}
