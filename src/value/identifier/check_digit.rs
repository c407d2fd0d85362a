//! Rules of check digits. In: the characters of a number, in the shape of its form. Out: whether
//! they fit together. Each is the published rule that its row of the table names.

/// Digit 0 to 9, letter 10 to 35; what is neither counts as 0.
fn value(character: char) -> u32 {
    character.to_digit(36).unwrap_or(0)
}

fn values(characters: &[char]) -> Vec<u32> {
    characters.iter().map(|character| value(*character)).collect()
}

/// Sum of values times weights; the shorter of the two ends it.
fn weighted(characters: &[char], weights: &[u32]) -> u32 {
    values(characters).iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// The number that digits write, modulo another.
fn modulo(characters: &[char], divisor: u32) -> u32 {
    values(characters).iter().fold(0, |rest, digit| (rest * 10 + digit) % divisor)
}

/// The digits of a text.
fn digits(characters: &[char]) -> Vec<char> {
    characters.iter().copied().filter(char::is_ascii_digit).collect()
}

fn last(characters: &[char]) -> u32 {
    characters.last().map_or(0, |character| value(*character))
}

/// Luhn, modulo 10.
pub(super) fn luhn(characters: &[char]) -> bool {
    let doubled = |(place, digit): (usize, &u32)| match place % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    let sum: u32 = values(characters).iter().rev().enumerate().map(doubled).sum();
    sum.is_multiple_of(10)
}

/// Luhn over the digits, whatever letters stand around them.
pub(super) fn luhn_of_digits(characters: &[char]) -> bool {
    luhn(&digits(characters))
}

/// Luhn over the first nine digits.
pub(super) fn luhn_of_nine(characters: &[char]) -> bool {
    luhn(&characters[..9])
}

/// Luhn over the ten digits behind the country.
pub(super) fn vat_se(characters: &[char]) -> bool {
    luhn(&characters[2..12])
}

/// Luhn; numbers of La Poste have a digit sum that five divides.
pub(super) fn siret(characters: &[char]) -> bool {
    let is_post = characters.iter().take(9).eq("356000000".chars().collect::<Vec<_>>().iter());
    luhn(characters) || (is_post && values(characters).iter().sum::<u32>().is_multiple_of(5))
}

/// `key = (12 + 3 (SIREN mod 97)) mod 97`, for keys of digits; the SIREN passes Luhn.
pub(super) fn vat_fr(characters: &[char]) -> bool {
    let (key, siren) = characters[2..].split_at(2);
    let is_number = key.iter().all(char::is_ascii_digit);
    !is_number || (luhn(siren) && modulo(key, 97) == (12 + 3 * modulo(siren, 97)) % 97)
}

/// ISO 7064, mod 11,10, over the digits behind the country.
pub(super) fn vat_de(characters: &[char]) -> bool {
    let digits = values(&characters[2..]);
    let product = digits[..8].iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digits[8]
}

/// Nine digits modulo 97, old series or new; government departments and health authorities, with
/// three digits behind letters, have none.
pub(super) fn vat_gb(characters: &[char]) -> bool {
    let digits = digits(characters);
    if digits.len() < 9 {
        return true;
    }
    let sum = weighted(&digits[..7], &[8, 7, 6, 5, 4, 3, 2]) + modulo(&digits[7..9], 97);
    sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97)
}

/// The eleven-test: weights 9 to 2 and -1, modulo 11.
pub(super) fn rsin(characters: &[char]) -> bool {
    weighted(characters, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == value(characters[8])
}

/// The eleven-test of the first nine digits, or modulo 97 over the whole with letters from 10.
pub(super) fn vat_nl(characters: &[char]) -> bool {
    let body = &characters[2..];
    let is_old = body[..9].iter().all(char::is_ascii_digit) && rsin(&body[..9]);
    let is_plain = body.iter().all(char::is_ascii_alphanumeric);
    let rest = characters.iter().fold(0, |rest, character| match value(*character) {
        number @ 0..=9 => (rest * 10 + number) % 97,
        number => (rest * 100 + number) % 97,
    });
    is_old || !is_plain || rest == 1
}

/// The letter of a person's number: `TRWAG…` at the number modulo 23.
fn letter_of_person(digits: &[char], letter: char) -> bool {
    "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth(modulo(digits, 23) as usize) == Some(letter)
}

/// NIF: of a person by its letter, of an entity by digit or letter, as its first letter asks.
pub(super) fn nif_es(characters: &[char]) -> bool {
    let (first, body, end) = (characters[0], &characters[1..8], characters[8]);
    if first.is_ascii_digit() {
        return letter_of_person(&characters[..8], end);
    }
    if let Some(ahead) = "XYZ".find(first) {
        let ahead = char::from_digit(u32::try_from(ahead).unwrap_or(0), 10).unwrap_or('0');
        return letter_of_person(&[&[ahead], body].concat(), end);
    }
    let sum: u32 = values(body)
        .iter()
        .zip([2, 1].iter().cycle())
        .map(|(digit, weight)| {
            let product = digit * weight;
            product / 10 + product % 10
        })
        .sum();
    let check = (10 - sum % 10) % 10;
    let is_digit = end.to_digit(10) == Some(check);
    let is_letter = "JABCDEFGHI".chars().nth(check as usize) == Some(end);
    match first {
        'A' | 'B' | 'E' | 'H' => is_digit,
        'N' | 'P' | 'Q' | 'R' | 'S' | 'W' => is_letter,
        _ => is_digit || is_letter,
    }
}

/// The NIF behind `ES`.
pub(super) fn vat_es(characters: &[char]) -> bool {
    nif_es(&characters[2..])
}

/// Weights 6 5 7 2 3 4 5 6 7, modulo 11; a rest of 10 is never given out.
pub(super) fn nip(characters: &[char]) -> bool {
    let digits = digits(characters);
    weighted(&digits[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(&digits)
}

/// Nine digits, or fourteen whose first nine are a REGON too; modulo 11, a rest of 10 counts as 0.
pub(super) fn regon(characters: &[char]) -> bool {
    let short = weighted(&characters[..8], &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10;
    let long = weighted(characters, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10;
    short == value(characters[8]) && (characters.len() == 9 || long == last(characters))
}

/// Subtract 1 from the first digit; weights 10 1 3 5 … 19, modulo 89.
pub(super) fn abn(characters: &[char]) -> bool {
    let sum = weighted(characters, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    sum >= 10 && (sum - 10).is_multiple_of(89)
}

/// Weights 8 to 1, modulo 10.
pub(super) fn acn(characters: &[char]) -> bool {
    (10 - weighted(&characters[..8], &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == last(characters)
}

/// The letter of a business or of a local company; others have no published rule.
pub(super) fn uen(characters: &[char]) -> bool {
    let (weights, letters): (&[u32], _) = match characters.len() {
        9 => (&[10, 4, 9, 3, 8, 2, 7, 1], "XMKECAWLJDB"),
        _ if characters[0].is_ascii_digit() => (&[10, 8, 6, 4, 9, 7, 5, 3, 1], "ZKCMDNERGWH"),
        _ => return true,
    };
    let rest = weighted(&characters[..weights.len()], weights) % 11;
    letters.chars().nth(rest as usize) == characters.last().copied()
}

/// Two digits modulo 11; a letter counts as its ASCII code less 48.
pub(super) fn cnpj(characters: &[char]) -> bool {
    let check = |length: usize, weights: &[u32]| {
        let codes = characters[..length].iter().map(|character| u32::from(*character) - 48);
        let rest = codes.zip(weights).map(|(code, weight)| code * weight).sum::<u32>() % 11;
        let digit = if rest < 2 { 0 } else { 11 - rest };
        value(characters[length]) == digit
    };
    check(12, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
        && check(13, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
}

/// Thirteen characters, a company's with a blank ahead; weights 13 to 2, modulo 11.
pub(super) fn rfc(characters: &[char]) -> bool {
    let code = |character: char| match character {
        '0'..='9' => value(character),
        'A'..='N' => value(character),
        '&' => 24,
        'Ñ' => 38,
        'O'..='Z' => value(character) + 1,
        _ => 37,
    };
    let blank = if characters.len() == 12 { vec![' '] } else { Vec::new() };
    let padded = [blank.as_slice(), characters].concat();
    let sum: u32 = padded.iter().zip((2..=13).rev()).map(|(it, weight)| code(*it) * weight).sum();
    let expected = match 11 - sum % 11 {
        11 => '0',
        10 => 'A',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    padded.last() == Some(&expected)
}

/// First digit = 9 - (digits from the right, weights 1 2 1 2 …, modulo 9).
pub(super) fn corporate_jp(characters: &[char]) -> bool {
    let digits = digits(characters);
    let rest: Vec<char> = digits[1..].iter().rev().copied().collect();
    9 - weighted(&rest, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 9 == value(digits[0])
}

/// The last digit is the number before it modulo 7.
pub(super) fn seven(characters: &[char]) -> bool {
    modulo(&characters[..11], 7) == last(characters)
}

/// The credit code of GB 32100-2015: 31 symbols, weights 3^i modulo 31.
pub(super) fn uscc(characters: &[char]) -> bool {
    let symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = |character: &char| {
        let place = symbols.find(*character).unwrap_or(0);
        u32::try_from(place).unwrap_or(0)
    };
    let mut weight = 1;
    let mut sum = 0;
    for character in &characters[..17] {
        sum = (sum + code(character) * weight) % 31;
        weight = weight * 3 % 31;
    }
    code(&characters[17]) == (31 - sum) % 31
}

/// GS1, modulo 10: from the right, weights 3 1 3 1 …; `00` ahead of 18 digits is not part of it.
pub(super) fn gs1(characters: &[char]) -> bool {
    let digits = match characters.len() {
        20 => &characters[2..],
        _ => characters,
    };
    let weights = [1, 3].iter().cycle();
    let sum: u32 = values(digits).iter().rev().zip(weights).map(|(it, weight)| it * weight).sum();
    sum.is_multiple_of(10)
}

/// S10: weights 8 6 4 2 3 5 9 7; `11 - sum mod 11`, 10 counts as 0 and 11 as 5.
pub(super) fn s10(characters: &[char]) -> bool {
    let expected = match 11 - weighted(&characters[2..10], &[8, 6, 4, 2, 3, 5, 9, 7]) % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    expected == value(characters[10])
}

/// UPS: digits as they are, letters `(ASCII - 63) mod 10`, every second one twice.
pub(super) fn ups(characters: &[char]) -> bool {
    let code = |character: char| match character.to_digit(10) {
        Some(digit) => digit,
        None => (u32::from(character) - 63) % 10,
    };
    let body = characters[2..17].iter().zip([1, 2].iter().cycle());
    let sum: u32 = body.map(|(character, weight)| code(*character) * weight).sum();
    (10 - sum % 10) % 10 == value(characters[17])
}
