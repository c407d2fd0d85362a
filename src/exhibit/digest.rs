//! Hashes. In: bytes. Out: their SHA-256 as text. Must not know what the bytes are.

use sha2::{Digest, Sha256};

/// The SHA-256 of the bytes: 64 hexadecimal digits in lower case.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use crate::exhibit::digest::sha256_hex;

    fn check(text: &str, expected: &str) {
        assert_eq!(sha256_hex(text.as_bytes()), expected);
    }

    // The values are the examples of FIPS 180-4.
    #[test]
    fn digests_are_the_published_ones() {
        check("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
