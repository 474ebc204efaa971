use super::*;

const GOOD: &str = "
classification: Internal
suppressions:
  - signal: large-table-skewed
    object: { schema_name: staging, table_name: 'tmp_*' }
    reason: rebuilt every night
    owner: data platform
    until: 2027-01-31
  - { signal: 'wlm-*', reason: manual WLM is wanted, owner: dba, until: '2027-06-30' }
owners:
  - { owner: web team, object: { schema_name: web } }
  - { owner: data platform }
";

#[test]
fn settings_name_what_is_set_aside_and_whom_things_belong_to() {
    let checked = check_settings("settings.yaml", GOOD.as_bytes());
    assert_eq!(checked.diagnostics, vec![]);
    let settings = checked.settings.expect("settings");
    assert_eq!(settings.classification.as_deref(), Some("Internal"));
    let [tables, wlm] = settings.suppressions.as_slice() else { panic!("{settings:?}") };
    assert_eq!((tables.until.as_str(), tables.object.columns["table_name"].as_str()), ("2027-01-31", "tmp_*"));
    assert!(wlm.object.is_any() && wlm.names("wlm-one-queue"));
    assert_eq!(settings.owners.len(), 2);
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let text = "
classifcation: a
suppressions:
  - signal: a
    reason: ''
    owner: me
    until: 2027-02-30
  - signal: a
    object: [staging]
    reason: b
    owner: me
  - { signal: a, object: { Table: x }, reason: b, owner: me, until: 31.1.2027 }
owners:
  - { object: {} }
";
    let checked = check_settings("settings.yaml", text.as_bytes());
    assert_eq!(checked.settings, None);
    let line = |one: &Diagnostic| {
        assert!(!one.help.is_empty(), "{one:?}");
        format!("{} {}:{} {}", one.code, one.place.line, one.place.column, one.message)
    };
    assert_eq!(
        checked.diagnostics.iter().map(line).collect::<Vec<_>>(),
        [
            "C006 2:1 the settings has no key `classifcation`",
            "C008 5:13 `reason` must be text that is not empty, and this is text",
            "C077 7:12 `2027-02-30` is not a day",
            "C007 8:5 a suppression lacks `until`",
            "C008 9:13 `object` must be a map, and this is a list",
            "C010 12:28 `Table` is not a name for a column",
            "C077 12:69 `31.1.2027` is not a day",
            "C007 14:5 an owner lacks `owner`",
        ]
    );
}

#[test]
fn a_file_that_is_no_map_is_refused_as_a_whole() {
    for text in ["[a]", "suppressions: [", ""] {
        let checked = check_settings("settings.yaml", text.as_bytes());
        assert!(checked.settings.is_none() && !checked.diagnostics.is_empty(), "{text:?}");
    }
}
