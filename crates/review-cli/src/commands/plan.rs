//! `plan`: a pack's workflows as trees.

use review_pack::planning;

use crate::arguments::Plan;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, packs};

pub(crate) fn plan(arguments: &Plan) -> Result<Exit, Failure> {
    let pack = packs::checked(driving::runtime()?.block_on(packs::load(&arguments.pack))?)?;
    let names: Vec<&String> = match &arguments.workflow {
        None => pack.workflows.keys().collect(),
        Some(name) if pack.workflows.contains_key(name) => vec![name],
        Some(name) => {
            let known: Vec<&str> = pack.workflows.keys().map(String::as_str).collect();
            let help = format!("it has: {}", known.join(", "));
            return Err(Failure::usage(format!("the pack `{}` has no workflow `{name}`", pack.name), help));
        }
    };
    for name in names {
        let tree = planning::workflow_tree(&pack, name).map_err(|error| Failure::usage(error, ""))?;
        println!("{}", tree.trim_end());
    }
    Ok(Exit::Complete)
}
