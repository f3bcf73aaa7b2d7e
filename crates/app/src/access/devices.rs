//! Known devices: browsers in which a user signed in before. What strangers guess does not slow them down.
//!
//! A browser shows a number of its own and a seal over it, the user and the hash of the user's password.
//! Nobody makes a seal without that hash, and no seal holds once the password is another one, so nothing
//! has to be kept here.

use inflow_store::{SecretHash, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::secrets::{Purpose, hexadecimal, new_secret};

/// A browser forgets that it is known after so long.
pub const REMEMBERED_SECONDS: i64 = 180 * 24 * 3600;

/// The digits of a device's number, and as many of its seal.
const DIGITS: usize = 64;

/// What a browser shows from now on, in which the user has just signed in.
pub(super) fn new(user: UserId, password_hash: &SecretString) -> SecretString {
    let number = new_secret();
    let number = number.expose_secret();
    let seal = hexadecimal(&seal(number, user, password_hash));
    SecretString::from(format!("{number}{seal}"))
}

/// The number of the device, where what it shows was made for this user with the present password.
pub(super) fn number<'a>(
    shown: &'a str,
    user: UserId,
    password_hash: &SecretString,
) -> Option<&'a str> {
    let (number, shown) = shown.split_at_checked(DIGITS)?;
    let expected = hexadecimal(&seal(number, user, password_hash));
    bool::from(shown.as_bytes().ct_eq(expected.as_bytes())).then_some(number)
}

fn seal(number: &str, user: UserId, password_hash: &SecretString) -> SecretHash {
    let hash = password_hash.expose_secret();
    Purpose::Device.hash(&format!("{number}\n{}\n{hash}", user.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_for_its_user_and_password() {
        let (user, password) = (UserId(7), SecretString::from("a hash"));
        let shown = new(user, &password);
        let shown = shown.expose_secret();
        assert_eq!(number(shown, user, &password), Some(&shown[..DIGITS]));
        assert_eq!(number(shown, UserId(8), &password), None, "another user");
        assert_eq!(number(shown, user, &"another hash".into()), None, "another password");
        let other = new(user, &password);
        assert_ne!(shown, other.expose_secret());
        let mixed = format!("{}{}", &other.expose_secret()[..DIGITS], &shown[DIGITS..]);
        for wrong in ["", "0", &shown[1..], &format!("{shown}0"), &mixed, &"é".repeat(64)] {
            assert_eq!(number(wrong, user, &password), None, "{wrong}");
        }
    }
}
