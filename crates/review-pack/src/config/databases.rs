//! `databases`: which databases queries of scope `database` run in.

use crate::codes::Code;
use crate::databases::{DatabaseLists, DatabasePattern};
use crate::problems::Problem;
use crate::tree::{Node, Reader};

pub(crate) const KEYS: [&str; 2] = ["include", "exclude"];

/// The lists; what is wrong in them is reported and left out.
pub(crate) fn read(reader: Reader<'_>, node: Option<&Node>) -> DatabaseLists {
    let fields = node.and_then(|node| reader.fields(node, "`databases`", &KEYS));
    let Some(fields) = fields else { return DatabaseLists::default() };
    let list = |key: &str| fields.get(key).map(|node| patterns(reader, node, key)).unwrap_or_default();
    let (include, exclude) = (list("include"), list("exclude"));
    report_in_both(reader, &include, &exclude);
    let bare = |list: Vec<(DatabasePattern, &Node)>| list.into_iter().map(|(pattern, _)| pattern).collect();
    DatabaseLists { include: bare(include), exclude: bare(exclude) }
}

fn patterns<'n>(reader: Reader<'_>, node: &'n Node, key: &str) -> Vec<(DatabasePattern, &'n Node)> {
    let texts = reader.texts(node, &format!("`{key}`"));
    texts.into_iter().filter_map(|(text, node)| Some((pattern(reader, text, node)?, node))).collect()
}

fn pattern(reader: Reader<'_>, text: &str, node: &Node) -> Option<DatabasePattern> {
    text.parse::<DatabasePattern>()
        .map_err(|error| {
            let message = format!("this is no pattern for databases: {error}");
            let problem = Problem::new(Code::DatabasePattern, reader.place(node.span), message);
            reader.add(problem.label("not a pattern").help(error.remedy()));
        })
        .ok()
}

/// The same pattern in both lists: whichever was meant, the other is a mistake.
fn report_in_both(reader: Reader<'_>, include: &[(DatabasePattern, &Node)], exclude: &[(DatabasePattern, &Node)]) {
    for (pattern, node) in exclude {
        let same = |(other, _): &&(DatabasePattern, &Node)| other.as_str().eq_ignore_ascii_case(pattern.as_str());
        let Some((_, included)) = include.iter().find(same) else { continue };
        reader.add(
            Problem::new(
                Code::DatabaseInBothLists,
                reader.place(node.span),
                format!("`{pattern}` is included and excluded"),
            )
            .label("excluded here")
            .other(reader.place(included.span), "included here")
            .help("take it out of one of the two lists; `exclude` would win"),
        );
    }
}
