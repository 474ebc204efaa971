//! What every adapter has to do, as cases that run against any of them.
//!
//! An adapter's tests give a [`Fixture`], which makes the adapter and writes the scripts in the warehouse's own
//! dialect, and call [`run`]. The names that statements are submitted under are `<case>/<Kind>/1`, so that a
//! warehouse that is made up can tell by the [`Kind`] what it is asked.

mod cancelling;
mod fixture;
mod refusals;
mod results;
mod steps;

pub use fixture::{Fixture, Kind, MANY, Scripts, exact_columns, exact_rows, many_row};

/// Runs every case.
///
/// # Panics
/// When the adapter does not do as it has to; what is printed before says in which case.
pub async fn run(fixture: &dyn Fixture) {
    macro_rules! cases {
        ($($module:ident::$case:ident),* $(,)?) => {
            $(
                eprintln!("conformance: {}", stringify!($case).replace('_', " "));
                $module::$case(fixture).await;
            )*
        };
    }
    cases![
        results::identify_says_who_and_what_answers,
        results::a_finished_statement_delivers_its_columns_and_rows_exactly,
        results::many_rows_arrive_in_order,
        results::no_more_rows_come_than_one_above_the_limit,
        results::a_statement_that_returns_no_row_still_has_columns,
        results::two_statements_run_side_by_side,
        refusals::a_mistake_of_syntax_has_its_class,
        refusals::a_missing_table_has_its_class,
        refusals::a_denied_table_has_its_class,
        refusals::nothing_can_be_written,
        refusals::a_script_of_several_statements_is_refused,
        refusals::an_empty_script_is_refused,
        refusals::a_statement_nobody_started_is_unknown,
        cancelling::a_statement_longer_than_the_wait_is_running,
        cancelling::cancelling_ends_the_statement_in_the_warehouse,
        cancelling::cancelling_at_once_ends_the_statement_too,
        cancelling::cancelling_after_the_end_says_so,
        cancelling::cancelling_one_leaves_the_others_alone,
        cancelling::what_a_lost_driver_left_is_found,
        cancelling::finding_what_was_never_there_finds_nothing,
    ];
}
