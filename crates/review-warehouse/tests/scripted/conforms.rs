//! The suite, in virtual time.

use std::sync::Arc;

use async_trait::async_trait;
use review_core::error_class::ErrorClass;
use review_warehouse::conformance::{self, Fixture, Kind, MANY, Scripts, exact_columns, exact_rows};
use review_warehouse::scripted::{Behaviour, ScriptedServer, Table};
use review_warehouse::{Warehouse, WarehouseError};

struct Made(ScriptedServer);

#[async_trait]
impl Fixture for Made {
    async fn connect(&self) -> Arc<dyn Warehouse> {
        Arc::new(self.0.connect())
    }

    fn scripts(&self) -> Scripts {
        let text = |kind: Kind| kind.word().to_owned();
        Scripts {
            exact: text(Kind::Exact),
            many: text(Kind::Many),
            no_rows: text(Kind::NoRows),
            endless: text(Kind::Endless),
            syntax_error: text(Kind::SyntaxError),
            missing_table: text(Kind::MissingTable),
            denied_table: Some(text(Kind::DeniedTable)),
            writes: vec![text(Kind::Write)],
            several: text(Kind::Several),
        }
    }

    async fn live(&self, name: &str) -> Option<usize> {
        Some(self.0.live().iter().filter(|live| *live == name).count())
    }
}

fn made(server: ScriptedServer) -> Made {
    let script = |kind: Kind, behaviour| server.script(kind.word(), [behaviour]);
    script(Kind::Exact, Behaviour::returns(Table::of(exact_columns(), exact_rows())));
    script(Kind::Many, Behaviour::returns(Table::numbers(MANY)));
    script(Kind::NoRows, Behaviour::returns(Table::numbers(0)));
    script(Kind::Endless, Behaviour::never_ends());
    script(Kind::SyntaxError, Behaviour::fails(ErrorClass::Syntax));
    script(Kind::MissingTable, Behaviour::fails(ErrorClass::MissingObject));
    let denied = WarehouseError::new(ErrorClass::Permission, "permission denied for table secret");
    let remedy = Some("GRANT SELECT ON TABLE secret TO reviewer;".to_owned());
    script(Kind::DeniedTable, Behaviour::fails_with(WarehouseError { remedy, ..denied }));
    script(Kind::Write, Behaviour::refused(ErrorClass::Permission));
    script(Kind::Several, Behaviour::refused(ErrorClass::Syntax));
    script(Kind::Empty, Behaviour::refused(ErrorClass::Syntax));
    Made(server)
}

#[tokio::test(start_paused = true)]
async fn it_conforms_when_a_restarted_driver_gets_its_statement_back() {
    conformance::run(&made(ScriptedServer::new())).await;
}

#[tokio::test(start_paused = true)]
async fn it_conforms_when_a_restarted_driver_finds_nothing() {
    conformance::run(&made(ScriptedServer::new().without_reattaching())).await;
}
