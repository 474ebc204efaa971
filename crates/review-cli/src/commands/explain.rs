//! `explain`: the page of an error code.

use review_pack::CodePage;

use crate::arguments::Explain;
use crate::exit::Exit;
use crate::failure::Failure;

/// The code of a template that does not render.
pub(crate) const TEMPLATE: CodePage =
    CodePage { code: "C200", title: "a report template does not render", text: include_str!("../../codes/C200.md") };

pub(crate) fn explain(arguments: &Explain) -> Result<Exit, Failure> {
    let mut pages = review_pack::codes().iter().copied().chain(review_judge::codes()).chain([TEMPLATE]);
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
