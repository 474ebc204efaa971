//! Whether now is a good hour.

use crate::answer::HourAdvice;
use crate::facts::{HourLoad, Load};

/// What a load says of the present hour.
pub(crate) fn advice(load: &Load, own_statements_only: bool) -> HourAdvice {
    match load {
        Load::Sessions { sessions, active } => HourAdvice::Moment { sessions: *sessions, active: *active },
        Load::Hours { now, hours } => week(*now, hours, own_statements_only),
    }
}

fn week(now: u8, hours: &[HourLoad], own_statements_only: bool) -> HourAdvice {
    let load = |hour: u8| {
        let found = hours.iter().find(|load| load.hour == hour).copied();
        found.unwrap_or(HourLoad { hour, running_seconds: 0, queued_seconds: 0 })
    };
    // A second in a queue says as much of a busy hour as a second at work.
    let busy = |hour: u8| load(hour).running_seconds.saturating_add(load(hour).queued_seconds);
    let mut order: Vec<u8> = (0..24).collect();
    order.sort_by_key(|hour| (busy(*hour), *hour));
    let quieter = order.iter().filter(|hour| busy(**hour) < busy(now)).count();
    HourAdvice::Week {
        now,
        quieter_hours: u8::try_from(quieter).unwrap_or(u8::MAX),
        quietest: [order[0], order[1], order[2]],
        running_seconds: load(now).running_seconds,
        queued_seconds: load(now).queued_seconds,
        own_statements_only,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hours_of_a_week_are_ranked() {
        let load = |hour, running_seconds, queued_seconds| HourLoad { hour, running_seconds, queued_seconds };
        let hours: Vec<HourLoad> = (0..24).map(|hour| load(hour, 100 + u64::from(hour), 0)).collect();
        let HourAdvice::Week { quieter_hours, quietest, .. } = week(5, &hours, false) else { panic!("a week") };
        assert_eq!((quieter_hours, quietest), (5, [0, 1, 2]));
        // Hours in which nothing ran are the quietest; waiting counts like running.
        let HourAdvice::Week { quieter_hours, quietest, queued_seconds, .. } =
            week(9, &[load(0, 5, 0), load(9, 1, 90), load(1, 50, 0)], false)
        else {
            panic!("a week")
        };
        assert_eq!((quieter_hours, quietest, queued_seconds), (23, [2, 3, 4], 90));
    }
}
