//! `explain`: the page of an error code.

use review_pack::codes;

use crate::arguments::Explain;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn explain(arguments: &Explain) -> Result<Exit, Failure> {
    let Some(code) = &arguments.code else {
        for page in codes() {
            println!("{}  {}", page.code, page.title);
        }
        return Ok(Exit::Complete);
    };
    match codes().iter().find(|page| page.code.eq_ignore_ascii_case(code)) {
        Some(page) => {
            println!("{}", page.text.trim_end());
            Ok(Exit::Complete)
        }
        None => Err(Failure::usage(format!("there is no code `{code}`"), "`redshift-review explain` lists them")),
    }
}
