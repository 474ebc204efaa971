//! `explain`: the page of an error code.

use crate::arguments::Explain;
use crate::codes;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn explain(arguments: &Explain) -> Result<Exit, Failure> {
    let mut pages = codes::all();
    let Some(code) = &arguments.code else {
        pages.for_each(|page| println!("{}  {}", page.code, page.title));
        return Ok(Exit::Complete);
    };
    match pages.find(|page| page.code.eq_ignore_ascii_case(code)) {
        Some(page) => {
            println!("{}", page.text.trim_end());
            Ok(Exit::Complete)
        }
        None => Err(Failure::usage(format!("there is no code `{code}`"), "`redshift-review explain` lists them")),
    }
}
