//! Random secrets and their digests; password hashes.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base::Fault;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// 32 random bytes as text: for sessions, tokens and the set-up link.
pub fn random() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(hex::encode(bytes))
}

/// A password that people can type: five groups of four letters and digits without look-alikes.
pub fn random_password() -> Result<String, Fault> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    let mut password = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            password.push('-');
        }
        let letter = LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().unwrap_or(b'a');
        password.push(char::from(letter));
    }
    Ok(password)
}

/// What is stored of a secret that is random already.
pub fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// Passwords that are hashed at the same time; each takes 20 ms and 19 MB.
static PLACES: Semaphore = Semaphore::const_new(4);

/// [`hash_password`] beside the requests.
pub async fn hash(password: String) -> Result<String, Fault> {
    wire::blocking_at(&PLACES, move || hash_password(&password)).await?
}

/// [`verify_password`] beside the requests.
pub async fn verify(password: String, hash: String) -> Result<bool, Fault> {
    wire::blocking_at(&PLACES, move || verify_password(&password, &hash)).await
}

/// The argon2id hash of a password. Takes about 20 ms: requests use [`hash`].
pub fn hash_password(password: &str) -> Result<String, Fault> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::internal(error.to_string()))
}

/// Whether the password belongs to the hash. A hash that cannot be read belongs to none.
pub fn verify_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash that no password has, so that an unknown login takes as long as a wrong password.
pub const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                          AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_verify_and_secrets_differ() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(verify_password("correct horse battery", &hash));
        assert!(!verify_password("correct horse batterz", &hash));
        assert!(!verify_password("", NOBODY));
        assert_ne!(random().unwrap(), random().unwrap());
        assert_eq!(random_password().unwrap().len(), 24);
    }
}
