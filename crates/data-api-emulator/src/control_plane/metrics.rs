//! CloudWatch's GetMetricData, which its SDKs ask in the protocol RPC v2 CBOR.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use minicbor::data::{Tag, Type};
use minicbor::{Decoder, Encoder};
use review_core::Timestamp;
use review_core::call::{Answer, CallColumn, CallName, CallScript, EACH, Metric, MetricNamespace, Taken};
use review_core::result::ColumnType;
use serde_json::{Map, Number, Value, json};

use super::answer::Refusal;
use super::denial;
use super::request::Protocol;
use crate::caller::Caller;
use crate::calls::Call;
use crate::server::Server;

const OPERATION: &str = "GetMetricData";
const PROTOCOL: &str = "rpc-v2-cbor";
/// A moment in seconds (RFC 8949, 3.4.2).
const MOMENT: u64 = 1;
/// Deeper than any request.
const DEPTH_MAX: usize = 16;

/// Whether a request speaks this protocol; only one service here does.
pub(super) fn is_meant(headers: &HeaderMap) -> bool {
    headers.get("smithy-protocol").is_some_and(|protocol| protocol == PROTOCOL)
}

/// Answers a call.
pub(super) async fn call(server: &Server, headers: &HeaderMap, body: &Bytes) -> Response<Body> {
    let caller = server.identities.caller(headers);
    let answer = match &caller {
        Ok(caller) => perform(server, caller, body).await,
        Err(error) => Err(Refusal::new("MissingAuthenticationToken", &error.message)),
    };
    server.calls.record(Call {
        at: server.now().to_string(),
        role: caller.map(|caller| caller.role).unwrap_or_default(),
        operation: OPERATION.to_owned(),
        error: answer.as_ref().err().map(|refusal| refusal.code.clone()),
        ..Call::default()
    });
    response(answer)
}

async fn perform(server: &Server, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    if server.control_plane.denies(CallName::GetMetricData.word()) {
        return Err(denial::denied(Protocol::Json, caller, CallName::GetMetricData.word(), "*"));
    }
    let unreadable = |why: minicbor::decode::Error| Refusal::new("SerializationException", why);
    let request = read(&mut Decoder::new(body), 0).map_err(unreadable)?;
    let Some(calls) = server.warehouse.aws_calls() else { return Ok(written(&json!({}))) };
    let answer = calls.ask(&script(&request), server.now()).await;
    let Answer { json, .. } = answer.map_err(|error| Refusal::new("InternalServiceFault", error))?;
    Ok(written(&json))
}

/// What is asked for, as a script: each metric has the place that its id says, so that the answer has that id.
fn script(request: &Value) -> CallScript {
    let queries = request["MetricDataQueries"].as_array().cloned().unwrap_or_default();
    let place = |query: &Value| query["Id"].as_str()?.strip_prefix('m')?.parse::<usize>().ok();
    let count = queries.iter().filter_map(place).max().map_or(0, |last| last.min(499) + 1);
    let other =
        CallColumn { name: String::new(), kind: ColumnType::Timestamp, taken: Taken::At("/Timestamp".to_owned()) };
    let mut columns = vec![other; count];
    let mut namespace = MetricNamespace::default();
    for query in &queries {
        let Some(column) = place(query).and_then(|place| columns.get_mut(place)) else { continue };
        let (of, metric) = query["Expression"].as_str().map_or_else(|| measured(&query["MetricStat"]), searched);
        namespace = of;
        column.taken = Taken::Metric(metric);
    }
    let seconds = |key: &str| request[key].as_f64().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole days of this century")]
    let days = ((seconds("EndTime") - seconds("StartTime")) / 86_400.0) as u32;
    let of_query = |query: &Value| query["Period"].as_u64().or_else(|| query["MetricStat"]["Period"].as_u64());
    let period_seconds = queries.first().and_then(of_query).and_then(|period| u32::try_from(period).ok());
    CallScript { namespace, period_seconds, days: Some(days), ..CallScript::new(CallName::GetMetricData, columns) }
}

/// One time series, named by all its dimensions.
fn measured(stat: &Value) -> (MetricNamespace, Metric) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let namespace = MetricNamespace::from_word(&text(&stat["Metric"]["Namespace"])).unwrap_or_default();
    let dimensions = stat["Metric"]["Dimensions"].as_array().cloned().unwrap_or_default();
    let others = dimensions.iter().filter(|one| one["Name"] != namespace.own_dimension());
    let metric = Metric {
        name: text(&stat["Metric"]["MetricName"]),
        statistic: text(&stat["Stat"]),
        unit: stat["Unit"].as_str().map(str::to_owned),
        dimensions: others.map(|one| (text(&one["Name"]), text(&one["Value"]))).collect(),
    };
    (namespace, metric)
}

/// A search as a driver of ours writes it: `SEARCH('{"namespace","dimension",..} Name="value" ..', 'statistic')`. A
/// dimension of which no value is named has every value.
fn searched(expression: &str) -> (MetricNamespace, Metric) {
    let (schema, rest) = expression.split_once('{').unwrap_or_default().1.split_once('}').unwrap_or_default();
    let (terms, statistic) = rest.split_once("', '").unwrap_or_default();
    let mut names = schema.split(',').map(|name| name.trim().trim_matches('"'));
    let namespace = names.next().and_then(MetricNamespace::from_word).unwrap_or_default();
    let value = |name: &str| {
        let term = terms.split_once(&format!("{name}=\""))?.1;
        Some(term.split_once('"')?.0.to_owned())
    };
    let others = names.filter(|name| *name != namespace.own_dimension());
    let metric = Metric {
        name: value("MetricName").unwrap_or_default(),
        statistic: statistic.trim_end_matches(['\'', ')']).to_owned(),
        unit: None,
        dimensions: others.map(|name| (name.to_owned(), value(name).unwrap_or_else(|| EACH.to_owned()))).collect(),
    };
    (namespace, metric)
}

/// Any value; a tag is passed over.
fn read(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, minicbor::decode::Error> {
    if depth > DEPTH_MAX {
        return Err(minicbor::decode::Error::message("nested too deeply"));
    }
    Ok(match decoder.datatype()? {
        Type::Tag => {
            decoder.tag()?;
            read(decoder, depth + 1)?
        }
        Type::String => json!(decoder.str()?),
        Type::StringIndef => json!(decoder.str_iter()?.collect::<Result<String, _>>()?),
        Type::Bool => json!(decoder.bool()?),
        Type::F16 | Type::F32 | Type::F64 => Number::from_f64(decoder.f64()?).map_or(Value::Null, Value::Number),
        Type::Array | Type::ArrayIndef => {
            let mut left = decoder.array()?;
            let mut items = Vec::new();
            while goes_on(decoder, &mut left)? {
                items.push(read(decoder, depth + 1)?);
            }
            Value::Array(items)
        }
        Type::Map | Type::MapIndef => {
            let mut left = decoder.map()?;
            let mut members = Map::new();
            while goes_on(decoder, &mut left)? {
                let key = decoder.str()?.to_owned();
                members.insert(key, read(decoder, depth + 1)?);
            }
            Value::Object(members)
        }
        Type::Null | Type::Undefined => {
            decoder.skip()?;
            Value::Null
        }
        _ => json!(decoder.i64()?),
    })
}

/// Whether a list has a further item; one of open length ends with a break.
fn goes_on(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, minicbor::decode::Error> {
    match left {
        Some(0) => Ok(false),
        Some(number) => {
            *number -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => {
            decoder.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}

/// The answer in CBOR. Moments are written as seconds; writing into memory does not fail.
fn written(answer: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    let results = answer["MetricDataResults"].as_array().cloned().unwrap_or_default();
    let _ = write(&mut encoder, &results);
    encoder.into_writer()
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn write(encoder: &mut Encoder<Vec<u8>>, results: &[Value]) -> Written {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    encoder.map(1)?.str("MetricDataResults")?.array(results.len() as u64)?;
    for result in results {
        let label = result["Label"].as_str();
        encoder.map(if label.is_some() { 5 } else { 4 })?;
        if let Some(label) = label {
            encoder.str("Label")?.str(label)?;
        }
        encoder.str("Id")?.str(result["Id"].as_str().unwrap_or_default())?;
        encoder.str("StatusCode")?.str("Complete")?;
        let moments = list(&result["Timestamps"]);
        encoder.str("Timestamps")?.array(moments.len() as u64)?;
        for moment in moments {
            let at: Option<Timestamp> = moment.as_str().and_then(|text| text.parse().ok());
            encoder.tag(Tag::new(MOMENT))?.i64(at.map_or(0, Timestamp::micros) / 1_000_000)?;
        }
        let values = list(&result["Values"]);
        encoder.str("Values")?.array(values.len() as u64)?;
        for value in values {
            encoder.f64(value.as_f64().unwrap_or_default())?;
        }
    }
    Ok(())
}

fn refused(refusal: &Refusal) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    let done: Written = (|| {
        encoder.map(2)?.str("__type")?.str(&refusal.code)?.str("message")?.str(&refusal.message)?;
        Ok(())
    })();
    let _ = done;
    encoder.into_writer()
}

fn response(answer: Result<Vec<u8>, Refusal>) -> Response<Body> {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err(refusal) => (refusal.status, refused(&refusal)),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert("smithy-protocol", HeaderValue::from_static(PROTOCOL));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_read_as_the_metric_it_searches_for() {
        let expression = "SEARCH('{\"AWS/Redshift\",\"ClusterIdentifier\",\"QueueName\"} MetricName=\"WLMQueueLength\" ClusterIdentifier=\"sales\"', 'Maximum')";
        let (namespace, metric) = searched(expression);
        assert_eq!(namespace, MetricNamespace::Redshift);
        assert_eq!((metric.name.as_str(), metric.statistic.as_str()), ("WLMQueueLength", "Maximum"));
        assert_eq!(metric.each(), Some("QueueName"));
        assert_eq!(metric.dimensions.len(), 1);
    }
}
