//! What the house says about its reviews: `settings.yaml` beside the packs.

use review_core::diagnostic::Level;
use review_core::settings::Settings;
use review_pack::check_settings;

use super::packs::NoPack;
use super::place::Place;
use super::refusal::Refusal;

/// Reads and checks the settings; none where there is no file. One that cannot be used is refused: a review that
/// passed over it would bring back what was set aside.
pub(super) async fn load(place: &Place) -> Result<Option<Settings>, NoPack> {
    let key = place.layout.settings();
    let Some(bytes) = place.bucket.read(&key).await? else { return Ok(None) };
    let mut checked = check_settings(&key, &bytes);
    if checked.settings.is_some() {
        return Ok(checked.settings);
    }
    checked.diagnostics.retain(|one| one.level == Level::Error);
    Err(NoPack::Refused(Refusal {
        diagnostics: checked.diagnostics,
        ..Refusal::new(
            format!("the settings in {} cannot be used; no statement was sent", place.url(&key)),
            "mend what is named, or take the file away, and start again".to_owned(),
        )
    }))
}
