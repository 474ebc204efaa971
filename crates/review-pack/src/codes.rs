//! The list of pack codes: each has a level and a page in `docs/codes`, compiled into the program.

use review_core::diagnostic::Level;

/// One code's page: what it means, an example, what to do. `explain C012` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePage {
    /// The code, such as `C012`.
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// The whole page, Markdown.
    pub text: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $level:ident,)+) => {
        /// What a diagnostic of a pack is about. Numbers are never reused for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Code {
            $(#[doc = concat!("See `docs/codes/", $name, ".md`.")] $variant,)+
        }

        impl Code {
            /// The code as users see it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Whether the pack can still be used.
            pub(crate) const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }
        }

        const PAGES: &[CodePage] = &[
            $(page($name, include_str!(concat!("../../../docs/codes/", $name, ".md"))),)+
        ];
    };
}

codes! {
    NotText "C001" Error,
    TooLarge "C002" Error,
    Syntax "C003" Error,
    FancyYaml "C004" Error,
    RepeatedKey "C005" Error,
    UnknownKey "C006" Error,
    MissingKey "C007" Error,
    WrongType "C008" Error,
    OutOfRange "C009" Error,
    InvalidName "C010" Error,
    PathLeavesPack "C011" Error,
    RepeatedQuery "C012" Error,
    InvalidQueryName "C013" Error,
    MissingFile "C014" Error,
    EmptyScript "C015" Error,
    NotReadOnly "C016" Error,
    SeveralStatements "C017" Error,
    ScriptNotSql "C018" Error,
    ScriptNotParsed "C019" Warning,
    UnusedFile "C020" Warning,
    UnknownQuery "C021" Error,
    QueryInNoWorkflow "C022" Error,
    QueryTwiceInWorkflow "C023" Error,
    EmptyWorkflow "C024" Error,
    NoDefaultWorkflow "C025" Error,
    SignalsOfUnknownQuery "C026" Error,
    FileNameDiffers "C027" Error,
    UnknownColumn "C028" Error,
    UnknownColumnType "C029" Error,
    ConditionNotSql "C030" Error,
    ConstantCondition "C031" Error,
    PercentWithoutLike "C032" Error,
    TextAgainstNumber "C033" Error,
    ComparedWithNull "C034" Error,
    AggregateInCondition "C035" Error,
    ColumnOutsideAggregate "C036" Error,
    OneTestOnly "C037" Error,
    FunctionNotAllowed "C038" Error,
    UnknownTable "C039" Error,
    UnknownThreshold "C040" Error,
    UnusedThreshold "C041" Error,
    ZeroThreshold "C042" Error,
    ThresholdWithoutSource "C043" Error,
    RepeatedSignal "C044" Error,
    UnknownSeverity "C045" Error,
    UnknownRecommendation "C046" Error,
    UnusedRecommendation "C047" Warning,
    UnknownEffortOrCost "C048" Error,
    LinkNotHttp "C049" Error,
    FixColumnUnknown "C050" Error,
    FixDestroys "C051" Error,
    CaseMissing "C052" Error,
    CaseColumnUnknown "C053" Error,
    CaseValueNotOfType "C054" Error,
    UnknownParameter "C055" Error,
    UnusedParameter "C056" Warning,
    ParameterNotOfType "C057" Error,
    UnknownDeployment "C058" Error,
    TemplateMissing "C059" Error,
    UnknownWord "C060" Error,
    TwoFilesForOneThing "C061" Error,
    NotInConditions "C062" Error,
    WorkflowForm "C063" Error,
    NotAYesOrNo "C064" Error,
    DatabasePattern "C065" Error,
    DatabaseInBothLists "C066" Error,
    FleetAddress "C067" Error,
    RepeatedWarehouse "C068" Error,
    ParameterTwice "C069" Error,
    FleetSize "C070" Error,
    QueryTextColumn "C071" Error,
    ChartNotNumber "C072" Error,
    ChartSeries "C073" Error,
    RepeatedChart "C074" Error,
    ChartColumn "C075" Error,
    SummaryCharts "C076" Error,
    NotADay "C077" Error,
    MailSetting "C078" Error,
    UnknownCall "C079" Error,
    CallMember "C080" Error,
    CallColumns "C081" Error,
    CallForm "C082" Error,
    UnknownMeasure "C083" Error,
}

/// Every code a pack's diagnostics may carry, with its page, in order.
pub fn codes() -> &'static [CodePage] {
    PAGES
}

/// Every rule of Redshift's dialect, with its page, in order. They are about scripts, and have codes of their own.
pub fn dialect_codes() -> impl Iterator<Item = CodePage> {
    review_dialect::rules().iter().map(|rule| page(rule.code, rule.page))
}

/// The first line of a page is `# C012: title`.
const fn page(code: &'static str, text: &'static str) -> CodePage {
    const TITLE_AT: usize = "# C012: ".len();
    let bytes = text.as_bytes();
    let mut end = TITLE_AT;
    while end < bytes.len() && bytes[end] != b'\n' {
        end += 1;
    }
    let (line, _) = text.split_at(end);
    let (_, title) = line.split_at(TITLE_AT);
    CodePage { code, title, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_names_its_code_and_says_what_to_do() {
        for page in codes() {
            assert!(page.text.starts_with(&format!("# {}: {}\n", page.code, page.title)), "{}", page.code);
            assert!(page.text.contains("\n## What to do\n"), "{} says what to do", page.code);
            assert!(page.text.is_ascii() && !page.title.ends_with('.'), "{}", page.code);
        }
    }

    #[test]
    fn codes_are_numbered_without_gap_and_every_page_on_disk_is_used() {
        let names: Vec<String> = codes().iter().map(|page| page.code.to_owned()).collect();
        let counted: Vec<String> = (1..=names.len()).map(|number| format!("C{number:03}")).collect();
        assert_eq!(names, counted);
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codes");
        let files = std::fs::read_dir(folder).expect("the folder of pages");
        let mut pages: Vec<String> = files
            .map(|file| file.expect("a page").file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with("C0"))
            .map(|name| name.trim_end_matches(".md").to_owned())
            .collect();
        pages.sort();
        assert_eq!(pages, counted);
    }
}
