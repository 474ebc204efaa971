//! Everything in the list of troubles is there, and nothing of it in the healthy sample.

use review_sample::{Side, Variant, troubles};

use crate::steps::{rows, sample};

#[tokio::test]
async fn everything_planted_can_be_seen_in_its_samples() {
    for variant in Variant::ALL {
        let warehouse = sample(variant);
        for planted in troubles().filter(|planted| planted.variants.contains(&variant)) {
            let seen = rows(&warehouse, planted.proof).await;
            assert!(!seen.is_empty(), "{variant}: nothing shows `{}` of {}", planted.sign, planted.object);
        }
    }
}

#[tokio::test]
async fn no_trouble_can_be_seen_in_the_healthy_sample() {
    let healthy = sample(Variant::Healthy);
    for planted in troubles().filter(|planted| planted.side == Side::Trouble) {
        assert!(!planted.variants.contains(&Variant::Healthy), "{}: a trouble in the healthy sample", planted.object);
        let seen = rows(&healthy, planted.proof).await;
        assert!(seen.is_empty(), "healthy has `{}`: {seen:?}", planted.sign);
    }
}
