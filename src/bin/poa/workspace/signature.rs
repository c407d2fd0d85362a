//! Signatures of packs, as minisign makes them. In: keys, texts. Out: a signature, or whether one
//! verifies. The only file that names `minisign`. A secret key is read, used and forgotten.

use std::fs::{self, OpenOptions};
use std::io::{Cursor, Write};
use std::path::Path;

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use crate::reply::Failure;
use crate::workspace::bundle::unwritten;
use crate::workspace::files::in_words;

/// Largest key or signature file.
///
/// **Units**: bytes.
const BYTES_MAX: u64 = 16 << 10;

/// Whether a text was signed with the secret half of a public key.
pub(crate) fn verifies(key: &str, signature: &str, text: &str) -> bool {
    let Some(key) = public_key(key) else { return false };
    let Ok(signature) = SignatureBox::from_string(signature) else { return false };
    minisign::verify(&key, &signature, Cursor::new(text), true, false, false).is_ok()
}

/// A public key in the short form that a lock pins; `None` for a text that is no key.
pub(crate) fn short_key(text: &str) -> Option<String> {
    public_key(text).map(|key| key.to_base64())
}

/// A public key, alone or as a file has it.
fn public_key(text: &str) -> Option<PublicKey> {
    let alone = PublicKey::from_base64(text.trim()).ok();
    alone.or_else(|| PublicKeyBox::from_string(text).ok()?.into_public_key().ok())
}

/// Signs a text with the secret key in a file.
pub(crate) fn sign(key: &Path, text: &str, comment: &str) -> Result<String, Failure> {
    let key = secret_key(key)?;
    minisign::sign(None, &key, Cursor::new(text), Some(comment), Some("signature of a poa pack"))
        .map(|signature| signature.into_string())
        .map_err(|_| Failure::world("the pack could not be signed with this key"))
}

fn secret_key(path: &Path) -> Result<SecretKey, Failure> {
    let shown = path.display();
    let text = read_small(path)?;
    let no_key = || {
        Failure::usage(format!("`{shown}` is no secret key of minisign without a password"))
            .help("make a key for packs: `poa pack sign --new-key FILE`")
    };
    let boxed = SecretKeyBox::from_string(&text).map_err(|_| no_key())?;
    boxed.into_unencrypted_secret_key().map_err(|_| no_key())
}

/// A key or signature as text.
pub(crate) fn read_small(path: &Path) -> Result<String, Failure> {
    let failed =
        |reason: &str| Failure::world(format!("cannot read `{}`: {reason}", path.display()));
    let described = fs::metadata(path).map_err(|error| failed(&in_words(&error)))?;
    if !described.is_file() || described.len() > BYTES_MAX {
        return Err(failed("it is no key or signature"));
    }
    fs::read_to_string(path).map_err(|error| failed(&in_words(&error)))
}

/// Writes a new pair of keys: the secret one for its owner alone, the public one beside it as
/// `FILE.pub`. Overwrites nothing. Gives the public key in its short form.
pub(crate) fn new_keys(path: &Path) -> Result<String, Failure> {
    let failed = || Failure::world("the system gives no randomness to make a key from");
    let pair = KeyPair::generate_unencrypted_keypair().map_err(|_| failed())?;
    let secret = pair.sk.to_box(Some("secret key for poa packs")).map_err(|_| failed())?;
    let public = pair.pk.to_box().map_err(|_| failed())?;
    let public_path = path.with_added_extension("pub");
    write_new(path, &secret.into_string(), true)?;
    if let Err(failure) = write_new(&public_path, &public.into_string(), false) {
        // There is nothing better to do than to try; the first failure is what is reported.
        let _ = fs::remove_file(path);
        return Err(failure);
    }
    Ok(pair.pk.to_base64())
}

fn write_new(path: &Path, text: &str, is_secret: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = is_secret;
    let mut file = options.open(path).map_err(|error| unwritten(path, &error))?;
    file.write_all(text.as_bytes()).map_err(|error| unwritten(path, &error))
}
