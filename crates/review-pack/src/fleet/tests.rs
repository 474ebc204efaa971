use super::*;

/// Stands for the adapters: takes `sample:` and `redshift://` addresses without an `@`.
fn address(url: &str) -> Result<(), AddressProblem> {
    let is_good = (url.starts_with("sample:") || url.starts_with("redshift://")) && !url.contains('@');
    let problem = || AddressProblem { message: "it holds a password".to_owned(), help: "take it out".to_owned() };
    is_good.then_some(()).ok_or_else(problem)
}

fn checked(text: &str) -> CheckedFleet {
    check_fleet("fleet.yaml", text.as_bytes(), &address)
}

/// Each diagnostic as `C012 3:5 message`.
fn said(text: &str) -> Vec<String> {
    let checked = checked(text);
    assert_eq!(checked.fleet.is_none(), !checked.diagnostics.is_empty());
    let line = |one: &review_core::diagnostic::Diagnostic| {
        assert!(!one.help.is_empty(), "{one:?}");
        format!("{} {}:{} {}", one.code, one.place.line, one.place.column, one.message)
    };
    checked.diagnostics.iter().map(line).collect()
}

const GOOD: &str = "
warehouses:
  - name: sales
    url: redshift://sales/dev?kind=cluster
    role_arn: arn:aws:iam::123456789012:role/review
    external_id: a b
    region: eu-central-1
    tags: { stage: prod, shard: 7 }
    databases: { include: [sales*], exclude: ['*_tmp'] }
  - name: Try.it-1
    url: sample:troubled
    tags: { stage: test }
";

#[test]
fn a_fleet_has_names_addresses_tags_and_databases() {
    let fleet = checked(GOOD).fleet.expect("a fleet");
    let [sales, sample] = fleet.warehouses.as_slice() else { panic!("{fleet:?}") };
    assert_eq!(
        sales.url,
        "redshift://sales/dev?kind=cluster&role_arn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Freview\
         &external_id=a%20b&region=eu-central-1"
    );
    assert!(sales.databases.skip("sales_tmp").is_some() && sales.databases.skip("sales_eu").is_none());
    assert_eq!((sample.name.as_str(), sample.url.as_str()), ("Try.it-1", "sample:troubled"));
    let names = |tags: &[&str]| {
        let tags: Vec<TagSelection> = tags.iter().map(|tag| tag.parse().expect("a tag")).collect();
        fleet.selected(&tags).iter().map(|one| one.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names(&[]), ["sales", "Try.it-1"]);
    assert_eq!(names(&["stage=prod"]), ["sales"]);
    assert_eq!(names(&["stage=prod", "shard=7"]), ["sales"]);
    assert_eq!(names(&["stage=test", "shard=7"]), Vec::<&str>::new());
    assert_eq!(fleet.tags().into_iter().collect::<Vec<_>>(), ["shard=7", "stage=prod", "stage=test"]);
}

#[test]
fn every_mistake_is_named_with_its_place_all_at_once() {
    let text = "
warehouse: []
warehouses:
  - nmae: a
    url: sample:troubled
  - name: b
    url: redshift://me:hunter2@b/dev
    regoin: x
  - name: B
    url: redshift://b/dev?region=x
    region: eu-central-1
    tags: [prod]
    databases: { include: [a%] }
  - name: c d
    url: 7
    tags: { a b: 1, c: {} }
  - sample:troubled
";
    let said = said(text);
    assert_eq!(
        said,
        [
            "C006 2:1 the fleet has no key `warehouse`",
            "C007 4:5 a warehouse lacks `name`",
            "C006 4:5 a warehouse has no key `nmae`",
            "C067 7:10 the address of `b` cannot be used: it holds a password",
            "C006 8:5 a warehouse has no key `regoin`",
            "C068 9:11 warehouse `B` is listed twice",
            "C069 11:13 the address says `region`, too",
            "C008 12:11 `tags` must be a map, and this is a list",
            "C065 13:28 this is no pattern for databases: `%` is taken as it stands",
            "C010 14:11 `c d` is not a name for a warehouse",
            "C008 15:10 `url` must be text, and this is a number",
            "C010 16:13 `a b` is not a name for a tag",
            "C008 16:24 the tag `c` must be a number, text, true or false, and this is a map",
            "C008 17:5 a warehouse must be a map, and this is text",
        ]
    );
}

#[test]
fn what_is_no_fleet_at_all_is_said() {
    assert_eq!(said("warehouses: []"), ["C070 1:13 the fleet has 0 warehouses"]);
    assert_eq!(said("{}"), ["C007 1:1 the fleet lacks `warehouses`"]);
    assert_eq!(said("[a]"), ["C008 1:1 the fleet must be a map, and this is a list"]);
    assert!(said("warehouses: [").iter().all(|line| line.starts_with("C003 ")));
}

#[test]
fn no_message_repeats_an_address() {
    for line in [
        "url: postgres://me:hunter2@h/d",
        "url: 'hunter2'",
        "url: [hunter2]",
        "password: hunter2",
        "url: redshift://a/b?password=hunter2@x",
        "role_arn: [hunter2]",
        "region: 'hunter2\n  x'",
        "url: \"postgres://hunter2\\q\"",
    ] {
        let checked = checked(&format!("warehouses:\n  - name: a\n    {line}\n"));
        assert!(!checked.diagnostics.is_empty(), "{line}");
        assert!(!format!("{:?}", checked.diagnostics).contains("hunter2"), "{line}: {:?}", checked.diagnostics);
    }
}
