//! Results: pages, forms, tokens, expiry.

use std::time::Duration;

use aws_sdk_redshiftdata::types::{Field, ResultFormatString};
use data_api_emulator::{Limits, Options};

use crate::fixture::{ONE_ROW, Stage, refused};

/// The numbers from 1 to 1000.
const THOUSAND: &str = "with d as (select 0 as d union all select 1 union all select 2 union all select 3 union all \
                        select 4 union all select 5 union all select 6 union all select 7 union all select 8 union \
                        all select 9) select cast(100 * a.d + 10 * b.d + c.d + 1 as bigint) as n \
                        from d a cross join d b cross join d c order by n";

async fn with_pages_of(rows: u64) -> Stage {
    Stage::with(Options { limits: Limits { page_rows: rows, ..Limits::default() }, ..Options::default() }).await
}

#[tokio::test]
async fn every_row_comes_once_over_all_pages() {
    let stage = with_pages_of(300).await;
    let id = stage.finished(stage.execute(THOUSAND)).await;
    let mut found = Vec::new();
    let mut token = None;
    let mut pages = 0;
    loop {
        let page = stage.client.get_statement_result().id(&id).set_next_token(token).send().await.expect("a page");
        assert_eq!(page.total_num_rows(), 1000, "every page tells the whole");
        assert_eq!(page.column_metadata()[0].name(), Some("n"));
        found.extend(page.records().iter().map(|row| *row[0].as_long_value().expect("a number")));
        pages += 1;
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(pages, 4);
    assert_eq!(found, (1..=1000).collect::<Vec<i64>>());
}

#[tokio::test]
async fn the_csv_form_is_one_text_over_chunks_and_pages() {
    let limits = Limits { csv_chunk_bytes: 500, csv_page_chunks: 3, ..Limits::default() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    let id = stage.finished(stage.execute(THOUSAND).result_format(ResultFormatString::Csv)).await;
    let mut text = String::new();
    let mut token = None;
    loop {
        let page = stage.client.get_statement_result_v2().id(&id).set_next_token(token).send().await.expect("a page");
        assert_eq!(page.total_num_rows(), 1000);
        assert_eq!(page.result_format(), Some(&ResultFormatString::Csv));
        assert!(page.records().len() <= 3);
        for chunk in page.records() {
            let chunk = chunk.as_csv_records().expect("CSV");
            assert!(chunk.len() <= 500 && chunk.ends_with("\r\n"), "whole rows");
            text.push_str(chunk);
        }
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    let expected: String = (1..=1000).map(|n| format!("{n}\r\n")).collect();
    assert_eq!(text, format!("n\r\n{expected}"));
}

#[tokio::test]
async fn a_result_is_read_in_the_form_it_was_asked_for() {
    let stage = Stage::new().await;
    let json = stage.finished(stage.execute(ONE_ROW)).await;
    let csv = stage.finished(stage.execute(ONE_ROW).result_format(ResultFormatString::Csv)).await;
    let (name, message, _) = refused(stage.client.get_statement_result_v2().id(&json).send().await);
    assert!(name == "ValidationException" && message.contains("JSON"), "{name}: {message}");
    let (name, message, _) = refused(stage.client.get_statement_result().id(&csv).send().await);
    assert!(name == "ValidationException" && message.contains("CSV"), "{name}: {message}");
}

#[tokio::test]
async fn a_token_leads_on_in_its_own_statement_only() {
    let stage = with_pages_of(300).await;
    let [one, other] = [stage.finished(stage.execute(THOUSAND)).await, stage.finished(stage.execute(THOUSAND)).await];
    let page = stage.client.get_statement_result().id(&one).send().await.expect("a page");
    let token = page.next_token().expect("another page");
    assert!(stage.client.get_statement_result().id(&one).next_token(token).send().await.is_ok());
    for (id, token) in [(&other, token), (&one, "of my own")] {
        let (name, message, _) = refused(stage.client.get_statement_result().id(id).next_token(token).send().await);
        assert!(name == "ValidationException" && message.contains("NextToken"), "{name}: {message}");
    }
}

#[tokio::test]
async fn every_kind_of_value_has_its_field() {
    let stage = Stage::new().await;
    let sql = "select cast(9223372036854775807 as bigint) as l, cast(-1.5e300 as float8) as d, true as b, \
               cast('0.10' as numeric(38, 10)) as n, cast('2026-11-22' as date) as t, cast(null as varchar(5)) as x, \
               cast('' as varchar(5)) as e";
    let id = stage.finished(stage.execute(sql)).await;
    let result = stage.client.get_statement_result().id(&id).send().await.expect("a result");
    let text = |text: &str| Field::StringValue(text.to_owned());
    let expected = [
        Field::LongValue(i64::MAX),
        Field::DoubleValue(-1.5e300),
        Field::BooleanValue(true),
        text("0.1000000000"),
        text("2026-11-22"),
        Field::IsNull(true),
        text(""),
    ];
    assert_eq!(result.records()[0], expected);
    let numeric = &result.column_metadata()[3];
    assert_eq!((numeric.type_name(), numeric.precision(), numeric.scale()), (Some("numeric"), 38, 10));
    assert!(numeric.is_signed() && !numeric.is_case_sensitive());
    let text = &result.column_metadata()[5];
    assert_eq!((text.type_name(), text.precision(), text.length()), (Some("varchar"), 5, 0));
}

#[tokio::test]
async fn an_empty_result_has_columns_and_no_rows() {
    let stage = Stage::new().await;
    let sql = "select cast(1 as bigint) as n where 1 = 0";
    let id = stage.finished(stage.execute(sql)).await;
    let result = stage.client.get_statement_result().id(&id).send().await.expect("a result");
    assert_eq!((result.records().len(), result.total_num_rows(), result.next_token()), (0, 0, None));
    assert_eq!(result.column_metadata()[0].name(), Some("n"));
    assert_eq!(stage.describe(&id).await.has_result_set(), Some(true), "an empty result is one");
}

#[tokio::test]
async fn a_result_is_gone_after_a_day() {
    let stage = Stage::new().await;
    let id = stage.finished(stage.execute(ONE_ROW)).await;
    stage.clock.advance(Duration::from_secs(23 * 3600));
    assert!(stage.client.get_statement_result().id(&id).send().await.is_ok());
    stage.clock.advance(Duration::from_secs(3600));
    let (name, ..) = refused(stage.client.get_statement_result().id(&id).send().await);
    assert_eq!(name, "ResourceNotFoundException");
    let (name, message, _) = refused(stage.client.describe_statement().id(&id).send().await);
    assert_eq!((name.as_str(), message.as_str()), ("ResourceNotFoundException", "Query does not exist."));
}
