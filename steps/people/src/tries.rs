//! How often a password may be tried. A try is counted before it is looked at and given back when it
//! was right, so that a hundred guesses at once are a hundred guesses.
//!
//! Few per login and address: that is what slows guessing. Many per login from everywhere, so that a
//! stranger cannot lock somebody out by guessing from one place. Very many per address: a whole company
//! may sit behind one.

use base::Fault;
use moka::sync::Cache;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// Failures are forgotten so long after the first of them.
const MEMORY: Duration = Duration::from_mins(15);
/// Failures of one login from one address.
const PAIR_MAX: u32 = 10;
/// Failures of one login from all addresses.
const LOGIN_MAX: u32 = 100;
/// Failures from one address.
const ADDRESS_MAX: u32 = 1_000;

/// The failures of this process.
#[derive(Clone)]
pub(crate) struct Tries(Cache<String, Arc<AtomicU32>>);

impl Default for Tries {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(MEMORY).build())
    }
}

/// A try that counts as a failure until it is said to be none.
#[must_use = "a try that succeeds says so"]
pub(crate) struct Attempt {
    counted: Vec<Arc<AtomicU32>>,
    /// All failures of the login from this address, which a success forgets.
    pair: Arc<AtomicU32>,
}

impl Tries {
    /// Counts a try; [`Fault::TooMany`] when there were too many before.
    pub(crate) fn begin(&self, login: &str, address: Option<IpAddr>) -> Result<Attempt, Fault> {
        let address = address.map(network).unwrap_or_default();
        let mut counted = Vec::with_capacity(3);
        for (key, max) in [
            (format!("{login} {address}"), PAIR_MAX),
            (format!("{login} *"), LOGIN_MAX),
            (format!("* {address}"), ADDRESS_MAX),
        ] {
            let count = self.0.get_with(key, Arc::default);
            let before = count.fetch_add(1, Ordering::AcqRel);
            counted.push(count);
            if before >= max {
                // Refused unseen: no failure.
                give_back(&counted);
                return Err(Fault::TooMany(MEMORY.as_secs()));
            }
        }
        let pair = counted.first().map(Arc::clone).unwrap_or_default();
        Ok(Attempt { counted, pair })
    }
}

impl Attempt {
    /// The password was right.
    pub(crate) fn succeeded(self) {
        give_back(&self.counted);
        self.pair.store(0, Ordering::Release);
    }
}

fn give_back(counted: &[Arc<AtomicU32>]) {
    for count in counted {
        // Never below zero: a success of somebody else may have forgotten this try already.
        let _before =
            count.fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| Some(n.saturating_sub(1)));
    }
}

/// What counts as one place: an address, and of IPv6 the network that one customer gets.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn guessing_is_slowed_where_it_happens() {
        let tries = Tries::default();
        for _ in 0..PAIR_MAX {
            let _failed = tries.begin("li.na", Some(from(1))).unwrap();
        }
        assert!(matches!(tries.begin("li.na", Some(from(1))), Err(Fault::TooMany(900))));
        // She herself sits elsewhere, and her neighbours are not held up.
        tries.begin("li.na", Some(from(2))).unwrap().succeeded();
        tries.begin("wang.qiang", Some(from(1))).unwrap().succeeded();
    }

    #[test]
    fn a_success_forgets_the_failures_before_it() {
        let tries = Tries::default();
        for _ in 0..3 {
            for _ in 1..PAIR_MAX {
                let _failed = tries.begin("li.na", Some(from(1))).unwrap();
            }
            tries.begin("li.na", Some(from(1))).unwrap().succeeded();
        }
    }

    #[test]
    fn many_places_and_many_logins_have_limits_too() {
        let tries = Tries::default();
        let mut passed = 0;
        for index in 0..200_u8 {
            passed += u32::from(tries.begin("li.na", Some(from(index))).is_ok());
        }
        assert_eq!(passed, LOGIN_MAX);
        let mut passed = 0;
        for index in 0..2 * ADDRESS_MAX {
            passed += u32::from(tries.begin(&format!("user{index}"), Some(from(250))).is_ok());
        }
        assert_eq!(passed, ADDRESS_MAX);
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let two: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(one), network(two));
    }
}
