//! PINs and passphrases: hashed with argon2id, checked, never kept.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Role;

/// Memory, passes and lanes of every hash made here: 19 MiB, 2, 1.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// A hash from elsewhere that asks for more is not computed: it could stop a small laptop.
const MEMORY_KIB_MAX: u32 = 65_536;
const PASSES_MAX: u32 = 4;
/// More at once would only wait for each other and hold memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

pub const PIN_DIGITS_MIN: usize = 6;
pub const PASSPHRASE_CHARS_MIN: usize = 8;
pub const SECRET_BYTES_MAX: usize = 256;

/// Managers make accounts and see protected people, so digits that somebody can look over a shoulder
/// do not open their desk.
pub fn weakness_for(role: Role, secret: &str) -> Option<&'static str> {
    let all_digits = !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_digit());
    match role {
        Role::Manager | Role::HqOfficer if all_digits => Some("secret.passphrase"),
        _ => weakness(secret),
    }
}

/// A code why it is too easy to guess, or too long.
pub fn weakness(secret: &str) -> Option<&'static str> {
    let all_digits = secret.bytes().all(|byte| byte.is_ascii_digit());
    let least = if all_digits { PIN_DIGITS_MIN } else { PASSPHRASE_CHARS_MIN };
    let same = secret.chars().all(|c| secret.starts_with(c));
    match secret.chars().count() {
        _ if secret.len() > SECRET_BYTES_MAX => Some("text.too_long"),
        count if count < least => Some("secret.short"),
        _ if same => Some("secret.easy"),
        _ => None,
    }
}

/// The PHC text of the secret's hash. `None`: the process is ending.
pub async fn hash(secret: String) -> Option<String> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the constants are in range");
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let work = move || argon.hash_password(secret.as_bytes()).map(|hash| hash.to_string());
    tokio::task::spawn_blocking(work).await.ok()?.ok()
}

/// Whether one of the hashes is this secret's. With no hash at all it takes as long as with one,
/// so that the time tells nobody which names exist.
pub async fn fits(secret: String, hashes: Vec<String>) -> bool {
    let Ok(_turn) = AT_ONCE.acquire().await else { return false };
    let work = move || {
        if hashes.is_empty() {
            let _ = Argon2::default().hash_password(secret.as_bytes());
        }
        hashes.iter().any(|hash| verify(&secret, hash))
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
}

fn verify(secret: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let asked = Params::try_from(&parsed);
    let modest = asked.is_ok_and(|params| {
        params.m_cost() <= MEMORY_KIB_MAX && params.t_cost() <= PASSES_MAX && params.p_cost() == 1
    });
    let is_ours = parsed.algorithm == Algorithm::Argon2id.ident();
    modest && is_ours && Argon2::default().verify_password(secret.as_bytes(), &parsed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_secret_and_no_other() {
        let held = hash("六甲の水は冷たい".to_owned()).await.unwrap();
        assert!(held.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{held}");
        assert!(fits("六甲の水は冷たい".to_owned(), vec![held.clone()]).await);
        assert!(!fits("六甲の水は冷たい ".to_owned(), vec![held]).await);
        assert!(!fits(String::new(), vec![]).await);
    }

    #[test]
    fn a_hash_that_asks_for_too_much_is_not_computed() {
        let greedy = "$argon2id$v=19$m=4000000,t=2,p=1$c29tZXNhbHRzb21l$\
            8Zt0mZ7c6rN8f0m3v1mG2m9d3F0bqk5s1m0d0w0c0lE";
        assert!(!verify("anything", greedy));
    }

    #[test]
    fn weak_secrets_are_named() {
        assert_eq!(weakness("12345"), Some("secret.short"));
        assert_eq!(weakness("000000"), Some("secret.easy"));
        assert_eq!(weakness("493817"), None);
        assert_eq!(weakness("seven77"), Some("secret.short"));
        assert_eq!(weakness("ひなんじょのばん"), None);
    }

    #[test]
    fn digits_alone_open_no_desk_of_a_manager() {
        for role in Role::ALL {
            let want =
                matches!(role, Role::Manager | Role::HqOfficer).then_some("secret.passphrase");
            assert_eq!(weakness_for(role, "4938174938"), want, "{role:?}");
            assert_eq!(weakness_for(role, "かきのきのしたで"), None, "{role:?}");
            assert!(weakness_for(role, "").is_some(), "{role:?}");
        }
    }
}
